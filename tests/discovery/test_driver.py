"""The driver keeps everything once, whatever fails and in whatever order; its work is replaced by a quick stand-in."""

from __future__ import annotations

import importlib
import itertools
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis.formula import Formula
from discovery import driver
from discovery.__main__ import main
from discovery.campaigns import Campaign
from discovery.driver import run_campaign
from discovery.runs import Standing
from results.queries import Query, formulas
from results.rows import written
from results.store import Store
from search.engines.base import EngineLostError, Outcome
from search.engines.inline import InlineEngine

BOX = Campaign(domain={"a_degree": 0, "b_degree": 1, "coefficients": "-9:9"}, name="small")
# 10¹² formulas and more, in about 800,000 shards.
HUGE = Campaign(domain={"a_degree": 5, "b_degree": 5, "coefficients": "-9:9"})
NOTHING = {"closed_form": None, "delta": None, "delta_exact": None, "family": None, "cluster": None}


def found_in(shard: int) -> list[dict[str, Any]]:
    """Three candidates of a shard; the first is also one of the next shard."""
    numbers = (shard, shard + 1, 1000 + shard)
    return [{"a": str(n + 1), "b": "1", "raw_count": n + 1, "reduction_order": "1/2"} for n in numbers]


def examined(a: str, b: str, digits: int) -> dict[str, Any]:
    dynamics = dict.fromkeys(("eta", "gamma", "sqrt", "beta", "reduction_order", "eta_reduced", "gamma_reduced"))
    value = {"status": "convergent", "limit": "1.0", "digits": digits, "evidence": "numeric", "identity": None}
    return {"a": a, "b": b, "dynamics": dynamics} | value | NOTHING


def stand_in(task: Mapping[str, Any]) -> dict[str, Any]:
    if task["kind"] == "screen":
        found = [
            {"shard": shard, "candidates": found_in(shard), "raw": 10, "seconds": 0.01} for shard in task["shards"]
        ]
        return {"shards": found, "seconds": 0.01 * len(found)}
    rows = [written(Formula.from_json(examined(a, b, task["digits"]))) for _, a, b, _ in task["formulas"]]
    return {"rows": rows, "failed": [], "seconds": 0.2 * len(rows)}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[..., dict[str, Any]]], None]]:
    """Replaces what tasks do, and cuts the small box into 12 shards."""
    monkeypatch.setattr("search.domains.Grid.shard_count", 12)

    def replace(perform: Callable[..., dict[str, Any]]) -> None:
        monkeypatch.setattr(driver, "perform", perform)

    replace(stand_in)
    yield replace


def test_every_formula_is_examined_once_though_shards_share_some(tmp_path: Path, work: Any) -> None:
    asked: list[int] = []

    def counting(task: Mapping[str, Any]) -> dict[str, Any]:
        asked.extend(id for id, *_ in task.get("formulas", ()))
        return stand_in(task)

    work(counting)
    with Store.create(tmp_path / "s.db") as store:
        ran = run_campaign(store, BOX)
        status = store.status(ran.campaign.id)
        met = "select a, raw_count from sightings join formulas on formulas.id = formula"
        rows = {row["a"]: row["raw_count"] for row in store.database.query(met)}
    expected = {f"{n + 1}" for shard in range(12) for n in (shard, shard + 1, 1000 + shard)}
    assert set(rows) == expected and len(asked) == len(set(asked)) == len(expected)
    assert rows["5"] == 10  # met in shards 3 and 4
    assert (status.shards_done, status.pending, status.examined, status.campaign.finished is None) == (12, 0, 25, False)


