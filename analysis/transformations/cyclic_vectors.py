"""From a product of matrices to a scalar recurrence and back: cyclic vectors and companion matrices.

With P(N) = start · M(first) ⋯ M(N−1) and u(N) = P(N) e, u(N+i) = P(N) vᵢ(N) where v₀ = e, vᵢ₊₁(n) = M(n) vᵢ(n+1). A
relation of v₀, …, v_r over ℚ(n) is a recurrence for u, whatever the start.
"""

from collections.abc import Sequence

from flint import fmpq, fmpq_mat, fmpz_poly

from analysis.exact.matrices import RationalMatrix, kernel
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient, integer_roots
from analysis.exact.rationals import fraction
from analysis.formulas.product import MatrixProduct
from analysis.formulas.recurrence import Recurrence, rational_rows


def cyclic_relation(matrix: RationalMatrix, vector: Sequence[int]) -> list[fmpz_poly]:
    """[c₀, …, c_r] without common factor, r ≥ 1 least, with Σ cᵢ(n) u(n+i) = 0 for all u(n) = P(n) e.

    >>> fibonacci = RationalMatrix.of([[Quotient.parse(x) for x in row] for row in (["0", "1"], ["1", "1"])])
    >>> cyclic_relation(fibonacci, [0, 1])
    [(-1), (-1), 1]
    """
    return _cyclic(matrix, vector)[0]


def cyclic_vectors(matrix: RationalMatrix, column: int) -> tuple[list[fmpz_poly], list[RationalMatrix]]:
    """The relation of a column, and v₀, …, v_r."""
    return _cyclic(matrix, [int(j == column) for j in range(len(matrix.rows))])


def _cyclic(matrix: RationalMatrix, vector: Sequence[int]) -> tuple[list[fmpz_poly], list[RationalMatrix]]:
    columns = [RationalMatrix.of([[Quotient.constant(x)] for x in vector])]
    while True:
        columns.append(matrix @ columns[-1].shift(1))
        rows = RationalMatrix.of([[column.entry(i, 0) for column in columns] for i in range(len(vector))])
        found = kernel(rows.rows)
        if found and len(columns) > 1:
            return found[0], columns


def column_recurrence(product: MatrixProduct, column: int, rows: tuple[int, int] = (0, 1)) -> Recurrence:
    """The recurrence of one column's entries, p and q those of two rows, begun where its leading coefficient allows.

    >>> column_recurrence(MatrixProduct.of([["0", "n^2"], ["1", "2n+1"]], 1, [[1, 1], [0, 1]]), 1).first
    3
    """
    relation, lag = _without_zeros(cyclic_vectors(product.matrix, column)[0])
    order = len(relation) - 1
    coefficients = [Polynomial.from_flint(c).shift(-order - lag) for c in reversed(relation)]
    first = max([product.first + lag + order, *(root + 1 for root in integer_roots(coefficients[0].flint))])
    entries = _entries(product, first - order, first, column)
    p, q = ([fraction(e[row, 0]) for e in entries] for row in rows)
    return Recurrence(tuple(coefficients), first, tuple(p), tuple(q))


def _without_zeros(relation: Sequence[fmpz_poly]) -> tuple[list[fmpz_poly], int]:
    """Without leading coefficients that are 0, as singular matrices give, and how many; u = 0 obeys u(n+1) = u(n)."""
    lag = next(i for i, c in enumerate(relation) if c)
    rest = list(relation[lag:])
    return (rest if len(rest) > 1 else [fmpz_poly([-1]), fmpz_poly([1])]), lag


def _entries(product: MatrixProduct, begin: int, end: int, column: int) -> list[fmpq_mat]:
    """One column of P(n) for begin ≤ n < end, exactly."""
    state, found = rational_rows(product.start), []
    unit = fmpq_mat([[fmpq(int(i == column))] for i in range(product.rank)])
    for n in range(product.first, end):
        if n >= begin:
            found.append(state * unit)
        state = state * product.matrix.at(n)
    return found


def companion_product(recurrence: Recurrence) -> MatrixProduct:
    """The product of companion matrices whose rows are (u(n−r), …, u(n−1)) for u = p and u = q.

    >>> companion_product(Recurrence.of(["1", "-1", "-1"], 2, [1, 1], [0, 1])).matrix.entries()
    [[0, 1], [1, 1]]
    """
    lead = recurrence.coefficients[0].flint
    return MatrixProduct(RationalMatrix.reduced(recurrence.steps, lead), recurrence.first, (recurrence.p, recurrence.q))
