"""Clusters and links of a whole store, in one call; the score of its clusters.

The formulas are put in order of their texts first, so neither the order of rows nor the engine that found them matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import numpy as np

from analysis.clusters.coarse import Coarse, coarse_clusters
from analysis.clusters.grouping import Cluster, clusters, density_clusters, touching_labels
from analysis.clusters.metrics import Measurements, measurements
from analysis.clusters.scoring import Confusion, Score, confusions, merged_classes, purity, score, separable
from analysis.errors import InputError
from analysis.formula import Formula
from discovery.campaigns import Campaign
from discovery.cluster_settings import ClusterSettings
from discovery.field_members import FieldKind, by_kind, convergent, find_members
from discovery.generalising import family_rows
from discovery.lean_rows import Read, is_clustered, nothing_in
from discovery.links import BY_LINK, link_rows
from discovery.stages import Stages, Watch
from results.clusters import (
    POLYNOMIAL_FAMILY,
    ClusterRow,
    Links,
    record_evidence,
    record_families,
    record_names,
    replace_clusters,
    stored_certificate,
)
from results.fields import record_members, stored_fields
from results.rows import pcf_id
from results.store import Store
from search.metrics import metrics_table
from search.tasks import collecting_seldom


@dataclass
class Outcome:
    """What was found, as `discover cluster` tells it; counts are of formulas unless the name says otherwise."""

    formulas: int = 0
    clusters: int = 0
    in_clusters_of_several: int = 0
    components: int = 0
    named_components: int = 0
    closed_components: int = 0
    components_of_several_names: int = 0
    links: dict[str, int] = field(default_factory=dict)
    proved_links: int = 0
    named: int = 0
    named_by_links: int = 0
    named_by_closed_forms: int = 0
    proved: int = 0
    raised: int = 0
    constants: dict[str, int] = field(default_factory=dict)
    families: int = 0
    families_in_a_parameter: dict[str, int] = field(default_factory=dict)
    values_in_a_parameter: dict[str, int] = field(default_factory=dict)
    families_with_a_field: int = 0
    families_with_a_place: int = 0
    convergent: int = 0
    in_fields: int = 0
    fields: list[FieldKind] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"seconds": {stage: round(spent, 2) for stage, spent in self.seconds.items()}}


def convergent_rows(store: Store, campaign: int | None = None) -> list[Formula]:
    """The formulas that are clustered: convergent PCFs with known dynamics and no rational value, by their texts.

    Raises NothingToClusterError where there is none.
    """
    found = [row for row in convergent(store, campaign) if is_clustered(row)]
    if not found:
        raise nothing_in(store)
    return sorted(found, key=lambda row: row.text)


def stored_settings(store: Store, campaign: int | None = None) -> ClusterSettings:
    """What the campaign (without one: the only PCF campaign of the store) asks for in its file, else the defaults."""
    rows = [one for one in store.campaigns() if one.kind == "pcf" and campaign in (None, one.id)]
    found = Campaign.from_store(rows[0]).cluster if len(rows) == 1 else None
    return found or ClusterSettings()


def labels_of(measured: Measurements, settings: ClusterSettings) -> np.ndarray:
    """The clusters' labels by the method of the settings; −1 for what HDBSCAN calls noise."""
    if settings.method == "exact":
        return touching_labels(measured)
    return density_clusters(measured, settings.min_size)


