"""How well clusters agree with what is known exactly: families by their keys, constants by their names.

Homogeneity, completeness and their harmonic mean V (Rosenberg, Hirschberg, EMNLP 2007); the adjusted Rand index
(Hubert, Arabie, J. Classification 2 (1985)). Different families may have the same exact metrics: no clustering by
dynamics can tell them apart, so the score is given against families and against families merged where all their
exact metrics coincide (`separable`). Baselines say what a score is worth: clusters by δ alone, by the limit modulo 1.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analysis.clusters.components import Components
from analysis.clusters.metrics import alternates
from analysis.dynamics.measures import COORDINATES, Measure, Measured
from analysis.formula import Formula

CONFUSIONS = 20  # clusters with several families that are told


@dataclass(frozen=True)
class Score:
    """One clustering against one truth; purity is the share of formulas in the commonest constant of their cluster."""

    clustering: str
    truth: str
    clusters: int
    classes: int
    formulas: int
    homogeneity: float
    completeness: float
    v_measure: float
    adjusted_rand: float
    purity: float | None

    def as_json(self) -> dict[str, Any]:
        return {key: round(value, 6) if isinstance(value, float) else value for key, value in asdict(self).items()}


def score(
    clustering: str, labels: Sequence[Hashable], truth: str, classes: Sequence[Hashable], purity: float | None = None
) -> Score:
    """The score of labels against classes, formula by formula.

    >>> score("halves", [0, 0, 1, 1], "letters", ["a", "a", "b", "b"]).v_measure
    1.0
    """
    from sklearn.metrics import adjusted_rand_score, homogeneity_completeness_v_measure

    numbered, known = _numbers(labels), _numbers(classes)
    homogeneity, completeness, v_measure = homogeneity_completeness_v_measure(known, numbered)
    return Score(
        clustering,
        truth,
        len(set(numbered)),
        len(set(known)),
        len(numbered),
        float(homogeneity),
        float(completeness),
        float(v_measure),
        float(adjusted_rand_score(known, numbered)),
        purity,
    )


def purity(labels: Sequence[Hashable], constants: Sequence[str | None]) -> float | None:
    """The share of named formulas whose constant is the commonest in their cluster; None where none is named.

    >>> purity([1, 1, 1, 2], ["pi", "pi", "e", None])
    0.6666666666666666
    """
    counts: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for label, constant in zip(labels, constants, strict=True):
        if constant is not None:
            counts[label][constant] += 1
    total = sum(sum(count.values()) for count in counts.values())
    return sum(max(count.values()) for count in counts.values()) / total if total else None


def separable(row: Formula) -> tuple[Any, ...]:
    """All exact metrics of a formula that its family fixes: what dynamics can tell in principle.

    The texts are the exact numbers themselves, where the clusters see doubles; those with a period count within it.
    """
    return (alternates(row.b), *(_exactly(measure, row.measure(measure.name)) for measure in COORDINATES))


def _exactly(measure: Measure, known: Measured) -> Any:
    if measure.period and known.value is not None:
        return round(known.value % measure.period, 9) % measure.period
    return known.value if measure.rational else known.exact


def merged_classes(families: Sequence[Hashable], invariants: Sequence[Hashable]) -> list[int]:
    """Families merged where they share exact metrics: the number of its class for each formula.

    >>> merged_classes(["f", "g", "h", "g"], [1, 1, 2, 3])
    [0, 0, 1, 0]
    """
    members = _numbers(families)
    shared = _numbers(invariants)
    parts = Components(len(families) * 2)
    for family, invariant in zip(members, shared, strict=True):
        parts.join(family, len(families) + invariant)
    return _numbers([parts.root(family) for family in members])


@dataclass(frozen=True)
class Confusion:
    """A cluster that holds several families, and which."""

    cluster: Hashable
    families: dict[str, int]
    in_principle: bool
    """Whether their exact metrics coincide, so that no clustering by dynamics can part them."""

    def as_json(self) -> dict[str, Any]:
        reason = "the same exact metrics" if self.in_principle else "metrics touch within their errors"
        return {"cluster": self.cluster, "families": self.families, "reason": reason}


def confusions(labels: Sequence[Hashable], families: Sequence[str], invariants: Sequence[Hashable]) -> list[Confusion]:
    """The clusters with several families, those with the most formulas outside their commonest family first."""
    inside: dict[Hashable, Counter[str]] = defaultdict(Counter)
    seen: dict[Hashable, set[Hashable]] = defaultdict(set)
    for label, family, invariant in zip(labels, families, invariants, strict=True):
        inside[label][family] += 1
        seen[label].add(invariant)
    mixed = [(label, count) for label, count in inside.items() if len(count) > 1]
    mixed.sort(key=lambda one: (max(one[1].values()) - sum(one[1].values()), str(one[0])))
    return [
        Confusion(label, dict(sorted(count.items(), key=lambda one: (-one[1], one[0]))), len(seen[label]) == 1)
        for label, count in mixed[:CONFUSIONS]
    ]


def _numbers(labels: Sequence[Hashable]) -> list[int]:
    places: dict[Hashable, int] = {}
    return [places.setdefault(label, len(places)) for label in labels]
