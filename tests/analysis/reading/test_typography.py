"""Polynomials are understood as they stand in papers and on web pages."""

import pytest

from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial
from analysis.reading.typography import plain_text


@pytest.mark.parametrize(
    ("pasted", "coefficients"),
    [
        ("n²", (0, 0, 1)),
        ("n³+n", (0, 1, 0, 1)),
        ("n^{2}", (0, 0, 1)),
        ("n^{10}", (0,) * 10 + (1,)),
        ("2·n − 1", (-1, 2)),
        ("2×n×n", (0, 0, 2)),
        ("−n⁶", (0, 0, 0, 0, 0, 0, -1)),
        ("n²(n+1)", (0, 0, 1, 1)),
        ("(2n−1)²", (1, -4, 4)),
        ("n¹²", (0,) * 12 + (1,)),
        ("2\\cdot n\\left(n+1\\right)", (0, 2, 2)),
        ("3k+1", (1, 3)),
        ("x²+x", (0, 1, 1)),
    ],
)
def test_a_pasted_polynomial(pasted, coefficients):
    assert parse_polynomial(pasted).coefficients == coefficients


@pytest.mark.parametrize("text", ["n+k", "k*x", "m+1", "n⁻¹", "√n", "π", "n^{2", "nk", "n²ⁿ"])
def test_other_letters_or_two_of_them_are_refused(text):
    with pytest.raises(InputError):
        parse_polynomial(text)


def test_plain_text_stays_as_it_is():
    assert plain_text("34n^3+51n^2+27n+5") == "34n^3+51n^2+27n+5"
