"""The sieve: the pairs of a box of a and some b that small primes do not rule out as reductions, or as full ones.

What a prime says (of full reductions `search.screens.traces`, of any `search.screens.curvature`) depends on the
coefficients modulo it alone, so it is worked out once for each b mod p and all a mod p, as bit patterns
(`search.screens.patterns`); a whole range of a coefficient is then the AND of one word for each prime. Formulas are not
touched one by one: a box of 10⁷ a is some thousand words.
Two strikes reject; of full reductions, where A² + 4B is no square, irrational exponents do too, which is what the
primes inert in its field say together.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np

from search.domains import CoefficientBox, Range
from search.domains.ranks import IntegerArray
from search.screens.crew import Crew
from search.screens.patterns import WORD, fill_masks, level_starts, spread_masks, walk
from search.screens.sides import Side
from search.screens.traces import taylor_weights

SIEVING_PRIMES = (5, 7, 11, 13, 17)
LEAST_PRIMES = 3  # with fewer a strike to spare leaves nothing to reject
PARTIAL_PRIMES = (*SIEVING_PRIMES, 19)  # they ask for t₀ ≡ 0 alone, and so more of them are needed
LEAST_PARTIAL_PRIMES = 5  # these leave 5 pairs in 100, as the two large primes do that sweep a grid
MOST_SPREAD = 2**23  # words in the table of spread masks of one prime: 64 MB
LARGEST_TOP = 2**20  # coefficients of a and n²ᵈ: what is compared exactly stays in 64 bits
LARGEST_B = 2**38
LARGEST_BOX = 2**62


@dataclass(frozen=True)
class Sieve:
    """A sieve for a box of a (of degree d) against b of one degree: its primes, and the range of coefficients.

    full: for full reductions, b of degree 2d; else the box has exact degree.
    """

    degree: int
    b_degree: int
    coefficients: Range
    primes: tuple[int, ...]
    full: bool
    top_zero: bool

    @property
    def words(self) -> int:
        """Words for the range of one coefficient."""
        return (self.coefficients.count - 1) // WORD + 1

    def pairs(self, b: Side, crew: Crew) -> tuple[IntegerArray, np.ndarray]:
        """(rows of a, index of b) of what is not rejected, int64, ordered by b and then by a from the highest power.

        b: rows of 64-bit integers, all of the degree that the plan was made for.
        """
        masks, starts = self._masks(b, crew)
        tops = np.zeros((len(b), 2), dtype=np.int64)  # without them A² alone is the discriminant
        if self.b_degree == 2 * self.degree:
            tops[:] = b.rows[:, [-1, -2]]
        values = self.coefficients
        tree = np.array(self.primes), masks, starts, *_spreads(self.primes, values.low, self.words)
        bounds = [len(b) * part // crew.threads for part in range(crew.threads + 1)]
        found = crew.each(
            lambda part: walk(*part, tops, tree, values.low, values.high, self.full, self.top_zero, values.symmetric),
            list(pairwise(bounds)),
        )
        pairs = np.concatenate(found)
        return np.ascontiguousarray(pairs[:, :0:-1]), pairs[:, 0]

    def _masks(self, b: Side, crew: Crew) -> tuple[np.ndarray, np.ndarray]:
        """The masks of all primes, one after the other, and where those of each prime, b-row and level begin."""
        masks, starts, size = [], np.empty((len(self.primes), len(b), self.degree), dtype=np.int64), 0
        for j, p in enumerate(self.primes):
            residues, which = np.unique(b.residues(p), axis=0, return_inverse=True)
            levels = level_starts(p, self.degree)
            table = np.empty((len(residues), levels[-1]), dtype=np.uint32)
            weights = taylor_weights(p, self.b_degree, self.degree)
            crew.share(fill_masks, len(residues), residues.astype(np.float32), p, self.full, weights, table)
            starts[j] = size + which.reshape(-1, 1) * levels[-1] + levels[:-1]
            size += table.size
            masks.append(table.ravel())
        return np.concatenate(masks), starts


def sieve_for(box: CoefficientBox, b_degree: int, b_height: int, full: bool) -> Sieve | None:
    """The sieve for a box of a and b of one degree with coefficients up to b_height, if it pays.

    A prime costs a table of all a mod p; it pays while that is smaller than the box.

    >>> sieve_for(CoefficientBox(3, Range(-31, 31), exact_degree=True), 6, 10, full=True).primes
    (5, 7, 11, 13, 17)
    >>> sieve_for(CoefficientBox(1, Range(-3, 3)), 2, 10, full=True) is None
    True
    """
    values, d = box.coefficients, box.degree
    words = (values.count - 1) // WORD + 1
    chosen, least = (SIEVING_PRIMES, LEAST_PRIMES) if full else (PARTIAL_PRIMES, LEAST_PARTIAL_PRIMES)
    primes = tuple(p for p in chosen if p > d and p ** (d + 1) < box.size and words << p <= MOST_SPREAD)
    fits = b_degree == 2 * d if full else box.exact_degree and max(d, b_degree) > 1
    small = values.height <= LARGEST_TOP and b_height <= LARGEST_B and box.size < LARGEST_BOX
    if d < 1 or not fits or not small or len(primes) < least:
        return None
    return Sieve(d, b_degree, values, primes, full, top_zero=not box.exact_degree)


_kept: dict[tuple[tuple[int, ...], int, int], tuple[np.ndarray, np.ndarray]] = {}


def _spreads(primes: tuple[int, ...], low: int, words: int) -> tuple[np.ndarray, np.ndarray]:
    """The spread masks of all primes, one after the other, and where those of each begin; kept by this process."""
    key = primes, low % prod(primes), words
    if key not in _kept:
        _kept.clear()
        tables = []
        for p in primes:
            tables.append(table := np.empty((1 << p, words), dtype=np.uint64))
            spread_masks(p, low, words, table)
        starts = np.cumsum([0, *(table.size for table in tables[:-1])])
        _kept[key] = np.concatenate([table.ravel() for table in tables]), starts
    return _kept[key]
