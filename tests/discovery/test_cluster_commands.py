"""Clusters, links, families and new formulas as users meet them: from a search to `discover generate`."""

from __future__ import annotations

import contextlib
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
import sympy
from flint import ctx

from analysis.constants.library import constant
from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from discovery.__main__ import main
from discovery.cluster_settings import ClusterSettings
from discovery.clustering import cluster_store
from results.clusters import stored_clusters, stored_families
from results.fields import stored_fields
from results.queries import Query, formulas
from results.store import Store

SEARCH = ("search", "pcf", "--a-degree", "1", "--b-degree", "2", "--coefficients", "-2:2")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A searched box, as the search leaves it."""
    path = tmp_path_factory.mktemp("searched") / "box.db"
    assert run(*SEARCH, "--db", path)[0] == 0
    return path


@pytest.fixture(scope="module")
def clustered(searched: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The same box with clusters, links and families, and what `discover cluster` said."""
    path = tmp_path_factory.mktemp("clustered") / "box.db"
    path.write_bytes(searched.read_bytes())
    code, out, _ = run("cluster", "--db", path, "--format", "json")
    assert code == 0
    return path, json.loads(out)


def everything(store: Store) -> list[Any]:
    """What clustering leaves in a store."""
    links = store.database.query("SELECT * FROM links ORDER BY first, second, kind")
    members = store.database.query("SELECT formula, family FROM memberships ORDER BY 1, 2")
    found = map(Formula.as_json, formulas(store, Query()))
    named = sorted((row["a"], row["b"], row["cluster"], row["evidence"], str(row["identity"])) for row in found)
    without_ids = [{key: value for key, value in row.items() if key != "id"} for row in links]
    return [stored_clusters(store), stored_families(store), without_ids, list(members), named]


def test_every_convergent_formula_of_no_rational_value_has_a_cluster(clustered: tuple[Path, dict[str, Any]]) -> None:
    path, said = clustered
    with Store.read(path) as store:
        rows = list(map(Formula.as_json, formulas(store, Query(kind="pcf", status="convergent"))))
        sizes = {row.cluster: row.size for row in stored_clusters(store)}
    inside = [row["cluster"] for row in rows if (row["identity"] or {}).get("constant") != "1"]
    assert None not in inside
    assert len(inside) == said["formulas"] == sum(sizes.values())
    assert {cluster: inside.count(cluster) for cluster in sizes} == sizes


def test_links_hold_and_their_certificates_verify(clustered: tuple[Path, dict[str, Any]]) -> None:
    path, said = clustered
    with Store.read(path) as store:
        found = list(store.database.query("SELECT * FROM links ORDER BY id"))
    assert said["links"]["coboundary"] == sum(link["kind"] == "coboundary" for link in found) > 50
    for link in found[::10]:
        if link["certificate"]:
            verify(json.loads(link["certificate"]))


