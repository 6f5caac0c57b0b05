"""A series as a combination of simpler ones with the same factorials: its atoms, and the linear system.

With t(k) = h(k) R(k), h(k) = Π (u)ₖ/Π (l)ₖ z^k with all parameters in (0, 1] and R rational, the atoms are h and
h/(k + p), p the parameters, and the same with l + 1 for l: to those R comes down by telescoping where its poles lie in
their classes. Which multiples of the atoms with known sums, with a telescoping rest, give t is a linear system
(`gosper`, with several right sides).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from flint import fmpq_poly

from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.exact.rationals import flint, fraction
from analysis.formulas.pcf import PCF
from analysis.values.gosper import rational_solution, telescoped
from analysis.values.series_forms import SeriesForm
from analysis.values.term_factors import term_factors

_MOST_CLASSES = 3  # of parameters modulo 1


def atoms(form: SeriesForm) -> Iterator[PCF]:
    """Euler's fractions of the atoms of a series whose term is no rational function times a power.

    >>> from analysis.values.series_forms import series_form
    >>> next(atoms(series_form(PCF.parse("3n^2+5n+3", "-2n^4-n^3"))))                # Σ k!/(1/2)_k 2^−k
    PCF(3n+2, -2n^2-n+1)
    """
    term = term_factors(form)
    if term is None:
        return
    upper, lower = term.classes
    if not upper and not lower:
        return
    places = list(dict.fromkeys((*upper, *lower, Fraction(1))))
    if len(places) > _MOST_CLASSES:
        return
    for more in (0, 1):
        top, bottom = _product(upper) * flint(term.argument), _product([x + more for x in lower])
        yield _euler(Quotient.over(top, bottom))
        for p in places:
            factor = _product([p])
            yield _euler(Quotient.over(top * factor, bottom * factor(fmpq_poly([1, 1]))))


def gauss_parameters(form: SeriesForm) -> tuple[Fraction, Fraction, Fraction] | None:
    """α, β and γ of the ₂F₁(α, β; γ; 1) whose terms have the same factorials; None where they are no such.

    >>> from analysis.values.series_forms import series_form
    >>> gauss_parameters(series_form(PCF.parse("32n^2+88n+51", "-256n^4-896n^3-944n^2-280n")))
    (Fraction(1, 4), Fraction(3, 4), Fraction(3, 2))
    """
    term = term_factors(form)
    upper, lower = ([], []) if term is None else term.classes
    if form.argument != 1 or len(upper) != 2 or len(lower) != 2 or lower[1] != 1:
        return None
    total = sum(upper)
    return upper[0], upper[1], lower[0] + floor(total - lower[0]) + 1


def same_factorials(form: SeriesForm, other: SeriesForm) -> bool:
    """Whether the terms of two series differ by a rational function, as far as their linear factors tell."""
    ours, theirs = term_factors(form), term_factors(other)
    if ours is None or theirs is None or form.argument != other.argument:
        return False
    return ours.classes == theirs.classes


@dataclass(frozen=True)
class Combination:
    """The sources by their numbers, with multiple and weight, and y, as certificates spell them."""

    multiples: tuple[tuple[int, str, list[str]], ...]
    telescoped: list[str]


def combined_from(form: SeriesForm, sources: Sequence[SeriesForm]) -> Combination | None:
    """How a series is a combination of others; None where it is none, or of one that adds nothing."""
    ratio, weights = _from_first(form), list[Quotient]()
    for source in sources:
        v = rational_solution(_from_first(source) / ratio)
        if v is None:
            return None
        weights.append(v * Quotient.constant(source.first / form.first / fraction(v(0))))
    found = telescoped(ratio, Quotient.constant(1), weights)
    if found is None:
        return None
    chosen = [(i, str(c), v.texts) for i, (c, v) in enumerate(zip(found[0], weights, strict=True)) if c]
    return Combination(tuple(chosen), found[1].texts) if chosen else None


def _from_first(form: SeriesForm) -> Quotient:
    """t(k+1)/t(k), k counted from the first term."""
    return Quotient.of(*(p.flint for p in form.term_ratio)).shift(form.start + 1)


def _product(parameters: Sequence[Fraction]) -> fmpq_poly:
    """Π (k + x)."""
    total = fmpq_poly([1])
    for x in parameters:
        total *= fmpq_poly([x.numerator, x.denominator]) / x.denominator
    return total


def _euler(ratio: Quotient) -> PCF:
    """The fraction of Σ t, t(0) = 1, t(k+1)/t(k) = ratio."""
    p, q = (Polynomial.from_flint(p) for p in (ratio.top, ratio.bottom))
    return PCF(p + q, -(p * q.shift(-1)))
