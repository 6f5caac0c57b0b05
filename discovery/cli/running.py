"""A campaign in front of its user: where it runs, a live line, what was found, how to go on where it was stopped."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from discovery.cli.clusters import say_stage, show_outcome
from discovery.cli.options import print_json
from search.engines import ENGINES

if TYPE_CHECKING:
    from rich.console import Console

    from discovery.campaigns import Campaign
    from discovery.cluster_settings import ClusterSettings
    from discovery.clustering import Outcome
    from discovery.driver import Ran
    from discovery.esma import EsmaCampaign
    from results.campaigns import Campaign as CampaignRow
    from results.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])

DONE, CHECK_FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
PIPE_WIDTH = 200  # columns of a table that goes to a pipe


class EngineChoice(TypedDict):
    """Where a campaign runs, as --engine, --workers and --address say."""

    engine: str
    workers: int | None
    address: str | None


def engine_options(command: Command) -> Command:
    """--engine, --workers, --address; the command gets them as one `engine`."""

    @functools.wraps(command)
    def with_choice(engine: str | None, workers: int | None, address: str | None, **others: Any) -> Any:
        name = engine or ("ray" if address else "inline")
        if name == "inline" and (address or workers):
            raise click.UsageError("--workers and --address belong to --engine ray.")
        return command(engine=EngineChoice(engine=name, workers=workers, address=address), **others)

    decorated: Any = with_choice
    for option in (
        click.option("--address", metavar="HOST:PORT", help="A running Ray cluster, instead of one started here."),
        click.option(
            "--workers", type=click.IntRange(1), metavar="N", help="Tasks at once.  [default: all processors]"
        ),
        click.option(
            "--engine", type=click.Choice(ENGINES), help="inline: this process; ray: workers.  [default: inline]"
        ),
    ):
        decorated = option(decorated)
    return decorated


def run_into(path: str, campaign: Campaign | EsmaCampaign, engine: EngineChoice, format_: str) -> int:
    """Run a campaign into the store at `path`, made when absent; the exit code."""
    from results.store import Store

    with Store.create(path) as store:
        return run_in_front(store, campaign, engine, format_)


def run_in_front(store: Store, campaign: Campaign | EsmaCampaign, engine: EngineChoice, format_: str) -> int:
    """Run a campaign, or what is left of it, and show what was found; the exit code."""
    from discovery.campaigns import Campaign
    from discovery.driver import run_campaign
    from discovery.progress import LiveProgress

    clustered = None
    if not isinstance(campaign, Campaign) and format_ == "text":
        from discovery.cli.esma import announce

        announce(campaign)
    try:
        with LiveProgress() as progress:
            ran = run_campaign(store, campaign, **engine, watch=progress)
        if isinstance(campaign, Campaign) and campaign.cluster is not None and not ran.failures:
            clustered = _cluster(store, campaign.cluster, ran.campaign)
    except KeyboardInterrupt:
        click.echo(f"discover: stopped; nothing is lost, go on with: discover resume --db {store.path}", err=True)
        return INTERRUPTED
    for failure in ran.failures:
        click.echo(f"discover: {failure}", err=True)
    if isinstance(campaign, Campaign):
        _show(store, ran, clustered, format_)
        return CHECK_FAILED if ran.failures else DONE
    from discovery.cli.esma import show

    return DONE if show(store, ran, format_) and not ran.failures else CHECK_FAILED


def _show(store: Store, ran: Ran, clustered: Outcome | None, format_: str) -> None:
    from discovery.summary import Summary

    summary = Summary.of(store, ran.campaign, ran.seconds)
    if format_ == "json":
        print_json(summary.as_json() | ({} if clustered is None else {"cluster": clustered.as_json()}))
        return
    if ran.nothing_to_do:
        say_nothing_to_do(str(store.path), format_)
    summary.show(console())
    if clustered is not None:
        show_outcome(clustered)


def _cluster(store: Store, settings: ClusterSettings, row: CampaignRow) -> Outcome | None:
    """The clusters that a campaign asks for; None where it found nothing to cluster."""
    from discovery.clustering import NothingToClusterError, cluster_store

    try:
        return cluster_store(store, settings=settings, campaign=row.id, watch=say_stage)
    except NothingToClusterError:
        return None


def say_nothing_to_do(path: str, format_: str) -> None:
    """As text, that there was nothing left to run."""
    if format_ == "text":
        click.echo(f"nothing to do: every campaign asked for in {path} is finished")


def console() -> Console:
    """Stdout for tables: as wide as the terminal, and never cut in a pipe."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
