# mypy: disable-error-code="no-untyped-def"
"""Compiled kernels of the screens: traces of period maps mod p, and valuations of products mod p^k.

Mod a small p everything is exact in single precision (products of residues stay below 2²⁴), so that sixteen pairs go
through one vector instruction. Mod p^k < 2⁴⁹ the quotient comes from double precision and the remainder from wrapping
64-bit arithmetic: rounding to nearest keeps residues in −q … q without any branch. For larger k, `search.screens.wide`.

Kernels release the interpreter lock, so threads can share a shard; they are compiled once and cached on disk.
"""

import numpy as np
from numba import njit

LARGEST_POWER = 2**49  # the quotient of 2q² by q is then within 1/2 of the rounded double
EXACT_ZERO_PRIME = 2**31 - 1  # a discriminant that vanishes here is taken to vanish in ℤ
_LANES = 16  # pairs that go through a kernel side by side


@njit(cache=True, nogil=True)
def keeps_shape(a_shape, i, b_shape, j, p):
    """Whether p is evidence for the pair of a-row i and b-row j.

    A row of shapes is (degree, leading coefficient mod p, the same mod EXACT_ZERO_PRIME). Both leading coefficients
    must survive mod p, and the discriminant with them, unless it is 0 anyway.
    """
    if a_shape[i, 1] == 0 or b_shape[j, 1] == 0:
        return False
    if b_shape[j, 0] != 2 * a_shape[i, 0] or (a_shape[i, 1] * a_shape[i, 1] + 4 * b_shape[j, 1]) % p != 0:
        return True
    far = a_shape[i, 2] * a_shape[i, 2] % EXACT_ZERO_PRIME
    return (far + 4 * b_shape[j, 2]) % EXACT_ZERO_PRIME == 0


@njit(cache=True, nogil=True)
def shapes_kept(a_shape, b_shape, a_index, b_index, p):
    """bool (pairs,): `keeps_shape` of the listed pairs."""
    kept = np.empty(len(a_index), np.bool_)
    for i in range(len(a_index)):
        kept[i] = keeps_shape(a_shape, a_index[i], b_shape, b_index[i], p)
    return kept


@njit(cache=True, nogil=True)
def strike_grid(first, last, a_table, a_shape, b_table, b_shape, b_root, p, strikes):
    """Add a strike to every pair of b-rows first…last−1 with all a-rows whose period map is not nilpotent mod p.

    a_table: (2p, a-rows) values a(n), 0 ≤ n < 2p; b_table: (b-rows, p) values b(r + k), 0 ≤ k < p, r = b_root the row's
    root mod p; both float32. b_root is −1 where there is no root: then the determinant is a unit. Shapes as for
    `keeps_shape`. strikes: (b-rows, a-rows) uint8.

    At the root M(r) has the single non-zero row (1, a(r)), so the trace of the period that starts there is the last
    entry of that row times the rest: one vector instead of a matrix.
    """
    count = a_table.shape[1]
    x = np.empty(count, np.float32)
    y = np.empty(count, np.float32)
    modulus, inverse, half = np.float32(p), np.float32(1.0 / p), np.float32(0.5)
    for j in range(first, last):
        if b_shape[j, 1] == 0:
            continue
        r = b_root[j]
        y[:] = 1
        if r >= 0:
            x[:] = 1
            y[:] = a_table[r]
            for k in range(1, p - 1, 2):  # two steps at a time, so that x and y swap without copying
                b_n = b_table[j, k]
                for i in range(count):
                    t = b_n * x[i] + a_table[r + k, i] * y[i]
                    x[i] = t - modulus * np.floor((t + half) * inverse)
                b_n = b_table[j, k + 1]
                for i in range(count):
                    t = b_n * y[i] + a_table[r + k + 1, i] * x[i]
                    y[i] = t - modulus * np.floor((t + half) * inverse)
        for i in range(count):
            if y[i] != 0 and keeps_shape(a_shape, i, b_shape, j, p):
                strikes[j, i] += 1


