"""Berlekamp–Massey: the shortest linear recurrence of a sequence, over ℤ/p and over ℚ.

A recurrence is given by its connection polynomial c₀ + c₁ x + … + c_k x^k, c₀ = 1, and its order L ≥ k:
aₙ + c₁ aₙ₋₁ + … + c_k aₙ₋ₖ = 0 for all n ≥ L. L > k says that the first L − k terms stand outside the pattern. Source:
Massey, "Shift-register synthesis and BCH decoding", IEEE Trans. Inf. Theory 15 (1969).

The order after n terms (the linear complexity profile) never falls; a sequence without pattern follows n/2. So a
sequence is refused as soon as the profile reaches the limit, after about twice as many terms, and nothing with a
recurrence of smaller order is lost: reduction mod p can only lower the order of a recurrence over ℤ.
"""

from array import array
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from operator import mul
from typing import Any

from gmpy2 import invert, mpq

from analysis.exact.rationals import integers, reconstructed

KERNEL_PRIME = 2**31 - 1  # that of massey_kernel
# Lifting to ℤ wants a prime far beyond any coefficient met: those of x^j (1 − x^m)^(k+1) stay below 2^(k+1).
LIFTING_PRIME = 2**61 - 1
# Sequences after which a process compiles (or loads) the kernel: below, starting it costs more than it saves.
COMPILE_AFTER = 8_000


def shortest_recurrence(
    terms: Sequence[int], prime: int | None = None, limit: int | None = None
) -> tuple[list[Any], int] | None:
    """(connection polynomial, order) of the shortest linear recurrence of all `terms`; None from order `limit` on.

    prime: work in ℤ/prime, with residues in 0 … prime − 1; None: work in ℚ, with gmpy2 rationals.

    >>> shortest_recurrence([1, 1, 2, 3, 5, 8, 13], prime=101)
    ([1, 100, 100], 2)
    >>> shortest_recurrence([7, 2, 4, 8, 16, 32])
    ([mpq(1,1), mpq(-2,1)], 2)
    """
    backwards: list[Any]
    if prime is None:
        backwards = [mpq(term) for term in reversed(terms)]
        one = mpq(1)
    else:
        backwards = [int(term) % prime for term in reversed(terms)]
        one = 1
    count = len(backwards)
    current, before = [one], [one]
    order, gap, before_discrepancy = 0, 1, one
    for n in range(count):
        latest = count - 1 - n
        discrepancy = sum(map(mul, current, backwards[latest : latest + len(current)]))
        if prime is not None:
            discrepancy %= prime
        if discrepancy == 0:
            gap += 1
            continue
        longer = 2 * order <= n
        if longer and limit is not None and n + 1 - order >= limit:
            return None
        if prime is None:
            quotient = discrepancy / before_discrepancy
        else:
            quotient = discrepancy * int(invert(before_discrepancy, prime)) % prime
        updated = current + [0] * (len(before) + gap - len(current))
        if prime is None:
            for k, coefficient in enumerate(before, start=gap):
                updated[k] -= quotient * coefficient
        else:
            for k, coefficient in enumerate(before, start=gap):
                updated[k] = (updated[k] - quotient * coefficient) % prime
        if longer:
            order, before, before_discrepancy, gap = n + 1 - order, current, discrepancy, 1
        else:
            gap += 1
        current = updated
    while current[-1] == 0:
        current.pop()
    return current, order


def exact_recurrence(terms: Sequence[int], limit: int | None = None) -> tuple[list[Fraction | int], int] | None:
    """The shortest linear recurrence over ℚ that all `terms` obey, as (connection polynomial, order).

    Found mod 2⁶¹ − 1, lifted by rational reconstruction, and then checked on every term in exact arithmetic; where the
    lift fails, computed over ℚ. None when the order is `limit` or more.

    >>> exact_recurrence([2, 5, 8, 11, 14])
    ([1, -2, 1], 2)
    """
    found = shortest_recurrence(terms, LIFTING_PRIME, limit)
    if found is None:
        return None
    connection, order = lifted(found, LIFTING_PRIME)
    if obeys(terms, connection, order):
        return connection, order
    over_rationals = shortest_recurrence(terms, None, limit)
    if over_rationals is None:
        return None
    connection, order = over_rationals
    return [Fraction(int(c.numerator), int(c.denominator)) for c in connection], order


def lifted(found: tuple[Sequence[int], int], prime: int) -> tuple[list[Fraction | int], int]:
    """A recurrence over ℤ/prime with the rational coefficients of least size; whether they are right is to be checked.

    Where terms obey it over ℚ it is their shortest: reduction can only lower the order.

    >>> lifted(([1, 99, 51], 2), 101)
    ([1, -2, Fraction(1, 2)], 2)
    """
    connection, order = found
    return [reconstructed(int(residue), prime) for residue in connection], order


def obeys(terms: Sequence[int], connection: Sequence[Fraction | int], order: int) -> bool:
    """Whether every term from index `order` on follows the recurrence.

    >>> obeys([5, 1, 2, 4, 8], [1, -2], 2), obeys([5, 1, 2, 4, 8], [1, -2], 1)
    (True, False)
    """
    weights, count = integers(connection), len(terms)
    columns = [[c * term for term in terms[order - k : count - k]] for k, c in enumerate(weights) if c]
    return not any(map(sum, zip(*columns, strict=True)))


def short_recurrences(sequences: Sequence[Sequence[int]], limit: int) -> list[tuple[list[int], int] | None]:
    """For each sequence its `shortest_recurrence` mod KERNEL_PRIME of order below `limit`; all have the same length.

    Plain for few sequences, compiled once a process has met COMPILE_AFTER of them.

    >>> short_recurrences([[1, 2, 3, 4, 5, 6], [3, 1, 4, 1, 5, 9]], 3)
    [([1, 2147483645, 1], 2), None]
    """
    if not sequences:
        return []
    _met[0] += len(sequences)
    if _met[0] < COMPILE_AFTER:
        return [shortest_recurrence(terms, KERNEL_PRIME, limit) for terms in sequences]
    import numpy as np

    rows = np.frombuffer(b"".join(_residues(terms) for terms in sequences), dtype=np.int64)
    orders, connections = kernel()(rows.reshape(len(sequences), -1) % KERNEL_PRIME, limit)
    found: list[tuple[list[int], int] | None] = [None] * len(sequences)
    for row in np.flatnonzero(orders >= 0).tolist():
        connection = np.trim_zeros(connections[row], "b").tolist()
        found[row] = (connection, int(orders[row]))
    return found


_met = [0]  # sequences that this process has been asked about


def _residues(terms: Sequence[int]) -> bytes:
    """64-bit integers that are congruent to the terms."""
    try:
        return array("q", terms).tobytes()
    except OverflowError:
        return array("q", [int(term) % KERNEL_PRIME for term in terms]).tobytes()


@cache
def kernel() -> Any:
    """The compiled screen: (int64 array of residues [sequence, term], limit) → (orders or −1, connection polynomials).

    >>> import numpy as np
    >>> orders, connections = kernel()(np.array([[1, 2, 3, 4, 5, 6], [3, 1, 4, 1, 5, 9]]), 3)
    >>> orders, connections[0]
    (array([ 2, -1]), array([         1, 2147483645,          1]))
    """
    from analysis.sequences.massey_kernel import orders_and_connections

    return orders_and_connections
