"""What every command says in the same words, and how wide its tables are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 200  # columns of a table that goes to a pipe


def say_nothing_to_do(path: str, format_: str) -> None:
    """As text, that there was nothing left to run."""
    if format_ == "text":
        click.echo(f"nothing to do: every campaign asked for in {path} is finished")


def console() -> Console:
    """Stdout for tables: as wide as the terminal, and never cut in a pipe."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
