"""What `ContinuedFractions.v` asks of a coboundary beyond its certificate: signs, constants, and where they begin.

All of it is found here by trial with the checker's own polynomials, and checked again by Coq's kernel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from flint import fmpz_poly

from analysis.proofs.certificate import Step as ChainStep
from analysis.proofs.cone import Cone, proved
from analysis.proofs.polynomials import (
    Matrix,
    Numbers,
    along,
    before,
    leading_sign,
    minus,
    multiplied,
    not_negative,
    plus,
    positive,
    times,
    value,
)
from analysis.proofs.reading import Mobius, Poly, polynomial
from analysis.proofs.steps import multiplier as carried_by
from analysis.proofs.steps import stride, weights

LATEST = 4_096  # the n from which on all inequalities must be seen
CONSTANTS = tuple(2**k for k in range(24))
MOST_LOOKED_AT = 2_000
MOST_APART = 1_000  # steps until another solution is inside the cone
SHIFTS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
STEPS = (1, 2, 3, 4, 8)  # K where the gaps fall by 1 − 1/(K n) faster than they need to

Fraction_ = tuple[Poly, Poly]


class NotExported(Exception):
    """A certificate beyond what the theory covers; the text says where."""


@dataclass(frozen=True)
class Coboundary:
    """The record `coboundary` of the theory, with the map that it gives."""

    ours: Fraction_
    theirs: Fraction_
    u: Matrix
    g: tuple[Poly, Poly]
    folds: tuple[int, int]
    start: int
    cone: Cone
    ahead: int
    since: int
    degree: int
    signs: tuple[tuple[int, int], ...]
    rate: tuple[int, int, int]
    alternating: bool
    apart: tuple[int, int, int]
    mobius: Mobius

    @property
    def looked_at(self) -> int:
        x, y, z, w = (along(p, 1, 1) for p in self.u)
        det = minus(times(x, w), times(y, z))
        return max(*(looked_at(p, self.start) for p in self.g), looked_at(det, self.start - 1))


def looked_at(p: Poly, start: int) -> int:
    """How many values from `start` on have to be looked at until the coefficients show the sign."""
    for length in range(MOST_LOOKED_AT):
        moved = along(p, 1, start + length)
        if moved and moved[0] and (min(moved) >= 0 or max(moved) <= 0):
            return length
    raise NotExported(f"a polynomial whose sign is not seen from {start} on")


def coboundary(ours: Fraction_, theirs: Fraction_, step: ChainStep) -> Coboundary:
    """The record for a step of kind "coboundary"."""
    x, y, z, w = (polynomial(one) for one in step["u"])
    u: Matrix = (x, y, z, w)
    k, fold = step["folds"]
    bounds = step["bounds"]
    lower, upper = (tuple(polynomial(one) for one in bounds[key]) for key in ("lower", "upper"))
    cone = proved(*theirs, bounds["from"], (lower[0], lower[1]), (upper[0], upper[1]))
    ahead, start = bounds["ahead"], step["start"]
    pairs = weights(*ours, u, k, ahead + k)[ahead:]
    degree = max(_order(cone, pair, fold) for pair in pairs)
    since, signs = _dominated(cone, pairs, fold, degree, max(start - 1, -(-cone.start // fold)))
    t = _map(ours, theirs, u, (k, fold), start)
    rate, alternating = _rate(cone, degree) if degree else ((2, 1, cone.start), False)
    g = multiplier(stride(*ours, k), u, stride(*theirs, fold))
    return Coboundary(
        ours,
        theirs,
        u,
        g,
        (k, fold),
        start,
        cone,
        ahead,
        since,
        degree,
        signs,
        rate,
        alternating,
        _apart(cone, t[2], t[3]),
        t,
    )


def _order(cone: Cone, pair: tuple[Poly, Poly], fold: int) -> int:
    order = cone.combination(*pair, fold)
    if order is None:
        raise NotExported("weights that may cancel")
    return order


def _dominated(
    cone: Cone, pairs: list[tuple[Poly, Poly]], fold: int, degree: int, least: int
) -> tuple[int, tuple[tuple[int, int], ...]]:
    """(N, (sign, C) for each pair) with |αq⁻| + |βq| ≤ C n^degree |αq⁻ + βq| for n ≥ N, as the theory sees it."""
    ends = [tuple(along(p, fold, 0) for p in side) for side in (cone.lower, cone.upper)]
    for since in starts(max(least, 1)):
        signs = [_sign_and_constant(ends, pair, degree, since) for pair in pairs]
        if all(one is not None for one in signs):
            return since, tuple(one for one in signs if one is not None)
    raise NotExported("no constant for the weights of the convergents")


def _sign_and_constant(
    ends: list[tuple[Poly, ...]], pair: tuple[Poly, Poly], degree: int, since: int
) -> tuple[int, int] | None:
    sign = leading_sign(_form(ends[0], *pair))
    alpha, beta = (tuple(sign * c for c in p) for p in pair)
    if not all(positive(_form(end, alpha, beta), since) for end in ends):
        return None
    for constant in CONSTANTS:
        k = (0,) * degree + (constant,)
        if all(not_negative(_form(end, *pair_), since) for end in ends for pair_ in _excesses(k, alpha, beta)):
            return sign, constant
    return None


def _excesses(k: Poly, alpha: Poly, beta: Poly) -> Iterator[tuple[Poly, Poly]]:
    for first, second in product((plus, minus), repeat=2):
        yield first(times(k, alpha), alpha), second(times(k, beta), beta)


def _form(end: tuple[Poly, ...], alpha: Poly, beta: Poly) -> Poly:
    return plus(times(alpha, end[1]), times(beta, end[0]))


def _rate(cone: Cone, degree: int) -> tuple[tuple[int, int, int], bool]:
    """((shift, K, m₁), alternating) for the gaps d(m) = |p(m+1)/q(m+1) − p(m)/q(m)| from m₁ on, z = m + shift.

    (K (z+1) + 1) (z+1)^degree d(m+1) ≤ K z^(degree+1) d(m): the gaps sum up. Where the errors alternate in sign, d does
    not grow, and K z (z+1)^degree d(m+1) ≤ (K z − 1) z^degree d(m), do as well.
    """
    (r1, r2), ahead = cone.lower, along(cone.b, 1, 2)
    low = times(along(r1, 1, 1), along(r1, 1, 2))
    size = times(ahead, times(along(r2, 1, 1), along(r2, 1, 2)))
    for k, shift in product(STEPS, SHIFTS):
        above, below = (_power((shift + t, 1), degree) for t in (0, 1))
        left = times(times((k * shift, k), above), low)
        right = times(times((k * (shift + 1) + 1, k), below), size)
        if (start := _first(cone.start, (minus(left, right), plus(left, right)))) is not None:
            return (shift, k, start), False
        left = times(times((k * shift - 1, k), above), low)
        right = times(times((k * shift, k), below), size)
        falls = minus(low, size), minus(left, right)
        if (start := _first(cone.start, (ahead, *falls))) is not None:
            return (shift, k, start), True
    raise NotExported("a rate of convergence that is a power of n too small")


def _first(start: int, polynomials: tuple[Poly, ...]) -> int | None:
    """Where all of them are seen to be ≥ 0 from there on."""
    return next((since for since in starts(start) if all(not_negative(p, since) for p in polynomials)), None)


def starts(first: int) -> Iterator[int]:
    """The n > 0 that are tried as a beginning of inequalities."""
    while first <= LATEST:
        yield first
        first *= 2


def _power(p: Poly, exponent: int) -> Poly:
    total: Poly = (1,)
    for _ in range(exponent):
        total = times(total, p)
    return total


def _apart(cone: Cone, t3: int, t4: int) -> tuple[int, int, int]:
    """(side, B, m): B (t₃p + t₄q) − side·q is in the cone at m, on the side of side·q."""
    p_before, p, q_before, q = before(cone.a, cone.b, cone.start + 1)
    for m in range(cone.start, cone.start + MOST_APART):
        u, w = t3 * p_before + t4 * q_before, t3 * p + t4 * q
        side = 1 if u * q_before > 0 else -1
        for bits in range(0, 400, 4):
            scaled = (u << bits) - side * q_before, (w << bits) - side * q
            if _inside(cone, m, scaled, side * (1 if q_before > 0 else -1)):
                return side, 1 << bits, m
        x, y = value(cone.b, m + 1), value(cone.a, m + 1)
        p_before, p, q_before, q = p, x * p_before + y * p, q, x * q_before + y * q
    raise NotExported("a value that is not shown to be finite")


def _inside(cone: Cone, m: int, vector: tuple[int, int], sign: int) -> bool:
    u, w = sign * vector[0], sign * vector[1]
    (r1, r2), (s1, s2) = ((value(top, m), value(bottom, m)) for top, bottom in (cone.lower, cone.upper))
    return u > 0 and r1 * u <= r2 * w and s2 * w <= s1 * u


def _map(ours: Fraction_, theirs: Fraction_, u: Matrix, folds: tuple[int, int], start: int) -> Mobius:
    k, fold = folds
    here: Numbers = (value(u[0], start), value(u[1], start), value(u[2], start), value(u[3], start))
    e, f, g, h = before(*theirs, fold * (start - 1) + 1)
    return multiplied(multiplied(before(*ours, k * (start - 1) + 1), here), (h, -f, -g, e))


def multiplier(ours: Matrix, u: Matrix, theirs: Matrix) -> tuple[Poly, Poly]:
    """(top, bottom) with bottom(n) E₁(n) U(n+1) = top(n) U(n) E₂(n), E₁ and E₂ the matrices of the steps."""
    top, bottom = (fmpz_poly(list(p)) for p in carried_by(ours, u, theirs))
    common = top.gcd(bottom) * (1 if bottom.leading_coefficient() > 0 else -1)
    return _poly(top // common), _poly(bottom // common)


def _poly(p: fmpz_poly) -> Poly:
    return tuple(int(c) for c in p.coeffs())
