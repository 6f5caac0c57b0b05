"""The best δ by direction: classical directions are found, cones have their signs."""

from fractions import Fraction

import pytest
from flint import arb

from analysis.constants.library import constant
from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.fans import of_forms
from analysis.fields.limit_forms import constant_forms
from analysis.fields.optimisation import optimise
from analysis.fields.trajectories import trajectory


@pytest.mark.parametrize(("name", "delta"), [("zeta(2)", 0.0922), ("zeta(3)", 0.0805), ("log(2)", 0.2761)])
def test_the_classical_direction_is_the_best(name: str, delta: float) -> None:
    best = optimise(built_in_field(name), (1, 1), longest=3)[0].best
    assert best.trajectory.direction == (1, 1)
    assert best.delta == pytest.approx(delta, abs=1e-4) and best.exact is not None


def test_the_field_of_gauss_at_minus_one_has_the_legendre_direction_of_log_two() -> None:
    cones = optimise(built_in_field("2F1").at(z=-1), (1, 1, 2), longest=2)
    assert (cones[0].signs, cones[0].best.trajectory.direction) == ("+++|--", (1, 1, 2))
    assert cones[0].best.delta == pytest.approx(0.2761, abs=1e-4)


def test_a_norm_out_of_range_is_bad_input() -> None:
    with pytest.raises(InputError):
        optimise(built_in_field("zeta(2)"), (1, 1), longest=0)


def test_aptekarevs_approximations_of_gamma_are_a_trajectory_whose_error_falls_too_slowly() -> None:
    found = trajectory(built_in_field("3F1").at(z=1), (0, 0, 1, 1), (-1, -1, 1, 0))
    forms = constant_forms(found, lambda digits: arb.const_euler(), 40)
    assert forms is not None and of_forms(found, [forms]).delta == -1


def test_a_well_poised_3f2_at_minus_one_has_an_exact_delta_for_catalans_constant() -> None:
    start = (2, Fraction(1, 2), Fraction(1, 2), Fraction(5, 2), Fraction(5, 2))
    found = trajectory(built_in_field("3F2").at(z=-1), start, (4, 1, 1, 3, 3))
    forms = constant_forms(found, constant("catalan").value, 60)
    assert forms is not None
    about = of_forms(found, [forms])
    assert about.exact is not None and about.delta == pytest.approx(-0.6101362)
