"""Stores that others made, each wrong in its own way, from a good one: what the tests of distrust open."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

Spoil = Callable[[sqlite3.Connection], None]

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e"
COLUMNS = {
    "formulas": (
        "id", "kind", "stage", "a", "b", "status", "value", "digits", "evidence", "identity", "constant",
        "closed_form", "eta", "gamma", "reduction_order", "delta", "delta_exact", "factorial_reduction", "family",
        "cluster", "signs", "terms", "extras", "asked",
    ),
    "identities": ("constant", "mobius", "expression", "latex", "digits"),
    "campaigns": ("name", "kind", "description", "shards", "size", "digits", "constants", "started", "finished"),
    "families": ("kind", "constant", "evidence", "expression", "description"),
    "clusters": ("size", "centre", "spread", "typical", "constant"),
    "runs": ("campaign", "started", "engine", "report", "outcome"),
    "shards": ("raw", "seconds"),
    "tallies": ("formulas", "pending"),
}  # fmt: skip


def loosened(path: Path) -> None:
    """The same file without any constraint: every table made anew with columns that take whatever comes."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        made = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        for kind, name in connection.execute(made).fetchall():
            connection.execute(f"DROP {kind} {name}")
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        indexes = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql LIKE '%WHERE stage%'")]
        for (table,) in tables:
            connection.execute(f"CREATE TABLE loose AS SELECT * FROM {table}")
            connection.execute(f"DROP TABLE {table}")
            connection.execute(f"ALTER TABLE loose RENAME TO {table}")
        for index in indexes:
            connection.execute(index)
        connection.execute(f"PRAGMA user_version = {version}")


def everywhere(value: object) -> Spoil:
    """One more row like the first in every table, with this value in one column, for each column."""

    def spoil(connection: sqlite3.Connection) -> None:
        for table, columns in COLUMNS.items():
            for column in columns:
                number = connection.execute(f"SELECT count(*) + 1000 FROM {table}").fetchone()[0]
                names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
                kept = ", ".join(
                    "?" if name == column else str(number) if name == "id" and table != "families" else name
                    for name in names
                )
                connection.execute(f"INSERT INTO {table} SELECT {kept} FROM {table} LIMIT 1", (value,))

    return spoil


def each(*statements: str) -> Spoil:
    def spoil(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return spoil


def _instead(table: str, select: str) -> Spoil:
    return each(f"DROP TABLE {table}", f"CREATE VIEW {table} AS {select}")


SPOILT: dict[str, Spoil] = {
    "nulls": everywhere(None),
    "blobs": everywhere(b"\x00\xff\x1b" * 100),
    "texts": everywhere("no such thing " + ESCAPES),
    "negative numbers": everywhere(-1),
    "large numbers": everywhere(2**63 - 1),
    "infinities": everywhere(float("inf")),
    "exponents": everywhere("1e999999999"),
    "millions of digits": everywhere("9" * 3_000_000),
    "broken JSON": everywhere('{"a": ['),
    "deep JSON": everywhere("[" * 100_000),
    "long numbers in JSON": everywhere('{"end": ' + "9" * 1_000_000 + "}"),
    "JSON of other shapes": everywhere('{"kind": [], "expression": 3, "certificate": [], "dynamics_exact": 7}'),
    "lists of other shapes": everywhere('[[1, 2], "x", null, [3], {}]'),
    "no UTF-8": lambda connection: connection.execute(
        "UPDATE formulas SET a = CAST(x'ff6e' AS TEXT), constant = CAST(x'80' AS TEXT)"
    ) and None,
    "a missing column": each("ALTER TABLE formulas DROP COLUMN eta"),
    "a missing table": each("DROP TABLE identities"),
    "endless views": _instead("formulas", f"{ENDLESS} SELECT x AS id, 'pcf' AS kind, * FROM c"),
    "a view in place of campaigns": _instead("campaigns", f"{ENDLESS} SELECT x AS id FROM c"),
    "triggers": each(
        f"CREATE TRIGGER t AFTER INSERT ON runs BEGIN INSERT INTO set_aside {ENDLESS} SELECT 1,x,1,'','' FROM c; END"
    ),
    "generated columns": each(
        "ALTER TABLE formulas DROP COLUMN delta", "ALTER TABLE formulas ADD COLUMN delta AS (zeroblob(1000000000))"
    ),
    "a newer version": each("PRAGMA user_version = 999"),
    "another program's": each("PRAGMA application_id = 7"),
    "other kinds": each(*(
        f"UPDATE formulas SET kind = '{kind}' WHERE id % 5 = {k}"
        for k, kind in enumerate(("recurrence", "trajectory", "product", "series", "pcf"))
    )),
    "degrees": each("UPDATE formulas SET a = 'n**99', b = 'n**64 + ' || replace(hex(zeroblob(500)), '00', '7')"),
    "a campaign of another domain": each(
        "UPDATE campaigns SET description = '{\"domain\": [1], \"keep\": 3}', finished = NULL"
    ),
    "a campaign without end": each(
        "UPDATE campaigns SET finished = NULL, shards = 9223372036854775807, size = 'x', digits = 4000000000"
    ),
    "pending formulas that are none": each("UPDATE formulas SET stage = 'pending', asked = '[', a = 'import os'"),
    "a charset of escapes": each(
        f"UPDATE formulas SET constant = '{ESCAPES}', family = '{ESCAPES}', status = 'convergent'",
        f"UPDATE identities SET constant = '{ESCAPES}', expression = '{ESCAPES}'",
        f"UPDATE campaigns SET name = '{ESCAPES}'", f"UPDATE families SET id = '{ESCAPES}'",
    ),
}  # fmt: skip


def _files(good: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Files that are no such database at all."""
    whole = good.read_bytes()
    contents = {
        "a text": b"dear diary, " * 500,
        "nothing": b"",
        "garbage": os.urandom(8192),
        "an encrypted header": os.urandom(100) + whole[100:],
        "a header alone": whole[:100],
        "a half": whole[: len(whole) // 2],
        "zeros in the middle": whole[:4096] + bytes(len(whole) - 8192) + whole[-4096:],
        "noise in the middle": whole[:8192] + os.urandom(len(whole) - 8192),
    }
    for name, content in contents.items():
        place = folder / f"{name}.db"
        place.write_bytes(content)
        yield name, place
    empty = folder / "a lost log.db"
    with contextlib.closing(sqlite3.connect(empty)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    yield "a lost log", empty


def hostile_stores(good: Path, folder: Path) -> dict[str, Path]:
    """All of them, made from the good store, by what is wrong with each."""
    found = dict(_files(good, folder))
    for name, spoil in SPOILT.items():
        found[name] = place = folder / f"{name}.db"
        place.write_bytes(good.read_bytes())
        loosened(place)
        with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            spoil(connection)
            if connection.in_transaction:
                connection.execute("COMMIT")
    return found
