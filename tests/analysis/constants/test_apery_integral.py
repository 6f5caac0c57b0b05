"""Apéry's integrals between the integers, against each other and their series."""

from fractions import Fraction

import mpmath
import pytest
from flint import ctx

from analysis.constants.apery_integral import apery_integral


@pytest.mark.parametrize(("x", "y"), [("1/2", "3/2"), ("7/3", "1/4")])
def test_it_is_symmetric_and_has_the_digits_asked_for(x: str, y: str) -> None:
    with ctx.workprec(400):
        there, back = apery_integral(Fraction(x), Fraction(y)), apery_integral(Fraction(y), Fraction(x))
        assert there.overlaps(back)
        assert there.rel_accuracy_bits() > 390


def test_its_series() -> None:
    x, y = mpmath.mpf(1) / 2, mpmath.mpf(5) / 2
    a, g = 2 * x + y - 1, mpmath.gamma
    terms = mpmath.hyper([a, a / 2 + 1, x, x, x, x, y], [a / 2, x + y, x + y, x + y, x + y, 2 * x], 1)
    found = terms * g(a + 1) * g(x) ** 3 * g(y) ** 2 / (g(2 * x) * g(x + y) ** 4)
    assert abs(found - float(apery_integral(Fraction(1, 2), Fraction(5, 2)))) < 1e-12


def test_it_is_a_number_for_positive_arguments_only() -> None:
    assert not apery_integral(Fraction(0), Fraction(1)).is_finite()
