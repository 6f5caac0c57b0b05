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
