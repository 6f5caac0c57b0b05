"""Proved enclosures of slow sums Σ t(n) whose terms obey a recurrence of any order: no cone is narrow enough for them.

With d₀(n) t(n) + … + d_s(n) t(n−s) = 0 and X(n) a truncated power series in 1/n with Σ dᵢ(n+i) X(n+i) = 1 + δ(n), the
functionals A₀ = d₀X − 1, A_j(n) = −Σ_{i>j} dᵢ(n+i−j) X(n+i−j) give R(n) = Σ A_j(n) t(n−j) with

    R(n−1) − R(n) = t(n) + δ(n−1) t(n−1),   so   Σ_{k>n} t(k) = R(n) − Σ_{k≥n} δ(k) t(k)   where R(n) → 0.

δ is a rational function that is small like a high power of 1/n, so that a crude bound of the terms is enough
(`power_bounds`). Where q is hypergeometric, p/q is such a sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from itertools import accumulate, pairwise

from flint import arb, ctx, fmpq, fmpq_poly, fmpz, fmpz_poly

from analysis.exact.balls import BITS_PER_DIGIT, exact_ball
from analysis.exact.quotients import Quotient, integer_roots
from analysis.exact.rationals import fraction
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.values.hypergeometric_solutions import hypergeometric_ratios
from analysis.values.power_bounds import PowerBound, Window, power_bound

_MOST_ORDER = 8
_SPARE_TERMS = 12  # of X, beyond the digits
_TRIES = 4  # at n, 2n, 4n, …
_GUARD_BITS = 128


def enclosed_sum(recurrence: Recurrence, digits: int) -> arb | None:
    """A ball that holds lim p/q where q is hypergeometric; None where it is not, or no bound is found.

    >>> basel = Recurrence.of(["n^2", "-(2n^2-2n+1)", "(n-1)^2"], 3, [1, "5/4"], [1, 1])
    >>> enclosed_sum(basel, 20).mid().str(20, radius=False)
    '1.6449340668482264365'
    """
    sums = partial_sums(recurrence)
    terms = None if sums is None else _terms(sums)
    adjoint = None if terms is None else terms.solved(digits + _SPARE_TERMS)
    if sums is None or terms is None or adjoint is None:
        return None
    window = Window.of(terms.d)
    bound = power_bound(terms.d, window, max(0, _growth(terms, adjoint, window)))
    if bound is None:
        return None
    n = max(bound.start, 2 * digits, sums.first + sums.order) + terms.order
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + _GUARD_BITS):
        for _ in range(_TRIES):
            found = _enclosed(sums, terms, adjoint, bound, n)
            if found.rad() < abs(found.mid()) * arb(10) ** -digits:
                return found
            n *= 2
    return None


def as_series(recurrence: Recurrence) -> Series | None:
    """The series whose partial sums are p/q, where q is hypergeometric.

    >>> print(as_series(Recurrence.of(["n", "-(n+1)", "1"], 2, [1, 2], [1, 1])))
    1 + Σ u(n), (n) u(n) + (-1) u(n-1) = 0
    """
    sums = partial_sums(recurrence)
    if sums is None or sums.order < 2:
        return None
    values = [u / sums.q[0] for u in sums.p]
    d = [Quotient.polynomial(c) for c in accumulate(c.flint for c in sums.coefficients)][:-1]
    steps = [after - before for before, after in pairwise(values)]
    return Series(Recurrence.from_quotients(d, sums.first, steps, [1] * len(steps)), values[0])


def partial_sums(recurrence: Recurrence) -> Recurrence | None:
    """A recurrence for p/q with constant q; None where q is not hypergeometric."""
    if recurrence.order > _MOST_ORDER + 1:
        return None
    if _is_constant(recurrence):
        return recurrence
    for ratio in hypergeometric_ratios(recurrence.coefficients):
        zeros = [root + 1 for f in (ratio.top, ratio.bottom) for root in integer_roots(f)]
        made = recurrence.advanced(max([recurrence.first, *zeros])).gauged(ratio)
        if _is_constant(made):
            return made
    return None


def _is_constant(recurrence: Recurrence) -> bool:
    return bool(recurrence.q[0]) and len(set(recurrence.q)) == 1 and not sum(
        (c.flint for c in recurrence.coefficients), fmpz_poly([])
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Adjoint:
    """X(n) = Σ x_k n^(top − k)."""

    x: list[fmpq]
    top: int

    def at(self, n: int) -> arb:
        return sum((arb(c) * arb(n) ** (self.top - k) for k, c in enumerate(self.x) if c), arb(0))

    def cut(self, count: int) -> tuple[fmpz_poly, int, int]:
        """(Y, c, b) with the first `count` terms Y(n)/(c n^b)."""
        b = max(count - 1 - self.top, 0)
        kept = [*self.x[:count], *[fmpq(0)] * (b + self.top + 1 - count)]
        made = fmpq_poly(kept[::-1])
        return made.numer(), int(made.denom()), b


@dataclass(frozen=True, eq=False)
class _Terms:
    """Σ dᵢ(n) t(n−i) = 0, d₀ of the largest degree."""

    d: tuple[fmpz_poly, ...]

    @property
    def order(self) -> int:
        return len(self.d) - 1

    @property
    def degree(self) -> int:
        return int(self.d[0].degree())

    @cached_property
    def adjoint(self) -> list[fmpz_poly]:
        """dᵢ(n + i)."""
        return [c(fmpz_poly([i, 1])) for i, c in enumerate(self.d)]

    @cached_property
    def tau(self) -> int:
        """Σ dᵢ(n+i) (n+i)^a is about n^(a + degree − τ) for almost all a."""
        sample = [self.shares(-1_000 - 17 * k, 2 * self.order + 2) for k in range(3)]
        return next((at for at in range(2 * self.order + 2) if any(row[at] for row in sample)), 0)

    def shares(self, a: int, count: int) -> list[fmpq]:
        """Of Σ dᵢ(n+i) (n+i)^a, the coefficients of n^(a + degree), n^(a + degree − 1), …"""
        found = [fmpq(0)] * count
        for i, c in enumerate(self.adjoint):
            power = fmpq(1)  # binomial(a, h) i^h
            for h in range(count):
                for k in range(int(c.degree()) + 1):
                    at = self.degree - k + h
                    if at < count and power:
                        found[at] += power * int(c[k])
                power = power * (a - h) * i / (h + 1)
        return found

    def solved(self, count: int) -> _Adjoint | None:
        """X with so many terms; None where it asks for logarithms."""
        tau, top = self.tau, self.tau - self.degree
        rows = [self.shares(top - k, tau + count - k) for k in range(count)]
        found: list[fmpq] = []
        for k in range(count):
            known = (x * row[tau + k - i] for i, (x, row) in enumerate(zip(found, rows, strict=False)))
            rest, pivot = fmpq(int(k == 0)) - sum(known, fmpq(0)), rows[k][tau]
            if not pivot and rest:
                return None
            found.append(rest / pivot if pivot else fmpq(0))
        return _Adjoint(found, top)


def _terms(sums: Recurrence) -> _Terms | None:
    """The recurrence of p(n) − p(n−1)."""
    d = [*accumulate(c.flint for c in sums.coefficients)][:-1]
    return _Terms(tuple(d)) if len(d) > 1 and d[-1] and max(c.degree() for c in d) == d[0].degree() else None


def _growth(terms: _Terms, adjoint: _Adjoint, window: Window) -> int:
    """The degree in n of the coefficients of R in the window's coordinates; later terms of X change them by O(1/n)."""
    s = terms.order
    y, c, b = adjoint.cut(max(terms.tau, adjoint.top) + 1)
    series = Quotient.of(y, fmpz_poly([c]) * fmpz_poly([0, 1]) ** b)
    parts = [Quotient.polynomial(one) * series for one in terms.d]  # dᵢ(n) X(n)
    functionals = [parts[0] - Quotient.constant(1)]
    functionals += [-_sum([parts[i].shift(i - j) for i in range(j + 1, s + 1)]) for j in range(1, s)]
    inverse, coefficients = window.basis.inv(), functionals[::-1]  # of t(n − s + 1), …, t(n)
    entries = [[Quotient.constant(fraction(inverse[j, i])) for j in range(s)] for i in range(s)]
    totals = [_sum([f * x for f, x in zip(coefficients, column, strict=True)]) for column in entries]
    return max(total.top.degree() - total.bottom.degree() - power if total.top else 0
               for total, power in zip(totals, window.powers, strict=True))  # fmt: skip


