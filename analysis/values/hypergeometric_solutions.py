"""Hypergeometric solutions of a recurrence of any order: right factors u(n) = R(n) u(n−1), R rational (Petkovšek).

R(n) = λ · A(n)/B(n) · C(n)/C(n−1) with A a monic divisor of l₀(n−1), B one of l_r(n−r) and C a polynomial (Petkovšek,
J. Symb. Comput. 14 (1992); Petkovšek, Wilf and Zeilberger, A = B, ch. 8), l the forward coefficients. Growth does the
choosing: λ must be rational, deg A − deg B is the power of n!, and the power of n tells deg C for each pair, so that
few pairs remain and each asks for one small linear system.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import islice
from math import prod
from operator import or_

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_mat, fmpz_poly

from analysis.dynamics.formal_solutions import FormalSolution, formal_solutions, forward_polynomials
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Exponents, Growth, growth
from analysis.reading.numbers import read_rational

MOST_DEGREE = 40  # of C; solutions met in practice have degree below 10
MOST_DIVISORS = 10_000  # pairs of divisors looked at
MOST_SYSTEMS = 400  # linear systems solved, least degree of C first
_BACK = fmpq_poly([-1, 1])


@dataclass(frozen=True)
class Ratio:
    """hₙ/hₙ₋₁ = λ A(n)/B(n) · C(n)/C(n−1), A and B monic."""

    base: fmpq
    a: fmpq_poly
    b: fmpq_poly
    c: fmpq_poly

    def parts(self) -> tuple[fmpq_poly, fmpq_poly]:
        """R as (numerator, denominator)."""
        return self.a * self.c * self.base, self.b * self.c(_BACK)

    def quotient(self) -> Quotient:
        """R in lowest terms."""
        return Quotient.over(*self.parts())


@lru_cache(maxsize=64)  # a series and the certificate of a rational value ask for the same
def hypergeometric_solution(pcf: PCF) -> tuple[Ratio, bool] | None:
    """A hypergeometric solution of uₙ = a(n) uₙ₋₁ + b(n) uₙ₋₂, and whether it is the dominant one.

    The minimal one comes first; None when none is found.

    >>> found, dominant = hypergeometric_solution(PCF.parse("n^3+(n+1)^3", "-n^6"))
    >>> found.a, found.c, dominant
    (x^3 + 3*x^2 + 3*x + 1, 1, True)
    """
    rates = growth(pcf)
    if not isinstance(rates, Growth):
        return None
    forward = [-pcf.b.shift(2).flint, -pcf.a.shift(2).flint, fmpz_poly([1])]
    for exponents, dominant in ((rates.minimal, False), (rates.dominant, True)):
        if _is_rational(exponents):
            for ratio in _ratios(forward, exponents.base.x, int(exponents.factorial), exponents.power.x):
                return ratio, dominant
    return None


def hypergeometric_ratios(coefficients: Sequence[Polynomial], *, several: bool = False) -> list[Quotient]:
    """The ratios u(n)/u(n−1) of hypergeometric solutions of c₀(n) u(n) + … + c_r(n) u(n−r) = 0, largest first.

    One of each growth, or with `several` all: two that grow alike differ by a power of n that is another solution's.

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> hypergeometric_ratios([P("1"), P("-n-2"), P("2n-2")])                      # n!
    [n]
    """
    forward = forward_polynomials(coefficients)
    known = [(solution, _rational(solution)) for solution in formal_solutions(coefficients)]
    found: dict[Quotient, None] = {}
    for solution, rational in known:
        if rational is not None:
            below = sum(_is_below(solution, rational, *other) for other in known) if several else 0
            alike: dict[Quotient, None] = {}
            for ratio in _ratios(forward, rational[0], int(solution.factorial), rational[1]):
                alike[ratio.quotient()] = None
                if len(alike) > below:
                    break
            found |= alike
    return list(found)


def _is_below(
    solution: FormalSolution, values: tuple[fmpq, fmpq], other: FormalSolution, its: tuple[fmpq, fmpq] | None
) -> bool:
    """Whether the other is smaller by a power of n alone, an integer one."""
    if its is None or values[0] != its[0] or solution.factorial != other.factorial:
        return False
    less = values[1] - its[1]
    return bool(less > 0 and less.q == 1)


def _is_rational(exponents: Exponents) -> bool:
    """Whether nothing but λⁿ n!^k n^β with rational λ and β is left."""
    rational = exponents.base.is_rational and exponents.power.is_rational and exponents.root.sign() == 0
    return rational and exponents.factorial.denominator == 1 and exponents.factorial >= 0


def _rational(solution: FormalSolution) -> tuple[fmpq, fmpq] | None:
    """(λ, β) where both are rational and nothing but n!^k is left."""
    if solution.exponential or solution.logarithms or solution.factorial.denominator != 1:
        return None
    try:
        values = [read_rational(number.text) for number in (solution.base, solution.power)]
    except ValueError:
        return None
    base, power = (fmpq(value.numerator, value.denominator) for value in values)
    return base, power


def _ratios(forward: Sequence[fmpz_poly], base: fmpq, factorial: int, power: fmpq) -> Iterator[Ratio]:
    """Of solutions that grow like λⁿ n!^k n^β."""
    for a, b, degree in _pairs(forward, factorial, power)[:MOST_SYSTEMS]:
        c = _polynomial_part(forward, base, a, b, degree)
        if c is not None:
            yield Ratio(base, a, b, c)


def _pairs(forward: Sequence[fmpz_poly], factorial: int, power: fmpq) -> list[tuple[fmpq_poly, fmpq_poly, int]]:
    """(A, B, deg C), least degree of C first: n!^k n^β = Π A(j)/B(j) · n^deg C."""
    above = _Divisors.of(forward[0](fmpz_poly([-1, 1])))
    below = _Divisors.of(forward[-1](fmpz_poly([1 - len(forward), 1])))
    pairs = (
        (a, b, power - second + less)
        for size in range(below.degree + 1)
        if above.has(size + factorial)
        for less, b in below.of_degree(size)
        for second, a in above.of_degree(size + factorial)
    )
    looked_at = islice(pairs, MOST_DIVISORS)
    found = [(int(d.p), a, b) for a, b, d in looked_at if d.q == 1 and 0 <= d <= MOST_DEGREE]
    found.sort(key=lambda one: one[0])
    return [(_product(a), _product(b), degree) for degree, a, b in found]


Divisor = list[tuple[fmpq_poly, int]]
"""Monic irreducible factors with their exponents."""


@dataclass(frozen=True)
class _Divisors:
    """The monic divisors of a polynomial, from its factors; bit d of reach[i]: d is a degree of the i-th and later."""

    factors: Divisor
    reach: list[int]

    @classmethod
    def of(cls, p: fmpz_poly) -> "_Divisors":
        factors = [(fmpq_poly(factor) / int(factor[factor.degree()]), int(m)) for factor, m in p.factor()[1]]
        reach = [1]
        for factor, m in reversed(factors):
            reach.append(reduce(or_, (reach[-1] << e * factor.degree() for e in range(m + 1))))
        return cls(factors, reach[::-1])

    @property
    def degree(self) -> int:
        return self.reach[0].bit_length() - 1

    def has(self, degree: int) -> bool:
        """Whether one has this degree."""
        return degree >= 0 and bool(self.reach[0] >> degree & 1)

    def of_degree(self, degree: int) -> Iterator[tuple[fmpq, Divisor]]:
        """(second coefficient, factors) of those of a degree, those that take a like share of all factors first."""
        share = degree / max(self.degree, 1)

        def from_factor(i: int, left: int, second: fmpq, chosen: Divisor) -> Iterator[tuple[fmpq, Divisor]]:
            if i == len(self.factors):
                yield second, chosen
                return
            factor, m = self.factors[i]
            d = factor.degree()
            for e in sorted(range(m + 1), key=lambda e: abs(e - share * m)):
                if left >= e * d and self.reach[i + 1] >> (left - e * d) & 1:
                    more = [*chosen, (factor, e)] if e else chosen
                    yield from from_factor(i + 1, left - e * d, second + e * factor[d - 1], more)

        if self.has(degree):
            yield from from_factor(0, degree, fmpq(0), [])


def _product(divisor: Divisor) -> fmpq_poly:
    return prod((factor**e for factor, e in divisor), start=fmpq_poly([1]))


def _polynomial_part(
    forward: Sequence[fmpz_poly], base: fmpq, a: fmpq_poly, b: fmpq_poly, degree: int
) -> fmpq_poly | None:
    """C of this degree with Σ l_i(n) λ^i Π_{j≤i} A(n+j) Π_{i<j≤r} B(n+j) C(n+i) = 0, divided by A(n+1) B(n+r)."""
    order = len(forward) - 1
    ups, downs = ([side(fmpq_poly([j, 1])) for j in range(1, order + 1)] for side in (a, b))
    found = [fmpq_poly(p) * base**i for i, p in enumerate(forward)]
    found[0], found[-1] = divmod(found[0], ups[0])[0], divmod(found[-1], downs[-1])[0]
    weights = [prod([*ups[1:i], *downs[i : order - 1]], start=p) for i, p in enumerate(found)]
    columns = [
        sum((w * fmpq_poly([i, 1]) ** k for i, w in enumerate(weights)), fmpq_poly([])) for k in range(degree + 1)
    ]
    height = max(column.degree() for column in columns) + 1
    if height == 0:
        return fmpq_poly([0] * degree + [1])
    cleared, _ = fmpq_mat([[column[i] for column in columns] for i in range(height)]).numer_denom()
    space, dimension = fmpz_mat(cleared).nullspace()
    if not dimension:
        return None
    c = fmpq_poly([fmpq(space[i, 0]) for i in range(degree + 1)])
    return c / c[c.degree()]
