"""Which axes of a field may change places: in a field of an operator those of one kind, start and step together."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from analysis.fields.matrix_fields import MatrixField
from analysis.fields.operator_fields import OperatorField


def axis_groups(field: MatrixField) -> list[list[int]]:
    """The indices of axes that may change places.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> axis_groups(built_in_field("3F2")), axis_groups(built_in_field("zeta(3)"))
    ([[3, 4], [0, 1, 2]], [])
    """
    if not isinstance(field, OperatorField):
        return []
    kinds = {f.axis: (f.lower, f.sign, f.offset, f.scale) for f in field.operator.factors}
    places = sorted(range(len(field.axes)), key=lambda i: kinds[field.axes[i]])
    return [list(group) for _, group in groupby(places, key=lambda i: kinds[field.axes[i]])]


def is_sorted(groups: Sequence[Sequence[int]], values: Sequence[Any]) -> bool:
    """Whether the values of each group ascend: one of all that differ by places alone."""
    return all([values[i] for i in g] == sorted(values[i] for i in g) for g in groups)
