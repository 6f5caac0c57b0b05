"""Stores of every size to report on, among them one whose names try to break out of the page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.formula import Formula
from results.campaigns import Candidate
from results.store import Store

HOSTILE = (
    r"\input{/etc/passwd} \end{document} $x$ # & ~ ^ _ { } % </script><script>window.broken=1</script>"
    "<img src=x onerror=window.broken=1> \"'><b>= 日本 \\\\[ * ${title} $title"
)


@pytest.fixture
def small(place: Path, formula: Callable[..., dict[str, Any]], signed: dict[str, Any]) -> Path:
    """A store with a campaign, formulas for two constants, one without a name, one that ends, and a signed one."""
    e = {"constant": "e", "mobius": [[0, 1], [1, -1]], "expression": "1/(-1 + E)", "latex": "x", "digits": 100}
    zero = {"eta": 0, "gamma": None, "sqrt": 0, "beta": 1, "reduction_order": 0, "eta_reduced": 0, "gamma_reduced": 0}
    with Store.create(place) as store:
        description = {"domain": {"a_degree": 2, "b_degree": 2, "coefficients": "-5:5"}, "keep": "screened"}
        campaign = store.start_campaign(description, kind="pcf", shards=1, size=1000, digits=38, name="box")
        store.record_screened_shard(campaign.id, 0, [Candidate("2*n + 1", "n**2", 2)], raw=1000, seconds=1.0)
        rows = [
            formula(delta_exact="2*log(1 + sqrt(2))/(log(1 + sqrt(2)) + 1) - 1"),
            formula(a="3*n + 1", b="-2*n**2 + n", evidence="proved"),
            formula(a="n", b="n", identity=e, delta=0.0, factorial_reduction=True),
            formula(a="n + 7", b="n**2 + 3", identity=None, delta=None, dynamics=zero),
            formula(a="n", b="n - 4", identity=None, limit=None, digits=0, evidence=None, status="divergent"),
        ]
        store.record_examined(map(Formula.from_json, rows), campaign=campaign.id)
        esma = store.start_campaign({}, kind="esma", shards=1, size=4, digits=1000, name="signed")
        store.record_found_shard(esma.id, 0, map(Formula.from_json, [signed]), raw=4)
    return place


@pytest.fixture
def structured(small: Path) -> Path:
    """The small store with a family, a field with its matrices, and two clusters."""
    with Store.open(small) as store, store.transaction() as connection:
        connection.execute(
            "INSERT INTO fields VALUES ('zeta3', 2, '[\"x\", \"y\"]', :matrices, NULL, NULL, 'Apéry', 1)",
            {
                "matrices": '{"x": [["0", "-x**6"], ["1", "(2*x+1)*(x**2+x+2*y**2-2*y+1)"]],'
                ' "y": [["y", "1"], ["0", "x/y"]]}'
            },
        )
        connection.execute(
            "INSERT INTO families VALUES ('f1', 'gauss', 'pi', 'zeta3', 'proved', '2F1(a,b)', NULL, '{\"z\": \"1/2\"}')"
        )
        value = '{"index": "k", "from": 0, "x": "0", "u": "1", "z": "1", "w": "0", "h": "2**k", "t": "1/E"}'
        line = (
            '{"a": "n + k", "b": "-2*n", "V(0)": "1/E", "step": [["k - 4", "-1"], ["1", "-2"]],'
            f' "values": [{value}], "evidence_of_value": "proved"}}'
        )
        connection.execute(
            "INSERT INTO families VALUES ('f2', 'polynomial', 'e', NULL, 'proved', 'x', NULL, ?)", (line,)
        )
        exact = '{"argument": "-1/2", "kind": "1F1", "lower": ["1/2"], "upper": ["1/3"],'
        exact += ' "general": {"a": "n + i", "b": "-2*n - j"}}'
        connection.execute(
            "INSERT INTO families VALUES ('f3', '1F1', NULL, NULL, NULL, ?, NULL, ?)",
            ["a(n) = n + i, b(n) = -2*n - j", exact],
        )
        for place, direction in enumerate(("[1, 0]", "[1, 1]")):
            connection.execute(
                "INSERT INTO memberships (formula, field, start, direction, evidence)"
                " SELECT id, 'zeta3', ?, ?, 'proved' FROM formulas WHERE kind = 'pcf' LIMIT 1 OFFSET ?",
                ('["1/2", "1"]', direction, place),
            )
        connection.execute("UPDATE formulas SET family = 'f1', cluster = NULL WHERE constant = 'pi'")
        for cluster in (1, 2):
            connection.execute(
                "INSERT INTO clusters VALUES (?, NULL, 3, '{\"eta\": 0.0, \"gamma\": 1.7627}', '{}', NULL, 'pi')",
                (cluster,),
            )
        connection.execute("UPDATE formulas SET cluster = 1 WHERE kind = 'pcf' AND status = 'convergent'")
    return small


@pytest.fixture
def hostile(place: Path, formula: Callable[..., dict[str, Any]]) -> Path:
    """A store in which every text that can come from a user is an attack."""
    identity = {"constant": HOSTILE, "mobius": [[1, 0], [0, 1]], "expression": HOSTILE, "latex": HOSTILE, "digits": 9}
    with Store.create(place) as store:
        description = {"domain": {"a_form": HOSTILE, "let": {HOSTILE: "1:2"}}, "keep": HOSTILE, HOSTILE: HOSTILE}
        campaign = store.start_campaign(
            description, kind="pcf", shards=1, size=9, digits=9, name=HOSTILE, constants=HOSTILE
        )
        rows = [
            formula(identity=identity, family=HOSTILE, delta_exact=HOSTILE, convergence=HOSTILE),
            formula(a="n", b="n + 1", identity=None, closed_form={"expression": HOSTILE}, delta_exact=HOSTILE),
        ]
        store.record_examined(map(Formula.from_json, rows), campaign=campaign.id)
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO fields VALUES (:x, 2, json_array(:x), json_array(json_array(json_array(:x))),"
                " NULL, :x, :x, 0)",
                {"x": HOSTILE},
            )
            connection.execute(
                "UPDATE families SET kind = :x, expression = :x, latex = :x, description = json_object(:x, :x)",
                {"x": HOSTILE},
            )
    return place
