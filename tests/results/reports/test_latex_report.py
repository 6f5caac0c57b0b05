"""The report on paper: it compiles without warnings that matter, whatever the store holds."""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import InputError
from analysis.formula import Formula
from results.reports.conjectures import Detail
from results.reports.latex_writer import latex_document, references_file
from results.reports.pdf import PROGRAMS, WIDE_POINTS, Compiled, compile_pdf
from results.reports.references import LITERATURE, bibliography
from results.reports.report import report
from results.reports.writing import Written, write_report
from results.store import Store

needs_latex = pytest.mark.skipif(
    any(shutil.which(program) is None for program in PROGRAMS), reason="pdflatex or bibtex is not installed"
)


def written(place: Path, folder: Path, *, pdf: bool = True, **options: Any) -> Written:
    with Store.read(place) as store:
        return write_report(report(store, date="1 May 2026", **options), folder, pdf=pdf)


def checked(made: Written) -> Compiled:
    assert made.compiled is not None
    assert made.compiled.undefined == ()
    assert [points for points in made.compiled.wide if points > WIDE_POINTS] == []
    assert made.compiled.path.read_bytes().startswith(b"%PDF")
    return made.compiled


@needs_latex
def test_an_empty_store_makes_one_page(place: Path, tmp_path: Path) -> None:
    Store.create(place).close()
    assert checked(written(place, tmp_path / "report")).pages == 1


@needs_latex
def test_a_store_of_one_formula_makes_a_short_document(
    place: Path, tmp_path: Path, formula: Callable[..., dict[str, Any]]
) -> None:
    with Store.create(place) as store:
        store.record_examined(map(Formula.from_json, [formula(a="2*n + 1", b="n**2")]))
    assert checked(written(place, tmp_path / "report")).pages in range(1, 5)


@needs_latex
def test_a_store_with_everything_compiles(structured: Path, tmp_path: Path) -> None:
    assert checked(written(structured, tmp_path / "report")).pages in range(3, 9)


@needs_latex
def test_names_cannot_break_out(hostile: Path, tmp_path: Path) -> None:
    made = written(hostile, tmp_path / "report", title="A & B \\input{/etc/passwd}")
    assert made.compiled is not None and made.compiled.undefined == ()
    source = made.source.read_text(encoding="utf-8")
    body = source.split(r"\begin{document}")[1]
    assert r"\input" not in body
    assert body.count(r"\end{document}") == 1
    assert "root:" not in source


@needs_latex
def test_huge_coefficients_stay_within_the_margins(
    place: Path, tmp_path: Path, formula: Callable[..., dict[str, Any]]
) -> None:
    draw = random.Random(7)

    def polynomial() -> str:
        terms = [f"{draw.randrange(10**29, 10**30)}*n**{k}" for k in range(16, 1, -1)]
        return " + ".join([*terms, f"{draw.randrange(10**29, 10**30)}*n", str(draw.randrange(10**29, 10**30))])

    long = f"({draw.randrange(10**200)} + {draw.randrange(10**200)}*pi)/{draw.randrange(10**200)}"
    identity = {"constant": "pi", "mobius": [["1", "1"], ["0", "1"]], "expression": long, "latex": "", "digits": 999}
    with Store.create(place) as store:
        store.record_examined(map(Formula.from_json, [formula(a=polynomial(), b=polynomial()) for _ in range(8)]))
        store.record_examined(
            map(Formula.from_json, [formula(a=polynomial(), b="n", identity=identity), formula(a="n", b=polynomial())])
        )
    checked(written(place, tmp_path / "report"))


@needs_latex
def test_the_log_is_read(tmp_path: Path) -> None:
    source = tmp_path / "wide.tex"
    source.write_text(
        r"\documentclass{article}\begin{document}\noindent\rule{9in}{1pt} \ref{nothing}\newpage x\end{document}"
    )
    found = compile_pdf(source)
    assert found.pages == 2
    assert max(found.wide) > WIDE_POINTS
    assert found.undefined == ("nothing",)


@needs_latex
def test_a_document_may_not_write_elsewhere_or_run_programs(tmp_path: Path) -> None:
    source = tmp_path / "sub" / "bad.tex"
    source.parent.mkdir()
    source.write_text(
        r"\documentclass{article}\begin{document}\immediate\write18{touch ran}"
        r"\newwrite\w\immediate\openout\w=../escaped.txt \immediate\write\w{x}\end{document}"
    )
    with pytest.raises(InputError, match="pdflatex refuses"):
        compile_pdf(source)
    assert not (tmp_path / "escaped.txt").exists() and not (source.parent / "ran").exists()


def test_latex_that_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="install TeX Live"):
        compile_pdf(tmp_path / "report.tex")


def test_a_file_is_no_folder(small: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="is a file"):
        written(small, tmp_path / "taken", pdf=False)


def test_references_are_bibtex(small: Path) -> None:
    with Store.read(small) as store:
        document = report(store)
    assert set(re.findall(r"@\w+\{(\w+),", references_file(document))) == set(document.references)
    assert set(re.findall(r"\\cite\{(\w+)\}", latex_document(document))) == set(document.references)


def test_every_reference_has_authors_a_title_a_place_and_a_year() -> None:
    text = bibliography(LITERATURE)
    for field in ("author", "title", "year"):
        assert len(re.findall(rf"^  {field} = \{{.+\}},$", text, re.MULTILINE)) == len(LITERATURE)


@needs_latex
def test_a_thousand_formulas_are_a_paper_that_shows_the_first(
    place: Path, tmp_path: Path, formula: Callable[..., dict[str, Any]]
) -> None:
    names = ["pi", "e", "log(2)", "zeta(3)", "catalan", "bessel_ratio(0,1)", *(f"log({k})" for k in range(3, 60))]

    rows = (
        formula(
            a=f"{k}*n**2 + {k + 1}*n - {k % 97 + 1}",
            b=f"-{k % 1009 + 1}*n**4 + {k}*n",
            delta=-(k % 1000) / 1000,
            identity={
                "constant": (name := names[k % len(names)]),
                "mobius": [[1, k], [0, 1]],
                "expression": f"({k} + 2*{name})/({k + 1} - {name})",
                "latex": "",
                "digits": 76,
            },
        )
        for k in range(1, 1_001)
    )
    with Store.create(place) as store:
        store.record_examined(map(Formula.from_json, rows))
    made = written(place, tmp_path / "report", detail=Detail(3, 12))
    assert checked(made).pages > 20
    assert made.page.stat().st_size < 4_000_000
    assert "The first 20 of 1,000 rows" in made.page.read_text(encoding="utf-8")
