"""The machine-integer screen passes every constant with a small relation and nearly no other."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.constants.library import built_in_library
from analysis.numbers.relation_screen import BITS, STAGES, STEP, promising, windows
from analysis.numbers.relations import scaled

FIXED_BITS = 160
CONSTANTS = [known.value(70) for known in built_in_library() if "quadratic" not in known.tags]
FIXED = [scaled(value, FIXED_BITS) for value in CONSTANTS]
SIZES = np.array([abs(float(value.mid())) for value in CONSTANTS])
TABLE = windows([fixed >> (FIXED_BITS - BITS) for fixed in FIXED])


def screen(fixed_x):
    products = [(fixed * fixed_x) >> (2 * FIXED_BITS - BITS) for fixed in FIXED]
    return promising(TABLE, SIZES, fixed_x >> (FIXED_BITS - BITS), products, abs(fixed_x) / 2.0**FIXED_BITS)


@given(st.lists(st.integers(-(2**120), 2**120), min_size=1, max_size=20))
def test_windows_are_the_low_bits_of_each_stage(values):
    table = windows(values)
    assert table.shape == (len(values), STAGES)
    for row, value in zip(table, values, strict=True):
        for stage, window in enumerate(row):
            assert (int(window) - (value >> (BITS - STEP * (stage + 1)))) % 2**64 == 0


@given(st.integers(0, len(FIXED) - 1), st.tuples(*[st.integers(-(10**6), 10**6)] * 4))
@settings(max_examples=300)
def test_a_constant_with_a_small_relation_passes(index, entries):
    p, q, r, s = entries
    denominator = r * FIXED[index] + (s << FIXED_BITS)
    numerator = p * FIXED[index] + (q << FIXED_BITS)
    if p * s == q * r or abs(denominator) >> (FIXED_BITS - 10) == 0 or abs(numerator // denominator) >= 2**10:
        return
    assert index in screen((numerator << FIXED_BITS) // denominator)


def test_few_constants_pass_for_random_numbers():
    generator = random.Random(2)
    passed = sum(len(screen(generator.getrandbits(FIXED_BITS + 2))) for _ in range(300))
    assert passed < 300
