"""Occam's rule, in digits: what a relation explains must exceed what it costs by a margin.

A relation with k integers of size H among which one could choose costs k·log₁₀H digits; a sparse one may instead be
paid integer by integer, and for the choice of the entries that are not 0. To this comes log₁₀ of the
number of lattices that were tried. Of D digits that a value carries D − cost are then left to test the relation:
one in 10^(D − cost) random numbers has one as cheap. `analysis.numbers.margin` is the rule for one constant.
"""

from collections.abc import Sequence
from math import comb, log10

from flint import arb

from analysis.numbers.margin import answer_cost
from analysis.numbers.relations import digits_carried

MARGIN = 20.0  # digits that a relation over several constants must leave to test it


def cost(coefficients: Sequence[int], trials: int = 1) -> float:
    """Digits that a relation with these coefficients costs when it is the best of so many lattices.

    >>> cost((1000, 999, -1000, 1)), round(cost((0,) * 20 + (1, 20)), 2)
    (12.0, 5.36)
    """
    size, used = len(coefficients), sum(map(bool, coefficients))
    largest = max(map(abs, coefficients))
    sparse = answer_cost(coefficients, log10(comb(size, used)))
    return min(size * log10(max(largest, 2)), sparse) + log10(trials) if largest else 0.0


def margin(coefficients: Sequence[int], digits: float, trials: int = 1) -> float:
    """Digits left over: at least MARGIN for a relation to be believed.

    >>> margin((1000, 999, -1000, 1), 40)
    28.0
    """
    return digits - cost(coefficients, trials)


def carried(digits: float, x: arb, image: arb) -> float:
    """The digits of x that are left in a function of it: few where the function is flat, as arcosh near 1.

    >>> x = arb("1.000000000000000004", "1e-18")
    >>> carried(19, x, x.acosh()) < 3, carried(19, x, 2 * x)
    (True, 19.0)
    """
    return digits - max(0.0, digits_carried(x) - digits_carried(image) - 1)
