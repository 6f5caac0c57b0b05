"""The sieve against the screens that evaluate: the same pairs, bit for bit; and no reduction lost."""

from itertools import product
from math import isqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dynamics.reduction import growth_order, reduction_order
from analysis.formulas.pcf import PCF
from search.domains import BoxShard, CoefficientBox, Grid, LinearFactors, PolynomialSet, Range, Shard, cut_for_sieve
from search.screens.crew import Crew
from search.screens.curvature import curvature_of_pairs
from search.screens.paths import vanishing_ways
from search.screens.screen import screen, screen_shard
from search.screens.sides import Side
from search.screens.sieve import Sieve, sieve_for
from search.screens.traces import STRIKES_TO_REJECT, full_traces, rows_that_split

FACTORS = {d: LinearFactors(2 * d, Range(-3, 3), Range(1, 2), Range(-3, 3)) for d in (1, 2, 3, 4)}


def evaluated(box: CoefficientBox, b: Side, primes: tuple[int, ...]) -> list[tuple[list[int], int]]:
    """What the sieve must leave, pair by pair: fewer than two strikes, and exponents that are rational."""
    a, pairs = all_pairs(box, b)
    d = box.degree
    with Crew(1) as crew:
        left = np.flatnonzero(full_traces(a, b, pairs, primes, crew) < STRIKES_TO_REJECT)
    found = []
    for i, j in zip(pairs[0][left], pairs[1][left], strict=True):
        (a_1, a_0), (b_1, b_0) = a.rows[i, [d - 1, d]].tolist(), b.rows[j, [2 * d - 1, 2 * d]].tolist()
        discriminant = a_0 * a_0 + 4 * b_0
        square = discriminant >= 0 and isqrt(discriminant) ** 2 == discriminant
        if square or 2 * b_0 * a_1 == a_0 * (d * b_0 + b_1):
            found.append((a.rows[i].tolist(), int(j)))
    return found


