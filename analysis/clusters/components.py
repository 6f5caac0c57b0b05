"""Partitions that grow coarser: which formulas are tied together, directly or through others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Named(Protocol):
    """What has the names of its family and of its constant, or None."""

    @property
    def family(self) -> str | None: ...
    @property
    def constant(self) -> str | None: ...


@dataclass
class Components:
    """A partition of 0 … size − 1 that only grows coarser (union–find); the least place stands for its component.

    >>> parts = Components(4)
    >>> parts.join(1, 3), parts.join(3, 1), parts.root(3)
    (True, False, 1)
    """

    size: int
    _parent: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._parent = list(range(self.size))

    def root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, first: int, second: int) -> bool:
        """Make two places one component; False when they were."""
        low, high = sorted((self.root(first), self.root(second)))
        self._parent[high] = low
        return low != high

    def groups(self) -> list[list[int]]:
        """The components, each ascending, in order of their least places."""
        found: dict[int, list[int]] = {}
        for place in range(self.size):
            found.setdefault(self.root(place), []).append(place)
        return list(found.values())


def joined_by_names(members: Sequence[Named]) -> Components:
    """The components that families and constants make, before any relation is sought."""
    parts = Components(len(members))
    first: dict[tuple[str, str], int] = {}
    for place, member in enumerate(members):
        for kind, name in (("family", member.family), ("constant", member.constant)):
            if name is not None:
                parts.join(place, first.setdefault((kind, name), place))
    return parts
