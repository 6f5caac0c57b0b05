"""The table of constants: every name that a row refers to, with LaTeX, an expression for sympy, and the value."""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from analysis.errors import InputError

VALUE_DIGITS = 50
_NEW = """INSERT INTO constants (name, latex, expression, value, source)
    VALUES (:name, :latex, :expression, :value, :source) ON CONFLICT (name) DO NOTHING"""


def keep_constants(connection: sqlite3.Connection, names: Iterable[str | None]) -> None:
    """Add the names that the table does not have, described as the library of constants does.

    A name that is no constant of the library (a user's own) is kept without description.
    """
    for name in sorted({name for name in names if name is not None}):
        if connection.execute("SELECT 1 FROM constants WHERE name = ?", (name,)).fetchone() is None:
            connection.execute(_NEW, described(name))


def keep_described(connection: sqlite3.Connection, constants: Iterable[Mapping[str, str | None] | None]) -> None:
    """Add constants described already that the table does not have."""
    connection.executemany(_NEW, {known["name"]: known for known in constants if known is not None}.values())


def keep_definitions(connection: sqlite3.Connection, definitions: Iterable[Mapping[str, Any]]) -> None:
    """Add a user's own constants, given by the fields of `analysis.constants.library.Constant`."""
    from analysis.constants.library import Constant

    for fields in definitions:
        connection.execute(_NEW, _columns(Constant.from_fields(fields), "campaign"))


@lru_cache(maxsize=4096)
def described(name: str) -> dict[str, str | None]:
    """The row of a constant of this name."""
    from analysis.constants.library import as_written, built_in_library

    if name == "1":
        return {"name": name, "latex": "1", "expression": "1", "value": "1", "source": "rational numbers"}
    try:
        return _columns(built_in_library().by_name.get(name) or as_written(name), "library") | {"name": name}
    except InputError:
        return dict.fromkeys(("latex", "expression", "value", "source")) | {"name": name}


def _columns(known: Any, source: str) -> dict[str, str | None]:
    value = known.value(VALUE_DIGITS).str(VALUE_DIGITS, radius=False)
    return {
        "name": known.name,
        "latex": known.latex,
        "expression": known.sympy,
        "value": value,
        "source": source,
    }
