"""Cones of constant sign: all of them, each with a direction inside."""

from itertools import product

import pytest

from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.cones import cone_signs, cones, up_to_order


def test_directions_in_a_cone_share_their_signs() -> None:
    field = built_in_field("3F2")
    assert cone_signs(field, (1, 1, 1, 2, 2)) == cone_signs(field, (2, 3, 1, 4, 5)) == "+++++|------"


@pytest.mark.parametrize(("name", "reach"), [("2F1", 3), ("1F1", 2), ("zeta(3)", 1), ("G(2,1;2,2)", 4)])
def test_all_signs_without_zero_occur(name: str, reach: int) -> None:
    from analysis.fields.naming import field_of

    field = field_of(name, {})
    tried = product(range(-reach, reach + 1), repeat=len(field.axes))
    seen = {signs for direction in tried if "0" not in (signs := cone_signs(field, direction))}
    assert seen == set(cones(field)) and all(cone_signs(field, way) == signs for signs, way in cones(field).items())


def test_the_field_of_clausen_has_330_cones_60_up_to_the_order_of_parameters() -> None:
    field = built_in_field("3F2")
    found = cones(field)
    assert (len(found), len(up_to_order(field, found))) == (330, 60)


def test_many_axes_are_refused() -> None:
    with pytest.raises(InputError):
        cones(built_in_field("5F4"))
