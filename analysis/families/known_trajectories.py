"""The short directions of the fields of the classical constants, with which formulas of the literature are compared."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isclose

from analysis.errors import InputError
from analysis.families.built_in_fields import built_in_field
from analysis.families.crossings import Crossing, cross
from analysis.families.matrix_fields import directions
from analysis.families.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

CLASSICAL = ("zeta(3)", "zeta(2)", "log(2)", "pi", "catalan", "e")
START = (1, 1)
_ROUNDING = 1e-9  # of rates as doubles
_REACH = 2  # of the directions compared: degrees grow with it, and formulas in use are of low degree


@dataclass(frozen=True)
class KnownTrajectory:
    """The trajectory of a classical field from START, with its fraction."""

    field: str
    direction: tuple[int, ...]
    pcf: PCF

    @cached_property
    def rates(self) -> tuple[float, float] | None:
        """Of the error: n!-exponent, or that of eⁿ where it is 0."""
        return _rates(self.pcf)


@lru_cache(maxsize=1)
def known_trajectories() -> tuple[KnownTrajectory, ...]:
    """All directions with entries up to 2 of all classical fields, as far as they have a fraction.

    >>> next(known.pcf for known in known_trajectories() if known.direction == (1, 1))
    PCF(34n^3+51n^2+27n+5, -n^6)
    """
    found = []
    for name in CLASSICAL:
        for direction in directions(2, _REACH):
            try:
                pcf = trajectory(built_in_field(name), START, direction).pcf
            except InputError:
                continue
            found.append(KnownTrajectory(name, direction, pcf))
    return tuple(found)


def trajectories_like(pcf: PCF) -> list[KnownTrajectory]:
    """Those with an error like that of the fraction, or of one of both in two steps.

    >>> sorted({known.field for known in trajectories_like(PCF.parse("11n^2+11n+3", "n^4"))})
    ['catalan', 'zeta(2)', 'zeta(3)']
    """
    ours = _rates(pcf)
    if ours is None:
        return []
    return [known for known in known_trajectories() if known.rates is not None and _alike(ours, known.rates)]


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
    return cross(built_in_field(known.field), START, known.direction) if known.direction[1] else None
