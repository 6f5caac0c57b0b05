"""A campaign of signed continued fractions on the terminal: what will be tried, and what was found."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from discovery.cli.options import print_json
from discovery.cli.terminal import say_lines, say_next

if TYPE_CHECKING:
    from analysis.formula import Formula
    from discovery.driver import Ran
    from discovery.esma import EsmaCampaign
    from results.store import Store

# Left-hand sides are counted one by one before a search of at most so many pairs; beyond, only the pairs are told.
COUNTED_PAIRS = 100_000
SHOWN_VALUES = 15
SHOWN_TERMS = 7
_NAMES = ("value", "signs", "first terms", "pattern", "digits/term", "simple")


def announce(campaign: EsmaCampaign) -> None:
    """Tell what will be tried."""
    domain = campaign.domain
    counted = domain.polynomial_count**2 <= COUNTED_PAIRS
    total = f"{domain.count():,}" if counted else f"up to {domain.polynomial_count**2:,}"
    click.echo(f"{total} left-hand sides × {len(domain.sign_periods)} sign periods of {domain.definition.name}")


def show(store: Store, ran: Ran, format_: str, clustered: None = None) -> bool:
    """Show what a campaign has found in all its runs; whether that is anything."""
    found = _found(store, ran.campaign.id)
    values = {str(row.own["lhs"]) for row in found}
    if format_ == "json":
        status = store.status(ran.campaign.id).as_json()
        print_json(status | {"values": len(values), "fractions": len(found), "run_seconds": round(ran.seconds, 3)})
    else:
        if ran.nothing_to_do:
            click.echo(f"nothing to do: this search is in {store.path}, finished")
        _show(found)
        click.echo(f"{len(found):,} fractions of {len(values):,} values, {ran.seconds:.2f} s")
        if found:
            say_next(f"discover query --db {shlex.quote(str(store.path))} --kind esma")
    return bool(found)


def _found(store: Store, campaign: int) -> list[Formula]:
    from analysis.formula import SIGNED
    from results.queries import Query, formulas

    return list(formulas(store, Query(kind=SIGNED, campaign=campaign)))


def _show(rows: Iterable[Formula]) -> None:
    """The fractions grouped by value, those with the shortest recurrence first; integer shifts are only counted."""
    from results.columns import table_lines

    groups: dict[str, list[Formula]] = {}
    shifts = 0
    for row in rows:
        if "shift" in row.more:
            shifts += 1
        else:
            groups.setdefault(row.own["lhs"], []).append(row)
    ordered = sorted(groups.values(), key=lambda group: (min(map(_order, group)), group[0].own["lhs"]))
    cells = [_cells(row) for group in ordered[:SHOWN_VALUES] for row in sorted(group, key=_order)]
    if cells:
        say_lines(lambda width: table_lines(_NAMES, cells, width, right=_NAMES[4:], first=("first terms",)))
    if len(groups) > SHOWN_VALUES:
        click.echo(f"… and {len(groups) - SHOWN_VALUES:,} more values")
    if shifts:
        click.echo(f"{shifts:,} more rows differ from one of these by an integer")


def _order(row: Formula) -> int:
    return len(row.own["recurrence"])


def _cells(row: Formula) -> list[str]:
    from results.people import shown, shown_polynomial, shown_signs

    terms = ", ".join(str(term) for term in row.own["terms"][:SHOWN_TERMS])
    pattern = ", ".join(map(shown_polynomial, row.own["interlaced"] or ())) or "recurrence"
    speeds = ("" if x is None else f"{x:.3f}" for x in (row.own["digits_per_term"], row.own["simple_digits_per_term"]))
    return [shown(row.own["lhs"]), shown_signs(row.own["signs"]), terms, pattern, *speeds]
