# mypy: disable-error-code="no-untyped-def"
"""Compiled kernels of the screens: traces of period maps mod p, and valuations of products mod p^k.

Mod a small p everything is exact in single precision (products of residues stay below 2²⁴), so that sixteen pairs go
through one vector instruction. Mod p^k < 2⁴⁹ a product of two doubles is its rounded value and what the fused
multiply-add says is missing (Dekker 1971), both exact; with the quotient rounded to nearest, residues stay in −q … q
without any branch. For larger k, `search.screens.wide`.

Kernels release the interpreter lock, so threads can share a shard; they are compiled once and cached on disk.
"""

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

LARGEST_POWER = 2**49  # the quotient of q² by q is then within 1/8 of the rounded double, all remainders below 2⁵³
EXACT_ZERO_PRIME = 2**31 - 1  # a discriminant that vanishes here is taken to vanish in ℤ
_LANES = 32  # pairs that go through a kernel side by side


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
def strike_pairs(first, last, a_residues, a_shape, b_table, b_shape, b_root, p, a_index, b_index, strikes):
    """As `strike_grid`, for the listed pairs (a_index[i], b_index[i]), first ≤ i < last.

    a_residues: (a-rows, degree + 1) float32, coefficients mod p; the values of a follow from their differences.
    """
    x, y, b_n = np.empty(_LANES, np.float32), np.empty(_LANES, np.float32), np.empty(_LANES, np.float32)
    at, b_at = np.empty(_LANES, np.int64), np.empty(_LANES, np.int64)
    differences = np.empty((a_residues.shape[1], _LANES), np.float32)
    b_values = b_table.ravel()
    modulus, inverse, half = np.float32(p), np.float32(1.0 / p), np.float32(0.5)
    for start in range(first, last, _LANES):
        for lane in range(_LANES):
            i = min(start + lane, last - 1)
            at[lane] = a_index[i]
            b_at[lane] = p * b_index[i]
            b_n[lane] = max(b_root[b_index[i]], 0)
        _differences_mod(a_residues, at, b_n, modulus, inverse, differences)
        x[:] = 1
        y[:] = differences[0]
        alike = (b_at == b_at[0]).all()  # as nearly always: pairs come by b
        for k in range(1, p):
            if alike:
                b_n[:] = b_values[b_at[0] + k]
            else:
                for lane in range(_LANES):  # gathered first: then the arithmetic below becomes vector instructions
                    b_n[lane] = b_values[b_at[lane] + k]
            for j in range(len(differences) - 1):
                for lane in range(_LANES):
                    t = differences[j, lane] + differences[j + 1, lane]
                    differences[j, lane] = t - modulus if t >= modulus else t
            a_n = differences[0]
            for lane in range(_LANES):
                t = b_n[lane] * x[lane] + a_n[lane] * y[lane]
                x[lane] = y[lane]
                y[lane] = t - modulus * np.floor((t + half) * inverse)
        for lane in range(min(_LANES, last - start)):
            i, j = a_index[start + lane], b_index[start + lane]
            if (y[lane] != 0 or b_root[j] < 0) and keeps_shape(a_shape, i, b_shape, j, p):
                strikes[start + lane] += 1


@njit(cache=True, nogil=True)
def _differences_mod(residues, at, places, modulus, inverse, differences):
    """Fill differences (terms, lanes): Δʲ of the rows `at`, each at its place, in 0 … p − 1."""
    terms = len(differences)
    for k in range(terms):
        row = differences[k]
        row[:] = 0
        for power in range(terms - 1, -1, -1):
            for lane in range(len(row)):
                t = row[lane] * (places[lane] + k) + residues[at[lane], power]
                row[lane] = t - modulus * np.floor((t + np.float32(0.5)) * inverse)
    for level in range(1, terms):
        for k in range(terms - 1, level - 1, -1):
            for lane in range(len(at)):
                t = differences[k, lane] - differences[k - 1, lane]
                differences[k, lane] = t + modulus if t < 0 else t


@intrinsic
def fused(typing, x, y, z):
    """x y + z, rounded once."""
    double = types.float64
    return double(double, double, double), lambda context, builder, signature, given: builder.fma(*given)


@njit(cache=True, nogil=True)
def times_mod(x, y, q, inverse):
    """x y mod q, exact, beyond ±q/2 by an eighth at most; |x y| ≤ 2q², q ≤ LARGEST_POWER, all doubles."""
    high = x * y
    return fused(-np.rint(high * inverse), q, high) + fused(x, y, -high)


