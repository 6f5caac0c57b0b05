"""A connection to SQLite with rows as dictionaries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Parameters = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class Database:
    """What a store asks of its file; `conn` is the connection itself.

    >>> next(Database(sqlite3.connect(":memory:")).query("SELECT ? AS a, 2 AS b", [1]))
    {'a': 1, 'b': 2}
    """

    conn: sqlite3.Connection

    def execute(self, statement: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        return self.conn.execute(statement, parameters)

    def query(self, statement: str, parameters: Parameters = ()) -> Iterator[dict[str, Any]]:
        """The rows of an answer, by the names of its columns; it is asked at once."""
        cursor = self.execute(statement, parameters)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        names = [name for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: self.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 (a name of the schema)

    def close(self) -> None:
        self.conn.close()
