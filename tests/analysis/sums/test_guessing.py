"""Sums are found again from their values; sequences that are none are not taken for sums."""

import pytest

from analysis.errors import InputError
from analysis.formulas.pcf import PCF
from analysis.sums.guessing import guess_sum, terms_of_fraction
from analysis.sums.sums import summed


@pytest.mark.parametrize(
    "summand",
    [
        "binomial(n,k)^3",
        "binomial(n,k)^2*binomial(n+k,k)",
        "binomial(n,2k)*binomial(2k,k)*3^n/9^k",
        "(-1)^k*8^(n-k)*binomial(n,k)*binomial(2k,k)^2",
        "(-1)^k*3^(n-3k)*binomial(n,3k)*binomial(n+k,n)*factorial(3k)/factorial(k)^3",
    ],
)
def test_a_sum_is_found_from_its_values_and_has_the_same_recurrence(summand: str) -> None:
    known = summed(summand)
    found = guess_sum([int(x) for x in known.terms(9)])
    assert found is not None
    assert found.terms(15) == known.terms(15)
    assert found.coefficients == known.coefficients


def test_numbers_without_a_pattern_are_no_sum() -> None:
    assert guess_sum([1, 7, 3, 9, 2, 5, 8]) is None


def test_too_few_terms_are_refused() -> None:
    with pytest.raises(InputError, match="at least 6"):
        guess_sum([1, 5, 73])


@pytest.mark.parametrize(
    ("a", "b", "terms"),
    [
        ("11n^2+11n+3", "n^4", [1, 3, 19, 147]),
        ("3n^2+3n+1", "-2n^4", [1, 4, 20, 112]),  # 4ⁿ clears the denominators
        ("2n+1", "n^2+1", None),
    ],
)
def test_a_fraction_of_aperys_kind_has_an_integral_solution(a: str, b: str, terms: list[int] | None) -> None:
    found = terms_of_fraction(PCF.parse(a, b))
    assert (found and found[:4]) == terms
