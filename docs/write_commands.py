"""Write docs/commands.md from the help texts of `discover`, so that the page cannot drift from the program.

`make docs` runs it; with --check it writes nothing and fails where the page is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from discovery.cli import discover

PAGE = Path(__file__).parent / "commands.md"
WIDTH = 100  # of the help texts, in characters
HEAD = """# Commands

Written by `make docs` from the help texts. `--db` defaults to $DISCOVER_DB, else ./discover.db. Exit codes: 0 done,
1 nothing found or a check failed, 2 bad usage or bad input (one line says what, what is allowed and what to do).
"""


def helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """Name and help text of a command and of all below it, in alphabetical order.

    >>> next(helps(click.Command("one", help="Do one thing."), "do one"))[1].splitlines()[0]
    'Usage: do one [OPTIONS]'
    """
    yield name, command.get_help(click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH))
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from helps(command.commands[below], f"{name} {below}")


def page() -> str:
    """The whole page as Markdown."""
    sections = [f"## {name}\n\n```text\n{text.rstrip()}\n```\n" for name, text in helps(discover, "discover")]
    return "\n".join([HEAD, *sections])


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(None if PAGE.read_text(encoding="utf-8") == page() else "docs/commands.md is out of date: `make docs`")
    PAGE.write_text(page(), encoding="utf-8")
