"""Fields from one differential operator: ₚF_q at any p, q and argument, and Meijer's G."""

from fractions import Fraction

import mpmath
import pytest
from flint import fmpq, fmpz
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.matrix_fields import MatrixField, lean
from analysis.fields.operator_fields import OperatorField, hypergeometric_field, meijer_field
from analysis.fields.operators import Factor, Operator

SMALL = [(1, 0), (0, 2), (1, 2), (2, 0), (2, 1), (2, 2), (3, 1)]


@pytest.mark.parametrize(("p", "q"), SMALL)
def test_the_proof_by_remainders_agrees_with_multiplying_matrices(p: int, q: int) -> None:
    found = hypergeometric_field(p, q)
    assert found.violations() == [] == MatrixField.violations(found)


def test_two_axes_that_share_a_factor_do_not_commute() -> None:
    """ϑ(ϑ + b) − z(ϑ + a)(ϑ + 2a): the step of a along one of its factors alone is none of this operator."""
    broken = Operator((Factor(None), Factor("b"), Factor("a", lower=True), Factor("a", 2, lower=True)))
    point = {"a": fmpz(3), "b": fmpz(5)}
    assert not broken.commutes(point, ("a", "b"), (fmpz(1), fmpz(2)))


@pytest.mark.parametrize(("p", "q", "z"), [(2, 1, "1/3"), (3, 2, "1/4"), (1, 2, "5/2"), (2, 2, "-2/3"), (3, 2, "1")])
def test_the_matrices_move_the_series_and_its_derivatives(p: int, q: int, z: str) -> None:
    field = hypergeometric_field(p, q).at(z=Fraction(z))
    start = [Fraction(2 * i + 1, 5) for i in range(p)] + [Fraction(9 + 2 * j, 4) for j in range(q)]
    with mpmath.workdps(40):
        for index, axis in enumerate(field.axes):
            there = [value + (i == index) for i, value in enumerate(start)]
            matrix = field.product([start, there])
            here, moved = (_row(field, point, p, Fraction(z)) for point in (start, there))
            for column, wanted in enumerate(moved):
                total = sum(
                    x * mpmath.mpf(row[column].numerator) / row[column].denominator
                    for x, row in zip(here, matrix, strict=True)
                )
                assert mpmath.almosteq(total, wanted, 1e-20), (axis, column)


def _row(field: MatrixField, point: list[Fraction], p: int, z: Fraction) -> list[mpmath.mpf]:
    """(F, ϑF, …) from the terms of the series; at z = 1, where these fall slowly, ϑF = Π a/Π b F(a + 1; b + 1)."""
    values = [mpmath.mpf(value.numerator) / value.denominator for value in point]
    upper, lower, at = values[:p], values[p:], mpmath.mpf(z.numerator) / z.denominator

    if at == 1:
        ratio = mpmath.fprod(upper) / mpmath.fprod(lower)
        return [mpmath.hyper(upper, lower, 1), ratio * mpmath.hyper([a + 1 for a in upper], [b + 1 for b in lower], 1)]

    def term(k: int) -> mpmath.mpf:
        found = at**k / mpmath.factorial(k)
        for a in upper:
            found *= mpmath.rf(a, k)
        for b in lower:
            found /= mpmath.rf(b, k)
        return found

    return [mpmath.nsum(lambda k, i=i: term(int(k)) * k**i, [0, mpmath.inf]) for i in range(field.rank)]


def test_meijers_g_moves_by_its_matrices() -> None:
    field = meijer_field(2, 1, 1, 2).at(z=Fraction(1, 2))
    assert field.rank == 2 and field.violations() == [] == MatrixField.violations(field)
    start = [Fraction(1, 3), Fraction(1, 4), Fraction(3, 5)]

    def row(point: list[Fraction]) -> list[mpmath.mpf]:
        a, *b = [mpmath.mpf(x.numerator) / x.denominator for x in point]

        def g(z: mpmath.mpf) -> mpmath.mpf:
            return mpmath.meijerg([[a], []], [b, []], z)

        return [g(mpmath.mpf("0.5")), mpmath.mpf("0.5") * mpmath.diff(g, mpmath.mpf("0.5"))]

    with mpmath.workdps(30):
        for index in range(3):
            there = [value + (i == index) for i, value in enumerate(start)]
            matrix, here = field.product([start, there]), row(start)
            total = sum(
                x * mpmath.mpf(line[0].numerator) / line[0].denominator for x, line in zip(here, matrix, strict=True)
            )
            assert mpmath.almosteq(total, row(there)[0], 1e-15), index


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-2, 2), min_size=5, max_size=5).filter(any))
def test_a_trajectory_by_rows_is_that_of_the_matrices(direction: list[int]) -> None:
    field = built_in_field("3F2").at(z=Fraction(-1, 2))
    start = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 5), Fraction(7, 4), Fraction(9, 7)]
    assert isinstance(field, OperatorField)
    ours, theirs = field.steps(start, direction), MatrixField.steps(field, start, direction)
    assert ours in (theirs, lean([[-entry for entry in row] for row in theirs]))


def test_eight_f_seven_at_one_has_rank_seven_and_fifteen_axes() -> None:
    field = built_in_field("8F7").at(z=1)
    assert (field.rank, len(field.axes), field.violations()) == (7, 15, [])
    steps = field.steps([1] * 8 + [2] * 7, [1] * 8 + [2] * 7)
    assert max(entry.degree() for row in steps for entry in row) == 13


def test_a_direction_through_points_of_less_rank_is_bad_input() -> None:
    """Σ b − Σ a = 1 throughout: the point before the first step has no equation of order 2."""
    field = built_in_field("3F2(1)")
    for direction in [(0, 0, 1, 0, 1), (-1, 0, 0, -1, 0), (1, 0, 1, 1, 1)]:
        try:
            assert field.steps((1, 1, 1, 2, 2), direction)
        except InputError:
            continue


def test_the_argument_zero_and_too_many_parameters_are_bad_input() -> None:
    with pytest.raises(InputError):
        built_in_field("4F3").at(z=0)
    with pytest.raises(InputError):
        built_in_field("99F99")
    with pytest.raises(InputError):
        built_in_field("G(3,0;1,2)")


def test_coefficients_lose_their_leading_term_at_one() -> None:
    gauss = Operator((Factor(None), Factor("c", offset=-1), Factor("a", lower=True), Factor("b", lower=True)))
    point = {"a": fmpq(1, 2), "b": fmpq(1, 3), "c": fmpq(2)}
    assert len(gauss.coefficients(point, (fmpq(1), fmpq(1)))) == 2
