"""Proved enclosures: they contain the limit, for fast and slow fractions, and are refused where the proof fails."""

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exact.balls import log2_size
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.certification import certified_limit
from analysis.numbers.limits import limit
from analysis.numbers.signs import TwoRoots


def rates(pcf: PCF) -> Growth:
    found = growth(pcf)
    assert isinstance(found, Growth)
    return found


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("2n+1", "n^2", lambda: 4 / arb.pi()),  # exponential
        ("n+3", "-n", lambda: arb(1).exp()),  # factorial
        ("2", "n^2", lambda: 2 / (4 - arb.pi())),  # polynomial, alternating
        ("2n^2+2n+1", "-n^4", lambda: 6 / arb.pi() ** 2),  # polynomial, double root
        ("2n+2", "-n^2", lambda: -1 / (arb(1).exp() * arb(-1).ei())),  # exp(−4√n)
        ("2n+1", "-n^2", None),  # logarithmic: tends to 0
        ("1", "1", lambda: (1 + arb(5).sqrt()) / 2),  # irrational characteristic roots
        ("34n^3+51n^2+27n+5", "-n^6", lambda: 6 / arb(3).zeta()),
    ],
)
def test_the_enclosure_contains_the_known_value(a: str, b: str, value: object) -> None:
    found = limit(PCF.parse(a, b), 60, certify=True)
    assert found.ground == "certified" and found.value is not None
    with ctx.workprec(300):
        exact = value() if callable(value) else arb(0)
        assert found.value.contains(exact)
        assert found.value.rad() < 1e-59


polynomials = st.lists(st.integers(-20, 20), min_size=1, max_size=4).map(Polynomial.of)
nonzero = st.lists(st.integers(-20, 20), min_size=1, max_size=7).map(Polynomial.of).filter(bool)


@settings(max_examples=60, deadline=None)
@given(polynomials, nonzero)
def test_what_is_certified_is_true(a: Polynomial, b: Polynomial) -> None:
    """The enclosure at 20 digits contains the value computed to 60; all but extreme fractions get one."""
    low = limit(PCF(a, b), 20, certify=True)
    if low.ground != "certified":  # exp(−c√n) with a large c: the series makes sense only from n ~ c² on
        assert low.status != "convergent" or float(rates(PCF(a, b)).root) > 10
        return
    high = limit(PCF(a, b), 60)
    assert low.value is not None and high.value is not None
    with ctx.workprec(400):
        assert log2_size(abs(low.value.mid() - high.value.mid())) < log2_size(low.value.rad()) + 1


def test_a_trap_that_does_not_hold_yet_proves_nothing() -> None:
    """At n = 2 the series of this fraction has not begun to make sense: its roots lie near 30."""
    pcf = PCF.parse("n-30", "n^2+1000")
    assert certified_limit(pcf, rates(pcf), 2, 6) is None


@pytest.mark.parametrize(
    ("a", "b"), [("1", "n"), ("3", "n"), ("n", "n^3"), ("2n+4", "-n^2-n"), ("4n^2+3n+7", "-4n^4+3n^3+2")]
)
def test_series_in_the_square_root_of_n_are_trapped_too(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    assert rates(pcf).minimal_branch.ramification == 2
    assert limit(pcf, 30, certify=True).ground == "certified"


def test_signs_of_sums_with_two_roots() -> None:
    """√(x²+1) lies between x and x + 1/(2x), for all x ≥ 1."""
    ring = TwoRoots.over(0)
    x, y = ring.polynomial([0, 1]), ring.second_root()
    twice = ring.polynomial([2])
    assert (y - x).sign_from(1) == 1
    assert (twice * x * y - twice * x * x - ring.polynomial([1])).sign_from(1) == -1
    assert (y * y - x * x - ring.polynomial([1])).sign_from(1) == 0
    assert (x - ring.polynomial([5])).sign_from(1) is None
