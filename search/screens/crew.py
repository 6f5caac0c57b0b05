"""Threads that share a kernel's range, or a list of tasks; kernels release the interpreter lock: these run at once."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LEAST_PART = 256  # items of a range; handing less to a thread costs more than it saves


class Crew:
    """Some threads, started on first use; a context manager that ends them.

    >>> done = []
    >>> with Crew(2) as crew:
    ...     crew.share(lambda first, last, to: to.append((first, last)), 1000, done)
    >>> sorted(done)
    [(0, 500), (500, 1000)]
    """

    def __init__(self, threads: int | None = None) -> None:
        """threads: None for every processor this process may use."""
        self.threads = threads or len(os.sched_getaffinity(0))
        self._pool: ThreadPoolExecutor | None = None

    def share(self, kernel: Callable[..., None], total: int, *arguments: Any) -> None:
        """Run kernel(first, last, *arguments) over a partition of 0 … total, and wait."""
        parts = min(self.threads, max(1, total // LEAST_PART))
        if parts == 1:
            kernel(0, total, *arguments)
            return
        bounds = [total * part // parts for part in range(parts + 1)]
        parts_done = [self._started().submit(kernel, *part, *arguments) for part in pairwise(bounds)]
        for part_done in parts_done:
            part_done.result()

    def each(self, task: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """The results of the task for the items, in their order; the task must not use the crew itself.

        >>> with Crew(2) as crew:
        ...     crew.each(abs, [-3, 1])
        [3, 1]
        """
        if self.threads == 1 or len(items) == 1:
            return [task(item) for item in items]
        return list(self._started().map(task, items))

    def _started(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads)
        return self._pool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()
