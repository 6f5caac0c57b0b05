"""Common valuations from the walls of the parameters: lcm(1 … n) for logarithms, and which steps are singular."""

from fractions import Fraction

import numpy as np
import pytest

from analysis.exact.matrices import product
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.trajectories import trajectory
from analysis.fields.walls import Walls


def _walls(z: str, *start: str) -> Walls:
    found = Walls.of(built_in_field("2F1").at(z=Fraction(z)), [Fraction(x) for x in start])
    assert found is not None
    return found


def test_legendres_direction_loses_the_primes_up_to_n_once() -> None:
    walls = _walls("-1", "1", "1", "2")
    (residue,) = walls.residues
    steps = np.array(walls.steps((1, 1, 2)))
    assert residue.valuations(steps, np.array([0.1, 0.4, 0.6, 0.9, 1.1, 1.6, 2.5])).tolist() == [0, 0, 0, 0, -1, -1, -1]
    assert walls.common_rate((1, 1, 2)) == pytest.approx(-1)


@pytest.mark.parametrize("direction", [(1, 1, 2), (0, 1, 1), (1, 2, 1), (2, 1, 3)])
def test_the_primes_of_the_products_follow(direction: tuple[int, ...]) -> None:
    start, n, p = (Fraction(1, 2), Fraction(1, 3), Fraction(3, 2)), 61, 47
    field = built_in_field("2F1").at(z=Fraction(1, 2))
    walls = Walls.of(field, start)
    assert walls is not None
    found = trajectory(field, start, direction)
    total = product(found.steps, 1, n + 1)
    lost = min(_valuation(int(total[i, found.column]), p) for i in range(2))
    determinant = _valuation(int(total.det()), p)
    residue = next(one for one in walls.residues if (p - one.c) % 6 == 0)
    steps = np.array(walls.steps(direction))
    (value,) = residue.valuations(steps, np.array([n / p]))
    # det = Π (t − s): what the steps are multiplied by has half its difference
    pairs = sum(_rounds(walls.values[i] - walls.values[j], steps[i] - steps[j], n, p) for j, i in walls.pairs)
    assert lost - value == (determinant - pairs) / 2


def _valuation(x: int, p: int) -> int:
    return 1 + _valuation(x // p, p) if x and x % p == 0 else 0


def _rounds(start: Fraction, step: int, n: int, p: int) -> int:
    """Of Π (t − s): how often p divides (start − 1)(start − 2) ⋯ as it goes down, or the inverse up."""
    count, sign = abs(int(step)) * n, -1 if step > 0 else 1
    passed = [start - k if step < 0 else start + 1 + k for k in range(count)]
    return sign * sum(_valuation(x.numerator, p) for x in passed)


def test_a_step_is_singular_where_a_difference_changes_its_side() -> None:
    walls = _walls("-1", "1/2", "1", "2")
    assert [walls.has_singular_step(way) for way in ((1, 0, 0), (0, 1, 1), (0, -1, 0), (0, 0, -1), (-1, 0, 0))] == [
        False, False, True, True, False,
    ]  # fmt: skip
