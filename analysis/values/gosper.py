"""Gosper's algorithm for one variable, with several right sides: what telescopes beside multiples of given terms.

    target = Σ cᵢ sourceᵢ + ρ(m) y(m+1) − y(m)

for rational functions, the terms being divided by one hypergeometric term of the ratio ρ. With D the common denominator
and ρ(m) D(m)/D(m+1) = C(m+1)/C(m) · q(m)/r(m+1), gcd(q(m), r(m + h)) = 1 for h ≥ 1, y = r x/(C D) with a polynomial x:

    q(m) x(m+1) − r(m) x(m) = C D (target − Σ cᵢ sourceᵢ).

Source: Petkovšek, Wilf and Zeilberger, A = B, chapter 5.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm, prod

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from analysis.exact.rationals import fraction
from analysis.exact.shifts import gosper_form, irreducible, shift_between
from analysis.proofs.reading import spelt

Quotient = tuple[fmpq_poly, fmpq_poly]

_MOST_DEGREE = 48  # of x
_AHEAD, _M = fmpq_poly([1, 1]), fmpq_poly([0, 1])


def lowest(top: fmpq_poly, bottom: fmpq_poly) -> Quotient:
    """Without common factors."""
    common = top.gcd(bottom)
    return divmod(top, common)[0], divmod(bottom, common)[0]


def texts(quotient: Quotient) -> list[str]:
    """Numerator and denominator with integer coefficients, as certificates spell them."""
    scale = lcm(*(int(p.denom()) for p in quotient))
    return [spelt(tuple(int((c * scale).p) for c in p.coeffs())) for p in quotient]


def telescoped(
    ratio: Quotient, target: Quotient, sources: Sequence[Quotient]
) -> tuple[list[Fraction], Quotient] | None:
    """(c, y) with target = Σ cᵢ sourceᵢ + ratio y(m+1) − y(m); None where there is none.

    >>> one, m = fmpq_poly([1]), fmpq_poly([0, 1])
    >>> telescoped((one, one), (one, m * (m + 1)), [(one, one)])          # 1/(m(m + 1)) = 1/m − 1/(m + 1)
    ([Fraction(0, 1)], ((-1), x))
    """
    d = fmpq_poly([1])
    for _, bottom in (target, *sources):
        d = d * divmod(bottom, d.gcd(bottom))[0]
    q, after, c = _gosper_form(*lowest(ratio[0] * d, ratio[1] * d(_AHEAD)))
    r = after(fmpq_poly([-1, 1]))
    right = [c * top * divmod(d, bottom)[0] for top, bottom in (target, *sources)]
    degree = _degree(q, r, max(p.degree() for p in right))
    if degree > _MOST_DEGREE:
        return None
    columns = [q * _AHEAD**i - r * _M**i for i in range(degree + 1)]
    solution = _solved([*columns, *right[1:]], right[0])
    if solution is None:
        return None
    y = lowest(r * fmpq_poly(solution[: degree + 1]), c * d)
    return [fraction(x) for x in solution[degree + 1 :]], y


def _degree(q: fmpq_poly, r: fmpq_poly, right: int) -> int:
    """The degree of x that suffices."""
    size = max(q.degree(), r.degree())
    if q[size] != r[size]:
        return max(right - size, 0)
    special = (r[size - 1] - q[size - 1]) / q[size] if size else fmpq(0)
    return max(right - size + 1, int(special.p) if special.q == 1 else 0, 0)


def rational_solution(top: fmpq_poly, bottom: fmpq_poly) -> Quotient | None:
    """w with w(m+1)/w(m) = top/bottom."""
    top, bottom = lowest(top, bottom)
    if top[top.degree()] != bottom[bottom.degree()]:
        return None
    left = irreducible(bottom.numer())
    w = fmpq_poly([1]), fmpq_poly([1])
    for f in irreducible(top.numer()):
        partner = next(((g, j) for g in left if (j := shift_between(f, g)) is not None), None)
        if partner is None:
            return None
        g, j = partner
        left.remove(g)
        for i in range(min(j, 0), max(j, 0)):
            moved = fmpq_poly(f(fmpz_poly([i, 1])))
            w = (w[0], w[1] * moved) if j > 0 else (w[0] * moved, w[1])
    return None if left else w


def _gosper_form(top: fmpq_poly, bottom: fmpq_poly) -> tuple[fmpq_poly, fmpq_poly, fmpq_poly]:
    """(q, s, C) with top/bottom = C(m+1)/C(m) · q(m)/s(m), gcd(q(m), s(m + h)) = 1 for h ≥ 0."""
    above, below = irreducible(top.numer()), irreducible(bottom.numer())
    common = gosper_form(above, below, lambda f, g: shift_between(g, f), lambda g, j: g(fmpz_poly([j, 1])))
    q, s = (p.leading_coefficient() * _monic(factors) for p, factors in ((top, above), (bottom, below)))
    return q, s, fmpq_poly(prod(common, start=fmpz_poly([1])))


def _monic(factors: Sequence[fmpz_poly]) -> fmpq_poly:
    product = fmpq_poly(prod(factors, start=fmpz_poly([1])))
    return product / product.leading_coefficient()


def _solved(columns: Sequence[fmpq_poly], right: fmpq_poly) -> list[fmpq] | None:
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
