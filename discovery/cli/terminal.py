"""What every command says in the same words, and how wide its lines are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from results.formats import Row

SHOWN_ROWS = 20  # of a table on a terminal, unless --limit says otherwise


def say_nothing_to_do(path: str, format_: str) -> None:
    """As text, that there was nothing left to run."""
    if format_ == "text":
        click.echo(f"nothing to do: every campaign asked for in {path} is finished")


def say_lines(lines: Callable[[int | None], Iterable[str]]) -> None:
    """Print lines that were made for the width of this terminal; None is a pipe."""
    from results.columns import terminal_width

    for line in lines(terminal_width(sys.stdout)):
        click.echo(line)


def say_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Print lines of key and value."""
    from results.columns import fact_lines

    pairs = list(facts)
    say_lines(lambda width: fact_lines(pairs, width))


def say_next(*commands: str) -> None:
    """On a terminal, what one does next."""
    if sys.stdout.isatty():
        for i, command in enumerate(commands):
            click.echo(f"{'next:' if i == 0 else '     '} {command}")


def say_rows(rows: Iterable[Row], format_: str, nothing: str = "") -> int:
    """Print rows in a format; the exit code: 0, or 1 where there are none, which `nothing` says on stderr."""
    from results import tables

    found = tables.write(rows, format_, sys.stdout)
    if not found and nothing:
        click.echo(nothing, err=True)
    return 0 if found else 1


def say_first(rows: Sequence[Row], format_: str, limit: int | None, nothing: str = "") -> int:
    """Print so many rows, without a limit all: on a terminal SHOWN_ROWS of a table, and how many more there are."""
    few = limit is None and format_ == "table" and sys.stdout.isatty()
    code = say_rows(rows[: SHOWN_ROWS if few else limit], format_, nothing)
    if few and len(rows) > SHOWN_ROWS:
        click.echo(f"and {len(rows) - SHOWN_ROWS:,} more: --limit N shows more of them")
    return code
