"""Products T(1) T(2) ⋯ T(n) of the polynomial matrices of a trajectory's steps, of any rank, and their limits.

Where one solution of the recurrence dominates, the columns of the product contract to one direction; its coordinates,
divided by the last one, are the limits. Slow products are extrapolated: an error of powers n^(−β) is a sum of geometric
sequences at n, 2n, 4n, …, which Wynn's ε-algorithm removes one by one (Math. Tables Aids Comput. 10 (1956)).
"""

from collections.abc import Sequence

from flint import arb, ctx, fmpq, fmpz_mat

from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.matrices import PolynomialRows, product

StepMatrix = PolynomialRows

_FIRST = 16  # n at which columns are looked at first
_MOST_DOUBLINGS = 9
_LEAST_DIGITS = 5  # fewer may agree by chance where products oscillate
_GUARD_BITS = 64


def divisor(steps: StepMatrix, column: int) -> int:
    """The last row in which a column is not 0, as it may be in an invariant subspace: by it others are divided."""
    total = product(steps, 1, _FIRST + 1)
    return max((i for i in range(total.nrows()) if total[i, column]), default=total.nrows() - 1)


def _direction(found: fmpz_mat, column: int, below: int) -> list[fmpq] | None:
    """A column's entries divided by that one; None where that is 0."""
    last = found[below, column]
    return [fmpq(found[i, column], last) for i in range(found.nrows()) if i != below] if last else None


def limits(steps: StepMatrix, column: int, digits: int) -> list[tuple[arb, int]]:
    """The limits of a column's entries divided by one (`divisor`), each with how many digits agree, at most `digits`.

    Digits that agree between two depths are an indication, not a proof. Empty where no two depths agree.
    """
    looked: list[list[fmpq]] = []
    total, below = product(steps, 1, _FIRST + 1), divisor(steps, column)
    n = _FIRST
    found: list[tuple[arb, int]] = []
    with ctx.workprec(int(2 * digits * BITS_PER_DIGIT) + _GUARD_BITS):
        for _ in range(_MOST_DOUBLINGS):
            at = _direction(total, column, below)
            if at is None:
                return []
            looked.append(at)
            if len(looked) > 1:
                found = [_agreed([arb(point[i]) for point in looked], digits) for i in range(len(at))]
                if all(agreed >= digits for _, agreed in found):
                    break
            total = total * product(steps, n + 1, 2 * n + 1)
            n *= 2
    return [] if any(agreed < _LEAST_DIGITS for _, agreed in found) else found


def _agreed(values: Sequence[arb], digits: int) -> tuple[arb, int]:
    """The last value or the last extrapolated one, whichever agrees better with the one before."""
    choices = [(values[-1], _common_digits(values[-2], values[-1]))]
    if len(values) >= 5:
        before, last = _wynn(values[:-1]), _wynn(values)
        if before is not None and last is not None:
            choices.append((last, _common_digits(before, last)))
    value, agreed = max(choices, key=lambda choice: choice[1])
    return value.mid(), min(agreed, digits)


def _common_digits(first: arb, second: arb) -> int:
    difference = abs((first - second).mid())
    if difference == 0:
        return 10**6
    return int(float((1 + abs(second.mid())).log() - difference.log()) / 2.302585093) - 1


def _wynn(values: Sequence[arb]) -> arb | None:
    """The last entry of the longest even column of the ε-table; None where a difference vanishes."""
    older, column = [arb(0)] * (len(values) + 1), [value.mid() for value in values]
    best = column[-1]
    for order in range(1, len(values)):
        newer = []
        for i in range(len(column) - 1):
            step = column[i + 1] - column[i]
            if step == 0:
                return best
            newer.append((older[i + 1] + 1 / step).mid())
        older, column = column, newer
        if order % 2 == 0:
            best = column[-1]
    return best
