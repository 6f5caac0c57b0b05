"""Rational numbers between FLINT, where they are reckoned with, and Python, where they are shown and compared."""

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt, lcm

from flint import fmpq


def fraction(value: fmpq) -> Fraction:
    """The same number as a Fraction.

    >>> fraction(fmpq(3, 6))
    Fraction(1, 2)
    """
    top, bottom = int(value.p), int(value.q)
    return Fraction(top) if bottom == 1 else Fraction(top, bottom)


def flint(value: Fraction) -> fmpq:
    """The same number as FLINT's.

    >>> flint(Fraction(3, 6))
    1/2
    """
    return fmpq(value.numerator, value.denominator)


def whole_if_it_is(value: Fraction) -> Fraction | int:
    """The same number as an integer where it is one: these are reckoned with twenty times as fast.

    >>> whole_if_it_is(Fraction(4, 2)), whole_if_it_is(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value.numerator if value.denominator == 1 else value


def exact_root(value: Fraction | int) -> Fraction | None:
    """√value where it is rational.

    >>> exact_root(Fraction(9, 4)), exact_root(2), exact_root(-1)
    (Fraction(3, 2), None, None)
    """
    if value < 0:
        return None
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = top * top == value.numerator and bottom * bottom == value.denominator
    return Fraction(top, bottom) if exact else None


def integers(values: Iterable[Fraction | int]) -> list[int]:
    """Their least multiples by one positive number that are integers.

    >>> integers([Fraction(1, 2), Fraction(-2, 3), 1])
    [3, -4, 6]
    """
    values = list(values)
    scale = lcm(*(value.denominator for value in values))
    return [value.numerator * (scale // value.denominator) for value in values]


def reconstructed(residue: int, prime: int) -> Fraction | int:
    """The rational number of least size that is congruent to `residue` (Wang's rational reconstruction).

    >>> reconstructed(99, 101), reconstructed(51, 101)
    (-2, Fraction(1, 2))
    """
    bound = isqrt(prime // 2)
    if residue <= bound:
        return residue
    if prime - residue <= bound:
        return residue - prime
    before, now, factor_before, factor = prime, residue, 0, 1
    while now > bound:
        quotient = before // now
        before, now = now, before - quotient * now
        factor_before, factor = factor, factor_before - quotient * factor
    return Fraction(now, factor)
