"""Trajectories of fields of rank 3: recurrences, limits, fractions where the order is 2; exact δ in rank 2."""

from fractions import Fraction
from math import log

import pytest
from flint import acb, arb, ctx, fmpq

from analysis.errors import InputError
from analysis.exact.matrices import product
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.fans import approximate_delta, fan, measured
from analysis.fields.higher_rates import coordinates, quotient
from analysis.fields.matrix_fields import MatrixField
from analysis.fields.trajectories import trajectory
from analysis.links.certificates import link
from analysis.numbers.limits import limit

START = (1, 1, 1, 2, 2)


@pytest.mark.parametrize("direction", [(0, 0, 0, 1, 1), (1, 1, 1, 2, 2), (0, 0, 0, 0, 1)])
def test_entries_of_the_products_satisfy_the_recurrence(direction: tuple[int, ...]) -> None:
    found = trajectory(built_in_field("3F2").at(z=Fraction(1, 3)), START, direction)
    order = len(found.recurrence) - 1
    assert order == 3
    entries = [product(found.steps, 1, n + 1) for n in range(1, 12)]
    for row in range(3):
        u = [total[row, found.column] for total in entries]
        for n in range(1, 11 - order):
            assert sum(c(n) * u[n - 1 + i] for i, c in enumerate(found.recurrence)) == 0


@pytest.mark.parametrize(("z", "direction"), [("1/2", (1, 1, 1, 2, 2)), ("1/3", (0, 0, 0, 1, 1))])
def test_the_limit_is_a_relation_of_the_function_and_its_derivatives(z: str, direction: tuple[int, ...]) -> None:
    """The row (F, ϑF, ϑ²F) is carried to rows that do not grow, so it is orthogonal to what the products tend to."""
    argument = Fraction(z)
    found = trajectory(built_in_field("3F2").at(z=argument), START, direction).limits(25)
    assert [digits for _, digits in found] == [25, 25]
    with ctx.workprec(140):
        row = [acb(0), acb(0), acb(0)]
        for k in range(400):  # Σ z^k/(k + 1)², with k and k² from ϑ
            term = acb(argument.numerator) ** k / acb(argument.denominator) ** k / (k + 1) ** 2
            row = [entry + term * k**i for i, entry in enumerate(row)]
        total = row[0] * found[0][0] + row[1] * found[1][0] + row[2]
        assert abs(total.real.mid()) < arb(10) ** -24


def test_a_field_of_rank_three_with_an_invariant_plane_has_the_fraction_of_that_plane() -> None:
    """P⁻¹ (M ⊕ 1) P for the field of ζ(3), P = [[1, 0, 1], [2, 1, 0], [0, 1, 1]]: column 1 stays in the plane."""
    description = built_in_field("zeta(3)").as_json()
    for axis, ((a, b), (c, d)) in list(description["matrices"].items()):
        columns = [
            (f"({a})+2*({b})", f"({c})+2*({d})", "0"),
            (b, d, "1"),
            (a, c, "1"),
        ]
        rows = [(1, 1, -1), (-2, 1, 2), (2, -1, 1)]  # 3 P⁻¹
        description["matrices"][axis] = [
            ["(" + "+".join(f"({p})*({e})" for p, e in zip(row, column, strict=True)) + ")/3" for column in columns]
            for row in rows
        ]
    field = MatrixField.parse(description)
    assert field.violations() == []
    found = trajectory(field, (1, 1), (1, 1))
    assert found.rank == 3 and len(found.recurrence) == 3
    assert link(found.pcf, trajectory(built_in_field("zeta(3)"), (1, 1), (1, 1)).pcf) is not None
    value, at = limit(found.pcf, 30).value, found.limits(25)
    assert value is not None and found.fraction is not None
    with ctx.workprec(140):
        assert abs(found.mobius(value) - at[found.fraction[1]][0]) < arb(10) ** -23


