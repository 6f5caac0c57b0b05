"""Rows on paper: a table for a terminal, JSON Lines, CSV and LaTeX, written as the rows come.

Formulas (the contract's JSON of one formula) are known by their key "kind" and get columns for people; other rows are
shown with their own columns. Only the table holds rows back, PAGE of them at a time, to find the widths of its columns.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, islice
from typing import Any, TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from analysis.errors import InputError, echo
from results.latex import longtable
from results.rows import DYNAMICS, as_text, exact, is_formula
from results.terminal import console

FORMATS = ("table", "json", "csv", "latex")
PAGE = 500  # rows of one table on the screen: enough to be one table for nearly everybody, little to hold
SHOWN_DIGITS = 24  # of a limit in a table; JSON and CSV have them all
SHOWN_TERMS = 8  # of a signed fraction in a table
UNBOUNDED = 100_000  # width of a table that goes to a pipe: nothing is wrapped or cut there

Row = Mapping[str, Any]

_FORMULA_COLUMNS = (
    "kind", "a", "b", "status", "limit", "digits", "evidence", "constant", "mobius", "expression", "closed_form",
    *DYNAMICS, "delta", "delta_exact", "factorial_reduction", "family", "cluster", "lhs", "signs", "terms",
    "recurrence", "interlaced", "digits_per_term", "simple_digits_per_term", "id",
)  # fmt: skip
_WHOLE = ("evidence", "signs")  # columns of text that a narrow terminal neither folds nor cuts, like numbers
_CUT = ("limit",)  # columns that it cuts rather than folds
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
    counted = _Counted(rows)
    if format == "table":
        _write_tables(counted, stream, title, width)
    elif format == "json":
        for row in counted:
            stream.write(json.dumps(exact(row), ensure_ascii=False, default=as_text) + "\n")
    elif format == "csv":
        _write_csv(counted, stream)
    elif format == "latex":
        longtable(counted, stream, title)
    else:
        raise InputError(f"format {echo(format)}", ", ".join(FORMATS))
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


def _write_csv(rows: Iterable[Row], stream: TextIO) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    writer = csv.writer(stream, lineterminator="\n")
    names = _FORMULA_COLUMNS if is_formula(first) else tuple(first)
    writer.writerow([spreadsheet_cell(name) for name in names])
    for row in chain([first], rows):
        flat = _flat(row) if is_formula(row) else row
        writer.writerow([spreadsheet_cell(flat.get(name)) for name in names])


def _flat(row: Row) -> dict[str, Any]:
    """One formula with its identity and dynamics beside the other keys."""
    identity = {key: value for key, value in (row.get("identity") or {}).items() if key not in ("digits", "latex")}
    closed_form = (row.get("closed_form") or {}).get("expression")
    return {**row, **(row.get("dynamics") or {}), **identity, "closed_form": closed_form}


def _write_tables(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    shown = console(stream, UNBOUNDED, highlight=False, **({} if width is None else {"width": width}))
    for names, group in groupby(map(_shown, rows), key=tuple):
        while page := list(islice(group, PAGE)):
            table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
            for name in names:
                numbers = all(isinstance(row[name], int | float) or row[name] is None for row in page)
                table.add_column(name, justify="right" if numbers else "left", no_wrap=numbers or name in _WHOLE)
            for row in page:
                table.add_row(*(_cell(name, row[name]) for name in names))
            shown.print(table, crop=False)


def _shown(row: Row) -> dict[str, Any]:
    """The columns of a row for people."""
    if not is_formula(row):
        return dict(row)
    if row["kind"] == "esma":
        return {
            "value": row["lhs"],
            "signs": "".join("+" if sign > 0 else "-" for sign in row["signs"]),
            "terms": ", ".join(str(term) for term in row["terms"][:SHOWN_TERMS]),
            "interlaced": ", ".join(_compact(text) for text in row["interlaced"] or ()),
            "digits": row["digits"],
            "digits/term": row["digits_per_term"],
            "simple": row["simple_digits_per_term"],
        }
    named = row["identity"] or row["closed_form"] or {}
    limit = row["limit"] or row["status"]
    if row["kind"] == "recurrence":
        given = {f"u(n{f'-{k}' if k else ''})": _compact(c) for k, c in enumerate(row["coefficients"])}
    else:
        given = {"a(n)": _compact(row["a"]), "b(n)": _compact(row["b"])}
    return given | {
        "limit": limit if len(limit) <= SHOWN_DIGITS else f"{limit[:SHOWN_DIGITS]}...",
        "equals": named.get("expression"),
        "digits": row["digits"],
        "evidence": row["evidence"],
        "delta": row["delta"],
    }


def _compact(polynomial: str) -> str:
    return polynomial.replace("**", "^").replace("*", "")


def _cell(name: str, value: Any) -> Text:
    cut = name in _CUT
    return Text(_text(value), overflow="ellipsis" if cut else "fold", no_wrap=cut)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) < 1e6 else f"{value:.4g}"
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else as_text(value)
