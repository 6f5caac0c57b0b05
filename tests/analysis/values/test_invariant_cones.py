"""Invariant cones: enclosures of limits of recurrences of order 3 and more, against the limits themselves."""

from random import Random

import pytest

from analysis.constants.library import constant
from analysis.dynamics.start_growth import start_growth
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.closure import product_of_limits, sum_of_limits
from analysis.values.invariant_cones import enclosure, invariant_cone
from analysis.values.recurrence_limits import RecurrenceLimits

APERY = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
APERY2 = Recurrence.of(["n^2", "-(11n^2-11n+3)", "-(n-1)^2"], 2, [0, 5], [1, 3])


def test_the_square_of_zeta_three_and_a_sum_of_zeta_values_are_certified() -> None:
    for made, value in (
        (product_of_limits(APERY, APERY), "zeta(3)^2"),
        (sum_of_limits(APERY2, APERY), "zeta(2)+zeta(3)"),
    ):
        found = RecurrenceLimits.of(made).certified(40)
        assert (found.ground, found.digits) == ("certified", 40)
        assert abs(found.value - constant(value).value(60)) < 1e-40


def test_the_largest_solution_may_grow_like_a_factorial() -> None:
    e, arctan = (Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n+1", "n+1"), ("2n+1", "n^2")))
    assert RecurrenceLimits.of(sum_of_limits(e, arctan)).certified(30).ground == "certified"


def test_without_exponential_distance_there_is_no_cone() -> None:
    slow = Recurrence.of(["n", "-3n-1", "3n", "-n"], 3, [1, 0, 3], [0, 1, 7])
    assert invariant_cone(slow, start_growth(slow)) is None


@pytest.mark.parametrize("seed", range(8))
def test_every_later_quotient_lies_in_the_enclosure(seed: int) -> None:
    random = Random(seed)
    order, degree = random.randint(3, 4), random.randint(0, 2)
    rest = [Polynomial.of([random.randint(-5, 5) for _ in range(degree + 1)]) for _ in range(order - 1)]
    lead, last = ([random.randint(1, 5) for _ in range(degree + 1)] for _ in range(2))
    p, q = ([random.randint(1, 9) for _ in range(order)] for _ in range(2))
    made = Recurrence((Polynomial.of(lead), *rest, Polynomial.of(last)), 1, tuple(p), tuple(q))  # type: ignore[arg-type]
    cone = invariant_cone(made, start_growth(made))
    hull = None if cone is None else enclosure(made, cone, 6, 16)
    if hull is not None:
        for n in (2_000, 2_001):
            state = made.states(n)
            assert (hull * state[1, order - 1] - state[0, order - 1]).contains(0)
