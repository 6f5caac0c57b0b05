"""An equation is one recurrence, however it is written; what is no linear equation is refused in the user's words."""

import re

import pytest

from analysis.errors import InputError
from analysis.formulas.equations import read_equation
from analysis.formulas.reading import read_formula

APERY = {"kind": "recurrence", "p": [0, 6], "q": [1, 5], "first": 2}
EQUATION = "n^3 u(n) - (2n-1)(17n^2-17n+5) u(n-1) + (n-1)^3 u(n-2) = 0"


@pytest.mark.parametrize(
    "text",
    [
        "(n+1)³ uₙ₊₁ = (2n+1)(17n²+17n+5) uₙ − n³ uₙ₋₁",
        r"$(n+1)^3 u_{n+1} - \left(34n^3+51n^2+27n+5\right) u_n + n^3 u_{n-1} = 0$",
        r"\alpha_{n+1} = \frac{34n^3+51n^2+27n+5}{(n+1)^3} \alpha_n - \frac{n^3 \alpha_{n-1}}{(n+1)^3}, \quad n \ge 1",
        "(k+1)^3*a[k+1] == (2k+1)*(17k^2+17k+5)*a[k] - k^3*a[k-1]",
        "n^3 p_n - (2n-1)(17n^2-17n+5) p_{n-1} + (n-1)^3 p_{n-2}",
        "(n+1)^3 q(n+1)/q(n) = (2n+1)(17n^2+17n+5) - n^3 q(n-1)/q(n) for all n > 0",
    ],
)
def test_one_recurrence_in_many_spellings(text: str) -> None:
    assert read_formula(APERY | {"equation": text}) == read_formula(APERY | {"equation": EQUATION})


def test_a_number_after_a_term_is_no_shift() -> None:
    assert [str(c) for c in read_equation("u_n-2u_{n-1} = 0").coefficients] == ["1", "-2"]


def test_the_range_of_n_says_where_the_recurrence_begins() -> None:
    assert read_formula({"kind": "recurrence", "equation": "u(n+2) = u(n), n ≥ 3", "p": "0, 6", "q": "1, 5"}).first == 5
    assert read_equation("n u_n = u_{n-1} for n = 2, 3, 4, ...").first == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("u(n) = u(n-1) + 1", "a term without the sequence"),
        ("u(n) = u(n-1) u(n-2)", "not linear"),
        ("u(n) = v(n-1)", "the sequences u and v"),
        ("u(n) = x u(n-1)", "the name 'x'; allowed: n, u(n), u(n-1)"),
        ("u(2n) = u(n)", "the name 'u'"),
    ],
)
def test_what_is_no_recurrence_is_refused_in_its_own_words(text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        read_equation(text)


def test_terms_of_a_series_are_counted_by_their_own_name() -> None:
    with pytest.raises(InputError, match="2 values in u; allowed: 1, one for each order"):
        read_formula({"kind": "series", "equation": "u(n) = u(n-1)/n", "u": [1, 1]})


def test_interlaced_terms_are_lists_or_commas_and_a_pole_is_told_by_the_users_n() -> None:
    text, listed = (read_formula({"a": a, "b": "1"}) for a in ("2, 1, (2k+2)/3", ["2", "1", "(2n+2)/3"]))
    assert str(text) == str(listed)
    with pytest.raises(InputError, match=r"b\(n\) with a pole at n = 3"):
        read_formula({"a": "1", "b": "1/(n-3)"})
