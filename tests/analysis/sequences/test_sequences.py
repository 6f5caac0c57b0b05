"""Sequences: what has a pattern is recognised, what has none is not, and doubt is said."""

import random
from itertools import pairwise
from math import comb, factorial, isqrt

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.formulas.c_finite import CFinite
from analysis.sequences.closed_forms import closed_form
from analysis.sequences.examination import examine_sequence, parse_terms
from analysis.sequences.holonomic import guess_polynomial_recurrence

EULER = [2, 1, 2, 1, 1, 4, 1, 1, 6, 1, 1, 8, 1, 1, 10, 1, 1, 12, 1, 1, 14]


def apery(n):
    return sum(comb(n, k) ** 2 * comb(n + k, k) ** 2 for k in range(n + 1))


def test_pattern_of_e_after_its_first_term():
    found = examine_sequence(EULER)
    assert found.verdict == "recurrence"
    assert found.as_json()["prefix"] == [2]
    assert found.as_json()["interlaced"] == ["1", "2*n + 2", "1"]
    assert found.following[:6] == [1, 1, 16, 1, 1, 18]


@pytest.mark.parametrize("count", range(3, len(EULER)))
def test_a_start_of_the_pattern_is_never_called_something_else(count):
    found = examine_sequence(EULER[:count])
    if found.verdict == "recurrence":
        assert found.recurrence.connection == (1, 0, 0, -2, 0, 0, 1)
    else:
        assert found.verdict == "too few terms" and found.missing >= 1


def test_eighteen_terms_of_e_are_enough_and_fifteen_are_not():
    assert examine_sequence(EULER[:18]).verdict == "recurrence"
    few = examine_sequence(EULER[:15])
    assert (few.verdict, few.missing) == ("too few terms", 3)


@pytest.mark.parametrize(
    ("terms", "equation"),
    [
        ([factorial(n) for n in range(12)], "(1) a(n) + (-n) a(n-1) = 0"),
        ([comb(2 * n, n) for n in range(12)], "(n) a(n) + (-4n+2) a(n-1) = 0"),
        ([apery(n) for n in range(20)], "(n^3) a(n) + (-34n^3+51n^2-27n+5) a(n-1) + (n^3-3n^2+3n-1) a(n-2) = 0"),
    ],
)
def test_polynomial_recurrences(terms, equation):
    found = examine_sequence(terms)
    assert found.verdict == "polynomial recurrence"
    assert str(found.polynomial_recurrence) == equation


def test_a_polynomial_recurrence_gives_the_next_terms():
    found = guess_polynomial_recurrence([apery(n) for n in range(20)])
    assert found.following([apery(n) for n in range(20)], 3) == [apery(n) for n in (20, 21, 22)]


def test_digits_of_pi_have_no_pattern():
    assert (
        examine_sequence([int(d) for d in "314159265358979323846264338327950288419716939937510"]).verdict
        == "no pattern"
    )


def test_a_pattern_that_breaks_is_told_with_its_place():
    found = examine_sequence([*range(1, 15), 16])
    assert found.verdict == "broken"
    assert (found.broken.index, found.broken.found, found.broken.expected) == (14, 16, 15)
    assert found.following == []


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([5] * 6, [5, 5]),
        ([0] * 5, [0, 0]),
        ([10**200 * n for n in range(8)], [8 * 10**200, 9 * 10**200]),
        ([7, 2, 4, 6, 8, 10, 12, 14, 16, 18], [20, 22]),
    ],
)
def test_constant_and_huge_sequences(terms, expected):
    assert examine_sequence(terms).following[:2] == expected


@pytest.mark.parametrize("texts", [["1.5", "2", "3"], ["x"], ["1e5"], ["--3"], ["9" * 10_001], ["½"]])
def test_what_is_no_integer_is_refused(texts):
    with pytest.raises(InputError):
        parse_terms(texts)


@pytest.mark.parametrize("terms", [[], [1, 2], [1] * 5_001])
def test_too_few_or_too_many_terms_are_refused(terms):
    with pytest.raises(InputError):
        examine_sequence(terms)


roots = st.lists(
    st.sampled_from([(1, -1), (1, -2), (1, 1), (1, 3), (1, -1, -1), (1, 0, 1), (1, -2, -1)]), min_size=1, max_size=3
)


