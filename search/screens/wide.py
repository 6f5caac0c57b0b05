# mypy: disable-error-code="no-untyped-def"
"""Compiled kernels for products mod p^k beyond machine integers, for b of high degree.

A residue is held as a few limbs in base P = p^h ≤ 2²⁴, least first, so that its p-adic valuation shows and products of
limbs can be summed in 64 bits. Limbs may leave 0 … P − 1 by one unit either way, which the sums have room for.
"""

import numpy as np
from numba import njit

LARGEST_BASE = 2**24  # 2 · 64 products of two limbs stay below 2⁵⁶


def limb_digits(p: int) -> int:
    """h, the p-adic digits in a limb.

    >>> limb_digits(29)
    4
    """
    digits = 1
    while p ** (digits + 1) <= LARGEST_BASE:
        digits += 1
    return digits


def limbs_of(residues: np.ndarray, base: int, limbs: int) -> np.ndarray:
    """int64 (…, limbs): integers, of any size, mod base^limbs.

    >>> limbs_of(np.array([-1, 1234]), 10, 3).tolist()
    [[9, 9, 9], [4, 3, 2]]
    """
    pieces = []
    for _ in range(limbs):
        pieces.append((residues % base).astype(np.int64))
        residues = residues // base
    return np.stack(pieces, axis=-1)


@njit(cache=True, nogil=True)
def wide_values(first, last, coefficients, start, base, table):
    """Fill table (rows, count, limbs) int64, rows first…last−1: the polynomials at start + 1, start + 2, ….

    coefficients: (rows, degree + 1, limbs) from `limbs_of`; start + count < 2²⁰.
    """
    terms, limbs = coefficients.shape[1], coefficients.shape[2]
    inverse = 1.0 / base
    for i in range(first, last):
        for k in range(table.shape[1]):
            n = start + 1 + k
            for limb in range(limbs):
                table[i, k, limb] = coefficients[i, terms - 1, limb]
            for power in range(terms - 2, -1, -1):
                carry = np.int64(0)
                for limb in range(limbs):
                    total = table[i, k, limb] * n + coefficients[i, power, limb] + carry
                    carry = np.int64(np.floor(np.float64(total) * inverse))
                    table[i, k, limb] = total - carry * base


@njit(cache=True, nogil=True)
def wide_valuations(first, last, a_table, b_table, a_index, b_index, p, digits, periods, valuations):
    """As `search.screens.kernels.valuations_of_pairs`, with tables from `wide_values`.

    digits: p-adic digits of a limb; valuations of at most digits · limbs.
    """
    limbs = a_table.shape[2]
    base = p**digits
    inverse = 1.0 / base
    x, y, after = np.empty(limbs, np.int64), np.empty(limbs, np.int64), np.empty(limbs, np.int64)
    for i in range(first, last):
        x[:], y[:] = 0, 0
        y[0] = 1
        for m in range(periods):
            for k in range(m * p, (m + 1) * p):
                a_n, b_n = a_table[a_index[i], k], b_table[b_index[i], k]
                carry = np.int64(0)
                for limb in range(limbs):
                    total = carry
                    for part in range(limb + 1):
                        total += b_n[part] * x[limb - part] + a_n[part] * y[limb - part]
                    carry = np.int64(np.floor(np.float64(total) * inverse))
                    after[limb] = total - carry * base
                for limb in range(limbs):
                    x[limb], y[limb] = y[limb], after[limb]
            valuations[i, m] = min(_valuation(x, p, digits), _valuation(y, p, digits))


@njit(cache=True, nogil=True)
def _valuation(number, p, digits):
    """The p-adic valuation of a number in limbs, at most digits · limbs."""
    base = p**digits
    carry = 0
    for limb in range(len(number)):
        total = number[limb] + carry
        carry = total // base
        residue = total - carry * base
        if residue != 0:
            valuation = limb * digits
            while residue % p == 0:
                residue //= p
                valuation += 1
            return valuation
    return len(number) * digits
