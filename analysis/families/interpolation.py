"""Vectors known up to a factor at whole points: integer polynomials in k, or in k and m, in proportion to them."""

from collections.abc import Mapping, Sequence
from math import gcd

from flint import fmpq_poly, fmpz_mat

from analysis.families.difference_systems import primitive

Point = tuple[int, int]
Coefficients = Mapping[Point, int]  # of k^i m^j by (i, j)


def projective_fit(vectors: Sequence[Sequence[int]], highest: int) -> list[fmpq_poly] | None:
    """Polynomials f₁, …, f_m of least degree ≤ `highest` with (f₁(k) : … : f_m(k)) = vectors[k] for k = 0, 1, 2, …

    They have no common factor. None where there are none, or where the vectors do not determine them.

    >>> projective_fit([(1, 0), (2, 1), (6, 4), (4, 3), (10, 8)], 2)
    [x + 1, x]
    >>> projective_fit([(1, 0), (2, 1), (6, 4)], 2) is None
    True
    """
    found = projective_fit_at([(k, 0) for k in range(len(vectors))], vectors, highest)
    if found is None:
        return None
    return primitive([fmpq_poly([one.get((j, 0), 0) for j in range(highest + 1)]) for one in found])


def projective_fit_at(
    points: Sequence[Point], vectors: Sequence[Sequence[int]], highest: int
) -> list[Coefficients] | None:
    """The same for vectors at points (k, m), by the coefficients of the polynomials; m = 0 throughout leaves k alone.

    >>> points = [(k, m) for k in range(4) for m in range(4)]
    >>> projective_fit_at(points, [(k + m + 1, 2 * k + 1) for k, m in points], 2)
    [{(0, 0): 1, (0, 1): 1, (1, 0): 1}, {(0, 0): 1, (1, 0): 2}]
    """
    size = len(vectors[0])
    live = [i for i in range(size) if any(vector[i] for vector in vectors)]
    if len(live) == 1:
        return [{(0, 0): 1} if i in live else {} for i in range(size)]
    both = any(second for _, second in points)
    for degree in range(highest + 1):
        monomials = [(i, j) for i in range(degree + 1) for j in range((degree - i if both else 0) + 1)]
        width = len(monomials)
        if len(vectors) * (len(live) - 1) < len(live) * width:
            return None
        kernel, nullity = fmpz_mat(_equations(points, vectors, live, monomials)).nullspace()
        if nullity > 1:
            return None
        if nullity == 1:
            solution = [int(kernel[row, 0]) for row in range(len(live) * width)]
            common = gcd(*solution) * (1 if next(filter(None, solution)) > 0 else -1)
            found: list[Coefficients] = [{} for _ in range(size)]
            for place, i in enumerate(live):
                part = solution[place * width : (place + 1) * width]
                found[i] = {monomial: c // common for monomial, c in zip(monomials, part, strict=True) if c}
            return found
    return None


def _equations(
    points: Sequence[Point], vectors: Sequence[Sequence[int]], live: Sequence[int], monomials: Sequence[Point]
) -> list[list[int]]:
    """vector[i] f_pivot − vector[pivot] f_i = 0 at each point, for the pivot of its vector."""
    width = len(monomials)
    rows = []
    for (k, m), vector in zip(points, vectors, strict=True):
        pivot = next(place for place, i in enumerate(live) if vector[i])
        powers = [k**i * m**j for i, j in monomials]
        for place, i in enumerate(live):
            if place != pivot:
                row = [0] * (len(live) * width)
                for column, power in enumerate(powers):
                    row[place * width + column] += vector[live[pivot]] * power
                    row[pivot * width + column] -= vector[i] * power
                rows.append(row)
    return rows
