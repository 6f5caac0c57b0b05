"""Drives one campaign of either kind: shards, and what is found in them, until nothing is left.

Tasks run in one bounded window of an engine. A task of shards works through a few shards of the domain; a campaign
of PCFs has tasks of its exact stage beside them (`discovery.pcf`). What comes of a shard is written with the mark
that it is done, in one transaction, so at any moment the store says exactly what is left: a stopped or killed
campaign goes on from there, and the rows do not depend on the engine, the number of workers, the order of outcomes or
what shared a task.

The driver measures what a shard costs, and makes tasks of about a second of work. What it holds is bounded by the
window and the task, whatever the size of the domain. Nothing is submitted while an outcome is written, so a slow
store holds the workers back; and where many workers keep the driver busy, tasks become longer.

A task that fails is tried again (`search.engines.scheduler`); one of several shards is cut in halves instead, until
the one at fault is alone. A shard that fails in every try is set aside in the store with its error until the next run.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Protocol

from analysis.formula import Formula
from discovery.runs import Run, Standing, open_run
from discovery.work import perform
from results.campaigns import Campaign as CampaignRow
from results.store import Store
from search.engines import Engine, Outcome, open_engine
from search.engines.base import WAIT_SECONDS, Shard, Task
from search.engines.scheduler import TRIES, Scheduler

# Work of one task in seconds: long against the cost of sending it (a millisecond) and of one transaction (ten), short
# against the patience of a user who presses Ctrl-C or of a worker that dies in the middle of it.
TARGET_SECONDS = 1.0
# The most it becomes where many workers keep the driver busy.
LONGEST_SECONDS = 30.0
# Bounds of memory and of the time to write one outcome, however fast shards are: shards of a task, and their rows.
MOST_SHARDS, MOST_ROWS = 500, 2_000
# Weight of the newest task in the running means of what things cost.
NEWEST_WEIGHT = 0.2


class Watch(Protocol):
    """Is told after every outcome where the campaign stands."""

    def __call__(self, standing: Standing) -> None: ...


class Size(Protocol):
    """What the driver asks of a domain."""

    @property
    def size(self) -> int: ...
    @property
    def shard_count(self) -> int: ...


class Searchable(Protocol):
    """What the driver asks of a campaign, of either kind."""

    kind: ClassVar[str]

    @property
    def digits(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def constants_text(self) -> str: ...
    def description(self) -> dict[str, Any]: ...
    def to_toml(self) -> str: ...
    def make_domain(self) -> Size: ...
    def make_pass(self, store: Store, row: CampaignRow, engine: Engine) -> Pass: ...


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of a campaign came to: its row in the store, wall seconds, and the shards that could not be done."""

    campaign: CampaignRow
    seconds: float
    nothing_to_do: bool
    failures: tuple[str, ...] = ()


def run_campaign(
    store: Store,
    campaign: Searchable,
    *,
    engine: str = "inline",
    workers: int | None = None,
    address: str | None = None,
    watch: Watch = lambda standing: None,
    begins: Callable[[], None] = lambda: None,
) -> Ran:
    """Run `campaign`, or what is left of it, into `store`; a finished one starts no engine.

    `begins` is called before an engine starts. Ctrl-C (KeyboardInterrupt) stops the engine and leaves the store ready
    to resume. Raises InputError for a domain, an engine or a store that cannot be used.
    """
    started = time.monotonic()
    domain = campaign.make_domain()
    row = store.start_campaign(
        campaign.description(),
        kind=campaign.kind,
        shards=domain.shard_count,
        size=domain.size,
        digits=campaign.digits,
        constants=campaign.constants_text,
        name=campaign.name,
    )
    with open_run(store, row, engine) as run:
        if run is None:
            return Ran(row, time.monotonic() - started, nothing_to_do=True)
        begins()
        with open_engine(engine, perform, workers, address) as opened:
            failures = _drive(store, campaign, row, opened, run, watch)
    return Ran(row, time.monotonic() - started, nothing_to_do=False, failures=tuple(failures))


def _drive(store: Store, campaign: Searchable, row: CampaignRow, engine: Engine, run: Run, watch: Watch) -> list[str]:
    """Submit and keep until nothing is left; the errors of shards that could not be done."""
    while True:
        work = campaign.make_pass(store, row, engine)
        run.standing = work.standing
        watch(work.standing)
        while work.fill() or work.scheduler.in_flight:
            if (outcome := work.scheduler.poll(WAIT_SECONDS)) is not None:
                work.keep(outcome)
                watch(work.standing)
            run.report(work.scheduler)
        if work.failures:
            return work.failures
        # The driver of another campaign may have examined formulas of this one, or left some that this one never saw.
        if not store.status(row.id).pending:
            store.finish_campaign(row.id)
            return []


