"""Recurrences made of recurrences: sums and products of solutions, sums and products of limits, contraction, dual.

The state s(n) = (u(n−r), …, u(n−1)) obeys s(n+1) = s(n) T(n)/c₀(n). Block sums, Kronecker products and products of T
along n are again systems of this kind, and a cyclic vector gives the scalar recurrence of least order: r + s for u + v,
r s for u v, r (r+1)/2 for u². With p/q → K and p′/q′ → K′ the pair (p q′ + q p′, q q′) tends to K + K′.
"""

from collections.abc import Callable, Sequence
from functools import reduce

from flint import fmpq, fmpz_poly

from analysis.errors import InputError
from analysis.exact.matrices import RationalMatrix
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import integer_roots
from analysis.exact.rationals import fraction
from analysis.formulas.recurrence import MOST_ORDER, Recurrence
from analysis.transformations.cyclic_vectors import cyclic_relation

Pair = tuple[fmpq, fmpq]

MOST_FOLD = 24  # steps multiplied to one: degrees add up


def direct_sum(first: Recurrence, second: Recurrence) -> Recurrence:
    """The recurrence of u + v: p and q are sums.

    >>> powers = [Recurrence.of(["1", f"-{k}"], 1, [1], [k]) for k in (2, 3)]
    >>> str(direct_sum(*powers))
    '(1) u(n) + (-5) u(n-1) + (6) u(n-2) = 0'
    """
    _check_order(first.order + second.order)
    vector = _last(first.order) + _last(second.order)
    matrix = block_sum(step(first), step(second))
    return _combined(first, second, matrix, vector, lambda u, v: (u[0] + v[0], u[1] + v[1]))


def product_of_limits(first: Recurrence, second: Recurrence) -> Recurrence:
    """The recurrence of u·v: p and q are products, so the limits multiply (tensor product).

    >>> fibonacci = Recurrence.of(["1", "-1", "-1"], 2, [1, 1], [0, 1])
    >>> product_of_limits(fibonacci, fibonacci).order                                      # the symmetric square
    3
    """
    return _tensor(first, second, lambda u, v: (u[0] * v[0], u[1] * v[1]))


def sum_of_limits(first: Recurrence, second: Recurrence) -> Recurrence:
    """The recurrence of (p q′ + q p′, q q′), whose limit is the sum of both.

    >>> halves = Recurrence.of(["1", "-5/2", "1"], 2, [1, 2], [2, 4])
    >>> found = sum_of_limits(halves, halves)
    >>> [str(p / q) for p, q in found.terms(4)][-1]
    '1'
    """
    return _tensor(first, second, lambda u, v: (u[0] * v[1] + u[1] * v[0], u[1] * v[1]))


def contracted(recurrence: Recurrence, fold: int, start: int = 0) -> Recurrence:
    """The recurrence of u(fold · n + start): every fold-th convergent.

    >>> fibonacci = Recurrence.of(["1", "-1", "-1"], 2, [1, 1], [0, 1])
    >>> str(contracted(fibonacci, 2))
    '(1) u(n) + (-3) u(n-1) + (1) u(n-2) = 0'
    """
    if not 1 <= fold <= MOST_FOLD:
        raise InputError(f"every {fold}-th convergent", f"1 to {MOST_FOLD}")
    one = step(recurrence)
    steps = [one.compose(fmpz_poly([start + i, fold])) for i in range(1, fold + 1)]
    relation = cyclic_relation(reduce(lambda left, right: left @ right, steps), _last(recurrence.order))
    begin = -((start + recurrence.order - recurrence.first) // fold)
    return _from_relation(relation, 0, begin, lambda n: _at(recurrence, fold * n + start))


def dual(recurrence: Recurrence) -> tuple[Polynomial, ...]:
    """The coefficients of the adjoint recurrence: Σ_j c_{r−j}(n−j) v(n−j) = 0.

    >>> [str(c) for c in dual(Recurrence.of(["1", "-n", "-1"], 2, [0, 1], [1, 0]))]
    ['-1', '-n + 1', '1']
    """
    r = recurrence.order
    return tuple(recurrence.coefficients[r - j].shift(-j) for j in range(r + 1))


def step(recurrence: Recurrence) -> RationalMatrix:
    """T(n)/c₀(n) with s(n+1) = s(n) T(n)/c₀(n)."""
    return RationalMatrix.reduced(recurrence.steps, recurrence.coefficients[0].flint)


def kronecker(first: RationalMatrix, second: RationalMatrix) -> RationalMatrix:
    """The Kronecker product."""
    rows = [[a * b for a in row for b in other] for row in first.rows for other in second.rows]
    return RationalMatrix.reduced(rows, first.denominator * second.denominator)


def _tensor(first: Recurrence, second: Recurrence, combine: Callable[[Pair, Pair], Pair]) -> Recurrence:
    _check_order(first.order * second.order)
    vector = [a * b for a in _last(first.order) for b in _last(second.order)]
    return _combined(first, second, kronecker(step(first), step(second)), vector, combine)


def _combined(
    first: Recurrence, second: Recurrence, matrix: RationalMatrix, vector: Sequence[int],
    combine: Callable[[Pair, Pair], Pair],
) -> Recurrence:  # fmt: skip
    relation = cyclic_relation(matrix, vector)
    begin = max(first.first, second.first) - 1  # the relation uses steps from n + 1 on
    return _from_relation(relation, 1, begin, lambda n: combine(_at(first, n), _at(second, n)))


def _from_relation(relation: Sequence[fmpz_poly], lag: int, begin: int, values: Callable[[int], Pair]) -> Recurrence:
    """From Σ cᵢ(n) w(n + i − lag) = 0 for n ≥ begin + lag, w known at begin and later."""
    order = len(relation) - 1
    coefficients = [Polynomial.from_flint(c).shift(lag - order) for c in reversed(relation)]
    first = max([begin + order, *(root + 1 for root in integer_roots(coefficients[0].flint))])
    pairs = [values(n) for n in range(first - order, first)]
    p, q = ([fraction(pair[i]) for pair in pairs] for i in (0, 1))
    return Recurrence(tuple(coefficients), first, tuple(p), tuple(q))


def _at(recurrence: Recurrence, n: int) -> Pair:
    """(p(n), q(n)) exactly."""
    return recurrence.terms(n - recurrence.first + recurrence.order + 1)[-1]


def block_sum(first: RationalMatrix, second: RationalMatrix) -> RationalMatrix:
    """The two matrices along the diagonal."""
    zero = fmpz_poly([])
    (r, _), (s, _) = first.shape, second.shape
    rows = [[entry * second.denominator for entry in row] + [zero] * s for row in first.rows]
    rows += [[zero] * r + [entry * first.denominator for entry in row] for row in second.rows]
    return RationalMatrix.reduced(rows, first.denominator * second.denominator)


def _last(order: int) -> list[int]:
    """The unit vector that picks u(n−1) out of a state."""
    return [0] * (order - 1) + [1]


def _check_order(order: int) -> None:
    if order > MOST_ORDER:
        raise InputError(f"a recurrence of order {order}", f"orders up to {MOST_ORDER}")
