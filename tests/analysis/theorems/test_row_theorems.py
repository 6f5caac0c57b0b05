"""Rows of the fields of ζ(2) and ζ(3) at any height: Stieltjes' and Ramanujan's fractions, also where they are slow."""

from collections.abc import Callable

import mpmath
import pytest

from analysis.formulas.pcf import PCF
from analysis.links.placement import placement
from analysis.numbers.limits import limit

DIGITS = 40


@pytest.mark.parametrize(
    ("a", "b", "value", "expression"),
    [
        ("2n+1", "n^4", lambda: 2 / mpmath.zeta(2), "12/pi**2"),
        ("2n+3", "(n+1)^4", lambda: 1 / (2 / mpmath.zeta(2) - 1), "pi**2/(12 - pi**2)"),
        ("2n+1", "4n^4", lambda: 4 / mpmath.zeta(2, 0.75), "4/(pi**2 - 8*Catalan)"),
        ("8n^2+8n+3", "-16n^4", lambda: 1 / (2 * mpmath.catalan), "1/(2*Catalan)"),
        ("2n^2+2n+7", "-n^4", lambda: 6 / (mpmath.pi**2 - 9), "6/(-9 + pi**2)"),
        ("8n^3+12n^2+8n+2", "-16n^6", lambda: 4 / mpmath.zeta(3, 0.5), "4/(7*zeta(3))"),
        ("(2n+1)(8n^2+8n+5)", "-64n^6", lambda: 8 / mpmath.zeta(3, 0.75), "8/(28*zeta(3) - pi**3)"),
    ],
)  # fmt: skip
def test_rows_at_any_height_are_proved(a: str, b: str, value: Callable[[], mpmath.mpf], expression: str) -> None:
    pcf = PCF.parse(a, b)
    placed = placement(pcf)
    named = None if placed is None else placed.identity(DIGITS)
    assert named is not None and named.expression == expression
    with mpmath.workdps(DIGITS + 10):
        assert abs(mpmath.mpf(limit(pcf, DIGITS).decimal()) - value()) < mpmath.mpf(10) ** (2 - DIGITS)
