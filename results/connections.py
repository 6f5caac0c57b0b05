"""Opening the SQLite file of a store, and telling in one line why it cannot be opened or written.

A connection waits BUSY_SECONDS for other writers. The journal is a write-ahead log with synchronous = NORMAL: a killed
process loses nothing that was committed, a power cut may lose the last transactions but never half of one
(SQLite's own documentation, "Write-Ahead Logging").
"""

from __future__ import annotations

import functools
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.errors import InputError, echo
from analysis.reading.files import check_plain
from results.database import Reader, writer
from results.schema import APPLICATION_ID, VERSION, migrate
from results.schema_check import check_schema

if TYPE_CHECKING:
    import sqlite_utils

BUSY_SECONDS = 10.0  # longer than any transaction of ours, short enough for someone who waits at a terminal
RETRY_SECONDS = 0.02
LONGEST_VALUE = 2**26  # bytes of a text or blob that is read or written
_any_text = functools.partial(str, encoding="utf-8", errors="surrogateescape")  # text that is none must not end a query
CACHE_KIB = 32 * 1024  # ids are hashes, so writes touch pages all over the file; SQLite's own 2 MiB would thrash


def open_writable(path: Path, *, create: bool) -> sqlite_utils.Database:
    """A connection that may write, to a store of the newest schema; with `create` an absent file is made.

    Raises InputError when the file is missing, is no store, is damaged, is locked, or may not be written.
    """
    _check_place(path, create)
    has_log = _log(path).exists()  # SQLite makes one
    with told(path):
        connection = _connect(path, "rwc" if create else "rw")
        try:
            _check_identity(connection, path, may_be_empty=create, has_log=has_log)
            _keep_a_log(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute("BEGIN IMMEDIATE")
            migrate(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
    return writer(connection)


def open_read_only(path: Path) -> Reader:
    """A connection on which no statement can write: mode=ro and PRAGMA query_only.

    A store of an older schema is first brought to the newest one. Raises InputError as `open_writable`.
    """
    _check_place(path, create=False)
    with told(path):
        connection = _connect_read_only(path)
        version = _version(connection)
    if version < VERSION:
        connection.close()
        open_writable(path, create=False).close()
        with told(path):
            connection = _connect_read_only(path)
    return Reader(connection)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a file, its place or its locks into InputError; other errors pass."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code not in _TOLD:
            raise
        given, allowed, remedy = _TOLD[code]
        raise InputError(f"database {echo(path)} {given}", allowed, remedy) from error


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """All or nothing: what is written inside is kept together, or, after any exception, not at all."""
    with told(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any], otherwise: str = "") -> sqlite3.Cursor:
    """Add a row, by the names of its columns; otherwise: what follows in SQL, as ON CONFLICT. Names are ours."""
    marks = ", ".join(f":{name}" for name in row)
    return connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks}) {otherwise}", row)  # noqa: S608


_TOLD = {
    sqlite3.SQLITE_NOTADB: ("is not an SQLite file, or is damaged", "a store made by discover", "name another file"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "a store made by discover", "restore it from a copy"),
    sqlite3.SQLITE_BUSY: ("is locked by another program", "a store that can be had", "try again when it is done"),
    sqlite3.SQLITE_LOCKED: ("is locked by another program", "a store that can be had", "try again when it is done"),
    sqlite3.SQLITE_READONLY: ("may not be written", "a file and folder you may write", "copy it elsewhere"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "a file in a folder you may write", "name another place with --db"),
    sqlite3.SQLITE_PERM: ("may not be opened", "a file you may read and write", "change its permissions"),
    sqlite3.SQLITE_FULL: (
        "does not fit: the disk is full",
        "room for what is found",
        "nothing stored is lost: make room and run `discover resume`",
    ),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk reports an error",
        "a working disk",
        "name another place",
    ),
}


def _check_place(path: Path, create: bool) -> None:
    try:
        if "\0" in str(path):
            raise ValueError("a zero byte")
        if path.exists():
            check_plain(path, "database")
            return
        if not create:
            raise InputError(
                f"there is no database {echo(path)}",
                "an existing store",
                "make one with `discover search` or name it with --db",
            )
        if not path.parent.is_dir():
            raise InputError(
                f"database {echo(path)} is in a folder that does not exist",
                "an existing folder",
                "make the folder first",
            )
    except (OSError, ValueError) as error:  # a name too long, without permission, or with a zero byte
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"database {echo(path)} cannot be opened", "the name of a file", "name another place"
        ) from error


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite itself does not wait for others here, so this does."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(path.absolute()))}?{mode if '=' in mode else 'mode=' + mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.text_factory = _any_text
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _connect_read_only(path: Path) -> sqlite3.Connection:
    has_log = _log(path).exists()
    connection = _connect(path, "ro")
    try:
        try:
            _check_identity(connection, path, may_be_empty=False, has_log=has_log)
        except sqlite3.OperationalError as error:
            # In a folder that may not be written the log's index cannot be made; without a log the file is complete.
            no_log = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not no_log or _log(path).exists():
                raise
            connection.close()
            connection = _connect(path, "mode=ro&immutable=1")
            _check_identity(connection, path, may_be_empty=False, has_log=has_log)
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _check_identity(connection: sqlite3.Connection, path: Path, *, may_be_empty: bool, has_log: bool) -> None:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if tables == 0 and application == 0:
        if may_be_empty:
            return
        lost = "" if has_log else f", and there is no log {echo(f'{path.name}-wal')} beside it"
        raise InputError(
            f"database {echo(path)} is empty{lost}", "a store of this program", "copy a store with its log"
        )
    if application != APPLICATION_ID:
        raise InputError(
            f"database {echo(path)} was not made by discover", "a store of this program", "name another file with --db"
        )
    if _version(connection) > VERSION:
        raise InputError(
            f"database {echo(path)} was made by a newer discover (schema {_version(connection)})",
            f"schemas up to {VERSION}",
            "install the newer version",
        )
    check_schema(connection, path, _version(connection))


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
