"""What one examination may take: a limit of time as a net, and stages of which each may fail for itself.

Effort is bounded by depth, bits and trials, so that the same input gives the same answer everywhere; the limit of time
only catches what slips through. It is checked between stages and in long loops (`check_time`); beside that an alarm of
the operating system raises at the next byte code where this is the main thread, so that only a single call into C
outlasts it.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType
from typing import Any, TypeVar

from analysis.exact.late import Late

T = TypeVar("T")

_flint: Any = Late("flint")

DEFAULT_SECONDS = 20.0  # for one formula
LEAST_SECONDS, MOST_SECONDS = 0.01, 86_400.0  # that may be asked for: below, nothing is found; a day is for ever
_AGAIN_SECONDS = 0.5  # between two alarms, where the first came between stages

_end: ContextVar[float | None] = ContextVar("end", default=None)
_in_stage: ContextVar[bool] = ContextVar("in stage", default=False)


class OutOfTimeError(Exception):
    """The time for one formula is over."""


def check_time() -> None:
    """Raises OutOfTimeError when the time of `time_limit` is over."""
    end = _end.get()
    if end is not None and time.monotonic() > end:
        raise OutOfTimeError


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """What is done inside may take so many seconds; None for ever. An inner limit takes the place of an outer one.

    >>> with time_limit(0):
    ...     Stages().attempt("sleep", lambda: time.sleep(5), None)
    """
    token = _end.set(None if seconds is None else time.monotonic() + seconds)
    try:
        with _alarm(seconds):
            yield
    finally:
        _end.reset(token)


@contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    free = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    if seconds is None or not free:
        yield
        return
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3), _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _ring(number: int, frame: FrameType | None) -> None:
    if _in_stage.get():
        check_time()


def within(seconds: float | None, work: Callable[[], T]) -> T:
    """What `work` returns, in so many seconds; raises OutOfTimeError beyond."""
    with time_limit(seconds):
        token = _in_stage.set(True)
        try:
            return work()
        finally:
            _in_stage.reset(token)


class Stages:
    """The stages of one examination; `skipped` says in words which of them gave nothing, and why.

    >>> stages = Stages()
    >>> stages.attempt("the quotient", lambda: 1 // 0, -1), stages.reason
    (-1, 'the quotient failed (ZeroDivisionError: integer division or modulo by zero)')
    """

    def __init__(self) -> None:
        self.skipped: list[str] = []
        self.late: list[str] = []

    def attempt(self, what: str, work: Callable[[], T], otherwise: T) -> T:
        """What `work` returns; `otherwise` where it fails in any way or the time is over."""
        ctx = _flint.ctx
        bits = ctx.prec
        token = _in_stage.set(True)
        try:
            check_time()
            return work()
        except OutOfTimeError:
            self.late.append(what)
        except Exception as error:  # naming, explaining and proving never make a value disappear
            self.skipped.append(f"{what} failed ({' '.join(f'{type(error).__name__}: {error}'.split())})")
        finally:
            _in_stage.reset(token)
            ctx.prec = bits
        return otherwise

    @property
    def reason(self) -> str:
        """One sentence about what is missing; empty where nothing is."""
        late = [f"out of time for {', '.join(self.late)}"] if self.late else []
        return "; ".join(late + self.skipped)
