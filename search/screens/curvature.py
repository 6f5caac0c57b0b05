"""Screen 1, the p-curvature: pairs whose convergents lose no power of n! to common factors are rejected mod a few p.

For a formula whose convergents lose n!^ρ, ρ > 0, the period map M(1)…M(p) is nilpotent mod p for all but finitely many
primes p. A pair is struck at p when the map is not nilpotent there although p keeps the shape of the recurrence (it
divides neither leading coefficient nor the discriminant A² + 4B). Two strikes reject: one prime that is bad for a
reason which the shape does not show cannot lose a formula. That b needs a root mod p is tested first, on b alone. Two
primes sweep the whole grid; the few pairs that one of them could not strike meet the others as a list.
"""

from typing import Any

import numpy as np

from search.domains import Shard
from search.screens.crew import Crew
from search.screens.kernels import strike_grid, strike_pairs
from search.screens.sides import Pairs, Side, first_roots, from_root, used_rows
from search.screens.traces import STRIKES_TO_REJECT, rows_that_split, with_full_traces

SWEEPING_PRIMES = 2  # after these two about 4 pairs in 100 are left of those without reduction
# From 47 on an accident at both sweeping primes is rare; twelve, so that a condition met modulo half of all primes
# passes once in 300 times, and the slopes see to the rest.
CURVATURE_PRIMES = (59, 61, 47, 53, 67, 71, 73, 79, 83, 89, 97, 101)
_LEAST_LANES = 32  # shorter a-sides leave vector registers empty: their pairs go through the list kernel


def curvature_screen(shard: Shard, a: Side, b: Side, crew: Crew, only_full: bool) -> Pairs:
    """The pairs of rows of a shard with sides a and b that have fewer than two strikes.

    With `only_full` the whole trace has a say (`search.screens.traces`), which partial reductions fail at once.
    """
    if not shard.grid:
        return curvature_of_pairs(a, b, (np.arange(len(a)), np.arange(len(b))), crew, only_full)
    rows_b = _rows_with_roots(b)
    if only_full:
        rows_b = rows_b[rows_that_split(b.take(rows_b))]
    some = b.take(rows_b)
    if len(a) >= _LEAST_LANES:
        pairs, strikes = _sweep(a, some, crew)
        left = curvature_of_pairs(a, some, pairs, crew, only_full, strikes, CURVATURE_PRIMES[SWEEPING_PRIMES:])
    else:
        pairs = np.tile(np.arange(len(a)), len(some)), np.repeat(np.arange(len(some)), len(a))
        left = curvature_of_pairs(a, some, pairs, crew, only_full)
    return left[0], rows_b[left[1]]


def curvature_of_pairs(
    a: Side,
    b: Side,
    pairs: Pairs,
    crew: Crew,
    only_full: bool,
    strikes: np.ndarray | None = None,
    primes: tuple[int, ...] = CURVATURE_PRIMES,
) -> Pairs:
    """As `curvature_screen`, for listed pairs of rows; strikes: those they have from other primes than these."""
    if strikes is None:
        strikes = np.zeros(len(pairs[0]), dtype=np.uint8)
    if only_full:
        left = with_full_traces(a, b, pairs, crew)
        pairs, strikes = (pairs[0][left], pairs[1][left]), strikes[left]
    used_a, index_a = used_rows(pairs[0], len(a))
    used_b, index_b = used_rows(pairs[1], len(b))
    side_a, side_b = a.take(used_a), b.take(used_b)
    for p in primes:
        if not len(index_a):
            break
        a_residues = side_a.residues(p).astype(np.float32)
        crew.share(strike_pairs, len(index_a), a_residues, *_shared(side_a, side_b, p), index_a, index_b, strikes)
        kept = strikes < STRIKES_TO_REJECT
        index_a, index_b, strikes = index_a[kept], index_b[kept], strikes[kept]
    return used_a[index_a], used_b[index_b]


def _rows_with_roots(b: Side) -> np.ndarray:
    """Rows of b that have a root modulo all primes that do not divide the leading coefficient, but one."""
    strikes = np.zeros(len(b), dtype=np.uint8)
    for p in CURVATURE_PRIMES:
        strikes += (first_roots(b.values(p)) < 0) & (b.shapes(p)[:, 1] != 0)
    return np.flatnonzero(strikes < STRIKES_TO_REJECT)


def _sweep(a: Side, b: Side, crew: Crew) -> tuple[Pairs, np.ndarray]:
    """The pairs of the grid that the sweeping primes do not reject, with their strikes."""
    strikes = np.zeros((len(b), len(a)), dtype=np.uint8)
    for p in CURVATURE_PRIMES[:SWEEPING_PRIMES]:
        a_values = a.values(p)
        a_table = np.ascontiguousarray(np.concatenate([a_values, a_values], axis=1).T)
        crew.share(strike_grid, len(b), a_table, *_shared(a, b, p), strikes)
    rows_b, rows_a = np.nonzero(strikes < STRIKES_TO_REJECT)
    return (rows_a, rows_b), strikes[rows_b, rows_a]


def _shared(a: Side, b: Side, p: int) -> tuple[Any, ...]:
    """What both strike kernels need: a's shapes, b's values from its root on, shapes and roots, and p."""
    b_values = b.values(p)
    roots = first_roots(b_values)
    return a.shapes(p), from_root(b_values, roots), b.shapes(p), roots, p
