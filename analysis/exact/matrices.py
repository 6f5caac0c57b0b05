"""Matrices over ℚ(n): numerators over one common denominator, products along n by binary splitting, kernels.

The kernel is found by fraction-free elimination, each row freed of its content: degrees stay those of the minors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise
from operator import add, mul
from typing import Any, TypeVar

from flint import arb_mat, fmpq_mat, fmpz_mat, fmpz_poly

from analysis.effort import check_time
from analysis.exact.quotients import Quotient, common_denominator

T = TypeVar("T", bound=Any)  # of a ring
PolynomialRows = tuple[tuple[fmpz_poly, ...], ...]

_LEAF = 8  # steps multiplied one after the other
_PIECES = 4  # of a product that a state of few rows goes through one by one
_CHECKED = 1_024  # steps between two looks at the clock
_ZERO = fmpz_poly([])
_ONE = fmpz_poly([1])


@dataclass(frozen=True, eq=False)
class RationalMatrix:
    """rows/denominator, without a factor common to all of them.

    >>> entries = [["1/n", "2"], ["0", "n"]]
    >>> m = RationalMatrix.of([[Quotient.parse(text) for text in row] for row in entries])
    >>> m.denominator, (m @ m.shift(1)).entry(0, 1)
    (x, (2*n**2 + 2*n + 2)/(n))
    """

    rows: PolynomialRows
    denominator: fmpz_poly

    @classmethod
    def of(cls, rows: Sequence[Sequence[Quotient]]) -> "RationalMatrix":
        denominator = common_denominator([entry for row in rows for entry in row])
        return cls(tuple(tuple(e.top * (denominator // e.bottom) for e in row) for row in rows), denominator)

    @classmethod
    def reduced(cls, rows: Sequence[Sequence[fmpz_poly]], denominator: fmpz_poly) -> "RationalMatrix":
        """rows/denominator in lowest terms."""
        common = reduce(lambda p, q: p.gcd(q), (entry for row in rows for entry in row), denominator)
        if int(denominator[denominator.degree()]) < 0:
            common = -common
        return cls(tuple(tuple(entry // common for entry in row) for row in rows), denominator // common)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])

    def entry(self, i: int, j: int) -> Quotient:
        return Quotient.of(self.rows[i][j], self.denominator)

    def entries(self) -> list[list[Quotient]]:
        return [[Quotient.of(entry, self.denominator) for entry in row] for row in self.rows]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RationalMatrix) and self.entries() == other.entries()

    __hash__ = None  # type: ignore[assignment]

    def __matmul__(self, other: "RationalMatrix") -> "RationalMatrix":
        return RationalMatrix.reduced(times(self.rows, other.rows), self.denominator * other.denominator)

    def shift(self, k: int) -> "RationalMatrix":
        """The matrix n ↦ M(n + k)."""
        return self.compose(fmpz_poly([k, 1]))

    def compose(self, inner: fmpz_poly) -> "RationalMatrix":
        """The matrix n ↦ M(inner(n))."""
        rows = [[entry(inner) for entry in row] for row in self.rows]
        return RationalMatrix.reduced(rows, self.denominator(inner))

    def inverse(self) -> "RationalMatrix":
        """Raises ZeroDivisionError for a singular matrix."""
        size = len(self.rows)
        unit = [[self.denominator * int(i == j) for j in range(size)] for i in range(size)]
        reduced, pivots = _eliminated([list(row) + extra for row, extra in zip(self.rows, unit, strict=True)], size)
        if len(pivots) < size:
            raise ZeroDivisionError("the inverse of a singular matrix")
        return RationalMatrix.of(
            [[Quotient.of(row[size + j], row[i]) for j in range(size)] for i, row in enumerate(reduced)]
        )

    def determinant(self) -> Quotient:
        return Quotient.of(determinant(self.rows), self.denominator ** len(self.rows))

    def at(self, n: int) -> fmpq_mat:
        """The value at an integer that is no pole."""
        rows, columns = self.shape
        values = fmpz_mat(rows, columns, [entry(n) for row in self.rows for entry in row])
        return fmpq_mat(values) / self.denominator(n)


def times(left: Sequence[Sequence[T]], right: Sequence[Sequence[T]]) -> tuple[tuple[T, ...], ...]:
    """The product of two matrices over a ring.

    >>> times(((1, 2), (3, 4)), ((0, 1), (1, 0)))
    ((2, 1), (4, 3))
    """
    columns = list(zip(*right, strict=True))
    return tuple(tuple(reduce(add, map(mul, row, column)) for column in columns) for row in left)


def product(steps: PolynomialRows, start: int, stop: int) -> fmpz_mat:
    """T(start) ⋯ T(stop − 1), start < stop, by binary splitting.

    >>> n = fmpz_poly([0, 1])
    >>> product(((n, n * 0 + 1), (n * 0, n)), 1, 4)
    [6, 11]
    [0,  6]
    """
    return _multiplied(_values(steps, start, stop), stop - start)


def advanced(state: fmpz_mat, steps: PolynomialRows, start: int, stop: int) -> fmpz_mat:
    """state · T(start) ⋯ T(stop − 1): a state of few rows is multiplied on the way, which saves the largest products.

    >>> n = fmpz_poly([0, 1])
    >>> advanced(fmpz_mat([[1, 0]]), ((n, n * 0 + 1), (n * 0, n)), 1, 4)
    [6, 11]
    """
    pieces = _PIECES if 2 * state.nrows() <= state.ncols() else 1
    values = _values(steps, start, stop)
    for i in range(pieces):
        count = (stop - start) * (i + 1) // pieces - (stop - start) * i // pieces
        state = state * _multiplied(values, count) if count else state
    return state


def rounded_product(steps: PolynomialRows, start: int, stop: int) -> arb_mat:
    """The same as `product` in balls of the working precision, start < stop."""
    return _rounded(_values(steps, start, stop), stop - start)


def _multiplied(values: Iterator[fmpz_mat], count: int) -> fmpz_mat:
    """The product of the next `count`."""
    if count <= _LEAF:
        return reduce(lambda p, q: p * q, islice(values, count))
    if count >= _CHECKED:
        check_time()
    return _multiplied(values, count // 2) * _multiplied(values, count - count // 2)


def _rounded(values: Iterator[fmpz_mat], count: int) -> arb_mat:
    if count <= _LEAF:
        return arb_mat(_multiplied(values, count))
    return _rounded(values, count // 2) * _rounded(values, count - count // 2)


def _values(steps: PolynomialRows, start: int, stop: int) -> Iterator[fmpz_mat]:
    """T(start), …, T(stop − 1): the first d + 1 by Horner's rule, d the degree, then by sums of differences."""
    rank, entries = len(steps), [entry for row in steps for entry in row]
    known = 1 + max(0, *(entry.degree() for entry in entries))
    column = [fmpz_mat(rank, rank, [entry(n) for entry in entries]) for n in range(start, min(start + known, stop))]
    yield from column
    table: list[fmpz_mat] = []
    while column:
        table.append(column[-1])  # the k-th backward difference at the last n
        column = [after - before for before, after in pairwise(column)]
    for _ in range(start + known, stop):
        for k in reversed(range(known - 1)):
            table[k] = table[k] + table[k + 1]
        yield table[0]


