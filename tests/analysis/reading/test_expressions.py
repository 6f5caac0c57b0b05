"""What a user may type as a polynomial or a form, and the one line that answers what they may not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, parse_polynomial, parse_rational_polynomial
from analysis.formulas.templates import parse_template
from analysis.reading.expressions import parse_expression

polynomials = st.lists(st.integers(-(10**40), 10**40), max_size=12).map(Polynomial.of)


@given(polynomials)
def test_every_printed_form_is_read_back(p: Polynomial) -> None:
    assert parse_polynomial(str(p)) == p
    assert parse_polynomial(p.compact()) == p


@pytest.mark.parametrize(
    ("text", "coefficients"),
    [
        ("34n^3+51n^2+27n+5", (5, 27, 51, 34)),
        ("-n^6", (0, 0, 0, 0, 0, 0, -1)),
        ("2n(n+1)", (0, 2, 2)),
        ("(2n-1)**2", (1, -4, 4)),
        ("4*n**2 - 1", (-1, 0, 4)),
        ("−n·n", (0, 0, -1)),
        ("n(n+1)(n+2)/2*2", (0, 2, 3, 1)),
        ("-2^2n", (0, -4)),
        ("(n^2-1)/(n-1)", (1, 1)),
        ("(-1)^1000000000001 n", (0, -1)),
        ("n-n", ()),
    ],
)
def test_the_forms_mathematicians_type(text: str, coefficients: tuple[int, ...]) -> None:
    assert parse_polynomial(text).coefficients == coefficients


@pytest.mark.parametrize(
    "text",
    ["", "2n+", "n^^2", "(n", "n)", "1 2", "$", "m", "sin(n)", "1/n", "1/0", "n^n", "n^-1", "n^(1/2)", "n^65",
     "(n+1)^99",
     "n^1000000000000", "2^(2^64)", "((2^64)^64)^64", "7" * 10_000, "-" * 5_000 + "n", "__import__('os')", "n;n", "n/2",
     "(" * 50_000, "0" * 300_000],
)  # fmt: skip
def test_bad_text_gets_one_short_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_polynomial(text)
    line = str(caught.value)
    assert "\n" not in line and len(line) < 300 and "allowed: " in line


def test_rational_coefficients_keep_their_least_denominator() -> None:
    assert parse_rational_polynomial("n^2/2 - n/3 + 1/6") == (Polynomial((1, -2, 3)), 6)


@given(polynomials, st.integers(-50, 50), st.integers(-50, 50))
def test_shift_is_evaluation_further_on(p: Polynomial, k: int, n: int) -> None:
    assert p.shift(k)(n) == p(n + k)


def test_template_is_linear_algebra_over_its_parameters() -> None:
    template = parse_template("x0*(n^3+(n+1)^3)+x1*(2n+1)")
    assert template.parameters == ("x0", "x1")
    assert template.substitute({"x0": 17, "x1": -12}) == parse_polynomial("17(n^3+(n+1)^3)-12(2n+1)")


def test_template_parameters_may_be_powers_and_products() -> None:
    template = parse_template("(x n + y)^2 - x y")
    assert template.substitute({"x": 3, "y": -2}) == parse_polynomial("(3n-2)^2+6")


@pytest.mark.parametrize("text", ["x/n", "x^y", "n^65", "x^99", "n/x", "(a+b+c+d+f+g+h+k)^60", "sin(x)"])
def test_bad_templates_get_one_line(text: str) -> None:
    with pytest.raises(InputError):
        parse_template(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("2n(", "ends too early"), ("1 23", "'23' at character 3"), ("n +) 1", "')' at character 4"),
     ("(1, 2)", "',' at character 3"), ("n(1)_x", "'_' at character 5"), ("(" * 101 + "n" + ")" * 101, "too deeply")],
)  # fmt: skip
def test_what_does_not_fit_is_shown_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        parse_expression(text)


@pytest.mark.parametrize(
    ("short", "long"),
    [("-2^2n", "(-(2^2))*n"), ("2n^-1", "2*(n^(-1))"),
     ("2^3^n", "2^(3^n)"), ("x(n)(1+n)", "x*n*(1+n)"), ("- -n", "-(-n)"),
     ("1-+n/2k", "1-n/2*k"), ("log (n)k**2", "log(n)*(k^2)")],
)  # fmt: skip
def test_how_tightly_things_bind(short: str, long: str) -> None:
    assert parse_expression(short) == parse_expression(long)
