"""Polynomials with integer coefficients as tuples, the constant first; and 2×2 matrices of them or of integers."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from analysis.proofs.reading import Poly, Rejected, items, polynomial

MOST_WORK = 2**33  # bits times steps of a product of matrices: seconds
MOST_BITS = 2**20  # of numbers that are looked at until a sign is seen
MOST_COEFFICIENTS = 64  # of a rational function of a certificate
MOST_EVALUATED = 20_000  # integers at which a polynomial is evaluated to see that none is a zero of it


def trimmed(coefficients: Sequence[int]) -> Poly:
    """Without zeros at the end."""
    length = len(coefficients)
    while length and not coefficients[length - 1]:
        length -= 1
    return tuple(coefficients[:length])


def plus(p: Poly, q: Poly) -> Poly:
    """The sum."""
    if len(p) < len(q):
        p, q = q, p
    return trimmed([c + q[i] if i < len(q) else c for i, c in enumerate(p)])


def minus(p: Poly, q: Poly) -> Poly:
    """The difference."""
    return plus(p, tuple(-c for c in q))


def times(p: Poly, q: Poly) -> Poly:
    """The product.

    >>> times((1, 1), (-1, 1))
    (-1, 0, 1)
    """
    if not p or not q:
        return ()
    result = [0] * (len(p) + len(q) - 1)
    for i, c in enumerate(p):
        if c:
            for j, d in enumerate(q, i):
                result[j] += c * d
    return tuple(result)


@lru_cache(maxsize=4096)
def along(p: Poly, step: int, start: int) -> Poly:
    """p(step n + start).

    >>> along((0, 0, 1), 2, 1)
    (1, 4, 4)
    """
    result: list[int] = []
    for c in reversed(p):
        result = [start * low + step * high for low, high in zip([*result, 0], [0, *result], strict=True)]
        result[0] += c
    return trimmed(result)


def value(p: Poly, n: int) -> int:
    """p(n)."""
    total = 0
    for c in reversed(p):
        total = total * n + c
    return total


def positive(p: Poly, start: int) -> bool:
    """Whether p(n) > 0 at all n ≥ start is seen from the coefficients of p(n + start)."""
    moved = along(p, 1, start)
    return bool(moved) and moved[0] > 0 and min(moved) >= 0


def not_negative(p: Poly, start: int) -> bool:
    """Whether p(n) ≥ 0 at all n ≥ start is seen from the coefficients of p(n + start)."""
    return min(along(p, 1, start), default=0) >= 0


def negative(p: Poly) -> Poly:
    """−p."""
    return tuple(-c for c in p)


@lru_cache(maxsize=4096)
def never_zero(p: Poly, start: int) -> bool:
    """Whether p(n) ≠ 0 at all integers n ≥ start: by its values up to where the coefficients have one sign.

    >>> never_zero((-2, 0, 1), 0), never_zero((-9, 0, 1), 0), never_zero((-9, 0, 1), 4)
    (True, False, True)
    """
    length = 0
    while not positive(p, start + length) and not positive(negative(p), start + length):
        length = 2 * length + 1
        if length > MOST_EVALUATED or not p:
            return False
    return all(value(p, n) for n in range(start, start + length))


def quotient(claim: object) -> tuple[Poly, Poly]:
    """Numerator and denominator of a rational function that is finite at all integers n ≥ 0; raises Rejected."""
    top, bottom = (polynomial(one) for one in items(claim, 2, 2))
    if max(len(top), len(bottom)) > MOST_COEFFICIENTS or not never_zero(bottom, 0):
        raise Rejected("a rational function is not shown to be finite, or too large")
    return top, bottom


def leading_sign(p: Poly) -> int:
    """The sign of p(n) for all large n."""
    return 0 if not p else 1 if p[-1] > 0 else -1


def at_infinity(top: Poly, bottom: Poly) -> tuple[int, Fraction, Fraction]:
    """(e, ℓ, c) with top/bottom = ℓ n^e (1 − c/n + O(1/n²)).

    >>> at_infinity((0, 1, 2), (1, 4))
    (1, Fraction(1, 2), Fraction(-1, 4))
    """
    if not top or not bottom:
        raise Rejected("a ratio of 0 or infinity")
    second = [Fraction(p[-2] if len(p) > 1 else 0, p[-1]) for p in (top, bottom)]
    return len(top) - len(bottom), Fraction(top[-1], bottom[-1]), second[1] - second[0]


Matrix = tuple[Poly, Poly, Poly, Poly]
Numbers = tuple[int, int, int, int]


def product(left: Matrix, right: Matrix) -> Matrix:
    """The product of two matrices of polynomials."""
    a, b, c, d = left
    e, f, g, h = right
    return (
        plus(times(a, e), times(b, g)), plus(times(a, f), times(b, h)),
        plus(times(c, e), times(d, g)), plus(times(c, f), times(d, h)),
    )  # fmt: skip


def multiplied(left: Numbers, right: Numbers) -> Numbers:
    """The product of two matrices of integers."""
    a, b, c, d = left
    e, f, g, h = right
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h


def before(a: Poly, b: Poly, start: int) -> Numbers:
    """[[1, a(0)], [0, 1]] M(1) ⋯ M(start − 1): the convergents (p(n−1), p(n)), (q(n−1), q(n)), n = start − 1."""
    size = max(value(tuple(map(abs, one)), start).bit_length() for one in (a, b))
    if start * start * size > MOST_WORK:
        raise Rejected(f"the convergents at {start} are too long to be computed")
    p, q, r, s = 1, value(a, 0), 0, 1
    for n in range(1, start):
        x, y = value(a, n), value(b, n)
        p, q, r, s = q, y * p + x * q, s, y * r + x * s
    return p, q, r, s


def proportional(left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two rows of numbers, neither all 0, are multiples of each other."""
    pivot = next((i for i, x in enumerate(left) if x), None)
    if pivot is None or not any(right):
        return False
    return all(x * right[pivot] == y * left[pivot] for x, y in zip(left, right, strict=True))


def carries(ours: Matrix, theirs: Matrix, u: Matrix) -> bool:
    """Whether E₁(n) U(n+1) ∝ U(n) E₂(n), and neither side is 0.

    The 2×2 minors are polynomials with coefficients of at most H in size, which are 0 when they vanish at one
    n > H + 1.
    """
    ahead: Matrix = (along(u[0], 1, 1), along(u[1], 1, 1), along(u[2], 1, 1), along(u[3], 1, 1))
    size = 8 * _norm(ours) * _norm(ahead) * _norm(u) * _norm(theirs)
    n = 1 << (size.bit_length() + 2)
    e1, u1, u0, e2 = (_at(entries, n) for entries in (ours, ahead, u, theirs))
    return proportional(multiplied(e1, u1), multiplied(u0, e2))


def _at(entries: Matrix, n: int) -> Numbers:
    p, q, r, s = (value(entry, n) for entry in entries)
    return p, q, r, s


def _norm(entries: Matrix) -> int:
    return max(sum(map(abs, p)) for p in entries)