@collecting_seldom()
def cluster_store(
    store: Store,
    *,
    settings: ClusterSettings | None = None,
    campaign: int | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Cluster the formulas of a store, link them, and keep both; `watch` hears how far each stage is.

    The settings are the defaults where none are given. Without links the links that were there are dropped with the old
    clusters; with families the exact families and those in a parameter are kept too.
    """
    settings = settings or ClusterSettings()
    found = Outcome()
    clock = Stages(found.seconds, watch)
    clock.begin("reading")
    read = Read.of(store, settings, campaign)
    rows, measured = read.rows, read.measured
    clock.begin("clusters")
    grouped = clusters(labels_of(measured, settings), measured, [row.text for row in rows])
    found.formulas, found.clusters = len(rows), len(grouped)
    found.in_clusters_of_several = sum(cluster.size for cluster in grouped if cluster.size > 1)
    kept = Links()
    if settings.links:
        linked = link_rows(rows, clock, partial(stored_certificate, store))
        kept = linked.links
        found.links, found.proved_links = dict(sorted(kept.kinds.items())), kept.proved
        _count_components(found, rows, linked.components)
        clock.begin("writing")
        record_names(store, linked.named)
        found.raised = record_evidence(store, linked.raised)
    if settings.families:
        _generalise(store, rows, found, clock)
    clock.begin("writing")
    replace_clusters(store, (_cluster_row(cluster, rows) for cluster in grouped), kept)
    if settings.families:
        clock.begin("fields")
        found.convergent = len(read.everything)
        found.in_fields = record_members(store, find_members(store, read.everything, clock))
        found.fields = by_kind(stored_fields(store))
    clock.end()
    _count_names(found, rows)
    return found


def _count_components(found: Outcome, rows: Sequence[Formula], components: Sequence[Sequence[int]]) -> None:
    """How many there are, with names and with closed forms."""
    found.components = len(components)
    for part in components:
        names, has_form = set[str](), False
        for row in map(rows.__getitem__, part):
            names |= set() if row.constant is None else {row.constant}
            has_form = has_form or row.closed_form is not None
        found.named_components += bool(names)
        found.components_of_several_names += len(names) > 1
        found.closed_components += has_form or bool(names)
        found.named_by_closed_forms += len(part) if has_form and not names else 0


def _count_names(found: Outcome, rows: Sequence[Formula]) -> None:
    """Formulas by their constants, and what their names rest on."""
    constants = Counter[str]()
    for row in rows:
        if row.constant is not None:
            constants[row.constant] += 1
            found.proved += row.evidence == "proved"
        found.named_by_links += row.more.get("named_by") == BY_LINK
    found.constants, found.named = dict(constants.most_common()), constants.total()


def _generalise(store: Store, rows: Sequence[Formula], found: Outcome, clock: Stages) -> None:
    """Families, kept and counted."""
    clock.begin("generalisation")
    lines = list(family_rows(rows, clock))
    record_families(store, lines)
    of_parameters = [line for line in lines if line.kind == POLYNOMIAL_FAMILY]
    kinds = Counter(line.description["kind"] for line in of_parameters)
    found.values_in_a_parameter = dict(sorted(kinds.items()))
    in_parameter = Counter(line.constant or "" for line in of_parameters)
    found.families_in_a_parameter = dict(sorted(in_parameter.items(), key=lambda one: (-one[1], one[0])))
    found.families = len(lines) - sum(in_parameter.values())
    found.families_with_a_field = sum(line.field is not None for line in of_parameters)
    found.families_with_a_place = sum(bool(line.description.get("place")) for line in of_parameters)


def score_store(store: Store, campaign: int | None = None) -> tuple[list[Score], list[Confusion]]:
    """Both ways of clustering and two baselines against the exact families, and which families share a cluster.

    The formulas are those that have a family. Baselines: clusters by δ alone, and as many classes of the limit modulo 1
    as there are clusters. Truths: the families, and the families merged where all their exact metrics coincide.
    """
    rows = [row for row in convergent_rows(store, campaign) if row.family is not None]
    if not rows:
        raise InputError(f"no formula with an exact family in {store.path}", "formulas with deg a ≤ 1, deg b ≤ 2")
    measured = measurements(rows)
    families = [str(row.family) for row in rows]
    invariants = [separable(row) for row in rows]
    truths: dict[str, list[Any]] = {
        "families": families,
        "families that dynamics can part": merged_classes(families, invariants),
    }
    named = [row.constant for row in rows]
    exact = touching_labels(measured).tolist()
    clusterings: dict[str, list[int]] = {
        "metrics within errors": exact,
        "HDBSCAN": _noise_alone(density_clusters(measured).tolist()),
        "delta alone": touching_labels(measured.only("delta")).tolist(),
        "limit modulo 1": _limit_classes(rows, len(set(exact))),
    }
    scores = [
        score(name, labels, truth, classes, purity(labels, named))
        for truth, classes in truths.items()
        for name, labels in clusterings.items()
    ]
    return scores, confusions(exact, families, invariants)


def coarse_store(store: Store, campaign: int | None = None) -> Coarse:
    """The clusters of every formula of the domains that the store's PCF campaigns searched, screened or not.

    The exponents are computed anew from the campaigns' domains, some seconds for a million formulas.
    """
    campaigns = [one for one in store.campaigns() if one.kind == "pcf" and campaign in (None, one.id)]
    if not campaigns:
        raise InputError(f"no PCF campaign {campaign or ''} in {store.path}", "a store with a search")
    tables = []
    for one in campaigns:
        domain = Campaign.from_store(one).make_domain(one.shards)
        tables += [metrics_table(domain, shard) for shard in range(one.shards)]
    widths = {(table["a"].shape[1], table["b"].shape[1], table.dtype) for table in tables}
    if len(widths) > 1:
        raise InputError("campaigns of different degrees or sizes", "one of them at a time", "--campaign ID")
    return coarse_clusters(np.concatenate(tables))


def _noise_alone(labels: list[int]) -> list[int]:
    """What HDBSCAN leaves out as clusters of one: one big cluster of noise would be no finding."""
    return [label if label >= 0 else -1 - place for place, label in enumerate(labels)]


def _limit_classes(rows: list[Formula], classes: int) -> list[int]:
    return [int(float(row.limit or 0) % 1.0 * classes) for row in rows]


def _cluster_row(cluster: Cluster, rows: Sequence[Formula]) -> ClusterRow:
    ids, names = [], set[str]()
    for row in map(rows.__getitem__, cluster.members):
        ids.append(pcf_id(row.a, row.b))
        names |= set() if row.constant is None else {row.constant}
    return ClusterRow(
        ids,
        ids[cluster.members.index(cluster.typical)],
        cluster.centre,
        cluster.spread,
        names.pop() if len(names) == 1 else None,
    )
