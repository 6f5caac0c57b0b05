"""Formulas of every kind from plain values, as they stand in JSON: {"kind": "recurrence", "coefficients": […], …}."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from analysis.errors import InputError, echo
from analysis.exact.quotients import Quotient
from analysis.formulas.equations import equation_coefficients
from analysis.formulas.pcf import PCF, Equivalent
from analysis.formulas.product import MatrixProduct, interlaced_product
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
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


def has_denominators(a: str, b: str) -> bool:
    """Whether one of two texts is a rational function of n and no polynomial; False for what cannot be read.

    >>> has_denominators("1", "1/(2n-1)"), has_denominators("n/2", "n^2"), has_denominators("n", "x")
    (True, False, False)
    """
    if "/" not in a + b:
        return False
    try:
        return any(Quotient.parse(text).bottom.degree() > 0 for text in (a, b))
    except InputError:
        return False


def _pcf(data: Mapping[str, Any]) -> Equivalent | MatrixProduct:
    """A fraction; as a product of step matrices where a or b has residues (a list) or denominators in n."""
    a, b = (_needed(data, key) for key in ("a", "b"))
    if isinstance(a, list | tuple) or isinstance(b, list | tuple):
        return interlaced_product(
            *([Quotient.parse(text) for text in _residues(x, key)] for x, key in ((a, "a"), (b, "b")))
        )
    functions = [Quotient.parse(_text(x, key)) for x, key in ((a, "a"), (b, "b"))]
    if any(f.bottom.degree() > 0 for f in functions):
        return interlaced_product(*([f] for f in functions))
    return PCF.parse_equivalent(_text(a, "a"), _text(b, "b"))


def _residues(value: Any, key: str) -> list[str]:
    return _texts(value, key) if isinstance(value, list | tuple) else [_text(value, key)]


def _coefficients(data: Mapping[str, Any]) -> list[Quotient]:
    """A list of texts, or one equation."""
    given = data["equation"] if data.get("equation") is not None else _needed(data, "coefficients")
    if isinstance(given, str):
        return equation_coefficients(given)
    return [Quotient.parse(text) for text in _texts(given, "coefficients")]


def _recurrence(data: Mapping[str, Any]) -> Recurrence:
    coefficients = _coefficients(data)
    p, q = (_numbers(_needed(data, key), key) for key in ("p", "q"))
    return Recurrence.from_quotients(coefficients, _first(data, p), p, q)


def _series(data: Mapping[str, Any]) -> Series:
    coefficients = _coefficients(data)
    u, constant = _numbers(_needed(data, "u"), "u"), _number(data.get("constant", 0), "constant")
    terms = Recurrence.from_quotients(coefficients, _first(data, u), u, [1] * len(u))
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


def _first(data: Mapping[str, Any], listed: Sequence[Fraction]) -> int:
    """Where nothing else is said the values listed begin with u(0)."""
    return _integer(data, "first", len(listed))


def _integer(data: Mapping[str, Any], key: str, otherwise: int) -> int:
    value = data.get(key)
    if value is None:
        return otherwise
    number = _number(value, key)
    if number.denominator != 1:
        raise InputError(f"{key} {echo(value)}", "an integer")
    return int(number)


def _list(value: Any, key: str) -> Sequence[Any]:
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
