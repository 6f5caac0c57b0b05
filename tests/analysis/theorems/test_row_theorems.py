"""Rows of fields: Stieltjes' and Ramanujan's fractions at any height, derivatives of Beta values, the lemniscate."""

from collections.abc import Callable

import mpmath
import pytest

from analysis.formulas.pcf import PCF
from analysis.links.certificates import field_link
from analysis.links.placement import placement
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify

DIGITS = 40


@pytest.mark.parametrize(
    ("a", "b", "value", "expression"),
    [
        ("2n+1", "n^4", lambda: 2 / mpmath.zeta(2), "12/pi**2"),
        ("2n+3", "(n+1)^4", lambda: 1 / (2 / mpmath.zeta(2) - 1), "pi**2/(12 - pi**2)"),
        ("2n+1", "4n^4", lambda: 4 / mpmath.zeta(2, 0.75), "4/(pi**2 - 8*Catalan)"),
        ("8n^2+8n+3", "-16n^4", lambda: 1 / (2 * mpmath.catalan), "1/(2*Catalan)"),
        ("2n^2+2n+7", "-n^4", lambda: 6 / (mpmath.pi**2 - 9), "6/(-9 + pi**2)"),
        ("8n^2+8n+7", "-16n^4", lambda: 1 / (2 - 2 * mpmath.catalan), "1/(2 - 2*Catalan)"),
        ("4n^3+6n^2+12n+5", "-4n^6", lambda: 2 / mpmath.zeta(3, 1.5), "2/(-8 + 7*zeta(3))"),
        ("8n^3+12n^2+8n+2", "-16n^6", lambda: 4 / mpmath.zeta(3, 0.5), "4/(7*zeta(3))"),
        ("4n^2+5n+2", "-4n^4-2n^3", lambda: 1 / (2 * mpmath.log(2)), "1/(2*log(2))"),
        ("8n^2+9n+4", "-16n^4-4n^3", lambda: 2 / (6 * mpmath.log(2) - mpmath.pi), "2/(6*log(2) - pi)"),
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


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("4n+1", "-2n^2+n", lambda w: 2 / w),
        ("4n+5", "-2n^2-3n", lambda w: 6 / (4 - w)),
        ("4n+3", "-2n^2-n", lambda w: 2 * w / (2 * w - mpmath.pi)),
    ],
)
def test_rows_of_an_irrational_argument_lead_to_the_lemniscate(
    a: str, b: str, value: Callable[[mpmath.mpf], mpmath.mpf]
) -> None:
    pcf = PCF.parse(a, b)
    found = field_link(pcf)
    assert found is not None and found[1].constant in ("lemniscate", "gauss")
    verify(found[0].certificate)
    with mpmath.workdps(DIGITS + 10):
        arc = mpmath.gamma(0.25) ** 2 / (2 * mpmath.sqrt(2 * mpmath.pi))
        assert abs(mpmath.mpf(limit(pcf, DIGITS).decimal()) - value(arc)) < mpmath.mpf(10) ** (2 - DIGITS)
