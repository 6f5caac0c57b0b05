"""A memory of what is found once and holds for all things of one kind, as of one family: the latest kinds are kept."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """What was found of the latest `most` kinds.

    >>> of_kind = Memory[int](1)
    >>> of_kind.keep("a", 1), of_kind.keep("b", 2), "a" in of_kind, of_kind.get("b")
    (None, None, False, 2)
    """

    def __init__(self, most: int) -> None:
        self._most, self._found = most, OrderedDict[Hashable, T]()

    def __contains__(self, kind: Hashable) -> bool:
        return kind in self._found

    def get(self, kind: Hashable) -> T | None:
        """What was found of a kind; None where nothing was looked for."""
        if kind not in self._found:
            return None
        self._found.move_to_end(kind)
        return self._found[kind]

    def keep(self, kind: Hashable, found: T) -> None:
        """What was found first of a kind is kept."""
        self._found.setdefault(kind, found)
        if len(self._found) > self._most:
            self._found.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        self._found.clear()
