"""Vectorised exponents are those of one fraction at a time, in every case of the degrees, for numbers of any size."""

import math
import random
from collections import Counter

import numpy as np
import pytest

from analysis.dynamics.tables import CONVERGENT, DIVERGENT, TERMINATING, ExponentTable, exponent_row, exponent_table
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF

WIDTHS = 5, 11


def random_pair(generator: random.Random) -> tuple[list[int], list[int]]:
    """Degrees to (4, 10) with many double roots, once in a while a coefficient beyond 64 bits."""
    alpha = generator.randint(0, 4)
    a = [generator.randint(-6, 6) for _ in range(alpha)] + [generator.choice([-4, -2, 1, 2, 3, 4])]
    beta = generator.choice([2 * alpha] * 3 + [2 * alpha + 1, 2 * alpha + 2, generator.randint(0, 10)])
    b = [generator.randint(-20, 20) for _ in range(beta)] + [generator.choice([-5, -3, -1, 1, 2, 4, 9])]
    if beta == 2 * alpha and a[-1] % 2 == 0 and generator.random() < 0.7:
        b[-1] = -a[-1] * a[-1] // 4
        if alpha and generator.random() < 0.5:
            b[-2] = -alpha * b[-1] - a[-1] * a[-2] // 2
    if generator.random() < 0.03:
        a[0] += 10**30
    if generator.random() < 0.03:
        b[-1] *= 10**20
    return a + [0] * (WIDTHS[0] - len(a)), b + [0] * (WIDTHS[1] - len(b))


def assert_equal(table: ExponentTable, place: tuple[int, ...], pcf: PCF) -> None:
    for name, value in exponent_row(pcf).items():
        found = float(getattr(table, name)[place])
        assert math.isnan(found) == math.isnan(value), (pcf, name)
        assert math.isnan(value) or found == pytest.approx(value, rel=1e-12, abs=1e-12), (pcf, name)


def test_every_case_of_the_degrees() -> None:
    generator = random.Random(4)
    pairs = [random_pair(generator) for _ in range(3_000)]
    table = exponent_table(*(np.array(side, dtype=object) for side in zip(*pairs, strict=True)), grid=False)
    for i, (a, b) in enumerate(pairs):
        assert_equal(table, (i,), PCF(Polynomial.of(a), Polynomial.of(b)))
    convergent = table.status == CONVERGENT
    kinds = Counter(zip(*(getattr(table, name)[convergent] > 0 for name in ("eta", "gamma", "sqrt")), strict=True))
    assert min(kinds[True, True, False], kinds[False, True, False], kinds[False, False, True]) > 50
    logarithmic = convergent & ~np.array([table.eta, table.gamma, table.sqrt, table.beta]).any(axis=0)
    assert 0 < logarithmic.sum() < 50


def test_a_grid_is_all_pairs_with_b_along_the_rows() -> None:
    a, b = np.array([[1, 2, 0], [3, 0, 0], [-5, 0, 1]]), np.array([[0, 0, 1], [-2, 2, 0], [1, 0, 0], [0, 0, -9]])
    table = exponent_table(a, b, grid=True)
    assert table.status.shape == (4, 3)
    for i, row_b in enumerate(b):
        for j, row_a in enumerate(a):
            assert_equal(table, (i, j), PCF(Polynomial.of(row_a.tolist()), Polynomial.of(row_b.tolist())))
    assert table.status.tolist()[1] == [TERMINATING] * 3  # 2n − 2 vanishes at 1
    assert table.status[3, 0] == DIVERGENT


@pytest.mark.parametrize(
    ("a", "b", "delta"),
    [("n+3", "-n", 0.0), ("n^3", "n", 2 / 3), ("1", "1", 1.0), ("2", "-1", math.nan), ("34n^3+5", "-n^6", -1.0)],
)
def test_delta_without_reduction(a: str, b: str, delta: float) -> None:
    assert exponent_row(PCF.parse(a, b))["delta"] == pytest.approx(delta, nan_ok=True)
