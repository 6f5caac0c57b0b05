"""How commands present themselves: grouped by task, with their whole summaries, -h as well as --help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

LONGEST_SUMMARY = 200  # characters; click's own 45 would cut every other one
HELP = {"help_option_names": ["-h", "--help"]}


class Commands(click.Group):
    """A group whose help lists its commands under headings.

    sections: heading → names, in the order of the help; commands in none of them stand last.
    """

    def __init__(self, *arguments: Any, sections: Mapping[str, Sequence[str]] | None = None, **settings: Any) -> None:
        super().__init__(*arguments, **{"context_settings": HELP, **settings})
        self.sections = dict(sections or {})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        listed = {name for names in self.sections.values() for name in names}
        rest = [name for name in self.list_commands(ctx) if name not in listed]
        headings = {**self.sections, **({"More commands" if self.sections else "Commands": rest} if rest else {})}
        for heading, names in headings.items():
            rows = [(name, self.commands[name].get_short_help_str(LONGEST_SUMMARY)) for name in names]
            with formatter.section(heading):
                formatter.write_dl(rows)
