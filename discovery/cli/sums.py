"""The command `discover sum`: recurrences of sums of hypergeometric terms, proved by creative telescoping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from discovery.cli.options import SignedArguments, Whole, format_option, print_json
from discovery.cli.terminal import say_facts

if TYPE_CHECKING:
    from analysis.sums.examination import SumExamination


@click.command(
    name="sum",
    cls=SignedArguments,
    epilog='Examples:\n\n\b\n  discover sum "binomial(n,k)^2*binomial(n+k,k)^2"\n'
    '  discover sum "(-1)^k*binomial(n,k)/(2k+1)" --format json\n'
    '  discover sum "binomial(2k,k)/4^k" --from 0 --to n\n'
    "  discover sum --guess 1,5,73,1445,33001,819005\n"
    "  discover sum --fraction 7n^2+7n+2 8n^4\n",
)
@click.argument("summand", required=False)
@click.option("--guess", metavar="INT,…", help="Find a sum of products of binomials with these values from n = 0 on.")
@click.option(
    "--fraction",
    nargs=2,
    metavar="A B",
    help="Find a sum that obeys the recurrence of this continued fraction, scaled by n!^d and c^n.",
)
@click.option("--from", "lower", metavar="LINE", help="Lower end, linear in n. [default: where the summand begins]")
@click.option("--to", "upper", metavar="LINE", help="Upper end, linear in n, or infinity. [default: where it ends]")
@click.option("--digits", type=Whole(10, 1000), default=50, show_default=True, help="Of the Apéry limit.")
@format_option("text", "json")
def sum_(
    summand: str | None,
    guess: str | None,
    fraction: tuple[str, str] | None,
    lower: str | None,
    upper: str | None,
    digits: int,
    format_: str,
) -> int:
    """The recurrence of S(n) = Σ F(n,k) over k, proved: with its certificate R(n,k), and the Apéry limit.

    F is a product of binomial, factorial, gamma and pochhammer of arguments linear in n and k, powers such as (-1)^k
    and rational functions of n and k. What the ends of the range contribute is proved to vanish, or is found as an
    extra term. Exit code 2: no recurrence, or a boundary that is not under control.
    """
    from analysis.constants.library import built_in_library
    from analysis.sums.examination import examine_sum

    if sum(one is not None for one in (summand, guess, fraction)) != 1:
        raise click.UsageError("Give a SUMMAND, or --guess, or --fraction.")
    if summand is None:
        summand = _guessed(guess, fraction)
        if summand is None:
            click.echo("no sum of a product of binomials in reach agrees", err=True)
            return 1
    found = examine_sum(summand, lower=lower, upper=upper, digits=digits, library=built_in_library())
    if format_ == "json":
        print_json(found.as_json())
        return 0
    say_facts(_lines(found))
    return 0


def _guessed(guess: str | None, fraction: tuple[str, str] | None) -> str | None:
    """The summand of a sum with given first terms, or of a solution of a fraction's recurrence."""
    from analysis.errors import InputError
    from analysis.formulas.pcf import PCF
    from analysis.sequences.examination import parse_terms
    from analysis.sums.guessing import guess_sum, terms_of_fraction

    if fraction is not None:
        terms = terms_of_fraction(PCF.parse(*fraction))
        if terms is None:
            raise InputError(
                "a fraction whose numerators over n!^d are no integers", "fractions of Apéry's kind", "try --guess"
            )
    else:
        terms = parse_terms([guess or ""])
    found = guess_sum(terms)
    return found.text if found else None


def _lines(found: SumExamination) -> Iterator[tuple[str, str]]:
    from analysis.notation.sums import sum_recurrence
    from analysis.notation.unicode import unicode
    from results.people import shown, shown_growth
    from results.proofs.sum_words import shown_end

    one, proved = found.sum, found.sum.proved
    low, high = (shown_end(end) for end in (proved.lower, proved.upper))
    yield "sum", f"S(n) = Σ {shown(one.text)}, k = {low} … {high}"
    yield "recurrence", f"{unicode(sum_recurrence(one.coefficients, proved.extra))} for n ≥ {proved.first}"
    if proved.extra and one.homogeneous is not None:
        coefficients, first = one.homogeneous
        yield "without extra", f"{unicode(sum_recurrence(coefficients))} for n ≥ {first}"
    yield "certificate", f"R(n, k) = {shown(one.ratio_text)}"
    yield "", "Σ cᵢ(n) F(n − i, k) = G(n, k + 1) − G(n, k) with G = R F"
    if terms := one.terms():
        yield "first terms", ", ".join(map(str, terms)) + f", … from n = {proved.start} on"
    if found.closed_form is not None:
        yield "closed form", f"S(n) = {shown(str(found.closed_form.expression))}"
        yield "WZ pair", "F/S and R F/S"
    if growth := found.growth:
        yield "solutions", ", ".join(shown_growth(one.as_json()) for one in growth)
    if (limit := found.apery_limit) is not None:
        values = ", ".join(f"p({limit.start + i}) = {x}" for i, x in enumerate(limit.recurrence.p))
        yield "Apéry limit", f"{values}: p/S → {limit.decimal()}"
        if limit.identity is not None:
            yield "", f"= {shown(limit.identity.expression)}   ({limit.evidence})"
    elif found.reason:
        yield "Apéry limit", f"none: {found.reason}"
