"""Trajectories of the fields of ₁F₁ and ₀F₁: argument and direction by the rate of the error, start by the roots of b.

I(x, y) = ∫ t^x (1 − t)^y e^(zt) dt over 0 < t < 1 is a Beta value times ₁F₁(x + 1; x + y + 2; z). From
∫ d(t^(x+1) (1 − t)^(y+1) e^(zt)) = 0 products with t and 1 − t act on (I, I(x + 1)) by T and 1 − T of determinants
−(x + 1)/z and (y + 1)/z: so the roots of b tell x and y modulo 1. Along (i, j), s = i + j > 0, the critical points of
t^(in) (1 − t)^(jn) e^(zt) are i/s and one near −sn/z, and the quotient of the two integrals, the error, falls like

    n!^(−s) (|i|^i |j|^j z^s/s^(2s))^n n^(−p),   p = x + y + 1 − s/2, for i = 0 or j = 0 with x or y added and 1/2:

s, then i, then z > 0 follow from a fraction's rate, and the class of the coordinate that no root tells from p. Along
(i, −i) it falls like exp(−4√(izn)), and U has the least solution. Other signs are the same trajectories: x ↔ y with
z ↔ −z is Kummer's transformation, (x, y) → (−y − 1, −x − 1) is U(a, b) → U(a − b + 1, 2 − b). For ₀F₁(; b; y) one step
has the error n!^(−2) |y|^n.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from math import ceil, floor, gcd, prod
from typing import Any

from flint import fmpz

from analysis.coboundaries.contractions import may_be_equivalent
from analysis.coboundaries.singularities import in_steps, singularities, up_to_pairs
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.fields.crossings import Crossing
from analysis.fields.positive_integrals import Coordinates, Integrals, Matrix, Step, crossing_from, fraction_of, regular
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

Point = tuple[Fraction, ...]

_FOLDS = (1, 2, 3)  # steps of the fraction that are one of a direction
_REACH = 8  # of the entries of a direction
_ROWS: tuple[Step, ...] = ((0, 1), (1, 0))
_QUOTIENTS: tuple[Step, ...] = ((1, 0), (0, 1), (1, -1))
_LATER = tuple(product((0, 1, 2), range(7)))  # steps along row and direction after which a start is tried
_HALVES = (Fraction(0), Fraction(1, 2))


@dataclass(frozen=True)
class ConfluentTrajectory:
    """The integrals from `start` on in one direction, for ₀F₁ b alone; `folds` say how many steps a fraction takes."""

    z: Fraction
    start: Point
    direction: Step
    folds: tuple[int, int] = (1, 1)

    def crossings(self) -> Iterator[Crossing]:
        """Those to rows of the field, in coordinates that keep the cone."""
        if len(self.direction) == 2:
            found = (_crossing(self.z, self.start, row, self.direction) for row in _ROWS)
            yield from (crossing for crossing in found if crossing is not None)

    @property
    def is_row(self) -> bool:
        """Whether its fraction has a closed form."""
        return len(self.direction) == 1 or self.direction in (*_ROWS, (1, -1))

    @cached_property
    def fraction(self) -> PCF:
        """The fraction whose steps are those of the integrals, up to a coboundary."""
        made = _Kummer if len(self.direction) == 2 else _Bessel
        found = fraction_of(made, self.z, self.start, self.direction)
        assert found is not None, "no direction of the field has triangular matrices"
        return found

    def place(self) -> tuple[str, Fraction, Point, Step]:
        """Field, argument, start and direction."""
        if len(self.direction) == 1:
            return "0F1", self.z, self.start, self.direction
        (x, y), (i, j) = self.start, self.direction
        return "1F1" if i + j else "U", self.z, (x + 1, x + y + 2), (i, i + j)


def confluent_trajectories(pcf: PCF) -> Iterator[ConfluentTrajectory]:
    """Those whose error falls like that of the fraction, and whose steps have determinants like its b.

    >>> next(confluent_trajectories(PCF.parse("243n^3+189n^2+9n-8", "324n^3-306n^2-236n+154"))).place()
    ('1F1', Fraction(1, 1), (Fraction(1, 1), Fraction(2, 1)), (1, 3))
    """
    rates = growth(pcf)
    if not isinstance(rates, Growth) or not rates.base.is_rational or not rates.power.is_rational:
        return
    roots = pcf.b.rational_roots()
    for fold in _FOLDS:
        wanted = in_steps(singularities(pcf), fold)
        for z, direction in _directions(rates, fold):
            steps = gcd(*direction)
            primitive = tuple(step // steps for step in direction)
            for start in _starts(_classes(roots, rates, direction, fold), direction, wanted):
                found = regular(ConfluentTrajectory(z, start, primitive, (fold, steps)))
                if found is not None and may_be_equivalent(pcf, found.fraction, found.folds):
                    yield found


def _directions(rates: Growth, fold: int) -> Iterator[tuple[Fraction, Step]]:
    """Arguments and short directions of which one step has the error of so many steps of a fraction."""
    order = rates.eta * fold
    if order.denominator > 1:
        return
    s, square = int(order), rates.root * rates.root
    if s == 0:
        if rates.base == Quadratic.rational(1) and square.is_rational and square.sign() > 0:
            yield from ((fraction(square.x) * fold / (16 * i), (i, -i)) for i in range(1, _REACH + 1))
        return
    if square.sign() != 0:
        return
    squared = fraction((rates.base * rates.base).x) ** fold * Fraction(fold) ** int(2 * order)
    for direction in [(i, s - i) for i in range(s - _REACH, _REACH + 1)] + ([(s // 2,)] if s % 2 == 0 else []):
        z = _root(_size(direction) ** 2 / squared, 2 * s if len(direction) == 2 else s)
        if z is not None and max(map(abs, direction)) <= _REACH:
            yield from ((sign * z, direction) for sign in ((1, -1) if len(direction) == 1 else (1,)))


def _size(direction: Step) -> Fraction:
    """The rate at z = 1: s^(2s)/(|i|^i |j|^j) along (i, j), j^(2j) along (j) for ₀F₁."""
    total = sum(direction)
    if len(direction) == 1:
        return Fraction(total) ** (2 * total)
    return Fraction(total) ** (2 * total) / prod(Fraction(abs(step)) ** step for step in direction if step)


def _root(value: Fraction, order: int) -> Fraction | None:
    """The positive rational whose power is the value; None where there is none."""
    top, bottom = (int(fmpz(part).root(order)) for part in value.as_integer_ratio())
    return Fraction(top, bottom) if Fraction(top, bottom) ** order == value else None


def _classes(roots: Sequence[Fraction], rates: Growth, direction: Step, fold: int) -> Iterator[Point]:
    """Exponents modulo 1 that the roots of b and the power of n suggest; for ₀F₁ b."""
    half, power = Fraction(sum(direction), 2), fraction(rates.power.x) + rates.eta * Fraction(1 - fold, 2)
    if len(direction) == 1:
        yield from ((power % 1 / 2,), ((power % 1 + 1) / 2,))
        return
    seen = [sorted({-root * step / fold % 1 for root in roots}) if step else [] for step in direction]
    if not sum(direction):
        yield from product(*(sorted({*_HALVES, *axis}) for axis in seen))
    else:
        for known in seen[0]:
            yield from ((known, other) for other in _others(power + half - known, direction))
        for known in seen[1]:
            yield from ((other, known) for other in _others(power + half - known, direction))


def _others(rest: Fraction, direction: Step) -> tuple[Fraction, ...]:
    """The classes of one coordinate by p + s/2 less the other one."""
    if all(direction):
        return (rest % 1,)
    return (rest - Fraction(1, 2)) % 1 / 2, ((rest - Fraction(1, 2)) % 1 + 1) / 2


def _starts(classes: Iterable[Point], direction: Step, wanted: Mapping[Fraction, int]) -> Iterator[Point]:
    """Points in these classes that have the singularities wanted, but for pairs; on both sides where a step is 0."""
    for at in sorted(set(classes)):
        if not _singular_at(at, direction, wanted):
            continue
        if len(direction) == 1:
            yield (at[0] or Fraction(1),)
        else:
            yield from product(*map(_sides, at, direction))


def _sides(c: Fraction, step: int) -> tuple[Fraction, ...]:
    """Where the steps from a point of this class on are not singular; for step 0 on both sides of the singular ones."""
    if step:
        return (c,) if step > 0 else (c - 1,)
    return (c,) if c else (c, c - 1)


def _singular_at(at: Point, direction: Step, wanted: Mapping[Fraction, int]) -> bool:
    found = Counter[Fraction]()
    if len(direction) == 2:
        for value, step in zip(at, direction, strict=True):
            found.update((i - value) / step % 1 for i in range(abs(step)))
    return up_to_pairs(found, wanted)


@lru_cache(maxsize=256)
def _crossing(z: Fraction, start: Point, row: Step, direction: Step) -> Crossing | None:
    """Where a step is negative i/s is outside [0, 1]: the cone is that of solutions with I(x + 1)/I in an interval.

    Far along the row, where i/s is near 0 or 1, t^i (1 − t)^j grows like n to the power of that step: s must be more.
    """
    i, j = direction
    if i + j and min(i, j) < 0:
        if row != ((0, 1) if i < 0 else (1, 0)) or -min(i, j) >= i + j:
            return None
        tried = [Coordinates(None, (-low, 1, high, -1)) for low, high in _intervals(row[0], Fraction(i, i + j))]
        return crossing_from(_Kummer, z, start, row, direction, tried, _LATER)
    tried = [
        Coordinates(((below[0] + quotient[0], below[1] + quotient[1]), below), (1, 0, 0, sign))
        for quotient, below, sign in product(_QUOTIENTS, product((0, -1), (0, -1)), (1, -1))
    ]
    return crossing_from(_Kummer, z, start, row, direction, tried)


def _intervals(*inside: Fraction | int) -> Iterator[tuple[int, int]]:
    for wider in (1, 2, 4, 8):
        yield floor(min(inside)) - wider, ceil(max(inside)) + wider


@dataclass(frozen=True)
class _Kummer(Integrals):
    """The integrals of t^x (1 − t)^y e^(zt)."""

    def factor(self, point: Sequence[Any], axis: int) -> Matrix:
        """T = [[0, 1], [(x + 1)/z, 1 − (x + y + 2)/z]], or 1 − T."""
        top, bottom = self.z.numerator * self.scale, self.z.denominator
        x, y = ((coordinate + self.scale) * bottom for coordinate in point)
        one = x * 0 + top
        return (one * 0, one, x, one - x - y) if axis == 0 else (one, -one, -x, x + y)


@dataclass(frozen=True)
class _Bessel(Integrals):
    """₀F₁(; b; z)/Γ(b), which are integrals of t^(−b) e^(t + z/t)."""

    def factor(self, point: Sequence[Any], axis: int) -> Matrix:
        """f(b + 2) = (f(b) − b f(b + 1))/z for f(b) = ₀F₁(; b; z)/Γ(b)."""
        top, bottom = self.z.numerator * self.scale, self.z.denominator
        zero = point[0] * 0
        return zero, zero + top, zero + bottom * self.scale, -point[0] * bottom