def all_pairs(box: CoefficientBox, b: Side) -> tuple[Side, tuple[np.ndarray, np.ndarray]]:
    a = Side(box.rows(box.size // 2 if box.symmetric else 0, box.size))
    return a, (np.tile(np.arange(len(a)), len(b)), np.repeat(np.arange(len(b)), len(a)))


@pytest.mark.parametrize(
    ("box", "first"),
    [
        (CoefficientBox(1, Range(-80, 80)), 100),
        (CoefficientBox(1, Range(3, 70), exact_degree=True), 30),
        (CoefficientBox(2, Range(-12, 12), exact_degree=True), 5_000),
        (CoefficientBox(2, Range(-12, 12)), 20_000),
        (CoefficientBox(2, Range(-3, 40)), 9_000),
        (CoefficientBox(2, Range(1, 30)), 300),
        (CoefficientBox(2, Range(-40, 3), exact_degree=True), 12_000),
        (CoefficientBox(3, Range(-5, 5)), 200_000),
        (CoefficientBox(3, Range(-5, 6), exact_degree=True), 400_000),
        (CoefficientBox(4, Range(-2, 2)), 900_000),
    ],
)
def test_sieve_and_evaluation_agree_on_every_pair(box: CoefficientBox, first: int) -> None:
    b = Side(FACTORS[box.degree].rows(first, first + 8))
    sieve = sieve_for(box, 2 * box.degree, 1_000, full=True) or Sieve(
        box.degree, 2 * box.degree, box.coefficients, (5, 7, 11), full=True, top_zero=not box.exact_degree
    )
    wanted = evaluated(box, b, sieve.primes)
    for threads in (1, 2):
        with Crew(threads) as crew:
            rows, index = sieve.pairs(b, crew)
        assert list(zip(rows.tolist(), index.tolist(), strict=True)) == wanted


@pytest.mark.parametrize(
    ("degree", "values", "b"),
    [
        (1, Range(-80, 80), FACTORS[1].rows(100, 108)),
        (1, Range(3, 70), CoefficientBox(2, Range(-9, 9), exact_degree=True).rows(700, 740)),
        (1, Range(-20, 9), CoefficientBox(3, Range(-3, 3), exact_degree=True).rows(900, 930)),
        (1, Range(-12, 12), FACTORS[4].rows(7_000, 7_020)),
        (2, Range(-9, 9), FACTORS[1].rows(30, 60)),
        (2, Range(-9, 9), FACTORS[2].rows(5_000, 5_020)),
        (2, Range(-40, 3), np.array([[4, -2, 0, 0, -1], [0, 0, 2, 3, 1], [-9, 0, 0, 0, 1]])),
        (2, Range(1, 30), CoefficientBox(3, Range(-2, 2), exact_degree=True).rows(200, 210)),
        (3, Range(-5, 5), FACTORS[3].rows(200_000, 200_004)),
        (3, Range(-9, 9), FACTORS[2].rows(9_000, 9_001)),
    ],
)
def test_sieve_for_any_reduction_and_evaluation_agree_on_every_pair(degree: int, values: Range, b: np.ndarray) -> None:
    box, side = CoefficientBox(degree, values, exact_degree=True), Side(b)
    b_degree = b.shape[1] - 1
    sieve = sieve_for(box, b_degree, 10**6, full=False) or Sieve(degree, b_degree, values, (5, 7, 11), False, False)
    a, pairs = all_pairs(box, side)
    with Crew(1) as crew:
        wanted = curvature_of_pairs(a, side, pairs, crew, only_full=False, primes=sieve.primes)
    with Crew(2) as crew:
        rows, index = sieve.pairs(side, crew)
    assert rows.tolist() == a.rows[wanted[0]].tolist()
    assert index.tolist() == wanted[1].tolist()
    assert 0 < len(rows) < len(pairs[0])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (CoefficientBox(2, Range(-12, 12)), LinearFactors(4, Range(-1, 1), Range(1, 2), Range(-1, 1))),
        (CoefficientBox(1, Range(-14, 20)), CoefficientBox(2, Range(-2, 2))),
        (CoefficientBox(1, Range(2, 40), exact_degree=True), CoefficientBox(2, Range(-2, 2))),
    ],
)
def test_full_reductions_of_whole_boxes_are_those_of_the_grid(a: CoefficientBox, b: CoefficientBox) -> None:
    """And those of the box that the sieve's own screen finds when it goes pair by pair through the evaluating one."""
    found = []
    for domain in (grid := Grid(a, b), cut_for_sieve(grid)):
        shards = [screen_shard(domain, index, "fr", threads=1) for index in range(domain.shard_count)]
        assert sum(one.examined for one in shards) == domain.size
        found.append({one.pcf(row) for one in shards for row in range(len(one))})
    assert isinstance(cut_for_sieve(grid).shard(0), BoxShard)
    assert found[0] == found[1] != set()


@pytest.mark.parametrize(
    ("box", "b", "kept"),
    [
        (CoefficientBox(1, Range(-2, 2)), CoefficientBox(2, Range(-1, 1)), ("screened", "all")),
        (CoefficientBox(1, Range(-9, 9)), CoefficientBox(3, Range(-1, 1)), ("screened",)),
        (CoefficientBox(2, Range(-9, 9)), LinearFactors(4, Range(-1, 1), Range(1, 1), Range(-2, 1)), ("screened",)),
        (CoefficientBox(1, Range(1, 20)), LinearFactors(2, Range(1, 3), Range(1, 2), Range(-2, 1)), ("screened",)),
    ],
)
def test_other_than_full_reductions_of_a_whole_box_are_those_of_its_grids(
    box: CoefficientBox, b: PolynomialSet, kept: tuple[str, ...]
) -> None:
    plain = Grid(box, b)
    whole = Grid(box, b, whole_box=True) if len(kept) > 1 else cut_for_sieve(plain, full=False)
    assert isinstance(whole.shard(0), BoxShard)
    for keep in kept:
        found = [[screen_shard(one, i, keep, threads=1) for i in range(one.shard_count)] for one in (whole, plain)]
        pairs = [
            {(each.pcf(row), order) for each in shards for row, order in enumerate(each.orders)} for shards in found
        ]
        assert pairs[0] == pairs[1] != set()


