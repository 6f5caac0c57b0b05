"""Drives one campaign: shards → screens → pending formulas → exact stage → rows, until nothing is pending.

Two kinds of task run in one bounded window of an engine. A screen task turns one shard into canonical candidates; an
exact task examines a batch of pending formulas. Each outcome is written in one transaction with its mark, so at any
moment the store says exactly what is left: a stopped or killed campaign goes on from there, and the rows do not
depend on the engine, the number of workers or the order of outcomes.

Pending formulas go first, new shards only while few of them wait. What the driver holds is therefore bounded by the
window and the batch, whatever the size of the domain. Nothing is submitted while an outcome is written, so a slow store
holds the workers back; and where many workers keep the driver busy, tasks become longer.

A task that fails is tried again (`search.engines.scheduler`); a batch of formulas that fails is cut in halves, until
the one formula at fault is alone. What fails in every try is set aside in the store with its error: a formula for good,
a shard until the next run.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from discovery.campaigns import Campaign
from discovery.runs import Run, Standing, open_run
from results.campaigns import Campaign as CampaignRow
from results.campaigns import Candidate, Pending
from results.metrics import write_metrics
from results.store import Store
from search.engines import Engine, Outcome, Scheduler, open_engine
from search.engines.base import WAIT_SECONDS
from search.engines.scheduler import TRIES
from search.tasks import exact_task, perform, screen_task

# Work of one exact task in seconds: long against the cost of sending it (a millisecond) and of one transaction (ten),
# short against the patience of a user who presses Ctrl-C or of a worker that dies in the middle of it.
TARGET_SECONDS = 1.0
# The most it becomes where many workers keep the driver busy.
LONGEST_SECONDS = 30.0
# Formulas of the first batches, while their cost is unknown.
FIRST_BATCH = 8
# Bounds of memory and of one transaction, however fast formulas are.
LARGEST_BATCH = 500
PAGE = 1_000
# Weight of the newest batch in the running mean of seconds a formula.
NEWEST_WEIGHT = 0.2


class Watch(Protocol):
    """Is told after every outcome where the campaign stands."""

    def __call__(self, standing: Standing) -> None: ...


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of a campaign came to: its row in the store, wall seconds, and the shards that could not be done."""

    campaign: CampaignRow
    seconds: float
    nothing_to_do: bool
    failures: tuple[str, ...] = ()


def run_campaign(
    store: Store,
    campaign: Campaign,
    *,
    engine: str = "inline",
    workers: int | None = None,
    address: str | None = None,
    watch: Watch = lambda standing: None,
) -> Ran:
    """Run `campaign`, or what is left of it, into `store`; a finished one starts no engine.

    Ctrl-C (KeyboardInterrupt) stops the engine and leaves the store ready to resume. Raises InputError for a domain,
    an engine or a store that cannot be used.
    """
    started = time.monotonic()
    domain = campaign.make_domain()
    row = store.start_campaign(
        campaign.description(),
        kind="pcf",
        shards=domain.shard_count,
        size=domain.size,
        digits=campaign.digits,
        constants=campaign.constants_text,
        name=campaign.name,
    )
    with open_run(store, row, engine) as run:
        if run is None:
            return Ran(row, time.monotonic() - started, nothing_to_do=True)
        with open_engine(engine, perform, workers, address) as opened:
            failures = _drive(store, campaign, row, opened, run, watch)
    return Ran(row, time.monotonic() - started, nothing_to_do=False, failures=tuple(failures))


def _drive(store: Store, campaign: Campaign, row: CampaignRow, engine: Engine, run: Run, watch: Watch) -> list[str]:
    """Submit and keep until nothing is left; the errors of shards that could not be screened."""
    while True:
        work = _Pass(store, campaign, row, engine)
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


