"""The field of Euler's integrals I(x, y, m) = ∫ t^x (1 − t)^y (1 − zt)^m dt over 0 < t < 1, z < 0: minimal solutions.

I is a ₂F₁(−m, x + 1; x + y + 2; z) times a Beta value, and every direction of the field of ₂F₁ with a minimal solution
is, up to the symmetries of Riemann's P-function, one (i, j, k), i, j ≥ 0, of these: where t^i (1 − t)^j (1 − zt)^k is
less at its critical point in [0, 1] than at the other, the integrals are minimal and the error falls like the quotient.

Contiguity. The products with t, 1 − t and 1 − zt act on (I(x, y, m), I(x + 1, y, m)) by T, 1 − T and 1 − zT, where T
comes from ∫ d(t^(x+1) (1 − t)^(y+1) (1 − zt)^(m+1)) = 0. Their determinants are linear factors: so the roots of b tell
x, y and m modulo 1. As coordinates two integrals of positive functions are taken whose quotient, such as t or 1 − zt,
has opposite signs at the two critical points: there the field keeps the cone of vectors ≥ 0 (`crossings`).
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from math import gcd, inf, lcm, log, sqrt
from typing import Any, ClassVar

from analysis.coboundaries.singularities import UNKNOWN, factors, in_steps, singular_alike, singularities, up_to_pairs
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.fields.crossings import Crossing
from analysis.fields.positive_integrals import Coordinates, Integrals, Matrix, crossing_from, fraction_of, regular
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

Point = tuple[Fraction, Fraction, Fraction]
Step = tuple[int, int, int]

ARGUMENTS = tuple(Fraction(-1) / n for n in (1, 2, 3, 4, 8)) + tuple(Fraction(-n) for n in (2, 3, 4, 8))
FOLDS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))  # steps of the fraction, steps along the field
_MOST_CLASSES = 6
_CLOSE = 8  # powers of n that bounds bridge
_REACH = 8  # i + j and |k| of the directions
_ROUNDING = 1e-9  # of rates as doubles
_ROWS: tuple[Step, ...] = ((0, 1, 0), (1, 0, 0), (0, 0, -1))
_QUOTIENTS: tuple[Step, ...] = ((1, 0, 0), (0, 0, 1), (1, -1, 0), (0, -1, 1))
_HALVES = (Fraction(0), Fraction(1, 2))


@dataclass(frozen=True)
class EulerTrajectory:
    """The integrals from `start` on in one direction, of which `folds` say how many steps a fraction takes."""

    z: Fraction
    start: Point
    direction: Step
    folds: tuple[int, int] = (1, 1)
    is_row: ClassVar[bool] = False  # fractions with a closed form are not sought here

    def crossings(self) -> Iterator[Crossing]:
        """Those to rows of the field, in coordinates that keep the cone."""
        found = (_crossing(self.z, self.start, row, self.direction) for row in _ROWS)
        return (crossing for crossing in found if crossing is not None)

    @cached_property
    def fraction(self) -> PCF | None:
        """The fraction whose steps are those of the integrals, up to a coboundary."""
        return fraction_of(_Euler, self.z, self.start, self.direction)

    def place(self) -> tuple[str, Fraction, Point, Step]:
        """Field, argument, start and direction: ₂F₁(a, b; c; z/(z − 1)), by Pfaff's transformation."""
        (x, y, m), (i, j, k) = self.start, self.direction
        c, step = x + y + 2, i + j
        return "2F1", self.z / (self.z - 1), (c + m, x + 1, c), (step + k, i, step)


def euler_trajectories(pcf: PCF) -> Iterator[EulerTrajectory]:
    """Those whose error falls like that of the fraction, and whose steps have determinants like its b.

    >>> found = next(euler_trajectories(PCF.parse("6n+3", "-n^2")))  # ∫ t^n (1 − t)^n (1 + t)^(−n − 1) dt, n = 0, 1, …
    >>> found.z, found.direction, found.start
    (Fraction(-1, 1), (1, 1, -1), (Fraction(0, 1), Fraction(0, 1), Fraction(-1, 1)))
    """
    rates = growth(pcf)
    if not isinstance(rates, Growth) or rates.eta or (gamma := rates.gamma) < _ROUNDING:
        return
    roots, still = pcf.b.rational_roots(), _still(rates.power)
    for folds, z, direction in _alike(gamma):
        wanted = in_steps(singularities(pcf), folds[0])
        along: Step = (direction[0] * folds[1], direction[1] * folds[1], direction[2] * folds[1])
        for start in _starts(roots, still, along, folds[0], wanted):
            found = regular(EulerTrajectory(z, start, direction, folds))
            if found is not None and found.fraction is not None and singular_alike(pcf, found.fraction, folds):
                yield _nearer(found, rates.power)


