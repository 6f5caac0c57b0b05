"""Ramanujan's series for 1/π and the partial fractions of cosecant and cotangent, as fractions and in proofs."""

import json
from fractions import Fraction

import pytest
from flint import arb, ctx

from analysis.constants.library import constant
from analysis.constants.normal_form import normal_form
from analysis.formulas.pcf import PCF
from analysis.links.certificates import theorem_link
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.theorems.candidates import RAMANUJAN
from analysis.theorems.classical import Statement, statement

# Formulas of the literature with their series, as (a, b, theorem, parameters).
PROVED = [
    ("96n^3+464n^2+634n+261", "4096n^6+10240n^5+6912n^4+128n^3-640n^2", "Ramanujan", ["1/4", "-1/4"]),
    (
        "3915n^4+12132n^3+13047n^2+5354n+520",
        "-984150n^8-1738665n^7-137781n^6+1151091n^5+668979n^4+107406n^3",
        "Ramanujan",
        ["1/3", "2/27"],
    ),
    ("72n^2+144n+62", "5184n^6+15552n^5+13104n^4+288n^3-3428n^2-980n-75", "cosecant", ["1/6"]),
]


def _holds(theorem: Statement) -> bool:
    with ctx.workprec(400):
        value = theorem.mobius(constant(theorem.constant).value(80))
        found = limit(theorem.pcf, 40).value
        return found is not None and bool(abs(value - found) < arb(10) ** -37 * (1 + abs(value)))


@pytest.mark.parametrize(("s", "z"), RAMANUJAN)
def test_series_for_one_over_pi_hold_to_forty_digits(s: Fraction, z: Fraction) -> None:
    assert _holds(statement("Ramanujan", s, z))


@pytest.mark.parametrize("name", ["cosecant", "cotangent"])
@pytest.mark.parametrize("x", ["1/2", "1/3", "1/4", "1/6"])
def test_partial_fractions_hold_to_forty_digits(name: str, x: str) -> None:
    if (name, x) == ("cotangent", "1/2"):
        with pytest.raises(ValueError, match="x < 1/2"):
            statement(name, Fraction(x))
    else:
        assert _holds(statement(name, Fraction(x)))


@pytest.mark.parametrize("name", ["Beta derivative", "Beta by reflection"])
@pytest.mark.parametrize("s", ["1/2", "1/3", "2/3", "1/4", "3/4"])
def test_beta_values_and_their_derivatives_hold_to_forty_digits(name: str, s: str) -> None:
    assert _holds(statement(name, Fraction(s)))


def test_sums_at_one_hold_to_forty_digits() -> None:
    assert _holds(statement("logarithm of the sine"))
    for name in ("arcsine integral", "arcsine", "binomial logarithm"):
        assert _holds(statement(name, Fraction(1))), name
    assert _holds(statement("Beta derivative", Fraction(1, 5)))
    assert _holds(statement("Beta by reflection", Fraction(1, 6)))
    for text in ("1/4 3/4 3/2", "1/3 2/3 3/2", "1/2 1/2 2", "1/6 5/6 2", "1/4 1/2 1", "1/3 1/2 14/3"):
        assert _holds(statement("Gauss's sum", *map(Fraction, text.split()))), text
    for text in ("1/8 7/8 3/8", "1/3 1/2 1/6", "1/6 5/6 1/4", "5/4 1/4 3/4"):
        assert _holds(statement("gamma product", *map(Fraction, text.split()))), text


@pytest.mark.parametrize(("a", "b", "name", "parameters"), PROVED)
def test_formulas_for_pi_of_high_degree_are_proved(a: str, b: str, name: str, parameters: list[str]) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and found[1].constant == "pi"
    end = found[0].certificate["end"]
    assert end["name"] == name and end["parameters"] == parameters
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("16n^3+36n^2+30n+9", "-8n^3(2n+1)^3", "gamma(1/4)^4/pi^3"),
        ("54n^3+108n^2+90n+28", "-27n^3(3n+1)^3", "gamma(1/3)^6/pi^4"),
        ("36n^3+81n^2+67n+20", "-18n^3(3n+1)(3n+2)(2n+1)", "2^(1/3)*gamma(1/3)^6/pi^4"),
        ("12n^2+18n+7", "8n^3(2n+1)^3", "sqrt(2)*(gamma(1/8)*gamma(3/8))^2/pi^3"),
        ("27n^2+45n+20", "-18n^2(3n+1)(3n+2)", "2^(2/3)*gamma(1/3)^3/pi^2"),
        ("27n^2+51n+26", "-6n(3n+1)^2(3n+2)", "2^(1/3)*sqrt(3)*gamma(1/3)^3/pi"),
        ("8n+6", "n(2n+1)(3n+1)(6n+1)", "2^(1/6)*gamma(1/3)^4*gamma(1/4)*gamma(5/12)/pi^3"),
        ("2n^2+6n+7", "-(n^2+2n+2)^2", "pi*coth(pi)"),
        ("2n^2+8n+10", "-(n^2+3n+3)^2", "sqrt(3)*pi*tanh(sqrt(3)*pi/2)/2"),
        ("32n^2+88n+51", "-256n^4-896n^3-944n^2-280n", "sqrt(2)"),
        ("16n^3+40n^2+38n+13", "-4n^2(2n+1)^4", "catalan/pi"),
        ("2n+5", "(n^2+4n+6)^2", "sqrt(2)*pi/sinh(sqrt(2)*pi)"),
        ("n^2+6n+6", "-2(n+1)^3", "Ei(2)-euler_gamma-log(2)"),
        ("2n^2+3n+2", "4n^3+4n^2+n", "sqrt(pi)*erf(1)"),
    ],
)
def test_sums_of_classical_series_are_proved(a: str, b: str, name: str) -> None:
    found = theorem_link(PCF.parse(a, b))
    assert found is not None and normal_form(found[1].constant) == normal_form(name)
    verify(json.loads(json.dumps(found[0].certificate)))