class _Pass:
    """One pass over what a campaign has left: what to submit next, and where outcomes go."""

    def __init__(self, store: Store, campaign: Campaign, row: CampaignRow, engine: Engine) -> None:
        self._store = store
        self._campaign = campaign
        self._domain = campaign.make_domain().as_dict()
        self._id = row.id
        self.scheduler = Scheduler(engine)
        self._workers = engine.workers
        self._shards: Iterator[int] = store.pending_shards(row.id)
        self._page: deque[Pending] = deque()
        self._page_end = 0
        self._flying: set[int] = set()  # ids of formulas handed out and not yet kept
        self._halves: list[list[Pending]] = []  # of batches that failed as a whole
        self._batch = FIRST_BATCH
        self._keep_seconds = 0.0  # running mean of the time to write one outcome
        self.failures: list[str] = []
        status = store.status(row.id)
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

    def fill(self) -> bool:
        """Submit tasks while the window has room; whether any was submitted."""
        submitted = False
        while self.scheduler.has_room and (task := self._next_task()) is not None:
            # A batch that fails is cut in halves at once; a single formula or shard is tried again as it is.
            self.scheduler.submit(task, 1 if len(task.get("formulas", ())) > 1 else TRIES)
            submitted = True
        return submitted

    def _next_task(self) -> dict[str, Any] | None:
        if self._halves:
            return self._exact_task(self._halves.pop())
        waiting = self.standing.pending - len(self._flying)
        if waiting < self._batch and (shard := next(self._shards, None)) is not None:
            return screen_task(self._domain, shard, self._campaign.keep, metrics=self._campaign.metrics == "all")
        if waiting <= 0:
            return None
        formulas = self._take(min(self._batch, -(-waiting // self._workers)))
        return self._exact_task(formulas) if formulas else None

    def _exact_task(self, formulas: list[Pending]) -> dict[str, Any]:
        return exact_task(
            [(formula.id, formula.a, formula.b, formula.reduction_order) for formula in formulas],
            self._campaign.digits,
            self._campaign.constants,
            self._campaign.own_constants,
        )

    def _take(self, count: int) -> list[Pending]:
        """The next pending formulas that are not in flight, by ascending id, from the start again after the last."""
        taken: list[Pending] = []
        turned = False
        while len(taken) < count:
            if self._page:
                taken.append(self._page.popleft())
                self._flying.add(taken[-1].id)
            elif found := self._store.pending_formulas(self._id, limit=PAGE, after=self._page_end):
                self._page_end = found[-1].id
                self._page.extend(formula for formula in found if formula.id not in self._flying)
            elif turned or not self._page_end:
                break
            else:
                self._page_end, turned = 0, True
        return taken

    def keep(self, outcome: Outcome) -> None:
        """Write one outcome, in one transaction."""
        started = time.perf_counter()
        if outcome.task["kind"] == "screen":
            self._keep_screened(outcome)
        else:
            self._keep_examined(outcome)
        self._keep_seconds = _mean(self._keep_seconds, time.perf_counter() - started)

    def _keep_screened(self, outcome: Outcome) -> None:
        shard, result, now = outcome.task["shard"], outcome.result, self.standing
        if result is None:
            self.failures.append(f"shard {shard} set aside after {outcome.tries} tries: {outcome.error}")
            self._store.record_set_aside(self._id, shard, tries=outcome.tries, error=outcome.error or "")
            now.set_aside += 1
            return
        if "metrics" in result:
            write_metrics(self._store.path, self._id, shard, result["metrics"])
        candidates = [Candidate(**found) for found in result["candidates"]]
        new = self._store.record_screened_shard(
            self._id, shard, candidates, raw=result["raw"], seconds=result["seconds"]
        )
        now.screened += result["raw"]
        now.shards_done += 1
        now.shards_now += 1
        now.screen_seconds += result["seconds"]
        now.found_now += new
        now.pending += new

    def _keep_examined(self, outcome: Outcome) -> None:
        asked, result, now = outcome.task["formulas"], outcome.result, self.standing
        if result is None and len(asked) > 1:
            formulas, middle = [Pending(id, a, b, order, None) for id, a, b, order in asked], len(asked) // 2
            self._halves += [formulas[:middle], formulas[middle:]]
            return
        self._flying.difference_update(formula[0] for formula in asked)
        if result is None:
            result = {"rows": [], "failed": [(asked[0][0], outcome.error)], "seconds": 0.0}
        if result["rows"]:
            self._store.record_examined(result["rows"], campaign=self._id, seconds=result["seconds"])
        if result["failed"]:
            self._store.record_failed(result["failed"])
        now.pending -= len(asked)
        now.examined += len(result["rows"])
        now.failed += len(result["failed"])
        now.identified += sum(row["identity"] is not None for row in result["rows"])
        self._learn_cost(len(asked), result["seconds"])

    def _learn_cost(self, formulas: int, seconds: float) -> None:
        now = self.standing
        now.exact_seconds = _mean(now.exact_seconds, seconds / formulas)
        # Tasks of t seconds on w workers leave the driver t / w for each outcome, of which half is enough.
        target = min(max(TARGET_SECONDS, 2 * self._workers * self._keep_seconds), LONGEST_SECONDS)
        self._batch = round(min(max(target / max(now.exact_seconds, 1e-9), 1), LARGEST_BATCH))


def _mean(so_far: float, newest: float) -> float:
    """The running mean, in which newer values weigh more."""
    return so_far + NEWEST_WEIGHT * (newest - so_far) if so_far else newest
