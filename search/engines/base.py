"""What an engine is: a bounded set of tasks in flight, whose outcomes come back as they finish.

A task is a plain JSON-able dict and the work is one pure function from such a dict to another, so an engine
decides only where and when a task runs, never what comes out of it. The caller pulls:

    while (task := next_task()) or engine.in_flight:
        submit while `engine.has_room`; then `collect()` one outcome and keep it

Nothing new is submitted while the caller is busy with an outcome, so a slow store holds the whole campaign
back instead of filling the memory (back-pressure), and at most `window` tasks and outcomes exist at any
moment.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

Work = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished task: its `result`, or the one-line `error` that stopped it.

    >>> Outcome({"kind": "screen"}, {"candidates": []}).failed
    False
    """

    task: Mapping[str, Any]
    result: dict[str, Any] | None = None
    error: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the task raised, or its worker died more often than it is retried."""
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
    def submit(self, task: Mapping[str, Any]) -> None:
        """Hand over one task. Raises RuntimeError when the window is full."""

    @abstractmethod
    def collect(self) -> Outcome:
        """Wait for the next finished task, in any order. Raises RuntimeError when nothing is in flight."""

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

    def outcomes(self, tasks: Iterable[Mapping[str, Any]]) -> Iterator[Outcome]:
        """Outcomes of all `tasks`, as they finish; `tasks` is read lazily, never more than `window` ahead."""
        waiting = iter(tasks)
        exhausted = False
        while True:
            while not exhausted and self.has_room:
                task = next(waiting, None)
                if task is None:
                    exhausted = True
                else:
                    self.submit(task)
            if not self.in_flight:
                return
            yield self.collect()


def one_line(error: BaseException) -> str:
    """The error as one line of text, with its type: what a store keeps of a failed task.

    >>> one_line(ValueError("no such domain\\n  at all"))
    'ValueError: no such domain at all'
    """
    return " ".join(f"{type(error).__name__}: {error}".split())
