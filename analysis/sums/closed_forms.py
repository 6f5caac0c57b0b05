"""Sums with a recurrence of first order are hypergeometric in n, S(n) = c R(n) ρ^m ∏ (a)_m/∏ (b)_m; and their WZ pair.

Where Σ_k F(n, k) = S(n), f = F/S and g = R f satisfy f(n, k) − f(n−1, k) = g(n, k+1) − g(n, k) up to the factor c₀(n):
the pair that Wilf and Zeilberger prove identities with (J. Amer. Math. Soc. 3 (1990)).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from flint import fmpz_poly

from analysis.exact.polynomials import Polynomial
from analysis.exact.shifts import irreducible, shift_between

_MOST_STEPS = 4  # between factors whose products cancel up to those at the ends


@dataclass(frozen=True)
class HypergeometricValue:
    """S(n) = `factor` · ∏ above(n)/∏ below(n) · base^m ∏ (a)_m / ∏ (b)_m, m = n − start; a of `upper`, b of `lower`."""

    start: int
    factor: Fraction
    above: tuple[Polynomial, ...]
    below: tuple[Polynomial, ...]
    base: Fraction
    upper: tuple[Fraction, ...]
    lower: tuple[Fraction, ...]

    def __call__(self, n: int) -> Fraction:
        value = self.factor * Fraction(prod(p(n) for p in self.above), prod(p(n) for p in self.below))
        for m in range(n - self.start):
            value *= self.base
            for a in self.upper:
                value *= a + m
            for b in self.lower:
                value /= b + m
        return value

    @property
    def expression(self) -> str:
        """The value as sympy parses it, with `rf` the rising factorial.

        >>> one, half = Fraction(1), Fraction(1, 2)
        >>> HypergeometricValue(0, one, (), (Polynomial((1, 2)),), Fraction(4), (half,), (one,)).expression
        '4**n*rf(1/2, n)/rf(1, n)/(2*n + 1)'
        """
        m = "n" if self.start == 0 else f"n - {self.start}"
        exponent = m if self.start == 0 else f"({m})"
        base = str(self.base) if self.base.denominator == 1 and self.base > 0 else f"({self.base})"
        parts = [] if self.factor == 1 else [str(self.factor)]
        parts += [] if self.base == 1 else [f"{base}**{exponent}"]
        parts += [*_powers(self.above), *(f"rf({a}, {m})" for a in self.upper)]
        below = [*(f"rf({b}, {m})" for b in self.lower), *_powers(self.below)]
        return ("*".join(parts) or "1") + "".join(f"/{part}" for part in below)


def _powers(polynomials: Iterable[Polynomial]) -> list[str]:
    """The factors of a product, the shortest first."""
    texts = Counter("n" if p.coefficients == (0, 1) else f"({p})" for p in polynomials)
    return [text if e == 1 else f"{text}**{e}" for text, e in sorted(texts.items(), key=lambda one: len(one[0]))]


def hypergeometric_value(
    coefficients: Sequence[Polynomial], first: int, value: Callable[[int], Fraction]
) -> HypergeometricValue | None:
    """S from c₀(n)S(n) + c₁(n)S(n−1) = 0 for n ≥ first, from where that gives S(n); None with irrational roots.

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> hypergeometric_value([P("n"), P("-4n+2")], 1, lambda n: Fraction(1)).expression
    '4**n*rf(1/2, n)/rf(1, n)'
    >>> hypergeometric_value([P("n-1"), P("-2n")], 1, lambda n: Fraction(n)).expression
    '2**(n - 1)*n'
    """
    if len(coefficients) != 2:
        return None
    first = determined_from(coefficients, first)
    tops, bottoms = irreducible((-coefficients[1]).flint), irreducible(coefficients[0].flint)
    above, below = _at_the_ends(tops, bottoms, first)
    if any(f.degree() > 1 for f in (*tops, *bottoms)):
        return None
    start = first - 1
    factor = value(start) * Fraction(prod(p(start) for p in below), prod(p(start) for p in above))
    upper, lower = (tuple(sorted(first + Fraction(int(f[0]), int(f[1])) for f in side)) for side in (tops, bottoms))
    base = Fraction(-coefficients[1].leading, coefficients[0].leading)
    return HypergeometricValue(start, factor, above, below, base, upper, lower)


def _at_the_ends(
    tops: list[fmpz_poly], bottoms: list[fmpz_poly], first: int
) -> tuple[tuple[Polynomial, ...], tuple[Polynomial, ...]]:
    """g(n + 1) ⋯ g(n + j), which ∏ g(t + j)/g(t) leaves over t ≥ first, above or below; the pairs leave the lists."""
    above: list[fmpz_poly] = []
    below: list[fmpz_poly] = []
    for f in list(tops):
        shifts = ((g, shift_between(g, f)) for g in bottoms)
        g, j = min(((g, j) for g, j in shifts if j is not None), key=lambda pair: abs(pair[1]), default=(f, None))
        vanishes = j is not None and j < 0 and any(r >= first for r in Polynomial.from_flint(f).integer_roots())
        if j is None or abs(j) > _MOST_STEPS or vanishes:
            continue
        tops.remove(f)
        bottoms.remove(g)
        above += [g(fmpz_poly([i, 1])) for i in range(1, j + 1)]
        below += [f(fmpz_poly([i, 1])) for i in range(1, 1 - j)]
    return tuple(map(Polynomial.from_flint, above)), tuple(map(Polynomial.from_flint, below))


def determined_from(coefficients: Sequence[Polynomial], first: int) -> int:
    """The n from which on a recurrence that holds for n ≥ first gives S(n): c₀ has no zero there."""
    return max([first, *(int(root) + 1 for root in coefficients[0].integer_roots())])
