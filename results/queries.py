"""Questions to a store: the options of `discover query` as one value, and SQL of the user's own on a locked connection.

Rows come lazily, one at a time, so a store of millions of formulas is read in constant memory (sorting, where no index
gives the order, is SQLite's own and goes to disk).
"""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import InputError, echo
from results.connections import open_read_only, told
from results.rows import formula_json
from results.store import Store

KINDS = ("pcf", "esma")
STATUSES = ("convergent", "divergent", "terminating", "undecided")
EVIDENCE = ("numeric", "certified", "linked", "proved")
ORDERS = {
    "id": "f.id",
    "a": "f.a",
    "b": "f.b",
    "cluster": "f.cluster",
    "constant": "f.constant",
    "delta": "f.delta",
    "digits": "f.digits",
    "evidence": "instr('numeric certified linked proved', f.evidence)",
    "family": "f.family",
    "kind": "f.kind",
    "status": "f.status",
}
# What a user's own statement may do: read, call functions, and look at the schema.
_ACTIONS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "foreign_key_check", "integrity_check", "quick_check",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which formulas, in which order, how many; every option that is not given leaves the choice open.

    constants: any of these names; evidence: exactly this level; identified, factorial_reduction: True or False;
    order_by: a key of ORDERS, "-" before it for descending, rows without the value last. Raises InputError for a value
    that is not allowed.

    >>> Query(constants=("pi",), min_delta=-1.0, order_by="-delta", limit=3).sql()[1]
    {'min_delta': -1.0, 'constant0': 'pi', 'limit': 3}
    >>> Query(order_by="beauty")
    Traceback (most recent call last):
    analysis.errors.InputError: order 'beauty'; allowed: id, a, b, cluster, constant, ...
    """

    kind: str | None = None
    constants: tuple[str, ...] = ()
    family: str | None = None
    cluster: int | None = None
    campaign: int | None = None
    evidence: str | None = None
    status: str | None = None
    identified: bool | None = None
    factorial_reduction: bool | None = None
    min_delta: float | None = None
    max_delta: float | None = None
    order_by: str = "id"
    limit: int | None = None

    def __post_init__(self) -> None:
        _one_of("kind", self.kind, KINDS)
        _one_of("evidence", self.evidence, EVIDENCE)
        _one_of("status", self.status, STATUSES)
        if self.order_by.removeprefix("-") not in ORDERS:
            raise InputError(f"order {echo(self.order_by)}", ", ".join(ORDERS), "put - before it for descending")
        for name, value in (("--min-delta", self.min_delta), ("--max-delta", self.max_delta)):
            if value is not None and not math.isfinite(value):
                raise InputError(f"{name} {value}", "a finite number")
        if self.min_delta is not None and self.max_delta is not None and self.min_delta > self.max_delta:
            raise InputError(
                f"an empty range of delta, {self.min_delta} to {self.max_delta}", "--min-delta up to --max-delta"
            )
        if self.limit is not None and self.limit < 1:
            raise InputError(f"--limit {self.limit}", "a positive number of rows", "leave it out for all rows")

    def sql(self) -> tuple[str, dict[str, Any]]:
        """The statement that selects the rows, and its parameters."""
        where, parameters = self._conditions()
        key = self.order_by.removeprefix("-")
        direction = "DESC" if self.order_by.startswith("-") else "ASC"
        order = f"f.id {direction}" if key == "id" else f"{ORDERS[key]} {direction} NULLS LAST, f.id"
        limit = ""
        if self.limit is not None:
            limit, parameters["limit"] = " LIMIT :limit", self.limit
        return (
            "SELECT f.*, i.mobius, i.expression, i.latex, i.digits AS identity_digits"  # noqa: S608 - fixed texts
            " FROM formulas f LEFT JOIN identities i ON i.id = f.identity"
            f" WHERE {where} ORDER BY {order}{limit}"
        ), parameters

    def counting_sql(self) -> tuple[str, dict[str, Any]]:
        """The statement that counts the rows, whatever the limit, and its parameters."""
        where, parameters = self._conditions()
        return f"SELECT count(*) FROM formulas f WHERE {where}", parameters  # noqa: S608 - fixed texts

    def _conditions(self) -> tuple[str, dict[str, Any]]:
        conditions = ["f.asked <> '{}'"]  # examined at least once
        parameters: dict[str, Any] = {}
        for name, condition in (
            ("kind", "f.kind = :kind"),
            ("family", "(f.family = :family OR f.id IN (SELECT formula FROM memberships WHERE family = :family))"),
            ("cluster", "f.cluster = :cluster"),
            ("campaign", "f.id IN (SELECT formula FROM sightings WHERE campaign = :campaign)"),
            ("evidence", "f.evidence = :evidence"),
            ("status", "f.status = :status"),
            ("factorial_reduction", "f.factorial_reduction = :factorial_reduction"),
            ("min_delta", "f.delta >= :min_delta"),
            ("max_delta", "f.delta <= :max_delta"),
        ):
            if (value := getattr(self, name)) is not None:
                conditions.append(condition)
                parameters[name] = value
        if self.constants:
            names = {f"constant{i}": name for i, name in enumerate(self.constants)}
            conditions.append(f"f.constant IN ({', '.join(':' + name for name in names)})")
            parameters |= names
        if self.identified is not None:
            conditions.append("f.identity IS NOT NULL" if self.identified else "f.identity IS NULL")
        return " AND ".join(conditions), parameters


def formulas(store: Store, query: Query) -> Iterator[dict[str, Any]]:
    """The formulas that the query selects, each as the contract's JSON of one formula, lazily."""
    statement, parameters = query.sql()
    with told(store.path):
        for row in store.database.query(statement, parameters):
            yield formula_json(row)


