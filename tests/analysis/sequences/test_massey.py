"""Berlekamp–Massey: the shortest recurrence, the same in three arithmetics."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.c_finite import CFinite
from analysis.sequences import massey
from analysis.sequences.massey import KERNEL_PRIME, LIFTING_PRIME, exact_recurrence, kernel, obeys, shortest_recurrence

small = st.integers(-9, 9)


@st.composite
def recurrent(draw):
    """(connection polynomial, terms) of a random sequence with an integer recurrence and a prefix."""
    taps = draw(st.lists(small, min_size=1, max_size=5))
    start = draw(st.lists(small, min_size=len(taps), max_size=len(taps) + 3))
    terms = list(start)
    while len(terms) < 4 * (len(start) + 1):
        terms.append(-sum(c * terms[-k] for k, c in enumerate(taps, start=1)))
    return [1, *taps], terms


@given(recurrent())
def test_the_order_is_at_most_that_of_any_recurrence_and_all_terms_obey(sequence):
    _, terms = sequence
    found, order = exact_recurrence(terms)
    assert obeys(terms, found, order)
    assert order <= len(terms) // 4 - 1
    assert 2 * order <= len(terms)


@given(recurrent())
def test_modular_and_rational_versions_agree(sequence):
    _, terms = sequence
    over_rationals, order = shortest_recurrence(terms)
    modular, modular_order = shortest_recurrence(terms, LIFTING_PRIME)
    assert order == modular_order
    assert [
        int(c.numerator * pow(int(c.denominator), -1, LIFTING_PRIME)) % LIFTING_PRIME for c in over_rationals
    ] == modular


@given(st.lists(st.lists(st.integers(0, 50), min_size=30, max_size=30), min_size=1, max_size=5), st.integers(1, 15))
def test_the_compiled_screen_says_what_the_plain_one_says(rows, limit):
    import numpy as np

    orders, connections = kernel()(np.array(rows, dtype=np.int64), limit)
    for row, order, connection in zip(rows, orders.tolist(), connections.tolist(), strict=True):
        plain = shortest_recurrence(row, KERNEL_PRIME, limit)
        assert (plain is None) == (order == -1)
        if plain is not None:
            assert (plain[0] + [0] * (limit - len(plain[0])), plain[1]) == (connection, order)


def test_the_screen_takes_terms_of_any_size_once_it_is_compiled(monkeypatch):
    monkeypatch.setattr(massey, "COMPILE_AFTER", 0)
    generator = random.Random(1)
    powers, noise = [3**n for n in range(60)], [generator.randrange(10**30) for _ in range(60)]
    assert massey.short_recurrences([powers, noise], 25) == [([1, KERNEL_PRIME - 3], 1), None]


def test_rational_coefficients_are_lifted():
    assert exact_recurrence([64, 32, 16, 8, 4, 2, 1]) == ([Fraction(1), Fraction(-1, 2)], 1)


def test_coefficients_beyond_the_prime_are_found_over_the_rationals():
    huge = 10**40 + 7
    assert exact_recurrence([huge**n for n in range(8)]) == ([Fraction(1), Fraction(-huge)], 1)


@pytest.mark.parametrize("terms", [[0, 0, 0, 0], []])
def test_zero_sequence_has_order_zero(terms):
    assert exact_recurrence(terms) == ([Fraction(1)], 0)


@given(recurrent(), st.integers(-9, 9))
def test_a_term_before_gives_the_shortest_recurrence_of_the_whole(sequence, first):
    _, terms = sequence
    longer = [first, *terms, *CFinite.of(*exact_recurrence(terms), terms).terms(len(terms) + 4)[len(terms) :]]
    expected = CFinite.of(*exact_recurrence(longer), longer)
    assert CFinite.of(*exact_recurrence(terms), terms).preceded_by(first) == expected


def test_with_first_term_keeps_the_pattern():
    odd = CFinite.of([1, -2, 1], 2, [1, 3])
    assert odd.with_first_term(8).terms(4) == [8, 3, 5, 7]
    assert odd.with_first_term(8).with_first_term(1) == odd
    assert [str(p) for p in odd.with_first_term(8).interlaced()] == ["2*n + 3"]


@given(recurrent())
def test_generated_terms_are_those_of_the_recurrence_and_of_its_polynomials(sequence):
    _, terms = sequence
    found = CFinite.of(*exact_recurrence(terms), terms)
    assert found.terms(len(terms)) == terms
    polynomials = found.interlaced()
    if polynomials:
        m = len(polynomials)
        assert terms[found.prefix :] == [polynomials[n % m](n // m) for n in range(len(terms) - found.prefix)]
