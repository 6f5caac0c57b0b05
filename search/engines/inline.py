"""The engine of this process: a task runs when its outcome is asked for. No start-up, no second process."""

from __future__ import annotations

from collections import deque

from search.engines.base import Engine, Outcome, Task, Work, one_line


class InlineEngine(Engine):
    """Runs `work` in this process, one task at a time, in the order of submission.

    >>> with InlineEngine(lambda task: {"square": task["n"] ** 2}) as engine:
    ...     engine.submit({"n": 3})
    ...     engine.collect().result
    {'square': 9}
    """

    def __init__(self, work: Work) -> None:
        self.workers = 1
        self.window = 1
        self._work = work
        self._waiting: deque[Task] = deque()

    @property
    def in_flight(self) -> int:
        return len(self._waiting)

    def submit(self, task: Task) -> None:
        self._check_room()
        self._waiting.append(task)

    def poll(self, seconds: float) -> Outcome:
        self._check_flight()
        task = self._waiting.popleft()
        try:
            return Outcome(task, result=self._work(task))
        except Exception as error:
            return Outcome(task, error=one_line(error))

    def stop(self) -> None:
        self._waiting.clear()
