"""Limits of fractions whose roots lie far out, against backward recurrence; numbers that cancel; budgets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from analysis.exact.balls import accurate_float
from analysis.exact.quadratic import Quadratic
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.convergents import convergent
from analysis.numbers.limits import CHEAP, limit
from analysis.numbers.rounded_convergents import rounded_convergent
from analysis.numbers.simple_tails import Gains, simple_tail

FAR = [
    ("2n+1", "(n+10^4)^2", 6_000),
    ("n", "n+10^6", 3_000),
    ("2n+10^6", "n^2", 200),
    ("n", "10^7", 3_000),
    ("n^2+10^20", "n^4", 50),
    ("5n+1", "-2(n+300)^2", 2_000),
    ("10^8*n+1", "n^2", 50),
]


def backward(pcf: PCF, steps: int) -> mpf:
    tail = mpf(0)
    for n in range(steps, 0, -1):
        tail = pcf.b(n) / (pcf.a(n) + tail)
    return pcf.a(0) + tail


@pytest.mark.parametrize(("a", "b", "steps"), FAR)
def test_far_limits_agree_with_backward_recurrence(a: str, b: str, steps: int) -> None:
    pcf = PCF.parse(a, b)
    found = limit(pcf, 40, certify=True)
    assert (found.digits, found.ground) == (40, "certified")
    with mp.workdps(80):
        expected = backward(pcf, steps)
        assert abs(mpf(found.decimal()) - expected) <= abs(expected) * mpf(10) ** -39


def test_a_slow_fraction_far_out_has_its_series_in_the_shifted_variable() -> None:
    """K(x) = PCF(1, (n + x)²) satisfies K(x) = 1 + (x + 1)²/K(x + 1), whatever the offset."""
    x = 10**6
    here, there = (limit(PCF.parse("1", f"(n+{x + k})^2"), 30) for k in (0, 1))
    assert here.digits == there.digits == 30
    with mp.workdps(60):
        assert abs(mpf(here.decimal()) - 1 - mpf(x + 1) ** 2 / mpf(there.decimal())) < mpf(10) ** -20


def test_an_inflated_constant_fraction_is_deflated_first() -> None:
    """4(n + c)⁴, (n + c)⁴(n + c − 1)⁴ is c⁴ times PCF(4, 1) = 2 + √5."""
    found = limit(PCF.parse("4(n+8002)^4", "(n+8002)^4*(n+8001)^4"), 40)
    with mp.workdps(60):
        assert abs(mpf(found.decimal()) / (8002**4 * (2 + mp.sqrt(5))) - 1) < mpf(10) ** -39


def test_too_far_for_the_effort_gives_fewer_digits_and_the_reason() -> None:
    found = limit(PCF.parse("5n+1", "-2(n+10^9)^2"), 30, effort=CHEAP)
    assert found.digits < 30 and found.reason


@pytest.mark.parametrize(
    ("a", "b"),
    [("18n-22544", "28079n+11640"), ("2n-601", "n^2"), ("n-80", "3n+1"), ("3n-150", "-2n^2-1"), ("n-12", "5")],
)
def test_a_fraction_whose_a_changes_sign_late_agrees_with_exact_convergents(a: str, b: str) -> None:
    """Beyond the root of a the convergents lose all that they had gained, and gain it anew."""
    pcf = PCF.parse(a, b)
    found, at = limit(pcf, 40, certify=True), convergent(pcf, 12_000)
    with mp.workdps(60):
        assert abs(mpf(found.decimal()) / (mpf(at.p) / mpf(at.q)) - 1) < mpf(10) ** -38


@given(st.integers(1, 10**30), st.integers(2, 10**30))
def test_a_small_characteristic_root_has_all_its_digits(x: int, y: int) -> None:
    """x − √(x² + y) has the exact reciprocal −(x + √(x² + y))/y."""
    small, large = (Quadratic.sqrt(x * x + y) * sign + x for sign in (-1, 1))
    assert small.sign() == 0 or small.ball().rel_accuracy_bits() > 40
    assert (small.ball() * large.ball() + y).contains(0)


def test_a_rate_next_to_nothing_has_all_its_digits() -> None:
    rates = growth(PCF.parse("1", "10^40"))
    assert isinstance(rates, Growth)
    assert rates.gamma == pytest.approx(1e-20, rel=1e-14)
    assert accurate_float(lambda: (Quadratic.sqrt(2) * Quadratic.sqrt(2) - 2).ball()) == 0


def test_rounded_convergents_enclose_the_exact_ones() -> None:
    at = rounded_convergent(PCF.parse("3n+1", "-2n^2"), 500, 100)
    assert (at.p * at.q_before - at.p_before * at.q).overlaps(at.determinant)
    assert Gains(PCF.parse("1", "1")).at(100) == pytest.approx(138.8, abs=2)
    bound = simple_tail(PCF.parse("3n+1", "-2n^2"))
    assert bound is not None and bound.enclosure(at).overlaps(limit(PCF.parse("3n+1", "-2n^2"), 30).value)


@pytest.mark.parametrize(("a", "b"), [("3n+1", "-2(n-700)^2"), ("n^3-5", "n^5+2n"), ("n^8+1", "n^16"), ("n^20", "n^9")])
def test_steps_multiplied_out_in_blocks_give_the_exact_convergents(a: str, b: str) -> None:
    pcf, n = PCF.parse(a, b), 1_100
    exact = convergent(pcf, n)
    for at in (rounded_convergent(pcf, n, 100), rounded_convergent(pcf, n, 100, rounded_convergent(pcf, 37, 100))):
        assert (at.p * exact.q).overlaps(at.q * exact.p) and (at.p_before * exact.q_before).overlaps(
            at.q_before * exact.p_before
        )
        assert at.q.rel_accuracy_bits() >= 90 or not exact.q


@pytest.mark.parametrize(("a", "b"), [("3n-100000", "-2n^2"), ("n-40001", "n^2+n+1"), ("n-30000", "2n^2+1")])
def test_no_limit_is_said_to_be_infinite_before_the_dominant_solution_is_reached(a: str, b: str) -> None:
    """The numerators of the first are Meixner polynomials at 99999, a point of their measure: the limit is 0."""
    found = limit(PCF.parse(a, b), 30)
    assert found.status == "undecided" and found.reason
    assert limit(PCF.parse("3n-5", "-2n^2"), 30).decimal() == limit(PCF.parse("3n-500", "-2n^2"), 30).decimal() == "0"
