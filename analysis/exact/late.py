"""Modules that are imported when something of them is first used: FLINT takes longer to load than a small command."""

from importlib import import_module
from typing import Any


def named(place: str) -> Any:
    """What stands at "module:name", its module imported now.

    >>> named("math:gcd")(12, 18)
    6
    """
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


class Late:
    """Stands for a module; what is taken from it is kept, so that it is looked up once.

    >>> Late("math").gcd(12, 18)
    6
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        found = named(f"{self._name}:{name}")
        setattr(self, name, found)
        return found
