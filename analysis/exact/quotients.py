"""Rational functions in one variable n over ℚ, exact, on FLINT's dense polynomials."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_poly, fmpz, fmpz_poly

from analysis.exact.polynomials import VARIABLES, Polynomial
from analysis.exact.rational_functions import parse_rational_function
from analysis.reading.expressions import parse_expression, words


@dataclass(frozen=True, eq=False)
class Quotient:
    """top/bottom in lowest terms, the leading coefficient of bottom positive.

    >>> f = Quotient.parse("(n^2-1)/(2n-2)")
    >>> print(f, "|", f.shift(1), "|", f * f - f, "|", f(4))
    (n + 1)/(2) | (n + 2)/(2) | (n**2 - 1)/(4) | 5/2
    """

    top: fmpz_poly
    bottom: fmpz_poly

    @classmethod
    def of(cls, top: fmpz_poly, bottom: fmpz_poly) -> "Quotient":
        """The quotient in lowest terms; raises ZeroDivisionError for bottom = 0."""
        if not bottom:
            raise ZeroDivisionError("a rational function with denominator 0")
        common = top.gcd(bottom)
        if int(bottom[bottom.degree()]) < 0:
            common = -common
        return cls(top // common, bottom // common)

    @classmethod
    def over(cls, top: fmpq_poly, bottom: fmpq_poly) -> "Quotient":
        """The quotient of polynomials with rational coefficients."""
        return cls.of(top.numer() * int(bottom.denom()), bottom.numer() * int(top.denom()))

    @classmethod
    def polynomial(cls, p: fmpz_poly | Polynomial) -> "Quotient":
        return cls(p.flint if isinstance(p, Polynomial) else p, fmpz_poly([1]))

    @classmethod
    def constant(cls, value: Fraction | int) -> "Quotient":
        fraction = Fraction(value)
        return cls(fmpz_poly([fraction.numerator]), fmpz_poly([fraction.denominator]))

    @classmethod
    def parse(cls, text: str) -> "Quotient":
        """From text in the variable n, or k or x where that is the only letter. Raises InputError."""
        return cls.parse_all([text])[0]

    @classmethod
    def parse_all(cls, texts: Sequence[str]) -> list["Quotient"]:
        """From texts that share their variable. Raises InputError.

        >>> Quotient.parse_all(["k", "1"]) == Quotient.parse_all(["n", "1"])
        True
        """
        letters = frozenset[str]().union(*(words(parse_expression(text)) for text in texts))
        letter = next((one for one in VARIABLES if letters == {one}), "n")
        parsed = [parse_rational_function(text, (letter,)) for text in texts]
        return [cls.of(*(_dense(p.to_dict()) for p in (found.top, found.bottom))) for found in parsed]

    def __bool__(self) -> bool:
        return bool(self.top)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quotient) and self.top == other.top and self.bottom == other.bottom

    def __hash__(self) -> int:
        return hash((str(self.top), str(self.bottom)))

    def __neg__(self) -> "Quotient":
        return Quotient(-self.top, self.bottom)

    def __add__(self, other: "Quotient") -> "Quotient":
        return Quotient.of(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: "Quotient") -> "Quotient":
        return self + -other

    def __mul__(self, other: "Quotient") -> "Quotient":
        return Quotient.of(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: "Quotient") -> "Quotient":
        return Quotient.of(self.top * other.bottom, self.bottom * other.top)

    def shift(self, k: int) -> "Quotient":
        """The function n ↦ f(n + k)."""
        ahead = fmpz_poly([k, 1])
        return Quotient(self.top(ahead), self.bottom(ahead))

    def compose(self, inner: fmpz_poly) -> "Quotient":
        """The function n ↦ f(inner(n))."""
        return Quotient.of(self.top(inner), self.bottom(inner))

    def __call__(self, n: int) -> fmpq:
        """The value at an integer; raises ZeroDivisionError at a pole."""
        return fmpq(self.top(fmpz(n)), self.bottom(fmpz(n)))

    @property
    def texts(self) -> list[str]:
        """Numerator and denominator, as certificates spell them."""
        return [str(Polynomial.from_flint(p)) for p in (self.top, self.bottom)]

    @property
    def degree(self) -> int:
        """deg top − deg bottom; the zero function has −1 − deg bottom."""
        return int(self.top.degree() - self.bottom.degree())

    def __str__(self) -> str:
        top, bottom = self.texts
        return top if bottom == "1" else f"({top})/({bottom})"

    __repr__ = __str__


def integer_roots(p: fmpz_poly) -> list[int]:
    """The distinct integer roots, ascending."""
    return Polynomial.from_flint(p).integer_roots() if p else []


def common_denominator(functions: Sequence[Quotient]) -> fmpz_poly:
    """The least common multiple of the denominators."""
    total = fmpz_poly([1])
    for function in functions:
        total = total * (function.bottom // total.gcd(function.bottom))
    return total


def _dense(terms: dict[tuple[int, ...], fmpz]) -> fmpz_poly:
    coefficients = [fmpz(0)] * (1 + max((int(e) for (e,) in terms), default=0))
    for (exponent,), coefficient in terms.items():
        coefficients[int(exponent)] = coefficient
    return fmpz_poly(coefficients)
