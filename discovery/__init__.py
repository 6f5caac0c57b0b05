"""The door: campaigns, the command line, and the face for notebooks.

`from discovery import inspect, query, search` gives the commands as functions; nothing heavy is imported before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

__all__ = [
    "Formula", "Formulas", "cluster", "from_ramanujantools", "identify", "inspect", "query", "report", "search",
    "search_esma", "sequence",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "report":
        from discovery.reporting import make_report

        return make_report
    from discovery import notebook

    return getattr(notebook, name)
