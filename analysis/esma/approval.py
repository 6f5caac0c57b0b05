"""Approval: a sequence of terms with a short recurrence becomes a formula, or nothing.

Four tests, each sharper than the one before: the order is less than a quarter of the terms used; the recurrence holds
over ℤ on those terms; it holds on terms that were not used to find it; and the fraction that it generates agrees with
the number to 1,000 digits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import cast

from analysis.esma.agreement import Convergents, agreement, sharp
from analysis.exact.mobius import Mobius
from analysis.formulas.c_finite import CFinite
from analysis.formulas.extraction import Enclosure, terms_of
from analysis.formulas.signed import Signs
from analysis.sequences.massey import KERNEL_PRIME, exact_recurrence, lifted, obeys, shortest_recurrence

DEFAULT_DEPTH = 100  # terms used, as in the published search
DEFAULT_DIGITS = 1_000
# Terms that the recurrence has not seen, as a share of those used: at least one whole period of whatever was found.
UNUSED_SHARE = 4
LEAST_DEPTH, MOST_DEPTH = 12, 2_000
SHOWN_TERMS = 20
KEPT_TAILS = 256  # a few tails serve all values of a constant; each holds numbers of a few thousand bits

Residues = tuple[list[int], int]
"""Connection polynomial mod KERNEL_PRIME, and order."""


@dataclass(frozen=True)
class Approved:
    """A signed continued fraction of a number: its recurrence, and how far and how fast it agrees with the number.

    digits: compared and equal; digits_per_term: digits gained a term when those were reached.
    """

    signs: Signs
    recurrence: CFinite
    digits: int
    digits_per_term: float

    @cached_property
    def terms(self) -> list[int]:
        """The first terms, at least twice as many as the order."""
        return [int(term) for term in self.recurrence.terms(max(SHOWN_TERMS, 2 * self.recurrence.order + 2))]

    @property
    def tail(self) -> tuple[CFinite, Signs]:
        """The fraction from the first term of the pattern on."""
        return _tail(self.recurrence, self.signs)

    @property
    def before(self) -> Mobius:
        """The map from the value of the tail to the number."""
        return _before(self.recurrence, self.signs)


def order_limit(depth: int) -> int:
    """The least order that is refused when `depth` terms are used.

    >>> order_limit(100), order_limit(21)
    (25, 6)
    """
    return -(-depth // 4)


def approve(
    enclosure: Enclosure,
    signs: Signs,
    depth: int = DEFAULT_DEPTH,
    digits: int = DEFAULT_DIGITS,
    residues: Residues | None = None,
) -> Approved | None:
    """The approved fraction of a positive number under a sign period; None where a test fails.

    residues: the shortest recurrence mod KERNEL_PRIME of the terms after a₀, where it is known.

    >>> from analysis.esma.left_hand_sides import LeftHandSide, Powers
    >>> from analysis.constants.library import constant
    >>> y = LeftHandSide((1, 1), (-1, 1)).enclosure(Powers(constant("e"), 1))
    >>> found = approve(y, (1,))
    >>> found.terms[:5], found.recurrence.connection, found.digits
    ([2, 6, 10, 14, 18], (1, -2, 1), 1000)
    """
    terms = terms_of(enclosure, signs, depth + depth // UNUSED_SHARE)
    if terms is None:
        return None
    recurrence = _recurrence(terms, depth, residues)
    if recurrence is None:
        return None
    interval = sharp(enclosure, digits)
    if interval is None:
        return None
    convergents = _convergents(*_tail(recurrence, signs), digits)
    speed = agreement(convergents, interval, _before(recurrence, signs), recurrence.prefix)
    return None if speed is None else Approved(signs, recurrence, digits, speed)


def _recurrence(terms: Sequence[int], depth: int, residues: Residues | None) -> CFinite | None:
    """The recurrence of order below a quarter of `depth` that all terms obey.

    A recurrence of such an order is fixed by half of `depth` terms, so these are enough to find it. That of the terms
    after a₀ is found first, and then how early its pattern begins.
    """
    limit = order_limit(depth)
    first, rest = int(terms[0]), terms[1:]
    seen = rest[: 2 * limit]
    found = residues or shortest_recurrence(seen, KERNEL_PRIME, limit)
    if found is None:
        return None
    connection, order = lifted(found, KERNEL_PRIME)
    if not obeys(rest, connection, order):
        again = exact_recurrence(seen, limit)  # its coefficients may be too large for the smaller prime
        if again is None or not obeys(rest, *again):
            return None
        connection, order = again
    # A recurrence with integer terms for ever has integer coefficients (Fatou's lemma).
    recurrence = CFinite.of(connection, order, rest)
    if recurrence.connection[0] != 1:
        return None
    recurrence = recurrence.preceded_by(first)
    return recurrence if recurrence.order < limit else None


@lru_cache(maxsize=KEPT_TAILS)
def _convergents(pattern: CFinite, signs: Signs, digits: int) -> Convergents:
    return Convergents(cast(Iterable[int], pattern), signs, digits)


def _tail(recurrence: CFinite, signs: Signs) -> tuple[CFinite, Signs]:
    phase = recurrence.prefix % len(signs)
    return recurrence.pattern, signs[phase:] + signs[:phase]


def _before(recurrence: CFinite, signs: Signs) -> Mobius:
    """y = a₀ + s₁/(a₁ + … + s_k/tail) as a map of the tail."""
    p, q, r, s = 1, 0, 0, 1
    for n, term in enumerate(recurrence.initial[: recurrence.prefix]):
        sign = signs[n % len(signs)]
        p, q, r, s = p * term + q, p * sign, r * term + s, r * sign
    return Mobius(p, q, r, s)


def with_first_term(approved: Approved, first: int, depth: int = DEFAULT_DEPTH) -> Approved | None:
    """The approval of the number that differs by an integer, so that a₀ is `first`; None where its order is too high.

    All later terms, and so the agreement, are the same.
    """
    recurrence = approved.recurrence.with_first_term(first)
    return replace(approved, recurrence=recurrence) if recurrence.order < order_limit(depth) else None
