"""A product of k × k matrices over ℚ(n) with a start: start · M(first) · M(first + 1) ⋯.

With a start of two rows the value is the first row over the second, the same in every column. With k rows (the
identity by default) the limits are those of all entries over one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from math import gcd, lcm
from typing import Any

from flint import fmpz_mat, fmpz_poly

from analysis.errors import InputError
from analysis.exact.matrices import PolynomialRows, RationalMatrix, advanced
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient, integer_roots
from analysis.exact.rationals import fraction

MOST_RANK = 12
MOST_PERIOD = 24  # of an interlaced fraction: degrees add up


@dataclass(frozen=True, eq=False)
class MatrixProduct:
    """The matrix, the first n, and the start; `over` names the entry [row, column] that the limits are over.

    >>> fibonacci = MatrixProduct.of([["0", "1"], ["1", "1"]], 0)
    >>> fibonacci.partial(10)
    [34, 55]
    [55, 89]
    """

    matrix: RationalMatrix
    first: int
    start: tuple[tuple[Fraction, ...], ...]
    over: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        _check(self)

    @classmethod
    def of(
        cls,
        matrix: Sequence[Sequence[str]],
        first: int = 0,
        start: Sequence[Sequence[Fraction | int]] | None = None,
        over: tuple[int, int] | None = None,
    ) -> "MatrixProduct":
        """From texts of polynomials or rational functions in n. Raises InputError."""
        size = len(matrix)
        if not 1 <= size <= MOST_RANK or any(len(row) != size for row in matrix):
            raise InputError("a matrix that is not square", f"k rows of k entries, k ≤ {MOST_RANK}")
        entries = RationalMatrix.of([[Quotient.parse(text) for text in row] for row in matrix])
        rows = start if start is not None else [[int(i == j) for j in range(size)] for i in range(size)]
        return cls(entries, first, tuple(tuple(map(Fraction, row)) for row in rows), over)

    @property
    def rank(self) -> int:
        return len(self.matrix.rows)

    @property
    def is_quotient(self) -> bool:
        """Whether the value is one number, first row over second; so also for 2 × 2 without "over"."""
        return len(self.start) == 2 and self.over is None

    @cached_property
    def integer_start(self) -> fmpz_mat:
        """The start cleared of denominators."""
        scale = lcm(*(value.denominator for row in self.start for value in row))
        return fmpz_mat(len(self.start), self.rank, [int(value * scale) for row in self.start for value in row])

    def partial(self, stop: int, state: fmpz_mat | None = None, begin: int | None = None) -> fmpz_mat:
        """start · M(first) ⋯ M(stop − 1) up to a common factor; from an earlier state where given."""
        start = self.first if begin is None else begin
        before = self.integer_start if state is None else state
        return before if stop <= start else advanced(before, self._steps, start, stop)

    @cached_property
    def _steps(self) -> PolynomialRows:
        """The numerators without their common factor, which cancels in every quotient where it has no zero."""
        common = reduce(lambda f, g: f.gcd(g), (entry for row in self.matrix.rows for entry in row), fmpz_poly([]))
        if not common or any(root >= self.first for root in Polynomial.from_flint(common).integer_roots()):
            return self.matrix.rows
        return tuple(tuple(entry // common for entry in row) for row in self.matrix.rows)

    def primitive(self) -> "MatrixProduct":
        """The matrix without the common factor of all entries, the start in integers without one; positive leads."""
        entries = [entry for row in self.matrix.rows for entry in row]
        common = reduce(lambda f, g: f.gcd(g), entries, fmpz_poly([]))
        lead = next((entry for entry in reversed(entries) if entry), fmpz_poly([1]))
        common = -common if int(lead[lead.degree()]) < 0 else common
        rows = [[entry // common if common else entry for entry in row] for row in self.matrix.rows]
        start = [int(x) for x in self.integer_start.entries()]
        scale = gcd(*start) or 1
        scale = -scale if next((x for x in start if x), 1) < 0 else scale
        whole = [Fraction(x // scale) for x in start]
        cut = [tuple(whole[i : i + self.rank]) for i in range(0, len(whole), self.rank)]
        return MatrixProduct(RationalMatrix.reduced(rows, fmpz_poly([1])), self.first, tuple(cut), self.over)

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON."""
        found: dict[str, Any] = {
            "kind": "product",
            "matrix": [[str(entry) for entry in row] for row in self.matrix.entries()],
            "first": self.first,
            "start": [[str(value) for value in row] for row in self.start],
        }
        return found if self.over is None else found | {"over": list(self.over)}

    def __str__(self) -> str:
        rows = "; ".join(", ".join(str(entry) for entry in row) for row in self.matrix.entries())
        return f"[{rows}] from n = {self.first}"


def interlaced_product(a: Sequence[Quotient], b: Sequence[Quotient]) -> MatrixProduct:
    """The fraction a(0) + b(1)/(a(1) + …) whose a(n), b(n) are the functions of n at the place of n modulo m.

    One factor of the product takes m steps, m the common period, so the limit is that of every m-th convergent.

    >>> e = interlaced_product([Quotient.parse(x) for x in ("1", "2n/3+4/3", "1")], [Quotient.constant(1)])
    >>> e.first, e.start, e.partial(2)[0, 1] > 0
    (0, ((Fraction(1, 1), Fraction(1, 1)), (Fraction(0, 1), Fraction(1, 1))), True)
    """
    m = lcm(len(a), len(b))
    if m > MOST_PERIOD:
        raise InputError(f"a period of {m}", f"at most {MOST_PERIOD}")
    for name, side in (("a", a), ("b", b)):
        _refuse_poles(name, side)
    total: RationalMatrix | None = None
    for i in range(1, m + 1):
        place = fmpz_poly([i, m])
        parts = [side[i % len(side)].compose(place) for side in (b, a)]
        step = RationalMatrix.of([[Quotient.constant(0), parts[0]], [Quotient.constant(1), parts[1]]])
        total = step if total is None else total @ step
    assert total is not None
    one, zero = Fraction(1), Fraction(0)
    return MatrixProduct(total, 0, ((one, fraction(a[0](0))), (zero, one)))


def _refuse_poles(name: str, side: Sequence[Quotient]) -> None:
    begin = int(name == "b")  # b(0) is not asked for
    for i, function in enumerate(side):
        bad = [n for n in integer_roots(function.bottom) if n >= begin and n % len(side) == i]
        if bad:
            raise InputError(f"{name}(n) with a pole at n = {bad[0]}", f"none at n ≥ {begin}")


def _check(given: MatrixProduct) -> None:
    rows = given.start
    if len(rows) not in (2, given.rank) or any(len(row) != given.rank for row in rows):
        raise InputError(
            f"a start of {len(rows)} rows",
            f"{' or '.join(map(str, sorted({2, given.rank})))} rows of {given.rank} numbers",
            "leave it out for the identity",
        )  # fmt: skip
    bad = [n for n in Polynomial.from_flint(given.matrix.denominator).integer_roots() if n >= given.first]
    if bad:
        raise InputError(f"an entry with a pole at n = {bad[0]}", f"none at n ≥ {given.first}")
    if given.over is not None and not (0 <= given.over[0] < len(rows) and 0 <= given.over[1] < given.rank):
        raise InputError(f"over {list(given.over)}", f"[row, column] below [{len(rows)}, {given.rank}]")
