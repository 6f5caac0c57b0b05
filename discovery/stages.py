"""Long work in stages: seconds of each, how far it is, and pure functions over many items on all cores.

On Linux items are worked on by forked processes, which have what the parent has and send back results alone; elsewhere,
and where there are few items or one core, in turn. Results come in the order of items, so nothing depends on either.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from time import perf_counter
from typing import Any, TypeVar

_SIGNAL_OF_PARENTS_DEATH = 1  # PR_SET_PDEATHSIG of Linux
FEW = 64  # items that are not worth a process
MOST_PROCESSES = 8
_PARTS = 64  # in which items are given out, for each process: they differ in cost
_MOST_AT_ONCE = 200  # items of a part: their results wait together
_AHEAD = 4  # parts given to each process before the first results are taken

T = TypeVar("T")
R = TypeVar("R")
Watch = Callable[[str, float], None]  # hears a stage's name and how far it is, from 0 to 1

_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None  # of the children of a fork


@dataclass
class Stages:
    """Seconds spent in each stage, told as it begins and goes on."""

    seconds: dict[str, float] = field(default_factory=dict)
    watch: Watch | None = None
    _name: str = ""
    _since: float = 0.0

    def begin(self, name: str) -> None:
        """End the stage before, and begin this one."""
        self.end()
        self._name = name
        self._tell(0.0)

    def end(self) -> None:
        """Count the seconds of the stage."""
        now = perf_counter()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._since
        self._name, self._since = "", now

    def over(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """function(item) for all items in order, on all cores where that pays; the stage tells how far it is.

        >>> list(Stages().over(abs, [-1, 2]))
        [1, 2]
        """
        for done, result in enumerate(_mapped(function, items), start=1):
            self._tell(done / len(items))
            yield result

    def _tell(self, share: float) -> None:
        if self.watch is not None:
            self.watch(self._name, share)


def _mapped(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    global _work
    processes = min(len(os.sched_getaffinity(0)), MOST_PROCESSES) if sys.platform == "linux" else 1
    if processes < 2 or len(items) < FEW:
        yield from map(function, items)
        return
    _work = function, items
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=_quiet)
    size = min(max(1, len(items) // (_PARTS * processes)), _MOST_AT_ONCE)
    parts = (range(start, min(start + size, len(items))) for start in range(0, len(items), size))
    done = 0
    try:
        waiting = deque(pool.submit(_of_work, part) for part in islice(parts, _AHEAD * processes))
        while waiting:
            results = waiting.popleft().result()
            waiting += [pool.submit(_of_work, part) for part in islice(parts, 1)]
            done += len(results)
            yield from results
    except BrokenProcessPool:  # a child was killed: the rest is done here
        yield from map(function, items[done:])
    finally:
        pool.shutdown(cancel_futures=True)
        _work = None


def _of_work(places: range) -> list[Any]:
    assert _work is not None
    function, items = _work
    return [function(items[place]) for place in places]


def _quiet() -> None:
    """A child ends with its parent, however that ends, and leaves Ctrl-C to it."""
    ctypes.CDLL(None).prctl(_SIGNAL_OF_PARENTS_DEATH, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
