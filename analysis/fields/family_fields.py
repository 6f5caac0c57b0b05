"""The matrix field of a family in parameters: a_k(n), b_k(n) with a proved coboundary from each member to the next.

With M(n) = [[0, b(n)], [1, a(n)]] and M(n) X(n+1) d(n) = ± X(n) d(n+1) M′(n), M′ the neighbour one further in k, the
matrices M along n and X/d along k commute where the sign is +. Where it is −, two steps of k do: the axis is then h
with k = 2h. In two parameters X/d of both are axes beside n; they commute with each other up to a scalar, which is
taken out where it is a quotient of neighbours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from analysis.errors import InputError
from analysis.exact.matrices import times
from analysis.exact.rational_functions import RationalFunction, parse_rational_function, variable
from analysis.fields.matrix_fields import Matrix, MatrixField, substituted

# n is the variable of trajectories, so the index of a fraction is x here.
_INDEX = "x"
_HALVED = {"k": "h", "m": "l"}  # the axis with two steps of a parameter in each of its own
_SUFFIX = {"k": "", "m": "_m"}  # of the keys of a description


def family_field(described: Mapping[str, Any], name: str) -> MatrixField | None:
    """The field of a family given by its description in a store; None where its steps are not proved.

    It is conservative by exact algebra; where the axes of k and m do not commute only that of k is kept.

    >>> u = {"u": [["1", "n"], ["-1", "-n - k - 1"]], "denominator": "1", "sign": 1}
    >>> found = family_field({"a": "n + 2 + k", "b": "-n", "step": [["k + 1", "0"], ["1", "-1"]], "proof": u}, "of e")
    >>> found.axes, found.violations()
    (('x', 'k'), [])
    """
    parameters = [axis for axis in described.get("parameters", ["k"]) if described.get(f"proof{_SUFFIX[axis]}")]
    for chosen in (parameters, parameters[:1]):
        if not chosen:
            return None
        found = _field(described, chosen, name)
        for one in () if found is None else (found, *_rescaled(found)):
            if not one.violations():
                return one
    return None


def _rescaled(field: MatrixField) -> Iterator[MatrixField]:
    """Where the last two axes k, m commute up to a scalar c = p/q: with M_k over p, right where q is p at m + 1."""
    *_, k, m = field.axes
    left = times(field.matrices[k], field.shifted(m, {k: 1}))
    right = times(field.matrices[m], field.shifted(k, {m: 1}))
    ratios = [x / y for row, other in zip(left, right, strict=True) for x, y in zip(row, other, strict=True) if y]
    if not ratios or len(set(ratios)) > 1:
        return
    p = RationalFunction.of(ratios[0].top, ratios[0].bottom * 0 + 1)
    scaled = tuple(tuple(entry / p for entry in row) for row in field.matrices[k])
    yield replace(field, matrices={**field.matrices, k: scaled})


def _field(described: Mapping[str, Any], axes: list[str], name: str) -> MatrixField | None:
    """The field with these axes beside x; None where a member is fixed by none of them."""
    names = ("n", "k", "m")
    a, b = (parse_rational_function(str(described[side]), names) for side in "ab")
    matrices: dict[str, Matrix] = {"n": ((a * 0, b), (a * 0 + 1, a))}
    doubled = []
    for axis in axes:
        proof = described[f"proof{_SUFFIX[axis]}"]
        d = parse_rational_function(str(proof["denominator"]), names)
        one = tuple(tuple(parse_rational_function(str(e), names) / d for e in row) for row in proof["u"])
        if int(proof["sign"]) < 0:
            doubled.append(axis)
            one = times(one, substituted(one, {axis: variable(axis, names) + 1}))
        matrices[axis] = one
    shown = {"n": _INDEX, **{axis: _HALVED[axis] if axis in doubled else axis for axis in axes}}
    halved = {axis: variable(axis, names) * 2 for axis in doubled}
    entries = {
        shown[axis]: [[_renamed(entry.substitute(halved), shown) for entry in row] for row in matrix]
        for axis, matrix in matrices.items()
    }
    rest = [axis for axis in ("k", "m") if axis not in axes and _occurs(matrices, axis)]
    try:
        return MatrixField.parse(
            {"name": name, "axes": list(entries), "parameters": rest, "matrices": entries,
             "source": "a family in parameters, proved by coboundaries"}
        )  # fmt: skip
    except InputError:  # larger than a field may be
        return None


def _occurs(matrices: Mapping[str, Matrix], axis: str) -> bool:
    place = ("n", "k", "m").index(axis)
    return any(
        exponents[place] for m in matrices.values() for row in m for e in row
        for p in (e.top, e.bottom) for exponents in p.to_dict()
    )  # fmt: skip


def _renamed(entry: RationalFunction, names: Mapping[str, str]) -> str:
    """The entry as text in other names."""
    top, bottom = (_polynomial(p.to_dict(), names) for p in (entry.top, entry.bottom))
    return top if bottom == "1" else f"({top})/({bottom})"


def _polynomial(terms: Mapping[tuple[int, ...], Any], names: Mapping[str, str]) -> str:
    """Σ coefficient · names^exponents."""
    parts = []
    for exponents, c in terms.items():
        powers = [f"*{names.get(x, x)}**{e}" for x, e in zip(("n", "k", "m"), exponents, strict=True) if e]
        parts.append(f"{int(c)}{''.join(powers)}")
    return " + ".join(parts) or "0"
