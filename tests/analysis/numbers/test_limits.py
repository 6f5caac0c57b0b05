"""Limits: classical values, slow and fast, to the digits claimed; and what has no limit."""

import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exact.balls import decimal_text, log2_size
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.limits import limit

CLASSICAL = [  # a, b, value; sources: Perron; Cuyt et al., Handbook of Continued Fractions; Apéry; arXiv 1907.00205
    ("1", "1", "(1+sqrt(5))/2"),
    ("n+3", "-n", "E"),
    ("2n+1", "1", "coth(1)"),
    ("2n+1", "-1", "cot(1)"),
    ("4n+2", "1", "(E+1)/(E-1)"),
    ("2", "(2n-1)^2", "1+4/pi"),
    ("2n+1", "n^2", "4/pi"),
    ("6", "(2n-1)^2", "pi+3"),
    ("3n+3", "-n(2n-1)", "4/(3*pi-8)"),
    ("2n^2+2n+1", "-n^4", "1/zeta(2)"),
    ("11n^2+11n+3", "n^4", "5/zeta(2)"),
    ("n^3+(n+1)^3", "-n^6", "1/zeta(3)"),
    ("34n^3+51n^2+27n+5", "-n^6", "6/zeta(3)"),
    ("8n", "(2n-1)^4", "1/Catalan-1"),
    ("6n+3", "-n^2", "2/log(2)"),
    ("4n+2", "-n^2", "2/log(3)"),
    ("2n+1", "4n^2", "2/atan(2)"),
    ("n+1", "1", "besseli(0,2)/besseli(1,2)"),
    ("2n+2", "-n^2", "1/(-E*Ei(-1))"),
    ("2", "n^2", "2/(4-pi)"),
]


@pytest.mark.parametrize(("a", "b", "value"), CLASSICAL)
@pytest.mark.parametrize("digits", [15, 120])
def test_classical_values_to_every_digit_claimed(a: str, b: str, value: str, digits: int) -> None:
    found = limit(PCF.parse(a, b), digits)
    assert (found.status, found.digits) == ("convergent", digits)
    shown = found.decimal()
    assert shown is not None
    exact = sympy.sympify(value)
    error = abs(sympy.Float(shown, digits + 20) / sympy.N(exact, digits + 20) - 1)
    assert error < sympy.Float(10) ** (1 - digits)


def test_ten_thousand_digits_of_apery() -> None:
    found = limit(PCF.parse("34n^3+51n^2+27n+5", "-n^6"), 10_000)
    assert found.digits == 10_000
    with ctx.workprec(34_000):
        assert found.value is not None
        assert log2_size(abs(found.value.mid() - (6 / arb(3).zeta()).mid())) < -33_000


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("1", "-1", "complex characteristic roots"),
        ("1", "n^3", "two values in turn"),
        ("2n+1", "-n^2-3", "complex exponents"),
        ("3n-1", "-3n-1", "tend to infinity"),
        ("0", "n+1", "two values in turn"),
    ],
)
def test_no_limit_says_why(a: str, b: str, reason: str) -> None:
    found = limit(PCF.parse(a, b), 30)
    assert found.status == "divergent" and found.value is None and reason in found.reason


def test_terminating_fraction_is_rational_and_exact() -> None:
    found = limit(PCF.parse("n+1", "n-3"), 30)  # 1 − 2/(2 − 1/3)
    assert (found.status, str(found.rational), found.ground) == ("terminating", "-1/5", "exact")


@pytest.mark.parametrize(("a", "b"), [("n+1", "-n"), ("2n+1", "-n^2"), ("3n+1", "-2n^2")])
def test_a_limit_that_cannot_be_told_from_zero_is_written_as_zero(a: str, b: str) -> None:
    assert limit(PCF.parse(a, b), 40).decimal() == "0"


def test_terminating_by_zero_division_has_no_value() -> None:
    found = limit(PCF.parse("n-1", "-n+2"), 30)  # −1 + 1/0
    assert found.status == "terminating" and found.value is None and "division by zero" in found.reason


def test_distant_roots_do_not_need_distant_convergents() -> None:
    """a(n) = n + 10⁶ dominates b(n) = −n: the tail is at most 1, and two terms already give the head."""
    found = limit(PCF.parse("n+1000000", "-n"), 40)
    assert (found.ground, found.digits) == ("certified", 40)
    assert (found.decimal() or "").startswith("999999.9999990000")


def test_a_distant_end_is_not_computed() -> None:
    assert limit(PCF.parse("1", "n-1000000000000"), 30).status == "terminating"


def test_rational_limit_of_an_endless_fraction() -> None:
    found = limit(PCF.parse("n+2", "n+1"), 40)  # u = (−1)^n is a solution
    assert found.status == "convergent"
    assert found.decimal() == "2." + "0" * 39 or found.decimal() is not None


polynomials = st.lists(st.integers(-20, 20), min_size=1, max_size=4).map(Polynomial.of)
nonzero = st.lists(st.integers(-20, 20), min_size=1, max_size=7).map(Polynomial.of).filter(bool)


@settings(max_examples=80, deadline=None)
@given(polynomials, nonzero)
def test_more_digits_confirm_fewer(a: Polynomial, b: Polynomial) -> None:
    """What is claimed at 25 digits is what a computation with 60 digits gives."""
    low, high = limit(PCF(a, b), 25), limit(PCF(a, b), 60)
    assert low.status == high.status != "undecided"
    if low.value is None or high.value is None:
        return
    with ctx.workprec(400):
        error, size = log2_size(abs(low.value.mid() - high.value.mid())), log2_size(abs(high.value.mid()))
    assert error < max(size, -80) - 3.3 * (low.digits - 1)


@settings(max_examples=40, deadline=None)
@given(polynomials, nonzero, st.sampled_from([(1, 1), (2, 1), (1, 2), (-3,)]))
def test_inflation_keeps_the_limit_up_to_its_factor(a: Polynomial, b: Polynomial, factor: tuple[int, ...]) -> None:
    c = Polynomial(factor)
    plain, inflated = limit(PCF(a, b), 30), limit(PCF(a, b).inflated(c), 30)
    assert plain.status == inflated.status
    if plain.value is not None and inflated.value is not None:
        with ctx.workprec(300):
            error = log2_size(abs(plain.value.mid() * c(0) - inflated.value.mid()))
            size = log2_size(abs(inflated.value.mid()))
        assert error < max(size, -80) - 90


@pytest.mark.parametrize(
    ("text", "digits", "shown"),
    [("1/3", 5, "0.33333"), ("2/3", 3, "0.667"), ("-1/8", 3, "-0.125"), ("99999/100000", 4, "1.000"),
     ("123456", 3, "1.23e+05"), ("1/123456789", 4, "8.100e-09"), ("5", 1, "5"), ("0", 3, "0")],
)  # fmt: skip
def test_decimal_text_has_exactly_the_digits(text: str, digits: int, shown: str) -> None:
    numerator, _, denominator = text.partition("/")
    assert decimal_text(arb(fmpq(int(numerator), int(denominator or 1))), digits) == shown
