"""The machine-integer screen passes every constant with a small relation and nearly no other."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.constants.library import built_in_library
from analysis.numbers.relation_screen import MOST_STAGES, STAGES, STEP, promising, windows
from analysis.numbers.relations import scaled

FIXED_BITS = 240
CONSTANTS = [known.value(90) for known in built_in_library() if "quadratic" not in known.tags]
FIXED = [scaled(value, FIXED_BITS) for value in CONSTANTS]
SIZES = np.array([abs(float(value.mid())) for value in CONSTANTS])
TABLES = {n: windows([fixed >> (FIXED_BITS - STEP * n) for fixed in FIXED], n) for n in (STAGES, MOST_STAGES)}
NUMBERS_OF_STAGES = st.sampled_from((STAGES, MOST_STAGES))
SIZES_OF_COEFFICIENTS = {STAGES: 10**6, MOST_STAGES: 10**9}


def screen(fixed_x, stages=STAGES):
    bits = STEP * stages
    products = [(fixed * fixed_x) >> (2 * FIXED_BITS - bits) for fixed in FIXED]
    return promising(TABLES[stages], SIZES, fixed_x >> (FIXED_BITS - bits), products, abs(fixed_x) / 2.0**FIXED_BITS)


@given(st.lists(st.integers(-(2**180), 2**180), min_size=1, max_size=20), NUMBERS_OF_STAGES)
def test_windows_are_the_low_bits_of_each_stage(values, stages):
    table = windows(values, stages)
    assert table.shape == (len(values), stages)
    for row, value in zip(table, values, strict=True):
        for stage, window in enumerate(row):
            assert (int(window) - (value >> STEP * (stages - 1 - stage))) % 2**64 == 0


@given(st.integers(0, len(FIXED) - 1), NUMBERS_OF_STAGES, st.data())
@settings(max_examples=100)
def test_a_constant_with_a_small_relation_passes(index, stages, data):
    size = SIZES_OF_COEFFICIENTS[stages]
    p, q, r, s = data.draw(st.tuples(*[st.integers(-size, size)] * 4))
    denominator = r * FIXED[index] + (s << FIXED_BITS)
    numerator = p * FIXED[index] + (q << FIXED_BITS)
    if p * s == q * r or abs(denominator) >> (FIXED_BITS - 10) == 0 or abs(numerator // denominator) >= 2**10:
        return
    assert index in screen((numerator << FIXED_BITS) // denominator, stages)


def test_few_constants_pass_for_random_numbers():
    generator = random.Random(2)
    for stages in (STAGES, MOST_STAGES):
        passed = sum(len(screen(generator.getrandbits(FIXED_BITS + 2), stages)) for _ in range(150))
        assert passed < 150
