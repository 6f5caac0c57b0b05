"""A series that is a combination of others with proved sums, and of a part that telescopes.

    t(m) = Σ cᵢ eᵢ(m) + y(m+1) t(m+1) − y(m) t(m),  eᵢ(m) = vᵢ(m) t(m):  Σ t = Σ cᵢ Σ eᵢ − y(0) t(0)

where y(m) t(m) → 0, with rational functions vᵢ and y. Each eᵢ is the series of a fraction with a certificate of its
own, whose value is a Möbius image of the sum and of a constant Cᵢ; so Σ eᵢ is one of Cᵢ, and it has to be u Cᵢ + v.
"""

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction

from analysis.proofs.polynomials import along, at_infinity, never_zero, plus, quotient, times, value
from analysis.proofs.rational_sums import Named, combined
from analysis.proofs.reading import Mobius, Poly, Rejected, fraction, items, members

MOST_SOURCES = 6

Quotient = tuple[Poly, Poly]
Source = tuple[Fraction, Quotient, Mobius, str]
"""e(0), e(m+1)/e(m), and the map from the constant of this name to the sum."""


def combination(claim: object, first: Fraction, ratio: Quotient, source: Callable[[object], Source]) -> Named:
    """The name of Σ t(m) over m ≥ 0, t(0) = first, t(m+1)/t(m) = `ratio`; `source` proves the sum of another series."""
    found = members(claim, ("telescoped", "sources"))
    y = quotient(found["telescoped"])
    if not _tends_to_0(ratio, y):
        raise Rejected("the part that telescopes is not shown to tend to 0")
    left: Quotient = ((1,), (1,))
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    rest = -Fraction(value(y[0], 0), value(y[1], 0)) * first
    for one in items(found["sources"], 1, MOST_SOURCES):
        members(one, ("multiple", "weight", "series"))
        c, v = fraction(one["multiple"]), quotient(one["weight"])
        e_first, e_ratio, mobius, name = source(one["series"])
        _check_weight(v, (first, ratio), (e_first, e_ratio))
        left = _plus(left, (times((-c.numerator,), v[0]), times((c.denominator,), v[1])))
        factor, more = _linear(mobius, name)
        sums[name] += c * factor
        rest += c * more
    ahead = along(y[0], 1, 1), along(y[1], 1, 1)
    right = _plus((times(ratio[0], ahead[0]), times(ratio[1], ahead[1])), (times((-1,), y[0]), y[1]))
    if times(left[0], right[1]) != times(right[0], left[1]):
        raise Rejected("the terms are not this combination")
    return combined([(c, name) for name, c in sums.items() if c], rest)


def _linear(mobius: Mobius, name: str) -> tuple[Fraction, Fraction]:
    """(u, v) where the sum is u C + v."""
    p, q, r, s = mobius
    if name == "1" and r + s:
        return Fraction(0), Fraction(p + q, r + s)
    if r or not s or any(sign in name for sign in "+- "):
        raise Rejected(f"the sum of a source is no multiple of a single constant and a rational number: {name}")
    return Fraction(p, s), Fraction(q, s)


def _check_weight(v: Quotient, t: tuple[Fraction, Quotient], e: tuple[Fraction, Quotient]) -> None:
    """Whether e(m) = v(m) t(m) for all m ≥ 0."""
    (first, (top, bottom)), (e_first, (above, below)) = t, e
    if not never_zero(v[0], 0) or e_first * value(v[1], 0) != first * value(v[0], 0):
        raise Rejected("the first term of a source is another")
    ahead = along(v[0], 1, 1), along(v[1], 1, 1)
    if times(times(ahead[0], top), times(v[1], below)) != times(times(v[0], bottom), times(ahead[1], above)):
        raise Rejected("the terms of a source are others")


def _tends_to_0(ratio: Quotient, y: Quotient) -> bool:
    """Whether y(m) t(m) → 0, for terms of this ratio."""
    degree, limit, fall = at_infinity(*ratio)
    if degree < 0 or (degree == 0 and abs(limit) < 1):
        return True
    return degree == 0 and abs(limit) == 1 and len(y[0]) - len(y[1]) < fall


def _plus(left: Quotient, right: Quotient) -> Quotient:
    return plus(times(left[0], right[1]), times(right[0], left[1])), times(left[1], right[1])
