"""Commands that run campaigns: search, run, resume, status."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from discovery.cli.clusters import say_stage, show_outcome
from discovery.cli.options import constants_options, database_option, format_option, print_json
from search.engines import ENGINES

if TYPE_CHECKING:
    from rich.console import Console

    from discovery.campaigns import Campaign
    from discovery.cluster_settings import ClusterSettings
    from discovery.clustering import Outcome
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


@click.group(
    epilog="Example:\n\n\b\n  discover search pcf --a-degree 1 --b-degree 2 --coefficients -2:2 --db small.db\n"
)
def search() -> None:
    """Search a domain of formulas into a store. The same search again resumes what is left of it."""


@search.command(
    epilog="Examples:\n\n\b\n"
    "  discover search pcf --a-degree 1 --b-degree 2 --coefficients -2:2 --db small.db\n"
    "  discover search pcf --a-form 'x0*(n^3+(n+1)^3)+x1*(2n+1)' --b-form -n^6 --let x0=1:3 --let x1=-4:4\n"
)
@click.option("--a-degree", type=int, metavar="D", help="Box: largest degree of a(n).")
@click.option("--b-degree", type=int, metavar="D", help="Box: largest degree of b(n).")
@click.option("--exact-degree", is_flag=True, help="Box: these degrees only.")
@click.option("--coefficients", metavar="LOW:HIGH", help="Box: range of every coefficient, as in -5:5.")
@click.option("--a-coefficients", metavar="LOW:HIGH", help="Box: a range for a(n) alone.")
@click.option("--b-coefficients", metavar="LOW:HIGH", help="Box: a range for b(n) alone.")
@click.option("--a-form", metavar="EXPR", help="Family: a(n) with parameters, as in x0*n+x1.")
@click.option("--b-form", metavar="EXPR", help="Family: b(n) with parameters.")
@click.option("--let", multiple=True, metavar="NAME=LOW:HIGH", help="Family: the range of one parameter; repeat it.")
@click.option("--b-factors", type=int, metavar="K", help="b(n) = c (u₁n+v₁)…(u_k n+v_k), c in the coefficients.")
@click.option("--slopes", metavar="LOW:HIGH", help="Range of the u.  [default: 1]")
@click.option("--offsets", metavar="LOW:HIGH", help="Range of the v.")
@click.option("--keep", metavar="WHAT", help="What goes on from the screens: screened, fr or all.  [default: screened]")
@click.option("--metrics", metavar="WHAT", help="all: exponents of every formula, in FILE.metrics beside the store.")
@constants_options
@click.option("--digits", type=int, metavar="N", help="Digits of each limit.  [default: 100]")
@click.option("--name", metavar="TEXT", help="A name for the campaign, shown by status.")
@click.option("--dry-run", is_flag=True, help="Print the campaign as a TOML file, with its size, and search nothing.")
@engine_options
@database_option
@format_option("text", "json")
def pcf(dry_run: bool, path: str, format_: str, engine: EngineChoice, **options: Any) -> int:
    """Search polynomial continued fractions: a box of coefficients or a structured family."""
    from discovery.campaigns import Campaign

    campaign = Campaign.from_options(**options)
    if dry_run:
        click.echo(campaign.to_toml(), nl=False)
        return DONE
    return _run(path, campaign, engine, format_)


@click.command(epilog="Example:\n\n\b\n  discover run campaign.toml --db campaign.db\n")
@click.argument("file", metavar="CAMPAIGN.toml")
@engine_options
@database_option
@format_option("text", "json")
def run(file: str, path: str, engine: EngineChoice, format_: str) -> int:
    """Run a campaign file (`discover search pcf … --dry-run` prints one), or what is left of it."""
    from discovery.campaigns import Campaign

    return _run(path, Campaign.from_file(file), engine, format_)


@click.command(epilog="Example:\n\n\b\n  discover resume --db small.db\n")
@click.option("--campaign", type=int, metavar="ID", help="Only this campaign.  [default: all that are unfinished]")
@engine_options
@database_option
@format_option("text", "json")
def resume(campaign: int | None, path: str, engine: EngineChoice, format_: str) -> int:
    """Go on with the campaigns of a store that were stopped, however that came."""
    from results.locks import InHandError
    from results.store import Store

    with Store.open(path) as store:
        rows = [store.campaign(campaign)] if campaign is not None else store.unfinished_campaigns()
        unfinished = [row for row in rows if row.finished is None]
        if not unfinished:
            _say_nothing_to_do(path, format_)
        codes = []
        for row in unfinished:
            try:
                codes.append(_go_on(store, row, engine, format_))
            except InHandError as error:  # the others can still be resumed
                click.echo(f"discover: {error}", err=True)
                codes.append(REFUSED)
    return max(codes, default=DONE)


def _go_on(store: Store, row: CampaignRow, engine: EngineChoice, format_: str) -> int:
    if row.kind == "esma":
        from discovery.cli.esma import search as search_esma
        from discovery.esma import EsmaCampaign

        return search_esma(store, EsmaCampaign.from_store(row), engine, format_)
    from discovery.campaigns import Campaign

    return _drive(store, Campaign.from_store(row), engine, format_)


@click.command(
    epilog="Examples:\n\n\b\n  discover status --db small.db\n  discover status --db small.db --watch\n"
    "  discover status --db small.db --history --format json\n"
)
@click.option("--watch", is_flag=True, help="Show it again and again, until no campaign of the store is running.")
@click.option(
    "--every", type=click.FloatRange(0.1, 3600), default=2.0, show_default=True, metavar="SECONDS", help="With --watch."
)
@click.option("--history", is_flag=True, help="Every run of every campaign: where, when, how it went and ended.")
@database_option
@format_option("text", "json")
def status(path: str, format_: str, watch: bool, every: float, history: bool) -> int:
    """How far each campaign of a store is, and how its last run goes. Exit code 1: the store has none.

    A run tells its rates, workers and time left about every two seconds; "set aside" counts shards that failed in all
    tries, "lost" the runs of tasks that ended with their worker.
    """
    from discovery.watching import history as runs
    from discovery.watching import history_table, standings, status_table, watch_store
    from results.store import Store

    if watch and history:
        raise click.UsageError("--watch and --history do not go together.")
    with Store.read(path) as store:
        if watch:
            return DONE if watch_store(store, every, print_json if format_ == "json" else None) else CHECK_FAILED
        rows = runs(store) if history else standings(store)
    if format_ == "json":
        for row in rows:
            print_json(row)
    elif rows:
        _console().print((history_table if history else status_table)(rows))
    else:
        click.echo(f"no campaign in {path} yet")
    return DONE if rows else CHECK_FAILED


def _run(path: str, campaign: Campaign, engine: EngineChoice, format_: str) -> int:
    from results.store import Store

    with Store.create(path) as store:
        return _drive(store, campaign, engine, format_)


def _drive(store: Store, campaign: Campaign, engine: EngineChoice, format_: str) -> int:
    """Run a campaign in front of the user: live line, summary, and how to go on where it was stopped."""
    from discovery.driver import run_campaign
    from discovery.progress import LiveProgress
    from discovery.summary import Summary

    clustered = None
    try:
        with LiveProgress() as progress:
            ran = run_campaign(store, campaign, **engine, watch=progress)
        if campaign.cluster is not None and not ran.failures:
            clustered = _cluster(store, campaign.cluster, ran.campaign)
    except KeyboardInterrupt:
        click.echo(f"discover: stopped; nothing is lost, go on with: discover resume --db {store.path}", err=True)
        return INTERRUPTED
    for failure in ran.failures:
        click.echo(f"discover: {failure}", err=True)
    summary = Summary.of(store, ran.campaign, ran.seconds)
    if format_ == "json":
        print_json(summary.as_json() | ({} if clustered is None else {"cluster": clustered.as_json()}))
    else:
        if ran.nothing_to_do:
            _say_nothing_to_do(str(store.path), format_)
        summary.show(_console())
        if clustered is not None:
            show_outcome(clustered)
    return CHECK_FAILED if ran.failures else DONE


def _cluster(store: Store, settings: ClusterSettings, row: CampaignRow) -> Outcome | None:
    """The clusters that a campaign asks for; None where it found nothing to cluster."""
    from discovery.clustering import NothingToClusterError, cluster_store

    try:
        return cluster_store(store, settings=settings, campaign=row.id, watch=say_stage)
    except NothingToClusterError:
        return None


def _say_nothing_to_do(path: str, format_: str) -> None:
    if format_ == "text":
        click.echo(f"nothing to do: every campaign asked for in {path} is finished")


def _console() -> Console:
    """Stdout for tables: as wide as the terminal, and never cut in a pipe."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
