"""δ of classical fractions, exact and blind, against the literature; and of random ones against their own convergents.

References: Brouncker in Wallis, Arithmetica infinitorum (1656); Euler, De fractionibus continuis (1744); Lambert
(1768); Gauss (1813); Stieltjes (1894); Apéry, Astérisque 61 (1979); van der Poorten, Math. Intelligencer 1 (1979);
Alladi and Robinson, J. reine angew. Math. 318 (1980), whose measures 4.62 of ln 2 and 8.31 of π/√3 are 1 + 1/δ;
Zagier, Integral solutions of Apéry-like recurrence equations (2009); Raayoni et al., Nature 590 (2021).
"""

import math
import random
from fractions import Fraction

import gmpy2
import pytest
import sympy

from analysis.dynamics.delta import irrationality_measure
from analysis.dynamics.findings import dynamics
from analysis.dynamics.mean_slopes import mean_slope
from analysis.dynamics.measures import Dynamics
from analysis.dynamics.reduced_growth import PRIME_NOISE, depths, reduced_growth
from analysis.dynamics.reduction import reduction_order
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.convergents import convergent
from analysis.numbers.limits import limit

LAMBDA = "log(1 + sqrt(2))"

CLASSICAL = [  # a, b, value, δ to four digits, exactly
    ("34n^3+51n^2+27n+5", "-n^6", "6/zeta(3)", 0.0805, f"8*{LAMBDA}/(4*{LAMBDA} + 3) - 1"),  # Apéry
    ("11n^2+11n+3", "n^4", "5/zeta(2)", 0.0922, "10*log(GoldenRatio)/(5*log(GoldenRatio) + 2) - 1"),  # Apéry
    ("6n+3", "-n^2", "2/log(2)", 0.2761, f"4*{LAMBDA}/(2*{LAMBDA} + 1) - 1"),  # Alladi, Robinson
    ("6n+3", "3n^2", "6*sqrt(3)/pi", 0.1368, "log(7 + 4*sqrt(3))/(log(2 + sqrt(3)) + 1) - 1"),  # the same
    ("10n+5", "-n^2", "2/log(3/2)", 0.3925, "log(49 + 20*sqrt(6))/(log(5 + 2*sqrt(6)) + 1) - 1"),  # the same
    ("2n+1", "n^2", "4/pi", -0.2088, f"2*{LAMBDA}/({LAMBDA} + 1 + log(2)/2) - 1"),  # Gauss, Euler
    ("2", "(2n-1)^2", "1 + 4/pi", -1.0, "-1"),  # Brouncker
    ("3n+3", "-2n^2-n", "2/(4 - pi)", -0.6534, "log(2)/2 - 1"),  # Raayoni et al.
    ("n+3", "-n", "E", 0.0, "0"),  # the same
    ("4n+2", "1", "(E + 1)/(E - 1)", 1.0, "1"),  # Euler
    ("2n+1", "1", "1/tanh(1)", 1.0, "1"),  # Lambert
    ("2n+1", "-1", "1/tan(1)", 1.0, "1"),  # Lambert
    ("n+1", "1", "besseli(0, 2)/besseli(1, 2)", 1.0, "1"),  # Lommel
    ("1", "1", "GoldenRatio", 1.0, "1"),
    ("2", "1", "1 + sqrt(2)", 1.0, "1"),
    ("2n+2", "-n^2", "1/(-E*Ei(-1))", -1.0, "-1"),  # Stieltjes
    ("2n^2+2n+1", "-n^4", "1/zeta(2)", -1.0, "-1"),
    ("7n^2+7n+2", "8n^4", None, -0.4903, "log(8)/(log(8) + 2) - 1"),  # Zagier A
    ("10n^2+10n+3", "-9n^4", None, -0.4765, "log(9)/(log(9) + 2) - 1"),  # Zagier C
]


def found(pcf: PCF) -> Dynamics:
    rates = growth(pcf)
    assert isinstance(rates, Growth)
    return dynamics(pcf, rates, reduction_order(pcf))


@pytest.mark.parametrize(("a", "b", "value", "delta", "exact"), CLASSICAL, ids=[f"{a}; {b}" for a, b, *_ in CLASSICAL])
def test_classical_fractions(a: str, b: str, value: str | None, delta: float, exact: str) -> None:
    pcf = PCF.parse(a, b)
    result = found(pcf)
    assert result.delta is not None and result.delta.exact is not None and result.blind is not None
    assert result.delta.value == pytest.approx(delta, abs=5e-5)
    assert result.delta.error < 1e-12
    for text in (result.delta.exact, exact):
        assert float(sympy.sympify(text)) == pytest.approx(result.delta.value, abs=1e-12)
    assert abs(result.blind.value - result.delta.value) <= result.blind.error
    if value is not None:
        known = limit(pcf, 30)
        assert known.value is not None
        assert abs(sympy.sympify(value).n(30) - sympy.Float(known.decimal(30), 30)) < 1e-25


