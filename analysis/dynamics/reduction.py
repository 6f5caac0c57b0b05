"""The reduction order ρ of a fraction: how much of n!^ρ the common factors of pₙ and qₙ eat, found p-adically.

For a prime p let v_m be the least p-adic valuation of the entries of M(s+1)…M(s+mp), M(n) = [[0, b(n)], [1, a(n)]].
Up to bounded terms v_m is the valuation of gcd(pₙ, qₙ) at n = mp, so its slope ρ_p says which power of n! is lost at p.
The period map mod p is the p-curvature of the recurrence (Katz): the slope is positive exactly when it is nilpotent.
Slopes are half-integers (the two slopes of a 2×2 product add up to the number of p-adic roots of b, an integer), and
v_{m+2} − v_m = 2ρ_p but for accidents at single m, so two windows that agree give ρ_p; where they differ the prime
abstains.

Votes. A prime is evidence only where it keeps the shape of the recurrence: it divides neither leading coefficient nor
the discriminant A² + 4B of the characteristic equation (which decides which formal solutions there are). As one good
prime could still mislead by accident, ρ is the least slope that at least two primes give or undercut: one low prime is
overruled, two are believed. A condition that only some primes meet (a square root that exists mod p) is undercut by
the others.

The start s is about 0.618 p² for every p: about 0.618 p periods in, where no root of b with small numerator and
denominator lies p-adically near, so fractions that terminate need no case of their own and ρ is the same for every
shift; and at a residue that differs from prime to prime, as next to a root of b the valuations can swing with a period
other than 2 (a characteristic root times a root of unity). One product modulo Π p^k, with s from the Chinese remainder
theorem, serves several primes at once.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise
from typing import TypeVar

from flint import fmpz_poly
from gmpy2 import invert, mpz, next_prime, remove

from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.convergents import values_in_a_row

PERIODS = 4  # v₃ − v₁ and v₄ − v₂: two windows that check each other
GOLDEN = 0.618  # start of the product in units of p²: badly approximable by fractions of small denominator
LEAST_PRIME = 29  # below, accidents (each of probability about 1/p) are frequent
VOTERS = 24  # a condition that half of the primes meet passes all but one of these once in 600,000 times
_SPARE_DIGITS = 4  # p-adic digits beyond the largest valuation to be seen, for accidents
_LEAST_VOTES = 12  # with fewer primes that do not abstain there is no verdict
ROOM_FOR_ROOTS = 2  # least prime per degree of b: more roots than that crowd into one another mod p
_GROUP_BITS = 500  # size of the modulus that serves several primes: beyond, longer products cost more than fewer steps
_FIRST_GROUP = 3  # primes in the first product, and in each beyond the voters
_MOST_PRIMES = 4  # primes tried, as a multiple of the voters wanted, before giving up

Slope = TypeVar("Slope", int, Fraction)


def growth_order(pcf: PCF) -> Fraction:
    """d with qₙ growing like n!^d before reduction: max(deg a, deg b / 2).

    >>> growth_order(PCF.parse("n", "n^3"))
    Fraction(3, 2)
    """
    return max(Fraction(max(pcf.a.degree, 0)), Fraction(pcf.b.degree, 2))


def reduction_order(pcf: PCF, voters: int = VOTERS) -> Fraction | None:
    """ρ such that gcd(pₙ, qₙ) eats n!^ρ at (all but finitely many) primes; None when the primes give no verdict.

    A half-integer with 0 ≤ ρ ≤ d, d = `growth_order`. Where the slope depends on the prime, ρ is the least of the
    slopes that occur for infinitely many. Any degree, coefficients of any size; a few milliseconds at degree 3.

    >>> reduction_order(PCF.parse("34n^3+51n^2+27n+5", "-n^6"))
    Fraction(3, 1)
    >>> reduction_order(PCF.parse("n+3", "-n"))
    Fraction(0, 1)
    """
    spoken: list[int] = []
    for _, twice in _votes(pcf, voters):
        if twice is not None:
            spoken.append(twice)
            if spoken.count(0) > 1:
                return Fraction(0)
    order = order_by_vote(spoken)
    return None if order is None else Fraction(order, 2)


def order_by_vote(slopes: Sequence[Slope]) -> Slope | None:
    """The second smallest slope, which one misled prime cannot lower; None for fewer than twelve slopes.

    >>> order_by_vote([Fraction(0)] + 20 * [Fraction(1)])
    Fraction(1, 1)
    """
    return sorted(slopes)[1] if len(slopes) >= _LEAST_VOTES else None


def local_slopes(pcf: PCF, voters: int = VOTERS) -> dict[int, Fraction]:
    """ρ_p for the first (at least `voters`) primes that keep the shape of the recurrence, without those that abstain.

    More primes are taken while fewer than half of the voters speak. Which fraction of the primes has which slope tells
    the mean loss: for a = n, b = n² it is n!^(1/2), as 5 is a square modulo half of the primes.

    >>> sorted(set(local_slopes(PCF.parse("n", "n^2")).values()))
    [Fraction(0, 1), Fraction(1, 1)]
    """
    return {p: Fraction(twice, 2) for p, twice in _votes(pcf, voters) if twice is not None}


def _votes(pcf: PCF, voters: int) -> Iterator[tuple[int, int | None]]:
    """(p, 2ρ_p) prime after prime, None for an abstention; a few first, as most fractions have ρ = 0 at each."""
    digits = PERIODS * pcf.b.degree // 2 + _SPARE_DIGITS
    primes = shape_keeping_primes(pcf, max(LEAST_PRIME, ROOM_FOR_ROOTS * pcf.b.degree))
    tried = spoken = 0
    while tried < voters or (2 * spoken < voters and tried < _MOST_PRIMES * voters):
        wanted = voters - tried if 0 < tried < voters else _FIRST_GROUP
        group = list(islice(primes, max(1, min(wanted, _GROUP_BITS // (digits * LEAST_PRIME.bit_length())))))
        for p, (v1, v2, v3, v4) in zip(group, _valuations(pcf, group, digits), strict=True):
            agreed = v3 - v1 == v4 - v2
            yield p, v3 - v1 if agreed else None
            spoken += agreed
        tried += len(group)


def shape_keeping_primes(pcf: PCF, least: int = LEAST_PRIME) -> Iterator[int]:
    """The primes ≥ `least` that divide neither leading coefficient nor a non-zero A² + 4B.

    >>> list(islice(shape_keeping_primes(PCF.parse("29n+1", "n")), 3))
    [31, 37, 41]
    """
    spoiled = mpz(pcf.b.leading) * (pcf.a.leading or 1)
    if pcf.a and pcf.b.degree == 2 * pcf.a.degree:
        spoiled *= (pcf.a.leading**2 + 4 * pcf.b.leading) or 1
    p = next_prime(least - 1)
    while True:
        if spoiled % p:
            yield int(p)
        p = next_prime(p)


def start_of_product(p: int) -> int:
    """s for the prime p: the product starts after s.

    >>> divmod(start_of_product(31), 31), divmod(start_of_product(37), 37)
    ((19, 5), (22, 32))
    """
    return round(GOLDEN * p * p)


def _valuations(pcf: PCF, primes: Sequence[int], digits: int) -> list[list[int]]:
    """v_1 … v_4 for each prime, from the lower row of one product modulo Π p^digits.

    (That row is in no special position, so it grows as the whole product does.)
    """
    powers = [mpz(p) ** digits for p in primes]
    modulus, start = mpz(1), mpz(0)
    for p, power in zip(primes, powers, strict=True):
        start += modulus * ((start_of_product(p) - start) * invert(modulus, power) % power)
        modulus *= power
    steps = PERIODS * primes[-1]
    a, b = (map(mpz, values_in_a_row(_shifted(side, start, modulus), 1, steps)) for side in (pcf.a, pcf.b))
    entries = zip(a, b, strict=True)
    y, z = mpz(0), mpz(1)
    ends: dict[int, tuple[mpz, mpz]] = {m * p: (y, z) for p in primes for m in range(1, PERIODS + 1)}
    for before, after in pairwise([0, *sorted(ends)]):
        for a_n, b_n in islice(entries, after - before):
            y, z = z, (b_n * y + a_n * z) % modulus
        ends[after] = y, z
    return [
        [_valuation(ends[m * p], p, power, digits) for m in range(1, PERIODS + 1)]
        for p, power in zip(primes, powers, strict=True)
    ]


def _shifted(polynomial: Polynomial, start: mpz, modulus: mpz) -> fmpz_poly:
    """The polynomial at start + n, with coefficients reduced."""
    moved = polynomial.flint(fmpz_poly([int(start % modulus), 1]))
    return fmpz_poly([int(c) % int(modulus) for c in moved.coeffs()])


def _valuation(entries: tuple[mpz, mpz], p: int, power: mpz, digits: int) -> int:
    """The least of the entries', which is mostly 0."""
    if any(entry % p for entry in entries):
        return 0
    residues = [residue for entry in entries if (residue := entry % power)]
    return min((int(remove(residue, p)[1]) for residue in residues), default=digits)
