"""Left-hand sides: every value of the box is met once, up to sign, and no rational one."""

from fractions import Fraction
from itertools import product

import pytest
import sympy

from analysis.errors import InputError
from search.domains.ranges import Range
from search.domains.rational_functions import RationalFunctions


def domain(constant, degree=1, height=2, periods="1:2"):
    return RationalFunctions(constant, degree, height, Range.parse(periods))


def members(found):
    return [value for i in range(found.shard_count) for one in found.shard(i) for value, _ in one.members]


def shown(value):
    return str(round(Fraction(str(sympy.N(value, 60))) * 10**25))


def all_values(number, degree, height):
    """Every irrational |P/Q|, by brute force with sympy's numbers, as decimals."""
    coefficients = product(range(-height, height + 1), repeat=degree + 1)
    values = [sympy.N(sum(c * number**k for k, c in enumerate(cs)), 80) for cs in coefficients]
    found = set()
    for p in values:
        for q in values:
            if abs(q) > 1e-30 and abs(p) > 1e-30:
                value = Fraction(str(sympy.N(abs(p / q), 60)))
                if abs(value - value.limit_denominator(1000)) > Fraction(1, 10**30):
                    found.add(shown(value))
    return found


@pytest.mark.parametrize(
    ("name", "number", "degree", "height"),
    [
        ("e", sympy.E, 1, 2),
        ("pi", sympy.pi, 2, 1),
        ("golden_ratio", sympy.GoldenRatio, 1, 2),
        ("sqrt(2)", sympy.sqrt(2), 1, 2),
        ("sqrt(2)", sympy.sqrt(2), 2, 1),
    ],
)
def test_each_value_of_the_box_is_met_exactly_once(name, number, degree, height):
    found = domain(name, degree, height)
    texts = [shown(sympy.sympify(value.sympy(found.definition))) for value in members(found)]
    assert len(set(texts)) == len(texts)
    assert set(texts) == all_values(number, degree, height)


def test_values_of_one_class_differ_by_the_integers_that_are_told():
    found = domain("e", 1, 3)
    for i in range(found.shard_count):
        for one in found.shard(i):
            first = sympy.sympify(one.members[0][0].sympy(found.definition))
            for value, shift in one.members:
                assert abs(sympy.N(sympy.sympify(value.sympy(found.definition)) - first - shift, 30)) < 1e-25


def test_shards_share_out_the_raw_pairs():
    found = domain("pi", 2, 2)
    assert sum(found.raw(i) for i in range(found.shard_count)) == found.size
    with pytest.raises(IndexError):
        found.shard(found.shard_count)


def test_a_domain_is_what_its_description_says():
    found = domain("bessel_ratio(0,2)", 1, 3, "1:3")
    assert RationalFunctions.from_dict(found.as_dict()) == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"constant": "e", "degree": 0},
        {"constant": "e", "height": 0},
        {"constant": "e", "degree": 9, "height": 9},
        {"constant": "e", "periods": "0:2"},
        {"constant": "e", "periods": "1:99"},
        {"constant": "sqrt(4)"},
        {"constant": "sqrt(2)*sqrt(8)"},
        {"constant": "no_such_constant"},
    ],
)
def test_bounds_that_make_no_domain_are_refused(wrong):
    with pytest.raises(InputError):
        domain(**wrong).shard(0)
