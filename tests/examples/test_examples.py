"""Every example runs as its docstring says, and finds what it promises."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.examples import cells

ROOT = Path(__file__).parents[2]
SECONDS = 300
PROMISES = {
    "factorial_reduction": ["540 formulas", "6/zeta(3)", "delta 0.0805"],
    "integer_sequences": ["(E + 1)/(E - 1) = [2, 6, 10, 14, 18, 22, ...] signs +", "polynomials 1, 2*n + 2, 1"],
    "convergence_clusters": ["formulas in", "cluster", "report: report.html, report.tex"],
}


NOTEBOOKS = {
    "factorial_reduction": ["Formula(34n^3+51n^2+27n+5, -n^6) = 6/zeta(3)", "6/ζ(3)", "PCF(3*n + 3, -2*n**2 - n)"],
    "integer_sequences": ["(E + 1)/(E - 1)", "recurrence"],
    "convergence_clusters": ["cluster", "<svg"],
    "matrix_fields": ["30/pi**2", "<svg", "begin{pmatrix}"],
}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_has_stored_what_it_shows(name: str) -> None:
    book = json.loads((ROOT / "examples" / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert (book["nbformat"], book["metadata"]["kernelspec"]["language"]) == (4, "python")
    stored = [cell["outputs"] for cell in cells.code_cells(book)]
    text = json.dumps(stored, ensure_ascii=False)
    assert all(promise in text for promise in NOTEBOOKS[name])
    assert "Traceback" not in text and "/tmp" not in text and len(text) < 200_000
    assert lasting(cells.outputs(book)) == lasting(stored), "python -m tests.examples.cells"


def lasting(found: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The outputs without plots, which another matplotlib writes otherwise, and of a printed text the beginning."""
    return [
        [
            one
            | {"data": {form: data for form, data in one.get("data", {}).items() if "svg" not in form}}
            | {"text": one.get("text", [])[:3]}
            for one in cell
        ]
        for cell in found
    ]


def test_every_example_is_tested() -> None:
    assert {path.stem for path in (ROOT / "examples").glob("*.py")} == set(PROMISES)
    assert {path.stem for path in (ROOT / "examples").glob("*.ipynb")} == set(NOTEBOOKS)


@pytest.mark.parametrize("name", PROMISES)
def test_an_example_keeps_its_promise(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"examples.{name}"],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for promise in PROMISES[name]:
        assert promise in done.stdout
