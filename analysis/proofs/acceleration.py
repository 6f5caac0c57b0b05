"""A series that converges faster than another of the same sum: pairs of Wilf and Zeilberger.

    F(n, k) − F(n−1, k) = G(n, k+1) − G(n, k),  S(n) = Σ F(n, k) over k ≥ 0:  S(n) − S(n−1) = e(n) for n ≥ first,

by `telescoping`, e being one hypergeometric term. Where S(n) → 0 the sum of all e(n), n ≥ first, is −S(first − 1).

S(n) → 0 by Tannery's theorem: from some n₁ on |F(n, k)| ≤ |F(n−1, k)| at all k ≥ 0, as B − A and B + A have
coefficients ≥ 0 there, A/B = F(n, k)/F(n−1, k); Σ |F(n₁, k)| converges; and F(n, k) → 0 for each k, as the leading
coefficients of A in n are those of B times a number in (−1, 1), or A has the lower degree.

The series is taken `fold` terms at a time, τ(m) = t(fm) + … + t(fm + f − 1), t(fm) = w(m) e(first + m):

    τ(m) = c e(first + m) + y(m+1) e(first + m + 1) − y(m) e(first + m),  Σ t = −c S(first − 1) − y(0) e(first),

with rational functions w and y, since e falls exponentially. S(first − 1) has a name as the sum of a rational function
(`rational_sums`), or by Dougall's theorem (`well_poised`). Sources: Wilf and Zeilberger, Rational functions certify
combinatorial identities, J. Amer. Math. Soc. 3 (1990); Chu and Zhang, Math. Comp. 83 (2014).
"""

from fractions import Fraction
from math import lcm

from analysis.proofs.bivariate import Bi, add, at_n, keeps_sign, linear, multiply, product, scale, shift
from analysis.proofs.boundaries import NTerm, Summand, summable_from
from analysis.proofs.irrational_sums import IRRATIONAL
from analysis.proofs.polynomials import along, at_infinity, minus, never_zero, plus, quotient, times, value
from analysis.proofs.rational_sums import Named, read_terms
from analysis.proofs.reading import Mobius, Poly, Rejected, fraction, integer, items, members
from analysis.proofs.telescoping import over_common, prove, read_certificate, read_summand
from analysis.proofs.well_poised import well_poised

MOST_FOLD = 4
MOST_FIRST = 64
MOST_ARGUMENT = 64  # of the integers in the arguments of F, and of its factors beyond those of the step before
MOST_POLYA = 6  # powers of 1 + n + k that may make the coefficients of B ± A ≥ 0
MOST_SIZE = 4_000  # coefficients of R

Quotient = tuple[Poly, Poly]


def accelerated(claim: object, first_term: Fraction, ratio: Quotient) -> tuple[Mobius, str]:
    """The map from a constant to Σ t(k) over k ≥ 0, and its name; t(0) = first_term, t(k+1)/t(k) = `ratio`."""
    found = members(claim, ("summand", "certificate", "first", "fold", "multiple", "weight", "telescoped", "sum"))
    f = read_summand(found["summand"])
    first, fold = integer(found["first"], 1, MOST_FIRST), integer(found["fold"], 1, MOST_FOLD)
    certificate = read_certificate(found["certificate"])
    _small(f, certificate)
    proved = prove(f, (0, 0), None, ((1,), (-1,)), certificate, first)
    if len(proved.extra) != 1:
        raise Rejected("the pair gives no single term")
    (term,) = proved.extra
    if not vanishes(f, first):
        raise Rejected("the sums are not shown to tend to 0")
    c, w, y = fraction(found["multiple"]), quotient(found["weight"]), quotient(found["telescoped"])
    _same_sums(term, first, (first_term, folded(ratio, fold)), c, w, y, partial(ratio, fold))
    base = f.value(first - 1, 0)
    name, factor, rest, inverse = _sum(found["sum"], base, ratio_over_k(f, first - 1))
    rest = -c * rest - Fraction(value(y[0], 0), value(y[1], 0)) * term.value(first)
    factor = -c * factor
    k = lcm(factor.denominator, rest.denominator)
    p, q = int(factor * k), int(rest * k)
    if not p or name == "1":
        return (p + q, 0, 0, k), "1"
    return ((q, p, k, 0) if inverse else (p, q, 0, k)), name


def _small(f: Summand, certificate: tuple[Bi, Bi]) -> None:
    work = sum(abs(atom.e) * (abs(atom.alpha) + abs(atom.beta)) for atom in f.atoms)
    largest = max((max(abs(atom.gamma), atom.v) for atom in f.atoms), default=0)
    degree = max((i + j for p in (f.top, *f.bottom) for i, j in p), default=0)
    if max(work, largest, degree * (1 + len(f.bottom))) > MOST_ARGUMENT or max(map(len, certificate)) > MOST_SIZE:
        raise Rejected("the pair is too large to be checked")


def vanishes(f: Summand, start: int) -> bool:
    """Whether Σ F(n, k) over k ≥ 0 tends to 0, by Tannery's theorem from some n₁ ≥ start on."""
    above, below = over_common(f, [(0, 0), (-1, 0)], 1)
    if not _falls(above, below):
        return False
    for n in range(max(start, summable_from(f)) + 1, start + MOST_FIRST):
        a, b = shift(above, n, 0), shift(below, n, 0)
        if b.get((0, 0), 0) < 0:
            a, b = scale(a, -1), scale(b, -1)
        if keeps_sign(b) and _not_negative(add(b, a)) and _not_negative(add(b, scale(a, -1))):
            return True
    return False


