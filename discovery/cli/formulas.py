"""Commands about single formulas and numbers: inspect, identify."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from analysis.effort import DEFAULT_SECONDS
from analysis.errors import InputError, echo
from analysis.reading.files import read_input
from analysis.reading.tables import read_table
from discovery.cli.options import (
    Fractions,
    SignedArguments,
    chosen_library,
    constants_options,
    digits_option,
    format_option,
    known_option,
    print_json,
    seconds_option,
)
from discovery.cli.terminal import say_facts
from discovery.inspecting import inspect_fraction, inspect_object
from search.engines.base import one_line

if TYPE_CHECKING:
    from analysis.constants.library import Library

DONE, CHECK_FAILED = 0, 1

# Enough for the 10,000-digit value of any fast formula and more than a table of formulas should ask for.
MOST_DIGITS = 100_000
FORMULA_OBJECT = 'an object such as {"kind": "recurrence", "coefficients": […], "first": 2, "p": […], "q": […]}'


@click.command(
    cls=Fractions,
    epilog="Examples:\n\n\b\n  discover inspect 34n^3+51n^2+27n+5 -n^6\n"
    '  discover inspect "2n+1" "n^2" --digits 30 --format json\n  discover inspect --input formulas.csv\n'
    """  discover inspect --formula '{"kind": "pcf", "a": ["1", "2"], "b": "1"}'\n""",
)
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option(
    "--input",
    "table",
    metavar="FILE",
    help="Formulas in columns a and b of a CSV (- for stdin), or one JSON object a line in a .jsonl; JSON out.",
)
@click.option(
    "--formula", metavar="JSON", help="A formula of kind pcf, recurrence, product or series (docs/recurrences.md)."
)
@digits_option(default=50, most=MOST_DIGITS)
@seconds_option(DEFAULT_SECONDS)
@constants_options
@known_option
@format_option("text", "json")
def inspect(
    a: str | None, b: str | None, table: str | None, formula: str | None, digits: int, seconds: float,
    constants: str | None, constants_file: str | None, known: tuple[str, ...], format_: str,
) -> int:  # fmt: skip
    """Everything about the continued fraction a(0) + b(1)/(a(1) + b(2)/(a(2) + …)), or about each of a table.

    A and B are polynomials in n, as in 2n+1, -n^2, n*(n+1); one text does as well: "2n+1, n^2", "PCF(2n+1, n^2)".
    Recurrences of any order, products of matrices and series are given as JSON. In a table other columns come back in
    the JSON, and a row that fails in any way gives an object with "error". Exit code 1: some row failed.
    """
    if [a is not None and b is not None, table is not None, formula is not None].count(True) != 1 or (
        a is not None and b is None
    ):
        raise click.UsageError("Give one of: two polynomials A and B, --formula JSON, --input FILE.")
    library = chosen_library(constants, constants_file)
    if table is not None and is_json_lines(table):
        return _tell(_inspect_lines(table, digits, library, seconds))
    if table is not None:
        return _tell(_inspect_row(row, digits, library, seconds, known) for row in _rows(table))
    found = (
        _inspect_text(formula, digits, library, seconds)
        if formula is not None
        else inspect_fraction(a or "", b or "", digits, library, seconds, known)
    )
    if format_ == "json":
        print_json(found)
    else:
        from discovery.formula_page import show_formula

        show_formula(found)
    return DONE


@click.command(
    cls=SignedArguments,
    epilog="Examples:\n\n\b\n  discover identify 1.2732395447351626861510701069801148\n"
    "  discover identify 0.6931471805599453 -0.5772156649015329 --format json\n"
    "  discover identify 2.84699097000782072187215332816 --together 1,zeta2,zeta3\n",
)
@click.argument("values", nargs=-1, required=True, metavar="VALUE…")
@constants_options
@click.option(
    "--together",
    metavar="NAMES",
    help="A quotient of integer combinations of these constants, as in 1,zeta(2),zeta(3); 1 is the rational part.",
)
@click.option("--weight", type=int, metavar="N", help="Only the sets of constants by weight, up to this one (8).")
@format_option("text", "json")
def identify(
    values: tuple[str, ...], constants: str | None, constants_file: str | None, together: str | None,
    weight: int | None, format_: str,
) -> int:  # fmt: skip
    """Decimals as images of one known constant, else as algebraic numbers and relations over several constants.

    Trailing zeros count as digits, leading ones do not.

    1.2345(6), 1.2345 ± 0.0006, [1.2339, 1.2351], 3.141 592 and 3.14159… are understood. An answer needs 8 digits more
    than its own integers have; where there is none, the reason says how many would be needed. A relation over several
    constants needs 20 digits more than it costs ("margin" in JSON); none is sought where --constants says which single
    ones to try. Exit code 1: none found.
    """
    from analysis.relations.typed import identified

    library = chosen_library(constants, constants_file)
    found = [identified(value, library, constants is None, together, weight).as_json() for value in values]
    for one in found:
        if format_ == "json":
            print_json(one)
        else:
            say_facts([("", _identified_text(one))])
    return 0 if any(one["identity"] for one in found) else 1


def _identified_text(one: Mapping[str, Any]) -> str:
    from analysis.formula import Named
    from analysis.notation.unicode import unicode

    identity = one["identity"]
    said = f" = {unicode(Named.from_json(identity).tree)}" if identity else f": not identified, {one['reason']}"
    return f"{one['value']}{said}"


def _inspect_text(text: str, digits: int, library: Library, seconds: float) -> dict[str, Any]:
    """The JSON of the formula that a JSON text describes."""
    from analysis.reading.files import read_json

    if text.endswith((".json", ".jsonl")):
        raise InputError(f"--formula {echo(text)}", "JSON", "--input takes a file")
    return inspect_object(read_json(text, "--formula", FORMULA_OBJECT), digits, library, seconds)


def _tell(rows: Iterable[Mapping[str, Any]]) -> int:
    """Prints the answers of a table as they come; the exit code."""
    codes = []
    for row in rows:
        print_json(row)
        codes.append(CHECK_FAILED if "error" in row else DONE)
    if not codes:
        click.echo("no formula in the table", err=True)
    return max(codes, default=CHECK_FAILED)


def _inspect_lines(path: str, digits: int, library: Library, seconds: float) -> Iterator[dict[str, Any]]:
    """One object for each line."""
    for number, line in enumerate(read_input(path, "formulas").splitlines(), start=1):
        if line.strip():
            yield _inspect_line(line, f"line {number}", digits, library, seconds)


def _inspect_line(line: str, name: str, digits: int, library: Library, seconds: float) -> dict[str, Any]:
    from analysis.reading.files import read_json

    data: Any = {}
    try:
        data = read_json(line, name, FORMULA_OBJECT)
        return inspect_object(data, digits, library, seconds)
    except Exception as error:  # one formula must not cost the others of its table
        return {**(data if isinstance(data, dict) else {}), "error": _told(error)}


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, InputError) else one_line(error)


def is_json_lines(path: str) -> bool:
    """Whether a table is JSON Lines, by its name."""
    return path.endswith((".jsonl", ".ndjson", ".json"))


def _inspect_row(
    row: Mapping[str, str], digits: int, library: Library, seconds: float, known: tuple[str, ...]
) -> dict[str, Any]:
    """The JSON of one row, its other columns in front; "error" where it fails in any way."""
    others = {column: cell for column, cell in row.items() if column not in ("a", "b")}
    a, b = row["a"], row["b"]
    try:
        return others | inspect_fraction(a, b, digits, library, seconds, known)
    except Exception as error:  # one formula must not cost the others of its table
        return others | {"a": a, "b": b, "error": _told(error)}


def _rows(path: str) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV file with columns a and b, and others."""
    return read_table(read_input(path, "table"), path, ("a", "b"))
