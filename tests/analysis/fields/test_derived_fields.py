"""Sub-fields, gauges, invariant parts, embeddings: identities, and what is none is refused."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.derived_fields import embedding, embedding_factors, gauge_of, gauged, invariant_part, subfield
from analysis.fields.naming import field_of
from analysis.fields.planes import plane_of
from analysis.fields.reducible import reduced_subfield
from analysis.fields.trajectories import trajectory

steps = st.integers(-1, 2)


@settings(max_examples=8, deadline=None)
@given(st.tuples(steps, steps).filter(any), st.tuples(steps, steps).filter(any), st.fractions(0, 3, max_denominator=3))
def test_a_sub_field_is_conservative_and_has_the_same_trajectories(
    u: tuple[int, int], v: tuple[int, int], shift: Fraction
) -> None:
    whole = built_in_field("e")
    found = subfield(whole, {"u": u, "v": v}, (shift + 5, shift + 7))
    assert found.violations() == []
    start = tuple(5 + shift + 2 * a + 3 * b + extra for a, b, extra in zip(u, v, (0, 2), strict=True))
    try:
        expected = trajectory(whole, start, u).pcf
    except InputError:
        return
    assert trajectory(found, (2, 3), (1, 0)).pcf == expected


def test_a_gauge_moves_nothing_but_coordinates() -> None:
    known = built_in_field("zeta(2)")
    tilted = gauged(known, gauge_of([["x+y", "1"], ["1", "2"]], known))
    assert tilted.violations() == []
    with pytest.raises(InputError, match="singular"):
        gauged(known, gauge_of([["x", "1"], ["x", "1"]], known))


@pytest.mark.parametrize("name", ["zeta(3)", "zeta(2)", "log(2)", "pi", "e"])
def test_classical_fields_are_planes(name: str) -> None:
    found = plane_of(name)
    assert found is not None
    plane, matrix = found
    small, big = built_in_field(name), subfield(field_of(plane.field), plane.along, plane.origin)
    factors = embedding_factors(small, big, matrix)
    assert factors is not None and set(factors) == {"x", "y"}
    wrong = replace(small, matrices={**small.matrices, "y": small.matrices["x"]})
    assert embedding_factors(wrong, big, matrix) is None


def test_other_planes_are_not_those_of_a_constant() -> None:
    plane = subfield(field_of("3F2(1)"), {"x": (-1, 1, 0, 0, 0), "y": (0, 0, -1, 0, 0)}, (1, 0, Fraction(1, 2), 1, 1))
    assert embedding(built_in_field("zeta(2)"), plane) is None
    assert embedding(built_in_field("zeta(3)"), plane) is None


def test_only_balanced_series_have_a_part_of_less_rank() -> None:
    axes = {"x": (-1, 1, 0, 0, 0, 0, 0), "y": (0, 0, -1, 1, 0, 0, 0)}
    part = invariant_part(subfield(field_of("4F3(1)"), axes, (1, 0, 1, 0, 1, 1, 1)))
    assert part is not None and part[0].rank == 2
    assert invariant_part(subfield(field_of("4F3(1)"), axes, (1, 0, 1, 0, 1, 1, Fraction(5, 2)))) is None


@pytest.mark.parametrize(
    ("name", "start", "rank"),
    [
        ("3F2(1/2)", ("1/5", 0, 1, "1/3", 0), 1),  # above more than below: (ϑ + t) L'
        ("3F2(1/2)", ("1/5", 0, 0, "1/3", 2), 2),  # above less than below: L' (ϑ + t)
        ("3F2(1/2)", ("1/5", 0, 0, "1/3", "1/2"), None),
        ("4F3(1)", ("1/5", 0, 0, "1/7", "1/3", 0, "1/2"), 1),
    ],
)
def test_parameters_that_differ_by_integers_make_a_part_of_less_rank(
    name: str, start: tuple[str | int, ...], rank: int | None
) -> None:
    axes = {"x": (0, 1, 0, 0, 0), "y": (0, 0, 1, 0, 1)} if name == "3F2(1/2)" else {
        "x": (0, 1, 0, 0, 0, 0, 0), "y": (0, 0, 1, 0, 0, 1, 0)}  # fmt: skip
    whole, found = reduced_subfield(field_of(name), axes, [*map(Fraction, start)])
    assert whole.rank == 3 and (found and found[0].rank) == rank
    assert found is None or found[0].violations() == []
