"""Engines: where tasks run. `open_engine` picks one by name, all run the same function; a scheduler drives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.errors import InputError
from search.engines.base import Engine, Outcome, Work


def _inline(work: Work, workers: int | None, address: str | None) -> Engine:
    from search.engines.inline import InlineEngine

    return InlineEngine(work)


def _processes(work: Work, workers: int | None, address: str | None) -> Engine:
    from search.engines.processes import ProcessEngine

    return ProcessEngine(work, workers)


def _ray(work: Work, workers: int | None, address: str | None) -> Engine:
    from search.engines.ray import RayEngine

    return RayEngine(work, workers, address)


_MADE: Mapping[str, Callable[[Work, int | None, str | None], Engine]] = {
    "inline": _inline,
    "processes": _processes,
    "ray": _ray,
}
ENGINES = tuple(_MADE)

__all__ = ["ENGINES", "Engine", "Outcome", "Work", "open_engine"]


def open_engine(name: str, work: Work, workers: int | None = None, address: str | None = None) -> Engine:
    """The engine called `name` over `work`, not yet started. Ray is imported only when it is asked for.

    Raises InputError for an unknown name or a worker number below 1.

    >>> open_engine("inline", dict).workers
    1
    """
    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers", "at least 1")
    if name not in ENGINES:
        raise InputError(f"engine {name!r}", ", ".join(ENGINES))
    return _MADE[name](work, workers, address)
