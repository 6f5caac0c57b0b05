"""Fields of integrals of positive functions, as ∫ t^x (1 − t)^y e^(zt) dt: coordinates that keep the cone v ≥ 0.

A point of the field is the exponents; a step multiplies by one of the functions, which acts on two of the integrals by
a matrix. As coordinates two integrals are taken whose quotient, such as t or 1 − t, has opposite signs at the two
critical points of the directions of interest: there the field keeps the cone (`crossings`). Which ones do is tried.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar, Protocol, TypeVar

from flint import fmpz_mpoly, fmpz_poly

from analysis.exact.companions import companion
from analysis.exact.polynomials import Polynomial
from analysis.exact.two_by_two import multiplied
from analysis.fields.crossings import PLANE, Crossing, crossing_of, lean
from analysis.formulas.pcf import PCF

Step = tuple[int, ...]
Matrix = tuple[Any, Any, Any, Any]

MOVES = ((0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 0))  # steps along row and direction after which a start is tried
_FINE = 1000
_MOST_AHEAD = 4  # steps from a start to a fraction that does not end
_SAMPLES = (
    (1, 1),
    (1000, 2),
    (2, 1000),
    (6000, 1000),
    (1000, 6000),
    (30000, 7000),
    (7000, 30000),
)  # of i, j, times _FINE


@dataclass(frozen=True)
class Coordinates:
    """Two integrals by their `distances` from the point, without these I and I(x + 1), times a matrix of integers."""

    distances: tuple[Step, Step] | None
    mix: tuple[int, int, int, int] = (1, 0, 0, 1)


@dataclass(frozen=True)
class Integrals(ABC):
    """Steps between integrals at points times `scale`, numbers or polynomials, each matrix up to a factor."""

    z: Fraction
    scale: int
    coordinates: Coordinates

    @abstractmethod
    def factor(self, point: Sequence[Any], axis: int) -> Matrix:
        """P with (I, I(x + 1)) one step ahead ∝ P (I, I(x + 1)) at the point."""

    def keeps_the_cone(self, base: Sequence[int], row: Step, direction: Step, at: tuple[int, int]) -> bool:
        """Whether the two steps at at/_FINE have entries of one sign."""
        point = _point([x * _FINE for x in base], row, direction, self.scale // _FINE, at)
        steps = (self.step(point, path) for path in (row, direction))
        return all(any(step) and (min(step) >= 0 or max(step) <= 0) for step in steps)

    def step(self, point: Sequence[Any], path: Step) -> Matrix:
        """N with v(p) ∝ N v(p + path), v the vector of the two integrals."""
        p, q, r, s = self._ahead(point, path)
        here, there = self._chosen(point), self._chosen([x + self.scale * d for x, d in zip(point, path, strict=True)])
        a, b, c, d = there
        return multiplied(multiplied(here, (s, -q, -r, p)), (d, -b, -c, a))

    def _chosen(self, point: Sequence[Any]) -> Matrix:
        if self.coordinates.distances is None:
            return multiplied(self.coordinates.mix, _unit(point))
        (p, q, _, _), (r, s, _, _) = (self._ahead(point, distance) for distance in self.coordinates.distances)
        return multiplied(self.coordinates.mix, (p, q, r, s))

    def _ahead(self, point: Sequence[Any], path: Step) -> Matrix:
        """The same for a path; without common factors if polynomial."""
        at, total = list(point), _unit(point)
        for axis, count in enumerate(path):
            for _ in range(abs(count)):
                if count < 0:
                    at[axis] = at[axis] - self.scale
                p, q, r, s = self.factor(at, axis)
                total = _lean(multiplied((p, q, r, s) if count > 0 else (s, -q, -r, p), total))
                if count > 0:
                    at[axis] = at[axis] + self.scale
        return total


Maker = Callable[[Fraction, int, Coordinates], Integrals]


def fraction_of(make: Maker, z: Fraction, start: Sequence[Fraction], direction: Step) -> PCF | None:
    """The canonical fraction whose steps are those of the integrals, up to a coboundary."""
    scale = lcm(*(x.denominator for x in start))
    point = [fmpz_poly([int(x * scale), scale * d]) for x, d in zip(start, direction, strict=True)]
    found = companion(make(z, scale, Coordinates(None)).step(point, direction))
    return None if found is None else PCF(*(Polynomial.from_flint(p) for p in found)).canonical().pcf


class Along(Protocol):
    """Integrals from a start along a direction, a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def start(self) -> Sequence[Fraction]: ...
    @property
    def direction(self) -> Step: ...
    @property
    def fraction(self) -> PCF | None: ...


_Along = TypeVar("_Along", bound=Along)


def regular(first: _Along) -> _Along | None:
    """From the first point on the way with a fraction that does not end."""
    for ahead in range(_MOST_AHEAD + 1):
        at = tuple(x + ahead * step for x, step in zip(first.start, first.direction, strict=True))
        found = replace(first, start=at)
        if found.fraction is None or found.fraction.termination() is None:
            return found
    return None


def crossing_from(
    make: Maker,
    z: Fraction,
    start: Sequence[Fraction],
    row: Step,
    direction: Step,
    coordinates: Iterable[Coordinates],
    moves: Sequence[tuple[int, int]] = MOVES,
) -> Crossing | None:
    """That to a row, in the first coordinates that keep the cone, from the start or a few steps later on."""
    if row == direction:
        return None
    scale, tried = lcm(*(x.denominator for x in start)), tuple(coordinates)
    for moved in moves:
        base = [int(x * scale) for x in _point(start, row, direction, 1, moved)]
        for chosen in tried:
            rough, exact = (make(z, unit, chosen) for unit in (scale * _FINE, scale))
            if all(rough.keeps_the_cone(base, row, direction, at) for at in _SAMPLES):
                point = _point(base, row, direction, scale, PLANE.gens())
                found = crossing_of(exact.step(point, row), exact.step(point, direction))
                if found is not None:
                    return found
    return None


def _point(base: Sequence[Any], row: Step, direction: Step, scale: int, at: Sequence[Any]) -> list[Any]:
    """scale · (start + at₁ · row + at₂ · direction)."""
    i, j = at
    return [i * (scale * u) + j * (scale * v) + x for x, u, v in zip(base, row, direction, strict=True)]


def _unit(point: Sequence[Any]) -> Matrix:
    zero = point[0] * 0
    return zero + 1, zero, zero, zero + 1


def _lean(matrix: Matrix) -> Matrix:
    return lean(matrix) if isinstance(matrix[0], fmpz_mpoly) else matrix
