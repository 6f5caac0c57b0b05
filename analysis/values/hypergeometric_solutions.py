"""Hypergeometric solutions of uₙ = a(n) uₙ₋₁ + b(n) uₙ₋₂: those with a rational ratio R(n) = hₙ/hₙ₋₁ (Petkovšek).

The ratio has the form R(n) = ρ A(n) C(n)/C(n−1), A a monic divisor of b(n+1) and C a polynomial (Petkovšek, J. Symb.
Comput. 14 (1992); Petkovšek, Wilf and Zeilberger, A = B, ch. 8). Growth tells ρ, the degree of A and, from the power of
n, the degree of C for each A, so that few divisors remain and each asks for one small linear system.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import prod

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_mat, fmpz_poly

from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Exponents, Growth, growth

MOST_DEGREE = 40  # of C; solutions met in practice have degree below 10
MOST_DIVISORS = 10_000  # divisors of b looked at
MOST_SYSTEMS = 400  # linear systems solved, least degree of C first


@dataclass(frozen=True)
class HypergeometricSolution:
    """hₙ/hₙ₋₁ = ρ A(n) C(n)/C(n−1), A monic; `dominant` tells which of the two solutions it is."""

    rho: Fraction
    a: fmpq_poly
    c: fmpq_poly
    dominant: bool

    def ratio(self) -> tuple[fmpq_poly, fmpq_poly]:
        """R as (numerator, denominator)."""
        rho = fmpq(self.rho.numerator, self.rho.denominator)
        return self.a * self.c * rho, self.c(fmpq_poly([-1, 1]))


def hypergeometric_solution(pcf: PCF) -> HypergeometricSolution | None:
    """A hypergeometric solution, the minimal one before the dominant one; None when none is found.

    >>> found = hypergeometric_solution(PCF.parse("n^3+(n+1)^3", "-n^6"))
    >>> found.a, found.c, found.dominant
    (x^3 + 3*x^2 + 3*x + 1, 1, True)
    """
    rates = growth(pcf)
    if not isinstance(rates, Growth):
        return None
    for exponents, dominant in ((rates.minimal, False), (rates.dominant, True)):
        for a, degree in _candidates(pcf, exponents):
            rho = exponents.base.x
            c = _polynomial_part(pcf, a, rho, degree)
            if c is not None:
                return HypergeometricSolution(fraction(rho), a, c, dominant)
    return None


def _candidates(pcf: PCF, exponents: Exponents) -> list[tuple[fmpq_poly, int]]:
    """(A, degree of C) that growth allows, least degree first."""
    rational = exponents.base.is_rational and exponents.power.is_rational and exponents.root.sign() == 0
    if not rational or exponents.factorial.denominator != 1 or exponents.factorial < 0:
        return []
    power, most = exponents.power.x, fmpq(MOST_DEGREE)
    found = []
    for second, divisor in islice(_divisors(pcf.b.shift(1).flint, int(exponents.factorial)), MOST_DIVISORS):
        degree = power - second  # n!^d n^power = Π A(k) · n^deg C
        if degree.q == 1 and 0 <= degree <= most:
            found.append((int(degree.p), divisor))
    found.sort(key=lambda pair: pair[0])
    return [(_product(divisor), degree) for degree, divisor in found[:MOST_SYSTEMS]]


Divisor = list[tuple[fmpq_poly, int]]
"""Monic irreducible factors with their exponents."""


def _divisors(b: fmpz_poly, degree: int) -> Iterator[tuple[fmpq, Divisor]]:
    """(second coefficient, factors) of the monic divisors of this degree, those that take a like share of all first."""
    factors = [(fmpq_poly(factor) / int(factor[factor.degree()]), int(m)) for factor, m in b.factor()[1]]
    room = [0]  # degree of all factors from the i-th on, counted from the end
    for factor, m in reversed(factors):
        room.append(room[-1] + m * factor.degree())
    room.reverse()
    share = degree / max(room[0], 1)

    def from_factor(i: int, left: int, second: fmpq, chosen: Divisor) -> Iterator[tuple[fmpq, Divisor]]:
        if i == len(factors):
            yield second, chosen
            return
        factor, m = factors[i]
        d = factor.degree()
        for e in sorted(range(m + 1), key=lambda e: abs(e - share * m)):
            if 0 <= left - e * d <= room[i + 1]:
                more = [*chosen, (factor, e)] if e else chosen
                yield from from_factor(i + 1, left - e * d, second + e * factor[d - 1], more)

    return from_factor(0, degree, fmpq(0), [])


def _product(divisor: Divisor) -> fmpq_poly:
    return prod((factor**e for factor, e in divisor), start=fmpq_poly([1]))


def _polynomial_part(pcf: PCF, a: fmpq_poly, rho: fmpq, degree: int) -> fmpq_poly | None:
    """C with ρ² A(n+1) C(n+1) − ρ a(n+1) C(n) − b(n+1)/A(n) C(n−1) = 0."""
    ahead = fmpq_poly([1, 1])
    left = a(ahead) * rho * rho
    middle = fmpq_poly(pcf.a.shift(1).flint) * rho
    right = divmod(fmpq_poly(pcf.b.shift(1).flint), a)[0]
    columns = [
        left * ahead**k - middle * fmpq_poly([0, 1]) ** k - right * fmpq_poly([-1, 1]) ** k for k in range(degree + 1)
    ]
    height = max(column.degree() for column in columns) + 1
    if height == 0:
        return fmpq_poly([0] * degree + [1])
    matrix = fmpq_mat([[column[i] for column in columns] for i in range(height)])
    cleared, _ = matrix.numer_denom()
    kernel, rank = fmpz_mat(cleared).nullspace()
    if not rank:
        return None
    c = fmpq_poly([fmpq(kernel[i, 0]) for i in range(degree + 1)])
    return c / c[c.degree()]
