"""How commands present themselves: grouped by task, with their whole summaries, -h as well as --help.

A command may be named by where it is defined: it is imported when it is asked for, so that others need not wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from analysis.errors import echo

LONGEST_SUMMARY = 200  # characters; click's own 45 would cut every other one
HELP = {"help_option_names": ["-h", "--help"]}


@dataclass(frozen=True)
class Later:
    """A command by its module of `discovery.cli`, its name there, and what a list of commands says of it."""

    module: str
    variable: str
    summary: str

    def command(self) -> click.Command:
        found = getattr(import_module(f"discovery.cli.{self.module}"), self.variable)
        assert isinstance(found, click.Command)
        return found


class _Found(dict[str, click.Command]):
    """The commands of a group by name, imported when they are looked up."""

    def __init__(self, later: Mapping[str, Later]) -> None:
        super().__init__()
        self.later = dict(later)

    def __missing__(self, name: str) -> click.Command:
        self[name] = self.later.pop(name).command()
        return self[name]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.later

    def __iter__(self) -> Iterator[str]:
        return iter([*self.keys(), *self.later])

    def get(self, name: str, default: Any = None) -> Any:
        if name in self:
            return self[name]
        return default

    def items(self) -> Any:
        for name in list(self.later):
            self[name]
        return super().items()

    def summary(self, name: str) -> str:
        return self.later[name].summary if name in self.later else self[name].get_short_help_str(LONGEST_SUMMARY)


class Commands(click.Group):
    """A group whose help lists its commands under headings.

    sections: heading → commands that are imported later; those in none of them stand last.
    """

    def __init__(
        self, *arguments: Any, sections: Mapping[str, Mapping[str, Later]] | None = None, **settings: Any
    ) -> None:
        super().__init__(*arguments, **{"context_settings": HELP, **settings})
        self.sections = {heading: tuple(commands) for heading, commands in (sections or {}).items()}
        later = {name: command for commands in (sections or {}).values() for name, command in commands.items()}
        self._found = _Found(later)
        self._found.update(self.commands)
        self.commands = self._found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0].lower(), self.commands)
            near, every = " or ".join(map(repr, close)), ", ".join(self.commands)
            ctx.fail(
                f"No such command {echo(args[0])}. " + (f"Did you mean {near}?" if near else f"There are: {every}.")
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        listed = {name for names in self.sections.values() for name in names}
        rest = [name for name in self.list_commands(ctx) if name not in listed]
        headings = {**self.sections, **({"More commands" if self.sections else "Commands": rest} if rest else {})}
        for heading, names in headings.items():
            with formatter.section(heading):
                formatter.write_dl([(name, self._found.summary(name)) for name in names])
