"""Exact numbers x + y√d with rational x, y: where the leading terms of a formula's growth live.

Characteristic roots, half-integer series coefficients and exponents of a second-order recurrence with integer
polynomial coefficients all lie in one field ℚ(√d), d an integer (negative for oscillating formulas).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb, fmpq, fmpz

FACTORED_BITS = 130  # numbers up to 40 digits are factored completely, in milliseconds
TRIAL_BITS = 16  # of larger ones the square factors of primes below 2^16 are taken out

_ZERO = fmpq(0)


@dataclass(frozen=True, slots=True)
class Quadratic:
    """The number x + y√d, x and y as FLINT rationals. d = 0 stands for a rational number; operands must share d or
    be rational.

    >>> root = Quadratic.sqrt(8)
    >>> root, root * root, Quadratic.sqrt(Fraction(9, 4))
    (2*sqrt(2), 8, 3/2)
    """

    x: fmpq
    y: fmpq = _ZERO
    d: int = 0

    @classmethod
    def rational(cls, value: Fraction | int | fmpq) -> "Quadratic":
        return cls(_fmpq(value))

    @classmethod
    def sqrt(cls, value: Fraction | int) -> "Quadratic":
        """√value, imaginary for a negative value, with the square part drawn out of the root."""
        fraction = Fraction(value)
        radicand = fraction.numerator * fraction.denominator  # √(p/q) = √(pq)/q
        outer = square_and_squarefree(abs(radicand))[0] if radicand else 1
        d = radicand // (outer * outer)
        factor = fmpq(outer, fraction.denominator)
        if d in (0, 1):
            return cls(factor * d)
        return cls(_ZERO, factor, d)

    @property
    def is_rational(self) -> bool:
        return self.y == 0

    def conjugate(self) -> "Quadratic":
        return _make(self.x, -self.y, self.d)

    def __neg__(self) -> "Quadratic":
        return _make(-self.x, -self.y, self.d)

    def __add__(self, other: "Quadratic | Fraction | int | fmpq") -> "Quadratic":
        other = _lift(other)
        return _make(self.x + other.x, self.y + other.y, self._field(other))

    __radd__ = __add__

    def __sub__(self, other: "Quadratic | Fraction | int | fmpq") -> "Quadratic":
        return self + (-_lift(other))

    def __mul__(self, other: "Quadratic | Fraction | int | fmpq") -> "Quadratic":
        other = _lift(other)
        d = self._field(other)
        return _make(self.x * other.x + self.y * other.y * d, self.x * other.y + self.y * other.x, d)

    __rmul__ = __mul__

    def __truediv__(self, other: "Quadratic | Fraction | int | fmpq") -> "Quadratic":
        other = _lift(other)
        norm = other.x * other.x - other.y * other.y * other.d
        return self * other.conjugate() * Quadratic(1 / norm)

    def sign(self) -> int:
        """−1, 0 or 1; raises ValueError for a number that is not real."""
        if self.is_rational:
            return (self.x > 0) - (self.x < 0)
        if self.d < 0:
            raise ValueError(f"{self} is not real")
        if self.x * self.y >= 0:
            return 1 if self.x + self.y > 0 else -1
        larger = self.x if self.x * self.x > self.y * self.y * self.d else self.y
        return 1 if larger > 0 else -1

    def ball(self) -> arb:
        """The real number as a ball at the current precision; raises ValueError when it is not real.

        Where x and y√d cancel it is the norm over the conjugate, so that no digit is lost whatever their sizes.

        >>> (Quadratic.sqrt(10**40 + 1) - 10**20).ball().rel_accuracy_bits() > 40
        True
        """
        x = arb(self.x)
        if self.is_rational:
            return x
        if self.d < 0:
            raise ValueError(f"{self} is not real")
        surd = arb(self.y) * arb(fmpz(self.d)).sqrt()
        if self.x * self.y >= 0:
            return x + surd
        return arb(self.x * self.x - self.y * self.y * self.d) / (x - surd)

    def fixed_point(self, bits: int) -> int:
        """⌊2^bits · value⌋ up to one unit, for a real value."""
        scaled = (int(self.x.p) << bits) // int(self.x.q)
        if self.is_rational:
            return scaled
        square = self.y * self.y * self.d
        root = isqrt((int(square.p) << (2 * bits)) // int(square.q))
        return scaled + (root if self.y > 0 else -root)

    def __float__(self) -> float:
        return float(self.ball())

    def log_text(self) -> str:
        """ln of a positive number as text that sympy parses; "0" for 1.

        >>> (Quadratic.sqrt(2) + 1).log_text(), Quadratic.rational(1).log_text()
        ('log(1 + sqrt(2))', '0')
        """
        return "0" if self == Quadratic.rational(1) else f"log({self})"

    def __str__(self) -> str:
        """Text that sympy parses."""
        if self.is_rational:
            return str(self.x)
        root = f"sqrt({self.d})"
        size = abs(self.y)
        surd = root if size.p == 1 else f"{size.p}*{root}"
        if size.q != 1:
            surd = f"{surd}/{size.q}"
        if self.x == 0:
            return surd if self.y > 0 else f"-{surd}"
        return f"{self.x} {'+' if self.y > 0 else '-'} {surd}"

    __repr__ = __str__

    def _field(self, other: "Quadratic") -> int:
        if self.d and other.d and self.d != other.d:
            raise ValueError(f"{self} and {other} lie in different quadratic fields")
        return self.d or other.d


def _make(x: fmpq, y: fmpq, d: int) -> Quadratic:
    return Quadratic(x, y, d if y else 0)


def _lift(value: "Quadratic | Fraction | int | fmpq") -> Quadratic:
    return value if isinstance(value, Quadratic) else Quadratic(_fmpq(value))


def _fmpq(value: Fraction | int | fmpq) -> fmpq:
    return fmpq(value.numerator, value.denominator) if isinstance(value, Fraction) else fmpq(value)


def square_and_squarefree(number: int) -> tuple[int, int]:
    """(f, d) with number = f² d and d squarefree, for a positive number.

    Beyond FACTORED_BITS bits only squares of primes below 2^TRIAL_BITS, and a square cofactor, are taken out.

    >>> square_and_squarefree(360)
    (6, 10)
    """
    complete = number.bit_length() <= FACTORED_BITS
    factors = fmpz(number).factor() if complete else fmpz(number).factor_smooth(TRIAL_BITS)
    factor = radicand = 1
    for prime, exponent in factors:
        base = int(prime)
        if not complete and isqrt(base) ** 2 == base:
            base, exponent = isqrt(base), 2 * int(exponent)
        factor *= base ** (int(exponent) // 2)
        radicand *= base ** (int(exponent) % 2)
    return factor, radicand
