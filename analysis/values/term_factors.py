"""The term of a hypergeometric series split into Γ-factors, a polynomial, and poles that are not rational.

t(k) = Π (u)ₖ/Π (l)ₖ zᵏ · C(k)/E(k): u and l come from the linear factors of t(k+1)/t(k), C and E from irreducible
factors of higher degree, which occur in pairs f(k), f(k + j) (the canonical form of Gosper's algorithm; Petkovšek, Wilf
and Zeilberger, A = B, 5.3).
"""

from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_poly, fmpz_poly

from analysis.values.series_forms import SeriesForm

_MOST_SHIFT = 64  # factors further apart belong to no series anyone writes down


@dataclass(frozen=True)
class TermFactors:
    """`upper` and `lower` (with the 1 of k!), z, the factors of C, and those of E; k counts from the first term."""

    upper: tuple[Fraction, ...]
    lower: tuple[Fraction, ...]
    argument: Fraction
    numerators: tuple[fmpq_poly, ...]
    poles: tuple[fmpq_poly, ...]


def term_factors(form: SeriesForm) -> TermFactors | None:
    """The factors of the term; None where one of degree 2 or more has no partner.

    >>> from analysis.values.series_forms import series_form
    >>> from analysis.formulas.pcf import PCF
    >>> found = term_factors(series_form(PCF.parse("2n^2+2n+3", "-(n^2+1)^2")))    # Σ 1/(k² + 1) from k = 2
    >>> found.upper, [str(p) for p in found.poles]
    ((), ['x^2 + 4*x + 5'])
    """
    first = fmpq_poly([form.start + 1, 1])
    (tops, above), (bottoms, below) = (_split(fmpq_poly(p.flint)(first).numer()) for p in form.term_ratio)
    numerators: list[fmpq_poly] = []
    poles: list[fmpq_poly] = []
    for f in above:
        partner = next(((g, j) for g in below if (j := _shift(g, f)) is not None), None)
        if partner is None:
            return None
        g, j = partner
        below.remove(g)
        if j > 0:
            numerators += [g(fmpq_poly([i, 1])) for i in range(j)]
        else:
            poles += [f(fmpq_poly([i, 1])) for i in range(-j)]
    if below:
        return None
    return TermFactors(tuple(tops), tuple(bottoms), form.argument, tuple(numerators), tuple(poles))


def _split(polynomial: fmpz_poly) -> tuple[list[Fraction], list[fmpq_poly]]:
    """x of the factors k + x, and the irreducible factors of higher degree, each as often as it divides."""
    linear: list[Fraction] = []
    others: list[fmpq_poly] = []
    for factor, multiplicity in polynomial.factor()[1]:
        if factor.degree() == 1:
            linear += [Fraction(int(factor[0]), int(factor[1]))] * int(multiplicity)
        else:
            others += [fmpq_poly(factor)] * int(multiplicity)
    return linear, others


def _shift(g: fmpq_poly, f: fmpq_poly) -> int | None:
    """j ≠ 0 with f(k) ∝ g(k + j), None where there is none."""
    d = f.degree()
    if g.degree() != d:
        return None
    j = (f[d - 1] / f[d] - g[d - 1] / g[d]) / d
    if j.q != 1 or not 0 < abs(int(j.p)) <= _MOST_SHIFT:
        return None
    moved = g(fmpq_poly([j, 1]))
    return int(j.p) if moved * f[d] == f * g[d] else None
