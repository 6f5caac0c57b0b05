"""The best δ of a field by direction: cones of constant sign, an ascent in each, exact δ for what it reaches.

δ depends on the direction alone up to its length. It is continuous in the direction as long as no parameter, and in a
hypergeometric field no difference of an upper and a lower one, changes its sign, since these decide which primes the
products keep: so the directions fall into cones, named by these signs. In each cone the ascent goes from the best short
direction d to the best of the k d + e, e short, k = 1, 2, as long as δ grows. In a hypergeometric field the
parameters alone tell what cannot be better (`denominators`); else δ is estimated by the rate of the error, which is
exact, and the reduced denominators at two small depths. The best of the best cones is then known exactly where δ can be
(`fans.measured`).
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, islice
from itertools import product as all_pairs
from math import gcd, log

from analysis.dynamics.formal_solutions import forward_solutions, same_size
from analysis.errors import InputError
from analysis.exact.matrices import product
from analysis.fields.cones import cone_signs
from analysis.fields.denominators import parameter_delta
from analysis.fields.fans import Measured, log_reduced, measured, of_forms
from analysis.fields.higher_rates import Forms, coordinates, quotient
from analysis.fields.matrix_fields import LONGEST_DIRECTION, MatrixField, check_trajectory
from analysis.fields.operator_fields import OperatorField
from analysis.fields.saddles import without_limit
from analysis.fields.symmetry import axis_groups
from analysis.fields.trajectories import Trajectory, trajectory
from analysis.numbers.limits import limit

DEPTHS = (60, 180)  # at which denominators are looked at first
_LEAST_GAIN = 1e-3  # of δ in one step of the ascent: below it noise of lcm(1 … n) decides
_DOUBT = 0.02  # of an estimate of δ
_CHECKED = 12  # directions whose δ is then asked for exactly
_MOST_SHORT, _MOST_REACH = 800, 3  # directions tried before the ascent, and their largest entry
_LIMIT_DIGITS = 20

Direction = tuple[int, ...]


@dataclass(frozen=True)
class Cone:
    """The signs of a cone, and the best of its directions that was found."""

    signs: str
    best: Measured


def optimise(
    field: MatrixField, start: Sequence[Fraction | int], longest: int = 6, seconds: float = 60.0,
    wanted: Callable[[Trajectory], bool] = lambda _: True, ahead: int = 0,
    forms: Callable[[Trajectory], Forms | None] = lambda _: None,
) -> list[Cone]:  # fmt: skip
    """The best direction found in each of the best cones, those with the largest δ first.

    longest: largest entry of a direction; seconds: after which no new direction is tried, and half as much again for
    the exact δ of the best; wanted: of a trajectory whether its limits are, which most of a cone share; ahead: so many
    steps from the start on a trajectory may begin, where the first are singular; forms: of rank above 2 the quotient
    that δ is of, which trajectories with one start share; without it the best of all limits. Raises InputError.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> optimise(built_in_field("zeta(2)"), (1, 1), longest=3)[0].best.trajectory.direction
    (1, 1)
    """
    if not 1 <= longest <= LONGEST_DIRECTION:
        raise InputError(f"directions up to {longest}", f"1 to {LONGEST_DIRECTION}")
    check_trajectory(field, start, [1] * len(field.axes))
    if field.rank < 2:
        raise InputError("a field of rank 1", "rank 2 or more, as limits are ratios")
    search = _Ascent(field, tuple(map(Fraction, start)), longest, time.monotonic() + seconds, wanted, ahead)
    best: dict[str, tuple[float, Direction]] = {}
    short = sorted(search.short(), key=lambda way: (max(map(abs, way)), sum(map(abs, way))))
    for direction in short:
        search.offer(direction, best)
    best = {signs: found for signs, one in best.items() if (found := search.wanted_of(signs, one, short)) is not None}
    search.aim(forms, best)
    for signs in sorted(best, key=lambda one: -best[one][0])[:_CHECKED]:
        search.climb(signs, short, best)
    likely = [(value, direction) for direction, value in search.known.items() if value is not None]
    heads = sorted(best.values(), key=lambda one: -one[0])
    inside = sorted((one for one in likely if cone_signs(field, one[1]) in best), key=lambda one: -one[0])
    ranked = list(dict.fromkeys((*heads[:_CHECKED], *inside)))
    return _checked(search, ranked[: 2 * _CHECKED], time.monotonic() + seconds / 2)


def _checked(search: "_Ascent", ranked: Iterable[tuple[float, Direction]], deadline: float) -> list[Cone]:
    found: dict[str, Measured] = {}
    for estimate, direction in ranked:
        signs = cone_signs(search.field, direction)
        if found and time.monotonic() > deadline:
            break
        if signs in found and estimate < (found[signs].delta or -9.0) - _DOUBT:
            continue
        at = search.trajectory(direction)
        if not search.wanted(at):
            continue
        one = of_forms(at, [search.forms]) if search.forms else measured(search.field, at.start, direction)
        if (
            one.delta is not None
            and _has_limit(one)
            and (signs not in found or one.delta > (found[signs].delta or -9.0))
        ):
            found[signs] = one
    return sorted((Cone(signs, one) for signs, one in found.items()), key=lambda cone: -(cone.best.delta or -9.0))


def _has_limit(one: Measured) -> bool:
    """Whether the limit is seen, and is not rational, as where a series ends."""
    if one.trajectory.fraction is None:
        return True
    value = limit(one.trajectory.pcf, _LIMIT_DIGITS)
    return value.status == "convergent" and value.rational is None and value.value is not None


@dataclass
class _Ascent:
    field: MatrixField
    start: tuple[Fraction, ...]
    longest: int
    deadline: float
    wanted: Callable[[Trajectory], bool]
    ahead: int

    def __post_init__(self) -> None:
        self.known: dict[Direction, float | None] = {}
        self.forms: Forms | None = None

    def aim(self, forms: Callable[[Trajectory], Forms | None], best: dict[str, tuple[float, Direction]]) -> None:
        """At the quotient of forms that the limits of the best directions are wanted for, if there is one."""
        found = (forms(self.trajectory(direction)) for _, direction in best.values())
        self.forms = next((one for one in found if one is not None), None)
        if self.forms is not None:
            tried, self.known = list(self.known), {}
            best.update({signs: (-2.0, direction) for signs, (_, direction) in best.items()})
            for direction in (way for way in tried if cone_signs(self.field, way) in best):
                self.offer(direction, best)

    def trajectory(self, direction: Direction) -> Trajectory:
        """From the start, or the first point on the way from which no step is singular. Raises InputError."""
        for step in range(self.ahead):
            try:
                return trajectory(self.field, _moved(self.start, direction, step), direction)
            except InputError:
                continue
        return trajectory(self.field, _moved(self.start, direction, self.ahead), direction)

    def wanted_of(
        self, signs: str, best: tuple[float, Direction], short: Sequence[Direction]
    ) -> tuple[float, Direction] | None:
        """The best direction of a cone, or else the shortest, where its limits are wanted."""
        first = next(way for way in short if self.known[way] is not None and cone_signs(self.field, way) == signs)
        tried = dict.fromkeys((best, (self.known[first] or 0.0, first)))
        return next((one for one in tried if self.wanted(self.trajectory(one[1]))), None)

    def short(self) -> list[Direction]:
        """Primitive directions with small entries of both signs, up to symmetry, as large as keeps them few."""
        for reach in range(_MOST_REACH, 0, -1):
            found = list(islice(self._within(range(-reach, reach + 1)), _MOST_SHORT + 1))
            if len(found) <= _MOST_SHORT:
                return found
        return list(islice(self._within(range(2)), _MOST_SHORT))

    def _within(self, entries: range) -> Iterator[Direction]:
        groups = [g for g in axis_groups(self.field) if len({self.start[i] for i in g}) == 1]
        grouped = {i for g in groups for i in g}
        groups += [[i] for i in range(len(self.field.axes)) if i not in grouped]
        for choice in all_pairs(*(list(combinations_with_replacement(entries, len(g))) for g in groups)):
            values = {i: x for g, xs in zip(groups, choice, strict=True) for i, x in zip(g, xs, strict=True)}
            direction = tuple(values[i] for i in range(len(values)))
            if gcd(*direction) == 1:
                yield direction

    def offer(self, direction: Direction, best: dict[str, tuple[float, Direction]]) -> bool:
        """Whether the direction is better than the best of its cone, and then takes its place."""
        signs = cone_signs(self.field, direction)
        value = self._value(direction, best[signs][0] + _LEAST_GAIN if signs in best else None)
        if value is None or (signs in best and value <= best[signs][0] + _LEAST_GAIN):
            return False
        best[signs] = (value, direction)
        return True

    def climb(self, signs: str, short: Sequence[Direction], best: dict[str, tuple[float, Direction]]) -> None:
        """Up from the best direction of a cone while there is a better one."""
        improved = True
        while improved and time.monotonic() < self.deadline:
            at = best[signs][1]
            near = {_primitive([k * x + y for x, y in zip(at, e, strict=True)]) for k in (1, 2) for e in short}
            steps = sorted(d for d in near if d and max(map(abs, d)) <= self.longest)
            same = [d for d in steps if d not in self.known and cone_signs(self.field, d) == signs]
            improved = sum(self.offer(direction, best) for direction in same) > 0

    def _value(self, direction: Direction, least: float | None) -> float | None:
        """δ of a direction; None where it has no limit, or surely not more than the least."""
        if direction not in self.known:
            late = time.monotonic() > self.deadline
            self.known[direction] = None if late else self._estimate(direction, least)
        return self.known[direction]

    def _estimate(self, direction: Direction, least: float | None) -> float | None:
        if isinstance(self.field, OperatorField):
            if without_limit(self.field, self.start, direction):
                return None
            at_most = None if least is None else parameter_delta(self.field, self.start, direction)
            if at_most is not None and least is not None and at_most < least:
                return None
        try:
            return estimated_delta(self.trajectory(direction), self.forms)
        except InputError:
            return None


def _moved(start: Sequence[Fraction], direction: Direction, steps: int) -> tuple[Fraction, ...]:
    return tuple(x + steps * step for x, step in zip(start, direction, strict=True))


def _primitive(direction: Sequence[int]) -> Direction:
    common = gcd(*direction)
    return tuple(x // common for x in direction) if common else ()


def estimated_delta(found: Trajectory, forms: Forms | None = None) -> float | None:
    """The largest δ of the limits, or that of a quotient of forms; None without a limit.

    It is the exact rate over that of denominators between two small depths. For an error that falls like a power of n!
    that says nothing and is 0; for one slower than e^(−n) of rank above 2 it is −1.
    """
    if found.error is None:
        slow = found.rank > 2 and not same_size(*forward_solutions([c.flint for c in found.recurrence])[:2])
        return -1.0 if slow else None
    eta, base = found.error
    if eta:
        return 0.0
    near = product(found.steps, 1, DEPTHS[0] + 1)
    far = near * product(found.steps, DEPTHS[0] + 1, DEPTHS[1] + 1)
    pairs = [forms] if forms else coordinates(found.rank, found.rank - 1)
    sizes = [[log_reduced(quotient(total, pair, found.column)) for pair in pairs] for total in (near, far)]
    gained = (DEPTHS[1] - DEPTHS[0]) * log(base)
    return max((gained / (two - one) - 1 for one, two in zip(*sizes, strict=True) if two > one), default=None)
