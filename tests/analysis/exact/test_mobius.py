"""Möbius maps with integer coefficients are a group, and every map has one canonical form."""

from fractions import Fraction
from math import gcd, isqrt

import pytest
from flint import arb, ctx
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.exact.mobius import IDENTITY, Mobius

ENTRIES = st.integers(-(10**12), 10**12)


@st.composite
def maps(draw):
    p, q, r, s = (draw(ENTRIES) for _ in range(4))
    assume(p * s != q * r)
    return Mobius(p, q, r, s)


@given(maps(), maps(), maps())
def test_composition_is_associative(f, g, h):
    assert (f @ g) @ h == f @ (g @ h)


@given(maps())
def test_the_inverse_undoes_the_map_on_both_sides(f):
    assert f @ f.inverse() == IDENTITY == f.inverse() @ f
    assert f @ IDENTITY == f == IDENTITY @ f


@given(maps(), maps(), st.fractions())
def test_composing_maps_composes_their_values(f, g, x):
    assume(g.r * x + g.s != 0)
    y = g(x)
    assume(f.r * y + f.s != 0)
    assert (f @ g)(x) == f(y)


@given(maps(), st.integers(-1000, 1000).filter(bool))
def test_multiples_are_one_map_with_one_canonical_form(f, factor):
    multiple = Mobius(*(factor * entry for entry in f.coefficients))
    assert multiple == f
    assert gcd(*f.coefficients) == 1
    assert f.r > 0 or (f.r == 0 and f.s > 0)


@given(maps(), maps())
def test_determinants_multiply_up_to_squares(f, g):
    ratio = Fraction(f.determinant * g.determinant, (f @ g).determinant)
    assert (f @ g).determinant != 0
    assert isqrt(ratio.numerator) ** 2 == ratio.numerator
    assert isqrt(ratio.denominator) ** 2 == ratio.denominator


def test_a_map_with_determinant_zero_is_refused():
    for entries in [(0, 0, 0, 0), (1, 2, 2, 4), (1, 2, 0, 0), (0, 0, 3, 5)]:
        with pytest.raises(ValueError, match="p s − q r ≠ 0"):
            Mobius(*entries)


def test_balls_and_fractions_are_mapped_alike():
    f = Mobius(2, 3, 5, -7)
    assert f(Fraction(1, 3)) == Fraction(-11, 16)
    with ctx.workdps(30):
        assert f(arb(1) / 3).overlaps(arb(-11) / 16)


def test_an_exact_pole_is_an_error():
    with pytest.raises(ZeroDivisionError):
        Mobius(0, 1, 1, 0)(Fraction(0))
