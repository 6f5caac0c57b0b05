"""Which constants are algebraic, and by which polynomial: exact arithmetic of algebraic numbers on expression trees.

An algebraic number is its minimal polynomial over ℤ and a ball that tells its roots apart. α + β and α β are
eigenvalues of A ⊗ 1 + 1 ⊗ B and A ⊗ B, A and B the companion matrices; the factor of the characteristic polynomial that
vanishes in the ball is the minimal polynomial. Source: Cohen, A Course in Computational Algebraic Number Theory, 4.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flint import arb, ctx, fmpq, fmpq_mat, fmpz_poly

from analysis.constants.text import canonical_function, canonical_name
from analysis.errors import InputError
from analysis.reading.expressions import Algebra, fold, parse_expression

MAX_FIELD_DEGREE = 12  # beyond it a number is treated like a transcendental one
WORKING_BITS = 2_000  # tells the roots of any polynomial met here apart
MAX_EXPONENT = 64  # of exact powers


class NotAlgebraic(Exception):
    """The expression has a part that is not known to be algebraic, or of too large a degree."""


@dataclass(frozen=True)
class AlgebraicNumber:
    """A real algebraic number: irreducible primitive polynomial, and a ball that holds no other root of it."""

    polynomial: fmpz_poly
    ball: arb

    @property
    def degree(self) -> int:
        return int(self.polynomial.degree())

    @property
    def rational(self) -> fmpq | None:
        """Its value when it is rational."""
        if self.degree > 1:
            return None
        return fmpq(-self.polynomial[0], self.polynomial[1])

    def companion(self) -> list[list[fmpq]]:
        """A matrix with this minimal polynomial."""
        size, lead = self.degree, self.polynomial[self.degree]
        rows = [[fmpq(int(column == row - 1)) for column in range(size)] for row in range(size)]
        for row in range(size):
            rows[row][size - 1] = fmpq(-self.polynomial[row], lead)
        return rows


@lru_cache(maxsize=256)
def minimal_polynomial(expression: str) -> tuple[int, ...] | None:
    """Ascending coefficients of the minimal polynomial of a constant's expression; None where none is known.

    >>> minimal_polynomial("golden_ratio"), minimal_polynomial("sqrt(2)+sqrt(3)"), minimal_polynomial("exp(2)")
    ((-1, -1, 1), (1, 0, -10, 0, 1), None)
    """
    with ctx.workprec(WORKING_BITS):
        try:
            number = fold(parse_expression(expression), _AlgebraicNumbers())
        except NotAlgebraic:
            return None
    return tuple(int(c) for c in number.polynomial.coeffs())


class _AlgebraicNumbers(Algebra[AlgebraicNumber]):
    """Folds a tree to an algebraic number, exactly."""

    def integer(self, value: int) -> AlgebraicNumber:
        return AlgebraicNumber(fmpz_poly([-value, 1]), arb(value))

    def name(self, text: str) -> AlgebraicNumber:
        if canonical_name(text) != "golden_ratio":
            raise NotAlgebraic
        return AlgebraicNumber(fmpz_poly([-1, -1, 1]), (1 + arb(5).sqrt()) / 2)

    def call(self, function: str, arguments: Sequence[AlgebraicNumber]) -> AlgebraicNumber:
        name = canonical_function(function)
        if name == "sqrt" and len(arguments) == 1:
            return _root(arguments[0], 2)
        if name == "cbrt" and len(arguments) == 1:
            return _root(arguments[0], 3)
        if name == "root" and len(arguments) == 2:
            order = arguments[1].rational
            if order is not None and order.q == 1 and 1 <= order.p <= MAX_FIELD_DEGREE:
                return _root(arguments[0], int(order.p))
        raise NotAlgebraic

    def add(self, left: AlgebraicNumber, right: AlgebraicNumber) -> AlgebraicNumber:
        return _combined(left, right, left.ball + right.ball, product=False)

    def negate(self, value: AlgebraicNumber) -> AlgebraicNumber:
        return AlgebraicNumber(_primitive(value.polynomial(fmpz_poly([0, -1]))), -value.ball)

    def multiply(self, left: AlgebraicNumber, right: AlgebraicNumber) -> AlgebraicNumber:
        return _combined(left, right, left.ball * right.ball, product=True)

    def divide(self, left: AlgebraicNumber, right: AlgebraicNumber) -> AlgebraicNumber:
        if right.rational == 0:
            raise InputError("a division by zero", "denominators other than zero")
        reciprocal = _primitive(fmpz_poly(list(reversed(right.polynomial.coeffs()))))
        return self.multiply(left, AlgebraicNumber(reciprocal, 1 / right.ball))

    def power(self, base: AlgebraicNumber, exponent: AlgebraicNumber) -> AlgebraicNumber:
        power = exponent.rational
        if power is None or abs(power.p) > MAX_EXPONENT or power.q > MAX_FIELD_DEGREE:
            raise NotAlgebraic
        result = self.integer(1)
        for _ in range(abs(int(power.p))):
            result = self.multiply(result, base)
        if power < 0:
            result = self.divide(self.integer(1), result)
        return _root(result, int(power.q))


def _combined(left: AlgebraicNumber, right: AlgebraicNumber, ball: arb, product: bool) -> AlgebraicNumber:
    a, b = left.companion(), right.companion()
    n, m = len(a), len(b)
    if n * m > MAX_FIELD_DEGREE**2:
        raise NotAlgebraic
    rows = [
        [
            a[i][k] * b[j][h] if product else a[i][k] * int(j == h) + b[j][h] * int(i == k)
            for k in range(n)
            for h in range(m)
        ]
        for i in range(n)
        for j in range(m)
    ]
    return _chosen(fmpq_mat(rows).charpoly().numer(), ball)


def _root(number: AlgebraicNumber, order: int) -> AlgebraicNumber:
    if order == 1:
        return number
    return _chosen(number.polynomial(fmpz_poly([0] * order + [1])), number.ball.root(order))


def _chosen(annihilating: fmpz_poly, ball: arb) -> AlgebraicNumber:
    """The irreducible factor that vanishes in the ball."""
    factors = [factor for factor, _ in annihilating.factor()[1] if arb(0) in _value(factor, ball)]
    if len(factors) != 1 or factors[0].degree() > MAX_FIELD_DEGREE:
        raise NotAlgebraic
    return AlgebraicNumber(_primitive(factors[0]), ball)


def _value(polynomial: fmpz_poly, ball: arb) -> arb:
    value = arb(0)
    for coefficient in reversed(polynomial.coeffs()):
        value = value * ball + coefficient
    return value


def _primitive(polynomial: fmpz_poly) -> fmpz_poly:
    content = polynomial.content()
    return polynomial // (content if polynomial[polynomial.degree()] > 0 else -content)
