"""The search of trajectories of a matrix field: starts × directions, each pair once up to the field's own symmetry.

Parameters of the same kind may change places (two upper ones of ₚF_q, start and step together), so of such pairs only
the sorted one is tried. In a field of an operator what has a singular step, no limit or by its parameters alone
(`denominators`) too small a δ is left out before any matrix is made. Of the others δ is estimated from the products at
two small depths, and only what can reach the least δ is examined: by the recurrence of its column, as any recurrence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise, product
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import InputError, echo
from analysis.exact.matrices import RationalMatrix
from analysis.fields.denominators import delta_of_walls
from analysis.fields.fans import measured
from analysis.fields.matrix_fields import LONGEST_DIRECTION, MatrixField
from analysis.fields.naming import field_of
from analysis.fields.operator_fields import OperatorField
from analysis.fields.optimisation import estimated_delta
from analysis.fields.saddles import without_limit
from analysis.fields.symmetry import axis_groups, is_sorted
from analysis.fields.trajectories import Trajectory, trajectory
from analysis.fields.walls import Walls
from analysis.formulas.product import MatrixProduct
from analysis.transformations.cyclic_vectors import column_recurrence

if TYPE_CHECKING:
    from analysis.constants.library import Library

SHARD_POINTS = 1_000
_OLD_SHARD_POINTS = 100  # where a description, by which a campaign is found again, does not say
MOST_POINTS = 10**12
MOST_STARTS = 100_000
MARGIN = 0.05  # by which δ may be larger than at small depths
_CLOSE = 0.1  # by which it may be larger than by the parameters alone


@dataclass(frozen=True)
class FieldTrajectories:
    """Starts and directions of a field; `field` is its name or its JSON, `directions` empty for all up to `norm`.

    >>> domain = FieldTrajectories.of("zeta(3)", norm=1)
    >>> domain.size, [domain.point(i)[1] for i in (5, 8)]
    (9, [(0, 1), (1, 1)])
    """

    field: Any
    let: tuple[tuple[str, str], ...]
    starts: tuple[tuple[Fraction, ...], ...]
    directions: tuple[tuple[int, ...], ...]
    norm: int
    least: float | None = None
    shard_points: int = SHARD_POINTS

    def __post_init__(self) -> None:
        axes = len(self.made.axes)
        if self.made.parameters:
            raise InputError(f"{self.made.name} with free {', '.join(self.made.parameters)}", "--let for all of them")
        if self.made.rank < 2:
            raise InputError("a field of rank 1", "rank 2 or more, as limits are ratios")
        if any(len(point) != axes for point in (*self.starts, *self.directions)):
            raise InputError("starts or directions of another length", f"{axes} numbers each")
        if not 1 <= self.norm <= LONGEST_DIRECTION or not 1 <= self.size <= MOST_POINTS:
            raise InputError(f"{self.size:,} trajectories, norm {self.norm}", f"1 to {MOST_POINTS:,}")
        if self.shard_points < 1:
            raise InputError(f"shards of {self.shard_points} trajectories", "1 or more")

    @classmethod
    def of(
        cls,
        field: Any,
        let: Mapping[str, str] | None = None,
        starts: Sequence[Sequence[Fraction]] | int = 1,
        directions: Sequence[Sequence[int]] = (),
        norm: int = 1,
        least: float | None = None,
    ) -> FieldTrajectories:
        """starts: a list, or the largest denominator of all starts modulo 1."""
        values = tuple(sorted((let or {}).items()))
        made = field_of(field, {name: Fraction(value) for name, value in values})
        made = made if isinstance(field, str) else made.conservative()
        points = tuple(residues(made, starts)) if isinstance(starts, int) else tuple(map(tuple, starts))
        return cls(field, values, points, tuple(map(tuple, directions)), norm, least)

    @cached_property
    def made(self) -> MatrixField:
        return field_of(self.field, {name: Fraction(value) for name, value in self.let})

    @property
    def direction_count(self) -> int:
        return len(self.directions) or (2 * self.norm + 1) ** len(self.made.axes)

    @property
    def size(self) -> int:
        return len(self.starts) * self.direction_count

    @property
    def shard_count(self) -> int:
        return -(-self.size // self.shard_points)

    def raw(self, shard: int) -> int:
        """How many pairs a shard has."""
        return min(self.shard_points, self.size - shard * self.shard_points)

    def point(self, index: int) -> tuple[tuple[Fraction, ...], tuple[int, ...]]:
        """(start, direction)."""
        start, place = divmod(index, self.direction_count)
        return self.starts[start], tuple(map(int, self._directions(np.array([place]))[0]))

    def shard(self, shard: int) -> Iterator[tuple[tuple[Fraction, ...], tuple[int, ...]]]:
        """Its pairs, each up to symmetry once, with primitive directions."""
        begin = shard * self.shard_points
        index = np.arange(begin, begin + self.raw(shard), dtype=np.int64)
        start, place = np.divmod(index, self.direction_count)
        along = self._directions(place)
        kept = np.gcd.reduce(along, axis=1) == 1
        for (i, j), orders in self._orders.items():
            order = orders[start]
            kept &= (order < 0) | ((order == 0) & (along[:, i] <= along[:, j]))
        for at in np.flatnonzero(kept):
            yield self.starts[start[at]], tuple(map(int, along[at]))

    def _directions(self, places: np.ndarray) -> np.ndarray:
        if self.directions:
            return np.array(self.directions, dtype=np.int64)[places]
        base, axes = 2 * self.norm + 1, len(self.made.axes)
        powers = np.array([base ** (axes - 1 - i) for i in range(axes)], dtype=np.int64)
        return places[:, None] // powers % base - self.norm

    @cached_property
    def _orders(self) -> dict[tuple[int, int], np.ndarray]:
        """For neighbours i, j among parameters of one kind the sign of coordinate i less coordinate j of each start."""
        pairs = [pair for group in axis_groups(self.made) for pair in pairwise(group)]
        return {(i, j): np.array([(at[i] > at[j]) - (at[i] < at[j]) for at in self.starts]) for i, j in pairs}

    def as_dict(self) -> dict[str, Any]:
        """The domain as plain values."""
        return {
            "field": self.field,
            "let": dict(self.let),
            "starts": [[str(x) for x in point] for point in self.starts],
            "directions": [list(direction) for direction in self.directions],
            "norm": self.norm,
            "least": self.least,
            **({} if self.shard_points == _OLD_SHARD_POINTS else {"shard_points": self.shard_points}),
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> FieldTrajectories:
        """What `as_dict` wrote; the borders of shards stay those that the campaign began with."""
        starts = [tuple(map(Fraction, point)) for point in found["starts"]]
        made = cls.of(found["field"], found["let"], starts, found["directions"], found["norm"], found["least"])
        return replace(made, shard_points=int(found.get("shard_points", _OLD_SHARD_POINTS)))


def residues(field: MatrixField, denominator: int) -> Iterator[tuple[Fraction, ...]]:
    """One start for each residue modulo 1 with denominators up to this: in (0, 1], lower ones larger by 1 or 2.

    >>> [list(map(str, start)) for start in residues(field_of("2F1(1/2)"), 1)]
    [['1', '1', '2']]
    """
    if denominator < 1:
        raise InputError(f"starts with denominators up to {denominator}", "1 or more")
    values = sorted({Fraction(k, d) for d in range(1, denominator + 1) for k in range(1, d + 1)})
    if len(values) ** len(field.axes) > MOST_STARTS * 1000:
        raise InputError(f"starts with denominators up to {denominator}", "fewer, or a list of starts")
    lower, more = set[str | None](), 1
    if isinstance(field, OperatorField):
        lower = {f.axis for f in field.operator.factors if not f.lower}
        more = 2 if field.argument == 1 else 1  # at z = 1 the derivatives converge where lower parameters are larger
    groups, count = axis_groups(field), 0
    for point in product(values, repeat=len(field.axes)):
        if is_sorted(groups, point):
            count += 1
            if count > MOST_STARTS:
                raise InputError(f"starts with denominators up to {denominator}", f"up to {MOST_STARTS:,} starts")
            yield tuple(x + more * (axis in lower) for x, axis in zip(point, field.axes, strict=True))


def search_shard(domain: FieldTrajectories, shard: int, digits: int, library: Library) -> Iterator[dict[str, Any]]:
    """The rows of one shard: trajectories with a limit, and δ at least the least one asked for."""
    for start, pairs in groupby(domain.shard(shard), key=itemgetter(0)):
        nameless = set[str]()  # the limits from one start are few
        for direction in _hopeful(domain.made, start, [along for _, along in pairs], domain.least):
            try:
                found = trajectory(domain.made, start, direction)
                row = examined(domain, found, digits, library, nameless) if may_reach(found, domain.least) else None
            except InputError:  # a pole or a singular matrix at this start, or no column that mixes
                continue
            if row is not None:
                yield row


def _hopeful(
    field: MatrixField, start: Sequence[Fraction], directions: Sequence[tuple[int, ...]], least: float | None
) -> Iterator[tuple[int, ...]]:
    """Those without a singular step that have a limit, and by the parameters alone no δ below the least."""
    if not isinstance(field, OperatorField):
        yield from directions
        return
    walls = Walls.of(field, start)
    for direction in directions:
        if (walls and walls.has_singular_step(direction)) or without_limit(field, start, direction):
            continue
        delta = None if least is None else delta_of_walls(field, walls, direction)
        if delta is None or least is None or delta >= least - _CLOSE:
            yield direction


def found_in_shard(domain: FieldTrajectories, shard: int, digits: int) -> dict[str, Any]:
    """The rows of one shard, with limits compared to the whole library."""
    from analysis.constants.library import built_in_library

    return {"rows": list(search_shard(domain, shard, digits, built_in_library()))}


def may_reach(found: Trajectory, least: float | None) -> bool:
    """Whether the products contract, and δ at small depths is not far below the least."""
    if found.fraction is None and found.error is None:
        return False
    if least is None or found.error is None or found.error[0]:
        return True
    delta = estimated_delta(found)
    return delta is None or delta >= least - MARGIN


def examined(
    domain: FieldTrajectories, found: Trajectory, digits: int, library: Library, nameless: set[str] | None = None
) -> dict[str, Any] | None:
    """The row of a trajectory; None where it does not converge, or δ is below the least.

    nameless: decimals of limits that are known to have no name, added to.
    """
    from analysis.recurrence_examination import examine_recurrence

    seen = measured(domain.made, found.start, found.direction)
    if domain.least is not None and (seen.delta is None or seen.delta < domain.least):
        return None
    rank = found.rank
    units = [[int(i == j) for j in range(rank)] for i in range(rank)]
    whole = MatrixProduct(RationalMatrix.reduced(found.steps, found.steps[0][0] * 0 + 1), 1, tuple(
        tuple(map(Fraction, row)) for row in units))  # fmt: skip
    recurrence = column_recurrence(whole, found.column, (0, rank - 1))
    about = examine_recurrence(recurrence, digits=digits, library=library, nameless=nameless)
    if about.limit.status != "convergent":
        return None
    row = recurrence.to_json() | about.as_json()
    named = domain.field if isinstance(domain.field, str) else domain.made.name
    place = {"field": named, "let": dict(domain.let), "start": list(map(str, found.start)),
             "direction": list(found.direction), "rank": rank}  # fmt: skip
    if about.evidence == "proved":  # of its fraction, whose certificate is not that of this row
        row |= {"evidence": "linked"}
    known = {"delta": seen.delta, "delta_exact": seen.exact, "delta_ground": seen.ground}
    return row | place | (known if seen.delta is not None else {}) | {"kind": "trajectory"}


def read_points(text: str, what: str) -> list[tuple[Fraction, ...]]:
    """Points separated by semicolons, their coordinates by commas. Raises InputError.

    >>> read_points("1,1/2; 2,3", "--starts")
    [(Fraction(1, 1), Fraction(1, 2)), (Fraction(2, 1), Fraction(3, 1))]
    """
    from analysis.reading.numbers import read_rational

    if not text.strip():
        raise InputError(f"{what} {echo(text)}", "points as in 1,1,2;1/2,1,1")
    return [
        tuple(read_rational(part.strip(), f"{what} {echo(text)}", 50) for part in point.split(","))
        for point in text.split(";")
    ]
