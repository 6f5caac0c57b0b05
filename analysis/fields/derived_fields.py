"""Fields made from a field: sub-fields and lattice coordinates, gauges, invariant parts of less rank, embeddings.

A sub-field has the points start + Σ uₖ dₖ, its step along uₖ the product of those along dₖ: other coordinates of the
lattice, a plane in it, or the field shifted by fractions. A gauge W(x) takes M_x to W⁻¹ M_x W(x + 1). Columns B(x) with
M_x B(x + 1) = B N_x for all axes span an invariant part, N_x its field; where W(x) has independent columns and
M_x W(x + 1) = c W N_x with numbers c(x), the field of N is embedded in that of M: its products are those of M seen
through W, up to numbers. All are identities of rational functions, and are tested as such.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from random import Random

from flint import fmpq, fmpq_mat

from analysis.errors import InputError, echo
from analysis.exact.matrices import times
from analysis.exact.rational_functions import RationalFunction, parse_rational_function, variable
from analysis.fields.matrix_fields import STEP_NAME, Matrix, MatrixField, adjugate, substituted

_LARGEST = 10**6  # of the coordinates of points at which ranks are seen


def subfield(
    field: MatrixField, axes: Mapping[str, Sequence[int]], start: Sequence[Fraction | int] = ()
) -> MatrixField:
    """The field on the points start + Σ u · axes[u], with an axis for each u; without a start from 0.

    Raises InputError for directions of another length or 0, names that are taken, and where every step has a pole.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> subfield(built_in_field("e"), {"u": (1, 1), "v": (0, 1)}).violations()
    []
    """
    points = [list(start) or [0] * len(field.axes), *axes.values()]
    if wrong := next((one for one in points if len(one) != len(field.axes)), None):
        raise InputError(echo(", ".join(map(str, wrong))), f"{len(field.axes)} numbers, for {', '.join(field.axes)}")
    if not axes or not all(map(any, axes.values())):
        raise InputError("an axis that goes nowhere", "a direction other than 0 for each axis")
    origin, names = origin_of(field, axes, start)
    matrices = {u: along(field, origin, steps, names) for u, steps in axes.items()}
    return _derived(f"{field.name} along {', '.join(axes)}", tuple(axes), matrices, field)


def origin_of(
    field: MatrixField, axes: Mapping[str, Sequence[int]], start: Sequence[Fraction | int]
) -> tuple[dict[str, RationalFunction], tuple[str, ...]]:
    """The point start + Σ u · axes[u] by the axes of the field, and the names of all variables."""
    names = tuple(dict.fromkeys((*axes, *field.parameters, STEP_NAME, *field.axes)))
    return {
        axis: sum(
            (variable(u, names) * int(steps[i]) for u, steps in axes.items()),
            RationalFunction.constant(Fraction(start[i]) if start else Fraction(0), names),
        )
        for i, axis in enumerate(field.axes)
    }, names


def along(
    field: MatrixField, origin: Mapping[str, RationalFunction], steps: Sequence[int], names: Sequence[str]
) -> Matrix:
    """The product of so many steps along each axis from a point that is a function of other variables.

    Where parameters differ by integers a path may have a pole that the one through the axes in reverse does not have.
    """
    path = [(axis, count) for axis, count in zip(field.axes, steps, strict=True) if count]
    for order in (path, path[::-1]):
        try:
            return _product(field, origin, order, names)
        except ZeroDivisionError:
            last = order[-1][0]
    raise InputError(f"a step along {last} that has a pole, or no inverse, everywhere", "another start")


def _product(
    field: MatrixField, origin: Mapping[str, RationalFunction], path: Sequence[tuple[str, int]], names: Sequence[str]
) -> Matrix:
    """Raises ZeroDivisionError where a step has a pole, or no inverse."""
    at, total = dict(origin), None
    for axis, count in path:
        moved = _in(field.matrices[axis], names)
        for _ in range(abs(count)):
            if count < 0:
                at[axis] = at[axis] - 1
            one = substituted(moved, at)
            one = one if count > 0 else inverse(one)
            if count > 0:
                at[axis] = at[axis] + 1
            total = one if total is None else times(total, one)
    assert total is not None
    return total


def gauged(field: MatrixField, gauge: Matrix) -> MatrixField:
    """The field in other coordinates of its solutions: W⁻¹ M_x W(x + 1). Raises InputError for a singular W.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> known = built_in_field("pi")
    >>> gauge = gauge_of([["1", "x"], ["0", "1"]], known)
    >>> gauged(known, gauge).violations(), gauged(gauged(known, gauge), inverse(gauge)).matrices == dict(known.matrices)
    ([], True)
    """
    try:
        back = inverse(gauge)
    except ZeroDivisionError:
        raise InputError("a singular matrix of coordinates", "one with an inverse") from None
    matrices = {axis: times(times(back, field.matrices[axis]), shifted(gauge, axis)) for axis in field.axes}
    return _derived(f"{field.name} in other coordinates", field.axes, matrices, field)


def gauge_of(rows: Sequence[Sequence[str]], field: MatrixField) -> Matrix:
    """A matrix of functions of a field's axes and parameters, from texts. Raises InputError for one of another size."""
    if len(rows) != field.rank or any(len(row) != field.rank for row in rows):
        raise InputError(f"a matrix with {len(rows)} rows", f"{field.rank} rows of {field.rank}, for {field.name}")
    return tuple(tuple(parse_rational_function(entry, field.variables) for entry in row) for row in rows)


