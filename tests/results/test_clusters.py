"""Clusters, links, names and families in a store: written whole, told apart, read back."""

from __future__ import annotations

import sqlite3
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from analysis.formula import Formula
from results.clusters import (
    ClusterRow,
    FamilyRow,
    LinkRow,
    record_evidence,
    record_families,
    record_names,
    replace_clusters,
    stored_clusters,
    stored_families,
)
from results.queries import Query, formulas
from results.rows import pcf_id
from results.schema import APPLICATION_ID, MIGRATIONS
from results.store import Store

IDENTITY = {"constant": "pi", "mobius": [[0, 4], [1, 0]], "expression": "4/pi", "latex": "x", "digits": 50}
FIRST, SECOND = pcf_id("2*n + 1", "n**2"), pcf_id("2*n + 3", "n**2")


def formula(a: str, **more: Any) -> dict[str, Any]:
    return {"a": a, "b": "n**2", "status": "convergent", "limit": "1.27", "digits": 3, "evidence": "certified", **more}


@pytest.fixture
def store(tmp_path: Path):
    with Store.create(tmp_path / "s.db") as opened:
        opened.record_examined(
            map(Formula.from_json, [formula("2*n + 1", identity=IDENTITY, family="F"), formula("2*n + 3", family="F")])
        )
        yield opened


def cluster(*members: int) -> ClusterRow:
    return ClusterRow(members, members[0], {"eta": 1.0}, {"eta": 0.0}, "pi")


def clusters_of(store: Store) -> list[int | None]:
    return [row["cluster"] for row in map(Formula.as_json, formulas(store, Query(order_by="a")))]


def test_new_clusters_take_the_place_of_old_ones(store: Store) -> None:
    replace_clusters(
        store, [cluster(FIRST, SECOND)], [LinkRow(SECOND, FIRST, "relation", "numeric", "[[1, 0], [0, 1]]")]
    )
    assert clusters_of(store) == [1, 1]
    replace_clusters(store, [cluster(SECOND), cluster(FIRST)], [])
    assert clusters_of(store) == [2, 1]
    assert [row.size for row in stored_clusters(store)] == [1, 1]
    assert store.counts()["links"] == 0


def test_a_clustering_that_fails_leaves_the_old_one(store: Store) -> None:
    replace_clusters(store, [cluster(FIRST, SECOND)], [])
    with pytest.raises(Exception, match="CHECK"):
        replace_clusters(store, [cluster(FIRST)], [LinkRow(SECOND, FIRST, "guess", "numeric")])
    assert clusters_of(store) == [1, 1]


def test_a_name_is_given_once_and_says_who_gave_it(store: Store) -> None:
    named = formula("2*n + 3", identity=IDENTITY, named_by="link") | {"evidence": "linked"}
    assert record_names(store, map(Formula.from_json, [named])) == 1
    assert record_names(store, map(Formula.from_json, [named])) == 0
    (found,) = (row for row in map(Formula.as_json, formulas(store, Query())) if row["a"] == "2*n + 3")
    assert (found["identity"]["constant"], found["evidence"], found["named_by"]) == ("pi", "linked", "link")


def test_a_formula_with_a_name_keeps_it(store: Store) -> None:
    other = IDENTITY | {"constant": "e"}
    named = formula("2*n + 1", identity=other, named_by="link")
    assert record_names(store, map(Formula.from_json, [named])) == 0
    assert [row["identity"]["constant"] for row in map(Formula.as_json, formulas(store, Query(constants=("pi",))))] == [
        "pi"
    ]


def test_evidence_comes_with_its_certificate(store: Store) -> None:
    raised = formula("2*n + 1", certificate={"version": 1}) | {"evidence": "proved"}
    assert record_evidence(store, map(Formula.from_json, [raised])) == 1
    (found,) = map(Formula.as_json, formulas(store, Query(evidence="proved")))
    assert found["certificate"] == {"version": 1}


def test_families_count_their_formulas(store: Store) -> None:
    exact = FamilyRow("F", "pi", "proved", None, None, {"kind": "2F1"}, kind="2F1")
    line = FamilyRow("k; n", "pi", "proved", "a(n) = k", "k", {"a": "k"}, [FIRST])
    for _ in range(2):
        assert record_families(store, [exact, line]) == 2
    found = {row.id: row for row in stored_families(store)}
    assert [found[name].formulas for name in ("F", "k; n")] == [2, 1]
    assert found["F"].kind == "2F1" and found["k; n"].description == {"a": "k"}
    assert list(found) == ["k; n", "F"]


def test_a_family_without_a_constant_has_that_of_its_members(store: Store) -> None:
    store.record_examined(map(Formula.from_json, [formula("2*n + 7", identity=IDENTITY, family="G")]))
    (found,) = (row for row in stored_families(store) if row.id == "G")
    assert (found.constant, found.formulas) == ("pi", 1)


def older_store(path: Path, version: int, *statements: str) -> Path:
    """A store as a version of the schema made it, and what was written to it then."""
    connection = sqlite3.connect(path)
    for statement in (*chain(*MIGRATIONS[:version]), *statements):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
    return path


def test_a_store_of_the_first_schema_gets_links(tmp_path: Path) -> None:
    with Store.open(older_store(tmp_path / "old.db", 1)) as opened:
        opened.record_examined(map(Formula.from_json, [formula("2*n + 1", identity=IDENTITY)]))
        replace_clusters(opened, [cluster(FIRST)], [])
        assert opened.counts()["links"] == 0


def test_general_members_of_an_older_store_become_values_of_their_own(tmp_path: Path) -> None:
    family = (
        "INSERT INTO families (id, kind, expression, description)"
        " VALUES ('F', '1F1', 'a(n) = n + 3 + g, b(n) = -n + i', '{\"argument\": \"1\"}')"
    )
    with Store.open(older_store(tmp_path / "old.db", 6, family)) as opened:
        (found,) = stored_families(opened)
    assert found.description == {"argument": "1", "general": {"a": "n + 3 + g", "b": "-n + i"}}
