"""Proved enclosures of lim p/q where only exp(±c √n) tells the two largest solutions apart; order 3.

Scaled as in `invariant_cones`, T(n) tends to a matrix S with a double eigenvalue λ, one Jordan block, and a smaller
eigenvalue ρ. With functionals S f = λ (f + g), S g = λ g, S z = ρ z and x = √n the coordinates u = f and d = x g of the
states follow u ← u + d/x, d ← d + (c/2)² u/x, so d/u → c/2, while z shrinks. The cone where

    d > 0,   D u − d > k z,   D u − d > −k z,   D > c/2,

goes into itself: with W(x) the three functionals as columns, W(x)⁻¹ T(n) W(√(n+1)) has entries of one sign for all
n ≥ N, which is an inequality in x and y = √(x² + 1) (`numbers.signs`). Every later p/q is then a mediant of those of
the three coordinates. No entry is smaller than the sum of all over C n, so the hulls shrink to a point: each step
contracts Hilbert's metric by 1 − 2/(C n + 1) at least (Birkhoff), and Σ 1/n diverges.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb, arb_mat, fmpq_mat, fmpz_mat, fmpz_poly

from analysis.dynamics.start_growth import StartGrowth
from analysis.exact.matrices import PolynomialRows, times
from analysis.formulas.recurrence import Recurrence
from analysis.numbers.signs import TwoRoots
from analysis.values.invariant_cones import as_large, equal_sizes, scaled_steps, scaling

_NARROW = (1, 4, 16, 64)  # k that are tried
_MOST_START = 64  # x beyond which no cone is sought
_SPREAD = 4_096  # C
_GRAIN = 8  # D is a fraction over this
_HALF = Fraction(1, 2)
_RING = TwoRoots.over(0)

_Matrix = list[list[TwoRoots]]


@dataclass(frozen=True, eq=False)
class SlowCone:
    """f, g, z as columns in coordinates scaled by n^weights; D = slope/_GRAIN, k = narrow."""

    basis: fmpz_mat
    weights: tuple[int, ...]
    slope: int
    narrow: int
    start: int

    def functionals(self, n: int) -> arb_mat:
        x, d, k = arb(n).sqrt(), self.slope, self.narrow * _GRAIN
        corners = arb_mat([[arb(0), arb(d), arb(d)], [x, -x * _GRAIN, -x * _GRAIN], [arb(0), arb(-k), arb(k)]])
        return scaling(self.weights, n) * arb_mat(self.basis) * corners


def slow_cone(recurrence: Recurrence, growth: StartGrowth) -> SlowCone | None:
    """None where the solutions are of other kinds, or no cone is found.

    >>> from analysis.dynamics.start_growth import start_growth
    >>> gamma = Recurrence.of(["-(n-1)(n+2)", "2n^3+7n^2+n-8", "-(n+1)^2(n^2+3n-2)", "n^3(n+1)"], 2,
    ...                       [3, 12, 59], [6, 21, 102])
    >>> slow_cone(gamma, start_growth(gamma)).narrow
    4
    """
    if recurrence.order != 3 or not _of_two_speeds(growth):
        return None
    first = growth.solutions[0]
    weights = equal_sizes(3, int(first.factorial))
    steps = scaled_steps(recurrence.steps, weights)
    basis = _basis(steps)
    if basis is None:
        return None
    inverse = basis.inv() * basis.det()
    moved = times(times(_constant(inverse), steps), _constant(fmpq_mat(basis)))
    last = [int(inverse[i, 2].p) for i in range(3)]
    slope = int(_GRAIN * first.exponential[0][1].real) + 1
    for narrow in _NARROW:
        start = _start(moved, last, slope, narrow, isqrt(max(recurrence.first, 1)) + 1)
        if start is not None:
            return SlowCone(basis, weights, slope, narrow, start**2)
    return None


def _of_two_speeds(growth: StartGrowth) -> bool:
    """Whether q follows the largest solution, like exp(c √n) for c > 0, and exp(−c √n) is the second by its size."""
    first, second, third = growth.solutions
    return (
        growth.q == 0
        and first.factorial.denominator == 1
        and first.base.rational is not None
        and [s for s, _ in first.exponential] == [_HALF] == [s for s, _ in second.exponential]
        and first.exponential[0][1].is_real
        and first.exponential[0][1].real > 0
        and as_large(second, first)
        and first.base.rational == second.base.rational
        and (third.factorial < first.factorial or not as_large(third, first))
    )


def _basis(steps: PolynomialRows) -> fmpz_mat | None:
    """f, g, z of the matrix of leading coefficients; None without a Jordan block."""
    degree = max(entry.degree() for row in steps for entry in row)
    leading = fmpz_mat([[entry[degree] for entry in row] for row in steps])
    double = [p for p, multiplicity in leading.charpoly().factor()[1] if multiplicity == 2 and p.degree() == 1]
    if not double:
        return None
    value = -int(double[0][0]) // int(double[0][1])
    nilpotent = leading - value * fmpz_mat([[int(i == j) for j in range(3)] for i in range(3)])
    square = nilpotent * nilpotent
    z = next(([square[i, j] for i in range(3)] for j in range(3) if any(square[i, j] for i in range(3))), None)
    space, dimension = square.nullspace()
    for column in range(dimension):
        f = fmpz_mat([[space[i, column]] for i in range(3)])
        g = nilpotent * f
        if z is not None and any(g[i, 0] for i in range(3)):
            return fmpz_mat([[value * f[i, 0], g[i, 0], z[i]] for i in range(3)])
    return None


def _constant(matrix: fmpq_mat) -> PolynomialRows:
    """An integer matrix as one of polynomials."""
    return tuple(tuple(fmpz_poly([int(matrix[i, j].p)]) for j in range(3)) for i in range(3))


def _start(moved: PolynomialRows, last: list[int], slope: int, narrow: int, least: int) -> int | None:
    """The least power of two times `least` from which on the coordinates, and u(n − 1) in them, keep their sign."""
    x, y, d, k = _RING.polynomial([0, 1]), _RING.second_root(), slope, narrow * _GRAIN
    inverse = [[_number(2 * _GRAIN * k) * x, _number(2 * d * k), _RING]]
    inverse += [[_number(k) * x, _RING, _number(side * d) * x] for side in (-1, 1)]
    corners = [[_RING, _number(d), _number(d)], [y, y * _number(-_GRAIN), y * _number(-_GRAIN)]]
    corners += [[_RING, _number(-k), _number(k)]]
    here = [[_in_root(entry) for entry in row] for row in moved]
    entries = [entry for row in _product(_product(inverse, here), corners) for entry in row]
    value = [row[0] for row in _product(inverse, [[_number(c)] for c in last])]
    while least <= _MOST_START:
        if _spread(entries, least) and {c.sign_from(least) for c in value} - {0} in ({1}, {-1}):
            return least
        least *= 2
    return None


def _spread(entries: list[TwoRoots], start: int) -> bool:
    """Whether all have the sign of their sum, and none is smaller than it over C n, for all x ≥ start."""
    total = sum(entries, _RING)
    scale = _RING.polynomial([0, 0, _SPREAD])
    sign = total.sign_from(start)
    return bool(sign) and all((scale * entry - total).sign_from(start) == sign for entry in entries)


def _number(value: int) -> TwoRoots:
    return _RING.polynomial([value])


def _in_root(p: fmpz_poly) -> TwoRoots:
    """A polynomial in n as one in x."""
    return _RING.polynomial([c for value in p.coeffs() for c in (int(value), 0)])


def _product(left: _Matrix, right: _Matrix) -> _Matrix:
    columns = list(zip(*right, strict=True))
    return [[sum((a * b for a, b in zip(row, c, strict=True)), _RING) for c in columns] for row in left]
