"""A proved enclosure of a limit, from an interval that traps the tail for all n at once.

Let R(n) be the minimal ratio's series cut after K exact terms and f_n(x) = b(n+1)/(x − a(n+1)) the map from r(n+1) to
r(n). If with ε(n) = E n^(D−K+j), j = 0 or 1,
    |R(n)(R(n+1) − a(n+1)) − b(n+1)| + |R(n)| ε(n+1)  ≤  ε(n) (|a(n+1) − R(n+1)| − ε(n+1))      for all n ≥ n₀,
then f_n maps [R ± ε](n+1) into [R ± ε](n) for all n ≥ n₀, so the tails that start at R(N) stay inside; they converge to
the minimal ratio as N → ∞ (Birkhoff and Trjitzinsky's asymptotics; Lorentzen and Waadeland, Continued Fractions,
value sets), which therefore lies in [R ± ε](n₀). All terms are exact, so the inequality is one between polynomials over
ℚ(√d), proved by n = n₀ + t having coefficients of one sign only. Where the two solutions differ by a sign at every step
the errors alternate, which absolute values do not see: there j = 1 is needed.

Series in √n are not covered: their fractions stay "agreed".
"""

from dataclasses import dataclass
from itertools import product
from math import ceil

from flint import arb, fmpq, fmpq_poly, fmpz

from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth
from analysis.numbers.balls import log2_size
from analysis.numbers.convergents import convergent
from analysis.numbers.quadratic import Quadratic
from analysis.numbers.ratio_series import exact_series

_WIDENINGS = (1, 4, 16)  # factors tried on the estimate of E; the first nearly always holds
_MOST_TERMS = 64  # exact coefficients grow to hundreds of digits: beyond this the proof costs more than it gives


def certified_limit(pcf: PCF, rates: Growth, n: int, terms: int) -> arb | None:
    """A ball that provably contains the limit, from the convergents at n and `terms` terms of the tail's series.

    The working precision is FLINT's current one. None where the proof does not go through.

    >>> from analysis.numbers.asymptotics import growth
    >>> pcf = PCF.parse("2", "n^2")
    >>> ball = certified_limit(pcf, growth(pcf), 100, 8)
    >>> ball.overlaps(2 / (4 - arb.pi())), bool(ball.rad() < 1e-12)
    (True, True)
    """
    branch = rates.minimal_branch
    if branch.ramification != 1 or branch.order.denominator != 1 or terms > _MOST_TERMS:
        return None
    order = int(branch.order)
    terms = max(terms, order + 1, len(branch.terms))
    series = exact_series(pcf, branch, terms + 2)
    trap = _Trap.build(pcf, order, series[:terms])
    if not trap.has_constant_signs(n):
        return None
    estimate = _power_of_two_above(series[terms:], n)
    for order_lost, widening in product((0, 1), _WIDENINGS):
        if trap.holds_from(n, estimate * widening, order_lost):
            epsilon = arb(estimate * widening) * arb(n) ** (order - terms + order_lost)
            return _enclose(pcf, order, series[:terms], n, epsilon)
    return None


@dataclass(frozen=True)
class _Surds:
    """A polynomial X(n) + √d Y(n) over ℚ(√d)."""

    x: fmpq_poly
    y: fmpq_poly
    d: int

    def __add__(self, other: "_Surds") -> "_Surds":
        return _Surds(self.x + other.x, self.y + other.y, self.d)

    def __neg__(self) -> "_Surds":
        return _Surds(-self.x, -self.y, self.d)

    def __mul__(self, other: "_Surds") -> "_Surds":
        cross = self.x * other.y + self.y * other.x
        return _Surds(self.x * other.x + self.y * other.y * self.d, cross, self.d)

    def from_point(self, n: int) -> "_Surds":
        """The polynomial in t with n + t for its variable."""
        shift = fmpq_poly([n, 1])
        return _Surds(self.x(shift), self.y(shift), self.d)

    def sign_from(self, n: int) -> int | None:
        """±1 where all coefficients at n + t have that sign or vanish, 0 for the zero polynomial, else None."""
        moved = self.from_point(n)
        length = max(moved.x.degree(), moved.y.degree()) + 1
        signs = {Quadratic(moved.x[k], moved.y[k], self.d if moved.y[k] else 0).sign() for k in range(length)} - {0}
        return None if len(signs) > 1 else signs.pop() if signs else 0


