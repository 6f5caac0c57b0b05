"""LLL reduction in machine integers, by stages (Lenstra, Lenstra, Lovász 1982).

The lattice of an integer relation, [I | ⌊2^w v⌋], is reduced while w grows by a few bytes a stage. After the stage of w
bits the d reduced vectors are about 2^(w/d) long, so that the last coordinate of the next stage, Σ Uᵢⱼ ⌊2^w' vⱼ⌋, stays
in 63 bits and is computed exactly modulo 2^64 from the low 64 bits of the numbers. Gram–Schmidt is done in floating
point: a basis may come out less reduced than it should, but every row is an exact vector of the lattice.
"""

import math
from collections.abc import Sequence

import numpy as np
from numba import njit

DELTA = 0.9  # Lovász's constant: a relation is shorter than the other vectors by far more
STEP_BYTES = 3  # most of a stage: the squares of the entries then span 2^48, within a double's 53 bits
MOST_BITS = 61  # of the last coordinate when a stage begins
ROUNDS = 250  # for each dimension in one reduction; a tenth of it is needed, rounding could in theory make it cycle

_WORD = 8  # bytes


def short_vectors(weights: Sequence[int], longest: float) -> list[list[int]] | None:
    """The rows (k₁, …, k_d) with at most `longest` bits in all of the reduced basis of small Σ kᵢ weightᵢ.

    None where they do not fit into machine integers. No row is promised to be a relation.

    >>> short_vectors([10**16, 14142135623730950, 20000000000000000], 20)
    [[-2, 0, 1]]
    """
    length = max(map(int.bit_length, weights)) // 8 + 1
    if 8 * length > len(weights) * MOST_BITS:
        return None
    data = b"".join([weight.to_bytes(length + _WORD, "little", signed=True) for weight in weights])
    count, basis = _short_vectors(np.frombuffer(data, np.uint8), len(weights), float(longest))
    return None if count < 0 else basis[:count, : len(weights)].tolist()


@njit(cache=True)
def _short_vectors(data, size, longest):  # type: ignore[no-untyped-def]
    """How many short rows, moved to the top, and the basis; −1 where a stage does not fit."""
    basis = np.zeros((size, size + 1), np.int64)
    low = np.empty(size, np.int64)
    for i in range(size):
        basis[i, i] = 1
    width = len(data) // size
    place = width - _WORD
    while place > 0:
        step = (MOST_BITS - _bits(basis, size) - int(math.log2(size))) // 8
        if step < 1:
            return -1, basis
        place = max(0, place - min(step, STEP_BYTES))
        for j in range(size):
            word = np.uint64(0)
            for k in range(_WORD):
                word |= np.uint64(data[j * width + place + k]) << np.uint64(8 * k)
            low[j] = np.int64(word)
        for i in range(size):
            basis[i, size] = 0
            for j in range(size):
                basis[i, size] += basis[i, j] * low[j]
        reduce_basis(basis, DELTA)
    count = 0
    for i in range(size):
        total = 0.0
        for j in range(size):
            if basis[i, j]:
                total += math.floor(math.log2(abs(basis[i, j]))) + 1
        if total <= longest:
            basis[count] = basis[i]
            count += 1
    return count, basis


@njit(cache=True)
def _bits(basis, size):  # type: ignore[no-untyped-def]
    """Bits of the largest entry."""
    largest = 1
    for i in range(size):
        for j in range(size + 1):
            largest = max(largest, abs(basis[i, j]))
    return int(math.log2(largest)) + 1


@njit(cache=True, error_model="numpy")
def reduce_basis(basis, delta):  # type: ignore[no-untyped-def]
    """LLL with floating-point Gram–Schmidt, in place; coefficients and lengths are updated at each swap."""
    size, width = basis.shape
    mu = np.zeros((size, size))
    lengths = np.zeros(size)
    _orthogonalise(basis, mu, lengths)
    k = 1
    for _ in range(ROUNDS * size):
        if k == size:
            return
        _subtract(basis, mu, k, k - 1)
        slope = mu[k, k - 1]
        if lengths[k] >= (delta - slope * slope) * lengths[k - 1]:
            for j in range(k - 2, -1, -1):
                _subtract(basis, mu, k, j)
            k += 1
            continue
        for j in range(width):
            basis[k, j], basis[k - 1, j] = basis[k - 1, j], basis[k, j]
        longer = lengths[k] + slope * slope * lengths[k - 1]
        mu[k, k - 1] = slope * lengths[k - 1] / longer
        lengths[k] *= lengths[k - 1] / longer
        lengths[k - 1] = longer
        for j in range(k - 1):
            mu[k, j], mu[k - 1, j] = mu[k - 1, j], mu[k, j]
        for i in range(k + 1, size):
            above = mu[i, k]
            mu[i, k] = mu[i, k - 1] - slope * above
            mu[i, k - 1] = above + mu[k, k - 1] * mu[i, k]
        k = max(k - 1, 1)


@njit(cache=True)
def _subtract(basis, mu, k, j):  # type: ignore[no-untyped-def]
    """Takes the nearest integer multiple of row j from row k."""
    multiple = np.rint(mu[k, j])
    if multiple != 0.0:
        whole = np.int64(multiple)
        for i in range(basis.shape[1]):
            basis[k, i] -= whole * basis[j, i]
        for i in range(j):
            mu[k, i] -= multiple * mu[j, i]
        mu[k, j] -= multiple


@njit(cache=True, error_model="numpy")
def _orthogonalise(basis, mu, lengths):  # type: ignore[no-untyped-def]
    """Modified Gram–Schmidt: fills mu and the squared lengths of the orthogonalised rows."""
    size, width = basis.shape
    rest = basis.astype(np.float64)
    for i in range(size):
        for j in range(i):
            product = 0.0
            for m in range(width):
                product += rest[i, m] * rest[j, m]
            mu[i, j] = product / lengths[j]
            for m in range(width):
                rest[i, m] -= mu[i, j] * rest[j, m]
        lengths[i] = 0.0
        for m in range(width):
            lengths[i] += rest[i, m] * rest[i, m]
