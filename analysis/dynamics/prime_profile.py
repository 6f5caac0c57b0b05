"""Which power of a large prime p divides gcd(pₙ, qₙ): a function of how often the roots of b have come round mod p.

For p beyond √n, n steps meet each rational root r of b at k ≡ r mod p, that is c_r = about n/p times, and what the gcd
gains depends on these counts: a step with b(k) ≡ 0 has a matrix of rank 1 mod p. With m = min c_r the valuation is ρm
plus a bounded number that the other counts decide (for Apéry's ζ(3) fraction 3m − 3 from m = 1 on: n!³ is lost but for
lcm(1…n)³). It may depend on the residue of p modulo the denominators of the exponents of n in both solutions, and on
m mod 2 where their bases differ in sign alone. So the profile is read off at one depth and holds at all others, where
it can be confirmed.

The rate of Σ_p (ρ v_p(n!) − v_p(gcd)) ln p, over these primes, follows from the prime number theorem in progressions:
with t = n/p it is n ∫ g(t) dt/t² of a step function, in the end periodic, averaged over the residues of p. The integral
is a rational number plus values of the digamma function at rational points. Gauss's theorem turns these into logarithms
of primes and multiples of π cot(πr), as long as r and 1 − r together have the same weight for all r of a denominator.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from math import gcd, isqrt, lcm

from flint import fmpz

from analysis.dynamics.common_factors import CommonFactor, primes_up_to
from analysis.exact.rationals import whole_if_it_is

# One prime in p meets an accident, a valuation beyond the rule: so many primes of one key, and of one case of a key,
# may break it; more only where they are this small a share.
_BROKEN_OF_KEY, _BROKEN_OF_CASE = 1, 2
_MOST_BROKEN = 0.4
_STARTS = range(1, 7)  # after how many rounds of the roots the period may settle

Counts = tuple[int, ...]
# Counts (from some round on less their minimum m), p mod the modulus, m mod the period.
Key = tuple[Counts, int, int]
# By counts and p mod the modulus: how many primes have which valuation.
Cases = Mapping[tuple[Counts, int], Mapping[Fraction | int, int]]


@dataclass(frozen=True)
class Shape:
    """What a valuation may depend on: rounds of the distinct rational roots of b, p mod `modulus`, m mod `period`.

    modulus: a multiple of the roots' denominators; period: 1 or 2; no root is an integer ≥ 1.
    """

    roots: tuple[Fraction, ...]
    modulus: int
    period: int = 1

    @classmethod
    def of(cls, roots: Sequence[Fraction], others: Sequence[Fraction] = (), period: int = 1) -> "Shape":
        """With the least modulus for the denominators of the roots and of other numbers."""
        denominators = [number.denominator for number in (*roots, *others)]
        return cls(tuple(sorted(set(roots))), lcm(*denominators), period)

    @property
    def keys(self) -> int:
        """About how many keys there are for m ≥ 1."""
        return len(_units(self.modulus)) * self.period * max(len({root % 1 for root in self.roots}), 1)

    def key(self, counts: Counts, residue: int, start: int) -> Key:
        """What decides the valuation, less ρm from m = start on."""
        least = min(counts, default=0)
        if least >= start:
            return tuple([count - least for count in counts]), residue, start + least % self.period
        return counts, residue, 0

    def counts_between(self, residue: int, intervals: Iterable[int]) -> Iterator[Counts]:
        """The counts of a large prime p ≡ residue where n/p lies in (j/D, (j + 1)/D), D the modulus, for each j.

        In units of p the root u/v is met first at s/v with s ≡ −u/p mod v, and an integer root at 1.
        """
        positions = []
        for root in self.roots:
            v = root.denominator
            inverse = pow(residue, -1, v) if v > 1 else 0
            positions.append((-root.numerator * inverse % v or v) * (self.modulus // v))
        for j in intervals:
            yield tuple((j + self.modulus - position) // self.modulus for position in positions)

    def cases(self, *depths: CommonFactor) -> Cases:
        """The large primes of some depths by what their valuations may depend on, with these valuations counted."""
        counted: dict[tuple[Counts, int], dict[Fraction | int, int]] = {}
        for found in depths:
            bound = next(reversed(found.valuations), 0)
            primes = primes_up_to(bound)
            columns = [_residues(self.modulus, bound), found.valuations.values()]
            columns += [_meetings(root, found.n, bound) for root in self.roots]
            first = bisect_right(primes, max(largest_small_prime(self.roots, found.n), self.modulus))
            large = islice(zip(*columns, strict=True), first, None)
            for (residue, valuation, *counts), number in Counter(large).items():
                of_case = counted.setdefault((tuple(counts), residue), {})
                of_case[valuation] = of_case.get(valuation, 0) + number
        return counted


@dataclass(frozen=True)
class Profile:
    """The rule: v_p(gcd) − ρm for each key, with m = 0 below `start`."""

    order: Fraction | int
    shape: Shape
    start: int
    offsets: Mapping[Key, Fraction | int]

    def valuation(self, counts: Counts, residue: int) -> Fraction | int | None:
        """v_p(gcd) for a prime of this residue with these counts; None where the rule was not seen."""
        return self._valuation(counts, self.shape.key(counts, residue, self.start))

    def _valuation(self, counts: Counts, key: Key) -> Fraction | int | None:
        if self.shape.roots and not any(counts):
            return 0  # p divides no b(k) so far
        offset = self.offsets.get(key)
        return None if offset is None else offset + _rule(self.order, counts, self.start)

    def expected(self, p: int, n: int) -> Fraction | int | None:
        """What the rule says of one large prime at depth n."""
        counts = tuple(_count(root, p, n) for root in self.shape.roots if root.denominator % p)
        if len(counts) < len(self.shape.roots):
            return None
        return self.valuation(counts, p % self.shape.modulus)

    def agrees(self, cases: Cases) -> bool:
        """Whether the primes of each key, and of each of its cases, follow the rule, at this or another depth.

        Keys that no share of the primes keeps as n grows, where p nearly divides n, do not matter.
        """
        of_keys: dict[Key, tuple[int, int]] = defaultdict(lambda: (0, 0))
        lasting = lasting_keys(self.shape, self.start)
        for (counts, residue), valuations in cases.items():
            key = self.shape.key(counts, residue, self.start)
            if key not in lasting:
                continue
            total, rule = sum(valuations.values()), self._valuation(counts, key)
            broken = total if rule is None else total - valuations.get(rule, 0)
            if broken > max(_BROKEN_OF_CASE, _MOST_BROKEN * total):
                return False
            of_keys[key] = of_keys[key][0] + total, of_keys[key][1] + broken
        return all(broken <= max(_BROKEN_OF_KEY, _MOST_BROKEN * total) for total, broken in of_keys.values())


@lru_cache(maxsize=1024)
def lasting_keys(shape: Shape, start: int) -> frozenset[Key]:
    """The keys of the primes n/t for almost all t.

    >>> sorted(lasting_keys(Shape.of([Fraction(0)]), 2))
    [((0,), 0, 0), ((0,), 0, 2), ((1,), 0, 0)]
    """
    return frozenset(
        shape.key(counts, residue % shape.modulus, start)
        for residue in _units(shape.modulus)
        for counts in _all_counts(shape, residue, start + shape.period)
    )


@dataclass(frozen=True)
class Rate:
    """rational + Σ exponent · ln p + Σ factor · π cot(πr): what large primes add to ln q̃ₙ / n."""

    rational: Fraction
    primes: Mapping[int, Fraction]
    cotangents: Mapping[Fraction, Fraction]


def fit_profile(cases: Cases, shape: Shape, order: Fraction) -> Profile | None:
    """The rule that the large primes of some depths follow; None when they follow none.

    >>> from analysis.dynamics.common_factors import common_factor
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.convergents import convergent
    >>> at, shape = convergent(PCF.parse("34n^3+51n^2+27n+5", "-n^6"), 200), Shape.of([Fraction(0)])
    >>> profile = fit_profile(shape.cases(common_factor(at, 250)), shape, Fraction(3))
    >>> [str(profile.valuation((count,), 0)) for count in (0, 1, 2, 10)]
    ['0', '0', '3', '27']
    """
    exact = whole_if_it_is(order)
    for start in _STARTS:
        values: dict[Key, dict[Fraction | int, int]] = {}
        for (counts, residue), valuations in cases.items():
            rule, of_key = _rule(exact, counts, start), values.setdefault(shape.key(counts, residue, start), {})
            for valuation, number in valuations.items():
                of_key[valuation - rule] = of_key.get(valuation - rule, 0) + number
        # Accidents only add: of values met equally often the least is the rule.
        offsets = {key: max(met, key=lambda v: (met[v], -v)) for key, met in values.items()}
        profile = Profile(exact, shape, start, offsets)
        if profile.agrees(cases):
            return profile
    return None


def confirmed_profile(shape: Shape, order: Fraction, seen: Cases, deeper: Cases) -> tuple[Profile, Rate] | None:
    """The rule of some depths, if it holds at a deeper one, and its rate; None where it has none."""
    profile = fit_profile(seen, shape, order)
    if profile is None or not profile.agrees(deeper):
        return None
    rate = rate_of_profile(profile)
    return None if rate is None else (profile, rate)


def largest_small_prime(roots: Sequence[Fraction], n: int) -> int:
    """√ of the largest un − v: up to this prime p² may divide a single step, and the profile says nothing."""
    return isqrt(max((root.denominator * n + abs(root.numerator) for root in roots), default=0))


def rate_of_profile(profile: Profile) -> Rate | None:
    """n⁻¹ Σ_p (ρ v_p(n!) − v_p(gcd)) ln p in the limit.

    None when the rule does not cover all keys that occur, or the digamma values have no form in logarithms.
    """
    steps = [_steps(profile, residue) for residue in _units(profile.shape.modulus)]
    if any(heights is None or heights[0] for heights in steps):
        return None
    return _rate_of_steps(profile.shape.modulus, profile.shape.period, profile.start, tuple(filter(None, steps)))


@lru_cache(maxsize=4096)
def _rate_of_steps(
    modulus: int, period: int, start: int, classes: tuple[tuple[Fraction | int, ...], ...]
) -> Rate | None:
    """The same from the steps of g, for each class prime to the modulus."""
    rational, digamma = Fraction(0), defaultdict[Fraction, Fraction](Fraction)
    settled = start * modulus
    heights = [Fraction(sum(at)) / len(classes) for at in zip(*classes, strict=True)]
    for j in range(1, settled):
        rational += heights[j] * Fraction(modulus, j * (j + 1))
    # With T = period · D, the later steps h_r give Σ_k h_r D(1/(Tk + r) − 1/(Tk + r + 1)), r from `settled` on:
    # h_r (ψ((r + 1)/T) − ψ(r/T)) / period.
    for r, height in enumerate(heights[settled:], settled):
        for place, sign in ((r + 1, 1), (r, -1)):
            point, shift = _into_unit_interval(Fraction(place, modulus * period))
            weight = sign * height / period
            digamma[point] += weight
            rational += weight * shift
    return _in_logarithms(rational, {point: weight for point, weight in digamma.items() if weight})


def _units(modulus: int) -> list[int]:
    """1, …, D, those prime to D."""
    return [c for c in range(1, modulus + 1) if gcd(c, modulus) == 1]


def _rule(order: Fraction | int, counts: Counts, start: int) -> Fraction | int:
    least = min(counts, default=0)
    return order * least if least >= start else 0


@lru_cache(maxsize=64)
def _residues(modulus: int, bound: int) -> tuple[int, ...]:
    """Of the primes up to a bound."""
    return tuple(p % modulus for p in primes_up_to(bound))


@lru_cache(maxsize=256)
def _meetings(root: Fraction, n: int, bound: int) -> tuple[int, ...]:
    """How many k from 1 to n are ≡ root, modulo each prime up to a bound."""
    return tuple(
        (n - least) // p + 1 if least <= n else 0
        for p, least in zip(primes_up_to(bound), _first_meetings(root, bound), strict=True)
    )


@lru_cache(maxsize=256)
def _first_meetings(root: Fraction, bound: int) -> tuple[int, ...]:
    """The least k ≥ 1 with k ≡ root, modulo each prime up to a bound; 0 where that divides the denominator."""
    return tuple(_first_meeting(root, p) for p in primes_up_to(bound))


def _first_meeting(root: Fraction, p: int) -> int:
    u, v = root.numerator, root.denominator
    return (u * pow(v, -1, p) % p or p) if v % p else 0


def _count(root: Fraction, p: int, n: int) -> int:
    """How many k from 1 to n are ≡ root mod p."""
    least = _first_meeting(root, p)
    return (n - least) // p + 1 if least <= n else 0


def _steps(profile: Profile, residue: int) -> tuple[Fraction | int, ...] | None:
    """g(t) = ρ⌊t⌋ − v on the intervals (j/D, (j + 1)/D), up to the end of the first period that repeats."""
    modulus = profile.shape.modulus
    heights = []
    for j, counts in enumerate(_all_counts(profile.shape, residue, profile.start + profile.shape.period)):
        valuation = profile.valuation(counts, residue % modulus)
        if valuation is None:
            return None
        heights.append(profile.order * (j // modulus) - valuation)
    return tuple(heights)


@lru_cache(maxsize=4096)
def _all_counts(shape: Shape, residue: int, rounds: int) -> tuple[Counts, ...]:
    return tuple(shape.counts_between(residue, range(rounds * shape.modulus)))


def _into_unit_interval(point: Fraction) -> tuple[Fraction, Fraction]:
    """(x, s) with 0 < x ≤ 1 and ψ(point) = ψ(x) + s."""
    shift = Fraction(0)
    while point > 1:
        point -= 1
        shift += 1 / point
    return point, shift


def _in_logarithms(rational: Fraction, digamma: Mapping[Fraction, Fraction]) -> Rate | None:
    """ψ(1 − r) − ψ(r) = π cot(πr), and Gauss: Σ ψ(r/e) over r prime to e is −φ(e)(γ + ln e + Σ_{p|e} ln p/(p − 1)).

    The weights of all points add up to 0, so that γ cancels.
    """
    primes: dict[int, Fraction] = defaultdict(Fraction)
    cotangents: dict[Fraction, Fraction] = {}
    for e in {point.denominator for point in digamma}:
        points = [Fraction(r, e) for r in range(1, e + 1) if gcd(r, e) == 1]
        weights = {r: digamma.get(r, Fraction(0)) for r in points}
        even = {weights[r] + weights[1 - r] if e > 1 else 2 * weights[r] for r in points}
        if len(even) > 1:
            return None
        weight = even.pop() / 2
        for r in points:
            if 2 * r < 1 and weights[r] != weight:
                cotangents[r] = weights[1 - r] - weight
        for prime, exponent in fmpz(e).factor():
            p = int(prime)
            primes[p] -= len(points) * weight * (int(exponent) + Fraction(1, p - 1))
    return Rate(rational, primes, cotangents)
