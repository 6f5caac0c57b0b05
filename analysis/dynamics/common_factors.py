"""gcd(pₙ, qₙ) at a given depth, prime by prime, from exact convergents.

Every common prime divides b(1)⋯b(n), as that product is the determinant pₙqₙ₋₁ − pₙ₋₁qₙ up to sign; where b splits
into linear factors un − v the common primes are therefore hardly larger than un.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from gmpy2 import gcd, is_prime, log, mpz, remove

from analysis.numbers.convergents import Convergent

_GROUP = 32  # primes whose product is compared with a gcd at once


@dataclass(frozen=True)
class CommonFactor:
    """gcd(pₙ, qₙ) = Π p^v · rest over the primes of `valuations`, and ln of |qₙ| after the gcd is divided out."""

    n: int
    valuations: Mapping[int, int]
    rest: mpz
    log_reduced: float


def common_factor(at: Convergent, largest_prime: int) -> CommonFactor:
    """The gcd at one convergent with qₙ ≠ 0, split at the primes up to a bound (with 0 for those that do not occur).

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.convergents import convergent
    >>> found = common_factor(convergent(PCF.parse("6n+3", "-n^2"), 8), 8)
    >>> found.valuations, found.rest
    ({2: 4, 3: 2, 5: 0, 7: 0}, mpz(1))
    """
    rest, log_reduced = cancelled(at)
    valuations = dict.fromkeys(primes_up_to(largest_prime), 0)
    for primes, product in _groups(largest_prime):
        if rest == 1:
            break
        met = gcd(rest, product)
        for prime in primes if met > 1 else ():
            if not met % prime:
                rest, valuation = remove(rest, prime)
                valuations[prime] = int(valuation)
    return CommonFactor(at.n, valuations, rest, log_reduced)


def cancelled(at: Convergent) -> tuple[mpz, float]:
    """gcd(pₙ, qₙ) at a convergent with qₙ ≠ 0, and ln of |qₙ| after it is divided out."""
    p, q = mpz(at.p), mpz(at.q)
    common = gcd(p, q)
    return common, float(log(abs(q) // common))


@lru_cache(maxsize=64)
def primes_up_to(bound: int) -> tuple[int, ...]:
    """All primes ≤ bound, ascending.

    >>> primes_up_to(11)
    (2, 3, 5, 7, 11)
    """
    return tuple(p for p in range(2, bound + 1) if is_prime(p))


@lru_cache(maxsize=64)
def _groups(bound: int) -> tuple[tuple[tuple[int, ...], mpz], ...]:
    """The primes in groups with their products: most groups are dismissed by one gcd."""
    primes = primes_up_to(bound)
    groups = (primes[i : i + _GROUP] for i in range(0, len(primes), _GROUP))
    return tuple((group, mpz(prod(group))) for group in groups)


def valuation_of_factorial(n: int, p: int) -> int:
    """The exponent of the prime p in n! (Legendre).

    >>> valuation_of_factorial(100, 5)
    24
    """
    total = 0
    while n:
        n //= p
        total += n
    return total