def determinant(matrix: Sequence[Sequence[fmpz_poly]]) -> fmpz_poly:
    """By fraction-free elimination (Bareiss)."""
    size, sign, before = len(matrix), 1, _ONE
    rows = [list(row) for row in matrix]
    for k in range(size - 1):
        pivot = next((i for i in range(k, size) if rows[i][k]), None)
        if pivot is None:
            return _ZERO
        if pivot != k:
            rows[k], rows[pivot], sign = rows[pivot], rows[k], -sign
        for i in range(k + 1, size):
            for j in range(k + 1, size):
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) // before
        before = rows[k][k]
    return rows[-1][-1] * sign


def kernel(matrix: Sequence[Sequence[fmpz_poly]]) -> list[list[fmpz_poly]]:
    """A basis of the vectors v over ℚ(n) with matrix · v = 0, each without common factor.

    >>> n, one = fmpz_poly([0, 1]), fmpz_poly([1])
    >>> kernel([[n, n**2, one]])
    [[(-1)*x, 1, 0], [(-1), 0, x]]
    """
    width = len(matrix[0])
    rows, pivots = _eliminated([list(row) for row in matrix], width)
    return [_kernel_vector(rows, pivots, free, width) for free in range(width) if free not in pivots]


def _kernel_vector(rows: list[list[fmpz_poly]], pivots: list[int], free: int, width: int) -> list[fmpz_poly]:
    values = [Quotient.constant(int(j == free)) for j in range(width)]
    for row, pivot in zip(rows, pivots, strict=False):
        values[pivot] = Quotient.of(-row[free], row[pivot])
    denominator = common_denominator(values)
    return primitive([value.top * (denominator // value.bottom) for value in values])


def primitive(entries: Sequence[fmpz_poly]) -> list[fmpz_poly]:
    """The entries without their greatest common divisor, the leading coefficient of the last one not 0 positive."""
    common = reduce(lambda p, q: p.gcd(q), entries, _ZERO)
    if not common:
        return list(entries)
    last = next(entry for entry in reversed(entries) if entry)
    if int(last[last.degree()]) < 0:
        common = -common
    return [entry // common for entry in entries]


def _eliminated(rows: list[list[fmpz_poly]], width: int) -> tuple[list[list[fmpz_poly]], list[int]]:
    """(rows in reduced form, pivot columns among the first `width`), without fractions."""
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        at = [i for i in range(top, len(rows)) if rows[i][column]]
        if not at:
            continue
        best = min(at, key=lambda i: max(entry.degree() for entry in rows[i]))
        rows[top], rows[best] = primitive(rows[best]), rows[top]
        pivots.append(column)
        for i, row in enumerate(rows):
            if i != top and row[column]:
                rows[i] = _without(row, rows[top], column)
    return rows, pivots


def _without(row: list[fmpz_poly], pivot_row: list[fmpz_poly], column: int) -> list[fmpz_poly]:
    common = row[column].gcd(pivot_row[column])
    mine, its = pivot_row[column] // common, row[column] // common
    return primitive([mine * entry - its * other for entry, other in zip(row, pivot_row, strict=True)])