@dataclass(frozen=True)
class _Trap:
    """The three polynomials of the inequality, cleared of n^h (n+1)^h with h = K − 1 − D.

    ratio = n^h R(n), gap = (n+1)^h (a(n+1) − R(n+1)), residual = n^h (n+1)^h times the Riccati residual of R.
    """

    ratio: _Surds
    gap: _Surds
    residual: _Surds

    @classmethod
    def build(cls, pcf: PCF, order: int, series: list[Quadratic]) -> "_Trap":
        d = next((s.d for s in series if s.d), 0)
        h = len(series) - 1 - order
        ratio = _Surds(fmpq_poly([s.x for s in reversed(series)]), fmpq_poly([s.y for s in reversed(series)]), d)
        a, b = (_rational(fmpq_poly(p.shift(1).flint), d) for p in (pcf.a, pcf.b))
        here, there = (_rational(fmpq_poly([c, 1]) ** h, d) for c in (0, 1))
        gap = a * there + -ratio.from_point(1)
        residual = -(ratio * gap) + -(b * here * there)
        return cls(ratio, gap, residual)

    def has_constant_signs(self, n: int) -> bool:
        return all(p.sign_from(n) is not None for p in (self.ratio, self.gap, self.residual))

    def holds_from(self, n: int, e: fmpq, order_lost: int) -> bool:
        """Whether E(|gap|(n+1)^i − E) ≥ E n^i |ratio| + n^i (n+1)^i |residual| from n on, i = 1 − order_lost."""
        d = self.ratio.d
        ratio, gap, residual = (-p if p.sign_from(n) == -1 else p for p in (self.ratio, self.gap, self.residual))
        constant = _rational(fmpq_poly([e]), d)
        here, there = (_rational(fmpq_poly([c, 1]) ** (1 - order_lost), d) for c in (0, 1))
        right = constant * (gap * there + -constant)
        left = constant * here * ratio + here * there * residual
        return (right + -left).sign_from(n) == 1


def _rational(polynomial: fmpq_poly, d: int) -> _Surds:
    return _Surds(polynomial, fmpq_poly([]), d)


def _power_of_two_above(rest: list[Quadratic], n: int) -> fmpq:
    """2^j well above the first terms left out, Σ |s_(K+i)| n^(−i); tiny where they vanish."""
    sizes = [log2_size(abs(term.ball())) - i * (n.bit_length() - 1) for i, term in enumerate(rest)]
    largest = max(sizes)
    exponent = ceil(largest) + 2 if largest > float("-inf") else -4 * len(rest) * n.bit_length() - 256
    return fmpq(2) ** exponent


def _enclose(pcf: PCF, order: int, series: list[Quadratic], n: int, epsilon: arb) -> arb | None:
    """(p − r p′)/(q − r q′) for all r in [R(n) ± ε(n)] as one ball.

    The map is monotone on an interval without a pole; its variation is |pq′ − p′q| |r − R| / |(q − R q′)(q − r q′)|.
    """
    at = convergent(pcf, n)
    ratio = arb(0)
    for term in reversed(series):
        ratio = ratio / n + term.ball()
    ratio *= arb(n) ** order
    p, q, p_before, q_before = (arb(fmpz(v)) for v in (at.p, at.q, at.p_before, at.q_before))
    bottom = abs(q - ratio * q_before)
    slack = bottom - abs(q_before) * epsilon
    if not slack > 0:
        return None
    determinant = abs(arb(fmpz(at.p * at.q_before - at.p_before * at.q)))
    variation = determinant * epsilon / (bottom * slack)
    return (p - ratio * p_before) / (q - ratio * q_before) + arb(0, variation.upper())
