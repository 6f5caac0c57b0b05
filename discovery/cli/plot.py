"""Commands that draw what a store holds: plot dynamics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from discovery.cli.help import Commands
from discovery.cli.options import database_option

if TYPE_CHECKING:
    from results.queries import Query
    from results.store import Store

NOTHING_FOUND = 1
COLOURED_BY = ("constant", "cluster")


@click.group(cls=Commands, epilog="Example:\n\n\b\n  discover plot dynamics --db small.db --output dynamics.svg\n")
def plot() -> None:
    """Plots of the formulas in a store."""


@plot.command(
    epilog="Examples:\n\n\b\n  discover plot dynamics --db small.db --output dynamics.png\n"
    "  discover plot dynamics --db small.db --constant pi --constant 'log(2)' --output pi.svg\n"
    "  discover plot dynamics --db small.db --by cluster --output clusters.pdf\n"
)
@database_option
@click.option("--output", required=True, metavar="FILE", help="Where to: a name ending in .svg, .png or .pdf.")
@click.option("--by", type=click.Choice(COLOURED_BY), default=COLOURED_BY[0], show_default=True, help="Colours.")
@click.option("--constant", "names", multiple=True, metavar="NAME", help="Repeat it for any of several constants.")
@click.option("--campaign", type=int, metavar="ID", help="Formulas that one campaign met.")
def dynamics(path: str, output: str, by: str, names: tuple[str, ...], campaign: int | None) -> int:
    """Draw δ against γ and η against γ. Exit code 1: no formula with known dynamics."""
    from results.plots.dynamics import dynamics_plot
    from results.queries import Query
    from results.store import Store
    from results.typed_names import stored_names

    with Store.read(path) as store:
        chosen = stored_names(store, names)
        rows = list(_measured(store, Query(kind="pcf", status="convergent", constants=chosen, campaign=campaign)))
    if not rows:
        click.echo(f"no convergent formula in {path} to draw", err=True)
        return NOTHING_FOUND
    dynamics_plot(rows, by=by).save(output)
    click.echo(f"{len(rows):,} formulas in {output}")
    return 0


@plot.command(epilog="Example:\n\n\b\n  discover plot constants --db small.db --output web.svg\n")
@database_option
@click.option("--output", required=True, metavar="FILE", help="Where to: a name ending in .svg, .png or .pdf.")
def constants(path: str, output: str) -> int:
    """Draw which constants stand together in formulas, families and links. Exit code 1: no two are tied."""
    from results.plots.constants import constants_plot
    from results.store import Store
    from results.web import web_of_constants

    with Store.read(path) as store:
        web = web_of_constants(store)
    if not web.edges:
        click.echo(f"no two constants are tied by the formulas in {path}", err=True)
        return NOTHING_FOUND
    constants_plot(web).save(output)
    click.echo(f"{len(web.nodes):,} constants and {len(web.edges):,} edges in {output}")
    return 0


def _measured(store: Store, query: Query) -> Iterator[dict[str, Any]]:
    """One flat row for each formula whose exponents are known."""
    from results.queries import formulas

    for found in formulas(store, query):
        measures = found["dynamics"]
        if measures["gamma"] is None:
            continue
        yield {
            "a": found["a"],
            "b": found["b"],
            "constant": found["identity"] and found["identity"]["constant"],
            "cluster": found["cluster"],
            "delta": found["delta"],
            "gamma": measures["gamma"],
            "eta": measures["eta"],
            "beta": measures["beta"],
        }
