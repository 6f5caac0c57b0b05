"""Base equations: what inflation and a coboundary make of a fraction with a closed form leads back to it."""

import pytest
from flint import fmpz_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.coboundaries.coboundary import coboundary
from analysis.exact.companions import companion
from analysis.exact.polynomials import Polynomial
from analysis.exact.two_by_two import multiplied
from analysis.formulas.pcf import PCF
from analysis.links.base_equations import base_equations
from analysis.links.placement import placement
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("n^2+4n+5", "2n^4+4n^3"),  # math: thirds at 1/2 and −1
        ("n^2+4n+2", "2n^4+4n^3"),
        ("n^2+2n-1", "2n*(n+2)^3"),
        ("n^2+2n+2", "2n*(n+2)^3"),
        ("8n^2+18n+5", "2n^4+5n^3-4n^2-12n"),  # characteristic roots 4 ± 3√2, δ > 0
        ("32n^2+96n+110", "-256n^4-1024n^3-1504n^2-960n-225"),  # two steps of 6, (2n − 1)²
        (
            "81n^4+486n^3+1089n^2+1080n+404",
            "6561n^10+65610n^9+282123n^8+682344n^7+1021167n^6+983178n^5+618921n^4+260172n^3+77860n^2+17696n+2368",
        ),  # three steps of 1, n²
    ],
)
def test_fractions_that_a_first_order_factor_explains_are_proved(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    placed = placement(pcf)
    assert placed is not None and placed.certificate is not None and placed.link is not None
    assert verify(placed.certificate).conditional is False
    value, named = limit(pcf, 60).value, placed.identity(50)
    assert value is not None and named is not None
    assert named.mobius(named.constant.value(60)).overlaps(value)


def moved(base: PCF, x: fmpz_poly, y: fmpz_poly) -> PCF | None:
    """The fraction of the recurrence of x(n) u(n) + y(n) u(n − 1), u of that of `base`, up to inflation."""
    one, zero, ahead = fmpz_poly([1]), fmpz_poly([]), fmpz_poly([1, 1])
    step = (zero, base.b.flint, one, base.a.flint)
    found = companion(multiplied(multiplied((x, -y, zero, one), step), (one, y(ahead), zero, x(ahead))))
    if found is None:
        return None
    a, b = (Polynomial.from_flint(p) for p in found)
    return PCF(a, b).canonical().pcf


coefficient = st.integers(1, 4)


@settings(max_examples=12, deadline=None)
@given(coefficient, st.integers(0, 5), coefficient, st.integers(0, 3), st.integers(0, 3), coefficient, coefficient)
def test_a_fraction_moved_by_a_gauge_finds_its_base(a1: int, a0: int, b2: int, r: int, s: int, x: int, y: int) -> None:
    base = PCF(Polynomial.of([a0, a1]), Polynomial.of([b2 * r * s, b2 * (r + s), b2]))
    pcf = moved(base, fmpz_poly([x, 1]), fmpz_poly([y]))
    assume(pcf is not None and pcf.a.degree > 1 and pcf.termination() is None)
    assert pcf is not None and any(coboundary(pcf, found) for found in base_equations(pcf))
