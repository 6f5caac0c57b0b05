"""Proved enclosures of lim p/q for recurrences of order 3 and more, from an invariant polyhedral cone.

The state s(n) = (u(n−r), …, u(n−1)) goes to s(n) T(n). Scaled by powers of n so that the largest solution keeps its
direction, T(n) tends to a matrix with one largest eigenvalue; f steps P(n) = T(n) ⋯ T(n+f−1) then map a simplex about
its eigenvector into itself. With the simplex's corners as the columns of B this says that B⁻¹ P(n) B has entries of one
sign for all n ≥ N: polynomials whose coefficients at n + N have one sign, tested in integers. So every later p/q is a
mediant of the quotients of s(n) B in one state, and their hull holds the limit; since the limit matrix is positive in
these coordinates, the hulls shrink to one point (Birkhoff's contraction). Nothing is rounded but outwards.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np
from flint import arb, arb_mat, ctx, fmpq_mat, fmpz_mat, fmpz_poly

from analysis.dynamics.formal_solutions import FormalSolution
from analysis.dynamics.start_growth import StartGrowth
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.matrices import PolynomialRows, rounded_product, times
from analysis.formulas.recurrence import Recurrence

_MOST_FOLD = 6  # degrees add up
_MOST_START = 1 << 12  # N beyond which no cone is sought
_MOST_CONTRACTED = 0.9  # below 1 the ball around a simplex goes into the ball inside it
_GRAIN = 1_024  # corners are rounded to integers up to this
_POWERS = 60  # of the contraction, summed for the norm in which it is one
_ROUNDING_BITS = 192
_DEEPENINGS = 6
_FIRST_DEPTH = 32


class InvariantCone(Protocol):
    """Coordinates s(n) · functionals(n) of one sign keep it from `start` on, and u(n − 1) has it too."""

    @property
    def start(self) -> int: ...

    def functionals(self, n: int) -> arb_mat:
        """As columns."""


@dataclass(frozen=True, eq=False)
class Cone:
    """Corners, as columns, in coordinates scaled by n^weights; invariant under `fold` steps from `start` on."""

    corners: fmpz_mat
    weights: tuple[int, ...]
    fold: int
    start: int

    def functionals(self, n: int) -> arb_mat:
        return scaling(self.weights, n) * arb_mat(self.corners)


def invariant_cone(recurrence: Recurrence, growth: StartGrowth) -> Cone | None:
    """None where no solution is exponentially larger than all others, or no cone is found.

    >>> from analysis.dynamics.start_growth import start_growth
    >>> sum_of_powers = Recurrence.of(["1", "-6", "11", "-6"], 3, [2, 3, 5], [0, 3, 8])            # 1, 2ⁿ, 3ⁿ
    >>> invariant_cone(sum_of_powers, start_growth(sum_of_powers)).start
    3
    """
    weights = _weights(recurrence, growth)
    if weights is None:
        return None
    steps = scaled_steps(recurrence.steps, weights)
    limit = _leading(steps)
    for fold in range(1, _MOST_FOLD + 1):
        corners = _corners(limit, fold)
        if corners is not None:
            start = _start(steps, corners, fold, recurrence.first)
            if start is not None:
                return Cone(corners, weights, fold, start)
    return None


def enclosure(recurrence: Recurrence, cone: InvariantCone, digits: int, depth: int) -> arb | None:
    """A ball that holds the limit, to so many digits where some states about n = `depth` give them."""
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + _ROUNDING_BITS):
        n, state = recurrence.first, arb_mat(recurrence.start)
        aim = max(cone.start, depth, recurrence.first + 1)
        for _ in range(_DEEPENINGS):
            state, n = state * rounded_product(recurrence.steps, n, aim), aim
            hull = _hull(state, cone, n)
            if hull is not None and hull.rad() < abs(hull.mid()) * arb(10) ** -digits:
                return hull
            aim = n + max((n - recurrence.first) // 2, _FIRST_DEPTH)
    return None


def _weights(recurrence: Recurrence, growth: StartGrowth) -> tuple[int, ...] | None:
    """Powers of n that make u(n−r), …, u(n−1) of one size, the least of them 0."""
    first, *others = growth.solutions
    if growth.q != 0 or first.factorial.denominator != 1 or not first.base.is_real or first.exponential:
        return None
    if any(as_large(one, first) for one in others):
        return None
    return equal_sizes(recurrence.order, int(first.factorial))


def as_large(one: FormalSolution, first: FormalSolution) -> bool:
    """Whether it is not exponentially smaller than the first."""
    return one.factorial == first.factorial and one.base.log_modulus > first.base.log_modulus - 1e-9


def equal_sizes(r: int, mu: int) -> tuple[int, ...]:
    """Powers of n that make r values in a row of one size where they grow like n!^μ, the least of them 0."""
    return tuple(mu * (r - 1 - i) if mu >= 0 else -mu * i for i in range(r))


def scaling(weights: tuple[int, ...], n: int) -> arb_mat:
    """The powers of n on a diagonal."""
    return arb_mat([[arb(n) ** w if i == j else arb(0) for j in range(len(weights))] for i, w in enumerate(weights)])


def scaled_steps(steps: PolynomialRows, weights: tuple[int, ...]) -> PolynomialRows:
    """n^−w T(n) (n+1)^w, times n^(largest weight)."""
    n, ahead, top = fmpz_poly([0, 1]), fmpz_poly([1, 1]), max(weights)
    return tuple(
        tuple(entry * n ** (top - weights[i]) * ahead ** weights[j] for j, entry in enumerate(row))
        for i, row in enumerate(steps)
    )


def _leading(steps: PolynomialRows) -> np.ndarray:
    """The matrix of the coefficients of the largest power of n, scaled."""
    degree = max(entry.degree() for row in steps for entry in row)
    found = [[int(entry[degree]) for entry in row] for row in steps]
    largest = max(abs(x) for row in found for x in row)
    return np.array([[x / largest for x in row] for row in found])


def _corners(limit: np.ndarray, fold: int) -> fmpz_mat | None:
    """A simplex about the largest eigenvector that `fold` steps map inside; None where they contract too little."""
    r = len(limit)
    values, vectors = np.linalg.eig(limit)
    place = int(np.argmax(abs(values)))
    lefts, covectors = np.linalg.eig(limit.T)
    axis, covector = vectors[:, place].real, covectors[:, int(np.argmin(abs(lefts - values[place])))].real
    axis = axis / (covector @ axis)
    plane = np.linalg.svd(covector[None, :])[2][1:].T  # a basis of what the covector kills
    step = np.linalg.pinv(plane) @ np.linalg.matrix_power(limit / values[place].real, fold) @ plane
    norm, power = np.eye(r - 1), np.eye(r - 1)
    for _ in range(_POWERS):
        power = power @ step
        norm += power.T @ power
    if not np.isfinite(norm).all():
        return None
    root = np.linalg.cholesky(norm).T
    contraction = np.linalg.norm(root @ step @ np.linalg.inv(root), 2)
    if contraction * (r - 1) > _MOST_CONTRACTED:
        return None
    offsets = plane @ np.linalg.inv(root) @ _simplex(r - 1)
    size = np.linalg.norm(axis) / np.abs(offsets).max()
    corners = axis[:, None] + size / 2 * offsets
    if not np.isfinite(corners).all():
        return None
    scaled = np.rint(corners * _GRAIN / np.abs(corners).max()).astype(int)
    made = fmpz_mat([[int(x) for x in row] for row in scaled])
    return made if made.det() else None


def _simplex(dimension: int) -> np.ndarray:
    """The corners of a regular simplex about 0, as columns of length 1."""
    centred = np.eye(dimension + 1) - 1 / (dimension + 1)
    basis = np.linalg.svd(centred)[0][:, :dimension]
    corners = basis.T @ centred
    return corners / np.linalg.norm(corners, axis=0)


def _start(steps: PolynomialRows, corners: fmpz_mat, fold: int, first: int) -> int | None:
    """The least power of two (or `first`) from which on the cone goes into itself, and u(n − 1) lies in it."""
    r = len(steps)
    blocks = [tuple(tuple(e(fmpz_poly([k, 1])) for e in row) for row in steps) for k in range(fold)]
    block = reduce(times, blocks)
    inverse = corners.det() * fmpq_mat(corners).inv()
    left = tuple(tuple(fmpz_poly([int(inverse[i, j].p)]) for j in range(r)) for i in range(r))
    right = tuple(tuple(fmpz_poly([int(corners[i, j])]) for j in range(r)) for i in range(r))
    moved = times(left, block)
    entries, last = [entry for row in times(moved, right) for entry in row], [row[-1] for row in moved]
    start = max(first, 1)
    while start <= _MOST_START:
        if _of_one_sign(entries, start) and _of_one_sign(last, start):
            return start
        start *= 2
    return None


def _of_one_sign(entries: list[fmpz_poly], start: int) -> bool:
    """Whether all have one sign for all n ≥ start, and one degree: then so has the matrix of their leading terms."""
    values = [c for entry in entries for c in entry(fmpz_poly([start, 1])).coeffs()]
    alike = len({entry.degree() for entry in entries}) == 1
    return alike and (all(c >= 0 for c in values) or all(c <= 0 for c in values))


def _hull(state: arb_mat, cone: InvariantCone, n: int) -> arb | None:
    """The smallest ball around all p/q of the corners; None where a q may be 0 or the signs differ."""
    moved = state * cone.functionals(n)
    p, q = ([moved[row, j] for j in range(moved.ncols())] for row in (0, 1))
    if not (all(value > 0 for value in q) or all(value < 0 for value in q)):
        return None
    return reduce(arb.union, (a / b for a, b in zip(p, q, strict=True)))
