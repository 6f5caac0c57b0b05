"""Formulas of every kind from plain values, as they stand in JSON: {"kind": "recurrence", "coefficients": […], …}."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from analysis.errors import InputError, echo
from analysis.exact.quotients import Quotient
from analysis.formulas.equations import Equation, read_equation
from analysis.formulas.pcf import PCF, Equivalent
from analysis.formulas.product import MatrixProduct, interlaced_product
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.reading.lists import list_items
from analysis.reading.numbers import read_rational

Formula = Equivalent | Recurrence | MatrixProduct | Series

_MOST_ENTRIES = 64  # of a list


def read_formula(data: Mapping[str, Any]) -> Formula:
    """The formula that a JSON object of the contract describes; keys that are not of its kind are left alone.

    A PCF comes with the factor by which its rational coefficients were cleared. Raises InputError.

    >>> read_formula({"kind": "series", "coefficients": ["2", "-1"], "first": 1, "u": [1]}).constant
    Fraction(0, 1)
    >>> read_formula({"kind": "sum"})
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: kind 'sum'; allowed: pcf, recurrence, product, series
    """
    if not isinstance(data, Mapping):
        raise InputError(f"{echo(data)} as a formula", 'an object such as {"kind": "recurrence", …}')
    kind = data.get("kind", "pcf" if "a" in data else None)
    if not isinstance(kind, str) or kind not in _READERS:
        raise InputError(f"kind {echo(kind)}" if kind else "a formula without kind", ", ".join(_READERS))
    return _READERS[kind](data)


def is_interlaced(a: Any, b: Any) -> bool:
    """Whether terms go by the residue of n (lists, or commas) or have denominators in n; False for what is no formula.

    >>> is_interlaced("1", "1/(2n-1)"), is_interlaced("n/2", "n^2"), is_interlaced("2, 1", "n"), is_interlaced("n", "x")
    (True, False, True, False)
    """
    if any(isinstance(x, list | tuple) or "," in str(x) for x in (a, b)):
        return True
    try:
        return "/" in f"{a}{b}" and any(Quotient.parse(str(text)).bottom.degree() > 0 for text in (a, b))
    except InputError:
        return False


def _pcf(data: Mapping[str, Any]) -> Equivalent | MatrixProduct:
    """A fraction; as a product of step matrices where a or b has residues or denominators in n."""
    a, b = (_needed(data, key) for key in ("a", "b"))
    if not is_interlaced(a, b):
        return PCF.parse_equivalent(_text(a, "a"), _text(b, "b"))
    sides = (_texts(x if isinstance(x, str | list | tuple) else [x], key) for x, key in ((a, "a"), (b, "b")))
    return interlaced_product(*([Quotient.parse(text) for text in side] for side in sides))


def _equation(data: Mapping[str, Any]) -> Equation:
    """A list of texts, or one equation."""
    key = "coefficients" if data.get("equation") is None else "equation"
    given = _needed(data, key)
    if isinstance(given, str) and "=" in given + ("=" if key == "equation" else ""):
        return read_equation(given)
    return Equation(Quotient.parse_all(_texts(given, key)))


def _recurrence(data: Mapping[str, Any]) -> Recurrence:
    equation = _equation(data)
    p, q = (_numbers(_needed(data, key), key) for key in ("p", "q"))
    return Recurrence.from_quotients(equation.coefficients, _first(data, equation, p), p, q)


def _series(data: Mapping[str, Any]) -> Series:
    equation = _equation(data)
    u, constant = _numbers(_needed(data, "u"), "u"), _number(data.get("constant", 0), "constant")
    order = len(equation.coefficients) - 1
    if len(u) != order:
        raise InputError(f"{len(u)} values in u", f"{order}, one for each order: u(first-r) … u(first-1)")
    terms = Recurrence.from_quotients(equation.coefficients, _first(data, equation, u), u, [1] * len(u))
    return Series(terms, constant)


def _product(data: Mapping[str, Any]) -> MatrixProduct:
    matrix = [_texts(row, "matrix") for row in _list(_needed(data, "matrix"), "matrix")]
    start = data.get("start")
    rows = None if start is None else [_numbers(row, "start") for row in _list(start, "start")]
    return MatrixProduct.of(matrix, _integer(data, "first", 0), rows, _place(data.get("over")))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Formula]] = {
    "pcf": _pcf,
    "recurrence": _recurrence,
    "product": _product,
    "series": _series,
}


def _needed(data: Mapping[str, Any], key: str) -> Any:
    if data.get(key) is None:
        raise InputError(f"a formula of kind {data.get('kind', 'pcf')} without {echo(key)}", f"the key {key}")
    return data[key]


def _first(data: Mapping[str, Any], equation: Equation, listed: Sequence[Fraction]) -> int:
    """Where nothing else is said the values listed begin with u(0)."""
    return _integer(data, "first", len(listed) if equation.first is None else equation.first)


def _integer(data: Mapping[str, Any], key: str, otherwise: int) -> int:
    value = data.get(key)
    if value is None:
        return otherwise
    number = _number(value, key)
    if number.denominator != 1:
        raise InputError(f"{key} {echo(value)}", "an integer")
    return int(number)


def _list(value: Any, key: str) -> Sequence[Any]:
    """A list, or its entries as text with commas between."""
    if isinstance(value, str) and value.strip():
        value = list_items(value.strip(" []"), key)
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= _MOST_ENTRIES:
        raise InputError(f"{key} {echo(value)}", f"a list of 1 to {_MOST_ENTRIES} entries")
    return value


def _texts(value: Any, key: str) -> list[str]:
    return [_text(entry, key) for entry in _list(value, key)]


def _text(value: Any, key: str) -> str:
    if isinstance(value, str):
        return value
    return str(_number(value, key))


def _numbers(value: Any, key: str) -> list[Fraction]:
    return [_number(entry, key) for entry in _list(value, key)]


def _number(value: Any, key: str) -> Fraction:
    """An integer, or text of an integer, a ratio or a decimal, every digit of which counts; also a float as printed."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction):
        raise InputError(f"{key} with {echo(value)}", "integers, and rational numbers as text")
    return Fraction(value) if isinstance(value, int | Fraction) else read_rational(str(value), f"{key}: {echo(value)}")


def _place(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    if len(_list(value, "over")) != 2 or not all(isinstance(i, int) and not isinstance(i, bool) for i in value):
        raise InputError(f"over {echo(value)}", "[row, column], counted from 0")
    return value[0], value[1]
