"""Local data at finite singularities: a gauge and an inflation leave them as they are, folds spread them."""

from fractions import Fraction

from flint import fmpz_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.coboundaries.singularities import in_steps, singular_alike, singularities
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.transformations.contraction import contracted_pcf
from tests.analysis.links.test_base_equations import moved

coefficient = st.integers(-4, 4)


@settings(max_examples=30, deadline=None)
@given(st.lists(coefficient, min_size=2, max_size=4), st.lists(coefficient, min_size=2, max_size=3), coefficient)
def test_a_gauge_and_an_inflation_leave_the_singularities(a: list[int], roots: list[int], y: int) -> None:
    b = Polynomial.of([1])
    for r in roots:
        b = b * Polynomial.of([r, 2])
    pcf = PCF(Polynomial.of([*a, 5]), b)
    assert singular_alike(pcf, pcf.inflated(Polynomial.of([7, 3])))
    gauged = moved(pcf, fmpz_poly([3, 2]), fmpz_poly([y]))
    assume(gauged is not None)
    assert gauged is not None and singular_alike(pcf, gauged)


def test_two_steps_have_the_singularities_of_each() -> None:
    pcf = PCF.parse("2n+1", "n^2")
    twice = contracted_pcf(pcf, 2).pcf
    assert singularities(twice) == in_steps(singularities(pcf), 2) == {Fraction(0): 2, Fraction(1, 2): 2}
