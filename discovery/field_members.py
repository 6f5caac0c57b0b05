"""The fields of the formulas in a store."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.links.membership import membership
from results.fields import FieldMember
from results.queries import Query, formulas
from results.rows import pcf_id
from results.store import Store


def find_members(store: Store) -> Iterator[FieldMember]:
    """Every convergent formula of the store that lies in a field, as what the store keeps of it."""
    for row in formulas(store, Query(kind="pcf", status="convergent")):
        found = membership(row.pcf)
        if found is not None:
            yield FieldMember(
                pcf_id(row.a, row.b),
                row.family,
                found.field,
                found.start,
                found.direction,
                found.description,
                found.certificate,
            )
