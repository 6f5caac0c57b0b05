"""Folding: between signed and simple continued fractions, term by term.

On the first terms of an infinite fraction only as much of the other fraction is given as they decide: its remainders
lie between 1 and ∞, which leaves an interval. Source: Perron, Die Lehre von den Kettenbrüchen I, §§ 39, 40.
"""

from collections.abc import Sequence

from gmpy2 import mpz

from analysis.errors import InputError
from analysis.formulas.extraction import Interval, all_certain_terms
from analysis.formulas.signed import SignedFraction, Signs


def refolded(fraction: SignedFraction, signs: Signs) -> SignedFraction:
    """The same number under another sign period: all terms that the given first terms decide.

    Raises InputError where the terms are not those of a signed fraction (from a₁ on at least 1, before a minus 2).

    >>> simple = SignedFraction((1, 1, 2, 1, 1, 4, 1, 1, 6, 1, 1, 8), (1,))
    >>> refolded(simple, (-1, 1)).terms
    (2, 3, 2, 5, 2, 7, 2, 9)
    """
    _check(fraction)
    *_, (p_before, q_before), (p, q) = [(1, 0), *fraction.convergents()]
    sign = fraction.sign(len(fraction.terms))
    d = q * (q + sign * q_before)
    low, high = sorted((p * (q + sign * q_before), (p + sign * p_before) * q))
    # The ends themselves are no values of infinite fractions. Taking this much off parts no number from its terms: a
    # boundary between terms within it has a denominator beyond d, and an interval of terms around it is too narrow.
    spare = 2 * d.bit_length() + 8
    n = (mpz(low) << spare) + 1
    terms = all_certain_terms(Interval(n, mpz(d) << spare, (mpz(high) << spare) - 1 - n), signs)
    return SignedFraction(tuple(int(term) for term in terms), signs)


def _check(fraction: SignedFraction) -> None:
    terms: Sequence[int] = fraction.terms
    if len(terms) < 1:
        raise InputError("no term", "the first terms of a continued fraction")
    for n, term in enumerate(terms[1:], start=1):
        if term < (1 if fraction.sign(n + 1) > 0 else 2):
            raise InputError(f"term {term} at place {n}", "terms of at least 1, and of at least 2 before a minus")
