"""How the columns of a product of matrices grow beside each other, from formal solutions.

With u(n) = P(n) e for one column e, u(n+k) = P(n) vₖ(n). Another column is Σ aₖ(n) vₖ(n) over ℚ(n), its entries
Σ aₖ(n) u(n+k). Where u follows a formal solution φ, their quotient by u has the series Σ aₖ(n) φ(n+k)/φ(n): its first
term that does not vanish tells the limit, an algebraic number, 0 or ∞.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, acb_series, arb, ctx, fmpz_poly

from analysis.dynamics.closed_numbers import BITS, ClosedNumber, is_zero
from analysis.dynamics.formal_solutions import forward_solutions, ramification, series_length, twisted
from analysis.exact.matrices import RationalMatrix, kernel
from analysis.transformations.cyclic_vectors import cyclic_vectors
from analysis.values.formal_series import series_terms, shift_power

_TERMS = 12  # of the series beyond the degrees of the aₖ


@dataclass(frozen=True, eq=False)
class ColumnRatio:
    """One column's entry over another's in the same row tends to factor · n^power; with factor 0: falls faster."""

    power: Fraction
    factor: ClosedNumber


def column_ratio(matrix: RationalMatrix, column: int, beside: int, place: int) -> ColumnRatio | None:
    """`column` over `beside` in a row whose entry there follows the formal solution at this place, from the largest.

    None where `column` is not made of shifts of `beside`, or the terms that are determined do not tell.

    >>> from analysis.formulas.product import MatrixProduct
    >>> ratio = column_ratio(MatrixProduct.of([["0", "2"], ["1", "1"]]).matrix, 1, 0, 0)               # 2ⁿ and (−1)ⁿ
    >>> ratio.power, ratio.factor.text
    (Fraction(0, 1), '2')
    """
    relation, columns = cyclic_vectors(matrix, beside)
    if not relation[0]:
        return None
    weights = _weights(columns[:-1], column)
    return None if weights is None else _leading(relation, weights, place)


def _weights(vectors: Sequence[RationalMatrix], column: int) -> list[fmpz_poly] | None:
    """[a₀, …, a_{r−1}, d] with d e_column = Σ aₖ vₖ."""
    size = vectors[0].shape[0]
    unit = RationalMatrix.reduced([[fmpz_poly([int(i == column)])] for i in range(size)], fmpz_poly([1]))
    rows = [[v.entry(i, 0) for v in (*vectors, unit)] for i in range(size)]
    found = kernel(RationalMatrix.of(rows).rows)
    return [-a for a in found[0][:-1]] + [found[0][-1]] if found else None


def _leading(relation: Sequence[fmpz_poly], weights: Sequence[fmpz_poly], place: int) -> ColumnRatio | None:
    one = forward_solutions(relation)[place]
    if one.logarithms:
        return None
    m, parts = ramification(one), [(s, c.ball) for s, c in one.exponential]
    *above, below = weights
    count = m * (max(a.degree() for a in weights) + len(relation)) + _TERMS
    with ctx.workprec(BITS):
        terms = series_terms(relation, one, count)
        functional = twisted(above, one.factorial, one.base.ball, parts, one.power.ball, m, count)
        total = _applied(functional, terms, m, count)[: len(terms)]
        scale = max((abs(c).upper() for row in functional for c in row), default=arb(1))
        first = next((k for k, c in enumerate(total) if not is_zero(c, scale)), len(total))
        top = max(a.degree() + one.factorial * k for k, a in enumerate(above) if a)
        power = Fraction(top) - Fraction(first, m) - below.degree()
        factor = total[first] / below[below.degree()] if first < len(total) else acb(0)
    return ColumnRatio(power, ClosedNumber(factor)) if factor != 0 or power < 0 else None


def _applied(functional: Sequence[Sequence[acb]], terms: Sequence[acb], m: int, count: int) -> list[acb]:
    """Σ t_i(x) w(n+i) for w = Σ terms[k] x^k, x = n^(−1/m)."""
    total = [acb(0)] * count
    with series_length(count):
        for i, row in enumerate(functional):
            shift, power, moved = acb_series(shift_power(i, m, count)), acb_series([1]), acb_series([])
            for k, term in enumerate(terms):
                moved += acb_series([acb(0)] * k + [term]) * power
                power *= shift
            total = [a + b for a, b in zip(total, _padded(acb_series(row) * moved, count), strict=True)]
    return total


def _padded(series: acb_series, count: int) -> list[acb]:
    values = list(series.coeffs())[:count]
    return values + [acb(0)] * (count - len(values))
