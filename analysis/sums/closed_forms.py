"""Sums with a recurrence of first order are hypergeometric in n, S(n) = S(N) ρ^m ∏ (a)_m/∏ (b)_m; and their WZ pair.

Where Σ_k F(n, k) = S(n), f = F/S and g = R f satisfy f(n, k) − f(n−1, k) = g(n, k+1) − g(n, k) up to the factor c₀(n):
the pair that Wilf and Zeilberger prove identities with (J. Amer. Math. Soc. 3 (1990)).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.exact.polynomials import Polynomial


@dataclass(frozen=True)
class HypergeometricValue:
    """S(n) = `first` · base^m ∏ (a)_m / ∏ (b)_m, m = n − start; `upper`, `lower` are the a and the b."""

    start: int
    first: Fraction
    base: Fraction
    upper: tuple[Fraction, ...]
    lower: tuple[Fraction, ...]

    def __call__(self, n: int) -> Fraction:
        value = self.first
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

        >>> HypergeometricValue(0, Fraction(1), Fraction(4), (Fraction(1, 2),), (Fraction(1),)).expression
        '4**n*rf(1/2, n)/rf(1, n)'
        """
        m = "n" if self.start == 0 else f"n - {self.start}"
        exponent = m if self.start == 0 else f"({m})"
        base = str(self.base) if self.base.denominator == 1 and self.base > 0 else f"({self.base})"
        parts = [] if self.first == 1 else [str(self.first)]
        parts += [] if self.base == 1 else [f"{base}**{exponent}"]
        parts += [f"rf({a}, {m})" for a in self.upper]
        below = "".join(f"/rf({b}, {m})" for b in self.lower)
        return ("*".join(parts) or "1") + below


def hypergeometric_value(
    coefficients: Sequence[Polynomial], first: int, value: Callable[[int], Fraction]
) -> HypergeometricValue | None:
    """S from c₀(n)S(n) + c₁(n)S(n−1) = 0 for n ≥ first, from where that gives S(n); None with irrational roots.

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> hypergeometric_value([P("n"), P("-4n+2")], 1, lambda n: Fraction(1)).expression
    '4**n*rf(1/2, n)/rf(1, n)'
    """
    if len(coefficients) != 2:
        return None
    first = determined_from(coefficients, first)
    start = first - 1
    below, above = coefficients[0].shift(first), -coefficients[1].shift(first)
    upper, lower = (Counter(-root for root in p.rational_roots()) for p in (above, below))
    if upper.total() != above.degree or lower.total() != below.degree:
        return None
    common = upper & lower
    upper, lower = upper - common, lower - common
    base = Fraction(above.leading, below.leading)
    sides = (tuple(sorted(side.elements())) for side in (upper, lower))
    return HypergeometricValue(start, value(start), base, *sides)


def determined_from(coefficients: Sequence[Polynomial], first: int) -> int:
    """The n from which on a recurrence that holds for n ≥ first gives S(n): c₀ has no zero there."""
    return max([first, *(int(root) + 1 for root in coefficients[0].integer_roots())])
