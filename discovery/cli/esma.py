"""Commands about signed continued fractions: search esma."""

from __future__ import annotations

from typing import Any

import click

from discovery.cli.running import EngineChoice, campaign_options, run_into


@click.command(
    "esma",
    epilog="Examples:\n\n\b\n  discover search esma --constant e --db esma.db\n"
    "  discover search esma --constant 'bessel_ratio(0,2)' --height 3 --db esma.db\n",
)
@click.option("--constant", required=True, metavar="NAME", help="A constant, as in e, tan(1), exp(2/3), sqrt(2).")
@click.option("--degree", type=int, default=1, show_default=True, metavar="D", help="Largest degree of P and Q.")
@click.option("--height", type=int, default=2, show_default=True, metavar="H", help="Coefficients from -H to H.")
@click.option("--periods", default="1:2", show_default=True, metavar="LOW:HIGH", help="Lengths of sign periods.")
@click.option("--depth", type=int, default=100, show_default=True, metavar="N", help="Terms used of each sequence.")
@click.option("--digits", type=int, default=1000, show_default=True, metavar="N", help="To which values are compared.")
@campaign_options
def esma(dry_run: bool, path: str, format_: str, engine: EngineChoice, **options: Any) -> int:
    """Search signed continued fractions of P(c)/Q(c) whose terms follow a pattern, c a constant.

    Every left-hand side is tried under all periods of signs. Exit code 1: a shard failed, or nothing was found.
    """
    from discovery.esma import EsmaCampaign

    campaign = EsmaCampaign.of(**options)
    return run_into(path, campaign, engine, format_, dry_run=dry_run)
