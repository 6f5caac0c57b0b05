"""A campaign of PCFs on the terminal: its summary, and the clusters that it asked for."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from discovery.cli.clusters import show_outcome
from discovery.cli.options import print_json
from discovery.cli.terminal import say_lines, say_next, say_nothing_to_do

if TYPE_CHECKING:
    from discovery.campaigns import Campaign
    from discovery.clustering import Outcome
    from discovery.driver import Ran
    from results.store import Store


def announce(campaign: Campaign) -> None:
    """Nothing: the bar tells how many formulas the domain has."""


def show(store: Store, ran: Ran, format_: str, clustered: Outcome | None) -> bool:
    """Show what a campaign has found in all its runs; always True, as the summary is an answer by itself."""
    from discovery.summary import Summary

    summary = Summary.of(store, ran.campaign, ran.seconds)
    if format_ == "json":
        print_json(summary.as_json() | ({} if clustered is None else {"cluster": clustered.as_json()}))
        return True
    if ran.nothing_to_do:
        say_nothing_to_do(str(store.path), format_)
    say_lines(summary.show)
    if clustered is not None:
        show_outcome(clustered)
    path = shlex.quote(str(store.path))
    say_next(f"discover query --db {path} --order-by -delta", f"discover cluster run --db {path}")
    return True
