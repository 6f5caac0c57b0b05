"""Trajectories at z = 1 of rank 2: the fields of ₃F₂(1) and of balanced ₄F₃(1), by the rate and the roots of b.

Balanced, a₁ + … + a₄ + 1 = b₁ + b₂ + b₃, the field of ₄F₃(1) has a subfield of rank 2, in which Apéry's fractions lie.
A step is singular where a linear form, aᵢ or bⱼ − aᵢ, and for ₃F₂(1) b₁ + b₂ − a₁ − a₂ − a₃ as well, goes past 0, once
for each: 10 forms for ₃F₂(1), as Thomae and Whipple group its series, and 16 for ₄F₃(1). So the steps of the forms and
the classes of b's roots modulo 1 tell start and direction up to few choices, and one fraction decides each. Of
directions whose forms have the same steps, and which have one rate, one is tried. Steps by halves and thirds of whole
numbers are seen in as many steps of the fraction: Σ C(n, k)³ is a ₃F₂(1) whose parameters move by halves.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import chain, combinations_with_replacement, islice, product
from math import lcm
from operator import xor

from analysis.coboundaries.contractions import may_be_equivalent
from analysis.coboundaries.singularities import UNKNOWN, factors, in_steps, singularities, up_to_pairs
from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.matrix_fields import MatrixField
from analysis.fields.operator_fields import OperatorField
from analysis.fields.saddles import rate
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

FOLDS = (1, 2, 3)  # steps of the fraction that are one along the direction
_REACH = 2  # of the entries of a direction
_ROUNDING = 1e-9  # of rates as doubles
_MOST_STARTS = 24  # whose fraction is made, for one direction
_MOST_CLASSES = 6  # of the coordinates modulo 1, where all places that a step meets are counted
_MOST_AHEAD = 4  # steps from a start to where no step is singular
_HALVES = (Fraction(0), Fraction(1, 2))

Direction = tuple[int, ...]
Point = tuple[Fraction, ...]


@dataclass(frozen=True)
class UnitTrajectory:
    """A trajectory with its fraction, of which `folds` steps of another one are one step."""

    parameters: tuple[int, int]
    start: Point
    direction: Direction
    folds: int
    pcf: PCF

    @property
    def field(self) -> str:
        """The name."""
        return "{}F{}(1)".format(*self.parameters)


@dataclass(frozen=True)
class _Family:
    """pFq(1), balanced or not."""

    upper: int
    lower: int

    @property
    def balanced(self) -> bool:
        return self.upper == 4

    @property
    def field(self) -> MatrixField:
        return built_in_field(f"{self.upper}F{self.lower}").at(z=1)

    def forms(self, at: Sequence[int]) -> list[int]:
        """Of a direction or a point, times a number: the forms past whose zeros steps are singular, times that."""
        upper, lower = at[: self.upper], at[self.upper :]
        found = [*upper, *(y - x for y in lower for x in upper)]
        return found if self.balanced else [*found, sum(lower) - sum(upper)]

    def completed(self, free: Sequence[int], one: int) -> tuple[int, ...]:
        """A start for classes modulo 1, lower parameters larger by 1; of the balanced ones the last is what is left.

        All are times `one`.
        """
        at = [*free[: self.upper], *(y + one for y in free[self.upper :])]
        return (*at, one + sum(at[: self.upper]) - sum(at[self.upper :])) if self.balanced else tuple(at)


_FAMILIES = (_Family(3, 2), _Family(4, 3))


def unit_trajectories(pcf: PCF, *, most_upper: int = 4) -> Iterator[UnitTrajectory]:
    """Those with the error and the singularities of a canonical fraction, of which several steps may be one of theirs.

    Fields with more upper parameters than `most_upper` are left out.

    >>> found = next(unit_trajectories(PCF.parse("34n^3+51n^2+27n+5", "-n^6")))
    >>> found.field, found.direction, found.folds
    ('4F3(1)', (-1, -1, 1, 1, 0, 0, 0), 1)
    """
    rates = growth(pcf)
    if not isinstance(rates, Growth) or rates.eta or rates.gamma < _ROUNDING:
        return
    families = [family for family in _FAMILIES if family.upper <= most_upper]
    for folds in FOLDS:
        for family in families:
            for direction in _of_rate(family, folds * rates.gamma):
                for start in islice(_starts(pcf, family, direction, folds), _MOST_STARTS):
                    found = _regular(family, start, direction)
                    if found is not None and may_be_equivalent(pcf, found.pcf, (folds, 1)):
                        yield replace(found, folds=folds)


def _of_rate(family: _Family, wanted: float) -> list[Direction]:
    return [way for known, way in _directions(family) if abs(known - wanted) < _ROUNDING * (1 + wanted)]


@lru_cache(maxsize=2)
def _directions(family: _Family) -> tuple[tuple[float, Direction], ...]:
    """The short directions with their rates, one of those whose forms have the same steps up to sign."""
    found: dict[tuple[object, ...], tuple[float, Direction]] = {}
    field, entries = family.field, range(-_REACH, _REACH + 1)
    assert isinstance(field, OperatorField)
    sides = (list(combinations_with_replacement(entries, count)) for count in (family.upper, family.lower))
    for upper, lower in sorted(product(*sides), key=lambda way: sum(map(abs, way[0] + way[1]))):
        if not any(upper + lower) or (family.balanced and sum(upper) != sum(lower)):
            continue
        known = rate(field, upper + lower)
        if known is not None and not known.contains(0):
            size = float(known.mid())
            key = (*sorted(abs(step) for step in family.forms(upper + lower)), round(size, 9))
            found.setdefault(key, (size, upper + lower))
    return tuple(found.values())


def _starts(pcf: PCF, family: _Family, direction: Direction, folds: int) -> Iterator[Point]:
    """The starts whose forms are singular where the fraction is, or where two of them cancel.

    All classes are integers modulo `unit` here. That the counts have the parities wanted is seen first, as bits.
    """
    wanted = in_steps(singularities(pcf), folds)
    roots = pcf.b.rational_roots()
    classes = _classes(roots, direction, folds, folds)
    if len(classes) > _MOST_CLASSES:
        classes = _classes(roots, direction, folds, 1)
    scale = lcm(*(c.denominator for c in classes))
    steps = family.forms(direction)
    unit = scale * lcm(*(abs(step) or 1 for step in steps))
    if any(unit % c.denominator and size != UNKNOWN for c, size in wanted.items()):
        return
    sizes = {int(c * unit): size for c, size in wanted.items()}
    free, odd = (sum(1 << c for c, size in sizes.items() if test(size)) for test in (_is_unknown, _is_odd))
    for at in _points(family, direction, [int(c * scale) for c in classes], scale):
        moving = ((value, step) for value, step in zip(family.forms(at), steps, strict=True) if step)
        places = [(value % unit, step, scale, unit) for value, step in moving]
        if reduce(xor, (_parity(*place) for place in places), odd) | free == free:
            found = Counter(chain.from_iterable(factors(*place) for place in places))
            if up_to_pairs(found, sizes):
                yield tuple(Fraction(x, scale) for x in at)


def _classes(roots: Sequence[Fraction], direction: Direction, folds: int, places: int) -> list[Fraction]:
    """Of the coordinates of a start modulo 1, by the first of the places that a step meets."""
    met = {(j - root) / folds for root in roots for j in range(places)}
    return sorted({*_HALVES, *(place * step % 1 for place in met for step in direction if step)})


def _is_unknown(size: int) -> bool:
    return size == UNKNOWN


def _is_odd(size: int) -> bool:
    return size % 2 == 1 and size != UNKNOWN


@lru_cache(maxsize=4096)
def _parity(line: int, steps: int, scale: int, unit: int) -> int:
    """The classes of `factors` that are met an odd number of times, as bits."""
    return reduce(xor, (1 << r for r in factors(line, steps, scale, unit)))


def _points(family: _Family, direction: Direction, classes: Sequence[int], scale: int) -> Iterator[tuple[int, ...]]:
    """The starts in these classes, of those that differ by the order of parameters one."""
    seen = set[tuple[tuple[int, int], ...]]()
    for free in product(classes, repeat=len(direction) - family.balanced):
        at = family.completed(free, scale)
        pairs = list(zip(direction, at, strict=True))
        key = (*sorted(pairs[: family.upper]), *sorted(pairs[family.upper :]))
        if key not in seen:
            seen.add(key)
            yield at


@lru_cache(maxsize=256)
def _regular(family: _Family, start: Point, direction: Direction) -> UnitTrajectory | None:
    """The first on the way without a singular step, where its recurrence has order 2."""
    for ahead in range(1, _MOST_AHEAD + 1):
        at = tuple(x + ahead * step for x, step in zip(start, direction, strict=True))
        try:
            found = trajectory(family.field, at, direction)
        except InputError:
            continue
        ends = family.upper, family.lower
        return None if found.fraction is None else UnitTrajectory(ends, at, direction, 1, found.pcf)
    return None
