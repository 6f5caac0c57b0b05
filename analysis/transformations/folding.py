"""Folding: between signed and simple continued fractions, term by term.

    a − 1/x = (a − 1) + 1/(1 + 1/(x − 1))          takes out a minus
    a + s/(0 + t/x) = a + s t x                    takes out a zero
    a + s/(−b + t/x) = a − s/(b − t/x)             takes out a negative term

On the first terms of an infinite fraction only as much of the other fraction is given as they decide: its remainders
lie between 1 and ∞, which leaves an interval. Source: Perron, Die Lehre von den Kettenbrüchen I, §§ 39, 40.
"""

from collections.abc import Sequence
from fractions import Fraction

from gmpy2 import mpz

from analysis.errors import InputError
from analysis.formulas.extraction import Interval, all_certain_terms
from analysis.formulas.signed import SignedFraction, Signs
from analysis.transformations.continued_fraction import ContinuedFraction


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


def folded(fraction: ContinuedFraction) -> ContinuedFraction:
    """The finite fraction with numerators ±1 and integer terms, by the rules alone, with all numerators +1.

    Its value is the same, and from a₁ on its terms are positive where the given ones make a signed fraction.

    >>> print(folded(ContinuedFraction.of([3, 2, 4], [-1, -1])))
    2 + 1/(1 + 1/(0 + 1/(1 + 1/(3))))
    >>> print(without_zeros(folded(ContinuedFraction.of([3, 2, 4], [-1, -1]))))
    2 + 1/(2 + 1/(3))
    """
    _check_units(fraction)
    a, b = list(fraction.a), list(fraction.b)
    n = 0
    while n < len(b):
        if b[n] == -1:
            a[n : n + 2] = [a[n] - 1, Fraction(1), a[n + 1] - 1]
            b[n : n + 1] = [Fraction(1), Fraction(1)]
        n += 1
    return ContinuedFraction(tuple(a), tuple(b))


def without_zeros(fraction: ContinuedFraction) -> ContinuedFraction:
    """The fraction with numerators ±1 with every 0 from a₁ on taken out; a last 0 stays."""
    _check_units(fraction)
    a, b = list(fraction.a), list(fraction.b)
    n = 1
    while n < len(a) - 1:
        if a[n] == 0:
            sign = b[n - 1] * b[n]
            a[n - 1 : n + 2] = [a[n - 1] + sign * a[n + 1]]
            b[n - 1 : n + 1] = []
            if n - 1 < len(b):
                b[n - 1] *= sign
            n = max(n - 1, 1)
        else:
            n += 1
    return ContinuedFraction(tuple(a), tuple(b))


def with_positive_terms(fraction: ContinuedFraction) -> ContinuedFraction:
    """The fraction with numerators ±1 with the sign of every negative term from a₁ on moved to the numerators.

    >>> print(with_positive_terms(ContinuedFraction.of([1, -2, 3], [1, 1])))
    1 - 1/(2 - 1/(3))
    """
    _check_units(fraction)
    a, b = list(fraction.a), list(fraction.b)
    for n in range(1, len(a)):
        if a[n] < 0:
            a[n], b[n - 1] = -a[n], -b[n - 1]
            if n < len(b):
                b[n] = -b[n]
    return ContinuedFraction(tuple(a), tuple(b))


def _check(fraction: SignedFraction) -> None:
    terms: Sequence[int] = fraction.terms
    if len(terms) < 1:
        raise InputError("no term", "the first terms of a continued fraction")
    for n, term in enumerate(terms[1:], start=1):
        if term < (1 if fraction.sign(n + 1) > 0 else 2):
            raise InputError(f"term {term} at place {n}", "terms of at least 1, and of at least 2 before a minus")


def _check_units(fraction: ContinuedFraction) -> None:
    if any(abs(numerator) != 1 for numerator in fraction.b):
        raise InputError("a partial numerator other than +1 or -1", "numerators +1 and -1")
