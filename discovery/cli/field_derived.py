"""Commands that make a field from another one: field sub, gauge, dual, reduce, embed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError, echo
from analysis.reading.files import read_json
from discovery.cli.field_given import named_field, numbers
from discovery.cli.field_words import show_field
from discovery.cli.options import SignedArguments, format_option, print_json
from discovery.cli.terminal import say_facts

if TYPE_CHECKING:
    from analysis.fields.matrix_fields import MatrixField

MOST_RANK = 4  # of matrices of functions in many variables

_let = click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter, rational.")
_axis = click.option("--axis", "axes", multiple=True, required=True, metavar="u=i,j,…",
                     help="An axis of the new field: its name and its steps along those of the old one.")  # fmt: skip
_start = click.option(
    "--start", metavar="x,y,…", help="The point that is the new origin, rational numbers.  [default: 0]"
)


@click.command(cls=SignedArguments, epilog="Examples:\n\n\b\n"
    "  discover field sub 'zeta(3)' --axis u=1,1 --axis v=0,1 --start 1/2,0\n"
    "  discover field sub 3F2 --let z=1/2 --axis m=1,1,1,2,2 --axis k=0,0,1,0,1\n"
)  # fmt: skip
@click.argument("name")
@_let
@_axis
@_start
@format_option("text", "latex", "json")
def sub(name: str, values: tuple[str, ...], axes: tuple[str, ...], start: str | None, format_: str) -> None:
    """A field on the points start + u·(i, j, …) + …: a sub-field, other coordinates, a shift by fractions.

    It is proved conservative, and its JSON is a NAME for other commands.
    """
    _show(_subfield(name, values, axes, start), format_)


@click.command(epilog="Example:\n\n\b\n"
    "  discover field gauge pi '[[\"1\", \"x\"], [\"0\", \"1\"]]'\n"
)  # fmt: skip
@click.argument("name")
@click.argument("matrix")
@_let
@format_option("text", "latex", "json")
def gauge(name: str, matrix: str, values: tuple[str, ...], format_: str) -> None:
    """The field in other coordinates W of its solutions: M becomes W⁻¹ M W, the last W one step ahead.

    MATRIX is W as JSON, rows of texts in the axes and parameters.
    """
    from analysis.fields.derived_fields import gauge_of, gauged

    found = _bounded(name, values)
    _show(gauged(found, gauge_of(_rows(matrix), found)), format_)


@click.command(epilog="Example:\n\n\b\n  discover field dual 'zeta(2)'\n")
@click.argument("name")
@_let
@format_option("text", "latex", "json")
def dual(name: str, values: tuple[str, ...], format_: str) -> None:
    """The field of inverse transposed matrices: products of one with the other's transposed are constant."""
    _show(_bounded(name, values).dual(), format_)


@click.command(cls=SignedArguments, epilog="Example:\n\n\b\n"
    "  discover field reduce 4F3 --let z=1 --axis x=-1,1,0,0,0,0,0 \\\n"
    "      --axis y=0,0,-1,1,0,0,0 --start 1,0,1,0,1,1,1\n"
    "  discover field reduce 3F2 --let z=1/2 --axis x=0,1,0,0,0 \\\n"
    "      --axis y=0,0,1,0,1 --start 1/5,0,0,1/3,1\n"
)  # fmt: skip
@click.argument("name")
@_let
@_axis
@_start
@format_option("text", "latex", "json")
def reduce(name: str, values: tuple[str, ...], axes: tuple[str, ...], start: str | None, format_: str) -> int:
    """The part of a sub-field that is made of one coordinate, a field of less rank, with its columns.

    In a hypergeometric field also what parameters make that differ by integers, as one above and one below that are
    alike. Exit code 1: there is none.
    """
    from analysis.fields.reducible import reduced_subfield

    whole, found = reduced_subfield(*_plane(name, values, axes, start))
    if found is None:
        click.echo(f"{whole.name}: no part of less than rank {whole.rank} was found", err=True)
        return 1
    _show(found[0], format_, columns=[[str(entry) for entry in row] for row in found[1]])
    return 0


