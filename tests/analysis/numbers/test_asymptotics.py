"""Exact growth: classical rates of convergence, every case of the Newton polygon, and agreement with measurement."""

from fractions import Fraction
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, Oscillation, growth
from analysis.numbers.convergents import Convergent, advance, convergent
from analysis.numbers.limits import limit
from analysis.numbers.ratio_series import Exact, RatioSeries


def rates(a: str, b: str) -> Growth:
    found = growth(PCF.parse(a, b))
    assert isinstance(found, Growth)
    return found


@pytest.mark.parametrize(
    ("a", "b", "eta", "base", "root", "power"),
    [
        ("34n^3+51n^2+27n+5", "-n^6", 0, "577 + 408*sqrt(2)", "0", "0"),  # Apéry: (1+√2)^8
        ("11n^2+11n+3", "n^4", 0, "123/2 + 55*sqrt(5)/2", "0", "0"),  # ζ(2): golden ratio^10
        ("6n+3", "-n^2", 0, "17 + 12*sqrt(2)", "0", "0"),  # ln 2: (1+√2)^4
        ("2n+1", "n^2", 0, "3 + 2*sqrt(2)", "0", "0"),  # 4/π
        ("n+3", "-n", 1, "1", "0", "4"),  # e
        ("2", "n^2", 0, "1", "0", "2"),  # 2/(4 − π): one over n²
        ("2n+2", "-n^2", 0, "1", "4", "0"),  # Gompertz: exp(−4√n)
        ("1", "n", 0, "1", "2", "0"),  # deg b > 2 deg a, odd
        ("2n^2+2n+1", "-n^4", 0, "1", "0", "1"),  # ζ(2), slowly
        ("2n+1", "-n^2+3", 0, "1", "0", "2*sqrt(3)"),  # irrational exponent
    ],
)
def test_classical_rates(a: str, b: str, eta: int, base: str, root: str, power: str) -> None:
    found = rates(a, b)
    assert (found.eta, str(found.base), str(found.root), str(found.power)) == (eta, base, root, power)
    assert not found.logarithmic


def test_equal_exponents_at_a_double_root_converge_logarithmically() -> None:
    assert rates("2n+1", "-n^2").logarithmic


@pytest.mark.parametrize(
    ("a", "b"),
    [("1", "-1"), ("n", "-n^2"), ("1", "-n^3"), ("1", "n^3"), ("0", "n"), ("2n^2", "-n^4+n^3"), ("2n", "-n^2-5")],
)
def test_solutions_of_equal_size_have_no_limit(a: str, b: str) -> None:
    assert isinstance(growth(PCF.parse(a, b)), Oscillation)


coefficients = st.integers(-9, 9)


@st.composite
def convergent_fractions(draw: st.DrawFn) -> PCF:
    a = Polynomial.of(draw(st.lists(coefficients, min_size=1, max_size=4)))
    b = Polynomial.of(draw(st.lists(coefficients, min_size=1, max_size=7)))
    if not b or any(root >= 1 for root in b.integer_roots()):
        b = Polynomial((1,))
    return PCF(a, b)


@settings(max_examples=60)
@given(convergent_fractions())
def test_series_solves_the_riccati_equation_order_by_order(pcf: PCF) -> None:
    """Every residual coefficient up to the order reached vanishes exactly."""
    found = growth(pcf)
    if isinstance(found, Oscillation):
        return
    series = RatioSeries(pcf, found.minimal_branch, Exact())
    count = len(series.extend(7))
    assert all(series.residual(k) == Quadratic.rational(0) for k in range(count))


@settings(max_examples=40, deadline=None)
@given(convergent_fractions())
def test_error_falls_as_the_exponents_say(pcf: PCF) -> None:
    """ln|x_n − x_2n| between n = 200 and 400 moves by what the exact exponents predict, up to the 1/√n corrections."""
    found = growth(pcf)
    if isinstance(found, Oscillation) or found.logarithmic or limit(pcf, 10).status != "convergent":
        return  # at a value of infinity it is q that falls
    at = {n: convergent(pcf, n) for n in (200, 400, 800, 1600)}
    if any(c.q == 0 for c in at.values()):
        return

    def log_difference(n: int) -> float | None:
        first, second = at[n], at[2 * n]
        numerator = abs(first.p * second.q - second.p * first.q)
        if numerator == 0:
            return None
        bits = numerator.bit_length() - first.q.bit_length() - second.q.bit_length()
        return bits * log(2)

    measured = [log_difference(n) for n in (200, 800)]
    if None in measured:
        return
    predicted = found.log_error(800) - found.log_error(200)
    assert measured[0] is not None and measured[1] is not None
    assert measured[0] - measured[1] == pytest.approx(predicted, rel=0.1, abs=12)


@given(convergent_fractions(), st.integers(0, 90))
def test_binary_splitting_is_the_recurrence(pcf: PCF, n: int) -> None:
    p, q, p_before, q_before = pcf.a(0), 1, 1, 0
    for k in range(1, n + 1):
        p, p_before = pcf.a(k) * p + pcf.b(k) * p_before, p
        q, q_before = pcf.a(k) * q + pcf.b(k) * q_before, q
    by_steps = Convergent(n, p, q, p_before, q_before)
    assert convergent(pcf, n) == by_steps
    assert advance(pcf, convergent(pcf, n // 2), n) == by_steps


@given(convergent_fractions(), st.integers(1, 40))
def test_determinant_of_two_convergents_is_the_product_of_b(pcf: PCF, n: int) -> None:
    c: Convergent = convergent(pcf, n)
    product = 1
    for k in range(1, n + 1):
        product *= -pcf.b(k)
    assert c.p_before * c.q - c.p * c.q_before == product


rationals = st.fractions(min_value=-5, max_value=5, max_denominator=6)


@given(rationals, rationals, rationals, rationals)
def test_quadratic_numbers_are_a_field(x: Fraction, y: Fraction, u: Fraction, v: Fraction) -> None:
    root = Quadratic.sqrt(7)
    left, right = Quadratic.rational(x) + root * y, Quadratic.rational(u) + root * v
    assert left * right == right * left
    if right != Quadratic.rational(0):
        assert (left / right) * right == left
    assert (left - right).sign() == (float(left) > float(right)) - (float(left) < float(right))
