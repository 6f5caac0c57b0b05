"""The web of constants of a store: nodes, edges with their best formula, GraphML and a picture."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from analysis.constants.atoms import atoms
from analysis.formula import Formula
from results.plots.constants import constants_plot
from results.store import Store
from results.web import Web, web_of_constants


@pytest.fixture
def web(store: Store, formula) -> Web:
    simple, several = formula(), formula()
    several |= {"a": "2*n**5 + 5*n**4 + 22*n**3 + 28*n**2 + 15*n + 3", "b": "-n**10"}
    several["identity"] = several["identity"] | {
        "constant": "zeta(3)-zeta(5)",
        "mobius": [[0, 2], [-2, 1]],
        "expression": "2/(1 - 2*zeta(3) + 2*zeta(5))",
        "constants": ["zeta(3)", "zeta(5)"],
    }
    store.record_examined(map(Formula.from_json, [simple, several]))
    return web_of_constants(store)


def test_constants_of_one_formula_are_tied(web: Web) -> None:
    assert web.nodes == {"pi": 1, "zeta(3)": 1, "zeta(5)": 1}
    (edge,) = web.edges
    assert (edge.first, edge.second, edge.kind, edge.count) == ("zeta(3)", "zeta(5)", "formula", 1)
    assert edge.as_json()["expression"] == "2/(1 - 2*zeta(3) + 2*zeta(5))"


def test_graphml_and_picture_hold_the_same_web(web: Web, tmp_path: Path) -> None:
    root = ElementTree.fromstring(web.graphml())
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert {node.get("id") for node in root.iter(f"{space}node")} == {"pi", "zeta(3)", "zeta(5)"}
    assert [(edge.get("source"), edge.get("target")) for edge in root.iter(f"{space}edge")] == [("zeta(3)", "zeta(5)")]
    constants_plot(web).save(tmp_path / "web.svg")
    assert "ζ(5)" in (tmp_path / "web.svg").read_text()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2*besseli(0,2)+besseli(1,2)", ("besseli(0,2)", "besseli(1,2)")),
        ("exp(1/4)*lowergamma(3/4,1/4)", ("e", "lowergamma(3/4,1/4)")),
        ("root_of(0,-1,-1,0,1)", ()),
        ("not a constant", ()),
    ],
)
def test_atoms(expression: str, expected: tuple[str, ...]) -> None:
    assert atoms(expression) == expected
