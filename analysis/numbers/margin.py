"""How many digits an answer needs before chance stops explaining it: one rule for all that names a number.

An answer is a choice among those that are as simple: as many as there are integers of as many digits as its own, times
the constants that were tried before it. Each factor of ten costs a digit. The significant digits of the number must
exceed that cost by a margin of 8, so that about one random number in 10⁸ has an answer. Leading zeros are no digits.
"""

from collections.abc import Iterable
from math import ceil, floor, log10

MARGIN = 8  # digits beyond the cost


def answer_cost(integers: Iterable[int], trial_cost: float = 0.0) -> float:
    """The decimal digits of the integers, zeros free, and log₁₀ of how many constants (or sets of them) were tried.

    >>> answer_cost((1000, 7, 0, -22)), answer_cost((1, 7), trial_cost=log10(100))
    (7.0, 4.0)
    """
    return trial_cost + sum(floor(log10(abs(k))) + 1.0 for k in integers if k)


def digits_needed(integers: Iterable[int], trial_cost: float = 0.0) -> int:
    """The least number of significant digits that an answer with these integers needs.

    >>> digits_needed((1, 2)), digits_needed((0, 4, 1, 0)), digits_needed((0, 4, 1, 0), trial_cost=1.5)
    (10, 10, 12)
    """
    return ceil(answer_cost(integers, trial_cost) + MARGIN)


def affordable(integers: Iterable[int], digits: float, trial_cost: float = 0.0) -> bool:
    """Whether a number with so many significant digits can tell an answer with these integers from chance.

    >>> affordable((0, 4, 1, 0), digits=16), affordable((0, 4, 1, 0), digits=6)
    (True, False)
    """
    return answer_cost(integers, trial_cost) + MARGIN <= digits
