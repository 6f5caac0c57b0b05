"""The recurrence of a sum as a file for Rocq: summand, certificate and what the ends leave are data for `Sums.v`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import Any

from analysis.proofs.bivariate import Bi, Line, at_line, constant, multiply, over_k, scale, shift, to_poly
from analysis.proofs.bivariate import over_n as in_n
from analysis.proofs.boundaries import LATEST, Summand, from_where
from analysis.proofs.polynomials import not_negative, positive
from analysis.proofs.reading import Poly, Rejected, spelt
from analysis.proofs.telescoping import End, SumStatement, read_certificate, verify_sum
from results.rocq.ends import Proof, function, listed
from results.rocq.steps import NotExported

Power = tuple[int, int, int, int]  # (p/q)^(A n + B)
Rising = tuple[int, int, int, int, int, int]  # u, v, A, 0, B, e


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
    if stated.upper is None:
        raise NotExported("a sum with infinitely many terms")
    stated = replace(stated, lower=_whole(stated.lower, -1), upper=_whole(stated.upper, 1))
    ratio = read_certificate(certificate["certificate"])
    try:
        since, (low, high), left = _ends(stated, ratio)
    except Rejected as refusal:
        raise NotExported(str(refusal)) from None
    if bool(left) != bool(stated.extra):
        raise NotExported("a sum where what is left at the ends cancels")
    return Proof(_text(stated, ratio, since, (low, high), left, certificate), ("ContinuedFractions", "Sums"))


def _whole(end: End, side: int) -> End:
    """A line outside a range that ends at a fraction of n: where the summand is 0 between them, the sum is the same."""
    slope, rest, divisor = (*end, 1)[:3]
    return (side * -(-side * slope // divisor), side * -(-side * rest // divisor))


def _text(
    stated: SumStatement,
    ratio: tuple[Bi, Bi],
    since: int,
    ends: Line,
    left: Sequence[Left],
    certificate: Mapping[str, Any],
) -> str:
    lower, upper = (f"({end[0]}, {end[1]})" for end in (stated.lower, stated.upper or ()))
    terms = f"[{'; '.join(map(str, left))}]"
    functions = f"[{'; '.join(f'fun n => {function(c)}' for c in stated.recurrence)}]"
    right = f"nterms_at n {terms}" if left else "0%R"
    of = certificate.get("text", "F(n, k)")
    lines = [
        f"(* S(n) is the sum of {of} over the k from {_spelt(stated.lower)} to {_spelt(stated.upper or ())} *)",
        f"Definition F : summand :=\n  {_summand(stated.summand)}.",
        f"Definition S : Z -> R := range_sum (summand_at F) {lower} {upper}.",
        f"Theorem proved : forall n, {since} <= n ->\n  recurs {functions} S n = {right}.",
        "Proof.",
        f"  apply (by_telescoping F [{'; '.join(map(listed, stated.recurrence))}] {_two(ratio[0])} {_two(ratio[1])}",
        f"    {lower} {upper} ({ends[0]}) ({ends[1]}) {since} 0 {terms});",
        "    [vm_compute; reflexivity | vm_compute; reflexivity |].",
        "  intro n; cbn [map ev]; repeat (apply f_equal2; [ring |]); reflexivity.",
        "Qed.\n",
    ]
    return "\n".join(lines)


def _spelt(end: End) -> str:
    return spelt((end[1], end[0]) if end[0] else end[1:2] if end[1] else ())


def _summand(f: Summand) -> str:
    factors = [(atom.u, atom.v, atom.alpha, atom.beta, atom.gamma, atom.e) for atom in f.atoms]
    bases = " ".join(f"({k})" for x in (f.x, f.y) for k in (x.numerator, x.denominator))
    return f"Summand {_factors(factors)} {bases} {_two(f.top)} [{'; '.join(map(_two, f.bottom))}]"


def _factors(rows: Sequence[Rising]) -> str:
    return f"[{'; '.join('Factor ' + ' '.join(f'({k})' if k < 0 else str(k) for k in row) for row in rows)}]"


def _two(p: Bi) -> str:
    return f"[{'; '.join(map(listed, over_k(p)))}]"


# From where on, and what is left


def _ends(stated: SumStatement, ratio: tuple[Bi, Bi]) -> tuple[int, Line, list[Left]]:
    """The least n, between which lines it is summed, and what is left: over the widest or the narrowest range."""
    order, lower, upper = len(stated.recurrence) - 1, stated.lower, stated.upper or ()
    lows = [lower[1] - lower[0] * i for i in range(order + 1)]
    highs = [upper[1] + 1 - upper[0] * i for i in range(order + 1)]
    try:
        return _between(stated, ratio, min(lows), max(highs))
    except Rejected as refusal:
        try:
            return _between(stated, ratio, max(lows), min(highs))
        except Rejected:
            raise refusal from None


def _between(stated: SumStatement, ratio: tuple[Bi, Bi], low: int, high: int) -> tuple[int, Line, list[Left]]:
    order = len(stated.recurrence) - 1
    lower, upper = stated.lower, stated.upper or ()
    slope = upper[0] - lower[0]
    least = [
        _regular(stated) + order,
        _line(slope, upper[1] + 1 - lower[1]) + order,
        _line(slope, high - low),
        from_where(over_k(ratio[1])[-1]),
        *(from_where(over_k(q)[-1]) + order for q in stated.summand.bottom),
        *(_line(atom.alpha, atom.gamma) + order for atom in stated.summand.atoms if not atom.beta and atom.v == 1),
    ]
    left = []
    for edge in _edges(stated, ratio, low, high):
        since, term = _limit(stated.summand, edge)
        least.append(since)
        left += [] if term is None else [term]
    return max(least), (low, high), left


def _line(a: int, b: int) -> int:
    """The least n ≥ 0 from which on a n + b ≥ 0."""
    if a < 0 or (a == 0 and b < 0):
        raise Rejected("a line that is negative at last")
    return max(0, -(b // a)) if a else 0


def _regular(stated: SumStatement) -> int:
    """The n from which on the summand is finite on the range, as the theory sees it."""
    start = 0
    for atom in stated.summand.atoms:
        if atom.v == 1 and (atom.e > 0 or not atom.beta):
            end = stated.lower if atom.beta >= 0 else stated.upper or ()
            start = max(start, _line(*atom.on_line((end[0], end[1]))))
    for q in stated.summand.bottom:
        if not _odd(q):
            start = _signed_from(at_line(q, (stated.lower[0], stated.lower[1]), 1), start)
    return start


def _odd(q: Bi) -> bool:
    a, b, c = (q.get(place, 0) for place in ((1, 0), (0, 1), (0, 0)))
    return all(i + j <= 1 for i, j in q) and b != 0 and c % gcd(a, b) != 0


def _signed_from(p: Bi, start: int) -> int:
    """The n from which on all coefficients, polynomials in n, have one sign and the first is not 0."""
    for n in range(start, LATEST):
        for one in (p, scale(p, -1)):
            rows = over_k(one)
            if positive(rows[0], n) and all(not_negative(row, n) for row in rows):
                return n
    raise NotExported("a denominator whose sign is not seen from the lower end on")


def _edges(stated: SumStatement, ratio: tuple[Bi, Bi], low: int, high: int) -> Iterator[Edge]:
    """In the order of the theory."""
    lower, upper = stated.lower, stated.upper or ()
    yield Edge(0, (upper[0], high), *ratio)
    yield Edge(0, (lower[0], low), scale(ratio[0], -1), ratio[1])
    for i, c in enumerate(stated.recurrence):
        yield from _run(i, c, lower[0], lower[1] - lower[0] * i, low)
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
