"""From a rank to the thing of that rank: mixed-radix numbers and multisets, exact for sets of any size.

A domain never lists its members; it counts them and can produce the stretch from one rank to another.
"""

from collections.abc import Iterator, Sequence
from math import comb

import numpy as np

MACHINE_BOUND = 2**62  # sums of two integers below this stay in 64 bits
IntegerArray = np.ndarray  # of int64, or of Python integers (dtype object) where those would overflow


def mixed_radix_digits(start: int, count: int, radices: Sequence[int]) -> list[IntegerArray]:
    """Digits of start, …, start + count − 1, one array per radix, least significant first.

    >>> [d.tolist() for d in mixed_radix_digits(8, 3, [3, 4])]
    [[2, 0, 1], [2, 3, 3]]
    """
    carry = np.arange(count, dtype=np.int64)
    digits: list[IntegerArray] = []
    for radix in radices:
        start, first = divmod(start, radix)
        places = (carry.astype(object) if radix + count >= MACHINE_BOUND else carry) + first
        digits.append(places % radix)
        carry = (places // radix).astype(np.int64)
    return digits


def count_multisets(kinds: int, size: int) -> int:
    """Number of multisets of `size` elements out of `kinds`.

    >>> count_multisets(3, 2)
    6
    """
    return comb(kinds + size - 1, size) if kinds else int(size == 0)


def multisets_from(rank: int, kinds: int, size: int) -> Iterator[tuple[int, ...]]:
    """The multisets of `size` elements of range(kinds) from the given rank on, ascending tuples in colex order.

    Source: the combinatorial number system (Knuth, TAOCP 7.2.1.3), multisets i₁ ≤ i₂ ≤ … read as sets i_t + t.

    >>> list(multisets_from(3, kinds=3, size=2))
    [(0, 2), (1, 2), (2, 2)]
    """
    members = []
    bound = kinds + size - 1
    for place in range(size, 0, -1):
        low, high = place - 1, bound
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if comb(middle, place) <= rank else (low, middle)
        rank -= comb(low, place)
        members.append(low - (place - 1))
        bound = low
    members.reverse()
    while True:
        yield tuple(members)
        for place in range(size):
            limit = members[place + 1] if place + 1 < size else kinds - 1
            if members[place] < limit:
                members[: place + 1] = [0] * place + [members[place] + 1]
                break
        else:
            return
