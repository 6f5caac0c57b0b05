"""Links between formulas by their values, and the components that links tie together: one constant each.

Cheapest and strongest first. Formulas of one family are tied by contiguity, whatever their values. Formulas of one
constant are tied by their identities. What is left is tied by relations of (1, x, y, xy) between one representative of
each component, named or not, and all others, behind the fast screen of `relation_screen`; a relation is sought at
SOUGHT_DIGITS and must hold to all digits of both values, which are twice as many.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
from flint import arb, ctx

from analysis.clusters.components import Components
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.numbers.relations import SPARE_BITS, digits_carried, find_mobius, is_image, magnitude_bits, scaled

SOUGHT_DIGITS = 50  # as in the search: coefficients of 27 digits in all can be afforded among 10^5 pairs
LEAST_DIGITS = 2 * SOUGHT_DIGITS - 2  # what a value must carry, so that a relation survives at twice the digits
_SCREEN_BITS = 128  # fixed-point bits of the numbers the screen multiplies


@dataclass(frozen=True, slots=True)
class Member:
    """A formula as links see it: a name that orders it, a value, its family's and its constant's name or None."""

    name: str
    value: arb
    family: str | None = None
    constant: str | None = None

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Named before unnamed, short before long: the least of a component represents it."""
        return self.constant is None, len(self.name), self.name


@dataclass(frozen=True)
class Relation:
    """value(left) = mobius(value(right)), for the members at these places; holds to `digits` digits."""

    left: int
    right: int
    mobius: Mobius
    digits: int


def relate(
    members: Sequence[Member], parts: Components, over: Callable[..., Iterable[list[int]]] = map
) -> list[Relation]:
    """Join components by relations between their representatives; the relations found, in order.

    Each component is tried against all before it, named ones first, then by rank. Names do not keep two apart: one
    constant and its images may go by several. `over` is `map`, or one that works on all cores.

    >>> from analysis.clusters.components import joined_by_names
    >>> with ctx.workdps(120):
    ...     found = [Member("x", arb.pi(), constant="pi"), Member("y", (arb.pi() + 1) / 3), Member("z", arb(2).zeta())]
    ...     parts = joined_by_names(found)
    ...     [(link.left, link.right, link.mobius) for link in relate(found, parts)], parts.groups()
    ([(1, 0, Mobius(p=1, q=1, r=0, s=3))], [[0, 1], [2]])
    """
    heads = [min(group, key=lambda place: members[place].rank) for group in parts.groups()]
    usable = [head for head in heads if digits_carried(members[head].value) >= LEAST_DIGITS]
    order = sorted(usable, key=lambda place: members[place].rank)
    pairs = len(order) * (len(order) - 1) // 2 or 1
    table = _Table([members[place].value for place in order])
    found = []
    later = range(1, len(order))
    for i, promising in zip(later, over(lambda i: list(table.promising(i)), later), strict=True):
        left = members[order[i]].value
        for j in promising:
            if parts.root(order[i]) == parts.root(order[j]):
                continue
            right = members[order[j]].value
            mobius = relation(left, right, log10(pairs))
            if mobius is not None:
                digits = int(min(digits_carried(left), digits_carried(right)) + 0.5)
                parts.join(order[i], order[j])
                found.append(Relation(order[i], order[j], mobius, digits))
    return found


def relation(left: arb, right: arb, trial_cost: float = 0.0) -> Mobius | None:
    """The Möbius map with value left = m(right) that is found at SOUGHT_DIGITS and holds to all digits of both."""
    with ctx.workprec(
        int(2 * SOUGHT_DIGITS * BITS_PER_DIGIT) + SPARE_BITS + magnitude_bits(left) + magnitude_bits(right)
    ):
        mobius = find_mobius(_rounded(right), _rounded(left), trial_cost)
        return mobius if mobius is not None and is_image(mobius, right, left) else None


def _rounded(x: arb) -> arb:
    return arb(x.mid(), x.rad() + abs(x.mid()) * arb(10) ** -SOUGHT_DIGITS)


class _Table:
    """Values as the screen of relations reads them, so that one is tried against many at once."""

    def __init__(self, values: Sequence[arb]) -> None:
        from analysis.numbers import relation_screen  # loads numba, half a second

        self._screen = relation_screen
        relation_screen.warm()  # once, before others share the work
        self._fixed = [scaled(value, _SCREEN_BITS) for value in values]
        self._large = [magnitude_bits(value) for value in values]
        self._windows = relation_screen.windows(
            [value >> (_SCREEN_BITS - relation_screen.BITS) for value in self._fixed]
        )
        self._sizes = np.array([abs(float(value.mid())) for value in values])

    def promising(self, i: int) -> Iterator[int]:
        """The places before i that may be related to i, ascending."""
        if not i:
            return
        bits = self._screen.BITS
        if self._large[i] + max(self._large[:i]) > self._screen.LARGEST_BITS:
            yield from range(i)
            return
        shift = 2 * _SCREEN_BITS - bits
        products = [(fixed * self._fixed[i]) >> shift for fixed in self._fixed[:i]]
        x = self._fixed[i] >> (_SCREEN_BITS - bits)
        found = self._screen.promising(self._windows[:i], self._sizes[:i], x, products, float(self._sizes[i]))
        yield from (int(j) for j in found)
