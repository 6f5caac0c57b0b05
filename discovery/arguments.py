"""Arguments of the Python face: what a function does not know, or cannot take, is told in one line before it begins.

Each function that `discovery` offers is wrapped when it is first asked for; its signature is what it was.
"""

from __future__ import annotations

import difflib
import inspect
import numbers
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import wraps
from typing import Any

from analysis.effort import LEAST_SECONDS, MOST_SECONDS
from analysis.errors import InputError, echo
from search.engines import ENGINES

MOST_DIGITS = 100_000  # of a limit, as for `discover inspect --digits`

_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "int": ((numbers.Integral,), "an integer"),
    "float": ((numbers.Real,), "a number"),
    "str": ((str,), "text"),
    "bool": ((bool,), "True or False"),
    "Path": ((os.PathLike,), "the name of a file"),
    "None": ((type(None),), ""),
}
_RANGES: Mapping[str, tuple[float, float]] = {
    "digits": (1, MOST_DIGITS),
    "seconds": (LEAST_SECONDS, MOST_SECONDS),
    "workers": (1, MOST_DIGITS),
}


def told(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its arguments checked. Raises InputError.

    >>> def cut(text: str, digits: int = 5) -> str: return text[:digits]
    >>> told(cut)("3.14159265", digits="many")
    Traceback (most recent call last):
    analysis.errors.InputError: digits = 'many' of type str; allowed: an integer
    >>> told(cut)("3.14159265", digit=4)
    Traceback (most recent call last):
    analysis.errors.InputError: argument 'digit' of cut; allowed: text, digits; did you mean digits?
    """
    signature = inspect.signature(function)
    open_ended = any(one.kind is one.VAR_KEYWORD for one in signature.parameters.values())

    @wraps(function)
    def checked(*arguments: Any, **options: Any) -> Any:
        if not open_ended:
            check_names(options, signature.parameters, function.__name__)
        try:
            bound = signature.bind(*arguments, **options)
        except TypeError as error:
            raise InputError(f"{function.__name__}: {error}", ", ".join(signature.parameters)) from None
        for name, value in bound.arguments.items():
            check_value(name, value, signature.parameters[name].annotation)
        return function(*arguments, **options)

    return checked


def check_fields(made: type, options: Mapping[str, Any], of: str) -> None:
    """Whether options are fields of a dataclass, and have their types. Raises InputError."""
    known = {one.name: one.type for one in fields(made)}
    check_names(options, known, of)
    for name, value in options.items():
        check_value(name, value, known[name])


def check_names(given: Iterable[str], known: Iterable[str], of: str) -> None:
    """Whether all names that are given are known. Raises InputError with the nearest."""
    allowed = list(known)
    for name in given:
        if name not in allowed:
            close = difflib.get_close_matches(name, allowed, 1)
            remedy = f"did you mean {close[0]}?" if close else ""
            raise InputError(f"argument {echo(name)} of {of}", ", ".join(allowed), remedy)


def check_value(name: str, value: Any, annotation: Any) -> None:
    """Whether a value is of a plain type, and within the range that its name has. Raises InputError."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    kinds = [part.strip() for part in (str(annotation) if "|" in str(annotation) else text).split("|")]
    if not set(kinds) <= set(_TYPES):
        return
    of_bool = isinstance(value, bool) and "bool" not in kinds
    if of_bool or not isinstance(value, tuple(one for kind in kinds for one in _TYPES[kind][0])):
        allowed = " or ".join(_TYPES[kind][1] for kind in kinds if kind != "None")
        raise InputError(f"{name} = {echo(value)} of type {type(value).__name__}", allowed)
    if name in _RANGES and isinstance(value, int | float):
        low, high = _RANGES[name]
        if not low <= value <= high:
            raise InputError(f"{name} = {value}", f"{low:,} to {high:,}")
    if name == "engine" and value not in ENGINES:
        raise InputError(f"engine {echo(value)}", ", ".join(ENGINES))
