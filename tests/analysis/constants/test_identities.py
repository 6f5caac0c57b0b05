"""An identity prints one canonical expression that sympy reads back to the same number."""

import json
from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import built_in_library, constant
from analysis.exact.mobius import Mobius

PI = constant("pi")


@pytest.mark.parametrize(
    ("entries", "expression", "latex"),
    [
        ((1, 0, 0, 1), "pi", r"\pi"),
        ((-1, 0, 0, 1), "-pi", r"-\pi"),
        ((3, 0, 0, 4), "3*pi/4", r"\frac{3 \pi}{4}"),
        ((-1, 0, 0, 4), "-pi/4", r"-\frac{\pi}{4}"),
        ((1, 3, 0, 1), "3 + pi", r"\pi + 3"),
        ((-1, 3, 0, 2), "(3 - pi)/2", r"\frac{3 - \pi}{2}"),
        ((0, 4, 1, 0), "4/pi", r"\frac{4}{\pi}"),
        ((0, -4, 3, 0), "-4/(3*pi)", r"-\frac{4}{3 \pi}"),
        ((1, 4, 1, 0), "1 + 4/pi", r"\frac{\pi + 4}{\pi}"),
        ((-2, -1, 2, 0), "-1 - 1/(2*pi)", r"-\frac{2 \pi + 1}{2 \pi}"),
        ((1, 4, 3, 0), "(4 + pi)/(3*pi)", r"\frac{\pi + 4}{3 \pi}"),
        ((1, 2, 1, -2), "(2 + pi)/(-2 + pi)", r"\frac{\pi + 2}{\pi - 2}"),
        ((3, 0, 3, -8), "3*pi/(-8 + 3*pi)", r"\frac{3 \pi}{3 \pi - 8}"),
        ((0, 4, -1, 4), "4/(4 - pi)", r"\frac{4}{4 - \pi}"),
        ((-2, -3, 5, 7), "-(3 + 2*pi)/(7 + 5*pi)", r"-\frac{2 \pi + 3}{5 \pi + 7}"),
    ],
)
def test_printed_forms(entries, expression, latex):
    identity = Identity(PI, Mobius(*entries), 50)
    assert (identity.expression, identity.latex) == (expression, latex)


@given(
    st.sampled_from(built_in_library().constants),
    st.tuples(*[st.integers(-12, 12)] * 4),
)
@settings(max_examples=150)
def test_the_expression_means_the_mobius_image_to_sympy(known, entries):
    p, q, r, s = entries
    assume(p * s != q * r)
    identity = Identity(known, Mobius(*entries), 50)
    c = sympy.N(sympy.sympify(known.sympy), 60)
    assume(abs(r * c + s) > 1e-6)
    image = (p * c + q) / (r * c + s)
    printed = sympy.N(sympy.sympify(identity.expression), 50)
    assert abs(printed - image) <= abs(image) * sympy.Float(10) ** -40
    assert identity.latex.count("{") == identity.latex.count("}")


@given(st.fractions(max_denominator=10**30))
def test_a_rational_value_prints_as_itself(value):
    identity = rational_identity(value, 80)
    assert Fraction(identity.expression) == value == identity.rational
    assert identity.as_json()["constant"] == "1"


def test_json_is_that_of_the_contract():
    assert Identity(PI, Mobius(0, 4, 1, 0), 100).as_json() == {
        "constant": "pi",
        "mobius": [[0, 4], [1, 0]],
        "expression": "4/pi",
        "latex": r"\frac{4}{\pi}",
        "digits": 100,
        "constants": ["pi"],
        "status": "conjecture",
    }
    assert rational_identity(Fraction(-7, 3), 50).as_json()["latex"] == r"-\frac{7}{3}"
    assert rational_identity(Fraction(5), 50).as_json()["expression"] == "5"


def test_integers_beyond_doubles_are_decimal_strings_in_json():
    shown = Identity(PI, Mobius(2**53, 2**53 + 1, 1, 0), 100).as_json()["mobius"]
    assert json.loads(json.dumps(shown)) == [[2**53, str(2**53 + 1)], [1, 0]]


def test_compound_constants_are_put_in_parentheses():
    ratio = constant("pi/log(7)")
    assert Identity(ratio, Mobius(0, 4, 1, 0), 50).expression == "4/(pi/log(7))"
    shifted = constant("1+pi^2")
    assert Identity(shifted, Mobius(-2, 0, 0, 1), 50).expression == "-2*(1 + pi**2)"
