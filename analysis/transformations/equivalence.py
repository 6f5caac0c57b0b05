"""Equivalence transformations: other elements, the same convergents pₙ/qₙ.

aₙ → cₙ aₙ, bₙ → cₙ cₙ₋₁ bₙ with c₀ = 1 and cₙ ≠ 0 multiplies pₙ and qₙ by c₁ … cₙ. Source: Cuyt et al., Handbook of
Continued Fractions, 1.4.
"""

from collections.abc import Sequence
from fractions import Fraction

from analysis.errors import InputError
from analysis.transformations.continued_fraction import ContinuedFraction


def equivalent(fraction: ContinuedFraction, factors: Sequence[int | Fraction]) -> ContinuedFraction:
    """The fraction with c₁, c₂, … = `factors`; every convergent keeps its value.

    >>> print(equivalent(ContinuedFraction.of([0, 2, 3], [1, 5]), [3, 2]))
    0 + 3/(6 + 30/(6))
    """
    if len(factors) != len(fraction.b) or any(c == 0 for c in factors):
        raise InputError(f"{len(factors)} factors", f"{len(fraction.b)} factors other than 0, one for each b")
    c = [Fraction(1), *map(Fraction, factors)]
    a = tuple(scale * x for scale, x in zip(c, fraction.a, strict=True))
    b = tuple(c[n] * c[n - 1] * x for n, x in enumerate(fraction.b, start=1))
    return ContinuedFraction(a, b)


def unit_numerators(fraction: ContinuedFraction) -> ContinuedFraction:
    """The equivalent fraction with all bₙ = 1.

    >>> print(unit_numerators(ContinuedFraction.of([1, 3, 5], [1, 4])))
    1 + 1/(3 + 1/(5/4))
    """
    factors: list[Fraction] = []
    for b in fraction.b:
        factors.append(1 / (b * (factors[-1] if factors else 1)))
    return equivalent(fraction, factors)


def unit_denominators(fraction: ContinuedFraction) -> ContinuedFraction:
    """The equivalent fraction with a₁ = a₂ = … = 1. Raises InputError where some aₙ, n ≥ 1, is 0.

    >>> print(unit_denominators(ContinuedFraction.of([1, 3, 5], [1, 4])))
    1 + 1/3/(1 + 4/15/(1))
    """
    if 0 in fraction.a[1:]:
        raise InputError("a partial denominator 0", "denominators other than 0 from a₁ on")
    return equivalent(fraction, [1 / x for x in fraction.a[1:]])


def integral(fraction: ContinuedFraction) -> ContinuedFraction:
    """An equivalent fraction with integer elements from a₁ and b₁ on, by clearing denominators from left to right.

    >>> print(integral(ContinuedFraction.of([0, Fraction(1, 2), Fraction(1, 3)], [1, Fraction(1, 5)])))
    0 + 2/(1 + 6/(5))
    """
    factors: list[Fraction] = []
    before = Fraction(1)
    for a, b in zip(fraction.a[1:], fraction.b, strict=True):
        needed = Fraction(a.denominator)
        product = needed * before * b
        needed *= product.denominator
        factors.append(needed)
        before = needed
    return equivalent(fraction, factors)
