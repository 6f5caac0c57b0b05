"""One formula as JSON and as columns: each is the other's inverse, and ids depend on the formula alone."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exact.json_values import EXACT_IN_JSON, exact
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.formula import Formula
from results.queries import Query, formulas
from results.rows import formula_id
from results.store import Store

numbers = st.none() | st.integers(-100, 100) | st.floats(allow_nan=False, allow_infinity=False, width=32)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
polynomials = st.lists(st.integers(-(10**30), 10**30), min_size=1, max_size=6).map(Polynomial.of).map(str)
entries = st.lists(st.integers(-(2**53), 2**53), min_size=4, max_size=4)
maps = entries.filter(lambda m: m[0] * m[3] != m[1] * m[2]).map(lambda m: Mobius(*m))


@st.composite
def examined(draw: st.DrawFn) -> dict[str, Any]:
    identity = {
        "constant": draw(texts),
        "mobius": draw(maps).as_lists(),
        "expression": draw(texts),
        "latex": draw(texts),
        "digits": draw(st.integers(1, 10**6)),
    }
    return {
        "a": draw(polynomials),
        "b": draw(polynomials),
        "status": draw(st.sampled_from(["convergent", "divergent", "terminating", "undecided"])),
        "limit": draw(st.none() | st.from_regex(r"\A-?[0-9]{1,4}\.[0-9]{1,60}\Z")),
        "digits": draw(st.none() | st.integers(1, 10**6)),
        "evidence": draw(st.sampled_from([None, "numeric", "certified", "linked", "proved"])),
        "identity": draw(st.sampled_from([None, identity])),
        "closed_form": draw(
            st.sampled_from([None, {"kind": "2F1", "parameters": ["1/2", "3"], "expression": "hyper"}])
        ),
        "dynamics": {name: draw(numbers) for name in ("eta", "gamma", "sqrt", "beta", "eta_reduced", "gamma_reduced")}
        | {"reduction_order": draw(st.sampled_from([None, 0, 1, 1.5, 3]))},
        "delta": draw(numbers),
        "delta_exact": draw(st.none() | texts),
        "family": draw(st.none() | texts),
        "cluster": None,
        "reason": draw(texts),
    }


@settings(max_examples=15)
@given(row=examined())
def test_a_formula_comes_back_from_the_store_as_it_was(row: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "found.db") as store:
        store.record_examined(map(Formula.from_json, [row]))
        (back,) = map(Formula.as_json, formulas(store, Query()))
    if row["identity"] is not None:  # what follows from the row's other columns is said, too
        status = "proved" if row["evidence"] == "proved" else "conjecture"
        row["identity"] |= {"constants": [row["identity"]["constant"]], "status": status}
    if row["closed_form"] is not None:
        row["closed_form"] = {**row["closed_form"], "latex": r"\operatorname{hyper}"}
    assert {name: back[name] for name in row} == row
    json.dumps(back, allow_nan=False)


def test_a_signed_fraction_comes_back_as_it_was(store: Store, signed) -> None:
    store.record_examined(map(Formula.from_json, [signed]))
    (back,) = map(Formula.as_json, formulas(store, Query(kind="esma")))
    assert {name: back[name] for name in signed} == signed


def test_integers_beyond_doubles_become_text(store: Store, formula) -> None:
    row = formula()
    row["identity"]["mobius"] = [[EXACT_IN_JSON + 1, 1], [0, EXACT_IN_JSON]]
    store.record_examined(map(Formula.from_json, [row]))
    (back,) = map(Formula.as_json, formulas(store, Query()))
    assert back["identity"]["mobius"] == [[str(2**53 + 1), 1], [0, 2**53]]
    assert isinstance(back["id"], str)


def test_a_relation_over_several_constants_comes_back_as_it_was(store: Store, formula) -> None:
    row = formula()
    relation = {"numerator": {"1": 2}, "denominator": {"1": -9, "zeta(3)": 6, "zeta(5)": 2}}
    row["identity"] |= {
        "relation": relation,
        "constants": ["zeta(3)", "zeta(5)"],
        "margin": 70.5,
        "status": "conjecture",
    }
    store.record_examined(map(Formula.from_json, [row]))
    (back,) = map(Formula.as_json, formulas(store, Query()))
    assert back["identity"] == row["identity"]


def test_what_json_cannot_write_becomes_null() -> None:
    assert exact({"gamma": float("inf"), "terms": [float("nan"), 1]}) == {"gamma": None, "terms": [None, 1]}


def test_ids_are_the_same_in_every_run_and_fit_sqlite() -> None:
    assert formula_id("pcf", "2*n + 1; n**2") == 8014103395663035086
    ids = {formula_id(kind, str(n)) for kind in ("pcf", "esma") for n in range(1000)}
    assert len(ids) == 2000
    assert all(0 <= id < 2**63 for id in ids)


@pytest.mark.parametrize("row", [{}, {"a": "n"}, {"kind": "esma", "constant": "e", "lhs": "E"}])
def test_a_row_that_names_no_formula_is_refused(store: Store, row) -> None:
    with pytest.raises(ValueError, match="without the key"):
        store.record_examined(map(Formula.from_json, [row]))


@pytest.mark.parametrize("named", [True, False])
def test_what_makes_a_series_is_told_from_the_constant_of_its_value(store: Store, formula, named: bool) -> None:
    own = {"kind": "series", "coefficients": ["n+1", "-n/2"], "first": 1, "u": ["1/2"], "constant": "3"}
    row = {key: value for key, value in formula().items() if key not in ("a", "b")} | own
    found = Formula.from_json(row if named else row | {"identity": None})
    store.record_examined([found])
    (back,) = formulas(store, Query())
    assert (back.text, back.own) == (found.text, found.own)
    assert back.constant == found.constant == ("pi" if named else None)
