"""Stages that fail for themselves, and the time for one formula."""

import sys
import time
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest

from analysis.constants.library import Library, built_in_library
from analysis.effort import OutOfTimeError, Stages, check_time, time_limit, within
from analysis.examination import examine
from analysis.formulas.pcf import PCF


def test_a_stage_that_fails_gives_what_stands_in_its_place() -> None:
    stages = Stages()
    assert stages.attempt("the root", lambda: [][0], "none") == "none"
    assert stages.attempt("the sum", lambda: 1 + 1, 0) == 2
    assert stages.reason == "the root failed (IndexError: list index out of range)"


def test_stages_after_the_end_are_skipped_and_told_together() -> None:
    stages = Stages()
    with time_limit(0):
        assert stages.attempt("a name", lambda: 1, None) is None
        assert stages.attempt("a proof", lambda: 1, None) is None
    assert stages.reason == "out of time for a name, a proof"
    check_time()  # the limit ends with its block


def test_a_loop_of_byte_code_is_interrupted() -> None:
    def count() -> None:
        while True:
            pass

    with pytest.raises(OutOfTimeError):
        within(0.2, count)


def test_time_in_which_others_have_the_processor_does_not_count() -> None:
    assert within(0.2, lambda: time.sleep(0.5)) is None
    with pytest.raises(OutOfTimeError):
        within(0.01, lambda: time.sleep(30))


def test_no_alarm_rings_while_a_module_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_load.py").write_text(
        "import time\nend = time.thread_time() + 0.5\nwhile time.thread_time() < end: pass\nloaded = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(OutOfTimeError):
        within(0.05, lambda: [import_module("slow_to_load"), [None for _ in count()]])
    assert sys.modules["slow_to_load"].loaded


def test_what_is_known_when_the_time_is_over_is_given() -> None:
    examine(PCF.parse("2n+1", "n^2"), digits=20, library=Library(()))  # what is loaded once
    found = examine(PCF.parse("n^3+4n+3", "n^5+7n"), digits=20, library=built_in_library(), seconds=1e-6).as_json()
    assert found["out_of_time"] and found["reason"].startswith("out of time for")
    assert found["a"] == "n**3 + 4*n + 3"


def test_naming_that_fails_costs_neither_limit_nor_closed_form() -> None:
    found = examine(PCF.parse("2n+1", "250000"), digits=30, library=built_in_library()).as_json()
    assert found["limit"] == "500.000000000000000000000000000"
    assert found["identity"]["expression"] == "500/tanh(500)"
    assert found["closed_form"]["kind"] == "0F1"
