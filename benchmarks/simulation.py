"""A cluster that only exists on paper: the real scheduler over simulated workers, in simulated seconds.

Tasks take log-normal times around their mean, or times that were measured; some workers are slow, now and then one
dies with what it was doing, and every outcome costs the driver the time of one transaction. Thousands of workers for
hours are simulated in seconds.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from search.engines.base import SPARE_TASKS, Engine, Outcome
from search.engines.scheduler import Scheduler


@dataclass(frozen=True)
class Conditions:
    """Of a cluster: spread is the standard deviation of the logarithm of a task's time; slow workers take
    `slowness` times as long; a run is lost with probability `loss`; a hung one would take `hang` seconds."""

    spread: float = 0.5
    slow_share: float = 0.02
    slowness: float = 10.0
    loss: float = 0.01
    hang_share: float = 0.0001
    hang: float = 1e6


class SimulatedCluster(Engine):
    """Workers, a queue and a clock; `work` is the mean time of a task in seconds, or the times it may take."""

    def __init__(self, workers: int, work: float | Sequence[float], conditions: Conditions, seed: int = 1) -> None:
        self.workers = workers
        self.window = workers + SPARE_TASKS
        self.now = 0.0
        self.busy = 0.0  # worker seconds spent
        self._work, self._conditions, self._random = work, conditions, random.Random(seed)
        slow = round(workers * conditions.slow_share)
        self._free = [conditions.slowness] * slow + [1.0] * (workers - slow)
        self._random.shuffle(self._free)
        self._queue: deque[Mapping[str, Any]] = deque()
        self._running: list[tuple[float, int, float, float, Mapping[str, Any], bool]] = []
        self._ready: deque[Outcome] = deque()
        self._number = count()

    @property
    def in_flight(self) -> int:
        return len(self._queue) + len(self._running) + len(self._ready)

    def submit(self, task: Mapping[str, Any]) -> None:
        self.repeat(task)

    def repeat(self, task: Mapping[str, Any]) -> None:
        self._advance(self.now)
        self._queue.append(task)
        self._begin(self.now)

    def drop(self, task: Mapping[str, Any]) -> None:
        self._queue = deque(waiting for waiting in self._queue if waiting is not task)
        self._ready = deque(outcome for outcome in self._ready if outcome.task is not task)
        for run in [run for run in self._running if run[4] is task]:
            self._running.remove(run)
            self._free.append(run[2])
            self.busy += self.now - run[3]
        heapq.heapify(self._running)

    def poll(self, seconds: float) -> Outcome | None:
        self._advance(self.now)
        if not self._ready:
            end = min(self._running[0][0] if self._running else math.inf, self.now + seconds)
            self.now = end
            self._advance(end)
        return self._ready.popleft() if self._ready else None

    def _begin(self, at: float) -> None:
        """Hand waiting tasks to free workers."""
        rules = self._conditions
        while self._queue and self._free:
            slowness, task = self._free.pop(), self._queue.popleft()
            seconds = slowness * self._task_seconds()
            lost = self._random.random() < rules.loss
            if lost:
                seconds *= self._random.random()
            elif self._random.random() < rules.hang_share:
                seconds = rules.hang
            heapq.heappush(self._running, (at + seconds, next(self._number), slowness, at, task, lost))

    def _task_seconds(self) -> float:
        if isinstance(self._work, Sequence):
            return self._random.choice(self._work)
        spread = self._conditions.spread
        return self._work * self._random.lognormvariate(-(spread**2) / 2, spread)

    def _advance(self, to: float) -> None:
        """Let the workers go on until the moment `to`; what ends waits for the driver."""
        while self._running and self._running[0][0] <= to:
            end, _, slowness, start, task, lost = heapq.heappop(self._running)
            self.busy += end - start
            self._ready.append(Outcome(task, error="worker died", lost=True) if lost else Outcome(task, {}))
            self._free.append(slowness)
            self._begin(end)


@dataclass(frozen=True)
class Simulated:
    """What came of a simulated campaign: times in seconds, shares of 1."""

    seconds: float
    driver_busy: float
    workers_busy: float
    lost: int
    stragglers: int
    set_aside: int
    done: int


def simulate(
    workers: int, tasks: int, work: float | Sequence[float], write: float, conditions: Conditions, seed: int = 1
) -> Simulated:
    """Run `tasks` tasks; every outcome costs the driver `write` seconds.

    work: the mean seconds of a task, or measured ones, of which each run draws one.

    >>> simulate(10, 200, 1.0, 0.0, Conditions(0, 0, 1, 0, 0)).seconds
    20.0
    >>> simulate(10, 200, [1.0, 1.0], 0.0, Conditions(0, 0, 1, 0, 0)).seconds
    20.0
    """
    cluster = SimulatedCluster(workers, work, conditions, seed)
    scheduler = Scheduler(cluster, clock=lambda: cluster.now)

    def all_tasks() -> Iterator[dict[str, Any]]:
        for number in range(tasks):
            yield {"kind": "exact", "n": number}

    done = set_aside = 0
    for outcome in scheduler.outcomes(all_tasks()):
        cluster.now += write
        done += 1
        set_aside += outcome.failed
    return Simulated(
        seconds=cluster.now,
        driver_busy=done * write / cluster.now,
        workers_busy=cluster.busy / (workers * cluster.now),
        lost=scheduler.troubles.lost,
        stragglers=scheduler.troubles.stragglers,
        set_aside=set_aside,
        done=done,
    )
