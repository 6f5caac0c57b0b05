"""Clusters of formulas whose metrics agree within their errors, and what describes a cluster.

Two formulas touch when the intervals value ± error of every metric do; a cluster is what touching ties together, one
metric after the other: single linkage cut at the errors themselves. HDBSCAN looks for regions of higher density and
calls the rest noise; here the errors are known, nearly all of them rounding errors, so there is nothing to estimate: a
formula that stands alone is a cluster of one. `density_clusters` is HDBSCAN, to compare (Campello, Moulavi, Sander,
PAKDD 2013).

Clusters are numbered by size, then by centre, so neither the order of the rows nor repetition changes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.clusters.metrics import Measurements, Metric

LEAST_CLUSTER = 5  # HDBSCAN's smallest cluster: scikit-learn's own default


@dataclass(frozen=True)
class Cluster:
    """One cluster: the places of its members among the rows given, ascending; centre and spread by metric.

    `centre` is the median (of a circle: of the typical member's side), `spread` the largest distance from it; `typical`
    is the place of the member nearest to the centre, the first by `order` among equals.
    """

    members: tuple[int, ...]
    typical: int
    centre: dict[str, float]
    spread: dict[str, float]

    @property
    def size(self) -> int:
        return len(self.members)


def touching_labels(measured: Measurements) -> np.ndarray:
    """A label for each formula, equal when metrics touch within their errors, metric after metric.

    The labels depend on the values alone: 0, 1, 2, … in lexicographic order of the metrics.

    >>> values = np.array([[0.0, 0.999], [1.0, 0.5], [1.04, 0.5], [0.0, 0.001]])
    >>> errors = np.array([[0.0, 0.003], [0.02, 0.0], [0.03, 0.0], [0.0, 0.0]])
    >>> touching_labels(Measurements((Metric("eta"), Metric("beta", period=1.0)), values, errors)).tolist()
    [0, 1, 1, 0]
    """
    labels = np.zeros(len(measured), dtype=np.int64)
    for j, metric in enumerate(measured.metrics):
        labels = _split(labels, measured.values[:, j], measured.errors[:, j], metric.period)
    return labels


def _split(labels: np.ndarray, values: np.ndarray, errors: np.ndarray, period: float) -> np.ndarray:
    """Each label cut where, in order of the intervals' lower ends, no earlier interval reaches the next one."""
    if not len(labels):
        return labels
    low, high = values - errors, values + errors
    order = np.lexsort((high, low, labels))
    group, low, high = labels[order], low[order], high[order]
    new_group = np.r_[True, group[1:] != group[:-1]]
    # The running maximum within groups: groups are set apart by offsets larger than all values.
    span = float(high.max() - low.min()) + 1.0
    rank = np.cumsum(new_group) - 1
    reached = np.maximum.accumulate(high + span * rank) - span * rank
    slack = 4 * np.finfo(float).eps * span * len(labels)
    starts = new_group | np.r_[True, low[1:] > reached[:-1] + slack]
    fresh = np.cumsum(starts) - 1
    if period:
        fresh = _close_circles(fresh, new_group, low, reached, period)
    found = np.empty_like(labels)
    found[order] = fresh
    return found


def _close_circles(
    fresh: np.ndarray, new_group: np.ndarray, low: np.ndarray, reached: np.ndarray, period: float
) -> np.ndarray:
    """The last part of a group joined to its first where it reaches it round the circle."""
    firsts = np.flatnonzero(new_group)
    lasts = np.r_[firsts[1:], len(fresh)] - 1
    joined = reached[lasts] - period >= low[firsts]
    names = np.arange(fresh[-1] + 1)
    names[fresh[lasts[joined]]] = fresh[firsts[joined]]
    return np.unique(names[fresh], return_inverse=True)[1]


def density_clusters(measured: Measurements, least: int = LEAST_CLUSTER) -> np.ndarray:
    """Labels of HDBSCAN on the same metrics, circles as (cos, sin), each scaled to unit deviation; noise gets −1.

    The rows are put in order before, since HDBSCAN breaks ties by their order.
    """
    from sklearn.cluster import HDBSCAN  # loads scipy, a second that the other clusters need not wait for

    columns: list[np.ndarray] = []
    for j, metric in enumerate(measured.metrics):
        values = measured.values[:, j]
        turn = 2 * np.pi * values / metric.period if metric.period else values
        columns += [np.cos(turn), np.sin(turn)] if metric.period else [values]
    points = np.stack(columns, axis=1)
    points /= np.maximum(points.std(axis=0), 1e-12)
    order = np.lexsort(points.T[::-1])
    labels = np.full(len(points), -1, dtype=np.int64)
    if len(points) >= least:  # HDBSCAN refuses a single point
        labels[order] = HDBSCAN(min_cluster_size=least, allow_single_cluster=True, copy=True).fit(points[order]).labels_
    return labels


def clusters(labels: np.ndarray, measured: Measurements, names: Sequence[str]) -> list[Cluster]:
    """The clusters of labels ≥ 0, largest first; `names` (of the formulas) decide between equals.

    >>> one = Measurements((Metric("eta"),), np.array([[1.0], [2.0], [1.0]]), np.zeros((3, 1)))
    >>> [(found.members, found.centre) for found in clusters(np.array([4, 7, 4]), one, "abc")]
    [((0, 2), {'eta': 1.0}), ((1,), {'eta': 2.0})]
    """
    order = np.argsort(labels, kind="stable")
    order = order[labels[order] >= 0]
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    found = [_described(part, measured, names) for part in np.split(order, cuts) if len(part)]
    return sorted(found, key=lambda one: (-one.size, sorted(one.centre.items()), names[one.typical]))


def _described(members: np.ndarray, measured: Measurements, names: Sequence[str]) -> Cluster:
    values = measured.values[members]
    places = np.argsort([names[int(i)] for i in members])
    anchor = values[places[0]]
    offsets = _offsets(values, anchor, measured.metrics)
    middle = np.median(offsets, axis=0)
    distances = abs(offsets - middle)
    scale = np.maximum(measured.errors[members].max(axis=0), 1e-12)
    worst = np.round((distances / scale).max(axis=1), 6)
    typical = min(range(len(members)), key=lambda i: (worst[i], len(names[int(members[i])]), names[int(members[i])]))
    centre = anchor + middle
    keys = [metric.name for metric in measured.metrics]
    for j, metric in enumerate(measured.metrics):
        centre[j] = centre[j] % metric.period if metric.period else centre[j]
    return Cluster(
        tuple(sorted(int(i) for i in members)),
        int(members[typical]),
        dict(zip(keys, (_tidy(value) for value in centre), strict=True)),
        dict(zip(keys, (_tidy(value) for value in distances.max(axis=0)), strict=True)),
    )


def _offsets(values: np.ndarray, anchor: np.ndarray, metrics: tuple[Metric, ...]) -> np.ndarray:
    offsets: np.ndarray = values - anchor
    for j, metric in enumerate(metrics):
        if metric.period:
            half = metric.period / 2
            offsets[:, j] = (offsets[:, j] + half) % metric.period - half
    return offsets


def _tidy(value: float) -> float:
    """Nine decimals: rounding errors do not make a centre."""
    return float(np.round(value, 9)) + 0.0
