"""Integer polynomials in n: the coefficients a(n), b(n) of a polynomial continued fraction.

A `Polynomial` is a frozen tuple of Python integers, so it hashes, pickles and compares by value; the heavy
work (roots, factors, products of large degree) is FLINT's, through `.flint`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, echo
from analysis.exact.late import Late
from analysis.exact.printing import monomial, power_sum, signed_sum
from analysis.reading.expressions import MAX_INTEGER_DIGITS, Algebra, Tree, fold, parse_expression
from analysis.reading.powers import written_powers

if TYPE_CHECKING:
    from flint import fmpq_poly, fmpz_poly

_flint: Any = Late("flint")

MAX_DEGREE = 64  # the contract's bound for formulas
_SHORT = 200  # characters of a text that is kept with its polynomial
_MAX_BITS = int(MAX_INTEGER_DIGITS * 3.33)  # the digit bound, met also by powers and products


@dataclass(frozen=True)
class Polynomial:
    """An integer polynomial, `coefficients` ascending, no trailing zeros; () is the zero polynomial.

    >>> p = parse_polynomial("2n(n+1)")
    >>> p.coefficients, p(3), str(p)
    ((0, 2, 2), 24, '2*n**2 + 2*n')
    """

    coefficients: tuple[int, ...]

    @classmethod
    def of(cls, coefficients: Sequence[int]) -> Polynomial:
        """From ascending coefficients; trailing zeros are dropped."""
        values = [int(c) for c in coefficients]
        while values and values[-1] == 0:
            values.pop()
        return cls(tuple(values))

    @classmethod
    def from_flint(cls, polynomial: fmpz_poly) -> Polynomial:
        return cls(tuple(map(int, polynomial.coeffs())))

    @cached_property
    def flint(self) -> fmpz_poly:
        return _flint.fmpz_poly(list(self.coefficients))

    def __getstate__(self) -> dict[str, tuple[int, ...]]:
        return {"coefficients": self.coefficients}  # FLINT's own objects do not pickle

    @property
    def degree(self) -> int:
        """The degree; −1 for the zero polynomial."""
        return len(self.coefficients) - 1

    @property
    def leading(self) -> int:
        """The leading coefficient; 0 for the zero polynomial."""
        return self.coefficients[-1] if self.coefficients else 0

    def __bool__(self) -> bool:
        return bool(self.coefficients)

    def __call__(self, n: int) -> int:
        value = 0
        for coefficient in reversed(self.coefficients):
            value = value * n + coefficient
        return value

    def __neg__(self) -> Polynomial:
        return Polynomial(tuple(-c for c in self.coefficients))

    def __add__(self, other: Polynomial) -> Polynomial:
        return Polynomial.from_flint(self.flint + other.flint)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return Polynomial.from_flint(self.flint - other.flint)

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        factor = other.flint if isinstance(other, Polynomial) else other
        return Polynomial.from_flint(self.flint * factor)

    __rmul__ = __mul__

    def exact_quotient(self, divisor: Polynomial | int) -> Polynomial:
        """self / divisor where that is an integer polynomial; raises ArithmeticError where it is not."""
        if divisor == 1:
            return self
        flint_divisor = divisor.flint if isinstance(divisor, Polynomial) else _flint.fmpz_poly([divisor])
        quotient, remainder = divmod(_flint.fmpq_poly(self.flint), _flint.fmpq_poly(flint_divisor))
        if remainder.degree() >= 0 or quotient.denom() != 1:
            raise ArithmeticError(f"{divisor} does not divide {self}")
        return Polynomial.from_flint(quotient.numer())

    def shift(self, k: int) -> Polynomial:
        """The polynomial n ↦ p(n + k).

        >>> parse_polynomial("n^2").shift(1)
        Polynomial(coefficients=(1, 2, 1))
        """
        return Polynomial.from_flint(self.flint(_flint.fmpz_poly([k, 1])))

    def content(self) -> int:
        """The greatest common divisor of the coefficients, ≥ 0."""
        return gcd(*self.coefficients)

    def rational_roots(self) -> list[Fraction]:
        """All rational roots with multiplicity, ascending.

        >>> parse_polynomial("n(2n-1)^2").rational_roots()
        [Fraction(0, 1), Fraction(1, 2), Fraction(1, 2)]
        """
        return list(_rational_roots(self))

    def integer_roots(self) -> list[int]:
        """The distinct integer roots, ascending."""
        return sorted({int(root) for root in _rational_roots(self) if root.denominator == 1})

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        from analysis.proofs.reading import spelt  # what the checker reads; a small command need not wait for it

        return spelt(self.coefficients)

    def text(self, variable: str) -> str:
        """The text in any variable.

        >>> Polynomial((1, 2)).text("k")
        '2*k + 1'
        """
        return power_sum(self.coefficients, variable)

    def compact(self) -> str:
        """The short form for tables and the command line: `34n^3+51n^2+27n+5`."""
        terms = [monomial(c, [("n", k)], times="", power="^") for k, c in enumerate(self.coefficients) if c]
        return signed_sum(reversed(terms), space="")


@lru_cache(maxsize=4096)
def _rational_roots(polynomial: Polynomial) -> tuple[Fraction, ...]:
    roots: list[Fraction] = []
    if polynomial.degree >= 1:
        for factor, multiplicity in polynomial.flint.factor()[1]:
            if factor.degree() == 1:
                constant, slope = (int(c) for c in factor.coeffs())
                roots += [Fraction(-constant, slope)] * int(multiplicity)
    return tuple(sorted(roots))


VARIABLES = ("n", "k", "x")  # what people write for n
ONE = Polynomial((1,))
N = Polynomial((0, 1))


def parse_polynomial(text: str) -> Polynomial:
    """The integer polynomial in n that a text stands for.

    >>> parse_polynomial("(2n-1)**2").coefficients
    (1, -4, 4)
    >>> parse_polynomial("n/2")
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: polynomial 'n/2' has non-integer coefficients; allowed: integer coefficients
    """
    numerator, denominator = parse_rational_polynomial(text)
    if denominator != 1:
        raise InputError(f"polynomial {echo(text)} has non-integer coefficients", "integer coefficients")
    return numerator


def parse_rational_polynomial(text: str) -> tuple[Polynomial, int]:
    """(p, d) with p/d in lowest terms the polynomial that a text stands for, d ≥ 1.

    >>> parse_rational_polynomial("n^2/2 + 1/3")
    (Polynomial(coefficients=(2, 0, 3)), 6)
    """
    return (_read_short if len(text) <= _SHORT else _read)(text)


def _read(text: str) -> tuple[Polynomial, int]:
    if (known := _as_written(text)) is not None:
        return known, 1
    return _in_integers(parse_expression(text), text)


def polynomial_of(tree: Tree) -> Polynomial:
    """The polynomial in n that a tree stands for, times the least integer that makes its coefficients integers."""
    return _in_integers(tree, "given")[0]


def _in_integers(tree: Tree, text: str) -> tuple[Polynomial, int]:
    value = fold(tree, _PolynomialAlgebra(text))
    denominator = lcm(*(int(c.q) for c in value.coeffs()))
    return Polynomial.of([int(c.p) * (denominator // int(c.q)) for c in value.coeffs()]), denominator


def _as_written(text: str) -> Polynomial | None:
    """The polynomial of a text that `str` made, `34*n**3 - n + 5`; None for other spellings."""
    coefficients = written_powers(text) or {}
    degree = max(coefficients, default=MAX_DEGREE + 1)
    if degree > MAX_DEGREE:
        return None
    found = Polynomial.of([coefficients.get(k, 0) for k in range(degree + 1)])
    return found if str(found) == text else None


_read_short = lru_cache(maxsize=4096)(_read)  # a box has the same few thousand polynomials in all its formulas


class _PolynomialAlgebra(Algebra[Any]):
    """Folds a tree to a rational polynomial in n; growth of degree or size is checked before it is computed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._letter: str | None = None  # n, or what stands for it

    def _refuse(self, what: str, allowed: str) -> InputError:
        return InputError(f"polynomial {echo(self._text)} has {what}", allowed)

    def integer(self, value: int) -> fmpq_poly:
        return _flint.fmpq_poly([value])

    def name(self, text: str) -> fmpq_poly:
        self._letter = self._letter or text
        if text not in VARIABLES or text != self._letter:
            raise self._refuse(f"the name {echo(text)}", "one variable: n, or k or x for it")
        return _flint.fmpq_poly([0, 1])

    def call(self, function: str, arguments: Sequence[fmpq_poly]) -> fmpq_poly:
        raise self._refuse(f"the function {echo(function)}", "+ - * / ^ of integers and n")

    def add(self, left: fmpq_poly, right: fmpq_poly) -> fmpq_poly:
        return self._bounded(left + right)

    def negate(self, value: fmpq_poly) -> fmpq_poly:
        return -value

    def multiply(self, left: fmpq_poly, right: fmpq_poly) -> fmpq_poly:
        self._check_degree(max(left.degree(), 0) + max(right.degree(), 0))
        return self._bounded(left * right)

    def divide(self, left: fmpq_poly, right: fmpq_poly) -> fmpq_poly:
        if right.degree() < 0:
            raise self._refuse("a division by zero", "polynomials with rational coefficients")
        quotient, remainder = divmod(left, right)
        if remainder.degree() >= 0:
            raise self._refuse("a division by a polynomial", "division by integers and by exact factors")
        return self._bounded(quotient)

    def power(self, base: fmpq_poly, exponent: fmpq_poly) -> fmpq_poly:
        if exponent.degree() > 0 or (exponent.degree() == 0 and exponent[0].q != 1) or exponent[0] < 0:
            raise self._refuse("an exponent that is no natural number", "exponents 0, 1, 2, …")
        count = int(exponent[0].p)
        self._check_degree(max(base.degree(), 0) * count)
        if _bits(base) > 1 and _bits(base) * count > 2 * _MAX_BITS:
            raise self._refuse("a coefficient that is too large", f"at most {MAX_INTEGER_DIGITS:,} digits")
        if base.degree() <= 0 and count > 1:  # a constant: ±1 and 0 may have any exponent
            return _flint.fmpq_poly([_flint.fmpq(base[0]) ** (count if _bits(base) > 1 else 2 - count % 2)])
        return self._bounded(base**count)

    def _check_degree(self, degree: int) -> None:
        if degree > MAX_DEGREE:
            shown = f"degree {degree}" if degree < 10**9 else "a huge degree"
            raise self._refuse(shown, f"degrees up to {MAX_DEGREE}")

    def _bounded(self, value: fmpq_poly) -> fmpq_poly:
        if max(value.numer().height_bits(), value.denom().bit_length()) > _MAX_BITS < _bits(value):
            raise self._refuse("a coefficient that is too large", f"at most {MAX_INTEGER_DIGITS:,} digits")
        return value


def _bits(value: fmpq_poly) -> int:
    return max(
        (max(int(c.p).bit_length(), int(c.q).bit_length()) for c in value.coeffs()),
        default=0,
    )
