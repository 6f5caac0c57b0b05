"""Limits proved by formal solutions: powers of n, exp(c n^s), roots of one modulus, and what they are not proved of."""

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.constants.library import constant
from analysis.errors import InputError
from analysis.exact.quotients import Quotient
from analysis.formulas.recurrence import Recurrence
from analysis.values.recurrence_limits import RecurrenceLimits
from analysis.values.solution_frames import enclosed_by_frame

APTEKAREV = Recurrence.of(
    ["16n-31", "-(128(n-1)^3+40(n-1)^2-82(n-1)-45)", "(n-1)^2*(256(n-1)^3-240(n-1)^2+64(n-1)-7)",
     "-(16n-15)*(n-1)^2*(n-2)^2"], 3, [0, 2, 31], [1, 3, 50],
)  # fmt: skip
SQUARE_ROOTS = Recurrence.of(
    ["-(n-1)*(n+2)", "2n^3+7n^2+n-8", "-(n+1)^2*(n^2+3n-2)", "n^3*(n+1)"], 2, [3, 12, 59], [6, 21, 102]
)
CUBE_ROOTS = Recurrence.of(  # Rivoal: exp(3 n^(2/3) − n^(1/3))
    ["n^2*(8n-13)*(8n-5)", "-n*(8n-13)*(24*(n-3)^2+145*(n-3)+215)",
     "(8n+3)*(24*(n-3)^3+105*(n-3)^2+124*(n-3)+25)", "-(n-1)^2*(8n-5)*(8n+3)"],
    3, [-4, 16, 77], [4, 28, 130],
)  # fmt: skip


@pytest.mark.parametrize(
    ("recurrence", "ratio"),
    [(APTEKAREV, "1"), (APTEKAREV, "(n+3)(2n+1)"), (SQUARE_ROOTS, "-1/n"), (CUBE_ROOTS, "1"), (CUBE_ROOTS, "3n/(n+2)")],
)
def test_eulers_constant_is_certified_in_every_gauge(recurrence: Recurrence, ratio: str) -> None:
    found = RecurrenceLimits.of(recurrence.gauged(Quotient.parse(ratio))).certified(40)
    with ctx.workdps(60):
        assert (found.ground, found.digits) == ("certified", 40)
        assert abs(found.value - arb.const_euler()) < 1e-40


@pytest.mark.parametrize(
    ("coefficients", "p", "q", "value"),
    [  # quotients of partial sums of 1/k² by those of 1/k³ and of (−1)^(k+1)/k
        (["n^3", "-(3n^3-6n^2+6n-2)", "3n^3-12n^2+18n-10", "-(n-2)^3"], [0, 1, "5/4"], [0, 1, "9/8"],
         "zeta(2)/zeta(3)"),
        (["n^2*(2n-3)", "-2n^3+5n^2-4n+2", "-2n^3+7n^2-8n+2", "(n-2)^2*(2n-1)"], [0, 1, "5/4"], [1, 2, "3/2"],
         "zeta(2)/(1+log(2))"),
    ],
)  # fmt: skip
def test_quotients_of_slow_sums_are_certified(coefficients: list[str], p: list, q: list, value: str) -> None:
    found = RecurrenceLimits.of(Recurrence.of(coefficients, 3, *(list(map(Fraction, side)) for side in (p, q))))
    limit = found.certified(40)
    with ctx.workdps(60):
        assert (limit.ground, limit.digits) == ("certified", 40)
        assert abs(limit.value - constant(value).value(50)) < 1e-40


@settings(max_examples=6)
@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6), st.sampled_from(["n", "n^2", "-n^2"]))
def test_a_coarse_enclosure_holds_what_a_fine_one_does(numbers: list[int], lead: str) -> None:
    """Roots 1 and −1, 1 three times, or one beside complex ones, with random lower terms."""
    a, b, c, d, e, f = numbers
    texts = [f"{lead}+{a}*n+5", f"{b}*n+{c}", f"-({lead})+{d}*n", f"{e}*n+{f}+{int(e == f == 0)}"]
    try:
        recurrence = Recurrence.of(texts, 9, [1, 0, 2], [3, 1, 1])
    except InputError:
        assume(False)
    balls = [enclosed_by_frame(recurrence, digits) for digits in (4, 20)]
    assume(None not in balls)
    with ctx.workdps(60):
        assert balls[0].contains(balls[1])
        state = recurrence.states(3_000)
        assert abs(state[0, 2] / arb(state[1, 2]) - balls[1]) < 0.1 * (1 + abs(balls[1]))


@pytest.mark.parametrize(
    ("coefficients", "first", "p", "q"),
    [
        (["n", "-2n+1", "n-1"], 2, [0, 1], [1, 2]),  # harmonic numbers H and H + 1: logarithms
        (["1", "0", "-4"], 2, [1, 2], [1, 1]),  # 2ⁿ and (−2)ⁿ
        (["1", "-6", "11", "-6"], 3, [1, 2, 5], [1, 2, 4]),  # a q that is not the largest solution
    ],
)
def test_nothing_is_said_where_no_solution_outruns_the_others(
    coefficients: list[str], first: int, p: list[int], q: list[int]
) -> None:
    assert enclosed_by_frame(Recurrence.of(coefficients, first, p, q), 10) is None
