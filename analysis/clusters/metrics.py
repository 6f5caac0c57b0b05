"""The metrics by which formulas are compared, each with its own error.

Contiguity carries u(n) to g(1)⋯g(n) U(n) u(n) with a rational matrix U: both solutions get the same factor beside
whole powers of n. So of |error| ~ n!^(−η) e^(−γn) e^(−c√n) n^(−β) a family fixes η, γ, c exactly, and β modulo 1; it
fixes the reduction order, the growth η′ of the reduced denominators, and δ = η/η′ − 1 (or the ratio of γ and γ′).
What is measured at a finite depth (γ′ without an exact form) has an error that depends on the formula, and is left out:
it varies within a family by as much as between families.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from analysis.dynamics.measures import ALTERNATION, COORDINATES
from analysis.formula import Formula

ROUNDING = 1e-9  # error of an exact metric kept as a double
UNKNOWN = -1e6  # where a metric is not known: far from every value, so that the unknown stand together


@dataclass(frozen=True)
class Metric:
    """One coordinate: the name of its measure, and its period (0: a line; 1: a circle)."""

    name: str
    period: float = 0.0


METRICS = (*(Metric(measure.name, measure.period) for measure in COORDINATES), Metric(ALTERNATION))


@dataclass(frozen=True, eq=False)
class Measurements:
    """Values and errors of formulas, arrays of shape (formulas, metrics); periodic values lie in [0, period)."""

    metrics: tuple[Metric, ...]
    values: np.ndarray
    errors: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    @classmethod
    def joined(cls, parts: Sequence["Measurements"]) -> "Measurements":
        """One after the other; by the same metrics."""
        arrays = (np.concatenate([getattr(part, name) for part in parts]) for name in ("values", "errors"))
        return cls(parts[0].metrics, *arrays)

    def ordered(self, places: Sequence[int] | np.ndarray) -> "Measurements":
        """The formulas at these places."""
        return Measurements(self.metrics, self.values[places], self.errors[places])

    def only(self, *names: str) -> "Measurements":
        """The same formulas by some of the metrics."""
        kept = [i for i, metric in enumerate(self.metrics) if metric.name in names]
        return Measurements(tuple(self.metrics[i] for i in kept), self.values[:, kept], self.errors[:, kept])


def measurements(
    rows: Sequence[Formula], metrics: tuple[Metric, ...] = METRICS, tolerance: float = ROUNDING
) -> Measurements:
    """The metrics of formulas, each with an error of at least `tolerance`; UNKNOWN where there is none.

    >>> from analysis.dynamics.measures import Measured
    >>> known = {"beta": Measured(-2.25), "delta": Measured(0.5, error=0.01)}
    >>> found = measurements([Formula("pcf", {}, measures=known)], (Metric("beta", period=1.0), Metric("delta")))
    >>> found.values.tolist(), found.errors.tolist()
    ([[0.75, 0.5]], [[1e-09, 0.01]])
    """
    values = np.full((len(rows), len(metrics)), UNKNOWN)
    errors = np.full_like(values, tolerance)
    for i, row in enumerate(rows):
        for j, metric in enumerate(metrics):
            value, error = _read(row, metric.name)
            if value is not None:
                values[i, j] = value % metric.period if metric.period else value
                errors[i, j] = max(error, tolerance)
    return Measurements(metrics, values, errors)


def alternates(b: str) -> bool:
    """Whether the error alternates in sign, from the text of b, whose first term is the leading one.

    >>> alternates("n**2"), alternates("-n**6")
    (True, False)
    """
    return not b.startswith("-")


def _read(row: Formula, name: str) -> tuple[float | None, float]:
    if name == ALTERNATION:
        return float(alternates(row.b)), 0.0
    value, _, error = row.measure(name)
    if value is None or not isfinite(value):
        return None, 0.0
    return float(value), float(error or 0.0)
