"""The reduction order: known values, what it is invariant under, and what real common factors say."""

from fractions import Fraction
from itertools import islice
from math import log
from statistics import fmean

import gmpy2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dynamics.reduction import (
    PERIODS,
    VOTERS,
    growth_order,
    local_slopes,
    order_by_vote,
    reduction_order,
    shape_keeping_primes,
    start_of_product,
)
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.formulas.pcf import PCF

FULL = [  # a, b, name
    ("34n^3+51n^2+27n+5", "-n^6", "ζ(3), Apéry"),
    ("n^3+(n+1)^3", "-n^6", "ζ(3)"),
    ("n^3+(n+1)^3+4(2n+1)", "-n^6", "ζ(3)"),
    ("17(n^3+(n+1)^3)-12(2n+1)", "-n^6", "ζ(3), Apéry as member of the structured family"),
    ("11n^2+11n+3", "n^4", "ζ(2), Apéry"),
    ("2n^2+2n+1", "-n^4", "ζ(2)"),
    ("8n", "(2n-1)^4", "Catalan"),
    ("6n+3", "-n^2", "ln 2"),
    ("2n+1", "n^2", "π"),
    ("3n+3", "-2n^2-n", "π"),
    ("2", "(2n-1)^2", "π"),
    ("1", "1", "golden ratio: nothing grows factorially"),
]
PARTIAL = [
    ("n^3+(n+1)^3+2n+1", "-n^6", Fraction(1)),  # of order 3 only where 3 is a square
    ("n(3n^2+1)", "n(n-1)(n+7)", Fraction(1)),  # inflated by n
    ("0", "n^3", Fraction(3, 2)),
    ("n+3", "-n", Fraction(0)),
    ("n", "n^2", Fraction(0)),  # 5 is no square modulo half of the primes
    ("2n+2", "-n^2", Fraction(0)),  # double characteristic root
    ("n", "n^2+1", Fraction(0)),
]
DEPTH = 1_000


