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
from analysis.exact.rationals import flint
from analysis.formulas.pcf import PCF
from analysis.values.gosper import lowest, rational_solution, telescoped, texts
from analysis.values.series_forms import SeriesForm
from analysis.values.term_factors import TermFactors, term_factors

_MOST_CLASSES = 3  # of parameters modulo 1


def atoms(form: SeriesForm) -> Iterator[PCF]:
    """Euler's fractions of the atoms of a series whose term is no rational function times a power.

    >>> from analysis.values.series_forms import series_form
    >>> next(atoms(series_form(PCF.parse("3n^2+5n+3", "-2n^4-n^3"))))                # Σ k!/(1/2)_k 2^−k
    PCF(6n+4, -8n^2-4n+4)
    """
    term = term_factors(form)
    if term is None:
        return
    upper, lower = _classes(term)
    if not upper and not lower:
        return
    places = list(dict.fromkeys((*upper, *lower, Fraction(1))))
    if len(places) > _MOST_CLASSES:
        return
    for more in (0, 1):
        top, bottom = _product(upper) * flint(term.argument), _product([x + more for x in lower])
        yield _euler(top, bottom)
        for p in places:
            factor = _product([p])
            yield _euler(top * factor, bottom * factor(fmpq_poly([1, 1])))


def gauss_parameters(form: SeriesForm) -> tuple[Fraction, Fraction, Fraction] | None:
    """α, β and γ of the ₂F₁(α, β; γ; 1) whose terms have the same factorials; None where they are no such.

    >>> from analysis.values.series_forms import series_form
    >>> gauss_parameters(series_form(PCF.parse("32n^2+88n+51", "-256n^4-896n^3-944n^2-280n")))
    (Fraction(1, 4), Fraction(3, 4), Fraction(3, 2))
    """
    term = term_factors(form)
    upper, lower = ([], []) if term is None else _classes(term)
    if form.argument != 1 or len(upper) != 2 or len(lower) != 2 or lower[1] != 1:
        return None
    total = sum(upper)
    return upper[0], upper[1], lower[0] + floor(total - lower[0]) + 1


def same_factorials(form: SeriesForm, other: SeriesForm) -> bool:
    """Whether the terms of two series differ by a rational function, as far as their linear factors tell."""
    ours, theirs = term_factors(form), term_factors(other)
    if ours is None or theirs is None or form.argument != other.argument:
        return False
    return _classes(ours) == _classes(theirs)


@dataclass(frozen=True)
class Combination:
    """The sources by their numbers, with multiple and weight, and y, as certificates spell them."""

    multiples: tuple[tuple[int, str, list[str]], ...]
    telescoped: list[str]


def combined_from(form: SeriesForm, sources: Sequence[SeriesForm]) -> Combination | None:
    """How a series is a combination of others; None where it is none, or of one that adds nothing."""
    ratio = _from_first(form)
    weights = []
    for one in sources:
        top, bottom = _from_first(one)
        v = rational_solution(top * ratio[1], bottom * ratio[0])
        if v is None:
            return None
        weights.append((v[0] * flint(one.first / form.first) * v[1](0) / v[0](0), v[1]))
    one = fmpq_poly([1])
    found = telescoped(ratio, (one, one), weights)
    if found is None:
        return None
    chosen = [(i, str(c), texts(v)) for i, (c, v) in enumerate(zip(found[0], weights, strict=True)) if c]
    return Combination(tuple(chosen), texts(found[1])) if chosen else None


def _from_first(form: SeriesForm) -> tuple[fmpq_poly, fmpq_poly]:
    """t(k+1)/t(k), k counted from the first term."""
    top, bottom = (fmpq_poly(p.flint)(fmpq_poly([form.start + 1, 1])) for p in form.term_ratio)
    return lowest(top, bottom)


def _classes(term: TermFactors) -> tuple[list[Fraction], list[Fraction]]:
    """The parameters in (0, 1] that do not cancel."""
    upper, lower = ([x % 1 or Fraction(1) for x in xs] for xs in (term.upper, term.lower))
    for x in list(upper):
        if x in lower:
            upper.remove(x)
            lower.remove(x)
    return sorted(upper), sorted(lower)


def _product(parameters: Sequence[Fraction]) -> fmpq_poly:
    """Π (k + x)."""
    total = fmpq_poly([1])
    for x in parameters:
        total *= fmpq_poly([x.numerator, x.denominator]) / x.denominator
    return total


def _euler(top: fmpq_poly, bottom: fmpq_poly) -> PCF:
    """The fraction of Σ t, t(0) = 1, t(k+1)/t(k) = top/bottom."""
    top, bottom = lowest(top, bottom)
    scale = int(top.denom()) * int(bottom.denom())
    p, q = (Polynomial.of([int((c * scale).p) for c in one.coeffs()]) for one in (top, bottom))
    return PCF(p + q, -(p * q.shift(-1)))
