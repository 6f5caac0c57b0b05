"""Commands that draw: plot dynamics, clusters, error, funnel, constants of a store, directions of a field."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

import click

from discovery.cli.help import Commands
from discovery.cli.options import Fractions, Whole, database_option
from results.formats import picture_name

if TYPE_CHECKING:
    from results.plots.picture import Picture

NOTHING_FOUND = 1
COLOURED_BY = ("constant", "cluster")

output_option = click.option(
    "--output",
    required=True,
    metavar="FILE",
    callback=lambda context, option, name: picture_name(name),
    help="Where to: a name ending in .svg, .png or .pdf.",
)


@click.group(cls=Commands, epilog="Example:\n\n\b\n  discover plot dynamics --db small.db --output dynamics.svg\n")
def plot() -> None:
    """Plots of the formulas in a store."""


@plot.command(
    epilog="Examples:\n\n\b\n  discover plot dynamics --db small.db --output dynamics.png\n"
    "  discover plot dynamics --db small.db --constant pi --output pi.svg\n"
    "  discover plot dynamics --db small.db --by cluster --output clusters.pdf\n"
)
@database_option
@output_option
@click.option("--by", type=click.Choice(COLOURED_BY), default=COLOURED_BY[0], show_default=True, help="Colours.")
@click.option("--constant", "names", multiple=True, metavar="NAME", help="Repeat it for any of several constants.")
@click.option("--campaign", type=int, metavar="ID", help="Formulas that one campaign met.")
def dynamics(path: str, output: str, by: str, names: tuple[str, ...], campaign: int | None) -> int:
    """Draw δ against γ and η against γ. Exit code 1: no formula with known dynamics."""
    return _dynamics(path, output, by, names, campaign)


def _dynamics(path: str, output: str, by: str, names: Sequence[str] = (), campaign: int | None = None) -> int:
    from discovery.plotting import measured
    from results.plots.dynamics import dynamics_plot

    rows = measured(path, names, campaign)
    if not rows:
        click.echo(f"no convergent formula in {path} to draw", err=True)
        return NOTHING_FOUND
    dynamics_plot(rows, by=by).save(output)
    click.echo(f"{len(rows):,} formulas in {output}")
    if by == "cluster" and all(row["cluster"] is None for row in rows):
        click.echo(f"none of them is in a cluster yet: discover cluster run --db {quote(path)}", err=True)
    return 0


@plot.command(epilog="Example:\n\n\b\n  discover plot constants --db small.db --output web.svg\n")
@database_option
@output_option
def constants(path: str, output: str) -> int:
    """Draw which constants stand together in formulas, families and links. Exit code 1: no two are tied."""
    from results.plots.constants import constants_plot, drawn
    from results.store import Store
    from results.web import web_of_constants

    with Store.read(path) as store:
        web = web_of_constants(store)
    if not web.edges:
        click.echo(f"no two constants are tied by the formulas in {path}", err=True)
        return NOTHING_FOUND
    constants_plot(web).save(output)
    click.echo(f"{len(drawn(web)):,} of {len(web.nodes):,} constants in {output}")
    return 0


@plot.command(epilog="Example:\n\n\b\n  discover plot clusters --db small.db --output clusters.svg\n")
@database_option
@output_option
def clusters(path: str, output: str) -> int:
    """Draw δ against γ and η against γ, coloured by cluster. Exit code 1: no formula with known dynamics."""
    return _dynamics(path, output, "cluster")


def _two_polynomials(
    ctx: click.Context, param: click.Parameter, value: tuple[str, str] | None
) -> tuple[str, str] | None:
    """The value of --formula, of which the next option is no part."""
    if value is not None and value[1].startswith("--"):
        raise click.BadParameter(f"two polynomials are needed, A and B; {value[0]!r} is one.", ctx, param)
    return value


def _none_or_two(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) not in (0, 2):
        raise click.BadParameter(f"a fraction is two polynomials, A and B; {len(value)} are given.", ctx, param)
    return value


@plot.command(
    cls=Fractions,
    epilog="Examples:\n\n\b\n  discover plot error --db small.db --constant pi --output error.svg\n"
    "  discover plot error 34n^3+51n^2+27n+5 -n^6 --output apery.png\n",
)
@click.argument("fraction", nargs=-1, metavar="[A B]", callback=_none_or_two)
@database_option
@output_option
@click.option(
    "--formula",
    nargs=2,
    metavar="A B",
    is_eager=True,
    callback=_two_polynomials,
    help="The same as A B.",
)
@click.option("--constant", "names", multiple=True, metavar="NAME", help="Repeat it for any of several constants.")
@click.option("--limit", type=Whole(1, 8), default=6, show_default=True, metavar="N", help="At most N curves.")
def error(
    fraction: tuple[str, ...],
    path: str,
    output: str,
    formula: tuple[str, str] | None,
    names: tuple[str, ...],
    limit: int,
) -> int:
    """Draw right digits against terms: of the fraction A, B, or of formulas of a store, those with the best δ."""
    from discovery import plotting

    if not fraction and formula is None:
        return _saved(plotting.error(path, names=names, limit=limit), path, output)
    from discovery.notebook import inspect

    return _saved(plotting.error_of(inspect(*(fraction or formula or ()), digits=100).formula), path, output)


@plot.command(epilog="Example:\n\n\b\n  discover plot funnel --db small.db --output funnel.svg\n")
@database_option
@output_option
def funnel(path: str, output: str) -> int:
    """Draw how many formulas passed each stage, from the domains to proofs. Exit code 1: no campaign."""
    from discovery import plotting

    return _saved(plotting.funnel(path), path, output)


@plot.command(
    epilog="Example:\n\n\b\n  discover plot directions 'log(2)' --reach 3 --output fan.svg\n",
)
@click.argument("name")
@output_option
@click.option("--start", metavar="x,y,…", help="Where the trajectories start.  [default: 1 on each axis]")
@click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter, rational.")
@click.option("--reach", type=Whole(1, 20), default=3, show_default=True, help="Largest entry of a direction.")
def directions(name: str, output: str, start: str | None, values: tuple[str, ...], reach: int) -> int:
    """Draw δ over the directions of a matrix field. Exit code 1: δ is known for none."""
    from discovery import plotting
    from discovery.cli.field_given import named_field, numbers

    chosen = named_field(name, values)
    return _saved(plotting.directions(chosen, numbers(start, len(chosen.axes), "--start"), reach), name, output)


def _saved(picture: Picture | None, of: str, output: str) -> int:
    """Write a picture, or say that there is none."""
    if picture is None:
        click.echo(f"nothing in {of} to draw", err=True)
        return NOTHING_FOUND
    picture.save(output)
    click.echo(f"written: {output}")
    return 0
