"""Lists of rows as a notebook shows them: tables whose columns are filled, and data frames, Arrow and files of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, overload

from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from results.store import Store

SHOWN_ROWS = 50  # of a list in a notebook
_TEXT = ("id", "limit")  # columns of digits that are no numbers


class Rows(list[dict[str, Any]]):
    """A list of what a command prints as JSON, one dict a row, that shows itself as the command's table.

    >>> Rows([{"constant": "pi", "formulas": 2, "field": None}])
    constant  formulas
    ────────  ────────
    π                2
    """

    @classmethod
    def stored(cls, db: str | Path, read: Callable[[Store], Iterable[Any]]) -> Self:
        """The JSON of what `read` finds in a store."""
        from results.store import Store

        with Store.read(db) as store:
            return cls(one.as_json() for one in read(store))

    @overload
    def __getitem__(self, index: SupportsIndex) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: SupportsIndex | slice) -> dict[str, Any] | Rows:
        found = super().__getitem__(index)
        return Rows(found) if isinstance(found, list) else found

    def __repr__(self) -> str:
        stream = io.StringIO()
        _write(self._filled(), "table", stream)
        return stream.getvalue().rstrip("\n") + self._more() or "no rows"

    def _repr_html_(self) -> str:
        from results.people import as_cell, columns

        rows = [columns(row) for row in self._filled()]
        names = list(rows[0]) if rows else []
        table = html_table(names, ([as_cell(row.get(name)) for name in names] for row in rows))
        return f"{table}<p>{escape(self._more().strip())}</p>"

    def _filled(self) -> list[dict[str, Any]]:
        """The first rows, without columns in which nothing stands, or what is no one value."""

        def fits(name: str) -> bool:
            values = [row.get(name) for row in self if row.get(name) not in (None, "", [])]
            return bool(values) and not any(isinstance(value, Mapping) for value in values)

        names = [name for name in (self[0] if self else ()) if fits(name)]
        return [{name: row.get(name) for name in names} for row in self[:SHOWN_ROWS]]

    def _more(self) -> str:
        return f"\nand {len(self) - SHOWN_ROWS:,} more" if len(self) > SHOWN_ROWS else ""

    def to_dataframe(self) -> pandas.DataFrame:
        """A data frame with the columns of the CSV; pandas must be installed."""
        return data_frame(self)

    def to_arrow(self) -> pyarrow.Table:
        """An Arrow table with the same columns; pyarrow must be installed."""
        return arrow_table(self)


def html_table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table for a notebook.

    >>> html_table(["constant"], [["<π>"]])
    '<table><tr><th>constant</th></tr><tr><td>&lt;π&gt;</td></tr></table>'
    """
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def data_frame(rows: Iterable[Any]) -> pandas.DataFrame:
    """The rows as a data frame of pandas."""
    try:
        import pandas
    except ImportError:
        raise InputError("a data frame without pandas", "an installed pandas", "pip install pandas") from None
    stream = io.StringIO()
    _write(rows, "csv", stream)
    if not stream.getvalue():
        return pandas.DataFrame()
    stream.seek(0)
    return pandas.read_csv(stream, dtype=dict.fromkeys(_TEXT, "string"))


def arrow_table(rows: Iterable[Any]) -> pyarrow.Table:
    """The rows as a table of Arrow."""
    try:
        import pyarrow
    except ImportError:
        raise InputError("Arrow without pyarrow", "an installed pyarrow", "pip install pyarrow") from None
    return pyarrow.Table.from_pandas(data_frame(rows), preserve_index=False)


def write_parquet(rows: Iterable[Any], path: str | Path) -> int:
    """Write the rows to a Parquet file; how many there were."""
    table = arrow_table(rows)
    import pyarrow.parquet

    from results.saving import replacing

    with replacing(path) as place:
        pyarrow.parquet.write_table(table, place)
    return int(table.num_rows)


def _write(rows: Iterable[Mapping[str, Any]], format: str, stream: io.StringIO) -> None:
    from results.tables import write

    write(rows, format, stream)
