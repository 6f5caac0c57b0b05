"""Right factors of order r − 1, from hypergeometric solutions of the adjoint; and starts that obey one.

For v with Σ c_k(n+k) v(n+k) = 0 Lagrange's sum B(n) = Σ_i u(n−i) Σ_{k>i} c_k(n−i+k) v(n−i+k) is the same for all n.
Where v(n)/v(n−1) is rational, B/v(n+1) is an operator of order r − 1 with rational coefficients, and what it kills
solves the recurrence. A start with B = 0 for both p and q is one of order r − 1; one of order 2 may obey a factor that
`second_order_factors` finds.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from operator import mul

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient, integer_roots
from analysis.exact.rationals import fraction
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.closure import dual
from analysis.values.hypergeometric_solutions import hypergeometric_ratios
from analysis.values.second_order_factors import second_order_restriction

_OF_ANY_SECOND_ORDER = (4, 5)  # orders at which all factors of order 2 are sought: beyond them it takes a second


def lower_factors(recurrence: Recurrence) -> Iterator[tuple[Polynomial, ...]]:
    """Coefficients [d₀, …, d_{r−1}]: what solves Σ d_i(n) u(n−i) = 0 solves the recurrence.

    >>> powers = Recurrence.of(["1", "-6", "11", "-6"], 3, [1, 2, 4], [1, 3, 9])                          # 1, 2ⁿ, 3ⁿ
    >>> [[str(d) for d in factor] for factor in lower_factors(powers)]
    [['1', '-5', '6'], ['1', '-4', '3'], ['1', '-3', '2']]
    """
    for ratio in hypergeometric_ratios(dual(recurrence)) if recurrence.order > 2 else ():
        functions = _functional(recurrence.coefficients, ratio)
        zeros = [0] * (len(functions) - 1)
        yield Recurrence.from_quotients(functions, _regular(functions), zeros, zeros).primitive().coefficients


def restricted(recurrence: Recurrence) -> Recurrence | None:
    """A recurrence of lower order that p and q obey too; None where none is found.

    >>> powers = Recurrence.of(["1", "-6", "11", "-6"], 3, [1, 2, 4], [1, 3, 9])
    >>> str(restricted(powers))
    '(1) u(n) + (-5) u(n-1) + (6) u(n-2) = 0'
    """
    for ratio in hypergeometric_ratios(dual(recurrence)) if recurrence.order > 2 else ():
        functions = _functional(recurrence.coefficients, ratio)
        zeros = [root for f in (ratio.top, ratio.bottom) for root in integer_roots(f)]
        begin = max([recurrence.first, _regular(functions), *(root + 1 for root in zeros)])
        try:
            ahead = recurrence.advanced(begin)
        except InputError:
            continue
        if not any(_value(functions, side, begin - 1) for side in (ahead.p, ahead.q)):
            lower = Recurrence.from_quotients(functions, begin, ahead.p[1:], ahead.q[1:]).primitive()
            return restricted(lower) or lower
    return second_order_restriction(recurrence) if recurrence.order in _OF_ANY_SECOND_ORDER else None


def _functional(c: Sequence[Polynomial], ratio: Quotient) -> list[Quotient]:
    """Of u(n), …, u(n−r+1) in B over v(n+1)."""
    r = len(c) - 1
    steps = [Quotient.constant(1), *(ratio.shift(m) for m in range(2, r + 1))]
    ahead = list(accumulate(steps, mul))  # v(n+1+m)/v(n+1)
    zero = Quotient.constant(0)
    return [
        sum((Quotient.polynomial(c[k].shift(k - i)) * ahead[k - i - 1] for k in range(i + 1, r + 1)), zero)
        for i in range(r)
    ]


def _regular(functions: Sequence[Quotient]) -> int:
    """An n from which on there are no poles and the first function has no zeros."""
    polynomials = [functions[0].top, *(f.bottom for f in functions)]
    return max([1, *(root + 1 for p in polynomials for root in integer_roots(p))])


def _value(functions: Sequence[Quotient], values: Sequence[Fraction], n: int) -> Fraction:
    """The functional of u(n−r+1), …, u(n)."""
    found = Fraction(0)
    for f, u in zip(functions, reversed(values), strict=True):
        value = f(n)
        found += fraction(value) * u
    return found
