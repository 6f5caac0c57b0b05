"""Integer polynomials in n and k: {(i, j): c} stands for Σ c n^i k^j; {} is 0."""

from collections.abc import Iterable
from math import comb

from analysis.proofs.polynomials import value
from analysis.proofs.reading import Malformed, Poly, items, polynomial

MOST_K_DEGREE = 200
Bi = dict[tuple[int, int], int]
Line = tuple[int, int]  # k = slope·n + constant


def bivariate(value: object) -> Bi:
    """From the list of the coefficients of 1, k, k², …, polynomials in n.

    >>> bivariate(["2*n + 1", "0", "n**2"])
    {(0, 0): 1, (1, 0): 2, (2, 2): 1}
    """
    rows = [polynomial(one) for one in items(value, 0, MOST_K_DEGREE)]
    if rows and not rows[-1]:
        raise Malformed("a polynomial in k with the leading coefficient 0")
    return {(i, j): c for j, row in enumerate(rows) for i, c in enumerate(row) if c}


def over_k(p: Bi) -> list[Poly]:
    """The coefficients of 1, k, k², …."""
    rows: list[list[int]] = [[] for _ in range(1 + max((j for _, j in p), default=-1))]
    for (i, j), c in p.items():
        rows[j] += [0] * (i + 1 - len(rows[j]))
        rows[j][i] = c
    return [tuple(row) for row in rows]


def constant(c: int) -> Bi:
    """The constant polynomial."""
    return {(0, 0): c} if c else {}


def linear(a: int, b: int, c: int) -> Bi:
    """a n + b k + c."""
    return {place: x for place, x in (((1, 0), a), ((0, 1), b), ((0, 0), c)) if x}


def over_n(p: Poly) -> Bi:
    """A polynomial in n as one in n and k."""
    return {(i, 0): c for i, c in enumerate(p) if c}


def to_poly(p: Bi) -> Poly:
    """A polynomial without k as one in n."""
    return tuple(over_k(p)[0]) if p else ()


def add(p: Bi, q: Bi) -> Bi:
    """p + q."""
    total = dict(p)
    for place, c in q.items():
        total[place] = total.get(place, 0) + c
    return {place: c for place, c in total.items() if c}


def scale(p: Bi, c: int) -> Bi:
    """c p."""
    return {place: c * x for place, x in p.items()} if c else {}


def multiply(p: Bi, q: Bi) -> Bi:
    """
    >>> multiply(linear(1, 1, 0), linear(1, -1, 0)) == {(2, 0): 1, (0, 2): -1}
    True
    """
    total: Bi = {}
    for (i, j), c in p.items():
        for (k, m), d in q.items():
            total[i + k, j + m] = total.get((i + k, j + m), 0) + c * d
    return {place: c for place, c in total.items() if c}


def product(factors: Iterable[Bi]) -> Bi:
    """The product of all."""
    total = constant(1)
    for factor in factors:
        total = multiply(total, factor)
    return total


def shift(p: Bi, a: int, b: int) -> Bi:
    """p(n + a, k + b).

    >>> shift({(1, 1): 1}, 0, 1) == {(1, 1): 1, (1, 0): 1}
    True
    """
    total: Bi = {}
    for (i, j), c in p.items():
        for s in range(i + 1 if a else 1):
            for t in range(j + 1 if b else 1):
                place = (i - s, j - t)
                total[place] = total.get(place, 0) + c * comb(i, s) * a**s * comb(j, t) * b**t
    return {place: c for place, c in total.items() if c}


def at_class(p: Bi, step: int, residue: int) -> Bi:
    """p(step·m + residue, k), a polynomial in m and k.

    >>> at_class({(1, 0): 1}, 3, -1) == {(1, 0): 3, (0, 0): -1}
    True
    """
    return {(i, j): c * step**i for (i, j), c in shift(p, residue, 0).items()}


def at_line(p: Bi, line: Line, sign: int) -> Bi:
    """p(n, slope n + constant + sign·t) as a polynomial in n and t.

    >>> at_line({(0, 2): 1}, (1, 0), -1) == {(2, 0): 1, (1, 1): -2, (0, 2): 1}
    True
    """
    total: Bi = {}
    powers = [constant(1)]
    for _ in over_k(p)[1:]:
        powers.append(multiply(powers[-1], linear(line[0], sign, line[1])))
    for (i, j), c in p.items():
        total = add(total, multiply({(i, 0): c}, powers[j]))
    return total


def keeps_sign(p: Bi) -> bool:
    """Whether the coefficients show that p has no zero for n, k ≥ 0: all of one sign, the constant not 0."""
    return bool(p.get((0, 0))) and len({c > 0 for c in p.values()}) == 1


def at_n(p: Bi, n: int) -> Poly:
    """p(n, ·) at a number n, a polynomial in k."""
    return tuple(value(c, n) for c in over_k(p))


def settled(p: Poly, latest: int) -> int:
    """The least n₁ ≤ latest for which the coefficients of p(n₁ + t) show that p has no zero from n₁ on.

    >>> settled((-6, -1, 1), 100)
    4
    """
    for n in range(latest + 1):
        if keeps_sign(shift(over_n(p), n, 0)):
            return n
    raise ValueError(f"no n up to {latest:,} from which on the sign of a polynomial is seen")
