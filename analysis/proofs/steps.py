"""The steps of a chain: each proves that convergence and value of its second fraction give those of the first.

Inflation: a₁ = c a₂, b₁ = c c⁻ b₂ for a rational function c = top/bottom without zero or pole at n ≥ 0. The convergents
are c(0) times those of the second fraction.

Coboundary: E₁(n) U(n+1) ∝ U(n) E₂(n), E₁ = M₁(k(n−1)+1) ⋯ M₁(kn), E₂ likewise with l, M = [[0, b], [1, a]]. Where
det U(n) ≠ 0 from n = s on and no b vanishes, all these matrices are invertible and the factor is a number not 0, so
that A(n) = [[1, a(0)], [0, 1]] M(1) ⋯ M(n), whose columns are convergents, has for n ≥ s

    A₁(kn) ∝ T A₂(ln) adj U(n+1),  T = A₁(k(s−1)) U(s) adj A₂(l(s−1)).

So the convergent of the first fraction at kn + j is the image under T of (αp⁻ + βp)/(αq⁻ + βq), p and q being those of
the second at ln, (α, β) the last column of adj U(n+1) M₁(kn+1) ⋯ M₁(kn+j). The bounds of `cone` give that it tends to L
as p/q does, for k values of j that follow each other, and that T is finite at L.

Where U cancels much, bounds of the first fraction's own denominators Q show it instead. Let T = [[t, u], [v, w]],
e = p − Lq, E = αe⁻ + βe, h(n)/h(n−1) = g(n) the factor. Up to a constant Q(kn + j) is h/det U(n+1) times
v(αp⁻ + βp) + w(αq⁻ + βq) = vE + (vL + w)(αq⁻ + βq). Where |b|/(r r⁺) of the second tends to a number below 1, |e(m)| is
at most a constant times ∏|b(i)|/r(i), i ≤ m + 1. So hE/(Q det U⁺) is at most a power of n times a product with the
factors |g| ∏|b(i)|/r(i) / ∏ r₁(i), l and k of them. Where these tend to a number below 1, E falls behind, and so behind
αq⁻ + βq, as vL + w is not 0: the convergents tend to T(L).
"""

from collections.abc import Mapping

from analysis.proofs.cone import LATEST_START as LATEST_BOUNDS
from analysis.proofs.cone import Cone, proved
from analysis.proofs.field import crossing
from analysis.proofs.polynomials import (
    Matrix,
    along,
    at_infinity,
    before,
    carries,
    minus,
    multiplied,
    negative,
    never_zero,
    plus,
    product,
    times,
    value,
)
from analysis.proofs.reading import Mobius, Poly, Rejected, integer, items, members, polynomial, text

MOST_FOLD = 16
LONGEST_U = 400_000  # characters of U times steps of both strides: a second
LATEST_START = 10_000  # of a coboundary: products of more matrices are refused
MOST_AHEAD = 64


def formula(claim: object) -> tuple[Poly, Poly]:
    """The polynomials of a fraction."""
    found = members(claim, ("a", "b"))
    return polynomial(found["a"]), polynomial(found["b"])


def inflation(a: Poly, b: Poly, step: Mapping[str, object]) -> tuple[Mobius, Poly, Poly]:
    """The map from the value of the next fraction, and that fraction."""
    members(step, ("kind", "factor", "to"))
    top, bottom = (polynomial(one) for one in items(step["factor"], 2, 2))
    to_a, to_b = formula(step["to"])
    above, below = (times(p, along(p, 1, -1)) for p in (top, bottom))
    if times(a, bottom) != times(to_a, top) or times(b, below) != times(to_b, above):
        raise Rejected("the factor does not carry one fraction to the other")
    if not never_zero(top, 0) or not never_zero(bottom, 0):
        raise Rejected("the factor is not shown to be finite and not 0 at all n ≥ 0")
    return (value(top, 0), 0, 0, value(bottom, 0)), to_a, to_b


