"""How campaigns of recurrences, series and trajectories are told and shown."""

from __future__ import annotations

import sys
from shlex import quote
from typing import TYPE_CHECKING

import click

from discovery.cli.options import print_json
from discovery.cli.terminal import SHOWN_ROWS, say_next
from discovery.kinds import kind_named

if TYPE_CHECKING:
    from discovery.driver import Ran
    from discovery.found_campaigns import FoundCampaign
    from results.store import Store


def announce(campaign: FoundCampaign) -> None:
    """Tell what will be tried."""
    click.echo(f"{campaign.domain.size:,} {campaign.words}")


def show(store: Store, ran: Ran, format_: str, clustered: None = None) -> bool:
    """Show what a campaign has found in all its runs; whether that is anything."""
    from results.queries import Query, formulas
    from results.tables import write

    kind, words = ran.campaign.kind, kind_named(ran.campaign.kind).campaigns().words
    found = list(formulas(store, Query(kind=kind, campaign=ran.campaign.id, order_by="-delta")))
    named = sum(row.identity is not None for row in found)
    if format_ == "json":
        print_json(store.status(ran.campaign.id).as_json() | {words: len(found), "identified": named})
    else:
        write(found[:SHOWN_ROWS], "table", sys.stdout)
        click.echo(f"{words} that pass and converge: {len(found):,}, with a name: {named:,}; {ran.seconds:.2f} s")
        if found:
            say_next(f"discover query --db {quote(str(store.path))} --kind {kind} --order-by -delta")
    return bool(found)
