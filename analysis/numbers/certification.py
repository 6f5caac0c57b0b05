"""A proved enclosure of a limit, from an interval that traps the tail for all n at once.

Let R(n) be the minimal ratio's series cut after K exact terms and f_n(x) = b(n+1)/(x − a(n+1)) the map from r(n+1) to
r(n). If with ε(n) = E n^(D−(K−j)/m), j = 0 or 1,
    |R(n)(R(n+1) − a(n+1)) − b(n+1)| + |R(n)| ε(n+1)  ≤  ε(n) (|a(n+1) − R(n+1)| − ε(n+1))      for all n ≥ n₀,
then f_n maps [R ± ε](n+1) into [R ± ε](n) for all n ≥ n₀, so the tails that start at R(N) stay inside; they converge to
the minimal ratio as N → ∞ (Birkhoff and Trjitzinsky's asymptotics; Lorentzen and Waadeland, Continued Fractions,
value sets), which therefore lies in [R ± ε](n₀). Where the two solutions differ by a sign at every step the errors
alternate, which absolute values do not see: there j = 1 is needed.

All terms are exact, so the inequality is one between polynomials over ℚ(√d) in x = n, or, for a series in √n, in x = √n
and y = √(n+1) with y² = x² + 1 (`analysis.numbers.signs`), proved for all x ≥ x₀ at once.
"""

from dataclasses import dataclass
from itertools import product
from math import ceil, isqrt

from flint import arb, ctx, fmpq

from analysis.exact.balls import log2_size
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth
from analysis.numbers.ratio_series import Branch, exact_series
from analysis.numbers.rounded_convergents import rounded_convergent
from analysis.numbers.signs import TwoRoots

_WIDENINGS = (1, 4, 16)  # factors tried on the estimate of E; the first nearly always holds
_MOST_TERMS = 128  # exact coefficients grow to hundreds of digits: beyond this the proof costs more than it gives


def certified_limit(pcf: PCF, rates: Growth, n: int, terms: int, offset: int = 0) -> arb | None:
    """A ball that provably contains the limit, from the convergents at n and `terms` terms of the tail's series.

    For a series in √n, n is a square. The working precision is FLINT's current one. `pcf` and `rates` speak of m = n,
    and the convergents are those of the fraction in n = m + `offset`. None where the proof does not go through.

    >>> from analysis.numbers.asymptotics import growth
    >>> pcf = PCF.parse("2", "n^2")
    >>> ball = certified_limit(pcf, growth(pcf), 100, 8)
    >>> ball.overlaps(2 / (4 - arb.pi())), bool(ball.rad() < 1e-12)
    (True, True)
    """
    branch = rates.minimal_branch
    terms = max(terms, int(branch.order * branch.ramification) + 1, len(branch.terms))
    if terms > _MOST_TERMS:
        return None
    start = n if branch.ramification == 1 else isqrt(n)
    series = exact_series(pcf, branch, terms + 2)
    trap = _Trap.build(pcf, branch, series[:terms]).with_absolute_values(start)
    if trap is None:
        return None
    estimate = _power_of_two_above(series[terms:], start)
    for order_lost, widening in product((0, 1), _WIDENINGS):
        if trap.holds_from(start, estimate * widening, order_lost):
            exponent = int(branch.order * branch.ramification) - terms + order_lost
            epsilon = arb(estimate * widening) * arb(start) ** exponent
            return _enclose(pcf.shifted(offset), n - offset, _ratio(branch, series[:terms], n), epsilon)
    return None


@dataclass(frozen=True)
class _Trap:
    """The polynomials of the inequality, in units x of n and y of n + 1 (n itself, or √n), cleared of x^h y^h.

    ratio = x^h R(n), gap = y^h (a(n+1) − R(n+1)), residual = x^h y^h times the Riccati residual of R.
    """

    here: TwoRoots
    there: TwoRoots
    ratio: TwoRoots
    gap: TwoRoots
    residual: TwoRoots

    @classmethod
    def build(cls, pcf: PCF, branch: Branch, series: list[Quadratic]) -> "_Trap":
        m = branch.ramification
        ring = TwoRoots.over(next((s.d for s in series if s.d), 0))
        h = len(series) - 1 - int(branch.order * m)
        here = ring.polynomial([0, 1])
        there = ring.polynomial([1, 1]) if m == 1 else ring.second_root()
        ratio = ring.polynomial_over(series[::-1])
        a, b = (_in_unit(p.shift(1), ring, m) for p in (pcf.a, pcf.b))
        gap = a * there**h - (ratio.after_step() if m == 1 else ratio.at_second_root())
        return cls(here, there, ratio, gap, -(ratio * gap) - b * here**h * there**h)

    def with_absolute_values(self, start: int) -> "_Trap | None":
        """The same with |ratio|, |gap| and |residual|; None where one of them may change its sign after `start`."""
        positive = []
        for polynomial in (self.ratio, self.gap, self.residual):
            sign = polynomial.sign_from(start)
            if sign is None:
                return None
            positive.append(-polynomial if sign < 0 else polynomial)
        return _Trap(self.here, self.there, *positive)

    def holds_from(self, start: int, e: fmpq, order_lost: int) -> bool:
        """Whether E(gap y^i − E) ≥ E x^i ratio + x^i y^i residual from `start` on, i = 1 − order_lost."""
        constant = self.here.constant(Quadratic(e))
        here, there = self.here ** (1 - order_lost), self.there ** (1 - order_lost)
        slack = constant * (self.gap * there - constant - here * self.ratio) - here * there * self.residual
        return slack.sign_from(start) == 1


def _in_unit(polynomial: Polynomial, ring: TwoRoots, m: int) -> TwoRoots:
    """An integer polynomial in n, written in the unit n^(1/m)."""
    coefficients = [0] * (m * len(polynomial.coefficients))
    coefficients[::m] = polynomial.coefficients
    return ring.polynomial(coefficients)


def _power_of_two_above(rest: list[Quadratic], start: int) -> fmpq:
    """2^j well above the first terms left out, Σ |s_(K+i)| x^(−i); tiny where they vanish."""
    sizes = [log2_size(abs(term.ball())) - i * (start.bit_length() - 1) for i, term in enumerate(rest)]
    largest = max(sizes)
    exponent = ceil(largest) + 2 if largest > float("-inf") else -4 * len(rest) * start.bit_length() - 256
    return fmpq(2) ** exponent


def _ratio(branch: Branch, series: list[Quadratic], n: int) -> arb:
    """R(n)."""
    unit = arb(n) if branch.ramification == 1 else arb(n).sqrt()
    ratio = arb(0)
    for term in reversed(series):
        ratio = ratio / unit + term.ball()
    return ratio * unit ** int(branch.order * branch.ramification)


def _enclose(pcf: PCF, n: int, ratio: arb, epsilon: arb) -> arb | None:
    """(p − r p′)/(q − r q′) for all r in [R(n) ± ε] as one ball."""
    return rounded_convergent(pcf, n, ctx.prec).image(arb(-ratio.mid(), (epsilon + ratio.rad()).upper()))
