"""Hyperexponential solutions of a generating function's operator: first-order factors by local exponents.

F = x^e (1 − x/x₁)^ε₁ (1 − x/x₂)^ε₂ P(x), e a root of c, ε₁ and ε₂ exponents at x₁ and x₂: the series of a solution
that begins with x^e is made by the recurrence and divided by the two powers; F is a solution when what is left is a
polynomial, and since the operator turns F into such a product with a polynomial of bounded degree, so many terms prove
it. Source: Petkovšek and Salvy, Finding all hypergeometric solutions of linear differential equations, ISSAC 1993.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_poly

from analysis.exact.printing import power_sum
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.values.generating_functions import GeneratingFunction, generating_functions

MOST_DEGREE = 24  # of P
_PROOF_TERMS = 12  # the operator raises the degree by at most 2 for each of its order, 4 here


@dataclass(frozen=True)
class Hyperexponential:
    """x^start (1 − x/points[0])^powers[0] (1 − x/points[1])^powers[1] · polynomial, constant coefficient first."""

    start: Fraction
    points: tuple[Fraction, Fraction]
    powers: tuple[Fraction, Fraction]
    polynomial: tuple[Fraction, ...]

    @property
    def text(self) -> str:
        """In x, as sympy parses it."""
        parts = [f"x**({self.start})"] if self.start else []
        if len(self.polynomial) > 1:
            parts.append(f"({power_sum(self.polynomial, 'x', ascending=True)})")
        for point, power in zip(self.points, self.powers, strict=True):
            if power:
                parts.append(f"({power_sum((Fraction(1), -1 / point), 'x', ascending=True)})**({power})")
        return "*".join(parts) or "1"


def hyperexponential_solutions(pcf: PCF) -> Iterator[Hyperexponential]:
    """The solutions for all ways to cut b, where characteristic roots and exponents are rational and deg a = 2.

    >>> [found.text for found in hyperexponential_solutions(PCF.parse("n^2+4n+5", "2n^4+4n^3"))][-1]
    'x**(-1)*(1 + 2*x)*(1 - 2*x)**(-5/3)*(1 + x)**(-1/3)'
    """
    for function in generating_functions(pcf) if pcf.a.degree == 2 else ():
        points, exponents = (_rational(pair) for pair in (function.points, function.exponents))
        if points is None or exponents is None:
            continue
        for start in dict.fromkeys(function.at_zero):
            series = _series(function, start, MOST_DEGREE + _PROOF_TERMS)
            for powers in [(x, y) for x in {Fraction(0), exponents[0]} for y in {Fraction(0), exponents[1]}]:
                rest = None if series is None else _divided(series, points, powers)
                if rest is not None and len(rest) <= MOST_DEGREE:
                    yield Hyperexponential(start, points, powers, rest)


def _rational(pair: tuple[Quadratic, Quadratic]) -> tuple[Fraction, Fraction] | None:
    if not all(x.is_rational for x in pair):
        return None
    first, second = (fraction(x.x) for x in pair)
    return first, second


def _series(function: GeneratingFunction, start: Fraction, terms: int) -> list[fmpq] | None:
    """Coefficients v₀ = 1, v₁, … of the solution x^start Σ vₖxᵏ; None where another root of c is in the way."""
    found: list[fmpq] = [fmpq(1)]
    for k in range(1, terms):
        at = fmpq(start.numerator, start.denominator) + k
        below = function.lower(at)
        if below == 0:
            return None
        before = found[-2] if k > 1 else fmpq(0)
        found.append((function.middle(at) * found[-1] + function.upper(at) * before) / below)
    return found


def _divided(
    series: list[fmpq], points: tuple[Fraction, Fraction], powers: tuple[Fraction, Fraction]
) -> tuple[Fraction, ...] | None:
    """The polynomial that is left when the powers are divided out; None where it is none."""
    size = len(series)
    rest = fmpq_poly(series)
    for point, power in zip(points, powers, strict=True):
        rest = fmpq_poly((rest * _binomial(-power, 1 / point, size)).coeffs()[:size])
    if rest.degree() >= MOST_DEGREE:
        return None
    return tuple(fraction(c) for c in rest.coeffs())


def _binomial(power: Fraction, inverse: Fraction, size: int) -> fmpq_poly:
    """The first terms of (1 − inverse·x)^power."""
    exponent, step = fmpq(power.numerator, power.denominator), fmpq(-inverse.numerator, inverse.denominator)
    found = [fmpq(1)]
    for k in range(1, size):
        found.append(found[-1] * (exponent - (k - 1)) * step / k)
    return fmpq_poly(found)
