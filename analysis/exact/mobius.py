"""Möbius maps with integer coefficients: x ↦ (p x + q)/(r x + s), p s − q r ≠ 0.

Maps that are multiples of each other are one map; the canonical one has gcd 1 and the first non-zero of (r, s)
positive. Under composition they are the group PGL₂(ℚ).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, log10
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from flint import arb


@dataclass(frozen=True, slots=True)
class Mobius:
    """The map x ↦ (p x + q)/(r x + s), brought to its canonical form.

    Raises ValueError when p s − q r = 0.

    >>> Mobius(0, -8, -2, 0)
    Mobius(p=0, q=4, r=1, s=0)
    >>> Mobius(0, 4, 1, 0)(Fraction(3))
    Fraction(4, 3)
    """

    p: int
    q: int
    r: int
    s: int

    def __post_init__(self) -> None:
        if self.p * self.s == self.q * self.r:
            raise ValueError(f"a Möbius map needs p s − q r ≠ 0, not {(self.p, self.q, self.r, self.s)}")
        divisor = gcd(self.p, self.q, self.r, self.s)
        if self.r < 0 or (self.r == 0 and self.s < 0):
            divisor = -divisor
        if divisor != 1:
            for letter in "pqrs":
                object.__setattr__(self, letter, getattr(self, letter) // divisor)

    @overload
    def __call__(self, x: Fraction) -> Fraction: ...
    @overload
    def __call__(self, x: arb) -> arb: ...
    def __call__(self, x: arb | Fraction) -> arb | Fraction:
        """The image of x; raises ZeroDivisionError at the pole of an exact x."""
        return (self.p * x + self.q) / (self.r * x + self.s)

    def __matmul__(self, other: Mobius) -> Mobius:
        """The composition: (f @ g)(x) = f(g(x)).

        >>> Mobius(1, 1, 0, 1) @ Mobius(0, 1, 1, 0)
        Mobius(p=1, q=1, r=1, s=0)
        """
        return Mobius(
            self.p * other.p + self.q * other.r,
            self.p * other.q + self.q * other.s,
            self.r * other.p + self.s * other.r,
            self.r * other.q + self.s * other.s,
        )

    def inverse(self) -> Mobius:
        """The map g with g(f(x)) = x."""
        return Mobius(self.s, -self.q, -self.r, self.p)

    @property
    def determinant(self) -> int:
        """p s − q r of the canonical form, never zero."""
        return self.p * self.s - self.q * self.r

    @property
    def coefficients(self) -> tuple[int, int, int, int]:
        """(p, q, r, s)."""
        return self.p, self.q, self.r, self.s

    @property
    def cost(self) -> float:
        """Digits that the four coefficients cost: log₁₀ of how many quadruples are no larger, one by one.

        >>> round(Mobius(0, 4, 1, 0).cost, 2)
        1.43
        """
        return cost(self.coefficients)

    def as_lists(self) -> list[list[int]]:
        """[[p, q], [r, s]], the form of the JSON contract."""
        return [[self.p, self.q], [self.r, self.s]]


IDENTITY = Mobius(1, 0, 0, 1)


def cost(coefficients: tuple[int, ...]) -> float:
    """Σ log₁₀(2|c| + 1): the digits by which coefficients of these sizes could buy a relation by chance."""
    return sum(log10(2 * abs(coefficient) + 1) for coefficient in coefficients)
