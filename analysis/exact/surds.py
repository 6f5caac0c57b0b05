"""Sums x + y₁√d₁ + y₂√d₂ + … of rational numbers and square roots: the parameters of hypergeometric closed forms.

The argument z of a closed form lies in ℚ(√Δ) and the roots of b in ℚ(√ρ); parameters add the two, never multiply them,
so a formal sum of surds over distinct squarefree d, negative ones included, is all that is needed and is unique.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from flint import acb, arb, fmpz

from analysis.exact.balls import exact_ball
from analysis.exact.printing import monomial, signed_sum
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction


@dataclass(frozen=True)
class SurdSum:
    """rational + Σ y√d over `surds` = ((d, y), …), d squarefree and ascending, y ≠ 0.

    >>> SurdSum.of(Quadratic.sqrt(8), Fraction(-5, 2), Quadratic.sqrt(-1))
    -5/2 + sqrt(-1) + 2*sqrt(2)
    """

    rational: Fraction
    surds: tuple[tuple[int, Fraction], ...] = ()

    @classmethod
    def of(cls, *terms: "Quadratic | Fraction | int | SurdSum") -> "SurdSum":
        """The sum of the terms."""
        first, *rest = (term if isinstance(term, SurdSum) else _lifted(term) for term in terms)
        rational, surds = first.rational, dict(first.surds)
        for part in rest:
            rational += part.rational
            for d, y in part.surds:
                surds[d] = surds[d] + y if d in surds else y
        return cls(rational, tuple(sorted((d, y) for d, y in surds.items() if y)))

    def __add__(self, other: "SurdSum | Quadratic | Fraction | int") -> "SurdSum":
        return SurdSum.of(self, other)

    def __neg__(self) -> "SurdSum":
        return SurdSum(-self.rational, tuple((d, -y) for d, y in self.surds))

    def __sub__(self, other: "SurdSum | Quadratic | Fraction | int") -> "SurdSum":
        return self + -SurdSum.of(other)

    @property
    def is_rational(self) -> bool:
        return not self.surds

    @property
    def is_integer(self) -> bool:
        return not self.surds and self.rational.denominator == 1

    def fractional(self) -> "SurdSum":
        """The sum with its rational part in [0, 1): its class modulo the integers."""
        return SurdSum(self.rational - floor(self.rational), self.surds)

    def ball(self) -> acb:
        """The complex number as a ball at the current precision."""
        value = acb(exact_ball(self.rational))
        for d, y in self.surds:
            root = arb(fmpz(abs(d))).sqrt() * y.numerator / y.denominator
            value += acb(0, root) if d < 0 else acb(root)
        return value

    def __str__(self) -> str:
        """Text that sympy parses."""
        if not self.surds:  # most
            return str(self.rational)
        return signed_sum(([str(self.rational)] if self.rational else []) + [_sympy_surd(d, y) for d, y in self.surds])

    __repr__ = __str__


def _lifted(value: Quadratic | Fraction | int) -> SurdSum:
    if isinstance(value, Quadratic):
        return SurdSum(fraction(value.x), ((value.d, fraction(value.y)),) if value.y else ())
    return SurdSum(Fraction(value))


def _sympy_surd(d: int, y: Fraction) -> str:
    top = monomial(y.numerator, [(f"sqrt({d})", 1)])
    return top if y.denominator == 1 else f"{top}/{y.denominator}"
