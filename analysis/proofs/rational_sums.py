"""Sums S = Σ z^j T(j) over j ≥ 0 of a rational function T, named by its partial fractions.

    T(j) = Σ c/(j + x)^m,   Σ z^j/(j + x)^m = Φ(z, m, x) = z^(−k) (Φ(z, m, x₀) − Σ z^l/(l + x₀)^m, l < k),  x = x₀ + k,

so with one x₀ in (0, 1] for each class, S is a rational number and a sum of multiples of Φ(z, m, x₀): a polylogarithm
at x₀ = 1, Hurwitz' ζ(m, x₀) at z = 1 (for m = 1 −ψ(x₀): where S converges, their multiples add up to 0, and so do
those of the infinite part), and Φ(−1, m, x) = 2^(−m) (ζ(m, x/2) − ζ(m, (x + 1)/2)). Exponents m ≤ 0 stand for the
polynomial part of T, whose sum is rational; z g(j + 1) − g(j) as a part of T, g rational, adds −g(0); parts over
poles that are not rational are summed in `irrational_sums`. Sources: DLMF 25.11, 25.12, 25.14, 5.4, 5.15.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, comb, factorial, gcd, lcm

from analysis.proofs.irrational_sums import Irrational
from analysis.proofs.polynomials import along, at_infinity, minus, never_zero, plus, times, value
from analysis.proofs.reading import Poly, Rejected, fraction, integer, items, polynomial

MOST_PARTS = 96
MOST_ORDER = 64
MOST_POLES = 128  # each as often as its order
MOST_BITS = 2**13  # of a coefficient of their product
MOST_WORK = 2**16  # bits of what the steps between poles add
MOST_STEPS = 2_000  # between a pole and the member of its class in (0, 1]

Part = tuple[Fraction, Fraction, int]
"""(c, x, m) of c/(j + x)^m."""
Named = tuple[str, Fraction, Fraction]
"""(C, u, v): the sum is u C + v, "1" with u = 0 where it is rational."""

_CLASSICAL: Mapping[tuple[int, str], tuple[tuple[str, str], ...]] = {
    (1, "1"): (("1", "euler_gamma"),),
    (1, "1/2"): (("1", "euler_gamma"), ("2", "log(2)")),
    (1, "1/3"): (("1", "euler_gamma"), ("1/6", "pi*sqrt(3)"), ("3/2", "log(3)")),
    (1, "2/3"): (("1", "euler_gamma"), ("-1/6", "pi*sqrt(3)"), ("3/2", "log(3)")),
    (1, "1/4"): (("1", "euler_gamma"), ("1/2", "pi"), ("3", "log(2)")),
    (1, "3/4"): (("1", "euler_gamma"), ("-1/2", "pi"), ("3", "log(2)")),
    (1, "1/6"): (("1", "euler_gamma"), ("1/2", "pi*sqrt(3)"), ("2", "log(2)"), ("3/2", "log(3)")),
    (1, "5/6"): (("1", "euler_gamma"), ("-1/2", "pi*sqrt(3)"), ("2", "log(2)"), ("3/2", "log(3)")),
    (2, "1/4"): (("1", "pi^2"), ("8", "catalan")),
    (2, "3/4"): (("1", "pi^2"), ("-8", "catalan")),
    (2, "1"): (("1/6", "pi^2"),),
    (2, "1/2"): (("1/2", "pi^2"),),
    (3, "1/4"): (("1", "pi^3"), ("28", "zeta(3)")),
    (3, "3/4"): (("-1", "pi^3"), ("28", "zeta(3)")),
}
"""ζ(m, x), for m = 1 −ψ(x), where it has classical names (Gauss 1813; DLMF 5.4, 25.11)."""


def rational_sum(parts: Iterable[Part], z: Fraction) -> Named:
    """The name of Σ z^j Σ c/(j + x)^m, which is to converge.

    >>> rational_sum([(Fraction(1), Fraction(1), 2)], Fraction(1, 2))
    ('polylog(2,1/2)', Fraction(2, 1), Fraction(0, 1))
    >>> rational_sum([(Fraction(1), Fraction(1), 1), (Fraction(-1), Fraction(3), 1)], Fraction(1))
    ('1', Fraction(0, 1), Fraction(3, 2))
    """
    return combined(*multiples(parts, z))


def multiples(parts: Iterable[Part], z: Fraction) -> tuple[list[tuple[Fraction, str]], Fraction]:
    """The sum as multiples of constants with names, and a rational number; the parts are to be `moderate`."""
    rest = Fraction(0)
    classes: defaultdict[tuple[int, Fraction], Fraction] = defaultdict(Fraction)
    for c, x, m in parts:
        if m <= 0:
            rest += c * sum(comb(-m, i) * x ** (-m - i) * _powers(i, z) for i in range(1 - m))
            continue
        steps = ceil(x) - 1
        rest += c * _between(x, steps, m, z)
        classes[m, x - steps] += c * z**-steps
    gathered: defaultdict[str, Fraction] = defaultdict(Fraction)
    for c, name in _names({key: c for key, c in classes.items() if c}, z):
        gathered[name] += c
    return [(c, name) for name, c in gathered.items() if c], rest


def moderate(parts: Sequence[Part], z: Fraction) -> bool:
    """Whether the poles are few, near and simple enough for the sum to take less than seconds, and none is an integer
    j ≥ 0; a polynomial part needs |z| < 1."""
    orders = _orders(parts)
    poles, widest = sum(orders.values()), max(map(_bits, orders), default=0)
    if poles > MOST_POLES or poles * widest > MOST_BITS:
        return False
    work = 0
    for _, x, m in parts:
        if abs(m) > MOST_ORDER or abs(x) > MOST_STEPS:
            return False
        if abs(z) == 1 if m <= 0 else x.denominator == 1 and x <= 0:
            return False
        work += (abs(ceil(x)) + 1) * (m * _bits(x) + _bits(z)) if m > 0 else (1 - m) ** 2 * (_bits(x) + _bits(z))
    return work <= MOST_WORK


def _orders(parts: Sequence[Part]) -> dict[Fraction, int]:
    orders: dict[Fraction, int] = {}
    for _, x, m in parts:
        orders[x] = max(orders.get(x, 0), m)
    return orders


def _bits(x: Fraction) -> int:
    return x.numerator.bit_length() + x.denominator.bit_length()


def read_terms(claim: Mapping[str, object], first: Fraction, ratio: tuple[Poly, Poly]) -> Named:
    """The sum of the terms t(0) = first, t(j + 1)/t(j) = `ratio`, with the partial fractions that are claimed of it."""
    rows = [items(row, 3, 3) for row in items(claim.get("parts", []), 0, MOST_PARTS)]
    parts = [(fraction(c), fraction(x), integer(m)) for c, x, m in rows]
    above, below = (polynomial(one) for one in items(claim.get("telescoped", ["0", "1"]), 2, 2))
    z = _base(ratio)
    others = Irrational.read(claim, z)
    more = check_terms((parts, others), (above, below), first, ratio)
    name, factor, rest = summed(parts, others, z)
    return name, factor, rest + more


def summed(parts: Iterable[Part], others: Irrational, z: Fraction) -> Named:
    """The name of the sum."""
    terms, rest = multiples(parts, z)
    more, constant = others.multiples(z)
    return combined([*terms, *more], rest + constant)


def _base(ratio: tuple[Poly, Poly]) -> Fraction:
    """z where the terms are a rational function times z^j."""
    degree, z, _ = at_infinity(*ratio)
    if degree or abs(z) > 1:
        raise Rejected("the sum is none of a rational function times a power")
    return z


def check_terms(
    fractions: tuple[list[Part], Irrational], g: tuple[Poly, Poly], first: Fraction, ratio: tuple[Poly, Poly]
) -> Fraction:
    """−g(0), where t(j) with t(0) = first, t(j + 1)/t(j) = `ratio` is z^j (the `fractions` + z g(j + 1) − g(j)).

    Raises Rejected for other terms, and where z^j g(j) is not finite or does not tend to 0.
    """
    z, (parts, others) = _base(ratio), fractions
    if not never_zero(g[1], 0) or (abs(z) == 1 and len(g[0]) >= len(g[1])):
        raise Rejected("the sum is none of a rational function times a power")
    if not moderate(parts, z):
        raise Rejected("the partial fractions are too many, too large, or have poles among the terms")
    whole = _fraction(parts)
    for one in others.quotients(z):
        whole = _plus(whole, one)
    top, bottom = _added(whole, g, z)
    if not top or Fraction(value(top, 0), value(bottom, 0)) != first:
        raise Rejected("the partial fractions are not those of the first term")
    ahead = times(times(along(top, 1, 1), bottom), ratio[1])
    behind = times(times(top, along(bottom, 1, 1)), ratio[0])
    if tuple(z.numerator * c for c in ahead) != tuple(z.denominator * c for c in behind):
        raise Rejected("the partial fractions are not those of the terms")
    return Fraction(-value(g[0], 0), value(g[1], 0))


def _plus(left: tuple[Poly, Poly], right: tuple[Poly, Poly]) -> tuple[Poly, Poly]:
    return plus(times(left[0], right[1]), times(right[0], left[1])), times(left[1], right[1])


def _added(quotient: tuple[Poly, Poly], g: tuple[Poly, Poly], z: Fraction) -> tuple[Poly, Poly]:
    """quotient + z g(j + 1) − g(j) as one quotient."""
    (top, bottom), (above, below) = quotient, g
    after_above, after_below = along(above, 1, 1), along(below, 1, 1)
    step = minus(times((z.numerator,), times(after_above, below)), times((z.denominator,), times(above, after_below)))
    both = times((z.denominator,), times(below, after_below))
    return plus(times(top, both), times(bottom, step)), times(bottom, both)


def _fraction(parts: list[Part]) -> tuple[Poly, Poly]:
    """Σ c/(j + x)^m as one quotient."""
    orders = _orders(parts)
    scale = lcm(*(c.denominator * x.denominator ** max(-m, 0) for c, x, m in parts))
    bottom = _powers_of(orders)
    top: Poly = ()
    for c, x, m in parts:
        others = _powers_of({**orders, x: orders[x] - m})
        k = c * scale * Fraction(x.denominator) ** m
        top = plus(top, tuple(int(k * entry) for entry in others))
    return top, times((scale,), bottom)


def _powers_of(orders: Mapping[Fraction, int]) -> Poly:
    found: Poly = (1,)
    for x, order in orders.items():
        for _ in range(order):
            found = times(found, (x.numerator, x.denominator))
    return found


def _between(x: Fraction, steps: int, m: int, z: Fraction) -> Fraction:
    """Φ(z, m, x) − z^(−steps) Φ(z, m, x − steps)."""
    start = x - max(steps, 0)
    total = sum((z**k / (start + k) ** m for k in range(abs(steps))), start=Fraction(0))
    return -total / z**steps if steps > 0 else total


@lru_cache(maxsize=1024)
def _powers(n: int, z: Fraction) -> Fraction:
    """Σ j^n z^j over j ≥ 0."""
    return (z * sum(comb(n, i) * _powers(i, z) for i in range(n)) + (0 if n else 1)) / (1 - z)


def _names(classes: Mapping[tuple[int, Fraction], Fraction], z: Fraction) -> Iterator[tuple[Fraction, str]]:
    """Σ c Φ(z, m, x) as multiples of constants with names."""
    if abs(z) < 1:
        for (m, x), c in sorted(classes.items()):
            yield _lerch(m, x, z, c)
        return
    zetas: defaultdict[tuple[int, Fraction], Fraction] = defaultdict(Fraction)
    for (m, x), c in classes.items():
        if z == 1:
            zetas[m, x] += c
        else:
            zetas[m, x / 2] += c / 2**m
            zetas[m, (x + 1) / 2] -= c / 2**m
    for (m, x), c in sorted(zetas.items()):
        if c:
            yield from _zeta(m, x, c, zetas)


def _lerch(m: int, x: Fraction, z: Fraction, c: Fraction) -> tuple[Fraction, str]:
    """c Φ(z, m, x)."""
    if x < 1:
        return c, f"lerchphi({z},{m},{x})"
    if m > 1:
        return c / z, f"polylog({m},{z})"
    return (c / z, f"log({1 / (1 - z)})") if z > 0 else (-c / z, f"log({1 - z})")


def _zeta(
    m: int, x: Fraction, c: Fraction, others: Mapping[tuple[int, Fraction], Fraction]
) -> Iterator[tuple[Fraction, str]]:
    """c ζ(m, x), for m = 1 −c ψ(x); ψ(1 − x) − ψ(x) = π cot πx."""
    if (m, str(x)) in _CLASSICAL:
        for factor, name in _CLASSICAL[m, str(x)]:
            yield c * Fraction(factor), name
    elif m > 1 and x in (1, Fraction(1, 2)):
        yield c * (2**m - 1 if x < 1 else 1), f"zeta({m})"
    elif m > 1:
        yield c * (-1) ** m / factorial(m - 1), f"polygamma({m - 1},{x})"
    elif others.get((1, 1 - x)) != -c:
        yield -c, f"digamma({x})"
    elif x < Fraction(1, 2):
        yield c, f"pi*cot({x}*pi)"


def combined(terms: list[tuple[Fraction, str]], rest: Fraction) -> Named:
    """The multiples as one constant, with integers without common factor, the first of them positive."""
    if not terms:
        return "1", Fraction(0), rest
    scale = common_multiple([c for c, _ in terms])
    whole = sorted(((int(c * scale), name) for c, name in terms), key=lambda term: (term[0] < 0, term[1]))
    if whole[0][0] < 0:
        scale, whole = -scale, [(-c, name) for c, name in whole]
    pieces = [f"{'+' if c > 0 else '-'}{'' if abs(c) == 1 else f'{abs(c)}*'}{name}" for c, name in whole]
    return "".join(pieces).removeprefix("+"), 1 / scale, rest


def common_multiple(numbers: list[Fraction]) -> Fraction:
    """The factor with which numbers that are not all 0 become integers without a common divisor."""
    return Fraction(lcm(*(c.denominator for c in numbers)), gcd(*(c.numerator for c in numbers)))
