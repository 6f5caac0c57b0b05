"""δ from the parameters alone is δ of the matrices' own products, or little more."""

from fractions import Fraction

import pytest

from analysis.fields.built_in_fields import built_in_field
from analysis.fields.denominators import parameter_delta
from analysis.fields.fans import measured
from analysis.fields.matrix_fields import MatrixField


def _gauss(z: str) -> MatrixField:
    return built_in_field("2F1").at(z=Fraction(z))


@pytest.mark.parametrize(
    ("z", "start", "direction"),
    [("-1", "1 1 2", (1, 1, 2)), ("1/2", "1/3 1 5/3", (1, 2, 0)), ("1/2", "1/2 1/2 5/3", (2, 1, 2)),
     ("-3", "1/4 3/4 2", (-2, 2, -1)), ("1/2", "2/3 1 4/3", (1, 1, 0))],
)  # fmt: skip
def test_delta_is_that_of_the_products(z: str, start: str, direction: tuple[int, ...]) -> None:
    at = [Fraction(x) for x in start.split()]
    exact = measured(_gauss(z), at, direction)
    assert exact.exact and parameter_delta(_gauss(z), at, direction) == pytest.approx(exact.delta)


def test_of_rank_three_too() -> None:
    field = built_in_field("3F2").at(z=Fraction(1, 2))
    at = (1, 1, 1, Fraction(3, 2), Fraction(3, 2))
    assert parameter_delta(field, at, (0, 0, 1, -1, -1)) == pytest.approx(measured(field, at, (0, 0, 1, -1, -1)).delta)


def test_accidents_of_a_prime_make_it_larger_only() -> None:
    at = (Fraction(1, 2), Fraction(2, 3), Fraction(3, 2))
    guessed = parameter_delta(_gauss("-3"), at, (-1, 1, 1))
    assert guessed is not None and guessed > measured(_gauss("-3"), at, (-1, 1, 1)).delta


def test_nothing_is_said_of_a_pole_and_where_the_rank_is_less() -> None:
    assert parameter_delta(_gauss("-1"), (1, 1, 2), (-1, 0, 0)) is None
    assert parameter_delta(built_in_field("3F2(1)"), (1, 1, 1, 2, 2), (1, 1, 1, 2, 2)) is None
