"""Vectors known up to a factor at k = 0, 1, 2, …: integer polynomials in k in proportion to them."""

from collections.abc import Sequence

from flint import fmpq_poly, fmpz_mat

from analysis.clusters.difference_systems import primitive


def projective_fit(vectors: Sequence[Sequence[int]], highest: int) -> list[fmpq_poly] | None:
    """Polynomials f₁, …, f_m of least degree ≤ `highest` with (f₁(k) : … : f_m(k)) = vectors[k] for all k given.

    They have no common factor. None where there are none, or where the vectors do not determine them.

    >>> projective_fit([(1, 0), (2, 1), (6, 4), (4, 3), (10, 8)], 2)
    [x + 1, x]
    >>> projective_fit([(1, 0), (2, 1), (6, 4)], 2) is None
    True
    """
    size = len(vectors[0])
    live = [i for i in range(size) if any(vector[i] for vector in vectors)]
    if len(live) == 1:
        return [fmpq_poly([int(i in live)]) for i in range(size)]
    for degree in range(highest + 1):
        width = degree + 1
        if len(vectors) * (len(live) - 1) < len(live) * width:
            return None
        rows = []
        for k, vector in enumerate(vectors):
            pivot = next(place for place, i in enumerate(live) if vector[i])
            powers = [k**j for j in range(width)]
            for place, i in enumerate(live):
                if place != pivot:
                    row = [0] * (len(live) * width)
                    for j, power in enumerate(powers):
                        row[place * width + j] += vector[live[pivot]] * power
                        row[pivot * width + j] -= vector[i] * power
                    rows.append(row)
        kernel, nullity = fmpz_mat(rows).nullspace()
        if nullity > 1:
            return None
        if nullity == 1:
            found = [fmpq_poly([0])] * size
            for place, i in enumerate(live):
                found[i] = fmpq_poly([kernel[place * width + j, 0] for j in range(width)])
            return primitive(found)
    return None
