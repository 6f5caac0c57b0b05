"""The two screens over one shard: which pairs lose a part of n! to common factors, and how much.

Screen 1 (p-curvature). For a formula whose convergents lose n!^ρ, ρ > 0, the period map M(1)…M(p) is nilpotent mod p
for all but finitely many primes p. A pair is struck at p when the map is not nilpotent there although p keeps the
shape of the recurrence (it divides neither leading coefficient nor the discriminant A² + 4B). Two strikes reject: one
prime, bad for a reason that the shape does not show, cannot lose a formula. That b needs a root mod p is tested first,
on b alone. Two primes sweep the whole grid; the few pairs that one of them could not strike meet the others as a list.

Screen 2 (slopes). For what is left, v_m = the least valuation of the product over m periods mod p^k. Slopes and vote
are those of `analysis.dynamics.reduction`, which does the same for one formula of any size: ρ is the second smallest
of the slopes v₃ − v₁ = v₄ − v₂ = 2ρ_p. Valuations beyond the machine's p^k count as larger than all others; where they
decide the vote, ρ is found by `reduction_order`. A pair rejected by screen 1 has slope 0 at two primes, so ρ = 0.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from analysis.dynamics.reduction import PERIODS, reduction_order, start_of_product
from analysis.errors import InputError, echo
from analysis.formulas.pcf import PCF
from analysis.formulas.polynomials import Polynomial
from search.domains import Domain, Shard
from search.screens.crew import Crew
from search.screens.kernels import (
    LARGEST_POWER,
    shapes_kept,
    strike_grid,
    strike_pairs,
    valuations_of_pairs,
    values_mod_power,
)
from search.screens.sides import Side, first_roots, from_root

KEEP = ("screened", "fr", "all")
STRIKES_TO_REJECT = 2
SWEEPING_PRIMES = 2  # after these two about 4 pairs in 100 are left of those without reduction
# From 47 on an accident at both sweeping primes is rare; twelve, so that a condition met modulo half of all primes
# passes once in 300 times, and the slopes see to the rest.
CURVATURE_PRIMES = (59, 61, 47, 53, 67, 71, 73, 79, 83, 89, 97, 101)
# As small as accidents allow, as they enter as p^k. The first twelve give ρ; the other twelve are asked only where that
# is d, as full reduction is a claim: a condition met by half of the primes passes 24 of them once in 600,000 times.
SLOPE_PRIMES = (29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137)
FIRST_VOTERS = 12
LEAST_VOTES = 9  # with fewer primes that do not abstain `reduction_order` decides, which finds others
SPARE_DIGITS = 2  # p-adic digits beyond the largest valuation to be seen, for accidents
UNDECIDED = -1  # in place of 2ρ
_SATURATED, _ABSTAINED = 126, 127  # above every slope, in this order
_LEAST_LANES = 32  # shorter a-sides leave vector registers empty: their pairs go through the list kernel
_PAIRS_PER_PIECE = 2**13  # pairs whose tables mod p^k exist at the same time

Pairs = tuple[np.ndarray, np.ndarray]  # rows of a, rows of b


@dataclass(frozen=True, eq=False)
class Survivors:
    """What a shard sends on: rows of coefficients, with 2ρ (or UNDECIDED) and whether ρ = d.

    a: (count, deg + 1) ascending, int64 or Python integers, b likewise; twice_order: int8; reduced: bool. Each row
    stands for `weight` formulas of the domain; `examined` counts all of the shard's, with weight.
    """

    a: np.ndarray
    b: np.ndarray
    twice_order: np.ndarray
    reduced: np.ndarray
    weight: int
    examined: int

    def __len__(self) -> int:
        return len(self.a)

    @property
    def orders(self) -> list[Fraction | None]:
        """ρ of each row."""
        return [None if twice == UNDECIDED else Fraction(int(twice), 2) for twice in self.twice_order]

    def pcf(self, row: int) -> PCF:
        """The formula of a row, as in the domain."""
        return PCF(Polynomial.of(self.a[row].tolist()), Polynomial.of(self.b[row].tolist()))


def screen_shard(domain: Domain, index: int, keep: str = "screened", threads: int | None = None) -> Survivors:
    """Screen one shard. keep: "screened" — what passes screen 1, and all with deg a, deg b ≤ 1; "fr" — full
    factorial reduction only; "all" — everything. threads: None takes every processor this process may use.

    Raises InputError for an unknown `keep`.

    >>> from search.domains import Range, coefficient_box
    >>> found = screen_shard(coefficient_box(1, 2, Range(-2, 2)), 0, keep="fr")
    >>> found.examined, len(found) * found.weight, found.orders[-1]
    (2976, 204, Fraction(1, 1))
    """
    if keep not in KEEP:
        raise InputError(f"keep {echo(keep)}", ", ".join(KEEP))
    return screen(domain.shard(index), keep, threads)


def screen(shard: Shard, keep: str = "screened", threads: int | None = None) -> Survivors:
    """As `screen_shard`, for a shard at hand."""
    a, b = Side(shard.a), Side(shard.b)
    with Crew(threads) as crew:
        passed = _curvature_screen(shard, a, b, crew)
        if keep == "fr":  # ρ ≤ deg b / 2, half the number of roots that b can have
            possible = b.degrees[passed[1]] >= 2 * a.degrees[passed[0]]
            passed = passed[0][possible], passed[1][possible]
        pairs, place = _with_others(shard, a, b, passed, keep)
        twice_order = np.zeros(len(pairs[0]), dtype=np.int8)
        twice_order[place] = _slope_screen(a, b, passed, crew, only_full=keep == "fr")
    twice_growth = np.maximum(2 * a.degrees[pairs[0]], b.degrees[pairs[1]])
    kept = twice_order == twice_growth if keep == "fr" else np.ones(len(twice_order), dtype=bool)
    rows_a, rows_b = pairs[0][kept], pairs[1][kept]
    return Survivors(
        a.rows[rows_a],
        b.rows[rows_b],
        twice_order[kept],
        (twice_order == twice_growth)[kept],
        shard.weight,
        shard.pair_count * shard.weight,
    )


def _curvature_screen(shard: Shard, a: Side, b: Side, crew: Crew) -> Pairs:
    """Screen 1: the pairs with fewer than two strikes."""
    if shard.grid:
        rows_b = _rows_with_roots(b)
        b = b.take(rows_b)
        if len(a) >= _LEAST_LANES:
            pairs, strikes = _sweep(a, b, crew)
            primes = CURVATURE_PRIMES[SWEEPING_PRIMES:]
        else:
            pairs = np.tile(np.arange(len(a)), len(b)), np.repeat(np.arange(len(b)), len(a))
            strikes, primes = np.zeros(len(pairs[0]), dtype=np.uint8), CURVATURE_PRIMES
    else:
        rows_b = np.arange(len(b))
        pairs, strikes, primes = (rows_b, rows_b), np.zeros(len(b), dtype=np.uint8), CURVATURE_PRIMES
    used_a, index_a = _used(pairs[0], len(a))
    used_b, index_b = _used(pairs[1], len(b))
    side_a, side_b = a.take(used_a), b.take(used_b)
    for p in primes:
        if not len(index_a):
            break
        a_values, *rest = _tables(side_a, side_b, p)
        a_table = np.concatenate([a_values, a_values], axis=1)
        crew.share(strike_pairs, len(index_a), a_table, *rest, p, index_a, index_b, strikes)
        kept = strikes < STRIKES_TO_REJECT
        index_a, index_b, strikes = index_a[kept], index_b[kept], strikes[kept]
    return used_a[index_a], rows_b[used_b[index_b]]


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
        a_values, *rest = _tables(a, b, p)
        a_table = np.ascontiguousarray(np.concatenate([a_values, a_values], axis=1).T)
        crew.share(strike_grid, len(b), a_table, *rest, p, strikes)
    rows_b, rows_a = np.nonzero(strikes < STRIKES_TO_REJECT)
    return (rows_a, rows_b), strikes[rows_b, rows_a]


def _tables(a: Side, b: Side, p: int) -> tuple[np.ndarray, ...]:
    """What both strike kernels need: a's values and shapes, b's from its root on, shapes and roots."""
    b_values = b.values(p)
    roots = first_roots(b_values)
    return a.values(p), a.shapes(p), from_root(b_values, roots), b.shapes(p), roots


def _with_others(shard: Shard, a: Side, b: Side, passed: Pairs, keep: str) -> tuple[Pairs, np.ndarray]:
    """The pairs to keep beside those that passed, all in the order of the shard, and the places of these among them."""
    least = {"screened": 1, "fr": 0, "all": max(a.rows.shape[1], b.rows.shape[1])}[keep]
    low_a, low_b = a.degrees <= least, b.degrees <= least
    if shard.grid:
        others = np.add.outer(np.flatnonzero(low_b) * len(a), np.flatnonzero(low_a)).ravel()
    else:
        others = np.flatnonzero(low_a & low_b) * (len(a) + 1)
    codes = passed[1] * len(a) + passed[0]
    everyone = np.union1d(codes, others).astype(np.int64)
    rows_b, rows_a = np.divmod(everyone, max(len(a), 1))
    return (rows_a, rows_b), np.searchsorted(everyone, codes)


def _slope_screen(a: Side, b: Side, pairs: Pairs, crew: Crew, only_full: bool) -> np.ndarray:
    """Screen 2: 2ρ of the pairs, int8; with `only_full`, some number below 2d for pairs that cannot have ρ = d."""
    twice_order = np.empty(len(pairs[0]), dtype=np.int8)
    for start in range(0, len(twice_order), _PAIRS_PER_PIECE):
        piece = slice(start, start + _PAIRS_PER_PIECE)
        twice_order[piece] = _vote_on_slopes(a, b, (pairs[0][piece], pairs[1][piece]), crew, only_full)
    for row in np.flatnonzero(twice_order == _SATURATED):
        coefficients = a.rows[pairs[0][row]].tolist(), b.rows[pairs[1][row]].tolist()
        order = reduction_order(PCF(*(Polynomial.of(c) for c in coefficients)))
        twice_order[row] = UNDECIDED if order is None else int(2 * order)
    return twice_order


def _vote_on_slopes(a: Side, b: Side, pairs: Pairs, crew: Crew, only_full: bool) -> np.ndarray:
    """2ρ of a piece of pairs by the second smallest slope; _SATURATED where `reduction_order` must decide.

    With `only_full` a pair leaves as soon as two primes give less than 2d.
    """
    twice_growth = np.maximum(2 * a.degrees[pairs[0]], b.degrees[pairs[1]])
    votes = np.full((len(twice_growth), len(SLOPE_PRIMES)), _ABSTAINED, dtype=np.int8)
    voting = np.arange(len(twice_growth))
    for column, p in enumerate(SLOPE_PRIMES):
        if column == FIRST_VOTERS:
            voting = voting[np.partition(votes[voting], 1, axis=1)[:, 1] == twice_growth[voting]]
        if not len(voting):
            break
        used_a, index_a = _used(pairs[0][voting], len(a))
        used_b, index_b = _used(pairs[1][voting], len(b))
        votes[voting, column] = _slopes(a.take(used_a), b.take(used_b), index_a, index_b, p, crew)
        if only_full:
            voting = voting[np.count_nonzero(votes[voting] < twice_growth[voting, None], axis=1) < 2]
    ranked = np.sort(votes, axis=1)
    settled = ranked[:, LEAST_VOTES - 1] < _ABSTAINED
    if only_full:
        settled |= ranked[:, 1] < twice_growth
    return np.where(settled, ranked[:, 1], _SATURATED)


def _slopes(a: Side, b: Side, index_a: np.ndarray, index_b: np.ndarray, p: int, crew: Crew) -> np.ndarray:
    """2ρ_p of the pairs, or a mark for valuations beyond p^k or a prime that is no evidence; int8."""
    digits = _digits(p, int(b.degrees.max()))
    q, start = p**digits, start_of_product(p)
    tables = [np.empty((len(side), PERIODS * p), dtype=np.int64) for side in (a, b)]
    for side, table in zip((a, b), tables, strict=True):
        crew.share(values_mod_power, len(side), side.residues(q), start, q, table)
    valuations = np.empty((len(index_a), PERIODS), dtype=np.int8)
    crew.share(valuations_of_pairs, len(index_a), *tables, index_a, index_b, p, digits, PERIODS, valuations)
    slopes = valuations[:, 2] - valuations[:, 0]
    slopes[slopes != valuations[:, 3] - valuations[:, 1]] = _ABSTAINED
    slopes[valuations.max(axis=1) >= digits] = _SATURATED
    slopes[~shapes_kept(a.shapes(p), b.shapes(p), index_a, index_b, p)] = _ABSTAINED
    return slopes


def _digits(p: int, b_degree: int) -> int:
    """k with p^k a machine modulus: enough for the largest valuations of four periods, or as many as fit."""
    digits = PERIODS * b_degree // 2 + SPARE_DIGITS
    while p**digits > LARGEST_POWER:
        digits -= 1
    return digits


def _used(index: np.ndarray, count: int) -> Pairs:
    """The distinct values of an index into `count` rows, ascending, and the index into these."""
    mask = np.zeros(count, dtype=bool)
    mask[index] = True
    return np.flatnonzero(mask), (np.cumsum(mask) - 1)[index]
