"""Fields and points as they are given on the command line: names, files, values of parameters, numbers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, echo
from analysis.reading.files import read_file, read_json
from analysis.reading.lists import list_items
from analysis.reading.numbers import read_rational

if TYPE_CHECKING:
    from analysis.fields.matrix_fields import MatrixField

LONGEST_FIELD = 2**22  # bytes of a field as JSON
MOST_DIGITS = 50  # of starts and parameters: the products of a trajectory have thousands of times as many


def named_field(name: str, values: tuple[str, ...], checked: bool = True) -> MatrixField:
    """A built-in field, also at an argument as in 2F1(1/2), or that of a JSON file, with NAME=VALUE for parameters.

    Raises InputError for what is none; a field of a file, if `checked`, is one only where it is conservative.
    """
    from analysis.fields.naming import field_of

    given: dict[str, Fraction] = {}
    for text in values:
        parameter, _, value = text.partition("=")
        given[parameter] = read_rational(value, f"--let {echo(text)}", MOST_DIGITS)
    found = field_of(field_description(name), given)
    return found.conservative() if checked and is_file(name) else found


def field_description(name: str) -> Any:
    """The name itself of a field that is built in, or the JSON of a file. Raises InputError."""
    if not is_file(name):
        return name
    return read_json(read_file(name, "field", LONGEST_FIELD), name, "the JSON of a field")


def is_file(name: str) -> bool:
    """Whether a field's name is a file rather than one that is built in."""
    from analysis.fields.built_in_fields import names

    return name not in names() and _is_there(name)


def numbers(text: str | None, count: int, option: str) -> list[Fraction]:
    """The rational numbers of an option, separated by commas; ones where it is not given. Raises InputError."""
    if text is None:
        return [Fraction(1)] * count
    parts = list_items(text, option)
    if len(parts) != count:
        raise InputError(f"{option} {echo(text)}", f"{count} numbers separated by commas")
    return [read_rational(part, f"{option} {echo(text)}", MOST_DIGITS) for part in parts]


def _is_there(name: str) -> bool:
    """Whether there is a file, or anything else, of this name."""
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long, or with a zero byte
        return False
