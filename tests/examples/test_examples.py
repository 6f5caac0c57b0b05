"""Every example runs as its docstring says, and finds what it promises."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 300
PROMISES = {
    "factorial_reduction": ["540 formulas", "6/zeta(3)", "delta 0.0805"],
    "integer_sequences": ["(E + 1)/(E - 1) = [2, 6, 10, 14, 18, 22, ...] signs +", "polynomials 1, 2*n + 2, 1"],
    "convergence_clusters": ["formulas in", "cluster", "report: report.html, report.tex"],
}


def test_every_example_is_tested() -> None:
    assert {path.stem for path in (ROOT / "examples").glob("*.py")} == set(PROMISES)


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
