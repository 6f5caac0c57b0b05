"""Trajectories of a field of rank 2 as continued fractions.

The step matrix T(n) becomes that of a fraction in other coordinates (`companions`). So the direction that the product
T(1) T(2) ⋯ contracts to, the limit of the trajectory, is a Möbius image of the value of the fraction, whose canonical
form is what is shown and compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpz_poly

from analysis.errors import InputError
from analysis.families.coboundary import integer_roots
from analysis.families.companions import PolynomialMatrix, companion
from analysis.families.matrix_fields import STEP_NAME, MatrixField
from analysis.formulas.pcf import PCF
from analysis.formulas.polynomials import MAX_DEGREE, Polynomial
from analysis.numbers.mobius import Mobius


@dataclass(frozen=True)
class Trajectory:
    """A trajectory of a field: limit = mobius(value of `pcf`), `pcf` canonical.

    The limit is p/q for the column (p, q) that the product of the field's matrices from the start on contracts to.
    """

    start: tuple[Fraction, ...]
    direction: tuple[int, ...]
    pcf: PCF
    mobius: Mobius


def trajectory(field: MatrixField, start: Sequence[Fraction | int], direction: Sequence[int]) -> Trajectory:
    """The trajectory from a point in a direction.

    Raises InputError for a field of another rank, a direction of which every step only multiplies one coordinate, a
    start from which a step is singular, and fractions beyond the degree that formulas may have.

    >>> from analysis.families.built_in_fields import built_in_field
    >>> trajectory(built_in_field("zeta(3)"), (1, 1), (1, 1)).pcf
    PCF(34n^3+51n^2+27n+5, -n^6)
    """
    if field.rank != 2:
        raise InputError(f"a field of rank {field.rank}", "rank 2 for a continued fraction")
    p, q, r, s = _cleared(field, start, direction)
    if _singular_from_first(p * s - q * r):
        raise InputError(f"start {_point(start)}", "a start from which no step of the direction has a singular matrix")
    found = [_fraction((p, q, r, s), Mobius(1, 0, 0, 1)), _fraction((s, r, q, p), Mobius(0, 1, 1, 0))]
    shapes = sorted((f for f in found if f is not None), key=lambda f: (f[0].b.degree, f[0].a.degree))
    if not shapes:
        raise InputError(f"direction {tuple(direction)}", "a direction whose matrix is not triangular")
    pcf, mobius = shapes[0]
    if max(pcf.a.degree, pcf.b.degree) > MAX_DEGREE:
        raise InputError(f"direction {tuple(direction)}, of degree {pcf.b.degree}", f"degrees up to {MAX_DEGREE}")
    return Trajectory(tuple(map(Fraction, start)), tuple(direction), pcf, mobius)


def _cleared(field: MatrixField, start: Sequence[Fraction | int], direction: Sequence[int]) -> PolynomialMatrix:
    """T(n) times the common denominator of its entries, without common factors."""
    entries = [e.in_one_variable(STEP_NAME) for row in field.step_matrix(start, direction) for e in row]
    common = fmpz_poly([1])
    for _, bottom in entries:
        common = common * (bottom // common.gcd(bottom))
    polynomials = [top * (common // bottom) for top, bottom in entries]
    shared = fmpz_poly([])
    for polynomial in polynomials:
        shared = shared.gcd(polynomial)
    if shared:
        polynomials = [polynomial // shared for polynomial in polynomials]
    p, q, r, s = polynomials
    return p, q, r, s


def _fraction(matrix: PolynomialMatrix, coordinates: Mobius) -> tuple[PCF, Mobius] | None:
    """The canonical fraction in these coordinates, from the least step on where all is regular, and the map from its
    value to the limit."""
    p, q, r, s = matrix
    if companion(matrix) is None:
        return None
    critical = (p * s - q * r, q, q(fmpz_poly([-1, 1])), q(fmpz_poly([1, 1])))
    skipped = max([0, *(root for polynomial in critical for root in integer_roots(polynomial))])
    left: tuple[int, int, int, int] = (1, 0, 0, 1)
    for n in range(1, skipped + 1):
        left = _product(left, (int(p(n)), int(q(n)), int(r(n)), int(s(n))))
    p, q, r, s = (polynomial(fmpz_poly([skipped, 1])) for polynomial in matrix)
    a, b = (Polynomial.from_flint(polynomial) for polynomial in companion((p, q, r, s)) or ())
    whole = PCF(a, b).canonical()
    left = _product(left, (0, int(q(1) * q(0)), 1, int(s(1) * q(0))))
    left = _product(left, (1, -a(0), 0, 1))
    if left[0] * left[3] == left[1] * left[2]:
        return None
    factor = Mobius(whole.factor.numerator, 0, 0, whole.factor.denominator)
    return whole.pcf, coordinates @ Mobius(*left) @ factor


def _singular_from_first(determinant: fmpz_poly) -> bool:
    return not determinant or any(root >= 1 for root in integer_roots(determinant))


def _point(start: Sequence[Fraction | int]) -> str:
    return ", ".join(map(str, start))


def _product(left: tuple[int, int, int, int], right: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a, b, c, d = left
    e, f, g, h = right
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h
