"""How the solutions of a recurrence are made: sums of terms h · Π fᵢ^dᵢ, h hypergeometric, f those of fractions.

An order 2 is one fraction; an order 3 may be the square of one, an order 4 the product of two (`tensor_factors`).
Any order may be a least common left multiple of such ones, which right factors tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import chain, combinations
from itertools import product as tuples_of
from math import prod

from flint import fmpq, fmpq_mat

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient, integer_roots
from analysis.exact.rationals import flint, fraction
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.closure import product_of_limits
from analysis.transformations.tensor_factors import square_root, tensor_factors, without_gauge
from analysis.values.hypergeometric_solutions import hypergeometric_ratios
from analysis.values.lower_factors import lower_factors
from analysis.values.second_order_factors import second_order_factors

MOST_ORDER = 5  # beyond it right factors take seconds
_MOST_FACTORS = 8
_MOST_START = 400  # n from which the terms are regular

Powers = tuple[int, ...]
Pair = tuple[fmpq, fmpq]


@dataclass(frozen=True)
class Part:
    """The fraction whose convergents at n − shift are f(n), and the power of f."""

    pcf: PCF
    shift: int
    degree: int


@dataclass(frozen=True)
class Term:
    """h(n)/h(n−1) and the parts."""

    ratio: Quotient
    parts: tuple[Part, ...]

    @property
    def powers(self) -> list[Powers]:
        """The exponents of the numerators in its solutions."""
        return list(tuples_of(*(range(part.degree + 1) for part in self.parts)))

    @property
    def begin(self) -> int:
        """An n from which on nothing vanishes and no pole is met."""
        roots = [root + 1 for p in (self.ratio.top, self.ratio.bottom) for root in integer_roots(p)]
        roots += [part.shift + max([0, *(root + 1 for root in part.pcf.b.integer_roots())]) for part in self.parts]
        return max(roots, default=0)

    def solutions(self, start: int, count: int) -> list[list[fmpq]]:
        """Row by row from n = start on, h(start) = 1, in the order of `powers`."""
        pairs = [_convergents(part, start, count) for part in self.parts]
        rows, h = [], fmpq(1)
        for i in range(count):
            h = h * self.ratio(start + i) if i else h
            rows.append([h * prod(((pair[i][0] ** e) * pair[i][1] ** (part.degree - e)
                                   for pair, part, e in zip(pairs, self.parts, powers, strict=True)), start=fmpq(1))
                         for powers in self.powers])  # fmt: skip
        return rows


def _convergents(part: Part, start: int, count: int) -> list[Pair]:
    """(P, Q) at start and after."""
    first = Recurrence.from_pcf(part.pcf).advanced(start - part.shift + 2)
    return first.terms(count)[:count]


@dataclass(frozen=True)
class Combined:
    """A term with what p and q have of it from n = start on, h(start) = 1."""

    term: Term
    top: dict[Powers, Fraction]
    bottom: dict[Powers, Fraction]


def combined_terms(recurrence: Recurrence) -> tuple[int, list[Combined]] | None:
    """n from which p and q are sums of terms, and these; None where the terms are not found.

    >>> powers = Recurrence.of(["1", "-5", "6"], 2, [3, 8], [2, 4])                            # 2·2ⁿ + 3ⁿ and 2·2ⁿ
    >>> [(str(one.term.ratio), {**one.top}, {**one.bottom}) for one in combined_terms(powers)[1]]
    [('3', {(): Fraction(2, 1)}, {}), ('2', {(): Fraction(1, 1)}, {(): Fraction(2, 1)})]
    """
    if recurrence.order > MOST_ORDER:
        return None
    for terms in _decompositions(recurrence):
        start = max([recurrence.first - recurrence.order, *(term.begin for term in terms)])
        found = None if start > _MOST_START else _solved(recurrence, terms, start)
        if found is not None:
            return start, found
    return None


def _solved(recurrence: Recurrence, terms: Sequence[Term], start: int) -> list[Combined] | None:
    order = recurrence.order
    ahead = recurrence.advanced(start + order)
    rows = [[*chain(*row)] for row in zip(*(term.solutions(start, order) for term in terms), strict=True)]
    matrix = fmpq_mat(rows)
    if not matrix.det():
        return None
    sides = [matrix.solve(fmpq_mat([[flint(u)] for u in side])).entries() for side in (ahead.p, ahead.q)]
    found, at = [], 0
    for term in terms:
        here = [zip(term.powers, side[at : at + len(term.powers)], strict=True) for side in sides]
        top, bottom = ({powers: fraction(c) for powers, c in side if c} for side in here)
        at += len(term.powers)
        if top or bottom:
            found.append(Combined(term, top, bottom))
    return found


def _decompositions(recurrence: Recurrence) -> Iterator[list[Term]]:
    """Terms whose solutions are as many as the order says."""
    whole = term_of(recurrence.coefficients) if recurrence.order > 2 else None
    if whole is not None:
        yield [whole]
        return
    found = [term for term in map(term_of, _factors(recurrence)) if term is not None][:_MOST_FACTORS]
    for count in range(2, recurrence.order + 1):
        for chosen in combinations(found, count):
            if sum(len(term.powers) for term in chosen) == recurrence.order:
                yield list(chosen)


def _factors(recurrence: Recurrence) -> Iterator[Sequence[Polynomial]]:
    """Right factors, those of the largest order first."""
    if recurrence.order > 2:
        yield from lower_factors(recurrence)
    if recurrence.order > 3:
        yield from second_order_factors(recurrence.coefficients)
    for ratio in hypergeometric_ratios(recurrence.coefficients):
        yield [Polynomial.from_flint(ratio.bottom), -Polynomial.from_flint(ratio.top)]


def term_of(coefficients: Sequence[Polynomial]) -> Term | None:
    """The term that a recurrence is; None where it is not seen to be one.

    >>> apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    >>> term = term_of(product_of_limits(apery, apery).coefficients)
    >>> term.ratio, term.parts
    ((1)/(n**6), (Part(pcf=PCF(34n^3+153n^2+231n+117, -n^6-6n^5-15n^4-20n^3-15n^2-6n-1), shift=2, degree=2),))
    """
    match len(coefficients) - 1:
        case 1:
            return Term(-Quotient.polynomial(coefficients[1]) / Quotient.polynomial(coefficients[0]), ())
        case 2:
            fractions = [without_gauge(coefficients)]
        case 3:
            fractions = [square_root(coefficients)] * 2
        case 4:
            fractions = list(tensor_factors(coefficients) or [None])
        case _:
            return None
    known = [one for one in fractions if one is not None]
    ratio = gauge_ratio(coefficients, known) if len(known) == len(fractions) else None
    if ratio is None:
        return None
    return Term(ratio, tuple(Part(*_canonical(one), known.count(one)) for one in dict.fromkeys(known)))


def _canonical(pcf: PCF) -> tuple[PCF, int]:
    """The fraction begun where it is regular, and how far it was moved."""
    shift = max([-1, *pcf.a.integer_roots(), *pcf.b.integer_roots()]) + 1
    return pcf.shifted(shift), shift


def gauge_ratio(coefficients: Sequence[Polynomial], factors: Sequence[PCF]) -> Quotient | None:
    """h(n)/h(n−1) with u = h Π f for all solutions f of the fractions; None where that does not give the recurrence."""
    try:
        made = reduce(product_of_limits, map(Recurrence.from_pcf, factors))
    except InputError:  # a product of too high a degree
        return None
    if made.order != len(coefficients) - 1 or not coefficients[1] or not made.coefficients[1]:
        return None
    c, d = ([Quotient.polynomial(x) / Quotient.polynomial(one[0]) for x in one]
            for one in (coefficients, made.coefficients))  # fmt: skip
    ratio = c[1] / d[1]  # h(n)/h(n−1), which the other coefficients must confirm
    total = Quotient.constant(1)
    for k in range(1, made.order + 1):
        total = total * ratio.shift(1 - k)
        if c[k] != d[k] * total:
            return None
    return ratio
