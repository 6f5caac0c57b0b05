"""Screen 2, the slopes: how much of n! is lost, from valuations of products mod p^k.

v_m is the least p-adic valuation of the product over m periods; v₃ − v₁ = v₄ − v₂ = 2ρ_p, and ρ is the second smallest
of these over the primes. Slopes and vote are those of `analysis.dynamics.reduction`, which does the same for one
formula of any size. Valuations beyond the machine's p^k bound slopes from below; where what they may be decides the
vote, it is taken again with wide residues.
"""

from functools import cache, partial
from itertools import pairwise

import numpy as np
from gmpy2 import next_prime

from analysis.dynamics.reduction import (
    LEAST_PRIME,
    PERIODS,
    ROOM_FOR_ROOTS,
    VOTERS,
    reduction_order,
    start_of_product,
)
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from search.screens.crew import Crew
from search.screens.kernels import LARGEST_POWER, shapes_kept, valuations_of_pairs, values_mod_power
from search.screens.paths import vanishing_ways
from search.screens.sides import Pairs, Side, used_rows
from search.screens.wide import limb_digits, limbs_of, wide_valuations, wide_values

# Of the primes the first twelve give ρ; the others are asked only where that is d, as full reduction is a claim: a
# condition met by half of the primes passes all 24 (but one) once in 600,000 times.
FIRST_VOTERS = 12
LEAST_VOTES = 9  # with fewer primes that do not abstain `reduction_order` decides, which finds others
SPARE_DIGITS = 2  # p-adic digits beyond the largest valuation to be seen, for accidents
UNDECIDED = -1  # in place of 2ρ
# Above every slope: a prime whose valuations are beyond p^k, plus the least that its slope may be; one that abstains.
_OPEN, _ABSTAINED = 2**14, 2**15 - 1
_PAIRS_PER_PIECE = 2**13  # pairs whose tables mod p^k exist at the same time
_PAIRS_PER_WIDE_PIECE = 2**10  # the same for tables of limbs
_MOST_PRIMES_AT_ONCE = 4  # each has tables of its own


def slope_screen(a: Side, b: Side, pairs: Pairs, crew: Crew, only_full: bool) -> np.ndarray:
    """2ρ of the pairs, int16, or UNDECIDED; with `only_full`, some number below 2d for pairs that cannot have ρ = d."""
    least = np.zeros(len(pairs[0]), dtype=np.int16)
    if not only_full:
        least[vanishing_ways(a, b, pairs)] = 2
    twice_order = np.empty(len(pairs[0]), dtype=np.int16)
    for wide in (False, True):
        open_pairs = np.flatnonzero(twice_order == _OPEN) if wide else np.arange(len(twice_order))
        size = _PAIRS_PER_WIDE_PIECE if wide else _PAIRS_PER_PIECE
        for start in range(0, len(open_pairs), size):
            piece = open_pairs[start : start + size]
            some = pairs[0][piece], pairs[1][piece]
            twice_order[piece] = _vote_on_slopes(a, b, some, least[piece], crew, only_full, wide)
    for row in np.flatnonzero(twice_order == _OPEN):
        coefficients = a.rows[pairs[0][row]].tolist(), b.rows[pairs[1][row]].tolist()
        order = reduction_order(PCF(*(Polynomial.of(c) for c in coefficients)))
        twice_order[row] = UNDECIDED if order is None else int(2 * order)
    return twice_order


