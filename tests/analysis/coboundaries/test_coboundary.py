"""Family keys, coboundaries and certificates: three ways to say that two fractions belong together."""

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.coboundaries.coboundary import coboundary
from analysis.coboundaries.contractions import may_be_equivalent
from analysis.constants.library import constant
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.formulas.pcf import PCF
from analysis.links.certificates import link, theorem_link
from analysis.links.theorem_index import theorem_about
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected
from analysis.proofs.theorems import theorems
from analysis.theorems.classical import Statement, statement
from analysis.transformations.contraction import contracted_pcf
from analysis.values.family_keys import family_key

coefficient = st.integers(-6, 6)
PAIRS_OF_ONE_FAMILY = [
    ("2n-4", "2n^2-2n+1", "2n-2", "2n^2+2n+1"),
    ("3n-5", "-n^2-5n", "3n-5", "-n^2-5n-4"),
    ("5n+3", "2n^2+3n-2", "5n+3", "2n^2+3n"),
    ("4n+5", "3n^2+5n+1", "4n+1", "3n^2-n-1"),
    ("3n+5", "n^2-n+1", "3n+2", "n^2-3n+3"),
    ("4n+2", "4n^2+3n+1", "4n-2", "4n^2-5n+2"),
    ("2n+1", "2n^2-5n+4", "2n+3", "2n^2-n+1"),
    ("5n-4", "5n^2-5n-3", "5n+1", "5n^2+5n-3"),
    ("5n-2", "-n^2-4n-4", "5n-2", "-n^2-4n"),
    ("4n+1", "3n^2-3n+5", "4n+5", "3n^2+3n+5"),
    ("5n-3", "-3n^2+n-2", "5n+2", "-3n^2-5n-4"),
    ("5n-1", "3n^2-4n-3", "5n+4", "3n^2+2n-4"),
    ("4n+5", "5n+3", "4n-3", "5n-2"),
    ("2n+4", "3n+5", "2n", "3n-1"),
    ("2n+4", "3n+1", "2n", "3n+1"),
    ("5n-4", "-2n-4", "5n+1", "-2n-2"),
    ("3n+1", "-3", "3n+4", "-3"),
    ("5n+2", "-4", "5n-3", "-4"),
    ("4n+4", "-4n^2-3n+1", "4n+8", "-4n^2-11n-6"),
    ("2n+1", "-n^2+5n-2", "2n+3", "-n^2+3n+2"),
    ("2n+3", "-n^2+5n-3", "2n+5", "-n^2+3n+1"),
    ("2n-1", "-n^2+4n-5", "2n+3", "-n^2-1"),
    ("5", "5n+4", "5", "5n-1"),
    ("4", "2n-1", "4", "2n-3"),
]
PAIRS_OF_TWO_FAMILIES = [
    ("n-3", "4n^2+4n+4", "n+2", "4n^2+5"),
    ("2n+5", "3n^2+4n+1", "2n-4", "3n^2+5"),
    ("5n+3", "-3n^2+2n+2", "5n-2", "-3n^2-3n"),
    ("n", "3n^2-1", "n-3", "3n^2+n+2"),
    ("3n+3", "2n^2-2n-5", "3n-1", "2n^2+2n+2"),
    ("3", "3n^2+2n-2", "4", "3n^2-5n-3"),
    ("3n-5", "5n^2+5n-5", "3n+3", "5n^2-3n-5"),
    ("4n-2", "5n^2-1", "4n+2", "5n^2-2n+5"),
    ("3n-2", "-2n^2-5", "3n+1", "-2n^2+4n-4"),
    ("4n-4", "-3n^2-n-5", "4n+2", "-3n^2"),
    ("2n+1", "4n^2-2n-1", "n-3", "n^2+n+4"),
    ("3n-2", "3n^2-4n-2", "3n-4", "3n^2+5n+3"),
    ("5n-1", "2n", "5n+5", "2n+5"),
    ("4n-5", "-4n-3", "4n-5", "-4n+2"),
    ("5n-2", "n+3", "5n+1", "n+3"),
    ("4n", "-n-1", "4n+5", "-n-4"),
    ("2n+2", "-n^2+5n-3", "2n+3", "-n^2+4n-5"),
    ("2n+5", "-n^2-4", "2n+5", "-n^2+2"),
    ("2n+4", "-n^2+5n+4", "2n+5", "-n^2+4n-1"),
    ("1", "5n-4", "1", "5n"),
    ("5", "3n-4", "5", "3n-2"),
]
low_degree = st.builds(
    lambda a, b: PCF(Polynomial.of(a), Polynomial.of(b)),
    st.tuples(coefficient, coefficient),
    st.tuples(coefficient, coefficient, coefficient).filter(any),
)


