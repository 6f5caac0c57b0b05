"""Products of 2×2 matrices, entries row by row, over whatever adds and multiplies: integers, polynomials, numbers."""

from typing import TypeVar

T = TypeVar("T")
Entries = tuple[T, T, T, T]


def multiplied(left: Entries[T], right: Entries[T]) -> Entries[T]:
    """The product.

    >>> multiplied((1, 2, 3, 4), (0, 1, 1, 0))
    (2, 1, 4, 3)
    """
    a, b, c, d = left
    e, f, g, h = right
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h  # type: ignore[operator]
