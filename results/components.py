"""The components of a store, one constant each: formulas tied by their exact family, their constant, or a link.

A component without a name has a constant all the same where a member has a closed form: its quotient of hypergeometric
functions, of which all other members are Möbius images, by the maps that the links give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.clusters.components import Components
from analysis.constants.identities import UNITY
from results.clusters import pcf_id, stored_links
from results.queries import Query, formulas
from results.store import Store

Row = Mapping[str, Any]


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
    rows = sorted((row for row in found if _constant(row) != UNITY.name), key=_rank)
    places = {pcf_id(row["a"], row["b"]): place for place, row in enumerate(rows)}
    parts = Components(len(rows))
    first: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        for kind, name in (("family", row["family"]), ("constant", _constant(row))):
            if name is not None:
                parts.join(place, first.setdefault((kind, name), place))
    for one, other in stored_links(store):
        if one in places and other in places:
            parts.join(places[one], places[other])
    components = [_described([rows[place] for place in group]) for group in parts.groups()]
    return sorted(components, key=lambda one: (-one.size, len(one.a) + len(one.b), one.a, one.b))


def closed_form_count(parts: Sequence[Sequence[Row]]) -> int:
    """How many components have a constant, by a name or by a closed form."""
    return sum(any(row["identity"] or row["closed_form"] for row in part) for part in parts)


def _described(members: Sequence[Row]) -> Component:
    head = members[0]
    known = head["identity"] or head["closed_form"]
    families = len({row["family"] for row in members} - {None})
    value = known["expression"] if known else None
    return Component(len(members), families, _constant(head), head["a"], head["b"], value, head["evidence"])


def _constant(row: Row) -> str | None:
    return row["identity"]["constant"] if row["identity"] else None


def _rank(row: Row) -> tuple[bool, bool, int, str, str]:
    """Named first, then those with a closed form, short before long."""
    return not row["identity"], not row["closed_form"], len(row["a"]) + len(row["b"]), row["a"], row["b"]
