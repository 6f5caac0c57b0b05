"""The mean of the p-adic slopes ρ_p over all primes, where these differ from prime to prime.

By Chebotarev's theorem the slopes have a mean, and gcd(pₙ, qₙ) eats n! to that power (`reduction.local_slopes`). Where
ρ_p depends on whether certain integers are squares modulo p (the characteristic discriminant, the discriminants of
quadratic factors of b), the mean is that over the combinations of answers, which are equally frequent: an exact
rational number.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import fmean, stdev

from flint import fmpz
from gmpy2 import legendre

from analysis.dynamics.reduction import local_slopes
from analysis.formulas.pcf import PCF

_VOTERS = 60  # enough that each of four combinations of answers has a dozen
_LEAST_IN_CLASS = 4  # fewer primes than this do not settle the slope of a combination
_SHARE = 0.9  # of a combination's primes that must agree: one in p meets an accident
_TRIAL_LIMIT = 10_000  # larger square factors of a discriminant are left in it, which changes no answer


@dataclass(frozen=True)
class MeanSlope:
    """The mean slope with its error: 0 and `exact` set where the slopes follow quadratic conditions."""

    value: float
    error: float
    exact: Fraction | None = None


def mean_slope(pcf: PCF) -> MeanSlope | None:
    """The mean of ρ_p, or None when too few primes speak.

    >>> mean_slope(PCF.parse("n", "n^2")).exact  # 1 where 5 is a square modulo p, else 0
    Fraction(1, 2)
    """
    slopes = local_slopes(pcf, _VOTERS)
    if len(slopes) < _LEAST_IN_CLASS:
        return None
    conditions = _square_conditions(pcf)
    classes: dict[tuple[int, ...], list[Fraction]] = defaultdict(list)
    for p, slope in slopes.items():
        answers = tuple(legendre(d, p) for d in conditions)
        if all(answers):  # finitely many primes divide a discriminant
            classes[answers].append(slope)
    modes = {answers: max(set(members), key=members.count) for answers, members in classes.items()}
    if all(
        len(members) >= _LEAST_IN_CLASS and members.count(modes[answers]) >= _SHARE * len(members)
        for answers, members in classes.items()
    ):
        exact = sum(modes.values(), Fraction(0)) / len(modes)
        return MeanSlope(float(exact), 0.0, exact)
    values = [float(slope) for slope in slopes.values()]
    return MeanSlope(fmean(values), 2 * stdev(values) / sqrt(len(values)))


def _square_conditions(pcf: PCF) -> list[int]:
    """Integers, none of them a square, whose quadratic character may decide the slope; free of small square factors."""
    lead_a, lead_b = pcf.a.leading, pcf.b.leading
    found = [lead_a * lead_a + 4 * lead_b if pcf.b.degree == 2 * pcf.a.degree else lead_b]
    _, factors = pcf.b.flint.factor()
    for factor, _ in factors:
        if factor.degree() == 2:
            found.append(int(factor.discriminant()))
    return sorted({free for d in found if (free := _square_free(d)) not in (0, 1)})


def _square_free(d: int) -> int:
    if d == 0:
        return 0
    result = 1 if d > 0 else -1
    for prime, exponent in fmpz(abs(d)).factor(trial_limit=_TRIAL_LIMIT):
        if exponent % 2:
            result *= int(prime)
    return result
