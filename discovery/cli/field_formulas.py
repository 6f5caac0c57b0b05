"""The command field from-formulas: the field that holds the most of given formulas."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from analysis.reading.files import read_input
from analysis.reading.tables import read_table
from discovery.cli.options import format_option, print_json

if TYPE_CHECKING:
    from analysis.formulas.pcf import PCF
    from analysis.links.membership import Membership
    from discovery.formula_fields import FieldOfFormulas


@click.command("from-formulas", epilog="Examples:\n\n\b\n  discover field from-formulas formulas.csv\n"
    "  discover field from-formulas --db box.db --constant pi\n"
)  # fmt: skip
@click.argument("table", required=False, metavar="[FILE.csv]")
@click.option("--db", "path", metavar="FILE", help="Instead of a table: the convergent formulas of a store.")
@click.option("--constant", metavar="NAME", help="With --db: only formulas of this constant.")
@format_option("text", "json")
def from_formulas(table: str | None, path: str | None, constant: str | None, format_: str) -> int:
    """The field that holds the most of the formulas of a table (columns a, b; - for stdin) or of a store.

    With start and direction of each, then the fields of the others, and what is left over. Of two fields with as many
    formulas that of less rank comes first, then that with fewer axes. Exit code 1: no formula lies in a field.
    """
    from discovery.formula_fields import fields_of
    from discovery.stages import Stages

    if (table is None) == (path is None) or (constant is not None and path is None):
        raise click.UsageError("Give a table FILE.csv, or --db with or without --constant.")
    pcfs = _of_table(table) if table is not None else _of_store(str(path), constant)
    found, left = fields_of(pcfs, Stages())
    if format_ == "json":
        for one in found:
            print_json(one.as_json())
        print_json({"left": [{"a": str(pcf.a), "b": str(pcf.b)} for pcf in left]})
    else:
        for one in found:
            _show(one, len(pcfs))
        _show_left(left)
    return 0 if found else 1


def _of_table(table: str) -> list[PCF]:
    from analysis.formulas.pcf import PCF

    rows = read_table(read_input(table, "table"), table, ("a", "b"))
    return [PCF.parse_equivalent(row["a"], row["b"]).pcf for row in rows]


def _of_store(path: str, constant: str | None) -> list[PCF]:
    from results.queries import Query, formulas
    from results.store import Store
    from results.typed_names import stored_names

    with Store.read(path) as store:
        names = () if constant is None else stored_names(store, (constant,))
        return [row.pcf for row in formulas(store, Query(kind="pcf", status="convergent", constants=names))]


def _show(one: FieldOfFormulas, of: int) -> None:
    from results import tables
    from results.people import shown_polynomial

    click.echo(
        f"field {one.name}, rank {one.rank}, axes {', '.join(one.axes)}: {len(one.members):,} of {of:,} formulas"
    )
    rows = (
        {"a(n)": shown_polynomial(str(pcf.a)), "b(n)": shown_polynomial(str(pcf.b)), "start": ", ".join(place.start),
         "direction": ", ".join(map(str, place.direction)),
         "by": _ground(one, place)}
        for pcf, place in one.members
    )  # fmt: skip
    tables.write(rows, "table", sys.stdout)
    click.echo()


def _ground(one: FieldOfFormulas, place: Membership) -> str:
    from results.people import shown

    if place.certificate is None:
        return "its own rows" if one.conjugate else "closed form"
    return "coboundary" if place.within is None else f"coboundary, plane {shown(place.within.field)}"


def _show_left(left: list[PCF]) -> None:
    from results.people import shown_pair

    click.echo(f"in no field: {len(left):,}" + ("" if left else " formulas"))
    for pcf in left:
        click.echo(f"  {shown_pair(str(pcf.a), str(pcf.b))}")
