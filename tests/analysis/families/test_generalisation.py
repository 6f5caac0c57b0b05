"""Families in a parameter hold where they were not fitted; contiguous formulas stay in their family."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import pytest
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.coboundaries.coboundary import coboundary
from analysis.errors import InputError
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.families.contiguity import contiguous
from analysis.families.generalisation import (
    CONFIRMED,
    FITTED,
    Family,
    contiguous_families,
    curved_families,
    families,
)
from analysis.families.lattice import lattice
from analysis.families.lines import Line, contiguous_lines
from analysis.families.parameter_proofs import ParameterProof, in_k
from analysis.families.parameter_values import NoClosedValue
from analysis.formulas.pcf import PCF
from analysis.formulas.templates import parse_template
from analysis.numbers.limits import limit
from analysis.numbers.relations import is_image
from analysis.values.family_keys import family_key

E_MEMBERS = [PCF.parse(f"n+{k + 2}", "-n") for k in range(4)]
PI_MEMBERS = [PCF.parse(str(1 + k), f"n^2+{1 + k}n") for k in range(5)]
small = st.tuples(*[st.integers(-5, 5)] * 3).map(Polynomial.of)


def only(found: list[Family]) -> Family:
    (family,) = found
    return family


def holds_at(family: Family, k: int) -> bool:
    """V(k) = (P(k) V(k+1) + Q(k))/(R(k) V(k+1) + S(k)) to 40 digits."""
    here, there = (limit(family.line.at(i), 40).value for i in (k, k + 1))
    with ctx.workdps(60):
        return is_image(family.step_at(k), there, here)


def value_holds_at(family: Family, m: int) -> bool:
    """Each closed form gives the limit at modulus m + residue to 40 digits, from the limit at its start."""
    for value in family.values:
        start, place = (value.modulus * i + value.residue for i in (value.start, m))
        first, there = (limit(family.line.at(i), 40).value for i in (start, place))
        with ctx.workdps(60):
            if not is_image(value.from_t(m) @ value.to_t, first, there):
                return False
    return True


@pytest.mark.parametrize("members", [E_MEMBERS, PI_MEMBERS], ids=["e", "pi"])
def test_a_family_holds_far_beyond_what_it_was_fitted_on(members: list[PCF]) -> None:
    family = only(list(families(members)))
    assert len(family.confirmed) == CONFIRMED and min(family.confirmed) >= FITTED
    assert not {family.line.at(k) for k in family.confirmed} & set(members)
    assert all(holds_at(family, k) for k in (0, 1, 45, 60))


def test_the_family_of_e() -> None:
    family = only(list(families(E_MEMBERS)))
    assert (family.line.text("a"), family.line.text("b")) == ("n + 2 + k", "-n")
    assert family.as_json()["step"] == [["k + 1", "0"], ["1", "-1"]]
    (value,) = family.values
    assert value.texts() | {"h(j)": ""} == {
        "x": "0", "u": "1", "z": "1", "w": "0", "h": "(-1)**k/factorial(k)", "f": "-1/(j + 1)", "h(j)": "",
    }  # fmt: skip
    assert family.slopes == {"alpha": "1", "gamma": "1", "x": "0"}


def test_families_do_not_depend_on_the_order_of_members() -> None:
    straight, reverse = (list(families(members)) for members in (PI_MEMBERS, PI_MEMBERS[::-1]))
    assert [(one.line, one.step) for one in straight] == [(one.line, one.step) for one in reverse]


def test_tails_alone_make_no_family() -> None:
    assert list(families([PCF.parse("2n+1", "n^2").shifted(k) for k in range(6)])) == []


def test_members_without_a_common_family_make_none() -> None:
    assert list(families([PCF.parse(f"2n+{2 * k + 1}", f"n^2+{k * k * k}") for k in range(6)])) == []


ZETA_MEMBERS = [PCF.parse(f"(2n+1)(n^2+n+{2 * k * (k + 1) + 1})", "-n^6") for k in range(5)]


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (lambda: families(E_MEMBERS), "sum"),
        (lambda: families(PI_MEMBERS), "sum"),
        (lambda: contiguous_families(PCF.parse("2", "n^2"), []), "gamma"),
        (lambda: contiguous_families(PCF.parse("4", "4n^2-1"), []), "gamma"),
        (lambda: curved_families(ZETA_MEMBERS), "sum"),
    ],
    ids=["e", "pi", "gamma", "even and odd k", "zeta(3)"],
)
def test_values_in_closed_form_hold_beyond_the_fit(found: Callable[[], Iterator[Family]], kind: str) -> None:
    family = next(found())
    assert family.kind == kind
    assert all(value_holds_at(family, m) for m in (0, 3, 17))


def test_the_rows_of_a_field_of_zeta_3_lack_the_first_terms_of_its_series() -> None:
    """1/V(k) = 1/V(0) − Σ 1/j³, j from 1 to k: V(k) belongs to the tail of ζ(3)."""
    (family,) = list(curved_families(ZETA_MEMBERS))
    (value,) = family.values
    assert value.from_t(2) == Mobius(0, 1, 1, 0) @ Mobius(8, -9, 0, 8)
    assert family.line.text("b") == "-n**6" and value.texts()["h"] == "1"


def test_values_of_bessel_type_have_a_recurrence_and_say_so() -> None:
    """a(n) = n, b(n) = 2n − 5 + 2k steps through Bessel functions, and the entries through Lommel's polynomials."""
    family = only(list(families([PCF.parse("n", f"2n+{2 * k - 5}") for k in range(6)])))
    assert isinstance(family.values, NoClosedValue) and "hypergeometric" in family.values.reason
    assert [c.degree() for c in family.values.recurrence] == [0, 1, 2]


