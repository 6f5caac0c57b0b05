"""Bounds of qₙ/qₙ₋₁ with which a certificate shows that a coboundary lets nothing cancel: see `proofs.cone`.

The ratio follows the dominant branch of the Riccati equation, x ~ Σ c_i n^(D−i). A lower bound is a truncated series
less some n^(D−j), with rational numbers below c_i where these are irrational, and a power of n below where the series
runs in √n. For b > 0 the upper bound is then a(n) + b(n)/r(n−1), so that only the lower one is to be shown; for b < 0
it is a(n), or a truncated series and some n^(D−j). What is taken is what the checker accepts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import count, islice, takewhile
from math import floor, lcm
from typing import Any, cast

from flint import fmpz_poly

from analysis.coboundaries.coboundary import Coboundary
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.ratio_series import Branch, Exact, ExactRational, RatioSeries
from analysis.proofs.certificate import Bounds, Of
from analysis.proofs.cone import Cone, carried, proved
from analysis.proofs.polynomials import along, plus, times, trimmed
from analysis.proofs.reading import Poly, Rejected, spelt
from analysis.proofs.steps import errors_fall_behind

MOST_TERMS = 14  # of the series that bounds begin with: U cancels so many
MOST_AHEAD = 24  # steps after which U cancels less: a tail by so many steps is left without any
_SLACKS = (Fraction(1), Fraction(8), Fraction(1, 8))
_SHARES = (Fraction(7, 8), Fraction(1, 2), Fraction(1, 4), Fraction(1, 16))  # of the leading term
_STARTS = (*range(1, 9), *(k * 2**j for j in range(1, 8) for k in (5, 6, 7, 8)))
_FEW = 3  # starts that are tried one by one: four of five bounds hold from one of them on
_GRAINS = (16, 256, 2**14)  # denominators of numbers below irrational ones

_COARSE = 14  # bounds that are tried with steps ahead as well
_NEAR = 3  # steps ahead with which they are tried before finer ones
_ALL = 10**6  # more bounds than are made
# Steps ahead, and the bounds that are tried with them: the cheap ones first.
_ROUNDS = (
    *((ahead, 0, _COARSE) for ahead in range(_NEAR + 1)),
    (0, _COARSE, _ALL),
    *((ahead, 0, _COARSE) for ahead in range(_NEAR + 1, MOST_AHEAD + 1)),
)
_FEW_CONES = 8  # of each of two fractions
_SIZES = (1, 2, 4, 8, 16, 32)

Quotient = tuple[Poly, Poly]
_Term = tuple[fmpz_poly, int, int]  # a polynomial, its degree, its leading coefficient
Sides = tuple[tuple[_Term, _Term], tuple[_Term, _Term]]


def bounds(found: Coboundary) -> Bounds | None:
    """The bounds for a coboundary's step of a certificate; None where none of those tried will do.

    >>> from analysis.coboundaries.coboundary import coboundary
    >>> found = coboundary(PCF.parse("3n+6", "-2n^2-5n-2"), PCF.parse("3n+5", "-2n^2-3n"))
    >>> bounds(found.lean())
    {'from': 1, 'lower': ['2*n + 4', '1'], 'upper': ['3*n + 5', '1'], 'ahead': 0}
    """
    (k, fold), mobius = found.folds, found.mobius
    source, shelf = _weights(found), _shelf(found.right, fold)
    made: list[tuple[_Term, _Term]] = []
    for ahead, first, last in _ROUNDS:
        made += islice(source, max(ahead + k - len(made), 0))
        for place in range(first, last):
            tried = shelf.at(place)
            if tried is None:
                break
            if not tried.excludes_cancellation(made[ahead : ahead + k]):
                continue
            cone = tried.cone
            if cone is not None and cone.bounds_away(mobius.r, mobius.s):
                return _claim(cone, ahead)
    return _of_both(found)


def _of_both(found: Coboundary) -> Bounds | None:
    """Bounds of both fractions, by which errors fall behind denominators however much U cancels."""
    x, y, z, w = (Polynomial.from_flint(p).coefficients for p in found.numerators)
    ours = list(islice(cones(found.left), _FEW_CONES))
    for cone in islice(cones(found.right), _FEW_CONES if ours else 0):
        if not cone.falls or not cone.bounds_away(found.mobius.r, found.mobius.s):
            continue
        for own in ours:
            if errors_fall_behind(own, cone, (x, y, z, w), found.folds):
                return {**_claim(cone, 0), "own": _spelt(own)}
    return None


def _claim(cone: Cone, ahead: int) -> Bounds:
    return cast("Bounds", {**_spelt(cone), "ahead": ahead})


def _spelt(cone: Cone) -> Of:
    return {"from": cone.start, "lower": [*map(spelt, cone.lower)], "upper": [*map(spelt, cone.upper)]}


def cones(pcf: PCF) -> Iterator[Cone]:
    """Bounds of the denominators that hold, from coarse to fine.

    >>> next(cones(PCF.parse("2n+1", "n^2"))).start
    2
    """
    at = _shelf(pcf, 1).at
    return filter(None, (tried.cone for tried in takewhile(bool, map(at, count())) if tried is not None))


def _weights(found: Coboundary) -> Iterator[tuple[_Term, _Term]]:
    """What `proofs.steps.weights` says, of which many are asked here, sooner."""
    x, y, z, w = (p(fmpz_poly([1, 1])) for p in found.numerators)
    a, b, k = found.left.a.flint, found.left.b.flint, found.folds[0]
    (p, q), (r, s) = (w, -z), (-y, x)
    for j in count(1):
        yield _term(r), _term(s)
        above, below = (side(fmpz_poly([j, k])) for side in (a, b))
        (p, q), (r, s) = (r, s), (below * p + above * r, below * q + above * s)


def _term(p: fmpz_poly) -> _Term:
    degree = p.degree()
    return p, degree, int(p[degree]) if degree >= 0 else 0


def _along(lower: Quotient, upper: Quotient, fold: int) -> Sides:
    """Both bounds at fold·n."""
    polynomials = (fmpz_poly(list(p)) for p in (*lower, *upper))
    terms = (_term(p if fold == 1 else p(fmpz_poly([0, fold]))) for p in polynomials)
    first, second, third, fourth = terms
    return (first, second), (third, fourth)


def _combination(alpha: _Term, beta: _Term, sides: Sides) -> int | None:
    """What `Cone.combination` says, of which many are asked here, sooner."""
    signs, order = set(), 0
    for top, bottom in sides:
        leading, size = _leading(alpha, bottom, beta, top)
        if not leading:
            total = alpha[0] * bottom[0] + beta[0] * top[0]
            degree = total.degree()
            if degree < 0:
                return None
            leading, order = int(total[degree]), max(order, size - degree)
        signs.add(leading > 0)
    return order if len(signs) == 1 else None


def _leading(p: _Term, q: _Term, r: _Term, s: _Term) -> tuple[int, int]:
    """The coefficient in p q + r s of the larger degree of both products, and that degree; q and s are not 0."""
    first, second = (p[1] + q[1] if p[2] else -1), (r[1] + s[1] if r[2] else -1)
    if first > second:
        return p[2] * q[2], first
    return (r[2] * s[2] + p[2] * q[2] if first == second else r[2] * s[2]), second


@dataclass(frozen=True, eq=False)
class _Pair:
    """A lower and an upper bound that may hold, and both at fold·n."""

    unproved: Cone
    sides: Sides

    def excludes_cancellation(self, weights: Sequence[tuple[_Term, _Term]]) -> bool:
        """Whether no combination of these weights lets denominators cancel, if the bounds hold."""
        for alpha, beta in weights:
            order = _combination(alpha, beta, self.sides)
            if order != 0 and not self.unproved.outruns(order):
                return False
        return True

    @cached_property
    def cone(self) -> Cone | None:
        """The bounds with the least start from which on they hold; None where they do not."""
        it = self.unproved
        with suppress(Rejected):
            carried(it.a, it.b, _STARTS[-1], it.lower, it.upper)  # what does not hold there holds from no earlier start
            early = next((place for place in range(_FEW) if self._holds(_STARTS[place])), None)
            # What holds from one start on holds from every later one.
            place = bisect_left(_STARTS, True, lo=_FEW, key=self._holds) if early is None else early
            return proved(it.a, it.b, _STARTS[place], it.lower, it.upper) if place < len(_STARTS) else None
        return None

    def _holds(self, start: int) -> bool:
        it = self.unproved
        with suppress(Rejected):
            proved(it.a, it.b, start, it.lower, it.upper)
            return True
        return False


class _Shelf:
    """Bounds of one fraction from coarse to fine, made when asked for and kept."""

    def __init__(self, pcf: PCF, fold: int) -> None:
        self._made: list[_Pair] = []
        theirs = pcf.a.coefficients, pcf.b.coefficients
        self._source = (_Pair(Cone(*theirs, 1, *pair), _along(*pair, fold)) for pair in _candidates(pcf))

    def at(self, place: int) -> _Pair | None:
        while place >= len(self._made):
            fresh = next(self._source, None)
            if fresh is None:
                return None
            self._made.append(fresh)
        return self._made[place]


@lru_cache(maxsize=512)
def _shelf(pcf: PCF, fold: int) -> _Shelf:
    return _Shelf(pcf, fold)


def _candidates(pcf: PCF) -> Iterator[tuple[Quotient, Quotient]]:
    found = growth(pcf)
    if not isinstance(found, Growth):
        return
    a, b = pcf.a.coefficients, pcf.b.coefficients
    branch = found.dominant_branch
    for lower, tight in (_series if branch.ramification == 1 else _powers)(pcf, branch):
        if pcf.b.leading > 0:
            yield lower, _image(a, b, lower)
        else:
            yield from ((lower, upper) for upper in ((a, (1,)), tight))


def _image(a: Poly, b: Poly, lower: Quotient) -> Quotient:
    """a(n) + b(n)/r(n − 1)."""
    top, bottom = (along(p, 1, -1) for p in lower)
    return plus(times(a, top), times(b, bottom)), top


def _series(pcf: PCF, branch: Branch) -> Iterator[tuple[Quotient, Quotient]]:
    """Bounds from the first terms of the series, from coarse to fine."""
    numbers: list[Fraction] = []
    for term in islice(_terms(pcf, branch), MOST_TERMS):
        if not term.is_rational:
            yield from _near(numbers, term, int(branch.order))
            return
        numbers.append(fraction(term.x))
        for slack in _slacks(numbers):
            below, above = ([*numbers[:-1], numbers[-1] + sign * slack] for sign in (-1, 1))
            if below[0] > 0:
                yield _quotient(below, int(branch.order)), _quotient(above, int(branch.order))


def _terms(pcf: PCF, branch: Branch) -> Iterator[Quadratic]:
    """The coefficients of the ratio series, as far as no logarithm comes in."""
    rational = all(term.is_rational for term in branch.terms)
    series: RatioSeries[Any] = RatioSeries(pcf, branch, ExactRational() if rational else Exact())
    with suppress(ZeroDivisionError):
        for place in count():
            term = series.extend(place + 1)[place]
            yield Quadratic(term) if rational else term


def _slacks(numbers: list[Fraction]) -> list[Fraction]:
    """What the last term is changed by: late ones are large, and so are those after them."""
    if len(numbers) == 1:
        return [share * numbers[0] for share in _SHARES]
    return [*_SLACKS, *([abs(numbers[-1])] if abs(numbers[-1]) > max(_SLACKS) else []), Fraction(0)]


def _near(numbers: list[Fraction], term: Quadratic, order: int) -> Iterator[tuple[Quotient, Quotient]]:
    """Bounds from a last term that is irrational, between two rational numbers."""
    for grain in _GRAINS:
        below = floor(float(term) * grain)
        if numbers or below > 0:
            low, high = (_quotient([*numbers, Fraction(below + add, grain)], order) for add in (0, 1))
            yield low, high


def _powers(pcf: PCF, branch: Branch) -> Iterator[tuple[Quotient, Quotient]]:
    """Integer powers of n below and above a series in √n: below n^(k + 1/2), and between n^D and n^D + κ√n n^(D−1)."""
    whole = floor(branch.order)
    if whole != branch.order:
        for size in _SIZES:
            yield _quotient([Fraction(size)], whole), (pcf.a.coefficients, (1,))
        return
    lead = fraction(branch.terms[0].x)
    for size in _SIZES:
        yield _quotient([lead, size * lead], whole), _quotient([lead * Fraction(size + 1, size)], whole)


def _quotient(terms: list[Fraction], order: int) -> Quotient:
    """Σ terms[i] n^(order − i) as top/bottom."""
    scale = lcm(*(c.denominator for c in terms))
    lowest = order - len(terms) + 1
    coefficients = [c.numerator * (scale // c.denominator) for c in reversed(terms)]
    return trimmed([0] * lowest + coefficients), (0,) * -lowest + (scale,)
