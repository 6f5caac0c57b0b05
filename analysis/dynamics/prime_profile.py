"""Which power of a large prime p divides gcd(pₙ, qₙ): a function of how often the roots of b have come round mod p.

For p beyond √n, n steps meet each rational root r of b at k ≡ r mod p, that is c_r = about n/p times, and what the gcd
gains depends on these counts alone: a step with b(k) ≡ 0 has a matrix of rank 1 mod p. With m = min c_r the valuation is
ρm plus a bounded number that the other counts decide (for Apéry's ζ(3) fraction 3m − 3 from m = 1 on: n!³ is lost but
for lcm(1…n)³). So the profile is read off at one depth and holds at all others, where it can be confirmed.

The rate of Σ_p (ρ v_p(n!) − v_p(gcd)) ln p, over these primes, follows from the prime number theorem in progressions: with
t = n/p it is n ∫ g(t) dt/t² of a step function, in the end periodic, averaged over the residues of p modulo the
denominators of the roots. The integral is a rational number plus values of the digamma function at rational points,
which Gauss's theorem turns into logarithms of primes where all points of a denominator have equal weight.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isqrt, lcm

from flint import arb, fmpz
from gmpy2 import invert

from analysis.dynamics.common_factors import CommonFactor

# One prime in p meets an accident (a valuation beyond the rule), so a rule must hold for most, not for all.
_LEAST_SHARE = 0.8
_STARTS = (1, 2)  # the period may settle after the first round of the roots, or after the second

Counts = tuple[int, ...]


@dataclass(frozen=True)
class Profile:
    """The rule: for counts with minimum m ≥ start, ρm + `later`[counts − m]; below, `first`[counts].

    roots: the distinct rational roots of b, none of them an integer ≥ 1.
    """

    order: Fraction
    roots: tuple[Fraction, ...]
    start: int
    first: Mapping[Counts, int]
    later: Mapping[Counts, Fraction]

    def valuation(self, counts: Counts) -> Fraction | None:
        """v_p(gcd) for these counts; None where the rule was not seen."""
        least = min(counts, default=0)
        if least < self.start:
            value = self.first.get(counts)
            return None if value is None else Fraction(value)
        offset = self.later.get(tuple(count - least for count in counts))
        return None if offset is None else offset + self.order * least

    def agrees(self, found: CommonFactor) -> bool:
        """Whether most primes follow the rule at another depth, for each pattern of counts on its own."""
        patterns: dict[Counts, list[bool]] = defaultdict(list)
        for counts, valuation in _observations(found, self.roots):
            least = min(counts, default=0)
            pattern = counts if least < self.start else tuple(count - least for count in counts)
            patterns[pattern].append(self.valuation(counts) == valuation)
        judged = [outcomes for outcomes in patterns.values() if len(outcomes) >= 3]
        return bool(judged) and all(sum(outcomes) >= _LEAST_SHARE * len(outcomes) for outcomes in judged)


@dataclass(frozen=True)
class Rate:
    """rational + Σ exponent · ln p, or, where no such form exists, only a ball: what large primes add to ln q̃ₙ / n."""

    value: arb
    rational: Fraction | None = None
    primes: Mapping[int, Fraction] | None = None


def fit_profile(found: CommonFactor, roots: Sequence[Fraction], order: Fraction) -> Profile | None:
    """The rule that the large primes of one depth follow; None when they follow none.

    >>> from analysis.dynamics.common_factors import common_factor
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.convergents import convergent
    >>> at = convergent(PCF.parse("34n^3+51n^2+27n+5", "-n^6"), 200)
    >>> profile = fit_profile(common_factor(at, 250), [Fraction(0)], Fraction(3))
    >>> [str(profile.valuation((count,))) for count in (0, 1, 2, 10)]
    ['0', '0', '3', '27']
    """
    distinct = tuple(sorted(set(roots)))
    seen = list(_observations(found, distinct))
    for start in _STARTS:
        first: dict[Counts, Counter[int]] = defaultdict(Counter)
        later: dict[Counts, Counter[Fraction]] = defaultdict(Counter)
        for counts, valuation in seen:
            least = min(counts, default=0)
            if least < start:
                first[counts][valuation] += 1
            else:
                later[tuple(count - least for count in counts)][valuation - order * least] += 1
        if all(_settled(values) for values in (*first.values(), *later.values())):
            return Profile(
                order,
                distinct,
                start,
                {counts: values.most_common(1)[0][0] for counts, values in first.items()},
                {counts: values.most_common(1)[0][0] for counts, values in later.items()},
            )
    return None


def largest_small_prime(roots: Sequence[Fraction], n: int) -> int:
    """√ of the largest un − v: up to this prime p² may divide a single step, and the profile says nothing."""
    return isqrt(max((root.denominator * n + abs(root.numerator) for root in roots), default=0))


def rate_of_profile(profile: Profile) -> Rate | None:
    """n⁻¹ Σ_p (ρ v_p(n!) − v_p(gcd)) ln p in the limit; None when the rule does not cover all patterns that occur."""
    modulus = lcm(*(root.denominator for root in profile.roots))
    classes = [c for c in range(1, modulus + 1) if gcd(c, modulus) == 1]
    rational, digamma = Fraction(0), defaultdict[Fraction, Fraction](Fraction)
    for residue in classes:
        steps = _steps(profile, residue, modulus)
        if steps is None or steps[0]:
            return None
        settled = profile.start * modulus
        for j in range(1, settled):
            rational += steps[j] * (Fraction(modulus, j) - Fraction(modulus, j + 1)) / len(classes)
        # Σ_k over later periods of h_r D(1/(Dk + r) − 1/(Dk + r + 1)) = Σ h_r (ψ(s + (r + 1)/D) − ψ(s + r/D)).
        for r, height in enumerate(steps[settled:]):
            for place, sign in ((r + 1, 1), (r, -1)):
                point, shift = _into_unit_interval(profile.start + Fraction(place, modulus))
                digamma[point] += sign * height / len(classes)
                rational += sign * height * shift / len(classes)
    return _in_logarithms(rational, {point: weight for point, weight in digamma.items() if weight})


def _observations(found: CommonFactor, roots: tuple[Fraction, ...]) -> list[tuple[Counts, int]]:
    """(counts, valuation) of each large prime."""
    small = max(largest_small_prime(roots, found.n), *(root.denominator for root in roots), 0, 0)
    return [
        (tuple(_count(root, p, found.n) for root in roots), valuation)
        for p, valuation in found.valuations.items()
        if p > small
    ]


def _count(root: Fraction, p: int, n: int) -> int:
    """How many k from 1 to n are ≡ root mod p."""
    least = int(root.numerator * invert(root.denominator, p) % p) or p
    return (n - least) // p + 1 if least <= n else 0


def _settled(values: Counter[int] | Counter[Fraction]) -> bool:
    return values.most_common(1)[0][1] >= _LEAST_SHARE * values.total()


def _steps(profile: Profile, residue: int, modulus: int) -> list[Fraction] | None:
    """g(t) = ρ⌊t⌋ − v on the intervals (j/D, (j + 1)/D), up to the end of the first period that repeats.

    In units of p the root u/v is met first at s/v with s ≡ −u/p mod v, and an integer root at 1.
    """
    positions = []
    for root in profile.roots:
        v = root.denominator
        inverse = int(invert(residue, v)) if v > 1 else 0
        positions.append(Fraction(-root.numerator * inverse % v or v, v))
    heights = []
    for j in range((profile.start + 1) * modulus):
        middle = Fraction(2 * j + 1, 2 * modulus)
        counts = tuple(int(middle + 1 - position) for position in positions)
        valuation = profile.valuation(counts)
        if valuation is None:
            return None
        heights.append(profile.order * int(middle) - valuation)
    return heights


def _into_unit_interval(point: Fraction) -> tuple[Fraction, Fraction]:
    """(x, s) with 0 < x ≤ 1 and ψ(point) = ψ(x) + s."""
    shift = Fraction(0)
    while point > 1:
        point -= 1
        shift += 1 / point
    return point, shift


def _in_logarithms(rational: Fraction, digamma: Mapping[Fraction, Fraction]) -> Rate:
    """Gauss: Σ ψ(r/e) over r prime to e is −φ(e)(γ + ln e + Σ_{p|e} ln p/(p − 1)); the weights add up to 0."""
    value = arb(rational.numerator) / rational.denominator
    for point, weight in digamma.items():
        argument = arb(point.numerator) / point.denominator
        value += argument.digamma() * weight.numerator / weight.denominator
    primes: dict[int, Fraction] = defaultdict(Fraction)
    for e in {point.denominator for point in digamma}:
        weights = [digamma.get(Fraction(r, e), Fraction(0)) for r in range(1, e + 1) if gcd(r, e) == 1]
        if len(set(weights)) > 1:
            return Rate(value)
        for prime, exponent in fmpz(e).factor():
            p = int(prime)
            primes[p] -= len(weights) * weights[0] * (int(exponent) + Fraction(1, p - 1))
    return Rate(value, rational, dict(primes))
