"""The compiled screen of `relation_screen` applied to a whole library, for thousands of values."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from flint import arb
from numpy.typing import NDArray

from analysis.constants.library import Library
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.numbers import relation_screen
from analysis.numbers.relations import digits_carried, magnitude_bits, scaled
from analysis.numbers.trials import ALGEBRAIC_DIGITS, Placed, irrational_constants

_SPARE_DIGITS = 4  # of a value beyond those that the screen reads, which products need
_SPARE_BITS = 32  # the same of the numbers the screen multiplies, in fixed point


@dataclass(frozen=True)
class _ScreenTable:
    """The library as the screen reads it to so many bits: constants, fixed-point values, their windows and sizes."""

    bits: int
    constants: tuple[Placed, ...]
    fixed: list[int]
    windows: NDArray[np.int64]
    sizes: NDArray[np.float64]
    largest_bits: int


@lru_cache(maxsize=8)
def _screen_table(library: Library, stages: int) -> _ScreenTable:
    bits = relation_screen.STEP * stages
    constants = irrational_constants(library)
    values = [known.value(ALGEBRAIC_DIGITS) for _, known in constants]
    fixed = [scaled(value, bits + _SPARE_BITS) for value in values]
    windows = relation_screen.windows([value >> _SPARE_BITS for value in fixed], stages)
    largest = max((magnitude_bits(value) for value in values), default=0)
    sizes = np.array([abs(float(value.mid())) for value in values])
    return _ScreenTable(bits, constants, fixed, windows, sizes, largest)


def promising_constants(x: arb, library: Library, stages: int = relation_screen.STAGES) -> tuple[Placed, ...]:
    """The constants the screen finds promising; all of them when the value is outside its range."""
    table = _screen_table(library, stages)
    too_large = magnitude_bits(x) + table.largest_bits > relation_screen.LARGEST_BITS
    if too_large or digits_carried(x) < table.bits / BITS_PER_DIGIT + _SPARE_DIGITS or not table.constants:
        return table.constants
    fixed_x = scaled(x, table.bits + _SPARE_BITS)
    products = [(fixed * fixed_x) >> table.bits + 2 * _SPARE_BITS for fixed in table.fixed]
    narrow_x = fixed_x >> _SPARE_BITS
    indices = relation_screen.promising(table.windows, table.sizes, narrow_x, products, abs(float(x.mid())))
    return tuple(table.constants[index] for index in indices)
