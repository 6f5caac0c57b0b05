"""Proved enclosures of lim p/q where one solution outruns the others, be it by a power of n only; no logarithms.

Let φ_i = g_i(n) W_i(x), x = n^(−1/m), be the formal solutions with J terms, g_i = n!^μ λⁿ exp(Σ c n^s) n^β. In the
frame of their windows at n, …, n + r − 1, scaled by powers of n, the states are s(n) = w(n) S(n), and

    w(n+1) = w(n) (D(n) + ε(n) h(n+1)),   D = diag(g_i(n+1)/g_i(n)),   h the last row of S⁻¹:

only the last entry of a window is no entry of the one before. ε_i, what φ_i leaves in the recurrence, is O(x^K). With
|D_i| ≤ |D₀| and Σ |ε_i| |h| ≤ C n^(−κ) |D₀|, κ > 1, from N on, w₀/Π D₀ strays from w₀(N) by (exp(Σ C n^(−κ)) − 1)
max |w_i(N)| at most, and the others tend to 0, as g_i/g₀ does: lim p/q is the quotient of the limits of w₀.

All constants are majorants: |f(x)| ≤ (x/ρ)^K max |f| on |z| = ρ where f has a zero of order K at 0. That of det S is
known from Casorati's determinant. The terms are exact where all exponents are rational, else balls that hold them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, log10, prod
from typing import Any

from flint import acb, acb_mat, acb_poly, arb, arb_mat, ctx, fmpq, fmpq_poly, fmpz_poly

from analysis.dynamics.closed_numbers import BITS, is_zero
from analysis.dynamics.formal_solutions import (
    FormalSolution,
    ball,
    forward_polynomials,
    forward_solutions,
    growth_series,
    ramification,
    same_size,
    twisted,
)
from analysis.exact.balls import BITS_PER_DIGIT, exact_ball
from analysis.exact.matrices import rounded_product
from analysis.exact.rationals import flint
from analysis.formulas.recurrence import Recurrence

_MOST_ORDER = 6
_MOST_RAMIFICATION = 6
_STARTS = (256, 1_024, 4_096, 16_384)  # N
_RAMIFIED_START = 4_096  # where terms of series in n^(−1/m) are small enough
_SPARE_DIGITS = 16  # that majorants cost
_SPARE_TERMS = 8  # for each power of 1/n that the frame or the recurrence costs
_DET_TERMS = 24  # of det S beyond its first, for each power of 1/n
_GUARD_BITS = 300

_Number = Any  # of ℚ, or a ball


def enclosed_by_frame(recurrence: Recurrence, digits: int) -> arb | None:
    """A ball that holds lim p/q, to so many digits; None where no solution outruns the others, or logarithms come in.

    >>> gompertz = Recurrence.of(["n", "-2n", "n-1"], 2, [0, 1], [1, 2])                    # e^(2√n) and e^(−2√n)
    >>> enclosed_by_frame(gompertz, 20).mid().str(20, radius=False)
    '0.59634736232319407434'
    """
    r = recurrence.order
    forward = forward_polynomials(recurrence.coefficients)
    bits = int(2 * digits * BITS_PER_DIGIT) + _GUARD_BITS
    solutions = forward_solutions(forward, max(2 * bits, BITS))
    m = lcm(*map(ramification, solutions))
    if r > _MOST_ORDER or m > _MOST_RAMIFICATION or any(one.logarithms for one in solutions):
        return None
    if any(same_size(solutions[0], one) for one in solutions[1:]):
        return None
    for start in _STARTS if m == 1 else [n for n in _STARTS if n >= _RAMIFIED_START]:
        n = max(start, recurrence.first)
        count = int((digits + _SPARE_DIGITS) * m / log10(n / (2 * r))) + m * _SPARE_TERMS
        with ctx.workprec(bits):
            found = _Frame(forward, tuple(solutions), m, count).enclosure(recurrence, n)
            if found is not None and found.rad() < abs(found.mid()) * arb(10) ** -digits:
                return found
    return None


@dataclass(frozen=True, eq=False)
class _Branch:
    """W = Σ terms[k] x^k, which leaves O(x^order) in Σ l_i(n) u(n+i) x^(m top)/g(n)."""

    one: FormalSolution
    m: int
    terms: list[acb]
    order: int

    def growth(self, i: int, radius: arb) -> arb:
        """A bound of |g(n+i)/g(n)| n^(−μ i) for |x| ≤ radius."""
        t, one = radius**self.m, self.one
        total = abs(one.power.ball) * _log(i * t)
        total += sum((abs(exact_ball(one.factorial)) * _log(j * t) for j in range(1, i + 1)), arb(0))
        for s, c in one.exponential:
            slope = abs(c.ball) * exact_ball(s) * (1 - i * t) ** exact_ball(s - 1)
            total += slope * i * radius ** (self.m * exact_ball(1 - s))
        return abs(one.base.ball) ** i * total.exp()

    def series(self, i: int, radius: arb) -> arb:
        """A bound of |W| at n + i for |x| ≤ radius."""
        ahead, power, total = radius * (1 - i * radius**self.m) ** (arb(-1) / self.m), arb(1), arb(0)
        for term in self.terms:
            total += abs(term) * power
            power *= ahead
        return total

    def bound(self, i: int, radius: arb) -> arb:
        """Of |φ(n+i)/g(n)| n^(−μ i)."""
        return (self.growth(i, radius) * self.series(i, radius)).upper()

    def left(self, forward: Sequence[fmpz_poly], radius: arb) -> arb:
        """A bound of what φ leaves in the recurrence, for |x| = radius."""
        top, mu = _top(forward, self.one), self.one.factorial
        return sum((abs(arb(c)) * radius ** (self.m * exact_ball(top - e - mu * i)) * self.bound(i, radius)
                    for i, p in enumerate(forward) for e, c in enumerate(p.coeffs()) if c), arb(0))  # fmt: skip

    def at(self, n: int, i: int) -> acb:
        """φ(n+i)/g(n) n^(−μ i)."""
        one, x = self.one, arb(n + i) ** (arb(-1) / self.m)
        factor = one.base.ball**i * (acb(n + i) / n) ** one.power.ball
        for j in range(1, i + 1):
            factor *= (arb(n + j) / n) ** exact_ball(one.factorial)
        for s, c in one.exponential:
            factor *= (c.ball * (arb(n + i) ** exact_ball(s) - arb(n) ** exact_ball(s))).exp()
        return factor * acb_poly(self.terms)(acb(x))

    def expanded(self, i: int, count: int) -> acb_poly:
        """The same as a series in x."""
        one, m = self.one, self.m
        exponential = [(s, c.ball) for s, c in one.exponential]
        growth = acb_poly(growth_series(one.factorial, exponential, one.power.ball, i, m, count).coeffs())
        total = [acb(0)] * count
        for k, term in enumerate(self.terms[:count]):
            for j, c in enumerate(_binomial(Fraction(-k, m), i, (count - 1 - k) // m + 1)):
                total[k + m * j] += term * acb(c)
        return (acb_poly(total) * growth * one.base.ball**i).truncate(count)


@dataclass(frozen=True, eq=False)
class _Frame:
    """The formal solutions of Σ l_i(n) u(n+i) = 0 with so many terms, the largest first."""

    forward: list[fmpz_poly]
    solutions: tuple[FormalSolution, ...]
    m: int
    count: int

    @cached_property
    def branches(self) -> list[_Branch] | None:
        found = [_branch(self.forward, one, self.m, self.count) for one in self.solutions]
        return None if None in found else found  # type: ignore[return-value]

    @property
    def order(self) -> int:
        return len(self.solutions)

    @property
    def mu(self) -> Fraction:
        return self.solutions[0].factorial

    def enclosure(self, recurrence: Recurrence, n: int) -> arb | None:
        """A ball about lim p/q by the state at n."""
        if self.branches is None or not all(_falls(one, self.solutions[0], n) for one in self.solutions[1:]):
            return None
        strayed = self.strayed(n)
        if strayed is None:
            return None
        stop = n + self.order
        state = arb_mat(recurrence.start) * rounded_product(recurrence.steps, recurrence.first, stop)
        scaled = [[state[row, j] * arb(n) ** -exact_ball(self.mu * j) for j in range(self.order)] for row in (0, 1)]
        frame = acb_mat([[one.at(n, j) * self.shrunk(one, j, arb(n)) for one in self.branches]
                         for j in range(self.order)])  # fmt: skip
        p, q = (acb_mat([[acb(x)] for x in row]) for row in scaled)
        try:
            p, q = frame.solve(p), frame.solve(q)
        except ZeroDivisionError:
            return None
        value = (p[0, 0] / q[0, 0]).real.mid()
        rest = [p[i, 0] - value * q[i, 0] for i in range(self.order)]
        below = abs(q[0, 0]) - strayed * _largest(q.entries())
        if not below > 0:
            return None
        return arb(value, ((abs(rest[0]) + strayed * _largest(rest)) / below).upper())

    def shrunk(self, one: _Branch, j: int, n: arb) -> arb:
        """n^((μ_i − μ₀) j)."""
        return n ** exact_ball((one.one.factorial - self.mu) * j)

    def strayed(self, n: int) -> arb | None:
        """exp(Σ ‖ε h‖/|D₀|) − 1 over all from n on; None where no bound is found."""
        m, r = self.m, self.order
        radius, x = (arb(1) / (2 * r)) ** (arb(1) / m), arb(n) ** (arb(-1) / m)
        zero = self._zero_of_determinant()
        inverse = None if zero is None else self._inverse((radius * x).sqrt(), x, zero)
        last = self.forward[-1]
        lead = abs(arb(last[last.degree()])) - sum((abs(arb(last[e])) * arb(n) ** (e - last.degree())
                                                    for e in range(last.degree())), arb(0))  # fmt: skip
        if zero is None or inverse is None or not lead > 0:
            return None
        first, ahead = self.branches[0], 1 + arb(1) / n  # type: ignore[index]
        step = first.growth(1, x) / abs(first.one.base.ball)  # its inverse bounds |D₀/λ₀| (n + 1)^(−μ) from below
        most = abs(exact_ball(self.mu)) * r + arb(zero) / m
        factor = inverse * step / (abs(first.one.base.ball) * lead) * ahead**most
        total = arb(0)
        for one in self.branches:  # type: ignore[union-attr]
            power = one.order - zero + m * (last.degree() + self.mu * r - _top(self.forward, one.one))
            fall = exact_ball(power / m)
            if not fall > 1:
                return None
            size = factor * one.left(self.forward, radius) * radius**-one.order
            total += size * arb(n) ** -fall * (1 + n / (fall - 1))
        return (total.exp() - 1).upper()

    def _zero_of_determinant(self) -> int | None:
        """The order of the zero of det S at x = 0: Casorati's determinant goes by (−1)^r l₀/l_r at each step."""
        first, last, r = self.forward[0], self.forward[-1], self.order
        ratio = _second(first) - _second(last) - (first.degree() - last.degree())
        total = sum((one.power.ball for one in self.solutions), acb(0)) + ball(self.mu * r * (r - 1) / 2 - ratio)
        zero = self.m * total.real
        nearest = round(float(zero.mid()))
        return nearest if zero.contains(nearest) and nearest >= 0 else None

    def _inverse(self, radius: arb, x: arb, zero: int) -> arb | None:
        """A bound of |h| x^zero for arguments up to x: minors over the determinant."""
        r, more = self.order, self.m * _DET_TERMS
        count = zero + more
        rows = [[_raised(one.expanded(j, count), self._lag(one, j), count) for j in range(r)]
                for one in self.branches]  # type: ignore[union-attr]  # fmt: skip
        d = _determinant(rows, count)
        far, near = ([sum((one.bound(j, at) * at ** self._lag(one, j) for j in range(r)), arb(0))
                      for one in self.branches] for at in (radius, x))  # type: ignore[union-attr]  # fmt: skip
        tail = prod(far, start=arb(1)) * radius**-zero * (x / radius) ** more / (1 - x / radius)
        rest = sum((abs(d[k]) * x ** (k - zero) for k in range(zero + 1, count)), arb(0))
        low = abs(d[zero]) - rest - tail
        if not low > 0:
            return None
        return _largest([acb(prod(near[:k] + near[k + 1 :], start=arb(1))) for k in range(r)]) / low

    def _lag(self, one: _Branch, j: int) -> int:
        return int(self.m * (self.mu - one.one.factorial) * j)


