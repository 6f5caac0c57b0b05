"""Hypergeometric functions that are polynomials (an upper parameter 0, −1, −2, …): quotients are algebraic numbers."""

from fractions import Fraction

from analysis.exact.quadratic import Quadratic
from analysis.exact.surds import SurdSum
from analysis.values.hypergeometric import Hypergeometric

LONGEST = 2_000  # terms; exact sums beyond this are no shorter to read than the function


def exact_value(function: Hypergeometric) -> Quadratic | None:
    """The sum of a ₂F₁ or ₁F₁ that ends; None when it does not, or not within one quadratic field.

    >>> two = SurdSum(Fraction(2))
    >>> exact_value(Hypergeometric("2F1", (SurdSum(Fraction(-2)), two), (two + 1,), SurdSum(Fraction(-1))))
    17/6
    """
    if function.kind not in ("2F1", "1F1"):
        return None
    ends = [-p.rational.numerator for p in function.upper if p.is_integer and p.rational <= 0]
    if not ends or min(ends) > LONGEST:
        return None
    upper = [as_quadratic(p) for p in function.upper]
    lower = [as_quadratic(p) for p in function.lower]
    z = as_quadratic(function.argument)
    total = term = Quadratic.rational(1)
    try:
        for k in range(min(ends)):
            term = term * _required(z) * Fraction(1, k + 1)
            for p in upper:
                term = term * (_required(p) + k)
            for p in lower:
                term = term / (_required(p) + k)
            total = total + term
    except ValueError:  # different fields
        return None
    return total


def as_quadratic(value: SurdSum) -> Quadratic | None:
    """The number as one of ℚ(√d), None when it has several surds."""
    if len(value.surds) > 1:
        return None
    number = Quadratic.rational(value.rational)
    for d, y in value.surds:
        number = number + Quadratic.sqrt(d) * y
    return number


def _required(value: Quadratic | None) -> Quadratic:
    if value is None:
        raise ValueError("several surds")
    return value
