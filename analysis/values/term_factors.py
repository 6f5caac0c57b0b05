"""The term of a hypergeometric series split into Γ-factors, a polynomial, and poles that are not rational.

t(k) = Π (u)ₖ/Π (l)ₖ zᵏ · C(k)/E(k): u and l come from the linear factors of t(k+1)/t(k), C and E from irreducible
factors of higher degree, which occur in pairs f(k), f(k + j) (the canonical form of Gosper's algorithm; Petkovšek, Wilf
and Zeilberger, A = B, 5.3).
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_poly, fmpz_poly

from analysis.exact.shifts import shift_between
from analysis.values.series_forms import SeriesForm

MOST_SHIFT = 64  # factors further apart belong to no series anyone writes down


@dataclass(frozen=True)
class TermFactors:
    """`upper` and `lower` (with the 1 of k!), z, the factors of C, and those of E; k counts from the first term."""

    upper: tuple[Fraction, ...]
    lower: tuple[Fraction, ...]
    argument: Fraction
    numerators: tuple[fmpq_poly, ...]
    poles: tuple[fmpq_poly, ...]

    @property
    def classes(self) -> tuple[list[Fraction], list[Fraction]]:
        """The parameters in (0, 1] that do not cancel modulo the integers."""
        upper, lower = (Counter(x % 1 or Fraction(1) for x in side) for side in (self.upper, self.lower))
        return sorted((upper - lower).elements()), sorted((lower - upper).elements())


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
        shifts = ((g, shift_between(g.numer(), f.numer())) for g in below)
        partner = next(((g, j) for g, j in shifts if j and abs(j) <= MOST_SHIFT), None)
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
