"""Continued fractions into others, as functions: what `discover transform` prints as JSON.

A fraction is two polynomials as a notebook has them; rational coefficients are those of the user's own fraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypedDict

from analysis.errors import InputError, echo
from discovery.arguments import told
from discovery.given_fractions import GivenFraction
from discovery.given_values import fraction_texts, polynomial_text, rational_numbers, whole_numbers

if TYPE_CHECKING:
    from analysis.exact.polynomials import Polynomial
    from analysis.transformations.contraction import Contracted

MOST_TERMS = 1_000  # of a series


class Transformed(TypedDict):
    """A fraction, and the map from the value before to its own."""

    a: str
    b: str
    mobius: list[list[int]]


def transform(kind: str, *given: Any, **options: Any) -> Any:
    """Other fractions, and how their values follow: what `discover transform KIND` prints as JSON.

    kind: even, odd, contract (fold, start), equivalence (by) and bauer-muir (tail) of a, b: {"a", "b", "mobius"} with
    value(new) = mobius(value(old)); series (terms) of a, b; from-series of numerator, denominator; fold (signs, to) and
    extend (insert: convergents by their numbers) of a list of terms; recurrence (fold, start) of an operation and one
    or two formulas.

    >>> transform("even", "1", "1")
    {'a': '3', 'b': '-1', 'mobius': [[1, -1], [2, -3]]}
    >>> transform("fold", [1, 1, 2, 1], to="-+")["terms"], transform("extend", [1, 2, 2], insert={1: 2})["b"]
    ([2, 3, 2], ['1', '1', '-1'])
    """
    if kind not in _KINDS:
        raise InputError(f"kind {echo(kind)}", ", ".join(_KINDS))
    return told(_KINDS[kind])(*given, **options)


def even(a: Any, b: Any = None) -> Transformed:
    """The fraction with the convergents 0, 2, 4, …"""
    return contract(a, b)


def odd(a: Any, b: Any = None) -> Transformed:
    """The fraction with the convergents 1, 3, 5, …"""
    return contract(a, b, start=1)


def contract(a: Any, b: Any = None, *, fold: int = 2, start: int = 0) -> Transformed:
    """The fraction with every fold-th convergent, from number start on."""
    from analysis.transformations.contraction import contracted_pcf

    given = _given(a, b)
    return _answer(contracted_pcf(given.pcf, fold, start), given)


def equivalence(a: Any, b: Any = None, *, by: Any) -> Transformed:
    """a(n) times by(n), b(n) times by(n) by(n − 1)."""
    from analysis.exact.mobius import Mobius
    from analysis.transformations.contraction import Contracted

    factor, given = _polynomial(by, "by"), _given(a, b)
    try:
        made = given.pcf.inflated(factor)
    except ValueError as error:
        raise InputError(f"C(n) = {factor.compact()}: {error}", "polynomials without zeros at n = 0, 1, 2, …") from None
    return _answer(Contracted(made, Mobius(factor(0), 0, 0, 1)), given, canonical=False)


def bauer_muir(a: Any, b: Any = None, *, tail: Any) -> Transformed:
    """The fraction with the convergents Sₙ(tail(n))."""
    from analysis.exact.polynomials import parse_rational_polynomial
    from analysis.transformations.bauer_muir import bauer_muir_pcf

    given, text = _given(a, b), polynomial_text(tail, "tail")
    k = Fraction(1) / given.factor  # the tails of the integer fraction are k times those of the given one
    top, bottom = parse_rational_polynomial(text)
    if k.denominator != 1 or (top * k.numerator).content() % bottom:
        raise InputError(f"W(n) = {echo(text)}", "polynomials with integer coefficients once A and B have them")
    return _answer(bauer_muir_pcf(given.pcf, (top * k.numerator).exact_quotient(bottom)), given)


def series(a: Any, b: Any = None, *, terms: int = 8) -> dict[str, list[str]]:
    """The first terms of the series whose partial sums are the convergents."""
    from analysis.transformations.continued_fraction import ContinuedFraction
    from analysis.transformations.series import series_of_fraction

    if not 1 <= terms <= MOST_TERMS:
        raise InputError(f"{terms} terms", f"1 to {MOST_TERMS:,}")
    given = _given(a, b)
    fraction = ContinuedFraction.of(map(given.pcf.a, range(terms)), map(given.pcf.b, range(1, terms)))
    return {"series": [str(given.factor * term) for term in series_of_fraction(fraction)]}


def from_series(numerator: Any, denominator: Any) -> Transformed:
    """The fraction of Σ cₙ, c₀ = 1, cₙ = cₙ₋₁ numerator(n)/denominator(n)."""
    from analysis.transformations.series import pcf_of_series

    return _answer(pcf_of_series(_polynomial(numerator, "numerator"), _polynomial(denominator, "denominator")))


def fold(terms: Iterable[Any], signs: str = "+", to: str = "+") -> dict[str, list[int]]:
    """The first terms of a signed fraction under other signs."""
    from analysis.formulas.signed import SignedFraction, parse_signs
    from analysis.transformations.folding import refolded

    given = SignedFraction(tuple(whole_numbers(terms, "terms")), parse_signs(signs))
    found = refolded(given, parse_signs(to))
    return {"terms": list(found.terms), "signs": list(found.signs)}


def extend(terms: Iterable[Any], insert: Mapping[int, Any]) -> dict[str, list[str]]:
    """The fraction a₀ + 1/(a₁ + …) with more convergents put in, each right before the number given."""
    from analysis.transformations.continued_fraction import ContinuedFraction
    from analysis.transformations.contraction import extension

    given = whole_numbers(terms, "terms")
    inserted = dict(zip(insert, rational_numbers(list(insert.values()), "insert"), strict=True))
    fraction = extension(ContinuedFraction.of(given, [1] * (len(given) - 1)), inserted)
    return {"a": [str(x) for x in fraction.a], "b": [str(x) for x in fraction.b]}


def _given(a: Any, b: Any) -> GivenFraction:
    return GivenFraction.parse(*fraction_texts(a, b, count=2))


def _polynomial(value: Any, name: str) -> Polynomial:
    from analysis.exact.polynomials import parse_polynomial

    return parse_polynomial(polynomial_text(value, name))


def _answer(made: Contracted, given: GivenFraction | None = None, canonical: bool = True) -> Transformed:
    """The new fraction, in canonical form unless it is the form that matters, with the map of the values."""
    from analysis.exact.mobius import Mobius

    pcf, mobius = made.pcf, made.mobius if given is None else made.mobius @ given.from_pcf.inverse()
    if canonical:
        equivalent = pcf.canonical()
        pcf, factor = equivalent.pcf, Fraction(equivalent.factor)
        mobius = Mobius(factor.denominator, 0, 0, factor.numerator) @ mobius
    return {"a": str(pcf.a), "b": str(pcf.b), "mobius": mobius.as_lists()}


def recurrence(operation: str, *formulas: Any, fold: int = 2, start: int = 0) -> list[dict[str, Any]]:
    """Recurrences, products and series into others."""
    from discovery.transforming_recurrences import transformed

    return transformed(operation, formulas, fold, start)


_KINDS: Mapping[str, Callable[..., Any]] = {
    made.__name__.replace("_", "-"): made
    for made in (even, odd, contract, equivalence, bauer_muir, series, from_series, fold, extend, recurrence)
}
