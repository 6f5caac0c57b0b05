"""Commands that read a store: query."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from shlex import quote

import click

from analysis.errors import InputError, echo
from analysis.formula import Formula
from discovery.cli.options import Real, database_option, format_option, known_option
from discovery.cli.terminal import SHOWN_ROWS, say_rows
from results.formats import FORMATS

NOTHING_FOUND = 1
PARQUET = "parquet"  # bytes, so to a file or a pipe


@click.command(
    epilog="Examples:\n\n\b\n  discover query --constant pi --order-by -delta --limit 10\n"
    "  discover query --denominators 1,2,5,12,29,70,169,408,985,2378,5741,13860\n"
    '  discover query --sql "select a, b, delta from formulas where delta > 0"\n'
)
@click.argument("words", nargs=-1, metavar="")
@database_option
@click.option("--kind", metavar="KIND", help="pcf, esma, recurrence, series, product or trajectory.")
@click.option("--constant", "names", multiple=True, metavar="NAME", help="Repeat it for any of several constants.")
@click.option("--family", metavar="ID", help="Formulas of one family.")
@click.option("--cluster", type=int, metavar="ID", help="Formulas of one cluster.")
@click.option("--campaign", type=int, metavar="ID", help="Formulas that one campaign met.")
@click.option("--evidence", metavar="LEVEL", help="numeric, certified, linked or proved.")
@click.option("--status", metavar="STATUS", help="convergent, divergent, terminating or undecided.")
@click.option("--identified/--unidentified", default=None, help="With or without an identity.")
@click.option("--reduction/--no-reduction", "reduction", default=None, help="With or without factorial reduction.")
@click.option("--min-delta", type=Real(), metavar="X", help="Irrationality measure at least X.")
@click.option("--max-delta", type=Real(), metavar="X", help="Irrationality measure at most X.")
@click.option(
    "--order-by",
    metavar="KEY",
    help="As in delta, or -delta: largest first.  [default: id, on a terminal -delta]",
)
@click.option("--denominators", metavar="N,N,…", help="Formulas of which these are denominators, up to a factor.")
@click.option("--limit", type=int, metavar="N", help="At most N rows.")
@click.option("--sql", metavar="SELECT", help="A statement of your own, read-only; the options above do not apply.")
@click.option(
    "--sql-seconds",
    type=Real(0.01, 86_400),
    default=30.0,
    show_default=True,
    metavar="S",
    help="With --sql: the longest that the store may work on it.",
)
@known_option
@format_option(*FORMATS, PARQUET)
def query(
    words: tuple[str, ...],
    path: str,
    names: tuple[str, ...],
    reduction: bool | None,
    sql: str | None,
    sql_seconds: float,
    denominators: str | None,
    known: tuple[str, ...],
    format_: str,
    **options: str | float | bool | None,
) -> int:
    """Formulas of a store, by what is known of them, or the answer to a statement in SQL. Exit code 1: no rows."""
    from results import queries, tables
    from results.store import Store
    from results.typed_names import stored_names

    if words:
        raise InputError(
            f"query {echo(' '.join(words))}",
            "options alone: --constant NAME, --kind, …; a statement in SQL goes to --sql",
        )
    on_terminal = format_ == "table" and sys.stdout.isatty()
    options["order_by"] = options["order_by"] or ("-delta" if on_terminal else "id")
    few = on_terminal and options["limit"] is None
    if sql is not None:
        from results.sql import sql_rows

        return say_rows(sql_rows(path, sql, sql_seconds), format_, f"no rows in {path} are as asked")
    with Store.read(path) as store:
        chosen = stored_names(store, names)
        asked = queries.Query(
            constants=chosen,
            factorial_reduction=reduction,
            denominators=_terms(denominators),
            **options,  # type: ignore[arg-type]
        )
        rows = queries.formulas(store, replace(asked, limit=SHOWN_ROWS) if few else asked)
        if format_ == PARQUET:
            return _code(_parquet(rows))
        if format_ == "json":
            from results.known import built_in_known, known_formulas

            rows = (known_formulas(known) if known else built_in_known()).marked(rows)
        found = tables.write(rows, format_, sys.stdout)
        more = queries.count(store, asked) - found if few and found == SHOWN_ROWS else 0
    if more:
        click.echo(f"and {more:,} more: --limit N shows more of them, --format csv has all")
    if not found:
        of = f" of {' or '.join(chosen)}" if chosen else ""
        click.echo(f"no formula{of} in {path} is as asked{_lists(options, path)}", err=True)
    return _code(found)


def _terms(denominators: str | None) -> tuple[Fraction, ...]:
    if denominators is None:
        return ()
    from analysis.sequences.rational_terms import parse_rational_terms

    return tuple(parse_rational_terms([denominators]))


def _lists(options: Mapping[str, object], path: str) -> str:
    """Where one sees which families and clusters there are, when one was asked for."""
    asked = {"family": "families", "cluster": "cluster list"}
    return "".join(f"; see: discover {asked[key]} --db {quote(path)}" for key in asked if options[key] is not None)


def _parquet(rows: Iterable[Formula]) -> int:
    """Write Parquet to a pipe; how many rows. Raises InputError for a terminal."""
    from discovery.frames import arrow_table

    if sys.stdout.isatty():
        raise InputError("bytes of Parquet on a terminal", "a file or a pipe", "discover query … > formulas.parquet")
    table = arrow_table(rows)
    import pyarrow.parquet

    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as bytes_out:
        pyarrow.parquet.write_table(table, bytes_out)
    return int(table.num_rows)


def _code(rows: int) -> int:
    return 0 if rows else NOTHING_FOUND
