"""The plots of a store or of one formula, for the commands `discover plot …` and for notebooks; one function a kind.

Each gives a `Picture`, which saves itself as SVG, PNG or PDF, or None where there is nothing to draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, echo
from discovery.arguments import told

if TYPE_CHECKING:
    from fractions import Fraction

    from analysis.fields.matrix_fields import MatrixField
    from analysis.formula import Formula
    from results.plots.picture import Picture
    from results.queries import Query
    from results.store import Store

COLOURED_BY = ("constant", "cluster")
MOST_CURVES = 6  # of one plot of errors: as many as there are colours


def dynamics(
    path: str, *, by: str = "constant", names: Sequence[str] = (), campaign: int | None = None
) -> Picture | None:
    """δ against γ and η against γ of the convergent fractions of a store."""
    from results.plots.dynamics import dynamics_plot

    if by not in COLOURED_BY:
        raise InputError(f"by = {echo(by)}", " or ".join(COLOURED_BY))
    rows = measured(path, names, campaign)
    return dynamics_plot(rows, by=by) if rows else None


def measured(path: str, names: Sequence[str] = (), campaign: int | None = None) -> list[dict[str, Any]]:
    """One flat row for each convergent fraction of a store whose exponents are known."""
    from results.queries import Query
    from results.store import Store
    from results.typed_names import stored_names

    with Store.read(path) as store:
        chosen = stored_names(store, names)
        return list(_measured(store, Query(kind="pcf", status="convergent", constants=chosen, campaign=campaign)))


def clusters(path: str) -> Picture | None:
    """The dynamics, coloured by cluster."""
    return dynamics(path, by="cluster")


def error(path: str, *, names: Sequence[str] = (), limit: int = MOST_CURVES) -> Picture | None:
    """Right digits against terms of the formulas of a store with the best δ."""
    from results.plots.error import error_label, error_plot
    from results.queries import Query, formulas
    from results.store import Store
    from results.typed_names import stored_names

    with Store.read(path) as store:
        chosen = stored_names(store, names)
        asked = Query(kind="pcf", status="convergent", constants=chosen, order_by="-delta", limit=limit)
        rows = [(error_label(found), found) for found in formulas(store, asked)]
    return error_plot(rows) if rows else None


def error_of(found: Formula) -> Picture:
    """Right digits against terms of one formula."""
    from results.plots.error import error_label, error_plot

    if found.limit is None or not found.a:
        raise InputError("a plot of the error", "continued fractions that converge")
    return error_plot([(error_label(found), found)])


def constants(path: str) -> Picture | None:
    """Which constants stand together in the formulas, families and links of a store."""
    from results.plots.constants import constants_plot
    from results.store import Store
    from results.web import web_of_constants

    with Store.read(path) as store:
        web = web_of_constants(store)
    return constants_plot(web) if web.edges else None


def funnel(path: str) -> Picture | None:
    """From the formulas of all domains to those that are proved."""
    from results.plots.funnel import funnel_plot
    from results.reports.selection import counts, stages
    from results.store import Store

    with Store.read(path) as store:
        rows = [store.status(campaign.id) for campaign in store.campaigns()]
        return funnel_plot(stages(counts(store), rows)) if rows else None


def directions(chosen: MatrixField, start: Sequence[Fraction], reach: int) -> Picture | None:
    """δ over all primitive directions with entries up to `reach` of a matrix field."""
    from analysis.fields.fans import fan
    from results.plots.directions import directions_plot

    rows = [{"direction": one.trajectory.direction, "delta": one.delta} for one in fan(chosen, list(start), reach)]
    return directions_plot(rows, chosen.name) if any(row["delta"] is not None for row in rows) else None


OF_A_STORE: dict[str, Callable[..., Picture | None]] = {
    "dynamics": dynamics, "clusters": clusters, "error": error, "constants": constants, "funnel": funnel,
}  # fmt: skip


def store_plot(kind: str, path: str | None, **options: Any) -> Picture:
    """The plot of that kind. Raises InputError for an unknown one and where there is nothing to draw."""
    if kind not in OF_A_STORE:
        raise InputError(f"plot {echo(kind)}", ", ".join((*OF_A_STORE, "directions")))
    if path is None:
        raise InputError(f"plot {kind!r} without db", "a store", f'plot({kind!r}, "box.db")')
    if isinstance(names := options.get("names", ()), str):
        options["names"] = (names,)
    found = told(OF_A_STORE[kind])(path, **options)
    if found is None:
        raise InputError(f"nothing to draw in {path}", "a store with such formulas")
    return found


def _measured(store: Store, query: Query) -> Iterator[dict[str, Any]]:
    """One flat row for each formula whose exponents are known."""
    from analysis.dynamics.measures import PLOTTED
    from results.queries import formulas

    for found in formulas(store, query):
        numbers = found.numbers
        if numbers["gamma"] is not None:
            about = {"a": found.a, "b": found.b, "constant": found.constant, "cluster": found.cluster}
            yield about | {measure.name: numbers[measure.name] for measure in PLOTTED}
