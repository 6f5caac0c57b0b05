"""Clusters follow from values and errors alone; metrics are the same for all of a family."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.clusters.grouping import clusters, density_clusters, touching_labels
from analysis.clusters.metrics import METRICS, ROUNDING, Measurements, Metric, measurements
from analysis.clusters.scoring import separable
from analysis.constants.library import built_in_library
from analysis.examination import examine
from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.values.family_keys import family_key

LINE_AND_CIRCLE = (Metric("eta"), Metric("beta", period=1.0))
points = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 19)), min_size=1, max_size=30)


def measured(pairs: list[tuple[int, int]], error: float = 0.011) -> Measurements:
    values = np.array([[first / 10, second / 20] for first, second in pairs])
    return Measurements(LINE_AND_CIRCLE, values, np.full_like(values, error))


def partition(labels: np.ndarray, places: list[int]) -> set[frozenset[int]]:
    return {frozenset(place for place, label in zip(places, labels, strict=True) if label == one) for one in labels}


@given(points, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(pairs: list[tuple[int, int]], random) -> None:
    places = list(range(len(pairs)))
    random.shuffle(places)
    straight = partition(touching_labels(measured(pairs)), list(range(len(pairs))))
    assert partition(touching_labels(measured([pairs[i] for i in places])), places) == straight


@given(points, st.randoms(use_true_random=False))
def test_clusters_are_numbered_and_described_alike_in_any_order(pairs: list[tuple[int, int]], random) -> None:
    pairs = list(dict.fromkeys(pairs))
    places = list(range(len(pairs)))
    random.shuffle(places)

    def found(order: list[int]) -> list[tuple[object, ...]]:
        at = measured([pairs[i] for i in order])
        names = [str(pairs[i]) for i in order]
        return [
            (sorted(names[i] for i in one.members), names[one.typical], one.centre, one.spread)
            for one in clusters(touching_labels(at), at, names)
        ]

    assert found(places) == found(sorted(places))


@given(points)
def test_more_error_only_joins_clusters(pairs: list[tuple[int, int]]) -> None:
    fine, coarse = touching_labels(measured(pairs, 0.011)), touching_labels(measured(pairs, 0.06))
    for label in set(fine.tolist()):
        assert len(set(coarse[fine == label].tolist())) == 1


def test_values_on_both_sides_of_a_circle_touch() -> None:
    values = np.array([[0.999999], [0.000001], [0.5]])
    at = Measurements((Metric("beta", period=1.0),), values, np.full_like(values, 1e-5))
    first, second, third = touching_labels(at)
    assert first == second != third


def test_an_interval_that_holds_another_joins_what_lies_in_it() -> None:
    values, errors = np.array([[0.0], [0.1], [0.9]]), np.array([[1.0], [0.01], [0.01]])
    assert len(set(touching_labels(Measurements((Metric("delta"),), values, errors)).tolist())) == 1


def test_centre_and_spread_of_a_cluster() -> None:
    values = np.array([[1.0], [1.2], [1.4], [9.0]])
    at = Measurements((Metric("delta"),), values, np.full_like(values, 0.15))
    large, small = clusters(touching_labels(at), at, ["p", "q", "r", "s"])
    assert (large.members, large.typical, large.centre, large.spread) == ((0, 1, 2), 1, {"delta": 1.2}, {"delta": 0.2})
    assert small.size == 1


def test_hdbscan_does_not_depend_on_the_order_either() -> None:
    generator = np.random.default_rng(5)
    values = np.concatenate([generator.normal(c, 0.01, (20, 1)) for c in (0.0, 1.0, 5.0)])
    order = generator.permutation(len(values))
    metric = (Metric("gamma"),)
    straight = density_clusters(Measurements(metric, values, values * 0))
    shuffled = density_clusters(Measurements(metric, values[order], values * 0))
    assert partition(shuffled, order.tolist()) == partition(straight, list(range(len(values))))


@pytest.mark.parametrize("number", [1, 2, 4])
def test_too_few_formulas_for_a_dense_region_are_noise(number: int) -> None:
    values = np.ones((number, 1))
    assert density_clusters(Measurements((Metric("gamma"),), values, values * 0)).tolist() == [-1] * number


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [("2n+1", "n^2", (1, 2, 5)), ("n+3", "-n", (1, 3)), ("6n+3", "-n^2", (1, 2)), ("3n+3", "-2n^2-n", (1, 4))],
)
def test_a_formula_and_its_tails_have_the_same_metrics(a: str, b: str, steps: tuple[int, ...]) -> None:
    pcf = PCF.parse(a, b)
    library = built_in_library().select("pi,e,log(2)")
    rows = [examine(one, digits=30, library=library).formula() for one in (pcf, *(pcf.shifted(k) for k in steps))]
    assert len({separable(row) for row in rows}) == 1
    assert len(set(touching_labels(measurements(rows)).tolist())) == 1


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 5), st.integers(-4, 4), st.integers(-5, 5).filter(bool), st.integers(-4, 4), st.integers(1, 3))
def test_contiguous_formulas_touch(a1: int, a0: int, b1: int, b0: int, k: int) -> None:
    """PCF(a, b) and PCF(a + k A₁, b) with deg b = 1 have parameters that differ by whole numbers."""
    pair = [PCF.parse(f"{a1}n+{a0 + shift}", f"{b1}n+{b0}") for shift in (0, k * a1)]
    if any(one.termination() is not None for one in pair) or family_key(pair[0]) != family_key(pair[1]):
        return
    library = built_in_library().select("e")
    rows = [examine(one, digits=20, library=library, thorough=False).formula() for one in pair]
    assert separable(rows[0]) == separable(rows[1])


def test_what_is_not_known_stands_apart() -> None:
    rows = [{"b": "n", "dynamics": {"gamma": 1.0}, "delta": delta} for delta in (None, None, 0.0)]
    labels = touching_labels(measurements(list(map(Formula.from_json, rows)))).tolist()
    assert labels[0] == labels[1] != labels[2]


def test_errors_are_never_below_rounding() -> None:
    found = measurements(
        list(map(Formula.from_json, [{"b": "n", "dynamics": {"eta": 1}, "delta": 0.5, "delta_error": 0.0}]))
    )
    assert found.errors.shape == (1, len(METRICS)) and found.errors.min() == ROUNDING
