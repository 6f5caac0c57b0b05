"""Slow sums are enclosed where their terms obey recurrences: the ball holds the sum, and nothing is claimed else."""

import mpmath
import pytest
from flint import arb, ctx

from analysis.exact.quotients import Quotient
from analysis.formulas.reading import read_formula
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.values.slow_series import enclosed_sum

DIGITS = 40
ZETA_TWO_AND_THREE = (
    ["-2*(n+3)^3*(2*n+5)*(3*n+5)", "(n+2)^2*(15*n^3+85*n^2+155*n+93)", "-(n+1)^3*(n+2)*(3*n+8)"],
    3, ["-93/4480", "-117/14000"], "2077/720", "zeta(2) + zeta(3)",
)  # fmt: skip
HARMONIC = (["n^3", "-(2n-1)*(n-1)^2", "(n-1)*(n-2)^2"], 3, ["1", "3/8"], "0", "2*zeta(3)")  # Σ H(n)/n²
FIFTH = (["n^5", "-(2n-1)*(n-1)^4", "(n-1)*(n-2)^4"], 3, ["1", "3/32"], "0", "3*zeta(5) - zeta(2)*zeta(3)")
LEIBNIZ = (["2n+1", "2n-1"], 1, ["1"], "0", "pi/4")
ALTERNATING = (["n^3", "(2n-1)*(n-1)^2", "(n-1)*(n-2)^2"], 3, ["-1", "3/8"], "0", "-5*zeta(3)/8")  # Σ (−1)ⁿ H(n)/n²
SQUARES = (  # Σ H(n)²/2ⁿ: three equal roots, exponentially small
    ["4n*n*(3-2n)", "12n^3-30n^2+20n-4", "-6n^3+21n^2-22n+6", "(n-2)^2*(n-1/2)"], 6,
    ["121/288", "625/2304", "18769/115200"], "17/16", "zeta(2) + log(2)^2",
)  # fmt: skip
TRIPLE = (  # Σ 1/(n² k l), n > k > l: a triple exponent
    ["(n-1)^2*(n-2)*(n-3)", "-3n^4+30n^3-111n^2+180n-108", "3n^4-39n^3+190n^2-411n+333", "-(n-4)^4"], 5,
    ["0", "0", "1/18"], "0", "zeta(4)",
)  # fmt: skip

VALUES = {
    "zeta(2) + log(2)^2": lambda: mpmath.zeta(2) + mpmath.log(2) ** 2,
    "zeta(4)": lambda: mpmath.zeta(4),
    "zeta(2) + zeta(3)": lambda: mpmath.zeta(2) + mpmath.zeta(3),
    "2*zeta(3)": lambda: 2 * mpmath.zeta(3),
    "3*zeta(5) - zeta(2)*zeta(3)": lambda: 3 * mpmath.zeta(5) - mpmath.zeta(2) * mpmath.zeta(3),
    "pi/4": lambda: mpmath.pi / 4,
    "-5*zeta(3)/8": lambda: -5 * mpmath.zeta(3) / 8,
}


def _sums(coefficients: list[str], first: int, terms: list[str], constant: str) -> Recurrence:
    data = {"kind": "series", "coefficients": coefficients, "first": first, "u": terms, "constant": constant}
    series = read_formula(data)
    assert isinstance(series, Series)
    return series.partial_sums()


@pytest.mark.parametrize("given", [ZETA_TWO_AND_THREE, HARMONIC, FIFTH, LEIBNIZ, ALTERNATING, SQUARES, TRIPLE])
def test_the_ball_holds_the_sum(given: tuple[list[str], int, list[str], str, str]) -> None:
    found = enclosed_sum(_sums(*given[:4]), DIGITS)
    assert found is not None
    with mpmath.workdps(DIGITS + 20), ctx.workdps(DIGITS + 20):
        known = arb(str(VALUES[given[4]]()))
        assert abs(found.mid() - known) < arb(10) ** -DIGITS * abs(known)


@pytest.mark.parametrize(
    ("coefficients", "first", "terms"),
    [
        (["n", "-(n-1)"], 2, ["1"]),  # Σ 1/n
        (["n^2", "-(2n-1)*(n-1)", "(n-1)*(n-2)"], 3, ["1", "3/4"]),  # Σ H(n)/n
        (["1", "-1/2", "-1/2"], 2, ["1", "1"]),  # Σ 1
        (["1", "1"], 1, ["1"]),  # Σ (−1)ⁿ
        (["1", "-n"], 1, ["1"]),  # Σ n!
    ],
)
def test_divergent_sums_have_none(coefficients: list[str], first: int, terms: list[str]) -> None:
    assert enclosed_sum(_sums(coefficients, first, terms, "0"), 10) is None


def test_hypergeometric_denominators_make_sums() -> None:
    sums = _sums(*HARMONIC[:-1])
    moved = sums.gauged(Quotient.parse("1/(n+2)"))  # p and q are n! times those, about
    assert len(set(moved.q)) == moved.order
    found, same = enclosed_sum(moved, DIGITS), enclosed_sum(sums, DIGITS)
    assert found is not None and same is not None and found.overlaps(same)
