"""Closed forms of fractions with deg a ≤ 1, deg b ≤ 2 against limits computed without them."""

import json
from fractions import Fraction

import mpmath
import pytest
import sympy
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.notation.expressions import latex_of
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected
from analysis.values.closed_forms import ClosedForm, NoClosedForm, closed_form

coefficient = st.integers(-9, 9)
low_degree = st.builds(
    lambda a, b: PCF(Polynomial.of(a), Polynomial.of(b)),
    st.tuples(coefficient, coefficient),
    st.tuples(coefficient, coefficient, coefficient).filter(any),
)

EVERY_KIND = [
    ("2n+1", "n^2", "2F1"),
    ("3n+3", "-2n^2-n", "2F1"),  # a rational argument
    ("n+2", "n^2+n+1", "2F1"),  # conjugate parameters
    ("n-7", "2n^2-7n-3", "2F1"),
    ("4", "(2n-1)^2", "2F1"),  # z = 1/2: slow
    ("2n+1", "5n+3", "1F1"),
    ("n-6", "3n+1", "1F1"),
    ("3n+1", "2", "0F1"),
    ("n-5", "2", "0F1"),  # γ = −3: the form of a tail
    ("2n+2", "-n^2", "U"),
    ("2n+9", "-n^2-3n-5", "U"),
    ("-3", "2n+1", "U"),
    ("3", "7", "algebraic"),
    ("2n+1", "-n^2", "algebraic"),
    ("n+1", "-n", "algebraic"),
]


@pytest.mark.parametrize(("a", "b", "kind"), EVERY_KIND)
def test_the_closed_form_is_the_limit_to_fifty_digits(a: str, b: str, kind: str) -> None:
    pcf = PCF.parse(a, b)
    form = closed_form(pcf)
    assert isinstance(form, ClosedForm) and form.kind == kind
    _agrees(form, pcf, 50)


@settings(max_examples=150, deadline=None)
@given(low_degree)
def test_every_convergent_fraction_of_low_degree_has_a_closed_form(pcf: PCF) -> None:
    found = limit(pcf, 30)
    form = closed_form(pcf)
    if found.status == "convergent":
        assert isinstance(form, ClosedForm)
        _agrees(form, pcf, 30)
    elif found.status == "divergent" and found.reason != "the convergents tend to infinity":
        assert isinstance(form, NoClosedForm)


@pytest.mark.parametrize(("a", "b"), [(a, b) for a, b, _ in EVERY_KIND])
def test_sympy_reads_the_expression_and_gets_the_value(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    form = closed_form(pcf)
    assert isinstance(form, ClosedForm)
    value = sympy.sympify(form.sympy(), rational=True).evalf(25)
    wanted = mpmath.mpf(limit(pcf, 25).decimal() or "nan")
    assert abs(mpmath.mpmathify(str(sympy.re(value))) - wanted) < 1e-14 * (1 + abs(wanted))


@settings(max_examples=30, deadline=None)
@given(low_degree, st.integers(1, 4))
def test_an_inflated_fraction_keeps_its_closed_form(pcf: PCF, c: int) -> None:
    assume(limit(pcf, 20).status == "convergent")
    inflated = pcf.inflated(Polynomial((c, 1)))
    form = closed_form(inflated)
    assume(inflated.canonical().pcf.b.degree <= 2)
    assert isinstance(form, ClosedForm)
    _agrees(form, inflated, 20)


def test_reasons_are_named() -> None:
    assert "ends" in closed_form(PCF.parse("n+1", "n-3")).reason  # type: ignore[union-attr]
    assert "complex" in closed_form(PCF.parse("n", "-n^2")).reason  # type: ignore[union-attr]
    assert "deg" in closed_form(PCF.parse("n^3", "n")).reason  # type: ignore[union-attr]
    assert "infinity" in closed_form(PCF.parse("n+1", "-n-1")).reason  # type: ignore[union-attr]


def test_brounckers_fraction_has_the_textbook_parameters() -> None:
    form = closed_form(PCF.parse("2", "(2n-1)^2"))
    assert isinstance(form, ClosedForm)
    assert {name: value.rational for name, value in form.parameters} == {
        "alpha": 1,
        "beta": 1,
        "gamma": Fraction(5, 2),
        "z": Fraction(1, 2),
    }
    assert "{}_{2} F_{1}" in latex_of(form.as_json()["expression"])


def _agrees(form: ClosedForm, pcf: PCF, digits: int) -> None:
    value, found = form.value(digits), limit(pcf, digits).value
    assert value is not None and found is not None
    with ctx.workprec(4 * digits + 64):
        assert abs(value - found) < arb(10) ** (1 - digits) * (1 + abs(found))


@settings(max_examples=100, deadline=None)
@given(low_degree)
def test_the_certificate_of_a_closed_form_is_accepted(pcf: PCF) -> None:
    form = closed_form(pcf)
    if isinstance(form, ClosedForm):
        verify(json.loads(json.dumps(form.certificate(pcf))))


@pytest.mark.parametrize(
    ("a", "b"), [("2n+1", "n^2"), ("n-6", "3n+1"), ("n-5", "2"), ("2n+9", "-n^2-3n-5"), ("3", "2n+1")]
)
def test_a_closed_form_with_a_changed_parameter_is_rejected(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    form = closed_form(pcf)
    assert isinstance(form, ClosedForm)
    certificate = form.certificate(pcf)
    for name in certificate["end"]["parameters"]:
        changed = json.loads(json.dumps(certificate))
        changed["end"]["parameters"][name] += " + 1"
        with pytest.raises((Rejected, Malformed)):
            verify(changed)
    for key in ("head", "factor"):
        changed = json.loads(json.dumps(certificate))
        changed["end"][key] += " + 1"
        with pytest.raises((Rejected, Malformed)):
            verify(changed)
