"""The best δ of a field by direction, with the limits named, from one start or from all that lead to a constant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from analysis.constants.library import built_in_library
from analysis.fields.optimisation import Cone, optimise
from discovery.trajectories import TrajectoryLimit, trajectory_limit
from search.trajectories import residues

if TYPE_CHECKING:
    from analysis.fields.fans import Measured
    from analysis.fields.matrix_fields import MatrixField

_DENOMINATOR = 2  # of starts, where a constant is sought
_CONES = 3  # of each start whose limits are compared with a constant
_DIGITS = 40  # of a limit of higher rank that is compared


@dataclass(frozen=True)
class Optimum:
    """A cone with the best trajectory found in it; `limit` where that has a fraction."""

    cone: Cone
    limit: TrajectoryLimit | None

    def as_json(self) -> dict[str, Any]:
        """The signs of the cone and what `field trajectory` says of its best direction."""
        named = {} if self.limit is None else self.limit.as_json(None)
        return {"cone": self.cone.signs, **self.cone.best.as_json(), **named}


def optima(
    field: MatrixField, start: Sequence[Fraction] | None, constant: str | None, longest: int, seconds: float
) -> list[Optimum]:
    """The best of each cone, best first; with a constant only those whose limit is an image of it.

    Without a start those with parameters 1, or with a constant halves as well, share the seconds.
    """
    starts = [tuple(start)] if start is not None else _starts(field, _DENOMINATOR if constant else 1)
    found = []
    for at in starts:
        cones = optimise(field, at, longest, seconds / len(starts))
        found += list(_of_constant(cones, constant) if constant else (_named(cone) for cone in cones))
    return sorted(found, key=lambda one: -(one.cone.best.delta or -9.0))


def _starts(field: MatrixField, denominator: int) -> list[tuple[Fraction, ...]]:
    return list(residues(field, denominator))


def _named(cone: Cone) -> Optimum:
    return Optimum(cone, trajectory_limit(cone.best) if cone.best.trajectory.fraction is not None else None)


def _of_constant(cones: Sequence[Cone], constant: str) -> Iterator[Optimum]:
    for cone in cones[:_CONES]:
        if _is_image(cone.best, constant):
            yield _named(cone)


def _is_image(best: Measured, constant: str) -> bool:
    """Whether a limit agrees with a Möbius image of the constant."""
    from analysis.numbers.relations import find_mobius

    known = built_in_library().find(constant)
    values = [value for value, digits in best.trajectory.limits(_DIGITS) if digits >= _DIGITS]
    return any(find_mobius(known.value(_DIGITS + 10), value) is not None for value in values)
