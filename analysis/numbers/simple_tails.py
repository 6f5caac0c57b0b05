"""Where coefficients are large: how much each step gains, and tails that one simple inequality bounds from N on.

Two classical conditions, each on all n > N at once (`signs`), trap the tail t_N = b(N+1)/(a(N+1) + …):
- a and b of one sign each, b > 0: t_N lies between 0 and b(N+1)/a(N+1);
- 4 |b(n)| ≤ a(n) a(n−1) (Worpitzky; Lorentzen and Waadeland, Continued Fractions): |t_N| ≤ |a(N)|/2.
The convergents at N then enclose the limit, however far the asymptotic series of the tail is out of reach.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import log2, sqrt

from flint import arb, fmpq, fmpq_poly, fmpz

from analysis.exact.balls import log2_integer
from analysis.formulas.pcf import PCF
from analysis.numbers.rounded_convergents import RoundedConvergent
from analysis.numbers.signs import sign_from

_FARTHEST = 2**22  # a condition that holds only from farther out on is of no use
_HALVINGS = 5  # of the step to the least N
_EXACT_STEPS = 32  # the gain is added up step by step so far, then by trapezes
_STRIDE = 1.1  # from one trapeze to the next
_FLAT_BITS = 900.0  # |4b/a²| beyond 2^this is as good as infinite


@dataclass(frozen=True)
class SimpleTail:
    """A bound on the tails t_N for all N ≥ `start`."""

    pcf: PCF
    start: int
    positive: bool

    def tail(self, n: int) -> arb:
        """A ball that contains t_n, n ≥ start."""
        if not self.positive:
            return arb(0, abs(arb(fmpz(self.pcf.a(n)))) / 2)
        half = arb(fmpq(self.pcf.b(n + 1), 2 * self.pcf.a(n + 1)))
        return arb(half.mid(), (abs(half) + half.rad()).upper())

    def enclosure(self, at: RoundedConvergent) -> arb | None:
        """A ball that contains the limit of a convergent fraction; None where its convergent is too close to a pole."""
        return at.image(self.tail(at.n))


def simple_tail(pcf: PCF) -> SimpleTail | None:
    """The condition that holds from the least N on, up to a few percent; None where none does.

    >>> simple_tail(PCF.parse("2n+1", "(n+10000)^2"))
    SimpleTail(pcf=PCF(2n+1, n^2+20000n+100000000), start=0, positive=True)
    >>> simple_tail(PCF.parse("5n+1", "-n^2")).start
    0
    """
    before, start = -1, 0
    while start <= _FARTHEST:
        found = _tail_from(pcf, start)
        if found is not None:
            while start - before > max(start >> _HALVINGS, 1):
                middle = (before + start) // 2
                nearer = _tail_from(pcf, middle)
                before, start, found = (middle, start, found) if nearer is None else (before, middle, nearer)
            return found
        before, start = start, 2 * start or 1
    return None


def _tail_from(pcf: PCF, start: int) -> SimpleTail | None:
    a, b = (fmpq_poly(p.flint) for p in (pcf.a, pcf.b))
    if not sign_from(a, start + 1) or not pcf.a(start + 1) or not pcf.b(start + 1):
        return None
    if sign_from(b, start + 1) == 1:
        return SimpleTail(pcf, start, True)
    products = a * a(fmpq_poly([-1, 1]))
    holds = all(sign_from(products - side * b * 4, start + 1) in (0, 1) for side in (1, -1))
    return SimpleTail(pcf, start, False) if holds and pcf.a(start) else None


class Gains:
    """The bits that the convergents of a fraction have gained at n, from the local characteristic roots at each step.

    Σ log₂ |larger root/smaller root| of x² = a(k) x + b(k): an estimate that holds from the first step on, where
    asymptotic exponents speak of large n only.

    >>> gains = Gains(PCF.parse("2n+1", "(n+10000)^2"))
    >>> 1000 < gains.steps(200, 10**6) < 1500, gains.steps(200, 50) is None
    (True, True)
    """

    def __init__(self, pcf: PCF) -> None:
        self._pcf = pcf
        self._known: list[tuple[int, float, float]] = [(0, 0.0, self._gain(1))]  # n, gained up to n, gain of a step

    def at(self, n: int) -> float:
        """Bits gained at n."""
        while self._known[-1][0] < n:
            self._extend()
        for (low, before, _), (high, after, _) in pairwise(self._known):
            if high >= n:
                return before + (after - before) * (n - low) / (high - low)
        return 0.0

    def steps(self, bits: float, most: int) -> int | None:
        """The least n at which so many bits are gained; None beyond `most`."""
        while self._known[-1][1] < bits and self._known[-1][0] < most:
            self._extend()
        for (low, before, _), (high, after, _) in pairwise(self._known):
            if after >= bits:
                n = low + int((high - low) * (bits - before) / (after - before)) + 1
                return n if n <= most else None
        return None

    def _extend(self) -> None:
        n, gained, gain = self._known[-1]
        following = n + 1 if n < _EXACT_STEPS else int(n * _STRIDE)
        step = self._gain(following)
        added = step if n < _EXACT_STEPS else (following - n) * (gain + step) / 2
        self._known.append((following, gained + added, step))

    def _gain(self, n: int) -> float:
        a, b = self._pcf.a(n), self._pcf.b(n)
        if not a or not b:
            return 0.0
        size = log2_integer(4 * abs(b)) - 2 * log2_integer(abs(a))  # log₂ |4b/a²|
        if size > _FLAT_BITS:
            return 0.0
        x = 2.0**size if b > 0 else -(2.0**size)
        return 0.0 if x <= -1 else 2 * log2(1 + sqrt(1 + x)) - size
