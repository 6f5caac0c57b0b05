"""The fields of the formulas in a store, and how many formulas lie in how few."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from analysis.formula import Formula
from analysis.links.membership import Membership, membership
from discovery.stages import Stages
from results.clusters import stored_ties
from results.fields import FieldMember
from results.queries import Query, formulas
from results.rows import pcf_id
from results.store import Store


def convergent(store: Store, campaign: int | None = None) -> list[Formula]:
    """The convergent formulas of a store, or of a campaign."""
    return list(formulas(store, Query(kind="pcf", status="convergent", campaign=campaign)))


def find_members(store: Store, rows: Sequence[Formula], stages: Stages) -> Iterator[FieldMember]:
    """Which of these formulas of the store lie in a field, as what the store keeps of it.

    What has no place of its own has that of a formula to which a coboundary of the store ties it.
    """
    families: dict[int, str | None] = {}
    places: dict[int, Membership] = {}
    for row, found in zip(rows, stages.over(membership, [row.pcf for row in rows]), strict=True):
        formula = pcf_id(row.a, row.b)
        families[formula] = row.family
        if found is not None:
            places[formula] = found
    certificates: dict[int, Mapping[str, Any] | None] = {key: place.certificate for key, place in places.items()}
    for first, second, certificate in stored_ties(store):
        if first in families and first not in certificates and second in places:
            places[first], certificates[first] = places[second], certificate
    for key, place in sorted(places.items()):
        yield FieldMember(
            key, families[key], place.field, place.start, place.direction, place.description, certificates[key]
        )


_WITH_ARGUMENT = re.compile(r"(\d+F\d+|U|D)\(.*\)")


def kind_of(field: str) -> str:
    """The kind of a field with its argument free.

    >>> kind_of("2F1(1/2 - sqrt(2)/4)"), kind_of("zeta(3)"), kind_of("2F2(-1/2)")
    ('2F1', 'zeta(3)', '2F2')
    """
    found = _WITH_ARGUMENT.fullmatch(field)
    return found[1] if found else field


def by_kind(fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fields as `stored_fields` gives them, put together where they differ in the argument only; most formulas first.

    >>> by_kind([{"field": "1F1(1)", "formulas": 3, "families": 1, "best_delta": 0.0}])
    [{'kind': '1F1', 'arguments': 1, 'formulas': 3, 'families': 1, 'best_delta': 0.0}]
    """
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in fields:
        if one["formulas"]:
            groups[kind_of(one["field"])].append(one)
    found = [_together(kind, rows) for kind, rows in groups.items()]
    return sorted(found, key=lambda one: (-one["formulas"], one["kind"]))


def _together(kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    deltas = [row["best_delta"] for row in rows if row["best_delta"] is not None]
    counted = {name: sum(row[name] for row in rows) for name in ("formulas", "families")}
    return {"kind": kind, "arguments": len(rows), **counted, "best_delta": max(deltas, default=None)}
