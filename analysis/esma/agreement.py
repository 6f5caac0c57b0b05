"""How far and how fast the convergents of a signed continued fraction agree with a number.

Many numbers share all but their first terms: every image (p y + q)/(r y + s), p s − q r = ±1, of a number ends as y
does (Serret). So the convergents of such a tail are computed once, at every STEP-th term from where they may be sharp
enough, and the convergents of each number are their images under the few terms before the tail.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, cycle, islice
from math import log10

from gmpy2 import mpz

from analysis.exact.mobius import IDENTITY, Mobius
from analysis.formulas.extraction import Enclosure, Interval, all_certain_terms
from analysis.formulas.signed import Signs

GUARD_DIGITS = 200  # beyond those compared, so that how far a fraction agrees can be measured and not only that it does
STEP = 16  # terms between two comparisons
# Terms within which the digits must be reached: terms of 2 under minus signs converge slowly.
MOST_TERMS = 100_000
# Terms after which it is judged whether they can be: a run of 2 as long as one large term of the simple fraction looks
# like a pattern, but its convergents grow like n.
FAIR_TERMS = 1_024
LEAST_LEAD = 64  # bits by which an error may be better than 1/q², for sizes and large terms
LOG10_2 = log10(2)


class Convergents:
    """Convergents p/q of a₀ + s₁/(a₁ + …), kept as they are computed: (number of terms, p, q), at every STEP-th term.

    The first is the one whose error, about 1/q², may be 10^(−digits); there are no more after terms that converge too
    slowly to be of use, or when the terms end.

    >>> first = next(iter(Convergents([1] * 400, (1,), 30)))
    >>> first[0], float(first[1] / first[2])
    (32, 1.618033988749...)
    """

    def __init__(self, terms: Iterable[int], signs: Signs, digits: int) -> None:
        self.target = mpz(10) ** digits
        self._known: list[tuple[int, mpz, mpz]] = []
        self._more = self._computed(terms, signs)

    def __iter__(self) -> Iterator[tuple[int, mpz, mpz]]:
        index = 0
        while True:
            if index == len(self._known):
                following = next(self._more, None)
                if following is None:
                    return
                self._known.append(following)
            yield self._known[index]
            index += 1

    def _computed(self, terms: Iterable[int], signs: Signs) -> Iterator[tuple[int, mpz, mpz]]:
        least_bits = self.target.bit_length() - LEAST_LEAD
        p, p_before, q, q_before = mpz(1), mpz(0), mpz(0), mpz(1)
        source, following = iter(terms), chain([1], cycle(signs))
        for count in range(STEP, MOST_TERMS, STEP):
            part = list(islice(source, STEP))
            if len(part) < STEP:
                return
            # The steps of one stretch are multiplied among themselves first, while they are small.
            a, b, a_before, b_before = 1, 0, 0, 1
            for term, sign in zip(part, following, strict=False):
                a, a_before = term * a + sign * a_before, a
                b, b_before = term * b + sign * b_before, b
            p, p_before = a * p + b * p_before, a_before * p + b_before * p_before
            q, q_before = a * q + b * q_before, a_before * q + b_before * q_before
            bits = 2 * q.bit_length()
            if count >= FAIR_TERMS and bits * MOST_TERMS < least_bits * count:
                return
            if bits >= least_bits:
                yield count, p, q


def agreement(
    convergents: Convergents, interval: Interval, before: Mobius = IDENTITY, terms_before: int = 0
) -> float | None:
    """Digits a term at the first comparison where every number of the interval agrees to the digits; None if none is.

    convergents: of the tail; before: the Möbius map from the tail to the number, made by its first `terms_before`
    terms. The error of a convergent is taken relative to the number, which is positive.
    """
    low, high, d, target = mpz(interval.n), mpz(interval.n + interval.e), mpz(interval.d), convergents.target
    most_bits = 2 * (target.bit_length() + LEAST_LEAD)
    for count, p_tail, q_tail in convergents:
        p, q = before.p * p_tail + before.q * q_tail, before.r * p_tail + before.s * q_tail
        size = abs(q * low)
        error = max(abs(p * d - low * q), abs(p * d - high * q))
        if error * target <= size:
            return _log10_ratio(size, error) / (terms_before + count)
        if 2 * q.bit_length() > most_bits:
            break  # a limit is nearer than 1/q to its convergents, so this is not the number
    return None


def sharp(enclosure: Enclosure, digits: int) -> Interval | None:
    """The interval around a number that serves a comparison to so many digits."""
    return enclosure(int((digits + GUARD_DIGITS) / LOG10_2))


def simple_digits_per_term(enclosure: Enclosure, digits: int) -> float | None:
    """Digits gained a term by the number's simple continued fraction, whatever its terms are, when it has `digits`."""
    interval = sharp(enclosure, digits)
    if interval is None:
        return None
    return agreement(Convergents(all_certain_terms(interval, (1,)), (1,), digits), interval)


def _log10_ratio(large: int, small: int) -> float:
    """log₁₀(large/small) of positive integers of any size."""
    return _log10(large) - _log10(max(small, 1))


def _log10(value: int) -> float:
    spare = max(value.bit_length() - 60, 0)
    return log10(int(value >> spare)) + spare * LOG10_2
