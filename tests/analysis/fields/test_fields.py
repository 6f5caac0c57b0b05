"""Conservative matrix fields: built in, made from formulas, walked along trajectories."""

import csv
import io
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.constants.library import built_in_library, constant
from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.exact.rational_functions import parse_rational_function
from analysis.fields.built_in_fields import built_in_field, gauss_field, names
from analysis.fields.conjugates import conjugate_field, fields_of
from analysis.fields.fans import fan, measured
from analysis.fields.matrix_fields import MatrixField
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.numbers.identification import identify
from analysis.numbers.limits import limit

CLASSICAL = ["e", "pi", "log(2)", "zeta(2)", "zeta(3)", "catalan"]


@pytest.mark.parametrize("name", names())
def test_every_built_in_field_is_conservative(name: str) -> None:
    assert built_in_field(name).violations() == []


@pytest.mark.parametrize("name", [name for name in names() if len(built_in_field(name).axes) > 1])
def test_a_field_with_one_coefficient_changed_is_not(name: str) -> None:
    description = built_in_field(name).as_json()
    axis = description["axes"][-1]
    description["matrices"][axis][1][1] = f"{description['matrices'][axis][1][1]} + 1"
    assert MatrixField.parse(description).violations()


@pytest.mark.parametrize("name", names())
def test_a_field_survives_its_json(name: str) -> None:
    known = built_in_field(name)
    assert MatrixField.parse(known.as_json()).matrices == known.matrices


@settings(max_examples=20, deadline=None)
@given(st.permutations(["x"] * 3 + ["y"] * 2), st.sampled_from(CLASSICAL), st.integers(1, 3))
def test_a_product_depends_on_the_ends_of_its_path_only(steps: list[str], name: str, first: int) -> None:
    known = built_in_field(name)

    def path(order: list[str]) -> list[tuple[int, int]]:
        points = [(first, first)]
        for axis in order:
            x, y = points[-1]
            points.append((x + 1, y) if axis == "x" else (x, y + 1))
        return points

    assert known.product(path(steps)) == known.product(path(sorted(steps)))
    there_and_back = [*path(steps), *reversed(path(sorted(steps)))]
    assert known.product([p for i, p in enumerate(there_and_back) if i == 0 or p != there_and_back[i - 1]]) == (
        (1, 0),
        (0, 1),
    )


@pytest.mark.parametrize(
    ("name", "a", "b", "delta"),
    [("zeta(3)", "34n^3+51n^2+27n+5", "-n^6", 0.08053), ("zeta(2)", "11n^2+11n+3", "n^4", 0.09216)],
)
def test_the_diagonal_of_the_zeta_fields_is_aperys_fraction(name: str, a: str, b: str, delta: float) -> None:
    found = measured(built_in_field(name), (1, 1), (1, 1))
    assert found.trajectory.pcf == PCF.parse(a, b)
    assert found.delta == pytest.approx(delta, abs=1e-4) and found.exact is not None
    assert found.ground == "read off"


def test_the_diagonal_of_the_field_of_log_two_proves_it_irrational() -> None:
    found = measured(built_in_field("log(2)"), (1, 1), (1, 1))
    assert found.delta == pytest.approx(0.276083, abs=1e-6)


@pytest.mark.parametrize("name", CLASSICAL)
def test_all_directions_have_one_limit_and_it_belongs_to_the_constant(name: str) -> None:
    known = built_in_field(name)
    limits = []
    for direction in [(1, 0), (0, 1), (1, 1), (2, 1)]:
        found = trajectory(known, (1, 1), direction)
        value = limit(found.pcf, 30)
        if value.value is not None:
            with ctx.workprec(160):
                limits.append(found.mobius(value.value))
    assert len(limits) >= 2 and all(abs(one - limits[0]) < arb(10) ** -20 for one in limits)
    at_row = trajectory(known, (1, 1), (1, 0)).pcf
    named = identify(lambda digits: limit(at_row, digits).value or arb.nan(), built_in_library())
    assert named is not None and named.constant.name == constant(known.constant or "").name


