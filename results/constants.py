"""The table of constants: every name that a row refers to, with LaTeX, an expression for sympy, and the value."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from results.connections import told

if TYPE_CHECKING:
    from results.store import Store

VALUE_DIGITS = 50
_NEW = """INSERT INTO constants (name, latex, expression, value, source)
    VALUES (:name, :latex, :expression, :value, :source) ON CONFLICT (name) DO NOTHING"""


def keep_constants(connection: sqlite3.Connection, names: Iterable[str | None]) -> None:
    """Add the names that the table does not have, described as the library of constants does.

    A name that is no constant of the library (a user's own) is kept without description.
    """
    for name in sorted({name for name in names if name is not None}):
        if connection.execute("SELECT 1 FROM constants WHERE name = ?", (name,)).fetchone() is None:
            connection.execute(_NEW, _described(name))


def keep_definitions(connection: sqlite3.Connection, definitions: Iterable[Mapping[str, Any]]) -> None:
    """Add a user's own constants, given by the fields of `analysis.constants.library.Constant`."""
    from analysis.constants.library import Constant

    for fields in definitions:
        connection.execute(_NEW, _columns(Constant.from_fields(fields), "campaign"))


def _described(name: str) -> dict[str, str | None]:
    from analysis.constants.library import built_in_library

    if name == "1":
        return {"name": name, "latex": "1", "expression": "1", "value": "1", "source": "rational numbers"}
    try:
        return _columns(built_in_library().find(name), "library") | {"name": name}
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


def stored_names(store: "Store", typed: Iterable[str]) -> tuple[str, ...]:
    """The names under which a store has the constants that were typed: its own spelling first, then the library's.

    A constant that the store names by another, of which it is a Möbius image (ζ(2) and π²), has that name; one that it
    does not have at all keeps the library's. Raises InputError, with the nearest names, for what is no constant.
    """
    wanted = tuple(typed)
    if not wanted:
        return ()
    with told(store.path):
        stored = dict(store.database.conn.execute("SELECT name, expression FROM constants").fetchall())
    return tuple(_stored_name(stored, name) for name in wanted)


def _stored_name(stored: Mapping[str, str | None], typed: str) -> str:
    if typed in stored:
        return typed
    found = _known(typed, stored)
    if found.name in stored:
        return found.name
    same = next((name for name, expression in stored.items() if expression == found.sympy), None)
    return same or _tied(found, stored) or found.name


def _known(typed: str, stored: Iterable[str]) -> Any:
    from analysis.constants.library import built_in_library
    from analysis.constants.typed_names import nearest_names

    try:
        return built_in_library().find(typed)
    except InputError as error:
        remedy = nearest_names(typed, stored) or error.remedy
        raise InputError(error.given, error.allowed, remedy) from None


def _tied(known: Any, stored: Iterable[str]) -> str | None:
    """The first constant of the library that the store has and of which the value is a Möbius image."""
    from analysis.constants.library import built_in_library
    from analysis.numbers.relations import find_mobius

    for other in built_in_library():
        if other.name in stored and find_mobius(other.value(VALUE_DIGITS), known.value(VALUE_DIGITS)) is not None:
            return other.name
    return None
