"""Formulas as text that PARI/GP, Sage and Mathematica read: a line for each, [a(n), b(n), value] and a comment."""

from collections.abc import Iterable
from typing import TextIO

from analysis.errors import InputError
from analysis.formula import Formula
from analysis.notation.languages import LANGUAGES, code
from results.formats import Row


def write_pari(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """Vectors for gp."""
    _write(rows, stream, title, "pari")


def write_sage(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """Lists for Sage; n is a variable of `var("n")`."""
    _write(rows, stream, title, "sage")


def write_mathematica(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """Lists for Mathematica."""
    _write(rows, stream, title, "mathematica")


def _write(rows: Iterable[Row], stream: TextIO, title: str | None, language: str) -> None:
    comment = LANGUAGES[language].comment
    if title:
        stream.write(comment.format(title) + "\n")
    for row in rows:
        if not isinstance(row, Formula):
            raise InputError(f"rows that are no formulas as text for {language}", "json, csv, latex, markdown, table")
        said = ", ".join(filter(None, (row.evidence or row.status, f"id {row.id}" if row.id is not None else None)))
        parts = [_spelt(text, row, language) for text in _parts(row)]
        stream.write(f"{LANGUAGES[language].array.format(', '.join(parts))}  {comment.format(said)}\n")


def _parts(row: Formula) -> Iterable[str]:
    """What makes the formula, and its value: its name, else its decimal."""
    if row.is_signed:
        return *(str(term) for term in row.own["terms"]), str(row.own["lhs"])
    if "coefficients" in row.own:
        return *map(str, row.own["coefficients"]), row.value or row.limit or "0"
    return row.a or "0", row.b or "0", row.value or row.limit or "0"


def _spelt(text: str, row: Formula, language: str) -> str:
    try:
        return code(text, language)
    except InputError:
        return row.limit or f'"{row.status}"'
