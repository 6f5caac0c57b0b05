"""Members of a hypergeometric family are tied by contiguous relations, whatever the steps between them."""

from fractions import Fraction

from flint import fmpz_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.coboundaries.coboundary import coboundary
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.transformations.contiguity import contiguous
from analysis.values.family_keys import family_key

SIZES, NUMBERS, STEPS = st.integers(1, 4), st.integers(-5, 5), st.integers(-3, 3)


def is_tie(left: PCF, right: PCF, entries: tuple[fmpz_poly, ...]) -> bool:
    """Whether M₁(n) U(n+1) ∝ U(n) M₂(n) and U is invertible."""
    x, y, z, w = entries
    x1, y1, z1, w1 = (entry(fmpz_poly([1, 1])) for entry in entries)
    a, b, c, d = left.a.flint, left.b.flint, right.a.flint, right.b.flint
    pairs = [(b * z1, y), (b * w1, x * d + y * c), (x1 + a * z1, w), (y1 + a * w1, z * d + w * c)]
    return x * w != y * z and all(p * s == q * r for p, r in pairs for q, s in pairs)


def with_halves(slope: int, start: int, lead: int, roots: list[int]) -> PCF:
    """2 slope n + 2 start and lead Π (2n − root)."""
    b = Polynomial.of([lead])
    for root in roots:
        b = b * Polynomial.of([-root, 2])
    return PCF(Polynomial.of([2 * start, 2 * slope]), b)


@given(SIZES, SIZES, NUMBERS, st.lists(NUMBERS, min_size=2, max_size=2), st.lists(STEPS, min_size=2, max_size=2), STEPS)
@settings(max_examples=60, deadline=None)
def test_families_of_gauss(
    slope: int, more: int, start: int, roots: list[int], steps: list[int], shift: int
) -> None:  # D = −(slope + 2 more), f = −more
    d = -(slope + 2 * more)
    z = (1 + Fraction(slope, d)) / 2
    gamma = (1 - Fraction(sum(roots), 2)) * z - Fraction(start, d)
    assume(all((gamma + Fraction(root, 2)).denominator > 1 for root in roots))
    left = with_halves(slope, start, more * (slope + more), roots)
    moved = [root + 2 * (step - shift) for root, step in zip(roots, steps, strict=True)]
    right = with_halves(slope, start + shift * slope + more * (sum(steps)), more * (slope + more), moved)
    found = contiguous(left, right)
    assert found is not None and is_tie(left, right, found)


@given(SIZES, NUMBERS, NUMBERS.filter(bool), NUMBERS, STEPS, STEPS, st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_families_of_kummer(slope: int, start: int, lead: int, root: int, step: int, shift: int, scale: int) -> None:
    left = with_halves(slope, start, lead, [root])
    right = with_halves(slope, start + shift * slope, lead, [root + 2 * (step - shift)]).scaled(scale)
    alpha = Fraction(root, 2) + Fraction(lead, 2 * slope**2) + Fraction(start, slope)
    assume(alpha.denominator > 1)
    found = contiguous(left, right)
    assert found is not None and is_tie(left, right, found)


def test_an_upper_parameter_does_not_cross_zero() -> None:
    left, right = PCF.parse("n+2", "-n"), PCF.parse("n+2", "-n-1")
    assert family_key(left) != family_key(right)
    assert contiguous(left, right) is None and coboundary(left, right) is None
