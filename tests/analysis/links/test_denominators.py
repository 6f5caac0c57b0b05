"""Proved denominators: Legendre's convergents are as integral as is said, and the bound carries over to equivalents."""

from fractions import Fraction
from math import factorial, gcd, lcm

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.formulas.pcf import PCF
from analysis.links.denominators import proved_denominators

STEPS = 12


@given(st.integers(1, 30), st.integers(-60, 60))
def test_convergents_of_legendres_fractions_are_integers_over_lcm(u: int, w: int) -> None:
    assume(w and u * u + w > 0)
    common, twos = 1, 1 if (u * u + w) % 4 == 0 else 2
    for p in (p for p in range(2, 31) if u % p == w % p == 0 and all(p % d for d in range(2, p))):
        assume(w % (p * p))  # else the fraction can be deflated
        common *= p
    assert common == gcd(u, w)
    p, p_before, q, q_before = u, 1, 1, 0
    for n in range(1, STEPS):
        a, b = (2 * n + 1) * u, w * n * n
        p, p_before, q, q_before = a * p + b * p_before, p, a * q + b * q_before, q
        size = Fraction(twos ** (n + 1) * lcm(*range(1, n + 2)), factorial(n + 1) * common ** (n // 2))
        assert (p * size).denominator == (q * size).denominator == 1


@pytest.mark.parametrize(
    ("a", "b", "delta", "ground"),
    [
        ("34n^3+51n^2+27n+5", "-n^6", 0.0805, "lcm(1..n)^3"),
        ("34n^3+153n^2+231n+117", "-(n+1)^6", 0.0805, "lcm(1..n)^3"),
        ("6n+9", "3(n+1)^2", 0.1367, "at most lcm(1..n)/3^(n/2)"),
        ("4n+2", "1", 1.0, "integers by the recurrence"),
        ("3n^2+3n+1", "-2n^4", 0.01, None),
        ("6n+3", "-n^2", 0.3, None),  # more than the bound gives
    ],
)
def test_bounds_carry_over_to_equivalent_fractions(a: str, b: str, delta: float, ground: str | None) -> None:
    found = proved_denominators(PCF.parse(a, b), delta)
    assert found is None if ground is None else found is not None and found.startswith(ground)


def test_the_bound_of_a_half_step_is_that_of_two_steps() -> None:
    """Every second convergent of Legendre's fraction for π √3 is one of a trajectory of the field of ₂F₁."""
    a, b = "112n^3+588n^2+998n+546", "-64n^6-480n^5-1396n^4-1980n^3-1411n^2-465n-54"
    assert "PCF(6n+3, 3n^2)" in str(proved_denominators(PCF.parse(a, b), 0.1367))
