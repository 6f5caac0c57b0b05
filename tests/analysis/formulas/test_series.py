"""Series Σ u: convergence from the ratio of their terms."""

import pytest

from analysis.exact.polynomials import parse_polynomial
from analysis.formulas.series import Series, ratio_test
from analysis.recurrence_examination import limit_of


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(("top", "bottom"), [
    ("2n-1", "2n"), ("2n-1", "2n+1"), ("2n-1", "2n+2"), ("2n-1", "2n+3"), ("n+3", "n+1"), ("n^2", "(n+1)^2"),
    ("n^2+1", "n^2+2"), ("1", "1"), ("3n+1", "2n+7"), ("2n+7", "3n+1"), ("n^2+1", "n+3"), ("n+3", "n^2+1"),
])  # fmt: skip
def test_the_ratio_tells_what_the_partial_sums_do(top: str, bottom: str, sign: str) -> None:
    """1 + e/n decides between ratios of modulus 1 (Gauss); the limit of p/q decides by all formal solutions."""
    upper, lower = parse_polynomial(f"{sign}({top})"), parse_polynomial(bottom)
    sums = Series.of([bottom, f"({top})" if sign else f"-({top})"], 1, [1]).partial_sums()
    assert (limit_of(sums, 5).status == "divergent") is (ratio_test(upper, lower, 1) is False)


def test_a_ratio_with_a_zero_ahead_says_nothing() -> None:
    """The sum is finite: 1 − 2 + 1."""
    assert ratio_test(parse_polynomial("n-3"), parse_polynomial("n"), 1) is None
