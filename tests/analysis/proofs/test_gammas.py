"""Quotients of values of Γ in one spelling."""

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.proofs.gammas import gamma_quotient
from analysis.proofs.rational import NotCovered
from tests.analysis.proofs.test_theorems import image, value_of

arguments = st.lists(
    st.builds(Fraction, st.integers(-80, 120), st.sampled_from([2, 3, 4, 5, 6, 8, 10, 12, 24])).filter(
        lambda x: x.denominator > 1 or x > 0
    ),
    max_size=4,
)


@settings(max_examples=60)
@given(top=arguments, bottom=arguments)
def test_the_spelling_has_the_value_of_the_quotient(top: list[Fraction], bottom: list[Fraction]) -> None:
    constant, m = gamma_quotient(top, bottom)
    with mpmath.workdps(40):
        sides = ([mpmath.mpf(x.numerator) / x.denominator for x in side] for side in (top, bottom))
        value = mpmath.gammaprod(*sides)
        p, q, r, s = (mpmath.mpf(x.numerator) / x.denominator for x in m)
        assert abs(image((p, q, r, s), value_of(constant, {})) / value - 1) < mpmath.mpf(10) ** -25


def test_what_is_not_finite_is_not_covered() -> None:
    for top, bottom in (([Fraction(0)], []), ([], [Fraction(-2)]), ([Fraction(1, 241)], [])):
        with pytest.raises(NotCovered):
            gamma_quotient(top, bottom)
