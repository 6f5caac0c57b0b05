"""The place of a family in a field of contiguity: its hypergeometric parameters as affine functions of n, k and m.

Over D, or A₁ where deg b = 1, the fraction with the parameters α, β, γ of `closed_forms` is at n = 0

    ₂F₁   a = 2 − γ + (2γ − 3 − α − β) z   b = z (1 − z) (γ − 2 − α) (γ − 2 − β)
    ₁F₁   a = γ − 2 − x                    b = x (γ − 2 − α)                          argument −x

A step of n moves γ, one of a root α or β, and one of A₀ all parameters. With T the matrices of the field of the series,
at γ − 2 for γ, and V = [e₁, μ T_γ e₁], the identities T_γ V⁺ ∝ V M and T V⁺ ∝ V X hold for M and for the matrices X of
`moves`: rational functions of the parameters, multiplied out here. A product of these X is the step of a family. So its
field is the field of the series, walked in the directions in which the parameters move, in other coordinates.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from analysis.exact.matrices import times
from analysis.exact.polynomials import Polynomial
from analysis.exact.rational_functions import RationalFunction, variable
from analysis.exact.surds import SurdSum
from analysis.families.family_verifier import AXES, parts_of
from analysis.families.moves import contiguous_matrix
from analysis.families.parameter_proofs import ParameterProof, whole_polynomial
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.matrix_fields import Matrix, MatrixField
from analysis.formulas.pcf import PCF
from analysis.values.closed_forms import ClosedForm, closed_form

_MOVING = {"2F1": ("alpha", "beta", "gamma"), "1F1": ("alpha", "gamma")}
_ZERO = Polynomial(())
_LOWER_AHEAD = -1  # M(1) is the matrix of the field at γ − 1


def place_of(described: Mapping[str, Any]) -> dict[str, Any] | None:
    """{"field", "argument", "start", "directions"} of a family given by its description; None where that is not proved.

    >>> u = {"u": [["1", "n"], ["-1", "-n - k - 1"]], "denominator": "1", "sign": 1}
    >>> place_of({"a": "n + 2 + k", "b": "-n", "step": [["k + 1", "0"], ["1", "-1"]], "proof": u})["directions"]
    {'n': [0, 1], 'k': [1, 1]}
    """
    axes = described.get("parameters", ["k"])
    first = _parameters(described, {})
    if first is None or not all(_by_moves(described, axis) for axis in axes):
        return None
    kind, start, argument = first
    directions = {"n": [*[0] * (len(start) - 1), 1]}
    for axis in axes:
        there = _parameters(described, {axis: 1})
        steps = [] if there is None else [(y - x).rational for x, y in zip(start, there[1], strict=True)]
        if there is None or there[2] != argument or any((y - x).surds for x, y in zip(start, there[1], strict=True)):
            return None
        directions[axis] = [int(step) for step in steps]
    start[-1] = start[-1] + _LOWER_AHEAD
    found = {"field": kind, "argument": argument, "start": list(map(str, start)), "directions": directions}
    return found if is_contiguity(kind) else None


def is_placed(described: Mapping[str, Any]) -> bool:
    """Whether the place that a description gives, if any, is the one that is proved."""
    return described.get("place") is None or described["place"] == place_of(described)


@lru_cache(maxsize=4)
def is_contiguity(kind: str) -> bool:
    """Whether the identities of the module hold for "2F1" or "1F1".

    >>> is_contiguity("2F1"), is_contiguity("1F1")
    (True, True)
    """
    field = built_in_field(kind)
    index = field.axes[-1]
    a, b = _fraction(field)
    t = field.matrices[index]
    (p, _), (r, _) = t
    ahead_p, ahead_r = (_at(entry, {index: 1}) for entry in (p, r))
    mu = _at(a * r / (r * ahead_p + t[1][1] * ahead_r), {index: -1})
    v: Matrix = ((p * 0 + 1, mu * p), (p * 0, mu * r))
    moves = {(index,): ((a * 0, b), (a * 0 + 1, a)), **_moves(field, a, b)}
    return all(
        _alike(times(_along(field, axes), _moved(v, dict.fromkeys(axes, 1))), times(v, x)) for axes, x in moves.items()
    )


def _fraction(field: MatrixField) -> tuple[RationalFunction, RationalFunction]:
    """a and b, with γ − 2 as the lower parameter of the field."""
    *upper, lower, z = (variable(name, field.variables) for name in (*field.axes, *field.parameters))
    if len(upper) == 2:
        alpha, beta = upper
        return -lower + (lower * 2 + 1 - alpha - beta) * z, z * (-z + 1) * (lower - alpha) * (lower - beta)
    return lower + z, -z * (lower - upper[0])


def _moves(field: MatrixField, a: RationalFunction, b: RationalFunction) -> dict[tuple[str, ...], Matrix]:
    """The matrices X of `moves` at n = 0: of each root by the axis that it moves, and of A₀."""
    *upper, lower, z = (variable(name, field.variables) for name in (*field.axes, *field.parameters))
    gauss, one = len(upper) == 2, z * 0 + 1
    slope, d = (z * 2 - 1, one) if gauss else (one, -one)
    index = field.axes[-1]
    x = -(slope + d) / 2 * (a - d) - _at(b, {index: 1}) + b
    found: dict[tuple[str, ...], Matrix] = {field.axes: ((x, d * b), (d, _x_ahead(x, slope, d) + d * a))}
    for alpha, axis in zip(upper, field.axes, strict=False):
        rho, v = lower - alpha - 1, (slope - d) / 2
        found[axis,] = ((v * rho - _at(a, {index: -1}), b / (lower - alpha) * rho), (one, v * rho))
    return found


def _x_ahead(x: RationalFunction, slope: RationalFunction, d: RationalFunction) -> RationalFunction:
    """x at n + 1: its slope in n is −(A₁ + D) D/2."""
    return x - (slope + d) * d / 2


def _along(field: MatrixField, axes: tuple[str, ...]) -> Matrix:
    """The product of one step along each of the axes."""
    result, steps = field.matrices[axes[0]], {axes[0]: 1}
    for axis in axes[1:]:
        result = times(result, _moved(field.matrices[axis], steps))
        steps[axis] = 1
    return result


def _moved(matrix: Matrix, steps: Mapping[str, int]) -> Matrix:
    return tuple(tuple(_at(entry, steps) for entry in row) for row in matrix)


def _at(entry: RationalFunction, steps: Mapping[str, int]) -> RationalFunction:
    return entry.substitute({name: variable(name, entry.variables) + step for name, step in steps.items()})


def _alike(left: Matrix, right: Matrix) -> bool:
    """Whether one is a scalar times the other, and not 0."""
    ours, theirs = ([entry for row in matrix for entry in row] for matrix in (left, right))
    pivot = next(i for i, entry in enumerate(ours) if entry)
    return bool(theirs[pivot]) and all(x * theirs[pivot] == y * ours[pivot] for x, y in zip(ours, theirs, strict=True))


def _by_moves(described: Mapping[str, Any], axis: str) -> bool:
    """Whether the proof of the step along an axis is the product of moves, up to a scalar."""
    given = described.get(f"proof{AXES[axis]}")
    a, b = (whole_polynomial(parts_of(str(described[side]))) for side in "ab")
    found = contiguous_matrix(a, b, axis)
    if given is None or found is None:
        return False
    ours, theirs = found[0], ParameterProof.parse(given).entries
    return all(
        x * theirs[j] == y * ours[j] for i, (x, y) in enumerate(zip(ours, theirs, strict=True)) for j in range(i)
    )


def _parameters(described: Mapping[str, Any], values: Mapping[str, int]) -> tuple[str, list[SurdSum], str] | None:
    """Kind, moving parameters and argument of the closed form of a member."""
    a, b = (
        sum((part * (values.get("k", 0) ** i * values.get("m", 0) ** j) for (i, j), part in parts.items()), start=_ZERO)
        for parts in (parts_of(str(described[side])) for side in "ab")
    )
    form = closed_form(PCF(a, b))
    if not isinstance(form, ClosedForm):
        return None
    named = dict(form.parameters)
    kind = "2F1" if "beta" in named else "1F1"
    if not {*_MOVING[kind]} <= set(named):
        return None
    argument = named["z"] if kind == "2F1" else -named["x"]
    return kind, [named[name] for name in _MOVING[kind]], str(argument)