def _branch(forward: Sequence[fmpz_poly], one: FormalSolution, m: int, count: int) -> _Branch | None:
    """None where another solution runs into the series and brings logarithms, or may do so."""
    exact = m == 1 and not one.exponential and one.base.rational is not None and one.power.rational is not None
    room = m * (len(forward) + 1)
    length = count + room
    parts = [(s, c.ball) for s, c in one.exponential]
    operator = (
        _exact_operator(forward, one, length)
        if exact
        else twisted(forward, one.factorial, one.base.ball, parts, one.power.ball, m, length)
    )
    found = _terms(operator, m, count, room, exact)
    return None if found is None else _Branch(one, m, [acb(c) for c in found[0]], found[1] + count)


def _exact_operator(forward: Sequence[fmpz_poly], one: FormalSolution, length: int) -> list[list[fmpq]]:
    """`twisted` for rational exponents, x = 1/n."""
    top, found = _top(forward, one), []
    assert one.base.rational is not None and one.power.rational is not None
    for i, p in enumerate(forward):
        values = [fmpq(0)] * length
        for e, c in enumerate(p.coeffs()):
            at = int(top - e - one.factorial * i)
            if at < length:
                values[at] = c * flint(one.base.rational) ** i
        column = fmpq_poly(values)
        for j, power in [*((j, one.factorial) for j in range(1, i + 1)), (i, one.power.rational)]:
            column = (column * fmpq_poly(_binomial(power, j, length))).truncate(length)
        found.append([column[k] for k in range(length)])
    return found