@njit(cache=True, nogil=True)
def values_mod_power(first, last, residues, start, q, table):
    """Fill table (rows, count), rows first…last−1: the polynomials at start + 1, … mod q, in −q … q; all float64.

    residues: (rows, degree + 1) ascending coefficients in 0 … q − 1; q ≤ LARGEST_POWER, start + count < q.
    """
    terms, modulus, inverse = residues.shape[1], np.float64(q), 1.0 / q
    places = np.arange(start + 1, start + 1 + table.shape[1]).astype(np.float64)
    for i in range(first, last):
        values = table[i]
        values[:] = residues[i, terms - 1]
        for power in range(terms - 2, -1, -1):
            constant = residues[i, power] - q * (2 * residues[i, power] > q)
            for k in range(len(values)):
                values[k] = times_mod(values[k], places[k], modulus, inverse) + constant
        for k in range(len(values)):
            values[k] -= modulus * np.rint(values[k] * inverse)


@njit(cache=True, nogil=True)
def valuations_of_pairs(first, last, a_residues, b_table, a_index, b_index, start, p, digits, periods, valuations):
    """Valuations of the products of M over the first m periods after `start`, for the listed pairs first ≤ i < last.

    valuations: (pairs, periods) int16, gets at [i, m − 1] the least p-adic valuation, at most `digits`, in the lower
    row of the product. (That row is in no special position, so it grows as the whole product does.) a_residues:
    (a-rows, degree + 1) float64, coefficients mod q = p^digits in 0 … q − 1; the values of a follow from their
    differences. b_table: from `values_mod_power` with count = periods · p. A pair that has valuation 0 after two
    periods keeps it: its remaining places are set to 0.
    """
    q = np.float64(p**digits)
    inverse = 1.0 / q
    x, y, b_n = np.empty(_LANES, np.float64), np.empty(_LANES, np.float64), np.empty(_LANES, np.float64)
    at, b_at = np.empty(_LANES, np.int64), np.empty(_LANES, np.int64)
    differences = np.empty((a_residues.shape[1], _LANES), np.float64)
    b_values = b_table.ravel()
    for place in range(first, last, _LANES):
        lanes = min(_LANES, last - place)
        for lane in range(_LANES):
            i = min(place + lane, last - 1)
            at[lane] = a_index[i]
            b_at[lane] = b_index[i] * periods * p
        alike = (b_at == b_at[0]).all()
        _differences_mod_power(a_residues, at, start + 1, q, inverse, differences)
        x[:], y[:] = 0, 1
        alive = True
        for m in range(periods):
            if not alive:
                valuations[place : place + lanes, m] = 0
                continue
            for k in range(m * p, (m + 1) * p):
                if alike:
                    b_n[:] = b_values[b_at[0] + k]
                else:
                    for lane in range(_LANES):
                        b_n[lane] = b_values[b_at[lane] + k]
                a_n = differences[0]
                for lane in range(_LANES):
                    before = x[lane]
                    x[lane] = y[lane]
                    y[lane] = times_mod(b_n[lane], before, q, inverse) + times_mod(a_n[lane], y[lane], q, inverse)
                for j in range(len(differences) - 1):
                    for lane in range(_LANES):
                        t = differences[j, lane] + differences[j + 1, lane]
                        differences[j, lane] = t - q * np.rint(t * inverse)
            highest = 0
            for lane in range(lanes):
                least = _valuation_of_both(np.int64(x[lane]), np.int64(y[lane]), p, digits)
                valuations[place + lane, m] = least
                highest = max(highest, least)
            alive = m == 0 or highest > 0


@njit(cache=True, nogil=True)
def _differences_mod_power(residues, at, place, q, inverse, differences):
    """As `_differences_mod`, at one place and in −q/2 … q/2."""
    terms = len(differences)
    for k in range(terms):
        row, n = differences[k], np.float64(place + k)
        row[:] = 0
        for power in range(terms - 1, -1, -1):
            for lane in range(len(row)):
                t = times_mod(row[lane], n, q, inverse) + residues[at[lane], power]
                row[lane] = t - q * np.rint(t * inverse)
    for level in range(1, terms):
        for k in range(terms - 1, level - 1, -1):
            for lane in range(len(at)):
                t = differences[k, lane] - differences[k - 1, lane]
                differences[k, lane] = t - q * np.rint(t * inverse)


@njit(cache=True, nogil=True)
def _valuation_of_both(x, y, p, digits):
    """The least p-adic valuation of two numbers, at most `digits`."""
    for valuation in range(digits):
        if x % p != 0 or y % p != 0:
            return valuation
        x //= p
        y //= p
    return digits
