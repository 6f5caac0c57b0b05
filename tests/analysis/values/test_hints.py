"""Coefficients of classical fractions suggest the constants of their values."""

import itertools
import math
from collections.abc import Callable

import mpmath
import pytest
from flint import ctx
from mpmath import mpf

from analysis.constants.identities import Identity
from analysis.constants.library import Library
from analysis.formulas.pcf import PCF
from analysis.numbers.identification import identify
from analysis.numbers.limits import limit
from analysis.values.hints import hinted_constants

DIGITS = 50


def _named(a: str, b: str) -> Identity | None:
    pcf = PCF.parse(a, b)
    return identify(lambda digits: limit(pcf, digits).value, Library(()), digits=DIGITS, hints=hinted_constants(pcf))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("2n+1", "n", "2*sqrt(2)*e^(1/4)*lowergamma(3/4,1/4)"),  # ₁F₁, DLMF 8.5.1
        ("2n+3", "-4n", "sqrt(pi)*erfi(1)/e"),
        ("4n+3", "-8n", "hyp1f1(1,5/4,-1/2)"),
        ("2n+7", "-3n", "hyp1f1(1,7/4,-3/4)"),
        ("2n+3", "2n+1", "bessel_ratio(0,1/4)"),  # ₁F₁(ν + 1/2; 2ν + 1; 2z), DLMF 10.39.5
        ("4n+3", "-4n^2+1", "besselk(0,1/4)/besselk(1,1/4)"),  # U(ν + 1/2, 2ν + 1, 2z), DLMF 10.39.6
        ("1", "2n+1", "besselk(1/4,1/8)/besselk(3/4,1/8)"),  # D of order −1/2, DLMF 12.7.10
        ("n+1", "2n^2", "hyp2f1(1,1,5/3,1/3)"),
        ("1", "n(4n+1)", "hyp2f1(1,1/4,15/8,1/2)"),
        ("4n+2", "9n^4", "polygamma(1,5/6)"),
        ("8n^2+8n+7", "-16n^4", "polygamma(1,3/4)-polygamma(1,5/4)"),
        ("18n^3+27n^2+43n+17", "-81n^6", "polygamma(2,1/3)"),
    ],
)
def test_a_value_beyond_the_library_is_named(a: str, b: str, name: str) -> None:
    found = _named(a, b)
    assert found is not None and (found.constant.name, found.digits) == (name, 2 * DIGITS)


def _entry_25(x: mpf, n: mpf) -> mpf:
    """x + (1² − n²)/(2x + (3² − n²)/(2x + …)) = 4/this (Ramanujan, Notebooks II, ch. 12)."""
    return mpmath.gammaprod([(x + n + 1) / 4, (x - n + 1) / 4], [(x + n + 3) / 4, (x - n + 3) / 4])


def _of_signs(x: mpf, *shifts: mpf) -> mpf:
    """(u + v)/(u − v), u the product of Γ((x + 1 ± …)/2) with an even number of minus signs, v that with an odd one."""
    products = {1: mpf(1), -1: mpf(1)}
    for signs in itertools.product((1, -1), repeat=len(shifts)):
        argument = (x + 1 + sum(sign * shift for sign, shift in zip(signs, shifts, strict=True))) / 2
        products[math.prod(signs)] *= mpmath.gamma(argument)
    return (products[1] + products[-1]) / (products[1] - products[-1])


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("8", "4(2n-1)^2-1", lambda: 2 * (2 + 4 / _entry_25(mpf(2), mpf(1) / 2))),
        ("18", "9(2n-1)^2-4", lambda: 3 * (3 + 4 / _entry_25(mpf(3), mpf(2) / 3))),
        ("6n+5", "-3n(3n-1)", lambda: 3 * mpmath.exp(-1) / mpmath.gammainc(mpf(1) / 3, 1)),  # DLMF 8.9.2
        ("2n+1", "4n^4", lambda: 4 / mpmath.psi(1, mpf(3) / 4)),  # Stieltjes
        ("12(2n+1)", "(9n^2-1)(16n^2-1)", lambda: _of_signs(mpf(1), mpf(1) / 3, mpf(1) / 4)),  # entry 33
        (
            "(2n+1)(36n^2+36n+25)",
            "-9(4n^2-1)^2(9n^2-1)",
            lambda: -3 * _of_signs(mpf(1), mpf(1) / 2, mpf(1) / 2, mpf(1) / 3),  # entry 35
        ),
    ],
)
def test_so_are_values_known_in_closed_form(a: str, b: str, value: Callable[[], mpf]) -> None:
    found = _named(a, b)
    assert found is not None
    with mpmath.workdps(DIGITS), ctx.workdps(DIGITS):
        ours = found.mobius(found.constant.value(DIGITS)).str(DIGITS, radius=False)
        assert abs(mpmath.mpf(ours) / value() - 1) < mpf(10) ** (5 - DIGITS)


@pytest.mark.parametrize(("a", "b"), [("n^2+1", "n^4"), ("2n+1", "3n^4"), ("2n^2+2n+2", "-n^4"), ("n^3", "-n^6")])
def test_others_of_these_degrees_suggest_nothing(a: str, b: str) -> None:
    assert hinted_constants(PCF.parse(a, b)) == ()
