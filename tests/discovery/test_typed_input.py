"""What people type and paste is understood, what they misspell is told, and their own fraction is what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.formula import Formula
from discovery import inspect, query
from results.store import Store
from tests.discovery.in_process import discover


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a fraction for π, one for ζ(2) under the name π², and one for the golden ratio under √5."""
    path = tmp_path_factory.mktemp("stores") / "few.db"
    pairs = [("2n+1", "n^2"), ("11n^2+11n+3", "n^4"), ("1", "1")]
    with Store.create(path) as opened:
        opened.record_examined(map(Formula.from_json, [dict(inspect(a, b, digits=50).data) for a, b in pairs]))
    return path


@pytest.mark.parametrize(
    ("typed", "name"), [("Pi", "pi"), ("π", "pi"), ("zeta(2)", "pi^2"), ("ζ(2)", "pi^2"), ("phi", "sqrt(5)"),
     ("√5", "sqrt(5)")],
)  # fmt: skip
def test_a_constant_of_the_store_is_found_as_it_is_typed(store, typed, name):
    found = discover("query", "--db", store, "--constant", typed, "--limit", "1", "--format", "json")
    assert found.returncode == 0 and json.loads(found.stdout)["identity"]["constant"] == name
    assert query(store, constant=typed)[0].constant == name


def test_a_known_constant_without_rows_is_said_to_have_none(store):
    found = discover("query", "--db", store, "--constant", "zeta3", "--limit", "1")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.splitlines() == [f"no formula of zeta(3) in {store} is as asked"]


def test_an_unknown_constant_is_told_with_the_nearest(store):
    found = discover("query", "--db", store, "--constant", "catalna")
    assert found.returncode == 2 and len(found.stderr.splitlines()) == 1 and "did you mean catalan" in found.stderr


def test_pasted_polynomials():
    found = discover("inspect", "34k³+51k²+27k+5", "−k⁶", "--digits", "20", "--format", "json")
    assert json.loads(found.stdout)["identity"]["expression"] == "6/zeta(3)"


def test_rational_coefficients_of_a_link_stay_those_of_the_user():
    found = discover("link", "n + 1/2", "n^2/4")
    assert found.returncode == 0 and "PCF(n + 1/2, n²/4) = 2/π, by the theorem 'arctangent'\n" in found.stdout
    two = discover("link", "n+1/2", "n^2/4", "2n+1", "n^2")
    assert "PCF(n + 1/2, n²/4) = v/2\nv = PCF(2n + 1, n²)" in two.stdout


def test_the_certificate_of_a_fraction_with_rational_coefficients_is_verified(tmp_path):
    found = discover("link", "n+1/2", "n^2/4", "--format", "json")
    assert json.loads(found.stdout)["given"]["mobius"] == [[0, 2], [1, 0]]
    proof = tmp_path / "proof.json"
    proof.write_text(found.stdout)
    assert discover("verify", proof).returncode == 0


def test_inspect_speaks_of_the_fraction_as_given():
    text = discover("inspect", "n+1/2", "n^2/4", "--digits", "20").stdout
    assert "n + 1/2" in text.splitlines()[0] and "0.63661977236758134308" in text and "2/π" in text
    data = inspect("n+1/2", "n^2/4", digits=20).data
    assert (data["factor"], data["given"]["limit"], data["given"]["identity"]["expression"]) == (
        "1/2", "0.63661977236758134308", "2/pi",
    )  # fmt: skip


def test_a_transformed_fraction_with_rational_coefficients_has_the_map_of_its_own_value():
    whole = json.loads(discover("transform", "even", "2n+1", "n^2", "--format", "json").stdout)
    half = json.loads(discover("transform", "even", "n+1/2", "n^2/4", "--format", "json").stdout)
    (p, q), (r, s) = whole["mobius"]
    assert half["a"] == whole["a"] and half["mobius"] in ([[2 * p, q], [2 * r, s]], [[p, q // 2], [r, s // 2]])


@pytest.mark.parametrize("pasted", ["PCF[2k+1, k²]", "a(n) = 2n + 1, b_n = n²"])
def test_a_fraction_is_pasted_as_one_text(pasted):
    found = discover("inspect", pasted, "--format", "json")
    assert json.loads(found.stdout)["identity"]["expression"] == "4/pi", found.stderr


def test_a_lone_polynomial_is_no_fraction():
    found = discover("inspect", "2n+1")
    assert (found.returncode, found.stdout) == (2, "") and len(found.stderr.splitlines()) == 1
