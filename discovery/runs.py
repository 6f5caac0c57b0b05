"""One run of a campaign: the hold on it, where it stands, what the store is told while it lasts and when it ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from analysis.errors import InputError
from results.campaigns import Campaign
from results.locks import holding
from results.store import Store
from search.engines.scheduler import Scheduler

# Between two reports: a few milliseconds of writing each.
REPORT_SECONDS = 2.0
# The rate told is that of about the last so many seconds.
RATE_SECONDS = 30.0


@dataclass(slots=True)
class Standing:
    """Where a campaign stands; all counts include earlier runs, except those ending in `_now`.

    size and screened count raw formulas of the domain, set_aside shards, the others canonical ones. `screen_seconds` is
    the work of this run's screens, `exact_seconds` the running mean of work for one examined formula.
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
    failed: int = 0
    set_aside: int = 0

    def seconds_left(self) -> float | None:
        """Seconds to the end at the mean cost so far of a shard and of an examined formula; None while unknown."""
        shards_left = self.shards - self.shards_done
        if (shards_left and not self.shards_now) or ((self.pending or self.found_now) and not self.exact_seconds):
            return None
        per_shard = shards_left / self.shards_now if shards_left else 0.0
        to_come = self.pending + per_shard * self.found_now
        return (per_shard * self.screen_seconds + to_come * self.exact_seconds) / self.workers


@dataclass(slots=True)
class Run:
    """A run that has begun; `standing` is kept current by whoever drives it."""

    store: Store
    id: int
    standing: Standing
    last: dict[str, Any] = field(default_factory=dict)
    _reported: float = 0.0
    _marks: list[tuple[float, int, int]] = field(default_factory=list)  # time, raw formulas screened, formulas examined

    def report(self, scheduler: Scheduler) -> None:
        """Tell the store how it goes, unless that was done a moment ago."""
        now = time.monotonic()
        if now - self._reported < REPORT_SECONDS and self._marks:
            return
        self._reported = now
        self._marks.append((now, self.standing.screened, self.standing.examined))
        while len(self._marks) > 2 and now - self._marks[1][0] > RATE_SECONDS:
            self._marks.pop(0)
        self.last = self._figures(scheduler)
        self.store.report_run(self.id, self.last)

    def ended(self) -> dict[str, Any]:
        """The last report with the counts as they are now; nothing where there was none."""
        return self.last and self.last | self._counts()

    def _counts(self) -> dict[str, Any]:
        return {
            "set_aside": self.standing.set_aside,
            "failed": self.standing.failed,
            "examined": self.standing.examined,
            "identified": self.standing.identified,
        }

    def _figures(self, scheduler: Scheduler) -> dict[str, Any]:
        (since, screened, examined), (now, screened_now, examined_now) = self._marks[0], self._marks[-1]
        elapsed = max(now - since, 1e-9)
        left = self.standing.seconds_left()
        return {
            "workers": scheduler.engine.workers,
            "in_flight": scheduler.in_flight,
            "screened_per_second": round((screened_now - screened) / elapsed, 1),
            "examined_per_second": round((examined_now - examined) / elapsed, 2),
            "seconds_left": None if left is None else round(left, 1),
            "raised": scheduler.troubles.raised,
            "lost": scheduler.troubles.lost,
            "stragglers": scheduler.troubles.stragglers,
            **self._counts(),
        }


@contextmanager
def open_run(store: Store, campaign: Campaign, engine: str) -> Iterator[Run | None]:
    """Hold a campaign and begin a run of it; None where it is finished. What ends the run is kept as its outcome.

    Raises InHandError when another process runs this campaign.
    """
    with holding(store.path, campaign.id):
        if store.campaign(campaign.id).finished is not None:
            yield None
            return
        run = Run(store, store.begin_run(campaign.id, engine), Standing(campaign.size, campaign.shards))
        outcome = "finished"
        try:
            yield run
            if store.campaign(campaign.id).finished is None:
                outcome = "shards set aside"
        except BaseException as error:
            outcome = "stopped" if isinstance(error, KeyboardInterrupt) else " ".join(str(error).split())
            raise
        finally:
            with suppress(InputError):  # the error that ended the run, such as a full disk, is the one to be told
                store.report_run(run.id, run.ended(), outcome)
