"""What a report says of a store, before it is printed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.formula import Formula
from analysis.notation.latex import latex
from results.reports.abstract import abstract
from results.reports.conjectures import SHORT, Detail
from results.reports.document import Display, Document, Math, Section, Statement, Table
from results.reports.references import LITERATURE
from results.reports.report import report
from results.reports.selection import ConstantFindings
from results.reports.words import convergence, decimal
from results.store import Store


def made(place: Path, **options: object) -> Document:
    with Store.read(place) as store:
        return report(store, **options)  # type: ignore[arg-type]


def sections(document: Document) -> dict[str, Section]:
    def below(section: Section) -> list[Section]:
        return [section, *(inner for one in section.sections for inner in below(one))]

    return {one.anchor: one for section in document.sections for one in below(section)}


def test_an_empty_store_says_so(place: Path) -> None:
    Store.create(place).close()
    document = made(place)
    assert [section.anchor for section in document.sections] == ["summary", "method"]
    assert "no formula yet" in str(document.sections[0].blocks)


def test_sections_appear_only_where_there_is_something(small: Path) -> None:
    found = sections(made(small))
    assert {"constants", "constant-pi", "constant-e", "signed", "unidentified", "all", "campaign-1"} <= set(found)
    assert not {"families", "fields", "rational"} & set(found)


def test_structure_appears_where_the_store_has_some(structured: Path) -> None:
    found = sections(made(structured))
    assert {"families", "fields", "field-0"} <= set(found)
    shown = [latex(block.tree) for block in found["families"].blocks if isinstance(block, Display)]
    assert shown[0] == r"a_{k}(n) = n + k,\, b_{k}(n) = -2 n"
    assert shown[1] == r"V_{k} = \frac{(k - 4) V_{k + 1} - 1}{V_{k + 1} - 2}"
    assert shown[2] == r"V_{k} = \frac{1}{t \cdot 2^{k}}"
    (table,) = (block for block in found["families"].blocks if isinstance(block, Table))
    assert "Symbol(text='j')" in str(table.rows)
    assert any("_{1} F_{1}" in latex(row[0].line[0].tree) for row in table.rows if isinstance(row[0].line[0], Math))
    assert any(isinstance(block, Table) for block in found["convergence"].blocks)


def test_what_is_proved_is_no_conjecture(small: Path) -> None:
    statements = [block for block in sections(made(small))["constant-pi"].blocks if isinstance(block, Statement)]
    assert {statement.kind: statement.support for statement in statements} == {
        "Formula": "proved",
        "Conjecture": "numeric",
    }


def test_formulas_that_are_not_displayed_stand_in_the_table(small: Path) -> None:
    section = sections(made(small, detail=Detail(displayed=1, tabled=0)))["constant-pi"]
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert len(table.rows) == 1 and table.printed == 0
    assert "1 more formula:" in str(table.rest)


def test_constants_can_be_chosen(small: Path) -> None:
    found = sections(made(small, constants=("pi",)))
    assert "constant-pi" in found
    assert "constant-e" not in found and "unidentified" not in found


def test_what_is_cited_is_in_the_list(small: Path) -> None:
    document = made(small)
    assert set(document.references) <= set(LITERATURE)
    assert "razon2023" in document.references


def test_convergence_is_told_in_words() -> None:
    slow = {"eta": 0, "gamma": 0.0, "sqrt": 0, "beta": 2}
    text, law = convergence(slow)
    assert str(text).startswith("slowly, like a power of n")
    assert latex(law.tree) == "n^{-2}"  # type: ignore[union-attr]
    fast = convergence({"eta": 2, "gamma": 0, "sqrt": 0, "beta": -1})[1]
    assert latex(fast.tree) == "{n !}^{-2} n"  # type: ignore[union-attr]


def test_numbers_are_shown_without_noise() -> None:
    assert [latex(decimal(value)) for value in (1.0, -0.5, 0.99999999999999, 0.08052, 0.0000123)] == [
        "1", "-0.5", "1", "0.0805", "1.23e-05",
    ]  # fmt: skip


def test_interlaced_polynomials_say_from_where_they_hold(structured: Path, signed: dict[str, Any]) -> None:
    euler = signed | {"lhs": "E", "signs": [1, -1], "terms": [2, 2, 1, 2, 2, 5, 2, 7, 2, 9]}
    with Store.open(structured) as store:
        store.record_examined(map(Formula.from_json, [euler | {"interlaced": ["2", "2*n + 5"], "evidence": "numeric"}]))
    blocks = sections(made(structured))["signed-e"].blocks
    written = [latex_document_line(block) for block in blocks if isinstance(block, Statement)]
    assert any(r"a_{2 j + 4} = 2,\, a_{2 j + 5} = 2 j + 5" in text for text in written)
    assert any(r"a_{j} = 4 j + 2" in text for text in written)


def latex_document_line(block: Statement) -> str:
    return " ".join(latex(piece.tree) for piece in block.definition if isinstance(piece, Math))


def test_highlights_come_first_and_rational_limits_last(small: Path) -> None:
    document = made(small, detail=SHORT)
    anchors = [section.anchor for section in document.sections]
    assert anchors.index("highlights") == 1
    below = next(section for section in document.sections if section.anchor == "constants").sections
    assert below[-1].anchor == "rational" or all(section.anchor != "rational" for section in below)


def test_the_short_report_says_what_it_leaves_out(small: Path) -> None:
    table = sections(made(small, detail=replace(SHORT, rows=1)))["all"].blocks[0]
    assert "more are in the store" in table.caption[1]


def test_the_abstract_has_the_figures_that_matter(small: Path) -> None:
    document = made(small)
    said = "".join(piece if isinstance(piece, str) else latex(piece.tree) for piece in document.abstract)  # type: ignore[union-attr]
    for part in (
        "polynomial continued fractions",
        r"\pi in ",
        "irrational values are proved",
        "signed continued fraction",
    ):
        assert part in said, said


def test_one_formula_is_told_in_the_singular() -> None:
    counts = {"convergent": 1, "convergent_irrational": 1, "unidentified": 0, "explained": 1, "constants": 1,
              "signed_fractions": 0, "proved": 1, "linked": 0}  # fmt: skip
    found = [ConstantFindings("pi", 1, (Formula("pcf", {"a": "2*n + 1", "b": "n**2"}),))]
    said = "".join(piece if isinstance(piece, str) else latex(piece.tree) for piece in abstract(counts, (), found))  # type: ignore[union-attr]
    assert "1 has an irrational limit with a name: \\pi in 1 formula. Its value is proved." in said


def test_highlights_show_the_fraction_itself(small: Path) -> None:
    table = sections(made(small))["highlights"].blocks[0]
    shown = [latex(row[0].line[0].tree) for row in table.rows]  # type: ignore[union-attr]
    assert any(r"\ddots" in text and r"\frac" not in text for text in shown), shown
