"""The web of constants: which constants stand in one formula, and what formulas, families and links tie them.

The nodes are the atoms of identities (π, log 2, ζ(3), Γ(1/4), …); two are joined by the formulas whose value holds
both, by the families and by the links whose formulas hold one each. Each edge names its best formula, with its
evidence. Source of the format: Brandes et al., GraphML progress report (2001).
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from analysis.constants.atoms import atoms
from analysis.formula import Formula, strength
from results.printable import printable
from results.queries import Query, formulas
from results.store import Store

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_NODE_KEYS = (("formulas", "int"),)
_EDGE_KEYS = (
    ("kind", "string"), ("count", "int"), ("a", "string"), ("b", "string"), ("expression", "string"),
    ("evidence", "string"), ("id", "string"),
)  # fmt: skip


@dataclass(frozen=True)
class Edge:
    """Two constants, what ties them ("formula", "family" or "link"), how often, and the best formula of these."""

    first: str
    second: str
    kind: str
    count: int
    formula: Formula

    def as_json(self) -> dict[str, Any]:
        """One row of the table."""
        best = self.formula
        return {
            "first": self.first,
            "second": self.second,
            "kind": self.kind,
            "count": self.count,
            "a": best.a or None,
            "b": best.b or None,
            "expression": best.identity and best.identity.expression,
            "evidence": best.evidence,
            "id": str(best.id),
        }


@dataclass(frozen=True)
class Web:
    """Constants with the number of formulas that hold them, and edges from the most frequent."""

    nodes: Mapping[str, int]
    edges: tuple[Edge, ...]

    def graphml(self) -> str:
        """The graph as GraphML, for Gephi, yEd, networkx and others."""
        ElementTree.register_namespace("", _NAMESPACE)
        root = ElementTree.Element(f"{{{_NAMESPACE}}}graphml")
        for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
            for name, type_ in keys:
                ElementTree.SubElement(root, f"{{{_NAMESPACE}}}key", _key(kind, name, type_))
        graph = ElementTree.SubElement(root, f"{{{_NAMESPACE}}}graph", {"id": "constants", "edgedefault": "undirected"})
        for name, count in self.nodes.items():
            node = ElementTree.SubElement(graph, f"{{{_NAMESPACE}}}node", {"id": printable(name)})
            _data(node, "node", {"formulas": count})
        for edge in self.edges:
            ends = {"source": printable(edge.first), "target": printable(edge.second)}
            row = edge.as_json()
            _data(
                ElementTree.SubElement(graph, f"{{{_NAMESPACE}}}edge", ends),
                "edge",
                {name: row[name] for name, _ in _EDGE_KEYS},
            )
        ElementTree.indent(root)
        return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _key(kind: str, name: str, type_: str) -> dict[str, str]:
    return {"id": f"{kind}.{name}", "for": kind, "attr.name": name, "attr.type": type_}


def _data(parent: ElementTree.Element, kind: str, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value is not None:
            ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}data", {"key": f"{kind}.{name}"}).text = printable(
                str(value)
            )


def web_of_constants(store: Store) -> Web:
    """The web of the identified formulas of a store."""
    return web_of(store, formulas(store, Query(identified=True)))


def web_of(store: Store, identified: Iterable[Formula]) -> Web:
    """The web of some identified formulas of a store, and of their links."""
    held: Counter[str] = Counter()
    ties: dict[tuple[str, str, str], list[Formula]] = defaultdict(list)
    by_family: dict[str, dict[str, Formula]] = defaultdict(dict)
    of_formula: dict[int | None, tuple[str, ...]] = {}
    for found in identified:
        names = _atoms(found)
        held.update(names)
        of_formula[found.id] = names
        for pair in combinations(names, 2):
            ties[*pair, "formula"].append(found)
        if found.family:
            for name in names:
                _keep_best(by_family[found.family], name, found)
    for members in by_family.values():
        for first, second in combinations(sorted(members), 2):
            ties[first, second, "family"].append(_best((members[first], members[second])))
    for first, second, link in _links(store, of_formula):
        ties[first, second, "link"].append(link)
    edges = [Edge(*key, len(tied), _best(tied)) for key, tied in ties.items()]
    edges.sort(key=lambda edge: (-edge.count, edge.first, edge.second, edge.kind))
    return Web(dict(held.most_common()), tuple(edges))


def _atoms(found: Formula) -> tuple[str, ...]:
    names = () if found.identity is None else found.identity.constants
    return tuple(sorted({atom for name in names for atom in atoms(name)}))


def _keep_best(members: dict[str, Formula], name: str, found: Formula) -> None:
    members[name] = _best((members[name], found)) if name in members else found


def _best(found: Iterable[Formula]) -> Formula:
    """The formula with the strongest evidence, of these the shortest."""
    return min(found, key=lambda one: (-strength(one.evidence), len(one.a + one.b), str(one.id)))


def _links(store: Store, of_formula: Mapping[int | None, tuple[str, ...]]) -> Iterator[tuple[str, str, Formula]]:
    """Pairs of constants of linked formulas that do not stand in one formula, with the link as its formula."""
    for row in store.database.query("SELECT first, second, evidence FROM links"):
        ends = [set(of_formula.get(row[end], ())) for end in ("first", "second")]
        for first in ends[0] - ends[1]:
            for second in ends[1] - ends[0]:
                low, high = sorted((first, second))
                yield low, high, Formula("pcf", {}, evidence=row["evidence"], id=row["first"])
