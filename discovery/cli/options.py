"""What commands share: options that many of them take, polynomials as arguments, and how answers are printed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from analysis.effort import LEAST_SECONDS, MOST_SECONDS
from analysis.reading.pasted_fractions import pasted_sides

if TYPE_CHECKING:
    from analysis.constants.library import Library

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_STORE = "discover.db"


class SignedArguments(click.Command):
    """A command whose arguments may begin with a minus sign: `discover inspect 2n+1 -n^2`.

    Only `--name` is an option; any other text that begins with `-` is an argument. -h by itself asks for help.
    """

    ignore_unknown_options = True

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        return ["--help"]  # -h by itself is understood, too: see below

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {name for parameter in self.get_params(ctx) for name in (*parameter.opts, *parameter.secondary_opts)}
        end = args.index("--") if "--" in args else len(args)
        args = ["--help" if text == "-h" and place < end else text for place, text in enumerate(args)]
        for text in args:
            name = text.split("=", 1)[0]
            if text == "--":
                break
            if text.startswith("--") and name not in known:
                from difflib import get_close_matches

                raise click.NoSuchOption(name, possibilities=get_close_matches(name, known), ctx=ctx)
        return super().parse_args(ctx, args)


class Fractions(SignedArguments):
    """A command whose arguments are polynomials, two for a fraction; "PCF(A, B)", "A | B" and "A, B" are both."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [part for text in args for part in pasted_sides(text)])


def _bounds(least: float | None, most: float | None) -> str:
    """What help and errors say of the bounds; click would write x>=1."""
    if least is None:
        return ""
    return f"{least:g} or more" if most is None else f"{least:g} to {most:.10g}"


class Whole(click.IntRange):
    """Integers from one bound on, or between two."""

    name = "integer"

    def _describe_range(self) -> str:
        return _bounds(self.min, self.max)


class Real(click.FloatRange):
    """Finite numbers between two bounds, or any: click's own floats take nan, which lies within every bound."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number

    def _describe_range(self) -> str:
        return _bounds(self.min, self.max)


def database_option(command: Command) -> Command:
    """--db, else $DISCOVER_DB, else ./discover.db."""
    return click.option(
        "--db",
        "path",
        envvar="DISCOVER_DB",
        default=DEFAULT_STORE,
        show_default=True,
        metavar="FILE",
        help="The store, an SQLite file.  [env: DISCOVER_DB]",
    )(command)


def constants_options(command: Command) -> Command:
    """--constants and --constants-file."""
    command = click.option(
        "--constants-file",
        metavar="FILE.toml",
        help="More constants, as [[constant]] tables with name and expression.",
    )(command)
    return click.option(
        "--constants",
        metavar="NAMES",
        help="Only these constants, separated by commas, as in pi,e,zeta(3).  [default: the whole library]",
    )(command)


def digits_option(default: int, most: int) -> Callable[[Command], Command]:
    """--digits, from 1 to `most`."""
    return click.option(
        "--digits", type=Whole(1, most), default=default, show_default=True, help="Digits of each limit."
    )


def seconds_option(default: float | None, why: str = "") -> Callable[[Command], Command]:
    """--seconds, a limit of time for one formula; None where it stands elsewhere."""
    return click.option(
        "--seconds",
        type=Real(LEAST_SECONDS, MOST_SECONDS),
        default=default,
        show_default=default is not None,
        metavar="N",
        help="The longest that one formula may take, in processor time; what is known by then is given." + why,
    )


def format_option(*formats: str) -> Callable[[Command], Command]:
    """--format, one of `formats`, the first being the default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="json is one object a line.",
    )


def known_option(command: Command) -> Command:
    """--known, for the question whether a formula is new."""
    return click.option(
        "--known",
        multiple=True,
        metavar="FILE.csv",
        help="Known formulas beside those of the project, in columns a, b and source; repeat it for several files.",
    )(command)


def chosen_library(names: str | None, file: str | None) -> Library:
    """The library that --constants and --constants-file ask for."""
    from analysis.constants.library import built_in_library, load_library

    library = built_in_library() if file is None else load_library(file, built_in_library())
    return library if names is None else library.select(names)


def print_json(row: Mapping[str, Any]) -> None:
    """One object on one line of stdout."""
    click.echo(json.dumps(row, ensure_ascii=False))
