"""Command search field: the trajectories of a matrix field as a campaign."""

from __future__ import annotations

from typing import Any

import click

from analysis.errors import InputError, echo
from analysis.reading.numbers import read_rational
from discovery.cli.options import SignedArguments
from discovery.cli.running import EngineChoice, campaign_options, run_into

MOST_DIGITS = 50  # of a parameter


@click.command(
    "field",
    cls=SignedArguments,
    epilog="Examples:\n\n\b\n  discover search field 'zeta(3)' --max-norm 2 --min-delta 0 --db fields.db\n"
    "  discover search field 3F2 --let z=1/2 --starts 2 --max-norm 1 --db fields.db\n"
    "  discover search field 2F1 --let z=-1 --starts 1,1/2,3/2 --directions 1,1,2\n",
)
@click.argument("field", metavar="NAME")
@click.option("--let", multiple=True, metavar="NAME=VALUE", help="A value for a parameter, rational.")
@click.option("--starts", metavar="POINTS", help="Points as in '1,1,2;1/2,1,1', or a number: all modulo 1 with "
              "denominators up to it.  [default: 1]")  # fmt: skip
@click.option("--directions", metavar="POINTS", help="Integer points as in '1,1,2;0,0,1'.")
@click.option("--max-norm", type=int, metavar="N", help="Instead: all with entries from -N to N.  [default: 1]")
@click.option("--min-delta", type=float, metavar="X", help="Keep trajectories that reach this δ.  [default: all]")
@click.option("--digits", type=int, default=50, show_default=True, metavar="N", help="Digits of each limit.")
@campaign_options
def search_field(
    field: str, let: tuple[str, ...], dry_run: bool, path: str, format_: str, engine: EngineChoice, **options: Any
) -> int:
    """Search the trajectories of a matrix field, up to its symmetries: starts × directions.

    Each is screened by the rate of its error and the denominators at small depths; what is left is examined by its
    recurrence, and kept where it converges. NAME is as for `discover field show`. Exit code 1: nothing was found.
    """
    from discovery.cli.field_given import field_description
    from discovery.field_campaign import TrajectoryCampaign

    campaign = TrajectoryCampaign.of(field=field_description(field), let=dict(map(_value, let)), **options)
    return run_into(path, campaign, engine, format_, dry_run=dry_run)


def _value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--let {echo(text)}", "NAME=VALUE, as in z=1/2")
    return name.strip(), str(read_rational(value, f"--let {echo(text)}", MOST_DIGITS))
