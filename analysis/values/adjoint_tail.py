"""The coefficient with which a solution follows one formal solution, from the adjoint recurrence.

With v a solution of the adjoint Σ c_k(n+k) v(n+k) = 0 the sum

    B(n) = Σ_j u(j) Σ_k c_k(j+k) v(j+k),   n − r < j ≤ n,  j + k > n,

is the same for all n (Lagrange's identity). Taken with the formal solution v that is dual to the dominant one, it is
the constant in front of the dominant solution in u, so that lim p/q = B(p)/B(q): however slowly p/q converges, some
terms of v's series at one n give many digits. For order 2 this is the tail of the continued fraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, acb_poly, arb, arb_poly, ctx, fmpz_mat, fmpz_poly

from analysis.dynamics.closed_numbers import BITS, is_zero
from analysis.dynamics.formal_solutions import FormalSolution, forward_solutions, ramification, twisted
from analysis.formulas.recurrence import Recurrence

_CUT_EVERY = 4  # columns between two looks at how many of their coefficients count
_SCALE_TERMS = 20  # of the operator's series: beside them a pivot is 0 or not


@dataclass(frozen=True, eq=False)
class DualSeries:
    """v = n!^μ λⁿ exp(…) n^β Σ terms[k] (unit n^(−1/m))^k with the exponents of `solution`, taken at n ≥ unit^m."""

    recurrence: Recurrence
    solution: FormalSolution
    ramification: int
    unit: int
    terms: tuple[acb, ...]

    def at(self, n: int, i: int) -> tuple[acb, float]:
        """(v(n+i)/v's leading part at n, −log₂ of the first term left out beside the sum)."""
        one, m = self.solution, self.ramification
        x = self.unit * arb(n + i) ** (arb(-1) / m)
        total, power, smallest = acb(0), arb(1), float("inf")
        for term in self.terms:
            piece = term * power
            size = float(abs(piece).mid().log()) if piece.mid() != 0 else None
            if size is not None:
                if size > smallest + 20:
                    break
                smallest = min(smallest, size)
            total += piece.mid()
            power = (power * x).mid()
        grown = one.base.ball**i
        for j in range(1, i + 1):
            grown *= arb(n + j) ** _exact(one.factorial)
        for s, c in one.exponential:
            grown *= (c.ball * (arb(n + i) ** _exact(s) - arb(n) ** _exact(s))).exp()
        grown *= (acb(n + i) / n) ** one.power.ball
        return (total * grown).mid(), -smallest / 0.6931471805599453


def dual_series(recurrence: Recurrence, place: int, bits: int, count: int, n: int) -> DualSeries | None:
    """The adjoint solution dual to the formal solution at this place (from the largest): `count` terms, for n on.

    All numbers are scaled at n, so that those which do not count there are seen to be small, and are cut off. None
    where the series has logarithms, or another one runs into it.
    """
    forward = [c.flint for c in recurrence.adjoint()]
    solutions = forward_solutions(forward, max(2 * bits, BITS))
    one = solutions[len(solutions) - 1 - place]
    if one.logarithms:
        return None
    with ctx.workprec(bits):
        unit = max(int(n ** (1 / ramification(one))), 1)
        terms = series_terms(forward, one, count, unit)
    return None if len(terms) < count else DualSeries(recurrence, one, ramification(one), unit, terms)


def series_terms(forward: Sequence[fmpz_poly], one: FormalSolution, count: int, unit: int) -> tuple[acb, ...]:
    """1, w₁, … of the formal solution n!^μ λⁿ exp(…) n^β (1 + w₁ y + …), y = unit n^(−1/m), `count` of them.

    Fewer where another solution runs into it: from there on they are not determined.
    """
    m = ramification(one)
    room = m * (len(forward) + 1)
    parts = [(s, c.ball) for s, c in one.exponential]
    operator = twisted(forward, one.factorial, one.base.ball, parts, one.power.ball, m, count + room)
    return _solved(operator, m, count, room, unit)


def _solved(operator: Sequence[Sequence[acb]], m: int, count: int, room: int, unit: int) -> tuple[acb, ...]:
    """The coefficients of w = 1 + w₁ y + …, y = unit x, with Σ t_i w(n+i) = 0, one by one; real where all t_i are."""
    real = all(is_zero(acb(c.imag)) for series in operator for c in series)
    number, polynomial = (arb, arb_poly) if real else (acb, acb_poly)
    scales = [arb(unit) ** -k for k in range(count + room)]

    def scaled(series: Sequence[Any]) -> Any:
        return polynomial([(c * s).mid() for c, s in zip(series, scales, strict=True)])

    columns = [scaled([c.real if real else c for c in series]) for series in operator]
    shifts = [_cut(scaled(shift_power(i, m, count + room))) for i in range(len(operator))]
    residual, pivot, terms = sum(columns, polynomial([])), None, [number(1)]
    for k in range(1, count):
        length = count + room - k
        columns = [(column * shift).truncate(length) for column, shift in zip(columns, shifts, strict=True)]
        if k % _CUT_EVERY == 0:
            columns = [_cut(column) for column in columns]
        column = sum(columns, polynomial([]))
        size = _size(columns)
        if pivot is None:
            pivot = next((i for i, c in enumerate(column.coeffs()) if not is_zero(acb(c), size)), room)
        if pivot >= room or is_zero(acb(column[pivot]), size):
            break
        terms.append((-residual[k + pivot] / column[pivot]).mid())
        residual = (residual + (column * terms[-1]).left_shift(k)).truncate(count + room)
    return tuple(map(acb, terms))


def _cut(p: Any) -> Any:
    """Without the last coefficients, below the working precision beside the largest."""
    values = p.coeffs()
    least = max((abs(c).upper() for c in values), default=arb(1)) * arb(2) ** -ctx.prec
    while values and abs(values[-1]).upper() < least:
        values.pop()
    return type(p)([c.mid() for c in values])


def shift_power(i: int, m: int, count: int) -> list[arb]:
    """(1 + i x^m)^(−1/m): what x = n^(−1/m) is multiplied by where n becomes n + i."""
    values, coefficient = [arb(0)] * count, arb(1)
    for k in range((count - 1) // m + 1):
        values[m * k] = coefficient
        coefficient *= (arb(-1) / m - k) * i / (k + 1)
    return values


def _size(columns: Sequence[Any]) -> float:
    """The largest of the first coefficients, beside which a pivot is 0 or not."""
    return max(float(abs(column[k]).mid()) for column in columns for k in range(_SCALE_TERMS)) or 1.0


def leading_parts(dual: DualSeries, n: int, state: fmpz_mat) -> tuple[acb, acb, float]:
    """(B(p), B(q), bits that the series gives) from the rows u(n−r+1) … u(n) of p and q."""
    r, c = dual.recurrence.order, dual.recurrence.coefficients
    ahead = [dual.at(n, i) for i in range(1, r + 1)]
    weights = []
    for j in range(n - r + 1, n + 1):
        sums = (c[k](j + k) * ahead[j + k - n - 1][0] for k in range(n + 1 - j, r + 1))
        weights.append(sum(sums, acb(0)).mid())
    p, q = (sum((state[row, j] * w for j, w in enumerate(weights)), acb(0)).mid() for row in (0, 1))
    return p, q, min(bits for _, bits in ahead)


def _exact(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator
