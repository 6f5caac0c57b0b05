"""The differential operator of a fraction's generating function, and its local exponents.

With uₙ = Π c(k)·vₙ, b(n) = c(n − 1) d(n) and deg a = deg c = deg d = D the recurrence is c(n)vₙ = a(n)vₙ₋₁ + d(n)vₙ₋₂,
and f = Σ vₙxⁿ satisfies (c(ϑ) − x a(ϑ + 1) − x² d(ϑ + 2)) f = a few powers of x, ϑ = x d/dx. Its singular points
are 0, ∞ and the inverses x₁, x₂ of the characteristic roots λ of λ² = Aλ + B. Exponents are the roots of c at 0, and
0, 1, …, D − 2 and one more at x₁ and at x₂: D − 1 − R(x)/(x Q′(x)), Q and R the coefficients of ϑ^D and ϑ^(D−1).
Source: Ince, Ordinary Differential Equations, ch. 15–16.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from flint import fmpq_poly

from analysis.exact.quadratic import Quadratic
from analysis.formulas.pcf import PCF

_MOST_SPLITS = 200  # ways to cut b in two: beyond, a formula of no family with integrals
_LARGEST = 10**9  # coefficients beyond this suggest no constant anyone looks for


@dataclass(frozen=True)
class GeneratingFunction:
    """One way to cut b: `lower` is c (monic), `upper` is d.

    points: x₁, the nearest to 0, and x₂; exponents: the one more at x₁ and at x₂; at_zero: the rational roots of c.
    """

    middle: fmpq_poly
    lower: fmpq_poly
    upper: fmpq_poly
    points: tuple[Quadratic, Quadratic]
    exponents: tuple[Quadratic, Quadratic]
    at_zero: tuple[Fraction, ...]


def generating_functions(pcf: PCF) -> Iterator[GeneratingFunction]:
    """The operators of all ways to cut b in two polynomials of the degree of a; none where the roots are not apart.

    >>> [found.exponents for found in generating_functions(PCF.parse("n^2+4n+5", "2n^4+4n^3"))]
    [(1/3, 5/3), (-5/3, -1/3)]
    """
    degree = pcf.a.degree
    if degree < 1 or pcf.b.degree != 2 * degree or max(map(abs, pcf.a.coefficients + pcf.b.coefficients)) > _LARGEST:
        return
    points = _points(pcf)
    if points is None:
        return
    a, b = fmpq_poly(pcf.a.flint), fmpq_poly(pcf.b.flint)
    for before in _halves(pcf, degree):
        lower, upper = before(fmpq_poly([1, 1])), b / before
        yield GeneratingFunction(a, lower, upper, points, _exponents(a, lower, upper, degree, points), _roots(lower))


def _points(pcf: PCF) -> tuple[Quadratic, Quadratic] | None:
    """The inverses of the characteristic roots, the nearest first; None where these are equal in size or not real."""
    a, b = pcf.a.leading, pcf.b.leading
    if a * a + 4 * b <= 0:
        return None
    root = Quadratic.sqrt(a * a + 4 * b)
    larger, smaller = ((root * sign + a) / 2 for sign in ((1, -1) if a > 0 else (-1, 1)))
    one = Quadratic.rational(1)
    return one / larger, one / smaller


def characteristic_radicand(pcf: PCF) -> int:
    """d with characteristic roots in ℚ(√d), 1 where they are rational.

    >>> characteristic_radicand(PCF.parse("8n^2+18n+5", "2n^4+5n^3-4n^2-12n"))
    2
    """
    return Quadratic.sqrt(pcf.a.leading**2 + 4 * pcf.b.leading).d or 1


def _halves(pcf: PCF, degree: int) -> Iterator[fmpq_poly]:
    """The monic factors of b of this degree."""
    factors = [(fmpq_poly(factor), many) for factor, many in pcf.b.flint.factor()[1]]
    if prod(many + 1 for _, many in factors) > _MOST_SPLITS:
        return
    for powers in product(*(range(many + 1) for _, many in factors)):
        chosen = fmpq_poly([1])
        for (factor, _), power in zip(factors, powers, strict=True):
            chosen *= factor**power
        if chosen.degree() == degree:
            yield chosen / chosen[degree]


def _exponents(
    a: fmpq_poly, c: fmpq_poly, d: fmpq_poly, degree: int, points: tuple[Quadratic, Quadratic]
) -> tuple[Quadratic, Quadratic]:
    first, second = degree * a[degree] + a[degree - 1], 2 * degree * d[degree] + d[degree - 1]
    found = []
    for x in points:
        below = Quadratic.rational(c[degree - 1]) - x * first - x * x * second
        slope = -(x * (2 * d[degree]) + a[degree])
        found.append(Quadratic.rational(degree - 1) - below / (x * slope))
    return found[0], found[1]


def _roots(polynomial: fmpq_poly) -> tuple[Fraction, ...]:
    found = []
    for factor, many in polynomial.numer().factor()[1]:
        if factor.degree() == 1:
            found += [Fraction(int(-factor[0]), int(factor[1]))] * many
    return tuple(sorted(found))
