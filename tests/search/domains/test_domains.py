"""Domains: exact sizes, shards that are a partition, symmetry, and no cost for size."""

import json
from itertools import product
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.formulas.templates import parse_template
from search.domains import (
    CoefficientBox,
    Domain,
    Form,
    Grid,
    JointForms,
    LinearFactors,
    PolynomialSet,
    Range,
    coefficient_box,
    domain_from_dict,
    structured,
)
from search.domains.ranks import count_multisets, mixed_radix_digits, multisets_from

ranges = st.tuples(st.integers(-3, 3), st.integers(0, 4)).map(lambda t: Range(t[0], t[0] + t[1]))
not_just_zero = ranges.filter(lambda r: r != Range(0, 0))


def members(polynomials: PolynomialSet) -> list[tuple[int, ...]]:
    return [tuple(row) for row in polynomials.rows(0, polynomials.size).tolist()]


def pairs(domain: Domain) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
    """(a, b, weight) of all shards, in order."""
    found = []
    for index in range(domain.shard_count):
        shard = domain.shard(index)
        a, b = [tuple(row) for row in shard.a.tolist()], [tuple(row) for row in shard.b.tolist()]
        both = product(a, b) if shard.grid else zip(a, b, strict=True)
        found += [(x, y, shard.weight) for x, y in both]
        assert shard.pair_count * shard.weight == sum(1 for _ in (product(a, b) if shard.grid else a)) * shard.weight
    return found


def test_box_of_the_published_search_holds_1768900_formulas() -> None:
    domain = coefficient_box(2, 2, Range(-5, 5))
    assert domain.size == 1330 * 1330 == 1_768_900
    assert sum(domain.shard(i).pair_count * domain.shard(i).weight for i in range(domain.shard_count)) == 1_768_900


@given(st.integers(0, 2), not_just_zero, st.booleans())
def test_box_holds_every_polynomial_once(degree: int, values: Range, exact: bool) -> None:
    box = CoefficientBox(degree, values, exact)
    numbers = range(values.low, values.high + 1)
    wanted = {row for row in product(numbers, repeat=degree + 1) if (row[-1] if exact else any(row))}
    found = members(box)
    assert len(found) == box.size == len(wanted)
    assert set(found) == wanted
    if box.symmetric:
        assert [tuple(-c for c in row) for row in reversed(found)] == found


@given(st.integers(1, 3), not_just_zero, ranges)
def test_products_of_linear_factors_are_distinct_and_all_there(degree: int, constants: Range, offsets: Range) -> None:
    factors = [(v, u) for u in (1, 2) for v in range(offsets.low, offsets.high + 1) if gcd(u, v) == 1]
    if not factors:
        return
    found = members(polynomials := LinearFactors(degree, constants, Range(1, 2), offsets))
    wanted = set()
    for chosen in product(factors, repeat=degree):
        row = [1]
        for v, u in chosen:
            row = [v * x + u * y for x, y in zip([*row, 0], [0, *row], strict=True)]
        wanted |= {tuple(c * x for x in row) for c in range(constants.low, constants.high + 1) if c}
    assert len(found) == len(set(found)) == polynomials.size
    assert set(found) == wanted
    if polynomials.symmetric:
        assert [tuple(-c for c in row) for row in reversed(found)] == found


@given(ranges, ranges)
def test_form_rows_are_the_substituted_template(first: Range, second: Range) -> None:
    text = "x0*(n^3+(n+1)^3)+x1^2*x0*(2n+1)-7"
    form = Form.of(text, {"x0": first, "x1": second})
    points = product(range(second.low, second.high + 1), range(first.low, first.high + 1))
    template = parse_template(text)
    wanted = [template.substitute({"x0": x0, "x1": x1}).coefficients for x1, x0 in points]
    assert [row + (0,) * (4 - len(row)) for row in wanted] == members(form)


@given(st.integers(0, 1), st.integers(0, 1), not_just_zero, not_just_zero, st.integers(1, 40))
def test_shards_of_a_grid_are_a_partition(
    a_degree: int, b_degree: int, a_values: Range, b_values: Range, pairs_wanted: int
) -> None:
    domain = Grid(CoefficientBox(a_degree, a_values), CoefficientBox(b_degree, b_values), pairs_wanted)
    found = pairs(domain)
    represented = {(a, b) for a, b, _ in found}
    if a_values.symmetric:
        represented |= {(tuple(-c for c in a), b) for a, b, _ in found}
    assert represented == set(product(members(domain.a), members(domain.b)))
    assert sum(weight for *_, weight in found) == domain.size


