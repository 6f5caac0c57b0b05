"""A linear recurrence with polynomial coefficients and a start: c₀(n) u(n) + … + c_r(n) u(n−r) = 0 for n ≥ first.

Its value is lim p(n)/q(n) for the two solutions p, q that the start lists at first − r, …, first − 1. A polynomial
continued fraction is the case r = 2: u(n) = a(n) u(n−1) + b(n) u(n−2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from math import gcd, lcm
from typing import Any

from flint import fmpq, fmpq_mat, fmpz_mat, fmpz_poly

from analysis.errors import InputError
from analysis.exact.matrices import PolynomialRows, advanced
from analysis.exact.polynomials import MAX_DEGREE, Polynomial
from analysis.exact.quotients import Quotient, common_denominator
from analysis.exact.rationals import flint, fraction
from analysis.formulas.pcf import PCF

MOST_ORDER = 16  # of a recurrence read from text
MOST_INDEX = 10**6  # of the first n
_ZERO = fmpz_poly([])


@dataclass(frozen=True)
class Recurrence:
    """Coefficients c₀ … c_r without common factor, r ≥ 1; p and q list u(first − r) … u(first − 1).

    Raises InputError where c₀ vanishes at some n ≥ first, which leaves u(n) open, or where c₀ or c_r is 0.

    >>> apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    >>> str(apery), apery.terms(3)[-1]
    ('(n^3) u(n) + (-34n^3+51n^2-27n+5) u(n-1) + (n^3-3n^2+3n-1) u(n-2) = 0', (351/4, 73))
    """

    coefficients: tuple[Polynomial, ...]
    first: int
    p: tuple[Fraction, ...]
    q: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        _check(self)

    @classmethod
    def of(
        cls, coefficients: Sequence[str], first: int, p: Sequence[Fraction | int], q: Sequence[Fraction | int]
    ) -> "Recurrence":
        """From texts of polynomials or rational functions in n. Raises InputError."""
        return cls.from_quotients(Quotient.parse_all(coefficients), first, p, q)

    @classmethod
    def from_quotients(
        cls, coefficients: Sequence[Quotient], first: int, p: Sequence[Fraction | int], q: Sequence[Fraction | int]
    ) -> "Recurrence":
        """Denominators and common factors are cleared; a pole at some n ≥ first is refused."""
        for function in coefficients:
            _refuse_pole(function, first)
        if not any(coefficients):
            raise InputError("coefficients that are all 0", "a recurrence with c0 and the last coefficient not 0")
        denominator = common_denominator(coefficients)
        cleared = [f.top * (denominator // f.bottom) for f in coefficients]
        _refuse_zero(cleared[0], first)
        common = reduce(lambda f, g: f.gcd(g), cleared, _ZERO)
        polynomials = tuple(Polynomial.from_flint(f // common) for f in cleared)
        return cls(polynomials, first, tuple(map(Fraction, p)), tuple(map(Fraction, q)))

    @classmethod
    def from_pcf(cls, pcf: PCF) -> "Recurrence":
        """The convergents of a fraction: p starts 1, a(0), q starts 0, 1."""
        coefficients = (Polynomial((1,)), -pcf.a, -pcf.b)
        one, zero = Fraction(1), Fraction(0)
        return cls(coefficients, 1, (one, Fraction(pcf.a(0))), (zero, one))

    @property
    def order(self) -> int:
        return len(self.coefficients) - 1

    @cached_property
    def steps(self) -> PolynomialRows:
        """T(n) with (u(n−r), …, u(n−1)) T(n) = c₀(n) (u(n−r+1), …, u(n))."""
        r, lead = self.order, self.coefficients[0].flint
        rows = [[_ZERO] * r for _ in range(r)]
        for i in range(r):
            if i:
                rows[i][i - 1] = lead
            rows[i][r - 1] = rows[i][r - 1] - self.coefficients[r - i].flint
        return tuple(map(tuple, rows))

    @cached_property
    def start(self) -> fmpz_mat:
        """The rows p and q, cleared of denominators together: their quotients are unchanged."""
        scale = lcm(*(value.denominator for value in (*self.p, *self.q)))
        entries = [int(value * scale) for value in (*self.p, *self.q)]
        return fmpz_mat(2, self.order, entries)

    def states(self, stop: int, state: fmpz_mat | None = None, start: int | None = None) -> fmpz_mat:
        """The rows p, q at stop − r, …, stop − 1, both times the same integer; from an earlier state where given."""
        begin = self.first if start is None else start
        before = self.start if state is None else state
        return before if stop <= begin else advanced(before, self.steps, begin, stop)

    def terms(self, count: int) -> list[tuple[fmpq, fmpq]]:
        """The pairs (p, q): those of the start, then `count` − r more, exactly."""
        rows = [[flint(value) for value in side] for side in (self.p, self.q)]
        for n in range(self.first, self.first + count - self.order):
            values = [c(n) for c in self.coefficients]
            for row in rows:
                row.append(-sum((c * row[-k] for k, c in enumerate(values) if k), fmpq(0)) / values[0])
        return list(zip(*(row[:count] for row in rows), strict=True))

    def advanced(self, first: int) -> "Recurrence":
        """The same solutions, listed from a later n on."""
        if first <= self.first:
            return self
        pairs = self.terms(first - self.first + self.order)[-self.order :]
        p, q = (tuple(fraction(pair[i]) for pair in pairs) for i in (0, 1))
        return Recurrence(self.coefficients, first, p, q)

    def with_start(self, p: Sequence[Fraction], q: Sequence[Fraction]) -> "Recurrence":
        return Recurrence(self.coefficients, self.first, tuple(p), tuple(q))

    def shifted(self, k: int) -> "Recurrence":
        """The same sequences, numbered k lower: u(n + k) in place of u(n)."""
        return Recurrence(tuple(c.shift(k) for c in self.coefficients), self.first - k, self.p, self.q)

    def adjoint(self) -> list[Polynomial]:
        """[c₀(n), c₁(n+1), …, c_r(n+r)]: Σ c_k(n+k) v(n+k) = 0 is the adjoint recurrence."""
        return [c.shift(k) for k, c in enumerate(self.coefficients)]

    def gauged(self, ratio: Quotient) -> "Recurrence":
        """v = u/g with g(n)/g(n−1) = ratio(n) and g = 1 before `first`: p/q is unchanged."""
        factor, moved = Quotient.constant(1), []
        for k, c in enumerate(self.coefficients):
            moved.append(Quotient.polynomial(c) / factor)
            factor = factor * ratio.shift(-k)
        first = self.first + self.order  # from here on the ratios are those of the gauge
        start = [Fraction(1)]
        for n in range(self.first, first):
            value = ratio(n)
            start.append(start[-1] * fraction(value))
        ahead = self.advanced(first)
        p, q = ([u / g for u, g in zip(side, start[1:], strict=True)] for side in (ahead.p, ahead.q))
        return Recurrence.from_quotients(moved, first, p, q)

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON."""
        return {
            "kind": "recurrence",
            "coefficients": [str(c) for c in self.coefficients],
            "first": self.first,
            "p": [str(value) for value in self.p],
            "q": [str(value) for value in self.q],
        }

    def primitive(self) -> "Recurrence":
        """The start in integers without common factor, its first non-zero entry positive; c₀ with positive lead."""
        entries = [int(entry) for entry in self.start.entries()]
        common = gcd(*entries) or 1
        if next((entry for entry in entries if entry), 1) < 0:
            common = -common
        values = [Fraction(entry // common) for entry in entries]
        sign = -1 if self.coefficients[0].leading < 0 else 1
        coefficients = tuple(c * sign for c in self.coefficients)
        return Recurrence(coefficients, self.first, tuple(values[: self.order]), tuple(values[self.order :]))

    def __str__(self) -> str:
        parts = [f"({c.compact()}) u(n{f'-{k}' if k else ''})" for k, c in enumerate(self.coefficients) if c]
        return " + ".join(parts) + " = 0"


def _check(recurrence: Recurrence) -> None:
    order = recurrence.order
    if not 1 <= order <= MOST_ORDER:
        raise InputError(f"a recurrence of order {order}", f"orders 1 to {MOST_ORDER}")
    if max(c.degree for c in recurrence.coefficients) > 4 * MAX_DEGREE:
        raise InputError("a coefficient of too high a degree", f"degrees up to {4 * MAX_DEGREE}")
    if abs(recurrence.first) > MOST_INDEX:
        raise InputError(f"first = {recurrence.first}", f"{-MOST_INDEX:,} to {MOST_INDEX:,}")
    for name, side in (("p", recurrence.p), ("q", recurrence.q)):
        if len(side) != order:
            raise InputError(f"{len(side)} values in {name}", f"{order}, one for each order: u(first-r) … u(first-1)")
    if not recurrence.coefficients[-1]:
        raise InputError("a last coefficient that is 0", "c0 and the last coefficient not 0", "leave it out")
    _refuse_zero(recurrence.coefficients[0].flint, recurrence.first)


def _refuse_zero(lead: fmpz_poly, first: int) -> None:
    if not lead:
        raise InputError("c0 = 0", "c0 and the last coefficient not 0")
    bad = [n for n in Polynomial.from_flint(lead).integer_roots() if n >= first]
    if bad:
        raise InputError(
            f"c0(n) = 0 at n = {bad[0]}, so u({bad[0]}) is open", f"c0 without zeros at n ≥ {first}",
            f'start later: "first": {bad[-1] + 1}',
        )  # fmt: skip


def _refuse_pole(function: Quotient, first: int) -> None:
    bad = [n for n in Polynomial.from_flint(function.bottom).integer_roots() if n >= first]
    if bad:
        raise InputError(f"a coefficient with a pole at n = {bad[0]}", f"none at n ≥ {first}")


def rational_rows(rows: Sequence[Sequence[Fraction]]) -> fmpq_mat:
    """A matrix of fractions."""
    return fmpq_mat([[flint(value) for value in row] for row in rows])
