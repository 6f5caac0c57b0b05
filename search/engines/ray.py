"""The engine on Ray: worker processes of this machine, started on demand, or the nodes of a running cluster.

Every run of a task first says that it has begun. Where workers idle, tasks wait and nothing begins for a while, a
worker has died as it was started, which Ray misses for a minute: what waits is taken back and sent out again. That
costs nothing where it was only slow, since the workers that are on their way serve the new requests.

Workers compute in one thread each, since the tasks themselves fill the processors. On a cluster every run of a task
first compares the sources of its worker with those of this process: results must not depend on where a task runs.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from analysis.errors import InputError
from search.engines.base import SPARE_TASKS, Engine, Outcome, Result, Task, Work, one_line
from search.engines.ray_session import Session
from search.version import fingerprint

# Idle workers, waiting tasks and no event for so long: the tasks are sent out again. A worker starts in two seconds.
# The time doubles up to the longest while nothing begins, for a cluster may be slow, small or busy with others.
QUIET_SECONDS, LONGEST_QUIET_SECONDS = 5.0, 60.0


@dataclass(slots=True)
class _Run:
    task: Task
    begun: bool = False


class RayEngine(Engine):
    """Runs `work` in Ray worker processes.

    workers: number of processes of a local Ray (None: as many as this machine has processors); with `address`,
        the number of tasks that run at once (None: as many as the cluster has processors).
    address: "host:port" of a running cluster, whose nodes have this package installed.
    Raises InputError from `start` when no cluster answers at `address`, EngineLostError from `poll` when it has died.

    A Ray session that this process has opened before is used as it is, and left open.
    """

    def __init__(self, work: Work, workers: int | None = None, address: str | None = None) -> None:
        self._work = work
        self._address = address
        self._asked_workers = workers
        self.workers = workers or os.cpu_count() or 1
        self.window = self.workers + SPARE_TASKS
        self._session = Session(address)
        self._flying: dict[Any, _Run] = {}
        self._begun = 0  # how many of them have begun
        self._ready: deque[Any] = deque()  # of those in flight, the ones that have something to say
        self._patience, self._quiet_since = QUIET_SECONDS, 0.0
        self._ray: Any = None
        self._remote: Any = None

    @property
    def in_flight(self) -> int:
        return len(self._flying)

    def start(self) -> None:
        self._ray = ray = self._session.open(self.workers)
        if self._address is not None and self._asked_workers is None:
            self.workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.window = self.workers + SPARE_TASKS
        # Whatever dies is run again by the scheduler, which counts; Ray itself repeats nothing. Tasks are spread over
        # the nodes, so that those taken back from a node that starts no worker do not all go there again.
        checked = _checked(self._work, None if self._address is None else fingerprint())
        self._remote = ray.remote(num_cpus=1, max_retries=0, num_returns="streaming", scheduling_strategy="SPREAD")(
            checked
        )

    def submit(self, task: Task) -> None:
        self._check_room()
        self.repeat(task)

    def repeat(self, task: Task) -> None:
        if len(self._flying) == self._begun:  # nothing waits so far
            self._quiet_since = time.monotonic()
        self._flying[self._remote.remote(task)] = _Run(task)

    def poll(self, seconds: float) -> Outcome | None:
        self._check_flight()
        end = time.monotonic() + seconds
        while True:
            self._session.look()
            if not self._ready and not self._wait(max(end - time.monotonic(), 0.0)):
                self._send_again_what_waits()
                return None
            self._quiet_since = time.monotonic()
            outcome = self._heard(self._ready.popleft())
            if outcome is not None:
                return outcome

    def _wait(self, seconds: float) -> bool:
        """Whether anything in flight has something to say within `seconds`."""
        flying = list(self._flying)
        if not self._ray.wait(flying, num_returns=1, timeout=seconds)[0]:
            return False
        self._ready.extend(self._ray.wait(flying, num_returns=len(flying), timeout=0)[0])
        return True

    def _heard(self, stream: Any) -> Outcome | None:
        """The outcome of a run that has ended, None of one that says it has begun."""
        run = self._flying[stream]
        errors = self._ray.exceptions
        try:
            said = self._ray.get(next(stream))
            if said is None:
                run.begun = True
                self._begun += 1
                self._patience = QUIET_SECONDS
                return None
            refusal, result = said
        except errors.RayTaskError as error:
            outcome = Outcome(run.task, error=one_line(error.cause if error.cause is not None else error))
        except errors.RayError as error:
            outcome = Outcome(run.task, error=one_line(error), lost=True)
        else:
            if refusal is not None:
                raise InputError(refusal, f"sources {fingerprint()}, as here", "install the same on all nodes")
            outcome = Outcome(run.task, result)
        self._forget(stream)
        return outcome

    def _forget(self, stream: Any) -> None:
        self._begun -= self._flying.pop(stream).begun

    def _send_again_what_waits(self) -> None:
        """Take back all that should have begun: once nothing waits, Ray drops its requests for workers."""
        now = time.monotonic()
        if self._begun >= min(self.workers, len(self._flying)) or now - self._quiet_since < self._patience:
            return
        self._quiet_since, self._patience = now, min(2 * self._patience, LONGEST_QUIET_SECONDS)
        waiting = [(stream, run.task) for stream, run in self._flying.items() if not run.begun]
        for stream, _ in waiting:
            self._forget(stream)
            self._ray.cancel(stream, force=True)
        for _, task in waiting:
            self._flying[self._remote.remote(task)] = _Run(task)

    def drop(self, task: Task) -> None:
        for stream in [stream for stream, run in self._flying.items() if run.task is task]:
            self._forget(stream)
            if stream in self._ready:
                self._ready.remove(stream)
            self._ray.cancel(stream, force=True)  # the worker may hang, and must be free again

    def stop(self) -> None:
        self._flying.clear()
        self._ready.clear()
        self._begun = 0
        self._remote = None
        self._session.close()


def _checked(work: Work, expected: str | None) -> Callable[[Task], Iterator[tuple[str | None, Result | None] | None]]:
    """`work`, run only where the sources are the `expected` ones: None at once, then (why not, None) or (None, result).

    Without an expectation (workers of this machine) nothing is compared. Else the function, being nested, travels
    whole, so that a worker of any version can run it, and looks `work` up where it is.
    """
    if expected is None:

        def here(task: Task) -> Iterator[tuple[str | None, Result | None] | None]:
            yield None
            yield None, work(task)

        return here
    module, name = work.__module__, work.__qualname__

    def run(task: Task) -> Iterator[tuple[str | None, Result | None] | None]:
        import importlib
        import socket

        yield None
        try:
            found = importlib.import_module("search.version").fingerprint()
        except ImportError:
            found = "none"
        if found != expected:
            yield f"the worker on {socket.gethostname()} runs another version of this package (sources {found})", None
        else:
            yield None, getattr(importlib.import_module(module), name)(task)

    return run
