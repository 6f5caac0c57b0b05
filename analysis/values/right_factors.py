"""Hypergeometric solutions of a recurrence of any order: right factors u(n) = R(n) u(n−1), R rational (Petkovšek).

R(n) = λ · A(n)/B(n) · C(n)/C(n−1) with A a monic divisor of l₀(n−1), B one of l_r(n−r) and C a polynomial (J. Symb.
Comput. 14 (1992)), l the forward coefficients. Growth does the choosing: λ must be rational, deg A − deg B the power of
n!, and the power of n tells deg C for each pair, so that few pairs ask for a linear system.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_mat, fmpz_poly

from analysis.dynamics.formal_solutions import FormalSolution, formal_solutions, forward_polynomials
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.reading.numbers import read_rational

_MOST_DEGREE = 30  # of C
_MOST_PAIRS = 20_000  # of divisors looked at
_MOST_SYSTEMS = 300  # solved for each kind of growth


def hypergeometric_ratios(coefficients: Sequence[Polynomial]) -> list[Quotient]:
    """The ratios u(n)/u(n−1) of hypergeometric solutions of c₀(n) u(n) + … + c_r(n) u(n−r) = 0, largest first.

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> hypergeometric_ratios([P("1"), P("-n-2"), P("2n-2")])                      # n!
    [n]
    """
    forward = forward_polynomials(coefficients)
    found: list[Quotient] = []
    for solution in formal_solutions(coefficients):
        for ratio in islice(_ratios(forward, solution), 1):
            if ratio not in found:
                found.append(ratio)
    return found


def _ratios(forward: Sequence[fmpz_poly], solution: FormalSolution) -> Iterator[Quotient]:
    rational = _rational(solution)
    if rational is None:
        return
    base, power = rational
    for a, b, degree in _pairs(forward, int(solution.factorial), power)[:_MOST_SYSTEMS]:
        c = _polynomial_part(forward, base, a, b, degree)
        if c is not None:
            back = fmpq_poly([-1, 1])
            yield _quotient(a * c * base, b * c(back))


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


def _pairs(forward: Sequence[fmpz_poly], factorial: int, power: fmpq) -> list[tuple[fmpq_poly, fmpq_poly, int]]:
    """(A, B, deg C), least degree of C first: n!^k n^β = Π A(j)/B(j) · n^deg C."""
    order = len(forward) - 1
    tops = list(_divisors(forward[0](fmpz_poly([-1, 1]))))
    bottoms = list(_divisors(forward[-1](fmpz_poly([-order, 1]))))
    found = []
    for a, b in islice(product(tops, bottoms), _MOST_PAIRS):
        if a.degree() - b.degree() == factorial:
            degree = power - _second(a) + _second(b)
            if degree.q == 1 and 0 <= degree <= _MOST_DEGREE:
                found.append((a, b, int(degree.p)))
    found.sort(key=lambda one: (one[2], one[0].degree()))
    return found


def _divisors(p: fmpz_poly) -> Iterator[fmpq_poly]:
    """The monic divisors."""
    factors = [(fmpq_poly(f) / int(f[f.degree()]), int(m)) for f, m in p.factor()[1]]
    for exponents in product(*(range(m + 1) for _, m in factors)):
        divisor = fmpq_poly([1])
        for (factor, _), e in zip(factors, exponents, strict=True):
            divisor *= factor**e
        yield divisor


def _second(p: fmpq_poly) -> fmpq:
    return p[p.degree() - 1] if p.degree() > 0 else fmpq(0)


def _polynomial_part(
    forward: Sequence[fmpz_poly], base: fmpq, a: fmpq_poly, b: fmpq_poly, degree: int
) -> fmpq_poly | None:
    """C of this degree with Σ l_i(n) λ^i Π_{j≤i} A(n+j) Π_{i<j≤r} B(n+j) C(n+i) = 0."""
    order, weights = len(forward) - 1, []
    for i, p in enumerate(forward):
        weight = fmpq_poly(p) * base**i
        for j in range(1, order + 1):
            weight *= (a if j <= i else b)(fmpq_poly([j, 1]))
        weights.append(weight)
    columns = [
        sum((w * fmpq_poly([i, 1]) ** k for i, w in enumerate(weights)), fmpq_poly([])) for k in range(degree + 1)
    ]
    height = max(column.degree() for column in columns) + 1
    if height == 0:
        return fmpq_poly([0] * degree + [1])
    rows = [[column[i] for column in columns] for i in range(height)]
    cleared, _ = fmpq_mat(rows).numer_denom()
    space, dimension = fmpz_mat(cleared).nullspace()
    if not dimension:
        return None
    c = fmpq_poly([fmpq(space[i, 0]) for i in range(degree + 1)])
    return c / c[c.degree()]


def _quotient(top: fmpq_poly, bottom: fmpq_poly) -> Quotient:
    return Quotient.of(top.numer() * bottom.denom(), bottom.numer() * top.denom())
