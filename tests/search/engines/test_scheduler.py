"""The scheduler hands back one outcome a task: lost runs go out again, stragglers twice, poisoned ones no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from search.engines.base import Engine, Outcome
from search.engines.scheduler import FEW, LOST_TRIES, STRAGGLER_SECONDS, TRIES, Scheduler

Fate = Callable[[Mapping[str, Any], int], tuple[float, Outcome | None]]


class Stage(Engine):
    """An engine in which a test says when and how each run of a task ends; its clock jumps to the next event."""

    def __init__(self, fate: Fate, window: int = 3) -> None:
        self.workers = self.window = window
        self.now = 0.0
        self.runs: dict[int, int] = {}
        self.dropped: list[int] = []
        self._fate = fate
        self._events: list[tuple[float, Mapping[str, Any], Outcome]] = []

    @property
    def in_flight(self) -> int:
        return len(self._events)

    def submit(self, task: Mapping[str, Any]) -> None:
        assert self.has_room
        self.repeat(task)

    def repeat(self, task: Mapping[str, Any]) -> None:
        run = self.runs[task["n"]] = self.runs.get(task["n"], 0) + 1
        seconds, outcome = self._fate(task, run)
        self._events.append((self.now + seconds, task, outcome or Outcome(task, {"n": task["n"]})))

    def drop(self, task: Mapping[str, Any]) -> None:
        self.dropped.append(task["n"])
        self._events = [event for event in self._events if event[1] is not task]

    def poll(self, seconds: float) -> Outcome | None:
        event = min(self._events, key=lambda event: event[0])
        if event[0] > self.now + seconds:
            self.now += seconds
            return None
        self._events.remove(event)
        self.now = max(self.now, event[0])
        return event[2]


def run(stage: Stage, tasks: int) -> tuple[Scheduler, dict[int, Outcome]]:
    scheduler = Scheduler(stage, clock=lambda: stage.now)
    found = list(scheduler.outcomes({"n": n} for n in range(tasks)))
    assert len(found) == tasks
    return scheduler, {outcome.task["n"]: outcome for outcome in found}


def test_a_run_lost_with_its_worker_goes_out_again() -> None:
    def fate(task: Mapping[str, Any], run: int) -> tuple[float, Outcome | None]:
        return 1.0, Outcome(task, error="worker died", lost=True) if task["n"] == 4 and run < LOST_TRIES else None

    scheduler, found = run(Stage(fate), 9)
    assert all(not outcome.failed for outcome in found.values())
    assert (found[4].tries, scheduler.troubles.lost, found[5].tries) == (LOST_TRIES, LOST_TRIES - 1, 1)


def test_a_task_that_always_fails_is_given_up_and_the_others_go_on() -> None:
    def fate(task: Mapping[str, Any], run: int) -> tuple[float, Outcome | None]:
        bad = {2: Outcome(task, error="odd"), 3: Outcome(task, error="killed", lost=True)}
        return 1.0, bad.get(task["n"])

    stage = Stage(fate)
    scheduler, found = run(stage, 9)
    assert (found[2].error, found[2].tries, stage.runs[2]) == ("odd", TRIES, TRIES)
    assert (found[3].error, found[3].tries, stage.runs[3]) == ("killed", LOST_TRIES, LOST_TRIES)
    assert sorted(n for n, outcome in found.items() if outcome.failed) == [2, 3]
    assert (scheduler.troubles.raised, scheduler.troubles.lost) == (TRIES, LOST_TRIES)


def test_a_task_with_one_try_comes_back_at_its_first_failure() -> None:
    stage = Stage(lambda task, run: (1.0, Outcome(task, error="died", lost=True)))
    scheduler = Scheduler(stage, clock=lambda: stage.now)
    scheduler.submit({"n": 0}, tries=1)
    outcome = scheduler.poll(5)
    assert outcome is not None and outcome.failed and stage.runs == {0: 1} and not scheduler.in_flight


def test_a_straggler_runs_twice_and_its_first_answer_counts() -> None:
    hung = 1e9

    def fate(task: Mapping[str, Any], run: int) -> tuple[float, Outcome | None]:
        return (hung if task["n"] == FEW + 5 and run == 1 else 1.0), None

    stage = Stage(fate)
    scheduler, found = run(stage, 40)
    assert set(found) == set(range(40)) and scheduler.troubles.stragglers == 1
    assert stage.runs[FEW + 5] == 2 and stage.dropped == [FEW + 5]
    assert stage.now < 2 * STRAGGLER_SECONDS + 40


def test_copies_of_stragglers_leave_the_window_to_the_others() -> None:
    def fate(task: Mapping[str, Any], run: int) -> tuple[float, Outcome | None]:
        slow = task["n"] in (FEW + 5, FEW + 6)
        return (4 * STRAGGLER_SECONDS if slow else 1.0), None

    stage = Stage(fate)
    scheduler, found = run(stage, 60)
    assert set(found) == set(range(60)) and scheduler.troubles.stragglers >= 2


def test_all_workers_hanging_do_not_stop_a_campaign_for_ever() -> None:
    stage = Stage(lambda task, run: (1e9 if run == 1 else 1.0, None))
    _, found = run(stage, 3)
    assert len(found) == 3 and stage.now < 1_000


def test_no_more_tasks_are_out_than_the_window_holds() -> None:
    stage = Stage(lambda task, run: (1.0 + task["n"] % 7, None), window=5)
    scheduler = Scheduler(stage, clock=lambda: stage.now)
    read = 0

    def tasks() -> Iterator[dict[str, Any]]:
        nonlocal read
        for read in range(1, 101):
            yield {"n": read}

    for done, _ in enumerate(scheduler.outcomes(tasks()), start=1):
        assert read <= done + stage.window and scheduler.in_flight <= stage.window
