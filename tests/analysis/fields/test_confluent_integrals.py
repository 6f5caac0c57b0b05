"""Long directions of the fields of ₁F₁, U and ₀F₁: placed with a proof, and proved where the field keeps a cone."""

from fractions import Fraction

import pytest
from flint import arb, ctx

from analysis.fields.confluent_integrals import ConfluentTrajectory
from analysis.fields.naming import field_of
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.links.membership import membership
from analysis.links.placement import placement
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.values.closed_forms import ClosedForm

HALF = Fraction(1, 2)


def _fraction(name: str, start: tuple[Fraction | int, ...], direction: tuple[int, ...]) -> PCF:
    return trajectory(field_of(name), start, direction).pcf


@pytest.mark.parametrize(
    ("name", "start", "direction", "placed", "value"),
    [
        ("e", (3, 2), (1, 3), ("1F1(1)", (3, 4)), "(2754 - 1377*E)/(-87 + 32*E)"),
        ("e", (Fraction(5, 2), HALF), (2, 3), ("1F1(1)", (3, 5)), None),
        ("1F1(-1/2)", (2, Fraction(5, 2)), (1, 3), ("1F1(1/2)", (2, 3)), None),
        ("1F1(1/2)", (2, 2), (3, 0), ("U(1/2)", (3, 0)), "2128/(2 - E**Rational(1, 2)*Ei(Rational(-1, 2)))"),
        ("0F1(1)", (Fraction(5, 2),), (3,), ("0F1(1)", (3,)), "2144/(-6 + 7*tanh(2))"),
        ("0F1(-1/2)", (Fraction(3, 2),), (3,), ("0F1(-1/2)", (3,)), None),
    ],
)
def test_long_directions_are_placed_and_proved(
    name: str,
    start: tuple[Fraction | int, ...],
    direction: tuple[int, ...],
    placed: tuple[str, tuple[int, ...]],
    value: str | None,
) -> None:
    pcf = _fraction(name, start, direction)
    found, proved = membership(pcf), placement(pcf)
    assert found is not None and (found.field, found.direction) == placed and found.certificate is not None
    verify(found.certificate)
    assert proved is not None and proved.certificate is not None
    verify(proved.certificate)
    identity = proved.identity(50)
    assert value is None or (identity is not None and identity.expression == value)


def test_a_start_without_a_name_has_a_proved_closed_form() -> None:
    pcf = _fraction("e", (Fraction(1, 3), Fraction(5, 3)), (3, 2))
    placed, value = placement(pcf), limit(pcf, 30).value
    assert placed is not None and placed.certificate is not None and value is not None
    form = placed.form
    assert isinstance(form, ClosedForm)
    verify(placed.certificate)
    ball = form.value(30)
    with ctx.workprec(120):
        assert ball is not None and abs(ball - value) < arb(10) ** -25 * abs(value)


def test_where_a_step_is_too_negative_only_the_place_is_proved() -> None:
    pcf = _fraction("1F1(2)", (3, 3), (3, -1))
    found, placed = membership(pcf), placement(pcf)
    assert found is not None and found.field == "1F1(2)" and found.direction == (4, 1)
    assert placed is None or placed.certificate is None


@pytest.mark.parametrize("direction", [(0, 1), (3, 1), (-1, 2), (1, -1)])
def test_the_integrals_are_a_trajectory_of_the_field(direction: tuple[int, int]) -> None:
    found = ConfluentTrajectory(Fraction(1, 2), (Fraction(1, 3), Fraction(-3, 4)), direction)
    _, z, start, along = found.place()
    ours, theirs = membership(found.fraction), membership(trajectory(field_of(f"1F1({z})"), start, along).pcf)
    assert ours is not None and theirs is not None and ours.field == theirs.field
    assert {x % 1 for x in map(Fraction, ours.start)} == {x % 1 for x in map(Fraction, theirs.start)}
