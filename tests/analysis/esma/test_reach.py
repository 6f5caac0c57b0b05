"""The claims of docs/esma.md about what ESMA can reach, one test each."""

from itertools import product

import pytest
from flint import arb, ctx, fmpq

from analysis.constants.library import constant
from analysis.esma.approval import approve
from analysis.esma.left_hand_sides import LeftHandSide, Powers
from analysis.formulas.c_finite import characteristic_factors
from analysis.formulas.extraction import terms_of
from analysis.formulas.signed import SignedFraction, primitive_periods
from search.domains.ranges import Range
from search.domains.rational_functions import RationalFunctions
from search.esma import search_shard


def enclosure(name, p=(0, 1), q=(1,)):
    return LeftHandSide(p, q).enclosure(Powers(constant(name), 2))


def signs_found(name, height=2, periods="1:2"):
    domain = RationalFunctions(name, 1, height, Range.parse(periods))
    shards = range(domain.shard_count)
    return {one.approved.signs for i in shards for one in search_shard(domain, i, 100, 1000)}


@pytest.mark.parametrize("signs", primitive_periods(1, 3))
@pytest.mark.parametrize("name", ["golden_ratio", "sqrt(2)", "sqrt(3)", "sqrt(7)", "(1+sqrt(13))/3"])
def test_quadratic_irrationals_are_periodic_under_every_sign_period(name, signs):
    approved = approve(enclosure(name), signs, depth=200)
    assert approved is not None
    assert all(n == 1 for _, n in characteristic_factors(approved.recurrence.connection))
    assert all(polynomial.degree == 0 for polynomial in approved.recurrence.interlaced())


@pytest.mark.parametrize(("first", "step"), list(product(range(1, 5), range(1, 4))))
def test_terms_in_arithmetic_progression_are_ratios_of_bessel_values(first, step):
    # [a; a + d, a + 2d, …] = I_{a/d−1}(2/d)/I_{a/d}(2/d), and J with minus signs (Lehmer 1973)
    for sign, bessel in ((1, arb.bessel_i), (-1, arb.bessel_j)):
        if sign < 0 and first == 1:
            continue  # a term 1 before a minus does not occur in the fraction of a number
        terms = [first + step * n for n in range(60)]
        *_, (p, q) = SignedFraction(tuple(terms), (sign,)).convergents()
        with ctx.workprec(300):
            x, order = arb(fmpq(2, step)), arb(fmpq(first, step))
            ratio = bessel(x, order - 1) / bessel(x, order)
            assert abs(ratio - arb(fmpq(p, q))) < arb(10) ** -80


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_half_orders_give_the_exponential_and_the_tangent(k):
    for name, sign in ((f"tanh(1/{k})", 1), (f"tan(1/{k})", -1)):
        approved = approve(enclosure(name, (1,), (0, 1)), (sign,))
        assert [str(p) for p in approved.recurrence.interlaced()] == [f"{2 * k}*n + {k}" if k > 1 else "2*n + 1"]
        assert approved.recurrence.prefix == 0


@pytest.mark.parametrize("k", [2, 3, 5])
def test_roots_of_e_follow_eulers_pattern(k):
    found = [str(p) for p in approve(enclosure(f"exp(1/{k})"), (1,)).recurrence.interlaced()]
    assert f"{2 * k}*n + {k - 1}" in found


def test_mobius_images_stay_in_reach_with_a_longer_pattern():
    # Hurwitz 1896: if the terms of y are interlaced polynomials, so are those of (p y + q)/(r y + s).
    orders = {}
    for determinant in (1, 2, 3, 4, 5):
        approved = approve(enclosure("e", (0, determinant)), (1,), depth=500)
        assert approved is not None
        orders[determinant] = len(approved.recurrence.connection) - 1
        assert max(p.degree for p in approved.recurrence.interlaced()) == 1
    assert orders[1] == 6 and all(orders[n] > orders[1] for n in (2, 3, 4, 5))


def test_minus_signs_alone_reach_the_tangent_but_not_the_exponential():
    # Linear growth at both even and odd places of the simple fraction becomes runs of 2 of growing length.
    assert (-1,) not in signs_found("e")
    assert (-1,) in signs_found("tan(1)")
    terms = terms_of(enclosure("e"), (-1,), 120)
    runs = "".join("2" if term == 2 else " " for term in terms).split()
    assert max(map(len, runs)) >= 10


@pytest.mark.parametrize("name", ["exp(2/5)", "bessel_ratio(1,2)", "bessel_ratio(1/3,2/3)", "tan(1/3)", "tanh(1/5)"])
def test_more_constants_of_the_same_kind_are_reached(name):
    assert signs_found(name)


@pytest.mark.parametrize(
    "name", ["e^3", "exp(3/4)", "cbrt(2)", "log(3)", "catalan", "gompertz", "e^(1/2)+e", "pi*e", "gamma(1/3)"]
)
def test_constants_of_other_kinds_give_nothing(name):
    assert signs_found(name) == set()