@click.command(cls=SignedArguments, epilog="Example:\n\n\b\n"
    "  discover field embed 'zeta(2)' '3F2(1)' --axis x=-1,1,0,0,0 \\\n"
    "      --axis y=0,0,-1,0,0 --start 1,0,1,1,1\n"
)  # fmt: skip
@click.argument("small")
@click.argument("name")
@_let
@_axis
@_start
@format_option("text", "json")
def embed(
    small: str, name: str, values: tuple[str, ...], axes: tuple[str, ...], start: str | None, format_: str
) -> int:  # fmt: skip
    """Prove that a field SMALL of conjugate polynomials is a sub-field of another one, up to coordinates.

    What is shown is W with M W = c W N, M the sub-field's matrix and N that of SMALL, the left W one step ahead, and
    the factor c for each axis: an identity of rational functions. Exit code 1: none is found.
    """
    from analysis.fields.derived_fields import embedding, embedding_factors

    big, inner = _subfield(name, values, axes, start), _bounded(small, ())
    if inner.axes != big.axes:
        raise InputError(f"axes {', '.join(big.axes)}", f"{', '.join(inner.axes)}, the axes of {inner.name}")
    columns = embedding(inner, big)
    factors = None if columns is None else embedding_factors(inner, big, columns)
    if columns is None or factors is None:
        click.echo(f"{inner.name} is not seen to be {big.name}", err=True)
        return 1
    rows = [[str(entry) for entry in row] for row in columns]
    if format_ == "json":
        texts = {axis: str(c) for axis, c in factors.items()}
        print_json({"field": inner.name, "of": big.name, "matrix": rows, "factors": texts})
    else:
        from results.people import shown

        say_facts([(inner.name, f"is {big.name}, proved")])
        _show_rows("W", rows)
        say_facts((f"factor c along {axis}", shown(str(c))) for axis, c in factors.items())
    return 0


def _subfield(name: str, values: Sequence[str], axes: Sequence[str], start: str | None) -> MatrixField:
    from analysis.fields.derived_fields import subfield

    return subfield(*_plane(name, values, axes, start))


def _plane(
    name: str, values: Sequence[str], axes: Sequence[str], start: str | None
) -> tuple[MatrixField, Mapping[str, list[int]], list[Fraction]]:
    found = _bounded(name, values)
    count = len(found.axes)
    return found, _directions(axes, count), [] if start is None else list(numbers(start, count, "--start"))


def _bounded(name: str, values: Sequence[str]) -> MatrixField:
    found = named_field(name, tuple(values))
    if found.rank > MOST_RANK:
        raise InputError(f"{found.name} of rank {found.rank}", f"rank up to {MOST_RANK}")
    return found


def _directions(axes: Sequence[str], count: int) -> Mapping[str, list[int]]:
    found = {}
    for text in axes:
        name, equals, steps = text.partition("=")
        if not equals or not name.isidentifier() or name == "n" or name in found:
            raise InputError(f"--axis {echo(text)}", "NAME=i,j,… with distinct names other than n")
        values = numbers(steps, count, "--axis")
        if any(step.denominator > 1 or abs(step) > 16 for step in values):
            raise InputError(f"--axis {echo(text)}", "integers from -16 to 16")
        found[name] = [int(step) for step in values]
    return found


def _rows(text: str) -> list[list[str]]:
    found = read_json(text, "MATRIX", "rows of texts")
    rows: list[list[str]] = [row for row in found if isinstance(row, list)] if isinstance(found, list) else []
    if not rows or len(rows) < len(found) or not all(isinstance(entry, str) for row in rows for entry in row):
        raise InputError(f"MATRIX {echo(text)}", 'JSON such as [["1", "x"], ["0", "1"]]')
    return rows


def _show(found: MatrixField, format_: str, **more: Any) -> None:
    """A field that is proved to be conservative here, and what belongs to it."""
    found.conservative()
    if format_ == "json":
        print_json({**found.as_json(), **more})
    elif format_ == "latex":
        click.echo(found.latex())
    else:
        show_field(found)
        for name, rows in more.items():
            _show_rows(name, rows)
        say_facts([("conservative", "proved")])


def _show_rows(name: str, rows: list[list[str]]) -> None:
    from discovery.cli.terminal import say_lines
    from results.columns import matrix_lines
    from results.people import shown

    say_lines(partial(matrix_lines, name, [[shown(entry) for entry in row] for row in rows]))


COMMANDS: tuple[click.Command, ...] = (sub, gauge, dual, reduce, embed)
