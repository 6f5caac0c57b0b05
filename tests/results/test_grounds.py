"""What the digits rest on and what the statement does are two things; theorems, conjectures and rationals are apart."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from analysis.formula import Formula
from discovery import inspect
from discovery.formula_page import equation_lines, formula_lines
from results.campaigns import Status
from results.queries import Query, formulas
from results.schema import MIGRATIONS
from results.store import Store


def examined(a: str, b: str) -> dict:
    return dict(inspect(a, b, digits=30).data)


def test_a_proved_identity_and_the_ground_of_the_digits_are_told_apart():
    found = examined("2n+1", "n^2")
    assert (found["evidence"], found["identity"]["status"]) == ("proved", "proved")
    assert found["digits_ground"] in ("agreed", "certified") and found["identity"]["constants"] == ["pi"]
    lines = dict(formula_lines(found))
    assert lines["right digits"] == f"30 ({found['digits_ground']})"
    assert equation_lines(found, 80)[0].endswith("= 4/π   (proved)")


def test_the_digits_of_a_finite_fraction_are_proved():
    assert examined("n+1", "n-3")["digits_ground"] == "proved"


def test_the_ground_is_kept_and_the_views_tell_theorems_from_conjectures_and_rationals(tmp_path: Path):
    theorem, rational = examined("2n+1", "n^2"), examined("n+1", "n-3")
    conjecture = {**examined("4n+3", "-n^2+5"), "evidence": "certified", "identity": theorem["identity"]}
    with Store.create(tmp_path / "few.db") as store:
        store.record_examined(map(Formula.from_json, [theorem, conjecture, rational]))
        back = {row["a"]: row for row in map(Formula.as_json, formulas(store, Query()))}
        views = {
            name: next(store.database.query(f"SELECT count(*) AS n FROM {name}"))["n"]
            for name in ("v_theorems", "v_conjectures", "v_rational")
        }
        named = [(row["constant"], row["formulas"]) for row in store.database.query("SELECT * FROM v_constants")]
    assert back["2*n + 1"]["digits_ground"] == theorem["digits_ground"]
    assert back["4*n + 3"]["identity"]["status"] == "conjecture"
    assert views == {"v_theorems": 1, "v_conjectures": 1, "v_rational": 1}
    assert named == [("pi", 2)]  # a rational limit has no name: one meaning of "identified"


def test_a_store_from_before_gets_the_grounds_that_its_evidence_tells(tmp_path: Path):
    path = tmp_path / "old.db"
    before = next(i for i, step in enumerate(MIGRATIONS) if any("digits_ground" in statement for statement in step))
    with sqlite3.connect(path) as connection:
        for statement in (statement for step in MIGRATIONS[:before] for statement in step):
            connection.execute(statement)
        row = "INSERT INTO formulas (id, kind, canonical, stage, a, b, status, value, evidence, asked)"
        for id, evidence in ((1, "numeric"), (2, "certified"), (3, "proved")):
            values = (id, "pcf", str(id), "done", "1", "1", "convergent", "1.6", evidence, "{}")
            connection.execute(f"{row} VALUES (?,?,?,?,?,?,?,?,?,?)", values)
        connection.execute("PRAGMA application_id = 1346586180")
        connection.execute(f"PRAGMA user_version = {before}")
    connection.close()
    with Store.open(path) as store:
        grounds = dict(store.database.conn.execute("SELECT evidence, digits_ground FROM formulas").fetchall())
    assert grounds == {"numeric": "agreed", "certified": "certified", "proved": None}


def test_status_counts_rational_limits_apart():
    assert {"identified", "rational"} <= set(Status.__slots__)
