"""Commands about the library of constants."""

from __future__ import annotations

import sys

import click

from discovery.cli.options import chosen_library, constants_options, digits_option, format_option


@click.group(epilog="Example:\n\n\b\n  discover constants list --constants 'pi,zeta(3)' --digits 50\n")
def constants() -> None:
    """The constants that limits are compared with."""


@constants.command(
    "list",
    epilog="Examples:\n\n\b\n  discover constants list\n"
    "  discover constants list --constants 'pi,log(7/3)' --digits 50\n",
)
@constants_options
@digits_option(default=20, most=10_000)
@format_option("table", "json", "csv", "latex")
def list_(constants: str | None, constants_file: str | None, digits: int, format_: str) -> None:
    """Names, values and sympy expressions of the library, or of the constants asked for."""
    from results.tables import write

    rows = [
        {
            "name": known.name,
            "value": known.value(digits).str(digits, radius=False),
            "expression": known.sympy,
            "latex": known.latex,
            "tags": ", ".join(known.tags),
        }
        for known in chosen_library(constants, constants_file)
    ]
    write(rows, format_, sys.stdout)