@settings(max_examples=30, deadline=None)
@given(*[st.integers(-4, 4)] * 4)
def test_every_fraction_from_linear_conjugates_gives_its_field_back(c0: int, c1: int, c2: int, c3: int) -> None:
    assume(c1 * c3 != 0 and c1 + c3 != 0)
    b = Polynomial.of([0, c0 * c3 + c1 * c2, c1 * c3])
    pcf = PCF(Polynomial.of([c0 - c2 - c3, c1 - c3]), b)
    found = list(fields_of(pcf))
    assert found and all(one.violations() == [] for one in found)
    wanted = conjugate_field(f"{c0} + {c1}*(x+y)", f"{c2} + {c3}*(x-y)")
    assert any(one.matrices == wanted.matrices for one in found)


RECOVERED = """a,b
n^3+(n+1)^3,-n^6
2n^2+2n+1,-n^4
8n,(2n-1)^4
2,(2n-1)^2
3n+3,-n*(2n-1)
3n+2,-2n^2
n+3,-n
"""


def test_formulas_of_the_literature_lie_in_a_field_from_row_zero() -> None:
    for row in csv.DictReader(io.StringIO(RECOVERED)):
        pcf = PCF.parse(row["a"], row["b"])
        for one in fields_of(pcf):
            (_, b), (_, a) = one.matrices["x"]
            at_zero = a.substitute({"y": 0})
            assert one.violations() == []
            assert pcf.a(3) == int(at_zero.substitute({"x": 3}).top.coeffs()[0])
            assert pcf.b(3) == int(b.substitute({"x": 3}).top.coeffs()[0])
        assert next(fields_of(pcf), None) is not None


def test_the_field_of_gauss_at_minus_one_holds_a_fraction_of_pi() -> None:
    found = trajectory(gauss_field(Fraction(-1)), (1, Fraction(1, 2), Fraction(3, 2)), (0, 0, 1))
    assert found.pcf == PCF.parse("3n+2", "-2n^2+n")


def test_the_best_direction_of_the_fan_of_zeta_three_is_the_diagonal() -> None:
    found = list(fan(built_in_field("zeta(3)"), (1, 1), 2))
    assert max(found, key=lambda one: one.delta or -9).trajectory.direction == (1, 1)


@pytest.mark.parametrize(
    ("start", "direction"), [((1,), (1, 1)), ((1, 1), (0, 0)), ((1, 1), (1, 99)), ((0, 0), (1, 1)), ((-3, -3), (1, 1))]
)
def test_impossible_trajectories_are_bad_input(start: tuple[int, ...], direction: tuple[int, ...]) -> None:
    with pytest.raises(InputError):
        trajectory(built_in_field("zeta(3)"), start, direction)


@pytest.mark.parametrize("text", ["x^y", "x^(1/2)", "1/0", "sin(x)", "w", "x^1000000", "((x+y+z)^20)^20"])
def test_texts_that_are_no_rational_functions_are_bad_input(text: str) -> None:
    with pytest.raises(InputError):
        parse_rational_function(text, ("x", "y", "z"))


@pytest.mark.parametrize(
    "broken", [{}, {"name": "f", "axes": ["x"]}, {"name": "f", "axes": ["n"], "matrices": {"n": [["1"]]}}]
)
def test_what_is_no_field_is_bad_input(broken: dict[str, object]) -> None:
    with pytest.raises(InputError):
        MatrixField.parse(broken)


@pytest.mark.parametrize("name", ["zeta(3)", "2F1", "3F2(1)"])
def test_the_dual_of_the_dual_is_the_field(name: str) -> None:
    known = built_in_field(name)
    assert known.dual().violations() == []
    assert known.dual().dual().matrices == dict(known.matrices)
