"""A campaign in front of its user: where it runs, a live line, what was found, how to go on where it was stopped."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from discovery.cli.options import Whole, database_option, format_option
from discovery.kinds import kind_named
from search.engines import ENGINES

if TYPE_CHECKING:
    from discovery.cluster_settings import ClusterSettings
    from discovery.clustering import Outcome
    from discovery.driver import Searchable
    from results.campaigns import Campaign as CampaignRow
    from results.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])

DONE, CHECK_FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130


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
        if address and name != "ray":
            raise click.UsageError("--address belongs to --engine ray.")
        if workers and name == "inline":
            raise click.UsageError("--workers belongs to --engine processes and --engine ray.")
        return command(engine=EngineChoice(engine=name, workers=workers, address=address), **others)

    decorated: Any = with_choice
    for option in (
        click.option("--address", metavar="HOST:PORT", help="A running Ray cluster, instead of one started here."),
        click.option("--workers", type=Whole(1), metavar="N", help="Tasks at once.  [default: all processors]"),
        click.option(
            "--engine",
            type=click.Choice(ENGINES),
            help="inline: this process; processes: workers of this machine; ray: those of a cluster as well.  "
            "[default: inline]",
        ),
    ):
        decorated = option(decorated)
    return decorated


def campaign_options(command: Command) -> Command:
    """What all commands have that search into a store: --name, --dry-run, the engine's, --db and --format."""
    decorated: Any = engine_options(database_option(format_option("text", "json")(command)))
    for option in (
        click.option("--dry-run", is_flag=True, help="Print the campaign as a TOML file, and search nothing."),
        click.option("--name", default="", metavar="TEXT", help="A name for the campaign, shown by status."),
    ):
        decorated = option(decorated)
    return decorated


def run_into(path: str, campaign: Searchable, engine: EngineChoice, format_: str, *, dry_run: bool = False) -> int:
    """Run a campaign into the store at `path`, made when absent; dry_run: only print it as TOML. The exit code."""
    if dry_run:
        click.echo(campaign.to_toml(), nl=False)
        return DONE
    from results.store import Store

    with Store.create(path) as store:
        return run_in_front(store, campaign, engine, format_)


def run_in_front(store: Store, campaign: Searchable, engine: EngineChoice, format_: str) -> int:
    """Run a campaign, or what is left of it, and show what was found; the exit code."""
    from discovery.driver import run_campaign
    from discovery.progress import LiveProgress

    face = kind_named(campaign.kind).shown()
    if format_ == "text":
        face.announce(campaign)
    try:
        with LiveProgress() as progress:
            ran = run_campaign(store, campaign, **engine, watch=progress, begins=lambda: _say_start(engine))
        settings = getattr(campaign, "cluster", None)
        clustered = None if settings is None or ran.failures else _cluster(store, settings, ran.campaign)
    except KeyboardInterrupt:
        click.echo(f"discover: stopped; nothing is lost, go on with: discover resume --db {store.path}", err=True)
        return INTERRUPTED
    for failure in ran.failures:
        click.echo(f"discover: {failure}", err=True)
    return DONE if face.show(store, ran, format_, clustered) and not ran.failures else CHECK_FAILED


def _say_start(engine: EngineChoice) -> None:
    """Tell a terminal that Ray comes up, which is silent else for seconds."""
    if engine["engine"] == "ray" and sys.stderr.isatty():
        click.echo("joining Ray …" if engine["address"] else "starting Ray, which takes some seconds …", err=True)


def _cluster(store: Store, settings: ClusterSettings, row: CampaignRow) -> Outcome | None:
    """The clusters that a campaign asks for; None where it found nothing to cluster."""
    from discovery.clustering import cluster_store
    from discovery.lean_rows import NothingToClusterError
    from discovery.progress import StageProgress

    try:
        with StageProgress() as watch:
            return cluster_store(store, settings=settings, campaign=row.id, watch=watch)
    except NothingToClusterError:
        return None
