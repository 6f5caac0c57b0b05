"""A first, cheap look for Möbius relations between one number and many constants, in machine integers.

For each constant c the lattice [I | 2^w (1, c, x, c x)] is LLL-reduced (Lenstra, Lenstra, Lovász 1982) while w
grows by STEP bits a stage. After the stage of w bits the reduced vectors are about 2^(w/4) long, so the last
coordinate of the next stage, Σ Uᵢⱼ ⌊2^w' vⱼ⌋, stays below 2^62 and is computed exactly modulo 2^64 from the low
64 bits of the four numbers. Gram–Schmidt is done in floating point. The answer is only "worth a closer look or
not": what passes is reduced again exactly, and what does not pass has, but for rounding, no relation with
coefficients below about 2^(w/4 − SHORT_BITS), w the bits of the last stage.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.numbers.machine_lattices import reduce_basis

STEP = 24  # bits a stage: the squares of the entries then span 2^48, within a double's 53 bits
STAGES = 4  # 96 bits, 29 digits: relations with coefficients up to about 10^6 stand out
BITS = STEP * STAGES
MOST_STAGES = 6  # 144 bits, 44 digits: coefficients up to 10^9; of more stages the vectors outgrow machine integers
LARGEST_BITS = 20  # |x|, |c| and |c x| lie below 2^20, so that the first stage fits in 63 bits
SHORT_BITS = 3  # a vector this many bits shorter than det^(1/4) passes; one random lattice in 1,600 has one
DELTA = 0.99  # Lovász's constant: a nearly optimal basis, which in dimension 4 costs little


def windows(scaled: list[int], stages: int = STAGES) -> NDArray[np.int64]:
    """The low 64 bits, for each stage, of numbers given as ⌊v 2^w⌋, w = STEP · stages.

    Shape (numbers, stages); entry t is ⌊v 2^(STEP (t + 1))⌋ modulo 2^64, signed.
    """
    width = STEP * (stages - 1) // 8 + 8
    mask = (1 << 8 * width) - 1
    buffer = b"".join([(value & mask).to_bytes(width, "little") for value in scaled])
    low_bytes = np.frombuffer(buffer, dtype=np.uint8).reshape(len(scaled), width)
    starts = [STEP * (stages - 1 - stage) // 8 for stage in range(stages)]
    parts = [np.ascontiguousarray(low_bytes[:, start : start + 8]).view(np.dtype("<i8")) for start in starts]
    return np.concatenate(parts, axis=1)


def promising(
    constants: NDArray[np.int64], sizes: NDArray[np.float64], x: int, products: list[int], x_size: float
) -> NDArray[np.int64]:
    """Indices of the constants c for which (1, c, x, c x) has an unusually short relation.

    `constants` holds the windows of the constants, one for each stage, and `sizes` their absolute values; `x` is
    ⌊x 2^w⌋, `products` are ⌊c x 2^w⌋ in the same order, `x_size` is |x|.
    """
    stages = constants.shape[1]
    bounds = 2.0 ** (STEP * stages / 4 - SHORT_BITS) * ((1 + sizes**2) * (1 + x_size**2)) ** 0.125
    one, x_windows = windows([1 << STEP * stages, x], stages)
    return _promising(constants, x_windows, windows(products, stages), bounds, one)


def warm() -> None:
    """Compile the kernels into numba's cache, so that the first search does not wait four seconds for them."""
    one = 1 << STEP * STAGES
    promising(windows([one]), np.ones(1), one, [one], 1.0)


@njit(cache=True)
def _promising(constants, x, products, bounds, one):  # type: ignore[no-untyped-def]
    found = np.empty(len(constants), np.int64)
    count = 0
    stages = constants.shape[1]
    low = np.empty((stages, 4), np.int64)
    for index in range(len(constants)):
        for stage in range(stages):
            low[stage, 0] = one[stage]
            low[stage, 1] = constants[index, stage]
            low[stage, 2] = x[stage]
            low[stage, 3] = products[index, stage]
        if _shortest(low) < bounds[index]:
            found[count] = index
            count += 1
    return found[:count]


@njit(cache=True)
def _shortest(low):  # type: ignore[no-untyped-def]
    """Length of the first vector of the reduced basis after the last stage."""
    basis = np.zeros((4, 5), np.int64)
    for i in range(4):
        basis[i, i] = 1
    for stage in range(len(low)):
        for i in range(4):
            basis[i, 4] = (
                basis[i, 0] * low[stage, 0]
                + basis[i, 1] * low[stage, 1]
                + basis[i, 2] * low[stage, 2]
                + basis[i, 3] * low[stage, 3]
            )
        reduce_basis(basis, DELTA)
    length = 0.0
    for j in range(5):
        length += float(basis[0, j]) ** 2
    return math.sqrt(length)
