"""Fields from formulas: of given fractions, the field that holds the most of them, and what is left over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.fields.planes import plane_of
from analysis.formulas.pcf import PCF
from analysis.links.membership import Membership, membership
from analysis.numbers.limits import limit
from discovery.stages import Stages

_Groups = dict[str, list[tuple[PCF, Membership]]]
_DIGITS = 20  # to which convergence is seen


@dataclass(frozen=True)
class FieldOfFormulas:
    """A field, by its name, with its rank and axes, and the formulas that are trajectories of it."""

    name: str
    rank: int
    axes: tuple[str, ...]
    members: tuple[tuple[PCF, Membership], ...]

    @property
    def conjugate(self) -> bool:
        """Whether it is a field of conjugate polynomials, found from a formula that is a row of it."""
        return self.name.startswith("f = ")

    def as_json(self) -> dict[str, Any]:
        """Name, rank, axes, and for each formula start, direction and the certificate where there is one to give."""
        return {
            "field": self.name,
            "rank": self.rank,
            "axes": list(self.axes),
            "formulas": [_member(pcf, place) for pcf, place in self.members],
        }


def fields_of(pcfs: Sequence[PCF], stages: Stages) -> tuple[list[FieldOfFormulas], list[PCF]]:
    """The fields in which formulas lie, that with most of them first, and the formulas that lie in none.

    Of two with as many that of less rank comes first, then that with fewer axes.

    >>> found, left = fields_of([PCF.parse("n+3", "-n"), PCF.parse("n+4", "-n"), PCF.parse("n^5", "n^3+1")], Stages())
    >>> [(one.name, len(one.members)) for one in found], left
    ([('1F1(1)', 2)], [PCF(n^5, n^3+1)])
    """
    places = list(stages.over(_place, pcfs))
    groups: _Groups = defaultdict(list)
    for pcf, place in zip(pcfs, places, strict=True):
        if place is not None:
            groups[place.field].append((pcf, place))
    found = [_field(name, members) for name, members in _in_larger_fields(groups).items()]
    found.sort(key=lambda one: (-len(one.members), one.rank, len(one.axes), one.name))
    return found, [pcf for pcf, place in zip(pcfs, places, strict=True) if place is None]


def _in_larger_fields(groups: _Groups) -> _Groups:
    """Planes put together with the field that they are planes of, or with its other planes, where there are such."""
    moved = {name: members[0][1].in_the_larger_field() for name, members in groups.items()}
    targets = Counter(groups.keys())
    targets.update(place.field for place in moved.values() if place is not None)
    found: _Groups = defaultdict(list)
    for name, members in groups.items():
        place = moved[name]
        if place is not None and targets[place.field] > 1:
            larger = ((pcf, one.in_the_larger_field()) for pcf, one in members)
            found[place.field] += [(pcf, one) for pcf, one in larger if one is not None]
        else:
            found[name] += members
    return found


def _place(pcf: PCF) -> Membership | None:
    return membership(pcf) if limit(pcf, _DIGITS).status == "convergent" else None


def _field(name: str, members: Sequence[tuple[PCF, Membership]]) -> FieldOfFormulas:
    description = members[0][1].description
    axes = tuple(map(str, description["axes"]))
    return FieldOfFormulas(name, len(description["matrices"][axes[0]]), axes, tuple(members))


def _member(pcf: PCF, place: Membership) -> dict[str, Any]:
    found: dict[str, Any] = {
        "a": str(pcf.a),
        "b": str(pcf.b),
        "start": list(place.start),
        "direction": list(place.direction),
    }
    if place.within is not None and (plane := plane_of(place.within.field)) is not None:
        inner = {
            "field": place.within.field,
            "start": list(place.within.start),
            "direction": list(place.within.direction),
        }
        found["within"] = {**inner, "matrix": [[str(entry) for entry in row] for row in plane[1]]}
    return found if place.certificate is None else {**found, "certificate": place.certificate}
