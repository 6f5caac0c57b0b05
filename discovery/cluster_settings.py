"""How the formulas of a campaign are clustered: the table [cluster] of a campaign file, the options of `cluster`.

[cluster]                                # all keys are optional; an empty table clusters with these values
method = "exact"                         # within the errors of the metrics, or "hdbscan"
tolerance = 1e-9                         # the least error that a metric has
min_size = 5                             # of a cluster of HDBSCAN
metrics = ["eta", "gamma", "delta"]     # some of METRICS; all where the key is not given
links = true                             # link the formulas and name what links name
families = true                          # find infinite families
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from analysis.dynamics.measures import COORDINATE_NAMES
from analysis.errors import InputError, echo

METHODS = ("exact", "hdbscan")
METRICS = COORDINATE_NAMES
LARGEST_TOLERANCE = 0.1  # beyond it δ, between −1 and 1, parts nothing any more


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """How to cluster, checked. Raises InputError for what is out of range.

    >>> ClusterSettings.of({"tolerance": 1e-6, "links": False}).changed(method="hdbscan", tolerance=None).method
    'hdbscan'
    """

    method: str = METHODS[0]
    tolerance: float = 1e-9
    min_size: int = 5
    metrics: tuple[str, ...] = METRICS
    links: bool = True
    families: bool = True

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InputError(f"cluster method {echo(self.method)}", ", ".join(METHODS))
        if not 0 < self.tolerance <= LARGEST_TOLERANCE:
            raise InputError(f"cluster tolerance {self.tolerance}", f"a number above 0, up to {LARGEST_TOLERANCE}")
        if self.min_size < 2:
            raise InputError(f"cluster min_size {self.min_size}", "2 or more")
        if not self.metrics or len(set(self.metrics)) < len(self.metrics):
            raise InputError("cluster metrics without one, or with one twice", "some of " + ", ".join(METRICS))
        for name in self.metrics:
            if name not in METRICS:
                raise InputError(f"cluster metric {echo(name)}", ", ".join(METRICS))

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """From the table of a file or of a store; raises InputError for unknown keys and other types."""
        for key, value in table.items():
            if key not in _TYPES:
                raise InputError(f"key {echo(key)} in [cluster]", ", ".join(_TYPES))
            allowed, said = _TYPES[key]
            texts = not isinstance(value, list | tuple) or all(isinstance(name, str) for name in value)
            if not texts or not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
                raise InputError(f"cluster {key} = {echo(value)}", f"{key} as {said}")
        given = dict(table)
        if "metrics" in given:
            given["metrics"] = tuple(given["metrics"])
        return cls(**given)

    def changed(self, **options: Any) -> Self:
        """With the options that are not None instead."""
        given = {name: value for name, value in options.items() if value is not None}
        return self.of(self.as_json() | given)

    def as_json(self) -> dict[str, Any]:
        """The table, all keys; `of` reads it back."""
        return asdict(self) | {"metrics": list(self.metrics)}


_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "method": ((str,), "a text in quotes"),
    "tolerance": ((float, int), "a number"),
    "min_size": ((int,), "an integer"),
    "metrics": ((list, tuple), "a list of texts"),
    "links": ((bool,), "true or false"),
    "families": ((bool,), "true or false"),
}
