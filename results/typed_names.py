"""The constants of a store by the names that people type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.errors import InputError
from results.connections import told
from results.store import Store

if TYPE_CHECKING:
    from analysis.constants.library import Constant
    from analysis.constants.normal_form import Form

TIED_DIGITS = 50  # at which one constant is seen to be a Möbius image of another


def stored_names(store: Store, typed: Iterable[str]) -> tuple[str, ...]:
    """The names under which a store has the constants that were typed, each in all spellings that the store has.

    A constant that the store names by another, of which it is a Möbius image (ζ(2) and π²), has that name; one that it
    does not have at all keeps the library's. Raises InputError, with the nearest names, for what is no constant.
    """
    wanted = tuple(typed)
    if not wanted:
        return ()
    with told(store.path):
        stored = [name for (name,) in store.database.conn.execute("SELECT name FROM constants")]
    return tuple(dict.fromkeys(name for one in wanted for name in _stored_names(stored, one)))


def _stored_names(stored: Sequence[str], typed: str) -> Sequence[str]:
    try:
        found = _known(typed, stored)
    except InputError:
        if typed not in stored:
            raise
        return (typed,)  # a user's own
    same = [name for name in stored if name in (typed, found.name) or _form(name) == found.form]
    return same or (_tied(found, stored) or found.name,)


@lru_cache(maxsize=4_096)
def _form(name: str) -> Form | None:
    from analysis.constants.normal_form import normal_form

    try:
        return normal_form(name)
    except InputError:
        return None


def _known(typed: str, stored: Iterable[str]) -> Constant:
    from analysis.constants.library import built_in_library
    from analysis.constants.typed_names import nearest_names

    try:
        return built_in_library().find(typed)
    except InputError as error:
        remedy = nearest_names(typed, stored) or error.remedy
        raise InputError(error.given, error.allowed, remedy) from None


def _tied(known: Constant, stored: Iterable[str]) -> str | None:
    """The first constant of the library that the store has and of which the value is a Möbius image."""
    from analysis.constants.library import built_in_library
    from analysis.numbers.relations import find_mobius

    for other in built_in_library():
        if other.name in stored and find_mobius(other.value(TIED_DIGITS), known.value(TIED_DIGITS)) is not None:
            return other.name
    return None
