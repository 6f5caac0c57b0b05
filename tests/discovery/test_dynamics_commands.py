"""Dynamics as users see them: words in inspect, pictures of a store."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis.dynamics.findings import dynamics
from analysis.dynamics.reduction import reduction_order
from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from discovery.__main__ import main
from results.store import Store

FORMULAS = [("6*n + 3", "-n**2", "log(2)"), ("2*n + 1", "n**2", "pi"), ("n + 3", "-n", "e"), ("2", "n**2", "pi")]


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Four examined formulas with their true dynamics."""
    rows = []
    for a, b, constant in FORMULAS:
        pcf = PCF.parse(a, b)
        rates = growth(pcf)
        assert isinstance(rates, Growth)
        identity = {"constant": constant, "mobius": [[1, 0], [0, 1]], "expression": "x", "latex": "x", "digits": 30}
        found = {"a": a, "b": b, "status": "convergent", "limit": "1.0", "digits": 30, "evidence": "numeric"}
        known = dynamics(pcf, rates, reduction_order(pcf)).as_json()
        rows.append({**found, **known, "identity": identity, "closed_form": None, "family": None, "cluster": None})
    with Store.create(tmp_path / "four.db") as opened:
        opened.record_examined(map(Formula.from_json, rows))
    return tmp_path / "four.db"


def test_inspect_says_how_error_and_denominators_go() -> None:
    code, out, _ = run("inspect", "11n^2+11n+3", "n^4", "--digits", "20")
    assert code == 0
    lines = {line[:24].strip(): line[24:].strip() for line in out.splitlines()[1:]}
    assert lines["error"] == "~ 122.992⁻ⁿ, 2.09 digits a term"  # the golden ratio to the tenth
    assert lines["reduced denominators q̃ₙ"] == "~ e^(4.40606n)"
    assert lines["irrationality measure δ"].startswith("0.09215925473 = log(")
    assert "±" in lines["δ, blind estimate"]


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_plot_dynamics_draws_every_formula(store: Path, ending: str) -> None:
    picture = store.with_name(f"dynamics.{ending}")
    code, out, _ = run("plot", "dynamics", "--db", store, "--output", picture)
    assert code == 0 and out.startswith("4 formulas")
    assert picture.stat().st_size > 5_000
    if ending == "svg":
        text = "".join(ElementTree.parse(picture).getroot().itertext())
        assert all(word in text for word in ("δ against γ", "η against γ", "π", "log(2)"))


def test_plot_of_one_constant_and_of_none(store: Path) -> None:
    picture = store.with_name("pi.svg")
    assert run("plot", "dynamics", "--db", store, "--constant", "pi", "--output", picture)[1].startswith("2 formulas")
    code, _, err = run(
        "plot", "dynamics", "--db", store, "--constant", "catalan", "--output", store.with_name("no.svg")
    )
    assert code == 1 and "no convergent formula" in err and not store.with_name("no.svg").exists()


def test_plot_into_a_file_of_another_kind_is_refused_in_one_line(store: Path) -> None:
    code, _, err = run("plot", "dynamics", "--db", store, "--output", store.with_name("dynamics.doc"))
    assert code == 2 and err.count("\n") == 1 and ".svg" in err


def test_metrics_none_or_all() -> None:
    code, _, err = run(
        "search", "pcf", "--a-degree", "1", "--b-degree", "1", "--coefficients", "1", "--metrics", "some"
    )
    assert code == 2 and "none, all" in err and err.count("\n") == 1
