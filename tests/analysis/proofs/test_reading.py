"""The checker reads exactly what the program writes, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exact.polynomials import Polynomial
from analysis.proofs.reading import Malformed, fraction, integer, loads, polynomial, spelt

POLYNOMIALS = st.lists(st.integers(-(10**30), 10**30) | st.sampled_from((-1, 0, 1)), max_size=9)


@given(POLYNOMIALS)
def test_polynomials_are_read_as_the_program_prints_them(coefficients: list[int]) -> None:
    p = Polynomial.of(coefficients)
    assert polynomial(str(p)) == p.coefficients
    assert spelt(p.coefficients) == str(p)


@pytest.mark.parametrize(
    "text", ["", "+n", "n+1", "2n", "n**1", "1*n", "n + n", "1 + n", "n**2 ", "1/2", "٣", "-0", "n**99999", 3, None]
)
def test_other_spellings_of_polynomials_are_malformed(text: object) -> None:
    with pytest.raises(Malformed):
        polynomial(text)


@pytest.mark.parametrize("value", [True, 1.0, 0.99, "1", None, [1], pytest.param(10**5000, id="long")])
def test_only_integers_are_integers(value: object) -> None:
    with pytest.raises(Malformed):
        integer(value)


@pytest.mark.parametrize(
    "text", ["1/0", "2/4", "1e999999999", "0.5", " 1", "01", "1/-2", "-0", 1, pytest.param("9" * 5000, id="long")]
)
def test_only_fractions_in_lowest_terms_are_fractions(text: object) -> None:
    with pytest.raises(Malformed):
        fraction(text)


@pytest.mark.parametrize(
    "text", ["", "[1,", '{"a": NaN}', '{"a": -Infinity}', "1" * 5000, "[" * 10**6, '{"a":1,"a":1}']
)
def test_hostile_json_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        loads(text)
