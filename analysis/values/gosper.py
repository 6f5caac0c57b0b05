"""Gosper's algorithm for one variable, with several right sides: what telescopes beside multiples of given terms.

    target = Σ cᵢ sourceᵢ + ρ(m) y(m+1) − y(m)

for rational functions, the terms being divided by one hypergeometric term of the ratio ρ. With D the common denominator
and ρ(m) D(m)/D(m+1) = C(m+1)/C(m) · q(m)/r(m+1), gcd(q(m), r(m + h)) = 1 for h ≥ 1, y = r x/(C D) with a polynomial x:

    q(m) x(m+1) − r(m) x(m) = C D (target − Σ cᵢ sourceᵢ).

Source: Petkovšek, Wilf and Zeilberger, A = B, chapter 5.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from analysis.exact.quotients import Quotient, common_denominator
from analysis.exact.rationals import fraction
from analysis.exact.shifts import gosper_form, irreducible, shift_between

_MOST_DEGREE = 48  # of x
_AHEAD, _BACK, _M = fmpz_poly([1, 1]), fmpz_poly([-1, 1]), fmpz_poly([0, 1])


def telescoped(
    ratio: Quotient, target: Quotient, sources: Sequence[Quotient]
) -> tuple[list[Fraction], Quotient] | None:
    """(c, y) with target = Σ cᵢ sourceᵢ + ratio y(m+1) − y(m); None where there is none.

    >>> one = Quotient.constant(1)
    >>> telescoped(one, one, [Quotient.parse("1/(n*(n + 1))")]), telescoped(one, Quotient.parse("1/(n*(n + 1))"), [one])
    (([Fraction(0, 1)], n), ([Fraction(0, 1)], (-1)/(n)))
    """
    d = common_denominator((target, *sources))
    q, after, c = _gosper_form(Quotient.of(ratio.top * d, ratio.bottom * d(_AHEAD)))
    r = after(_BACK)
    right = [c * f.top * (d // f.bottom) for f in (target, *sources)]
    degree = _degree(q, r, max(p.degree() for p in right))
    if degree > _MOST_DEGREE:
        return None
    columns = [q * _AHEAD**i - r * _M**i for i in range(degree + 1)]
    solution = _solved([*columns, *right[1:]], right[0])
    if solution is None:
        return None
    y = Quotient.over(fmpq_poly(r) * fmpq_poly(solution[: degree + 1]), fmpq_poly(c * d))
    return [fraction(x) for x in solution[degree + 1 :]], y


def _degree(q: fmpz_poly, r: fmpz_poly, right: int) -> int:
    """The degree of x that suffices."""
    size = max(q.degree(), r.degree())
    if q[size] != r[size]:
        return max(right - size, 0)
    special = Fraction(int(r[size - 1] - q[size - 1]), int(q[size])) if size else Fraction(0)
    return max(right - size + 1, special.numerator if special.denominator == 1 else 0, 0)


def rational_solution(ratio: Quotient) -> Quotient | None:
    """w with w(m+1)/w(m) = ratio."""
    if ratio.top[ratio.top.degree()] != ratio.bottom[ratio.bottom.degree()]:
        return None
    left = irreducible(ratio.bottom)
    above, below = fmpz_poly([1]), fmpz_poly([1])
    for f in irreducible(ratio.top):
        partner = next(((g, j) for g in left if (j := shift_between(f, g)) is not None), None)
        if partner is None:
            return None
        g, j = partner
        left.remove(g)
        for i in range(min(j, 0), max(j, 0)):
            moved = f(fmpz_poly([i, 1]))
            above, below = (above, below * moved) if j > 0 else (above * moved, below)
    return None if left else Quotient.of(above, below)


def _gosper_form(ratio: Quotient) -> tuple[fmpz_poly, fmpz_poly, fmpz_poly]:
    """(q, s, C) with ratio = C(m+1)/C(m) · q(m)/s(m), gcd(q(m), s(m + h)) = 1 for h ≥ 0."""
    above, below = irreducible(ratio.top), irreducible(ratio.bottom)
    common = gosper_form(above, below, lambda f, g: shift_between(g, f), lambda g, j: g(fmpz_poly([j, 1])))
    q, s = (
        prod(factors, start=fmpz_poly([p.factor()[0]])) for p, factors in ((ratio.top, above), (ratio.bottom, below))
    )
    return q, s, prod(common, start=fmpz_poly([1]))


def _solved(columns: Sequence[fmpz_poly], right: fmpz_poly) -> list[fmpq] | None:
    """x with Σ x columns = right, if there is one."""
    rows = 1 + max(p.degree() for p in (*columns, right))
    whole = fmpq_mat([[p[i] for p in (*columns, right)] for i in range(rows)])
    reduced, rank = whole.rref()
    found = [fmpq(0)] * len(columns)
    for i in range(rank):
        pivot = next(j for j in range(len(columns) + 1) if reduced[i, j])
        if pivot == len(columns):
            return None
        found[pivot] = reduced[i, len(columns)]
    return found
