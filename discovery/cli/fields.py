"""Commands about conservative matrix fields: field list, show, verify, from-pcf, trajectory."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError, echo
from analysis.reading.lists import list_items
from discovery.cli.field_cones import show_cones
from discovery.cli.field_derived import COMMANDS
from discovery.cli.field_formulas import from_formulas
from discovery.cli.field_given import is_file, named_field, numbers
from discovery.cli.field_words import optimum, say_statement, show_direction, show_field
from discovery.cli.help import Commands
from discovery.cli.options import Fractions, Real, SignedArguments, database_option, format_option, print_json
from discovery.cli.terminal import say_facts, say_next, say_rows
from discovery.trajectories import trajectory_limit

if TYPE_CHECKING:
    from analysis.fields.matrix_fields import MatrixField
    from discovery.field_members import FieldKind
    from results.records import FieldCounts

MOST_SHOWN_AXES = 9


@click.group(cls=Commands, epilog="Examples:\n\n\b\n  discover field list\n  discover field show 'zeta(3)'\n"
    "  discover field trajectory 'zeta(3)' --start 1,1 --direction 1,1\n"
)  # fmt: skip
def field() -> None:
    """Conservative matrix fields: what ties formulas of one constant together, and the trajectories in them."""


@field.command("list", epilog="Examples:\n\n\b\n  discover field list\n  discover field list --format json\n")
@format_option("text", "json")
def list_fields(format_: str) -> None:
    """The built-in fields: families with parameters, a field for each constant, hypergeometric fields.

    Beside those listed: pFq for all p and q by its name, as in 8F7, and Meijer's G as in G(2,1;2,3).
    """
    from analysis.fields.built_in_fields import built_in_field, names

    rows = [
        {"name": name, "axes": list(found.axes), "parameters": list(found.parameters), "rank": found.rank,
         "constant": found.constant}
        for name in names() if (found := built_in_field(name))
    ]  # fmt: skip
    say_rows(rows, "table" if format_ == "text" else format_)


@field.command(epilog="Examples:\n\n\b\n  discover field show 'zeta(3)'\n  discover field show cubic --format latex\n"
    "  discover field show 2F1 --let z=1/2 --format json\n"
)  # fmt: skip
@click.argument("name")
@click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter, rational.")
@click.option("--dual", is_flag=True, help="The dual field: the inverse transposed matrices.")
@format_option("text", "latex", "json")
def show(name: str, values: tuple[str, ...], dual: bool, format_: str) -> None:
    """The matrices of a field: NAME is built in, or a JSON file such as `--format json` writes.

    Of hypergeometric fields with more than 9 axes, whose matrices fill megabytes, the rule that makes them.
    """
    from analysis.fields.operator_fields import OperatorField

    found = named_field(name, values, checked=False)
    found = found.dual() if dual else found
    if isinstance(found, OperatorField) and len(found.axes) > MOST_SHOWN_AXES:
        shown = {"name": found.name, "axes": list(found.axes), "parameters": list(found.parameters),
                 "rank": found.rank, "rule": found.rule()}  # fmt: skip
        if format_ == "json":
            print_json(shown)
        else:
            say_facts((place if place == "equation" else f"M_{place}", text) for place, text in found.rule().items())
    elif format_ == "json":
        print_json(found.as_json())
    elif format_ == "latex":
        click.echo(found.latex())
    else:
        show_field(found)
        if not found.parameters and not values and not dual:
            say_next(f"discover field trajectory {quote(name)} --fan 2")


@field.command(epilog="Examples:\n\n\b\n  discover field verify\n  discover field verify 'zeta(3)'\n"
    "  discover field verify 8F7 --let z=1\n  discover field verify field.json\n"
)  # fmt: skip
@click.argument("name", required=False)
@click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter, rational.")
@format_option("text", "json")
def verify(name: str | None, values: tuple[str, ...], format_: str) -> int:
    """Prove that a field is conservative, by exact algebra in all its variables; without NAME all that are built in.

    Exit code 1: one is not.
    """
    from analysis.fields.built_in_fields import names

    if values and name is None:
        raise click.UsageError("--let needs the NAME of a field.")
    failed = False
    for one in [name] if name is not None else names():
        checked = named_field(one, values, checked=False)
        wrong, claimed = checked.violations(), checked.constant is not None and is_file(one)
        failed = failed or bool(wrong)
        if format_ == "json":
            print_json({"name": one, "conservative": not wrong, "violations": [list(pair) for pair in wrong]})
        else:
            pairs = ", ".join(f"{first} and {second}" for first, second in wrong)
            claim = f"; that its limits are images of {echo(checked.constant)} is only its claim" if claimed else ""
            click.echo(f"{one}: not conservative for {pairs}" if wrong else f"{one}: conservative{claim}")
    return int(failed)


@field.command(
    "from-pcf",
    cls=Fractions,
    epilog="Examples:\n\n\b\n  discover field from-pcf 'n^3+(n+1)^3' -n^6\n"
    "  discover field from-pcf 3n+3 -2n^2-n --format json\n",
)
@click.argument("a")
@click.argument("b")
@format_option("text", "latex", "json")
def from_pcf(a: str, b: str, format_: str) -> int:
    """The fields of conjugate polynomials of degree up to 3 whose row y = 0 is the fraction A, B.

    Else the hypergeometric field, or that of a classical constant, of which it is a trajectory up to a coboundary: with
    start and direction. Exit code 1: it is in none of them.
    """
    from analysis.fields.conjugates import fields_of
    from analysis.formulas.pcf import PCF
    from analysis.links.membership import membership
    from analysis.numbers.limits import limit

    pcf = PCF.parse(a, b)
    found = list(fields_of(pcf))
    for one in found:
        if format_ == "json":
            print_json(one.as_json())
        elif format_ == "latex":
            click.echo(one.latex())
        else:
            from results.people import shown as in_unicode

            (f_bar, _), (_, f) = one.matrices["y"]
            parts = (("f", f), ("conjugate", f_bar), ("b", one.matrices["x"][0][1]))
            click.echo(f"{one.name}:")
            say_facts((name, in_unicode(str(part))) for name, part in parts)
    if found:
        return 0
    member = membership(pcf) if limit(pcf, 20).status == "convergent" else None
    if member is None:
        click.echo("no field of conjugate polynomials of degree up to 3, and none of those built in", err=True)
        return 1
    if format_ == "json":
        print_json({**member.description, "start": list(member.start), "direction": list(member.direction)})
    else:
        start, direction = ", ".join(member.start), ", ".join(map(str, member.direction))
        from results.people import field_title, shown

        say_facts(
            [
                ("trajectory of", field_title(member.field)),
                ("from", f"({shown(start)})"),
                ("along", f"({direction}), up to a coboundary"),
            ]
        )
    return 0


@field.command(epilog="Examples:\n\n\b\n  discover field trajectory 'zeta(3)' --start 1,1 --direction 1,1\n"
    "  discover field trajectory 'log(2)' --fan 3\n  discover field trajectory 'zeta(2)' --fan 3 --plot fan.png\n"
)  # fmt: skip
@click.argument("name")
@click.option("--start", metavar="x,y,…", help="Where it starts, rational numbers.  [default: 1 on each axis]")
@click.option("--direction", metavar="i,j,…", help="Integers: the steps along each axis.  [default: 1 on each]")
@click.option("--fan", "reach", type=int, metavar="R", help="All primitive directions with entries 0 … R instead.")
@click.option("--axes", "plane", metavar="x,y", help="With --fan R: entries -R … R along these two axes, those of "
              "--direction (0) along the others.")  # fmt: skip
@click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter, rational.")
@click.option("--plot", "picture", metavar="FILE.png", help="With --fan: δ by direction as a picture.")
@format_option("text", "json")
def trajectory(
    name: str, start: str | None, direction: str | None, reach: int | None, plane: str | None, values: tuple[str, ...],
    picture: str | None, format_: str,
) -> int:  # fmt: skip
    """The continued fraction of a trajectory, its limit and δ, or δ over a fan of directions and the best of them.

    For a field of rank above 2: the recurrence of the products' entries, and the limits as far as digits agree.
    Where δ > 0 is known exactly, the irrationality it proves is stated with all that it rests on: of a constant where
    the limit is proved to be an image of it, else of the limit. The "constant" of a JSON file is a claim, checked.
    """
    from analysis.fields.fans import fan, measured
    from analysis.fields.fans import plane as plane_of

    chosen = named_field(name, values)
    at = numbers(start, len(chosen.axes), "--start")
    if reach is None:
        if picture is not None or plane is not None:
            raise click.UsageError("--plot and --axes need --fan.")
        found = [measured(chosen, at, _integers(direction, len(chosen.axes)))]
    elif plane is not None:
        base = [0] * len(chosen.axes) if direction is None else _integers(direction, len(chosen.axes))
        found = list(plane_of(chosen, at, base, _two_axes(chosen, plane), reach))
    else:
        if direction is not None:
            raise click.UsageError("Give --direction or --fan.")
        found = list(fan(chosen, at, reach))
    for one in found:
        show_direction(one, chosen.constant if is_file(name) else None, format_, brief=reach is not None)
    known = [one for one in found if one.delta is not None]
    from results.people import shown_pair

    if reach is not None and known and format_ == "text":
        best = max(known, key=lambda one: one.delta or 0.0)
        click.echo(f"best: {best.trajectory.direction}")
        if best.trajectory.fraction is not None:
            click.echo(shown_pair(str(best.trajectory.pcf.a), str(best.trajectory.pcf.b)))
            say_statement(trajectory_limit(best))
    if picture is not None:
        from discovery.fan_plot import save_fan

        save_fan(known, chosen, Path(picture), None if plane is None else _two_axes(chosen, plane))
    return 0 if found else 1


@field.command(
    cls=SignedArguments,
    epilog="Examples:\n\n\b\n  discover field optimize 'zeta(3)'\n"
    "  discover field optimize 2F1 --let z=-1 --start 1,1,2\n"
    "  discover field optimize '3F2(1)' --constant 'zeta(2)' --seconds 20\n",
)
@click.argument("name")
@click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter, rational.")
@click.option("--constant", metavar="NAME", help="Only limits that are images of this constant.")
@click.option("--start", metavar="x,y,…", help="Where trajectories start.  [default: 1 on each axis, lower parameters "
              "of pFq 2; with --constant also halves]")  # fmt: skip
@click.option(
    "--max-norm", type=int, default=6, show_default=True, metavar="N", help="The largest entry of a direction."
)
@click.option("--seconds", type=Real(0.1, 86_400), default=60.0, show_default=True, metavar="S",
              help="After which no new direction is tried.")  # fmt: skip
@click.option("--cones", is_flag=True, help="Only list the cones: signs, a short direction, the rate of its error.")
@format_option("text", "json")
def optimize(
    name: str, values: tuple[str, ...], constant: str | None, start: str | None, max_norm: int, seconds: float,
    cones: bool, format_: str,
) -> int:  # fmt: skip
    """Find the directions of a field with the best δ: in each cone of constant sign the best, exact where it can be.

    Signs: of the steps, and after | of upper less lower parameters. Exit code 1: no direction has a limit.
    """
    from analysis.constants.library import built_in_library
    from discovery.optimising import optima

    chosen = named_field(name, values)
    if cones:
        show_cones(chosen, format_)
        return 0
    if constant is not None:
        built_in_library().find(constant)
    at = None if start is None else numbers(start, len(chosen.axes), "--start")
    found = optima(chosen, at, constant, max_norm, seconds)
    for one in found:
        if format_ == "json":
            print_json(one.as_json())
        else:
            say_facts(optimum(one))
    if not found:
        click.echo("no direction that was tried has such a limit; try another --start, or more --seconds", err=True)
    if found and format_ == "text" and found[0].limit is not None:
        say_statement(found[0].limit)
    return 0 if found else 1


@field.command(epilog="Examples:\n\n\b\n  discover field members --db box.db\n"
    "  discover field members --db box.db --list --format json\n"
)  # fmt: skip
@database_option
@click.option("--list", "listed", is_flag=True, help="Only show the fields that the store has.")
@format_option("table", "json")
def members(path: str, listed: bool, format_: str) -> int:
    """Find the field of every convergent formula of a store, with start and direction, and list the fields.

    First by kind, the argument free; `cluster` does the same at its end. Exit code 1: there are none.
    """
    from discovery.field_members import by_kind, convergent, find_members
    from discovery.stages import Stages
    from results import tables
    from results.fields import record_members, stored_fields
    from results.store import Store

    with Store.read(path) if listed else Store.open(path) as store:
        if not listed:
            record_members(store, find_members(store, list(convergent(store)), Stages()))
        rows = stored_fields(store)
        if format_ == "table" and rows:
            tables.write(map(_in_short, by_kind(rows)), format_, sys.stdout)
            click.echo()
    nothing = f"no formula in {path} has a field" + (" yet: discover field members" if listed else "")
    return say_rows(map(_in_short, rows) if format_ == "table" else (one.as_json() for one in rows), format_, nothing)


def _in_short(row: FieldCounts | FieldKind) -> dict[str, Any]:
    """A field as a line of a table."""
    return {"best δ" if key == "best_delta" else key: value for key, value in row.as_json().items()}


def _integers(text: str | None, count: int) -> list[int]:
    """The entries of --direction."""
    steps = numbers(text, count, "--direction")
    if any(step.denominator != 1 for step in steps):
        raise InputError(f"--direction {text}", "integers")
    return [int(step) for step in steps]


def _two_axes(chosen: MatrixField, text: str) -> tuple[int, int]:
    """The places of two axes given by their names."""
    names = list_items(text, "--axes")
    if len(names) != 2 or len(set(names)) != 2 or not set(names) <= set(chosen.axes):
        raise InputError(f"--axes {echo(text)}", f"two of {', '.join(chosen.axes)}")
    return chosen.axes.index(names[0]), chosen.axes.index(names[1])


for command in (from_formulas, *COMMANDS):
    field.add_command(command)