@given(roots, st.lists(st.integers(-5, 5), min_size=6, max_size=6), st.integers(0, 2))
def test_closed_forms_give_the_terms(factors, start, prefix):
    connection = [1]
    for factor in factors:
        connection = [
            sum(connection[i] * factor[k - i] for i in range(len(connection)) if 0 <= k - i < len(factor))
            for k in range(len(connection) + len(factor) - 1)
        ]
    order = len(connection) - 1 + prefix
    sequence = CFinite.of(connection, order, (start * 2)[:order])
    form = closed_form(sequence)
    expression = sympy.sympify(form.expression)
    for n in range(form.first, form.first + 6):
        value = expression.subs(sympy.Symbol("n"), n)
        assert abs(complex(value.evalf(30)) - sequence.terms(n + 1)[n]) < 1e-9


@given(st.lists(st.integers(-5, 5), min_size=3, max_size=3), st.lists(st.integers(-3, 3), min_size=2, max_size=2))
def test_generating_function_expands_to_the_terms(start, taps):
    sequence = CFinite.of([1, *taps], 3, start)
    top, bottom = sequence.generating_function()
    terms = sequence.terms(10)
    product = [sum(c * terms[n - k] for k, c in enumerate(bottom.coefficients) if k <= n) for n in range(10)]
    assert product == [*top.coefficients, *[0] * (10 - len(top.coefficients))]


def beatty(numerator, radicand, denominator, count):
    """⌊n(numerator + √radicand)/denominator⌋, exactly."""
    return [(numerator * n + isqrt(radicand * n * n)) // denominator for n in range(count)]


BEATTY = {
    "phi": lambda count: beatty(1, 5, 2, count),
    "sqrt(2)": lambda count: beatty(0, 2, 1, count),
    "sqrt(3)": lambda count: beatty(0, 3, 1, count),
    "pi": lambda count: [n * 314159265358979 // 10**14 for n in range(count)],
    "e": lambda count: [n * 271828182845904 // 10**14 for n in range(count)],
    "zeta(3)": lambda count: [n * 120205690315959 // 10**14 for n in range(count)],
}


@pytest.mark.parametrize("name", BEATTY)
@pytest.mark.parametrize("count", [12, 15, 20, 31, 50, 75, 80, 95, 100])
def test_no_recurrence_of_a_beatty_sequence_is_sure(name, count):
    terms = BEATTY[name](count + 1)
    for one in (terms[:-1], terms[1:], [after - before for before, after in pairwise(terms)]):
        found = examine_sequence(one)
        assert found.verdict in ("no pattern", "too few terms"), (name, count, found.verdict)


def test_floor_n_phi_is_not_continued_wrongly():
    following = examine_sequence(BEATTY["phi"](31)).following
    assert following in ([], [50, 51, 53, 55, 56, 58, 59, 61])


@pytest.mark.parametrize("values", [(0, 1), (-1, 1), range(10)])
def test_no_recurrence_of_random_numbers_is_sure(values):
    generator, sure = random.Random(5), 0
    for _ in range(200):
        found = examine_sequence([generator.choice(values) for _ in range(generator.randint(20, 50))])
        sure += found.verdict not in ("no pattern", "too few terms")
    assert sure == 0


@pytest.mark.parametrize(
    ("terms", "verdict"),
    [
        ([0, 1, 1, 2, 3, 5, 8, 13, 21, 34], "recurrence"),
        ([n * n for n in range(10)], "recurrence"),
        (list(range(1, 11)), "recurrence"),
        ([2**n for n in range(8)], "recurrence"),
        ([0, 1] * 6, "recurrence"),
        ([1, 2, 3] * 5, "recurrence"),
        ([n // 2 for n in range(14)], "recurrence"),
        ([x for n in range(8) for x in (n, n * n, 1)], "recurrence"),
        ([factorial(n) for n in range(10)], "polynomial recurrence"),
        ([comb(2 * n, n) // (n + 1) for n in range(10)], "polynomial recurrence"),
        ([2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71], "no pattern"),
    ],
)
def test_real_recurrences_stay_sure(terms, verdict):
    assert examine_sequence(terms).verdict == verdict
