"""The terms of a formal solution's series, one by one, in fixed point.

With T_i(x) the operator that is left of the solution's exponents, x = n^(−1/m), the series w = 1 + w₁ x + … solves
Σ T_i(x) w(n+i) = 0, and n → n + i takes x^k to x^k (1 + i x^m)^(−k/m). Kept for each k modulo m, the columns
T_i (1 + i x^m)^(−k/m) go from k to k + m by a division by 1 + i x^m, so a term costs what its coefficients count. In
y = unit · x with a power of two not above n^(1/m) whatever matters at n is not small beside 1: integers that
count in 2^−bits hold it, and what falls below is cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Self

from flint import acb, acb_poly, arb, ctx, fmpz_poly

from analysis.dynamics.closed_numbers import is_zero
from analysis.dynamics.formal_solutions import FormalSolution, ramification, twisted

_SCALE_TERMS = 20  # of the operator's series: beside them a pivot is 0 or not
_GUARD_BITS = 64

_Column = list[Any]  # of coefficients in fixed point: integers, or Gaussian ones


@dataclass(frozen=True)
class _Gaussian:
    """x + i y with integers, as far as the series need it."""

    x: int
    y: int

    def __add__(self, other: Self | int) -> Self:
        return self if other == 0 else type(self)(self.x + other.x, self.y + other.y)  # type: ignore[union-attr]

    __radd__ = __add__

    def __neg__(self) -> Self:
        return type(self)(-self.x, -self.y)

    def __sub__(self, other: Self) -> Self:
        return self + -other

    def __mul__(self, other: Self | int) -> Self:
        if isinstance(other, int):
            return type(self)(self.x * other, self.y * other)
        return type(self)(self.x * other.x - self.y * other.y, self.x * other.y + self.y * other.x)

    __rmul__ = __mul__

    def __lshift__(self, bits: int) -> Self:
        return type(self)(self.x << bits, self.y << bits)

    def __rshift__(self, bits: int) -> Self:
        return type(self)(self.x >> bits, self.y >> bits)

    def __floordiv__(self, other: Self) -> Self:
        top, norm = self * type(self)(other.x, -other.y), other.x**2 + other.y**2
        return type(self)(top.x // norm, top.y // norm)

    def __abs__(self) -> int:
        return max(abs(self.x), abs(self.y))


def series_terms(forward: Sequence[fmpz_poly], one: FormalSolution, count: int, unit_bits: int = 0) -> tuple[acb, ...]:
    """1, w₁, … of the formal solution n!^μ λⁿ exp(…) n^β (1 + w₁ y + …), y = 2^unit_bits n^(−1/m), `count` of them.

    Fewer where another solution runs into it: from there on they are not determined.
    """
    m = ramification(one)
    room = m * (len(forward) + 1)
    parts = [(s, c.ball) for s, c in one.exponential]
    operator = twisted(forward, one.factorial, one.base.ball, parts, one.power.ball, m, count + room)
    real = all(is_zero(acb(c.imag)) for series in operator for c in series)
    bits = ctx.prec + _GUARD_BITS + room * unit_bits
    columns = [_started(series, i, m, real, bits, unit_bits) for i, series in enumerate(operator)]
    terms = _solved(columns, m, (count, room), bits, m * unit_bits)
    scale = arb(2) ** -bits
    return tuple(acb(scale * t.x, scale * t.y) if isinstance(t, _Gaussian) else acb(scale * t) for t in terms)


def _started(series: Sequence[acb], i: int, m: int, real: bool, bits: int, unit_bits: int) -> list[_Column]:
    """T_i (1 + i x^m)^(−k/m) for k < m, in y and fixed point."""
    column, shift, found = acb_poly(list(series)), acb_poly(list(shift_power(i, m, len(series)))), []
    for _ in range(m):
        values = [_fixed(c, bits - j * unit_bits, real) for j, c in enumerate(column.coeffs())]
        found.append(values + [_fixed(acb(0), 0, real)] * (len(series) - len(values)))
        column = (column * shift).truncate(len(series))
    return found


def _fixed(c: acb, bits: int, real: bool) -> Any:
    x, y = ((int(man), int(exp) + bits) for man, exp in (c.real.mid().man_exp(), c.imag.mid().man_exp()))
    whole = [man << exp if exp >= 0 else man >> -exp for man, exp in (x, y)]
    return whole[0] if real else _Gaussian(*whole)


def _solved(columns: Sequence[list[_Column]], m: int, size: tuple[int, int], bits: int, step_bits: int) -> _Column:
    """1, w₁, … with Σ w_k y^k Σ_i column_i(k) = 0; columns[i][k mod m] is taken on to k + m after its use."""
    count, room = size
    one: Any = 1 << bits
    residual = _total(column[0] for column in columns)
    terms, pivot = [one if isinstance(residual[0], int) else _Gaussian(one, 0)], None
    for k in range(1, count):
        if k >= m:
            for i, column in enumerate(columns):
                _divide(column[k % m], i, m, step_bits, count + room - k)
        total = _total(column[k % m] for column in columns)
        least = max(abs(x) for column in columns for x in column[k % m][:_SCALE_TERMS]) >> (ctx.prec // 2)
        if pivot is None:
            pivot = next((j for j, c in enumerate(total) if abs(c) > least), room)
        if pivot >= room or pivot >= len(total) or abs(total[pivot]) <= least:
            break
        term = (-residual[k + pivot] << bits) // total[pivot]
        terms.append(term)
        for j, c in enumerate(total[: count + room - k], start=k):
            residual[j] += (c * term) >> bits
    return terms


def _total(columns: Any) -> _Column:
    return [sum(values) for values in zip_longest(*columns, fillvalue=0)]


def _divide(column: _Column, i: int, m: int, step_bits: int, length: int) -> None:
    """By 1 + i x^m, in place; the last coefficients that do not count are dropped."""
    if i:
        for j in range(m, len(column)):
            column[j] = column[j] - ((i * column[j - m]) >> step_bits)
    del column[length:]
    while len(column) > 1 and abs(column[-1]) <= i:
        column.pop()


def shift_power(i: int, m: int, count: int) -> list[arb]:
    """(1 + i x^m)^(−1/m): what x = n^(−1/m) is multiplied by where n becomes n + i."""
    values, coefficient = [arb(0)] * count, arb(1)
    for k in range((count - 1) // m + 1):
        values[m * k] = coefficient
        coefficient *= (arb(-1) / m - k) * i / (k + 1)
    return values
