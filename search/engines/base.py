"""What an engine is: a bounded set of tasks in flight, whose outcomes come back as they finish.

A task is a plain JSON-able dict and the work is one pure function from such a dict to another, so an engine
decides only where and when a task runs, never what comes out of it. Each run of a task ends in one outcome; what
happens after a failure is for the scheduler. The caller pulls:

    while there are tasks or `engine.in_flight`:
        submit while `engine.has_room`; then `poll` for one outcome and keep it

Nothing new is submitted while the caller is busy with an outcome, so a slow store holds the whole campaign
back instead of filling the memory (back-pressure), and at most `window` tasks and outcomes exist at any
moment.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypedDict

from analysis.errors import InputError

# A wait is cut into slices so that Ctrl-C is seen at once.
WAIT_SECONDS = 0.5
# Tasks waiting beside the running ones: enough that no worker idles while the driver writes an outcome.
SPARE_TASKS = 2
# Of workers: Ray's own 15 leaves one next to nothing of a processor that others use; this lets the driver go first.
NICENESS = 5
# The environment of workers, which compute in one thread each.
SINGLE_THREADED = {
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

Formula = list[Any]  # number in the store, a, b, and the reduction order where it is known


class Task(TypedDict, total=False):
    """What is to be done, as plain values: shards of a described domain, or formulas."""

    kind: str
    shards: list[int]
    domain: dict[str, Any]
    keep: str
    metrics: bool
    asked: dict[str, Any]
    formulas: list[Formula]
    digits: int
    constants: list[str]
    own_constants: list[dict[str, Any]]
    seconds: float | None


class Shard(TypedDict, total=False):
    """What came of one shard: candidates, or rows that are examined already."""

    shard: int
    raw: int
    seconds: float
    candidates: list[dict[str, Any]]
    metrics: str
    rows: list[dict[str, Any]]
    pcfs: list[dict[str, Any]]


class Result(TypedDict, total=False):
    """What came of a task: its shards, or rows and the formulas that failed with an error each."""

    seconds: float
    shards: list[Shard]
    rows: list[dict[str, Any]]
    failed: list[list[Any]]  # the number of a formula in the store, and what went wrong


Work = Callable[[Task], Result]


class EngineLostError(InputError):
    """What runs the tasks has died as a whole; the rest of this process should end without asking it anything."""

    ends_the_process = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished task: its `result`, or the one-line `error` that stopped it.

    task: the very object that was submitted; lost: the error came from the death of the worker or its node, not out of
    the task; tries: how often the task was run.

    >>> Outcome({"kind": "screen"}, {"candidates": []}).failed
    False
    """

    task: Task
    result: Result | None = None
    error: str | None = None
    lost: bool = False
    tries: int = 1

    @property
    def failed(self) -> bool:
        """Whether the task raised, or its worker died."""
        return self.error is not None


class Engine(ABC):
    """Runs one pure function over submitted tasks; use it as a context manager, which starts and stops it.

    `workers` is the number of tasks that run at once, `window` the largest number in flight (running or
    waiting).
    """

    workers: int
    window: int

    @property
    @abstractmethod
    def in_flight(self) -> int:
        """Number of tasks submitted and not yet collected."""

    @property
    def has_room(self) -> bool:
        """Whether another task may be submitted now."""
        return self.in_flight < self.window

    @abstractmethod
    def submit(self, task: Task) -> None:
        """Hand over one task. Raises RuntimeError when the window is full."""

    @abstractmethod
    def poll(self, seconds: float) -> Outcome | None:
        """The next finished task, in any order, or None when none ends within `seconds`.

        Raises RuntimeError when nothing is in flight, InputError when a worker cannot be used, EngineLostError when all
        workers are lost for good.
        """

    def collect(self) -> Outcome:
        """Wait for the next finished task, in any order. Raises as `poll`."""
        while (outcome := self.poll(WAIT_SECONDS)) is None:
            pass
        return outcome

    def _check_room(self) -> None:
        if not self.has_room:
            raise RuntimeError("the window is full: collect an outcome first")

    def _check_flight(self) -> None:
        if not self.in_flight:
            raise RuntimeError("nothing is in flight: submit a task first")

    def repeat(self, task: Task) -> None:
        """Run one more copy of a task that was submitted before, beside the window."""
        self.submit(task)

    def drop(self, task: Task) -> None:
        """Forget all copies of a task that are still in flight."""

    def start(self) -> None:
        """Make the workers ready."""

    def stop(self) -> None:
        """Drop what is in flight and free the workers; harmless when called twice."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


def one_line(error: BaseException) -> str:
    """The error as one line of text, with its type: what a store keeps of a failed task.

    >>> one_line(ValueError("no such domain\\n  at all"))
    'ValueError: no such domain at all'
    """
    return " ".join(f"{type(error).__name__}: {error}".split())