@pytest.mark.parametrize(("a", "b", "c", "d"), PAIRS_OF_ONE_FAMILY)
def test_one_key_means_a_coboundary_that_ties_the_limits(a: str, b: str, c: str, d: str) -> None:
    left, right = PCF.parse(a, b), PCF.parse(c, d)
    assert family_key(left) is not None and family_key(left) == family_key(right)
    found = coboundary(left, right)
    assert found is not None
    with ctx.workprec(160):
        ours, theirs = limit(left, 30).value, limit(right, 30).value
        assert ours is not None and theirs is not None
        assert abs(found.mobius(theirs) - ours) < arb(10) ** -24 * (1 + abs(ours))


@pytest.mark.parametrize(("a", "b", "c", "d"), PAIRS_OF_TWO_FAMILIES)
def test_two_keys_of_one_argument_mean_no_coboundary(a: str, b: str, c: str, d: str) -> None:
    left, right = PCF.parse(a, b), PCF.parse(c, d)
    assert family_key(left) != family_key(right)
    assert coboundary(left, right) is None


@settings(max_examples=40, deadline=None)
@given(low_degree, st.integers(1, 3), st.integers(1, 5))
def test_tails_and_inflated_fractions_stay_in_the_family_and_are_linked(pcf: PCF, k: int, c: int) -> None:
    assume(limit(pcf, 20).status == "convergent")
    moved = pcf.shifted(k).inflated(Polynomial((c, 1)))
    assume(limit(moved, 20).status == "convergent")
    assert family_key(moved) == family_key(pcf)
    found = link(moved, pcf)
    assert found is not None
    verify(json.loads(json.dumps(found.certificate)))


def test_apery_is_linked_to_its_tail_and_to_no_other_fraction_of_zeta_three() -> None:
    apery = PCF.parse("34n^3+51n^2+27n+5", "-n^6")
    found = link(apery, apery.shifted(2))
    assert found is not None
    verify(found.certificate)
    assert link(apery, PCF.parse("n^3+(n+1)^3", "-n^6")) is None


def _deviation(theorem: Statement) -> arb:
    """How far the value that the theorem gives is from the limit to 40 digits."""
    found = limit(theorem.pcf, 40)
    assert found.value is not None
    with ctx.workprec(250):
        return abs(theorem.mobius(constant(theorem.constant).value(60)) - found.value)


ONE_PARAMETER = [name for name, record in theorems().items() if len(record["parameters"]) == 1]


@pytest.mark.parametrize("name", ONE_PARAMETER)
@pytest.mark.parametrize("parameter", ["1", "2", "3", "-1", "1/3", "-1/2", "4/9", "-8/9", "7/5", "-8"])
def test_theorems_hold_to_forty_digits(name: str, parameter: str) -> None:
    try:
        theorem = statement(name, Fraction(parameter))
    except ValueError:
        return
    assert _deviation(theorem) < arb(10) ** -38


@pytest.mark.parametrize("alpha", ["1/2", "2/3", "1/5", "5/2"])
@pytest.mark.parametrize("beta", ["0", "1", "1/3", "7/4"])
def test_baileys_theorem_holds_to_forty_digits(alpha: str, beta: str) -> None:
    theorem = statement("Bailey", Fraction(alpha), Fraction(beta))
    assert _deviation(theorem) < arb(10) ** -38


@pytest.mark.parametrize("order", ["0", "1/4", "-1/3", "1/2", "-2/3"])
@pytest.mark.parametrize("x", ["1", "-1", "1/3", "-5/2"])
def test_kummers_theorem_holds_to_forty_digits(order: str, x: str) -> None:
    theorem = statement("Kummer", Fraction(order), Fraction(x))
    assert _deviation(theorem) < arb(10) ** -38


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("3n+5", "-2n^2-3n", "pi"),
        ("6n+9", "-n^2-2n-1", "log(2)"),
        ("n+3", "-n", "e"),
        ("6", "(2n-1)^2", "pi"),
        ("n-4", "-2n+5", "bessel_ratio(0,1)"),
        ("2", "4n^2+2n-2", "lemniscate"),
        ("4", "4n^2+2n-2", "gauss"),
    ],
)
def test_values_of_the_literature_are_proved(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].constant == name
    verify(json.loads(json.dumps(found[0].certificate)))


def _certificate() -> dict[str, Any]:
    found = theorem_link(PCF.parse("6n+10", "-8n^2-12n"))  # twice a fraction of the literature: an inflation, too
    assert found is not None
    return copy.deepcopy(found[0].certificate)


