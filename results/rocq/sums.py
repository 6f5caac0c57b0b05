"""The recurrence of a sum as a file for Rocq: summand, certificate and what the ends leave are data for `Sums.v`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Any

from analysis.proofs.bivariate import (
    Bi,
    Line,
    add,
    at_line,
    constant,
    linear,
    multiply,
    over_k,
    product,
    scale,
    shift,
    to_poly,
)
from analysis.proofs.bivariate import over_n as in_n
from analysis.proofs.boundaries import LATEST, Summand, from_where, growth
from analysis.proofs.polynomials import positive
from analysis.proofs.reading import Poly, Rejected, spelt
from analysis.proofs.telescoping import End, SumStatement, over_common, read_certificate, sign_beyond, verify_sum
from results.rocq.ends import Proof, function, listed
from results.rocq.steps import NotExported

Power = tuple[int, int, int, int]  # (p/q)^(A n + B)
Ends = tuple[int, int | None]  # k = slope n + these; None at infinity
Rising = tuple[int, int, int, int, int, int]  # u, v, A, 0, B, e

SLOWNESS = (1, 2, 3, 4, 6, 8, 12, 24)  # t where the terms fall like a power of k


@dataclass(frozen=True)
class Edge:
    """F(n + shift, k) top/bottom at a line."""

    shift: int
    line: Line
    top: Bi
    bottom: Bi


@dataclass(frozen=True)
class Left:
    """A term in n that an edge leaves, as `NTerm` of the theory."""

    powers: tuple[Power, ...]
    rising: tuple[Rising, ...]
    top: Poly
    bottom: Poly

    def __str__(self) -> str:
        powers = "; ".join(f"({', '.join(f'({k})' for k in one)})" for one in self.powers)
        return f"NTerm [{powers}] {_factors(self.rising)} {listed(self.top)} {listed(self.bottom)}"


def sum_proof(certificate: Mapping[str, Any]) -> Proof:
    """Raises NotExported, and what the checker raises."""
    stated = verify_sum(certificate)
    upper = None if stated.upper is None else _whole(stated.summand, stated.upper, 1)
    stated = replace(stated, lower=_whole(stated.summand, stated.lower, -1), upper=upper)
    ratio = read_certificate(certificate["certificate"])
    try:
        since, ends, left = bounded(stated, ratio)
        if bool(left) != bool(stated.extra):
            raise NotExported("a sum where what is left at the ends cancels")
        text = _text(stated, ratio, since, ends, left, str(certificate.get("text", "F(n, k)")))
    except Rejected as refusal:
        raise NotExported(str(refusal)) from None
    return Proof(text, ("ContinuedFractions", "Sums"))


def _whole(f: Summand, end: End, side: int) -> End:
    """A line outside a range that ends at a fraction of n, where a factorial in the denominator ends it."""
    if len(end) == 2:
        return end
    slope, rest, divisor = end
    if not any(
        atom.v == 1
        and atom.e < 0
        and (atom.alpha, atom.gamma, atom.beta) == (side * slope, side * rest, -side * divisor)
        for atom in f.atoms
    ):
        raise NotExported("a range that ends at a fraction of n where the summand goes on")
    return side * -(-side * slope // divisor), side * -(-side * rest // divisor)


def _text(
    stated: SumStatement, ratio: tuple[Bi, Bi], since: int, ends: Ends, left: Sequence[Left], of: str
) -> str:  # fmt: skip
    lower = _pair(stated.lower)
    terms = f"[{'; '.join(map(str, left))}]"
    functions = f"[{'; '.join(f'fun n => {function(c)}' for c in stated.recurrence)}]"
    claim = f"recurs {functions} S n = {f'nterms_at n {terms}' if left else '0%R'}"
    if stated.upper is None:
        begin = since - len(stated.recurrence) + 1
        about = [
            "Theorem proved : forall S : Z -> R,",
            f"  (forall n, {begin} <= n -> Un_cv (zsum (summand_at F n) (at_line {lower} n)) (S n)) ->",
            f"  forall n, {since} <= n -> {claim}.",
        ]
        theorem, given = "by_infinite_telescoping", f"{lower} ({ends[0]}) {' '.join(map(str, fall(stated, ratio)[1]))}"
    else:
        upper = _pair(stated.upper)
        about = [
            f"Definition S : Z -> R := range_sum (summand_at F) {lower} {upper}.",
            f"Theorem proved : forall n, {since} <= n ->\n  {claim}.",
        ]
        theorem, given = "by_telescoping", f"{lower} {upper} ({ends[0]}) ({ends[1]})"
    lines = [
        f"(* S(n) is the sum of {of} over the k from {_spelt(stated.lower)} to {_spelt(stated.upper)} *)",
        f"Definition F : summand :=\n  {shown_summand(stated.summand)}.",
        *about,
        "Proof.",
        f"  apply ({theorem} F [{'; '.join(map(listed, stated.recurrence))}] {' '.join(map(shown_two, ratio))}",
        f"    {given} {since} 0 {terms});",
        "    [vm_compute; reflexivity | vm_compute; reflexivity |].",
        "  intro n; cbn [map ev]; repeat (apply f_equal2; [ring |]); reflexivity.",
        "Qed.\n",
    ]
    return "\n".join(lines)


def _spelt(end: End | None) -> str:
    if end is None:
        return "infinity"
    return spelt((end[1], end[0]) if end[0] else end[1:2] if end[1] else ())


def _pair(end: End) -> str:
    return f"({end[0]}, {end[1]})"


def shown_summand(f: Summand) -> str:
    """As `Summand` of the theory."""
    factors = [(atom.u, atom.v, atom.alpha, atom.beta, atom.gamma, atom.e) for atom in f.atoms]
    bases = " ".join(f"({k})" for x in (f.x, f.y) for k in (x.numerator, x.denominator))
    return f"Summand {_factors(factors)} {bases} {shown_two(f.top)} [{'; '.join(map(shown_two, f.bottom))}]"


def _factors(rows: Sequence[Rising]) -> str:
    return f"[{'; '.join('Factor ' + ' '.join(f'({k})' if k < 0 else str(k) for k in row) for row in rows)}]"


def shown_two(p: Bi) -> str:
    """A polynomial in n and k."""
    return f"[{'; '.join(map(listed, over_k(p)))}]"


# From where on, and what is left


def bounded(stated: SumStatement, ratio: tuple[Bi, Bi]) -> tuple[int, Ends, list[Left]]:
    """The least n, between which lines it is summed, and what is left: over the widest or the narrowest range."""
    order, lower, upper = len(stated.recurrence) - 1, stated.lower, stated.upper
    lows = [lower[1] - lower[0] * i for i in range(order + 1)]
    highs = [None] if upper is None else [upper[1] + 1 - upper[0] * i for i in range(order + 1)]
    try:
        return _between(stated, ratio, (min(lows), highs[0 if upper is None or upper[0] >= 0 else -1]))
    except Rejected as refusal:
        try:
            return _between(stated, ratio, (max(lows), highs[-1 if upper is None or upper[0] >= 0 else 0]))
        except Rejected:
            raise refusal from None


def _between(stated: SumStatement, ratio: tuple[Bi, Bi], ends: Ends) -> tuple[int, Ends, list[Left]]:
    order = len(stated.recurrence) - 1
    lower, upper = stated.lower, stated.upper
    low, high = ends
    least = [
        order,
        _regular(stated) + order,
        from_where(over_k(ratio[1])[-1]),
        *(from_where(over_k(q)[-1]) + order for q in stated.summand.bottom),
        *(_line(atom.alpha, atom.gamma) + order for atom in stated.summand.atoms if not atom.beta and atom.v == 1),
    ]
    if upper is None or high is None:
        least.append(fall(stated, ratio)[0])
    else:
        slope = upper[0] - lower[0]
        least += [_line(slope, upper[1] + 1 - lower[1]) + order, _line(slope, high - low)]
    left = []
    for edge in _edges(stated, ratio, ends):
        since, term = _limit(stated.summand, edge)
        least.append(since)
        left += [] if term is None else [term]
    return max(least), ends, left


def fall(stated: SumStatement, ratio: tuple[Bi, Bi]) -> tuple[int, Line]:
    """The least n, and (t, u): |R F| falls for large k by t/u < 1 at each step; for u = 0 by 1 − 1/(t k)."""
    f = stated.summand
    if any(
        atom.u % atom.v == 0 and (atom.beta < 0 or (atom.beta == 0 and min(atom.alpha, atom.gamma) < 0))
        for atom in f.atoms
    ):
        raise NotExported("an infinite sum with a factorial that falls as k grows")
    delta, quotient = growth(f)
    share = (1 + (abs(quotient) if delta == 0 else 0)) / Fraction(2)
    falls = [(share.numerator, share.denominator)] if share < 1 else [(t, 0) for t in SLOWNESS]
    found = [(since, fall) for fall in falls if (since := _falls_from(f, ratio, fall)) is not None]
    if not found:
        raise NotExported("an infinite sum whose terms are not seen to fall")
    return min(found)


def _falls_from(f: Summand, ratio: tuple[Bi, Bi], fall: Line) -> int | None:
    (above, below), (before, ahead) = ratio, over_common(f, [(0, 0), (0, 1)], 0)
    t, u = fall
    weights = (linear(0, t, -1), linear(0, t, 0)) if u == 0 else (constant(t), constant(u))
    after, here = (shift(above, 0, 1), below, ahead, weights[1]), (above, shift(below, 0, 1), before, weights[0])
    n, d = product(after), product(here)
    difference = over_k(add(multiply(d, d), scale(multiply(n, n), -1)))
    return next((m for m in range(LATEST) if difference and positive(difference[-1], m)), None)


def _line(a: int, b: int) -> int:
    """The least n ≥ 0 from which on a n + b ≥ 0."""
    if a < 0 or (a == 0 and b < 0):
        raise Rejected("a factorial, or a range, of a length that is negative at last")
    return max(0, -(b // a)) if a else 0


def _regular(stated: SumStatement) -> int:
    """The n from which on the summand is finite on the range, as the theory sees it."""
    start = 0
    for atom in stated.summand.atoms:
        if atom.v == 1 and (atom.e > 0 or not atom.beta):
            end = stated.lower if atom.beta >= 0 or stated.upper is None else stated.upper
            start = max(start, _line(*atom.on_line((end[0], end[1]))))
    for q in stated.summand.bottom:
        if not _odd(q):
            start = _signed_from(at_line(q, (stated.lower[0], stated.lower[1]), 1), start)
    return start


def _odd(q: Bi) -> bool:
    a, b, c = (q.get(place, 0) for place in ((1, 0), (0, 1), (0, 0)))
    return all(i + j <= 1 for i, j in q) and b != 0 and c % gcd(a, b) != 0


def _signed_from(p: Bi, start: int) -> int:
    """The n from which on p(n, t) is seen to have no zero at t = 0, 1, …, the polynomials being seen in n."""
    for n in range(start, LATEST):
        if sign_beyond(shift(p, n, 0)):
            return n
    raise NotExported("a denominator whose sign is not seen from the lower end on")


def _edges(stated: SumStatement, ratio: tuple[Bi, Bi], ends: Ends) -> Iterator[Edge]:
    """In the order of the theory."""
    lower, upper = stated.lower, stated.upper
    low, high = ends
    if upper is not None and high is not None:
        yield Edge(0, (upper[0], high), *ratio)
    yield Edge(0, (lower[0], low), scale(ratio[0], -1), ratio[1])
    for i, c in enumerate(stated.recurrence):
        yield from _run(i, c, lower[0], lower[1] - lower[0] * i, low)
    if upper is not None and high is not None:
        for i, c in enumerate(stated.recurrence):
            yield from _run(i, c, upper[0], high, upper[1] + 1 - upper[0] * i)


def _run(i: int, c: Poly, slope: int, start: int, stop: int) -> Iterator[Edge]:
    for t in range(start, stop):
        yield Edge(-i, (slope, t), in_n(c), constant(1))
    for t in range(stop, start):
        yield Edge(-i, (slope, t), scale(in_n(c), -1), constant(1))


def _limit(f: Summand, edge: Edge) -> tuple[int, Left | None]:
    """The n from which on it is seen, and what is left."""
    top = multiply(at_line(shift(f.top, edge.shift, 0), edge.line, 1), at_line(edge.top, edge.line, 1))
    if not top:
        return 0, None
    bottoms = [at_line(edge.bottom, edge.line, 1)]
    bottoms += [at_line(shift(q, edge.shift, 0), edge.line, 1) for q in f.bottom]
    order, high = _lowest(top)
    since = 0
    below = constant(1)
    for q in bottoms:
        power, lead = _lowest(q)
        order, below, since = order - power, multiply(below, in_n(lead)), max(since, from_where(lead))
    powers: list[Power] = [
        (f.x.numerator, f.x.denominator, 1, edge.shift),
        (f.y.numerator, f.y.denominator, *edge.line),
    ]
    rising: list[Rising] = []
    for atom in f.atoms:
        a, b = atom.on_line(edge.line)
        b += atom.alpha * edge.shift
        if atom.v > 1 or a > 0 or (a == 0 and b >= 0):
            since = max(since, 0 if atom.v > 1 else _line(a, b))
            rising.append((atom.u, atom.v, a, 0, b, atom.e))
        elif not atom.beta:
            raise Rejected("a factorial of a negative multiple of n")
        else:
            since, order = max(since, _line(-a, -b - 1)), order - atom.e
            powers.append((atom.beta, 1, 0, -atom.e))
            rising.append((0, 1, a, 0, b + 1, atom.e))
    if order < 0:
        raise Rejected("the boundary does not vanish: it is infinite at an end of the range")
    if order > 0:
        return since, None
    return since, Left(tuple(one for one in powers if one[0] != one[1]), tuple(rising), high, to_poly(below))


def _lowest(p: Bi) -> tuple[int, Poly]:
    """The least power of what is added to the line, and its coefficient."""
    least = min(j for _, j in p)
    return least, over_k(p)[least]
