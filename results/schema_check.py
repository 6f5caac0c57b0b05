"""Whether the tables of a file are those that this program makes.

A file that others made may have views or generated columns in place of tables, endless ones among them, or triggers
that run whatever they like when a row is written. The names and columns must be those of the migrations, the triggers
no others; what a user adds beside them (tables, views, indexes) is their own.
"""

import sqlite3
from functools import cache
from pathlib import Path

from analysis.errors import InputError, echo
from results.schema import MIGRATIONS

Columns = dict[str, frozenset[str]]
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def check_schema(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Raise InputError where a table or a column of this version is missing or is none, and for any other trigger."""
    expected, triggers = _expected(version)
    for name, sql in connection.execute(_TRIGGERS):
        if triggers.get(name) != sql:
            raise _foreign(path, f"has a trigger {echo(name)}")
    tables = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    for table, columns in expected.items():
        if not str(tables.get(table, "")).lstrip().upper().startswith("CREATE TABLE"):
            raise _foreign(path, f"has no table {table}")
        if missing := sorted(columns - _columns(connection, table)):
            raise _foreign(path, f"has no column {missing[0]} in table {table}")


@cache
def _expected(version: int) -> tuple[Columns, dict[str, str]]:
    connection = sqlite3.connect(":memory:")
    for statements in MIGRATIONS[:version]:
        for statement in statements:
            connection.execute(statement)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: _columns(connection, name) for name in names if not name.startswith("sqlite_")}
    triggers = dict(connection.execute(_TRIGGERS))
    connection.close()
    return found, triggers


def _columns(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The columns that hold what was written to them; generated ones compute it."""
    asked = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0"
    return frozenset(name for (name,) in connection.execute(asked, (table,)))


def _foreign(path: Path, found: str) -> InputError:
    return InputError(f"database {echo(path)} {found}", "a store as discover makes it", "restore it from a copy")
