"""Right factors of order 2 of a recurrence of order r ≥ 3: hypergeometric solutions of its exterior square.

For two solutions f, g their minors at two of n − r, …, n − 1 obey a system of r (r−1)/2 equations. Where
f and g span the solutions of a factor of order 2, all of them are rational multiples of one, w(n) = f(n−2) g(n−1) −
f(n−1) g(n−2), which is hypergeometric (Casorati); so w is among the hypergeometric solutions of a scalar recurrence of
that system. It tells the other minors, by a cyclic vector, and u(n−3) w(n) − u(n−2) m(n) + u(n−1) w(n−1) = 0 is the
factor, m being the minor at n − 3 and n − 1. That it divides is then tested. (Beke, Bronstein: the same for operators.)
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from flint import fmpz_poly

from analysis.errors import InputError
from analysis.exact.matrices import RationalMatrix, kernel
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.closure import step
from analysis.transformations.cyclic_vectors import cyclic_vectors
from analysis.values.hypergeometric_solutions import hypergeometric_ratios

_ORDERS = range(3, 7)  # of the recurrence: 3 to 15 minors
_MOST_DEGREE = 100  # of the scalar recurrence of the minors


def second_order_factors(coefficients: Sequence[Polynomial]) -> list[tuple[Polynomial, ...]]:
    """Coefficients [d₀, d₁, d₂]: what solves Σ d_i(n) u(n−i) = 0 solves the recurrence.

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> powers = [P(text) for text in ("1", "-10", "35", "-50", "24")]                                  # 1, 2ⁿ, 3ⁿ, 4ⁿ
    >>> sorted([str(d) for d in factor] for factor in second_order_factors(powers))[0]
    ['1', '-3', '2']
    """
    return _second_order_factors(tuple(coefficients))


@lru_cache(maxsize=16)  # a start that obeys one, and the terms of the solutions, ask for the same
def _second_order_factors(coefficients: tuple[Polynomial, ...]) -> list[tuple[Polynomial, ...]]:
    order = len(coefficients) - 1
    if order not in _ORDERS:
        return []
    zeros = (Fraction(0),) * order
    companion = step(Recurrence(coefficients, _regular(coefficients), zeros, zeros))
    pairs = list(combinations(range(order), 2))
    relation, columns = cyclic_vectors(_exterior_square(companion, pairs), pairs.index((order - 2, order - 1)))
    if len(relation) - 1 < len(pairs) or max(c.degree() for c in relation) > _MOST_DEGREE:
        return []
    minor = _combination(columns[:-1], pairs.index((order - 3, order - 1)))
    scalar = [Polynomial.from_flint(c).shift(1 - len(relation)) for c in reversed(relation)]
    found = (_factor(ratio, minor) for ratio in hypergeometric_ratios(scalar))
    return [factor for factor in found if factor is not None and _divides(factor, coefficients)]


def second_order_restriction(recurrence: Recurrence) -> Recurrence | None:
    """The recurrence of order 2 that p and q obey too; None where none is found.

    >>> powers = Recurrence.of(["1", "-10", "35", "-50", "24"], 4, [1, 3, 9, 27], [1, 4, 16, 64])
    >>> str(second_order_restriction(powers))
    '(1) u(n) + (-7) u(n-1) + (12) u(n-2) = 0'
    """
    for factor in second_order_factors(recurrence.coefficients):
        begin = max([recurrence.first, *(root + 1 for d in factor for root in d.integer_roots())])
        try:
            ahead = recurrence.advanced(begin + recurrence.order - 2)
        except InputError:
            continue
        if all(_obeys(factor, side, begin) for side in (ahead.p, ahead.q)):
            return Recurrence(factor, begin, ahead.p[:2], ahead.q[:2]).primitive()
    return None


def _regular(coefficients: Sequence[Polynomial]) -> int:
    return max([0, *(root + 1 for root in coefficients[0].integer_roots())])


def _exterior_square(matrix: RationalMatrix, pairs: Sequence[tuple[int, int]]) -> RationalMatrix:
    """The matrix of its minors."""
    m = matrix.entries()
    return RationalMatrix.of([[m[i][k] * m[j][s] - m[i][s] * m[j][k] for k, s in pairs] for i, j in pairs])


def _combination(columns: Sequence[RationalMatrix], place: int) -> list[Quotient]:
    """a with Σ a_i(n) v_i(n) = the unit vector of this place."""
    rows = [[column.entry(i, 0) for column in columns] + [Quotient.constant(-int(i == place))]
            for i in range(len(columns))]  # fmt: skip
    vector = kernel([RationalMatrix.of([row]).rows[0] for row in rows])[0]
    return [Quotient.of(entry, vector[-1]) for entry in vector[:-1]]


def _factor(ratio: Quotient, minor: Sequence[Quotient]) -> tuple[Polynomial, ...] | None:
    """By w(n)/w(n−1) = ratio(n); in terms of w(n): w, m and w(n−1), all moved one place ahead."""
    ahead, m = Quotient.constant(1), Quotient.constant(0)
    for i, a in enumerate(minor):
        m = m + a * ahead
        ahead = ahead * ratio.shift(i + 1)
    functions = [one.shift(1) for one in (Quotient.constant(1) / ratio, -m, Quotient.constant(1))]
    bottom = RationalMatrix.of([functions])
    common = fmpz_poly([])
    for entry in bottom.rows[0]:
        common = common.gcd(entry)
    factor = tuple(Polynomial.from_flint(entry // common) for entry in bottom.rows[0])
    return factor if factor[0] and factor[2] else None


def _divides(factor: Sequence[Polynomial], coefficients: Sequence[Polynomial]) -> bool:
    """Whether Σ c_k(n) u(n−k) is 0 for all solutions of the factor: in u(n − r) and u(n − r + 1)."""
    order = len(coefficients) - 1
    lead, *rest = (Quotient.polynomial(d) for d in factor)
    zero, one = Quotient.constant(0), Quotient.constant(1)
    values = [(one, zero), (zero, one)]
    for j in range(2, order + 1):
        b, a = (-(d / lead).shift(j - order) for d in reversed(rest))
        values.append((a * values[-1][0] + b * values[-2][0], a * values[-1][1] + b * values[-2][1]))
    for side in range(2):
        total = zero
        for k, c in enumerate(coefficients):
            total = total + Quotient.polynomial(c) * values[order - k][side]
        if total:
            return False
    return True


def _obeys(factor: Sequence[Polynomial], values: Sequence[Fraction], begin: int) -> bool:
    """Whether the values, from begin − 2 on, obey the factor."""
    windows = ([d(begin + i) * values[i + 2 - k] for k, d in enumerate(factor)] for i in range(len(values) - 2))
    return not any(map(sum, windows))
