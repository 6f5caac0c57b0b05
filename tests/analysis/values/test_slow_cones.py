"""Cones for solutions that only exp(±c √n) tells apart: Euler's constant by Aptekarev's and Rivoal's recurrences."""

import pytest
from flint import arb, ctx

from analysis.dynamics.start_growth import start_growth
from analysis.exact.quotients import Quotient
from analysis.formulas.recurrence import Recurrence
from analysis.values.invariant_cones import enclosure
from analysis.values.recurrence_limits import RecurrenceLimits
from analysis.values.slow_cones import slow_cone

APTEKAREV = Recurrence.of(
    ["16n-31", "-(128(n-1)^3+40(n-1)^2-82(n-1)-45)", "(n-1)^2*(256(n-1)^3-240(n-1)^2+64(n-1)-7)",
     "-(16n-15)*(n-1)^2*(n-2)^2"], 3, [0, 2, 31], [1, 3, 50],
)  # fmt: skip
RIVOAL = Recurrence.of(
    ["-(n-1)*(n+2)", "2n^3+7n^2+n-8", "-(n+1)^2*(n^2+3n-2)", "n^3*(n+1)"], 2, [3, 12, 59], [6, 21, 102]
)


@pytest.mark.parametrize("recurrence", [APTEKAREV, RIVOAL], ids=["Aptekarev", "Rivoal"])
@pytest.mark.parametrize("ratio", ["1", "-1/n", "(n+3)(2n+1)", "3n/(n+2)^2"])
def test_eulers_constant_is_certified_in_every_gauge(recurrence: Recurrence, ratio: str) -> None:
    found = RecurrenceLimits.of(recurrence.gauged(Quotient.parse(ratio))).certified(40)
    with ctx.workdps(60):
        assert (found.ground, found.digits) == ("certified", 40)
        assert abs(found.value - arb.const_euler()) < 1e-40


@pytest.mark.parametrize("recurrence", [APTEKAREV, RIVOAL], ids=["Aptekarev", "Rivoal"])
def test_later_quotients_lie_in_the_enclosure(recurrence: Recurrence) -> None:
    made = recurrence.with_start([3, -1, 4], [2, 7, 1])
    cone = slow_cone(made, start_growth(made))
    hull = enclosure(made, cone, 4, cone.start)
    for n in (cone.start + 1_000, cone.start + 2_001):
        state = made.states(n)
        assert (hull * state[1, 2] - state[0, 2]).contains(0)


def test_power_laws_have_no_such_cone() -> None:
    slow = Recurrence.of(["n", "-3n-1", "3n", "-n"], 3, [1, 0, 3], [0, 1, 7])
    assert slow_cone(slow, start_growth(slow)) is None
