"""lim p/q of a recurrence of any order to any number of digits, and why there is none where there is none.

Where p/q converges exponentially, exact products by binary splitting give the digits; where it is slow, the adjoint's
series does (`adjoint_tail`). The digits reported are those to which two evaluations at different n agree, or those that
an invariant cone, formal solutions, or the tail of a slow sum prove.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from flint import arb, arb_mat, ctx, fmpq

from analysis.dynamics.start_growth import StartGrowth, start_growth
from analysis.exact.balls import BITS_PER_DIGIT, log2_size
from analysis.exact.matrices import rounded_product
from analysis.exact.rationals import fraction
from analysis.formulas.recurrence import Recurrence
from analysis.numbers.limits import Limit
from analysis.values.adjoint_tail import dual_series, leading_parts
from analysis.values.invariant_cones import enclosure, invariant_cone
from analysis.values.slow_series import enclosed_sum
from analysis.values.solution_frames import enclosed_by_frame

_MARGIN_DIGITS = 4  # two evaluations agree by so much beyond the digits asked for
_GUARD_BITS = 64
_ROUNDING_BITS = 128  # beyond those wanted, in products that are rounded
_MOST_PLAIN_BITS = 100_000_000  # size of a state where plain products stop being the cheap way
_MOST_STEPS = 1 << 20
_CHEAP_ENTRIES = 1_000_000  # of all matrices together: so many are cheaper than a series
_MOST_RESIDUE = 12  # periods of n in which limits are looked for
_RESIDUE_BITS = 16  # to which values in one residue class agree between N and 2N
_DOUBLINGS = 4  # of the depth at which the series is taken


@dataclass(frozen=True, eq=False)
class RecurrenceLimits:
    """The limit of a recurrence's p/q, evaluated to as many digits as are asked for.

    >>> apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    >>> RecurrenceLimits.of(apery).limit(30).decimal()
    '1.20205690315959428539973816151'
    """

    recurrence: Recurrence
    growth: StartGrowth

    @classmethod
    def of(cls, recurrence: Recurrence) -> "RecurrenceLimits":
        return cls(recurrence, start_growth(recurrence))

    def limit(self, digits: int) -> Limit:
        """To `digits` significant digits, or the reason why not."""
        known = self._decided(digits)
        if known is not None:
            return known
        best = Limit("undecided", reason="no two evaluations agree to a digit within the work allowed")
        before: arb | None = None
        with ctx.workprec(int((digits + _MARGIN_DIGITS) * BITS_PER_DIGIT) + _GUARD_BITS):
            for value in filter(arb.is_finite, self._values(digits + _MARGIN_DIGITS)):
                if before is not None:
                    right = common_digits(before, value) - 1
                    if right > best.digits:
                        best = Limit("convergent", value, min(right, digits), "agreed")
                    if right >= digits:
                        return best
                before = value
        hull = self._enclosed(digits + _MARGIN_DIGITS)
        return best if hull is None else Limit("convergent", hull.mid(), digits, "certified")

    def certified(self, digits: int) -> Limit:
        """The same, proved where an invariant cone holds the limit to as many digits."""
        found = self.limit(digits)
        hull = self._enclosed(found.digits + _MARGIN_DIGITS) if found.ground == "agreed" else None
        return found if hull is None else Limit("convergent", hull.mid(), found.digits, "certified")

    def _enclosed(self, digits: int) -> arb | None:
        """A ball that is proved to hold the limit: by a cone, by formal solutions, or of a slow sum by its tail."""
        steps = self._steps_for(digits)
        cone = None if steps is None else invariant_cone(self.recurrence, self.growth)
        hull = None if cone is None or steps is None else enclosure(self.recurrence, cone, digits, steps)
        others = (enclosed_by_frame, enclosed_sum) if hull is None else ()
        return next((ball for way in others if (ball := way(self.recurrence, digits)) is not None), hull)

    def _decided(self, digits: int) -> Limit | None:
        """What the growth alone decides: rational values, infinite and zero limits, and none."""
        found = self.growth
        if found.q is None:
            return Limit("divergent", reason="q is 0 from some n on")
        if found.error is None:
            value = _quotient(self.recurrence, found.depth)
            with ctx.workprec(int(digits * BITS_PER_DIGIT) + _GUARD_BITS):
                return Limit("convergent", arb(value), digits, "exact", fraction(value))
        if found.p is None or found.ordered(found.q, found.p):
            return Limit("convergent", arb(0), digits, "exact" if found.p is None else "agreed")
        if found.ordered(found.p, found.q):
            return Limit("divergent", reason="the quotients tend to infinity")
        if not found.converges:
            return Limit("divergent", reason=_why_divergent(self.recurrence, found))
        return None

    def _values(self, digits: int) -> Iterator[arb]:
        """Evaluations, each at a larger n or by another way than the one before."""
        steps = self._steps_for(digits)
        if steps is not None and (self._is_cheap(steps) or not self.growth.lone):
            yield from (self._plain(n) for n in (steps, *_deeper(steps)))
            return
        if self.growth.lone:
            yield from self._by_series(digits)
        if steps is not None:
            yield from (self._plain(n) for n in (steps, *_deeper(steps)))

    def _steps_for(self, digits: int) -> int | None:
        """n from which |p/q − L| is below 10^−digits |L|; None where the numbers would be too large."""
        r = self.recurrence
        wanted = -(digits * BITS_PER_DIGIT + _GUARD_BITS / 2) * log(2)
        n = max(64, abs(r.first))
        while self.growth.log_error(n) > wanted:
            n = n * 5 // 4
            if n > _MOST_STEPS or (self._state_bits(n) > _MOST_PLAIN_BITS and not self._is_cheap(n)):
                return None
        return n

    def _is_cheap(self, n: int) -> bool:
        """Whether n steps, rounded, cost less than a series."""
        return self.growth.lone and n * self.recurrence.order**2 <= _CHEAP_ENTRIES

    def _state_bits(self, n: int) -> int:
        """About the size of the state at n, all rows."""
        degree = max(c.degree for c in self.recurrence.coefficients)
        return self.recurrence.order * n * (degree * n.bit_length() + 8)

    def _plain(self, n: int) -> arb:
        """p/q at n, rounded on the way where that costs nothing: both then follow the largest solution."""
        stop = max(n, self.recurrence.first + 1)
        bits = ctx.prec
        with ctx.workprec(bits + _ROUNDING_BITS):
            state = arb_mat(self.recurrence.start) * rounded_product(self.recurrence.steps, self.recurrence.first, stop)
            value = state[0, self.recurrence.order - 1] / state[1, self.recurrence.order - 1]
        if value.rel_accuracy_bits() > bits:
            return value.mid()
        affordable = self._state_bits(stop) <= _MOST_PLAIN_BITS
        return arb(_quotient(self.recurrence, stop)) if affordable else arb.nan()

    def _by_series(self, digits: int) -> Iterator[arb]:
        bits = int(1.3 * digits * BITS_PER_DIGIT) + 3 * _GUARD_BITS
        count, n = 24 + digits, max(3 * digits, 64, self.growth.depth // 8)
        assert self.growth.q is not None
        for _ in range(_DOUBLINGS):
            dual = dual_series(self.recurrence, self.growth.solutions, self.growth.q, bits, count, n)
            if dual is None:
                return
            for at in (n, n + n // 3):
                stop = max(at, self.recurrence.first + self.recurrence.order)
                with ctx.workprec(bits):
                    p, q, _ = leading_parts(dual, stop, self.recurrence.states(stop + 1))
                    value = (p / q).real if q.mid() != 0 else arb.nan()
                if value.is_finite():
                    yield value
            count, n = count * 3 // 2, 2 * n


def _deeper(steps: int) -> Iterator[int]:
    """Depths of further evaluations: the second confirms the first, the others are for growth that was misjudged."""
    return (steps * (16 + k) // 16 + 16 for k in (1, 6, 16, 48))


def _quotient(recurrence: Recurrence, n: int) -> fmpq:
    state = recurrence.states(n)
    for i in reversed(range(recurrence.order)):
        if state[1, i]:
            return fmpq(state[0, i], state[1, i])
    return fmpq(0)


def common_digits(first: arb, second: arb) -> int:
    """Significant digits to which two numbers agree, beside 1 where both are near 0."""
    difference = abs((first - second).mid())
    if difference == 0:
        return 10**6
    size = abs(second.mid())
    return int((log2_size(size) - log2_size(difference)) / BITS_PER_DIGIT) if size else 0


def residue_limits(recurrence: Recurrence, depth: int) -> list[fmpq] | None:
    """The quotients at `depth` in the classes of n modulo the least m in which they settle; None where in none."""
    near, far = (_quotients(recurrence, recurrence.first + n) for n in (depth, 2 * depth))
    shift = depth  # the second list begins `depth` places later
    for m in range(2, _MOST_RESIDUE + 1):
        pairs = [(near[r], far[(r - shift) % m]) for r in range(m)]
        if all(x is not None and y is not None and _settled(x, y) for x, y in pairs):
            return [y for _, y in pairs]
    return None


def _quotients(recurrence: Recurrence, n: int) -> list[fmpq | None]:
    found: list[fmpq | None] = []
    state = recurrence.states(n)
    for k in range(n, n + _MOST_RESIDUE):
        state = recurrence.states(k + 1, state, k)
        last = recurrence.order - 1
        found.append(fmpq(state[0, last], state[1, last]) if state[1, last] else None)
    return found


def _settled(first: fmpq, second: fmpq) -> bool:
    with ctx.workprec(4 * _RESIDUE_BITS):
        return bool(abs(arb(first - second)) <= (1 + abs(arb(second))) / 2**_RESIDUE_BITS)


def _why_divergent(recurrence: Recurrence, growth: StartGrowth) -> str:
    limits = residue_limits(recurrence, growth.depth)
    if limits is not None:
        values = ", ".join(arb(value).mid().str(12, radius=False) for value in limits)
        return f"the limit depends on n modulo {len(limits)}: {values}, and so on"
    assert growth.q is not None
    one = growth.solutions[growth.q]
    what = "complex characteristic roots" if not one.base.is_real else "complex exponents or signs that alternate"
    return f"solutions of equal size ({what}): the quotients turn without end"
