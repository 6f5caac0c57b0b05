"""The moves on continued fractions and what each does to the value, told by exact convergents."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.formulas.pcf import PCF

DEPTH = 9


def convergents(pcf: PCF, depth: int = DEPTH) -> list[Fraction | None]:
    """p_n/q_n for n = 0 … depth by the textbook recurrence; None where q_n = 0."""
    (p, q), (p_before, q_before) = (pcf.a(0), 1), (1, 0)
    values: list[Fraction | None] = [Fraction(p, q)]
    for n in range(1, depth + 1):
        a, b = pcf.a(n), pcf.b(n)
        (p, q), (p_before, q_before) = (a * p + b * p_before, a * q + b * q_before), (p, q)
        values.append(Fraction(p, q) if q else None)
    return values


def times(values: list[Fraction | None], factor: Fraction) -> list[Fraction | None]:
    return [None if value is None else value * factor for value in values]


coefficients = st.lists(st.integers(-6, 6), min_size=1, max_size=4)
polynomials = coefficients.map(Polynomial.of)
nonzero = polynomials.filter(bool)
pcfs = st.builds(PCF, polynomials, nonzero)
linear_deflators = st.sampled_from([(1, 1), (2, 1), (3, 1), (1, 2), (3, 2), (-1, 2), (1, 0, 1), (-2,), (3,)])
deflators = st.lists(linear_deflators.map(Polynomial), min_size=1, max_size=3)


@given(pcfs, st.integers(-5, 5).filter(bool))
def test_scaling_multiplies_every_convergent(pcf: PCF, k: int) -> None:
    assert convergents(pcf.scaled(k)) == times(convergents(pcf), Fraction(k))


@given(pcfs)
def test_sign_negates_every_convergent(pcf: PCF) -> None:
    assert convergents(pcf.negated()) == times(convergents(pcf), Fraction(-1))


@given(pcfs, deflators)
def test_inflation_multiplies_every_convergent_by_c_of_zero(pcf: PCF, factors: list[Polynomial]) -> None:
    inflated = pcf
    for factor in factors:
        inflated = inflated.inflated(factor)
    c_zero = Fraction(1)
    for factor in factors:
        c_zero *= factor(0)
    assert convergents(inflated) == times(convergents(pcf), c_zero)


@given(pcfs, deflators)
def test_canonical_form_is_the_same_for_every_member_of_a_class(pcf: PCF, factors: list[Polynomial]) -> None:
    assume(pcf.a)
    inflated = pcf
    for factor in factors:
        inflated = inflated.inflated(factor)
    assert inflated.canonical().pcf == pcf.canonical().pcf
    assert inflated.negated().scaled(2).canonical().pcf == pcf.canonical().pcf


@given(pcfs, deflators)
def test_canonical_factor_ties_the_values(pcf: PCF, factors: list[Polynomial]) -> None:
    inflated = pcf.inflated(factors[0])
    canonical = inflated.canonical()
    assert times(convergents(canonical.pcf), canonical.factor) == convergents(inflated)
    assert canonical.pcf.canonical().pcf == canonical.pcf
    assert canonical.pcf.a.leading >= 0


@given(pcfs, st.integers(0, 4))
def test_shift_matrix_maps_the_tail_to_the_value(pcf: PCF, k: int) -> None:
    (p, q), (r, s) = pcf.shift_matrix(k)
    tail = convergents(pcf.shifted(k), DEPTH - k)[-1]
    whole = convergents(pcf)[-1]
    assume(tail is not None and r * tail + s != 0)
    assert whole == (p * tail + q) / (r * tail + s)


def test_a_chain_of_two_factors_with_a_gap_deflates_across_it() -> None:
    """(n+1)(n+3) with b = n (n+3): dividing by (n+1)(n+3)/(n+2) is the only move, and lowers the degree."""
    n_plus = [Polynomial((i, 1)) for i in range(5)]
    pcf = PCF(n_plus[1] * n_plus[3], n_plus[0] * n_plus[3])
    deflated = pcf.deflated()
    assert deflated.pcf == PCF(n_plus[2], Polynomial((1,)))
    assert times(convergents(deflated.pcf), deflated.factor) == convergents(pcf)


def test_termination_is_the_first_positive_root_of_b() -> None:
    assert PCF.parse("1", "(n-7)(n-4)(n+1)").termination() == 4
    assert PCF.parse("1", "n").termination() is None


def test_rational_coefficients_are_cleared_and_the_factor_says_so() -> None:
    cleared = PCF.parse_equivalent("n/2+1", "n^2/4+1/3")
    assert cleared.pcf == PCF.parse("3n+6", "9n^2+12")
    assert cleared.factor == Fraction(1, 6)


def test_zero_b_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match=r"b\(n\) = 0"):
        PCF.parse("n", "0")


def test_inflation_by_a_polynomial_with_a_natural_root_is_refused() -> None:
    with pytest.raises(ValueError, match="vanishes"):
        PCF.parse("1", "1").inflated(parse_polynomial("n-3"))
