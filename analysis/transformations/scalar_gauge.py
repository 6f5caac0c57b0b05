"""One form for all scalar gauges of a recurrence: u(n) and h(n) u(n), g = h(n)/h(n−1) rational, have the same p/q.

With v = u ∏ c₀ the recurrence is v(n) + C₁(n) v(n−1) + … + C_r(n) v(n−r) = 0, and g multiplies C_k by
g(n) ⋯ g(n−k+1). For the shifts π(n−j) of an irreducible π the exponents in each C_k are numbers by the place j: a first
gauge, the only one of its kind, leaves of the lowest C_k none; a second is the least that makes all C_k polynomials
again, place by place. Then integers are taken out, and the first C_k with odd k gets a negative leading coefficient.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from math import prod

from flint import fmpz, fmpz_poly

from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.recurrence import Recurrence

_ONE = fmpz_poly([1])
_N = Polynomial.of([0, 1])
_FARTHEST = 1_000  # place up to which the first gauge of a recurrence without C₁ is sought

_Places = Mapping[int, Counter[int]]  # k → place → exponent in C_k


def canonical(recurrence: Recurrence) -> Recurrence:
    """The form that all scalar gauges share, begun r steps later; factors that vanish at some n ahead are left in.

    >>> apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    >>> canonical(apery.advanced(4)) == canonical(apery.gauged(Quotient.parse("(2n+1)/n^2")))
    True
    """
    monic = _monic(recurrence)
    gauge = Quotient.of(_sign(monic), _content(monic))
    for base, places in _classes(monic):
        last = recurrence.first - 1 if base == _N else None
        for place, exponent in _gauge(places, last).items():
            factor = Quotient.polynomial(base.shift(-place).flint ** abs(exponent))
            gauge = gauge * factor if exponent > 0 else gauge / factor
    ratio = Quotient.of(gauge.bottom, gauge.top * recurrence.coefficients[0].flint)
    made = recurrence.gauged(ratio).primitive()
    return made if any(k % 2 for k in monic) else _alternated(made)


def _monic(recurrence: Recurrence) -> dict[int, fmpz_poly]:
    """C_k by k, those that are not 0."""
    lead, *rest = recurrence.coefficients
    behind = [lead.shift(-j).flint for j in range(1, len(rest))]
    return {k: c.flint * prod(behind[: k - 1], start=_ONE) for k, c in enumerate(rest, start=1) if c}


def _classes(monic: Mapping[int, fmpz_poly]) -> Iterator[tuple[Polynomial, _Places]]:
    """Each class of shifts of irreducible factors by one of its polynomials π, with the exponents of π(n−j) in C_k."""
    found: dict[Polynomial, dict[int, Counter[int]]] = {}
    for k, c in monic.items():
        for factor, multiplicity in c.factor()[1]:
            base, place = _placed(Polynomial.from_flint(factor))
            found.setdefault(base, {k: Counter() for k in monic})[k][place] += int(multiplicity)
    yield from found.items()


def _placed(factor: Polynomial) -> tuple[Polynomial, int]:
    """(π, j): the factor is π(n−j), and the second coefficient of π, of degree d, is from 0 up to d times the first."""
    factor = factor if factor.leading > 0 else -factor
    place = -(factor.coefficients[-2] // (factor.leading * factor.degree))
    return factor.shift(place), place


@dataclass(frozen=True)
class _Gauge:
    """The exponents of g by place, and those that they leave in the C_k."""

    exponents: Counter[int]
    places: _Places

    def multiply(self, place: int, exponent: int) -> None:
        self.exponents[place] += exponent
        for k, counts in self.places.items():
            for j in range(place, place + k):
                counts[j] += exponent


def _gauge(given: _Places, last: int | None) -> Counter[int]:
    """The exponents by place, none beyond `last`, of the gauge of this class."""
    gauge = _Gauge(Counter(), {k: counts.copy() for k, counts in given.items()})
    _clear(gauge, last)
    while (short := _first_pole(gauge.places)) is not None:
        exponent = max(-counts[short] for counts in gauge.places.values())
        gauge.multiply(short if last is None else min(short, last), exponent)
    return gauge.exponents


def _clear(gauge: _Gauge, last: int | None) -> None:
    """The lowest C_k = C keeps none of the factors, or for k > 1 those at places 0 … k−2 or from last + k on."""
    k = min(gauge.places)
    counts = gauge.places[k]
    met = [j for j, exponent in counts.items() if exponent]
    if k == 1:
        for j in met:
            if last is None or j <= last:
                gauge.multiply(j, -counts[j])
    elif max(map(abs, met), default=0) < _FARTHEST:
        for j in range(min(met, default=0), 0 if last is None else min(0, last + 1)):
            gauge.multiply(j, -counts[j])
        for j in reversed(range(k - 1, max(met, default=0) + 1 if last is None else last + k)):
            gauge.multiply(j - k + 1, -counts[j])


def _alternated(made: Recurrence) -> Recurrence:
    """(−1)ⁿ u(n) solves the same recurrence where C_k = 0 for odd k: at even and odd places signs begin alike."""
    even, odd = (next((x for side in (made.p, made.q) for x in side[i::2] if x), 0) for i in (0, 1))
    if even * odd >= 0:
        return made
    return made.with_start(*([-x if i % 2 else x for i, x in enumerate(side)] for side in (made.p, made.q))).primitive()


def _first_pole(places: _Places) -> int | None:
    return min((j for counts in places.values() for j, exponent in counts.items() if exponent < 0), default=None)


def _content(monic: Mapping[int, fmpz_poly]) -> fmpz_poly:
    """The largest m for which m^k divides C_k for all k."""
    contents = {k: abs(c.content()) for k, c in monic.items()}
    primes = [p for p, _ in reduce(fmpz.gcd, contents.values(), fmpz(0)).factor()]
    return fmpz_poly([prod(p ** min(_valuation(c, p) // k for k, c in contents.items()) for p in primes)])


def _valuation(number: fmpz, p: fmpz) -> int:
    found = 0
    while number % p == 0:
        number, found = number // p, found + 1
    return found


def _sign(monic: Mapping[int, fmpz_poly]) -> fmpz_poly:
    """±1: the first C_k of odd k gets a negative leading coefficient."""
    odd = next((c for k, c in monic.items() if k % 2), None)
    return fmpz_poly([-1 if odd is not None and odd[odd.degree()] > 0 else 1])
