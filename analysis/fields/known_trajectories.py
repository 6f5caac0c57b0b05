"""The short directions of the fields of one constant each, with which formulas of the literature are compared."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from math import isclose

from analysis.errors import InputError
from analysis.exact.rationals import fraction
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.crossings import Crossing, cross
from analysis.fields.matrix_fields import directions
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

CLASSICAL = ("zeta(3)", "zeta(2)", "log(2)", "pi", "catalan", "e")
_START = (Fraction(1), Fraction(1))
_FIELDS_BETWEEN = ("zeta(3)", "zeta(2)")  # those of log 2, π and e are ₂F₁ and ₁F₁ there
_MOST_CLASSES = 4  # of a coordinate of the start modulo 1
_MOST_STEPS = 24  # along an axis on which a trajectory rests
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


def _classes(roots: Collection[Fraction], step: int) -> Iterator[Fraction]:
    """Of a coordinate modulo 1; two of its steps may be one of ours, and where it rests b does not tell it."""
    if roots and not step:
        yield Fraction(3, 2)  # at 1/2 the row of ζ(2) is a = 0
    yield from (-root * step * folds % 1 or Fraction(1) for root in roots for folds in (1, 2))


@lru_cache(maxsize=256)
def _known(name: str, direction: tuple[int, ...], start: tuple[Fraction, ...] = _START) -> KnownTrajectory | None:
    try:
        return KnownTrajectory(name, start, direction, trajectory(built_in_field(name), start, direction).pcf)
    except InputError:
        return None


def trajectories_like(pcf: PCF) -> Iterator[KnownTrajectory]:
    """Those with an error like that of the fraction, or of one of both in two steps.

    >>> next(trajectories_like(PCF.parse("34n^3+51n^2+27n+5", "-n^6"))).field
    'zeta(3)'
    """
    ours = _rates(pcf)
    if ours is not None:
        alike = [known for known in known_trajectories() if known.rates is not None and _alike(ours, known.rates)]
        yield from alike
        for known in alike:
            yield from _between(known, pcf)


def _between(known: KnownTrajectory, pcf: PCF) -> Iterator[KnownTrajectory]:
    """The same direction from between the integers, by the roots of b modulo 1, in the fields of ζ(2) and ζ(3)."""
    roots = {root % 1 for root in pcf.b.rational_roots()} - {0} if known.field in _FIELDS_BETWEEN else set()
    starts = [sorted({Fraction(1), *_classes(roots, step)}) for step in known.direction]
    if max(map(len, starts)) <= _MOST_CLASSES:
        for start in product(*starts):
            found = None if start == _START else _known(known.field, known.direction, start)
            if found is not None:
                yield found


def nearer(known: KnownTrajectory, pcf: PCF) -> KnownTrajectory | None:
    """That further along the axis on which it rests whose error has the power of n of the fraction's; None for none.

    Where powers are far apart a coboundary cancels more than bounds of the denominators show.

    >>> row = next(one for one in known_trajectories() if one.field == "zeta(2)" and one.direction == (1, 0))
    >>> nearer(row, PCF.parse("10n+25", "(n+2)^4")).start
    (Fraction(1, 1), Fraction(3, 1))
    """
    if 0 not in known.direction:
        return None
    axis = known.direction.index(0)
    further = _known(known.field, known.direction, _further(known.start, axis, 1))
    powers = [_power(one) for one in (known.pcf, known.pcf if further is None else further.pcf, pcf)]
    here, there, wanted = (Fraction(0) if power is None else power for power in powers)
    steps = (wanted - here) / (there - here) if here != there and None not in powers else Fraction(0)
    if steps.denominator > 1 or not 0 < steps <= _MOST_STEPS:
        return None
    return _known(known.field, known.direction, _further(known.start, axis, int(steps)))


def _further(start: tuple[Fraction, ...], axis: int, steps: int) -> tuple[Fraction, ...]:
    return tuple(x + steps * (i == axis) for i, x in enumerate(start))


def _power(pcf: PCF) -> Fraction | None:
    found = growth(pcf)
    return fraction(found.power.x) if isinstance(found, Growth) and found.power.is_rational else None


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
