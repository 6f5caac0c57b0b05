"""What field optimize --cones shows: the cones of a field, one of those that differ by the order of parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from discovery.cli.options import print_json

if TYPE_CHECKING:
    from analysis.fields.matrix_fields import MatrixField


def show_cones(field: MatrixField, format_: str) -> None:
    """A line for each, and how many there are in all."""
    from analysis.fields.cones import cones
    from discovery.optimising import cone_rows

    rows = list(cone_rows(field))
    for row in rows:
        if format_ == "json":
            print_json(row)
        else:
            direction = ", ".join(map(str, row["direction"]))
            click.echo(f"{row['cone']}  ({direction})" + (f"  error e^(-{row['rate']:.6g} n)" if row["rate"] else ""))
    if format_ == "text":
        click.echo(f"{len(cones(field))} cones, {len(rows)} up to the order of parameters of one kind")
