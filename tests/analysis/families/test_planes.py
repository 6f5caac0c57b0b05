"""Families in two parameters: steps proved for all k and m, right far from the grid, and commuting."""

import pytest
from flint import ctx

from analysis.families.generalisation import families
from analysis.families.parameter_proofs import ParameterProof
from analysis.families.planes import GRID, OUTSIDE, PlaneFamily, plane_family
from analysis.formulas.pcf import PCF
from analysis.formulas.templates import parse_template
from analysis.numbers.limits import limit
from analysis.numbers.relations import is_image
from analysis.values.family_keys import family_key

MEMBERS = [PCF.parse(str(1 + k), f"n^2+{1 + k}n") for k in range(5)]
FAR = [(40, 3), (2, 51), (23, 29)]


@pytest.fixture(scope="module")
def found() -> PlaneFamily:
    """Around a family of π."""
    family = plane_family(next(families(MEMBERS)), MEMBERS)
    assert family is not None
    return family


def test_members_are_of_one_exact_family_and_outside_the_grid(found: PlaneFamily) -> None:
    assert {place for place, _ in found.members} == set(range(5)) and len(found.confirmed) == OUTSIDE
    assert all(max(point) >= GRID for point in found.confirmed)
    assert {family_key(found.plane.at(*point)) for point in FAR} == {family_key(MEMBERS[0])}


@pytest.mark.parametrize("point", FAR)
def test_both_steps_hold_far_from_the_grid(found: PlaneFamily, point: tuple[int, int]) -> None:
    k, m = point
    for axis, there in (("k", (k + 1, m)), ("m", (k, m + 1))):
        here, next_ = (limit(found.plane.at(*at), 40).value for at in (point, there))
        with ctx.workdps(60):
            assert is_image(found.step_at(axis, k, m), next_, here)


@pytest.mark.parametrize("point", FAR)
def test_the_steps_commute(found: PlaneFamily, point: tuple[int, int]) -> None:
    k, m = point
    one = found.step_at("k", k, m) @ found.step_at("m", k + 1, m)
    assert one == found.step_at("m", k, m) @ found.step_at("k", k, m + 1)


def test_the_proofs_read_back_and_prove_nothing_else(found: PlaneFamily) -> None:
    described, plane = found.as_json(), found.plane
    sides = plane.parts("a"), plane.parts("b")
    for axis, key in (("k", "proof"), ("m", "proof_m")):
        proof = ParameterProof.parse(described[key])
        assert proof.proves(*sides, found.steps[axis], axis)
        other = "m" if axis == "k" else "k"
        assert not proof.proves(*sides, found.steps[axis], other)
        assert not proof.proves(*sides, found.steps[other], axis)


@pytest.mark.parametrize("point", [(1, 0), (4, 3), (17, 23)])
def test_the_value_of_all_members_follows_from_those_of_the_edge(found: PlaneFamily, point: tuple[int, int]) -> None:
    k, m = point
    assert found.value is not None and found.value.texts() is not None
    edge, here = (limit(found.plane.at(*at), 40).value for at in ((0, m), (k, m)))
    with ctx.workdps(60):
        assert is_image(found.value.from_first(k, m), edge, here)


def test_a_plane_reads_back_from_its_text(found: PlaneFamily) -> None:
    for k, m in FAR:
        sides = [parse_template(found.plane.text(side)) for side in "ab"]
        values = [{name: {"k": k, "m": m}[name] for name in side.parameters} for side in sides]
        a, b = (side.substitute(at) for side, at in zip(sides, values, strict=True))
        assert PCF(a, b) == found.plane.at(k, m)
