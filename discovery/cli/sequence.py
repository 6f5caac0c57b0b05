"""The command `discover sequence`: the pattern of a list of integers or rational numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from analysis.reading.files import read_input
from discovery.cli.options import SignedArguments, format_option, print_json
from discovery.cli.terminal import say_facts

if TYPE_CHECKING:
    from analysis.exact.polynomials import Polynomial
    from analysis.formulas.c_finite import CFinite
    from analysis.notation.tree import Tree
    from analysis.sequences.examination import SequenceExamination

FOUND, NOTHING_FOUND = 0, 1
SURE = ("recurrence", "polynomial recurrence")
LONGEST_SHOWN = 2_000  # characters of one line


@click.command(
    cls=SignedArguments,
    epilog="Examples:\n\n\b\n  discover sequence 2 1 2 1 1 4 1 1 6 1 1 8 1 1 10 1 1 12 1 1 14\n"
    "  discover sequence 1,1,2,5,14,42,132,429,1430,4862 --format json\n",
)
@click.argument("terms", nargs=-1, metavar="NUMBER…")
@click.option("--input", "file", metavar="FILE", help="Terms in a file (- for stdin), by spaces, commas or lines.")
@format_option("text", "json")
def sequence(terms: tuple[str, ...], file: str | None, format_: str) -> int:
    """The recurrence of a sequence of integers or rational numbers: interlaced polynomials, closed form, next terms.

    JSON has the recurrence as a formula for `discover inspect --formula`, the sequence as its q. Exit code 1: there is
    no pattern, it breaks, or there are too few terms to be sure.
    """
    from analysis.sequences.examination import examine_sequence
    from analysis.sequences.rational_terms import common_denominator, examine_rationals, parse_rational_terms

    if bool(terms) == (file is not None):
        raise click.UsageError("Give the terms, or --input FILE.")
    given = parse_rational_terms([read_input(file, "terms")] if file is not None else terms)
    if format_ == "json":
        from analysis.exact.json_values import exact

        told = examine_rationals(given)
        print_json(exact(told))
        return FOUND if told["verdict"] in SURE else NOTHING_FOUND
    scale = common_denominator(given)
    found = examine_sequence([int(term * scale) for term in given])
    of = "" if found.recurrence is None else "; forms are those of the terms times it"
    cleared = [("common denominator", f"{scale}{of}")] if scale != 1 else []
    say_facts((label, _shortened(text)) for label, text in [*cleared, *_lines(found, scale)])
    return FOUND if found.verdict in SURE else NOTHING_FOUND


def _lines(found: SequenceExamination, scale: int) -> Iterator[tuple[str, str]]:
    count = len(found.terms)
    if found.verdict == "no pattern":
        yield "no pattern", f"no linear recurrence that {count} terms could confirm"
        return
    if found.verdict == "too few terms":
        if found.recurrence is None:
            yield "too few terms", f"{count} terms confirm no recurrence; at least {found.missing} more are needed"
            return
        yield "too few terms", f"{found.missing} more would make this pattern sure; so far it may be chance"
    if found.broken is not None:
        at = found.broken
        yield "broken", f"the first {at.index} terms follow a pattern; the next is {at.found} instead of {at.expected}"
    if found.polynomial_recurrence is not None:
        from results.people import shown_recurrence

        yield "recurrence", shown_recurrence([str(c) for c in found.polynomial_recurrence.coefficients], "a")
    if found.recurrence is not None:
        yield from _recurrence_lines(found, found.recurrence)
    if found.following:
        yield "next terms", ", ".join(str(Fraction(term) / scale) for term in found.following)


def _recurrence_lines(found: SequenceExamination, recurrence: CFinite) -> Iterator[tuple[str, str]]:
    from results.people import shown, shown_polynomial

    yield "recurrence", _equation(recurrence.connection)
    if recurrence.prefix:
        before = ", ".join(map(str, recurrence.initial[: recurrence.prefix]))
        yield (
            "before the pattern",
            f"{before}   (n = 0{f' … {recurrence.prefix - 1}' if recurrence.prefix > 1 else ''})",
        )
    interlaced = found.interlaced
    if interlaced is not None and len(interlaced) > 1:
        for r, polynomial in enumerate(interlaced):
            yield f"a({_index(len(interlaced), recurrence.prefix + r)})", shown_polynomial(str(polynomial))
    form = found.closed_form
    if form is not None and (interlaced is None or len(interlaced) == 1):
        yield "closed form", shown(form.expression) + (f"   (n ≥ {form.first})" if form.first else "")
    if (fraction := found.generating_function) is not None:
        yield "generating function", _generating_function(*fraction)


def _generating_function(top: Polynomial, bottom: Polynomial) -> str:
    """A quotient of polynomials in x as their factors, lowest powers first.

    >>> from analysis.exact.polynomials import Polynomial
    >>> _generating_function(Polynomial((2, 1)), Polynomial((1, -3, 3, -1)))
    '(2 + x)/(1 − x)³'
    >>> _generating_function(Polynomial((1, 1)), Polynomial((1,)))
    '1 + x'
    """
    from analysis.notation.tree import Fence, Number, Quotient
    from analysis.notation.unicode import unicode

    above, below = map(_factored, (top, bottom))
    if below != Number("1"):
        return unicode(Quotient(above, below))
    return unicode(above.body if isinstance(above, Fence) else above)


def _factored(polynomial: Polynomial) -> Tree:
    from flint import fmpz_poly

    from analysis.exact.polynomials import Polynomial
    from analysis.notation import formulas
    from analysis.notation.tree import Fence, Number, Power, Row, Symbol, integer, row

    content, factors = fmpz_poly(list(polynomial.coefficients)).factor()
    parts: list[Tree] = []
    for factor, power in factors:
        sign = -1 if factor[0] < 0 else 1
        content *= sign**power
        body = formulas.polynomial(Polynomial(tuple(sign * int(c) for c in factor)), Symbol("x"), ascending=True)
        base = Fence(body) if isinstance(body, Row) else body
        parts.append(base if power == 1 else Power(base, Number(str(power))))
    return row(*([integer(int(content))] if content != 1 or not parts else []), *parts)


def _equation(connection: Sequence[int]) -> str:
    """aₙ in terms of those before it.

    >>> _equation((1, 0, -2, 0, 1))
    'a(n) = 2 a(n − 2) − a(n − 4)'
    """
    text = ""
    for k, c in enumerate(connection[1:], start=1):
        if c:
            size = "" if abs(c) == 1 else f"{abs(c)} "
            sign = ("" if c < 0 else "−") if not text else (" + " if c < 0 else " − ")
            text += f"{sign}{size}a(n − {k})"
    lead = "" if connection[0] == 1 else f"{connection[0]} "
    return f"{lead}a(n) = {text or '0'}"


def _index(period: int, offset: int) -> str:
    return f"{period}n+{offset}" if offset else f"{period}n"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text):,} characters)"
