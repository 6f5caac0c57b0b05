"""Engines: where tasks run. `open_engine` picks one by name, both run the same function; a `Scheduler` drives it."""

from __future__ import annotations

from analysis.errors import InputError
from search.engines.base import Engine, Outcome, Work
from search.engines.inline import InlineEngine
from search.engines.scheduler import Scheduler

ENGINES = ("inline", "ray")

__all__ = ["ENGINES", "Engine", "Outcome", "Scheduler", "Work", "open_engine"]


def open_engine(name: str, work: Work, workers: int | None = None, address: str | None = None) -> Engine:
    """The engine called `name` over `work`, not yet started. Ray is imported only when it is asked for.

    Raises InputError for an unknown name or a worker number below 1.

    >>> open_engine("inline", dict).workers
    1
    """
    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers", "at least 1")
    if name == "inline":
        return InlineEngine(work)
    if name == "ray":
        from search.engines.ray import RayEngine

        return RayEngine(work, workers, address)
    raise InputError(f"engine {name!r}", " or ".join(ENGINES))
