"""SQL of the user's own, on a connection that can only read, for a bounded time.

What SQLite itself offers does the work: a read-only connection, an authorizer that knows every action of a statement,
a limit on the length of a value, and a handler that is called every few thousand steps and may end the statement.
Source: sqlite.org, "Defense Against The Dark Arts" and the documentation of sqlite3_progress_handler.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis.errors import InputError, echo
from results.connections import open_read_only, told

SECONDS = 30.0  # for one statement: the slowest of docs/scale.md, on ten million rows, needs a third of it
LONGEST_VALUE = 2**24  # bytes of a text or blob, read or made: a certificate has at most some 100,000
STEPS = 20_000  # of SQLite's machine between two looks at the clock, about a millisecond

# What a user's own statement may do: read, call functions, and look at the schema.
_ACTIONS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "foreign_key_check", "integrity_check", "quick_check",
}  # fmt: skip


class _Clock:
    """How long SQLite itself has worked on a statement; the time that the reader of the rows takes does not count."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self._left, self._since = seconds, seconds, time.monotonic()

    @contextmanager
    def running(self) -> Iterator[None]:
        self._since = time.monotonic()
        yield
        self._left -= time.monotonic() - self._since

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self._since > self._left


def sql_rows(path: str | Path, statement: str, seconds: float = SECONDS) -> Iterator[dict[str, Any]]:
    """The rows of one reading statement of the user's own, lazily, each as {column: value}.

    The connection is read-only and may do nothing but read; a column name met twice gets a number. Raises InputError at
    the call for anything else than one SELECT, WITH, VALUES, EXPLAIN or reading PRAGMA, for what SQLite refuses, and
    when SQLite has worked for so many seconds.
    """
    place = Path(path)
    connection = open_read_only(place).conn
    connection.set_authorizer(_only_reading)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    clock = _Clock(seconds)
    connection.set_progress_handler(lambda: clock.is_over, STEPS)
    try:
        with _explained(statement, clock), told(place), clock.running():
            cursor = connection.execute(statement)
            if cursor.description is None:
                raise sqlite3.ProgrammingError("it gives no rows")
    except BaseException:
        connection.close()
        raise
    return _rows(connection, cursor, statement, clock)


def _rows(
    connection: sqlite3.Connection, cursor: sqlite3.Cursor, statement: str, clock: _Clock
) -> Iterator[dict[str, Any]]:
    names: list[str] = []
    for name, *_ in cursor.description:
        repeats = sum(known == name or known.startswith(f"{name}_") for known in names)
        names.append(f"{name}_{repeats + 1}" if name in names else name)
    try:
        while True:
            with _explained(statement, clock), clock.running():
                row = cursor.fetchone()
            if row is None:
                return
            yield dict(zip(names, row, strict=True))
    finally:
        connection.close()


@contextmanager
def _explained(statement: str, clock: _Clock) -> Iterator[None]:
    """Turns what SQLite says of a statement into InputError."""
    try:
        yield
    except InputError:
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise _refused(statement, error) from error
        raise InputError(
            f"SQL {echo(statement)} took more than {clock.seconds:g} s", "shorter work", "--sql-seconds gives it more"
        ) from error
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:  # ValueError: a zero character, a lone surrogate
        raise _refused(statement, error) from error


def _refused(statement: str, error: Exception) -> InputError:
    return InputError(
        f"SQL {echo(statement)}: {error}", "one statement that only reads", "`discover query --help` has examples"
    )


def _only_reading(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        reading = second is None or (first or "").lower() in _PRAGMAS
        return sqlite3.SQLITE_OK if reading else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ACTIONS else sqlite3.SQLITE_DENY
