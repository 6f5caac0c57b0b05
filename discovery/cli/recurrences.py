"""Commands about recurrences: search recurrence, and how a campaign of them is told and shown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from analysis.errors import InputError, echo
from analysis.reading.numbers import read_integer
from discovery.cli.options import database_option, format_option, print_json
from discovery.cli.running import DONE, EngineChoice, engine_options, run_into
from search.screens import KEEP_RECURRENCES as KEEP

if TYPE_CHECKING:
    from discovery.driver import Ran
    from discovery.recurrences import RecurrenceCampaign
    from results.store import Store

SHOWN_ROWS = 20


@click.command(
    "recurrence",
    epilog="Examples:\n\n\b\n  discover search recurrence --form n^3 --form='-(2n-1)*(17n^2-17n+y)' "
    "--form='(n-1)^3' --let y=4:6 --first 2 --start=0,6/1,5 --db recurrences.db\n"
    "  discover search recurrence --degrees 0,1,1 --coefficients=-1:1 --dry-run\n",
)
@click.option("--form", "forms", multiple=True, metavar="EXPR", help="c0(n), c1(n), … in this order, with parameters.")
@click.option("--let", multiple=True, metavar="NAME=LOW:HIGH", help="The range of a parameter.")
@click.option("--degrees", metavar="D1,…", help="Instead of forms: c0 = 1, degrees of c1, …, cr.")
@click.option("--coefficients", metavar="LOW:HIGH", help="With --degrees: the range of all coefficients.")
@click.option("--first", type=int, default=1, show_default=True, metavar="N", help="The recurrence holds for n ≥ N.")
@click.option("--start", metavar="P,…/Q,…", help="Values of p and q before it.  [default: 0,…,1,0/0,…,0,1]")
@click.option("--keep", type=click.Choice(KEEP), default=KEEP[0], show_default=True, help="full: denominators ~ cⁿ.")
@click.option("--digits", type=int, default=50, show_default=True, metavar="N", help="Digits of each limit.")
@click.option("--name", default="", metavar="TEXT", help="A name for the campaign, shown by status.")
@click.option("--dry-run", is_flag=True, help="Print the campaign as a TOML file, and search nothing.")
@engine_options
@database_option
@format_option("text", "json")
def search_recurrence(
    forms: tuple[str, ...], let: tuple[str, ...], degrees: str | None, coefficients: str | None, first: int,
    start: str | None, keep: str, digits: int, name: str, dry_run: bool, path: str, format_: str, engine: EngineChoice,
) -> int:  # fmt: skip
    """Search recurrences of any order for limits that converge with small denominators.

    Screened by the p-curvature modulo 5, 7, 11, 13 and by exact denominators; what is left is examined, and kept where
    it converges. Exit code 1: a shard failed, or nothing was found.
    """
    from discovery.recurrences import RecurrenceCampaign

    p, q = _start(start)
    campaign = RecurrenceCampaign.of(
        forms=forms, let=dict(_range(text) for text in let), degrees=_integers(degrees), coefficients=coefficients,
        first=first, p=p, q=q, keep=keep, digits=digits, name=name,
    )  # fmt: skip
    if dry_run:
        click.echo(campaign.to_toml(), nl=False)
        return DONE
    return run_into(path, campaign, engine, format_)


def _range(text: str) -> tuple[str, str]:
    name, equals, bounds = text.partition("=")
    if not equals or not name.strip().isidentifier() or name.strip() == "n":
        raise InputError(f"--let {echo(text)}", "NAME=LOW:HIGH, as in x=1:20")
    return name.strip(), bounds.strip()


def _integers(text: str | None) -> list[int]:
    return [read_integer(part.strip()) for part in text.split(",")] if text else []


def _start(text: str | None) -> tuple[list[int], list[int]]:
    p, slash, q = (text or "/").partition("/")
    if not slash:
        raise InputError(f"--start {echo(text)}", "values of p, a slash, values of q, as in 0,6/1,5")
    return _integers(p), _integers(q)


def announce(campaign: RecurrenceCampaign) -> None:
    """Tell what will be tried."""
    click.echo(f"{campaign.domain.size:,} recurrences of order {campaign.domain.order}")


def show(store: Store, ran: Ran, format_: str, clustered: None = None) -> bool:
    """Show what a campaign has found in all its runs; whether that is anything."""
    from results.queries import Query, formulas
    from results.tables import write

    found = list(formulas(store, Query(kind="recurrence", campaign=ran.campaign.id)))
    named = sum(row.identity is not None for row in found)
    if format_ == "json":
        print_json(store.status(ran.campaign.id).as_json() | {"recurrences": len(found), "identified": named})
    else:
        write(found[:SHOWN_ROWS], "table", sys.stdout)
        click.echo(f"{len(found):,} recurrences that converge, {named:,} with a name, {ran.seconds:.2f} s")
    return bool(found)