def count(store: Store, query: Query) -> int:
    """How many formulas the query selects, whatever its limit."""
    statement, parameters = query.counting_sql()
    with told(store.path):
        return int(store.database.conn.execute(statement, parameters).fetchone()[0])


def sql_rows(path: str | Path, statement: str) -> Iterator[dict[str, Any]]:
    """The rows of one reading statement of the user's own, lazily, each as {column: value}.

    The connection is read-only and may do nothing but read; a column name met twice gets a number. Raises InputError at
    the call for anything else than one SELECT, WITH, VALUES, EXPLAIN or reading PRAGMA, and for what SQLite refuses.
    """
    place = Path(path)
    connection = open_read_only(place).conn
    connection.set_authorizer(_only_reading)
    try:
        with _explained(statement), told(place):
            cursor = connection.execute(statement)
            if cursor.description is None:
                raise sqlite3.ProgrammingError("it gives no rows")
    except BaseException:
        connection.close()
        raise
    return _rows(connection, cursor, statement)


def _rows(connection: sqlite3.Connection, cursor: sqlite3.Cursor, statement: str) -> Iterator[dict[str, Any]]:
    names: list[str] = []
    for name, *_ in cursor.description:
        repeats = sum(known == name or known.startswith(f"{name}_") for known in names)
        names.append(f"{name}_{repeats + 1}" if name in names else name)
    try:
        with _explained(statement):
            for row in cursor:
                yield dict(zip(names, row, strict=True))
    finally:
        connection.close()


@contextmanager
def _explained(statement: str) -> Iterator[None]:
    """Turns what SQLite says of a statement into InputError."""
    try:
        yield
    except InputError:
        raise
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:  # ValueError: a zero character, a lone surrogate
        raise InputError(
            f"SQL {echo(statement)}: {error}", "one statement that only reads", "`discover query --help` has examples"
        ) from error


def _only_reading(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        reading = second is None or (first or "").lower() in _PRAGMAS
        return sqlite3.SQLITE_OK if reading else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ACTIONS else sqlite3.SQLITE_DENY


def _one_of(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise InputError(f"--{name} {echo(value)}", ", ".join(allowed))
