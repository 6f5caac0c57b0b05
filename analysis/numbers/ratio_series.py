"""Formal ratio series: r(n) = u(n)/u(n−1) = Σ s_k n^(D − k/m) for a solution u of uₙ = a(n) uₙ₋₁ + b(n) uₙ₋₂.

The ratio satisfies the Riccati equation r(n) (r(n+1) − a(n+1)) = b(n+1), which determines the s_k one after the
other once the first terms choose the solution (Birkhoff and Trjitzinsky, Acta Math. 60 (1933)). The series runs in
powers n^(−1/m), m = 1, or m = 2 where the characteristic root is double or of half-integer order. The minimal
solution's ratio is minus the tail of the fraction (Pincherle).

`extend` is one routine over three arithmetics: exact in ℚ(√d) or in ℚ, and fixed point at a scale n₀, where
the k-th number held is s_k n₀^(−k/m), so that truncation errors are those of the sum that is wanted.
Cost: K terms take K² multiplications.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import Generic, Protocol, TypeVar

from flint import fmpq
from gmpy2 import mpz, t_div

from analysis.exact.quadratic import Quadratic
from analysis.formulas.pcf import PCF

T = TypeVar("T")

_ROOM = 8  # coefficients by which the lists grow: as many as a series is extended by between two looks at its terms


class Arithmetic(Protocol[T]):
    """The number type that a series is computed in; `scale` is n₀^(1/m), the size of one step in k."""

    scale: int

    def lift(self, value: Quadratic) -> T: ...
    def dot(self, left: Sequence[T], right: Sequence[T]) -> T: ...
    def add(self, left: T, right: T) -> T: ...
    def negated_quotient(self, numerator: T, denominator: T) -> T: ...
    def times(self, value: T, numerator: int, denominator: int) -> T: ...


class Exact:
    """Numbers of ℚ(√d), unscaled: the coefficients s_k themselves."""

    scale = 1

    def lift(self, value: Quadratic) -> Quadratic:
        return value

    def dot(self, left: Sequence[Quadratic], right: Sequence[Quadratic]) -> Quadratic:
        return sum(map(mul, left, right), Quadratic.rational(0))

    def add(self, left: Quadratic, right: Quadratic) -> Quadratic:
        return left + right

    def negated_quotient(self, numerator: Quadratic, denominator: Quadratic) -> Quadratic:
        return -numerator / denominator

    def times(self, value: Quadratic, numerator: int, denominator: int) -> Quadratic:
        return value * fmpq(numerator, denominator)


class ExactRational:
    """Rational numbers, unscaled: the coefficients s_k of a branch whose first terms are rational."""

    scale = 1

    def lift(self, value: Quadratic) -> fmpq:
        return value.x

    def dot(self, left: Sequence[fmpq], right: Sequence[fmpq]) -> fmpq:
        return sum(map(mul, left, right), fmpq(0))

    def add(self, left: fmpq, right: fmpq) -> fmpq:
        return left + right

    def negated_quotient(self, numerator: fmpq, denominator: fmpq) -> fmpq:
        return -numerator / denominator

    def times(self, value: fmpq, numerator: int, denominator: int) -> fmpq:
        return value * numerator / denominator


class FixedPoint:
    """Real numbers as integers in units of 2^−bits, the k-th coefficient divided by scale^k."""

    def __init__(self, bits: int, scale: int) -> None:
        self.bits, self.scale = bits, scale

    def lift(self, value: Quadratic) -> mpz:
        return mpz(value.fixed_point(self.bits))

    def dot(self, left: Sequence[mpz], right: Sequence[mpz]) -> mpz:
        return sum(map(mul, left, right), mpz(0)) >> self.bits

    def add(self, left: mpz, right: mpz) -> mpz:
        return left + right

    def negated_quotient(self, numerator: mpz, denominator: mpz) -> mpz:
        return (-numerator << self.bits) // denominator

    def times(self, value: mpz, numerator: int, denominator: int) -> mpz:
        return t_div(value * numerator, denominator)


def exact_series(pcf: PCF, branch: "Branch", count: int) -> list[Quadratic]:
    """The first `count` coefficients as exact numbers, by the cheaper of the two exact arithmetics."""
    if all(term.is_rational for term in branch.terms):
        return [Quadratic(s) for s in RatioSeries(pcf, branch, ExactRational()).extend(count)]
    return RatioSeries(pcf, branch, Exact()).extend(count)


@dataclass(frozen=True)
class Branch:
    """The start of one solution's ratio series, exact.

    `order` is D, `ramification` m, `terms` the first coefficients s_0, s_1, … (enough to tell the two solutions
    apart), `lag` the number of steps by which the coefficient that determines s_k lies beyond s_k itself
    (0 for simple characteristic roots, 1 for double ones).
    """

    order: Fraction
    ramification: int
    terms: tuple[Quadratic, ...]
    lag: int = 0


class RatioSeries(Generic[T]):
    """The ratio series of one branch in one arithmetic, extended on demand.

    >>> pcf = PCF.parse("1", "1")
    >>> phi = Branch(Fraction(0), 1, (Quadratic.sqrt(5) * Fraction(1, 2) + Fraction(1, 2),))
    >>> RatioSeries(pcf, phi, Exact()).extend(3)
    [1/2 + sqrt(5)/2, 0, 0]
    """

    def __init__(self, pcf: PCF, branch: Branch, arithmetic: Arithmetic[T]) -> None:
        self.branch, self.arithmetic = branch, arithmetic
        m = branch.ramification
        a, b = pcf.a.shift(1), pcf.b.shift(1)
        self._top = int(branch.order * m)  # orders are reckoned in steps of 1/m
        bracket_top = max(self._top, max(a.degree, 0) * m)
        self._gap = bracket_top - self._top
        self._zero = arithmetic.lift(Quadratic.rational(0))
        self.terms: list[T] = []
        self._expansions: list[tuple[int, T]] = []  # of each term's (n+1)^(D − k/m): next j, and what it adds there
        self._bracket: list[T] = []  # r(n+1) − a(n+1), coefficients below its order
        self._right: list[T] = []  # b(n+1), coefficients below the sum of both orders
        self._reserve(max(bracket_top, bracket_top + self._top))
        self._place(self._bracket, [-c for c in a.coefficients], bracket_top)
        self._place(self._right, b.coefficients, bracket_top + self._top)
        for term in branch.terms:
            self._append(arithmetic.times(arithmetic.lift(term), 1, arithmetic.scale ** len(self.terms)))

    def residual(self, index: int) -> T:
        """The coefficient of r(n)(r(n+1) − a(n+1)) − b(n+1), `index` steps below its order, for the terms so far."""
        self._reserve(index + 1)
        known = self.terms[: index + 1]
        bracket = self._bracket[index - len(known) + 1 : index + 1][::-1]
        product = self.arithmetic.dot(known, bracket)
        return self.arithmetic.add(product, self.arithmetic.times(self._right[index], -1, 1))

    def pivot(self, k: int) -> T:
        """The factor of s_k in the coefficient that determines it."""
        lag, m = self.branch.lag, self.branch.ramification
        pivot = self._bracket[lag]
        if self._gap == 0 and lag < len(self.terms):
            pivot = self.arithmetic.add(pivot, self.terms[lag])
        if lag == m:  # the difference operator acts on n^(D − k/m) at this order
            exponent = self.branch.order - Fraction(k, m)
            step = exponent.denominator * self.arithmetic.scale**m
            pivot = self.arithmetic.add(pivot, self.arithmetic.times(self.terms[0], exponent.numerator, step))
        return pivot

    def extend(self, count: int) -> list[T]:
        """The first `count` coefficients; the solution must be free of resonance (the minimal one always is)."""
        while len(self.terms) < count:
            k = len(self.terms)
            self._append(self.arithmetic.negated_quotient(self.residual(k + self.branch.lag), self.pivot(k)))
        return self.terms[:count]

    def _append(self, term: T) -> None:
        """Adds s_k to the series and s_k (n+1)^(D − k/m), expanded, to the bracket."""
        self.terms.append(term)
        piece = self.arithmetic.times(term, 1, self.arithmetic.scale**self._gap) if self._gap else term
        self._expansions.append((0, piece))
        self._expand(len(self.terms) - 1)

    def _expand(self, k: int) -> None:
        """Carries the expansion of the k-th term on to the end of the bracket."""
        times, add = self.arithmetic.times, self.arithmetic.add
        m, bracket = self.branch.ramification, self._bracket
        p = self._top - k  # the exponent is p/m
        unit = m * self.arithmetic.scale**m
        j, piece = self._expansions[k]
        for index in range(k + self._gap + j * m, len(bracket), m):
            if not piece:
                break
            bracket[index] = add(bracket[index], piece)
            piece = times(piece, p - j * m, (j + 1) * unit)  # binomial(p/m, j) / n₀^j
            j += 1
        self._expansions[k] = (j, piece)

    def _reserve(self, length: int) -> None:
        """Makes room for `length` coefficients beyond the lag, and carries the expansions on."""
        missing = length + self.branch.lag + 1 - len(self._bracket)
        if missing <= 0:
            return
        room = [self._zero] * max(missing, _ROOM)
        self._bracket += room
        self._right += room
        for k in range(len(self.terms)):
            self._expand(k)

    def _place(self, target: list[T], coefficients: Sequence[int], top: int) -> None:
        """Writes an integer polynomial into a list of coefficients that descends from n^(top/m)."""
        for exponent, coefficient in enumerate(coefficients):
            index = top - exponent * self.branch.ramification
            value = self.arithmetic.lift(Quadratic.rational(coefficient))
            target[index] = self.arithmetic.times(value, 1, self.arithmetic.scale**index)
