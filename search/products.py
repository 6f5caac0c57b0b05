"""The search of products of k × k matrices over ℚ(n) whose entries are forms in n with parameters.

What is screened is the recurrence of the column that has the simplest; what passes is examined as a product, whose
columns must tend to one limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.exact.matrices import RationalMatrix
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.product import MatrixProduct
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.cyclic_vectors import column_recurrence
from search.domains.ranges import Range
from search.recurrences import RecurrenceForms

if TYPE_CHECKING:
    from analysis.constants.library import Library


@dataclass(frozen=True)
class ProductForms(RecurrenceForms):
    """forms: the entries row by row; p, q: the rows of the start, before the matrix of `first`.

    >>> fractions = ProductForms.matrices([["0", "n^2"], ["1", "x"]], {"x": "1:3"}, 1, [[1, 1], [0, 1]])
    >>> fractions.size, str(fractions.recurrence(1))
    (3, '(1) u(n) + (-2) u(n-1) + (-n^2+4n-4) u(n-2) = 0')
    """

    @classmethod
    def matrices(
        cls,
        matrix: Sequence[Sequence[str]],
        let: Mapping[str, str],
        first: int = 0,
        start: Sequence[Sequence[int]] = (),
    ) -> ProductForms:
        """From texts; the start is the first and the last unit vector where none is given. Raises InputError."""
        k = len(matrix)
        if not k or any(len(row) != k for row in matrix):
            raise InputError("a matrix that is not square", "k rows of k forms")
        rows = [list(row) for row in start] or [[int(j == i) for j in range(k)] for i in (0, k - 1)]
        if len(rows) != 2:
            raise InputError(f"a start of {len(rows)} rows", "2 rows, p and q")
        ranges = tuple((name, Range.parse(str(text))) for name, text in let.items())
        return cls(tuple(form for row in matrix for form in row), ranges, first, tuple(rows[0]), tuple(rows[1]))

    @property
    def order(self) -> int:
        """The rank k."""
        return isqrt(len(self.forms))

    def as_dict(self) -> dict[str, Any]:
        k, found = self.order, super().as_dict()
        rows = [found["forms"][i : i + k] for i in range(0, k * k, k)]
        return {"matrix": rows, "let": found["let"], "first": self.first, "start": [found["p"], found["q"]]}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> ProductForms:
        return cls.matrices(*(found[key] for key in ("matrix", "let", "first", "start")))

    def product(self, index: int) -> MatrixProduct:
        """The product of a point, primitive."""
        k, entries = self.order, [Quotient.polynomial(form) for form in self.point(index)]
        matrix = RationalMatrix.of([entries[i : i + k] for i in range(0, k * k, k)])
        return MatrixProduct(matrix, self.first, tuple(map(self._fractions, (self.p, self.q))))

    def coefficients(self, index: int) -> list[Polynomial] | None:
        made = self.recurrence(index)
        return None if made is None else list(made.coefficients)

    def recurrence(self, index: int) -> Recurrence | None:
        """That of the column with the simplest; None where no column has one of order 2 or more."""
        product = self.product(index)
        if not any(map(any, product.matrix.rows)):
            return None
        found = [column_recurrence(product, column) for column in range(product.rank)]
        fit = [one for one in found if one.order >= self.least_order and any(one.q)]
        return min(fit, key=lambda one: sum(c.degree for c in one.coefficients), default=None)

    def formula(self, index: int) -> dict[str, Any]:
        return self.product(index).to_json()

    def examined(self, index: int, found: Recurrence, digits: int, library: Library) -> dict[str, Any] | None:
        from analysis.product_examination import examine_formula

        said = examine_formula(self.product(index), digits=digits, library=library)
        return said if said["status"] == "convergent" else None
