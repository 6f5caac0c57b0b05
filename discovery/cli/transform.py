"""The command `discover transform`: the continued-fraction toolbox on polynomials in n and on lists of terms."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError, echo
from analysis.exact.printing import signed_sum
from analysis.reading.numbers import read_integer, read_rational
from discovery.cli.help import Commands
from discovery.cli.options import SignedArguments, format_option, print_json
from discovery.cli.terminal import say_facts
from discovery.cli.transform_recurrences import transform_recurrence
from discovery.given_fractions import GivenFraction

if TYPE_CHECKING:
    from analysis.transformations.continued_fraction import ContinuedFraction
    from analysis.transformations.contraction import Contracted


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
            name, cls=SignedArguments, epilog=f"Example:\n\n\b\n  discover transform {name} {example}\n"
        )(function)

    return decorate


@_pcf_command("even", "2n+1 n^2")
def even(a: str, b: str, format_: str) -> None:
    """Keep the convergents 0, 2, 4, …"""
    _contract(a, b, 2, 0, format_)


@_pcf_command("odd", "2n+1 n^2")
def odd(a: str, b: str, format_: str) -> None:
    """Keep the convergents 1, 3, 5, …"""
    _contract(a, b, 2, 1, format_)


@_pcf_command("contract", "4n+2 1 --fold 3 --start 1")
@click.option("--fold", type=int, default=2, show_default=True, metavar="M", help="Keep every M-th convergent.")
@click.option("--start", type=int, default=0, show_default=True, metavar="R", help="From convergent R on, R below M.")
def contract(a: str, b: str, fold: int, start: int, format_: str) -> None:
    """Keep every M-th convergent."""
    _contract(a, b, fold, start, format_)


@_pcf_command("equivalence", "2n+1 n^2 --by n+1")
@click.option("--by", required=True, metavar="C", help="A polynomial without zeros at n = 0, 1, 2, …")
def equivalence(a: str, b: str, by: str, format_: str) -> None:
    """Multiply a(n) by C(n) and b(n) by C(n) C(n-1): the value times C(0)."""
    from analysis.exact.mobius import Mobius
    from analysis.exact.polynomials import parse_polynomial
    from analysis.transformations.contraction import Contracted

    factor = parse_polynomial(by)
    given = GivenFraction.parse(a, b)
    try:
        made = given.pcf.inflated(factor)
    except ValueError as error:
        raise InputError(f"C(n) = {factor.compact()}: {error}", "polynomials without zeros at n = 0, 1, 2, …") from None
    _show(Contracted(made, Mobius(factor(0), 0, 0, 1)), format_, canonical=False, given=given)


@_pcf_command("bauer-muir", "2 '(2n-1)^2' --tail 2n-1")
@click.option("--tail", required=True, metavar="W", help="A polynomial near the tails b(n+1)/(a(n+1) + …).")
def bauer_muir(a: str, b: str, tail: str, format_: str) -> None:
    """Put W(n) in the place of the n-th tail: convergents S_n(W(n)) instead of S_n(0)."""
    from analysis.exact.polynomials import parse_rational_polynomial
    from analysis.transformations.bauer_muir import bauer_muir_pcf

    given = GivenFraction.parse(a, b)
    k = Fraction(1) / given.factor  # the tails of the integer fraction are k times those of the given one
    scaled = parse_rational_polynomial(tail)
    if k.denominator != 1 or (scaled[0] * k.numerator).content() % scaled[1]:
        raise InputError(f"W(n) = {echo(tail)}", "polynomials with integer coefficients once A and B have them")
    _show(bauer_muir_pcf(given.pcf, (scaled[0] * k.numerator).exact_quotient(scaled[1])), format_, given=given)


@_pcf_command("series", "2n+1 n^2 --terms 6")
@click.option("--terms", type=click.IntRange(1, 1_000), default=8, show_default=True, metavar="N", help="How many.")
def series(a: str, b: str, terms: int, format_: str) -> None:
    """The series whose partial sums are the convergents (Euler): its first terms."""
    from analysis.transformations.continued_fraction import ContinuedFraction
    from analysis.transformations.series import series_of_fraction

    given = GivenFraction.parse(a, b)
    pcf = given.pcf
    fraction = ContinuedFraction.of([pcf.a(n) for n in range(terms)], [pcf.b(n) for n in range(1, terms)])
    found = [str(given.factor * term) for term in series_of_fraction(fraction)]
    if format_ == "json":
        print_json({"series": found})
    else:
        say_facts([("", f"{signed_sum(found, minus='−')} + …")])


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
    from analysis.exact.polynomials import parse_polynomial
    from analysis.transformations.series import pcf_of_series

    _show(pcf_of_series(parse_polynomial(numerator), parse_polynomial(denominator)), format_)


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
    from analysis.formulas.signed import SignedFraction, parse_signs
    from analysis.sequences.examination import parse_terms
    from analysis.transformations.folding import refolded

    given = SignedFraction(tuple(parse_terms(terms)), parse_signs(signs))
    found = refolded(given, parse_signs(to))
    if format_ == "json":
        print_json({"terms": list(found.terms), "signs": list(found.signs)})
    else:
        click.echo(", ".join(map(str, found.terms)) or "no term is certain: give more")


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
    from analysis.transformations.contraction import extension

    given = parse_terms(terms)
    fraction = extension(ContinuedFraction.of(given, [1] * (len(given) - 1)), dict(map(_insertion, insert)))
    _show_elements(fraction, format_)


def _insertion(text: str) -> tuple[int, Fraction]:
    place, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--insert {echo(text)}", "N=VALUE with a rational value, as in 3=7/5")
    return read_integer(place, f"--insert {echo(text)}", 9), read_rational(value, f"--insert {echo(text)}")


def _contract(a: str, b: str, fold: int, start: int, format_: str) -> None:
    from analysis.transformations.contraction import contracted_pcf

    given = GivenFraction.parse(a, b)
    _show(contracted_pcf(given.pcf, fold, start), format_, given=given)


def _show(made: Contracted, format_: str, canonical: bool = True, given: GivenFraction | None = None) -> None:
    """The new fraction, in canonical form unless it is the form that matters, with the map of the values."""
    from analysis.exact.mobius import Mobius

    pcf, mobius = made.pcf, made.mobius if given is None else made.mobius @ given.from_pcf.inverse()
    if canonical:
        equivalent = pcf.canonical()
        pcf, factor = equivalent.pcf, Fraction(equivalent.factor)
        mobius = Mobius(factor.denominator, 0, 0, factor.numerator) @ mobius
    found: Mapping[str, Any] = {"a": str(pcf.a), "b": str(pcf.b), "mobius": mobius.as_lists()}
    if format_ == "json":
        print_json(found)
        return
    from results.people import image_text, shown_polynomial

    (p, q), (r, s) = mobius.as_lists()
    say_facts(
        [
            ("a(n)", shown_polynomial(str(pcf.a))),
            ("b(n)", shown_polynomial(str(pcf.b))),
            ("value", f"{image_text(p, q, r, s, 'y')}, y the value before"),
        ]
    )


def _show_elements(fraction: ContinuedFraction, format_: str) -> None:
    if format_ == "json":
        print_json({"a": [str(x) for x in fraction.a], "b": [str(x) for x in fraction.b]})
    else:
        click.echo(str(fraction))


transform.add_command(transform_recurrence)
