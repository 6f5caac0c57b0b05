# mypy: disable-error-code="no-untyped-def"
"""Reductions that the roots of b explain: the way from one root to another vanishes.

Let b(r) = b(r + k) = 0, k ≥ 1. Then M(r) and M(r + k) have rank one, and M(r)⋯M(r + k) = 0 as soon as the continuant of
a(r), …, a(r + k − 1) is 0; for k = 1, a(r) = 0. Every entry of M(n)⋯M(n + k) is then divisible by n − r, every period
by its p, so that ρ ≥ 1. Nearly all partial reductions of large boxes are of this kind.
"""

from collections.abc import Iterator

import numpy as np
from numba import njit

from analysis.exact.polynomials import Polynomial
from search.screens.kernels import EXACT_ZERO_PRIME
from search.screens.sides import Pairs, Side, used_rows

_LONGEST_WAY = 16  # k; a longer one is left to the slopes
_BEGIN = 2  # marks where a way begins; 1: a root where it may end


def vanishing_ways(a: Side, b: Side, pairs: Pairs) -> np.ndarray:
    """bool (pairs,): whether two roots of b show that ρ ≥ 1; a continuant ≡ 0 mod EXACT_ZERO_PRIME is taken to be 0.

    >>> a, b = Side(np.array([[1, 1], [2, 1], [2, 2]])), Side(np.array([[2, 3, 1]]))  # b = (n + 1)(n + 2)
    >>> vanishing_ways(a, b, (np.arange(3), np.zeros(3, dtype=int))).tolist()
    [False, True, False]
    """
    used, index = used_rows(pairs[1], len(b))
    ways = [list(_ways(Polynomial.of(row))) for row in b.rows[used].tolist()]
    bounds = np.cumsum([0, *map(len, ways)])
    points = np.array([point for way in ways for point in way], dtype=np.int64).reshape(-1, 3)
    shown = np.zeros(len(pairs[0]), dtype=bool)
    _follow(a.residues(EXACT_ZERO_PRIME), pairs[0], index, bounds, points, shown)
    return shown


def _ways(b: Polynomial) -> Iterator[tuple[int, int, int]]:
    """n and b(n) mod EXACT_ZERO_PRIME and a mark, from each root to the last one at an integer distance."""
    roots = sorted({root for root in b.rational_roots() if root.denominator % EXACT_ZERO_PRIME})
    for root in roots:
        ends = {end - root for end in roots if (end - root).denominator == 1 and 0 < end - root <= _LONGEST_WAY}
        for step in range(int(max(ends, default=-1)) + 1):
            place = root + step
            point = place.numerator * pow(place.denominator, -1, EXACT_ZERO_PRIME) % EXACT_ZERO_PRIME
            yield point, b(point) % EXACT_ZERO_PRIME, int(step in ends) if step else _BEGIN


@njit(cache=True, nogil=True)
def _follow(a_residues, a_index, b_index, bounds, points, shown):
    """Whether some way of the pair's b has a continuant ≡ 0 before a root."""
    for i in range(len(a_index)):
        row = a_residues[a_index[i]]
        before, now = np.int64(0), np.int64(1)
        for place in range(bounds[b_index[i]], bounds[b_index[i] + 1]):
            point, b_n, mark = points[place]
            if mark == 1 and now == 0:
                shown[i] = True
                break
            if mark == _BEGIN:
                before, now = np.int64(0), np.int64(1)
            a_n = np.int64(0)
            for power in range(len(row) - 1, -1, -1):
                a_n = (a_n * point + row[power]) % EXACT_ZERO_PRIME
            before, now = now, (a_n * now % EXACT_ZERO_PRIME + b_n * before) % EXACT_ZERO_PRIME
