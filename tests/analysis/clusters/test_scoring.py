"""Scores say what they should of perfect, useless and mixed clusterings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clusters.scoring import confusions, merged_classes, purity, score

labels = st.lists(st.integers(0, 4), min_size=2, max_size=40)


@given(labels)
def test_a_renamed_truth_is_a_perfect_clustering(classes: list[int]) -> None:
    found = score("renamed", [f"cluster {label}" for label in classes], "classes", classes)
    assert (found.homogeneity, found.completeness, found.v_measure, found.adjusted_rand) == pytest.approx((1, 1, 1, 1))


def test_one_cluster_for_all_is_complete_and_tells_nothing() -> None:
    found = score("one", [0] * 6, "classes", "aabbcc")
    assert found.completeness == 1 and found.homogeneity == found.v_measure == found.adjusted_rand == 0


@given(labels, st.randoms(use_true_random=False))
def test_the_order_of_formulas_does_not_change_a_score(classes: list[int], random) -> None:
    found = [random.randrange(3) for _ in classes]
    order = list(range(len(classes)))
    random.shuffle(order)
    straight = score("c", found, "t", classes)
    shuffled = score("c", [found[i] for i in order], "t", [classes[i] for i in order])
    assert shuffled.v_measure == pytest.approx(straight.v_measure, abs=1e-12)
    assert shuffled.adjusted_rand == pytest.approx(straight.adjusted_rand, abs=1e-12)


def test_purity_counts_named_formulas_only() -> None:
    assert purity([1, 1, 1, 2, 2], ["pi", "e", None, None, "e"]) == pytest.approx(2 / 3)
    assert purity([1, 1], [None, None]) is None


def test_families_with_the_same_metrics_become_one_class() -> None:
    assert merged_classes(["f", "g", "h"], ["same", "same", "other"]) == [0, 0, 1]


def test_confusions_name_the_families_of_a_cluster_and_why() -> None:
    (found,) = confusions([1, 1, 1, 2], ["f", "f", "g", "h"], ["x", "x", "x", "y"])
    assert found.as_json() == {"cluster": 1, "families": {"f": 2, "g": 1}, "reason": "the same exact metrics"}
    (found,) = confusions([1, 1], ["f", "g"], ["x", "y"])
    assert not found.in_principle
