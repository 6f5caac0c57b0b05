"""A whole box of a against some b, for full reductions only: what is left after the sieve, as lists and grids of pairs.

Full reduction asks that b splits over ℚ and that 2 deg a ≤ deg b = 2d. So the b are taken by degree, those that do not
split are dropped, and each degree meets the a of degree ≤ d: by the sieve where d is theirs, else as grids.
"""

from collections.abc import Iterator

import numpy as np

from search.domains import BoxShard, CoefficientBox, Shard
from search.screens.crew import Crew
from search.screens.sides import Side
from search.screens.sieve import Sieve, sieve_for
from search.screens.traces import rows_that_split, with_full_traces

_B_ROWS_AT_ONCE = 64  # bounds what the sieve leaves at a time


def sieved(shard: BoxShard, crew: Crew) -> Iterator[Shard]:
    """Shards with all full reductions of this one among few other pairs."""
    b = Side(shard.b)
    b = b.take(rows_that_split(b))
    for degree in np.unique(b.degrees).tolist():
        box = _at_most(shard.box, degree // 2)
        if box is None:
            continue
        some = b.take(np.flatnonzero(b.degrees == degree))
        sieve = sieve_for(box, _height(some)) if degree == 2 * box.degree else None
        if sieve is None:
            yield from BoxShard(box, some.rows, shard.weight).grids()
            continue
        for start in range(0, len(some), _B_ROWS_AT_ONCE):
            yield _left(sieve, some.take(np.arange(start, min(start + _B_ROWS_AT_ONCE, len(some)))), shard.weight, crew)


def _at_most(box: CoefficientBox, degree: int) -> CoefficientBox | None:
    """The polynomials of a box with at most this degree, if there are any."""
    if degree >= box.degree:
        return box
    if box.exact_degree or not box.coefficients.low <= 0 <= box.coefficients.high:
        return None
    return CoefficientBox(degree, box.coefficients)


def _height(b: Side) -> int:
    """The largest coefficient, as a Python integer."""
    return int(max(abs(int(b.rows.min())), abs(int(b.rows.max()))))


def _left(sieve: Sieve, b: Side, weight: int, crew: Crew) -> Shard:
    a_rows, b_index = sieve.pairs(Side(b.rows[:, : 2 * sieve.degree + 1].astype(np.int64)), crew)
    passed = with_full_traces(Side(a_rows), b, (np.arange(len(a_rows)), b_index), crew)
    return Shard(a_rows[passed], b.rows[b_index[passed]], grid=False, weight=weight)