def invariant_part(
    field: MatrixField, columns: Sequence[Sequence[RationalFunction]] = ()
) -> tuple[MatrixField, Matrix] | None:
    """The field of least rank that the steps make of one coordinate or column, and its columns; None where that is all.

    >>> from analysis.fields.operator_fields import hypergeometric_field
    >>> plane = {"x": (-1, 1, 0, 0, 0, 0, 0), "y": (0, 0, -1, 1, 0, 0, 0)}
    >>> balanced = subfield(hypergeometric_field(4, 3).at(z=1), plane, (0, 1, 0, 1, 1, 1, 1))
    >>> part, _ = invariant_part(balanced)
    >>> balanced.rank, part.rank, part.violations()
    (3, 2, [])
    """
    starts = [*(_unit(field, i) for i in range(field.rank)), *_in(tuple(map(tuple, columns)), field.variables)]
    best = min((_closure(field, column) for column in starts), key=len)
    return None if len(best) == field.rank else _part(field, best)


def _part(field: MatrixField, basis: Sequence[Sequence[RationalFunction]]) -> tuple[MatrixField, Matrix] | None:
    columns, size = tuple(zip(*basis, strict=True)), len(basis)
    rows = next(rows for rows in combinations(range(field.rank), size) if _rank([columns[i] for i in rows]) == size)
    back = inverse(tuple(columns[i] for i in rows))
    matrices = {}
    for axis in field.axes:
        image = times(field.matrices[axis], shifted(columns, axis))
        matrices[axis] = times(back, tuple(image[i] for i in rows))
        if times(columns, matrices[axis]) != image:
            return None
    return _derived(f"part of {field.name}", field.axes, matrices, field), columns


def embedding(small: MatrixField, big: MatrixField) -> Matrix | None:
    """W that embeds a field of conjugate polynomials in one with the same axes; None where none is found.

    The columns are a coordinate and its neighbour along the first axis, the second times what makes a fraction of it.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> plane = subfield(built_in_field("1F1").at(x=1), {"x": (0, 1), "y": (1, 1)}, (1, 1))
    >>> embedding(built_in_field("e"), plane) is not None
    True
    """
    first = big.axes[0]
    for i in range(big.rank):
        basis = _closure(big, _unit(big, i))
        found = _part(big, basis) if len(basis) == small.rank == 2 else None
        if found is None:
            continue
        ((_, _), (one, alpha)), (_, (_, a)) = found[0].matrices[first], _in(small.matrices[first], big.variables)
        if one - 1 or not alpha:
            continue
        scale = substituted(((a / alpha,),), {first: variable(first, big.variables) - 1})[0][0]
        columns = tuple((p, q * scale) for p, q in found[1])
        if embedding_factors(small, big, columns) is not None:
            return columns
    return None


def _unit(field: MatrixField, coordinate: int) -> tuple[RationalFunction, ...]:
    zero = RationalFunction.constant(0, field.variables)
    return tuple(zero + int(i == coordinate) for i in range(field.rank))


def _closure(field: MatrixField, column: tuple[RationalFunction, ...]) -> list[tuple[RationalFunction, ...]]:
    """Columns that span what the steps make of a column."""
    found = [column]
    for column in found:  # grows on the way
        for axis in field.axes:
            (image,) = zip(*times(field.matrices[axis], tuple((e,) for e in shifted((column,), axis)[0])), strict=True)
            if len(found) < field.rank and _rank([*found, image]) > len(found):
                found.append(image)
    return found


def _rank(rows: Sequence[Sequence[RationalFunction]]) -> int:
    """At a random point, so the rank or, hardly ever, less."""
    chance = Random(len(rows))
    while True:
        point = [chance.randrange(_LARGEST) for _ in rows[0][0].variables]
        try:
            values = [fmpq(int(e.top(*point)), int(e.bottom(*point))) for row in rows for e in row]
        except ZeroDivisionError:
            continue
        return int(fmpq_mat(len(rows), len(rows[0]), values).rank())


def embedding_factors(small: MatrixField, big: MatrixField, columns: Matrix) -> dict[str, RationalFunction] | None:
    """c for each axis with M W(x + 1) = c W N: the proof that `small` is embedded in `big` by W; None where it is not.

    Both have the same axes.
    """
    found = {}
    for axis in big.axes:
        left = [e for row in times(big.matrices[axis], shifted(columns, axis)) for e in row]
        right = [e for row in times(columns, _in(small.matrices[axis], big.variables)) for e in row]
        ratio = next((x / y for x, y in zip(left, right, strict=True) if y), None)
        if ratio is None or not ratio or any(x != ratio * y for x, y in zip(left, right, strict=True)):
            return None
        found[axis] = ratio
    return found if _rank(list(zip(*columns, strict=True))) == small.rank else None


def inverse(matrix: Matrix) -> Matrix:
    """Raises ZeroDivisionError for a singular one."""
    cofactors = adjugate(matrix)
    ((determinant, *_), *_) = times(matrix, cofactors)
    return tuple(tuple(entry / determinant for entry in row) for row in cofactors)


def shifted(matrix: Matrix, axis: str) -> Matrix:
    """The same one step along an axis."""
    return substituted(matrix, {axis: variable(axis, matrix[0][0].variables) + 1})


def _in(matrix: Matrix, names: Sequence[str]) -> Matrix:
    """The matrix as functions of more variables, or of those that it depends on."""
    return tuple(tuple(entry.in_variables(names) for entry in row) for row in matrix)


def _derived(name: str, axes: tuple[str, ...], matrices: Mapping[str, Matrix], of: MatrixField) -> MatrixField:
    names = (*axes, *of.parameters, STEP_NAME)
    return MatrixField(
        name, axes, of.parameters, {axis: _in(m, names) for axis, m in matrices.items()}, None, of.source
    )