def _falls(above: Bi, below: Bi) -> bool:
    """Whether lim A/B as n → ∞ is less than 1 in size, at each k."""
    degree = max(i for i, _ in below)
    if max((i for i, _ in above), default=0) < degree:
        return _leading(below, degree) is not None
    a, b = ({(0, j): c for (i, j), c in p.items() if i == degree} for p in (above, below))
    if max(i for i, _ in above) > degree or a.keys() != b.keys() or _leading(below, degree) is None:
        return False
    ratios = {Fraction(a[place], b[place]) for place in a}
    return len(ratios) == 1 and abs(ratios.pop()) < 1


def _leading(p: Bi, degree: int) -> Poly | None:
    """The coefficient of n^degree, a polynomial in k, where it has no zero at k ≥ 0."""
    found = at_n({(0, j): c for (i, j), c in p.items() if i == degree}, 0)
    return found if never_zero(found, 0) else None


def _not_negative(p: Bi) -> bool:
    for _ in range(MOST_POLYA + 1):
        if min(p.values(), default=0) >= 0:
            return True
        p = multiply(p, linear(1, 1, 1))
    return False


def _same_sums(
    e: NTerm, first: int, t: tuple[Fraction, Quotient], c: Fraction, w: Quotient, y: Quotient, partial: Quotient
) -> None:
    """τ(m) = c e(first + m) + y(m+1) e(first + m + 1) − y(m) e(first + m), with t(fm) = w(m) e(first + m)."""
    if not never_zero(along(e.top, 1, first), 0) or not never_zero(w[0], 0):
        raise Rejected("a term of the accelerated series may be 0")
    above, below = (along(p, 1, first) for p in e.ratio())
    degree, limit, _ = at_infinity(above, below)
    if degree > 0 or (degree == 0 and abs(limit) >= 1):
        raise Rejected("the terms are not shown to fall exponentially")
    first_term, (top, bottom) = t
    if first_term * value(w[1], 0) != value(w[0], 0) * e.value(first):
        raise Rejected("the first term is not that of the accelerated series")
    w_ahead, y_ahead = ([along(p, 1, 1) for p in one] for one in (w, y))
    if _times(w_ahead[0], above, bottom, w[1]) != _times(top, w[0], below, w_ahead[1]):
        raise Rejected("the terms are not those of the accelerated series")
    step = minus(_times(above, y_ahead[0], y[1]), _times(below, y[0], y_ahead[1]))
    over = _times(below, y_ahead[1], y[1])
    right = plus(_times((c.numerator,), over), _times((c.denominator,), step))
    if _times(partial[0], w[0], over, (c.denominator,)) != _times(partial[1], w[1], right):
        raise Rejected("the sums of the two series are not shown to be the same")


def _times(*factors: Poly) -> Poly:
    """The product of all."""
    total: Poly = (1,)
    for one in factors:
        total = times(total, one)
    return total


def folded(ratio: Quotient, fold: int) -> Quotient:
    """t(f(m + 1))/t(fm)."""
    top, bottom = (_times(*(along(p, fold, j) for j in range(fold))) for p in ratio)
    return top, bottom


def partial(ratio: Quotient, fold: int) -> Quotient:
    """τ(m)/t(fm) = 1 + ρ(fm) + ρ(fm) ρ(fm + 1) + …."""
    top: Poly = (1,)
    bottom: Poly = (1,)
    for j in reversed(range(fold - 1)):
        above, below = (along(p, fold, j) for p in ratio)
        top, bottom = plus(times(below, bottom), times(above, top)), times(below, bottom)
    return top, bottom


def ratio_over_k(f: Summand, n: int) -> Quotient:
    """F(n, k+1)/F(n, k), polynomials in k."""
    tops, bottoms = [shift(f.top, 0, 1), *f.bottom], [f.top, *(shift(q, 0, 1) for q in f.bottom)]
    for atom in f.atoms:
        factors = list(atom.factors(min(0, atom.beta), max(0, atom.beta))) * abs(atom.e)
        (tops if (atom.beta > 0) == (atom.e > 0) else bottoms).extend(factors)
    y = f.y
    return times((y.numerator,), at_n(product(tops), n)), times((y.denominator,), at_n(product(bottoms), n))


def _sum(claim: object, first: Fraction, ratio: Quotient) -> tuple[str, Fraction, Fraction, bool]:
    """(C, u, v, whether inverted): the sum is u C + v or u/C + v."""
    if not first:
        raise Rejected("the first term of a sum is 0")
    found = members(claim, (), ("parts", *IRRATIONAL, "telescoped", "well poised"))
    if "well poised" in found:
        parameters = [fraction(one) for one in items(found["well poised"], 3, 4)]
        members(found, ("well poised",))
        name, factor, inverse = well_poised(parameters, ratio)
        return name, factor * first, Fraction(0), inverse
    named: Named = read_terms(found, first, ratio)
    return *named, False
