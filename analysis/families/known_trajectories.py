"""The short directions of the fields of the classical constants, with which formulas of the literature are compared."""

from dataclasses import dataclass
from functools import lru_cache

from analysis.errors import InputError
from analysis.families.built_in_fields import built_in_field
from analysis.families.crossings import Crossing, cross
from analysis.families.matrix_fields import directions
from analysis.families.trajectories import trajectory
from analysis.formulas.pcf import PCF

CLASSICAL = ("zeta(3)", "zeta(2)", "log(2)", "pi", "catalan", "e")
START = (1, 1)
_REACH = 2  # of the directions compared: degrees grow with it, and formulas in use are of low degree


@dataclass(frozen=True)
class KnownTrajectory:
    """The trajectory of a classical field from START, with its fraction."""

    field: str
    direction: tuple[int, ...]
    pcf: PCF


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


@lru_cache(maxsize=32)
def known_crossing(known: KnownTrajectory) -> Crossing | None:
    """What ties the limit of the trajectory to that of a row of its field."""
    return cross(built_in_field(known.field), START, known.direction) if known.direction[1] else None