def test_ways_between_roots_show_no_more_than_slopes_do() -> None:
    """And nearly all partial reductions are explained by them."""
    found = screen_shard(Grid(CoefficientBox(2, Range(-4, 4)), FACTORS[2]), 20, "screened", threads=1)
    a, b, index = Side(found.a), Side(found.b), np.arange(len(found))
    shown = vanishing_ways(a, b, (index, index))
    slopes = [reduction_order(found.pcf(row)) for row in np.flatnonzero(shown)[::40]]
    assert len(slopes) > 10 and all(order is not None and order >= 1 for order in slopes)
    assert shown[found.twice_order == 2].mean() > 0.95
    assert not shown[found.twice_order == 1].any()


def trace(a: list[int], b: list[int], p: int, d: int) -> list[int]:
    """Coefficients of the trace of M(1 + ε)…M(p + ε) mod εᵈ and p, by polynomials in ε."""
    w, x, y, z = [1], [0], [0], [1]
    for n in range(1, p + 1):
        a_n, b_n = (shifted(polynomial, n, d) for polynomial in (a, b))
        w, x = x, added(times(b_n, w, d), times(a_n, x, d))
        y, z = z, added(times(b_n, y, d), times(a_n, z, d))
    return [c % p for c in added(added(w, [0] * d), z)]


def shifted(polynomial: list[int], n: int, d: int) -> list[int]:
    total = [0]
    for c in reversed(polynomial):
        total = added(times(total, [n, 1], d), [c])
    return total


def times(x: list[int], y: list[int], d: int) -> list[int]:
    total = [0] * d
    for (i, u), (j, v) in product(enumerate(x), enumerate(y)):
        if i + j < d:
            total[i + j] += u * v
    return total


def added(x: list[int], y: list[int]) -> list[int]:
    return [sum(pair) for pair in zip(*(v + [0] * (max(len(x), len(y)) - len(v)) for v in (x, y)), strict=True)]


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 3), st.data(), st.sampled_from([5, 7, 23]))
def test_a_pair_is_struck_where_the_trace_of_its_period_has_a_low_term(d: int, data: st.DataObject, p: int) -> None:
    small = st.integers(-9, 9)
    a = data.draw(st.lists(small, min_size=d + 1, max_size=d + 1).filter(any))
    b = [*data.draw(st.lists(small, min_size=2 * d, max_size=2 * d)), data.draw(small.filter(bool))]
    discriminant = a[d] ** 2 + 4 * b[-1]
    evidence = b[-1] % p and (a[d] == 0 or (a[d] % p and (discriminant % p or discriminant == 0)))
    index = np.array([0])
    with Crew(1) as crew:
        [found] = full_traces(Side(np.array([a])), Side(np.array([b])), (index, index), (p,), crew)
    assert found == bool(evidence and any(trace(a, b, p, d)))


def test_b_that_do_not_split_over_the_rationals_are_dropped() -> None:
    rows = np.array([[-1, 0, 0, 0, 4], [1, 0, 2, 0, 1], [6, -5, 1, 0, 0], [0, 0, -2, 0, 1], [0, 0, 0, 0, 7]])
    assert rows_that_split(Side(rows)).tolist() == [2, 4]


def test_a_reduction_that_half_of_the_primes_show_is_none() -> None:
    """5 is a square modulo half of all primes, where this pair loses n!³; the others show n!²."""
    a, b = [6, 7, 4, 1], [0, 8, 4, -10, -5, 2, 1]
    shard = Shard(np.array([a]), np.array([b]), grid=False, weight=1)
    assert len(screen(shard, "fr", threads=1)) == 0
    assert screen(shard, "screened", threads=1).twice_order.tolist() == [4]
    pcf = PCF.parse("n^3+4n^2+7n+6", "n^6+2n^5-5n^4-10n^3+4n^2+8n")
    assert reduction_order(pcf) != growth_order(pcf)
