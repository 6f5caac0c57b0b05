"""Fractions whose recurrence has a hypergeometric solution: their values are Möbius images of series."""

import json
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.proofs.reading import Rejected
from analysis.values.hypergeometric_solutions import hypergeometric_solution
from analysis.values.series_forms import SeriesForm, series_form

LITERATURE = [
    ("n^3+(n+1)^3", "-n^6", "4F3"),  # 1/ζ(3)
    ("2n^2+2n+1", "-n^4", "3F2"),  # 1/ζ(2)
    ("8n", "(2n-1)^4", "3F2"),  # 1/G − 1
    ("20n^3+86n^2+123n+59", "-64n^6-416n^5-1004n^4-1090n^3-504n^2-72n", "4F3"),  # 24 + 64/π
    ("96n^3+464n^2+634n+261", "4096n^6+10240n^5+6912n^4+128n^3-640n^2", "4F3"),  # 80/(16 − 5π)
]


@pytest.mark.parametrize(("a", "b", "kind"), LITERATURE)
def test_the_series_has_the_value_of_the_fraction(a: str, b: str, kind: str) -> None:
    pcf = PCF.parse(a, b)
    form = series_form(pcf)
    assert isinstance(form, SeriesForm) and form.kind == kind
    verify(json.loads(json.dumps(form.certificate(pcf))))
    with mpmath.workdps(40):
        rational = [[_real(p.rational) for p in ps] for ps in (form.upper, form.lower)]
        argument = _real(form.argument)
        value = mpmath.hyper(*rational, argument) * form.first.numerator / form.first.denominator
        p, q, r, s = form.mobius.coefficients
        assert abs((p * value + q) / (r * value + s) - mpmath.mpf(limit(pcf, 30).decimal() or "nan")) < 1e-24


@pytest.mark.parametrize(
    ("key", "value"), [("start", 7), ("first", "1/9"), ("solution", ["n", "1"]), ("term ratio", ["n", "n + 1"])]
)
def test_a_changed_series_is_rejected(key: str, value: object) -> None:
    pcf = PCF.parse("n^3+(n+1)^3", "-n^6")
    form = series_form(pcf)
    assert isinstance(form, SeriesForm)
    certificate = form.certificate(pcf)
    certificate["end"] = {**certificate["end"], key: value}
    with pytest.raises(Rejected):
        verify(certificate)


polynomials = st.lists(st.integers(-4, 4), min_size=1, max_size=3).map(Polynomial.of).filter(bool)


@settings(max_examples=60, deadline=None)
@given(polynomials, polynomials)
def test_a_recurrence_that_factors_has_a_series_or_a_rational_value(first: Polynomial, second: Polynomial) -> None:
    """uₙ = (A(n) + B(n)) uₙ₋₁ − B(n) A(n−1) uₙ₋₂ has the solution with the ratio A(n)."""
    pcf = PCF(first + second, -(second * first.shift(-1)))
    found = limit(pcf, 20)
    assume(found.status == "convergent" and found.value is not None)
    form = series_form(pcf)
    assert form is not None
    if isinstance(form, Fraction):
        with ctx.workprec(128):
            assert abs(arb(form.numerator) / form.denominator - found.value) < arb(10) ** -15
    else:
        verify(form.certificate(pcf))


def _real(value: Fraction) -> mpmath.mpf:
    return mpmath.mpf(value.numerator) / value.denominator


def test_apery_has_no_hypergeometric_solution() -> None:
    assert hypergeometric_solution(PCF.parse("34n^3+51n^2+27n+5", "-n^6")) is None


def test_a_series_whose_factors_have_no_roots_to_name_is_given_by_its_terms() -> None:
    pcf = PCF.parse("n^3+3", "-(n-1)^3-2")  # uₙ = (A + 1) uₙ₋₁ − A(n−1) uₙ₋₂ with A = n³ + 2
    form = series_form(pcf)
    assert isinstance(form, SeriesForm) and form.kind == "series" and "Sum(Product(" in form.sympy()
    verify(form.certificate(pcf))
    top, bottom = form.term_ratio
    total, term, n = Fraction(0), form.first, form.start + 1
    for _ in range(30):
        total, term, n = total + term, term * Fraction(top(n), bottom(n)), n + 1
    value, found = form.mobius(total), limit(pcf, 30).value
    with ctx.workprec(128):
        assert found is not None and abs(arb(value.numerator) / value.denominator - found) < arb(10) ** -25
