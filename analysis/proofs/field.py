"""The step of kind "field": two fractions along two directions of one conservative field have one limit.

Let F(i, j) and S(i, j), the matrices of one step in i and in j, have entries ≥ 0 for all integers i, j ≥ 0, an entry
> 0 in every row, and F(i, j) S(i+1, j) = λ S(i, j) F(i, j+1) with numbers λ.

Theorem. When the products F(0, 0) F(1, 0) ⋯ and S(0, 0) S(0, 1) ⋯ shrink the cone of vectors ≥ 0 to a line each, it is
one line. Proof. Let C(i, j) be the image of the cone under a path from (0, 0) to (i, j). It does not depend on the
path, as λ > 0; it is not 0, as (1, 1)ᵗ goes to vectors > 0; and C(i+1, j) and C(i, j+1) lie in C(i, j), as F and S
keep the cone. So C(n, n) lies in C(n, 0) and in C(0, n), which shrink to the two lines.

That products shrink the cone follows from Birkhoff (Trans. AMS 85 (1957); Bushell, Arch. Rat. Mech. Anal. 52 (1973)): a
matrix N = [[a, b], [c, d]] > 0 contracts Hilbert's metric by tanh(|ln θ|/4), θ = ad/(bc), which is at most
1 − min(θ, 1/θ)^(1/2). With polynomial entries min(θ, 1/θ) ~ k m^(−e), e = |deg ad − deg bc|, and Σ m^(−e/2) diverges
for e ≤ 2, so the product of the contractions is 0.

A fraction PCF(a, b) goes along such a product N(1) N(2) ⋯ when M(n) U(n+1) ∝ U(n) N(n) for n ≥ s, as for a coboundary.
Its convergents are the columns of H N(s) ⋯ N(n) U(n+1)⁻¹, H = [[1, a(0)], [0, 1]] M(1) ⋯ M(s−1) U(s); where a column of
U⁻¹ is in the cone, up to sign, they go to H ℓ, ℓ the line of N(s) N(s+1) ⋯. Both limits are known so from one ℓ, which
lies in the image of the cone under N(1) ⋯ N(n) for each n; that shows that the second entry of H ℓ is not 0.

An entry of F or S is given by its coefficients of i⁰, i¹, …, polynomials in j that are spelt with the letter n.
"""

from collections.abc import Mapping

from analysis.proofs.polynomials import (
    MOST_BITS,
    Matrix,
    Numbers,
    along,
    before,
    carries,
    minus,
    multiplied,
    never_zero,
    not_negative,
    plus,
    product,
    proportional,
    times,
    value,
)
from analysis.proofs.reading import MOST_DEGREE, Mobius, Poly, Rejected, integer, items, members, polynomial

LATEST_START = 10_000
MOST_POLYA = 24  # powers of 1 + i + j that may make the coefficients of an entry ≥ 0 (Pólya)
MOST_STEPS = 200  # along the field until the value is seen to be finite

Surface = tuple[Poly, ...]  # the coefficients of i⁰, i¹, …, polynomials in j


def crossing(a: Poly, b: Poly, step: Mapping[str, object]) -> tuple[Mobius, Poly, Poly]:
    """The map from the limit of the row, along i, to that of the trajectory, along j; and the row."""
    members(step, ("kind", "first", "second", "trajectory", "row", "to"))
    claim = members(step["to"], ("a", "b"))
    to_a, to_b = polynomial(claim["a"]), polynomial(claim["b"])
    first, second = _surfaces(step["first"]), _surfaces(step["second"])
    if not keeps_the_cone(first) or not keeps_the_cone(second):
        raise Rejected("a matrix is not shown to keep the cone")
    if not _conservative(first, second):
        raise Rejected("the field is not conservative")
    ours = _matrix([along(entry[0] if entry else (), 1, -1) for entry in second])
    theirs = _matrix([along(tuple(p[0] if p else 0 for p in entry), 1, -1) for entry in first])
    if not _shrinks(ours) or not _shrinks(theirs):
        raise Rejected("the products are not shown to shrink the cone to a line")
    t = _start(a, b, ours, step["trajectory"])
    if not _finite(t, ours):
        raise Rejected("the value is not shown to be finite")
    e, f, g, h = _start(to_a, to_b, theirs, step["row"])
    return multiplied(t, (h, -f, -g, e)), to_a, to_b


def _surfaces(claim: object) -> list[Surface]:
    return [tuple(polynomial(p) for p in items(entry, 0, MOST_DEGREE)) for entry in items(claim, 4, 4)]


