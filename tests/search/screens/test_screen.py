"""What the screens promise: no full reduction lost, none invented, and the same answer whoever runs them."""

import random
from collections import Counter
from fractions import Fraction
from itertools import product
from math import isqrt, log

import gmpy2
import numpy as np
import pytest

from analysis.dynamics.reduction import growth_order, reduction_order
from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from search.domains import (
    CoefficientBox,
    Domain,
    Form,
    Grid,
    LinearFactors,
    Range,
    coefficient_box,
    structured,
)
from search.screens.candidates import candidates
from search.screens.screen import Survivors, screen_shard

BOX = coefficient_box(2, 2, Range(-5, 5))
APERY_LETS = {"x0": Range(1, 20), "x1": Range(-20, 20)}
APERY_A = Form.of("x0*(n^3+(n+1)^3)+x1*(2n+1)", APERY_LETS)


def screened(domain: Domain, keep: str = "screened", threads: int | None = None) -> list[Survivors]:
    return [screen_shard(domain, index, keep, threads) for index in range(domain.shard_count)]


def orders(found: list[Survivors]) -> dict[PCF, Fraction | None]:
    return {each.pcf(row): order for each in found for row, order in enumerate(each.orders)}


def full(found: list[Survivors]) -> set[PCF]:
    return {each.pcf(row) for each in found for row in np.flatnonzero(each.reduced)}


@pytest.fixture(scope="module")
def box_found() -> list[Survivors]:
    return screened(BOX)


def is_square(n: int) -> bool:
    return n >= 0 and isqrt(n) ** 2 == n


def test_reductions_of_linear_a_and_quadratic_b_are_those_of_the_exact_criterion(box_found) -> None:
    """b has rational roots r₁, r₂, and A₁² + 4B₂ is a non-zero square or A₀ = (1 − r₁ − r₂) A₁/2."""
    wanted = set()
    numbers = range(-5, 6)
    for a0, a1 in product(numbers, repeat=2):
        if (a1, a0) <= (0, 0):
            continue  # a and −a are one; the box produces the one with positive leading coefficient
        for b0, b1, b2 in product(numbers, repeat=3):
            if b2 and is_square(b1 * b1 - 4 * b2 * b0):
                discriminant, root_sum = a1 * a1 + 4 * b2, Fraction(-b1, b2)
                if (discriminant and is_square(discriminant)) or a0 == (1 - root_sum) * a1 / 2:
                    wanted.add(PCF(Polynomial.of([a0, a1]), Polynomial.of([b0, b1, b2])))
    found = {pcf for pcf in full(box_found) if pcf.b.degree == 2}
    assert found == wanted
    # beside these only constant a and b, where nothing grows factorially
    assert {pcf for pcf in full(box_found) if pcf.b.degree < 2} == {
        PCF(Polynomial((a,)), Polynomial((b,))) for a in range(1, 6) for b in numbers if b
    }


