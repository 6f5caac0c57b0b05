"""Euler's correspondence: a series whose partial sums are the convergents of a fraction, and back.

Σ cₙ = c₀ + c₁/(1 − r₂/(1 + r₂ − r₃/(1 + r₃ − …))), rₙ = cₙ/cₙ₋₁; and from a fraction cₙ = pₙ/qₙ − pₙ₋₁/qₙ₋₁.
Source: Euler, Introductio in analysin infinitorum, chapter 18; Cuyt et al., Handbook of Continued Fractions, 1.7.
"""

from fractions import Fraction
from itertools import pairwise

from analysis.errors import InputError
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.transformations.continued_fraction import ContinuedFraction
from analysis.transformations.contraction import Contracted


def series_of_fraction(fraction: ContinuedFraction) -> list[Fraction]:
    """The terms whose partial sums are the convergents. Raises InputError for an infinite convergent.

    >>> [str(term) for term in series_of_fraction(ContinuedFraction.of([1, 2, 2], [1, 1]))]
    ['1', '1/2', '-1/10']
    """
    values = fraction.values()
    if None in values:
        raise InputError("an infinite convergent", "finite convergents")
    sums = [value for value in values if value is not None]
    return [sums[0], *(after - before for before, after in pairwise(sums))]


def pcf_of_series(numerator: Polynomial, denominator: Polynomial) -> Contracted:
    """The PCF of S = Σ cₙ with c₀ = 1 and cₙ/cₙ₋₁ = numerator(n)/denominator(n); its map sends S to value(pcf).

    Raises InputError where a ratio is zero or infinite at some n ≥ 1.

    >>> from analysis.exact.polynomials import parse_polynomial
    >>> pcf_of_series(parse_polynomial("1"), parse_polynomial("n"))     # e
    Contracted(pcf=PCF(n+2, -n), mobius=Mobius(p=1, q=0, r=1, s=-1))
    """
    for polynomial in (numerator, denominator):
        if not polynomial or any(root >= 1 for root in polynomial.integer_roots()):
            raise InputError(
                f"ratio {numerator.compact()} over {denominator.compact()}", "no zero or pole at n = 1, 2, …"
            )
    top, bottom = numerator.shift(1), denominator.shift(1)
    # 1/S = 1 − r₁/(1 + r₁ − r₂/(1 + r₂ − …)); times the denominators, from r₁ on: S = V/(V − numerator(1)).
    pcf = PCF(top + bottom, -(top * denominator))
    return Contracted(pcf, Mobius(numerator(1), 0, 1, -1))
