"""The cones of directions of a field in which no sign changes: of the steps, and of upper less lower parameters.

The walls ξ = 0 and ξ_s = ξ_t are those of a graph, whose vertices are the axes and 0: a cone is an order of its ends at
each edge without a cycle (Greene and Zaslavsky), so every cone has the directions whose entries follow some order of
all axes and 0. Its shortest direction gives each axis the length of the longest chain below it, less that of 0.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations

from analysis.errors import InputError
from analysis.fields.matrix_fields import MatrixField
from analysis.fields.operator_fields import OperatorField
from analysis.fields.symmetry import axis_groups, is_sorted

MOST_AXES = 7  # of which all orders are gone through

Direction = tuple[int, ...]


def cone_signs(field: MatrixField, direction: Sequence[int]) -> str:
    """The signs of the entries, and after a bar those of upper less lower parameters.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> cone_signs(built_in_field("2F1"), (0, -1, 1)), cone_signs(built_in_field("e"), (1, 2))
    ('0-+|--', '++')
    """
    signs = "".join(map(_sign, direction))
    if not isinstance(field, OperatorField):
        return signs
    return f"{signs}|" + "".join(_sign(_entry(direction, s) - _entry(direction, t)) for s, t in _pairs(field))


def cones(field: MatrixField) -> dict[str, Direction]:
    """A short direction of each cone by its signs, none of them 0, in the order of the signs.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> len(cones(built_in_field("2F1"))), len(cones(built_in_field("3F2")))
    (18, 330)
    """
    if len(field.axes) > MOST_AXES:
        raise InputError(f"the cones of {len(field.axes)} axes", f"up to {MOST_AXES} axes")
    edges = list(_edges(field))
    found = {}
    for order in permutations(range(-1, len(field.axes))):
        direction = _shortest(order, edges)
        found[cone_signs(field, direction)] = direction
    return dict(sorted(found.items()))


def up_to_order(field: MatrixField, found: dict[str, Direction]) -> dict[str, Direction]:
    """One of those that differ by the order of parameters of one kind."""
    groups = axis_groups(field)
    return {signs: direction for signs, direction in found.items() if is_sorted(groups, direction)}


def _pairs(field: OperatorField) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """(axis, sign) of each s and t that have one."""
    sides: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for factor in field.operator.factors:
        if factor.axis is not None:
            sides[factor.lower].append((field.axes.index(factor.axis), factor.sign))
    yield from ((s, t) for s in sides[1] for t in sides[0])


def _entry(direction: Sequence[int], of: tuple[int, int]) -> int:
    return of[1] * direction[of[0]]


def _edges(field: MatrixField) -> Iterator[tuple[int, int]]:
    """The pairs of axes, −1 for 0, whose entries are compared."""
    yield from ((-1, axis) for axis in range(len(field.axes)))
    if isinstance(field, OperatorField):
        yield from ((s, t) for (s, sign), (t, other) in _pairs(field) if sign == other)


def _shortest(order: Sequence[int], edges: Sequence[tuple[int, int]]) -> Direction:
    place = {vertex: i for i, vertex in enumerate(order)}
    below: dict[int, list[int]] = {vertex: [] for vertex in order}
    for ends in edges:
        low, high = sorted(ends, key=place.__getitem__)
        below[high].append(low)
    level: dict[int, int] = {}
    for vertex in order:
        level[vertex] = max((level[other] + 1 for other in below[vertex]), default=0)
    return tuple(level[axis] - level[-1] for axis in range(len(order) - 1))


def _sign(value: int) -> str:
    return "+" if value > 0 else "-" if value < 0 else "0"
