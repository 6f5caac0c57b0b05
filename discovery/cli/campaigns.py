"""Commands that run campaigns: search, run, resume, status."""

from __future__ import annotations

import shlex
from typing import Any

import click

from discovery.cli.esma import esma
from discovery.cli.field_search import search_field
from discovery.cli.help import Commands
from discovery.cli.options import Real, constants_options, database_option, format_option, print_json, seconds_option
from discovery.cli.recurrences import search_product, search_recurrence, search_series
from discovery.cli.running import (
    CHECK_FAILED,
    DONE,
    REFUSED,
    EngineChoice,
    campaign_options,
    engine_options,
    run_in_front,
    run_into,
)
from discovery.cli.terminal import say_lines, say_next, say_nothing_to_do


@click.group(
    cls=Commands,
    epilog="Example:\n\n\b\n  discover search pcf --a-degree 1 --b-degree 2 --coefficients -2:2\n",
)
def search() -> None:
    """Search a domain of formulas into a store. The same search again resumes what is left of it."""


@search.command(
    epilog="Examples:\n\n\b\n"
    "  discover search pcf --a-degree 1 --b-degree 2 --coefficients -2:2\n"
    "  discover search pcf --a-form 'x*(n^2+n)+3' --b-form n^4 --let x=1:11\n"
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
@click.option(
    "--keep",
    metavar="WHAT",
    help="What goes on from the screens: screened, fr, endless (fr without what ends) or all.  [default: screened]",
)
@click.option("--metrics", metavar="WHAT", help="all: exponents of every formula, in FILE.metrics beside the store.")
@constants_options
@click.option("--digits", type=int, metavar="N", help="Digits of each limit.  [default: 100]")
@seconds_option(None, "  [default: 20]")
@campaign_options
def pcf(dry_run: bool, path: str, format_: str, engine: EngineChoice, **options: Any) -> int:
    """Search polynomial continued fractions: a box of coefficients or a structured family."""
    from discovery.campaigns import Campaign

    campaign = Campaign.from_options(**options)
    return run_into(path, campaign, engine, format_, dry_run=dry_run)


@click.command(epilog="Example:\n\n\b\n  discover run campaign.toml --db campaign.db\n")
@click.argument("file", metavar="CAMPAIGN.toml")
@engine_options
@database_option
@format_option("text", "json")
def run(file: str, path: str, engine: EngineChoice, format_: str) -> int:
    """Run a campaign file (`discover search … --dry-run` prints one), or what is left of it."""
    from discovery.campaign_files import read_campaign

    return run_into(path, read_campaign(file), engine, format_)


@click.command(epilog="Example:\n\n\b\n  discover resume --db small.db\n")
@click.option("--campaign", type=int, metavar="ID", help="Only this campaign.  [default: all that are unfinished]")
@engine_options
@database_option
@format_option("text", "json")
def resume(campaign: int | None, path: str, engine: EngineChoice, format_: str) -> int:
    """Go on with the campaigns of a store that were stopped, however that came, and with formulas out of time.

    Exit code 1: the store has none.
    """
    from discovery.campaign_files import stored_campaign
    from results.locks import InHandError
    from results.store import Store

    with Store.open(path) as store:
        store.ask_again_for_late(campaign)
        rows = [store.campaign(campaign)] if campaign is not None else store.unfinished_campaigns()
        unfinished = [row for row in rows if row.finished is None]
        if not store.campaigns():
            click.echo(f"no campaign in {path} yet", err=True)
            return CHECK_FAILED
        if not unfinished:
            say_nothing_to_do(path, format_)
        codes = []
        for row in unfinished:
            try:
                codes.append(run_in_front(store, stored_campaign(row), engine, format_))
            except InHandError as error:  # the others can still be resumed
                click.echo(f"discover: {error}", err=True)
                codes.append(REFUSED)
    return max(codes, default=DONE)


@click.command(
    epilog="Examples:\n\n\b\n  discover status --db small.db\n  discover status --db small.db --watch\n"
    "  discover status --db small.db --history --format json\n"
)
@click.option("--watch", is_flag=True, help="Show it again and again, until no campaign of the store is running.")
@click.option("--every", type=Real(0.1, 3600), default=2.0, show_default=True, metavar="SECONDS", help="With --watch.")
@click.option("--history", is_flag=True, help="Every run of every campaign: where, when, how it went and ended.")
@database_option
@format_option("text", "json")
def status(path: str, format_: str, watch: bool, every: float, history: bool) -> int:
    """How far each campaign of a store is, and how its last run goes. Exit code 1: the store has none.

    A run tells its rates, workers and time left about every two seconds; "set aside" counts shards that failed in all
    tries, "lost" the runs of tasks that ended with their worker.
    """
    from discovery.watching import history as runs
    from discovery.watching import history_lines, reasons, standings, status_lines, watch_store
    from results.store import Store

    if watch and history:
        raise click.UsageError("--watch and --history do not go together.")
    with Store.read(path) as store:
        if watch:
            return DONE if watch_store(store, every, print_json if format_ == "json" else None) else CHECK_FAILED
        past = runs(store) if history else []
        now = [] if history else standings(store)
    if format_ == "json":
        for row in [*(run.as_json() for run in past), *(one.as_json() for one in now)]:
            print_json(row)
    elif past:
        say_lines(lambda width: history_lines(past, width))
    elif now:
        say_lines(lambda width: status_lines(now, width))
        for line in reasons(now):
            click.echo(line)
        waits = any(not one.status.campaign.finished for one in now)
        say_next(f"discover {'resume' if waits else 'query'} --db {shlex.quote(path)}")
    else:
        click.echo(f"no campaign in {path} yet")
    return DONE if past or now else CHECK_FAILED


for _command in (esma, search_recurrence, search_series, search_product, search_field):
    search.add_command(_command)
