"""Questions to a store: each option selects what it says, and SQL of a user can only read."""

import sqlite3
import sys
from fractions import Fraction
from itertools import islice, pairwise
from math import comb
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import InputError
from analysis.formula import Formula
from results.campaigns import Candidate
from results.queries import ORDERS, Query, count, formulas
from results.sql import sql_rows
from results.store import Store

APERY = tuple(Fraction(sum(comb(n, k) ** 2 * comb(n + k, k) for k in range(n + 1))) for n in range(18))
PELL = tuple(map(Fraction, (1, 2, 5, 12, 29, 70, 169, 408, 985, 2378, 5741, 13860)))


@pytest.fixture
def filled(store: Store, formula, signed) -> Store:
    e = {"constant": "e", "mobius": [[1, 0], [0, 1]], "expression": "E", "latex": "e", "digits": 80}
    store.record_examined(
        map(
            Formula.from_json,
            [
                formula(),
                formula(a="n + 3", b="-n", identity=e, evidence="certified", delta=0.0),
                formula(a="11*n**2 + 11*n + 3", b="n**4", delta=0.0922, family="apery-2"),
                formula(a="3", b="n", identity=None, delta=None, evidence="numeric"),
                formula(
                    a="1",
                    b="-n**2",
                    status="divergent",
                    identity=None,
                    limit=None,
                    digits=None,
                    evidence=None,
                    delta=None,
                ),
                signed,
            ],
        )
    )
    campaign = store.start_campaign({}, kind="pcf", shards=1, size=9, digits=10)
    store.record_screened_shard(campaign.id, 0, [Candidate("2*n + 1", "n**2", 1), Candidate("77", "1", 1)], raw=9)
    return store


def found(store: Store, **options: Any) -> list[str]:
    rows = list(map(Formula.as_json, formulas(store, Query(**options))))
    assert count(store, Query(**{**options, "limit": None})) >= len(rows)
    return sorted(row.get("a") or row["lhs"] for row in rows)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"constants": ("e",)}, ["(E + 1)/(E - 1)", "n + 3"]),
        ({"constants": ("e",), "kind": "pcf"}, ["n + 3"]),
        ({"constants": ("pi", "e"), "kind": "pcf"}, ["11*n**2 + 11*n + 3", "2*n + 1", "n + 3"]),
        ({"kind": "esma"}, ["(E + 1)/(E - 1)"]),
        ({"denominators": APERY}, ["11*n**2 + 11*n + 3"]),
        ({"denominators": PELL}, []),
        ({"family": "apery-2"}, ["11*n**2 + 11*n + 3"]),
        ({"evidence": "certified"}, ["n + 3"]),
        ({"status": "divergent"}, ["1"]),
        ({"min_delta": 0.0}, ["11*n**2 + 11*n + 3", "n + 3"]),
        ({"max_delta": -0.01}, ["2*n + 1"]),
        ({"identified": False, "status": "convergent"}, ["3"]),
        ({"campaign": 1}, ["2*n + 1"]),
        ({"cluster": 5}, []),
        ({"constants": ("x' OR 1=1 --",)}, []),
    ],
)
def test_an_option_selects_what_it_says(filled: Store, options: dict, expected: list[str]) -> None:
    assert found(filled, **options) == expected


def test_a_candidate_that_was_never_examined_is_not_shown(filled: Store) -> None:
    assert "77" not in found(filled)


@pytest.mark.parametrize("descending", [False, True])
def test_order_by_delta_puts_formulas_without_delta_last(filled: Store, descending: bool) -> None:
    rows = map(Formula.as_json, formulas(filled, Query(kind="pcf", order_by="-delta" if descending else "delta")))
    deltas = [row["delta"] for row in rows]
    known = [delta for delta in deltas if delta is not None]
    assert deltas[len(known) :] == [None, None]
    assert known == sorted(known, reverse=descending)


@pytest.mark.parametrize("order", [sign + name for name in ORDERS for sign in ("", "-")])
def test_every_order_is_total_and_limits_cut_it(filled: Store, order: str) -> None:
    everything = [row["id"] for row in map(Formula.as_json, formulas(filled, Query(order_by=order)))]
    assert len(set(everything)) == 6
    assert [row["id"] for row in map(Formula.as_json, formulas(filled, Query(order_by=order, limit=2)))] == everything[
        :2
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "PCF"},
        {"evidence": "sure"},
        {"status": "fine"},
        {"order_by": "delta; DROP TABLE formulas"},
        {"limit": 0},
        {"min_delta": float("nan")},
        {"min_delta": 1.0, "max_delta": 0.0},
    ],
)
def test_a_value_that_is_not_allowed_is_told(options: dict) -> None:
    with pytest.raises(InputError, match="allowed: "):
        Query(**options)


