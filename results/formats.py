"""The formats in which rows are written: a record each, the function that writes it; the first is a terminal's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO, Union

if TYPE_CHECKING:
    from analysis.formula import Formula

Row = Union[Mapping[str, Any], "Formula"]
Writer = Callable[[Iterable[Row], TextIO, str | None, int | None], None]

FORMATS: Mapping[str, str] = {
    "table": "results.tables:write_tables",
    "json": "results.tables:write_json",
    "csv": "results.tables:write_csv",
    "latex": "results.latex:write_longtable",
    "markdown": "results.tables:write_markdown",
    "pari": "results.languages:write_pari",
    "sage": "results.languages:write_sage",
    "mathematica": "results.languages:write_mathematica",
}

OF_ANY_ROWS = ("table", "json", "csv", "latex", "markdown")  # the others write formulas alone


def writer(name: str) -> Writer:
    """The function (rows, stream, title, width) that writes a format; its module is imported when it is asked for."""
    module, _, function = FORMATS[name].partition(":")
    found: Writer = getattr(import_module(module), function)
    return found
