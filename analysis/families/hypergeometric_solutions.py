"""Hypergeometric solutions of uₙ = a(n) uₙ₋₁ + b(n) uₙ₋₂: those with a rational ratio R(n) = hₙ/hₙ₋₁ (Petkovšek).

The ratio has the form R(n) = ρ A(n) C(n)/C(n−1), A a monic divisor of b(n+1) and C a polynomial (Petkovšek, J. Symb.
Comput. 14 (1992); Petkovšek, Wilf and Zeilberger, A = B, ch. 8). Growth tells ρ, the degree of A and, from the power of
n, the degree of C for each A, so that few divisors remain and each asks for one small linear system.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_mat, fmpz_poly

from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Exponents, Growth, growth

MOST_DEGREE = 40  # of C; solutions met in practice have degree below 10
MOST_DIVISORS = 50_000  # divisors of b looked at
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
                return HypergeometricSolution(Fraction(int(rho.p), int(rho.q)), a, c, dominant)
    return None


def _candidates(pcf: PCF, exponents: Exponents) -> list[tuple[fmpq_poly, int]]:
    """(A, degree of C) that growth allows, least degree first."""
    rational = exponents.base.is_rational and exponents.power.is_rational and exponents.root.sign() == 0
    if not rational or exponents.factorial.denominator != 1 or exponents.factorial < 0:
        return []
    power = exponents.power.x
    found = []
    for a in _monic_divisors(pcf.b.shift(1).flint, int(exponents.factorial)):
        d = a.degree()
        degree = power + (-a[d - 1] if d else fmpq(0))  # n!^d n^power = Π A(k) · n^deg C, Σ roots = −a[d−1]
        if degree.q == 1 and 0 <= degree <= MOST_DEGREE:
            found.append((a, int(degree.p)))
    return sorted(found, key=lambda pair: pair[1])[:MOST_SYSTEMS]


def _monic_divisors(b: fmpz_poly, degree: int) -> Iterator[fmpq_poly]:
    factors = [(fmpq_poly(factor) / int(factor[factor.degree()]), int(m)) for factor, m in b.factor()[1]]
    count = 0
    for exponents in product(*(range(m + 1) for _, m in factors)):
        if sum(e * f.degree() for (f, _), e in zip(factors, exponents, strict=True)) != degree:
            count += 1
            if count > 20 * MOST_DIVISORS:
                return
            continue
        divisor = fmpq_poly([1])
        for (factor, _), exponent in zip(factors, exponents, strict=True):
            divisor *= factor**exponent
        yield divisor
        count += 20
        if count > 20 * MOST_DIVISORS:
            return


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
