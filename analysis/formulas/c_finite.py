"""Sequences with a linear recurrence of constant coefficients (C-finite sequences), and what follows from it.

A recurrence is its connection polynomial c₀ + c₁ x + … + c_k x^k and its order L ≥ k: c₀ aₙ + … + c_k aₙ₋ₖ = 0 for
n ≥ L; the first L − k terms stand outside the pattern. Where all roots are roots of unity the sequence is m interlaced
polynomials, a_{L−k+mj+r} = P_r(j). Source: Kauers and Paule, The Concrete Tetrahedron, chapter 4.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, chain, islice, pairwise, repeat
from math import lcm
from operator import mul

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from analysis.exact.polynomials import Polynomial
from analysis.exact.rationals import fraction, integers

# Interlacings beyond this are no pattern that anyone reads: m polynomials would fill the screen.
MAX_INTERLACED = 200


@dataclass(frozen=True)
class RationalPolynomial:
    """numerator(n)/denominator, in lowest terms, denominator ≥ 1.

    >>> str(RationalPolynomial.of([Fraction(0), Fraction(1, 2), Fraction(1, 2)]))
    '(n**2 + n)/2'
    """

    numerator: Polynomial
    denominator: int = 1

    @classmethod
    def of(cls, coefficients: Sequence[Fraction]) -> "RationalPolynomial":
        """From ascending coefficients."""
        denominator = lcm(*(c.denominator for c in coefficients)) if coefficients else 1
        return cls(Polynomial.of([int(c * denominator) for c in coefficients]), denominator)

    @property
    def degree(self) -> int:
        return self.numerator.degree

    def __call__(self, n: int) -> Fraction:
        return Fraction(self.numerator(n), self.denominator)

    def __str__(self) -> str:
        return str(self.numerator) if self.denominator == 1 else f"({self.numerator})/{self.denominator}"

    def compact(self) -> str:
        """The short form, as in (n^2+n)/2."""
        if self.denominator == 1:
            return self.numerator.compact()
        return f"({self.numerator.compact()})/{self.denominator}"


@dataclass(frozen=True)
class CFinite:
    """A C-finite sequence: integer connection polynomial (c₀ > 0, no common factor), order L, first L terms.

    >>> evens = CFinite.of([1, -2, 1], 3, [7, 2, 4])
    >>> evens.terms(6), evens.prefix, [str(p) for p in evens.interlaced()]
    ([7, 2, 4, 6, 8, 10], 1, ['2*n + 2'])
    """

    connection: tuple[int, ...]
    order: int
    initial: tuple[int, ...]

    @classmethod
    def of(cls, connection: Sequence[Fraction | int], order: int, terms: Sequence[int]) -> "CFinite":
        """From rational coefficients and at least `order` first terms."""
        return cls(tuple(integers(connection)), order, tuple(int(term) for term in terms[:order]))

    @property
    def prefix(self) -> int:
        """How many first terms stand outside the pattern."""
        return self.order - (len(self.connection) - 1)

    @property
    def pattern(self) -> "CFinite":
        """The sequence without its prefix.

        >>> CFinite.of([1, -2, 1], 3, [7, 2, 4]).pattern.terms(3)
        [2, 4, 6]
        """
        return CFinite(self.connection, self.order - self.prefix, self.initial[self.prefix :])

    @property
    def coefficients(self) -> list[int]:
        """c₀ … c_L with c_{k+1} = … = c_L = 0, so that it holds for all n ≥ its length − 1."""
        return [*self.connection, *[0] * self.prefix]

    def __iter__(self) -> Iterator[int | Fraction]:
        """All terms; a term that is no integer is a Fraction."""
        period, points = _interlacing(self.connection)
        if not period or self.connection[0] != 1:
            return self._by_recurrence()
        start = list(islice(self._by_recurrence(), self.prefix + period * points))
        columns = (_by_differences(start[self.prefix + r :: period]) for r in range(period))
        return chain(start[: self.prefix], chain.from_iterable(zip(*columns, strict=True)))

    def _by_recurrence(self) -> Iterator[int | Fraction]:
        recent: list[int | Fraction] = list(self.initial)
        yield from recent
        lead, *taps = self.connection
        weights = [(k, c) for k, c in enumerate(taps, start=1) if c]
        while True:
            total: int | Fraction = 0
            for k, c in weights:
                total -= c * recent[-k]
            if lead != 1:
                quotient = Fraction(total) / lead
                total = int(quotient) if quotient.denominator == 1 else quotient
            recent.append(total)
            if len(recent) > 4 * len(self.connection) + 64:
                del recent[: -len(self.connection)]
            yield total

    def terms(self, count: int) -> list[int | Fraction]:
        """The first `count` terms."""
        return list(islice(self, count))

    def interlaced(self) -> list[RationalPolynomial] | None:
        """[P₀, …, P_{m−1}] with a_{prefix + m j + r} = P_r(j), m least; None where a root is no root of unity.

        >>> e = CFinite.of([1, 0, 0, -2, 0, 0, 1], 7, [2, 1, 2, 1, 1, 4, 1])
        >>> [str(p) for p in e.interlaced()]
        ['1', '2*n + 2', '1']
        """
        found = _interlaced(self.pattern)
        return None if found is None else list(found)

    def preceded_by(self, first: int) -> "CFinite":
        """The sequence with one term more before it: the same pattern, begun as early as it now holds.

        >>> odd = CFinite.of([1, -2, 1], 2, [3, 5])
        >>> odd.preceded_by(1).order, odd.preceded_by(7).order
        (2, 3)
        """
        terms = (first, *self.initial)
        holds = not self.prefix and sum(map(mul, self.connection, reversed(terms))) == 0
        order = self.order if holds else self.order + 1
        return CFinite(self.connection, order, terms[:order])

    def with_first_term(self, first: int) -> "CFinite":
        """The sequence that differs in a₀ only: the same pattern, begun as early as it now holds.

        >>> CFinite.of([1, -2, 1], 2, [1, 3]).with_first_term(7).order
        3
        """
        order = self.order - 1 if self.prefix else self.order
        rest = tuple(int(term) for term in self.terms(order + 1)[1:])
        return CFinite(self.connection, order, rest).preceded_by(first)

    def generating_function(self) -> tuple[Polynomial, Polynomial]:
        """(P, Q) with Σ aₙ xⁿ = P(x)/Q(x); Q is the connection polynomial.

        >>> [p.coefficients for p in CFinite.of([1, -1, -1], 2, [0, 1]).generating_function()]
        [(0, 1), (1, -1, -1)]
        """
        product = [
            sum(c * self.initial[n - k] for k, c in enumerate(self.connection[: n + 1])) for n in range(self.order)
        ]
        return Polynomial.of(product), Polynomial.of(self.connection)


@lru_cache(maxsize=4_096)
def characteristic_factors(connection: tuple[int, ...]) -> tuple[tuple[fmpz_poly, int], ...]:
    """Irreducible factors of x^k c(1/x) with multiplicities; its roots are those of the closed form."""
    _, factors = fmpz_poly(list(reversed(connection))).factor()
    return tuple((factor, int(multiplicity)) for factor, multiplicity in factors)


@lru_cache(maxsize=4_096)
def _interlaced(pattern: CFinite) -> tuple[RationalPolynomial, ...] | None:
    period, points = _interlacing(pattern.connection)
    if not period:
        return None
    values = pattern.terms(period * points)
    return tuple(interpolate(values[r::period]) for r in range(period))


@lru_cache(maxsize=4_096)
def _interlacing(connection: tuple[int, ...]) -> tuple[int, int]:
    """(m, values that fix each polynomial), or (0, 0) where a root is no root of unity or m is too large."""
    factors = characteristic_factors(connection)
    orders = [int(factor.is_cyclotomic()) for factor, _ in factors]
    period = lcm(*orders) if all(orders) else 0
    if not 0 < period <= MAX_INTERLACED:
        return 0, 0
    return period, max((multiplicity for _, multiplicity in factors), default=1)


def _by_differences(values: Sequence[int | Fraction]) -> Iterator[int | Fraction]:
    """The values at 0, 1, 2, … of the polynomial that has these at first: sums of sums of its last difference."""
    differences = []
    row = list(values)
    while row:
        differences.append(row[0])
        row = [after - before for before, after in pairwise(row)]
    sequence: Iterator[int | Fraction] = repeat(differences[-1])
    for first in reversed(differences[:-1]):
        sequence = accumulate(sequence, initial=first)
    return sequence


@lru_cache(maxsize=4_096)
def _interpolated(values: tuple[int | Fraction, ...]) -> RationalPolynomial:
    result, binomial = fmpq_poly([0]), fmpq_poly([1])
    row = [Fraction(value) for value in values]
    for k in range(len(values)):
        result += binomial * fmpq(row[0].numerator, row[0].denominator)
        row = [after - before for before, after in pairwise(row)]
        binomial = binomial * fmpq_poly([-k, 1]) / (k + 1)
    return RationalPolynomial.of([fraction(c) for c in result.coeffs()])


def interpolate(values: Sequence[int | Fraction]) -> RationalPolynomial:
    """The polynomial of least degree with these values at 0, 1, 2, …

    >>> str(interpolate([1, 4, 9]))
    'n**2 + 2*n + 1'
    """
    return _interpolated(tuple(values))


def solve(matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction]:
    """The solution of a regular linear system over ℚ. Raises ZeroDivisionError when it is singular."""
    rows = fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in matrix])
    column = fmpq_mat([[fmpq(x.numerator, x.denominator)] for x in right])
    return [fraction(x) for x in rows.solve(column).entries()]