@pytest.mark.parametrize(
    ("options", "index"),
    [
        ({"constants": ("pi",)}, "formulas_by_constant"),
        ({"family": "x"}, "formulas_by_family"),
        ({"cluster": 1}, "formulas_by_cluster"),
        ({"evidence": "proved"}, "formulas_by_evidence"),
        ({"status": "undecided"}, "formulas_by_status"),
        ({"kind": "esma"}, "formulas_by_kind"),
        ({"min_delta": 0.5, "order_by": "delta"}, "formulas_by_delta"),
        ({"order_by": "-delta", "limit": 5}, "formulas_by_delta"),
    ],
)
def test_an_option_is_answered_by_its_index(filled: Store, options: dict, index: str) -> None:
    statement, parameters = Query(**options).sql()
    plan = filled.database.conn.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    assert any(index in step[3] for step in plan), plan


def test_rows_come_lazily(store: Store) -> None:
    store.database.conn.execute(
        "WITH RECURSIVE k(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM k WHERE n < 100000)"
        " INSERT INTO formulas (id, kind, canonical, stage, a, b, asked)"
        " SELECT n, 'pcf', n, 'done', n, '1', '{\"\": 10}' FROM k"
    )
    first = list(islice(map(Formula.as_json, formulas(store, Query())), 3))
    assert [row["a"] for row in first] == ["1", "2", "3"]
    assert sys.getsizeof(map(Formula.as_json, formulas(store, Query()))) < 10_000


def test_sql_gives_rows_by_column_name(filled: Store, place: Path) -> None:
    rows = list(sql_rows(place, "SELECT constant, count(*) AS formulas FROM formulas WHERE kind = 'pcf' GROUP BY 1"))
    assert {"constant": "pi", "formulas": 2} in rows


def test_sql_keeps_columns_of_the_same_name_apart(filled: Store, place: Path) -> None:
    (row,) = sql_rows(place, "SELECT 1 AS x, 2 AS x, 3 AS x")
    assert row == {"x": 1, "x_2": 2, "x_3": 3}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM v_conjectures",
        "WITH k(n) AS (VALUES (1)) SELECT n FROM k",
        "VALUES (1), (2)",
        "EXPLAIN QUERY PLAN SELECT * FROM formulas",
        "PRAGMA table_info(formulas)",
        "PRAGMA user_version",
        "-- a comment\nSELECT 1;",
    ],
)
def test_sql_that_reads_is_allowed(filled: Store, place: Path, statement: str) -> None:
    assert list(sql_rows(place, statement))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM formulas",
        "UPDATE formulas SET a = 'n' RETURNING a",
        "INSERT INTO constants (name) VALUES ('x')",
        "DROP TABLE formulas",
        "CREATE TEMP TABLE x (y)",
        "ATTACH 'other.db' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA user_version = 9",
        "PRAGMA journal_mode = DELETE",
        "VACUUM INTO 'copy.db'",
        "BEGIN",
        "SELECT load_extension('x')",
        "SELECT 1; DELETE FROM formulas",
        "SELECT nothing FROM nowhere",
        "SELEC 1",
        "SELECT :x",
        "SELECT json('{')",
        "",
        "-- nothing",
        "SELECT '\0'",
    ],
)
def test_sql_that_does_anything_else_is_told_and_changes_nothing(filled: Store, place: Path, statement: str) -> None:
    before = filled.counts()
    with pytest.raises(InputError) as caught:
        list(sql_rows(place, statement))
    assert "\n" not in str(caught.value)
    assert filled.counts() == before
    assert sorted(path.name.split("-")[0] for path in place.parent.iterdir()) == ["found.db"] * 3


def test_bad_sql_is_told_before_the_first_row(filled: Store, place: Path) -> None:
    with pytest.raises(InputError, match="no such table: nowhere"):
        sql_rows(place, "SELECT 1 FROM nowhere")


def test_the_connection_for_sql_is_itself_read_only(filled: Store, place: Path) -> None:
    with Store.read(place) as store, pytest.raises(sqlite3.OperationalError):
        store.database.conn.execute("INSERT INTO constants (name) VALUES ('x')")


def test_among_equals_the_shorter_formula_comes_first(filled: Store) -> None:
    rows = [
        row
        for row in map(Formula.as_json, formulas(filled, Query(order_by="evidence")))
        if row.get("evidence") == "numeric"
    ]
    ranks = [(len(Formula.from_json(row).text), int(row["id"])) for row in rows]
    assert all(first < second for first, second in pairwise(ranks))
