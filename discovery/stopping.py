"""Ctrl-C, SIGTERM and SIGHUP end a command alike: what is begun is undone or kept, one line, exit code 130."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StoppedError(KeyboardInterrupt):
    """What a signal that ends the command raises.

    Its own class: once a plain KeyboardInterrupt has passed through `exec` of text, as that of a dataclass being
    imported, CPython leaves with the signal whatever exit code is asked for.
    """


@contextmanager
def stoppable() -> Iterator[None]:
    """While it lasts these signals raise StoppedError; one that is ignored (nohup) stays so."""
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
    raise StoppedError