def _matrix(entries: list[Poly]) -> Matrix:
    p, q, r, s = (minus(entry, ()) for entry in entries)
    return p, q, r, s


def keeps_the_cone(entries: list[Surface]) -> bool:
    """Whether all entries are ≥ 0 at all i, j ≥ 0, with one > 0 in each row: seen from the signs of coefficients."""
    positive_at_0 = []
    for entry in entries:
        powers = 0
        while any(c < 0 for p in entry for c in p):
            powers += 1
            if powers > MOST_POLYA:
                return False
            moved = ((), *entry)  # i · entry
            entry = tuple(plus(times((1, 1), p), q) for p, q in zip((*entry, ()), moved, strict=True))
        positive_at_0.append(bool(entry and entry[0] and entry[0][0]))
    return (positive_at_0[0] or positive_at_0[1]) and (positive_at_0[2] or positive_at_0[3])


def _conservative(first: list[Surface], second: list[Surface]) -> bool:
    """F(i, j) S(i+1, j) ∝ S(i, j) F(i, j+1), by the values at one j, and i a power of it, beyond all coefficients."""
    entries = first + second
    degree = 2 * sum(max((len(p) for entry in matrix for p in entry), default=0) for matrix in (first, second))
    size = max(sum(abs(c) for p in entry for c in p) for entry in entries)
    rows = max(len(entry) for entry in entries)
    bits = 4 * (size.bit_length() + degree + rows) + 8
    j, i = 1 << bits, 1 << bits * (degree + 1)
    f, s = _at(first, i, j), _at(second, i, j)
    return proportional(multiplied(f, _at(second, i + 1, j)), multiplied(s, _at(first, i, j + 1)))


def _at(entries: list[Surface], i: int, j: int) -> Numbers:
    p, q, r, s = (value(tuple(value(p, j) for p in entry), i) for entry in entries)
    return p, q, r, s


def _shrinks(entries: Matrix) -> bool:
    """Birkhoff's criterion for single matrices or for pairs of them."""
    p, q, r, s = (along(entry, 1, 1) for entry in entries)
    for a, b, c, d in (entries, product(entries, (p, q, r, s))):
        if a and b and c and d and abs(len(a) + len(d) - len(b) - len(c)) <= 2:
            return True
    return False


def _start(a: Poly, b: Poly, steps: Matrix, claim: object) -> Numbers:
    """The matrix that takes the line of N(1) N(2) ⋯ to the limit of the fraction."""
    found: Mapping[str, object] = members(claim, ("u", "start"))
    x, y, z, w = (polynomial(one) for one in items(found["u"], 4, 4))
    start = integer(found["start"], 1, LATEST_START)
    if not carries(((), b, (1,), a), steps, (x, y, z, w)):
        raise Rejected("a fraction is not the one of its direction")
    if not never_zero(b, 1):
        raise Rejected("a fraction is not shown to go on without end")
    if not never_zero(minus(times(x, w), times(y, z)), start):
        raise Rejected(f"U is not shown to be invertible from {start} on")
    if not any(_in_cone(column, start) for column in ((w, z), (y, x))):
        raise Rejected(f"no column of the inverse of U is shown to be in the cone from {start} on")
    matrix = multiplied(before(a, b, start), (value(x, start), value(y, start), value(z, start), value(w, start)))
    e, f, g, h = _products(steps, start - 1)
    if e * h == f * g:
        raise Rejected("a matrix of the field is singular")
    return multiplied(matrix, (h, -f, -g, e))


def _in_cone(column: tuple[Poly, Poly], start: int) -> bool:
    """Whether (p, −q) is in the cone up to sign, from n = start on, for the pair (p, q)."""
    p, q = column
    negated = minus((), p), minus((), q)
    return (not_negative(p, start) and not_negative(negated[1], start)) or (
        not_negative(negated[0], start) and not_negative(q, start)
    )


def _products(steps: Matrix, count: int) -> Numbers:
    """N(1) ⋯ N(count)."""
    total: Numbers = (1, 0, 0, 1)
    for n in range(1, count + 1):
        p, q, r, s = (value(entry, n) for entry in steps)
        total = multiplied(total, (p, q, r, s))
    return total


def _finite(t: Numbers, steps: Matrix) -> bool:
    """Whether the second entry of t ℓ is seen not to be 0, ℓ in the images of the cone under N(1) ⋯ N(n)."""
    for n in range(1, MOST_STEPS):
        p, q, r, s = (value(entry, n) for entry in steps)
        t = multiplied(t, (p, q, r, s))
        if t[2] * t[3] > 0 or max(map(int.bit_length, t)) > MOST_BITS:
            return t[2] * t[3] > 0
    return False
