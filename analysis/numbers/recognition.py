"""Rational and quadratic numbers, recognised before any constant.

A rational or quadratic irrational value has Möbius relations of small size with every rational or every number of
its field, so asking for constants first would name the wrong thing. Both are integer relations, of (1, x) and of
(1, x, x²), under the same guard as Möbius relations.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb, ctx

from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.exact.quadratic import square_and_squarefree
from analysis.numbers.margin import affordable
from analysis.numbers.relations import (
    SPARE_BITS,
    digits_carried,
    integer_relation,
    magnitude_bits,
)


@dataclass(frozen=True)
class QuadraticIrrational:
    """m(√d) with d > 1 squarefree: `mobius` has r = 0."""

    radicand: int
    mobius: Mobius


def recognise_rational(x: arb, spend: float | None = None) -> Fraction | None:
    """The fraction in the ball that its digits can afford, or None; `spend` is their number where it is another.

    >>> with ctx.workdps(30):
    ...     recognise_rational(arb(22) / 7)
    Fraction(22, 7)
    """
    digits = digits_carried(x)
    spend = digits if spend is None else spend
    with ctx.workprec(_working_bits(x, digits)):
        for numerator, denominator in integer_relation([arb(1), x])[:1]:
            if denominator and affordable((numerator, denominator), spend):
                value = Fraction(-numerator, denominator)
                if (denominator * x + numerator).contains(0):
                    return value
    return None


def recognise_quadratic(x: arb, spend: float | None = None) -> QuadraticIrrational | None:
    """The quadratic irrational in the ball that its digits can afford, or None; `spend` as for rational numbers.

    >>> with ctx.workdps(40):
    ...     found = recognise_quadratic((1 + arb(5).sqrt()) / 2)
    >>> found.radicand, found.mobius
    (5, Mobius(p=1, q=1, r=0, s=2))
    """
    digits = digits_carried(x)
    spend = digits if spend is None else spend
    with ctx.workprec(_working_bits(x, digits)):
        for c, b, a in integer_relation([arb(1), x, x * x])[:1]:
            discriminant = b * b - 4 * a * c
            if a == 0 or discriminant <= 0 or isqrt(discriminant) ** 2 == discriminant:
                continue
            if not affordable((a, b, c), spend) or not (a * x * x + b * x + c).contains(0):
                continue
            factor, radicand = square_and_squarefree(discriminant)
            above = bool(2 * a * x + b > 0)  # which of the two roots
            return QuadraticIrrational(radicand, Mobius(factor if above else -factor, -b, 0, 2 * a))
    return None


def _working_bits(x: arb, digits: float) -> int:
    return int(digits * BITS_PER_DIGIT) + 2 * magnitude_bits(x) + SPARE_BITS
