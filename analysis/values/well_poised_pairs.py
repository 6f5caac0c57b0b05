"""Pairs of Wilf and Zeilberger in the field of Dougall's ₅H₅: which sums that one step accelerates.

    F = ± (a + 2k) ∏ Γ(bᵢ + k)/Γ(1 + a − bᵢ + k) ∏_(i<j) Γ(1 + a − bᵢ − bⱼ)/Γ(1 + 2a − b₁ − b₂ − b₃ − b₄)

has Σ F over all integers k constant, and so has its limit b₄ → ∞, with (−1)^k and without the last Γ. Hence F(p + u, k)
− F(p, k) = G(k+1) − G(k) for each unit step u of p = (a; b₁, …), and along any direction by adding G's:

    u = (0; 1, 0, …): G/F = ∏ (a − bᵢ + k)/((a + 2k) ∏_(j>1) (a − b₁ − bⱼ)),
    u = (1; 1, 0, …): G/F = (k + 1 + 2a − b₂ − b₃ − b₄)(a − b₁ + k)/((1 + 2a − Σ b)(a + 2k)),

for b₄ → ∞ the same without the factors of b₄ and with (a − b₁ + k)/(a + 2k). Source of the sum: Dougall 1907; of the
accelerations: Chu and Zhang, Math. Comp. 83 (2014).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement
from typing import Any

from flint import fmpz_mpoly

from analysis.exact.polynomials import Polynomial
from analysis.exact.rational_functions import RationalFunction, variable

AXES = ("n", "k")
N, K = (variable(name, AXES) for name in AXES)
_MOST = 4  # steps of a parameter bᵢ
_MOST_A = 8  # steps of a
_MOST_SLOPES = 32  # of all arguments: checking a pair takes up to 0.3 seconds

Form = tuple[int, int, int]
"""(s, j, e): one factor Γ(x)^e, x moving by s; j is its place in `arguments`."""


@dataclass(frozen=True)
class Direction:
    """Steps of a and of three (b₄ infinite) or four bᵢ."""

    a: int
    b: tuple[int, ...]

    @property
    def slopes(self) -> tuple[int, ...]:
        """By how much the arguments of the Γ's at k = 0 move, in the order of `arguments`."""
        pairs = [self.a - x - y for x, y in combinations(self.b, 2)]
        return (*self.b, *(self.a - x for x in self.b), *pairs, *self._last(2 * self.a - sum(self.b)))

    @property
    def exponents(self) -> tuple[int, ...]:
        """±1 for each of them."""
        count = len(self.b)
        return (*[1] * count, *[-1] * count, *[1] * (count * (count - 1) // 2), *self._last(-1))

    def _last(self, value: int) -> tuple[int, ...]:
        return (value,) if len(self.b) == 4 else ()

    def rate(self) -> Fraction:
        """lim e(n+1)/e(n) without its sign."""
        product = Fraction(1)
        for slope, e in zip(self.slopes, self.exponents, strict=True):
            product *= Fraction(slope or 1) ** (slope * e)
        return product


@cache
def directions() -> dict[Fraction, list[Direction]]:
    """The directions in which no argument falls and the sums converge ever better, by their rate."""
    found: dict[Fraction, list[Direction]] = {}
    for count in (3, 4):
        for b in combinations_with_replacement(range(_MOST + 1), count):
            for a in range(b[-1] + b[-2], _MOST_A + 1):
                one = Direction(a, b)
                converges = 2 * a > sum(b) if count == 4 else 3 * a > 2 * sum(b)
                if converges and sum(one.slopes) <= _MOST_SLOPES:
                    found.setdefault(one.rate(), []).append(one)
    return found


@dataclass(frozen=True)
class Start:
    """The parameters at n = 0."""

    a: Fraction
    b: tuple[Fraction, ...]

    def arguments(self) -> tuple[Fraction, ...]:
        """Of the Γ's at k = 0: bᵢ, 1 + a − bᵢ, 1 + a − bᵢ − bⱼ, and 1 + 2a − Σ b for four."""
        pairs = [1 + self.a - x - y for x, y in combinations(self.b, 2)]
        last = [1 + 2 * self.a - sum(self.b)] if len(self.b) == 4 else []
        return (*self.b, *(1 + self.a - x for x in self.b), *pairs, *last)


def summand(start: Start, along: Direction) -> dict[str, Any]:
    """F as certificates write it, up to a number."""
    count = len(start.b)
    rising: Counter[tuple[int, int, int, int, int]] = Counter()
    x, y = Fraction(-1 if (along.a + sum(along.b)) % 2 else 1), Fraction(1 if count == 4 else -1)
    for place, (argument, slope, e) in enumerate(zip(start.arguments(), along.slopes, along.exponents, strict=True)):
        moving = int(place < 2 * count)
        rest = argument % 1 or Fraction(1)
        rising[rest.numerator, rest.denominator, slope, moving, int(argument - rest)] += e
        x, y = x / Fraction(rest.denominator) ** (slope * e), y / Fraction(rest.denominator) ** (moving * e)
    scale = start.a.denominator
    top = [str(Polynomial.of([int(start.a * scale), along.a * scale])), str(2 * scale)]
    atoms = [[*atom, e] for atom, e in rising.items() if e and (atom[2] or atom[3])]
    return {"rising": atoms, "bases": [str(x), str(y)], "top": top, "bottom": []}


def certificate(start: Start, along: Direction) -> list[list[str]]:
    """R with F(n, k) − F(n−1, k) = G(n, k+1) − G(n, k), G = R F, numerator and denominator."""
    at = _Point.before(start, along)
    total, size = RationalFunction.constant(0, AXES), RationalFunction.constant(1, AXES)
    for step, i in _path(along):
        if step == "back":
            at = at.moved(0, i, -1)
            size = size / at.lifted(i)
            total = total - at.on_b(i) * size
            continue
        if step == "b":
            total, size = total + at.on_b(i) * size, size * at.lifted(i)
            at = at.moved(0, i, 1)
        else:
            total, size = total + at.on_both(i) * size, size * at.lifted_both(i)
            at = at.moved(1, i, 1)
    found = total / size
    return [_rows(found.top), _rows(found.bottom)]


def _path(along: Direction) -> Iterator[tuple[str, int]]:
    """Steps ("both", i) of a and bᵢ, ("b", i) and ("back", i) of bᵢ."""
    left, due = list(along.b), along.a
    for i, steps in enumerate(along.b):
        both = min(steps, due)
        yield from [("both", i)] * both
        left[i], due = left[i] - both, due - both
    for i, steps in enumerate(left):
        yield from [("b", i)] * steps
    for _ in range(due):
        yield "both", 0
        yield "back", 0


@dataclass(frozen=True)
class _Point:
    """The parameters as functions of n."""

    a: RationalFunction
    b: tuple[RationalFunction, ...]

    @classmethod
    def before(cls, start: Start, along: Direction) -> "_Point":
        """At n − 1."""
        at = [
            RationalFunction.constant(x, AXES) + (N - 1) * s
            for x, s in zip((start.a, *start.b), (along.a, *along.b), strict=True)
        ]
        return cls(at[0], tuple(at[1:]))

    def moved(self, a: int, i: int, step: int) -> "_Point":
        return _Point(self.a + a, tuple(x + step if j == i else x for j, x in enumerate(self.b)))

    @property
    def _w(self) -> RationalFunction:
        return sum((-x for x in self.b), self.a * 2 + 1)

    def _others(self, i: int) -> list[RationalFunction]:
        return [x for j, x in enumerate(self.b) if j != i]

    def _gaps(self, i: int) -> RationalFunction:
        """∏ (a − bᵢ − bⱼ)."""
        return _product([self.a - self.b[i] - x for x in self._others(i)])

    def lifted(self, i: int) -> RationalFunction:
        """F there over F here, for a step of bᵢ."""
        ahead = -(self.b[i] + K) * (self.a - self.b[i] + K) / self._gaps(i)
        return ahead * (self._w - 1) if len(self.b) == 4 else ahead

    def on_b(self, i: int) -> RationalFunction:
        """G over F for it."""
        return _product([self.a - x + K for x in self.b]) / ((self.a + K * 2) * self._gaps(i))

    def lifted_both(self, i: int) -> RationalFunction:
        """F there over F here, for a step of a and bᵢ."""
        others = self._others(i)
        ahead = (self.a + 1 + K * 2) * (self.b[i] + K) / (self.a + K * 2)
        ahead = ahead * _product([self.a + 1 - x - y for x, y in combinations(others, 2)])
        ahead = ahead / _product([self.a + 1 - x + K for x in others])
        return ahead / self._w if len(self.b) == 4 else ahead

    def on_both(self, i: int) -> RationalFunction:
        """G over F for it."""
        found = (self.a - self.b[i] + K) / (self.a + K * 2)
        return found * (K + self._w + self.b[i]) / self._w if len(self.b) == 4 else found


def _product(factors: Sequence[RationalFunction]) -> RationalFunction:
    total = RationalFunction.constant(1, AXES)
    for one in factors:
        total = total * one
    return total


def _rows(p: fmpz_mpoly) -> list[str]:
    """The coefficients of 1, k, k², …, polynomials in n."""
    found: dict[int, dict[int, int]] = {}
    for (i, j), c in p.to_dict().items():
        found.setdefault(int(j), {})[int(i)] = int(c)
    rows = [found.get(j, {}) for j in range(max(found, default=-1) + 1)]
    return [str(Polynomial.of([row.get(i, 0) for i in range(max(row, default=0) + 1)])) for row in rows]
