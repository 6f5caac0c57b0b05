"""The fields of the formulas in a store, and how many formulas lie in how few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from analysis.formula import Formula
from analysis.links.membership import Membership, membership
from analysis.reading.names import applied_name
from discovery.stages import Stages
from results.clusters import stored_ties
from results.fields import FieldMember
from results.queries import Query, formulas
from results.records import FieldCounts
from results.rows import pcf_id
from results.store import Store


def convergent(store: Store, campaign: int | None = None) -> Iterator[Formula]:
    """The convergent formulas of a store, or of a campaign, as they are read."""
    return formulas(store, Query(kind="pcf", status="convergent", campaign=campaign))


def find_members(store: Store, rows: Sequence[Formula], stages: Stages) -> Iterator[FieldMember]:
    """Which of these formulas of the store lie in a field, as what the store keeps of it.

    What has no place of its own has that of a formula to which a coboundary of the store ties it.
    """
    left: dict[int, str | None] = {}  # without a place, with their families
    described: dict[str, Mapping[str, Any]] = {}  # each field once
    for row, found in zip(rows, stages.over(_place, rows), strict=True):
        formula = pcf_id(row.a, row.b)
        if found is None:
            left[formula] = row.family
        else:
            description = described.setdefault(found.field, found.description)
            yield _member(formula, row.family, replace(found, description=description))
    ties = {tie.first: tie for tie in stored_ties(store) if tie.first in left} if left else {}
    ends = {tie.second for tie in ties.values()}
    places = {end: _place(row) for row in rows if ends and (end := pcf_id(row.a, row.b)) in ends}
    for formula, tie in sorted(ties.items()):
        if (place := places.get(tie.second)) is not None:
            yield _member(formula, left[formula], replace(place, certificate=tie.certificate))


def _place(row: Formula) -> Membership | None:
    return membership(row.pcf)


def _member(formula: int, family: str | None, place: Membership) -> FieldMember:
    return FieldMember(formula, family, place.field, place.start, place.direction, place.description, place.certificate)


def kind_of(field: str) -> str:
    """The kind of a field with its argument free.

    >>> kind_of("2F1(1/2 - sqrt(2)/4)"), kind_of("zeta(3)"), kind_of("2F2(-1/2)")
    ('2F1', 'zeta(3)', '2F2')
    """
    found = applied_name(field)
    return found[0] if found else field


@dataclass(frozen=True, slots=True)
class FieldKind:
    """Fields that differ in the argument only: how many arguments, formulas and families, and the best δ."""

    kind: str
    arguments: int
    formulas: int
    families: int
    best_delta: float | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def by_kind(fields: Iterable[FieldCounts]) -> list[FieldKind]:
    """Fields put together where they differ in the argument only; those with most formulas first.

    >>> by_kind([FieldCounts("1F1(1)", "e", formulas=3, families=1, best_delta=0.0)])
    [FieldKind(kind='1F1', arguments=1, formulas=3, families=1, best_delta=0.0)]
    """
    groups: dict[str, list[FieldCounts]] = defaultdict(list)
    for one in fields:
        if one.formulas:
            groups[kind_of(one.field)].append(one)
    found = [_together(kind, rows) for kind, rows in groups.items()]
    return sorted(found, key=lambda one: (-one.formulas, one.kind))


def _together(kind: str, rows: Sequence[FieldCounts]) -> FieldKind:
    best = max((row.best_delta for row in rows if row.best_delta is not None), default=None)
    return FieldKind(kind, len(rows), sum(row.formulas for row in rows), sum(row.families for row in rows), best)
