"""The sieve: the pairs of a box of a and some b that small primes do not rule out as full reductions.

What a prime says (`search.screens.traces`) depends on the coefficients modulo it alone, so it is worked out once for
each b mod p and all a mod p, as bit patterns (`search.screens.patterns`); a whole range of a coefficient is then the
AND of one word for each prime. Formulas are not touched one by one: a box of 10⁷ a is some thousand words.
Two strikes reject, and where A² + 4B is no square, irrational exponents do, which is what the primes inert in its field
say together.
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
MOST_SPREAD = 2**23  # words in the table of spread masks of one prime: 64 MB
LARGEST_TOP = 2**20  # coefficients of a and n²ᵈ: what is compared exactly stays in 64 bits
LARGEST_B = 2**38


@dataclass(frozen=True)
class Sieve:
    """A sieve for a box of a (of degree d) against b of degree 2d: its primes, and the range of coefficients."""

    degree: int
    coefficients: Range
    primes: tuple[int, ...]
    top_zero: bool

    @property
    def words(self) -> int:
        """Words for the range of one coefficient."""
        return (self.coefficients.count - 1) // WORD + 1

    def pairs(self, b: Side, crew: Crew) -> tuple[IntegerArray, np.ndarray]:
        """(rows of a, index of b) of what is not rejected, int64, ordered by b and then by a from the highest power.

        b: rows of 64-bit integers, all of degree 2d, that the plan was made for.
        """
        masks, starts = self._masks(b, crew)
        tops = np.ascontiguousarray(b.rows[:, [2 * self.degree, 2 * self.degree - 1]])
        values = self.coefficients
        tree = np.array(self.primes), masks, starts, *_spreads(self.primes, values.low, self.words)
        bounds = [len(b) * part // crew.threads for part in range(crew.threads + 1)]
        found = crew.each(
            lambda part: walk(*part, tops, tree, values.low, values.high, self.top_zero, values.symmetric),
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
            weights = taylor_weights(p, 2 * self.degree, self.degree)
            crew.share(fill_masks, len(residues), residues.astype(np.float32), p, weights, table)
            starts[j] = size + which.reshape(-1, 1) * levels[-1] + levels[:-1]
            size += table.size
            masks.append(table.ravel())
        return np.concatenate(masks), starts


def sieve_for(box: CoefficientBox, b_height: int) -> Sieve | None:
    """The sieve for a box of a and b of twice its degree with leading coefficients up to b_height, if it pays.

    A prime costs a table of all a mod p; it pays while that is smaller than the box.

    >>> sieve_for(CoefficientBox(3, Range(-31, 31), exact_degree=True), 10).primes
    (5, 7, 11, 13, 17)
    >>> sieve_for(CoefficientBox(1, Range(-3, 3)), 10) is None
    True
    """
    values = box.coefficients
    words = (values.count - 1) // WORD + 1
    primes = tuple(
        p for p in SIEVING_PRIMES if p > box.degree and p ** (box.degree + 1) < box.size and words << p <= MOST_SPREAD
    )
    if box.degree < 1 or len(primes) < LEAST_PRIMES or values.height > LARGEST_TOP or b_height > LARGEST_B:
        return None
    return Sieve(box.degree, values, primes, top_zero=not box.exact_degree)


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
