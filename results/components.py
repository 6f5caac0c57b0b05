"""The components of a store, one constant each: formulas tied by their exact family, their constant, or a link.

A component without a name has a constant all the same where a member has a closed form: its quotient of hypergeometric
functions, of which all other members are Möbius images, by the maps that the links give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.clusters.components import joined_by_names
from analysis.formula import RATIONAL, Formula
from results.clusters import stored_links
from results.queries import Query, formulas
from results.store import Store


@dataclass(frozen=True)
class Component:
    """Formulas of one constant: its name or None, the shortest of them, and a text of that one's value or None."""

    size: int
    families: int
    constant: str | None
    a: str
    b: str
    equals: str | None
    evidence: str | None

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


def stored_components(store: Store) -> list[Component]:
    """The components of the convergent formulas with no rational value, largest first."""
    found = formulas(store, Query(kind="pcf", status="convergent"))
    rows = sorted((row for row in found if row.constant != RATIONAL), key=_rank)
    places = {row.id: place for place, row in enumerate(rows)}
    parts = joined_by_names(rows)
    for link in stored_links(store):
        if link.first in places and link.second in places:
            parts.join(places[link.first], places[link.second])
    components = [_described([rows[place] for place in group]) for group in parts.groups()]
    return sorted(components, key=lambda one: (-one.size, len(one.a) + len(one.b), one.a, one.b))


def _described(members: Sequence[Formula]) -> Component:
    head = members[0]
    families = len({row.family for row in members} - {None})
    return Component(len(members), families, head.constant, head.a, head.b, head.value, head.evidence)


def _rank(row: Formula) -> tuple[bool, bool, int, str, str]:
    """Named first, then those with a closed form, short before long."""
    return row.identity is None, row.closed_form is None, len(row.a) + len(row.b), row.a, row.b
