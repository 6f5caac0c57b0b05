"""The recurrence of the entries of a product T(1) T(2) ⋯ T(n): polynomials c₀, …, c_k with Σ c_i(n) u(n + i) = 0.

u(n) = w T(1) ⋯ T(n) e for any row w, so u(n + i) = w T(1) ⋯ T(n) v_i(n) with v_i(n) = T(n+1) ⋯ T(n+i) e, and a relation
of the columns v₀, …, v_k over ℚ(n) is a recurrence for all w: the method of the cyclic vector. Where e spans an
invariant subspace of dimension k below the rank of T, k is the order.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from flint import arb, fmpz_poly, nmod_mat

from analysis.exact.matrices import determinant
from analysis.exact.newton_polygon import edges
from analysis.exact.step_products import StepMatrix

_PRIME = (1 << 61) - 1  # the least order is found modulo it, at one point
_POINT = 1_234_567_891
_ZERO = fmpz_poly([])


def recurrence(steps: StepMatrix, column: int) -> list[fmpz_poly]:
    """[c₀, …, c_k] without common factor, k ≥ 1 least, for the entries in one column of the product.

    >>> n, one = fmpz_poly([0, 1]), fmpz_poly([1])
    >>> recurrence(((one * 0, n**2), (one, 2 * n + 1)), 1)             # u(n+2) = (2n + 5) u(n+1) + (n + 2)² u(n)
    [(-1)*x^2 + (-4)*x + (-4), (-2)*x + (-5), 1]
    """
    rank = len(steps)
    columns = [[fmpz_poly([int(i == column)]) for i in range(rank)]]
    while True:
        columns.append(_times_ahead(steps, columns[-1]))
        if _rank(columns) < len(columns):
            found = _relation(columns)
            if not any(sum((c * v[i] for c, v in zip(found, columns, strict=True)), _ZERO) for i in range(rank)):
                return found


def _relation(columns: Sequence[Sequence[fmpz_poly]]) -> list[fmpz_poly]:
    """By Cramer's rule from as many rows as there are columns but one."""
    order = len(columns) - 1
    rows = _independent_rows(columns[:order], order)
    found = [determinant([[c[i] for j, c in enumerate(columns) if j != k] for i in rows]) for k in range(order + 1)]
    found = [-p if k % 2 else p for k, p in enumerate(found)]
    common = reduce(lambda p, q: p.gcd(q), found)
    if int(found[-1][found[-1].degree()]) < 0:
        common = -common
    return [p // common for p in found]


def error_rate(coefficients: Sequence[fmpz_poly]) -> tuple[Fraction, float] | None:
    """(η, base) with error ~ n!^(−η) base^(−n) between a dominant solution and the next one; None where none dominates.

    Base is a number, right to about 1e−12. Source: Guelfond, Calcul des différences finies, chapter V.

    >>> n, one = fmpz_poly([0, 1]), fmpz_poly([1])
    >>> error_rate([n**2, -(11 * n**2 + 11 * n + 3), -(n + 1) ** 2])
    (Fraction(0, 1), 122.99186938124421)
    """
    sizes: list[tuple[Fraction, arb]] = []
    for steepest, leading in edges(coefficients):
        roots = [abs(root) for root, multiplicity in leading.complex_roots() for _ in range(multiplicity)]
        sizes += [(steepest, root) for root in sorted(roots, key=float, reverse=True)]
        if len(sizes) > 1:
            break
    if len(sizes) < 2:
        return None
    (first, large), (second, small) = sizes[:2]
    if first == second and not large > small:
        return None
    return first - second, float(large / small)


def _times_ahead(steps: StepMatrix, vector: Sequence[fmpz_poly]) -> list[fmpz_poly]:
    """T(n+1) v(n+1)."""
    ahead = fmpz_poly([1, 1])
    moved = [entry(ahead) for entry in vector]
    return [sum((p(ahead) * v for p, v in zip(row, moved, strict=True)), _ZERO) for row in steps]


def _rank(columns: Sequence[Sequence[fmpz_poly]]) -> int:
    values = [int(entry(_POINT)) % _PRIME for column in columns for entry in column]
    return int(nmod_mat(len(columns), len(columns[0]), values, _PRIME).rank())


def _independent_rows(columns: Sequence[Sequence[fmpz_poly]], count: int) -> list[int]:
    rows: list[int] = []
    for i in range(len(columns[0])):
        if _rank([[column[j] for j in (*rows, i)] for column in columns]) == len(rows) + 1:
            rows.append(i)
        if len(rows) == count:
            break
    return rows
