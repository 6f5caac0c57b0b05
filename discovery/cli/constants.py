"""Commands about the library of constants."""

from __future__ import annotations

from typing import Any

import click

from discovery.cli.help import Commands
from discovery.cli.options import (
    Whole,
    chosen_library,
    constants_options,
    database_option,
    digits_option,
    format_option,
)
from discovery.cli.terminal import SHOWN_ROWS, say_first
from results.formats import OF_ANY_ROWS, picture_name

NOTHING_FOUND = 1


class WithGraph(Commands):
    """A group for which --graph is another way to say the command graph."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, ["graph", *(a for a in args if a != "--graph")] if "--graph" in args else args)


def _limit_option(of: str) -> Any:
    return click.option(
        "--limit", type=Whole(1), metavar="N", help=f"At most N {of}.  [default: all; on a terminal {SHOWN_ROWS}]"
    )


@click.group(
    cls=WithGraph,
    epilog="Examples:\n\n\b\n  discover constants list --constants 'pi,zeta(3)' --digits 50\n"
    "  discover constants graph --db small.db\n",
)
def constants() -> None:
    """The constants that limits are compared with, and what ties them in a store."""


@constants.command(
    "list",
    epilog="Examples:\n\n\b\n  discover constants list\n"
    "  discover constants list --constants 'pi,log(7/3)' --digits 50\n",
)
@constants_options
@digits_option(default=20, most=10_000)
@_limit_option("constants")
@format_option(*OF_ANY_ROWS)
def list_(constants: str | None, constants_file: str | None, digits: int, limit: int | None, format_: str) -> int:
    """Names, values and sympy expressions of the library, or of the constants asked for."""
    rows = [known.as_json(digits) for known in chosen_library(constants, constants_file)]
    if format_ == "table":
        rows = [{key: row[key] for key in ("name", "value", "expression", "tags")} for row in rows]
    return say_first(rows, format_, limit)


@constants.command(
    epilog="Examples:\n\n\b\n  discover constants graph --db small.db\n"
    "  discover constants graph --db small.db --output web.graphml\n"
    "  discover constants graph --db small.db --output web.svg\n",
)
@database_option
@click.option("--output", metavar="FILE", help="Where to: a name ending in .graphml, .svg, .png or .pdf.")
@_limit_option("edges")
@format_option(*OF_ANY_ROWS)
def graph(path: str, output: str | None, limit: int | None, format_: str) -> int:
    """Which constants stand together in the formulas of a store, or are tied by its families and links.

    Each edge names its best formula, with its evidence. Exit code 1: no two constants are tied.
    """
    from results.store import Store
    from results.web import web_of_constants

    if output is not None:
        picture_name(output, ".graphml")
    with Store.read(path) as store:
        web = web_of_constants(store)
    if not web.edges:
        click.echo(f"no two constants are tied by the formulas in {path}", err=True)
        return NOTHING_FOUND
    if output is None:
        rows = [edge.as_json() for edge in web.edges]
        if format_ == "table":
            rows = [{key: row[key] for key in row if key != "id"} for row in rows]
        return say_first(rows, format_, limit)
    if output.endswith(".graphml"):
        from results.saving import replacing

        with replacing(output) as place:
            place.write_text(web.graphml(), encoding="utf-8")
    else:
        from results.plots.constants import constants_plot

        constants_plot(web).save(output)
    click.echo(f"{len(web.nodes):,} constants and {len(web.edges):,} edges in {output}")
    return 0
