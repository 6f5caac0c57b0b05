"""The command line: one file for each group of commands; a command is parse → one call → print.

Everything heavy is imported inside the commands, so that `discover --help` answers at once.
"""

from __future__ import annotations

import click

from discovery import __version__
from discovery.cli.campaigns import resume, run, search, status
from discovery.cli.clusters import cluster
from discovery.cli.constants import constants
from discovery.cli.esma import esma
from discovery.cli.families import families, generate
from discovery.cli.field_formulas import from_formulas
from discovery.cli.field_search import search_field
from discovery.cli.fields import field
from discovery.cli.formulas import identify, inspect
from discovery.cli.help import Commands
from discovery.cli.plot import plot
from discovery.cli.proofs import link, verify
from discovery.cli.recurrences import search_recurrence, search_series
from discovery.cli.report import report, serve
from discovery.cli.sequence import sequence
from discovery.cli.store import query
from discovery.cli.sums import sum_
from discovery.cli.transform import transform

SECTIONS = {
    "One formula or number": ("inspect", "identify", "sequence", "sum", "transform", "link", "verify"),
    "Searching": ("search", "run", "resume", "status"),
    "What a store holds": ("query", "cluster", "families", "generate", "constants", "plot", "report", "serve"),
    "Matrix fields": ("field",),
}


@click.group(
    cls=Commands,
    sections=SECTIONS,
    epilog="Examples:\n\n\b\n  discover inspect 34n^3+51n^2+27n+5 -n^6\n"
    "  discover search pcf --a-degree 1 --b-degree 2 --coefficients -2:2 --db small.db\n"
    "  discover query --db small.db --constant pi\n",
)
@click.version_option(__version__, prog_name="discover")
@click.option("--ascii", "plain", is_flag=True, help="Spell signs of mathematics in ASCII.  [env: DISCOVER_ASCII]")
@click.pass_context
def discover(ctx: click.Context, plain: bool) -> None:
    """Find, identify and keep continued-fraction formulas of mathematical constants.

    `eval "$(_DISCOVER_COMPLETE=bash_source discover)"` completes commands and options with TAB (also zsh_source and
    fish_source).
    """
    if plain:
        from results.columns import ascii_only

        ctx.with_resource(ascii_only())


field.add_command(from_formulas)
search.add_command(esma)
search.add_command(search_recurrence)
search.add_command(search_series)
search.add_command(search_field)
for command in (
    inspect,
    identify,
    sequence,
    sum_,
    transform,
    search,
    run,
    resume,
    status,
    query,
    cluster,
    families,
    generate,
    report,
    serve,
    plot,
    link,
    verify,
    field,
    constants,
):
    discover.add_command(command)
