"""Connections to SQLite with rows as dictionaries: sqlite-utils' for what writes, a small one for what only reads.

sqlite-utils loads pandas and numpy where they are installed, for types of values that no store of ours holds, which
costs a command up to a second, and a fifth of one without them: a query asks for its rows and nothing else.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import sqlite_utils

    Database: TypeAlias = "sqlite_utils.Database | Reader"

Parameters = Sequence[Any] | Mapping[str, Any]

_NOT_NEEDED = ("pandas", "numpy")


@dataclass(frozen=True)
class Reader:
    """What is asked of a file that is only read; `conn` is the connection itself.

    >>> next(Reader(sqlite3.connect(":memory:")).query("SELECT ? AS a, 2 AS b", [1]))
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

    def close(self) -> None:
        self.conn.close()


def writer(connection: sqlite3.Connection) -> sqlite_utils.Database:
    """sqlite-utils' Database, which runs no plugins."""
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None makes an import fail
    try:
        library = import_module("sqlite_utils")
    finally:
        for name in hidden:
            del sys.modules[name]
    found: sqlite_utils.Database = library.Database(connection, execute_plugins=False)
    return found
