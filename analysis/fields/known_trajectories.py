"""The short directions of the fields of one constant each, with which formulas of the literature are compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import isclose

from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.crossings import Crossing, cross
from analysis.fields.matrix_fields import directions
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

CLASSICAL = ("zeta(3)", "zeta(2)", "log(2)", "pi", "catalan", "e")
_START = (Fraction(1), Fraction(1))
_ROUNDING = 1e-9  # of rates as doubles
_REACH = 2  # of the directions compared: formulas in use are of low degree


@dataclass(frozen=True)
class KnownTrajectory:
    """The trajectory of a classical field, with its fraction."""

    field: str
    start: tuple[Fraction, ...]
    direction: tuple[int, ...]
    pcf: PCF

    @cached_property
    def rates(self) -> tuple[float, float] | None:
        """Of the error: n!-exponent, or that of eⁿ where it is 0."""
        return _rates(self.pcf)


@lru_cache(maxsize=1)
def known_trajectories() -> tuple[KnownTrajectory, ...]:
    """All directions with entries up to 2 of the fields of one constant, as far as they have a fraction.

    >>> next(known.pcf for known in known_trajectories() if known.direction == (1, 1))
    PCF(34n^3+51n^2+27n+5, -n^6)
    """
    return tuple(
        known
        for name in CLASSICAL
        for direction in directions(2, _REACH)
        if (known := _known(name, direction)) is not None
    )


def _known(name: str, direction: tuple[int, ...]) -> KnownTrajectory | None:
    try:
        return KnownTrajectory(name, _START, direction, trajectory(built_in_field(name), _START, direction).pcf)
    except InputError:
        return None


def trajectories_like(pcf: PCF) -> Iterator[KnownTrajectory]:
    """Those with an error like that of the fraction, or of one of both in two steps.

    >>> next(trajectories_like(PCF.parse("34n^3+51n^2+27n+5", "-n^6"))).field
    'zeta(3)'
    """
    ours = _rates(pcf)
    if ours is not None:
        for known in known_trajectories():
            if known.rates is not None and _alike(ours, known.rates):
                yield known


def _rates(pcf: PCF) -> tuple[float, float] | None:
    found = growth(pcf)
    return (float(found.eta), 0.0 if found.eta else found.gamma) if isinstance(found, Growth) else None


def _alike(ours: tuple[float, float], theirs: tuple[float, float]) -> bool:
    return any(
        all(isclose(k * x, fold * y, rel_tol=_ROUNDING, abs_tol=_ROUNDING) for x, y in zip(ours, theirs, strict=True))
        for k, fold in ((1, 1), (1, 2), (2, 1))
    )


@lru_cache(maxsize=32)
def known_crossing(known: KnownTrajectory) -> Crossing | None:
    """What ties the limit of the trajectory to that of a row of its field."""
    return cross(built_in_field(known.field), known.start, known.direction) if known.direction[1] else None