def test_measures_of_the_literature_are_one_and_the_inverse_of_delta() -> None:
    for a, b, measure in [
        ("34n^3+51n^2+27n+5", "-n^6", 13.4178),
        ("11n^2+11n+3", "n^4", 11.8508),
        ("6n+3", "-n^2", 4.6221),
        ("6n+3", "3n^2", 8.3100),
    ]:
        delta = found(PCF.parse(a, b)).delta
        assert delta is not None
        assert 1 + 1 / delta.value == pytest.approx(measure, abs=5e-5)


def test_without_reduction_delta_is_decided_by_the_degrees() -> None:
    """1 − deg b/deg a."""
    for a, b, delta in [("n^3+2", "n+1", Fraction(2, 3)), ("3n^2-n+1", "2n+5", Fraction(1, 2))]:
        result = found(PCF.parse(a, b)).delta
        assert result is not None and result.exact == str(delta)


def test_inflation_keeps_delta() -> None:
    """pₙ and qₙ get a common factor, which is taken out again, also one with primes far beyond n."""
    for factor in (Polynomial.of((1, 2)), Polynomial.of((1, 0, 1))):
        for a, b in [("6n+3", "-n^2"), ("11n^2+11n+3", "n^4"), ("n+3", "-n")]:
            pcf = PCF.parse(a, b)
            assert found(pcf.inflated(factor)).delta == found(pcf).delta


def test_scaling_keeps_delta_exactly() -> None:
    pcf = PCF.parse("34n^3+51n^2+27n+5", "-n^6")
    assert found(pcf.scaled(10)).delta == found(pcf).delta


def test_slopes_that_depend_on_a_square_have_their_exact_mean() -> None:
    """5 is a square modulo half of the primes: gcd(pₙ, qₙ) eats n!^(1/2)."""
    pcf = PCF.parse("n", "n^2")
    mean = mean_slope(pcf)
    assert mean is not None and mean.exact == Fraction(1, 2)
    result = found(pcf)
    assert result.reduced is not None and result.reduced.eta_exact == Fraction(1, 2)


@pytest.mark.parametrize(
    ("a", "b", "lost"),  # the share of the primes for which both discriminants are squares, or all of them, is lost
    [
        ("5n+8", "4n^2+7n+1", Fraction(1, 4)),
        ("n+5", "2n^2-n-48", Fraction(1, 2)),
        ("n-2", "4n^2+3n+6", Fraction(1, 4)),  # where a prime divides a discriminant
        ("93656n-945388", "-816685n^2-47096n-550550", Fraction(1, 4)),  # where n! is seen late
    ],
)
def test_a_part_of_n_factorial_that_stays_makes_delta_minus_one(a: str, b: str, lost: Fraction) -> None:
    """The irrational roots of b come round together modulo primes far beyond n; the error falls like λⁿ only."""
    result = found(PCF.parse(a, b))
    assert result.reduced is not None and result.reduced.eta_exact == 1 - lost
    assert result.delta is not None and result.delta.exact == "-1"


def test_rates_that_need_cotangents() -> None:
    """Roots at thirds meet primes of both residues mod 3 at different times: π cot(π/3) = π√3/3 enters."""
    result = found(PCF.parse("3n+2", "3n^2+n"))
    assert result.delta is not None and result.delta.exact is not None and "sqrt(3)*pi" in result.delta.exact
    assert float(sympy.sympify(result.delta.exact)) == pytest.approx(result.delta.value, abs=1e-12)


@pytest.mark.parametrize(("a", "b"), [("2n+1", "-n^2+3"), ("1", "n^2+4n")])
def test_where_denominators_hardly_grow_nothing_false_is_said(a: str, b: str) -> None:
    result = found(PCF.parse(a, b))
    assert result.delta is None or -1 <= result.delta.value <= 0


