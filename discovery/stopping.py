"""SIGTERM and SIGHUP end a command as Ctrl-C does: what is begun is undone or kept, one line, exit code 130."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stoppable() -> Iterator[None]:
    """While it lasts these signals raise KeyboardInterrupt; one that is ignored (nohup) stays so."""
    if threading.current_thread() is not threading.main_thread():  # which alone may set handlers
        yield
        return
    before = {sign: signal.getsignal(sign) for sign in STOPS}
    for sign, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(sign, _stop)
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _stop(sign: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
