"""Questions to a store: the options of `discover query` as one value; the user's own SQL is in `results.sql`.

Rows come lazily, one at a time, so a store of millions of formulas is read in constant memory (sorting, where no index
gives the order, is SQLite's own and goes to disk).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.dynamics.measures import MEASURES
from analysis.errors import InputError, echo
from analysis.formula import EVIDENCE, SHAPES, STATUSES, Formula
from analysis.reading.names import family_name
from results.connections import told
from results.rows import formula_of
from results.store import Store
from results.typed_rows import sound

KINDS = tuple(SHAPES)
ORDERS = {
    "id": "f.id",
    "a": "f.a",
    "b": "f.b",
    "cluster": "f.cluster",
    "constant": "f.constant",
    "digits": "f.digits",
    "evidence": f"instr('{' '.join(EVIDENCE)}', f.evidence)",
    "family": "f.family",
    "kind": "f.kind",
    "status": "f.status",
    **{measure.name: f"f.{measure.name}" for measure in MEASURES if not measure.rational},
}
_SIMPLEST = "length(f.canonical), f.canonical, f.id"  # among equals


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which formulas, in which order, how many; every option that is not given leaves the choice open.

    constants: any of these names; polynomials: each is a(n) or b(n), in canonical text; value_starts: the first digits
    of the limit; denominators: the first terms of a sequence that the denominators are, up to a factor; offset: rows
    left out before the first, where there is a limit; evidence: exactly this level;
    identified, factorial_reduction: True or False; order_by: a key of ORDERS, "-" before it for descending, rows
    without the value last, the shorter formula first among equals. Raises InputError for a value that is not allowed.

    >>> Query(constants=("pi",), min_delta=-1.0, order_by="-delta", limit=3).sql()[1]
    {'min_delta': -1.0, 'constant0': 'pi', 'limit': 3}
    >>> Query(order_by="beauty")
    Traceback (most recent call last):
    analysis.errors.InputError: order 'beauty'; allowed: id, a, b, cluster, constant, ...
    """

    kind: str | None = None
    constants: tuple[str, ...] = ()
    polynomials: tuple[str, ...] = ()
    value_starts: str | None = None
    denominators: tuple[Fraction, ...] = ()
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
    offset: int = 0

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
        order = f"f.id {direction}" if key == "id" else f"{ORDERS[key]} {direction} NULLS LAST, {_SIMPLEST}"
        limit = ""
        if self.limit is not None:
            limit, parameters["limit"] = " LIMIT :limit", self.limit
            if self.offset:
                limit, parameters["offset"] = " LIMIT :limit OFFSET :offset", self.offset
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
            ("value_starts", "substr(f.value, 1, length(:value_starts)) = :value_starts"),
        ):
            if (value := getattr(self, name)) is not None:
                conditions.append(condition)
                parameters[name] = family_name(value) if name == "family" else value
        if self.constants:
            names = {f"constant{i}": name for i, name in enumerate(self.constants)}
            conditions.append(f"f.constant IN ({', '.join(':' + name for name in names)})")
            parameters |= names
        for i, text in enumerate(self.polynomials):
            conditions.append(f":polynomial{i} IN (f.a, f.b)")
            parameters[f"polynomial{i}"] = text
        if self.denominators:
            from analysis.sequences.denominators import denominator_formulas

            condition, texts = _of_kinds(*denominator_formulas(self.denominators))
            conditions.append(condition)
            parameters |= texts
        if self.identified is not None:
            conditions.append("f.identity IS NOT NULL" if self.identified else "f.identity IS NULL")
        return " AND ".join(conditions), parameters


def _of_kinds(fractions: Sequence[str], recurrences: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The condition that a row is one of these fractions, or a recurrence with these coefficients and any start."""
    texts = {f"text{i}": text for i, text in enumerate((*fractions, *recurrences))}
    names = [f":{name}" for name in texts]
    exact, begun = ", ".join(names[: len(fractions)]), ", ".join(names[len(fractions) :])
    start = "substr(f.canonical, 1, instr(f.canonical, ' | ') - 1)"
    return f"(f.kind = 'pcf' AND f.canonical IN ({exact}) OR f.kind = 'recurrence' AND {start} IN ({begun}))", texts


def formulas(store: Store, query: Query) -> Iterator[Formula]:
    """The formulas that the query selects, lazily."""
    statement, parameters = query.sql()
    with told(store.path):
        yield from sound(store.database.query(statement, parameters), formula_of, "formulas")


def count(store: Store, query: Query) -> int:
    """How many formulas the query selects, whatever its limit."""
    statement, parameters = query.counting_sql()
    with told(store.path):
        return int(store.database.conn.execute(statement, parameters).fetchone()[0])


def _one_of(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise InputError(f"--{name} {echo(value)}", ", ".join(allowed))
