"""The ESMA search: everything that the published code finds, and nothing where there is nothing."""

import random

import mpmath
import pytest
import sympy
from flint import arb, ctx

from analysis.constants.library import Constant
from analysis.esma.left_hand_sides import LeftHandSide
from analysis.esma.periodic import is_exact
from analysis.exact.quadratic import Quadratic
from analysis.formulas.signed import primitive_periods
from search.domains.ranges import Range
from search.domains.rational_functions import RationalFunctions
from search.esma import linked_pcfs, search_shard
from search.tasks import found_task, perform


def rows(constant, degree=1, height=2, periods="1:2"):
    domain = RationalFunctions(constant, degree, height, Range.parse(periods))
    found = [one for i in range(domain.shard_count) for one in search_shard(domain, i, 100, 1000)]
    return [one.row(domain.definition) for one in found]


@pytest.fixture(scope="module")
def of_e():
    return rows("e")


def test_values_of_the_paper_for_e(of_e):
    found = {(row["lhs"], tuple(row["signs"])): row for row in of_e}
    assert len({row["lhs"] for row in of_e}) >= 13
    assert found["(E + 1)/(E - 1)", (1,)]["terms"][:4] == [2, 6, 10, 14]
    assert found["E - 1", (1,)]["terms"][:9] == [1, 1, 2, 1, 1, 4, 1, 1, 6]
    assert found["E - 1", (-1, 1)]["recurrence"] == [1, 0, -2, 0, 1]
    assert found["E/(E - 1)", (1, -1)]["recurrence"] == [1, 0, -2, 0, 1]
    assert found["E/(E - 2)", (1,)]["recurrence"] == [1, 0, 0, -1, 0, 0, -1, 0, 0, 1]
    assert ("(2*E - 2)/E", (1,)) in found
    assert found["(E + 1)/E", (-1, 1)]["interlaced"] == ["2", "2*n + 1"]


def test_every_row_generates_its_value(of_e):
    with mpmath.workdps(60):
        for row in of_e:
            y = mpmath.mpf(sympy.N(sympy.sympify(row["lhs"]), 60))
            tail = mpmath.mpf(row["terms"][-1])
            for n in range(len(row["terms"]) - 2, -1, -1):
                tail = row["terms"][n] + row["signs"][n % len(row["signs"])] / tail
            assert abs(tail - y) < mpmath.mpf(10) ** -4 * y


def test_recurrence_holds_from_its_length_on(of_e):
    for row in of_e:
        c, terms = row["recurrence"], row["terms"]
        assert all(sum(c[k] * terms[n - k] for k in range(len(c))) == 0 for n in range(len(c) - 1, len(terms)))


def test_equal_values_under_different_signs_are_all_kept(of_e):
    assert {tuple(row["signs"]) for row in of_e if row["lhs"] == "E - 1"} == {(1,), (1, -1), (-1, 1)}


@pytest.mark.parametrize(
    ("constant", "lhs", "signs", "interlaced"),
    [
        ("e^2", "(E**2 + 1)/(E**2 - 1)", [1], ["2*n + 1"]),
        ("sqrt(e)", "E**Rational(1, 2)", [1], ["1", "4*n + 1", "1"]),
        ("tan(1)", "tan(1)", [1], ["1", "2*n + 1"]),
        ("tanh(1)", "1/tanh(1)", [1], ["2*n + 1"]),
        ("golden_ratio", "GoldenRatio", [1], ["1"]),
        ("sqrt(2)", "sqrt(2) + 1", [1], ["2"]),
        ("sqrt(2)", "sqrt(2)", [1], ["2"]),
        ("bessel_ratio(0,2)", "(besseli(0, 2)/besseli(1, 2))", [1], ["n + 1"]),
    ],
)
def test_constants_that_are_known_to_have_a_pattern(constant, lhs, signs, interlaced):
    found = [row for row in rows(constant) if row["lhs"] == lhs and row["signs"] == signs]
    assert [row["interlaced"] for row in found] == [interlaced]


@pytest.mark.parametrize("constant", ["pi", "log(2)", "zeta(3)", "euler_gamma"])
def test_nothing_is_found_where_nothing_is_known(constant):
    assert rows(constant, height=3, periods="1:3") == []


@pytest.mark.parametrize("constant", ["sqrt(2)", "golden_ratio", "sqrt(7)"])
def test_fractions_of_quadratic_irrationals_are_proved(constant):
    assert {row["evidence"] for row in rows(constant)} == {"proved"}


def test_a_periodic_fraction_is_no_proof_for_another_number_of_the_field():
    domain = RationalFunctions("sqrt(2)", 1, 1, Range(1, 2))
    root = Quadratic.sqrt(2)
    found = [one for i in range(domain.shard_count) for one in search_shard(domain, i, 100, 1000)]
    assert found
    for one in found:
        (q, p), (s, r) = ((*coefficients, 0)[:2] for coefficients in (one.value.numerator, one.value.denominator))
        assert is_exact(one.approved, LeftHandSide((q, p), (s, r)), root)
        assert not is_exact(one.approved, LeftHandSide((q + s, p + r), (s, r)), root)


class RandomReal(Constant):
    """A number of 3,000 random decimals."""

    @classmethod
    def of(cls, seed):
        digits = random.Random(seed).randrange(10**3000)
        return cls(f"random {seed}", str(digits), "r", "r")

    def value(self, digits):
        with ctx.workprec(11_000):
            return (1 + arb(int(self.expression)) / arb(10) ** 3000) + arb(0, arb(10) ** -2999)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_found_for_random_reals(seed):
    assert random_finds(seed) == 0


def random_finds(seed):
    domain = RationalFunctions("pi", 1, 3, Range(1, 3))
    domain.__dict__["definition"] = RandomReal.of(seed)
    return sum(len(list(search_shard(domain, i, 100, 1000))) for i in range(domain.shard_count))


def test_interlaced_fractions_of_one_shard_become_pcfs():
    domain = RationalFunctions("e", 1, 1, Range(1, 1))
    found = list(search_shard(domain, 0, 100, 1000))
    pcfs = {(row["a"], row["b"]): row for row in linked_pcfs(domain, found)}
    assert pcfs["4*n + 2", "1"]["identity"]["expression"] == "(1 + E)/(-1 + E)"
    assert all(row["evidence"] == "linked" for row in pcfs.values())


def test_a_task_is_plain_values_in_and_out():
    import json

    task = found_task("esma", RationalFunctions("e", 1, 1, Range(1, 2)).as_dict(), [0], digits=1000, depth=100)
    result = perform(json.loads(json.dumps(task)))
    assert json.loads(json.dumps(result))["shards"][0]["rows"]


def test_sign_periods_are_primitive_and_rotations_differ():
    assert primitive_periods(2, 2) == [(1, -1), (-1, 1)]
    assert len(primitive_periods(1, 3)) == 2 + 2 + 6
