"""One form for all scalar gauges of a recurrence: u(n) and h(n) u(n), h(n)/h(n−1) rational, have the same p/q.

With v = u ∏ c₀ the recurrence is v(n) + C₁(n) v(n−1) + … + C_r(n) v(n−r) = 0, and a polynomial g with g(n) ⋯ g(n−k+1)
dividing C_k for all k is taken out, as deflation does for fractions: its irreducible factors in order, then integers,
then the sign by which the first C_k with odd k has a negative leading coefficient.
"""

from functools import reduce
from math import prod

from flint import fmpz_poly

from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.recurrence import Recurrence

_ONE = fmpz_poly([1])


def canonical(recurrence: Recurrence) -> Recurrence:
    """The form that all scalar gauges share, begun r steps later; factors that vanish at some n ahead are left in.

    >>> apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    >>> canonical(apery.advanced(4)) == canonical(apery.gauged(Quotient.parse("(2n+1)/n^2")))
    True
    """
    monic = _monic(recurrence)
    taken = _ONE
    for factor in _candidates(monic, recurrence.first):
        while (divided := _divided(monic, factor)) is not None:
            monic, taken = divided, taken * factor
    taken *= _sign(monic)
    return recurrence.gauged(Quotient.of(taken, recurrence.coefficients[0].flint)).primitive()


def _monic(recurrence: Recurrence) -> list[fmpz_poly]:
    """C₁, …, C_r."""
    lead, *rest = recurrence.coefficients
    behind = [lead.shift(-j).flint for j in range(1, len(rest))]
    return [c.flint * prod(behind[:k], start=_ONE) for k, c in enumerate(rest)]


def _candidates(monic: list[fmpz_poly], first: int) -> list[fmpz_poly]:
    """Irreducible factors and primes of the first C_k that is not 0; the places of g in it are tried by shifts."""
    k, lowest = next((k, c) for k, c in enumerate(monic, start=1) if c)
    content, factors = lowest.factor()
    shifts = {Polynomial.from_flint(factor).shift(j) for factor, _ in factors for j in range(k)}
    regular = [g for g in shifts if all(root < first for root in g.integer_roots())]
    primes = [fmpz_poly([p]) for p, _ in abs(content).factor()]
    return [*(g.flint for g in sorted(regular, key=lambda g: (g.degree, g.coefficients))), *primes]


def _divided(monic: list[fmpz_poly], factor: fmpz_poly) -> list[fmpz_poly] | None:
    """C_k over g(n) ⋯ g(n−k+1); None where one is not divisible."""
    if factor == _ONE:
        return None
    found, product = [], _ONE
    for k, c in enumerate(monic):
        product *= factor(fmpz_poly([-k, 1]))
        quotient, rest = divmod(c, product)
        if rest or quotient * product != c:
            return None
        found.append(quotient)
    return found


def _sign(monic: list[fmpz_poly]) -> int:
    odd = reduce(lambda found, c: found or c, monic[::2], fmpz_poly([]))
    return 1 if not odd or odd[odd.degree()] < 0 else -1
