"""Relations over several constants: what is found from 60 digits, and that chance finds nothing."""

import random
from math import ceil, log10

import pytest
from flint import arb, ctx

from analysis.constants.library import constant
from analysis.relations.bases import together
from analysis.relations.engine import relation, relation_of_ball

EXPECTED = [
    "zeta(2)+zeta(3)",
    "pi+e",
    "zeta(3)/pi^2",
    "euler_gamma+log(pi)",
    "(gamma(1/4)/gamma(3/4))^4",
    "gamma(1/4)^8/pi^4",
    "2^(2/3)*gamma(1/3)^12/pi^6",
    "sqrt(pi/2)",
    "exp(euler_gamma)",
    "1+3*atan(2)+log(9)",
    "cos(pi/7)",
    "root_of(0,-1,-1,0,0,0,1)",
    "root_of(0,-1,-1,0,1)",
    "zeta(3)/zeta(2)",
    "log(pi)/pi",
    "11^(1/5)",
    "coth(atan(1/2))",
    "24/(57-4*pi^2-36*log(2)+24*log(2)^2)",
    "2/(1-2*zeta(3)+2*zeta(5))",
    "exp(sqrt(2))",
    "gamma(3/8)/gamma(1/8)",
    "polylog(4,1/2)+zeta(3)",
    "e*erf(1)+sqrt(pi)*e*erf(1)",
    "gamma(1/4)^2+pi",
    "elliptic_e(1/2)",
    "digamma(3/5)",
    "exp(euler_gamma)/2+1",
]


NAMES = ["1", "pi", "e", "zeta(3)", "catalan", "euler_gamma", "log(2)", "log(3)", "zeta(5)", "sqrt(2)", "pi^2"]
NAMES.append("gamma(1/3)")


def typed(x: arb, digits: int) -> arb:
    """The ball of a decimal with so many digits."""
    return arb(x.mid(), abs(x.mid()) * 2 * arb(10) ** (1 - digits))


@pytest.mark.parametrize("text", EXPECTED)
def test_values_that_people_expect_are_identified_from_sixty_digits(text: str) -> None:
    with ctx.workdps(120):
        found = relation_of_ball(typed(constant(text).value(80), 60), 60)
        assert found is not None
        assert found.constant.value(100).overlaps(constant(text).value(100))
        assert found.margin >= 20


def test_a_relation_is_tested_at_twice_the_digits() -> None:
    exact = constant("pi+e")
    assert relation(exact.value).digits == 120
    with ctx.workdps(200):
        spoilt = exact.value(150) + arb(10) ** -90
        assert relation(lambda digits: arb(spoilt.mid(), arb(10) ** -(digits + 2))) is None


@pytest.mark.parametrize("digits", [30, 60, 100])
def test_random_numbers_have_no_relation(digits: int) -> None:
    generator = random.Random(digits)
    with ctx.workdps(digits + 10):
        for _ in range(10):
            x = arb(generator.randrange(10 ** (digits - 1), 10**digits)) / arb(10) ** (digits - 1)
            assert relation_of_ball(typed(x, digits), digits) is None


def test_algebraic_numbers_of_degree_nine_and_more_have_no_relation() -> None:
    generator = random.Random(1)
    with ctx.workdps(110):
        for degree in (9, 10, 11, 12):
            x = arb(generator.randrange(2, 99)).root(degree) + arb(generator.randrange(2, 99)).sqrt().root(7)
            assert relation_of_ball(typed(x, 100), 100) is None


@pytest.mark.parametrize("size", [2, 3, 5, 8, 12])
def test_planted_quotients_are_found_at_the_margin(size: int) -> None:
    names = NAMES[:size]
    generator, basis = random.Random(size), together(names)
    for largest in (5, 100):
        digits = ceil(2 * size * log10(largest) + 20)
        with ctx.workdps(digits + 20):
            values = basis.values(digits + 15)
            sides = [[generator.randint(-largest, largest) for _ in names] for _ in range(2)]
            top, bottom = (sum((k * v for k, v in zip(side, values, strict=True)), arb(0)) for side in sides)
            found = relation_of_ball(typed(top / bottom, digits), digits, [basis])
            assert found is not None
            assert found.constant.value(digits + 15).overlaps(top / bottom)
