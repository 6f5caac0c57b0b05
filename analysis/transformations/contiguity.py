"""Coboundaries within a hypergeometric family, by contiguous relations instead of a search.

The solutions of u(n) = (A₁n + A₀) u(n−1) + B₂(n − r)(n − s) u(n−2) belong to ₂F₁(α, β; γ + n; z), α = r + γ − 2 and
β = s + γ − 2 (`values.closed_forms`). With D² = A₁² + 4B₂ and f = (A₁ + D)/2 the relations z F′ = α (F(α + 1) − F) =
(γ − 1)(F(γ − 1) − F) say that v(n) = u(n) − f (n + 1 − s) u(n−1) solves the recurrence with r + 1 and A₀ − f: a step
of α. In the limit D → −A₁, with numerators B₁(n − r), it is v(n) = u(n) + B₁/A₁ u(n−1), with r + 1 and the same A₀. A
step of γ is one of the index. Where D and the roots are rational these steps reach all members of a family.
Source: Gauss 1813; DLMF 15.5, 13.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isqrt, lcm

from flint import fmpq, fmpq_poly

from analysis.exact.companions import PolynomialMatrix
from analysis.exact.matrices import primitive
from analysis.exact.rationals import exact_root, flint
from analysis.exact.two_by_two import multiplied
from analysis.formulas.pcf import PCF

MOST_STEPS = 40  # in all: U has entries of at most twice this degree before common factors are taken out

_Matrix = tuple[fmpq_poly, fmpq_poly, fmpq_poly, fmpq_poly]


@dataclass(frozen=True, slots=True)
class _Member:
    """a = slope n + start, b = lead Π (n − root), in ℚ; `rise` is f, 0 for fewer than two roots."""

    slope: fmpq
    start: fmpq
    lead: fmpq
    roots: tuple[fmpq, ...]
    rise: fmpq

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, pcf: PCF, top: int, bottom: int) -> _Member | None:
        """Of the fraction with a/c and b/c², c = top/bottom; None where a parameter is not rational."""
        a, b, unit = (*pcf.a.coefficients, 0), pcf.b.coefficients, fmpq(bottom, top)
        roots = tuple(map(flint, pcf.b.rational_roots()))
        if len(roots) != len(b) - 1:
            return None
        slope, lead, rise = unit * a[1], unit * unit * b[-1], fmpq(0)
        if len(b) == 3:
            square = a[1] ** 2 + 4 * b[2]
            if square < 0 or (size := isqrt(square)) ** 2 != square:
                return None
            rise = (slope - abs(unit) * size) / 2
        return cls(slope, unit * a[0], lead, roots, rise)

    def step(self, n: int) -> _Matrix:
        """M(x + n)."""
        b = fmpq_poly([self.lead])
        for root in self.roots:
            b *= fmpq_poly([n - root, 1])
        return fmpq_poly([]), b, fmpq_poly([1]), fmpq_poly([self.start + self.slope * n, self.slope])

    def shifted(self, k: int) -> _Member:
        """The tail that begins k later."""
        roots = tuple([root - k for root in self.roots])
        return _Member(self.slope, self.start + self.slope * k, self.lead, roots, self.rise)

    def raised(self, place: int, by: int) -> _Member:
        """The member with the upper parameter of one root so much larger."""
        roots = tuple([root + by if i == place else root for i, root in enumerate(self.roots)])
        return _Member(self.slope, self.start - self.rise * by, self.lead, roots, self.rise)

    def raising(self, place: int) -> _Matrix:
        """U from here to one step of that parameter further: (v(n−2), v(n−1)) = (u(n−2), u(n−1)) U(n), scaled."""
        less = -1 - self.roots[place]  # n − 1 − r
        tilt = self.rise - self.slope
        weight = fmpq_poly([less * tilt, tilt])
        rest = fmpq_poly([-self.lead * less, -self.lead])
        for i, root in enumerate(self.roots):
            if i != place:
                rest *= fmpq_poly([-root, 1])
        upper = fmpq_poly([self.start - self.slope + less * tilt, self.rise])
        return upper, rest, fmpq_poly([-1]), weight


@lru_cache(maxsize=16)
def contiguous(left: PCF, right: PCF) -> PolynomialMatrix | None:
    """U with M₁(n) U(n+1) ∝ U(n) M₂(n) between two members of a family, without common factors; None where not seen.

    >>> contiguous(PCF.parse("3n+3", "-2n^2-n"), PCF.parse("3n+5", "-2n^2-3n"))
    ((-2)*x + (-1), (-4)*x^2 + (-2)*x, 2, 4*x + 3)
    """
    scale = _scale(left, right)
    ours, theirs = (None, None) if scale is None else (_Member.of(left, 1, 1), _Member.of(right, *scale))
    if scale is None or ours is None or theirs is None:
        return None
    c = fmpq(*scale)
    for moves in _moves(ours, theirs):
        x, y, z, w = _followed(ours, *moves)
        entries = (x, y * c, z, w * c)
        common = lcm(*(int(entry.denom()) for entry in entries))
        x, y, z, w = primitive([(entry * common).numer() for entry in entries])
        if x * w != y * z:  # an upper parameter that meets 0 loses rank
            return x, y, z, w
    return None


def _scale(left: PCF, right: PCF) -> tuple[int, int] | None:
    """c = top/bottom with leading coefficients c and c² times as large on the right."""
    if (left.a.degree, left.b.degree) != (right.a.degree, right.b.degree) or not left.a or left.b.degree > 2:
        return None
    if left.a.degree > 1 or (left.a.degree == 0 and left.b.degree == 0):
        return None
    top, bottom = right.a.leading, left.a.leading
    if left.a.degree == 0 and left.b.degree == 2:
        root = exact_root(Fraction(right.b.leading, left.b.leading))
        return None if root is None else (root.numerator, root.denominator)
    return (top, bottom) if right.b.leading * bottom**2 == left.b.leading * top**2 else None


def _moves(ours: _Member, theirs: _Member) -> list[tuple[int, list[int]]]:
    """Steps of the index, then of the upper parameters by places of roots; the fewest first."""
    found: list[tuple[int, list[int]]] = []
    orders = theirs.roots, theirs.roots[::-1]
    for roots in orders[: 1 if orders[0] == orders[1] else 2]:
        gains = [second - first for first, second in zip(ours.roots, roots, strict=True)]
        k = _index_steps(ours, theirs, gains)
        if k is not None and all(x.q == 1 for x in (k, *(gain + k for gain in gains))):
            found.append((int(k.p), [int((gain + k).p) for gain in gains]))
    return sorted((moves for moves in found if _size(*moves) <= MOST_STEPS), key=lambda moves: _size(*moves))


def _size(k: int, steps: list[int]) -> int:
    return abs(k) + sum(map(abs, steps))


def _index_steps(ours: _Member, theirs: _Member, gains: list[fmpq]) -> fmpq | None:
    """k, as A₀ gains k A₁ − f Σ (gain + k) by all steps; where that does not depend on k, what leaves the fewest."""
    rate = ours.slope - ours.rise * len(gains)
    rest = theirs.start - ours.start + ours.rise * sum(gains)
    if rate:
        return rest / rate
    return None if rest else sorted((fmpq(0), *(-gain for gain in gains)))[len(gains) // 2]


def _followed(at: _Member, k: int, steps: list[int]) -> _Matrix:
    whole: _Matrix = (fmpq_poly([1]), fmpq_poly([]), fmpq_poly([]), fmpq_poly([1]))
    for place, step in enumerate(steps):
        for _ in range(abs(step)):
            if step > 0:
                whole, at = multiplied(whole, at.raising(place)), at.raised(place, 1)
            else:
                at = at.raised(place, -1)
                whole = multiplied(whole, _adjugate(at.raising(place)))
    for _ in range(abs(k)):
        if k > 0:
            whole, at = multiplied(whole, at.step(0)), at.shifted(1)
        else:
            at = at.shifted(-1)
            whole = multiplied(whole, _adjugate(at.step(0)))
    return whole


def _adjugate(matrix: _Matrix) -> _Matrix:
    p, q, r, s = matrix
    return s, -q, -r, p
