"""The field of Taylor coefficients of well-poised series: conservative, with the limits ζ(3) and ζ(5)."""

import pytest
from flint import arb, ctx

from analysis.fields.built_in_fields import built_in_field
from analysis.fields.fans import measured, of_forms
from analysis.fields.optimisation import estimated_delta
from analysis.fields.trajectories import trajectory

START, OF_ZETA_5 = (1, 0, 0, 0), ((0, 1, 0), (0, 0, 1))


@pytest.mark.parametrize("direction", [(1, -1, 0, 0), (2, 0, 0, -1), (3, -2, -2, -1), (2, -1, 0, -1)])
def test_limits_are_zeta_3_and_zeta_5(direction: tuple[int, ...]) -> None:
    found = trajectory(built_in_field("zeta(5)"), START, direction)
    assert found.rank == 3 and len(found.recurrence) == 4
    with ctx.workprec(120):
        for (value, digits), s in zip(found.limits(20), (3, 5), strict=True):
            assert digits >= 20 and abs(value - arb(s).zeta()) < arb(10) ** -19


def test_the_series_with_central_binomials_is_a_direction() -> None:
    found = trajectory(built_in_field("zeta(5)"), START, (1, -1, 0, 0))
    assert found.error is not None and found.error[0] == 0 and abs(found.error[1] - 4) < 1e-9


def test_delta_is_known_exactly_where_a_rule_of_primes_holds() -> None:
    found = of_forms(trajectory(built_in_field("zeta(5)"), START, (2, -1, -1, -1)), [OF_ZETA_5])
    assert found.exact is not None and found.delta is not None and abs(found.delta + 0.468478) < 1e-6


def test_an_estimate_is_of_the_quotient_that_is_wanted() -> None:
    found = trajectory(built_in_field("zeta(5)"), START, (2, 0, 0, -1))
    best, wanted = estimated_delta(found), estimated_delta(found, OF_ZETA_5)
    assert best is not None and wanted is not None and abs(wanted + 0.55) < 0.02 and best > wanted + 0.2


def test_a_rational_limit_has_no_delta() -> None:
    assert measured(built_in_field("zeta(5)"), (5, 1, 1, -1), (2, 0, 0, -1)).delta is None
