"""Fractions that are images of series: the constants that their parameters suggest name the values."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import catalan, mpf, pi, sqrt

from analysis.constants.library import built_in_library, constant
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import ONE, Polynomial, parse_polynomial
from analysis.exact.rationals import flint
from analysis.examination import Examination, examine
from analysis.formulas.pcf import PCF
from analysis.links.placement import placement
from analysis.numbers.limits import limit
from analysis.numbers.relations import find_mobius
from analysis.proofs.chain import verify
from analysis.proofs.irrational_sums import OverQuadratic
from analysis.proofs.polynomials import minus, times
from analysis.proofs.quadratic_sums import Quadratic, quadratic_multiples
from analysis.proofs.quartic_sums import Quartic
from analysis.proofs.rational_sums import rational_sum as exact_sum
from analysis.transformations.contraction import contracted_pcf
from analysis.transformations.series import pcf_of_series
from analysis.values.rational_series import named_sum, rational_sum
from analysis.values.series_forms import SeriesForm, series_form

DIGITS = 60

# c(n)/c(n−1) above and below with c(0) = 1, Σ c(n) from the literature (DLMF 5.15, 10.25, 15.4, 25.11, 25.12; Ramanujan
# 1914; Chudnovsky 1988; Guillera 2002; Raayoni et al. 2021), and the constant that the value is named by.
SERIES: dict[str, tuple[str, str, Callable[[], mpf], str]] = {
    "dilogarithm": ("n^2", "2(n+1)^2", lambda: 2 * mpmath.polylog(2, mpf(1) / 2), "polylog(2,1/2)"),
    "thirds": ("-(3n-2)", "3n+1", lambda: (pi / sqrt(3) + mpmath.log(2)) / 3, "sqrt(3)*pi+3*log(2)"),
    "quarters": ("(4n-3)^2", "(4n+1)^2", lambda: (pi**2 + 8 * catalan) / 16, "pi^2+8*catalan"),
    "polygamma": ("(3n-1)^3", "(3n+2)^3", lambda: -4 * mpmath.psi(2, mpf(2) / 3) / 27, "polygamma(2,2/3)"),
    "cotangent": ("(5n-4)(5n-1)", "(5n+1)(5n+4)", lambda: 4 * pi / 15 * mpmath.cot(pi / 5), "pi*cot(pi/5)"),
    "complex poles": ("n^2-2n+2", "n^2+1", lambda: (1 + pi * mpmath.coth(pi)) / 2, "pi*coth(pi)"),
    "Bessel": ("1", "n^2", lambda: mpmath.besseli(0, 2), "besseli(0,2)"),
    "cosine": ("-1", "2n(2n-1)", lambda: mpmath.cos(1), "cos(1)"),
    "sine integral": ("-(2n-1)", "2n(2n+1)^2", lambda: mpmath.si(1), "Si(1)"),
    "exponential integral": ("-n", "(n+1)^2", lambda: mpmath.euler - mpmath.ei(-1), "Ei(-1)-euler_gamma"),
    "erfi": ("2n-1", "n(2n+1)", lambda: sqrt(pi) * mpmath.erfi(1) / 2, "sqrt(pi)*erfi(1)"),
    "Gauss": (
        "(3n-2)(5n-4)",
        "15n^2",
        lambda: mpmath.gammaprod([mpf(7) / 15], [mpf(2) / 3, mpf(4) / 5]),
        "gamma(7/15)/(gamma(2/3)*gamma(4/5))",
    ),
    "elliptic integral": ("(2n-1)^2", "12n^2", lambda: 2 * mpmath.ellipk(mpf(1) / 3) / pi, "elliptic_k(1/3)/pi"),
    "central binomials": (
        "n(2n-1)",
        "2(2n+1)^2",
        lambda: (8 * catalan - pi * mpmath.log(2 + sqrt(3))) / 3,
        "8*catalan-pi*log(2+sqrt(3))",
    ),
    "well poised": (
        "-(4n+1)(2n-1)^5",
        "32(4n-3)n^5",
        lambda: 2 / mpmath.gamma(mpf(3) / 4) ** 4,
        "gamma(1/4)^4/pi^4",
    ),
    "Hardy": (
        "(8n+1)(4n-3)^4",
        "256(8n-7)n^4",
        lambda: 2 * sqrt(2) / (sqrt(pi) * mpmath.gamma(mpf(3) / 4) ** 2),
        "sqrt(2)*gamma(1/4)^2/pi^(5/2)",
    ),
    "Chudnovsky": (
        "-(545140134n+13591409)(6n-1)(2n-1)(6n-5)",
        "72*151931373056000(545140134n-531548725)n^3",
        lambda: 426880 * sqrt(10005) / (13591409 * pi),
        "sqrt(10005)*pi",
    ),
    "Guillera": (
        "-(5418n^2+693n+29)(2n-1)(3n-1)(3n-2)(6n-1)(6n-5)",
        "648*512000(5418n^2-10143n+4754)n^5",
        lambda: 128 * sqrt(5) / (29 * pi**2),
        "sqrt(5)*pi^2",
    ),
}


def _examined(pcf: PCF) -> Examination:
    return examine(pcf, digits=DIGITS, library=built_in_library())


@pytest.mark.parametrize("name", SERIES)
def test_the_value_of_a_series_of_the_literature_is_named(name: str) -> None:
    top, bottom, value, named = SERIES[name]
    euler = pcf_of_series(parse_polynomial(top), parse_polynomial(bottom))
    found = _examined(euler.pcf).identity
    assert found is not None and found.digits >= DIGITS
    with mpmath.workdps(2 * DIGITS), ctx.workdps(2 * DIGITS):  # large coefficients cancel
        p, q, r, s = euler.mobius.coefficients
        expected = (p * value() + q) / (r * value() + s)
        ours = found.mobius(found.constant.value(2 * DIGITS)).str(2 * DIGITS, radius=False)
        assert abs(mpmath.mpf(ours) / expected - 1) < mpf(10) ** -DIGITS
    assert found.constant.name == named


QUADRATIC = {  # c(n)/c(n−1) and Σ c(n)/c(0), the sum as its partial fractions over cot or coth
    "double": ("((n-1)^2+1)^2", "(n^2+1)^2", "pi*coth(pi)+pi^2/sinh(pi)^2"),
    "triple": ("((n-1)^2+1)^3", "(n^2+1)^3", "3*pi*coth(pi)+3*pi^2/sinh(pi)^2+2*pi^3*coth(pi)/sinh(pi)^2"),
    "double at halves": ("(n^2-n+1)^2", "(n^2+n+1)^2", "2*sqrt(3)*pi*tanh(sqrt(3)/2*pi)-3*pi^2/cosh(sqrt(3)/2*pi)^2"),
    "real": ("(n-1)^2-2", "n^2-2", "sqrt(2)*pi*cot(sqrt(2)*pi)"),
    "both": ("(n-1)^4-4", "n^4-4", "sqrt(2)*pi*cot(sqrt(2)*pi)+sqrt(2)*pi*coth(sqrt(2)*pi)"),
    "Sophie Germain": ("(n-1)^4+4", "n^4+4", "pi*coth(pi)"),
    "alternating": ("-((n-1)^2+1)^2", "(n^2+1)^2", "pi/sinh(pi)+pi^2*coth(pi)/sinh(pi)"),
    "odd": ("-(2n+1)*(n^2-n+1)", "(2n-1)*(n^2+n+1)", "pi/cosh(sqrt(3)/2*pi)"),
    "odd and rational": ("-(2n-1)*(n^2-n+1)", "(2n+1)*(n^2+n+1)", "pi/cosh(sqrt(3)/2*pi)-pi"),
}


@pytest.mark.parametrize("name", QUADRATIC)
def test_sums_over_quadratic_poles_are_proved(name: str) -> None:
    top, bottom, named = QUADRATIC[name]
    euler = pcf_of_series(parse_polynomial(top), parse_polynomial(bottom))
    placed = placement(euler.pcf.canonical().pcf)
    assert placed is not None and placed.sum_name == named
    verify(placed.certificate)


@pytest.mark.parametrize(
    ("top", "bottom", "named"),
    [
        ("n^3+n", "n^3+3n^2+4n+2", "euler_gamma+re_digamma(1,1)"),  # Σ 1/(n³ + n)
        ("n^3+1", "(n+1)^3+1", "2*euler_gamma+2*re_digamma(1/2,1/2*sqrt(3))+sqrt(3)*pi*tanh(sqrt(3)/2*pi)"),
        ("3n^2+2n+1", "3n^2+8n+6", "sqrt(2)*im_digamma(1/3,1/3*sqrt(2))"),
        ("n^4-2", "(n+1)^4-2", "sqrt(sqrt(2))*pi*cot(sqrt(sqrt(2))*pi)+sqrt(sqrt(2))*pi*coth(sqrt(sqrt(2))*pi)"),
        ("n^3-2", "(n+1)^3-2", None),  # a cubic that does not split has three ψ
        ("(n+1)(n^4+1)", "n((n+1)^4+1)", None),  # Σ n/(n⁴ + 1)
    ],
)
def test_sums_over_irrational_poles_have_elementary_values_or_those_of_digamma(
    top: str, bottom: str, named: str | None
) -> None:
    euler = pcf_of_series(parse_polynomial(top), parse_polynomial(bottom))
    placed = placement(euler.pcf.canonical().pcf)
    assert placed is not None and (placed.sum_name and constant(placed.sum_name).name) == (
        named and constant(named).name
    )
    verify(placed.certificate)


def _summed(top: Sequence[int], bottom: Sequence[int], z: int) -> mpf:
    def term(j: int) -> mpf:
        return mpmath.polyval(top[::-1], j) / mpmath.polyval(bottom[::-1], j)

    return mpmath.nsum(term if z == 1 else lambda i: term(2 * i) - term(2 * i + 1), [0, mpmath.inf])


def _agrees(terms: Iterable[tuple[Fraction, str]], rest: Fraction, total: mpf) -> bool:
    value = sum((arb(flint(c)) * constant(name).value(20) for c, name in terms), arb(flint(rest)))
    return abs(float(value.mid()) - float(total)) < 1e-9 * max(1, abs(float(total)))


SIGNS = st.sampled_from([1, -1])
CENTRES = st.sampled_from([Fraction(1), Fraction(1, 2)])
SMALL = st.fractions(-5, 5, max_denominator=4)


@settings(max_examples=20, deadline=None)
@given(SIGNS, CENTRES, st.fractions(-3, 3, max_denominator=4), st.integers(1, 3))
def test_sums_over_quadratic_poles_have_their_values(z: int, s: Fraction, d: Fraction, m: int) -> None:
    one = Quadratic(Fraction(1), s, d, m)
    assume(one.known)
    assert _agrees(*quadratic_multiples([one], Fraction(z)), _summed(*one.quotient(Fraction(z)), z))


@settings(max_examples=15, deadline=None)
@given(SIGNS, CENTRES, st.integers(-4, 4), st.integers(-3, 3), SMALL, SMALL)
def test_sums_over_quartic_poles_have_their_values(
    z: int, s: Fraction, c0: int, c1: int, p: Fraction, q: Fraction
) -> None:
    one = Quartic(Fraction(c0), Fraction(c1), s, p, q)
    assume(one.known)
    assert _agrees(*one.terms(Fraction(z)), _summed(*one.quotient(Fraction(z)), z))


@settings(max_examples=15, deadline=None)
@given(SIGNS, st.fractions(Fraction(1, 5), 1, max_denominator=5), SMALL, st.integers(-4, 4), SMALL)
def test_sums_over_quadratic_poles_are_values_of_digamma(z: int, s: Fraction, c: Fraction, e: int, d: Fraction) -> None:
    """At z = 1 beside −e/(j + 1), whose sum is −eγ."""
    one = OverQuadratic(c, Fraction(e), s, d)
    assume(one.known)
    top, bottom = one.quotient(Fraction(z))
    if z == 1:
        top, bottom = minus(times(top, (1, 1)), times((e,), bottom)), times(bottom, (1, 1))
    more = [(Fraction(-e), "euler_gamma")] if z == 1 else []
    assert _agrees([*one.terms(Fraction(z)), *more], Fraction(0), _summed(top, bottom, z))


@pytest.mark.parametrize("name", ["Bessel", "cosine", "sine integral", "well poised", "complex poles"])
def test_so_is_the_value_of_its_even_part(name: str) -> None:
    """Two terms at a time: parameters halve, the argument is squared."""
    top, bottom, _, named = SERIES[name]
    euler = pcf_of_series(parse_polynomial(top), parse_polynomial(bottom))
    found = _examined(contracted_pcf(euler.pcf, 2).pcf.canonical().pcf).identity
    assert found is not None and found.constant.name == named


@pytest.mark.parametrize(
    ("top", "bottom", "named"),
    [
        ("n+2", "(n+1)n^2", "2*besseli(0,2)+besseli(1,2)"),  # Σ (k + 2)/(2 k!²)
        ("n^2", "2(n+1)(2n-1)", None),  # Σ 1/((k + 1) C(2k, k)) (Lehmer, Amer. Math. Monthly 92 (1985))
        ("(2n-1)^2(n+3)", "12n^2(n+2)", None),  # K and E of m = 1/3
        ("(2n-1)(n+1)", "3n(2n+1)n", None),
        ("(2n-1)(n+4)", "4(2n+1)(n+3)", None),
    ],
)
def test_sums_of_several_functions_are_named_as_one_constant(top: str, bottom: str, named: str | None) -> None:
    top_n, bottom_n = parse_polynomial(top), parse_polynomial(bottom)
    euler = pcf_of_series(top_n, bottom_n)
    found = _examined(euler.pcf).identity
    assert found is not None and named in (None, found.constant.name)
    with mpmath.workdps(DIGITS), ctx.workdps(DIGITS):
        term = total = mpf(1)
        for n in range(1, 400):
            term = term * top_n(n) / bottom_n(n)
            total += term
        p, q, r, s = euler.mobius.coefficients
        ours = found.mobius(found.constant.value(DIGITS)).str(DIGITS, radius=False)
        assert abs(mpmath.mpf(ours) * (r * total + s) / (p * total + q) - 1) < mpf(10) ** (10 - DIGITS)


parameters = st.builds(Fraction, st.integers(1, 9), st.sampled_from([1, 2, 3, 4, 5, 6]))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(parameters, st.integers(1, 2)), min_size=2, max_size=3),
    st.sampled_from([Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-2, 3)]),
)
def test_a_rational_sum_is_an_image_of_its_constant(pairs: list[tuple[Fraction, int]], z: Fraction) -> None:
    upper, lower = [u for u, _ in pairs], [u + step for u, step in pairs]
    text = rational_sum(upper, lower, z)
    assume(text is not None)
    top, bottom = (_ratio(side) for side in (upper, lower))
    value = limit(pcf_of_series(top * z.numerator, bottom * z.denominator).pcf, 110)
    assume(value.status == "convergent")  # at z = 1 the harmonic series is none
    assert value.value is not None and find_mobius(constant(text or "").value(110), value.value) is not None


def _ratio(parameters: list[Fraction]) -> Polynomial:
    """Π (n − 1 + u), cleared of denominators by a common one."""
    found = ONE
    for u in parameters:
        found = found * Polynomial.of([int(60 * (u - 1)), 60])
    return found


@pytest.mark.parametrize("z", [Fraction(1), Fraction(1, 3)])
def test_parameters_that_do_not_pair_off_are_no_rational_sum(z: Fraction) -> None:
    assert rational_sum([Fraction(1, 2), Fraction(1)], [Fraction(4, 3), Fraction(1)], z) is None


def test_a_telescoping_sum_is_rational_and_suggests_nothing() -> None:
    assert rational_sum([Fraction(1), Fraction(1)], [Fraction(3), Fraction(1)], Fraction(1)) is None  # Σ 2/((k+1)(k+2))


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("2n^2+2n+3", "-n^4", "pi^2"),
        ("3n^2+6n+4", "-2n^4-2n^3", "log(2)+polylog(2,1/2)"),
        ("2n^5+5n^4+22n^3+28n^2+15n+3", "-n^10", "zeta(5)-zeta(3)"),  # poles that are not rational telescope
    ],
)
def test_sums_of_rational_functions_are_proved_by_their_partial_fractions(a: str, b: str, name: str) -> None:
    pcf = PCF.parse(a, b)
    form = series_form(pcf)
    assert isinstance(form, SeriesForm)
    found = named_sum(form)
    assert found is not None and found.constant == name
    proved = verify(found.certificate(form, pcf))
    value = limit(pcf, 50).value
    assert value is not None and Mobius(*proved.mobius)(constant(name).value(60)).overlaps(value)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(parameters, parameters, st.integers(1, 3)), min_size=1, max_size=3),
    st.sampled_from([Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-2, 3)]),
)
def test_the_name_of_a_sum_has_its_value(parts: list[tuple[Fraction, Fraction, int]], z: Fraction) -> None:
    if z == 1:
        parts = [(c, x, m + 1) for c, x, m in parts]
    name, factor, rest = exact_sum(parts, z)
    with mpmath.workdps(30):
        by_hand = mpmath.nsum(
            lambda j: sum(_power(z, j) * _real(c) / (j + _real(x)) ** m for c, x, m in parts), [0, mpmath.inf]
        )
        ours = _real(rest) + (_real(factor) * mpf(constant(name).value(30).str(30, radius=False)) if factor else 0)
        assert abs(ours - by_hand) < mpf(10) ** -15 * (1 + abs(by_hand))


def _real(x: Fraction) -> mpf:
    return mpf(x.numerator) / x.denominator


def _power(z: Fraction, j: mpf) -> mpf:
    return _real(z) ** int(j)
