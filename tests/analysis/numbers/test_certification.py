"""Proved enclosures: they contain the limit, for fast and slow fractions, and are refused where the proof fails."""

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.formulas.pcf import PCF
from analysis.formulas.polynomials import Polynomial
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.balls import log2_size
from analysis.numbers.certification import certified_limit
from analysis.numbers.limits import limit


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
    """The enclosure at 20 digits contains the value computed to 60; whole powers of n always get one."""
    low = limit(PCF(a, b), 20, certify=True)
    if low.ground != "certified":
        found = growth(PCF(a, b))
        assert low.status != "convergent" or (isinstance(found, Growth) and found.minimal_branch.ramification == 2)
        return
    high = limit(PCF(a, b), 60)
    assert low.value is not None and high.value is not None
    with ctx.workprec(400):
        assert log2_size(abs(low.value.mid() - high.value.mid())) < log2_size(low.value.rad()) + 1


def test_a_trap_that_does_not_hold_yet_proves_nothing() -> None:
    """At n = 2 the series of this fraction has not begun to make sense: its roots lie near 30."""
    pcf = PCF.parse("n-30", "n^2+1000")
    assert certified_limit(pcf, rates(pcf), 2, 6) is None


def test_series_in_the_square_root_of_n_stay_agreed() -> None:
    assert limit(PCF.parse("2n+2", "-n^2"), 30, certify=True).ground == "agreed"
