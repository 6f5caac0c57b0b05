"""Whether chance explains a recurrence: bits in the terms that it predicts, beyond bits in the recurrence itself.

The terms are coded without any pattern, as numbers or as steps of a walk between the least and the largest seen; those
after the initial ones are what a recurrence saves, its coefficients and the choice of their number are what it costs
(Rissanen's minimum description length). A gain of g bits comes about by chance in less than one of 2^g sequences.

Beatty sequences ⌊nα + β⌋ and their differences need a reason of their own: there are only about N³ of N terms, and all
of them look periodic for a while. Where some α and β explain the terms, a period q is believed from 3q² and from q³
terms on, more than ⌊nπ⌋ keeps to 22/7 and ⌊nζ(3)⌋ to 6/5. Balanced words: Lothaire,
Algebraic Combinatorics on Words, chapter 2.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import comb, log2

from analysis.formulas.c_finite import CFinite

SURE_BITS = 6.0  # gain from which a recurrence is believed
BREAK_BITS = (
    12.0  # and from which it is although the next term breaks it: any end of a sequence could be called a break
)
BALANCED_TERMS = (
    3  # times q², or q where that is more: the terms from which a period q of a balanced sequence is believed
)
WALK_BITS = 3.0  # of choosing to code steps instead of numbers
LEAST_BITS = 1.0  # of a term, were it constant


def is_sure(terms: Sequence[int], recurrence: CFinite, gain: float = SURE_BITS) -> bool:
    """Whether the terms say more than chance and the recurrence's own size explain.

    >>> is_sure([0, 1, 1, 2, 3, 5, 8, 13, 21, 34], CFinite.of([1, -1, -1], 2, [0, 1]))
    True
    >>> from math import isqrt
    >>> beatty = [(n + isqrt(5 * n * n)) // 2 for n in range(31)]
    >>> repeating = CFinite.of([1, -1, *[0] * 11, -1, 1], 14, beatty)
    >>> is_sure(beatty, repeating)
    False
    """
    return missing_terms(terms, recurrence, gain) == 0


def missing_terms(terms: Sequence[int], recurrence: CFinite, gain: float = SURE_BITS) -> int:
    """How many more terms would make the recurrence sure, if they follow it."""
    count, after = len(terms), len(terms) - recurrence.order
    data = data_bits(terms, recurrence.order)
    deficit = pattern_bits(recurrence, count) + gain - data
    lacking = int(-(-deficit // max(LEAST_BITS, data / after if after > 0 else 0))) if deficit > 0 else 0
    if is_balanced(terms):
        interlaced = recurrence.interlaced()
        period = len(interlaced) if interlaced else recurrence.order
        lacking = max(lacking, round(max(BALANCED_TERMS, period) * period**2 * gain / SURE_BITS) - count)
    return max(0, lacking)


def data_bits(terms: Sequence[int], known: int) -> float:
    """Bits of the terms from index `known` on, without any pattern."""
    steps = [after - before for before, after in pairwise(terms)]
    return min(_bits(terms, known), _bits(steps, max(known - 1, 0)) + WALK_BITS)


def pattern_bits(recurrence: CFinite, count: int) -> float:
    """Bits of a recurrence: its period, degree and prefix where it is interlaced polynomials, else its coefficients."""
    interlaced = recurrence.interlaced()
    if interlaced is not None:
        degree = max((polynomial.degree for polynomial in interlaced), default=0)
        return 1 + 3 * log2(max(len(interlaced), 1)) + 2 * log2(max(degree, 0) + 1) + 3 * log2(recurrence.prefix + 1)
    used = [c for c in recurrence.connection[1:] if c]
    sizes = sum(log2(2 * abs(int(c)) + 1) for c in (recurrence.connection[0], *used))
    return sizes + log2(comb(max(recurrence.order, len(used)), len(used))) + log2(count)


def is_balanced(terms: Sequence[int]) -> bool:
    """Whether the terms, or their sums, are ⌊nα + β⌋ for some α and β.

    >>> is_balanced([3 * n // 7 for n in range(30)]), is_balanced([0, 0, 0, 1, 0, 1, 1])
    (True, False)
    """
    return _is_beatty(terms) or _is_beatty([0, *accumulate(terms)])


def _is_beatty(terms: Sequence[int]) -> bool:
    """aⱼ − aᵢ − 1 < α(j − i) < aⱼ − aᵢ + 1 for all i < j has a solution α: then some β fits, too."""
    lowest, highest = (0, 0), (0, 0)  # bounds of α as (numerator, denominator), none yet
    for lag in range(1, len(terms)):
        steps = [after - before for before, after in zip(terms, terms[lag:], strict=False)]
        low, high = max(steps) - 1, min(steps) + 1
        if lag == 1 or low * lowest[1] > lowest[0] * lag:
            lowest = (low, lag)
        if lag == 1 or high * highest[1] < highest[0] * lag:
            highest = (high, lag)
        if lowest[0] * highest[1] >= highest[0] * lowest[1]:
            return False
    return True


def _bits(numbers: Sequence[int], known: int) -> float:
    if len(numbers) <= known:
        return 0.0
    values = len(set(numbers))
    few = values**2 <= len(numbers)
    spread = max(LEAST_BITS, log2(values if few else max(numbers) - min(numbers) + 1))
    return sum(min(spread, 1 + log2(2 * abs(x) + 1)) for x in numbers[known:])
