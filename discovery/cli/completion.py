"""What a shell offers when TAB is pressed: commands and options by click; names of constants and fields, and files."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem, add_completion_class, get_completion_class, shell_complete

from analysis.errors import InputError

VARIABLE = "_DISCOVER_COMPLETE"  # by which a shell asks
_CONSTANTS = ("--constant", "--constants")
_FIELDS = (("field", "show"), ("field", "trajectory"), ("field", "verify"), ("field", "optimize"), ("search", "field"),
           ("plot", "directions"))  # fmt: skip


def complete(cli: click.Command, instruction: str) -> int:
    """Answer a shell, as in bash_source or zsh_complete; the exit code."""
    shell = instruction.partition("_")[0]
    asked = get_completion_class(shell)
    if asked is None:
        return 1

    class Knowing(asked):  # type: ignore[misc, valid-type]
        """With names, and files where click knows nothing; words that make no sense have no continuation."""

        def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
            try:
                found = [] if args and args[-1] in _CONSTANTS else super().get_completions(args, incomplete)
            except (click.ClickException, InputError):
                return []
            if found or incomplete.startswith("--"):
                return found
            names = [name for name in _names(args) if name.startswith(incomplete)]
            quoted = map(shlex.quote, names) if shell == "bash" else names  # the others quote what they insert
            return [CompletionItem(name) for name in quoted] or [CompletionItem(incomplete, type="file")]

    add_completion_class(Knowing, shell)
    return shell_complete(cli, {}, "discover", VARIABLE, instruction)


def _names(args: list[str]) -> Iterable[str]:
    from analysis.formula import EVIDENCE, STATUSES

    if args and args[-1] in ("--evidence", "--status"):
        return EVIDENCE if args[-1] == "--evidence" else STATUSES
    if args and args[-1] in _CONSTANTS:
        from analysis.constants.library import built_in_library

        return [constant.name for constant in built_in_library() if "*" not in constant.name]  # no products
    if tuple(args[:2]) in _FIELDS and len(args) == 2:
        from analysis.fields.built_in_fields import names

        return names()
    return ()
