"""The convergent formulas of a store as clustering needs them: in a file each, eight bytes of memory for one.

What is measured stands in arrays beside them, what is proved stays in the store.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from analysis.clusters.metrics import METRICS, Measurements, measurements
from analysis.errors import InputError
from analysis.exact.mobius import Mobius
from analysis.formula import RATIONAL, FormJson, Formula, Named
from discovery.cluster_settings import ClusterSettings
from discovery.field_members import convergent
from results.spool import Spool
from results.store import Store

READ_AT_ONCE = 1_000  # formulas held with all that is known of them
_PLAIN = ("kind", "status", "limit", "digits", "digits_ground", "evidence", "family", "cluster", "id")


class NothingToClusterError(InputError):
    """A store, or a campaign, without a convergent formula whose value is not rational."""


class LeanRows(Sequence[Formula]):
    """Formulas by their places, made anew from a file whenever they are asked for; those that are set are kept."""

    def __init__(self, spool: Spool, starts: np.ndarray) -> None:
        self._spool, self._starts = spool, starts
        self._changed: dict[int, Formula] = {}

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, place: Any) -> Any:
        return self._changed.get(place) or _formula(self._spool.read(int(self._starts[place])))

    def __setitem__(self, place: int, row: Formula) -> None:
        self._changed[place] = row

    def at(self, places: np.ndarray) -> LeanRows:
        """The formulas at these places, in this order."""
        return LeanRows(self._spool, self._starts[places])


@dataclass(frozen=True)
class Read:
    """All convergent formulas; those that are clustered, by their texts, with their metrics."""

    everything: LeanRows
    rows: LeanRows
    measured: Measurements

    @classmethod
    def of(cls, store: Store, settings: ClusterSettings, campaign: int | None) -> Read:
        """Those of a store, or of one of its campaigns. Raises NothingToClusterError where none can be clustered."""
        spool, starts, places = Spool(), array("q"), array("q")
        texts, parts = list[str](), list[Measurements]()
        for chunk in _chunks(convergent(store, campaign)):
            chosen = [place for place, row in enumerate(chunk) if is_clustered(row)]
            parts.append(measured_by([chunk[place] for place in chosen], settings))
            places.extend(len(starts) + place for place in chosen)
            texts += [chunk[place].text for place in chosen]
            starts.extend(spool.append(_record(row)) for row in chunk)
        if not places:
            raise nothing_in(store)
        order = np.fromiter(sorted(range(len(places)), key=texts.__getitem__), np.int64)
        texts.clear()
        everything = LeanRows(spool, np.array(starts))
        measured = Measurements.joined(parts)
        parts.clear()
        return cls(everything, everything.at(np.array(places)[order]), measured.ordered(order))


def _chunks(rows: Iterable[Formula]) -> Iterator[list[Formula]]:
    left = iter(rows)
    while chunk := list(islice(left, READ_AT_ONCE)):
        yield chunk


def is_clustered(row: Formula) -> bool:
    """Whether a convergent formula has known dynamics and no rational value."""
    return row.constant != RATIONAL and row.numbers["gamma"] is not None


def nothing_in(store: Store) -> NothingToClusterError:
    """The error of a store without a formula that can be clustered."""
    what = f"no formula in {store.path} with an irrational limit and known dynamics"
    return NothingToClusterError(what, "a store with a finished search")


def measured_by(rows: Sequence[Formula], settings: ClusterSettings) -> Measurements:
    """The metrics that the settings name, with errors of at least their tolerance."""
    chosen = tuple(metric for metric in METRICS if metric.name in settings.metrics)
    return measurements(rows, chosen, settings.tolerance)


def _record(row: Formula) -> bytes:
    """A fraction with its value and evidence; of a certificate the kind of its end, of a closed form its text."""
    named, form = row.identity, None if row.closed_form is None or row.identity else row.value or ""
    end = None if row.certificate is None else str((row.certificate.get("end") or {}).get("kind"))
    name = None
    if named is not None:
        name = named.constant, named.mobius.coefficients, named.expression, named.digits, named.status
    own = (row.a, row.b, name, form, row.more.get("named_by"), end)
    return json.dumps((own, {name: getattr(row, name) for name in _PLAIN})).encode()


def _formula(record: bytes) -> Formula:
    (a, b, name, form, named_by, end), plain = json.loads(record)
    more = {} if named_by is None else {"named_by": named_by}
    if end is not None:
        more["certificate"] = {"end": {"kind": end}}
    identity = name and Named(name[0], Mobius(*name[1]), name[2], name[3], status=name[4])
    closed = None if form is None else FormJson(expression=form)
    return Formula(own={"a": a, "b": b}, identity=identity, closed_form=closed, more=more, **plain)
