"""One side (all a or all b) of a shard, seen modulo the primes of the screens."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.screens.kernels import EXACT_ZERO_PRIME

Pairs = tuple[np.ndarray, np.ndarray]  # rows of a, rows of b


@dataclass(frozen=True, eq=False)
class Side:
    """Rows of ascending coefficients, int64 or Python integers, none of them all zero."""

    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, index: np.ndarray) -> "Side":
        """The side of some of the rows."""
        return Side(self.rows[index])

    @cached_property
    def degrees(self) -> np.ndarray:
        """int64 (rows,)."""
        width = self.rows.shape[1]
        return width - 1 - np.argmax(self.rows[:, ::-1] != 0, axis=1)

    @cached_property
    def _leading(self) -> np.ndarray:
        return self.rows[np.arange(len(self.rows)), self.degrees]

    @cached_property
    def _far(self) -> np.ndarray:
        return (self._leading % EXACT_ZERO_PRIME).astype(np.int64)

    def shapes(self, p: int) -> np.ndarray:
        """int64 (rows, 3): degree, leading coefficient mod p and mod EXACT_ZERO_PRIME."""
        return np.stack([self.degrees, (self._leading % p).astype(np.int64), self._far], axis=1)

    def residues(self, q: int) -> np.ndarray:
        """int64, shaped as the rows: coefficients mod q."""
        return (self.rows % q).astype(np.int64)

    def values(self, p: int) -> np.ndarray:
        """float32 (rows, p): the values at 0, …, p − 1 mod p; exact as (degree + 1) p² < 2²⁴."""
        powers = np.ones((self.rows.shape[1], p), dtype=np.int64)
        for power in range(1, len(powers)):
            powers[power] = powers[power - 1] * np.arange(p) % p
        sums = self.residues(p).astype(np.float32) @ powers.astype(np.float32)
        return sums - np.float32(p) * np.floor((sums + np.float32(0.5)) / np.float32(p))


def first_roots(values: np.ndarray) -> np.ndarray:
    """int64 (rows,): the least root mod p of each row of values at 0, …, p − 1; −1 where there is none."""
    roots = np.argmax(values == 0, axis=1).astype(np.int64)
    roots[values[np.arange(len(values)), roots] != 0] = -1
    return roots


def from_root(values: np.ndarray, roots: np.ndarray) -> np.ndarray:
    """(rows, p): values at r, r + 1, …, r + p − 1, r the row's root (0 where there is none)."""
    p = values.shape[1]
    places = (np.maximum(roots, 0)[:, None] + np.arange(p)) % p
    return np.take_along_axis(values, places, axis=1)


def used_rows(index: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values of an index into `count` rows, ascending, and the index into these."""
    mask = np.zeros(count, dtype=bool)
    mask[index] = True
    return np.flatnonzero(mask), (np.cumsum(mask) - 1)[index]