def _nearer(found: EulerTrajectory, power: Quadratic) -> EulerTrajectory:
    """With an error of this power of n, by whole steps of an exponent that stands still and keeps its side of 0.

    Where powers are far apart U cancels more than bounds of the denominators show.
    """
    gap = _gap(found, power)
    if gap is None or abs(gap) <= _CLOSE:
        return found
    for axis, sign in product(range(3), (1, -1)):
        at = found.start[axis]
        if not found.direction[axis] and (at >= 0) == (at + sign * gap >= 0) and sum(found.direction) != 0:
            start = (*found.start[:axis], at + sign * gap, *found.start[axis + 1 :])
            moved = regular(replace(found, start=(start[0], start[1], start[2])))
            if moved is not None and _gap(moved, power) == 0:
                return moved
    return found


def _gap(found: EulerTrajectory, power: Quadratic) -> Fraction | None:
    rates = None if found.fraction is None else growth(found.fraction)
    if not isinstance(rates, Growth) or not (power - rates.power).is_rational:
        return None
    return fraction((power - rates.power).x)


def _alike(gamma: float) -> Iterator[tuple[tuple[int, int], Fraction, Step]]:
    """Folds and short directions with this rate of the error, of several that are one line in one ratio the first."""
    seen = set[tuple[Fraction, Step, Fraction]]()
    for ours, theirs in FOLDS:
        for z, direction in _of_rate(ours * gamma / theirs):
            i, j, k = direction
            steps = gcd(i, j, k)
            line = z, (i // steps, j // steps, k // steps), Fraction(steps * theirs, ours)
            if line not in seen:
                seen.add(line)
                yield (ours, theirs), z, direction


def _of_rate(rate: float) -> list[tuple[Fraction, Step]]:
    """The short directions with this rate, in the order of `_directions`."""
    width = _ROUNDING * rate
    first, last = (bisect(_rates(), (bound, 0)) for bound in (rate - width, rate + width))
    return [_directions()[place][1:] for place in sorted(place for _, place in _rates()[first:last])]


@lru_cache(maxsize=1)
def _rates() -> list[tuple[float, int]]:
    """Sorted, each with the place of its direction."""
    return sorted((rate, place) for place, (rate, *_) in enumerate(_directions()))


@lru_cache(maxsize=1)
def _directions() -> tuple[tuple[float, Fraction, Step], ...]:
    """(the logarithm of the rate, z, direction) of all short directions in which the integrals are minimal."""
    short = [
        (i, step - i, k) for step in range(1, _REACH + 1) for i in range(step + 1) for k in range(-_REACH, _REACH + 1)
    ]
    found = ((z, d, _quotient(float(z), *d)) for z in ARGUMENTS for d in sorted(short, key=lambda d: (d[0] + d[1], d)))
    return tuple((log(q), z, d) for z, d, q in found if 1 + _ROUNDING < q < inf)


def _quotient(z: float, i: int, j: int, k: int) -> float:
    """|t^i (1 − t)^j (1 − zt)^k| at the critical point outside [0, 1] over that inside; 0 where there are none such."""
    a, b = z * (i + j + k), -i * (1 + z) - j - z * k
    discriminant = b * b - 4 * a * i
    if discriminant <= 0:
        return 0.0
    far = (
        -b - sqrt(discriminant) if b > 0 else -b + sqrt(discriminant)
    )  # a t² + b t + i = 0, one of them at ∞ for a = 0
    inside, outside = sorted((far / (2 * a) if a else inf, 2 * i / far), key=lambda t: abs(t - 0.5))
    if not abs(inside - 0.5) < 0.5 + _ROUNDING < abs(outside - 0.5):
        return 0.0
    above = abs(z) ** k if outside == inf else _power(outside, z, (i, j, k))
    return above / _power(inside, z, (i, j, k))


def _power(t: float, z: float, direction: Step) -> float:
    size = 1.0
    for factor, exponent in zip((t, 1 - t, 1 - z * t), direction, strict=True):
        if exponent and abs(factor) < _ROUNDING:  # a critical point at a zero or a pole
            return inf if exponent < 0 else 0.0
        size *= abs(factor) ** exponent
    return size


def _still(power: Quadratic) -> frozenset[Fraction]:
    """Classes modulo 1 of exponents that stand still, which no root tells: the power of n of the error is made of them.

    >>> sorted(map(str, _still(Quadratic.rational(Fraction(11, 3)))))
    ['0', '1/2', '1/3', '2/3']
    """
    d = fraction(power.x).denominator if power.is_rational else 1
    return frozenset((*_HALVES, *(Fraction(k, d) for k in range(d) if d <= _MOST_CLASSES)))


def _starts(
    roots: Sequence[Fraction], still: Iterable[Fraction], direction: Step, fold: int, wanted: Mapping[Fraction, int]
) -> Iterator[Point]:
    """Classes modulo 1 that the roots of b suggest for x, y and m, halves in any case, with the singularities wanted.

    That is where factors of the determinant cancel in pairs. All classes are integers modulo `unit` here.
    """
    suggested = [
        sorted({*_HALVES, *(-root * steps / fold % 1 for root in roots)} if steps else still) for steps in direction
    ]
    total = sum(direction)
    scale = lcm(*(x.denominator for axis in suggested for x in axis))
    unit = scale * lcm(*(abs(steps) or 1 for steps in (*direction, total)))
    if any(unit % c.denominator and size != UNKNOWN for c, size in wanted.items()):
        return
    sizes = {int(c * unit): size for c, size in wanted.items()}
    for x, y, m in product(*([int(value * scale) for value in axis] for axis in suggested)):
        found = Counter[int]()
        for line, steps in zip((x, y, m, x + y + m), (*direction, total), strict=True):
            found.update(factors(line, steps, scale, unit))
        if up_to_pairs(found, sizes):
            yield from _sides((Fraction(x, scale), Fraction(y, scale), Fraction(m, scale) - 1), direction)


def _sides(at: Point, direction: Step) -> Iterator[Point]:
    """On both sides of the integer exponents that stand still, also of that at infinity, −x − y − m − 2."""
    still = [i for i in range(3) if not direction[i] and at[i].denominator == 1]
    for moved in product(*((0, -1 if i < 2 else 1) if i in still else (0,) for i in range(3))):
        found = at[0] + moved[0], at[1] + moved[1], at[2] + moved[2]
        if sum(direction) or sum(found).denominator > 1:
            yield found
        else:
            yield from (_with_sum(found, direction, total) for total in (-2, -1))


def _with_sum(at: Point, direction: Step, total: int) -> Point:
    """The point with this sum of exponents, further on along one that moves."""
    found, missing = list(at), total - sum(at, Fraction(0))
    found[next(i for i in range(3) if direction[i] * missing >= 0 and direction[i])] += missing
    return found[0], found[1], found[2]


@lru_cache(maxsize=256)
def _crossing(z: Fraction, start: Point, row: Step, direction: Step) -> Crossing | None:
    tried = (
        Coordinates(((below[0] + quotient[0], below[1] + quotient[1], below[2] + quotient[2]), below))
        for quotient, below in product(_QUOTIENTS, product((0, -1), (0, -1), (0, -1)))
    )
    return crossing_from(_Euler, z, start, row, direction, tried)


@dataclass(frozen=True)
class _Euler(Integrals):
    """The integrals of t^x (1 − t)^y (1 − zt)^m."""

    def factor(self, point: Sequence[Any], axis: int) -> Matrix:
        """T, 1 − T or 1 − zT, times σ = z (x + y + m + 3) cleared of denominators."""
        top, bottom = self.z.numerator, self.z.denominator
        x, y, m = (coordinate + self.scale for coordinate in point)
        sigma = (x + y + m) * top
        r, s = -x * bottom, x * (top + bottom) + y * bottom + m * top
        if axis == 0:
            return sigma * 0, sigma, r, s
        if axis == 1:
            return sigma, -sigma, -r, sigma - s
        return sigma * bottom, -sigma * top, -r * top, sigma * bottom - s * top