def test_joint_forms_take_a_and_b_at_the_same_point_and_use_their_symmetry() -> None:
    lets = {"k": Range(-2, 2), "m": Range(-1, 1)}
    domain = structured(Form.of("k*n+m", lets), Form.of("k*m*n^2+k^2", lets))
    assert isinstance(domain, JointForms) and domain.size == 15
    found = pairs(domain)
    points = [(k, m) for k in range(-2, 3) for m in (-1, 0, 1)]
    wanted = {((m, k), (k * k, 0, k * m)) for k, m in points if k}  # b = 0 where k = 0
    assert {(a, b) for a, b, _ in found} | {(tuple(-c for c in a), b) for a, b, _ in found} == wanted
    assert all(weight == 2 for *_, weight in found) and 2 * len(found) == len(wanted)


def test_size_costs_nothing() -> None:
    huge = [
        coefficient_box(6, 12, Range(-50, 50)),
        coefficient_box(1, 2, Range(-(10**30), 10**30)),
        Grid(CoefficientBox(3, Range(-9, 9)), LinearFactors(12, Range(-99, 99), Range(1, 9), Range(-99, 99))),
        structured(
            Form.of("x*n^2+y^2*n+z", lets := {name: Range(-(10**12), 10**12) for name in "xyz"}),
            Form.of("-x*y*n^4", lets),
        ),
    ]
    for domain in huge:
        assert domain.size > 10**30
        shard = domain.shard(domain.shard_count // 3)
        assert 0 < len(shard.a) <= 2**15 and 0 < len(shard.b) <= 2**15  # all that is ever held


def test_rows_beyond_64_bits_are_exact() -> None:
    big = 10**40
    form = Form.of("x^2*n+1", {"x": Range(big, big + 1)})
    assert members(form) == [(1, big**2), (1, (big + 1) ** 2)]
    box = CoefficientBox(1, Range(-big, big))
    assert box.rows(box.size - 1, box.size).tolist() == [[big, big]]
    factors = LinearFactors(20, Range(1, 1), Range(1, 1), Range(999, 999))
    assert factors.rows(0, 1)[0, 0] == 999**20


@pytest.mark.parametrize(
    "domain",
    [
        Grid(CoefficientBox(2, Range(-5, 5), True), CoefficientBox(3, Range(0, 9), True)),
        Grid(CoefficientBox(3, Range(-5, 5)), LinearFactors(6, Range(-5, 5), Range(1, 2), Range(-3, 3)), 1000),
        structured(Form.of("x0*n+x1", lets := {"x0": Range(1, 20), "x1": Range(-20, 20)}), Form.of("-n^6", lets)),
        structured(Form.of("x0*n+x1", lets), Form.of("-x0*n^6", lets)),
    ],
)
def test_description_survives_json(domain: Domain) -> None:
    again = domain_from_dict(json.loads(json.dumps(domain.as_dict())))
    assert again == domain
    assert (again.shard(0).a == domain.shard(0).a).all() and (again.shard(0).b == domain.shard(0).b).all()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Range(3, 1),
        lambda: Range.parse("1:x"),
        lambda: CoefficientBox(65, Range(-1, 1)),
        lambda: CoefficientBox(1, Range(0, 0)),
        lambda: Form.of("x*n", {}),
        lambda: Form.of("x*n-x*n", {"x": Range(1, 2)}),
        lambda: LinearFactors(2, Range(1, 1), Range(0, 1), Range(0, 1)),
        lambda: LinearFactors(2, Range(0, 0), Range(1, 1), Range(0, 1)),
        lambda: LinearFactors(2, Range(1, 1), Range(2, 2), Range(0, 0)),
        lambda: domain_from_dict({"kind": "cube"}),
    ],
)
def test_bad_descriptions_are_refused_in_one_line(make) -> None:
    with pytest.raises(InputError) as refusal:
        make()
    assert "\n" not in str(refusal.value)


def test_a_shard_beyond_the_last_is_an_error() -> None:
    domain = coefficient_box(1, 1, Range(-1, 1))
    with pytest.raises(IndexError):
        domain.shard(domain.shard_count)


@given(st.integers(1, 6), st.integers(1, 5))
def test_multisets_come_in_order_and_from_any_rank(kinds: int, size: int) -> None:
    everything = list(multisets_from(0, kinds, size))
    assert len(set(everything)) == len(everything) == count_multisets(kinds, size)
    for rank in range(len(everything)):
        assert next(multisets_from(rank, kinds, size)) == everything[rank]


@given(st.integers(0, 10**40), st.lists(st.integers(1, 10**21), min_size=1, max_size=4))
def test_mixed_radix_digits_count_up(start: int, radices: list[int]) -> None:
    digits = mixed_radix_digits(start, 3, radices)
    for offset in range(3):
        rest = start + offset
        for digit, radix in zip(digits, radices, strict=True):
            rest, wanted = divmod(rest, radix)
            assert digit[offset] == wanted
