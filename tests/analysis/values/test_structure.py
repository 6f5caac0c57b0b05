"""Values that the structure of a fraction names: integrals of first-order factors, periods, binomial quotients."""

import pytest
from flint import ctx

from analysis.constants.library import built_in_library, constant
from analysis.examination import examine
from analysis.formulas.pcf import PCF
from analysis.numbers.limits import limit
from analysis.values.structure import structural_identity

NAMED = [
    ("n^2+4n+5", "2n^4+4n^3", "8/(4-3*hyp2f1(1,2/3,5/3,-1/2))"),
    ("n^2+4n+2", "2n^4+4n^3", "4/(3*hyp2f1(1,2/3,5/3,-1/2)-1)"),
    ("n^2+2n-1", "2n*(n+2)^3", "6*hyp2f1(1,1/3,4/3,-1/2)-2"),
    ("n^2+2n+2", "2n*(n+2)^3", "(32+48*hyp2f1(1,1/3,4/3,-1/2))/(5+9*hyp2f1(1,1/3,4/3,-1/2))"),
    ("44n^2+1", "(2n-1)^4", "1/2+160*pi^4/gamma(1/4)^8"),
    ("40n^2+2", "-9(2n-1)^4", "1+256*2^(1/3)*pi^6/(3*gamma(1/3)^12)"),
    ("48n^2+4", "-32(2n-1)^4", "2+1024*pi^4/(gamma(1/8)*gamma(3/8))^4"),
    ("10n^2+n", "4n^2-16n^4", "128/(2^(1/3)*gamma(1/3)^6/pi^2-32)"),
    ("10n^2+n-1", "-4n^2(2n-3)^2", "-9*2^(1/3)*gamma(1/3)^6/(16*pi^4+3*2^(1/3)*gamma(1/3)^6)"),
]


@pytest.mark.parametrize(("a", "b", "value"), NAMED)
def test_structure_names_the_value(a: str, b: str, value: str) -> None:
    pcf = PCF.parse(a, b)
    found = structural_identity(pcf, lambda digits: limit(pcf, digits).value, 50)
    assert found is not None
    with ctx.workdps(120):
        assert found.mobius(found.constant.value(110)).overlaps(constant(value).value(110))


def test_irrational_characteristic_roots_bring_in_their_field() -> None:
    pcf = PCF.parse("8n^2+18n+5", "2n^4+5n^3-4n^2-12n")
    found = structural_identity(pcf, lambda digits: limit(pcf, digits).value, 80)
    assert found is not None
    assert "sqrt(2)" in found.expression
    with ctx.workdps(150):
        assert found.mobius(found.constant.value(140)).overlaps(limit(pcf, 140).value)


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("7(2n+1)", "1-16n^2", "3^(3/4)*11^(1/4)/3"),
        ("3(2n+1)", "1+4n^2", "coth(atan(2/3)/2)"),
        ("7(2n+1)", "-1-9n^2", "cot(atanh(3/7)/3)"),
    ],
)
def test_binomial_quotients_and_their_imaginary_twins_are_proved(a: str, b: str, name: str) -> None:
    found = examine(PCF.parse(a, b), digits=30, library=built_in_library())
    assert found.identity is not None
    assert found.identity.constant.name == name
    assert found.evidence == "proved"