class Pass(ABC):
    """One pass over what a campaign has left: what to submit next, and where outcomes go."""

    def __init__(self, store: Store, row: CampaignRow, engine: Engine) -> None:
        self.store, self.id, self.workers = store, row.id, engine.workers
        self.scheduler = Scheduler(engine)
        self.failures: list[str] = []
        status = store.status(row.id)
        self._shards: Iterator[int] = store.pending_shards(row.id)
        self._shards_left = row.shards - status.shards_done
        self._halves: list[list[int]] = []  # of tasks of shards that failed as a whole
        self._shard_seconds = self._shard_rows = 0.0  # running means
        self._keep_seconds = 0.0  # the same, of the time to write one outcome
        self.standing = Standing(
            size=row.size,
            shards=row.shards,
            screened=status.raw_screened,
            shards_done=status.shards_done,
            pending=status.pending,
            examined=status.examined,
            identified=status.identified,
            workers=engine.workers,
            failed=status.failed,
            set_aside=status.set_aside,
        )

    @abstractmethod
    def shards_task(self, shards: Sequence[int]) -> Task:
        """The task of these shards; its result has "shards", one entry for each: shard, raw, seconds, and more."""

    @abstractmethod
    def keep_shard(self, found: Shard) -> int:
        """Write what came of one shard with its mark, in one transaction; how many rows there were."""

    def next_task(self) -> Task | None:
        """What to submit now, if anything."""
        return self.next_shards()

    def keep_other(self, outcome: Outcome) -> None:
        """Write the outcome of a task that is not one of shards."""
        raise NotImplementedError

    def fill(self) -> bool:
        """Submit tasks while the window has room; whether any was submitted."""
        submitted = False
        while self.scheduler.has_room and (task := self.next_task()) is not None:
            # A task of several parts that fails is cut in halves at once; a single part is tried again as it is.
            self.scheduler.submit(task, 1 if len(task.get("shards") or task["formulas"]) > 1 else TRIES)
            submitted = True
        return submitted

    def next_shards(self) -> Task | None:
        """The next task of shards, if any is left: as many as give the target seconds, all workers served alike."""
        if self._halves:
            return self.shards_task(self._halves.pop())
        shards = list(islice(self._shards, self._shards_a_task()))
        self._shards_left -= len(shards)
        return self.shards_task(shards) if shards else None

    def _shards_a_task(self) -> int:
        if not self._shard_seconds:
            return 1
        by_time = self.target_seconds() / self._shard_seconds
        by_rows = MOST_ROWS / max(self._shard_rows, 1.0)
        return max(1, round(min(by_time, by_rows, MOST_SHARDS, -(-self._shards_left // self.workers))))

    def target_seconds(self) -> float:
        """Work of one task: t seconds on w workers leave the driver t / w for each outcome, of which half is enough."""
        return min(max(TARGET_SECONDS, 2 * self.workers * self._keep_seconds), LONGEST_SECONDS)

    def keep(self, outcome: Outcome) -> None:
        """Write one outcome."""
        started = time.perf_counter()
        if "shards" in outcome.task:
            self._keep_shards(outcome)
        else:
            self.keep_other(outcome)
        self._keep_seconds = mean(self._keep_seconds, time.perf_counter() - started)

    def _keep_shards(self, outcome: Outcome) -> None:
        shards, now = outcome.task["shards"], self.standing
        if outcome.result is None:
            if len(shards) > 1:
                self._halves += [shards[: len(shards) // 2], shards[len(shards) // 2 :]]
                return
            self.failures.append(f"shard {shards[0]} set aside after {outcome.tries} tries: {outcome.error}")
            self.store.record_set_aside(self.id, shards[0], tries=outcome.tries, error=outcome.error or "")
            now.set_aside += 1
            return
        for found in outcome.result["shards"]:
            rows = self.keep_shard(found)
            now.screened += found["raw"]
            now.shards_done += 1
            now.shards_now += 1
            now.screen_seconds += found["seconds"]
            self._shard_rows = mean(self._shard_rows, rows)
        self._shard_seconds = mean(self._shard_seconds, outcome.result["seconds"] / len(shards))


class FoundPass(Pass):
    """One pass over shards that come with their formulas examined; `task` makes the task of some of them."""

    def __init__(self, store: Store, row: CampaignRow, engine: Engine, task: Callable[[Sequence[int]], Task]) -> None:
        super().__init__(store, row, engine)
        self._kind, self._task = row.kind, task

    def shards_task(self, shards: Sequence[int]) -> Task:
        return self._task(shards)

    def keep_shard(self, found: Shard) -> int:
        formulas = [Formula.from_json({**row, "kind": self._kind}) for row in found["rows"]]
        if found.get("pcfs"):  # tied to them; harmless to write twice
            self.store.record_examined([Formula.from_json(row) for row in found["pcfs"]])
        self.store.record_found_shard(self.id, found["shard"], formulas, raw=found["raw"], seconds=found["seconds"])
        self.standing.examined += len(formulas)
        self.standing.identified += sum(one.constant is not None for one in formulas)
        return len(formulas)


def mean(so_far: float, newest: float) -> float:
    """The running mean, in which newer values weigh more.

    >>> mean(0.0, 2.0), round(mean(2.0, 1.0), 3)
    (2.0, 1.8)
    """
    return so_far + NEWEST_WEIGHT * (newest - so_far) if so_far else newest
