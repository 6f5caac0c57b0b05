"""Bounds r(m) ≤ q(m)/q(m−1) ≤ s(m) of the denominators of a fraction, and what follows from them without any theory.

Induction. x(m) = q(m)/q(m−1) has x(m+1) = a(m+1) + b(m+1)/x(m). With 0 < r ≤ s and b of one sign from m = start on, the
interval [r(m), s(m)] goes into [r(m+1), s(m+1)] when its ends do: polynomial inequalities, seen from coefficients of
one sign after the shift n → n + start. At `start` the ratio itself is looked at. So the cone C(m) of the (u, v) with
u > 0, r(m) u ≤ v ≤ s(m) u is kept by the steps of the recurrence, and (q(m−1), q(m)) is in it up to sign.

No cancellation (the lemma of that name; Coq has checked it). Let p/q → L, e = p − L q, and α, β polynomials in n, and
m = l n. Where α + β r and α + β s are of one sign for large n, so is α + β x on [r, s], and (|α| + |β| x)/|α + β x|,
monotone in x there, is at most a constant times n^d, d read off the degrees at both ends. So
|αe(m−1) + βe(m)| ≤ C n^d |αq(m−1) + βq(m)| · max |e/q|, and the weighted convergents tend to L when n^d e/q → 0: for
d = 0 always.

Rate. L − p(m)/q(m) is the sum of the terms ± ∏b/(q(k) q(k+1)), k ≥ m, of which each is at most
ρ(k) = |b(k+2)|/(r(k+1) r(k+2)) times the one before. ρ → θ < 1 makes e/q fall exponentially; ρ = 1 − c/k + O(1/k²)
makes the terms O(k^−c), and e/q O(k^(1−c)), or O(k^−c) where b > 0, as the signs alternate then.

Finite. A solution w of the recurrence strictly inside the cone at one m has w − ε q in the cone there, so from there
on: |w| ≥ ε|q|, and lim w/q ≠ 0. With w = R p + S q: R L + S ≠ 0.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from analysis.proofs.polynomials import (
    MOST_BITS,
    along,
    at_infinity,
    before,
    leading_sign,
    minus,
    negative,
    not_negative,
    plus,
    positive,
    times,
    value,
)
from analysis.proofs.reading import Poly, Rejected

LATEST_START = 2_000  # of bounds
MOST_STEPS = 1_000  # after the start of the bounds until another solution is inside the cone


@dataclass(frozen=True)
class Cone:
    """r₁/r₂ ≤ q(m)/q(m−1) ≤ s₁/s₂ for all m ≥ start, for the fraction (a, b); true once `proved` has made it."""

    a: Poly
    b: Poly
    start: int
    lower: tuple[Poly, Poly]
    upper: tuple[Poly, Poly]

    def combination(self, alpha: Poly, beta: Poly, fold: int) -> int | None:
        """d of the lemma for αq(m−1) + βq(m), m = fold·n, as polynomials in n; None where it may cancel or vanish."""
        signs, order = set(), 0
        for top, bottom in (self.lower, self.upper):
            first, second = times(alpha, along(bottom, fold, 0)), times(beta, along(top, fold, 0))
            total = plus(first, second)
            signs.add(leading_sign(total))
            order = max(order, max(len(first), len(second)) - len(total))
        return order if len(signs) == 1 and 0 not in signs else None

    def outruns(self, order: int | None) -> bool:
        """Whether n^order e(n)/q(n) → 0, given that p/q converges; not for None."""
        if not order or self.falls:
            return order is not None
        degree, limit, fall = _decay(self.b, self.lower)
        return degree == 0 and abs(limit) == 1 and order < fall - (0 if limit > 0 else 1)

    @property
    def falls(self) -> bool:
        """Whether e/q falls exponentially, or faster."""
        degree, limit, _ = _decay(self.b, self.lower)
        return degree < 0 or (degree == 0 and abs(limit) < 1)

    def bounds_away(self, first: int, second: int) -> bool:
        """Whether w = first · p + second · q is seen to have w/q stay away from 0."""
        return self.sign(first, second) != 0

    def sign(self, first: int, second: int) -> int:
        """The sign of lim w/q for w = first · p + second · q; 0 where it is not seen to stay away from 0."""
        p_before, p, q_before, q = before(self.a, self.b, self.start + 1)
        u, w = first * p_before + second * q_before, first * p + second * q
        for m in range(self.start, self.start + MOST_STEPS):
            if self._inside(u, w, m):
                return 1 if (w > 0) == (q > 0) else -1
            if w.bit_length() > MOST_BITS:
                break
            u, w = w, value(self.b, m + 1) * u + value(self.a, m + 1) * w
        return 0

    @property
    def is_inner(self) -> bool:
        """Whether q is strictly inside at one m: then |w| ≤ C|q| for every solution w, C large enough."""
        return self.sign(0, 1) == 1

    def _inside(self, u: int, w: int, m: int, strictly: int = 1) -> bool:
        if u < 0:
            u, w = -u, -w
        (r1, r2), (s1, s2) = ((value(top, m), value(bottom, m)) for top, bottom in (self.lower, self.upper))
        return u > 0 and r2 * w - r1 * u >= strictly and s1 * u - s2 * w >= strictly


@lru_cache(maxsize=1024)
def proved(a: Poly, b: Poly, start: int, lower: tuple[Poly, Poly], upper: tuple[Poly, Poly]) -> Cone:
    """The cone, its induction checked; raises Rejected.

    >>> proved((1, 2), (0, 0, 1), 1, ((1, 2), (1,)), ((2, 2), (1,)))
    Traceback (most recent call last):
    ...
    analysis.proofs.reading.Rejected: the upper bound is not shown to carry over from n to n + 1
    """
    carried(a, b, start, lower, upper)
    cone = Cone(a, b, start, lower, upper)
    _, _, u, w = before(a, b, start + 1)
    if not cone._inside(u, w, start, 0):
        raise Rejected(f"the bounds do not hold at {start}")
    return cone


def carried(a: Poly, b: Poly, start: int, lower: tuple[Poly, Poly], upper: tuple[Poly, Poly]) -> None:
    """The step from n to n + 1, checked for all n ≥ start, and so for every later start; raises Rejected."""
    *_, in_order = inequalities = _induction(a, b, lower, upper)
    if not all(positive(p, start) for p in (*lower, *upper)) or not not_negative(in_order, start):
        raise Rejected(f"the bounds are not shown to be positive and in order from {start} on")
    below = along(b, 1, 1)
    if not positive(below if leading_sign(b) > 0 else negative(below), start):
        raise Rejected(f"b is not shown to have one sign after {start}")
    for excess, name in zip(inequalities[:2], ("lower", "upper"), strict=True):
        if not not_negative(excess, start):
            raise Rejected(f"the {name} bound is not shown to carry over from n to n + 1")


@lru_cache(maxsize=1024)
def _decay(b: Poly, lower: tuple[Poly, Poly]) -> tuple[int, Fraction, Fraction]:
    """|b(k+2)|/(r(k+1) r(k+2)) at infinity."""
    top, bottom = lower
    above = times(along(b, 1, 2), times(along(bottom, 1, 1), along(bottom, 1, 2)))
    return at_infinity(above, times(along(top, 1, 1), along(top, 1, 2)))


@lru_cache(maxsize=1024)
def _induction(a: Poly, b: Poly, lower: tuple[Poly, Poly], upper: tuple[Poly, Poly]) -> tuple[Poly, Poly, Poly]:
    """What is not negative where the lower bound carries over, where the upper one does, and where they are in order.

    For b of the sign of its leading coefficient.
    """
    (r1, r2), (s1, s2) = lower, upper
    above, below = along(a, 1, 1), along(b, 1, 1)
    images = _image(above, below, upper), _image(above, below, lower)
    low, high = images if leading_sign(b) > 0 else images[::-1]
    ahead = [(along(top, 1, 1), along(bottom, 1, 1)) for top, bottom in (lower, upper)]
    return (
        minus(times(low[0], ahead[0][1]), times(ahead[0][0], low[1])),
        minus(times(ahead[1][0], high[1]), times(high[0], ahead[1][1])),
        minus(times(s1, r2), times(r1, s2)),
    )


def _image(a: Poly, b: Poly, x: tuple[Poly, Poly]) -> tuple[Poly, Poly]:
    """a + b/x."""
    return plus(times(a, x[0]), times(b, x[1])), x[0]
