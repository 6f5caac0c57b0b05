"""Approval: a sequence of terms with a short recurrence becomes a formula, or nothing.

Four tests, each sharper than the one before: the order is less than a quarter of the terms used; the recurrence holds
over ℤ on those terms; it holds on terms that were not used to find it; and the fraction that it generates agrees with
the number to 1,000 digits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, cycle, islice
from math import log10
from typing import cast

from gmpy2 import mpz

from analysis.esma.extraction import Enclosure, Interval, all_certain_terms, terms_of
from analysis.esma.massey import exact_recurrence, obeys
from analysis.formulas.recurrences import Recurrence
from analysis.formulas.signed import Signs

DEFAULT_DEPTH = 100  # terms used, as in the published search
DEFAULT_DIGITS = 1_000
# Terms that the recurrence has not seen, as a share of those used: at least one whole period of whatever was found.
UNUSED_SHARE = 4
LEAST_DEPTH, MOST_DEPTH = 12, 2_000
GUARD_DIGITS = 200  # beyond those compared, so that how far a fraction agrees can be measured and not only that it does
STEP = 16  # terms between two comparisons
# Terms within which the digits must be reached: terms of 2 under minus signs converge slowly.
MOST_TERMS = 100_000
# Terms after which it is judged whether they can be: a run of 2 as long as one large term of the simple fraction looks
# like a pattern, but its convergents grow like n.
FAIR_TERMS = 1_024
SHOWN_TERMS = 20
LEAST_LEAD = 64  # bits by which an error may be better than 1/q², for sizes and large terms
LOG10_2 = log10(2)


@dataclass(frozen=True)
class Approved:
    """A signed continued fraction of a number: its recurrence, and how far and how fast it agrees with the number.

    digits: compared and equal; digits_per_term: digits gained a term when those were reached.
    """

    signs: Signs
    recurrence: Recurrence
    digits: int
    digits_per_term: float

    @cached_property
    def terms(self) -> list[int]:
        """The first terms, at least twice as many as the order."""
        return [int(term) for term in self.recurrence.terms(max(SHOWN_TERMS, 2 * self.recurrence.order + 2))]


def order_limit(depth: int) -> int:
    """The least order that is refused when `depth` terms are used.

    >>> order_limit(100), order_limit(21)
    (25, 6)
    """
    return -(-depth // 4)


def approve(
    enclosure: Enclosure, signs: Signs, depth: int = DEFAULT_DEPTH, digits: int = DEFAULT_DIGITS
) -> Approved | None:
    """The approved fraction of a positive number under a sign period; None where a test fails.

    >>> from analysis.esma.left_hand_sides import LeftHandSide, Powers
    >>> from analysis.numbers.constants import constant
    >>> y = LeftHandSide((1, 1), (-1, 1)).enclosure(Powers(constant("e"), 1))
    >>> found = approve(y, (1,))
    >>> found.terms[:5], found.recurrence.connection, found.digits
    ([2, 6, 10, 14, 18], (1, -2, 1), 1000)
    """
    terms = terms_of(enclosure, signs, depth + depth // UNUSED_SHARE)
    if terms is None:
        return None
    recurrence = recurrence_of(terms, depth)
    if recurrence is None:
        return None
    generated = cast(Iterable[int], recurrence)
    speed = digits_per_term(generated, signs, enclosure, digits)
    return None if speed is None else Approved(signs, recurrence, digits, speed)


def recurrence_of(terms: Sequence[int], depth: int) -> Recurrence | None:
    """The recurrence of order below a quarter of `depth` that all terms obey.

    A recurrence of such an order is fixed by half of `depth` terms, so these are enough to find it.
    """
    limit = order_limit(depth)
    found = exact_recurrence(terms[: 2 * limit], limit)
    if found is None or not obeys(terms, *found):
        return None
    recurrence = Recurrence.of(*found, terms)
    # A recurrence with integer terms for ever has integer coefficients (Fatou's lemma).
    return recurrence if recurrence.connection[0] == 1 else None


def with_first_term(approved: Approved, first: int, depth: int = DEFAULT_DEPTH) -> Approved | None:
    """The approval of the number that differs by an integer, so that a₀ is `first`; None where its order is too high.

    All later terms, and so the agreement, are the same.
    """
    recurrence = approved.recurrence.with_first_term(first)
    return replace(approved, recurrence=recurrence) if recurrence.order < order_limit(depth) else None


def digits_per_term(
    terms: Iterable[int], signs: Signs, enclosure: Enclosure, digits: int = DEFAULT_DIGITS
) -> float | None:
    """Digits gained a term when the convergents of `terms` agree with the number to `digits`; None if they never do."""
    interval = enclosure(_bits(digits))
    return None if interval is None else agreement(terms, signs, interval, digits)


def simple_digits_per_term(enclosure: Enclosure, digits: int = DEFAULT_DIGITS) -> float | None:
    """The same of the number's simple continued fraction, whatever its terms are."""
    interval = enclosure(_bits(digits))
    return None if interval is None else agreement(all_certain_terms(interval, (1,)), (1,), interval, digits)


def agreement(terms: Iterable[int], signs: Signs, interval: Interval, digits: int) -> float | None:
    """Digits a term at the first comparison where every number of the interval agrees to `digits`; None if none is.

    The error of pₙ/qₙ is taken relative to the number, which is positive.
    """
    low, high, d = mpz(interval.n), mpz(interval.n + interval.e), mpz(interval.d)
    target = mpz(10) ** digits
    # The error is about 1/q²: no comparison before it can succeed.
    least_bits = target.bit_length() - LEAST_LEAD
    p, p_before, q, q_before = mpz(1), mpz(0), mpz(0), mpz(1)
    source, following = iter(terms), chain([1], cycle(signs))
    for count in range(STEP, MOST_TERMS, STEP):
        part = list(islice(source, STEP))
        if len(part) < STEP:
            break
        # The steps of one stretch are multiplied among themselves first, while they are small.
        a, b, a_before, b_before = 1, 0, 0, 1
        for term, sign in zip(part, following, strict=False):
            a, a_before = term * a + sign * a_before, a
            b, b_before = term * b + sign * b_before, b
        p, p_before = a * p + b * p_before, a_before * p + b_before * p_before
        q, q_before = a * q + b * q_before, a_before * q + b_before * q_before
        bits = 2 * q.bit_length()
        if count >= FAIR_TERMS and bits * MOST_TERMS < least_bits * count:
            break
        if bits < least_bits:
            continue
        size = abs(q * low)
        error = max(abs(p * d - low * q), abs(p * d - high * q))
        if error * target <= size:
            return _log10_ratio(size, error) / count
        if bits > 2 * (target.bit_length() + LEAST_LEAD):
            break  # a limit is nearer than 1/q to its convergents, so this is not the number
    return None


def _bits(digits: int) -> int:
    return int((digits + GUARD_DIGITS) / LOG10_2)


def _log10_ratio(large: int, small: int) -> float:
    """log₁₀(large/small) of positive integers of any size."""
    return _log10(large) - _log10(max(small, 1))


def _log10(value: int) -> float:
    spare = max(value.bit_length() - 60, 0)
    return log10(int(value >> spare)) + spare * LOG10_2
