"""Rows on paper: each format says the same, and none lets text of a row act."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial
from analysis.formula import Formula
from analysis.notation import formulas as notation
from analysis.notation.latex import escape, latex
from results.formats import FORMATS
from results.queries import Query, formulas
from results.store import Store
from results.tables import PAGE, spreadsheet_cell, write


@pytest.fixture
def rows(store: Store, formula) -> list[Formula]:
    store.record_examined(
        map(Formula.from_json, [formula(), formula(a="34*n**3 + 51*n**2 + 27*n + 5", b="-n**6", identity=None)])
    )
    return list(formulas(store, Query(order_by="b")))


def written(rows, format: str, **settings) -> str:
    rows, stream = list(rows), io.StringIO()
    assert write(rows, format, stream, **settings) == len(rows)
    return stream.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_shows_every_row(rows, format: str) -> None:
    text = written(rows, format)
    assert "numeric" in text
    assert re.search(r"34\W*n", text)


def test_json_is_one_object_on_a_line_and_nothing_else(rows) -> None:
    assert [json.loads(line) for line in written(rows, "json").splitlines()] == [row.as_json() for row in rows]


@pytest.mark.parametrize("format", ["json", "csv", "latex", "table", "markdown"])
def test_no_rows_make_no_output(format: str) -> None:
    assert written([], format) == ""


def test_csv_has_one_header_and_the_polynomials_as_they_are(rows) -> None:
    back = list(csv.DictReader(io.StringIO(written(rows, "csv"))))
    assert [(row["a"], row["b"]) for row in back] == [(row.a, row.b) for row in rows]
    assert {row["expression"] for row in back} == {"4/pi", ""}


@given(text=st.text(max_size=20))
def test_no_csv_cell_is_a_formula_of_a_spreadsheet(text: str) -> None:
    cell = spreadsheet_cell(text)
    assert not cell.startswith(("=", "@", "\t", "\r", "\n", "|"))
    assert cell.lstrip("'") == text.lstrip("'")
    if cell.startswith(("+", "-")):
        assert not re.search(r"[A-Za-mo-z|!:]", cell) or re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", cell)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(1)", "-2+3+cmd|' /C calc'!A0", "+A1", "\t=1"])
def test_known_attacks_on_spreadsheets_are_defused(text: str) -> None:
    assert spreadsheet_cell(text) == f"'{text}"


def test_a_table_fits_the_terminal_it_is_for(rows) -> None:
    for width in (60, 80, 120):
        lines = written(rows, "table", width=width).splitlines()
        assert max(map(len, lines)) <= width
        assert any("numeric" in line and "−0.0630" in line for line in lines)


def test_a_table_in_a_pipe_is_neither_folded_nor_cut(rows) -> None:
    assert "34n³ + 51n² + 27n + 5" in written(rows, "table")


def test_text_in_a_table_is_never_markup() -> None:
    assert "[bold]x[/bold] [1]" in written([{"note": "[bold]x[/bold] [1]"}], "table")


def test_a_long_table_is_written_in_pages(rows) -> None:
    many = [{"n": n} for n in range(2 * PAGE + 1)]
    assert len([line for line in written(many, "table").splitlines() if line.strip() == "n"]) == 3


def test_kinds_of_rows_get_their_own_columns(rows, signed) -> None:
    text = written([*rows, Formula.from_json(signed)], "table")
    assert "a(n)" in text
    assert "4n + 2" in text


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(InputError, match="table, json, csv, latex"):
        write([], "yaml", io.StringIO())


def test_latex_shows_the_fraction_and_the_constant(rows) -> None:
    text = written(rows, "latex", title="50 % of them")
    assert r"1 + \cfrac{1}{3 + \cfrac{4}{5 + \cfrac{9}{7 + \ddots" in text
    assert r"$\displaystyle \frac{4}{\pi}$" in text
    assert r"\caption{50 \% of them}" in text
    assert text.count("{") == text.count("}")


@given(text=st.text(max_size=40))
def test_escaped_text_leaves_latex_nothing_to_act_on(text: str) -> None:
    plain = re.sub(r"\\(ensuremath\{\\[a-z]+\}|[a-z]+\{\}|[{}$&#%_])", "", escape(text))
    assert not set(plain) & set("\\{}$&#%_^~[]*\n")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("n", "n", r"\cfrac{1}{1 + \cfrac{2}{2 + \ddots + \cfrac{n}{n + \ddots}}}"),
        ("2", "-n", r"2 - \cfrac{1}{2 - \cfrac{2}{2 + \ddots - \cfrac{n}{2 + \ddots}}}"),
        ("1", "n - 2", r"1 - \cfrac{1}{1}"),
    ],
)
def test_a_continued_fraction_is_written_with_its_signs_and_its_end(a: str, b: str, expected: str) -> None:
    assert latex(notation.continued_fraction(parse_polynomial(a), parse_polynomial(b), 2)) == expected


def test_signs_of_a_signed_fraction_repeat() -> None:
    assert (
        latex(notation.signed_fraction([1, 2, 3, 4], [-1, 1]))
        == r"1 - \cfrac{1}{2 + \cfrac{1}{3 - \cfrac{1}{4 + \ddots}}}"
    )


def test_latex_of_a_store_is_not_passed_on(formula) -> None:
    identity = formula()["identity"] | {"latex": r"\input{/etc/passwd}"}
    wide = formula(a="12345678901234567890*n**5 + 1", identity=identity)
    text = written(map(Formula.from_json, [formula(identity=identity), wide]), "latex")
    assert r"\input" not in text
    assert text.count(r"$\displaystyle \frac{4}{\pi}$") == 2
    assert "$a_{n} = 12345678901234567890 n^{5} + 1" in text


def test_markdown_is_a_table_whatever_the_texts_hold(rows) -> None:
    head, rule, *lines = written(rows, "markdown").strip().splitlines()
    assert head.startswith("| a(n) | b(n) |") and rule == "|" + " --- |" * (head.count(" | ") + 1)
    assert any("| 2n + 1 | n² | 4/π |" in line for line in lines)
    assert r"| a\|b\*c |" in written([{"note": "a|b*c"}], "markdown")
