"""Rational numbers between FLINT, where they are reckoned with, and Python, where they are shown and compared."""

from fractions import Fraction

from flint import fmpq


def fraction(value: fmpq) -> Fraction:
    """The same number as a Fraction.

    >>> fraction(fmpq(3, 6))
    Fraction(1, 2)
    """
    return Fraction(int(value.p), int(value.q))
