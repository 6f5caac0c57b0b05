"""Drives one campaign: shards → screens → pending formulas → exact stage → rows, until nothing is pending.

Two kinds of task run in one bounded window of an engine. A screen task turns one shard into canonical candidates; an
exact task examines a batch of pending formulas. Each outcome is written in one transaction with its mark, so at any
moment the store says exactly what is left: a stopped or killed campaign goes on from there, and the rows do not
depend on the engine, the number of workers or the order of outcomes.

Pending formulas go first, new shards only while few of them wait. What the driver holds is therefore bounded by the
window and the batch, whatever the size of the domain.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from discovery.campaigns import Campaign
from results.campaigns import Campaign as CampaignRow
from results.campaigns import Candidate, Pending
from results.metrics import write_metrics
from results.store import Store
from search.engines import Engine, Outcome, open_engine
from search.tasks import exact_task, perform, screen_task

# Work of one exact task in seconds: long against the cost of sending it (a millisecond) and of one transaction (ten),
# short against the patience of a user who presses Ctrl-C or of a worker that dies in the middle of it.
TARGET_SECONDS = 1.0
# Formulas of the first batches, while their cost is unknown.
FIRST_BATCH = 8
# Bounds of memory and of one transaction, however fast formulas are.
LARGEST_BATCH = 500
PAGE = 1_000
# Weight of the newest batch in the running mean of seconds a formula.
NEWEST_WEIGHT = 0.2


@dataclass(slots=True)
class Standing:
    """Where a campaign stands; all counts include earlier runs, except those ending in `_now`.

    size and screened count raw formulas of the domain, the others canonical ones. `screen_seconds` is the work of this
    run's screens, `exact_seconds` the running mean of work for one examined formula.
    """

    size: int
    shards: int
    screened: int = 0
    shards_done: int = 0
    pending: int = 0
    examined: int = 0
    identified: int = 0
    workers: int = 1
    exact_seconds: float = 0.0
    screen_seconds: float = 0.0
    shards_now: int = 0
    found_now: int = 0

    def seconds_left(self) -> float | None:
        """Seconds to the end at the mean cost so far of a shard and of an examined formula; None while unknown."""
        shards_left = self.shards - self.shards_done
        if (shards_left and not self.shards_now) or ((self.pending or shards_left) and not self.exact_seconds):
            return None
        per_shard = shards_left / self.shards_now if shards_left else 0.0
        to_come = self.pending + per_shard * self.found_now
        return (per_shard * self.screen_seconds + to_come * self.exact_seconds) / self.workers


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
    if row.finished is not None:
        return Ran(row, time.monotonic() - started, nothing_to_do=True)
    with open_engine(engine, perform, workers, address) as opened:
        failures = _drive(store, campaign, row, opened, watch)
    return Ran(row, time.monotonic() - started, nothing_to_do=False, failures=tuple(failures))


def _drive(store: Store, campaign: Campaign, row: CampaignRow, engine: Engine, watch: Watch) -> list[str]:
    """Submit and keep until nothing is left; the errors of shards that could not be screened."""
    while True:
        run = _Run(store, campaign, row, engine)
        watch(run.standing)
        outcomes = 0
        while run.fill() or engine.in_flight:
            run.keep(engine.collect())
            outcomes += 1
            watch(run.standing)
        if run.failures:
            return run.failures
        # Another driver of this campaign may have left formulas pending that this one never saw.
        if not outcomes or not store.status(row.id).pending:
            store.finish_campaign(row.id)
            return []


class _Run:
    """One pass over what a campaign has left: what to submit next, and where outcomes go."""

    def __init__(self, store: Store, campaign: Campaign, row: CampaignRow, engine: Engine) -> None:
        self._store = store
        self._campaign = campaign
        self._domain = campaign.make_domain().as_dict()
        self._id = row.id
        self._engine = engine
        self._shards: Iterator[int] = store.pending_shards(row.id)
        self._page: deque[Pending] = deque()
        self._page_end = 0
        self._flying: set[int] = set()  # ids of formulas handed out and not yet kept
        self._alone: list[Pending] = []  # formulas of batches that failed as a whole: each is tried alone
        self._batch = FIRST_BATCH
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
        )

    def fill(self) -> bool:
        """Submit tasks while the window has room; whether any was submitted."""
        submitted = False
        while self._engine.has_room and (task := self._next_task()) is not None:
            self._engine.submit(task)
            submitted = True
        return submitted

    def _next_task(self) -> dict[str, Any] | None:
        if self._alone:
            return self._exact_task([self._alone.pop()])
        waiting = self.standing.pending - len(self._flying)
        if waiting < self._batch and (shard := next(self._shards, None)) is not None:
            return screen_task(self._domain, shard, self._campaign.keep, metrics=self._campaign.metrics == "all")
        if waiting <= 0:
            return None
        formulas = self._take(min(self._batch, -(-waiting // self._engine.workers)))
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
        if outcome.task["kind"] == "screen":
            self._keep_screened(outcome)
        else:
            self._keep_examined(outcome)

    def _keep_screened(self, outcome: Outcome) -> None:
        shard, result, now = outcome.task["shard"], outcome.result, self.standing
        if result is None:
            self.failures.append(f"shard {shard}: {outcome.error}")
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
            self._alone += [Pending(id, a, b, order, None) for id, a, b, order in asked]
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
        now.identified += sum(row["identity"] is not None for row in result["rows"])
        self._learn_cost(len(asked), result["seconds"])

    def _learn_cost(self, formulas: int, seconds: float) -> None:
        newest, now = seconds / formulas, self.standing
        now.exact_seconds += NEWEST_WEIGHT * (newest - now.exact_seconds) if now.exact_seconds else newest
        self._batch = round(min(max(TARGET_SECONDS / max(now.exact_seconds, 1e-9), 1), LARGEST_BATCH))
