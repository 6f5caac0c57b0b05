"""Approval: classical fractions are found with their patterns; nothing is found where there is none."""

import random

import mpmath
import pytest
from gmpy2 import mpz

from analysis.constants.library import constant
from analysis.esma.agreement import simple_digits_per_term
from analysis.esma.approval import approve
from analysis.esma.left_hand_sides import LeftHandSide, Powers
from analysis.esma.linking import link, linked_row
from analysis.formulas.extraction import Interval
from analysis.formulas.signed import primitive_periods
from analysis.numbers.limits import limit


def found(name, numerator, denominator, signs):
    powers = Powers(constant(name), 2)
    return approve(LeftHandSide(numerator, denominator).enclosure(powers), signs)


def patterns(approved):
    recurrence = approved.recurrence
    return list(recurrence.initial[: recurrence.prefix]), [str(p) for p in recurrence.interlaced()]


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "signs", "prefix", "interlaced"),
    [
        ("e", (0, 1), (1,), (1,), [2], ["1", "2*n + 2", "1"]),  # Euler 1737
        ("e", (-1, 1), (1,), (-1, 1), [], ["2", "2*n + 3"]),
        ("e", (1, 1), (-1, 1), (1,), [], ["4*n + 2"]),
        ("sqrt(e)", (0, 1), (1,), (1,), [], ["1", "4*n + 1", "1"]),
        ("e^2", (0, 1), (1,), (1,), [7], ["3*n + 2", "1", "1", "3*n + 3", "12*n + 18"]),
        ("tan(1)", (0, 1), (1,), (1,), [], ["1", "2*n + 1"]),
        ("tan(1)", (1,), (0, 1), (-1,), [], ["2*n + 1"]),  # Lambert: tan 1 = 1/(1 − 1/(3 − 1/(5 − …)))
        ("tanh(1)", (0, 1), (1,), (1,), [0], ["2*n + 1"]),
        ("golden_ratio", (0, 1), (1,), (1,), [], ["1"]),
        ("sqrt(2)", (1, 1), (1,), (1,), [], ["2"]),
        ("bessel_ratio(0,2)", (0, 1), (1,), (1,), [], ["n + 1"]),
    ],
)
def test_classical_fractions(name, numerator, denominator, signs, prefix, interlaced):
    approved = found(name, numerator, denominator, signs)
    assert approved is not None and approved.digits == 1000
    assert patterns(approved) == (prefix, interlaced)


def test_speed_is_compared_with_the_simple_fraction():
    approved = found("e", (-1, 1), (1,), (-1, 1))
    simple = simple_digits_per_term(LeftHandSide((-1, 1), (1,)).enclosure(Powers(constant("e"), 1)), 1000)
    assert approved.digits_per_term > 1.4 * simple


def enclosure_of(digits_text):
    """Enclosures of a number known to 3,000 digits."""
    value, scale = mpz(digits_text), mpz(10) ** (len(digits_text) - 1)
    return lambda bits: Interval(value, scale, mpz(1))


def test_random_reals_are_never_approved():
    generator = random.Random(20)
    for _ in range(200):
        text = "".join(generator.choices("0123456789", k=3000))
        y = enclosure_of("1" + text)
        for signs in primitive_periods(1, 3):
            assert approve(y, signs) is None


def test_a_number_near_a_fraction_with_a_pattern_is_refused():
    # e with its 400th decimal changed: over a hundred terms follow Euler's pattern, but 1,000 digits do not.
    with mpmath.workdps(1500):
        digits = str(mpmath.e).replace(".", "")[:1400]
    wrong = digits[:400] + str((int(digits[400]) + 1) % 10) + digits[401:]
    assert approve(enclosure_of(digits), (1,)) is not None
    assert approve(enclosure_of(wrong), (1,)) is None


def test_the_contraction_of_an_approved_fraction_has_the_value_it_must_have():
    powers = Powers(constant("e"), 1)
    value = LeftHandSide((-1, 1), (1,))
    made = link(approve(value.enclosure(powers), (1,)))
    row = linked_row(made, value, powers)
    assert row["evidence"] == "linked" and row["identity"]["constant"] == "e"
    identity = mpmath.mpf(eval_identity(row["identity"]["mobius"]))
    assert abs(identity - mpmath.mpf(row["limit"])) < mpmath.mpf(10) ** -12
    assert limit(made.pcf, 30).status == "convergent"


def eval_identity(mobius):
    (p, q), (r, s) = mobius
    return (p * mpmath.e + q) / (r * mpmath.e + s)
