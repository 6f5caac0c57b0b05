"""Which formal solutions the given start of a recurrence follows, read off exact values at two depths.

A start may kill the dominant solution, so the recurrence alone does not tell how p and q grow. Between depths N and 2N
ln |q| grows by what one of the solutions does, up to O(1/N): the nearest one is taken. In the same way
p(n) q(n−1) − p(n−1) q(n) grows like φ_i(n) φ_j(n−1) − φ_i(n−1) φ_j(n), which tells the second solution: the one that
p − L q follows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

import numpy as np
from flint import acb, fmpz, fmpz_mat

from analysis.dynamics.closed_numbers import ClosedNumber
from analysis.dynamics.formal_solutions import FormalSolution, compared, formal_solutions, same_size
from analysis.exact.balls import log2_integer
from analysis.exact.matrices import product
from analysis.exact.polynomials import Polynomial
from analysis.formulas.recurrence import Recurrence

_DEPTH = 256  # N: corrections of relative size 1/N cannot be mistaken for a power of n
_WINDOW = 12  # values in a row of which the largest counts: oscillating ones come near 0
_MOST_DEPTH = 4_000
_STATE_BITS = 500_000  # of an entry at that depth, beyond the least
_FLOAT_BITS = 1_000  # of a number that a double holds
_TURNING = 0.5  # by so much ln of the largest of a window strays where solutions of one modulus meet
_SLOW_TURNING = 2.5  # the same where a window sees part of a turn
_LN2 = log(2)


@dataclass(frozen=True, eq=False)
class StartGrowth:
    """The formal solutions from the largest, and the places in that list that p, q and p − L q follow.

    `error` is None where p and q are proportional: then the value is rational.
    """

    recurrence: Recurrence
    solutions: tuple[FormalSolution, ...]
    p: int | None
    q: int | None
    error: int | None
    depth: int
    last_difference: float  # ln |p(n)/q(n) − p(n−1)/q(n−1)| at `depth`

    @property
    def converges(self) -> bool:
        """Whether the part of p − L q is smaller than q, by the formal solutions."""
        return self.q is not None and self.error is not None and self.ordered(self.q, self.error)

    def ordered(self, i: int, j: int) -> bool:
        """Whether the i-th solution grows faster than the j-th."""
        return i < j and not self._alike(i, j)

    def _alike(self, i: int, j: int) -> bool:
        return same_size(self.solutions[i], self.solutions[j])

    @cached_property
    def lone(self) -> bool:
        """Whether no other solution is as large as the one that q follows."""
        return self.q is not None and self.stands_alone(self.q)

    def stands_alone(self, place: int) -> bool:
        """Whether no other solution is as large as the one at this place."""
        return not any(self._alike(place, i) for i in range(len(self.solutions)) if i != place)

    def falls_faster(self, i: int, j: int, power: Fraction) -> bool:
        """Whether n^power times the i-th solution is smaller than the j-th."""
        smaller = self.solutions[i]
        raised = ClosedNumber(smaller.power.ball + power.numerator / acb(power.denominator))
        return self.ordered(j, i) and compared(replace(smaller, power=raised), self.solutions[j]) < 0

    @property
    def error_law(self) -> FormalSolution:
        """How |p/q − L| falls, up to a constant factor."""
        assert self.q is not None and self.error is not None
        return self.solutions[self.error].over(self.solutions[self.q])

    def log_error(self, n: int) -> float:
        """ln |p/q − L| at n, fitted at `depth`."""
        assert self.q is not None and self.error is not None
        small, large = self.solutions[self.error], self.solutions[self.q]
        here, there = (small.log_size(k) - large.log_size(k) for k in (n, self.depth))
        return self.last_difference + here - there


@lru_cache(maxsize=16)  # a limit at a glance and one to many digits ask for the same
def start_growth(recurrence: Recurrence) -> StartGrowth:
    """The growth of the two solutions that a recurrence's start names.

    >>> killed = start_growth(Recurrence.of(["1", "-5", "6"], 2, [1, 2], [1, 2]))     # 2ⁿ, where 3ⁿ is dominant
    >>> killed.solutions[killed.q].base.text, killed.error
    ('2', None)
    """
    solutions = tuple(formal_solutions(recurrence.coefficients))
    depth = _depth(recurrence, solutions)
    ends = [recurrence.first + depth, recurrence.first + 2 * depth]
    near = recurrence.states(ends[0])
    states = [near, recurrence.states(ends[1], near, ends[0])]
    windows = [_Window.of(recurrence, n, state) for n, state in zip(ends, states, strict=True)]
    p, q = (_nearest(windows, ends, row, [one.log_size for one in solutions], solutions) for row in (0, 1))
    error, difference = None, float("-inf")
    if q is not None and windows[1].minor is not None:
        pairs = [_pair_size(solutions[q], other) for other in solutions]
        error = _nearest(windows, ends, None, pairs, solutions, skip=q)
        difference = _last_difference(states[1], windows[1])
    return StartGrowth(recurrence, solutions, p, q, error, ends[1], difference)


def _last_difference(state: fmpz_mat, window: "_Window") -> float:
    """ln |p/q − p⁻/q⁻| in a state; where that is 0 by accident, an estimate from the window."""
    last = state.ncols() - 1
    p, q, p_before, q_before = (state[i, last - k] for k in (0, 1) for i in (0, 1))
    minor = p * q_before - p_before * q
    if minor and q and q_before:
        return (log2_integer(abs(minor)) - log2_integer(abs(q)) - log2_integer(abs(q_before))) * _LN2
    return (window.minor or 0.0) - 2 * (window.rows[1] or 0.0)


@dataclass(frozen=True)
class _Window:
    """ln of the largest |p|, |q| and |p q⁻ − p⁻ q| of some values in a row; None for 0."""

    rows: tuple[float | None, float | None]
    minor: float | None

    @classmethod
    def of(cls, recurrence: Recurrence, n: int, state: fmpz_mat) -> "_Window":
        scale = _log_scale(recurrence, n)
        pairs = _pairs(state)
        biggest: list[float | None] = [_largest([pair[i] for pair in pairs], scale) for i in (0, 1)]
        minor = _minor(pairs, scale)
        for k in range(n, n + _WINDOW):
            state = state * product(recurrence.steps, k, k + 1)
            scale += log(abs(recurrence.coefficients[0](k)))
            pairs = _pairs(state)
            biggest = [_most(old, _largest([pair[i] for pair in pairs], scale)) for i, old in enumerate(biggest)]
            minor = _most(minor, _minor(pairs, scale))
        return cls((biggest[0], biggest[1]), minor)


def _log_scale(recurrence: Recurrence, n: int) -> float:
    """ln Π |c₀(k)|, first ≤ k < n: by so much the integer states are larger than the solutions."""
    return sum(log(abs(recurrence.coefficients[0](k))) for k in range(recurrence.first, n))


def _pairs(state: fmpz_mat) -> list[tuple[fmpz, fmpz]]:
    return [(state[0, i], state[1, i]) for i in range(state.ncols())]


def _minor(pairs: Sequence[tuple[fmpz, fmpz]], scale: float) -> float | None:
    minors = [p * s - q * r for (p, q), (r, s) in pairwise(pairs)]
    return _largest(minors, 2 * scale)


def _largest(values: Sequence[fmpz], scale: float) -> float | None:
    biggest = max(map(abs, values), default=fmpz(0))
    return log2_integer(biggest) * _LN2 - scale if biggest else None


def _most(first: float | None, second: float | None) -> float | None:
    known = [value for value in (first, second) if value is not None]
    return max(known, default=None)


def _nearest(
    windows: Sequence[_Window], ends: Sequence[int], row: int | None, sizes: Sequence[Callable[[int], float]],
    solutions: Sequence[FormalSolution], skip: int | None = None,
) -> int | None:  # fmt: skip
    """The place of the growth law nearest to what was measured; of laws that turn about each other the largest."""
    measured = [window.minor if row is None else window.rows[row] for window in windows]
    if None in measured:
        return None
    grown = measured[1] - measured[0]  # type: ignore[operator]
    apart = {i: abs(size(ends[1]) - size(ends[0]) - grown) for i, size in enumerate(sizes) if i != skip}
    found = min(apart, key=lambda i: apart[i], default=None)
    if found is None:
        return None
    mixed = [i for i in apart if i < found and apart[i] < apart[found] + _turning(*(solutions[k] for k in (i, found)))]
    return min(mixed, default=found)


def _turning(first: FormalSolution, second: FormalSolution) -> float:
    """By how much more a growth may stray where two solutions differ by a turning factor and a power of n."""
    quotient = first.over(second)
    if quotient.factorial or quotient.exponential or quotient.base.rational != 1:
        return 0.0
    if any(not c.is_real for one in (first, second) for _, c in one.exponential):
        return _SLOW_TURNING
    return _TURNING if abs(first.base.complex - second.base.complex) > abs(first.base.complex) / _DEPTH else 0.0


def _pair_size(first: FormalSolution, second: FormalSolution) -> Callable[[int], float]:
    def size(n: int) -> float:
        apart = abs(1 - first.ratio(n) / second.ratio(n)) or 1e-300
        return first.log_size(n) + second.log_size(n - 1) + log(apart)

    return size


def _depth(recurrence: Recurrence, solutions: Sequence[FormalSolution]) -> int:
    """Deeper where roots of the outer coefficients lie far out, or a smaller solution is still ahead of a larger."""
    reach = max(_farthest_root(c) for c in (recurrence.coefficients[0], recurrence.coefficients[-1]))
    degree = max(c.degree for c in recurrence.coefficients)
    height = max(abs(x).bit_length() for c in recurrence.coefficients for x in c.coefficients)
    affordable = int(_STATE_BITS / (1 + height + degree * log(_MOST_DEPTH) / _LN2))
    most = max(_DEPTH, min(_MOST_DEPTH, affordable))
    depth = min(max(_DEPTH, 8 * int(reach)), most)
    while depth < most and any(small.log_size(depth) > large.log_size(depth) for large, small in pairwise(solutions)):
        depth *= 2
    return depth


def _farthest_root(c: Polynomial) -> float:
    """The largest modulus of a root, roughly."""
    shift = max(max(abs(x).bit_length() for x in c.coefficients) - _FLOAT_BITS, 0)
    return max(
        (float(abs(root)) for root in np.roots([float(x >> shift) for x in reversed(c.coefficients)])), default=0
    )
