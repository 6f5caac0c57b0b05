"""Threads that share a kernel's range; the kernels release the interpreter lock, so these really run at once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Self

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
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads)
        bounds = [total * part // parts for part in range(parts + 1)]
        parts_done = [self._pool.submit(kernel, *part, *arguments) for part in pairwise(bounds)]
        for part_done in parts_done:
            part_done.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()
