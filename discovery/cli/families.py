"""Commands about infinite families: families, generate."""

from __future__ import annotations

import sys
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError, echo
from discovery.cli.field_given import named_field, numbers
from discovery.cli.options import Real, Whole, database_option, format_option, print_json
from discovery.cli.terminal import say_first, say_next, say_rows
from results.formats import OF_ANY_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from results.records import Family

NOTHING_FOUND = 1


@click.command(
    epilog="Examples:\n\n\b\n  discover families --db box.db --limit 20\n"
    "  discover families --db box.db --kind polynomial --format latex\n"
    "  discover families --db box.db --verify\n"
)
@database_option
@click.option(
    "--verify", is_flag=True, help="Prove again the steps and places of those in a parameter, and list failures."
)
@click.option("--kind", metavar="KIND", help="polynomial, or a kind of exact family such as 2F1.")
@click.option("--constant", metavar="NAME", help="Families of one constant.")
@click.option("--limit", type=Whole(1), metavar="N", help="At most N rows.")
@format_option(*OF_ANY_ROWS)
def families(path: str, verify: bool, kind: str | None, constant: str | None, limit: int | None, format_: str) -> int:
    """The infinite families of a store, those in a parameter first. Exit code 1: there are none, or a proof fails."""
    from results.clusters import stored_families
    from results.families_latex import write_families
    from results.store import Store
    from results.typed_names import stored_names

    with Store.read(path) as store:
        named = None if constant is None else stored_names(store, (constant,))[0]
        found = stored_families(store)
    kinds = sorted({_kind(row) for row in found})
    if kind not in (None, "polynomial", *kinds) and found:
        raise InputError(
            f"--kind {echo(kind)}",
            f"polynomial, or a kind in {path}: {', '.join(one for one in kinds if one != 'polynomial')}",
        )
    rows = [row for row in found if kind in (None, _kind(row)) and named in (None, row.constant)]
    if verify:
        return _verify(rows, format_)
    if format_ == "latex":
        return 0 if write_families(rows[:limit], sys.stdout) else NOTHING_FOUND
    shown = [_in_short(row) if format_ == "table" else row.as_json() for row in rows]
    nothing = f"no family in {path} is as asked"
    if not found:
        nothing = f"no families in {path} yet: discover cluster run --db {quote(path)} finds them"
    code = say_first(shown, format_, limit, nothing)
    if format_ == "table":
        _next(rows[:limit], path)
    return code


def _kind(row: Family) -> str:
    """The kind that people ask for: of an exact family its function, as in 2F1."""
    return row.id.partition("(")[0] if row.kind == "pcf" else row.kind


@click.command(
    epilog="Example:\n\n\b\n"
    "  discover generate --db box.db --constant pi --min-delta -0.5 --count 20\n"
    "  discover generate --db box.db --field 'log(2)' --min-delta 0 --count 3\n"
    "  discover generate --field '2F1(1/2)' --constant pi --start 1/2,1/2,3/2\n"
)
@database_option
@click.option("--constant", metavar="NAME", help="What the formulas are to give, as in pi.  [default: the field's]")
@click.option("--field", metavar="NAME", help="From a field, built in or a JSON file, instead of the store's families.")
@click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter of the field.")
@click.option("--start", metavar="X,Y,…", help="Only the field's trajectories from this point.")
@click.option("--min-delta", type=Real(), metavar="X", help="Irrationality measure at least X.")
@click.option("--max-delta", type=Real(), metavar="X", help="Irrationality measure at most X.")
@click.option("--count", type=Whole(1), default=20, show_default=True, help="At most N formulas.")
@click.option("--max-height", type=Whole(1), default=1000, show_default=True, help="Largest coefficient.")
@click.option("--max-degree", type=Whole(0), metavar="N", help="Largest degree of a and b.")
@click.option("--evidence", type=click.Choice(["numeric", "certified", "linked", "proved"]), help="The least evidence.")
@format_option(*OF_ANY_ROWS)
def generate(
    path: str,
    constant: str | None,
    field: str | None,
    values: tuple[str, ...],
    start: str | None,
    min_delta: float | None,
    max_delta: float | None,
    count: int,
    max_height: int,
    max_degree: int | None,
    evidence: str | None,
    format_: str,
) -> int:
    """Make formulas of a constant that the store does not have, and keep them: from its families, or from a field.

    Where the families do not give enough, so do all fields of the store in which formulas of the constant lie.
    With --field its trajectories in many directions and from many starts are looked at. Exit code 1: none.
    """
    from discovery.generating import Wanted
    from discovery.generating_fields import generated
    from results.store import Store

    if field is None and (values or start):
        raise click.UsageError("--let and --start belong to --field.")
    chosen = None if field is None else named_field(field, values)
    name = constant or (chosen.constant if chosen is not None else None)
    if name is None:
        raise click.UsageError("--constant is missing: say what the formulas are to give.")
    wanted = Wanted(name, count, min_delta, max_delta, max_height, max_degree, evidence)
    point = None if start is None or chosen is None else tuple(numbers(start, len(chosen.axes), "--start"))
    with Store.open(path) as store:
        rows = generated(store, wanted, chosen, point)
    return say_rows(rows, format_, f"nothing new of {name} from {field or f'the families in {path}'} is as asked")


def _verify(rows: Sequence[Family], format_: str) -> int:
    from analysis.families.family_verifier import holds
    from analysis.families.places import is_placed
    from results import tables

    tried = [row for row in rows if row.evidence == "proved" and "step" in row.described]
    failed = [
        {"id": row.id, "holds": False} for row in tried if not (holds(row.described) and is_placed(row.described))
    ]
    tables.write(failed, "json" if format_ == "json" else "table", sys.stdout)
    if format_ == "json":
        print_json({"verified": len(tried) - len(failed), "failed": len(failed)})
    else:
        click.echo(f"{len(tried) - len(failed):,} families in parameters proved again, {len(failed):,} not")
    return NOTHING_FOUND if failed or not tried else 0


def _in_short(row: Family) -> dict[str, Any]:
    """The columns that fit a terminal; of a family in a parameter its member and its step instead of a name."""
    about = {"constant": row.constant, "formulas": row.formulas, "best δ": row.best_delta, "evidence": row.evidence}
    described = row.described
    if not described.keys() >= {"a", "b", "step"}:
        return {"id": row.id, **about, "field": row.field}
    from analysis.notation.families import steps
    from analysis.notation.unicode import unicode
    from results.people import shown

    member = {f"{side}(n)": shown(str(described[side])) for side in "ab"}
    return {**member, **about, "step": "; ".join(map(unicode, steps(described)))}


def _next(rows: Sequence[Family], path: str) -> None:
    """What one does next: look at the largest exact family that has a name."""
    named = [row.id for row in rows if "step" not in row.described and row.constant not in (None, "1")]
    if named:
        say_next(f"discover query --db {quote(path)} --family {quote(named[0])}")