def _plus_one(text: str) -> str:
    return str(parse_polynomial(text) + Polynomial((1,)))


def _change(certificate: dict[str, Any], place: str) -> None:
    step = next(s for s in certificate["steps"] if s["kind"] == "coboundary")
    if place == "mobius":
        certificate["mobius"][0][1] += 1
    elif place == "u":
        step["u"][0] = _plus_one(step["u"][0])
    elif place == "bounds":
        top, bottom = step["bounds"]["upper"]
        step["bounds"]["lower"] = [_plus_one(top), bottom]
    elif place == "start":
        step["start"] = 0
    elif place == "to":
        step["to"]["a"] = _plus_one(step["to"]["a"])
    elif place == "formula":
        certificate["formula"]["b"] = _plus_one(certificate["formula"]["b"])
    elif place == "theorem":
        certificate["end"]["constant"] = "e"
    elif place == "parameter":
        certificate["end"]["parameters"] = ["-2"]


@pytest.mark.parametrize("place", ["mobius", "u", "bounds", "start", "to", "formula", "theorem", "parameter"])
def test_a_tampered_certificate_is_rejected(place: str) -> None:
    certificate = _certificate()
    verify(certificate)
    _change(certificate, place)
    with pytest.raises((Rejected, Malformed)):
        verify(certificate)


@pytest.mark.parametrize(
    "broken",
    [{}, [], None, {"version": 2}, {"version": 3}, {"version": 1, "formula": {"a": "n"}}, {"version": 1, "formula": 3}],
)
def test_what_is_no_certificate_is_malformed(broken: object) -> None:
    with pytest.raises(Malformed):
        verify(broken)


@pytest.mark.parametrize("name", ["zeta series", "alternating zeta series", "beta series"])
@pytest.mark.parametrize("order", range(2, 7))
def test_eulers_fractions_of_zeta_and_beta_hold_to_forty_digits(name: str, order: int) -> None:
    theorem = statement(name, Fraction(order))
    assert _deviation(theorem) < arb(10) ** -36


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("n^3+(n+1)^3", "-n^6", "zeta(3)"),
        ("8n", "(2n-1)^4", "catalan"),
        ("20n^3+86n^2+123n+59", "-64n^6-416n^5-1004n^4-1090n^3-504n^2-72n", "pi"),  # two steps of a simpler one
    ],
)
def test_values_of_higher_degree_are_proved(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].constant == name
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize("fold", [2, 3, 4])
@pytest.mark.parametrize(("a", "b"), [("2n+1", "-1"), ("n", "1"), ("2n+1", "n^2"), ("1", "n"), ("n+1", "n^3")])
def test_a_fraction_may_be_equivalent_to_its_contractions(a: str, b: str, fold: int) -> None:
    # Also where errors fall factorially: n steps of the contraction are fold·n steps, and (fold·n)! is not n!^fold.
    pcf = PCF.parse(a, b)
    contracted = contracted_pcf(pcf, fold).pcf
    assert may_be_equivalent(contracted, pcf, (1, fold))
    assert not may_be_equivalent(contracted, pcf, (1, fold + 1))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("256n^3+192n^2-8n-10", "-16n^2+8n+15", "e"),  # two steps of Lambert's fraction for one
        ("4n^2+4n-1", "-4n^2-4n+3", "tan(1)"),
        ("8n^3+2n", "-4n^2+4n+3", "bessel_ratio(0,2)"),
        ("n+5", "-2n-2", "tanh(1)"),  # by the exponential's theorem: tanh 1 is an image of e²
        ("2n-3", "4n", "sqrt(pi)*e*erf(1)"),
        ("4n-2", "-2", "sqrt(2)*tan(1/sqrt(2))"),
    ],
)
def test_a_named_limit_is_proved_by_a_theorem_about_the_constant(a: str, b: str, name: str) -> None:
    pcf = PCF.parse(a, b)
    found = theorem_about(pcf, name)
    assert found is not None
    verify(json.loads(json.dumps(found[0].certificate)))
    value = limit(pcf, 40).value
    with ctx.workprec(250):
        assert value is not None
        assert abs(found[0].mobius(constant(found[1].constant).value(60)) - value) < arb(10) ** -35


def test_aliases_of_theorems_are_the_constants_they_are_about() -> None:
    statements = [statement("exponential", Fraction(n, 2)) for n in (-4, -1, 1, 2)]
    for one in (*statements, statement("tangent", Fraction(4, 9))):
        for text, mobius in one.aliases:
            with ctx.workprec(250):
                assert mobius(constant(text).value(60)).overlaps(constant(one.constant).value(60))
