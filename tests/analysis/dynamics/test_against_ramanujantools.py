"""Formal solutions against the independent ones of ramanujantools."""

import mpmath
import pytest
import sympy

from analysis.dynamics.formal_solutions import formal_solutions
from analysis.exact.polynomials import parse_polynomial

RECURRENCES = [  # ramanujantools gives up on many others, and leaves out the log n of harmonic numbers
    ["-1", "1", "1"],
    ["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"],
    ["n", "-2n", "n-1"],
    ["1", "-6", "11", "-6"],
]


def _log_ratio(expression: sympy.Expr) -> float:
    """ln |u(400)/u(200)|."""
    n = sympy.Symbol("n")
    with mpmath.workdps(40):
        function = sympy.lambdify(n, expression.subs(sympy.Symbol("n"), n), "mpmath")
        return float(mpmath.log(abs(function(mpmath.mpf(400)) / function(mpmath.mpf(200)))))


@pytest.mark.parametrize("texts", RECURRENCES, ids=" ; ".join)
def test_growth_agrees_with_ramanujantools(texts: list[str]) -> None:
    from ramanujantools import LinearRecurrence

    theirs = LinearRecurrence([sympy.sympify(str(parse_polynomial(text))) for text in texts])
    expected = sorted(_log_ratio(expression) for expression in theirs.asymptotics())
    ours = formal_solutions([parse_polynomial(text) for text in texts])
    found = sorted(one.log_size(400) - one.log_size(200) for one in ours)
    assert found == [pytest.approx(value, abs=1e-6) for value in expected]


THEIR_OWN = [  # what its own tests state, of Meijer G trajectories and of one recurrence that was hard to take apart
    (
        ["n+3", "-n^3-5*n^2-4*n+4", "-2*n^4-15*n^3-35*n^2-28*n-4", "-n^5-9*n^4-29*n^3-43*n^2-30*n-8"],
        ["n!^2 1^n n^4", "n!^1 -1^n exp((-2)*I n^1/2) n^11/4", "n!^1 -1^n exp((2)*I n^1/2) n^11/4"],
    ),
    (["-1", "2*n+4", "-n^2-4*n-4", "n^2+2*n+1"], ["n!^1 1^n n^2 log^1", "n!^1 1^n n^2", "n!^0 1^n n^0"]),
    (
        ["-8*n-11", "24*n^3+105*n^2+124*n+25", "-24*n^5-241*n^4-964*n^3-1920*n^2-1904*n-752",
         "8*n^7+83*n^6+360*n^5+846*n^4+1164*n^3+939*n^2+412*n+76"],
        ["n!^2 1^n exp(3/2 + (-3*sqrt(3)/2)*I n^2/3 + -1/2 + (-sqrt(3)/2)*I n^1/3) n^16/3",
         "n!^2 1^n exp(3/2 + (3*sqrt(3)/2)*I n^2/3 + -1/2 + (sqrt(3)/2)*I n^1/3) n^16/3",
         "n!^2 1^n exp(-3 n^2/3 + 1 n^1/3) n^16/3"],
    ),
    (
        ["-n^4+20*n^3+25*n^2-26*n-20", "2*(n+2)*(n^6-6*n^5-263*n^4-930*n^3-689*n^2+422*n+332)",
         "-(n+2)^2*(n^8+20*n^7-557*n^6-4842*n^5-14508*n^4-19744*n^3-11400*n^2-1096*n+712)",
         "4*(n+1)^4*(n+2)^2*(2*n+1)^2*(n^4-16*n^3-79*n^2-80*n+2)"],
        ["n!^3 1^n exp(2 n^1/2) n^31/4", "n!^3 1^n exp(-2 n^1/2) n^31/4", "n!^2 16^n n^5"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "expected"), THEIR_OWN, ids=["0,1,1", "0,0,1", "1,1,1", "split gauge"])
def test_formal_solutions_are_those_of_its_own_tests(texts: list[str], expected: list[str]) -> None:
    found = []
    for one in formal_solutions([parse_polynomial(text) for text in texts]):
        root = " + ".join(f"{c.text} n^{s}" for s, c in one.exponential)
        logs = f" log^{one.logarithms}" if one.logarithms else ""
        grown = f" exp({root})" if root else ""
        found.append(f"n!^{one.factorial} {one.base.text}^n{grown} n^{one.power.text}{logs}")
    assert found == expected
