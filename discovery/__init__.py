"""The door: campaigns, the command line, and the face for notebooks.

`from discovery import inspect, query, search` gives the commands as functions; nothing heavy is imported before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from discovery.shadows import refuse_shadows
from discovery.version import __version__ as __version__

if TYPE_CHECKING:
    from discovery.notebook import (
        Formula,
        Formulas,
        cluster,
        from_ramanujantools,
        identify,
        inspect,
        query,
        search,
        search_esma,
        sequence,
    )
    from discovery.reporting import make_report as report
    from discovery.twins import (
        clusters,
        components,
        families,
        field,
        generate,
        link,
        plot,
        status,
        sum_recurrence,
        trajectory,
        transform,
        verify,
    )

__all__ = [
    "Formula", "Formulas", "cluster", "clusters", "components", "families", "field", "from_ramanujantools", "generate",
    "identify", "inspect", "link", "plot", "query", "report", "search", "search_esma", "sequence", "status",
    "sum_recurrence", "trajectory", "transform", "verify",
]  # fmt: skip

_TWINS = frozenset(
    ("clusters", "components", "families", "field", "generate", "link", "plot", "status", "sum_recurrence",
     "trajectory", "transform", "verify")
)  # fmt: skip

refuse_shadows()


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "report":
        return import_module("discovery.reporting").make_report
    return getattr(import_module("discovery.twins" if name in _TWINS else "discovery.notebook"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
