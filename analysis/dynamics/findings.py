"""All dynamics of one convergent fraction: exponents, reduced growth, δ, each with its error.

A rational change of coordinates U(n) changes the reduced denominators by what divides det U(n), a power of n at most:
fractions of one family have the rates η′, γ′ and δ in common, and what is known exactly of one is known of all.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from analysis.dynamics.delta import Delta, at_depth, blind_measure, irrationality_measure
from analysis.dynamics.kin import depths_of_kin
from analysis.dynamics.measures import Dynamics
from analysis.dynamics.reduced_growth import Depths, ReducedGrowth, depths, is_full, measured_again, reduced_growth
from analysis.dynamics.reduction import reduction_order
from analysis.exact.memory import Memory
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

_MOST_APART = 2  # δ and blind δ may differ by so many times the error of the latter
_TAILS = 4  # of a fraction that are looked at for exact rates, where accidents among primes may spoil one of them


@dataclass(frozen=True)
class _Rates:
    """What is read off the common factors of convergents: the growth of the reduced denominators, and δ with it."""

    reduced: ReducedGrowth
    delta: Delta | None

    @property
    def exact(self) -> bool:
        return self.reduced.gamma_exact is not None and self.delta is not None and self.delta.exact is not None

    @property
    def known(self) -> bool:
        """Whether another look could say nothing else of η′ and δ."""
        return self.exact or bool(self.reduced.eta_exact)

    def of(self, at: Depths, rates: Growth) -> "_Rates":
        """The same of another fraction of the family."""
        return self if self.exact else _Rates(measured_again(at, rates, self.reduced), self.delta)


# What the first look at a family has shown of all its members, None for nothing.
_OF_FAMILIES = Memory[_Rates | None](2048)
# The depths of a member of a family that was computed, from which those of the others follow.
_KIN = Memory[Depths](16)


def dynamics(pcf: PCF, rates: Growth, order: Fraction | None, family: Hashable = None) -> Dynamics:
    """All dynamics of a fraction that does not terminate, from its growth and its reduction order (None: unknown).

    `family` names those that are tied to it by rational changes of coordinates, if that is known (None: not).
    Where the convergents themselves contradict δ, what they say blindly stands in its place.

    >>> from analysis.numbers.asymptotics import growth
    >>> apery = PCF.parse("34n^3+51n^2+27n+5", "-n^6")
    >>> found = dynamics(apery, growth(apery), Fraction(3))
    >>> found.delta.exact, round(found.delta.value, 4)
    ('log(577 + 408*sqrt(2))/(log(17 + 12*sqrt(2)) + 3) - 1', 0.0805)
    """
    # The canonical formula has the same reduced denominators, up to a constant, and less to reduce.
    canonical = pcf.canonical().pcf
    lean, lean_order = (rates, order) if canonical == pcf else (growth(canonical), reduction_order(canonical))
    if lean_order is None or not isinstance(lean, Growth):
        return Dynamics(rates, order)
    at, found = _looked_at(canonical, lean, lean_order, family)
    if at is None or found is None:
        return Dynamics(rates, order)
    delta, blind = found.delta, blind_measure(at, slow=found.reduced.eta > 0)
    if delta is not None and blind is not None:
        expected = at_depth(delta, lean, found.reduced, at.convergents[1].n)
        delta = blind if abs(expected - blind.value) > _MOST_APART * blind.error else delta
    return Dynamics(rates, order, found.reduced, delta, blind)


def _looked_at(pcf: PCF, rates: Growth, order: Fraction, family: Hashable) -> tuple[Depths | None, _Rates | None]:
    """Convergents at some depths, and what they say of a fraction or is known of its family."""
    settled, kin = (None, None) if family is None else (_OF_FAMILIES.get(family), _KIN.get(family))
    if settled is not None and kin is not None and (at := depths_of_kin(kin, pcf)) is not None:
        return at, settled.of(at, rates)
    if (at := depths(pcf, rates, order)) is None:
        return None, None
    if family is None:
        return at, _of(at, rates, order)
    _KIN.keep(family, at)
    return at, _first_of(family, at, rates, order) if settled is None else settled.of(at, rates)


def _first_of(family: Hashable, at: Depths, rates: Growth, order: Fraction) -> _Rates | None:
    """What is exact of the fraction or of one of its tails, or what is measured; kept where nothing yet is known."""
    found = _of(at, rates, order)
    exact = found is not None and found.exact
    if is_full(at.pcf, order) and not exact and family not in _OF_FAMILIES:
        found = next(_exact_of_tails(at.pcf, order), found)
        exact = found is not None and found.exact
    lasting = found is not None and (exact or (found.known and not is_full(at.pcf, order)))
    _OF_FAMILIES.keep(family, found if lasting else None)
    return found


def _exact_of_tails(pcf: PCF, order: Fraction) -> Iterator[_Rates]:
    for k in range(1, _TAILS):
        tail = pcf.shifted(k)
        rates = growth(tail)
        at = depths(tail, rates, order) if isinstance(rates, Growth) else None
        found = None if at is None or not isinstance(rates, Growth) else _of(at, rates, order)
        if found is not None and found.exact:
            yield found


def _of(at: Depths, rates: Growth, order: Fraction) -> _Rates | None:
    reduced = reduced_growth(at, rates, order)
    return None if reduced is None else _Rates(reduced, irrationality_measure(rates, reduced))
