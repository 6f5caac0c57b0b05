"""Exact δ of trajectories of rank 3, against exact common factors far out."""

from fractions import Fraction
from math import gcd, log

import pytest

from analysis.exact.balls import log2_integer
from analysis.exact.matrices import product
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.higher_rates import higher_rate
from analysis.fields.trajectories import trajectory

START = (1, 1, 1, 2, 2)
NEAR, FAR = 1_500, 3_000


@pytest.mark.parametrize(
    ("z", "direction"),
    [("1/2", (0, 0, 0, 1, 1)), ("1/2", (1, 1, 1, 2, 2)), ("1/3", (1, 1, 1, 2, 2)), ("1/2", (0, 0, 0, 1, 2)),
     ("-1/3", (0, 0, 1, 1, 1))],
)  # fmt: skip
def test_delta_agrees_with_exact_common_factors_at_three_thousand(z: str, direction: tuple[int, ...]) -> None:
    found = trajectory(built_in_field("3F2").at(z=Fraction(z)), START, direction)
    known = higher_rate(found.steps, found.column, [c.flint for c in found.recurrence])
    assert known is not None and found.error is not None
    first = product(found.steps, 1, NEAR + 1)
    ends = (first, first * product(found.steps, NEAR + 1, FAR + 1))
    seen = []
    for row in range(2):
        sizes = []
        for total in ends:
            p, q = int(total[row, found.column]), int(total[2, found.column])
            sizes.append(log2_integer(abs(q) // gcd(p, q)) * log(2))
        seen.append(log(found.error[1]) * (FAR - NEAR) / (sizes[1] - sizes[0]) - 1)
    assert known.delta == pytest.approx(max(seen), abs=0.01)
