"""The short directions of classical fields, with which formulas of the literature are compared.

These are the fields of one constant each, and those of ₂F₁(a, b; c; z) at z = −1 and −1/3, where integers and halves
give log 2, log(4/3), π and π√3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import isclose
from typing import Any

from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field, gauss_field
from analysis.fields.crossings import Crossing, cross
from analysis.fields.matrix_fields import MatrixField, directions
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

CLASSICAL = ("zeta(3)", "zeta(2)", "log(2)", "pi", "catalan", "e")
GAUSS = "2F1"
_START = (Fraction(1), Fraction(1))
_GAUSS_STARTS = ((Fraction(1), Fraction(1, 2), Fraction(3, 2)), (Fraction(1), Fraction(1), Fraction(2)))
_ARGUMENTS = (Fraction(-1), Fraction(-1, 3))
_ROUNDING = 1e-9  # of rates as doubles
_REACH, _GAUSS_REACH = 2, 3  # of the directions compared: formulas in use are of low degree


@dataclass(frozen=True)
class KnownTrajectory:
    """The trajectory of a classical field, with its fraction; `argument` is that of a field of ₂F₁."""

    field: str
    start: tuple[Fraction, ...]
    direction: tuple[int, ...]
    pcf: PCF
    argument: Fraction | None = None

    @cached_property
    def rates(self) -> tuple[float, float] | None:
        """Of the error: n!-exponent, or that of eⁿ where it is 0."""
        return _rates(self.pcf)

    def described(self) -> tuple[str, tuple[Fraction, ...], tuple[int, ...], dict[str, Any]]:
        """Name, start, direction and JSON of the field, for ₂F₁ that of the positive argument z/(z − 1) (Pfaff)."""
        if self.argument is None:
            return self.field, self.start, self.direction, built_in_field(self.field).as_json()
        (a, b, c), (i, j, k) = self.start, self.direction
        z = self.argument / (self.argument - 1)
        description = {**built_in_field(GAUSS).as_json(), "argument": str(z)}
        return f"{GAUSS}({z})", (c - a, b, c), (k - i, j, k), description


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
        if (known := _known(built_in_field(name), _START, direction, None)) is not None
    )


@lru_cache(maxsize=1)
def gauss_trajectories() -> tuple[KnownTrajectory, ...]:
    """Directions (i, j, k) with max(i, j) ≤ k ≤ 3 of the fields of ₂F₁."""
    return tuple(
        known
        for z in _ARGUMENTS
        for start in _GAUSS_STARTS
        for direction in directions(3, _GAUSS_REACH)
        if direction != (0, 0, 1) and max(direction) == direction[2]
        if (known := _known(gauss_field(z), start, direction, z)) is not None
    )


def _known(
    field: MatrixField, start: tuple[Fraction, ...], direction: tuple[int, ...], argument: Fraction | None
) -> KnownTrajectory | None:
    try:
        return KnownTrajectory(field.name, start, direction, trajectory(field, start, direction).pcf, argument)
    except InputError:
        return None


def trajectories_like(pcf: PCF) -> Iterator[KnownTrajectory]:
    """Those with an error like that of the fraction, or of one of both in two steps.

    >>> next(trajectories_like(PCF.parse("34n^3+51n^2+27n+5", "-n^6"))).field
    'zeta(3)'
    """
    ours = _rates(pcf)
    if ours is not None:
        tables = (known_trajectories, gauss_trajectories) if ours[1] > _ROUNDING else (known_trajectories,)
        for make in tables:  # the errors of ₂F₁ fall exponentially
            for known in make():
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
    if known.argument is not None:
        return cross(gauss_field(known.argument), known.start, known.direction)
    return cross(built_in_field(known.field), known.start, known.direction) if known.direction[1] else None
