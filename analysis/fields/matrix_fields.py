"""Conservative matrix fields: a matrix for each axis of a lattice, such that products along a path depend on its ends.

For axes x, y: M_x(x, y) M_y(x + 1, y) = M_y(x, y) M_x(x, y + 1), an identity of rational functions in the axes and, for
a family of fields, in its parameters (Elimelech et al., PNAS 121 (2024), arXiv 2308.11829). A trajectory, start + n ·
direction, gives the matrix T(n) of one step and so a linear recurrence; its limits do not depend on the direction as
long as the field stays in one region of its lattice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import combinations, pairwise
from math import gcd
from operator import add, mul
from typing import Any

from flint import fmpz_poly

from analysis.errors import InputError, echo
from analysis.exact.matrices import PolynomialRows, times
from analysis.exact.rational_functions import RationalFunction, parse_rational_function, variable
from analysis.notation.expressions import expression
from analysis.notation.latex import displayed, latex
from analysis.notation.mathml import mathml
from analysis.notation.tree import Index, Symbol, Tree, equation
from analysis.notation.tree import Matrix as Entries

MOST_AXES = 24
MOST_RANK = 12
MOST_DUAL_RANK = 4  # inverse matrices of higher rank, all parameters symbolic, fill megabytes
LONGEST_DIRECTION = 64  # steps along one axis in one step of a trajectory

Matrix = tuple[tuple[RationalFunction, ...], ...]
LONGEST_NAME = 100  # characters of an axis or a parameter
_EXPECTED = 'JSON with "name", "axes" and, for each axis, a square matrix of texts'
STEP_NAME = "n"  # the variable of a trajectory's matrix


@dataclass(frozen=True)
class MatrixField:
    """`matrices` maps each axis to its matrix; entries are functions of `axes` and `parameters`.

    `constant` names what its limits are Möbius images of, `source` where the field comes from, `note` what to know.
    """

    name: str
    axes: tuple[str, ...]
    parameters: tuple[str, ...]
    matrices: Mapping[str, Matrix] = field(hash=False)
    constant: str | None = None
    source: str = ""

    @classmethod
    def parse(cls, description: Mapping[str, Any]) -> "MatrixField":
        """From JSON: name, axes, matrices {axis: rows of texts}, and parameters, constant, source where known.

        Raises InputError for what is no such description.
        """
        if not isinstance(description, Mapping):
            raise InputError(f"{echo(description)} for a field", _EXPECTED)
        axes, parameters = (_texts(description, key) for key in ("axes", "parameters"))
        names = (*axes, *parameters)
        if len(set(names)) != len(names) or STEP_NAME in names or not all(name.isidentifier() for name in names):
            raise InputError(f"axes and parameters {echo(', '.join(names))}", "distinct names other than n")
        if not 1 <= len(axes) <= MOST_AXES or len(parameters) > MOST_AXES:
            raise InputError(f"{len(axes)} axes, {len(parameters)} parameters", f"1 to {MOST_AXES} axes")
        given = description.get("matrices")
        if not isinstance(given, Mapping) or not set(axes) <= set(given):
            raise InputError("a field without a matrix for each axis", _EXPECTED)
        matrices = {axis: _read_matrix(given[axis], (*names, STEP_NAME)) for axis in axes}
        if len({len(matrix) for matrix in matrices.values()}) != 1:
            raise InputError("matrices of different sizes", _EXPECTED)
        name, constant, source = (_text(description, key) for key in ("name", "constant", "source"))
        if not name:
            raise InputError("a field without a name", _EXPECTED)
        return cls(name, axes, parameters, matrices, constant or None, source)

    @property
    def rank(self) -> int:
        return len(self.matrices[self.axes[0]])

    @property
    def variables(self) -> tuple[str, ...]:
        """The names the entries know: axes, parameters (fixed ones too) and n."""
        return self.matrices[self.axes[0]][0][0].variables

    def violations(self) -> list[tuple[str, str]]:
        """The pairs of axes for which the field is not conservative; empty for a conservative field.

        >>> from analysis.fields.conjugates import conjugate_field
        >>> conjugate_field("x^3+2x^2*y+2x*y^2+y^3", "-x^3+2x^2*y-2x*y^2+y^3").violations()
        []
        """
        return [
            (first, second)
            for first, second in combinations(self.axes, 2)
            if times(self.matrices[first], self.shifted(second, {first: 1}))
            != times(self.matrices[second], self.shifted(first, {second: 1}))
        ]

    def conservative(self) -> "MatrixField":
        """The field itself; raises InputError where products depend on the path, as then it has no trajectories."""
        if wrong := self.violations():
            pairs = ", ".join(f"{first} and {second}" for first, second in wrong)
            allowed = "fields in which products do not depend on the path"
            raise InputError(f"the field {echo(self.name)}, which is not conservative for {pairs}", allowed)
        return self

    def shifted(self, axis: str, steps: Mapping[str, int]) -> Matrix:
        """The matrix of an axis with other axes moved by whole steps."""
        values = {name: variable(name, self.variables) + step for name, step in steps.items()}
        return substituted(self.matrices[axis], values)

    def at(self, **values: Fraction | int) -> "MatrixField":
        """The field with parameters fixed; raises InputError for a name that is no parameter."""
        for name in values:
            if name not in self.parameters:
                raise InputError(f"parameter {echo(name)}", ", ".join(self.parameters) or "a field with parameters")
        try:
            matrices = {axis: substituted(matrix, values) for axis, matrix in self.matrices.items()}
        except ZeroDivisionError:
            raise InputError(f"{self.name} has a pole at {echo(values)}", "values without one") from None
        rest = tuple(name for name in self.parameters if name not in values)
        return MatrixField(self.name, self.axes, rest, matrices, self.constant, self.source)

    def dual(self) -> "MatrixField":
        """The field of inverse transposed matrices: what its rows pair with to constants.

        >>> from analysis.fields.conjugates import conjugate_field
        >>> conjugate_field("x+y+2", "-1").dual().violations()
        []
        """
        if self.rank > MOST_DUAL_RANK:
            raise InputError(f"the dual of a field of rank {self.rank}", f"rank up to {MOST_DUAL_RANK}")
        try:
            matrices = {axis: _dual(self.matrices[axis]) for axis in self.axes}
        except ZeroDivisionError:
            raise InputError(f"{self.name} with a singular matrix", "matrices with an inverse") from None
        return MatrixField(f"dual of {self.name}", self.axes, self.parameters, matrices, None, self.source)

    def product(self, path: Sequence[Sequence[int | Fraction]]) -> tuple[tuple[Fraction, ...], ...]:
        """The product of the matrices along a path of lattice points, neighbours one step apart along one axis.

        Raises InputError where the path is none, or meets a pole or a singular matrix walked backwards.
        """
        result = [[Fraction(int(i == j)) for j in range(self.rank)] for i in range(self.rank)]
        for here, there in pairwise(path):
            for axis, step in self._steps(here, there):
                at = here if step > 0 else there
                values = dict(zip(self.axes, map(Fraction, at), strict=True))
                try:
                    matrix = [[_number(entry.substitute(values)) for entry in row] for row in self.matrices[axis]]
                    if step < 0:
                        matrix = _inverse(matrix)
                except ZeroDivisionError:
                    raise InputError(f"a pole or a singular matrix at {at}", "another path") from None
                columns = list(zip(*matrix, strict=True))
                result = [[sum(map(mul, line, column), Fraction(0)) for column in columns] for line in result]
        return tuple(map(tuple, result))

    def step_matrix(self, start: Sequence[int | Fraction], direction: Sequence[int]) -> Matrix:
        """T(n): the product from start + (n − 1) direction to start + n direction, as functions of n.

        Raises InputError for a direction 0, one that is too long or meets a pole at every step, or a field with free
        parameters.
        """
        check_trajectory(self, start, direction)
        n = variable(STEP_NAME, self.variables)
        at = {
            axis: (n - 1) * step + RationalFunction.constant(Fraction(first), self.variables)
            for axis, first, step in zip(self.axes, start, direction, strict=True)
        }
        result: Matrix | None = None
        for axis, step in zip(self.axes, direction, strict=True):
            for _ in range(abs(step)):
                if step < 0:
                    at[axis] = at[axis] - 1
                try:
                    matrix = substituted(self.matrices[axis], at)
                except ZeroDivisionError:
                    raise InputError(
                        f"direction {tuple(direction)}, with a pole at every step from {', '.join(map(str, start))}",
                        "a start and a direction without",
                    ) from None
                if step < 0:
                    matrix = adjugate(matrix)
                else:
                    at[axis] = at[axis] + 1
                result = matrix if result is None else times(result, matrix)
        assert result is not None
        return result

    def steps(self, start: Sequence[int | Fraction], direction: Sequence[int]) -> PolynomialRows:
        """T(n) of `step_matrix` up to a scalar: polynomials in n without a common factor."""
        entries = [[e.in_one_variable(STEP_NAME) for e in row] for row in self.step_matrix(start, direction)]
        common = fmpz_poly([1])
        for row in entries:
            for _, bottom in row:
                common = common * (bottom // common.gcd(bottom))
        return lean([[top * (common // bottom) for top, bottom in row] for row in entries])

    def _steps(self, here: Sequence[int | Fraction], there: Sequence[int | Fraction]) -> Iterator[tuple[str, int]]:
        changes = [(axis, int(b - a)) for axis, a, b in zip(self.axes, here, there, strict=True) if a != b]
        if len(changes) != 1 or abs(changes[0][1]) != 1:
            raise InputError(f"a path from {tuple(here)} to {tuple(there)}", "one step along one axis at a time")
        yield changes[0]

    def as_json(self) -> dict[str, Any]:
        """The description that `parse` reads."""
        return {
            "name": self.name,
            "axes": list(self.axes),
            "parameters": list(self.parameters),
            "matrices": {
                axis: [[str(entry) for entry in row] for row in matrix] for axis, matrix in self.matrices.items()
            },
            "constant": self.constant,
            "source": self.source,
        }

    def latex(self) -> str:
        """The matrices as LaTeX, one line for each axis."""
        return "\n".join(map(latex, self._equations()))

    def _repr_latex_(self) -> str:
        return displayed(*self._equations())

    def _repr_html_(self) -> str:
        return "".join(mathml(tree, display=True) for tree in self._equations())

    def _equations(self) -> Iterator[Tree]:
        for axis, matrix in self.matrices.items():
            entries = Entries(tuple(tuple(expression(str(entry)) for entry in line) for line in matrix))
            yield equation(Index(Symbol("M"), expression(axis)), entries)


def check_trajectory(given: MatrixField, start: Sequence[int | Fraction], direction: Sequence[int]) -> None:
    """Raises InputError for a direction 0 or too long, another number of axes, or a field with free parameters."""
    if len(start) != len(given.axes) or len(direction) != len(given.axes):
        raise InputError(f"start {tuple(start)}, direction {tuple(direction)}", f"{len(given.axes)} numbers each")
    if not any(direction) or max(map(abs, direction)) > LONGEST_DIRECTION:
        raise InputError(f"direction {tuple(direction)}", f"a direction other than 0, up to {LONGEST_DIRECTION}")
    if given.parameters:
        remedy = " ".join(f"--let {name}=1/2" for name in given.parameters)
        raise InputError(
            f"{given.name} with free parameters {', '.join(given.parameters)}", "values for all of them", remedy
        )


def lean(rows: Sequence[Sequence[fmpz_poly]]) -> PolynomialRows:
    """The entries without their common factor."""
    common = reduce(lambda p, q: p if p == 1 else p.gcd(q), (entry for row in rows for entry in row), fmpz_poly([]))
    if common and common != 1:
        return tuple(tuple(entry // common for entry in row) for row in rows)
    return tuple(map(tuple, rows))


def _texts(description: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = description.get(key, ())
    if not isinstance(found, list | tuple) or not all(
        isinstance(name, str) and len(name) <= LONGEST_NAME for name in found
    ):
        raise InputError(f"{key} {echo(found)} of a field", "a list of names")
    return tuple(found)


def _text(description: Mapping[str, Any], key: str) -> str:
    found = description.get(key)
    if found is not None and not isinstance(found, str):
        raise InputError(f"{key} {echo(found)} of a field", "a text")
    return found or ""


def _read_matrix(rows: object, names: Sequence[str]) -> Matrix:
    if not isinstance(rows, list | tuple) or not 1 <= len(rows) <= MOST_RANK:
        raise InputError(f"matrix {echo(rows)}", f"{_EXPECTED}, of at most {MOST_RANK} rows")
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) != len(rows) or not all(isinstance(e, str) for e in row):
            raise InputError(f"row {echo(row)} of a matrix", _EXPECTED)
    return tuple(tuple(parse_rational_function(entry, names) for entry in row) for row in rows)


def directions(axes: int, reach: int) -> list[tuple[int, ...]]:
    """The primitive directions with entries from 0 to reach, in lexicographic order.

    >>> directions(2, 2)
    [(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)]
    """
    found: list[tuple[int, ...]] = [()]
    for _ in range(axes):
        found = [(*head, step) for head in found for step in range(reach + 1)]
    return [direction for direction in found if gcd(*direction) == 1]


def substituted(matrix: Matrix, values: Mapping[str, RationalFunction | Fraction | int]) -> Matrix:
    """The matrix at these values of its variables."""
    return tuple(tuple(entry.substitute(values) for entry in row) for row in matrix)


def adjugate(matrix: Matrix) -> Matrix:
    """The inverse times the determinant, a scalar that no limit sees."""
    size = len(matrix)
    if size == 1:
        return ((matrix[0][0] * 0 + 1,),)
    return tuple(tuple(_signed(_determinant(_minor(matrix, j, i)), i + j) for j in range(size)) for i in range(size))


def _dual(matrix: Matrix) -> Matrix:
    """The transposed inverse."""
    cofactors = adjugate(matrix)
    ((determinant, *_), *_) = times(matrix, cofactors)
    return tuple(tuple(entry / determinant for entry in column) for column in zip(*cofactors, strict=True))


def _signed(value: RationalFunction, parity: int) -> RationalFunction:
    return -value if parity % 2 else value


def _minor(matrix: Matrix, row: int, column: int) -> Matrix:
    return tuple(tuple(e for j, e in enumerate(line) if j != column) for i, line in enumerate(matrix) if i != row)


def _determinant(matrix: Matrix) -> RationalFunction:
    if len(matrix) == 1:
        return matrix[0][0]
    minors = [_signed(_determinant(_minor(matrix, 0, j)), j) for j in range(len(matrix))]
    return reduce(add, map(mul, matrix[0], minors))


def _number(value: RationalFunction) -> Fraction:
    if not (value.top.is_constant() and value.bottom.is_constant()):
        raise InputError(f"a field with free parameters: {value}", "values for all of them")
    return Fraction(int(value.top.coeffs()[0]) if value else 0, int(value.bottom.coeffs()[0]))


def _inverse(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    size = len(matrix)
    rows = [row + [Fraction(int(i == j)) for j in range(size)] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i]), None)
        if pivot is None:
            raise ZeroDivisionError("a singular matrix")
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [entry / rows[i][i] for entry in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]
