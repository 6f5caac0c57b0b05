"""Numbers from outside: what Python reads within the bound is read alike, what is beyond is refused at once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.reading.numbers import read_integer, read_rational


@given(st.integers(-(10**60), 10**60))
def test_integers_are_read_back(value: int) -> None:
    assert read_integer(f" {value} ") == value == read_rational(str(value))


@given(st.fractions(), st.sampled_from(["{0.numerator}/{0.denominator}", "{0.numerator} / {0.denominator}"]))
def test_fractions_are_read_back(value: Fraction, written: str) -> None:
    assert read_rational(written.format(value)) == value


@given(st.from_regex(r"[+-]?([0-9]{1,8}(\.[0-9]{0,8})?|\.[0-9]{1,8})([eE][+-]?[0-9]{1,2})?", fullmatch=True))
def test_decimals_are_read_as_python_reads_them(text: str) -> None:
    assert read_rational(text) == Fraction(text)


@given(st.text(max_size=30))
def test_any_other_text_is_refused_in_one_line(text: str) -> None:
    for read in (read_integer, read_rational):
        try:
            read(text, "--start")
        except InputError as error:
            assert "\n" not in str(error) and str(error).startswith("--start: ")


@pytest.mark.parametrize(
    "text",
    [
        "1e999999999", "1e-999999999", "-0.5E+99999999999999999999", "1e1000", "0." + "0" * 1000 + "1", "9" * 1001,
        "9" * 5_000_000, "1/" + "3" * 1001, "1e" + "9" * 1_000_000, "0" * 1001,
    ],
)  # fmt: skip
def test_numbers_of_too_many_digits_are_refused_before_they_are_made(text: str) -> None:
    with pytest.raises(InputError, match="digits"):
        read_rational(text)


@pytest.mark.parametrize("text", ["", "-", ".", "1e", "e5", "1/0", "1/-2", "nan", "inf", "1_000", "٣", "0x10", "1 2"])
def test_texts_that_are_no_numbers(text: str) -> None:
    with pytest.raises(InputError, match="rational numbers"):
        read_rational(text)
