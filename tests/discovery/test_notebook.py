"""The Python face: the same answers as the commands, and formulas that leave as LaTeX, tables and other packages."""

import json
import subprocess
import sys
from fractions import Fraction
from math import pi
from pathlib import Path

import pytest

import discovery
from analysis.errors import InputError
from discovery import Formulas, from_ramanujantools, inspect, query, search, search_esma


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("notebook") / "small.db"
    found = search(place, a_degree=1, b_degree=2, coefficients="-1:1", digits=40)
    assert found.status.campaign.finished is not None
    return place


def test_everything_that_is_promised_is_there() -> None:
    for name in discovery.__all__:
        assert callable(getattr(discovery, name))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = discovery.nothing


def test_the_face_imports_nothing_heavy() -> None:
    code = "import sys, discovery; sys.exit(any(name in sys.modules for name in ('flint', 'numba', 'ray', 'sympy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0


def test_a_formula_shows_itself_as_latex() -> None:
    four_over_pi = inspect("2n+1", "n^2", digits=20)
    assert four_over_pi._repr_latex_() == (
        r"$\displaystyle 1 + \cfrac{1}{3 + \cfrac{4}{5 + \cfrac{9}{7 + \ddots}}} = \frac{4}{\pi}"
        r",\quad a_{n} = 2 n + 1,\, b_{n} = n^{2},\quad \approx 1.2732395447 \ldots,\quad \delta = -0.2088$"
    )
    assert four_over_pi._repr_html_().count("<math") == 4 and "proved" in four_over_pi._repr_html_()
    assert four_over_pi.constant == "pi"
    assert str(four_over_pi.pcf) == "PCF(2n+1, n^2)"
    with pytest.raises(AttributeError, match="no 'beauty'; it has"):
        _ = four_over_pi.beauty


def test_rational_coefficients_are_cleared_and_told() -> None:
    given = inspect("n + 1/2", "n^2/4", digits=20)
    assert given.factor == "1/2" and str(given.pcf) == "PCF(2n+1, n^2)"
    assert repr(given) == "Formula(n+1/2, n^2/4) = 2/pi [proved]" and str(given.sympy()) == "2/pi"
    assert float(given) == pytest.approx(2 / pi) and given.limit[:12] == "0.6366197723" and given.a == "n+1/2"
    assert given.convergents(2) == [Fraction(1, 2), Fraction(2, 3)]
    assert r"\frac{2}{\pi},\quad a_{n} = n + \frac{1}{2}" in given._repr_latex_()


def test_bad_input_is_one_line() -> None:
    with pytest.raises(InputError, match="one variable"):
        inspect("x*y", "n")


def test_a_query_is_a_table(store: Path) -> None:
    found = query(store, status="convergent", identified=True)
    assert len(found) > 20
    assert isinstance(found[:3], Formulas)
    assert len(found[:3]) == 3
    html = found._repr_html_()
    assert html.count("<tr>") == min(len(found), 50) + 1
    assert "<math" in html
    assert repr(found[:2]).startswith("2 formulas\n  Formula(")
    assert {row.constant for row in query(store, constant=["e", "sqrt(2)"])} <= {"e", "sqrt(2)"}


def test_formulas_leave_as_csv_json_and_latex(store: Path, tmp_path: Path) -> None:
    found = query(store, limit=5)
    rows = [json.loads(line) for line in found.to_json(tmp_path / "found.jsonl").splitlines()]
    assert [row["a"] for row in rows] == [formula.a for formula in found]
    assert (tmp_path / "found.jsonl").read_text() == found.to_json()
    assert found.to_csv().count("\n") == 6
    assert r"\begin{longtable}" in found.to_latex()
    assert json.loads(found[0].as_json()) == rows[0]


def test_formulas_leave_as_a_data_frame(store: Path) -> None:
    pandas = pytest.importorskip("pandas")
    found = query(store, status="convergent", identified=True)
    frame = found.to_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert len(frame) == len(found)
    assert frame["a"].tolist() == [formula.a for formula in found]
    assert frame["limit"].str.len().max() > 40
    assert frame["id"].tolist() == [formula.id for formula in found]


@pytest.mark.parametrize(("a", "b"), [("2n+1", "n^2"), ("34n^3+51n^2+27n+5", "-n^6"), ("5", "n-7")])
def test_formulas_go_to_ramanujantools_and_back(a: str, b: str) -> None:
    pytest.importorskip("ramanujantools")
    formula = inspect(a, b, digits=20)
    theirs = formula.to_ramanujantools()
    assert theirs.a_n.subs("n", 7) == formula.pcf.a(7)
    back = from_ramanujantools(theirs, digits=20)
    assert (back.a, back.b, back.limit) == (formula.a, formula.b, formula.limit)


def test_signed_fractions_are_formulas_too(tmp_path: Path) -> None:
    found = search_esma(tmp_path / "signed.db", "e", height=1, periods="1:1", digits=100)
    assert any(formula.lhs == "(E + 1)/(E - 1)" for formula in found)
    assert all(r"\cfrac" in formula._repr_latex_() for formula in found)
    with pytest.raises(InputError, match="as a PCF"):
        _ = found[0].pcf


def test_a_report_is_one_call(store: Path, tmp_path: Path) -> None:
    written = discovery.report(store, tmp_path / "report", title="Mine")
    assert "<title>Mine</title>" in written.page.read_text(encoding="utf-8")
    assert written.compiled is None