def coboundary(a: Poly, b: Poly, step: Mapping[str, object]) -> tuple[Mobius, Poly, Poly]:
    """The map T, and the next fraction."""
    members(step, ("kind", "u", "start", "folds", "bounds", "to"))
    x, y, z, w = (polynomial(one) for one in items(step["u"], 4, 4))
    k, fold = (integer(one, 1, MOST_FOLD) for one in items(step["folds"], 2, 2))
    start = integer(step["start"], 1, LATEST_START)
    to_a, to_b = formula(step["to"])
    u = (x, y, z, w)
    size = sum(len(text(one)) for one in items(step["u"], 4, 4)) * (k + fold)
    if size > LONGEST_U or max(k, fold) * max(start, 40 * max(map(len, (a, b, to_a, to_b)))) > LATEST_START:
        raise Rejected("the step is too long to be checked")
    if not carries(stride(a, b, k), stride(to_a, to_b, fold), u):
        raise Rejected("the matrices of one fraction are not carried to those of the other")
    if not never_zero(b, 1) or not never_zero(to_b, 1):
        raise Rejected("a fraction is not shown to go on without end")
    if not never_zero(minus(times(x, w), times(y, z)), start):
        raise Rejected(f"U is not shown to be invertible from {start} on")
    ours, theirs = before(a, b, k * (start - 1) + 1), before(to_a, to_b, fold * (start - 1) + 1)
    e, f, g, h = theirs
    here = (value(x, start), value(y, start), value(z, start), value(w, start))
    t = multiplied(multiplied(ours, here), (h, -f, -g, e))
    _no_cancellation((a, b), (to_a, to_b), u, (k, fold), t, step["bounds"])
    return t, to_a, to_b


def _no_cancellation(
    ours: tuple[Poly, Poly], theirs: tuple[Poly, Poly], u: Matrix, folds: tuple[int, int], t: Mobius, claim: object
) -> None:
    bounds = members(claim, ("from", "lower", "upper", "ahead"), ("own",))
    ahead = integer(bounds["ahead"], 0, MOST_AHEAD)
    cone = _cone(*theirs, bounds)
    if not cone.bounds_away(t[2], t[3]):
        raise Rejected("the value is not shown to be finite")
    if "own" in bounds:
        if not errors_fall_behind(_cone(*ours, members(bounds["own"], ("from", "lower", "upper"))), cone, u, folds):
            raise Rejected("the bounds do not show that the errors fall behind the denominators")
        return
    for alpha, beta in weights(*ours, u, folds[0], ahead + folds[0])[ahead:]:
        order = cone.combination(alpha, beta, folds[1])
        if order is None:
            raise Rejected("the bounds do not exclude that the denominators cancel")
        if not cone.outruns(order):
            raise Rejected(f"the bounds do not show that the error falls faster than 1/n^{order}")


def _cone(a: Poly, b: Poly, claim: Mapping[str, object]) -> Cone:
    (r1, r2), (s1, s2) = ([polynomial(one) for one in items(claim[key], 2, 2)] for key in ("lower", "upper"))
    return proved(a, b, integer(claim["from"], 1, LATEST_BOUNDS), (r1, r2), (s1, s2))


def errors_fall_behind(own: Cone, cone: Cone, u: Matrix, folds: tuple[int, int]) -> bool:
    """Whether the images under U of the errors that `cone` bounds fall behind the denominators that `own` bounds."""
    k, fold = folds
    top, bottom = multiplier(stride(own.a, own.b, k), u, stride(cone.a, cone.b, fold))
    for _ in range(fold):
        top = times(top, times(along(cone.b, fold, 0), along(cone.lower[1], fold, 0)))
        bottom = times(bottom, along(cone.lower[0], fold, 0))
    for _ in range(k):
        top, bottom = times(top, along(own.lower[1], k, 0)), times(bottom, along(own.lower[0], k, 0))
    degree, limit, _ = at_infinity(top, bottom)
    return cone.falls and (degree < 0 or (degree == 0 and abs(limit) < 1))


def weights(a: Poly, b: Poly, u: Matrix, k: int, count: int) -> list[tuple[Poly, Poly]]:
    """(α, β) for the convergents kn, kn + 1, …, kn + count − 1: they obey the recurrence, as the convergents do."""
    x, y, z, w = (along(entry, 1, 1) for entry in u)
    found = [(w, negative(z)), (negative(y), x)]  # those of kn − 1 and kn
    for j in range(1, count):
        above, below = along(a, k, j), along(b, k, j)
        (p, q), (r, s) = found[-2:]
        found.append((plus(times(below, p), times(above, r)), plus(times(below, q), times(above, s))))
    return found[1:]


def multiplier(ours: Matrix, u: Matrix, theirs: Matrix) -> tuple[Poly, Poly]:
    """Numerator and denominator of g with E₁(n) U(n+1) = g(n) U(n) E₂(n), where there is one."""
    x, y, z, w = (along(entry, 1, 1) for entry in u)
    return next((p, q) for p, q in zip(product(ours, (x, y, z, w)), product(u, theirs), strict=True) if p)


def stride(a: Poly, b: Poly, k: int) -> Matrix:
    """M(k(n−1)+1) ⋯ M(kn)."""
    total: Matrix = ((1,), (), (), (1,))
    for j in range(1, k + 1):
        total = product(total, ((), along(b, k, j - k), (1,), along(a, k, j - k)))
    return total


STEPS = {"inflation": inflation, "coboundary": coboundary, "field": crossing}
