"""Which formulas have a given sequence as denominators, up to a factor: the texts by which they are known.

Of a recurrence c₀(n) u(n) + c₁(n) u(n−1) + c₂(n) u(n−2) = 0, v(n) = c₀(1) ⋯ c₀(n) u(n) are the denominators of
a(n) = −c₁(n), b(n) = −c₀(n−1) c₂(n), and up to further factors those of its canonical form. Where the sequence begins
is not known, so that formulas may count n from a few steps earlier or later.
"""

from collections.abc import Sequence
from fractions import Fraction

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.formula import pcf_text, recurrence_text
from analysis.formulas.pcf import PCF
from analysis.sequences.rational_terms import examine_rationals

SHIFTS = range(-4, 5)


def denominator_formulas(terms: Sequence[Fraction]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The canonical texts of fractions, and those of the coefficients of recurrences, that the sequence suggests.

    Raises InputError where the sequence has no recurrence of order 2 or more that is sure.

    >>> lucas = [2, 1, 3, 4, 7, 11, 18, 29, 47, 76, 123, 199, 322, 521, 843, 1364, 2207, 3571]
    >>> denominator_formulas([Fraction(term) for term in lucas])
    (('1; 1',), ('1; -1; -1',))
    """
    formula = examine_rationals(terms)["formula"]
    if formula is None:
        allowed = "the first terms of a sequence with a recurrence of order 2 or more that they confirm"
        raise InputError(f"{len(terms)} terms of denominators without such a recurrence", allowed, "give more terms")
    coefficients = [parse_polynomial(text) for text in formula["coefficients"]]
    shifted = [[c.shift(k) for c in coefficients] for k in SHIFTS]
    fractions = dict.fromkeys(map(_fraction, shifted)) if len(coefficients) == 3 else {}
    return tuple(fractions), tuple(dict.fromkeys(map(_coefficients, shifted)))


def _fraction(coefficients: Sequence[Polynomial]) -> str:
    c0, c1, c2 = coefficients
    canonical = PCF(-c1, -(c0.shift(-1) * c2)).canonical().pcf
    return pcf_text(str(canonical.a), str(canonical.b))


def _coefficients(polynomials: Sequence[Polynomial]) -> str:
    """The first part of a recurrence's text; the start, which is the rest, is left open."""
    first = max([0, *(root + 1 for root in polynomials[0].integer_roots())])
    order = len(polynomials) - 1
    p, q = (["0"] * (order - 1) + ["1"], ["1"] + ["0"] * (order - 1))
    return recurrence_text([str(c) for c in polynomials], first, p, q).partition(" | ")[0]
