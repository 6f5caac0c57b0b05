"""Terms of signed continued fractions, taken only where they are certain.

A real number is known by a rational interval [n/d, (n + e)/d]. Euclid's algorithm on the lower end (n, d), with a floor
before a plus and a ceiling before a minus, leaves after K terms a pair (n_K, d_K) with n_K > d_K > 0 and

    n/d = (p_{K−1} n_K + s_K p_{K−2} d_K)/(q_{K−1} n_K + s_K q_{K−2} d_K),   determinant ±1.

Moving n by ε moves n_K by ±ε q_{K−2} and d_K by ±ε q_{K−1}. From d = q_{K−1} n_K ± q_{K−2} d_K both q are at most d/m
with m = min(d_K, n_K − d_K), so all K terms hold on the whole interval when m² > 2 e d: one test at the end instead of
a second run on the upper end. (With a minus s_K, q_{K−2} ≤ q_{K−1}, because the term before a minus is at least 2.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

from gmpy2 import c_divmod, f_divmod, mpz

from analysis.formulas.signed import Signs, sign_sequence

# Bits a term costs: 3.42 for almost every number in its simple fraction (twice Lévy's constant over ln 2); growing
# terms cost more, and the precision grows on demand.
BITS_PER_TERM = 4
SPARE_BITS = 64
# The precision doubles at most this often; a number whose terms are still not certain is as good as rational.
DOUBLINGS = 7


@dataclass(frozen=True, slots=True)
class Interval:
    """The real numbers from n/d to (n + e)/d; d > 0, e ≥ 0."""

    n: int
    d: int
    e: int


Enclosure = Callable[[int], Interval | None]
"""An interval around one real number with about so many bits; None where that takes more bits."""


def certain_terms(interval: Interval, signs: Sequence[int]) -> list[int] | None:
    """As many terms as there are `signs`, when every number of the interval has the same ones; else None.

    signs: the sign after each term; the terms are gmpy2 integers.

    >>> third = Interval(mpz(333_333_333), mpz(10**9), mpz(1))
    >>> certain_terms(third, [1]), certain_terms(third, [1, 1, 1])
    ([mpz(0)], None)
    """
    n, d = interval.n, interval.d
    terms: list[int] = []
    keep = terms.append
    try:
        for sign in signs:
            if sign > 0:
                term, rest = f_divmod(n, d)
            else:
                term, rest = c_divmod(n, d)
                rest = -rest
            keep(term)
            n, d = d, rest
    except ZeroDivisionError:  # the lower end is rational and its fraction has ended
        return None
    margin = min(d, n - d)
    return terms if margin > 0 and margin * margin > 2 * interval.e * interval.d else None


def all_certain_terms(interval: Interval, signs: Signs) -> list[int]:
    """The terms that both ends of the interval, and so all numbers in it, share.

    >>> all_certain_terms(Interval(mpz(314), mpz(100), mpz(1)), (1,))
    [mpz(3)]
    """
    n, d = mpz(interval.n), mpz(interval.d)
    n_above, d_above = n + interval.e, d
    terms: list[int] = []
    for sign in cycle(signs):
        divmod_ = f_divmod if sign > 0 else c_divmod
        term, rest = divmod_(n, d)
        above, rest_above = divmod_(n_above, d_above)
        # A remainder of zero is a number whose fraction ends here: its neighbours need not share the term.
        if term != above or rest == 0 or rest_above == 0:
            return terms
        terms.append(term)
        n, d = d, sign * rest
        n_above, d_above = d_above, sign * rest_above
    return terms


def terms_of(enclosure: Enclosure, signs: Signs, count: int) -> list[int] | None:
    """The first `count` terms of a real number under a sign period; the precision grows until they are certain.

    None where they are not certain at 2⁷ times the usual precision: the number is rational, or too near to one.

    >>> from math import isqrt
    >>> root = lambda bits: Interval(mpz(isqrt(2 << (2 * bits))), mpz(1) << bits, mpz(1))
    >>> [int(term) for term in terms_of(root, (1, -1), 6)]
    [1, 3, 1, 2, 1, 2]
    """
    wanted = sign_sequence(signs, count)
    bits = BITS_PER_TERM * count + SPARE_BITS
    for _ in range(DOUBLINGS + 1):
        interval = enclosure(bits)
        terms = None if interval is None else certain_terms(interval, wanted)
        if terms is not None:
            return terms
        bits *= 2
    return None
