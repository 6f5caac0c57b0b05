"""The compiled form of the Berlekamp–Massey screen: many sequences of one length over ℤ/(2³¹ − 1).

Kept in a file of its own, because importing the compiler takes longer than a small search.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

# A constant of the compiled code, so that remainders become multiplications; products of residues fit 64 bits.
PRIME = 2**31 - 1


@njit(cache=True)
def _inverse(value: int) -> int:
    """1/value mod PRIME, by Fermat."""
    result, base, exponent = 1, value, PRIME - 2
    while exponent:
        if exponent & 1:
            result = result * base % PRIME
        base = base * base % PRIME
        exponent >>= 1
    return result


@njit(cache=True, nogil=True)
def orders_and_connections(rows: NDArray[np.int64], limit: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Order and connection polynomial of each row of residues; order −1 where it reaches `limit`, left as it does."""
    count, length = rows.shape
    orders = np.full(count, -1, dtype=np.int64)
    connections = np.zeros((count, max(limit, 1)), dtype=np.int64)
    current = np.zeros(length + 2, dtype=np.int64)
    before = np.zeros(length + 2, dtype=np.int64)
    kept = np.zeros(length + 2, dtype=np.int64)
    for row in range(count):
        current[:] = 0
        before[:] = 0
        current[0] = before[0] = 1
        order, gap, discrepancy_before, width, width_before = 0, 1, 1, 1, 1
        for n in range(length):
            discrepancy = 0
            for k in range(min(width, n + 1)):
                discrepancy += current[k] * rows[row, n - k] % PRIME
            discrepancy %= PRIME
            if discrepancy == 0:
                gap += 1
                continue
            longer = 2 * order <= n
            if longer and n + 1 - order >= limit:
                order = limit
                break
            quotient = discrepancy * _inverse(discrepancy_before) % PRIME
            width_kept = width
            if longer:
                kept[:width] = current[:width]
            width = max(width, width_before + gap)
            for k in range(width_before):
                current[k + gap] = (current[k + gap] + (PRIME - quotient) * before[k]) % PRIME
            if longer:
                order = n + 1 - order
                before[:width_kept] = kept[:width_kept]
                width_before = width_kept
                discrepancy_before, gap = discrepancy, 1
            else:
                gap += 1
        if order < limit:
            orders[row] = order
            connections[row, : order + 1] = current[: order + 1]
    return orders, connections
