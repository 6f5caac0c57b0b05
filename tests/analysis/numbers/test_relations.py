"""Möbius relations are found when the digits allow them, and never bought by chance."""

import random
from math import log10

import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.constants.library import built_in_library, constant
from analysis.exact.mobius import Mobius
from analysis.numbers.margin import affordable, digits_needed
from analysis.numbers.relations import digits_carried, find_mobius, integer_relation

IRRATIONAL = [known for known in built_in_library() if "quadratic" not in known.tags]


def random_ball(generator, digits):
    with ctx.workdps(digits + 10):
        value = arb(generator.randrange(10**digits)) / 10**digits
        return arb(value.mid(), arb(10) ** -digits)


@given(st.sampled_from(IRRATIONAL), st.tuples(*[st.integers(-(10**5), 10**5)] * 4))
@settings(max_examples=150)
def test_a_mobius_image_is_found_again_in_canonical_form(known, entries):
    p, q, r, s = entries
    assume(p * s != q * r)
    wanted = Mobius(*entries)
    digits = int(wanted.cost / 0.75) + 20
    with ctx.workdps(digits + 30):
        image = wanted(known.value(digits + 30))
        assume(abs(image) < 10**8 and abs(image) > 1e-8)
        assert find_mobius(known.value(digits + 30), arb(image.mid(), abs(image.mid()) * arb(10) ** -digits)) == wanted


@given(st.sampled_from(IRRATIONAL[:20]), st.tuples(*[st.integers(10**4, 10**5)] * 4))
@settings(max_examples=50)
def test_the_same_image_is_refused_when_the_digits_do_not_pay_for_it(known, entries):
    p, q, r, s = entries
    assume(abs(p * s - q * r) > 1)
    with ctx.workdps(60):
        image = Mobius(*entries)(known.value(60))
        assert find_mobius(known.value(60), arb(image.mid(), abs(image.mid()) * arb(10) ** -22)) is None


def test_facts():
    with ctx.workdps(60):
        assert find_mobius(constant("pi^2").value(60), 1 / constant("zeta(2)").value(60)) == Mobius(0, 6, 1, 0)
        assert find_mobius(constant("e^2").value(60), arb(1).coth()) == Mobius(1, 1, 1, -1)
        assert find_mobius(constant("pi").value(60), constant("e").value(60)) is None


def test_large_coefficients_are_found_with_enough_digits():
    wanted = Mobius(203633679375846720, -505690303783352688, 1441440, -4460671)
    with ctx.workdps(140):
        image = wanted(constant("pi").value(140))
        assert find_mobius(constant("pi").value(140), image) == wanted


def test_six_digits_support_no_relation_and_sixteen_only_tiny_ones():
    assert not affordable((1, 0, 0, 1), digits=6)
    assert affordable((0, 4, 1, 0), digits=16)
    assert not affordable((1000, 7, 13, 22), digits=16)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=4, max_size=4), st.integers(1, 200))
def test_more_constants_tried_never_make_a_relation_affordable(entries, trials):
    if affordable(entries, 30, log10(trials)):
        assert affordable(entries, 30)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=9), st.integers(1, 200))
def test_the_digits_needed_are_the_first_that_suffice(entries, trials):
    least = digits_needed(entries, log10(trials))
    assert affordable(entries, least, log10(trials)) and not affordable(entries, least - 1, log10(trials))


def test_a_relation_of_the_constant_alone_is_refused():
    with ctx.workdps(60):
        x = arb(2).log()
        assert find_mobius(arb(3) / 7, x) is None
        assert find_mobius(x, arb(3) / 7) is None


@pytest.mark.parametrize("seed", range(3))
def test_no_relation_with_any_constant_for_random_reals_of_few_digits(seed):
    generator = random.Random(seed)
    for digits in (12, 16, 25, 40):
        for _ in range(5):
            x = random_ball(generator, digits)
            for place, known in enumerate(IRRATIONAL, start=1):
                assert find_mobius(known.value(digits + 5), x, log10(place)) is None


def test_digits_carried_counts_significant_digits_only():
    with ctx.workdps(60):
        assert 19.5 < digits_carried(arb("3", "1e-20")) < 21.5
        assert 9.5 < digits_carried(arb("1e-10", "1e-20")) < 11.5
        assert 29.5 < digits_carried(arb("1e10", "1e-20")) < 31.5
        assert 19.5 < digits_carried(arb(0, "1e-20")) < 21.5
        assert digits_carried(arb(0, 1)) == 0


def test_an_integer_relation_is_the_shortest_row():
    with ctx.workdps(50):
        root = arb(2).root(3)
        row = integer_relation([arb(1), root, root**2, root**3])[0]
    assert row in {(2, 0, 0, -1), (-2, 0, 0, 1)}


def test_balls_without_accuracy_give_no_relation():
    with ctx.workdps(30):
        assert integer_relation([arb(1), arb(0, 10)]) == []
        assert find_mobius(arb.pi(), arb(0, 10)) is None
