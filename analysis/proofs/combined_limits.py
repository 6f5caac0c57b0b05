"""A recurrence whose solutions are made of the convergents of fractions, each with a certificate of its own.

With x the convergents P/Q of fractions at n − m, and h(n) = ρ(n) h(n−1), for n ≥ N

    q(n) = Σ h(n) Π Q^d · B(x),   p(n) = Σ h(n) Π Q^d · A(x),

sums over terms, A and B polynomials of degree at most d in each x: the products of solutions, times h, obey the
recurrence, an identity of polynomials for each; and r values in a row agree. One term: p/q = A(x)/B(x) → A(L)/B(L),
where B(L) ≠ 0: B(L) is a rational number once the values are put in, or bounds of every L tell its sign.

Of several terms the first outruns the others. Bounds r ≤ Q(n)/Q(n−1) ≤ s of all fractions (`cone`) show that the factor
h Π Q^d of another over that of the first is multiplied by at most R(n) at each step, R → θ < 1 or R = 1 − c/n + O(1/n²)
with c > 0; and Q is strictly inside its cone at one n, as is then CQ ± P for some C, so that |P| ≤ CQ from there on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product as tuples_of
from math import prod

from analysis.proofs.chain import Statement, image, verify
from analysis.proofs.cone import LATEST_START, Cone, proved
from analysis.proofs.named_quotients import Form, Value, is_number, named_quotient, put_in
from analysis.proofs.polynomials import along, at_infinity, before, never_zero, plus, times, value
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
from analysis.proofs.steps import formula

KIND = "combination of limits"
MOST_ORDER = 8
MOST_PARTS = 4  # fractions of a term, and terms
LATEST = 1_000  # n up to which values are compared

Pair = tuple[Fraction, Fraction]
Ratio = tuple[Poly, Poly]


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
class LimitStatement:
    """p/q of the recurrence tends to (p c + q)/(r c + s), c the number that `constant` spells."""

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
    """The convergents of (a, b) at n − shift, to the power `degree`."""

    a: Poly
    b: Poly
    shift: int
    degree: int
    cone: Cone | None

    def values(self, begin: int, count: int) -> list[Pair]:
        """P and Q at `begin` and after."""
        at = begin - self.shift
        p_before, p, q_before, q = before(self.a, self.b, at + 1)
        found = []
        for n in range(at + 1, at + count + 1):
            found.append((Fraction(p), Fraction(q)))
            x, y = value(self.a, n), value(self.b, n)
            p_before, p, q_before, q = p, x * p + y * p_before, q, x * q + y * q_before
        return found

    def moved(self, order: int) -> list[list[Poly]]:
        """Of f(n+j)^d, j = 0 … r, the coefficients at f(n)^(d−e) f(n+1)^e, without the binomial ones."""
        found: list[Ratio] = [((1,), ()), ((), (1,))]
        for j in range(2, order + 1):
            a, b = (along(c, 1, j - self.shift) for c in (self.a, self.b))
            found.append((
                plus(times(a, found[-1][0]), times(b, found[-2][0])),
                plus(times(a, found[-1][1]), times(b, found[-2][1])),
            ))  # fmt: skip
        d = self.degree
        return [[reduce(times, [x] * (d - e) + [y] * e, (1,)) for e in range(d + 1)] for x, y in found]

    def bound(self, upper: bool) -> Ratio:
        """Of Q(n)^d over Q(n−1)^d, from above or from below."""
        if self.cone is None:
            raise Rejected("a fraction without bounds where there are several terms")
        top, bottom = (along(p, 1, -self.shift) for p in (self.cone.upper if upper else self.cone.lower))
        return reduce(times, [top] * self.degree, (1,)), reduce(times, [bottom] * self.degree, (1,))


@dataclass(frozen=True)
class _Term:
    """h(n) Π Q^d times A for p, B for q."""

    gauge: Ratio
    scale: Fraction
    top: Form
    bottom: Form
    parts: tuple[_Part, ...]

    def values(self, start: int, count: int) -> list[Pair]:
        """What it adds to p and q at `start` and after."""
        found, h = [], self.scale
        columns = zip(*(part.values(start, count) for part in self.parts), strict=True) if self.parts else [()] * count
        for n, pairs in zip(range(start, start + count), columns, strict=True):
            if n > start:
                h *= Fraction(value(self.gauge[0], n), value(self.gauge[1], n))
            found.append((h * self._at(self.top, pairs), h * self._at(self.bottom, pairs)))
        return found

    def _at(self, form: Form, pairs: Sequence[Pair]) -> Fraction:
        degrees = [part.degree for part in self.parts]
        return sum((c * prod((p**e * q ** (d - e) for (p, q), e, d in zip(pairs, powers, degrees, strict=True)),
                             start=Fraction(1)) for powers, c in form.items()), Fraction(0))  # fmt: skip

    def step(self, upper: bool) -> Ratio:
        """A bound of h Π Q^d over the same at n − 1, up to a sign."""
        bounds = [self.gauge, *(part.bound(upper) for part in self.parts)]
        return reduce(times, (b[0] for b in bounds), (1,)), reduce(times, (b[1] for b in bounds), (1,))


def verify_value(claim: object) -> Statement | LimitStatement:
    """What a certificate proves of a fraction, or of a recurrence."""
    of_recurrence = isinstance(claim, dict) and claim.get("kind") == KIND
    return verify_limit(claim) if of_recurrence else verify(claim)


def verify_limit(claim: object) -> LimitStatement:
    """What a certificate of this kind proves; raises Rejected where a step fails, Malformed where it is none."""
    found = members(claim, ("version", "kind", "recurrence", "start", "terms"))
    if type(found["version"]) is not int or found["version"] != 2 or found["kind"] != KIND:
        raise Malformed(f"no certificate of kind {KIND}, version 2")
    recurrence = _recurrence(found["recurrence"])
    start = integer(found["start"], recurrence.first - len(recurrence.p), LATEST)
    if not never_zero(recurrence.coefficients[0], recurrence.first):
        raise Rejected("the first coefficient is not shown to be without zero")
    lead, *others = items(found["terms"], 1, MOST_PARTS)
    claims = items(members(lead, _KEYS)["parts"], 0, MOST_PARTS)
    proofs = [_proved(part) for part in claims]
    terms = [_term(lead, start, proofs), *(_term(one, start) for one in others)]
    for term in terms:
        _check_products(recurrence.coefficients, term)
    _check_values(recurrence, start, terms)
    for other in terms[1:]:
        _check_outrun(terms[0], other)
    values = [(part.degree, one.mobius, one.constant) for part, one in zip(terms[0].parts, proofs, strict=True)]
    _check_denominator(terms[0], values, claims)
    return LimitStatement(recurrence, *named_quotient(terms[0].top, terms[0].bottom, values))


def _recurrence(claim: object) -> Recurrence:
    found = members(claim, ("coefficients", "first", "p", "q"))
    coefficients = tuple(polynomial(one) for one in items(found["coefficients"], 2, MOST_ORDER + 1))
    order = len(coefficients) - 1
    first = integer(found["first"], -LATEST, LATEST)
    p, q = (tuple(fraction(one) for one in items(found[side], order, order)) for side in ("p", "q"))
    return Recurrence(coefficients, first, p, q)


_KEYS = ("gauge", "scale", "top", "bottom", "parts")


def _term(claim: object, start: int, proofs: Sequence[Statement] | None = None) -> _Term:
    """The first term comes with what is proved of its fractions."""
    found = members(claim, _KEYS)
    top, bottom = (polynomial(one) for one in items(found["gauge"], 2, 2))
    scale = fraction(found["scale"])
    if not (scale and never_zero(top, start) and never_zero(bottom, start)):
        raise Rejected("h, or h(n)/h(n−1), is not shown to be without zero or pole")
    claims = items(found["parts"], 0, MOST_PARTS)
    parts = tuple(_part(one, start, None if proofs is None else proofs[i]) for i, one in enumerate(claims))
    forms = [_form(found[side], [part.degree for part in parts]) for side in ("top", "bottom")]
    return _Term((top, bottom), scale, forms[0], forms[1], parts)


def _form(claim: object, degrees: Sequence[int]) -> Form:
    """[[c, e₁, …], …]: Σ c x₁^e₁ ⋯."""
    found: dict[tuple[int, ...], Fraction] = {}
    for row in items(claim, 0, prod(d + 1 for d in degrees)):
        c, *powers = items(row, len(degrees) + 1, len(degrees) + 1)
        place = tuple(integer(e, 0, d) for e, d in zip(powers, degrees, strict=True))
        if place in found or not fraction(c):
            raise Malformed("a power twice, or with the factor 0")
        found[place] = fraction(c)
    return found


def _part(claim: object, start: int, proof: Statement | None) -> _Part:
    if proof is None:
        found = members(claim, ("degree", "shift", "fraction"), ("bounds",))
        a, b = formula(found["fraction"])
    else:
        found = members(claim, ("degree", "shift", "certificate"), ("bounds", "between"))
        a, b = proof.a, proof.b
    shift, degree = integer(found["shift"], start - LATEST, start), integer(found["degree"], 1, MOST_ORDER)
    return _Part(a, b, shift, degree, _cone(a, b, found["bounds"]) if "bounds" in found else None)


def _cone(a: Poly, b: Poly, claim: object) -> Cone:
    bounds = members(claim, ("from", "lower", "upper"))
    (r1, r2), (s1, s2) = ([polynomial(one) for one in items(bounds[key], 2, 2)] for key in ("lower", "upper"))
    return proved(a, b, integer(bounds["from"], 1, LATEST_START), (r1, r2), (s1, s2))


def _proved(claim: object) -> Statement:
    """What the certificate of a part proves of its fraction."""
    found = verify(members(claim, ("degree", "shift", "certificate"), ("bounds", "between"))["certificate"])
    if found.conditional or " " in found.constant:
        raise Rejected(f"a part is about {found.constant}, no constant that is proved")
    return found


def _check_products(coefficients: Sequence[Poly], term: _Term) -> None:
    """Σ_j c_{r−j}(n+r) h(n+j) Π f(n+j)^d = 0 for all solutions f of each part."""
    order = len(coefficients) - 1
    top, bottom = term.gauge
    moved = [part.moved(order) for part in term.parts]
    for powers in tuples_of(*(range(part.degree + 1) for part in term.parts)):
        total: Poly = ()
        for j in range(order + 1):
            factors = [along(top, 1, t) if t <= j else along(bottom, 1, t) for t in range(1, order + 1)]
            factors += [one[j][e] for one, e in zip(moved, powers, strict=True)]
            total = plus(total, reduce(times, factors, along(coefficients[order - j], 1, order)))
        if total:
            raise Rejected("the products of solutions of the parts do not obey the recurrence")


def _check_values(recurrence: Recurrence, start: int, terms: Sequence[_Term]) -> None:
    """That r pairs in a row agree."""
    order = len(recurrence.p)
    columns = zip(*(term.values(start, order) for term in terms), strict=True)
    for n, (p, q), pairs in zip(range(start, start + order), recurrence.values(start, order), columns, strict=True):
        if (p, q) != (sum(top for top, _ in pairs), sum(bottom for _, bottom in pairs)):
            raise Rejected(f"the values at n = {n} are others")


def _check_outrun(first: _Term, other: _Term) -> None:
    """That the other term is o(h Π Q^d) of the first."""
    above, below = other.step(upper=True), first.step(upper=False)
    degree, limit, fall = at_infinity(times(above[0], below[1]), times(above[1], below[0]))
    if degree > 0 or (degree == 0 and (abs(limit) > 1 or (abs(limit) == 1 and fall <= 0))):
        raise Rejected("a term is not shown to fall beside the first")
    if not all(part.cone is not None and part.cone.is_inner for part in other.parts):
        raise Rejected("the denominators of a part are not shown to be the largest solution")


def _check_denominator(term: _Term, values: Sequence[Value], claims: Sequence[object]) -> None:
    """That B(L) ≠ 0."""
    below = put_in(term.bottom, values)
    if not below:
        raise Rejected("q is 0 beside the other terms")
    if is_number(below):
        return
    bounds = [_between(part, one) if any(powers[i] for powers in term.bottom) else (Fraction(0), Fraction(0))
              for i, (part, one) in enumerate(zip(term.parts, claims, strict=True))]  # fmt: skip
    low = high = Fraction(0)
    for powers, c in term.bottom.items():
        ends = [c]
        for (least, most), e in zip(bounds, powers, strict=True):
            ends = [x * y for x in ends for y in ((least**e, most**e) if e else (Fraction(1),))]
        low, high = low + min(ends), high + max(ends)
    if low <= 0 <= high:
        raise Rejected("the denominator is not shown to be different from 0 at the limit")


def _between(part: _Part, claim: object) -> Pair:
    """Two rational numbers of one sign between which the value of a fraction is."""
    found = members(claim, ("degree", "shift", "certificate"), ("bounds", "between"))
    if part.cone is None or "between" not in found:
        raise Rejected("a fraction without bounds of its value where the denominator depends on it")
    low, high = (fraction(one) for one in items(found["between"], 2, 2))
    if part.cone.sign(low.denominator, -low.numerator) != 1 or part.cone.sign(high.denominator, -high.numerator) != -1:
        raise Rejected(f"a value is not shown to be between {low} and {high}")
    if low <= 0 <= high:
        raise Rejected("a value that is bounded by numbers of different signs")
    return low, high
