"""The theorems about the sum of one hypergeometric series, with the parameters that its terms tell."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import permutations, product

from flint import fmpq_poly

from analysis.constants.spelling import unit_class
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.theorems.classical import Statement, statement
from analysis.values.series_forms import SeriesForm, series_form
from analysis.values.term_factors import TermFactors, term_factors

HALF = Fraction(1, 2)
_SHAPES = ((2, 2, HALF), (2, 2, Fraction(-1)), (3, 3, Fraction(1)))
_MOST_HIDDEN = 4  # terms before the first one, where no parameter tells
Parameters = tuple[Fraction, ...]
_PRODUCTS = [tuple(Fraction(x, 2) for x in row) for row in ((1, 2, 2), (3, 4, 4), (3, 4, 6))]  # of Bessel functions


def classical_sums(pcf: PCF) -> Iterator[Statement]:
    """Theorems about a series of which the value of a fraction is an image, maybe from a later term on, Γ first.

    >>> found = next(classical_sums(PCF.parse("27n^2+45n+20", "-162n^4-162n^3-36n^2")))
    >>> found.name, found.constant
    ('2F1 series', '2^(2/3)*gamma(1/3)^3/pi^2')
    """
    form = series_form(pcf)
    term = term_factors(form) if isinstance(form, SeriesForm) else None
    if term is None or term.numerators:
        return
    found = list[Statement]()
    for name, parameters in dict.fromkeys(_of_poles(term) if term.poles else _of_factorials(term)):
        with suppress(ValueError):  # not covered
            found.append(statement(name, *parameters))
    yield from sorted(found, key=lambda one: "hyp" in one.constant)


def neighbours(form: SeriesForm) -> Iterator[Statement]:
    """Sums with a name by values of Γ whose parameters are those of a series up to integers, one for each constant.

    By contiguity any three with these parameters are linearly dependent, for ₂F₁ up to a rational number.

    >>> [found.parameters[:3] for found in neighbours(series_form(PCF.parse("27n^2+63n+38", "-18n(n+1)(3n+1)(3n+2)")))]
    [(Fraction(1, 3), Fraction(2, 3), Fraction(1, 1)), (Fraction(1, 3), Fraction(2, 3), Fraction(2, 1))]
    """
    term = term_factors(form)
    if term is not None and not term.poles and term.classes == ([HALF], [Fraction(1)] * 3):
        for d in range(3):
            yield statement("product of Bessel functions", Fraction(d), term.argument / 4)
    if term is None or term.poles or (len(term.upper), len(term.lower), term.argument) not in _SHAPES:
        return
    upper, lower = ([unit_class(x) for x in side] for side in (term.upper, term.lower))
    if 1 not in lower:
        return
    lower.remove(Fraction(1))
    found = dict[str, Statement]()
    for moved in product((0, 1), repeat=len(upper) + len(lower)):
        shifted = [x + by for x, by in zip((*upper, *lower), moved, strict=True)]
        above, below = sorted(shifted[: len(upper)]), sorted(shifted[len(upper) :])
        at = _arranged(above, below) if len(above) == 3 else (*above, *below, term.argument)
        with suppress(ValueError):  # not covered
            one = statement(f"{len(above)}F{len(below)} series", *at)
            if "hyp" not in one.constant:
                found.setdefault(one.constant, one)
    yield from found.values()


def _of_factorials(term: TermFactors) -> Iterator[tuple[str, Parameters]]:
    upper, lower = _left(term.upper, term.lower), _left(term.lower, term.upper)
    z = term.argument
    if len(upper) == 1 and lower == [upper[0] + 1] * 2 and upper[0].denominator == 1:
        yield "series of the exponential integral", (z,)
    ones = list(dict.fromkeys(y for y in lower if y.denominator == 1))
    hidden = range(1, _MOST_HIDDEN) if any(term.classes) else ()
    for one in ones or map(Fraction, hidden):
        more = [] if ones else [one]  # (1)_k/k!, which has cancelled
        above, below = [sorted(x + 1 - one for x in (*side, *more)) for side in (upper, lower)]
        below.remove(Fraction(1))
        if min((*above, *below), default=1) <= 0:
            continue
        match len(above), len(below):
            case 2, 1:
                yield "2F1 series", (*above, *below, z)
            case 3, 2 if z == 1:
                yield "3F2 series", _arranged(above, below)
            case 3, 2 if {*above} == {HALF} and {*below} == {1}:
                yield "squares of K", (z,)
            case 3, 2:
                yield from (("Clausen", (*halves, z)) for halves in _squared(above, below))
            case (5, 4) | (4, 3) if z == (1 if len(above) == 5 else -1):
                yield from ((f"well-poised {len(above)}F{len(below)}", at) for at in _well_poised(above, below))
            case 1, 1:
                yield "1F1 series", (*above, *below, z)
            case 1, 2 if (*above, *below) in _PRODUCTS:
                yield "product of Bessel functions", (Fraction(_PRODUCTS.index((*above, *below))), z / 4)


def _squared(upper: Sequence[Fraction], lower: Sequence[Fraction]) -> Iterator[Parameters]:
    """a and b of Clausen's formula."""
    for x, y, w in permutations(upper):
        if x <= y and w == (x + y) / 2 and sorted((x + y, w + HALF)) == lower:
            yield x / 2, y / 2


def _well_poised(upper: Sequence[Fraction], lower: Sequence[Fraction]) -> Iterator[Parameters]:
    """a, b, c, … of a very well-poised series."""
    for a in dict.fromkeys(upper):
        others = _left(upper, [a, 1 + a / 2])
        if len(others) == len(upper) - 2 and sorted([a / 2, *(1 + a - x for x in others)]) == lower:
            yield a, *others


def _of_poles(term: TermFactors) -> Iterator[tuple[str, Parameters]]:
    """1/((k + p)² + d) at 1 and −1."""
    (pole, *others), z = term.poles, term.argument
    if others or term.upper or term.lower or pole.degree() != 2 or abs(z) != 1:
        return
    p, d = _square_completed(pole)
    s = unit_class(p)
    if z == 1 and s in (1, HALF):
        yield "quadratic poles", (s, d)
    if z == -1 and s == 1:
        yield "alternating quadratic poles", (d,)


def _square_completed(pole: fmpq_poly) -> tuple[Fraction, Fraction]:
    c, b, a = map(fraction, pole.coeffs())
    p = b / (2 * a)
    return p, c / a - p * p


def _left(these: Sequence[Fraction], those: Sequence[Fraction]) -> list[Fraction]:
    """Without those that both have."""
    rest, left = list(those), []
    for x in these:
        if x in rest:
            rest.remove(x)
        else:
            left.append(x)
    return left


def _arranged(upper: list[Fraction], lower: list[Fraction]) -> Parameters:
    """In an order in which the theorem of Dixon, Watson or Whipple gives the sum, if there is one."""
    for a, b, c in permutations(upper):
        for d, e in permutations(lower):
            dixon, watson = (d, e) == (1 + a - b, 1 + a - c), (2 * d, e) == (a + b + 1, 2 * c)
            if dixon or watson or (a + b == 1 and d + e == 2 * c + 1):
                return a, b, c, d, e
    return *upper, *lower
