"""A field by what people call it: its name, also with an argument as in 2F1(1/2), and values of its parameters."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from analysis.errors import echo
from analysis.fields.built_in_fields import built_in_field, names
from analysis.fields.matrix_fields import MatrixField
from analysis.reading.names import applied_name
from analysis.reading.numbers import read_rational

MOST_DIGITS = 40  # of an argument


def field_of(name: str | Mapping[str, Any], values: Mapping[str, Fraction] | None = None) -> MatrixField:
    """A built-in field by name, or one by its JSON, with values for parameters. Raises InputError.

    >>> field_of("3F2(1/2)").name, field_of("4F3", {"z": Fraction(1)}).rank
    ('3F2(1/2)', 3)
    """
    if not isinstance(name, str):
        found = MatrixField.parse(name)
    elif name not in names() and (at := applied_name(name)) is not None:
        found = built_in_field(at[0])
        argument = read_rational(at[1], f"the argument of {echo(name)}", MOST_DIGITS)
        found = replace(found.at(**{found.parameters[0]: argument}), name=f"{found.name}({argument})")
    else:
        found = built_in_field(name)
    return found.at(**values) if values else found
