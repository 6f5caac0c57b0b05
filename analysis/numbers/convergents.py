"""Exact convergents pₙ/qₙ of PCF(a, b): by the recurrence, and by binary splitting of the matrix product.

pₙ and qₙ are the rows of [[1, a(0)], [0, 1]] · M(1) ⋯ M(n), M(k) = [[0, b(k)], [1, a(k)]]. Binary splitting
multiplies halves of equal size (Haible and Papanikolaou, ANTS-III 1998), so that n steps cost O(M(n log n) log n)
instead of n².
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, islice, pairwise
from math import isqrt

from flint import fmpz_poly
from gmpy2 import mpz

from analysis.formulas.pcf import PCF

# Below this many steps the recurrence is faster than splitting further (measured: as fast with 96).
_LEAF = 64


@dataclass(frozen=True)
class Convergent:
    """pₙ, qₙ and their predecessors pₙ₋₁, qₙ₋₁, exact and unreduced."""

    n: int
    p: int
    q: int
    p_before: int
    q_before: int

    def value(self) -> Fraction:
        """pₙ/qₙ in lowest terms; raises ZeroDivisionError where qₙ = 0."""
        return Fraction(self.p, self.q)


def convergent(pcf: PCF, n: int) -> Convergent:
    """The n-th convergent, n ≥ 0, by binary splitting.

    >>> convergent(PCF.parse("1", "1"), 30).value()
    Fraction(2178309, 1346269)
    """
    return advance(pcf, Convergent(0, pcf.a(0), 1, 1, 0), n)


def advance(pcf: PCF, start: Convergent, n: int) -> Convergent:
    """The n-th convergent from an earlier one; raises ValueError when n lies before it."""
    if n < start.n:
        raise ValueError(f"convergent {n} lies before {start.n}")
    if n == start.n:
        return start
    steps = n - start.n
    a, b = (values_in_a_row(side.flint, start.n + 1, steps) for side in (pcf.a, pcf.b))
    left_top, right_top, left_bottom, right_bottom = _product(a, b, 0, steps)
    p, q, p_before, q_before = map(mpz, (start.p, start.q, start.p_before, start.q_before))
    return Convergent(
        n,
        int(p_before * right_top + p * right_bottom),
        int(q_before * right_top + q * right_bottom),
        int(p_before * left_top + p * left_bottom),
        int(q_before * left_top + q * left_bottom),
    )


def values_in_a_row(polynomial: fmpz_poly, start: int, count: int) -> list[int]:
    """The values at start, start + 1, … by differences, the last two of which are an arithmetic progression."""
    row = [int(polynomial(start + i)) for i in range(polynomial.degree() + 1)]
    firsts = []
    while row:
        firsts.append(row[0])
        row = [after - before for before, after in pairwise(row)]
    if len(firsts) < 2:
        return (firsts or [0]) * count
    *sums, first, step = firsts
    values: Iterable[int] = range(first, first + count * step, step)
    for begin in reversed(sums):
        values = accumulate(values, initial=begin)
    return list(islice(values, count))


def _product(a: list[int], b: list[int], start: int, stop: int) -> tuple[mpz, mpz, mpz, mpz]:
    """The entries (row by row) of the product of the matrices that begin with the values at `start`."""
    if stop - start <= _LEAF:
        return _packed(a[start:stop], b[start:stop])
    middle = (start + stop) // 2
    x1, y1, z1, w1 = _product(a, b, start, middle)
    x2, y2, z2, w2 = _product(a, b, middle, stop)
    return x1 * x2 + y1 * z2, x1 * y2 + y1 * w2, z1 * x2 + w1 * z2, z1 * y2 + w1 * w2


def _packed(a: list[int], b: list[int]) -> tuple[mpz, mpz, mpz, mpz]:
    """The same by the recurrence: both rows take the same steps, and so they take them as one number, 2^k row + row."""
    largest_a, largest_b = max(max(a), -min(a)), max(max(b), -min(b))
    # g² ≥ |a| g + |b|: no entry outgrows its powers.
    growth = (largest_a + isqrt(largest_a**2 + 4 * largest_b)) // 2 + 1
    k = 2 + (len(a) + 1) * growth.bit_length()
    left, right = mpz(1) << k, mpz(1)
    for a_n, b_n in zip(a, b, strict=True):
        left, right = right, left * b_n + right * a_n
    (x, z), (y, w) = _rows(left, k), _rows(right, k)
    return x, y, z, w


def _rows(packed: mpz, k: int) -> tuple[mpz, mpz]:
    """(first, second) from 2^k first + second, |second| < 2^(k−1)."""
    first = (packed + (1 << k - 1)) >> k
    return first, packed - (first << k)
