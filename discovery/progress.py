"""How running campaigns and clustering show themselves: one live line on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn

from discovery.runs import Standing
from results.columns import readable
from results.terminal import console

# The line is redrawn at most this often; outcomes may come a thousand times a second.
REFRESH_SECONDS = 0.2
WIDE = 120  # columns of a terminal that shows all counts


class _Live:
    """A bar on stderr while the context lasts; nothing where stderr is no terminal."""

    def __init__(self, *columns: ProgressColumn, **fields: Any) -> None:
        errors = console(sys.stderr)
        self._bar = Progress(
            *columns, console=errors, disable=not errors.is_terminal, transient=True, auto_refresh=False
        )
        self._task = self._bar.add_task("", total=1.0, **fields)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()


class LiveProgress(_Live):
    """A `Watch` that draws screened share, rate, hits and time left on stderr; a context manager.

    Where stderr is no terminal it writes nothing.
    """

    def __init__(self) -> None:
        self._width = console(sys.stderr).width
        super().__init__(
            BarColumn(bar_width=20 if self._width >= WIDE else 8),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[counts]}"),
            counts="",
        )
        self._started = self._drawn = time.monotonic()
        self._examined_before: int | None = None

    def __call__(self, standing: Standing) -> None:
        now = time.monotonic()
        if self._examined_before is None:
            self._examined_before = standing.examined
        elif self._bar.disable or now - self._drawn < REFRESH_SECONDS:
            return
        self._drawn = now
        elapsed = now - self._started
        rate = (standing.examined - self._examined_before) / elapsed if elapsed else 0.0
        left = standing.seconds_left()
        done = 0.0 if left is None else elapsed / (elapsed + left) if elapsed + left else 1.0
        counts = readable(progress_line(standing, rate, left, self._width))
        self._bar.update(self._task, completed=done, counts=counts, refresh=True)


class StageProgress(_Live):
    """Draws the stage of some long work on stderr, and how far it is; a context manager, silent without a terminal."""

    def __init__(self) -> None:
        super().__init__(
            TextColumn("{task.description:<15}"), BarColumn(bar_width=20), TextColumn("{task.percentage:>3.0f}%")
        )
        self._drawn, self._stage = 0.0, ""

    def __call__(self, stage: str, share: float) -> None:
        now = time.monotonic()
        if self._bar.disable or (stage == self._stage and now - self._drawn < REFRESH_SECONDS):
            return
        self._drawn, self._stage = now, stage
        self._bar.update(self._task, completed=share, description=stage, refresh=True)


def progress_line(standing: Standing, rate: float, seconds_left: float | None, width: int = WIDE) -> str:
    """The counts of one live line, without what waits where it is narrow.

    >>> progress_line(Standing(size=1000, shards=2, screened=500, examined=40, pending=2, identified=7), 8.04, 75)
    'screened 500 of 1,000 · examined 40, 2 wait · 7 identified · 8.0/s · 0:01:15 left'
    """
    wide = width >= WIDE
    parts = [
        f"{'screened ' if wide else ''}{standing.screened:,} of {standing.size:,}",
        *([f"examined {standing.examined:,}, {standing.pending:,} wait"] if wide else []),
        f"{standing.identified:,} identified",
        f"{rate:,.1f}/s",
    ]
    if seconds_left is not None:
        parts.append(f"{duration(seconds_left)} left")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, with days where there are any.

    >>> duration(75.2), duration(3 * 86400 + 61)
    ('0:01:15', '3 d 0:01:01')
    """
    days, rest = divmod(round(seconds), 86400)
    hours, rest = divmod(rest, 3600)
    clock = f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{days} d {clock}" if days else clock
