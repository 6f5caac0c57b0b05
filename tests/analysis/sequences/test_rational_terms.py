"""Rational sequences, and what is found as a formula that can be inspected."""

from fractions import Fraction

from analysis.constants.library import built_in_library
from analysis.formulas.reading import read_formula
from analysis.product_examination import examine_formula
from analysis.sequences.rational_terms import examine_rationals, parse_rational_terms


def test_harmonic_numbers_continue() -> None:
    harmonic = [sum((Fraction(1, j) for j in range(1, k + 1)), Fraction(0)) for k in range(1, 20)]
    found = examine_rationals(harmonic)
    assert found["verdict"] == "polynomial recurrence"
    assert Fraction(found["next"][0]) == harmonic[-1] + Fraction(1, 20)


def test_a_guessed_denominator_sequence_can_be_inspected() -> None:
    """The denominators of Apéry's convergents of ζ(2): 1, 3, 19, 147, …"""
    terms = [1, 3]
    for n in range(2, 24):
        terms.append(((11 * n * n - 11 * n + 3) * terms[-1] + (n - 1) ** 2 * terms[-2]) // n**2)
    found = examine_rationals([Fraction(term) for term in terms])["formula"]
    assert found["q"] == ["1", "3"]
    told = examine_formula(read_formula(found), digits=30, library=built_in_library())
    assert told["identity"]["constant"] == "pi^2"


def test_decimals_and_ratios_are_terms() -> None:
    assert parse_rational_terms(["1/2 0.25", "1"]) == [Fraction(1, 2), Fraction(1, 4), 1]
