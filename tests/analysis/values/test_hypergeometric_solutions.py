"""Petkovšek's algorithm at recurrences of high degree: what is there is found, what cannot fit is not listed."""

from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.exact.quotients import Quotient
from analysis.values.hypergeometric_solutions import hypergeometric_ratios

RISING = parse_polynomial("*".join(f"(n+{k})" for k in range(1, 41)))


def test_divisors_without_a_partner_of_their_degree_are_not_listed() -> None:
    """40 linear factors on one side, one of degree 40 on the other: of 2^40 pairs two have like degrees."""
    assert hypergeometric_ratios([RISING, parse_polynomial("-3n^40"), parse_polynomial("2n^40+4")]) == []


def test_a_solution_of_high_degree_is_found() -> None:
    """u(n) = R(n) u(n−1) solves u(n) = (R(n) + 1) u(n−1) − R(n−1) u(n−2)."""
    r = Quotient.parse("(2n+1)^12/(n+3)^11")
    one, cleared = Quotient.constant(1), Quotient.parse("(n+3)^11*(n+2)^11")
    terms = [cleared * term for term in (one, Quotient.constant(-1) - r, r.shift(-1))]
    coefficients = [Polynomial.from_flint(term.top) for term in terms]
    assert r in hypergeometric_ratios(coefficients)
