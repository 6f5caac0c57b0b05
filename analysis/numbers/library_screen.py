"""The compiled screen of `relation_screen` applied to a whole library, for thousands of values."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from flint import arb
from numpy.typing import NDArray

from analysis.constants.library import Library
from analysis.numbers import relation_screen
from analysis.numbers.relations import digits_carried, magnitude_bits, scaled
from analysis.numbers.trials import ALGEBRAIC_DIGITS, Placed, irrational_constants

_SCREEN_DIGITS = 33  # the screen reads 29 digits of the value, and products need a few more
_SCREEN_BITS = 128  # fixed-point bits of the numbers the screen multiplies


@dataclass(frozen=True)
class _ScreenTable:
    """The library as the screen reads it: constants, fixed-point values, their windows and sizes."""

    constants: tuple[Placed, ...]
    fixed: list[int]
    windows: NDArray[np.int64]
    sizes: NDArray[np.float64]
    largest_bits: int


@lru_cache(maxsize=8)
def _screen_table(library: Library) -> _ScreenTable:
    constants = irrational_constants(library)
    values = [known.value(ALGEBRAIC_DIGITS) for _, known in constants]
    fixed = [scaled(value, _SCREEN_BITS) for value in values]
    windows = relation_screen.windows([value >> (_SCREEN_BITS - relation_screen.BITS) for value in fixed])
    largest = max((magnitude_bits(value) for value in values), default=0)
    return _ScreenTable(constants, fixed, windows, np.array([abs(float(value.mid())) for value in values]), largest)


def promising_constants(x: arb, library: Library) -> tuple[Placed, ...]:
    """The constants the screen finds promising; all of them when the value is outside its range."""
    table = _screen_table(library)
    too_large = magnitude_bits(x) + table.largest_bits > relation_screen.LARGEST_BITS
    if too_large or digits_carried(x) < _SCREEN_DIGITS or not table.constants:
        return table.constants
    fixed_x = scaled(x, _SCREEN_BITS)
    shift = 2 * _SCREEN_BITS - relation_screen.BITS
    products = [(fixed * fixed_x) >> shift for fixed in table.fixed]
    narrow_x = fixed_x >> (_SCREEN_BITS - relation_screen.BITS)
    indices = relation_screen.promising(table.windows, table.sizes, narrow_x, products, abs(float(x.mid())))
    return tuple(table.constants[index] for index in indices)
