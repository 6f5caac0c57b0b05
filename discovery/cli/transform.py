"""The command `discover transform`: the continued-fraction toolbox on polynomials in n and on lists of terms."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import click

from analysis.errors import InputError, echo
from analysis.exact.printing import signed_sum
from analysis.reading.numbers import read_integer, read_rational
from discovery.cli.help import Commands
from discovery.cli.options import Fractions, SignedArguments, Whole, format_option, print_json
from discovery.cli.terminal import say_facts
from discovery.transforming import transform as made
from discovery.transforming_recurrences import NOTHING, ONE, TWO

FRACTION = """'{"kind":"pcf","a":"n","b":"n^2"}'"""


@click.group(
    cls=Commands,
    epilog="Examples:\n\n\b\n  discover transform even 2n+1 n^2\n"
    "  discover transform bauer-muir 2 '(2n-1)^2' --tail 2n-1\n"
    "  discover transform fold 1 1 2 1 1 4 1 1 6 1 1 8 --to=-+\n",
)
def transform() -> None:
    """Continued fractions into others: the new fraction, and how its value follows from the old one."""


def _pcf_command(name: str, example: str) -> Any:
    """A subcommand of two polynomials A and B."""

    def decorate(function: Any) -> Any:
        function = format_option("text", "json")(function)
        for argument in ("b", "a"):
            function = click.argument(argument)(function)
        return transform.command(
            name, cls=Fractions, epilog=f"Example:\n\n\b\n  discover transform {name} {example}\n"
        )(function)

    return decorate


@_pcf_command("even", "2n+1 n^2")
def even(a: str, b: str, format_: str) -> None:
    """Keep the convergents 0, 2, 4, …"""
    _show(made("even", a, b), format_)


@_pcf_command("odd", "2n+1 n^2")
def odd(a: str, b: str, format_: str) -> None:
    """Keep the convergents 1, 3, 5, …"""
    _show(made("odd", a, b), format_)


@_pcf_command("contract", "4n+2 1 --fold 3 --start 1")
@click.option("--fold", type=int, default=2, show_default=True, metavar="M", help="Keep every M-th convergent.")
@click.option("--start", type=int, default=0, show_default=True, metavar="R", help="From convergent R on, R below M.")
def contract(a: str, b: str, fold: int, start: int, format_: str) -> None:
    """Keep every M-th convergent."""
    _show(made("contract", a, b, fold=fold, start=start), format_)


@_pcf_command("equivalence", "2n+1 n^2 --by n+1")
@click.option("--by", required=True, metavar="C", help="A polynomial without zeros at n = 0, 1, 2, …")
def equivalence(a: str, b: str, by: str, format_: str) -> None:
    """Multiply a(n) by C(n) and b(n) by C(n) C(n − 1): the value times C(0)."""
    _show(made("equivalence", a, b, by=by), format_)


@_pcf_command("bauer-muir", "2 '(2n-1)^2' --tail 2n-1")
@click.option("--tail", required=True, metavar="W", help="A polynomial near the tails b(n+1)/(a(n+1) + …).")
def bauer_muir(a: str, b: str, tail: str, format_: str) -> None:
    """Put W(n) in the place of the n-th tail: convergents Sₙ(W(n)) instead of Sₙ(0)."""
    _show(made("bauer-muir", a, b, tail=tail), format_)


@_pcf_command("series", "2n+1 n^2 --terms 6")
@click.option("--terms", type=Whole(1, 1_000), default=8, show_default=True, metavar="N", help="How many.")
def series(a: str, b: str, terms: int, format_: str) -> None:
    """The series whose partial sums are the convergents (Euler): its first terms."""
    found = made("series", a, b, terms=terms)
    if format_ == "json":
        print_json(found)
    else:
        say_facts([("", f"{signed_sum(found['series'], minus='−')} + …")])


@transform.command(
    "from-series",
    cls=SignedArguments,
    epilog="Example, 1 + 1/1! + 1/2! + … = e:\n\n\b\n  discover transform from-series 1 n\n",
)
@click.argument("numerator")
@click.argument("denominator")
@format_option("text", "json")
def from_series(numerator: str, denominator: str, format_: str) -> None:
    """The fraction of Σ cₙ with c₀ = 1 and cₙ = cₙ₋₁ NUMERATOR(n)/DENOMINATOR(n) (Euler)."""
    _show(made("from-series", numerator, denominator), format_)


@transform.command(
    cls=SignedArguments,
    epilog="Examples:\n\n\b\n  discover transform fold 1 1 2 1 1 4 1 1 6 1 1 8 --to=-+\n"
    "  discover transform fold 2 3 2 5 2 7 2 9 --signs=-+ --to=+ --format json\n",
)
@click.argument("terms", nargs=-1, required=True, metavar="TERM…")
@click.option("--signs", default="+", show_default=True, metavar="PERIOD", help="Signs of the terms given, as in -+.")
@click.option("--to", default="+", show_default=True, metavar="PERIOD", help="Signs of the terms wanted.")
@format_option("text", "json")
def fold(terms: tuple[str, ...], signs: str, to: str, format_: str) -> None:
    """The first terms of a signed continued fraction under other signs, as far as the given ones decide them."""
    from analysis.sequences.examination import parse_terms

    found = made("fold", parse_terms(terms), signs=signs, to=to)
    if format_ == "json":
        print_json(found)
    else:
        say_facts([("", ", ".join(map(str, found["terms"])) or "no term is certain: give more")])


@transform.command(
    cls=SignedArguments,
    epilog="Example:\n\n\b\n  discover transform extend 1 2 2 2 --insert 1=2 --insert 3=24/17\n",
)
@click.argument("terms", nargs=-1, required=True, metavar="TERM…")
@click.option("--insert", multiple=True, required=True, metavar="N=VALUE", help="A convergent right before number N.")
@format_option("text", "json")
def extend(terms: tuple[str, ...], insert: tuple[str, ...], format_: str) -> None:
    """The fraction a₀ + 1/(a₁ + 1/(a₂ + …)) with more convergents put in."""
    from analysis.sequences.examination import parse_terms
    from analysis.transformations.continued_fraction import ContinuedFraction

    found = made("extend", parse_terms(terms), insert=dict(map(_insertion, insert)))
    if format_ == "json":
        print_json(found)
    else:
        say_facts([("", str(ContinuedFraction.of(*(map(Fraction, found[side]) for side in "ab"))))])


def _insertion(text: str) -> tuple[int, Fraction]:
    place, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--insert {echo(text)}", "N=VALUE with a rational value, as in 3=7/5")
    return read_integer(place, f"--insert {echo(text)}", 9), read_rational(value, f"--insert {echo(text)}")


def _show(found: Mapping[str, Any], format_: str) -> None:
    """The new fraction with the map of the values."""
    if format_ == "json":
        print_json(found)
        return
    from analysis.notation.expressions import image
    from analysis.notation.unicode import unicode
    from results.people import shown_polynomial

    (p, q), (r, s) = found["mobius"]
    say_facts(
        [
            ("a(n)", shown_polynomial(found["a"])),
            ("b(n)", shown_polynomial(found["b"])),
            ("value", f"{unicode(image('y', p, q, r, s))}, y the value before"),
        ]
    )


@transform.command(
    "recurrence",
    epilog=f"Examples:\n\n\b\n  discover transform recurrence companion {FRACTION}\n"
    f"  discover transform recurrence contract {FRACTION}\n",
)
@click.argument("operation", metavar="OPERATION", type=click.Choice((*ONE, *TWO)))
@click.argument("formulas", nargs=-1, required=True, metavar="JSON…")
@click.option("--fold", type=int, default=2, show_default=True, metavar="M", help="contract: every M-th convergent.")
@click.option("--start", type=int, default=0, show_default=True, metavar="R", help="contract: from R on; shift: by R.")
def transform_recurrence(operation: str, formulas: tuple[str, ...], fold: int, start: int) -> int:
    """Recurrences, products and series, as JSON, into others; the answer, in a pipe, is JSON.

    companion: the product of companion matrices. recurrence: the scalar recurrence of a product (cyclic vector), a
    series or a fraction. series: p/q as partial sums, where q is hypergeometric. contract: every M-th convergent.
    shift: the same sequences, numbered R lower. dual: the adjoint's coefficients. factors: right factors of order 1, 2
    and r - 1. restrict: the recurrence of least order that the start obeys. split: a sum or product of limits of two of
    order 2. symmetric-square: of all products of two solutions. direct-sum, sum-of-limits, product-of-limits (or
    tensor-product): of two formulas. gauge: a matrix U(n) with M U(n+1) = g U N that ties two of them. Exit code 1:
    nothing found.
    """
    from analysis.reading.files import read_json
    from discovery.cli.formulas import FORMULA_OBJECT
    from discovery.formula_page import given_lines

    given = [read_json(text, "formula", FORMULA_OBJECT) for text in formulas]
    found = made("recurrence", operation, *given, fold=fold, start=start)
    for one in found:
        if sys.stdout.isatty():
            say_facts(given_lines(one))
        else:
            print_json(one)
    if not found:
        click.echo(f"{operation}: {NOTHING.get(operation, 'nothing found')}", err=True)
    return 0 if found else 1
