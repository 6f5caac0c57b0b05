"""Rational and quadratic numbers are recognised, and nothing else is taken for one."""

import random
from fractions import Fraction
from math import isqrt

from flint import arb, ctx, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.constants.library import built_in_library
from analysis.exact.quadratic import square_and_squarefree
from analysis.numbers.recognition import recognise_quadratic, recognise_rational


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_fraction_is_recognised(numerator, denominator):
    value = Fraction(numerator, denominator)
    with ctx.workdps(50):
        assert recognise_rational(arb(fmpq(numerator, denominator))) == value


@given(st.integers(10**7, 10**9))
def test_a_fraction_is_refused_when_it_costs_more_than_the_digits(numerator):
    with ctx.workdps(50):
        assert recognise_rational(arb(fmpq(numerator, numerator + 1), arb(10) ** -18)) is None


def test_zero_is_rational_when_its_ball_is_small():
    with ctx.workdps(50):
        assert recognise_rational(arb(0, 1e-40)) == 0
        assert recognise_rational(arb(1e-45, 1e-40)) == 0
        assert recognise_rational(arb(0, 1e-3)) is None
        assert recognise_rational(arb(0)) == 0


@given(st.integers(-500, 500), st.integers(-500, 500).filter(bool), st.integers(1, 500), st.integers(2, 10**4))
def test_a_quadratic_irrational_is_recognised_with_squarefree_radicand(a, b, c, d):
    assume(isqrt(d) ** 2 != d)
    with ctx.workdps(60):
        x = (a + b * arb(d).sqrt()) / c
        found = recognise_quadratic(x)
        assert found is not None
        assert found.radicand == square_and_squarefree(d)[1]
        assert found.mobius.r == 0
        assert found.mobius(arb(found.radicand).sqrt()).overlaps(x)


def test_golden_ratio_and_its_conjugate_are_told_apart():
    with ctx.workdps(40):
        above = recognise_quadratic((1 + arb(5).sqrt()) / 2)
        below = recognise_quadratic((1 - arb(5).sqrt()) / 2)
    assert above.mobius.coefficients == (1, 1, 0, 2)
    assert below.mobius.coefficients == (-1, 1, 0, 2)


def test_no_constant_beyond_quadratic_is_taken_for_rational_or_quadratic():
    for known in built_in_library():
        value = known.value(60)
        assert recognise_rational(value) is None
        assert (recognise_quadratic(value) is None) == ("quadratic" not in known.tags)


def test_random_reals_are_neither():
    generator = random.Random(1)
    for digits in (16, 30, 100):
        for _ in range(200):
            with ctx.workdps(digits + 10):
                x = arb(arb(generator.randrange(10**digits)).mid(), 1) / 10**digits
                assert recognise_rational(x) is None
                assert recognise_quadratic(x) is None


@given(st.integers(1, 10**18))
def test_square_and_squarefree_multiply_back(number):
    factor, radicand = square_and_squarefree(number)
    assert factor**2 * radicand == number
    assert all(radicand % (p * p) for p in (2, 3, 5, 7, 11, 13))


def test_squares_of_large_primes_are_taken_out_of_large_discriminants():
    large = 10**30 + 57
    assert square_and_squarefree(12 * large**2) == (2 * large, 3)
