"""A whole box of a against some b: what is left after the sieve, as pairs, and grids where no sieve pays.

Full reduction asks that b splits over ℚ and that 2 deg a ≤ deg b. So the b are taken by degree, those that do not split
are dropped, and each degree meets the a of degree ≤ deg b / 2: by the sieve where that is theirs. Partial reductions
ask for neither: all degrees of a meet all of b.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from search.domains import BoxShard, CoefficientBox, Shard
from search.screens.crew import Crew
from search.screens.sides import Pairs, Side
from search.screens.sieve import Sieve, sieve_for
from search.screens.traces import rows_that_split

_FORMULAS_AT_ONCE = 2**26  # of partial reductions, of which the sieve leaves some hundredths
_B_ROWS_AT_ONCE = 64  # of full ones: bounds what is left at a time


@dataclass(frozen=True, eq=False)
class Listed:
    """Pairs of rows of two sides."""

    a: Side
    b: Side
    pairs: Pairs


def sieved(shard: BoxShard, crew: Crew, full: bool) -> Iterator[Shard | Listed]:
    """All reductions of a shard, or the full ones, among few other pairs."""
    b = Side(shard.b)
    if full:
        b = b.take(rows_that_split(b))
    for degree in np.unique(b.degrees).tolist():
        some = b.take(np.flatnonzero(b.degrees == degree))
        for box in _up_to_half(shard.box, degree) if full else _by_degree(shard.box):
            sieve = sieve_for(box, degree, _height(some), full)
            if sieve is None:
                yield from BoxShard(box, some.rows, shard.weight).grids()
                continue
            step = _B_ROWS_AT_ONCE if full else max(1, _FORMULAS_AT_ONCE // box.size)
            for start in range(0, len(some), step):
                yield _left(sieve, some.take(np.arange(start, min(start + step, len(some)))), crew)


def _up_to_half(box: CoefficientBox, degree: int) -> list[CoefficientBox]:
    """The polynomials of a box of at most half this degree, if there are any."""
    if degree // 2 >= box.degree:
        return [box]
    if box.exact_degree or not box.coefficients.low <= 0 <= box.coefficients.high:
        return []
    return [CoefficientBox(degree // 2, box.coefficients)]


def _by_degree(box: CoefficientBox) -> list[CoefficientBox]:
    """The polynomials of a box, one box for each degree."""
    least = box.degree if box.exact_degree or not box.coefficients.low <= 0 <= box.coefficients.high else 0
    return [replace(box, degree=degree, exact_degree=True) for degree in range(least, box.degree + 1)]


def _height(b: Side) -> int:
    """The largest coefficient, as a Python integer."""
    return int(max(abs(int(b.rows.min())), abs(int(b.rows.max()))))


def _left(sieve: Sieve, b: Side, crew: Crew) -> Listed:
    a_rows, b_index = sieve.pairs(Side(b.rows[:, : sieve.b_degree + 1].astype(np.int64)), crew)
    ranks = (a_rows - sieve.coefficients.low) @ sieve.coefficients.count ** np.arange(sieve.degree + 1)
    _, first, a_index = np.unique(ranks, return_index=True, return_inverse=True)
    return Listed(Side(a_rows[first]), b, (a_index, b_index))
