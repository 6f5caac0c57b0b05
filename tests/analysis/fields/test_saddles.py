"""The rate of the error by the direction alone is that of the trajectory's recurrence."""

from fractions import Fraction
from math import log

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.saddles import rate, without_limit
from analysis.fields.trajectories import trajectory

START = tuple(Fraction(1, p) for p in (3, 5, 2, 7, 11))
FIELDS = [built_in_field("2F1").at(z=Fraction(-1)), built_in_field("3F2").at(z=Fraction(1, 2))]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(FIELDS), st.tuples(*[st.integers(-2, 2)] * 5))
def test_saddles_give_the_rate_of_the_recurrence(field, steps) -> None:
    direction = steps[: len(field.axes)]
    assume(any(direction))
    try:
        error = trajectory(field, START[: len(field.axes)], direction).error
    except InputError:
        return
    found = float(rate(field, direction).mid())
    assert found == pytest.approx(0.0 if error is None else log(error[1]), abs=1e-9)


def test_the_rate_is_homogeneous() -> None:
    one, three = (rate(FIELDS[1], [k * step for step in (1, 1, 0, 1, 2)]) for k in (1, 3))
    assert (3 * one).overlaps(three)


def test_sides_of_different_degree_and_free_arguments_have_no_such_rate() -> None:
    assert rate(built_in_field("1F1").at(x=1), (0, 1)) is None
    assert rate(built_in_field("2F1"), (0, 0, 1)) is None


def test_only_generic_starts_of_rank_three_are_told_by_the_direction() -> None:
    direction = (-1, 0, 0, 0, 0)
    assert rate(FIELDS[1], direction).contains(0)
    assert without_limit(FIELDS[1], START, direction)
    assert not without_limit(FIELDS[1], (1, 1, 1, 2, 2), direction)