@pytest.mark.parametrize(
    ("name", "direction", "exact"),
    [
        ("zeta(3)", (1, 2), "log(15127/2 + 6765*sqrt(5)/2)/(log(123/2 + 55*sqrt(5)/2) + 6) - 1"),
        ("log(2)", (2, 3), "log(5832)/(log(108) + 3) - 1"),
        ("zeta(2)", (3, 2), "log(186624)/(log(432) + 6) - 1"),
        ("e", (1, 3), "1/3"),
    ],
)
def test_delta_is_exact_off_the_diagonal_too(name: str, direction: tuple[int, int], exact: str) -> None:
    found = measured(built_in_field(name), (1, 1), direction)
    assert found.exact == exact and found.delta is not None
    rough = approximate_delta(found.trajectory)
    assert rough is not None and abs(rough - found.delta) < 0.02


@pytest.mark.parametrize(
    ("z", "direction"), [("1/2", (1, 1, 1, 2, 2)), ("1/2", (0, 0, 0, 1, 1)), ("1/3", (0, 0, 0, 1, 1))]
)
def test_the_error_falls_as_the_recurrence_says(z: str, direction: tuple[int, ...]) -> None:
    found = trajectory(built_in_field("3F2").at(z=Fraction(z)), START, direction)
    assert found.error is not None and found.error[0] == 0
    (pair, *_) = coordinates(found.rank, found.divisor)
    at = {n: fmpq(*quotient(product(found.steps, 1, n + 1), pair, found.column)) for n in (200, 400, 1200)}
    errors = [float(arb(abs(at[n] - at[1200])).log()) for n in (200, 400)]
    assert (errors[0] - errors[1]) / 200 == pytest.approx(log(found.error[1]), abs=0.02)


def test_a_fan_of_rank_three_has_deltas() -> None:
    found = list(fan(built_in_field("3F2").at(z=Fraction(1, 2)), START, 1))
    assert found and all(one.delta is not None for one in found)
    higher = [one for one in found if one.trajectory.fraction is None]
    assert any(one.exact for one in higher) and all("recurrence" in one.as_json() for one in higher)


def test_parameters_an_integer_apart_leave_an_invariant_plane_with_a_fraction() -> None:
    found = measured(built_in_field("3F2").at(z=Fraction(1, 2)), START, (0, 1, 1, 1, 1))
    assert found.exact == "log(2)/(log(2) + 2) - 1"
    assert found.delta == pytest.approx(approximate_delta(found.trajectory), abs=1e-3)


def test_a_direction_with_a_singular_matrix_is_bad_input() -> None:
    with pytest.raises(InputError):
        trajectory(built_in_field("3F2").at(z=Fraction(1, 2)), START, (1, 0, 0, 0, 0))


def test_the_field_at_one_has_rank_two_and_a_fraction_of_zeta_two() -> None:
    found = trajectory(built_in_field("3F2(1)"), (1, 1, 1, 3, 3), (0, 0, 0, 1, 1))
    value = limit(found.pcf, 30).value
    assert value is not None
    with ctx.workprec(120):
        assert abs(value - 3 / (10 - arb.pi() ** 2)) < arb(10) ** -25


@pytest.mark.parametrize("direction", [(1, 0, 0, 0, 0), (1, -1, 0, 0, 0), (1, -1, -1, 0, 0)])
def test_trajectories_of_well_poised_series_have_their_sum(direction: tuple[int, ...]) -> None:
    """Ω(a; b, c, d, e), a = 4, b = 1/2, c = 2/3, d = 3/4, e = 1: terms like k^(−7), 1/k^6 of them left after k."""
    a, tops = Fraction(4), [Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(1)]
    found = trajectory(built_in_field("Dougall"), (a / 2, *(x - a / 2 for x in tops)), direction)
    total, term = 0.0, 1.0
    for k in range(2000):
        total += (float(a) + 2 * k) * term
        for x in map(float, tops):
            term *= (x + k) / (1 + float(a) - x + k)
    value = limit(found.pcf, 20).value
    assert value is not None
    with ctx.workprec(100):
        assert float(found.mobius(value)) == pytest.approx(-1 / total, rel=1e-12)


def test_an_axis_may_rest_at_zero() -> None:
    found = trajectory(
        built_in_field("Dougall"), (Fraction(1, 2), Fraction(1, 3), Fraction(1, 4), 0, 0), (1, 0, 0, 0, 0)
    )
    assert found.pcf.a
