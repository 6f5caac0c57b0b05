"""Hypergeometric solutions of systems with k as a symbol: found where they were put in, and only there."""

from fractions import Fraction

from flint import fmpq_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.families.difference_systems import Ratio, hypergeometric_solutions
from analysis.families.parameter_values import ClosedValue, NoClosedValue, closed_values
from analysis.families.terms import telescoped, term_text

K, AHEAD, ONE = fmpq_poly([0, 1]), fmpq_poly([1, 1]), fmpq_poly([1])
linear = st.tuples(st.integers(1, 6), st.integers(1, 3)).map(list).map(fmpq_poly)
small = st.tuples(st.integers(-3, 3), st.integers(-2, 2)).map(list).map(fmpq_poly)


@settings(max_examples=40, deadline=None)
@given(linear, linear, small, small)
def test_a_system_made_of_two_terms_is_taken_apart(first, second, x, z) -> None:
    """T = G(k+1) diag(first, second) G(k)⁻¹ with G = [[1, x], [z, 1 + x z]], whose determinant is 1."""
    g = (ONE, x, z, ONE + x * z)
    p, q, r, s = (entry(AHEAD) for entry in g)
    scaled = (p * first, q * second, r * first, s * second)
    a, b, c, d = scaled
    e, f, h, i = g[3], -g[1], -g[2], g[0]
    system = (a * e + b * h, a * f + b * i, c * e + d * h, c * f + d * i)
    found = hypergeometric_solutions(system)
    assert len(found) == 2 and all(one.solves(system) for one in found)


@settings(max_examples=40, deadline=None)
@given(linear, linear, small, st.integers(0, 12))
def test_a_triangular_system_has_a_value_in_closed_form(first, second, slope, k: int) -> None:
    """V(k+1) = (first V + slope)/second, solved and then stepped."""
    values = closed_values((second, -slope, fmpq_poly([0]), first))
    assert not isinstance(values, NoClosedValue)
    for value in values:
        assume(k >= value.start)
        start = here = Fraction(7, 3)
        for j in range(value.start, k):
            p, q, s = (Fraction(int(entry(j).p), int(entry(j).q)) for entry in (first, slope, second))
            here = (p * here + q) / s
        assert (value.from_t(k) @ value.to_t)(start) == here


def test_steps_of_bessel_functions_have_no_closed_form() -> None:
    """I(k+1) and I(k) as I(k−1) = I(k+1) + 2k I(k): Lommel's polynomials are no hypergeometric terms."""
    found = closed_values((K * 2, ONE, ONE, fmpq_poly([0])))
    assert isinstance(found, NoClosedValue)


def test_values_that_alternate_between_two_terms_are_given_for_each_parity() -> None:
    """V(k+1) = (k+1)/V(k): products of even and of odd numbers."""
    values = closed_values((fmpq_poly([0]), K + 1, ONE, fmpq_poly([0])))
    assert isinstance(values, tuple)
    assert [(value.modulus, value.residue, value.kind) for value in values] == [(2, 0, "gamma"), (2, 1, "gamma")]
    even = values[0]
    assert isinstance(even, ClosedValue) and (even.from_t(3) @ even.to_t)(Fraction(1)) == Fraction(2 * 4 * 6, 3 * 5)


@given(st.lists(st.integers(1, 9), max_size=3), st.lists(st.integers(1, 9), max_size=3), st.integers(1, 9))
def test_a_term_of_whole_shifts_is_a_rational_function_times_what_is_left(above, below, k: int) -> None:
    top, bottom = ONE, ONE
    for x in above:
        top *= K + x
    for x in below:
        bottom *= K + x
    ratio = Ratio.of(top, bottom)
    upper, lower, rest = telescoped(ratio)
    step = upper(k + 1) * lower(k) / (lower(k + 1) * upper(k)) * rest.top(k) / rest.bottom(k)
    assert step == ratio.top(k) / ratio.bottom(k)
    assert len(above) != len(below) or term_text(rest) == "1"
