"""Matrix fields and which formulas lie in them, in a store."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from results.connections import insert
from results.constants import keep_constants
from results.records import FieldCounts, Place, records
from results.rows import to_json
from results.store import Store

_WRITTEN_AT_ONCE = 1_000  # members held


@dataclass(frozen=True)
class FieldMember:
    """A formula (its id, its exact family or None) as the trajectory of a field, proved.

    `description` is the field as JSON: axes, matrices, and constant, source where known.
    """

    formula: int
    family: str | None
    field: str
    start: Sequence[str]
    direction: Sequence[int | str]
    description: Mapping[str, Any]
    certificate: Mapping[str, Any] | None = None


def record_members(store: Store, members: Iterable[FieldMember]) -> int:
    """Keep fields, the formulas that lie in them, and the field of each exact family; how many formulas there were.

    What was kept of these formulas' fields before is replaced. Raises InputError where the store cannot be written.
    """
    left, kept, count = iter(members), set[str](), 0
    while rows := list(islice(left, _WRITTEN_AT_ONCE)):
        with store.transaction() as connection:
            for row in rows:
                if row.field not in kept:
                    keep_field(connection, row.field, row.description)
                    kept.add(row.field)
                _keep_member(connection, row)
        count += len(rows)
    return count


def _keep_member(connection: sqlite3.Connection, row: FieldMember) -> None:
    connection.execute("DELETE FROM memberships WHERE formula = ? AND field IS NOT NULL", (row.formula,))
    place = {name: to_json(getattr(row, name)) for name in ("start", "direction", "certificate")}
    insert(connection, "memberships", {"formula": row.formula, "field": row.field, "evidence": "proved"} | place)
    if row.family is not None:
        connection.execute("UPDATE families SET field = ? WHERE id = ?", (row.field, row.family))


def keep_field(connection: sqlite3.Connection, name: str, description: Mapping[str, Any]) -> None:
    """Keep a verified field by its name, unless it is there."""
    constant, matrices = description.get("constant"), description["matrices"]
    keep_constants(connection, [constant])
    about = {"rank": len(next(iter(matrices.values()))), "constant": constant, "source": description.get("source")}
    exact = {"axes": to_json(description["axes"]), "matrices": to_json(matrices), "verified": 1}
    insert(connection, "fields", {"name": name, **about, **exact}, "ON CONFLICT (name) DO NOTHING")


def stored_places(store: Store, constant: str) -> list[Place]:
    """Where formulas of a constant start in fields, those fields first that hold the most of them."""
    found = store.database.query(
        "SELECT m.field, m.start, count(*) AS formulas FROM memberships m JOIN formulas f ON f.id = m.formula"
        " WHERE f.constant = ? AND m.field IS NOT NULL AND m.start IS NOT NULL"
        " GROUP BY m.field, m.start ORDER BY formulas DESC, m.field, m.start",
        (constant,),
    )
    return records(found, Place, "fields")


def stored_fields(store: Store) -> list[FieldCounts]:
    """The fields of a store, those with most formulas first."""
    found = store.database.query(
        "SELECT d.name AS field, coalesce(d.constant, min(nullif(f.constant, '1'))) AS constant,"
        " count(m.formula) AS formulas, count(DISTINCT f.family) AS families, max(f.delta) AS best_delta"
        " FROM fields d LEFT JOIN memberships m ON m.field = d.name LEFT JOIN formulas f ON f.id = m.formula"
        " GROUP BY d.name ORDER BY formulas DESC, d.name"
    )
    return records(found, FieldCounts, "fields")
