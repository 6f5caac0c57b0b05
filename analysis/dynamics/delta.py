"""The irrationality measure δ of a fraction's convergents: |L − p/q| ~ 1/q̃^(1+δ), p/q in lowest terms.

In the limit 1 + δ is the rate of −ln|error| over that of ln q̃ₙ: η/η′ where the reduced denominators still grow like a
power of n!, else γ/γ′. δ > 0 proves that L is irrational (van der Poorten, "A proof that Euler missed", Math.
Intelligencer 1 (1979)). The blind estimate needs no limit: p₂ₙ/q₂ₙ stands in for L at one depth (arXiv 2412.16818).
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from math import gcd, log, sqrt
from operator import mul

from gmpy2 import log as big_log
from gmpy2 import mpz

from analysis.dynamics.logarithms import LogSum
from analysis.dynamics.reduced_growth import PRIME_NOISE, Depths, ReducedGrowth
from analysis.exact.quadratic import Quadratic
from analysis.numbers.asymptotics import Growth
from analysis.numbers.convergents import Convergent

_LEAST_RATE = 1e-9  # a rate of ln q̃ below this is 0: then n decides, and δ is left open
_ROUNDING = 4e-15  # of an exact value as a double, relative
_LARGEST_POWER = 4  # common powers of two bases are looked for up to this: conjugate units give 2
_MANTISSA = 64  # bits of a quotient of which the logarithm is taken
_SLOW_TERMS = 16  # powers of n in error and denominator that may hide at one depth


@dataclass(frozen=True)
class Delta:
    """δ with an error bound; `exact` is text that sympy parses, where the rates are known exactly."""

    value: float
    error: float
    exact: str | None = None


def irrationality_measure(rates: Growth, reduced: ReducedGrowth) -> Delta | None:
    """δ from the rates of the error and of the reduced denominators; None where ln q̃ₙ grows more slowly than n.

    >>> from fractions import Fraction
    >>> from analysis.dynamics.reduced_growth import depths, reduced_growth
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.asymptotics import growth
    >>> pcf = PCF.parse("6n+3", "-n^2")
    >>> rates = growth(pcf)
    >>> at = depths(pcf, rates, Fraction(1))
    >>> irrationality_measure(rates, reduced_growth(at, rates, Fraction(1))).exact
    'log(17 + 12*sqrt(2))/(log(3 + 2*sqrt(2)) + 1) - 1'
    """
    if reduced.eta_exact:
        value = rates.eta / reduced.eta_exact - 1
        return Delta(float(value), 0.0, str(value))
    if reduced.eta_exact is None:
        if reduced.eta <= 2 * reduced.eta_error:
            return None
        if not rates.eta:
            return Delta(-1.0, 0.0, "-1")
        value_float = float(rates.eta) / reduced.eta
        return Delta(value_float - 1, value_float * reduced.eta_error / reduced.eta)
    if reduced.gamma is None or reduced.gamma_error is None or reduced.gamma <= 2 * reduced.gamma_error + _LEAST_RATE:
        return None
    slow = rates.base == Quadratic.rational(1)
    if slow and not rates.eta:
        return Delta(-1.0, 0.0, "-1")
    ratio = rates.gamma / reduced.gamma
    if reduced.gamma_exact is None:
        return Delta(ratio - 1, ratio * reduced.gamma_error / reduced.gamma)
    if (rational := _rational_ratio(rates.base, reduced.gamma_exact)) is not None:
        return Delta(float(rational - 1), 0.0, str(rational - 1))
    below = str(reduced.gamma_exact)
    if reduced.gamma_exact.terms > 1 or ("/" in below and not below.endswith(")")):
        below = f"({below})"
    text = f"{rates.gamma_text}/{below} - 1"
    return Delta(ratio - 1, ratio * _ROUNDING, text)


def at_depth(delta: Delta, rates: Growth, reduced: ReducedGrowth, n: int) -> float:
    """What the rates make of δ at a depth, where ln n is not yet large: next to η′ n ln n, γ′ n may still be more."""
    below = reduced.eta * log(n) + (reduced.gamma or 0.0)
    if not reduced.eta or below <= 0:
        return delta.value
    return (float(rates.eta) * (log(n) - 1) + rates.gamma) / below - 1


def blind_measure(at: Depths, slow: bool) -> Delta | None:
    """δ at the depths N/2 and N, each with the convergent of twice the depth for L; the value is that at N.

    The error is what the step between both depths leaves open, and what the distribution of primes does to q̃ₙ. A
    correction falls like 1/n, or (`slow`, where n! decides) like 1/ln n with ln n/n beside it, which may hide it: then
    a coefficient of the size of 1 + δ is allowed for.
    """
    (half, one, two), (log_half, log_one) = at.convergents, map(at.log_reduced, (0, 1))
    early = _blind(half, log_half, one)
    late = _blind(one, log_one, two)
    if early is None or late is None:
        return None
    primes = PRIME_NOISE * sqrt(at.reach * one.n) * at.pcf.b.degree * abs(1 + late)
    error = 2 * abs(late - early) + primes / log_one
    if slow:
        step = abs(late - early) * log(one.n) / log(2)
        error += step + _SLOW_TERMS * log(one.n) / log_one + abs(1 + late) / log(one.n)
    return Delta(late, error + _ROUNDING)


def _rational_ratio(base: Quadratic, rate: LogSum) -> Fraction | None:
    """ln(base)/rate where the rate is ln(x)/k, and x and the base have a common small power."""
    if (single := rate.as_logarithm()) is None:
        return None
    argument, k = single
    for top, bottom in product(range(1, _LARGEST_POWER + 1), repeat=2):
        if gcd(top, bottom) == 1 and _power(base, bottom) == _power(argument, top):
            return Fraction(top * k, bottom)
    return None


def _power(value: Quadratic, exponent: int) -> Quadratic:
    return reduce(mul, [value] * exponent)


def _blind(at: Convergent, log_reduced: float, deeper: Convergent) -> float | None:
    """−ln|p/q − p′/q′| / ln q̃ − 1; None where the convergents agree or q̃ is 1."""
    p, q, p_deep, q_deep = mpz(at.p), mpz(at.q), mpz(deeper.p), mpz(deeper.q)
    difference = abs(p * q_deep - p_deep * q)
    if not difference or log_reduced < 1:
        return None
    return -_log_of_quotient(difference, abs(q * q_deep)) / log_reduced - 1


def _log_of_quotient(top: mpz, bottom: mpz) -> float:
    """ln(top/bottom): the same double whatever factor both have in common."""
    shift = bottom.bit_length() - top.bit_length() + _MANTISSA + 2
    scaled = (top << shift) // bottom if shift > 0 else top // (bottom << -shift)
    spare = scaled.bit_length() - _MANTISSA
    return float(big_log(scaled >> spare)) - (shift - spare) * log(2)
