"""The end of a chain at a series: a fraction whose recurrence has a hypergeometric solution.

With R(n) R(n−1) = a(n) R(n−1) + b(n), R = top/bottom finite and not 0 from N on, the convergents are exactly

    p(n)/q(n) = (p + P S(n))/(q + Q S(n)),  p = p(N), P = p(N)/R(N) − p(N−1), q and Q likewise,
    S(n) = Σ t(k) over N < k ≤ n,  t(N+1) = −b(N+1)/R(N+1),  ρ(k) = t(k+1)/t(k) = −b(k+1)/(R(k) R(k+1))

(h with h(n)/h(n−1) = R(n) solves the recurrence, and so does h S by Casorati's determinant). So only the partial sums
matter, and ρ is rational: ρ = ℓ n^e (1 − c/n + O(1/n²)).

- e < 0, |ℓ| < 1 or ℓ = 1, c > 1: S(n) converges absolutely; ℓ = −1, c > 0: by Leibniz. The value is the image of S.
- |S(n)| → ∞ where e > 0 or |ℓ| > 1; where ℓ = 1, c ≤ 1, as the terms have one sign; where ℓ = −1, c < 0, as |t| grows,
  and S(n) is a sum of differences |t(k)| − |t(k−1)|, which diverges as Σ |t(k)|/k does. The value is P/Q, rational.
- ℓ = −1 and c = 0 is left undecided.

Where t is a rational function times z^n, `parts`, `telescoped` and those over irrational poles are its partial
fractions, and S has a name (`rational_sums`, `irrational_sums`); `accelerated` is the series of which it is a faster
one (`acceleration`), `combination` those of which it is one (`combinations`).

The image of S is finite, q + Q S ≠ 0, where a partial sum and a bound of the rest show it: where
0 < (k + 1 + ε) ρ(k) ≤ k for k ≥ K, the rest after t(K) is at most K t(K)/ε in size (Kummer's test); where ρ < 0 and
|ρ| ≤ 1 from there on, it lies between 0 and t(K+1); where ρ > 0, it has the sign of t(K).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import lcm
from typing import TYPE_CHECKING

from analysis.proofs.irrational_sums import IRRATIONAL
from analysis.proofs.polynomials import (
    MOST_BITS,
    along,
    at_infinity,
    before,
    minus,
    multiplied,
    negative,
    never_zero,
    not_negative,
    plus,
    positive,
    times,
    value,
)
from analysis.proofs.rational_sums import read_terms
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

if TYPE_CHECKING:
    from analysis.proofs.combinations import Source

LATEST_START = 10_000
NAMES = frozenset({"parts", *IRRATIONAL, "telescoped", "accelerated", "combination"})  # that tell the name of a sum
Proved = Callable[[object], tuple[Poly, Poly, Mobius, str]]
"""The fraction of a certificate, and the map from a constant, by its name, to the value."""
MOST_TERMS = 1_000  # that are summed to see that the value is finite


@dataclass(frozen=True)
class Terms:
    """The series of a fraction: value = whole(S), S = Σ t(k) over k > start, the ratio with k counted from 0."""

    whole: Mobius
    first: Fraction
    ratio: tuple[Poly, Poly]


@dataclass(frozen=True)
class SumOf:
    """The sum of t(n) from n = `start` on, t(start) = `first`, t(n+1)/t(n) = the quotient of `ratio`."""

    start: int
    first: Fraction
    ratio: tuple[Poly, Poly]

    def __str__(self) -> str:
        k, (top, bottom) = self.start, map(spelt, self.ratio)
        return f"sum of t(n) from n = {k} on, t({k}) = {self.first}, t(n+1)/t(n) = ({top})/({bottom})"


def sum_without_name(end: Mapping[str, object]) -> SumOf | None:
    """The sum that the end of a chain is about, where it has terms and no name."""
    if end["kind"] != "series" or "first" not in end or not NAMES.isdisjoint(end):
        return None
    top, bottom = (polynomial(one) for one in items(end["term ratio"], 2, 2))
    return SumOf(integer(end["start"]) + 1, fraction(end["first"]), (top, bottom))


def series(a: Poly, b: Poly, end: Mapping[str, object], proved: Proved | None = None) -> tuple[Mobius, str]:
    """The map from the sum of the series, and the sum as text; from 1 where the value is rational."""
    members(end, ("kind", "solution", "start"), ("first", "term ratio", *sorted(NAMES)))
    found = terms(a, b, end["solution"], end["start"])
    if isinstance(found, Fraction):
        if not end.keys().isdisjoint(("first", "term ratio", *NAMES)):
            raise Rejected("the series diverges")
        return (found.numerator, 0, 0, found.denominator), "1"
    start = integer(end["start"])
    _check_terms(end, found.first, start, found.ratio)
    _, _, factor, constant = found.whole
    if not _finite(Fraction(constant), Fraction(factor), found.first, found.ratio):
        raise Rejected("the value is not shown to be finite")
    if (nameless := sum_without_name(end)) is not None:
        return found.whole, str(nameless)
    mobius, name = _named(end, found, proved)
    return multiplied(found.whole, mobius), name


def terms(a: Poly, b: Poly, solution: object, start: object) -> Terms | Fraction:
    """The series of a fraction by a solution of its recurrence; its value where the series diverges."""
    top, bottom = (polynomial(one) for one in items(solution, 2, 2))
    start = integer(start, 0, LATEST_START)
    top_before, bottom_before = along(top, 1, -1), along(bottom, 1, -1)
    right = plus(times(times(a, top_before), bottom), times(times(b, bottom), bottom_before))
    if not top or not bottom or times(top, top_before) != right:
        raise Rejected("the ratio R does not satisfy R(n) R(n−1) = a(n) R(n−1) + b(n)")
    if not (never_zero(top, start) and never_zero(bottom, start) and never_zero(b, 1)):
        raise Rejected(f"R is not shown to be finite and not 0 from {start} on, or the fraction ends")
    ratio = (
        along(times(negative(along(b, 1, 1)), times(bottom, along(bottom, 1, 1))), 1, start + 1),
        along(times(top, along(top, 1, 1)), 1, start + 1),
    )
    p_before, p, q_before, q = before(a, b, start + 1)
    x, y = value(top, start), value(bottom, start)
    big_p, big_q = p * y - p_before * x, q * y - q_before * x
    if not _converges(*ratio):
        if not big_q:
            raise Rejected("the convergents tend to infinity")
        return Fraction(big_p, big_q)
    first = Fraction(-value(b, start + 1) * value(bottom, start + 1), value(top, start + 1))
    return Terms((big_p, p * x, big_q, q * x), first, ratio)


def _named(end: Mapping[str, object], found: Terms, proved: Proved | None) -> tuple[Mobius, str]:
    """The map from a constant to the sum, and its name."""
    if not end.keys().isdisjoint(("accelerated", "combination")) and len(NAMES & end.keys()) > 1:
        raise Malformed("a sum is named in one way")
    if "accelerated" in end:
        from analysis.proofs.acceleration import accelerated  # of few certificates

        return accelerated(end["accelerated"], found.first, found.ratio)
    if "combination" in end:
        if proved is None:
            raise Malformed("a combination within a combination")
        from analysis.proofs.combinations import combination

        return combination(end["combination"], found.first, found.ratio, partial(_source, proved))
    name, factor, rest = read_terms(end, found.first, found.ratio)
    k = lcm(factor.denominator, rest.denominator)
    p, q = int(factor * k), int(rest * k)
    return ((p, q, 0, k) if factor else (q, 0, 0, k)), name


def _source(proved: Proved, claim: object) -> "Source":
    """The sum of the series of a fraction whose value has a certificate."""
    claimed = members(claim, ("solution", "start", "certificate"))
    a, b, mobius, constant = proved(claimed["certificate"])
    found = terms(a, b, claimed["solution"], claimed["start"])
    if isinstance(found, Fraction):
        raise Rejected("the series of a source diverges")
    e, f, g, h = found.whole
    return found.first, found.ratio, multiplied((h, -f, -g, e), mobius), constant


def _converges(top: Poly, bottom: Poly) -> bool:
    degree, limit, fall = at_infinity(top, bottom)
    if degree < 0 or (degree == 0 and abs(limit) < 1):
        return True
    if degree == 0 and limit == -1 and fall == 0:
        raise Rejected("the series is not shown to converge")
    return degree == 0 and abs(limit) == 1 and fall > (1 if limit > 0 else 0)


def _check_terms(end: Mapping[str, object], first: Fraction, start: int, ratio: tuple[Poly, Poly]) -> None:
    if "first" not in end or "term ratio" not in end:
        raise Rejected("the series converges, and its terms are not given")
    if fraction(end["first"]) != first:
        raise Rejected("the first term of the series is another")
    numerator, denominator = (along(polynomial(one), 1, start + 1) for one in items(end["term ratio"], 2, 2))
    if not denominator or times(ratio[0], denominator) != times(ratio[1], numerator):
        raise Rejected("the ratio of the terms of the series is another")


def _finite(constant: Fraction, factor: Fraction, term: Fraction, ratio: tuple[Poly, Poly]) -> bool:
    """Whether constant + factor · Σ t ≠ 0, t(0) = term."""
    total, next_look = constant + factor * term, 0
    for n in range(MOST_TERMS):
        if n == next_look:
            next_look = 2 * n + 1
            sign, size = _rest(*ratio, n)
            rest = factor * term * sign
            if total and sign and (rest * total >= 0 or (size is not None and abs(rest) * size < abs(total))):
                return True
        if max(total.denominator.bit_length(), total.numerator.bit_length()) > MOST_BITS:
            break
        term = term * Fraction(value(ratio[0], n), value(ratio[1], n))
        total += factor * term
    return False


def _rest(top: Poly, bottom: Poly, n: int) -> tuple[int, Fraction | None]:
    """The sign, and a bound of the size, of Σ t(k) over k > n beside t(n); (0, None) where they are not seen."""
    if not positive(bottom, n):
        top, bottom = negative(top), negative(bottom)
    if not positive(bottom, n):
        return 0, None
    if positive(negative(top), n):
        falls = not_negative(plus(bottom, top), n)
        return (-1, Fraction(-value(top, n), value(bottom, n))) if falls else (0, None)
    if not positive(top, n):
        return 0, None
    degree, limit, fall = at_infinity(top, bottom)
    epsilon = min(Fraction(1), (fall - 1) / 2) if degree == 0 and limit == 1 else Fraction(1)
    u, v = epsilon.numerator, epsilon.denominator
    excess = minus(times((0, v), bottom), times((v + u, v), top))
    return 1, Fraction(n * v, u) if not_negative(excess, n) else None
