"""Gauss's fraction with an upper parameter 1, its confluent relatives, and the formulas that they prove."""

import json
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.constants.library import built_in_library, constant
from analysis.examination import examine
from analysis.formulas.pcf import PCF
from analysis.links.certificates import theorem_link
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.proofs.theorems import theorems
from analysis.theorems.classical import Statement, statement


def fraction(low: int, high: int) -> st.SearchStrategy[Fraction]:
    return st.fractions(low, high, max_denominator=7)


def _check(theorem: Statement) -> None:
    with ctx.workprec(300):
        value = theorem.mobius(constant(theorem.constant).value(60))
        found = limit(theorem.pcf, 30).value
        assert found is not None and abs(value - found) < arb(10) ** -26 * (1 + abs(value))


@settings(max_examples=40, deadline=None)
@given(fraction(0, 1), fraction(1, 2), fraction(-4, 1), st.sampled_from(["Gauss", "conjugate Gauss"]))
def test_gausss_fraction_with_an_upper_parameter_one(b: Fraction, c: Fraction, z: Fraction, name: str) -> None:
    try:
        theorem = statement(name, b, c, z)
    except ValueError:
        assert b == 0 or c == 1 or z == 0 or 2 * z > 1
        return
    if theorem.pcf.termination() is None and c - b != 1:  # F(1, b; b + 1; z) may be a logarithm that has another name
        _check(theorem)


@settings(max_examples=40, deadline=None)
@given(fraction(0, 1), fraction(-4, 4), st.sampled_from(["incomplete gamma", "conjugate incomplete gamma"]))
def test_incomplete_gamma_functions(s: Fraction, x: Fraction, name: str) -> None:
    try:
        theorem = statement(name, s, x)
    except ValueError:
        assert s in (0, 1) or x == 0 or (s == Fraction(1, 2) and x > 0)
        return
    _check(theorem)


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("4n+2", "-3n^2-4n+4", "hyp2f1(1,1/3,11/6,-1/2)"),
        ("n+1", "2n^2", "hyp2f1(1,1,5/3,1/3)"),
        ("1", "4n^2+n", "hyp2f1(1,1/4,15/8,1/2)"),
        ("5n+1", "4n", "exp(4/25)*lowergamma(9/25,4/25)/(4/25)^(9/25)"),
        ("2n-5", "-n-1", "hyp1f1(1,5/4,-1/4)"),
        ("2n+3", "-4n-4", "sqrt(pi)*exp(-1)*erfi(1)"),
    ],
)
def test_formulas_with_an_integer_parameter_are_proved(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].constant == name
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("6n^2-1", "-8n^4+12n^3", "hyp3f2(1/2,3/4,3/4,7/4,9/4,1)/hyp3f2(1/2,3/4,3/4,5/4,7/4,1)"),
        ("12n^2+20n+5", "-4n(2n-1)(2n+1)(2n+3)", "hyp3f2(1/2,3/4,3/4,3/2,2,1)/hyp3f2(1/2,3/4,3/4,1,3/2,1)"),
        (
            "216n^2+1464n+1734",
            "-10368n^4-95904n^3-201888n^2+11304n+57456",
            "hyp3f2(1/4,1/2,2/3,5/4,7/4,1)/hyp3f2(1/4,1/2,2/3,3/4,5/4,1)",
        ),
    ],
)
def test_moments_of_a_hypergeometric_function_are_proved(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].name == "moments of 2F1" and found[1].constant == name
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("8n^2+1", "-(2n-1)^4", "pi^4/gamma(1/4)^8"),
        ("8n^2+4n+1", "-(2n-1)^3(2n+1)", "hyp3f2(1/2,1/2,1/2,2,2,1)/hyp3f2(1/2,1/2,1/2,2,1,1)"),
        ("8n^2-7", "-(2n-3)^2(2n+1)^2", "hyp3f2(1/2,1/2,5/2,1,4,1)/hyp3f2(1/2,1/2,5/2,1,3,1)"),
    ],
)
def test_fractions_with_a_double_root_are_steps_of_3f2(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].name == "3F2 in a lower parameter" and found[1].constant == name
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("44n^2+1", "(2n-1)^4", "pi^4/gamma(1/4)^8"),
        ("28n^2+1", "8(2n-1)^4", "pi^4/(gamma(1/8)*gamma(3/8))^4"),
        ("28n^2+168n+253", "8(2n+5)^4", "pi^4/(gamma(1/8)*gamma(3/8))^4"),
        ("48n^2+4", "-32(2n-1)^4", "pi^4/(gamma(1/8)*gamma(3/8))^4"),
        ("40n^2+2", "-9(2n-1)^4", "2^(1/3)*pi^6/gamma(1/3)^12"),
        ("99n^2+33n+5", "(3n-1)^4", "hyp3f2(5/3,5/3,5/3,10/3,7/3,1)/hyp3f2(2/3,2/3,2/3,4/3,4/3,1)"),
    ],
)
def test_shifted_sequences_of_aperys_kind_are_proved(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].constant == name
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [  # trajectories between the integers: rows and one across the field
        ("64n", "16(2n-1)^4", "pi^4/gamma(1/4)^8"),
        ("16n^3+96n^2+708n+1160", "-(2n+3)^6", "apery(3/2,3/2)/apery(1/2,3/2)"),
        (
            "3264n^6+29376n^5+107984n^4+207264n^3+219156n^2+121356n+27579",
            "-9216n^12-110592n^11-575232n^10-1697280n^9-3124864n^8-3728384n^7-2916576n^6-1502528n^5-522676n^4"
            "-132048n^3-25083n^2-2646n",
            "apery(3/2,3/2)/apery(1/2,3/2)",
        ),
    ],
)
def test_trajectories_between_the_integers_are_proved(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].constant == name
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize("parameters", theorems()["3F2 in a lower parameter"]["try"])
def test_steps_of_3f2_have_the_value_of_the_theorem(parameters: list[str]) -> None:
    _check(statement("3F2 in a lower parameter", *map(Fraction, parameters)))


@pytest.mark.parametrize(
    ("a", "b"),
    [("5n+1", "-4n^2+2n"), ("2n", "3n^2-n"), ("5n+1", "-4n^2-2n"), ("2n+1", "3n^2+4n"), ("1", "4n^2-2n")],
)
def test_special_values_have_their_simple_names(a: str, b: str) -> None:
    found = examine(PCF.parse(a, b), digits=60, library=built_in_library())
    assert found.evidence == "proved" and found.identity is not None
    assert "hyp" not in found.identity.expression