def _terms(
    operator: Sequence[Sequence[_Number]], m: int, count: int, room: int, exact: bool
) -> tuple[list[_Number], int] | None:
    """1, w₁, … with Σ w_k x^k Σ_i T_i (1 + i x^m)^(−k/m) = O(x^(pivot + count)), and the pivot."""
    totals = list(_totals(operator, m, count))
    residual = list(totals[0])
    scale = max(abs(acb(c)).upper() for c in residual) + 1
    nought = (lambda c: c == 0) if exact else (lambda c: is_zero(c, scale))
    pivot = min(next((j for j in range(room) if not nought(total[j])), room) for total in totals[1 : len(operator) + 2])
    if pivot == room or not all(map(nought, residual[: pivot + 1])):
        return None
    terms: list[_Number] = [fmpq(1) if exact else acb(1)]
    for k in range(1, count):
        left, lead = residual[k + pivot], totals[k][pivot]
        resonant = nought(lead)
        if resonant and not (exact and left == 0):
            return None
        terms.append(fmpq(0) if resonant else -left / lead)
        for j in range(pivot, count + room - k) if terms[-1] != 0 else ():
            residual[j + k] += terms[-1] * totals[k][j]
    return terms, pivot


def _totals(operator: Sequence[Sequence[_Number]], m: int, count: int) -> Iterator[list[_Number]]:
    """Σ_i T_i (1 + i x^m)^(−k/m) for k = 0, 1, …: after m of them each column is divided by 1 + i x^m."""
    length = len(operator[0])
    kept = [[_shifted(column, Fraction(-k, m), i, m) for i, column in enumerate(operator)] for k in range(m)]
    for k in range(count):
        columns = kept[k % m]
        yield [sum(values[1:], values[0]) for values in zip(*columns, strict=True)]
        for i, column in enumerate(columns):
            for j in range(m, length) if i else ():
                column[j] -= i * column[j - m]


