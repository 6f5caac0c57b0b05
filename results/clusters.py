"""What clustering finds, written into a store: clusters, links, names that links give, families in a parameter.

Clusters and links are made anew each time, in one transaction, so that the store never holds half of two clusterings.
Names and families stay: they are findings of their own.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import compress, decompress

from analysis.formula import Formula
from analysis.proofs.certificate import Certificate
from results.connections import insert
from results.constants import keep_constants
from results.fields import keep_field
from results.records import Cluster, Family, Link, Tie, records
from results.rows import formula_id, identity_columns, to_json
from results.spool import Spool
from results.statements import FAMILIES, NEW_IDENTITY
from results.store import Store
from results.typed_rows import json_of, mapping_of, optional, sound, typed

_FAMILY_COLUMNS = ("id", "kind", "constant", "evidence", "expression", "latex")
POLYNOMIAL_FAMILY = "polynomial"  # the kind of families whose coefficients are polynomials in a parameter


@dataclass(frozen=True)
class ClusterRow:
    """One cluster: ids of its formulas, the typical one, centre and spread by metric, the constant of its members.

    `constant` is None where the cluster has none or several.
    """

    members: Sequence[int]
    typical: int
    centre: Mapping[str, float]
    spread: Mapping[str, float]
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """value(first) = mobius(value(second)), ids of formulas; mobius is None where only its existence is known.

    The map is JSON, the certificate packed JSON (`packed`).
    """

    first: int
    second: int
    kind: str
    evidence: str
    mobius: str | None = None
    digits: int | None = None
    certificate: bytes | None = None

    @property
    def certificate_text(self) -> str | None:
        """The JSON of the certificate."""
        return None if self.certificate is None else decompress(self.certificate).decode()


def packed(certificate: Certificate) -> bytes:
    """A certificate as links keep it."""
    return compress((to_json(certificate) or "").encode())


class Links:
    """Links in the order in which they were found, in a file; how many of each kind, and how many proved.

    >>> links = Links()
    >>> place = links.append(LinkRow(1, 2, "coboundary", "proved", certificate=packed({"steps": []})))
    >>> links[place].certificate_text, links.kinds, links.proved
    ('{"steps": []}', Counter({'coboundary': 1}), 1)
    """

    def __init__(self) -> None:
        self._spool, self._starts = Spool(), array("q")
        self.kinds, self.proved = Counter[str](), 0

    def append(self, link: LinkRow) -> int:
        """Keep one more; its place."""
        self.kinds[link.kind] += 1
        self.proved += link.evidence == "proved"
        said = json.dumps([getattr(link, name) for name in LinkRow.__slots__[:-1]])
        self._starts.append(self._spool.append(said.encode() + b"\n" + (link.certificate or b"")))
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> LinkRow:
        said, _, certificate = self._spool.read(self._starts[place]).partition(b"\n")
        first, second, kind, evidence, mobius, digits = json.loads(said)
        return LinkRow(first, second, kind, evidence, mobius, digits, certificate or None)

    def __iter__(self) -> Iterator[LinkRow]:
        return map(self.__getitem__, range(len(self._starts)))


@dataclass(frozen=True)
class FamilyRow:
    """A family: id, constant, evidence, expression and LaTeX, a JSON description, kind, ids of members, its field.

    The field is JSON with a name, conservative as whoever made it has verified.

    Members are given for polynomial families only; formulas carry the id of their exact family themselves.
    """

    id: str
    constant: str | None
    evidence: str
    expression: str | None
    latex: str | None
    description: Mapping[str, Any]
    members: Sequence[int] = field(default=())
    kind: str = POLYNOMIAL_FAMILY
    field: Mapping[str, Any] | None = None


def replace_clusters(store: Store, clusters: Iterable[ClusterRow], links: Iterable[LinkRow]) -> None:
    """Keep these clusters, numbered from 1 in the order given, and these links, instead of all that were there.

    Raises InputError where the store cannot be written.
    """
    with store.transaction() as connection:
        connection.execute("UPDATE formulas SET cluster = NULL WHERE cluster IS NOT NULL")
        connection.execute("DELETE FROM clusters")
        connection.execute("DELETE FROM links")
        for number, cluster in enumerate(clusters, start=1):
            around = {"centre": to_json(cluster.centre), "spread": to_json(cluster.spread)}
            about = {"size": len(cluster.members), "typical": cluster.typical, "constant": cluster.constant}
            insert(connection, "clusters", {"id": number, **about, **around})
            connection.execute(
                "UPDATE formulas SET cluster = ? WHERE id IN (SELECT value FROM json_each(?))",
                (number, json.dumps(list(cluster.members))),
            )
        for link in links:
            columns = {name: getattr(link, name) for name in LinkRow.__slots__}
            insert(connection, "links", columns | {"certificate": link.certificate_text})


def record_names(store: Store, rows: Iterable[Formula]) -> int:
    """Give formulas that had no identity theirs, with its evidence and who named it; how many.

    What the formula rested on before (a proved closed form) was said of the value, so the evidence is set, not raised.
    """
    named = 0
    with store.transaction() as connection:
        for row in rows:
            identity = identity_columns(row)
            keep_constants(connection, [identity["constant"]])
            connection.execute(NEW_IDENTITY, identity)
            changed = connection.execute(
                "UPDATE formulas SET identity = ?, constant = ?, evidence = ?,"
                " extras = json_set(coalesce(extras, '{}'), '$.named_by', ?) WHERE id = ? AND identity IS NULL",
                (identity["id"], identity["constant"], row.evidence, row.more["named_by"], identity["formula"]),
            )
            named += changed.rowcount
    return named


def record_evidence(store: Store, rows: Iterable[Formula]) -> int:
    """Keep the evidence and the certificate of identified formulas; how many there were."""
    changed = 0
    with store.transaction() as connection:
        for row in rows:
            written = connection.execute(
                "UPDATE formulas SET evidence = ?,"
                " extras = json_set(coalesce(extras, '{}'), '$.certificate', json(?)) WHERE id = ?",
                (row.evidence, to_json(row.certificate), formula_id(row.kind, row.text)),
            )
            changed += written.rowcount
    return changed


def record_families(store: Store, families: Iterable[FamilyRow]) -> int:
    """Keep families and which formulas of the store are their members; how many families there were."""
    rows = list(families)
    with store.transaction() as connection:
        for row in rows:
            keep_constants(connection, [row.constant])
            columns = {name: getattr(row, name) for name in _FAMILY_COLUMNS} | {"description": to_json(row.description)}
            anew = ", ".join(f"{name} = excluded.{name}" for name in columns)
            insert(connection, "families", columns, f"ON CONFLICT (id) DO UPDATE SET {anew}")
            if row.field is not None:
                keep_field(connection, row.field["name"], row.field)
                connection.execute("UPDATE families SET field = ? WHERE id = ?", (row.field["name"], row.id))
            connection.execute("DELETE FROM memberships WHERE family = ?", (row.id,))
            for member in row.members:
                insert(connection, "memberships", {"formula": member, "family": row.id, "evidence": row.evidence})
    return len(rows)


def stored_families(store: Store) -> list[Family]:
    """All families; those in a parameter and the largest first.

    Members of an exact family are the formulas that carry its key, those of a polynomial family its memberships.
    """
    return records(store.database.query(FAMILIES, {"lines": POLYNOMIAL_FAMILY}), Family, "families")


def stored_clusters(store: Store, limit: int = -1) -> list[Cluster]:
    """The first clusters, or all; the largest first."""
    found = store.database.query(
        "SELECT c.id AS cluster, c.size, c.centre, c.spread, f.a, f.b, c.constant"
        " FROM clusters c LEFT JOIN formulas f ON f.id = c.typical ORDER BY c.size DESC, c.id LIMIT ?",
        (limit,),
    )
    return records(found, Cluster, "clusters")


def stored_certificate(store: Store, formula: int) -> Certificate | None:
    """The certificate of a formula by its id; None without one."""
    statement = "SELECT id, json_extract(extras, '$.certificate') AS certificate FROM formulas WHERE id = ?"
    columns = {"certificate": optional(json_of(mapping_of()))}
    found = sound(store.database.query(statement, [formula]), lambda row: typed(row, columns), "formulas")
    return next((row["certificate"] for row in found), None)


def stored_ties(store: Store) -> Iterator[Tie]:
    """The coboundaries between formulas that have a certificate."""
    found = store.database.query(
        "SELECT id, first, second, certificate FROM links"
        " WHERE kind = 'coboundary' AND certificate IS NOT NULL ORDER BY id"
    )
    return sound(found, Tie.of, "links")


def stored_links(store: Store) -> list[Link]:
    """The pairs of formulas that links tie."""
    return records(store.database.query("SELECT id, first, second FROM links ORDER BY id"), Link, "links")