@pytest.mark.parametrize("members", [E_MEMBERS, PI_MEMBERS], ids=["e", "pi"])
def test_the_step_is_proved_for_all_k_and_nothing_else_is(members: list[PCF]) -> None:
    family = only(list(families(members)))
    proof = ParameterProof.parse(family.as_json()["proof"])
    line, step = family.line, [in_k(entry) for entry in family.step]
    assert proof.proves(line.parts("a"), line.parts("b"), step)
    assert not proof.proves(line.parts("a"), line.parts("b"), [in_k(family.step[0] + 1), *step[1:]])
    moved = line.moved(1)
    assert not proof.proves(moved.parts("a"), moved.parts("b"), step)


@given(st.tuples(small, small, small), st.tuples(small, small, small), st.integers(-5, 5), st.integers(-5, 5))
def test_a_line_moves_as_its_parameter_does(a, b, steps: int, k: int) -> None:
    line = Line(a, b)
    for sign in (1, -1):
        assert line.moved(steps, sign).sides(k) == line.sides(steps + sign * k)


@given(st.tuples(small, small, small), st.tuples(small, small, small), st.integers(-9, 9))
def test_a_line_reads_back_from_its_text(a, b, k: int) -> None:
    line = Line(a, b)
    for side in ("a", "b"):
        expected = sum((p * k**j for j, p in enumerate(getattr(line, side))), Polynomial(()))
        assert parse_template(line.text(side)).substitute({"k": k}) == expected


@pytest.mark.parametrize(
    ("a", "b"), [("2n+1", "n^2"), ("3n+3", "-2n^2-n"), ("n+3", "-n"), ("5n+1", "-4n^2+2n"), ("2n+1", "4")]
)
def test_contiguous_formulas_share_the_family(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    found = list(contiguous(pcf, 3))
    assert found[0] == pcf.canonical().pcf
    assert len(found) >= 3 and len(set(found)) == len(found)
    kept = [one for one in found if family_key(one) == family_key(pcf)]
    assert len(kept) >= len(found) / 2  # the others cross an integer parameter from one side to the other


@settings(max_examples=30, deadline=None)
@given(st.integers(-3, 3), st.integers(-3, 3))
def test_irrational_arguments_allow_only_whole_moves(i: int, j: int) -> None:
    """z = (1 − 1/√2)/2 for a = 2n + 1, b = n²: the moves of both roots sum to an even number."""
    half = Fraction(1, 2)
    pcf = PCF.parse("2n+3", "n^2+3n+2")
    for found in contiguous(pcf, 4):
        trace = Fraction(-found.b.coefficients[1], found.b.leading)
        assert ((trace + 3) * half).denominator == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [("2n+1", "n^2"), ("3n+3", "-2n^2-n"), ("n+3", "-n"), ("5n+1", "-4n^2+2n"), ("2n+1", "4"), ("2", "4n^2-1")],
)
def test_the_general_member_runs_through_the_family(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    whole = lattice(pcf)
    found = set()
    for values in product(range(-2, 3), repeat=len(whole.parameters)):
        at = dict(zip(whole.parameters, values, strict=True))
        member = PCF(*(parse_template(text).substitute(at) for text in (whole.a, whole.b)))
        if member.termination() is None and member.a:
            found.add(member.canonical().pcf)
        if not any(values):
            assert member == pcf
    same = [one for one in found if family_key(one) == family_key(pcf)]
    assert len(same) >= len(found) / 2 and set(contiguous(pcf, 2)) <= found


def test_contiguity_asks_for_low_degrees() -> None:
    with pytest.raises(InputError):
        list(contiguous(PCF.parse("n^2", "n"), 1))


@given(small, small, st.tuples(*[st.integers(-2, 2)] * 3))
@settings(max_examples=40, deadline=None)
def test_steps_by_moves_are_those_of_coboundaries(a: Polynomial, b: Polynomial, move: tuple[int, ...]) -> None:
    """X by rule is proved for all k; at whole k it gives the map of the coboundary that linear algebra finds."""
    if a.degree != 1 or b.degree != 2 or not a.leading**2 + 4 * b.leading > 0:
        return
    for line in contiguous_lines(PCF(a, b), [move]):
        found = ParameterProof.contiguous(line.parts("a"), line.parts("b"))
        assert found is None or found[0].proves(line.parts("a"), line.parts("b"), found[1])
        here, there = line.at(0), line.at(1)
        tie = None if {here.termination(), there.termination()} != {None} else coboundary(here, there)
        if found is not None and tie is not None:
            p, q, r, s = (entry.get((0, 0), 0) for entry in found[1])
            assert p * s == q * r or family_key(here) != family_key(there) or Mobius(p, q, r, s) == tie.mobius
