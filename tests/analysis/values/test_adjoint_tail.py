"""Slow limits of recurrences by the adjoint's series."""

import pytest
from mpmath import log, lu_solve, matrix, mp, mpf, sqrt

from analysis.formulas.recurrence import Recurrence
from analysis.recurrence_examination import limit_of

WITH_OPPOSITE = ["n^2", "-4(2n^2-2n+1)", "-64(n-1)^2", "512(n-1)(n-2)"]  # 8ⁿ log n/√n, 8ⁿ/√n, (−8)ⁿ/n


@pytest.mark.parametrize("digits", [15, 300])
def test_a_solution_of_opposite_sign_does_not_take_the_place_of_the_dual_one(digits: int) -> None:
    """The coefficients of log n in 8^(−n) √n u(n), fitted to values, are in the ratio of the limit."""
    recurrence = Recurrence.of(WITH_OPPOSITE, 3, [0, 1, 5], [1, 4, 36])
    with mp.workdps(30):
        p, q = (leading_part(start) for start in ([0, 1, 5], [1, 4, 36]))
        assert abs(float(limit_of(recurrence, digits).decimal()) - float(p / q)) < 1e-8


def leading_part(start: list[int], terms: int = 4) -> mpf:
    """c₀ in u(n) √n/8ⁿ = Σ n^(−j) (c_j log n + d_j + e_j (−1)ⁿ/√n) over j < `terms`, for what begins so at n = 0."""
    u = [mpf(x) / 8**n for n, x in enumerate(start)]
    for n in range(3, 3300):
        u.append(((8 * n**2 - 8 * n + 4) * u[-1] / 8 + (n - 1) ** 2 * u[-2] - (n - 1) * (n - 2) * u[-3]) / n**2)
    at = [1000 + 201 * i for i in range(3 * terms)]
    rows = [[f * mpf(n) ** -j for f in (log(n), mpf(1), (-1) ** n / sqrt(n)) for j in range(terms)] for n in at]
    return lu_solve(matrix(rows), matrix([sqrt(n) * u[n] for n in at]))[0]
