"""Stages that fail for themselves, and the time for one formula."""

import time

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

    started = time.monotonic()
    try:
        within(0.2, count)
    except OutOfTimeError:
        assert time.monotonic() - started < 20
    else:
        raise AssertionError("the loop ended")


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
