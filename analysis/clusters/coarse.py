"""Clusters of every formula of a domain, millions at once, by the exponents that follow from its leading coefficients.

The table is that of `analysis.dynamics.tables` with the reduction order beside it; no limit is evaluated. The clusters
are those of `grouping`, so they do not depend on the order of the table, and a shard may be given in any order.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from analysis.clusters.grouping import touching_labels
from analysis.clusters.metrics import ROUNDING, UNKNOWN, Measurements, Metric
from analysis.dynamics.measures import ALTERNATION, COORDINATES
from analysis.dynamics.tables import CONVERGENT, STATUSES, ExponentTable
from analysis.exact.polynomials import Polynomial

_COLUMNS = {field.name for field in fields(ExponentTable)}
METRICS = (
    *(Metric(measure.name, measure.period) for measure in COORDINATES if measure.name in _COLUMNS),
    Metric(ALTERNATION),
    Metric("twice_order"),  # twice the reduction order, an integer
)


@dataclass(frozen=True)
class CoarseCluster:
    """How many formulas share these exponents, and the one with the smallest coefficients; β is modulo 1."""

    size: int
    centre: dict[str, float | None]
    a: Polynomial
    b: Polynomial

    def as_json(self) -> dict[str, Any]:
        return {"size": self.size, **self.centre, "a": str(self.a), "b": str(self.b)}


@dataclass(frozen=True)
class Coarse:
    """Formulas by status, and the clusters of the convergent ones, largest first."""

    statuses: dict[str, int]
    clusters: tuple[CoarseCluster, ...]


def coarse_clusters(table: np.ndarray) -> Coarse:
    """The clusters of a table: a structured array with the fields a, b, status, eta … delta, twice_order.

    >>> from analysis.dynamics.tables import exponent_row
    >>> from analysis.formulas.pcf import PCF
    >>> fields = [("a", "i8", 2), ("b", "i8", 3), ("status", "i1"), ("eta", "f8"), ("gamma", "f8"), ("sqrt", "f8")]
    >>> table = np.zeros(2, dtype=[*fields, ("beta", "f8"), ("delta", "f8"), ("twice_order", "i1")])
    >>> table["a"], table["b"] = [1, 2], [[0, 0, 1], [0, 2, 1]]
    >>> for row, text in zip(table, ("n^2", "n^2 + 2n")):
    ...     for name, value in exponent_row(PCF.parse("2n+1", text)).items():
    ...         row[name] = value
    >>> [(found.size, str(found.b)) for found in coarse_clusters(table).clusters]
    [(1, 'n**2'), (1, 'n**2 + 2*n')]
    """
    counts = np.bincount(table["status"], minlength=len(STATUSES))
    statuses = {name: int(count) for name, count in zip(STATUSES, counts, strict=True)}
    convergent = table[table["status"] == CONVERGENT]
    if not len(convergent):
        return Coarse(statuses, ())
    measured = _measured(convergent)
    labels = touching_labels(measured)
    sizes = np.bincount(labels)
    typical = _smallest(convergent, labels)
    found = [_described(convergent[i], measured.values[i], int(size)) for i, size in zip(typical, sizes, strict=True)]
    return Coarse(statuses, tuple(sorted(found, key=lambda one: (-one.size, one.a.coefficients, one.b.coefficients))))


def _measured(table: np.ndarray) -> Measurements:
    values = np.empty((len(table), len(METRICS)))
    for j, metric in enumerate(METRICS):
        column = _alternates(table["b"]) if metric.name == ALTERNATION else table[metric.name].astype(float)
        values[:, j] = np.nan_to_num(column % metric.period if metric.period else column, nan=UNKNOWN)
    return Measurements(METRICS, values, np.full_like(values, ROUNDING))


def _alternates(b: np.ndarray) -> np.ndarray:
    """1 where the leading coefficient of b is positive, else 0."""
    numbers = b if b.dtype.kind != "S" else b.astype(str).astype(object).astype(int)
    places = b.shape[1] - 1 - np.argmax(numbers[:, ::-1] != 0, axis=1)
    return (numbers[np.arange(len(b)), places] > 0).astype(float)


def _smallest(table: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """For each label the row whose coefficients are smallest: by their sum of sizes, then one by one."""
    sides = [table[side] if table[side].dtype.kind != "S" else table[side].astype(str).astype(float) for side in "ab"]
    rows = np.concatenate([side.astype(float) for side in sides], axis=1)
    order = np.lexsort((*rows.T, *(rows < 0).T[::-1], abs(rows).sum(axis=1), labels))
    first = np.r_[True, np.diff(labels[order]) > 0]
    smallest: np.ndarray = order[first]
    return smallest


def _described(row: np.void, values: np.ndarray, size: int) -> CoarseCluster:
    centre = {
        metric.name: None if value == UNKNOWN else float(np.round(value, 9)) + 0.0
        for metric, value in zip(METRICS, values, strict=True)
    }
    return CoarseCluster(size, centre, *(Polynomial.of([int(c) for c in row[side].tolist()]) for side in "ab"))
