"""Every line of tests/data/faults.jsonl through the command line: inputs that once failed, and what answers hold.

Of a line: args and stdin are given; "limit" is the value to the digits shown, "identity" the value as an expression
(null:
none), "constant" that of the first row, "excludes" a text that must not be printed, "exit" the codes allowed.
"""

import contextlib
import json
import signal
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import arb, ctx

from analysis.constants.library import constant
from analysis.formula import Formula
from discovery import inspect
from results.store import Store
from tests.discovery.in_process import discover

PATIENCE = 4  # times the seconds of a line until it is given up: machines differ
LEAST_PATIENCE = 90.0
TRACEBACK = "Traceback"
FAULTS = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "faults.jsonl").read_text().splitlines()]
KEPT = (("2n+1", "n^2"), ("34n^3+51n^2+27n+5", "-n^6"), ("3n^2+3n+1", "-2n^4"), ("1", "1"))  # 4/π, 6/ζ(3), 1/(2G), φ


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store in the place of that of `make run`."""
    place = tmp_path_factory.mktemp("faults") / "box.db"
    with Store.create(place) as store:
        store.record_examined(map(Formula.from_json, [dict(inspect(a, b).data) for a, b in KEPT]))
    return place


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['kind']}: {' '.join(fault['args'])[:50]}")
def test_an_input_that_once_failed_has_its_right_answer(fault: dict[str, Any], box: Path) -> None:
    stdin = json.dumps(fault["stdin"]) if "stdin" in fault else None
    with at_most(max(PATIENCE * fault.get("seconds", 0), LEAST_PATIENCE)):
        done = discover(*fault["args"], *(("--db", box) if "store" in fault else ()), stdin=stdin)
    assert TRACEBACK not in done.stderr
    if "exit" in fault:
        assert done.returncode in fault["exit"], done.stderr
    assert fault.get("excludes", TRACEBACK) not in done.stdout
    if fault.get("output") == "not empty":
        assert done.stdout.strip() or done.stderr.strip()
    if "json" in fault["args"] and "exit" not in fault:
        check_answer(fault, json.loads(done.stdout.splitlines()[0]))


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """No longer than this."""

    def give_up(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def check_answer(fault: dict[str, Any], answer: dict[str, Any]) -> None:
    if "limit" in fault:
        unit = Decimal(1).scaleb(Decimal(fault["limit"]).as_tuple().exponent)  # type: ignore[arg-type]
        assert abs(Decimal(answer["limit"]) - Decimal(fault["limit"])) <= unit
    if "identity" in fault:
        check_identity(fault["identity"], answer["identity"])
    if "constant" in fault:
        assert answer["identity"]["constant"] == fault["constant"]
    if fault.get("reason"):
        assert answer["reason"]


def check_identity(expected: str | None, found: dict[str, Any] | None) -> None:
    """The same number, however it is written."""
    if expected is None or found is None:
        assert found is expected
        return
    (p, q), (r, s) = (map(int, row) for row in found["mobius"])
    if found["constant"] == "1":
        assert Fraction(p + q, r + s) == Fraction(expected)
        return
    with ctx.workdps(60):
        c = constant(found["constant"]).value(60)
        assert abs((p * c + q) / (r * c + s) - constant(expected).value(60)) < arb(10) ** -40