@njit(cache=True, nogil=True)
def strike_pairs(first, last, a_table, a_shape, b_table, b_shape, b_root, p, a_index, b_index, strikes):
    """As `strike_grid`, for the listed pairs (a_index[i], b_index[i]), first ≤ i < last; a_table: (a-rows, 2p)."""
    x, y = np.empty(_LANES, np.float32), np.empty(_LANES, np.float32)
    a_n, b_n = np.empty(_LANES, np.float32), np.empty(_LANES, np.float32)
    a_at, b_at = np.empty(_LANES, np.int64), np.empty(_LANES, np.int64)
    a_values, b_values = a_table.ravel(), b_table.ravel()
    modulus, inverse, half = np.float32(p), np.float32(1.0 / p), np.float32(0.5)
    for start in range(first, last, _LANES):
        for lane in range(_LANES):
            i = min(start + lane, last - 1)
            a_at[lane] = 2 * p * a_index[i] + max(b_root[b_index[i]], 0)
            b_at[lane] = p * b_index[i]
            x[lane] = 1
            y[lane] = a_values[a_at[lane]]
        for k in range(1, p):
            for lane in range(_LANES):  # gathered first: then the arithmetic below becomes vector instructions
                a_n[lane] = a_values[a_at[lane] + k]
                b_n[lane] = b_values[b_at[lane] + k]
            for lane in range(_LANES):
                t = b_n[lane] * x[lane] + a_n[lane] * y[lane]
                x[lane] = y[lane]
                y[lane] = t - modulus * np.floor((t + half) * inverse)
        for lane in range(min(_LANES, last - start)):
            i, j = a_index[start + lane], b_index[start + lane]
            if (y[lane] != 0 or b_root[j] < 0) and keeps_shape(a_shape, i, b_shape, j, p):
                strikes[start + lane] += 1


@njit(cache=True, nogil=True)
def values_mod_power(first, last, residues, start, q, table):
    """Fill table (rows, count) int64, rows first…last−1: the polynomials at start + 1, … mod q, in −q … q.

    residues: (rows, degree + 1) ascending coefficients in 0 … q − 1; q ≤ LARGEST_POWER, start < q.
    """
    terms = residues.shape[1]
    inverse = 1.0 / q
    for i in range(first, last):
        for k in range(table.shape[1]):
            n = (start + 1 + k) % q
            value = residues[i, terms - 1]
            for power in range(terms - 2, -1, -1):
                quotient = np.int64(np.rint(np.float64(value) * np.float64(n) * inverse))
                value = value * n - quotient * q + residues[i, power]
                if value >= q:
                    value -= q
            table[i, k] = value


@njit(cache=True, nogil=True)
def valuations_of_pairs(first, last, a_table, b_table, a_index, b_index, p, digits, periods, valuations):
    """Valuations of the products of M over the first m periods, for the listed pairs first ≤ i < last.

    valuations: (pairs, periods) int16, gets at [i, m − 1] the least p-adic valuation, at most `digits`, in the lower
    row of the product. (That row is in no special position, so it grows as the whole product does.) a_table, b_table:
    from `values_mod_power` at q = p^digits with count = periods · p. A pair that has valuation 0 after two periods
    keeps it: its remaining places are set to 0.
    """
    q = p**digits
    inverse = 1.0 / q
    x, y = np.empty(_LANES, np.int64), np.empty(_LANES, np.int64)
    a_n, b_n = np.empty(_LANES, np.int64), np.empty(_LANES, np.int64)
    a_at, b_at = np.empty(_LANES, np.int64), np.empty(_LANES, np.int64)
    a_values, b_values = a_table.ravel(), b_table.ravel()
    for start in range(first, last, _LANES):
        lanes = min(_LANES, last - start)
        for lane in range(_LANES):
            i = min(start + lane, last - 1)
            a_at[lane] = a_index[i] * periods * p
            b_at[lane] = b_index[i] * periods * p
        x[:], y[:] = 0, 1
        alive = True
        for m in range(periods):
            if not alive:
                for lane in range(lanes):
                    valuations[start + lane, m] = 0
                continue
            for k in range(m * p, (m + 1) * p):
                for lane in range(_LANES):
                    a_n[lane] = a_values[a_at[lane] + k]
                    b_n[lane] = b_values[b_at[lane] + k]
                for lane in range(_LANES):
                    b_x = np.float64(b_n[lane]) * np.float64(x[lane])
                    a_y = np.float64(a_n[lane]) * np.float64(y[lane])
                    quotient = np.int64(np.rint((b_x + a_y) * inverse))
                    after = b_n[lane] * x[lane] + a_n[lane] * y[lane] - quotient * q
                    x[lane], y[lane] = y[lane], after
            highest = 0
            for lane in range(lanes):
                least = digits
                for entry in (x[lane], y[lane]):
                    residue, valuation = entry, 0
                    while valuation < least and residue % p == 0:
                        residue //= p
                        valuation += 1
                    least = min(least, valuation)
                valuations[start + lane, m] = least
                highest = max(highest, least)
            alive = m == 0 or highest > 0
