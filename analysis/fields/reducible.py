"""Parts of less rank of a hypergeometric sub-field whose parameters differ by integers.

L = Π (ϑ + tᵢ) − z Π (ϑ + sⱼ). If s = t + 1 then z (ϑ + s) = (ϑ + t) z, and L = (ϑ + t) L′ with L′ of the other factors:
where L F = 0, G = L′ F has (ϑ + t) G = 0, so steps take it to a multiple of itself. Its coefficients by F, ϑF, … are an
invariant column. If s = t then L = L′ (ϑ + t), and (ϑ + t) F obeys an equation of less order: the column (t, 1, 0, …)
makes a part of less rank. Where s − t is another integer, the steps along the axis of s lead there. Whether a column
makes a part is tested as an identity (`invariant_part`).
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from analysis.errors import InputError
from analysis.exact.matrices import times
from analysis.exact.rational_functions import RationalFunction
from analysis.fields.derived_fields import along, invariant_part, origin_of, subfield
from analysis.fields.matrix_fields import Matrix, MatrixField
from analysis.fields.operator_fields import OperatorField
from analysis.fields.operators import Factor, Operator

_FARTHEST = 6  # steps to where a factor is alike on both sides

Column = tuple[RationalFunction, ...]


def reduced_subfield(
    field: MatrixField, axes: Mapping[str, Sequence[int]], start: Sequence[Fraction | int] = ()
) -> tuple[MatrixField, tuple[MatrixField, Matrix] | None]:
    """The sub-field, and its part of least rank with its columns, None where none is found.

    >>> from analysis.fields.operator_fields import hypergeometric_field
    >>> field = hypergeometric_field(3, 2).at(z=Fraction(1, 2))
    >>> start = 0, 0, 0, Fraction(1, 3), 0
    >>> whole, found = reduced_subfield(field, {"x": (0, 1, 0, 0, 0), "y": (0, 0, 1, 0, 1)}, start)
    >>> whole.rank, found[0].rank, found[0].violations()
    (3, 1, [])
    """
    whole = subfield(field, axes, start)
    columns = list(_columns(field, axes, start)) if isinstance(field, OperatorField) else []
    return whole, invariant_part(whole, columns)


def _columns(
    field: OperatorField, axes: Mapping[str, Sequence[int]], start: Sequence[Fraction | int]
) -> Iterator[Column]:
    if not isinstance(field.argument, Fraction):
        return
    origin, names = origin_of(field, axes, start)
    one = next(iter(origin.values())) * 0 + 1
    for s in field.operator.factors:
        for t in field.operator.factors:
            between = s.at(origin, one) - t.at(origin, one) if s.lower and not t.lower else None
            if between is not None and (apart := _integer(between, one)) is not None:
                yield from _column(field, (s, t), apart, origin, names)


def _integer(value: RationalFunction, one: RationalFunction) -> int | None:
    return next((m for m in range(-_FARTHEST, _FARTHEST + 2) if value == one * m), None)


def _column(
    field: OperatorField, pair: tuple[Factor, Factor], apart: int, origin: Mapping[str, RationalFunction],
    names: Sequence[str],
) -> Iterator[Column]:  # fmt: skip
    """The column at the origin, carried there from where s − t is 1 or 0."""
    s, t = pair
    assert s.axis is not None and isinstance(field.argument, Fraction)
    steps = s.sign * (1 - apart if apart > 0 else -apart)  # of the axis, to where the factors are alike
    base = {**origin, s.axis: origin[s.axis] + steps}
    one = base[s.axis] * 0 + 1
    if apart > 0:
        rest = Operator(tuple(f for f in field.operator.factors if f not in pair), field.operator.sign)
        argument = one * field.argument.numerator, one * field.argument.denominator
        column = rest.coefficients(base, argument)
    else:
        column = [t.at(base, one), one]
    while column and not column[-1]:  # at z = 1
        column.pop()
    if not 0 < len(column) <= field.rank:
        return
    standing: Matrix = tuple((e,) for e in (*column, *[one * 0] * (field.rank - len(column))))
    if steps:
        moves = [steps if axis == s.axis else 0 for axis in field.axes]
        try:
            standing = times(along(field, origin, moves, names), standing)
        except InputError:
            return
    yield tuple(entry for (entry,) in standing)
