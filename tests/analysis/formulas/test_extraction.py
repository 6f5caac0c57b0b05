"""Certain terms: every term that is given is right, and every number has the terms that the theory says."""

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt

from gmpy2 import mpz
from hypothesis import given
from hypothesis import strategies as st

from analysis.constants.library import constant
from analysis.esma.left_hand_sides import LeftHandSide, Powers
from analysis.formulas.extraction import Interval, all_certain_terms, certain_terms, terms_of
from analysis.formulas.signed import SignedFraction, primitive_periods, sign_sequence

signs = st.sampled_from(primitive_periods(1, 4))
fractions = st.tuples(st.integers(-(10**12), 10**12), st.integers(1, 10**12))


def exact_terms(n: int, d: int, signs: Iterable[int]) -> list[int]:
    """All terms of n/d, until its fraction ends or the signs do."""
    terms = []
    for sign in signs:
        if d == 0:
            break
        term = n // d if sign > 0 else -(-n // d)
        terms.append(term)
        n, d = d, sign * (n - term * d)
    return terms


@given(fractions, st.integers(1, 10**6), signs)
def test_terms_called_certain_are_those_of_both_ends_of_the_interval(fraction, width, period):
    n, d = fraction
    for count in (1, 3, 6, 12):
        wanted = sign_sequence(period, count)
        terms = certain_terms(Interval(mpz(n), mpz(d), mpz(width)), wanted)
        if terms is not None:
            assert terms == exact_terms(n, d, wanted) == exact_terms(n + width, d, wanted)


@given(fractions, st.integers(1, 10**6), signs)
def test_shared_terms_are_a_start_of_the_terms_of_every_number_between(fraction, width, period):
    n, d = fraction
    shared = all_certain_terms(Interval(mpz(n), mpz(d), mpz(width)), period)
    for part in (0, width // 2, width):
        assert exact_terms(n + part, d, sign_sequence(period, len(shared))) == shared


@given(fractions, signs)
def test_exact_terms_give_the_rational_back(fraction, period):
    n, d = fraction
    terms = exact_terms(n, d, sign_sequence(period, 200))
    if len(terms) < 200:
        *_, (p, q) = SignedFraction(tuple(terms), period).convergents()
        assert Fraction(p, q) == Fraction(n, d)


@given(signs)
def test_terms_are_positive_and_at_least_two_before_a_minus(period):
    terms = terms_of(LeftHandSide((0, 1), (1,)).enclosure(Powers(constant("pi"), 1)), period, 120)
    assert terms is not None
    following = sign_sequence(period, 120)
    assert all(term >= (1 if sign > 0 else 2) for term, sign in zip(terms[1:], following[1:], strict=True))


def test_simple_terms_of_pi():
    terms = terms_of(LeftHandSide((0, 1), (1,)).enclosure(Powers(constant("pi"), 1)), (1,), 12)
    assert terms == [3, 7, 15, 1, 292, 1, 1, 1, 2, 1, 3, 1]


def test_precision_grows_for_large_terms():
    # y = [0; 1, 10^300, …]: far more bits than four ordinary terms take.
    large = 10**300

    def enclosure(bits):
        y = Fraction(1, 1) / (1 + Fraction(1, 1) / (large + Fraction(isqrt(2 << 2 * bits), 1 << bits)))
        return Interval(mpz((y.numerator << bits) // y.denominator), mpz(1) << bits, mpz(1))

    assert terms_of(enclosure, (1,), 4)[:3] == [0, 1, large + 1]


def test_a_rational_number_has_no_certain_terms_beyond_its_last():
    third = lambda bits: Interval(mpz((1 << bits) // 3), mpz(1) << bits, mpz(1))  # noqa: E731
    assert terms_of(third, (1,), 1) == [0]
    assert terms_of(third, (1,), 5) is None
    assert terms_of(third, (-1,), 40) is None


def test_zero_as_first_term_is_kept():
    assert terms_of(LeftHandSide((1,), (0, 1)).enclosure(Powers(constant("e"), 1)), (1,), 5) == [0, 2, 1, 2, 1]