def _shifted(column: Sequence[_Number], power: Fraction, i: int, m: int) -> list[_Number]:
    """Times (1 + i x^m)^power."""
    series = _binomial(power, i, len(column) // m + 1) if power and i else [fmpq(1)]
    return [sum((column[j - m * k] * c for k, c in enumerate(series[1 : j // m + 1], start=1)), column[j])
            for j in range(len(column))]  # fmt: skip


def _falls(one: FormalSolution, first: FormalSolution, n: int) -> bool:
    """Whether |g_i/g₀| falls at each step from n on: the first exponent that differs outweighs the others."""
    ours, its = (dict(f.exponential) for f in (one, first))
    parts = [(exact_ball(one.factorial - first.factorial), arb(n + 1).log(), arb(n + 1).log())]
    rate = abs(one.base.ball).log() - abs(first.base.ball).log()
    parts.append((arb(0) if is_zero(acb(rate)) else rate, arb(1), arb(1)))
    for s in sorted({*ours, *its}, reverse=True):
        c = sum((sign * f[s].ball.real for sign, f in ((1, ours), (-1, its)) if s in f), arb(0))
        low, high = (exact_ball(s) * arb(k) ** exact_ball(s - 1) for k in (n + 1, n))
        parts.append((arb(0) if is_zero(acb(c)) else c, low, high))
    power = (one.power.ball - first.power.ball).real
    parts.append((power, arb(1) / (n + 1), arb(1) / n))
    lead = next((i for i, (c, _, _) in enumerate(parts) if not c.is_zero()), None)
    if lead is None or not parts[lead][0] < 0:
        return False
    c, low, _ = parts[lead]
    return bool(sum((abs(d) * high for d, _, high in parts[lead + 1 :]), arb(0)) < -c * low)


def _determinant(rows: Sequence[Sequence[acb_poly]], count: int) -> acb_poly:
    """By the minors of the first rows."""
    minors: dict[frozenset[int], acb_poly] = {frozenset(): acb_poly([1])}
    for row in rows:
        larger: dict[frozenset[int], acb_poly] = {}
        for places, minor in minors.items():
            for j in set(range(len(row))) - places:
                piece = minor * row[j] * (-1) ** sum(1 for k in places if k > j)
                larger[places | {j}] = (larger.get(places | {j}, acb_poly([])) + piece).truncate(count)
        minors = larger
    (found,) = minors.values()
    return found


def _raised(p: acb_poly, by: int, count: int) -> acb_poly:
    return acb_poly([acb(0)] * by + p.coeffs()[: max(count - by, 0)])


def _binomial(power: Fraction, i: int, count: int) -> list[fmpq]:
    """(1 + i y)^power."""
    found = [fmpq(1)]
    for k in range(count - 1):
        found.append(found[-1] * flint(power - k) * i / (k + 1))
    return found


def _top(forward: Sequence[fmpz_poly], one: FormalSolution) -> Fraction:
    return max(p.degree() + one.factorial * i for i, p in enumerate(forward) if p)


def _second(p: fmpz_poly) -> Fraction:
    """b with p = lead n^degree (1 + b/n + …)."""
    return Fraction(int(p[p.degree() - 1]), int(p[p.degree()])) if p.degree() else Fraction(0)


def _largest(values: Sequence[acb]) -> arb:
    return max(abs(v).upper() for v in values)


def _log(y: arb) -> arb:
    """A bound of |log(1 + z)| for |z| ≤ y < 1."""
    return -(1 - y).log()
