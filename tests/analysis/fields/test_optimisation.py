"""The best δ by direction: classical directions are found, cones have their signs."""

import pytest

from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.optimisation import optimise


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
