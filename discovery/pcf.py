"""A campaign of PCFs as the driver sees it: screens → pending formulas → exact stage → rows.

A task of shards turns them into canonical candidates, which are pending; an exact task examines a batch of those.
Pending formulas go first, new shards only while few of them wait, so both stages go on side by side and what waits
stays bounded. A batch that fails is cut in halves, until the one formula at fault is alone: it is set aside for good.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from analysis.formulas.pcf import PCF
from analysis.values.family_keys import rough_key
from discovery.driver import Pass, mean
from results.campaigns import Campaign as CampaignRow
from results.campaigns import Candidate, Pending
from results.metrics import write_metrics
from results.store import Store
from search.engines import Engine, Outcome
from search.engines.base import Result, Shard, Task

# Formulas of the first batches, while their cost is unknown.
FIRST_BATCH = 8
# Bounds of memory and of one transaction, however fast formulas are.
LARGEST_BATCH = 500
PAGE = 10_000


class PcfPass(Pass):
    """One pass over what a campaign of PCFs has left; `screen` and `exact` make the tasks of shards and of formulas."""

    def __init__(
        self, store: Store, row: CampaignRow, engine: Engine, screen: Callable[..., Task], exact: Callable[..., Task]
    ) -> None:
        super().__init__(store, row, engine)
        self._screen, self._exact = screen, exact
        self._page: deque[Pending] = deque()
        self._page_end = 0
        self._flying: set[int] = set()  # ids of formulas handed out and not yet kept
        self._batches: list[list[Pending]] = []  # halves of batches that failed as a whole
        self._batch = FIRST_BATCH
        self._cold = engine.workers  # batches still to come back that are some worker's first, and load what it needs

    def next_task(self) -> Task | None:
        if self._batches:
            return self._exact_task(self._batches.pop())
        waiting = self.standing.pending - len(self._flying)
        if waiting < self._batch and (task := self.next_shards()) is not None:
            return task
        if waiting <= 0:
            return None
        formulas = self._take(min(self._batch, -(-waiting // self.workers)))
        return self._exact_task(formulas) if formulas else None

    def shards_task(self, shards: Sequence[int]) -> Task:
        return self._screen(shards)

    def _exact_task(self, formulas: list[Pending]) -> Task:
        return self._exact([(formula.id, formula.a, formula.b, formula.reduction_order) for formula in formulas])

    def _take(self, count: int) -> list[Pending]:
        """The next pending formulas that are not in flight, by pages of ascending id, from the start after the last.

        A page is sorted so that formulas of a family, which share much of the work, come to one worker.
        """
        taken: list[Pending] = []
        turned = False
        while len(taken) < count:
            if self._page:
                taken.append(self._page.popleft())
                self._flying.add(taken[-1].id)
            elif found := self.store.pending_formulas(self.id, limit=PAGE, after=self._page_end):
                self._page_end = found[-1].id
                self._page.extend(sorted((one for one in found if one.id not in self._flying), key=_family_first))
            elif turned or not self._page_end:
                break
            else:
                self._page_end, turned = 0, True
        return taken

    def keep_shard(self, found: Shard) -> int:
        if "metrics" in found:
            write_metrics(self.store.path, self.id, found["shard"], found["metrics"])
        candidates = [Candidate(**candidate) for candidate in found["candidates"]]
        new = self.store.record_screened_shard(
            self.id, found["shard"], candidates, raw=found["raw"], seconds=found["seconds"]
        )
        self.standing.found_now += new
        self.standing.pending += new
        return len(candidates)

    def keep_other(self, outcome: Outcome) -> None:
        asked, result, now = outcome.task["formulas"], outcome.result, self.standing
        if result is None and len(asked) > 1:
            formulas, middle = [Pending(id, a, b, order, None) for id, a, b, order in asked], len(asked) // 2
            self._batches += [formulas[:middle], formulas[middle:]]
            return
        self._flying.difference_update(formula[0] for formula in asked)
        if result is None:
            result = Result(rows=[], failed=[[asked[0][0], outcome.error or ""]], seconds=0.0)
        found = result["rows"]
        if found:
            self.store.record_written(found, campaign=self.id, seconds=result["seconds"])
        if result["failed"]:
            self.store.record_failed((id, error) for id, error in result["failed"])
        now.pending -= len(asked)
        late = sum(one["late"] is not None for one in found)
        now.examined += len(found) - late
        now.failed += len(result["failed"]) + late
        now.identified += sum(one["identified"] for one in found)
        if self._cold > 0:
            self._cold -= 1
            return
        now.exact_seconds = mean(now.exact_seconds, result["seconds"] / len(asked))
        self._batch = round(min(max(self.target_seconds() / max(now.exact_seconds, 1e-9), 1), LARGEST_BATCH))


def _family_first(formula: Pending) -> tuple[int, ...]:
    return rough_key(PCF.parse(formula.a, formula.b))
