"""Sums x + y₁√d₁ + y₂√d₂ + … of rational numbers and square roots: the parameters of hypergeometric closed forms.

The argument z of a closed form lies in ℚ(√Δ) and the roots of b in ℚ(√ρ); parameters add the two, never multiply them,
so a formal sum of surds over distinct squarefree d, negative ones included, is all that is needed and is unique.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from flint import acb, arb, fmpz

from analysis.errors import InputError, echo
from analysis.exact.expressions import Algebra, fold, parse_expression
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
        rational, surds = Fraction(0), dict[int, Fraction]()
        for term in terms:
            part = term if isinstance(term, SurdSum) else _lifted(term)
            rational += part.rational
            for d, y in part.surds:
                surds[d] = surds.get(d, Fraction(0)) + y
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
        value = acb(arb(self.rational.numerator) / self.rational.denominator)
        for d, y in self.surds:
            root = arb(fmpz(abs(d))).sqrt() * y.numerator / y.denominator
            value += acb(0, root) if d < 0 else acb(root)
        return value

    def __str__(self) -> str:
        """Text that sympy parses."""
        return _joined(self._pieces())

    __repr__ = __str__

    def _pieces(self) -> Iterable[tuple[bool, str]]:
        if self.rational or not self.surds:
            yield self.rational < 0, str(abs(self.rational))
        for d, y in self.surds:
            yield y < 0, _sympy_surd(d, abs(y))


def _lifted(value: Quadratic | Fraction | int) -> SurdSum:
    if isinstance(value, Quadratic):
        x, y = fraction(value.x), fraction(value.y)
        return SurdSum(x, ((value.d, y),) if y else ())
    return SurdSum(Fraction(value))


def parse_surds(text: str) -> SurdSum:
    """The sum that a text such as `str(SurdSum)` stands for.

    >>> parse_surds("-5/2 + 2*sqrt(2) - sqrt(-3)/2")
    -5/2 - sqrt(-3)/2 + 2*sqrt(2)
    """
    return fold(parse_expression(text), _SurdAlgebra(text))


class _SurdAlgebra(Algebra[SurdSum]):
    """Folds a tree of sums, rational multiples and square roots of integers."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _refuse(self) -> InputError:
        return InputError(echo(self._text), "sums of rational numbers and rational multiples of square roots")

    def integer(self, value: int) -> SurdSum:
        return SurdSum(Fraction(value))

    def name(self, text: str) -> SurdSum:
        raise self._refuse()

    def call(self, function: str, arguments: Sequence[SurdSum]) -> SurdSum:
        if function != "sqrt" or len(arguments) != 1 or not arguments[0].is_rational:
            raise self._refuse()
        return SurdSum.of(Quadratic.sqrt(arguments[0].rational))

    def add(self, left: SurdSum, right: SurdSum) -> SurdSum:
        return left + right

    def negate(self, value: SurdSum) -> SurdSum:
        return -value

    def multiply(self, left: SurdSum, right: SurdSum) -> SurdSum:
        if not left.is_rational:
            left, right = right, left
        if not left.is_rational:
            raise self._refuse()
        scale = left.rational
        return SurdSum(scale * right.rational, tuple((d, scale * y) for d, y in right.surds if scale))

    def divide(self, left: SurdSum, right: SurdSum) -> SurdSum:
        if not right.is_rational or not right.rational:
            raise self._refuse()
        return self.multiply(SurdSum(1 / right.rational), left)

    def power(self, base: SurdSum, exponent: SurdSum) -> SurdSum:
        raise self._refuse()


def _sympy_surd(d: int, y: Fraction) -> str:
    top = f"sqrt({d})" if y.numerator == 1 else f"{y.numerator}*sqrt({d})"
    return top if y.denominator == 1 else f"{top}/{y.denominator}"


def _joined(pieces: Iterable[tuple[bool, str]]) -> str:
    text = ""
    for negative, piece in pieces:
        if text:
            text += f" - {piece}" if negative else f" + {piece}"
        else:
            text = f"-{piece}" if negative else piece
    return text
