"""What every command says in the same words, and how wide its tables are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console


def say_nothing_to_do(path: str, format_: str) -> None:
    """As text, that there was nothing left to run."""
    if format_ == "text":
        click.echo(f"nothing to do: every campaign asked for in {path} is finished")


def console() -> Console:
    """Stdout for tables: as wide as the terminal, and never cut in a pipe."""
    from results.terminal import console as printing

    return printing()
