"""The compiled kernels against the definitions, step by step in Python integers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dynamics.reduction import PERIODS, local_slopes, start_of_product
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from search.screens.crew import Crew
from search.screens.kernels import (
    LARGEST_POWER,
    keeps_shape,
    shapes_kept,
    strike_grid,
    strike_pairs,
    valuations_of_pairs,
    values_mod_power,
)
from search.screens.sides import Side, first_roots, from_root

rows = st.lists(st.lists(st.integers(-60, 60), min_size=3, max_size=3).filter(any), min_size=1, max_size=6)


def value(row: list[int], n: int) -> int:
    return sum(c * n**power for power, c in enumerate(row))


def product(
    a: list[int], b: list[int], start: int, steps: int, modulus: int, before: tuple[int, ...] = (1, 0, 0, 1)
) -> list[int]:
    w, x, y, z = before
    for n in range(start + 1, start + steps + 1):
        a_n, b_n = value(a, n), value(b, n)
        w, x, y, z = x % modulus, (b_n * w + a_n * x) % modulus, z % modulus, (b_n * y + a_n * z) % modulus
    return [w, x, y, z]


def degree(row: list[int]) -> int:
    return max(power for power, c in enumerate(row) if c)


def struck(a: list[int], b: list[int], p: int) -> bool:
    """The rule of screen 1, from its words."""
    a_leading, b_leading = a[degree(a)], b[degree(b)]
    discriminant = a_leading**2 + 4 * b_leading if degree(b) == 2 * degree(a) else 0
    if a_leading % p == 0 or b_leading % p == 0 or (discriminant and discriminant % p == 0):
        return False
    w, x, y, z = product(a, b, 0, p, p)
    return (w + z) % p != 0 or (w * z - x * y) % p != 0


@given(rows, rows, st.sampled_from([29, 47, 59, 61, 101]))
def test_a_pair_is_struck_where_the_period_map_is_not_nilpotent(a_rows, b_rows, p) -> None:
    a, b = Side(np.array(a_rows)), Side(np.array(b_rows))
    b_values = b.values(p)
    roots = first_roots(b_values)
    rest = a.shapes(p), from_root(b_values, roots), b.shapes(p), roots, p
    doubled = np.concatenate([a.values(p), a.values(p)], axis=1)
    strikes = np.zeros((len(b_rows), len(a_rows)), dtype=np.uint8)
    strike_grid(0, len(b_rows), np.ascontiguousarray(doubled.T), *rest, strikes)
    wanted = [[struck(x, y, p) for x in a_rows] for y in b_rows]
    assert strikes.tolist() == wanted

    index_b, index_a = (index.ravel() for index in np.indices(strikes.shape))
    mixed = np.random.default_rng(1).permutation(np.tile(np.arange(strikes.size), 3))
    for order in (np.arange(strikes.size), mixed):
        listed = np.zeros(len(order), dtype=np.uint8)
        strike_pairs(0, len(order), a.residues(p).astype(np.float32), *rest, index_a[order], index_b[order], listed)
        assert listed.tolist() == strikes.ravel()[order].tolist()


def test_a_vanishing_discriminant_is_no_reason_to_doubt_a_prime() -> None:
    a, b = Side(np.array([[0, 2]])), Side(np.array([[3, 1, -1], [3, 1, 28]]))  # 4 − 4 = 0, 4 + 112 = 4 · 29
    index = np.array([0, 0]), np.array([0, 1])
    assert shapes_kept(a.shapes(29), b.shapes(29), *index, 29).tolist() == [True, False]
    assert keeps_shape(a.shapes(31), 0, b.shapes(31), 1, 31)


@given(rows, st.sampled_from([(29, 10), (71, 7), (137, 6)]))
def test_values_mod_prime_powers_are_exact(polynomials, prime_power) -> None:
    p, digits = prime_power
    q, start = p**digits, start_of_product(p)
    table = np.empty((len(polynomials), PERIODS * p))
    values_mod_power(0, len(polynomials), Side(np.array(polynomials)).residues(q), start, q, table)
    assert abs(table).max() <= q <= LARGEST_POWER
    for row, found in zip(polynomials, table.tolist(), strict=True):
        assert all((value(row, start + 1 + k) - x) % q == 0 for k, x in enumerate(map(int, found)))


@given(st.data(), st.sampled_from([(29, 10), (37, 8), (61, 6)]))
def test_valuations_are_those_of_the_lower_row(data, prime_power) -> None:
    p, digits = prime_power
    q, start = p**digits, start_of_product(p)
    linear = st.tuples(st.integers(-9, 9), st.integers(1, 9))
    count = data.draw(st.integers(1, 20))
    a_rows, b_rows = [], []
    for _ in range(count):
        (v, u), (t, s) = data.draw(linear), data.draw(linear)
        a_rows.append([data.draw(st.integers(-9, 9)), data.draw(st.integers(-9, 9)) or 1, 0])
        b_rows.append([v * t, u * t + v * s, u * s])
    table = np.empty((count, PERIODS * p))
    values_mod_power(0, count, Side(np.array(b_rows)).residues(q), start, q, table)
    index = np.tile(np.arange(count), 3)
    found = np.empty((len(index), PERIODS), dtype=np.int16)
    residues = Side(np.array(a_rows)).residues(q).astype(np.float64)
    valuations_of_pairs(0, len(index), residues, table, index, index, start, p, digits, PERIODS, found)
    assert (found == np.tile(found[:count], (3, 1))).all()
    for a, b, valuations in zip(a_rows, b_rows, found[:count].tolist(), strict=True):
        entries = [1, 0, 0, 1]
        for m in range(1, PERIODS + 1):
            entries = product(a, b, start + (m - 1) * p, p, q, tuple(entries))
            lower = entries[2:]
            wanted = next(k for k in range(digits + 1) if k == digits or any(x % p ** (k + 1) for x in lower))
            assert valuations[m - 1] == wanted


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_crew_covers_a_range_once(threads: int) -> None:
    counts = np.zeros(2_000, dtype=int)

    def kernel(first: int, last: int, by: int) -> None:
        counts[first:last] += by

    with Crew(threads) as crew:
        for total in (0, 1, 255, 2_000):
            counts[:] = 0
            crew.share(kernel, total, 2)
            assert (counts[:total] == 2).all() and not counts[total:].any()


def test_an_error_in_a_thread_reaches_the_caller() -> None:
    def kernel(first: int, last: int) -> None:
        raise ArithmeticError("in a thread")

    with Crew(2) as crew, pytest.raises(ArithmeticError):
        crew.share(kernel, 2_000)


def test_slope_of_the_kernel_is_the_slope_of_one_formula() -> None:
    assert set(local_slopes(PCF(Polynomial((3, 11, 11)), Polynomial((0, 0, 0, 0, 1)))).values()) == {Fraction(2)}