def random_reduced(generator: random.Random) -> PCF:
    """a linear, b with two linear factors and a square discriminant: full reduction."""
    while True:
        first, second = generator.randint(1, 4), generator.randint(1, 4)
        sign = generator.choice((1, -1))
        lead = first - sign * second  # lead² + 4 sign · first · second is (first + sign · second)²
        b = Polynomial.of((generator.randint(0, 3), first)) * Polynomial.of((generator.randint(0, 3), second)) * sign
        if lead:
            return PCF(Polynomial.of((generator.randint(-5, 5), lead)), b)


def test_random_reduced_fractions_against_deeper_convergents() -> None:
    """The exact rate of ln q̃ₙ, read off at depths 512 and 1,024, foretells it at depth 6,000."""
    generator = random.Random(7)
    exact = 0
    for _ in range(40):
        pcf = random_reduced(generator)
        rates = growth(pcf)
        if not isinstance(rates, Growth) or pcf.termination() is not None or limit(pcf, 10).status != "convergent":
            continue
        order = reduction_order(pcf)
        assert order == 1
        at = depths(pcf, rates, order)
        reduced = None if at is None else reduced_growth(at, rates, order)
        if reduced is None or reduced.gamma_exact is None:
            continue
        exact += 1
        deep = convergent(pcf, 6_000)
        size = float(gmpy2.log(abs(deep.q) // gmpy2.gcd(deep.p, deep.q)))
        assert size / 6_000 == pytest.approx(float(reduced.gamma_exact), abs=0.03), pcf
        delta = irrationality_measure(rates, reduced)
        assert delta is None or delta.error < 1e-12
    assert exact >= 20


def test_no_rational_limit_has_positive_delta() -> None:
    """Two different rationals differ by at least the inverse of their denominators, so δ ≤ 0."""
    for a, b in [("n+1", "-n"), ("2n+3", "-n^2-n"), ("3n+2", "-2n^2"), ("n+4", "2n+4")]:
        pcf = PCF.parse(a, b)
        rates = growth(pcf)
        if isinstance(rates, Growth) and pcf.termination() is None:
            delta = dynamics(pcf, rates, reduction_order(pcf)).delta
            assert delta is None or delta.value <= 1e-12


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("71", "-2"),  # 719 divides the discriminant
        (f"{10**40 + 1}n^5+n+{10**39}", "-675n^6-5535n^5-15495n^4-19065n^3-10230n^2-1800n"),
        ("10^30*n+7", "-n^2+3"),
        ("101n+50", "707n^2"),
    ],
)
def test_large_coefficients_give_what_is_known_and_no_more(a: str, b: str) -> None:
    result = found(PCF.parse(a, b)).as_json()
    assert result["delta"] is None or result["delta_error"] is not None
    assert set(result["dynamics_exact"]) >= {"eta", "gamma", "sqrt", "beta", "eta_reduced", "gamma_reduced"}


@pytest.mark.parametrize(("a", "b", "rate"), [("n+1", "1", "-1"), ("2n+1", "1", "log(2) - 1"), ("n^2+1", "3", "-2")])
def test_denominators_without_common_primes_have_an_exact_rate(a: str, b: str, rate: str) -> None:
    """Common primes divide b(1) ⋯ b(n), so a constant b leaves n!^d λ^n, and ln n! = n ln n − n + …"""
    pcf = PCF.parse(a, b)
    rates = growth(pcf)
    assert isinstance(rates, Growth)
    found = dynamics(pcf, rates, Fraction(0)).as_json()
    assert found["dynamics_exact"]["gamma_reduced"] == rate and found["dynamics_error"]["gamma_reduced"] < 1e-12


@pytest.mark.parametrize(
    ("a", "b"),
    [("2n", "(2n-1)^2"), ("n-4", "2n^2+n"), ("n-1", "2n^2+4n"), ("5n-3", "-4n^2-4n+3"), ("4n+4", "5n^2+4n-1")],
)
def test_accidents_at_single_primes_do_not_hide_the_rule(a: str, b: str) -> None:
    """Two primes of one case that gain more, or a case that only p near a divisor of n meets: q̃ₙ tells, deeper down."""
    pcf = PCF.parse(a, b)
    reduced, rates = found(pcf).reduced, growth(pcf)
    assert isinstance(rates, Growth) and reduced is not None and reduced.gamma_exact is not None
    n = 5_000
    at = convergent(pcf, n)
    size = float(gmpy2.log(abs(gmpy2.mpz(at.q)) // gmpy2.gcd(at.p, at.q)))
    powers = float(rates.dominant.power) * math.log(n)
    primes = PRIME_NOISE * math.sqrt(5 * n) * pcf.b.degree
    assert abs(size - powers - float(reduced.gamma_exact) * n) < primes