def gcd_growth_rate(pcf: PCF, depth: int = DEPTH) -> float:
    """η′ with ln(pₙ/gcd) ~ η′ n ln n, from exact convergents at n = depth and 2 depth of a tail that does not end."""
    start = max([0, *pcf.b.integer_roots()])
    p, p_before, q, q_before = gmpy2.mpz(pcf.a(start)), gmpy2.mpz(1), gmpy2.mpz(1), gmpy2.mpz(0)
    logs = []
    for n in range(1, 2 * depth + 1):
        a, b = pcf.a(start + n), pcf.b(start + n)
        p, p_before = a * p + b * p_before, p
        q, q_before = a * q + b * q_before, q
        if n in (depth, 2 * depth):
            logs.append(float(gmpy2.log(max(abs(p), abs(q)) // gmpy2.gcd(p, q))))
    return (logs[1] - 2 * logs[0]) / (2 * depth * log(2))


@pytest.mark.parametrize(("a", "b", "name"), FULL)
def test_known_formulas_have_full_reduction(a: str, b: str, name: str) -> None:
    pcf = PCF.parse(a, b)
    assert reduction_order(pcf) == growth_order(pcf)


@pytest.mark.parametrize(("a", "b", "order"), PARTIAL)
def test_partial_and_missing_reductions(a: str, b: str, order: Fraction) -> None:
    assert reduction_order(PCF.parse(a, b)) == order


def test_share_of_primes_with_a_slope_is_the_share_of_the_factorial_that_is_lost() -> None:
    pcf = PCF.parse("n", "n^2")  # characteristic roots in ℚ(√5)
    slopes = local_slopes(pcf, voters=60)
    assert all(slope == (1 if p % 5 in (1, 4) else 0) for p, slope in slopes.items())
    assert gcd_growth_rate(pcf) == pytest.approx(1 - 1 / 2, abs=0.05)


@pytest.mark.parametrize(("a", "b"), [(a, b) for a, b, _ in FULL + PARTIAL if a != "0"])  # there every other q is 0
def test_mean_slope_is_what_common_factors_of_convergents_eat(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    mean_slope = fmean(local_slopes(pcf, voters=60).values())
    assert gcd_growth_rate(pcf) == pytest.approx(float(growth_order(pcf)) - mean_slope, abs=0.25)


small = st.integers(-6, 6)
nonzero = small.filter(bool)


@st.composite
def formulas(draw: st.DrawFn) -> PCF:
    """Linear a, b a product of two linear factors: often reduced; or anything up to degree 2."""
    if draw(st.booleans()):
        u, v, w, z = draw(nonzero), draw(small), draw(nonzero), draw(small)
        a = Polynomial.of([draw(small), draw(nonzero)])
        return PCF(a, Polynomial.of([v, u]) * Polynomial.of([z, w]))
    return PCF(
        Polynomial.of([draw(small), draw(small), draw(small)]),
        Polynomial.of([draw(small), draw(small), draw(nonzero)]),
    )


def defect(pcf: PCF) -> Fraction | None:
    order = reduction_order(pcf)
    return None if order is None else growth_order(pcf) - order


def slope_of_whole_product(pcf: PCF, p: int) -> Fraction | None:
    """ρ_p as the head of the module defines it: from all four entries of M(s + 1) ⋯ M(s + mp)."""
    s, q = start_of_product(p), p ** (2 * pcf.b.degree + 6)
    w, x, y, z = 1, 0, 0, 1
    seen = []
    for n in range(1, PERIODS * p + 1):
        a, b = pcf.a(s + n), pcf.b(s + n)
        w, x, y, z = x, (b * w + a * x) % q, z, (b * y + a * z) % q
        if n % p == 0:
            seen.append(next(v for v in range(99) if any(entry % p ** (v + 1) for entry in (w, x, y, z))))
    v1, v2, v3, v4 = seen
    return Fraction(v3 - v1, 2) if v3 - v1 == v4 - v2 else None


@settings(max_examples=10)
@given(formulas())
def test_order_is_that_of_the_whole_product(pcf: PCF) -> None:
    slopes = [slope_of_whole_product(pcf, p) for p in islice(shape_keeping_primes(pcf), VOTERS)]
    order = order_by_vote([slope for slope in slopes if slope is not None])
    assert order is None or reduction_order(pcf) == order


@given(formulas(), st.tuples(st.integers(1, 9), st.integers(1, 4)))
def test_inflation_raises_order_and_growth_alike(pcf: PCF, factor: tuple[int, int]) -> None:
    assert defect(pcf.inflated(Polynomial.of(factor))) == defect(pcf)


@given(formulas(), st.integers(-20, 20).filter(bool))
def test_scaling_and_sign_keep_the_order(pcf: PCF, k: int) -> None:
    assert reduction_order(pcf.scaled(k)) == reduction_order(pcf) == reduction_order(pcf.negated())


@given(formulas(), st.integers(-30, 30))
def test_shift_keeps_the_order_also_of_fractions_that_terminate(pcf: PCF, k: int) -> None:
    assert reduction_order(pcf.shifted(k)) == reduction_order(pcf)


@given(formulas())
def test_order_lies_between_zero_and_half_the_degree_of_b(pcf: PCF) -> None:
    order = reduction_order(pcf)
    assert order is not None and 0 <= order <= Fraction(pcf.b.degree, 2)
    assert order.denominator in (1, 2)


def test_coefficients_of_any_size() -> None:
    k = 10**3_000 + 7
    assert reduction_order(PCF.parse("11n^2+11n+3", "n^4").scaled(k)) == 2
    assert reduction_order(PCF(Polynomial((k, 1)), Polynomial((0, k, -1)))) == 0


def test_high_degrees() -> None:
    c = parse_polynomial("(n+1)^16*(2n+1)^15")
    assert reduction_order(PCF.parse("2n+1", "n^2").inflated(c)) == 32


def test_evidence_comes_only_from_primes_that_keep_the_shape() -> None:
    primes = shape_keeping_primes(PCF.parse("29n+1", "31n^2*(n+1)"))
    assert [next(primes) for _ in range(3)] == [37, 41, 43]
    squares_apart = shape_keeping_primes(PCF.parse("29n", "n"))  # A² + 4B plays no part here
    assert next(squares_apart) == 31
    discriminant = shape_keeping_primes(PCF.parse("n", "7n^2"))  # 1 + 28 = 29
    assert next(discriminant) == 31


def test_one_low_prime_is_overruled_and_two_are_believed() -> None:
    one, half = Fraction(1), Fraction(1, 2)
    assert order_by_vote([one] * 11 + [half]) == one
    assert order_by_vote([one] * 10 + [half] * 2) == half
    assert order_by_vote([one] * 11) is None
