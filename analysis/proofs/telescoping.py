"""Recurrences of sums: the certificates of creative telescoping, their boundary included, on integers alone.

    F(n, k) = x^n y^k P(n, k)/∏Q(n, k) ∏ (u; v)_L^e,  S(n) = Σ F(n, k) over lower(n) ≤ k (≤ upper(n)),
    c₀(n) F(n, k) + … + c_J(n) F(n−J, k) = G(n, k+1) − G(n, k),  G = R F,

(u; v)_L = ∏_{t<L} (u + v t), L = αn + βk + γ; (1; 1)_L = L!, 1/L! = 0 for L < 0. For each n the identity is one between
meromorphic functions of k, which is checked as an identity of polynomials. At k + ε it is summed over the range and
ε → 0: the summand must be finite on the range (numerator factorials of L ≥ 0, Q without zero there); what is left is
G at both ends, and F(n−i, k) where the range at n−i differs from the one that is summed over: the widest, else the
narrowest. Each of these is a power of ε times a hypergeometric term in n: positive powers vanish, the power 0 gives an
extra term, negative ones are refused. An end ⌊(slope n + constant)/d⌋ is a line in m for n = d m + r, r = 0, …, d − 1;
there nothing may be left.

    {"version": 1, "kind": "telescoping",
     "summand": {"rising": [[u, v, α, β, γ, e], …], "bases": [x, y], "top": P, "bottom": [Q, …]},
     "lower": [slope, constant], "upper": [slope, constant] or null, [slope, constant, d] for a fraction rounded
     inwards, "recurrence": [c₀, …],
     "certificate": [top, bottom], "first": n₀, "extra": [{"rising": [[u, v, A, e], …], "base": z, "top", "bottom"}, …]}

Polynomials in n and k are lists of polynomials in n: the coefficients of 1, k, k², …. Proved is
Σ c_i(n) S(n−i) = Σ extra(n) for all n ≥ first. Source: Petkovšek, Wilf and Zeilberger, A = B, chapter 6.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from analysis.proofs.bivariate import (
    Bi,
    Line,
    add,
    at_class,
    at_line,
    bivariate,
    constant,
    keeps_sign,
    linear,
    multiply,
    over_k,
    over_n,
    product,
    scale,
    shift,
    to_poly,
)
from analysis.proofs.boundaries import (
    LATEST,
    Atom,
    NTerm,
    Summand,
    collected,
    from_where,
    in_class,
    limit,
    vanishes_at_infinity,
)
from analysis.proofs.polynomials import value as value_at
from analysis.proofs.reading import Malformed, Poly, Rejected, fraction, integer, items, members, polynomial

End = tuple[int, ...]  # (slope, constant): slope·n + constant; (slope, constant, d): divided by d and rounded inwards
MOST_FACTORS, MOST_SIZE = 64, 400  # of the summand; of the integers in its arguments
MOST_ORDER = 32
MOST_CLASSES = 144  # of n, in which the ends of a range are lines
_MOST_BEYOND = 20  # of k that are looked at before the coefficients show the sign of a denominator
MOST_TERMS = 20_000  # that are summed to check the recurrence before its general proof begins


@dataclass(frozen=True)
class SumStatement:
    """Σ c_i(n) S(n−i) = Σ extra(n) for all n ≥ first; S(n) is finite from `start` on."""

    summand: Summand
    lower: End
    upper: End | None
    recurrence: tuple[Poly, ...]
    start: int
    first: int
    extra: tuple[NTerm, ...]

    def range(self, n: int) -> range:
        """The k of S(n), for finite ranges."""
        assert self.upper is not None
        return range(along(self.lower, 0, n, -1)[1], along(self.upper, 0, n, 1)[1] + 1)

    def sum(self, n: int) -> Fraction:
        """S(n), term by term; for finite ranges."""
        return sum((self.summand.value(n, k) for k in self.range(n)), Fraction(0))


def along(end: End, step: int, residue: int, side: int) -> Line:
    """An end at n = step·m + residue, step a multiple of its divisor: a line in m; side 1 is rounded down, −1 up.

    >>> along((1, 0, 3), 3, 2, 1), along((1, 0, 3), 3, 2, -1)
    ((1, 0), (1, 1))
    """
    slope, rest, divisor = (*end, 1)[:3]
    return slope * step // divisor, side * (side * (slope * residue + rest) // divisor)


def verify_sum(claim: object) -> SumStatement:
    """What a certificate proves; raises Rejected where a step fails, Malformed where it is no certificate."""
    found = members(
        claim,
        ("version", "kind", "summand", "lower", "upper", "recurrence", "certificate", "first", "extra"),
        ("text", "start", "initial"),
    )
    if found["version"] != 1 or found["kind"] != "telescoping":
        raise Malformed("no certificate of kind telescoping, version 1")
    proved = prove(
        read_summand(found["summand"]),
        _end(found["lower"]),
        None if found["upper"] is None else _end(found["upper"]),
        tuple(polynomial(c) for c in items(found["recurrence"], 1, MOST_ORDER + 1)),
        read_certificate(found["certificate"]),
        integer(found["first"], 0, LATEST),
    )
    if found["extra"] != [term.as_json() for term in proved.extra]:
        raise Rejected(f"the extra term is {[term.as_json() for term in proved.extra]}")
    if found.get("start", proved.start) != proved.start:
        raise Rejected(f"the sum is proved to be finite from n = {proved.start} on")
    if "initial" in found:
        _check_initial(proved, found["initial"])
    return proved


def prove(
    f: Summand,
    lower: End,
    upper: End | None,
    recurrence: tuple[Poly, ...],
    certificate: tuple[Bi, Bi],
    first: int | None = None,
) -> SumStatement:
    """The statement that follows; with no `first` from the least n on that is found."""
    if not any(recurrence) or not certificate[1]:
        raise Rejected("a recurrence of zeros, or a certificate with the denominator 0")
    if not _identity(f, recurrence, certificate):
        raise Rejected("the certificate is no rational identity: Σ c F(n−i, k) ≠ G(n, k+1) − G(n, k)")
    order = len(recurrence) - 1
    start = _finite_from(f, lower, upper)
    general, extra = _boundary(f, (lower, upper), recurrence, certificate)
    general = max(general, start + order)
    proved = SumStatement(f, lower, upper, recurrence, start, general, extra)
    return replace(proved, first=_begin(proved, general, first))


# The identity


def _identity(f: Summand, recurrence: tuple[Poly, ...], certificate: tuple[Bi, Bi]) -> bool:
    order = len(recurrence) - 1
    shifts = [(-i, 0) for i in range(order + 1)] + [(0, 1)]
    scaled = over_common(f, shifts, order)
    above, below = certificate
    above1, below1 = shift(above, 0, 1), shift(below, 0, 1)
    total: Bi = {}
    for c, term in zip(recurrence, scaled, strict=False):
        total = add(total, multiply(over_n(c), term))
    left = multiply(total, multiply(below, below1))
    right = multiply(multiply(above1, below), scaled[-1])
    return left == add(right, scale(multiply(multiply(above, below1), scaled[0]), -1))


def over_common(f: Summand, shifts: list[tuple[int, int]], order: int) -> list[Bi]:
    """F at each shift, divided by what is common to all of them: polynomials."""
    scaled = []
    bottoms = [product(shift(q, i, j) for q in f.bottom) for i, j in shifts]
    for place, (i, j) in enumerate(shifts):
        powers = f.x.numerator ** (order + i) * f.x.denominator**-i
        powers *= f.y.numerator if j else f.y.denominator
        term = scale(shift(f.top, i, j), powers)
        for other, q in enumerate(bottoms):
            term = multiply(term, q) if other != place else term
        for atom in f.atoms:
            term = multiply(term, product(_between(atom, shifts, i, j)))
        scaled.append(term)
    return scaled


def _between(atom: Atom, shifts: list[tuple[int, int]], i: int, j: int) -> Iterator[Bi]:
    """The factors of (u; v)_L^e at the shift (i, j) beyond the least that all shifts have."""
    offsets = [atom.alpha * a + atom.beta * b for a, b in shifts]
    here = atom.alpha * i + atom.beta * j
    start, stop = (min(offsets), here) if atom.e > 0 else (here, max(offsets))
    for _ in range(abs(atom.e)):
        yield from atom.factors(start, stop)


# The range


def _step(*ends: End | None) -> int:
    """d such that the ends are lines in m for n = d m + r."""
    step = lcm(*(end[2] for end in ends if end is not None and len(end) == 3))
    if step > MOST_CLASSES:
        raise Rejected(f"ends of a range that depend on n modulo {step}")
    return step


def _finite_from(f: Summand, lower: End, upper: End | None) -> int:
    """The least n from which on the summand is finite on the range, whatever n modulo the divisors of the ends."""
    step, latest = _step(lower, upper), 0
    for r in range(step):
        high = None if upper is None else along(upper, step, r, 1)
        start = _regular_from(in_class(f, step, r), along(lower, step, r, -1), high)
        latest = max(latest, step * (start - 1) + r + 1 if start else 0)
    return latest


def _regular_from(f: Summand, lower: Line, upper: Line | None) -> int:
    """The least n from which on the summand is finite at all integers of the range, which is not less than empty."""
    start = 0 if upper is None else _not_empty_from(lower, upper)
    for atom in f.atoms:
        if atom.e < 0 or atom.v > 1:
            continue
        if upper is None and atom.beta < 0:
            raise Rejected("a factorial of the numerator is infinite for large k")
        for line in (lower, upper) if upper is not None else (lower,):
            slope, rest = atom.on_line(line)
            if slope < 0 or (slope == 0 and rest < 0):
                raise Rejected("a factorial of the numerator is infinite at an end of the range")
            start = max(start, -(rest // slope) if slope else 0)
    for q in f.bottom:
        start = _without_zero(q, lower, upper, start)
    return start


def _without_zero(q: Bi, lower: Line, upper: Line | None, start: int) -> int:
    """The least n ≥ start from which on q has no zero at the integers of the range."""
    a, b, c = (q.get(place, 0) for place in ((1, 0), (0, 1), (0, 0)))
    if all(i + j <= 1 for i, j in q) and gcd(a, b) and c % gcd(a, b):
        return start  # as 2k + 1, never 0 at integers
    for n in range(start, start + 50):
        if sign_beyond(at_line(shift(q, n, 0), (lower[0], lower[0] * n + lower[1]), 1)):
            return n
        lines = list[Bi]()
        if upper is not None:
            lines.append(at_line(shift(q, n, 0), (upper[0], upper[0] * n + upper[1]), -1))
            if upper[0] - lower[0] == 1:  # n = t + r + μ₁ − μ₂ with k = lower + t = upper − r
                low = at_line(q, lower, 1)
                lines.append(_in_distances(low, lower[1] - upper[1]))
        if any(keeps_sign(one) for one in lines):
            return n
    raise Rejected("a denominator of the summand may vanish in the range")


def sign_beyond(p: Bi) -> bool:
    """Whether p(n, t) is seen to have no zero for n ≥ 0, integers t ≥ 0: t by t, and from some t on."""
    for _ in range(_MOST_BEYOND):
        if keeps_sign(p):
            return True
        if not keeps_sign({(i, 0): c for (i, j), c in p.items() if j == 0}):
            return False
        p = shift(p, 0, 1)
    return False


def _in_distances(p: Bi, offset: int) -> Bi:
    """p(t + r + offset, t) as a polynomial in r and t."""
    total: Bi = {}
    for (i, j), c in p.items():
        total = add(total, multiply({(0, j): c}, product([linear(1, 1, offset)] * i)))
    return total


# The boundary


def _boundary(
    f: Summand, ends: tuple[End, End | None], recurrence: tuple[Poly, ...], certificate: tuple[Bi, Bi]
) -> tuple[int, tuple[NTerm, ...]]:
    """The n from which on it holds, and what Σ c_i(n) S(n−i) is."""
    step = _step(*ends)
    latest, extra = 0, tuple[NTerm, ...]()
    for r in range(step):
        try:
            settled, extra = _left(_Class(f, ends, recurrence, certificate, step, r), widest=True)
        except Rejected as refusal:
            try:
                settled, extra = _left(_Class(f, ends, recurrence, certificate, step, r), widest=False)
            except Rejected:
                raise refusal from None
        if step > 1 and extra:
            raise Rejected("the boundary does not vanish at an end that is a fraction of n")
        latest = max(latest, step * settled + r)
    return latest, extra


@dataclass(frozen=True)
class _Class:
    """What is to be shown, at n = step·m + residue."""

    f: Summand
    ends: tuple[End, End | None]
    recurrence: tuple[Poly, ...]
    certificate: tuple[Bi, Bi]
    step: int
    residue: int

    def lows(self) -> list[Line]:
        """The lower ends of S(n), S(n−1), …, S(n−J)."""
        return self._lines(self.ends[0], -1)

    def highs(self) -> list[Line] | None:
        """The upper ones; None at infinity."""
        return None if self.ends[1] is None else self._lines(self.ends[1], 1)

    def _lines(self, end: End, side: int) -> list[Line]:
        return [along(end, self.step, self.residue - i, side) for i in range(len(self.recurrence))]

    def term(self, line: Line, i: int, above: Bi, below: Bi) -> tuple[int, list[NTerm]]:
        """lim F(n−i, k) above(n, k)/below(n, k) as k → line."""
        here = (at_class(p, self.step, self.residue) for p in (above, below))
        return limit(in_class(self.f, self.step, self.residue - i), line, *here)


def _left(proved: _Class, widest: bool) -> tuple[int, tuple[NTerm, ...]]:
    """Summed over the widest or the narrowest of the ranges at n, …, n − J: the m from which on, and what is left."""
    (above, below), lows, highs = proved.certificate, proved.lows(), proved.highs()
    chosen, sign = (min, max) if widest else (max, min), -1 if widest else 1
    low = chosen[0](lows)
    settled = from_where(to_poly(at_class(over_n(over_k(below)[-1]), proved.step, proved.residue)))
    left = [(low, 0, scale(above, -1), below)]
    moved = [(i, (low[0], k)) for i, line in enumerate(lows) for k in range(*sorted((low[1], line[1])))]
    if highs is None:
        settled = max(settled, vanishes_at_infinity(proved.f, proved.certificate, len(proved.recurrence) - 1))
    else:
        high = chosen[1](highs)
        settled = max(settled, _not_empty_from(low, high))
        left.append(((high[0], high[1] + 1), 0, above, below))
        moved += [(i, (high[0], k + 1)) for i, line in enumerate(highs) for k in range(*sorted((high[1], line[1])))]
    left += [(line, i, scale(over_n(proved.recurrence[i]), sign), constant(1)) for i, line in moved]
    terms: list[NTerm] = []
    for one in left:
        if one[2]:
            last, term = proved.term(*one)
            settled, terms = max(settled, last), terms + term
    return settled, collected(terms)


def _not_empty_from(lower: Line, upper: Line) -> int:
    """The m from which on the range is not less than empty."""
    slope, rest = upper[0] - lower[0], upper[1] - lower[1] + 1
    if slope < 0 or (slope == 0 and rest < 0):
        raise Rejected("the upper end is below the lower one")
    return max(0, -(rest // slope)) if slope else 0


# The first n


def _begin(proved: SumStatement, general: int, claimed: int | None) -> int:
    """The n from which on the recurrence holds: those before the general proof are checked one by one."""
    if claimed is not None and claimed >= general:
        return claimed
    least = proved.start + len(proved.recurrence) - 1
    if proved.upper is not None:
        stop = least if claimed is None else max(claimed, least)
        for n in range(general - 1, stop - 1, -1):
            if not _holds_at(proved, n):
                break
            general = n
    if claimed is not None and claimed < general:
        raise Rejected(f"the recurrence is proved from n = {general} on, not from {claimed}")
    return general


def _holds_at(proved: SumStatement, n: int) -> bool:
    order = len(proved.recurrence) - 1
    if (order + 1) * len(proved.range(n)) > MOST_TERMS:
        return False
    try:
        total = sum(value_at(c, n) * proved.sum(n - i) for i, c in enumerate(proved.recurrence))
        return total == sum(term.value(n) for term in proved.extra)
    except ZeroDivisionError:
        return False


# Reading


def read_summand(value: object) -> Summand:
    """The summand of a certificate."""
    found = members(value, ("rising", "bases", "top", "bottom"))
    rows = [items(row, 6, 6) for row in items(found["rising"], 0, MOST_FACTORS)]
    atoms = tuple(Atom(*(integer(one, -MOST_SIZE, MOST_SIZE) for one in row)) for row in rows)
    x, y = (fraction(one) for one in items(found["bases"], 2, 2))
    bottom = tuple(bivariate(one) for one in items(found["bottom"], 0, MOST_FACTORS))
    top = bivariate(found["top"])
    if not (x and y and top and all(bottom)):
        raise Malformed("a summand with the factor 0")
    return Summand(atoms, x, y, top, bottom)


def read_certificate(value: object) -> tuple[Bi, Bi]:
    """Numerator and denominator of R."""
    top, bottom = (bivariate(one) for one in items(value, 2, 2))
    return top, bottom


def _end(value: object) -> End:
    slope, rest, *divisor = (integer(one, -MOST_SIZE, MOST_SIZE) for one in items(value, 2, 3))
    if divisor and divisor[0] < 2:
        raise Malformed("an end divided by less than 2")
    return slope, rest, *divisor


def _check_initial(proved: SumStatement, value: object) -> None:
    if proved.upper is None:
        raise Malformed("first values of an infinite sum")
    for place, one in enumerate(items(value, 0, MOST_ORDER)):
        if proved.sum(proved.start + place) != fraction(one):
            raise Rejected(f"S({proved.start + place}) is {proved.sum(proved.start + place)}, not {one}")
