"""Closed forms of sequences with a linear recurrence: Σ p(n) αⁿ over the roots α of the characteristic polynomial.

Written out where every root is rational or a quadratic irrational. A rational root r of multiplicity k brings the
sequences nⁱ rⁿ, a pair of conjugates α, ᾱ in ℚ(√d) the sequences nⁱ (αⁿ + ᾱⁿ) and nⁱ √d (αⁿ − ᾱⁿ), i < k; all are
rational, so the coefficients solve a linear system over ℚ. Source: Kauers and Paule, The Concrete Tetrahedron,
theorem 4.1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpz, fmpz_poly

from analysis.exact.printing import monomial, signed_sum
from analysis.formulas.c_finite import CFinite, RationalPolynomial, characteristic_factors, solve

# Terms of a sum beyond which a closed form explains less than the recurrence does.
MAX_TERMS = 12


@dataclass(frozen=True)
class ClosedForm:
    """aₙ = expression(n) for n ≥ first; `expression` is what sympy parses."""

    expression: str
    first: int


def closed_form(recurrence: CFinite) -> ClosedForm | None:
    """The sum over rational and quadratic roots; None where there are others, or too many.

    >>> closed_form(CFinite.of([1, -3, 2], 2, [0, 1])).expression
    '2**n - 1'
    >>> closed_form(CFinite.of([1, -1, -1], 2, [0, 1])).expression
    '(sqrt(5)/5)*(1/2 + sqrt(5)/2)**n + (-sqrt(5)/5)*(1/2 - sqrt(5)/2)**n'
    """
    size = len(recurrence.connection) - 1
    if size > MAX_TERMS:
        return None
    parts: list[_Part] = []
    for factor, multiplicity in characteristic_factors(recurrence.connection):
        if factor.degree() > 2:
            return None
        parts.append(_Rational(factor, multiplicity) if factor.degree() == 1 else _Conjugates(factor, multiplicity))
    first = recurrence.prefix
    values = [Fraction(value) for value in recurrence.terms(first + size)[first:]]
    basis = [sequence for part in parts for sequence in part.basis()]
    rows = [[sequence(n) for sequence in basis] for n in range(first, first + size)]
    weights = solve(rows, values) if size else []
    texts = []
    for part in parts:
        count = part.multiplicity * part.width
        texts += part.texts(weights[:count])
        weights = weights[count:]
    return ClosedForm(signed_sum(texts), first)


class _Part:
    """What one irreducible factor contributes."""

    width: int

    def __init__(self, factor: fmpz_poly, multiplicity: int) -> None:
        self.multiplicity = multiplicity
        self.coefficients = [int(c) for c in factor.coeffs()]

    def basis(self) -> list[Callable[[int], Fraction]]:
        raise NotImplementedError

    def texts(self, weights: Sequence[Fraction]) -> list[str]:
        raise NotImplementedError


class _Rational(_Part):
    width = 1

    @property
    def root(self) -> Fraction:
        return Fraction(-self.coefficients[0], self.coefficients[1])

    def basis(self) -> list[Callable[[int], Fraction]]:
        return [lambda n, i=i: n**i * self.root**n for i in range(self.multiplicity)]  # type: ignore[misc]

    def texts(self, weights: Sequence[Fraction]) -> list[str]:
        polynomial = RationalPolynomial.of(_trimmed(weights))
        if polynomial.degree < 0:
            return []
        if self.root == 1:
            return [str(polynomial)]
        power = f"{self.root if self.root.denominator == 1 and self.root > 0 else f'({self.root})'}**n"
        size = polynomial(0)
        if polynomial.degree == 0 and size.denominator == 1:
            return [monomial(size, [(power, 1)])]
        return [f"({polynomial})*{power}"]


class _Conjugates(_Part):
    """Roots (u ± √d)/v."""

    width = 2

    def __init__(self, factor: fmpz_poly, multiplicity: int) -> None:
        super().__init__(factor, multiplicity)
        zero, one, two = self.coefficients
        discriminant = one * one - 4 * two * zero
        square = 1
        for prime, exponent in fmpz(discriminant).factor():
            square *= int(prime) ** (int(exponent) // 2)
        self.d = discriminant // square**2
        self.u, self.y = Fraction(-one, 2 * two), Fraction(square, abs(2 * two))

    def _power(self, n: int) -> tuple[Fraction, Fraction]:
        """(x, y) with αⁿ = x + y √d."""
        x, y, base_x, base_y = Fraction(1), Fraction(0), self.u, self.y
        while n:
            if n & 1:
                x, y = x * base_x + y * base_y * self.d, x * base_y + y * base_x
            base_x, base_y = base_x * base_x + base_y * base_y * self.d, 2 * base_x * base_y
            n >>= 1
        return x, y

    def basis(self) -> list[Callable[[int], Fraction]]:
        sequences: list[Callable[[int], Fraction]] = []
        for i in range(self.multiplicity):
            sequences.append(lambda n, i=i: n**i * 2 * self._power(n)[0])  # type: ignore[misc]
            sequences.append(lambda n, i=i: n**i * 2 * self.d * self._power(n)[1])  # type: ignore[misc]
        return sequences

    def texts(self, weights: Sequence[Fraction]) -> list[str]:
        texts = []
        for sign in (1, -1):
            root = _surd(self.u, sign * self.y, self.d)
            pieces = []
            for i in range(self.multiplicity):
                weight = _surd(weights[2 * i], sign * weights[2 * i + 1], self.d)
                if weight != "0":
                    pieces.append(f"({weight})" + ("" if i == 0 else "*n" if i == 1 else f"*n**{i}"))
            if pieces:
                factor = pieces[0] if len(pieces) == 1 else f"({' + '.join(pieces)})"
                texts.append(f"({root})**n" if factor == "(1)" else f"{factor}*({root})**n")
        return texts


def _surd(x: Fraction, y: Fraction, d: int) -> str:
    """x + y√d as text."""
    if y == 0:
        return str(x)
    root = f"sqrt({d})"
    top = root if abs(y.numerator) == 1 else f"{abs(y.numerator)}*{root}"
    size = top if y.denominator == 1 else f"{top}/{y.denominator}"
    if x == 0:
        return f"-{size}" if y < 0 else size
    return f"{x} {'-' if y < 0 else '+'} {size}"


def _trimmed(weights: Sequence[Fraction]) -> list[Fraction]:
    kept = list(weights)
    while kept and kept[-1] == 0:
        kept.pop()
    return kept