def test_components_have_a_constant_each_and_share_out_the_formulas(clustered: tuple[Path, dict[str, Any]]) -> None:
    path, said = clustered
    code, out, _ = run("cluster", "--db", path, "--components", "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(rows) == said["components"] and sum(row["size"] for row in rows) == said["formulas"]
    names = [row["constant"] for row in rows if row["constant"] is not None]
    assert len(names) == len(set(names)) == said["named_components"] > 10
    assert sum(row["equals"] is not None for row in rows) == said["closed_components"] == len(rows)
    assert sum(row["size"] for row in rows if row["constant"] is None) == said["named_by_closed_forms"]


def test_a_cluster_is_listed_and_shown(clustered) -> None:
    path = clustered[0]
    code, out, _ = run("cluster", "list", "--db", path, "--format", "json")
    listed = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and out == run("cluster", "--list", "--db", path, "--format", "json")[1]
    largest = max(listed, key=lambda row: row["size"])
    code, out, _ = run("cluster", "show", str(largest["cluster"]), "--db", path, "--format", "json")
    shown = json.loads(out)
    assert code == 0 and len(shown["formulas"]) == largest["size"]
    assert {row["cluster"] for row in shown["formulas"]} == {largest["cluster"]}
    code, out, error = run("cluster", "show", "9999", "--db", path)
    assert (code, out) == (1, "") and "discover cluster list" in error


def test_clustering_again_changes_nothing(clustered: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    again.write_bytes(clustered[0].read_bytes())
    with Store.open(again) as store:
        before = everything(store)
        cluster_store(store)
        assert everything(store) == before


def test_the_order_of_rows_changes_nothing(
    searched: Path, clustered: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    with Store.read(searched) as store:
        rows = list(map(Formula.as_json, formulas(store, Query(kind="pcf"))))
    random.Random(7).shuffle(rows)
    with Store.create(tmp_path / "shuffled.db") as store:
        store.record_examined(map(Formula.from_json, rows))
        cluster_store(store)
        shuffled = everything(store)
    with Store.read(clustered[0]) as store:
        assert everything(store) == shuffled


@pytest.mark.ray
def test_a_search_on_ray_gives_the_same_clusters_links_and_families(tmp_path: Path) -> None:
    found = []
    for engine in (("inline",), ("ray", "--workers", "2")):
        path = tmp_path / f"{engine[0]}.db"
        domain = ("--a-degree", "1", "--b-degree", "2", "--coefficients", "-1:1")
        assert run("search", "pcf", *domain, "--engine", *engine, "--db", path)[0] == 0
        with Store.open(path) as store:
            cluster_store(store)
            found.append(everything(store))
    assert found[0] == found[1] and all(found[0][:3])


def test_links_name_what_direct_matching_missed(searched: Path, tmp_path: Path) -> None:
    """Every second formula of a constant forgets its name; its family gives it back."""
    with Store.read(searched) as store:
        rows = list(map(Formula.as_json, formulas(store, Query(kind="pcf", constants=("pi", "log(2)")))))
    for row in rows[::2]:
        row |= {"identity": None, "evidence": "certified"}
    with Store.create(tmp_path / "forgotten.db") as store:
        store.record_examined(map(Formula.from_json, rows))
        said = cluster_store(store, settings=ClusterSettings(families=False))
        names = {(row["a"], row["b"]): row for row in map(Formula.as_json, formulas(store, Query()))}
    assert said.named_by_links == len(rows[::2]) > 3
    for row in rows[::2]:
        found = names[row["a"], row["b"]]
        assert found["named_by"] == "link" and found["evidence"] in ("linked", "proved")
        (p, q), (r, s) = found["identity"]["mobius"]
        c = constant(found["identity"]["constant"]).value(60)
        value = limit(PCF.parse(row["a"], row["b"]), 40).value
        with ctx.workdps(60):
            assert abs((p * c + q) / (r * c + s) - value) < 1e-30


def test_score_beats_its_baselines(clustered: tuple[Path, dict[str, Any]]) -> None:
    code, out, _ = run("cluster", "--db", clustered[0], "--score", "--format", "json")
    assert code == 0
    scores = {(one["clustering"], one["truth"]): one["v_measure"] for one in json.loads(out)["scores"]}
    for truth in ("families", "families that dynamics can part"):
        ours = scores["metrics within errors", truth]
        assert ours > 0.9
        assert ours > max(scores["delta alone", truth], scores["limit modulo 1", truth]) + 0.1
    assert scores["metrics within errors", "families that dynamics can part"] > 0.99


def test_coarse_clusters_count_the_whole_domain(searched: Path) -> None:
    code, out, _ = run("cluster", "--db", searched, "--coarse", "--format", "json")
    assert code == 0
    rows = [json.loads(line) for line in out.splitlines()]
    sizes = [row["size"] for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    code, out, _ = run("cluster", "--db", searched, "--coarse", "--limit", "1")
    assert f"{sum(sizes):,} convergent" in out


def test_families_are_listed_with_latex(clustered: tuple[Path, dict[str, Any]]) -> None:
    path, said = clustered
    code, out, _ = run("families", "--db", path, "--kind", "polynomial", "--format", "json")
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(found) == sum(said["families_in_a_parameter"].values()) > 0
    for family in found:
        described = family["description"]
        start = "a_{k}(n) = " if described["kind"] != "two parameters" else "a_{k,\\, m}(n) = "
        assert family["latex"].startswith(start) and family["evidence"] == "proved" and described["proof"]
        assert ("no_closed_form" in described) == (described["kind"] == "recurrence")
        code, out, _ = run("query", "--db", path, "--family", family["id"], "--format", "json")
        assert code == 0 and len(out.splitlines()) == family["formulas"] >= 1
    assert run("families", "--db", path, "--constant", "zeta(3)")[0] == 1


def test_families_in_parameters_are_proved_again_from_the_store(
    clustered: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    code, out, _ = run("families", "--db", clustered[0], "--verify", "--format", "json")
    assert code == 0 and json.loads(out) == {
        "verified": sum(clustered[1]["values_in_a_parameter"].values()),
        "failed": 0,
    }
    spoiled = tmp_path / "spoiled.db"
    spoiled.write_bytes(clustered[0].read_bytes())
    with Store.open(spoiled) as store, store.transaction() as connection:
        spoil = "json_set(description, '$.step[0][0]', '7*k + 1')"
        connection.execute(f"UPDATE families SET description = {spoil} WHERE kind = 'polynomial'")
    code, out, _ = run("families", "--db", spoiled, "--verify", "--format", "json")
    assert code == 1 and json.loads(out.splitlines()[-1])["verified"] == 0


def test_a_value_in_closed_form_is_text_that_sympy_reads(clustered: tuple[Path, dict[str, Any]]) -> None:
    code, out, _ = run("families", "--db", clustered[0], "--kind", "polynomial", "--format", "json")
    found = [json.loads(line)["description"] for line in out.splitlines()]
    found = [family for family in found if "values" in family]
    assert code == 0 and {"gamma", "sum"} <= {family["kind"] for family in found}
    assert "two parameters" in {family["kind"] for family in found}
    for family in found:
        for value in family["values"]:
            if value["index"] == "k, m":
                continue
            at = {value["parameter"]: value["from"] + 2}
            closed = sympy.parse_expr(value["expression"]).subs(at).doit()
            place = [sympy.parse_expr(part).subs(at) for part in value["index"].split(", ")]
            place = dict(zip(family.get("parameters", "k"), place, strict=True))
            a, b = (str(sympy.parse_expr(family[side]).subs(place)) for side in ("a", "b"))
            there = limit(PCF.parse(a, b), 30).value.str(30, radius=False)
            assert abs(closed.evalf(30) - sympy.Float(there, 30)) < 1e-20


def test_generated_formulas_are_new_and_as_wanted(clustered: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    path.write_bytes(clustered[0].read_bytes())
    with Store.read(path) as store:
        known = {(row["a"], row["b"]) for row in map(Formula.as_json, formulas(store, Query()))}
    asked = ("--constant", "pi", "--min-delta", "-0.5", "--count", "6", "--max-height", "300")
    code, out, _ = run("generate", "--db", path, *asked, "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(rows) == 6
    for row in rows:
        assert (row["a"], row["b"]) not in known
        assert row["identity"]["constant"] == "pi" and row["delta"] >= -0.5 and row["origin"]["by"] == "contiguity"
        pcf = PCF.parse(row["a"], row["b"])
        assert max(abs(c) for side in (pcf.a, pcf.b) for c in side.coefficients) <= 300
    deltas = [row["delta"] for row in rows]
    assert deltas == sorted(deltas, reverse=True)
    with Store.read(path) as store:
        kept = {(row["a"], row["b"]): row for row in map(Formula.as_json, formulas(store, Query(constants=("pi",))))}
    assert all(kept[row["a"], row["b"]]["origin"] == row["origin"] for row in rows)


def test_a_field_generates_formulas_in_other_directions(searched: Path, tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    path.write_bytes(searched.read_bytes())
    asked = ("--db", path, "--field", "zeta(3)", "--min-delta", "0", "--count", "4", "--max-height", str(10**7))
    code, out, _ = run("generate", *asked, "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(rows) == 4
    assert {"34*n**3 + 51*n**2 + 27*n + 5"} < {row["a"] for row in rows}
    zeta = constant("zeta(3)").value(60)
    for row in rows:
        assert row["delta"] > 0 and row["origin"]["field"] == "zeta(3)" and row["identity"]["constant"] == "zeta(3)"
        (p, q), (r, s) = ([int(entry) for entry in line] for line in row["identity"]["mobius"])
        value = limit(PCF.parse(row["a"], row["b"]), 40).value
        with ctx.workdps(60):
            assert abs((p * zeta + q) / (r * zeta + s) - value) < abs(value) * 1e-38
    with Store.read(path) as store:
        kept = list(map(Formula.as_json, formulas(store, Query(constants=("zeta(3)",)))))
        (field,) = [one for one in stored_fields(store) if one.field == "zeta(3)"]
    assert len(kept) == 4 == field.formulas
    code, out, _ = run("generate", *asked, "--format", "json")
    assert not {(row["a"], row["b"]) for row in rows} & {
        (one["a"], one["b"]) for one in map(json.loads, out.splitlines())
    }


def test_wishes_that_no_family_grants_are_exit_code_1(searched: Path) -> None:
    assert run("generate", "--db", searched, "--constant", "pi", "--min-delta", "5")[0] == 1
    assert run("generate", "--db", searched, "--constant", "zeta(5)")[0] == 1


CAMPAIGN = """
[domain]
a_degree = 1
b_degree = 1
coefficients = "-2:2"

[cluster]
families = false
metrics = ["eta", "gamma", "beta"]
"""


def test_a_campaign_file_says_how_to_cluster_and_options_override_it(tmp_path: Path) -> None:
    file, path = tmp_path / "campaign.toml", tmp_path / "box.db"
    file.write_text(CAMPAIGN)
    code, out, _ = run("run", file, "--db", path, "--format", "json")
    said = json.loads(out)
    assert code == 0 and said["cluster"]["families"] == 0 and "generalisation" not in said["cluster"]["seconds"]
    with Store.read(path) as store:
        assert set(stored_clusters(store)[0].centre) == {"eta", "gamma", "beta"}
    code, out, _ = run("cluster", "--db", path, "--format", "json")
    assert json.loads(out)["clusters"] == said["cluster"]["clusters"]
    code, out, _ = run("cluster", "--db", path, "--metrics", "eta", "--no-links", "--format", "json")
    assert code == 0 and json.loads(out)["clusters"] < said["cluster"]["clusters"] and json.loads(out)["links"] == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tolerance = 0", "tolerance"),
        ("tolerance = true", "tolerance"),
        ("min_size = 1", "min_size"),
        ('method = "kmeans"', "kmeans"),
        ('metrics = ["eta", "size"]', "size"),
        ("metrics = []", "metrics"),
        ("links = 1", "links"),
        ("density = 3", "density"),
    ],
)
def test_what_a_campaign_file_cannot_ask_of_clusters_is_said_in_one_line(line: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN.split("[cluster]")[0] + f"[cluster]\n{line}\n")
    code, out, err = run("run", file, "--db", tmp_path / "box.db")
    assert (code, out) == (2, "") and len(err.splitlines()) == 1 and said in err and "campaign.toml" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("cluster", "--tolerance", "2"),
        ("cluster", "--score", "--coarse"),
        ("generate", "--constant", "no such constant"),
        ("generate",),
        ("generate", "--field", "no such field"),
        ("generate", "--field", "cubic", "--constant", "pi"),
        ("generate", "--field", "pi", "--start", "1,2,3"),
        ("cluster", "--campaign", "99"),
    ],
    ids=[
        "large tolerance",
        "two modes",
        "no such constant",
        "no constant",
        "no such field",
        "free parameters",
        "start",
        "no such campaign",
    ],
)
def test_bad_wishes_are_one_line_and_exit_code_2(searched: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments, "--db", searched)
    assert (code, out) == (2, "") and len(err.splitlines()) == 1 and "Traceback" not in err


def test_the_fields_of_a_store_give_what_its_families_do_not(
    clustered: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    """The classical δ = 0.2761 of log 2 lies in the direction (1, 1, 2) from formulas that converge by powers of n."""
    path = tmp_path / "copy.db"
    path.write_bytes(clustered[0].read_bytes())
    asked = ("--constant", "log(2)", "--min-delta", "0.27", "--count", "1", "--max-degree", "2")
    code, out, _ = run("generate", "--db", path, *asked, "--format", "json")
    (row,) = map(json.loads, out.splitlines())
    assert code == 0 and abs(row["delta"] - 0.2761) < 1e-4 and row["origin"]["field"] == "2F1(1/2)"