def test_finished_campaign_starts_no_engine(tmp_path: Path, work: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.create(tmp_path / "s.db") as store:
        assert not run_campaign(store, BOX).nothing_to_do
        monkeypatch.setattr(driver, "open_engine", None)
        assert run_campaign(store, BOX).nothing_to_do
        assert len(store.campaigns()) == 1


@pytest.mark.parametrize(
    ("target", "stop_after"), [(1e-6, n) for n in range(1, 25, 4)] + [(1.0, 1), (1.0, 2), (1.0, 3)]
)
def test_stopped_anywhere_it_ends_with_the_same_rows(
    tmp_path: Path, work: Any, monkeypatch: pytest.MonkeyPatch, target: float, stop_after: int
) -> None:
    for bound in ("TARGET_SECONDS", "LONGEST_SECONDS"):  # one part a task, or several, however busy the machine is
        monkeypatch.setattr(driver, bound, target)

    def tired(task: Mapping[str, Any]) -> dict[str, Any]:
        if next(done) == stop_after:
            raise KeyboardInterrupt
        return stand_in(task)

    with Store.create(tmp_path / "whole.db") as store:
        run_campaign(store, BOX)
        whole = list(map(Formula.as_json, formulas(store, Query())))
    with Store.create(tmp_path / "stopped.db") as store:
        done = itertools.count()
        work(tired)
        with pytest.raises(KeyboardInterrupt):
            run_campaign(store, BOX)
        work(stand_in)
        ran = run_campaign(store, BOX)
        assert list(map(Formula.as_json, formulas(store, Query()))) == whole
        assert store.status(ran.campaign.id).runs == 2


def test_short_shards_share_tasks_and_the_rows_are_the_same(
    tmp_path: Path, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counting(task: Mapping[str, Any]) -> dict[str, Any]:
        sizes.append(len(task.get("shards", ())))
        return stand_in(task)

    found = []
    for target, largest in ((1e-6, 1), (0.03, 3), (1.0, 11)):  # a shard takes 0.01 s here
        sizes: list[int] = []
        for bound in ("TARGET_SECONDS", "LONGEST_SECONDS"):
            monkeypatch.setattr(driver, bound, target)
        work(counting)
        with Store.create(tmp_path / f"{largest}.db") as store:
            ran = run_campaign(store, BOX)
            found.append(list(map(Formula.as_json, formulas(store, Query()))))
            assert store.status(ran.campaign.id).shards_done == 12
        assert max(sizes) == largest and sum(sizes) == 12
    assert found[0] == found[1] == found[2]


def test_a_task_of_shards_has_a_bounded_number_of_rows(
    tmp_path: Path, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "MOST_ROWS", 7)  # of three a shard

    def counting(task: Mapping[str, Any]) -> dict[str, Any]:
        assert len(task.get("shards", ())) <= 2
        return stand_in(task)

    work(counting)
    with Store.create(tmp_path / "s.db") as store:
        assert run_campaign(store, BOX).failures == ()


def test_a_shard_that_fails_is_told_and_left_for_the_next_run(tmp_path: Path, work: Any) -> None:
    def poisoned(task: Mapping[str, Any]) -> dict[str, Any]:
        if 5 in task.get("shards", ()):
            raise ArithmeticError("no such\nprime")
        return stand_in(task)

    with Store.create(tmp_path / "s.db") as store:
        work(poisoned)
        ran = run_campaign(store, BOX)
        assert ran.failures == ("shard 5 set aside after 3 tries: ArithmeticError: no such prime",)
        assert [row.id for row in store.unfinished_campaigns()] == [ran.campaign.id]
        assert store.status(ran.campaign.id).shards_done == 11
        (aside,) = store.set_aside(ran.campaign.id)
        assert (aside.shard, aside.tries, aside.error) == (5, 3, "ArithmeticError: no such prime")
        work(stand_in)
        assert run_campaign(store, BOX).failures == ()
        assert store.unfinished_campaigns() == [] and store.set_aside(ran.campaign.id) == []
        assert [run.outcome for run in store.history()] == ["shards set aside", "finished"]


def test_a_formula_that_kills_its_worker_costs_only_itself(tmp_path: Path, work: Any) -> None:
    def deadly(task: Mapping[str, Any]) -> dict[str, Any]:
        if any(a == "7" for _, a, *_ in task.get("formulas", ())):
            raise MemoryError("worker died")
        return stand_in(task)

    work(deadly)
    with Store.create(tmp_path / "s.db") as store:
        ran = run_campaign(store, BOX)
        status = store.status(ran.campaign.id)
        reasons = [row["failure"] for row in store.database.query("select failure from formulas where a = '7'")]
    assert (status.examined, status.failed, status.pending) == (24, 1, 0)
    assert ran.failures == () and reasons == ["MemoryError: worker died"]


def test_formulas_that_a_task_could_not_examine_are_set_aside(tmp_path: Path, work: Any) -> None:
    def partly(task: Mapping[str, Any]) -> dict[str, Any]:
        result = stand_in(task)
        if task["kind"] == "exact":
            result["failed"] = [[id, "ValueError: odd"] for id, a, *_ in task["formulas"] if a == "3"]
            result["rows"] = [row for row in result["rows"] if row["columns"]["a"] != "3"]
        return result

    work(partly)
    with Store.create(tmp_path / "s.db") as store:
        ran = run_campaign(store, BOX)
        assert store.status(ran.campaign.id).failed == 1 and ran.campaign.id


def test_time_left_goes_down_to_nothing(tmp_path: Path, work: Any) -> None:
    left: list[float | None] = []

    def watch(standing: Standing) -> None:
        left.append(standing.seconds_left())

    with Store.create(tmp_path / "s.db") as store:
        run_campaign(store, BOX, watch=watch)
    assert left[0] is None and left[-1] == 0.0
    known = [seconds for seconds in left if seconds is not None]
    assert known[0] == max(known) and known[0] == pytest.approx(25 * 0.2, rel=0.7)


class DyingEngine(InlineEngine):
    """Dies as a whole with its third task."""

    def poll(self, seconds: float) -> Outcome:
        if self.polls == 3:
            raise EngineLostError("the Ray cluster at head:1 has died", "one that lives")
        self.polls += 1
        return super().poll(seconds)

    polls = 0


def test_a_lost_engine_ends_the_command_in_one_line_and_loses_nothing(
    tmp_path: Path, work: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Left(BaseException):
        pass

    def leave(code: int) -> None:
        raise Left(code)

    monkeypatch.setattr("os._exit", leave)  # what Ray does on leaving would wait for its dead
    place, file = tmp_path / "lost.db", tmp_path / "box.toml"
    file.write_text(BOX.to_toml())
    with monkeypatch.context() as context:
        context.setattr(driver, "open_engine", lambda *settings: DyingEngine(stand_in))
        with pytest.raises(Left, match="2"):
            main(["run", str(file), "--db", str(place)])
    assert capsys.readouterr().err == "discover: the Ray cluster at head:1 has died; allowed: one that lives\n"
    with Store.create(tmp_path / "whole.db") as whole, Store.open(place) as store:
        run_campaign(whole, BOX)
        assert store.history()[0].outcome.startswith("the Ray cluster at head:1 has died")
        run_campaign(store, BOX)
        assert list(map(Formula.as_json, formulas(store, Query()))) == list(
            map(Formula.as_json, formulas(whole, Query()))
        )


def test_a_huge_domain_starts_and_stops_at_once_in_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = itertools.count()

    def tired(task: Mapping[str, Any]) -> dict[str, Any]:
        if next(done) == 40:
            raise KeyboardInterrupt
        return stand_in(task)

    monkeypatch.setattr(driver, "perform", tired)
    with Store.create(tmp_path / "s.db") as store:
        tracemalloc.start()
        with pytest.raises(KeyboardInterrupt):
            run_campaign(store, HUGE)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        status = store.status(1)
    assert status.campaign.size > 10**12 and status.campaign.shards > 10**5
    assert status.examined > 0
    assert peak < 20e6  # bytes


def test_workers_of_other_machines_find_their_work_by_its_name() -> None:
    work = driver.perform
    assert getattr(importlib.import_module(work.__module__), work.__qualname__) is work