def _sum(terms: Sequence[Quotient]) -> Quotient:
    return reduce(lambda p, q: p + q, terms)


def _enclosed(sums: Recurrence, terms: _Terms, adjoint: _Adjoint, bound: PowerBound, n: int) -> arb:
    """p(n)/q + R(n) with the bound of what δ leaves."""
    s = terms.order
    past, future = (_values(sums, stop) for stop in (n + 1, n + s))  # p/q at n − s, …, n and n − 1, …, n + s − 1
    before, window = ([b - a for a, b in pairwise(one)] for one in (past, future))
    total = arb(past[-1]) + _tail(terms, adjoint, before[::-1], n)
    rest = _rest(terms, adjoint, bound.epsilon, n) * bound.term() * bound.size(window, n)
    return arb(total.mid(), total.rad() + rest)


def _values(sums: Recurrence, stop: int) -> list[fmpq]:
    state = sums.states(stop)
    return [fmpq(state[0, i], state[1, i]) for i in range(sums.order)]


def _tail(terms: _Terms, adjoint: _Adjoint, t: Sequence[fmpq], n: int) -> arb:
    """R(n) by t(n), t(n − 1), …"""
    s = terms.order
    parts = [[arb(d(k)) * value for d in terms.d] for k in range(n, n + s + 1) for value in (adjoint.at(k),)]
    found = (parts[0][0] - 1) * arb(t[0])
    for j in range(1, s):
        found -= sum((parts[i - j][i] for i in range(j + 1, s + 1)), arb(0)) * arb(t[j])
    return found


def _rest(terms: _Terms, adjoint: _Adjoint, epsilon: Fraction, n: int) -> arb:
    """A bound of Σ |δ(k)| (k/n)^(−ε) over k ≥ n: |δ(k)| ≤ D k^(−γ) by its numerator over ∏ (k+i)^b."""
    y, c, b = adjoint.cut(len(adjoint.x))
    powers = [fmpz_poly([i, 1]) ** b for i in range(terms.order + 1)]
    whole = reduce(lambda p, q: p * q, powers)
    numerator = -whole * c
    for i, d in enumerate(terms.adjoint):
        numerator += d * y(fmpz_poly([i, 1])) * (whole // powers[i])
    if not numerator:
        return arb(0)
    degree = numerator.degree()
    gamma = arb(whole.degree() - degree) + exact_ball(epsilon) - 1
    if not gamma > 0:
        return arb.pos_inf()
    size = sum((abs(arb(fmpz(x))) * arb(n) ** (k - degree) for k, x in enumerate(numerator.coeffs())), arb(0))
    return size / abs(c) * arb(n) ** (degree - whole.degree()) * (1 + n / gamma)
