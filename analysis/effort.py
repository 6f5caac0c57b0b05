"""What one examination may take: a limit of time as a net, and stages of which each may fail for itself.

Effort is bounded by depth, bits and trials, so that the same input gives the same answer everywhere; the limit of time
only catches what slips through. What counts is the processor time of the thread that examines, so that a busy machine
answers as an idle one; a call that only waits is ended after several times as long by the clock. The limit is checked
between stages and in long loops (`check_time`); beside that alarms of the operating system raise at the next byte code
where this is the main thread, so that only a single call into C outlasts it. They wait while a module or a compiled
kernel is loaded and where an exception would be swallowed.
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
_AGAIN_SECONDS = 0.2  # between two alarms, where the first came at a bad moment
_TIMERS = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}  # the processor's, the clock's
_WAITING = 6  # times as long, and a second more, by the clock
_UNSAFE = ("numba", "llvmlite", "ctypes", "importlib")  # where an exception is swallowed, or a module left half loaded

_end: ContextVar[tuple[float, float] | None] = ContextVar("end", default=None)  # processor's time, the clock's
_in_stage: ContextVar[bool] = ContextVar("in stage", default=False)


class OutOfTimeError(Exception):
    """The time for one formula is over."""


def check_time() -> None:
    """Raises OutOfTimeError when the time of `time_limit` is over."""
    end = _end.get()
    if end is not None and (time.thread_time() > end[0] or time.monotonic() > end[1]):
        raise OutOfTimeError


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """What is done inside may take so many seconds of this thread's processor time; None for ever.

    An inner limit takes the place of an outer one.

    >>> with time_limit(0):
    ...     Stages().attempt("sleep", lambda: time.sleep(5), None)
    """
    ends = None if seconds is None else (time.thread_time() + seconds, time.monotonic() + _waiting(seconds))
    token = _end.set(ends)
    try:
        with _alarms(seconds):
            yield
    finally:
        _end.reset(token)


def _waiting(seconds: float) -> float:
    return _WAITING * seconds + 1


@contextmanager
def _alarms(seconds: float | None) -> Iterator[None]:
    main = threading.current_thread() is threading.main_thread()
    if seconds is None or not main or any(signal.getsignal(number) != signal.SIG_DFL for number in _TIMERS):
        yield
        return
    try:
        for number, length in zip(_TIMERS, (seconds, _waiting(seconds)), strict=True):
            signal.signal(number, _ring)
            signal.setitimer(_TIMERS[number], max(length, 1e-3), _AGAIN_SECONDS)
        yield
    finally:
        for number, timer in _TIMERS.items():
            signal.setitimer(timer, 0)
            signal.signal(number, signal.SIG_IGN)  # drops one that is on its way: by default it ends the process
            signal.signal(number, signal.SIG_DFL)


def _ring(number: int, frame: FrameType | None) -> None:
    if _in_stage.get() and _is_safe(frame):
        check_time()


def _is_safe(frame: FrameType | None) -> bool:
    """Whether what was called in the stage is ours alone, so that an exception reaches the stage and breaks nothing."""
    while frame is not None and frame.f_globals is not globals():
        module = str(frame.f_globals.get("__name__"))
        if module.partition(".")[0] in _UNSAFE or frame.f_code.co_name == "__del__":
            return False
        frame = frame.f_back
    return True


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
