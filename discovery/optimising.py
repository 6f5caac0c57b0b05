"""The best δ of a field by direction, with the limits named, from one start or from all that lead to a constant."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.constants.library import built_in_library
from analysis.fields.cones import cones, up_to_order
from analysis.fields.fans import of_forms
from analysis.fields.higher_rates import Forms
from analysis.fields.limit_forms import constant_forms
from analysis.fields.operator_fields import OperatorField
from analysis.fields.optimisation import Cone, optimise
from analysis.fields.saddles import rate
from discovery.trajectories import TrajectoryLimit, trajectory_limit
from search.trajectories import residues

if TYPE_CHECKING:
    from analysis.fields.matrix_fields import MatrixField
    from analysis.fields.trajectories import Trajectory

_DENOMINATOR = 2  # of starts, where a constant is sought
_AHEAD = 3  # steps from a start that is not given to where no step is singular
_DIGITS = 40  # of a limit of higher rank that is compared


@dataclass(frozen=True)
class Optimum:
    """A cone with the best trajectory found in it; `limit` where that has a fraction, else `forms` of a constant."""

    cone: Cone
    limit: TrajectoryLimit | None
    forms: Forms | None = None

    def as_json(self) -> dict[str, Any]:
        """The signs of the cone and what `field trajectory` says of its best direction."""
        named = {} if self.limit is None else self.limit.as_json(None)
        quotient = {} if self.forms is None else {"forms": list(map(list, self.forms))}
        return {"cone": self.cone.signs, **self.cone.best.as_json(), **quotient, **named}


def optima(
    field: MatrixField, start: Sequence[Fraction] | None, constant: str | None, longest: int, seconds: float
) -> list[Optimum]:
    """The best of each cone, best first; with a constant only those whose limit is an image of it.

    Without a start those with parameters 1, or with a constant halves as well, share the seconds.
    """
    starts = [tuple(start)] if start is not None else _starts(field, _DENOMINATOR if constant else 1)
    wanted = partial(_is_image, constant=constant) if constant else lambda _: True
    forms = partial(_quotient, constant=constant) if constant else lambda _: None
    ahead = _AHEAD if start is None else 0
    end, found = time.monotonic() + seconds, list[Optimum]()
    for count, at in enumerate(starts):
        share = max(end - time.monotonic(), 0) / (len(starts) - count)
        found += [_named(cone, constant) for cone in optimise(field, at, longest, share, wanted, ahead, forms)]
    return sorted(found, key=lambda one: -(one.cone.best.delta or -9.0))


def cone_rows(field: MatrixField) -> Iterator[dict[str, Any]]:
    """The cones up to the order of parameters of one kind, each with a short direction and the rate of its error."""
    for signs, direction in up_to_order(field, cones(field)).items():
        known = rate(field, direction) if isinstance(field, OperatorField) else None
        yield {"cone": signs, "direction": list(direction), "rate": None if known is None else float(known.mid())}


def _starts(field: MatrixField, denominator: int) -> list[tuple[Fraction, ...]]:
    return sorted(residues(field, denominator), key=lambda at: sum(x.denominator for x in at))


def _named(cone: Cone, constant: str | None) -> Optimum:
    if cone.best.trajectory.fraction is not None:
        return Optimum(cone, trajectory_limit(cone.best))
    forms = None if constant is None else _forms(cone.best.trajectory, constant)
    return Optimum(cone if forms is None else replace(cone, best=of_forms(cone.best.trajectory, [forms])), None, forms)


def _is_image(found: Trajectory, constant: str) -> bool:
    """Whether a limit agrees with a Möbius image of the constant, or this with a quotient of forms in the limits."""
    from analysis.numbers.relations import find_mobius

    known = built_in_library().find(constant)
    values = [value for value, digits in found.limits(_DIGITS) if digits >= _DIGITS]
    images = any(find_mobius(known.value(_DIGITS + 10), value) is not None for value in values)
    return images or (found.fraction is None and _forms(found, constant) is not None)


def _quotient(found: Trajectory, constant: str) -> Forms | None:
    return None if found.fraction is not None else _forms(found, constant)


def _forms(found: Trajectory, constant: str) -> Forms | None:
    return constant_forms(found, built_in_library().find(constant).value)
