"""The scheduler over an engine: which tasks are tried again, run twice, or set aside; how many are out at once.

Workers and nodes die, tasks raise, and some hosts are slow. A task whose worker died is *lost* and goes out again, as
it may have had no part in it; one that raised goes out again a few times only, since tasks are pure functions and the
same error is likely. After these tries its outcome is the last error, and the caller sets it aside. A *straggler*, far
older than tasks of its kind usually get, is sent out a second time; the first answer counts and the other copy is
dropped, which changes no result, as both are the same (backup tasks: Dean and Ghemawat, MapReduce, OSDI 2004).

At most `engine.window` distinct tasks are out; copies of stragglers come on top, two for each at most. Nothing here
knows where tasks run or what time it is: the same code drives a laptop, a cluster and the simulation of one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from search.engines.base import WAIT_SECONDS, Engine, Outcome, Task

# Runs of a task that raises: an error of the host (no memory, no disk) may be gone, one of the task is not.
TRIES = 3
# Runs of a task whose worker dies: with one run in a hundred lost, one task in 10¹² is set aside without a fault.
LOST_TRIES = 6
# A straggler has been out this many times as long as the median of the recent tasks of its kind (a larger quantile
# would be that of the slow hosts, if there are many) …
STRAGGLER_FACTOR = 10.0
# … and at least so many seconds: below it, a second run costs more than it can gain.
STRAGGLER_SECONDS = 20.0
# Before so many tasks of a kind are back nothing is usual, and only this age in seconds is too much.
FEW, FIRST_STRAGGLER_SECONDS = 10, 120.0
# Copies of a task at once: the second may meet a slow host or a hung worker as well, or be lost.
MOST_COPIES = 3
RECENT = 100  # turn-around times kept of each kind
CHECK_SECONDS = 1.0  # between two looks for stragglers


@dataclass(slots=True)
class Troubles:
    """What went wrong so far: runs that raised, runs lost with their worker, copies of stragglers sent out."""

    raised: int = 0
    lost: int = 0
    stragglers: int = 0


@dataclass(slots=True)
class _Flight:
    task: Task
    tries: int
    since: float
    copies: int = 1
    raised: int = 0
    lost: int = 0
    latest: float = 0.0  # when its last copy went out


@dataclass(slots=True)
class Scheduler:
    """Submits to `engine` and hands back one outcome for each task, whatever happens on the way.

    clock: seconds, ever increasing. The outcome of a task that was given up carries its last error and `tries`.

    >>> from search.engines.inline import InlineEngine
    >>> scheduler = Scheduler(InlineEngine(lambda task: {"inverse": 1 / task["n"]}))
    >>> for outcome in scheduler.outcomes([{"n": 4}, {"n": 0}]):
    ...     print(outcome.result, outcome.error, outcome.tries)
    {'inverse': 0.25} None 1
    None ZeroDivisionError: division by zero 3
    """

    engine: Engine
    clock: Callable[[], float] = time.monotonic
    troubles: Troubles = field(default_factory=Troubles)
    _flights: dict[int, _Flight] = field(default_factory=dict)
    _turnarounds: dict[str, deque[float]] = field(default_factory=dict)
    _checked: float = 0.0

    @property
    def in_flight(self) -> int:
        """Number of distinct tasks submitted and not yet handed back."""
        return len(self._flights)

    @property
    def has_room(self) -> bool:
        """Whether another task may be submitted now."""
        return self.in_flight < self.engine.window

    def submit(self, task: Task, tries: int = TRIES) -> None:
        """Hand over one task, to be run at most `tries` times if it raises or, with one try, if its worker dies.

        A task is known by being this object, so equal tasks are submitted as objects of their own.
        """
        self._flights[id(task)] = _Flight(task, tries, self.clock(), latest=self.clock())
        self.engine.repeat(task)  # copies of stragglers stand beside the window, which is that of distinct tasks

    def poll(self, seconds: float) -> Outcome | None:
        """The next outcome that is final, or None after about `seconds`, or when something is tried again."""
        outcome = self.engine.poll(seconds)
        final = None if outcome is None else self._settled(outcome)
        self._repeat_stragglers()
        return final

    def outcomes(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes of all `tasks`, as they finish; `tasks` is read lazily, never more than the window ahead."""
        waiting = iter(tasks)
        exhausted = False
        while True:
            while not exhausted and self.has_room:
                if (task := next(waiting, None)) is None:
                    exhausted = True
                else:
                    self.submit(task)
            if not self.in_flight:
                return
            if (outcome := self.poll(WAIT_SECONDS)) is not None:
                yield outcome

    def _settled(self, outcome: Outcome) -> Outcome | None:
        """The outcome, unless its task goes out again or another copy of it is still running."""
        flight = self._flights[id(outcome.task)]
        flight.copies -= 1
        if outcome.failed:
            if outcome.lost:
                flight.lost += 1
                self.troubles.lost += 1
            else:
                flight.raised += 1
                self.troubles.raised += 1
            given_up = flight.raised >= flight.tries or flight.lost >= (LOST_TRIES if flight.tries > 1 else 1)
            if not given_up:
                if not flight.copies:
                    flight.copies, flight.since, flight.latest = 1, self.clock(), self.clock()
                    self.engine.repeat(flight.task)
                return None
        else:
            recent = self._turnarounds.setdefault(_kind(flight.task), deque(maxlen=RECENT))
            recent.append(self.clock() - flight.since)
        if flight.copies:
            self.engine.drop(flight.task)
        del self._flights[id(outcome.task)]
        tries = flight.raised + flight.lost + (not outcome.failed)
        return Outcome(outcome.task, outcome.result, outcome.error, outcome.lost, tries)

    def _repeat_stragglers(self) -> None:
        now = self.clock()
        if now - self._checked < CHECK_SECONDS:
            return
        self._checked = now
        limits: dict[str, float] = {}
        for flight in self._flights.values():
            kind = _kind(flight.task)
            if kind not in limits:
                limits[kind] = self._patience(kind)
            if flight.copies < MOST_COPIES and now - flight.latest > limits[kind]:
                flight.latest = now
                flight.copies += 1
                self.troubles.stragglers += 1
                self.engine.repeat(flight.task)

    def _patience(self, kind: str) -> float:
        """Seconds after which a task of this kind is a straggler."""
        recent = sorted(self._turnarounds.get(kind, ()))
        if len(recent) < FEW:
            return FIRST_STRAGGLER_SECONDS
        return max(STRAGGLER_SECONDS, STRAGGLER_FACTOR * recent[len(recent) // 2])


def _kind(task: Task) -> str:
    return str(task.get("kind", ""))
