"""Algebraic numbers by their minimal polynomial: which root, and radicals or cosines where these are simple.

The polynomial is an integer relation of (1, x, …, x^d) for growing d. A polynomial whose shift x → x − c is binomial,
or a quadratic in a square, is solved by radicals; x is tried as a cosine, tangent, … of a rational multiple of π.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq, fmpz_poly

from analysis.exact.printing import monomial
from analysis.exact.quadratic import square_and_squarefree
from analysis.exact.rationals import fraction
from analysis.numbers.recognition import recognise_rational
from analysis.relations.lattices import rows

DEGREES = (3, 4, 5, 6, 7, 8)

_LARGEST_ANGLE = 60  # denominators of angles p π/q

Polynomial = tuple[int, ...]


@dataclass(frozen=True)
class Root:
    """A real root of an irreducible primitive polynomial: `place` counts the real ones from the least, from 0."""

    polynomial: Polynomial
    place: int
    text: str
    cost: float


def algebraic_number(x: arb, digits: float, degrees: Sequence[int] = DEGREES, trials: int = 1) -> Root | None:
    """The algebraic number of the least degree that the digits can afford, or None.

    >>> from flint import ctx
    >>> with ctx.workdps(60):
    ...     found = algebraic_number(arb(11).root(5), 60)
    >>> found.polynomial, found.text
    ((-11, 0, 0, 0, 0, 1), '11^(1/5)')
    """
    powers = [x**k for k in range(max(degrees) + 1)]
    for degree in degrees:
        for row in rows(powers[: degree + 1], digits, trials)[:1]:
            polynomial = irreducible(fmpz_poly(list(row.coefficients)), x)
            if polynomial is not None and polynomial.degree() > 0:
                coefficients = tuple(int(c) for c in polynomial.coeffs())
                return Root(coefficients, place_of(polynomial, x), root_text(polynomial, x), row.cost)
    return None


def irreducible(polynomial: fmpz_poly, x: arb) -> fmpz_poly | None:
    """The factor that vanishes at x, leading coefficient positive; None where it is not one."""
    factors = [factor for factor, _ in polynomial.factor()[1] if factor(x).contains(0)]
    if len(factors) != 1:
        return None
    return factors[0] if factors[0][factors[0].degree()] > 0 else -factors[0]


def real_roots(polynomial: fmpz_poly) -> list[arb]:
    """The real roots at the current precision, ascending."""
    return [root.real for root, _ in polynomial.complex_roots() if root.imag == 0]


def place_of(polynomial: fmpz_poly, x: arb) -> int:
    """How many real roots lie below x."""
    return sum(bool(root < x) for root in real_roots(polynomial))


def root_text(polynomial: fmpz_poly, x: arb) -> str:
    """The root at x as an expression of the library: radicals, a cosine, else `root_of`."""
    for text in _simple_texts(polynomial, x):
        return text
    coefficients = ",".join(str(c) for c in polynomial.coeffs())
    return f"root_of({place_of(polynomial, x)},{coefficients})"


def _simple_texts(polynomial: fmpz_poly, x: arb) -> Iterator[str]:
    degree = polynomial.degree()
    if degree == 1:
        yield str(Fraction(int(-polynomial[0]), int(polynomial[1])))
    center = fmpq(-polynomial[degree - 1], degree * polynomial[degree])
    shifted = _shifted(polynomial, center)
    radical = _radical(shifted, x - center)
    if radical is not None:
        shift = fraction(center)
        yield radical if not shift else f"{shift}{'' if radical.startswith('-') else '+'}{radical}"
    yield from _angles(x)


def _shifted(polynomial: fmpz_poly, center: fmpq) -> list[Fraction]:
    """Coefficients of p(y + center)."""
    found: list[fmpq] = [fmpq(0)]
    for c in reversed(polynomial.coeffs()):
        found = [fmpq(0), *found]
        for k in range(len(found) - 1):
            found[k] += center * found[k + 1]
        found[0] += c
    return [fraction(c) for c in found[: polynomial.degree() + 1]]


def _radical(c: Sequence[Fraction], y: arb) -> str | None:
    """A root of c₀ + c_d y^d, or of c₀ + c₂ y² + c₄ y⁴."""
    degree, sign = len(c) - 1, "-" if y < 0 else ""
    if not any(c[1:-1]):
        return sign + power_text(abs(c[0] / c[-1]), Fraction(1, degree))
    if degree == 4 and not c[1] and not c[3]:
        half, square = -c[2] / (2 * c[4]), (c[2] / (2 * c[4])) ** 2 - c[0] / c[4]
        above = bool(y * y > fmpq(half.numerator, half.denominator))
        outer = power_text(square, Fraction(1, 2)) if square > 0 else None
        return outer and f"{sign}sqrt({half}{'+' if above else '-'}{outer})"
    return None


def power_text(base: Fraction, power: Fraction) -> str:
    """base^power for a positive base, a square root with its square factors outside.

    >>> power_text(Fraction(11), Fraction(1, 5)), power_text(Fraction(8, 9), Fraction(1, 2))
    ('11^(1/5)', '2/3*sqrt(2)')
    """
    if power == Fraction(1, 2):
        factor, radicand = square_and_squarefree(base.numerator * base.denominator)
        outer = Fraction(factor, base.denominator)
        return f"sqrt({radicand})" if outer == 1 else f"{outer}*sqrt({radicand})" if radicand > 1 else str(outer)
    return f"{base}^({power})" if base.denominator == 1 else f"({base})^({power})"


def _angles(x: arb) -> Iterator[str]:
    """x = cos, 2 cos, tan of a rational multiple of π with a small denominator."""
    cases = [("cos", 1), ("cos", 2), ("tan", 1)]
    for function, factor in cases:
        y = x / factor
        if function == "cos" and not abs(y) < 1:
            continue
        angle = recognise_rational((y.acos() if function == "cos" else y.atan()) / arb.pi())
        if angle is not None and angle.denominator <= _LARGEST_ANGLE:
            argument = monomial(angle.numerator, [("pi", 1)])
            yield f"{'' if factor == 1 else '2*'}{function}({argument}/{angle.denominator})"
