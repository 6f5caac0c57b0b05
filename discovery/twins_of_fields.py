"""Commands about matrix fields as functions: which there are, where a fraction lies, their best δ.

Fields come as `discovery.field` gives them, or by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discovery.frames import Rows
from discovery.given_values import fraction_texts, rational_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.fields.matrix_fields import MatrixField


def field_names() -> tuple[str, ...]:
    """The fields that are built in.

    >>> "zeta(3)" in field_names()
    True
    """
    from analysis.fields.built_in_fields import names

    return tuple(names())


def fields_of(a: Any, b: Any = None) -> list[MatrixField]:
    """The fields of conjugate polynomials whose row y = 0 is the fraction a, b; see `discover field from-pcf`.

    >>> [found.axes for found in fields_of("n^3+(n+1)^3", "-n^6")][:1]
    [('x', 'y')]
    """
    from analysis.fields.conjugates import fields_of as found
    from analysis.formulas.pcf import PCF

    return list(found(PCF.parse(*fraction_texts(a, b, count=2))))


def field_of(a: Any, b: Any = None) -> dict[str, Any] | None:
    """The field of contiguity in which a fraction lies, with start and direction; None where it is in none.

    >>> field_of("2n+1", "n^2")["direction"]
    [0, 0, 1]
    """
    from analysis.formulas.pcf import PCF
    from analysis.links.membership import membership

    found = membership(PCF.parse(*fraction_texts(a, b, count=2)))
    if found is None:
        return None
    return {**found.description, "start": list(found.start), "direction": list(found.direction)}


def field_verify(field: MatrixField | str) -> list[tuple[str, str]]:
    """The pairs of axes for which a field is not conservative: none where it is.

    >>> field_verify("zeta(2)")
    []
    """
    return list(_field(field, checked=False).violations())


def field_sub(field: MatrixField | str, axes: Mapping[str, Sequence[int]], start: Sequence[Any] = ()) -> MatrixField:
    """The field on the points start + Σ u · axes[u], proved to be conservative; see `discover field sub`.

    >>> field_sub("zeta(3)", {"u": (1, 1)}, (1, 1)).rank
    2
    """
    from analysis.fields.derived_fields import subfield

    return subfield(_field(field), axes, rational_numbers(start, "start")).conservative()


def field_gauge(field: MatrixField | str, matrix: Sequence[Sequence[Any]]) -> MatrixField:
    """The field in other coordinates of its solutions; see `discover field gauge`.

    >>> field_gauge("pi", [["1", "x"], ["0", "1"]]).violations()
    []
    """
    from analysis.fields.derived_fields import gauge_of, gauged

    chosen = _field(field)
    return gauged(chosen, gauge_of([[str(entry) for entry in row] for row in matrix], chosen)).conservative()


def field_dual(field: MatrixField | str) -> MatrixField:
    """The field of inverse transposed matrices.

    >>> field_dual("e").violations()
    []
    """
    return _field(field).dual()


def field_reduce(
    field: MatrixField | str, axes: Mapping[str, Sequence[int]] | None = None, start: Sequence[Any] = ()
) -> MatrixField | None:
    """The part of less rank of a field, or of its sub-field along axes; None without one; see `discover field reduce`.

    >>> field_reduce("zeta(3)") is None
    True
    >>> field_reduce("3F2(1/2)", {"x": (0, 1, 0, 0, 0), "y": (0, 0, 1, 0, 1)}, ("1/5", 0, 0, "1/3", 1)).rank
    2
    """
    from analysis.fields.derived_fields import invariant_part
    from analysis.fields.reducible import reduced_subfield

    chosen, at = _field(field), rational_numbers(start, "start")
    found = invariant_part(chosen) if axes is None else reduced_subfield(chosen, axes, at)[1]
    return None if found is None else found[0].conservative()


def field_embed(small: MatrixField | str, big: MatrixField | str) -> list[list[str]] | None:
    """The matrix that embeds a field of conjugate polynomials in one with the same axes; see `discover field embed`.

    >>> field_embed("e", field_sub("1F1(1)", {"x": (0, 1), "y": (1, 1)}, (1, 1)))
    [['0', '-y - 1'], ['1', 'x + y + 1']]
    """
    from analysis.fields.derived_fields import embedding

    found = embedding(_field(small), _field(big))
    return None if found is None else [[str(entry) for entry in row] for row in found]


def field_fan(field: MatrixField | str, reach: int, start: Sequence[Any] | None = None) -> Rows:
    """δ of every primitive direction with entries up to `reach`."""
    from analysis.fields.fans import fan

    chosen = _field(field)
    return Rows(one.as_json() for one in fan(chosen, _start(chosen, start), reach))


def field_cones(field: MatrixField | str) -> Rows:
    """The cones of directions of constant sign up to the order of parameters, each with a short direction and its rate.

    >>> field_cones("zeta(2)")[0]
    {'cone': '++', 'direction': [1, 1], 'rate': None}
    """
    from discovery.optimising import cone_rows

    return Rows(cone_rows(_field(field)))


def field_optimize(
    field: MatrixField | str, *, constant: str | None = None, start: Sequence[Any] | None = None, max_norm: int = 6,
    seconds: float = 60.0,
) -> Rows:  # fmt: skip
    """The directions with the best δ, one in each cone of constant sign, best first; see `discover field optimize`."""
    from discovery.optimising import optima

    chosen = _field(field)
    at = None if start is None else _start(chosen, start)
    return Rows(one.as_json() for one in optima(chosen, at, constant, max_norm, seconds))


def _field(field: MatrixField | str, checked: bool = True) -> MatrixField:
    from analysis.fields.operator_fields import OperatorField
    from discovery.cli.field_given import named_field

    if isinstance(field, str):
        return named_field(field, (), checked)
    return field.conservative() if checked and not isinstance(field, OperatorField) else field


def _start(field: MatrixField, start: Sequence[Any] | None) -> list[Any]:
    return rational_numbers([1] * len(field.axes) if start is None else start, "start")
