"""The formats in which rows are written: a record each, the function that writes it; the first is a terminal's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TextIO, Union

from analysis.errors import InputError, echo
from analysis.exact.late import named

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

PICTURES = (".svg", ".pdf", ".png")  # how names of plots end


def picture_name(name: str, *more: str) -> str:
    """The name of a plot, or of a file of `more` endings. Raises InputError for another ending.

    >>> picture_name("web.graphml", ".graphml"), picture_name("fan.SVG")
    ('web.graphml', 'fan.SVG')
    """
    endings = (*more, *PICTURES)
    if not name.lower().endswith(endings):
        raise InputError(f"plot file {echo(name)}", f"a name ending in {', '.join(endings[:-1])} or {endings[-1]}")
    return name


def writer(name: str) -> Writer:
    """The function (rows, stream, title, width) that writes a format; its module is imported when it is asked for."""
    found: Writer = named(FORMATS[name])
    return found
