"""Tasks are pure: plain values in and out, and neither batch nor process changes a row."""

from __future__ import annotations

import json
from typing import Any

import pytest

import analysis.examination
from analysis.formulas.pcf import PCF
from search.domains import Range, coefficient_box
from search.tasks import exact_task, perform, screen_task

FORMULAS = [(1, "2*n + 1", "n**2", "1"), (2, "1", "1", None), (3, "n", "1", None), (4, "3*n + 1", "-2*n", None)]


def result(task: dict[str, Any]) -> dict[str, Any]:
    done = perform(task)
    assert done.pop("seconds") >= 0
    assert all(shard.pop("seconds") >= 0 for shard in done.get("shards", ()))
    return done


def test_tasks_and_results_are_plain_json() -> None:
    box = coefficient_box(1, 1, Range(-2, 2)).as_dict()
    for task in (screen_task(box, [0], "screened"), exact_task(FORMULAS, 30, ["pi", "sqrt(5)"])):
        sent = json.loads(json.dumps(task))
        assert json.loads(json.dumps(result(sent))) == result(task)


def test_a_screen_counts_every_formula_of_its_shard() -> None:
    domain = coefficient_box(1, 1, Range(-2, 2))
    (found,) = result(screen_task(domain.as_dict(), [0], "all"))["shards"]
    assert found["raw"] == domain.size == 24 * 24
    assert sum(candidate["raw_count"] for candidate in found["candidates"]) == domain.size
    canonical = [(candidate["a"], candidate["b"]) for candidate in found["candidates"]]
    assert len(canonical) == len(set(canonical))
    assert all(PCF.parse(a, b).canonical().pcf == PCF.parse(a, b) for a, b in canonical[::7])


def test_what_is_found_in_a_shard_does_not_depend_on_the_others_of_its_task() -> None:
    domain = coefficient_box(2, 2, Range(-7, 7))
    assert domain.shard_count > 2
    together = result(screen_task(domain.as_dict(), [2, 0], "fr"))["shards"]
    assert [shard["shard"] for shard in together] == [2, 0]
    assert together == [result(screen_task(domain.as_dict(), [n], "fr"))["shards"][0] for n in (2, 0)]


def test_rows_do_not_depend_on_the_batch() -> None:
    together = result(exact_task(FORMULAS, 30))["rows"]
    alone = [row for formula in reversed(FORMULAS) for row in result(exact_task([formula], 30))["rows"]]
    assert together == alone[::-1]
    assert together[0]["identity"]["expression"] == "4/pi"


def test_a_formula_that_cannot_be_examined_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = analysis.examination.examine

    def stubborn(pcf: PCF, **settings: Any) -> Any:
        if str(pcf.a) == "n":
            raise ArithmeticError("not\ntoday")
        return whole(pcf, **settings)

    monkeypatch.setattr(analysis.examination, "examine", stubborn)
    done = result(exact_task(FORMULAS, 30))
    assert done["failed"] == [[3, "ArithmeticError: not today"]]
    assert [row["a"] for row in done["rows"]] == ["2*n + 1", "1", "3*n + 1"]
