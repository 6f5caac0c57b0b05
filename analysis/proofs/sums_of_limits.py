"""A recurrence whose limit is the sum or product of those of two fractions, each with a certificate of its own.

With P, Q the convergents of a fraction at n − m, f⁺ = γP + δQ and f = αP + βQ, and g⁺, g of the other likewise,

    q(n) = h(n) f(n) g(n),   p(n) = h(n) (f⁺(n) g(n) + f(n) g⁺(n)) or h(n) f⁺(n) g⁺(n),   h(n) = ρ(n) h(n−1)

for n ≥ N: all products of solutions, times h, obey the recurrence, an identity of polynomials for each of four; and
r values in a row agree. So p/q = f⁺/f + g⁺/g, or the product, tends to that of the images of both values. These images
have to be linear in the constants: then αL + β is not 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product as pairs_of
from math import lcm

from analysis.proofs.chain import Statement, image, lowest, verify
from analysis.proofs.polynomials import along, before, never_zero, plus, times, value
from analysis.proofs.rational_sums import combined
from analysis.proofs.reading import (
    Malformed,
    Mobius,
    Poly,
    Rejected,
    fraction,
    integer,
    items,
    members,
    polynomial,
    spelt,
)

SUM, PRODUCT = "sum of limits", "product of limits"
KINDS = (SUM, PRODUCT)
MOST_ORDER = 6
LATEST = 1_000  # n up to which values are compared

Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Recurrence:
    """c₀(n) u(n) + … + c_r(n) u(n−r) = 0 for n ≥ first; p and q list u(first − r) … u(first − 1)."""

    coefficients: tuple[Poly, ...]
    first: int
    p: tuple[Fraction, ...]
    q: tuple[Fraction, ...]

    def __str__(self) -> str:
        terms = (f"({spelt(c)})*u(n{f' - {k}' if k else ''})" for k, c in enumerate(self.coefficients) if c)
        start = self.first - len(self.p)
        rows = (f"{', '.join(map(str, row))}, …" for row in (self.p, self.q))
        return f"{' + '.join(terms)} = 0, p, q = {'; '.join(rows)} from n = {start} on"

    def as_json(self) -> dict[str, object]:
        """As in the certificate."""
        rows = {"p": [*map(str, self.p)], "q": [*map(str, self.q)]}
        return {"coefficients": [spelt(c) for c in self.coefficients], "first": self.first, **rows}

    def values(self, begin: int, count: int) -> list[Pair]:
        """(p, q) at `begin` and after."""
        found = list(zip(self.p, self.q, strict=True))
        start = self.first - len(self.p)
        for n in range(self.first, begin + count):
            lead, *here = (value(c, n) for c in self.coefficients)
            past = [(Fraction(-c, lead), found[-k]) for k, c in enumerate(here, start=1)]
            p, q = (sum((c * u[side] for c, u in past), Fraction(0)) for side in (0, 1))
            found.append((p, q))
        return found[begin - start : begin - start + count]


@dataclass(frozen=True)
class SumOfLimits:
    """p/q of the recurrence tends to (p c + q)/s, c the number that `constant` spells."""

    recurrence: Recurrence
    mobius: Mobius
    constant: str
    conditional: bool = False

    @property
    def value(self) -> str:
        """The limit as text."""
        return image(self.mobius, self.constant)

    def __str__(self) -> str:
        return f"lim p(n)/q(n) = {self.value}, {self.recurrence}"


@dataclass(frozen=True)
class _Part:
    """Two combinations of the convergents of (a, b) at n − shift; top/bottom tends to scale · constant + rest."""

    a: Poly
    b: Poly
    shift: int
    top: Pair
    bottom: Pair
    scale: Fraction
    constant: str
    rest: Fraction

    def values(self, begin: int, count: int) -> list[Pair]:
        """f⁺ and f at `begin` and after."""
        at = begin - self.shift
        p_before, p, q_before, q = before(self.a, self.b, at + 1)
        found = []
        for n in range(at + 1, at + count + 1):
            found.append((self.top[0] * p + self.top[1] * q, self.bottom[0] * p + self.bottom[1] * q))
            x, y = value(self.a, n), value(self.b, n)
            p_before, p, q_before, q = p, x * p + y * p_before, q, x * q + y * q_before
        return found

    def moved(self, order: int) -> list[tuple[Poly, Poly]]:
        """F₀ … F_r in n with f(n+j) = F_j · (f(n), f(n+1))."""
        found: list[tuple[Poly, Poly]] = [((1,), ()), ((), (1,))]
        for j in range(2, order + 1):
            a, b = (along(c, 1, j - self.shift) for c in (self.a, self.b))
            found.append((
                plus(times(a, found[-1][0]), times(b, found[-2][0])),
                plus(times(a, found[-1][1]), times(b, found[-2][1])),
            ))  # fmt: skip
        return found


def verify_value(claim: object) -> Statement | SumOfLimits:
    """What a certificate proves of a fraction, or of a recurrence."""
    of_recurrence = isinstance(claim, dict) and claim.get("kind") in KINDS
    return verify_limit(claim) if of_recurrence else verify(claim)


def verify_limit(claim: object) -> SumOfLimits:
    """What a certificate of this kind proves; raises Rejected where a step fails, Malformed where it is none."""
    found = members(claim, ("version", "kind", "recurrence", "gauge", "start", "scale", "parts"))
    if type(found["version"]) is not int or found["version"] != 1 or found["kind"] not in KINDS:
        raise Malformed(f"no certificate of kind {' or '.join(KINDS)}, version 1")
    recurrence = _recurrence(found["recurrence"])
    start = integer(found["start"], recurrence.first - len(recurrence.p), LATEST)
    top, bottom = (polynomial(one) for one in items(found["gauge"], 2, 2))
    nowhere_zero = never_zero(top, start) and never_zero(bottom, start)
    if not (nowhere_zero and never_zero(recurrence.coefficients[0], recurrence.first)):
        raise Rejected("h(n)/h(n−1) or the first coefficient is not shown to be without zero or pole")
    parts = [_part(one, start) for one in items(found["parts"], 2, 2)]
    _check_products(recurrence.coefficients, (top, bottom), parts)
    is_sum = found["kind"] == SUM
    _check_values(recurrence, (top, bottom), start, fraction(found["scale"]), parts, is_sum)
    name, factor, rest = combined(*(_summed if is_sum else _multiplied)(*parts))
    k = lcm(factor.denominator, rest.denominator)
    p, q = int(factor * k), int(rest * k)
    return SumOfLimits(recurrence, lowest((p, q, 0, k) if factor else (q, 0, 0, k)), name)


def _recurrence(claim: object) -> Recurrence:
    found = members(claim, ("coefficients", "first", "p", "q"))
    coefficients = tuple(polynomial(one) for one in items(found["coefficients"], 2, MOST_ORDER + 1))
    order = len(coefficients) - 1
    first = integer(found["first"], -LATEST, LATEST)
    p, q = (tuple(fraction(one) for one in items(found[side], order, order)) for side in ("p", "q"))
    return Recurrence(coefficients, first, p, q)


def _part(claim: object, start: int) -> _Part:
    found = members(claim, ("certificate", "shift", "top", "bottom"))
    shift = integer(found["shift"], start - LATEST, start)
    top, bottom = (_pair(found[side]) for side in ("top", "bottom"))
    proved = verify(found["certificate"])
    if proved.conditional or any(sign in proved.constant for sign in "+- "):
        raise Rejected(f"a part is about {proved.constant}, no single constant that is proved")
    scale, rest = _linear(top, bottom, proved.mobius, proved.constant)
    return _Part(proved.a, proved.b, shift, top, bottom, scale, proved.constant, rest)


def _pair(claim: object) -> Pair:
    first, second = items(claim, 2, 2)
    return fraction(first), fraction(second)


def _linear(top: Pair, bottom: Pair, mobius: Mobius, name: str) -> Pair:
    """(u, v): top/bottom at the image of C is u C + v."""
    (c, d), (a, b), (p, q, r, s) = top, bottom, mobius
    if name == "1":
        numerator, denominator = p + q, r + s
        below = a * numerator + b * denominator
        if not below:
            raise Rejected("the limit of a part is infinite")
        return Fraction(0), (c * numerator + d * denominator) / below
    below = a * q + b * s
    if a * p + b * r or not below:
        raise Rejected(f"the limit of a part is not linear in {name}")
    return (c * p + d * r) / below, (c * q + d * s) / below


def _check_products(coefficients: Sequence[Poly], gauge: tuple[Poly, Poly], parts: Sequence[_Part]) -> None:
    """Σ_j c_{r−j}(n+r) h(n+j) F_j ⊗ G_j = 0."""
    order = len(coefficients) - 1
    (top, bottom), (f, g) = gauge, (part.moved(order) for part in parts)
    for i, k in pairs_of(range(2), repeat=2):
        total: Poly = ()
        for j in range(order + 1):
            factors = [along(top, 1, t) if t <= j else along(bottom, 1, t) for t in range(1, order + 1)]
            total = plus(total, reduce(times, (*factors, f[j][i], g[j][k], along(coefficients[order - j], 1, order))))
        if total:
            raise Rejected("the products of solutions of the parts do not obey the recurrence")


def _check_values(
    recurrence: Recurrence,
    gauge: tuple[Poly, Poly],
    start: int,
    scale: Fraction,
    parts: Sequence[_Part],
    is_sum: bool,
) -> None:
    """That r pairs in a row agree, with h ≠ 0."""
    order = len(recurrence.p)
    if not scale:
        raise Rejected("h is 0")
    here = recurrence.values(start, order)
    f, g = (part.values(start, order) for part in parts)
    for n, (p, q), (f_top, f_bottom), (g_top, g_bottom) in zip(range(start, start + order), here, f, g, strict=True):
        if n > start:
            scale *= Fraction(value(gauge[0], n), value(gauge[1], n))
        top = f_top * g_bottom + f_bottom * g_top if is_sum else f_top * g_top
        if q != scale * f_bottom * g_bottom or p != scale * top:
            raise Rejected(f"the values at n = {n} are others")


def _summed(f: _Part, g: _Part) -> tuple[list[tuple[Fraction, str]], Fraction]:
    """The multiples of constants in the sum of both limits, and the rational part."""
    return _collected([(f.scale, f.constant), (g.scale, g.constant)]), f.rest + g.rest


def _multiplied(f: _Part, g: _Part) -> tuple[list[tuple[Fraction, str]], Fraction]:
    """The same of the product."""
    names = sorted((f.constant, g.constant))
    first, second = (f"({name})" if any(sign in name for sign in "*/^") else name for name in names)
    both = f"{first}^2" if first == second else f"{first}*{second}"
    terms = [(f.scale * g.scale, both), (f.scale * g.rest, f.constant), (f.rest * g.scale, g.constant)]
    return _collected(terms), f.rest * g.rest


def _collected(terms: Sequence[tuple[Fraction, str]]) -> list[tuple[Fraction, str]]:
    names = dict.fromkeys(name for _, name in terms)
    sums = [(sum((c for c, name in terms if name == one), Fraction(0)), one) for one in names]
    return [(c, name) for c, name in sums if c]