def gcd_growth_is_exponential(pcf: PCF, depth: int) -> bool:
    """Whether ln(pₙ/gcd) has no n ln n term, from exact convergents of a tail that does not terminate."""
    start = max([0, *pcf.b.integer_roots()])
    p, p_before, q, q_before = gmpy2.mpz(pcf.a(start)), gmpy2.mpz(1), gmpy2.mpz(1), gmpy2.mpz(0)
    logs = []
    for n in range(1, depth + 1):
        a, b = pcf.a(start + n), pcf.b(start + n)
        p, p_before = a * p + b * p_before, p
        q, q_before = a * q + b * q_before, q
        if n in (depth // 2, depth):
            logs.append(float(gmpy2.log(max(abs(p), abs(q), 1) // gmpy2.gcd(p, q))))
    return (logs[1] - 2 * logs[0]) / (depth * log(2)) < 0.2  # half an exponent lost in a quadratic field leaves 0.25


def test_exact_common_factors_agree_on_2000_random_formulas(box_found) -> None:
    """A thousand of the whole box, and a thousand of what passed the screens, where it is not obvious."""
    chance = random.Random(2026)
    reduced = full(box_found)
    passed = sorted(orders(box_found), key=str)
    rows = BOX.a.size // 2
    formulas = chance.sample(passed, 1_000)
    for _ in range(1_000):
        a, b = chance.randrange(rows, 2 * rows), chance.randrange(BOX.b.size)
        formulas.append(PCF(*(Polynomial.of(s.rows(i, i + 1)[0].tolist()) for s, i in ((BOX.a, a), (BOX.b, b)))))
    wrong = [pcf for pcf in formulas if (pcf in reduced) != gcd_growth_is_exponential(pcf, depth=400)]
    # a verdict at moderate depth is an estimate: what disagrees must agree where the estimate is sharp
    assert len(wrong) < 20
    assert [pcf for pcf in wrong if (pcf in reduced) != gcd_growth_is_exponential(pcf, depth=4_000)] == []


@pytest.mark.parametrize(
    ("domain", "share"),
    [
        (BOX, 0.02),
        (coefficient_box(2, 4, Range(-1, 1)), 0.2),
        (Grid(CoefficientBox(1, Range(-9, 9)), LinearFactors(3, Range(-2, 2), Range(1, 2), Range(-2, 2))), 0.1),
        (
            Grid(
                CoefficientBox(3, Range(-2, 2), exact_degree=True),
                LinearFactors(6, Range(-1, 1), Range(1, 1), Range(0, 1)),
            ),
            0.2,
        ),
        (
            structured(
                Form.of("x*n^2+x*n+y", lets := {"x": Range(-12, 12), "y": Range(-9, 9)}), Form.of("x*n^4", lets)
            ),
            1,
        ),
        (  # inflated to degrees where p^k leaves the machine's integers; k² + 4m is a square for some points
            structured(
                Form.of("k*n^5*(n+2)^7+m*n^5*(n+2)^7", lets := {"k": Range(-3, 3), "m": Range(-3, 3)}),
                Form.of("m*n^6*(n-1)^5*(n+1)^7*(n+2)^8", lets),
            ),
            1,
        ),
    ],
)
def test_orders_are_those_of_one_formula_at_a_time(domain: Domain, share: float) -> None:
    chance = random.Random(7)
    found = orders([screen_shard(domain, 0)])
    assert found
    for pcf, order in found.items():
        if chance.random() < share:
            assert order == reduction_order(pcf), pcf


def test_what_the_first_screen_rejects_has_no_reduction() -> None:
    chance = random.Random(11)
    shard = screen_shard(BOX, 3, keep="all")
    rejected = np.flatnonzero(shard.twice_order == 0).tolist()
    assert len(rejected) > 0.99 * len(shard)
    for row in chance.sample(rejected, 500):
        assert reduction_order(shard.pcf(row)) == 0


def test_structured_search_for_zeta_three_finds_the_members_of_its_field_and_no_other() -> None:
    found = screened(structured(APERY_A, Form.of("-n^6", {})))
    points = {(1, 0), (1, 4), (1, 12), (3, -2), (17, -12)}
    wanted = {PCF(APERY_A.template.substitute({"x0": x0, "x1": x1}), Polynomial((0,) * 6 + (-1,))) for x0, x1 in points}
    assert full(found) == wanted
    assert sum(each.examined for each in found) == 820


def test_multiples_of_a_formula_are_found_as_formulas_and_meet_in_one_candidate() -> None:
    lets = APERY_LETS | {"k": Range(1, 4)}
    domain = structured(Form.of("k*(n^3+(n+1)^3)+k*x1*(2n+1)", lets), Form.of("-k^2*n^6", lets))
    found = candidates(domain, 0, keep="fr")
    assert [(str(each.pcf.a), each.raw_count) for each in found] == [
        ("2*n**3 + 3*n**2 + 3*n + 1", 4),
        ("2*n**3 + 3*n**2 + 11*n + 5", 4),
        ("2*n**3 + 3*n**2 + 27*n + 13", 4),
    ]


def test_coefficients_far_beyond_64_bits() -> None:
    k = 10**40 + 1
    lets = {"x1": Range(4 * k - 2, 4 * k + 2)}
    domain = structured(Form.of(f"{k}*(n^3+(n+1)^3)+x1*(2n+1)", lets), Form.of(f"-{k}^2*n^6", lets))
    [found] = candidates(domain, 0, keep="fr")
    assert str(found.pcf) == "PCF(2n^3+3n^2+11n+5, -n^6)" and found.rho == 3


def test_primes_that_divide_coefficients_are_no_evidence() -> None:
    """With leading coefficients full of small primes other primes must decide, and do."""
    k = 29 * 31 * 37 * 41 * 43 * 47 * 53 * 59 * 61 * 67 * 71 * 73
    lets = {"y": Range(-3, 3)}
    domain = structured(Form.of(f"{k}*(2n+1)+y", lets), Form.of(f"{k}^2*n^2", {}))
    found = screened(domain, keep="fr")
    assert full(found) == {PCF(Polynomial((k, 2 * k)), Polynomial((0, 0, k * k)))}


def test_keep_says_what_passes() -> None:
    box, index = Grid(BOX.a, BOX.b, shard_pairs=2**14), 36
    everything, some, only_full = (screen_shard(box, index, keep) for keep in ("all", "screened", "fr"))
    assert len(only_full) > 20
    assert everything.examined == some.examined == only_full.examined == len(everything) * everything.weight
    every_order, some_orders = orders([everything]), orders([some])
    assert some_orders.items() <= every_order.items()
    assert some_orders.keys() == {
        pcf for pcf, order in every_order.items() if order or max(pcf.a.degree, pcf.b.degree) <= 1
    }
    assert full([only_full]) == set(orders([only_full])) == full([everything])
    endless = screen_shard(box, index, "endless")
    assert endless.examined == everything.examined
    assert full([endless]) == {pcf for pcf in full([only_full]) if not any(n > 0 for n in pcf.b.integer_roots())}
    with pytest.raises(InputError):
        screen_shard(box, index, keep="most")


def test_answer_does_not_depend_on_threads_or_on_how_the_domain_is_cut(box_found) -> None:
    one_shard = Grid(BOX.a, BOX.b, shard_pairs=2**20)
    assert one_shard.shard_count == 1
    assert orders(screened(one_shard, threads=1)) == orders(screened(one_shard, threads=3)) == orders(box_found)
    again = [candidates(BOX, 1, threads=threads) for threads in (1, 2)]
    assert again[0] == again[1]


def test_candidates_are_canonical_distinct_sorted_and_count_what_they_stand_for() -> None:
    shard = screen_shard(BOX, 5)
    found = candidates(BOX, 5)
    assert len({each.pcf for each in found}) == len(found)
    assert sum(each.raw_count for each in found) == len(shard) * shard.weight
    meeting = Counter(shard.pcf(row).canonical().pcf for row in range(len(shard)))
    assert {each.pcf: each.raw_count for each in found} == {pcf: n * shard.weight for pcf, n in meeting.items()}
    for each in found[::10]:
        assert each.pcf.canonical().pcf == each.pcf
        assert each.rho == reduction_order(each.pcf)
        assert each.fr == (each.rho == growth_order(each.pcf))


def test_full_reduction_needs_roots_for_all_of_b() -> None:
    """ρ is at most half the number of p-adic roots of b: a full reduction has deg b ≥ 2 deg a, and b splits over ℚ."""
    domain = Grid(CoefficientBox(2, Range(-3, 3)), CoefficientBox(4, Range(-1, 1)))
    reduced = full(screened(domain, keep="fr"))
    assert reduced
    for pcf in reduced:
        assert pcf.b.degree >= 2 * pcf.a.degree and len(pcf.b.rational_roots()) == pcf.b.degree
