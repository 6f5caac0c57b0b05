"""The door: campaigns, the command line, and the face for notebooks.

`from discovery import inspect, query, search` gives the commands as functions; nothing heavy is imported before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from discovery.shadows import refuse_shadows
from discovery.version import __version__ as __version__

if TYPE_CHECKING:
    from analysis.errors import InputError
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
    from discovery.reporting import report
    from discovery.transforming import transform
    from discovery.twins import (
        clusters,
        components,
        constants,
        families,
        field,
        generate,
        link,
        plot,
        status,
        sum_recurrence,
        trajectory,
        verify,
    )
    from discovery.twins_of_fields import (
        field_cones,
        field_dual,
        field_embed,
        field_fan,
        field_gauge,
        field_names,
        field_of,
        field_optimize,
        field_reduce,
        field_sub,
        field_verify,
        fields_of,
    )
    from discovery.twins_of_stores import (
        cluster_coarse,
        cluster_members,
        cluster_scores,
        resume,
        run,
        search_field,
        search_product,
        search_recurrence,
        search_series,
        serve,
        verify_store,
        web,
    )

# Where each name of the face is found, when it is first asked for.
_PLACES = {
    "analysis.errors": ("InputError",),
    "discovery.notebook": (
        "Formula", "Formulas", "cluster", "from_ramanujantools", "identify", "inspect", "query", "search",
        "search_esma", "sequence",
    ),
    "discovery.reporting": ("report",),
    "discovery.twins": (
        "clusters", "components", "constants", "families", "field", "generate", "link", "plot", "status",
        "sum_recurrence", "trajectory", "verify",
    ),
    "discovery.transforming": ("transform",),
    "discovery.twins_of_fields": (
        "field_cones", "field_dual", "field_embed", "field_fan", "field_gauge", "field_names", "field_of",
        "field_optimize", "field_reduce", "field_sub", "field_verify", "fields_of",
    ),
    "discovery.twins_of_stores": (
        "cluster_coarse", "cluster_members", "cluster_scores", "resume", "run", "search_field", "search_product",
        "search_recurrence", "search_series", "serve", "verify_store", "web",
    ),
}  # fmt: skip
_PLACE = {name: place for place, names in _PLACES.items() for name in names}
__all__ = [
    "Formula", "Formulas", "InputError", "cluster", "cluster_coarse", "cluster_members", "cluster_scores", "clusters",
    "components", "constants", "families", "field", "field_cones", "field_dual", "field_embed", "field_fan",
    "field_gauge", "field_names", "field_of", "field_optimize", "field_reduce", "field_sub", "field_verify",
    "fields_of", "from_ramanujantools", "generate", "identify", "inspect", "link",
    "plot", "query", "report", "resume", "run", "search", "search_esma", "search_field", "search_product",
    "search_recurrence",
    "search_series", "sequence", "serve", "status", "sum_recurrence", "trajectory", "transform", "verify",
    "verify_store", "web",
]  # fmt: skip

refuse_shadows()


def __getattr__(name: str) -> Any:
    if name not in _PLACE:
        from difflib import get_close_matches

        near = " or ".join(map(repr, get_close_matches(name, _PLACE)))
        raise AttributeError(
            f"module {__name__!r} has no attribute {name!r}" + (f"; did you mean {near}?" if near else "")
        )
    found = getattr(import_module(_PLACE[name]), name)
    if not isinstance(found, type):
        from discovery.arguments import told

        found = globals()[name] = told(found)
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
