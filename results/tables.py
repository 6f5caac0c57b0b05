"""Rows on paper: a table for a terminal, JSON Lines, CSV, LaTeX and Markdown, written as the rows come.

Formulas get columns for people; other rows are shown with their own columns. Only the table holds rows back, PAGE of
them at a time, to find the widths of its columns.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from typing import Any, TextIO

from analysis.errors import InputError, echo
from analysis.exact.json_values import exact
from analysis.formula import Formula
from results.columns import table_lines, terminal_width
from results.formats import FORMATS, Row, writer
from results.rows import MEASURE_COLUMNS, as_text

PAGE = 500  # rows of one table on the screen: enough to be one table for nearly everybody, little to hold

_FORMULA_COLUMNS = (
    "kind", "a", "b", "status", "limit", "digits", "evidence", "constant", "mobius", "expression", "closed_form",
    *MEASURE_COLUMNS, "factorial_reduction", "family", "cluster", "lhs", "signs", "terms",
    "recurrence", "interlaced", "digits_per_term", "simple_digits_per_term", "id",
)  # fmt: skip
_WHOLE = ("evidence", "signs", "id")  # columns of text that a narrow terminal does not cut, like numbers
_FIRST = ("limit", "tags", "value", "field", "step")  # columns that it cuts before others
# Text that a spreadsheet could take for a formula of its own; a polynomial in n or a number is harmless.
_ACTIVE = re.compile(r"[=+\-@\t\r\n|]")
_HARMLESS = re.compile(r"[+-]?[0-9n][0-9n*+\-/^(). ]*|[+-]?[0-9.]+([eE][+-]?[0-9]+)?")


def write(
    rows: Iterable[Row], format: str, stream: TextIO, *, title: str | None = None, width: int | None = None
) -> int:
    """Write rows to a text stream in one of FORMATS; how many there were.

    title: over a table, or the caption in LaTeX; width: of a table in characters (None: the terminal's, or as wide as
    it needs in a pipe). Raises InputError for another format.

    >>> import sys
    >>> write([{"constant": "pi", "formulas": 2}], "json", sys.stdout)
    {"constant": "pi", "formulas": 2}
    1
    """
    if format not in FORMATS:
        raise InputError(f"format {echo(format)}", ", ".join(FORMATS))
    counted = _Counted(rows)
    writer(format)(counted, stream, title, width)
    return counted.count


def spreadsheet_cell(value: Any) -> Any:
    """A value for CSV that no spreadsheet takes for a formula: risky text gets an apostrophe in front (OWASP's advice).

    >>> spreadsheet_cell("=1+1"), spreadsheet_cell("-n**6"), spreadsheet_cell(None), spreadsheet_cell(0.5)
    ("'=1+1", '-n**6', '', 0.5)
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, bytes):
        return as_text(value)
    text = value if isinstance(value, str) else json.dumps(exact(value), ensure_ascii=False, default=as_text)
    return f"'{text}" if _ACTIVE.match(text) and not _HARMLESS.fullmatch(text) else text


class _Counted:
    """Passes rows on and counts them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def write_json(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """One object a line."""
    for row in rows:
        said = row.as_json() if isinstance(row, Formula) else row
        stream.write(json.dumps(exact(said), ensure_ascii=False, default=as_text) + "\n")


def write_csv(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """One line a row, the columns those of the first row."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    writer = csv.writer(stream, lineterminator="\n")
    names = _FORMULA_COLUMNS if isinstance(first, Formula) else tuple(first)
    writer.writerow([spreadsheet_cell(name) for name in names])
    for row in chain([first], rows):
        flat = _flat(row) if isinstance(row, Formula) else row
        writer.writerow([spreadsheet_cell(flat.get(name)) for name in names])


def _flat(found: Formula) -> dict[str, Any]:
    """One formula with its identity and dynamics beside the other keys."""
    row = found.as_json()
    identity = {key: value for key, value in (row.get("identity") or {}).items() if key not in ("digits", "latex")}
    closed_form = None if found.closed_form is None else found.closed_form.get("expression")
    return {**row, **(row.get("dynamics") or {}), **identity, "status": found.status, "closed_form": closed_form}


def write_tables(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """Tables for a terminal, each as wide as its page of rows needs; columns in which nothing stands are left out."""
    from results.people import as_cell, columns

    room = terminal_width(stream) if width is None else width
    for place, (names, group) in enumerate(groupby(map(columns, rows), key=tuple)):
        stream.write("\n" if place else "")
        while page := list(islice(group, PAGE)):
            filled = [name for name in names if any(row[name] not in (None, "") for row in page)] or names
            right = [name for name in filled if all(isinstance(row[name], int | float | None) for row in page)]
            cells = [[as_cell(row[name]) for name in filled] for row in page]
            if title:
                stream.write(f"{title}\n")
            lines = table_lines(filled, cells, room, right=right, whole=_WHOLE, first=_FIRST)
            stream.writelines(f"{line}\n" for line in lines)


def write_markdown(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """A pipe table for each run of rows with the same columns; what Markdown would take for its own is escaped."""
    from results.people import as_cell, columns

    for names, group in groupby(map(columns, rows), key=tuple):
        stream.write(f"**{_plain(title)}**\n\n" if title else "")
        stream.write(f"| {' | '.join(map(_plain, names))} |\n|{' --- |' * len(names)}\n")
        for row in group:
            stream.write(f"| {' | '.join(_plain(as_cell(row[name])) for name in names)} |\n")
        stream.write("\n")


def _plain(text: str) -> str:
    return re.sub(r"([\\|*_`<>\[\]])", r"\\\1", " ".join(text.split()))