def _vote_on_slopes(
    a: Side, b: Side, pairs: Pairs, least: np.ndarray, crew: Crew, only_full: bool, wide: bool
) -> np.ndarray:
    """2ρ of a piece of pairs by the second smallest slope; _OPEN where the vote does not settle it.

    A pair leaves as soon as two primes give the least that 2ρ can be, or with `only_full` less than 2d.
    """
    twice_growth = np.maximum(2 * a.degrees[pairs[0]], b.degrees[pairs[1]])
    enough = np.maximum(least, twice_growth - 1) if only_full else least
    primes = slope_primes(b.rows.shape[1] - 1)
    votes = np.full((len(twice_growth), len(primes)), _ABSTAINED, dtype=np.int16)
    voting = np.arange(len(twice_growth))
    for first, last in _stages(min(crew.threads, _MOST_PRIMES_AT_ONCE)):
        if first == FIRST_VOTERS:
            voting = voting[np.partition(votes[voting], 1, axis=1)[:, 1] == twice_growth[voting]]
        if not len(voting):
            break
        used_a, index_a = used_rows(pairs[0][voting], len(a))
        used_b, index_b = used_rows(pairs[1][voting], len(b))
        asked = partial(_slopes, a.take(used_a), b.take(used_b), index_a, index_b, wide)
        votes[voting, first:last] = np.stack(crew.each(asked, primes[first:last]), axis=1)
        voting = voting[np.count_nonzero(votes[voting] <= enough[voting, None], axis=1) < 2]
    ranked = np.sort(votes, axis=1)
    lowest = np.partition(np.where((votes >= _OPEN) & (votes < _ABSTAINED), votes - _OPEN, votes), 1, axis=1)[:, 1]
    settled = (ranked[:, LEAST_VOTES - 1] < _ABSTAINED) & (ranked[:, 1] == lowest) | (ranked[:, 1] <= enough)
    return np.where(settled, ranked[:, 1], _OPEN)


def _stages(at_once: int) -> list[tuple[int, int]]:
    """The columns of the votes that are filled at the same time; those of the first voters end before the others."""
    starts = [*range(0, FIRST_VOTERS, at_once), *range(FIRST_VOTERS, VOTERS, at_once), VOTERS]
    return list(pairwise(starts))


def _slopes(a: Side, b: Side, index_a: np.ndarray, index_b: np.ndarray, wide: bool, p: int) -> np.ndarray:
    """2ρ_p of the pairs, or a mark for valuations beyond p^k or a prime that is no evidence; int16."""
    start, digits = start_of_product(p), _digits(p, b.rows.shape[1] - 1, wide)
    valuations = np.empty((len(index_a), PERIODS), dtype=np.int16)
    index = index_a, index_b
    if wide:
        in_limb = limb_digits(p)
        limbs = -(-digits // in_limb)
        digits = limbs * in_limb
        tables = [np.empty((len(side), PERIODS * p, limbs), dtype=np.int64) for side in (a, b)]
        for side, table in zip((a, b), tables, strict=True):
            wide_values(0, len(side), limbs_of(side.rows, p**in_limb, limbs), start, p**in_limb, table)
        wide_valuations(0, len(index_a), *tables, *index, p, in_limb, PERIODS, valuations)
    else:
        q, values = p**digits, np.empty((len(b), PERIODS * p))
        values_mod_power(0, len(b), b.residues(q), start, q, values)
        residues = a.residues(q).astype(np.float64)
        valuations_of_pairs(0, len(index_a), residues, values, *index, start, p, digits, PERIODS, valuations)
    slopes = valuations[:, 2] - valuations[:, 0]
    beyond = valuations[:, 3] >= digits  # slopes from valuations cut off are the least that they may be
    slopes[(slopes != valuations[:, 3] - valuations[:, 1]) & ~beyond] = _ABSTAINED
    slopes[beyond] += _OPEN
    slopes[~shapes_kept(a.shapes(p), b.shapes(p), index_a, index_b, p)] = _ABSTAINED
    return slopes


@cache
def slope_primes(b_degree: int) -> tuple[int, ...]:
    """The primes of screen 2; for b of high degree larger ones, so that its roots find room.

    >>> slope_primes(2)[:3], slope_primes(64)[:3]
    ((29, 31, 37), (131, 137, 139))
    """
    primes = [int(next_prime(max(LEAST_PRIME, ROOM_FOR_ROOTS * b_degree) - 1))]
    while len(primes) < VOTERS:
        primes.append(int(next_prime(primes[-1])))
    return tuple(primes)


def _digits(p: int, b_degree: int, wide: bool) -> int:
    """k of the modulus p^k: enough for the largest valuations of four periods, or as many as a machine word has."""
    digits = PERIODS * b_degree // 2 + SPARE_DIGITS
    while not wide and p**digits > LARGEST_POWER:
        digits -= 1
    return digits
