"""δ of a recurrence of any order, measured: the exact error rate over the growth of exact reduced denominators.

δ = −1 − lim ln|p/q − L| / ln q̃, q̃ the denominator of p/q in lowest terms. The error's growth is known from the formal
solutions; ln q̃ is taken exactly at three depths and fitted by η′ ln n! + γ′ n + const, with η′ the nearest multiple of
1/2, or of 1/m where the solutions have n!^(k/m), or by γ′ n + const where that is 0. An η′ near none of these is said
as it was measured. The error said is what the last two depths leave open.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor, lcm, lgamma, log, sqrt
from typing import Any

from analysis.dynamics.start_growth import StartGrowth
from analysis.exact.balls import log2_integer
from analysis.formulas.recurrence import Recurrence

_DEPTHS = (500, 1_000, 2_000)
_DEEPEST_BITS = 6_000_000  # of a state at the last depth; larger numbers are looked at less deep
_HALVES = 2  # η′ is a multiple of 1/2 in most that is known
_NOISE = 0.15  # by so much primes move the fit
_CLEAR = Fraction(1, 3)  # of the way to the next multiple, at which none is recognised
_LN2 = log(2)


@dataclass(frozen=True)
class MeasuredDelta:
    """ln q̃ ~ eta_reduced ln n! + gamma_reduced n, and δ with the error of the measurement (0: exact)."""

    eta_reduced: float
    gamma_reduced: float | None
    gamma_error: float | None
    delta: float | None
    delta_error: float | None
    delta_exact: str | None = None


def error_exponents(growth: StartGrowth) -> dict[str, Any]:
    """η, γ, c of √n and β of |p/q − L|, from the solutions that q and p − L q follow."""
    assert growth.q is not None and growth.error is not None
    large, small = growth.solutions[growth.q], growth.solutions[growth.error]
    roots = [sum(c.real for s, c in one.exponential if s == Fraction(1, 2)) for one in (large, small)]
    return {
        "eta": large.factorial - small.factorial,
        "gamma": large.base.log_modulus - small.base.log_modulus,
        "sqrt": float(roots[0] - roots[1]),
        "beta": large.power.real - small.power.real,
    }


def measured_delta(recurrence: Recurrence, growth: StartGrowth) -> MeasuredDelta | None:
    """None where the denominators do not grow, or the error does not fall."""
    if not growth.converges:
        return None
    scale = _depth_scale(recurrence)
    depths = [max(n // scale, 16) for n in _DEPTHS]
    sizes = log_denominators(recurrence, depths)
    if sizes[-1] < 1 or sizes[-1] <= sizes[0]:
        return None
    slope = _factorial_slope(depths, sizes)
    rates, eta = error_exponents(growth), _recognised(slope, lcm(*(s.factorial.denominator for s in growth.solutions)))
    if eta is None:
        return _of_slope(rates, slope)
    return _delta(rates, eta, *_fitted(depths, sizes, eta, max(c.degree for c in recurrence.coefficients)))


def _depth_scale(recurrence: Recurrence) -> int:
    degree = max(c.degree for c in recurrence.coefficients)
    bits = _DEPTHS[-1] * (degree * log(_DEPTHS[-1]) / _LN2 + 8)
    return 1 + int(bits * recurrence.order**2 / _DEEPEST_BITS)


def log_denominators(recurrence: Recurrence, depths: list[int]) -> list[float]:
    """ln of the denominator of p/q in lowest terms at each of some ascending depths."""
    found, state, at = [], recurrence.start, recurrence.first
    for depth in depths:
        state = recurrence.states(recurrence.first + depth, state, at)
        at = recurrence.first + depth
        last = next((i for i in reversed(range(recurrence.order)) if state[1, i]), recurrence.order - 1)
        p, q = state[0, last], state[1, last]
        found.append(log2_integer(abs(q) // p.gcd(q)) * _LN2 if q else 0.0)
    return found


def _factorial_slope(depths: list[int], sizes: list[float]) -> float:
    """η′ by three depths N, 2N, 4N."""
    (low, high), rises = (
        [(b - a) / (n - m) for (a, b), (m, n) in zip(pairwise(values), pairwise(depths), strict=True)]
        for values in (sizes, [lgamma(n + 1) for n in depths])
    )
    return (high - low) / (rises[1] - rises[0])


def _recognised(slope: float, m: int) -> Fraction | None:
    """A multiple of 1/2 or of 1/m that the slope is near to, or 0; where it is between them, None.

    >>> _recognised(0.95, 1), _recognised(0.336, 3), _recognised(0.84, 1), _recognised(0.14, 1)
    (Fraction(1, 1), Fraction(1, 3), None, Fraction(0, 1))
    """
    if slope < 1 / (2 * max(m, _HALVES)):
        return Fraction(0)
    known = {Fraction(floor(slope * grain) + k, grain) for grain in (_HALVES, m) for k in range(-1, 3)}
    nearest, *others = sorted(known, key=lambda eta: abs(eta - slope))
    gap = float(min(abs(eta - nearest) for eta in others) * _CLEAR)
    return nearest if abs(slope - nearest) < min(_NOISE, gap) else None


def _fitted(depths: list[int], sizes: list[float], eta: Fraction, degree: int) -> tuple[float, float]:
    """γ′ and its error."""
    rests = [size - float(eta) * lgamma(n + 1) for n, size in zip(depths, sizes, strict=True)]
    before, gamma = ((b - a) / (n - m) for (a, b), (m, n) in zip(pairwise(rests), pairwise(depths), strict=True))
    primes = degree * sqrt(depths[-1]) / (depths[-1] - depths[-2])  # ln lcm(1 … n) strays from n by about √n
    return gamma, max(2 * abs(gamma - before), primes)


def _of_slope(rates: dict[str, Any], slope: float) -> MeasuredDelta:
    """δ where η′ is only measured."""
    if not rates["eta"]:
        return MeasuredDelta(slope, None, None, -1.0, 0.0, "-1")
    ratio = float(rates["eta"]) / slope
    return MeasuredDelta(slope, None, None, ratio - 1, ratio * _NOISE / slope)


def _delta(rates: dict[str, Any], eta: Fraction, gamma: float, gamma_error: float) -> MeasuredDelta:
    if eta > 0:
        delta = rates["eta"] / eta - 1
        return MeasuredDelta(float(eta), None, None, float(delta), 0.0, str(delta))
    if gamma <= 2 * gamma_error:
        return MeasuredDelta(0.0, gamma, gamma_error, None, None)
    if rates["eta"] == 0 and abs(rates["gamma"]) < 1e-30:
        return MeasuredDelta(0.0, gamma, gamma_error, -1.0, 0.0, "-1")
    if rates["eta"] > 0:
        return MeasuredDelta(0.0, gamma, gamma_error, None, None)
    ratio = rates["gamma"] / gamma
    return MeasuredDelta(0.0, gamma, gamma_error, ratio - 1, ratio * gamma_error / gamma)
