"""Trajectories of a field: their recurrences, and continued fractions where these have order 2.

For rank 2 the step matrix T(n) becomes that of a fraction in other coordinates (`companions`). So the direction that
the product T(1) T(2) ⋯ contracts to, the limit of the trajectory, is a Möbius image of the value of the fraction, whose
canonical form is what is shown and compared. For higher rank r the entries of the product satisfy a recurrence of order
up to r, and the direction has r − 1 coordinates, the limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from flint import arb, fmpz_poly

from analysis.coboundaries.coboundary import integer_roots
from analysis.errors import InputError
from analysis.exact import step_products
from analysis.exact.companions import PolynomialMatrix, companion
from analysis.exact.matrices import determinant
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import MAX_DEGREE, Polynomial
from analysis.exact.step_products import StepMatrix
from analysis.exact.two_by_two import multiplied
from analysis.fields.matrix_fields import MatrixField
from analysis.fields.trajectory_recurrences import error_rate, recurrence
from analysis.formulas.pcf import PCF


@dataclass(frozen=True)
class Trajectory:
    """A trajectory of a field: the products T(1) ⋯ T(n) of its `steps`, cleared of denominators and common factors.

    One `column` of the products converges to the limit as a direction: its entries over one of them (`divisor`). Where
    they satisfy a recurrence of order 2, `fraction` has the canonical fraction of it, the row of one limit, and the map
    from the value of the fraction to that limit.
    """

    start: tuple[Fraction, ...]
    direction: tuple[int, ...]
    steps: StepMatrix = field(compare=False)
    column: int
    fraction: tuple[PCF, int, Mobius] | None

    @property
    def rank(self) -> int:
        return len(self.steps)

    @property
    def pcf(self) -> PCF:
        """The canonical fraction; raises InputError where the trajectory has none."""
        return self._fraction()[0]

    @property
    def mobius(self) -> Mobius:
        """The map from the value of `pcf` to a limit; raises InputError where there is no fraction."""
        return self._fraction()[2]

    @cached_property
    def recurrence(self) -> tuple[Polynomial, ...]:
        """(c₀, …, c_k), Σ c_i(n) u(n + i) = 0 for the entries u(n) of the column in T(1) ⋯ T(n)."""
        return tuple(map(Polynomial.from_flint, recurrence(self.steps, self.column)))

    @cached_property
    def error(self) -> tuple[Fraction, float] | None:
        """(η, base), error ~ n!^(−η) base^(−n), from the recurrence; None where no solution dominates."""
        return error_rate([c.flint for c in self.recurrence])

    @cached_property
    def divisor(self) -> int:
        """The entry of the column by which the others are divided."""
        return step_products.divisor(self.steps, self.column)

    def limits(self, digits: int) -> list[tuple[arb, int]]:
        """The limits as far as two depths agree, each with the digits that do; see `step_products.limits`."""
        return step_products.limits(self.steps, self.column, digits)

    def _fraction(self) -> tuple[PCF, int, Mobius]:
        if self.fraction is None:
            raise InputError(f"a recurrence of order {len(self.recurrence) - 1}", "order 2 for a continued fraction")
        return self.fraction


def trajectory(field: MatrixField, start: Sequence[Fraction | int], direction: Sequence[int]) -> Trajectory:
    """The trajectory from a point in a direction.

    Raises InputError for a field of rank 1, a direction of which every step only multiplies one coordinate, a start
    from which a step is singular, and for rank 2 fractions beyond the degree that formulas may have.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> trajectory(built_in_field("zeta(3)"), (1, 1), (1, 1)).pcf
    PCF(34n^3+51n^2+27n+5, -n^6)
    """
    if field.rank < 2:
        raise InputError("a field of rank 1", "rank 2 or more, as limits are ratios")
    steps = field.steps(start, direction)
    if _singular_from_first(determinant(steps)):
        raise InputError(f"start {_point(start)}", "a start from which no step of the direction has a singular matrix")
    place = tuple(map(Fraction, start)), tuple(direction)
    if field.rank > 2:
        return Trajectory(*place, steps, *_least_order(steps))
    (p, q), (r, s) = steps
    found = [(1, _fraction((p, q, r, s), Mobius(1, 0, 0, 1))), (0, _fraction((s, r, q, p), Mobius(0, 1, 1, 0)))]
    shapes = sorted(((f, c) for c, f in found if f is not None), key=lambda f: (f[0][0].b.degree, f[0][0].a.degree))
    if not shapes:
        raise InputError(f"direction {tuple(direction)}", "a direction whose matrix is not triangular")
    (pcf, mobius), column = shapes[0]
    if max(pcf.a.degree, pcf.b.degree) > MAX_DEGREE:
        raise InputError(f"direction {tuple(direction)}, of degree {pcf.b.degree}", f"degrees up to {MAX_DEGREE}")
    return Trajectory(*place, steps, column, (pcf, 0, mobius))


def _least_order(steps: StepMatrix) -> tuple[int, tuple[PCF, int, Mobius] | None]:
    """The column with a recurrence of least order and degree, and its fraction where the order is 2.

    Columns with entries that are 0 in all products, of triangular matrices, come last.
    """
    found = [(recurrence(steps, column), column) for column in range(len(steps))]
    total = step_products.product(steps, 1, len(steps) + 1)
    mixed = [
        (any(total[i, column] == 0 for i in range(len(steps))), len(c), max(p.degree() for p in c), -column)
        for c, column in found
        if len(c) > 2
    ]
    if not mixed:
        raise InputError("columns whose entries are products", "a direction whose products mix the coordinates")
    _, terms, _, column = min(mixed)
    return -column, _fraction_of_recurrence(steps, -column) if terms == 3 else None


def _fraction_of_recurrence(steps: StepMatrix, column: int) -> tuple[PCF, int, Mobius] | None:
    """With U(n) = u(n) Π c₂(k − 2): U(n) = a(n) U(n−1) + b(n) U(n−2), a = −c₁(n − 2), b = −c₀(n − 2) c₂(n − 3).

    From n = N on, U(N+m) = U(N) p(m−1) + b(N+1) U(N−1) q(m−1), p and q those of the fraction of a and b from N + 1 on.
    """
    c = recurrence(steps, column)
    back, further = fmpz_poly([-2, 1]), fmpz_poly([-3, 1])
    a, b = -c[1](back), -c[0](back) * c[2](further)
    first = max([2, *(root + 3 for p in (c[0], c[2]) for root in integer_roots(p))])
    tail = fmpz_poly([first + 1, 1])
    whole = PCF(Polynomial.from_flint(a(tail)), Polynomial.from_flint(b(tail))).canonical()
    if not a or max(whole.pcf.a.degree, whole.pcf.b.degree) > MAX_DEGREE:
        return None
    before = step_products.product(steps, 1, first)
    at = before * step_products.product(steps, first, first + 1)
    scale, lift = int(c[2](first - 2)), int(b(first + 1))
    pairs = [(int(at[i, column]) * scale, int(before[i, column]) * lift) for i in range(len(steps))]
    r, s = pairs[-1]
    for row, (p, q) in enumerate(pairs[:-1]):
        if p * s != q * r:
            return whole.pcf, row, Mobius(p, q, r, s) @ Mobius(whole.factor.numerator, 0, 0, whole.factor.denominator)
    return None


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
        left = multiplied(left, (int(p(n)), int(q(n)), int(r(n)), int(s(n))))
    p, q, r, s = (polynomial(fmpz_poly([skipped, 1])) for polynomial in matrix)
    a, b = (Polynomial.from_flint(polynomial) for polynomial in companion((p, q, r, s)) or ())
    whole = PCF(a, b).canonical()
    left = multiplied(left, (0, int(q(1) * q(0)), 1, int(s(1) * q(0))))
    left = multiplied(left, (1, -a(0), 0, 1))
    if left[0] * left[3] == left[1] * left[2]:
        return None
    factor = Mobius(whole.factor.numerator, 0, 0, whole.factor.denominator)
    return whole.pcf, coordinates @ Mobius(*left) @ factor


def _singular_from_first(determinant: fmpz_poly) -> bool:
    return not determinant or any(root >= 1 for root in integer_roots(determinant))


def _point(start: Sequence[Fraction | int]) -> str:
    return ", ".join(map(str, start))
