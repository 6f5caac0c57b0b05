"""Each transformation does to the convergents exactly what it says, and round trips return the original."""

from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.formulas.pcf import PCF
from analysis.formulas.signed import SignedFraction, primitive_periods, sign_sequence
from analysis.numbers.convergents import convergent
from analysis.transformations.bauer_muir import bauer_muir_pcf
from analysis.transformations.continued_fraction import ContinuedFraction
from analysis.transformations.contraction import (
    contracted_pcf,
    extension,
    interlaced_pcf,
)
from analysis.transformations.folding import refolded
from analysis.transformations.series import pcf_of_series, series_of_fraction

rationals = st.fractions(min_value=-20, max_value=20, max_denominator=12)
nonzero = rationals.filter(bool)
positive = st.fractions(min_value=Fraction(1, 9), max_value=20, max_denominator=12)


@st.composite
def fractions(draw, elements=rationals, numerators=nonzero, least=2, most=9):
    a = draw(st.lists(elements, min_size=least, max_size=most))
    b = draw(st.lists(numerators, min_size=len(a) - 1, max_size=len(a) - 1))
    return ContinuedFraction(tuple(a), tuple(b))


positive_fractions = fractions(positive, positive)


@given(fractions())
def test_a_fraction_is_fixed_by_its_convergents(fraction):
    assert ContinuedFraction.from_convergents(fraction.convergents()) == fraction


@given(positive_fractions)
def test_the_partial_sums_of_the_series_of_a_fraction_are_its_convergents(fraction):
    assert list(accumulate(series_of_fraction(fraction))) == fraction.values()


@given(positive_fractions, nonzero, st.data())
def test_extension_puts_a_convergent_in_and_contraction_takes_it_out(fraction, value, data):
    place = data.draw(st.integers(1, len(fraction.b)))
    assume(value not in fraction.values()[place - 1 : place + 1])
    longer = extension(fraction, {place: value})
    assert longer.values()[place] == value
    kept = [pair for n, pair in enumerate(longer.convergents()) if n != place]
    assert ContinuedFraction.from_convergents(kept) == fraction


# Polynomial elements

small_polynomials = st.lists(st.integers(1, 6), min_size=1, max_size=3).map(lambda c: Polynomial.of(c))


@given(small_polynomials, small_polynomials, st.integers(1, 4), st.data())
def test_contraction_of_polynomial_fractions_keeps_convergents_exactly(a, b, fold, data):
    pcf = PCF(a, b)
    start = data.draw(st.integers(0, fold - 1))
    made = contracted_pcf(pcf, fold, start)
    for n in range(4):
        assert convergent(made.pcf, n).value() == made.mobius(convergent(pcf, start + fold * (n + 2)).value())


@given(
    st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=2), min_size=1, max_size=3),
    st.lists(st.integers(1, 9), max_size=3),
    st.sampled_from(primitive_periods(1, 3)),
)
def test_interlaced_fraction_becomes_a_polynomial_one(columns, prefix, signs):
    from analysis.formulas.c_finite import RationalPolynomial

    # At least 2 everywhere, so that all signs are allowed and no convergent meets another.
    polynomials = [RationalPolynomial.of([Fraction(c[0] + 1), *map(Fraction, c[1:])]) for c in columns]
    made = interlaced_pcf(prefix, polynomials, signs)
    m = len(polynomials)
    period = next(k for k in range(m, 100, m) if k % len(signs) == 0)
    terms = [*prefix, *(int(polynomials[n % m](n // m)) for n in range(6 * period))]
    pairs = list(SignedFraction(tuple(terms), signs).convergents())
    for n in range(3):
        p, q = pairs[len(prefix) + period * (n + 2)]
        assert convergent(made.pcf, n).value() == made.mobius(Fraction(p, q))


@pytest.mark.parametrize(("a", "b", "tails"), [("2", "(2n-1)^2", "2n-1"), ("4n+2", "1", "1"), ("3n+1", "n^2", "n+1")])
def test_bauer_muir_on_polynomials_puts_the_tails_in(a, b, tails):
    pcf, w = PCF.parse(a, b), parse_polynomial(tails)
    made = bauer_muir_pcf(pcf, w)
    for n in range(4):
        at = convergent(pcf, n + 2)
        modified = Fraction(at.p + w(n + 2) * at.p_before, at.q + w(n + 2) * at.q_before)
        assert made.mobius(modified) == convergent(made.pcf, n).value()


@pytest.mark.parametrize(("top", "bottom"), [("1", "n"), ("n", "2n+1"), ("(2n-1)^2", "4n(n+3)"), ("-n^2", "(n+1)^2")])
def test_series_with_polynomial_ratio_has_its_partial_sums_as_convergents(top, bottom):
    numerator, denominator = parse_polynomial(top), parse_polynomial(bottom)
    made = pcf_of_series(numerator, denominator)
    terms = [Fraction(1)]
    for n in range(1, 6):
        terms.append(terms[-1] * Fraction(numerator(n), denominator(n)))
    for n in range(4):
        assert convergent(made.pcf, n).value() == made.mobius(sum(terms[: n + 2], Fraction(0)))


# Folding


@st.composite
def signed_fractions(draw):
    signs = draw(st.sampled_from(primitive_periods(1, 3)))
    raw = draw(st.lists(st.integers(1, 30), min_size=6, max_size=14))
    following = sign_sequence(signs, len(raw))
    return SignedFraction(tuple(x + (sign < 0) for x, sign in zip(raw, following, strict=True)), signs)


@given(signed_fractions(), st.sampled_from(primitive_periods(1, 3)))
def test_folding_to_other_signs_and_back_gives_the_first_terms_again(fraction, signs):
    there = refolded(fraction, signs)
    assume(len(there.terms) >= 2)
    back = refolded(there, fraction.signs)
    assert back.terms == fraction.terms[: len(back.terms)]


@given(signed_fractions())
def test_folding_to_the_same_signs_changes_nothing(fraction):
    same = refolded(fraction, fraction.signs)
    assert same == fraction


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: ContinuedFraction.of([1, 2], [0]),
        lambda: ContinuedFraction.of([1], [1]),
        lambda: extension(ContinuedFraction.of([1, 2], [1]), {1: Fraction(1)}),
        lambda: extension(ContinuedFraction.of([1, 2], [1]), {7: Fraction(1)}),
        lambda: refolded(SignedFraction((1, 1, 2), (-1,)), (1,)),
        lambda: contracted_pcf(PCF.parse("n", "1"), 2, 2),
        lambda: contracted_pcf(PCF.parse("4n+2", "2n^2-2n"), 3, 2),  # b(1) = 0
        lambda: contracted_pcf(PCF.parse("n+1", "n-4"), 2, 0),  # b(4) = 0
        lambda: bauer_muir_pcf(PCF.parse("1", "2"), parse_polynomial("1")),
        lambda: bauer_muir_pcf(PCF.parse("1", "1-n^2"), parse_polynomial("4n+4")),  # b(1) = 0
    ],
)
def test_what_cannot_be_transformed_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()
