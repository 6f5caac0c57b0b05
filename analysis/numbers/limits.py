"""The value of a polynomial continued fraction to any number of digits, fast or slow, and on what ground.

Every convergent fraction is evaluated the same way: convergents to some n₀, then the tail by its asymptotic series
(`tails`). What the convergents give at n₀ (`asymptotics`) the series need not give, so fast fractions use no series to
speak of and slow ones almost only the series. The digits reported are those to which two evaluations at different n
agree; `certification` turns that into a proved enclosure where it can.

Where roots lie far out the series makes sense only beyond them. There convergents alone are tried first, with a simple
bound on the tail (`simple_tails`); where these gain too little, the series is taken in m = n + c, the c that brings it
to the least n. Effort is bounded by steps, terms and bits: what is certain by then is given, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, log
from typing import TYPE_CHECKING, Literal

from flint import arb, ctx, fmpz

from analysis.effort import OutOfTimeError, check_time
from analysis.exact.balls import BITS_PER_DIGIT, decimal_text, log2_integer, log2_size
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, Oscillation, growth
from analysis.numbers.convergents import convergent

if TYPE_CHECKING:
    from analysis.numbers.rounded_convergents import RoundedConvergent
    from analysis.numbers.simple_tails import Gains
    from analysis.numbers.tails import TailSeries

Status = Literal["convergent", "divergent", "terminating", "undecided"]
Ground = Literal["exact", "certified", "agreed", "none"]

_MARGIN_BITS = 12  # two evaluations agree this much beyond the digits asked for, so that the last digit is right
_GUARD_BITS = 64  # working precision beyond the target: the sum cancels by about a factor n
_SERIES_BITS_PER_STEP = 1.0  # the series could give π/ln 2 = 4.5 bits a step of n at most; at 1 it needs few terms
_LEAST_TAIL_BITS = 40  # beyond 2 log₂ n: the tail's first terms cost nothing, and tell q's growth from minimal
_INFINITY_BITS = 12  # qₙ − r qₙ₋₁ this close to the exactness of r is 0: q is the minimal solution, the limit is ∞
_ROUNDED_AWAY = -1.0  # bits to which evaluations agree that rounding has left nothing of
_DISTANT = 100.0  # roots of a, b or a² + 4b beyond this put the series' own range too far out to start with
_CERTIFICATION_TRIES = 5  # doublings of n until the trap holds; one for nearly all fractions
_EVALUATIONS = 6  # tried until two agree to the digits asked for; one or two for nearly all fractions
_MAX_WORK_BITS = 400_000_000  # size of pₙ in bits where an evaluation stops asking for more n (seconds of work)
_MAX_EXACT_TERMINATION = 4_000  # a finite fraction that ends later is evaluated as a ball, not as a rational
_ZERO_BITS = 24  # a limit this many bits below the precision wanted is compared absolutely, not relatively


@dataclass(frozen=True)
class Effort:
    """The most steps of the recurrence and the most terms of the tail's series in one evaluation."""

    steps: int
    terms: int

    def of(self, pcf: PCF) -> Effort:
        """The same effort for coefficients of higher degree, of which each step costs more."""
        return Effort(4 * self.steps // (4 + pcf.a.degree + pcf.b.degree), self.terms)


ASKED = Effort(steps=5 * 2**19, terms=6_000)  # a few seconds
CHEAP = Effort(steps=2**15, terms=600)  # to try whether a relation holds: a fraction of a second


@dataclass(frozen=True)
class Limit:
    """What is known about the value of a fraction.

    `value` is a ball around it (None where there is none), `digits` the number of significant digits that are right,
    `ground` what that rests on, `rational` the exact value of a finite fraction, `reason` why there is no value.
    """

    status: Status
    value: arb | None = None
    digits: int = 0
    ground: Ground = "none"
    rational: Fraction | None = None
    reason: str = ""

    def decimal(self, digits: int | None = None) -> str | None:
        """The value as a decimal with `digits` significant digits (at most those that are right); "0" around 0.

        >>> limit(PCF.parse("1", "1"), 20).decimal(), limit(PCF.parse("n+1", "-n"), 20).decimal()
        ('1.6180339887498948482', '0')
        """
        shown = min(self.digits, digits or self.digits)
        if self.value is None or shown <= 0:
            return None
        if self.value.contains(0):
            return "0"
        return decimal_text(self.value, shown)


def limit(pcf: PCF, digits: int = 50, certify: bool = False, effort: Effort = ASKED) -> Limit:
    """The limit of PCF(a, b) to `digits` significant digits, or to as many as the effort allows.

    Whether it converges is decided exactly from the coefficients. With `certify` the digits are proved by
    `certification` where that goes through, at a few times the cost. Raises ValueError for digits < 1.

    >>> limit(PCF.parse("2", "n^2"), 30).decimal()       # 2/(4 − π): ordinary convergents give 2 digits at n = 200
    '2.32989618316274384723935363463'
    >>> limit(PCF.parse("1", "-1"), 30).reason
    'complex characteristic roots of equal modulus'
    >>> limit(PCF.parse("2n+1", "(n+10^6)^2"), 20).decimal()
    '1000000.5000003750004'
    """
    if digits < 1:
        raise ValueError("at least one digit")
    end = pcf.termination()
    if end is not None:
        return _finite_value(pcf, end, digits)
    if isinstance(rates := growth(pcf), Oscillation):
        return Limit("divergent", reason=rates.reason)
    effort = effort.of(pcf)
    if distance(pcf) <= _DISTANT:
        return _by_series(_Sight(pcf, pcf, rates), digits, certify, effort)
    lean = pcf.deflated()
    return _times(_far_out(lean.pcf, digits, certify, effort), lean.factor)


def _times(found: Limit, factor: Fraction) -> Limit:
    if found.value is None or factor == 1:
        return found
    with ctx.workprec(ceil(_target_bits(found.digits)) + _GUARD_BITS):
        return replace(found, value=found.value * fmpz(factor.numerator) / fmpz(factor.denominator))


def _far_out(pcf: PCF, digits: int, certify: bool, effort: Effort) -> Limit:
    """The limit where roots lie far out."""
    rates = growth(pcf)
    assert isinstance(rates, Growth)  # deflation does not change the growth of the quotient of two solutions
    if distance(pcf) <= _DISTANT:
        return _by_series(_Sight(pcf, pcf, rates), digits, certify, effort)
    from analysis.numbers.simple_tails import Gains

    gains = Gains(pcf)
    steps = gains.steps(_target_bits(digits) + _LEAST_TAIL_BITS, effort.steps)
    near = Limit("undecided")
    if steps is not None and (near := _by_convergents(pcf, steps, digits, effort)).digits >= digits:
        return near
    found = _by_series(_nearest_sight(pcf, gains), digits, certify, effort)
    if found.digits >= digits or found.status == "divergent":
        return found
    if steps is None:
        near = _by_convergents(pcf, effort.steps, digits, effort)
    return max(found, near, key=lambda one: one.digits)


def _by_convergents(pcf: PCF, n: int, digits: int, effort: Effort) -> Limit:
    """The limit from convergents at n or beyond where a simple inequality bounds the tails."""
    from analysis.numbers.rounded_convergents import rounded_convergent
    from analysis.numbers.simple_tails import simple_tail

    best = Limit("undecided", reason="convergents gain too little, and the series starts too far out")
    bound = simple_tail(pcf)
    target = _target_bits(digits)
    if bound is None or bound.start > effort.steps:
        return best
    n = max(n, bound.start, 2)
    at = None
    for _ in range(_EVALUATIONS):
        with ctx.workprec(ceil(target) + _GUARD_BITS + 2 * n.bit_length()):
            at = rounded_convergent(pcf, n, ctx.prec, at)
            ball = bound.enclosure(at)
            right = 0 if ball is None else min(_digits_enclosed(ball, target), digits)
        if right <= best.digits:
            break
        best = Limit("convergent", ball, right, "certified", reason=_too_slow(right, digits, n))
        if best.digits >= digits or 2 * n > effort.steps:
            break
        n *= 2
    return best


def _too_slow(right: int, digits: int, n: int) -> str:
    return "" if right >= digits else f"{right} of {digits} digits after {n:,} steps: convergence is too slow for more"


def _target_bits(digits: int) -> float:
    return digits * BITS_PER_DIGIT + _MARGIN_BITS


@dataclass(frozen=True)
class _Sight:
    """A fraction and where its tail's series is taken: in m = n + offset, in which it is `moved`."""

    pcf: PCF
    moved: PCF
    rates: Growth  # of `moved`
    offset: int = 0
    gains: Gains | None = None

    def gained(self, n: int) -> float:
        """Bits that the convergents have gained at n."""
        return self.rates.log_error(n) / log(2) if self.gains is None else self.gains.at(n)

    def series(self, n: int, bits: int, effort: Effort) -> TailSeries:
        """The tail's series from n on."""
        from analysis.numbers.tails import tail_series

        return tail_series(self.moved, self.rates.minimal_branch, n + self.offset, bits, effort.terms)

    def first_depth(self, target: float) -> int:
        """The least n at which convergents and a short series should reach the target, and the series makes sense."""
        floor = _series_start(self.moved) - self.offset
        if self.gains is not None:
            return max(floor, _LEAST_TAIL_BITS)
        high = 16
        while self.gained(high) + _SERIES_BITS_PER_STEP * high < target:
            high *= 2
        low = high // 2
        while high - low > max(1, low // 16):
            middle = (low + high) // 2
            reached = self.gained(middle) + _SERIES_BITS_PER_STEP * middle >= target
            low, high = (low, middle) if reached else (middle, high)
        return max(high, floor)


def _nearest_sight(pcf: PCF, gains: Gains) -> _Sight:
    """The offset, 0, minus the mean root of a or b, or half way between, that brings the series to the least n."""
    centers = {0, *(_center(p) for p in (pcf.a, pcf.b))}
    centers |= {(first + second) // 2 for first in centers for second in centers}
    offset = min(sorted(centers), key=lambda c: max(_series_start(pcf.shifted(-c)) - c, 0))
    moved = pcf.shifted(-offset)
    rates = growth(moved)
    assert isinstance(rates, Growth)  # a shift does not change it
    return _Sight(pcf, moved, rates, offset, gains)


def _center(polynomial: Polynomial) -> int:
    """Minus the mean of the roots, rounded; 0 for a constant."""
    if polynomial.degree < 1:
        return 0
    *_, second, lead = polynomial.coefficients
    return round(Fraction(second, lead * polynomial.degree))


def _series_start(pcf: PCF) -> int:
    return ceil(3 * max(root_size(pcf.a), root_size(pcf.b))) + 12


def _by_series(sight: _Sight, digits: int, certify: bool, effort: Effort) -> Limit:
    first = sight.first_depth(_target_bits(digits))
    proved = _certify(sight, digits, first, 1, effort) if certify else None
    if proved is not None:
        return proved
    found = _converge(sight, digits, first, effort)
    if certify and found.status == "convergent":
        tries = _CERTIFICATION_TRIES if sight.gains is None else 0  # far out one has cost enough
        proved = _certify(sight, found.digits, 2 * first, tries, effort)
        return found if proved is None else replace(proved, reason=found.reason)
    return found


def _converge(sight: _Sight, digits: int, first: int, effort: Effort) -> Limit:
    target = _target_bits(digits)
    best = Limit("undecided", reason="no two evaluations agree to a digit within the work allowed")
    try:
        for n, value, agreed_bits in _evaluations(sight, target, first, effort):
            if value is None:
                return Limit("divergent", reason="the convergents tend to infinity")
            right = int((agreed_bits - 4) / BITS_PER_DIGIT)  # 4 bits: the rounding of the last digit itself
            if right > best.digits:
                right = min(right, digits)
                best = Limit("convergent", value, right, "agreed", reason=_too_slow(right, digits, n))
            if right >= digits:
                break
    except OutOfTimeError:
        if not best.digits:
            raise
        best = replace(best, reason=f"{best.digits} of {digits} digits when the time was over")
    return best


def _certify(sight: _Sight, digits: int, n: int, tries: int, effort: Effort) -> Limit | None:
    """A proved enclosure that carries all the digits, found between n and 2^tries n; None where there is none."""
    from analysis.numbers.certification import certified_limit

    target = _target_bits(digits)
    for _ in range(tries):
        check_time()
        n *= 2  # a larger n needs fewer of the exact coefficients, which grow fast
        if n > effort.steps:
            return None
        series = sight.series(n, ceil(max(target - sight.gained(n), _LEAST_TAIL_BITS)), effort)
        with ctx.workprec(ceil(target) + _GUARD_BITS + 2 * n.bit_length()):
            ball = certified_limit(sight.moved, sight.rates, series.n, len(series.terms), sight.offset)
            if ball is not None and _digits_enclosed(ball, target) >= digits:
                return Limit("convergent", ball, digits, "certified")
    return None


def _evaluations(sight: _Sight, target: float, n: int, effort: Effort) -> Iterator[tuple[int, arb | None, float]]:
    """Values at growing n with the bits to which two evaluations agree; None for a value at infinity."""
    step_bits = pcf_step_bits(sight.pcf, n)
    lost = 0.0  # bits by which the last agreement fell short: constants of the error, rounding of the series
    for _ in range(_EVALUATIONS):
        series = None
        while n <= effort.steps and n * min(step_bits, target) < _MAX_WORK_BITS:
            check_time()
            needed = max(target + lost - sight.gained(n), _LEAST_TAIL_BITS + 2 * n.bit_length())
            series = sight.series(n, ceil(needed), effort)
            if series.achieved >= needed:
                break
            n = ceil(n * min(4.0, max(1.3, 1.2 * needed / max(series.achieved, 1))))
        if series is None:
            return
        value, agreed = _two_evaluations(sight, series, target + lost)
        if agreed == _ROUNDED_AWAY:
            return  # and farther out it is worse
        yield n, value, min(agreed, target)
        lost += max(target - agreed, 0.0) + _MARGIN_BITS
        n = 2 * n


def _two_evaluations(sight: _Sight, series: TailSeries, target: float) -> tuple[arb | None, float]:
    """The value from n₀ and from a larger n, and the bits to which they agree."""
    from analysis.numbers.rounded_convergents import rounded_convergent

    n = series.n - sight.offset
    later = n + n // 4 + 7
    with ctx.workprec(ceil(target) + _GUARD_BITS + 2 * later.bit_length()):
        first = rounded_convergent(sight.pcf, n, ctx.prec)
        if not first.carries(series.achieved):
            return arb.nan(), _ROUNDED_AWAY
        second = rounded_convergent(sight.pcf, later, ctx.prec, first)
        left, right = (_combine(at, series, sight.offset) for at in (first, second))
        if left is None or right is None:
            return None, 0.0
        if not (left.is_finite() and right.is_finite()):
            return arb.nan(), 0.0
        difference = abs(left.mid() - right.mid())
        scale = _scale(right, target)
        agreed = min(scale - log2_size(max(difference, left.rad() + right.rad())), target)
        return arb(right.mid(), arb(2) ** ceil(scale - agreed)), agreed


def _digits_enclosed(ball: arb, target: float) -> int:
    """How many digits of its midpoint a proved ball carries."""
    if not ball.is_finite():
        return 0
    return int((min(_scale(ball, target) - log2_size(ball.rad()), 2 * target) - 2) / BITS_PER_DIGIT)


def _scale(value: arb, target: float) -> float:
    """log₂ of the size that digits are counted from: the value's own, or 1 where it looks like 0."""
    size = log2_size(abs(value.mid()))
    return size if size > _ZERO_BITS - target else 0.0


def _combine(at: RoundedConvergent, series: TailSeries, offset: int) -> arb | None:
    """(pₙ − r pₙ₋₁)/(qₙ − r qₙ₋₁), not finite where q is known too little; None where q alone goes as r: at infinity.

    Where both go as r the convergents have not yet come to the dominant solution (as where a changes its sign far out).
    """
    r = series.ratio(at.n + offset)
    top, bottom = at.p - r * at.p_before, at.q - r * at.q_before
    if not _vanishes(bottom, at.q, series.achieved):
        return top / bottom
    exactness = log2_size(abs(at.q.mid())) - series.achieved
    return arb.nan() if log2_size(bottom.rad()) >= exactness or _vanishes(top, at.p, series.achieved) else None


def _vanishes(difference: arb, whole: arb, achieved: int) -> bool:
    """Whether u(n) − r u(n−1) is 0 as far as r is exact: u is the minimal solution."""
    return log2_size(abs(difference.mid())) < log2_size(abs(whole.mid())) - achieved + _INFINITY_BITS


def _finite_value(pcf: PCF, end: int, digits: int) -> Limit:
    """The value p/q at end − 1 of a fraction with b(end) = 0."""
    if end * pcf_step_bits(pcf, end) > _MAX_WORK_BITS:
        return Limit("terminating", reason=f"ends at n = {end:,}, too far to evaluate")
    last = convergent(pcf, end - 1)
    if last.q == 0:
        return Limit("terminating", reason=f"ends at n = {end:,} with a division by zero")
    with ctx.workprec(ceil(digits * BITS_PER_DIGIT) + _GUARD_BITS):
        value = arb(fmpz(last.p)) / fmpz(last.q)
    rational = last.value() if end <= _MAX_EXACT_TERMINATION else None
    return Limit("terminating", value, digits, "exact", rational)


def distance(pcf: PCF) -> float:
    """How far out the roots of a, b and a² + 4b lie, where asymptotics cannot begin before."""
    discriminant = pcf.a * pcf.a + pcf.b * 4
    return max(root_size(p) for p in (pcf.a, pcf.b, discriminant))


def root_size(polynomial: Polynomial) -> float:
    """Fujiwara's bound without its factor 2: the largest |c_{d−k}/c_d|^(1/k), 0 for a constant."""
    lead, size = abs(polynomial.leading), 0.0
    for k, coefficient in enumerate(reversed(polynomial.coefficients)):
        if k and coefficient:
            size = max(size, 2.0 ** ((log2_integer(abs(coefficient)) - log2_integer(lead)) / k))
    return size


def pcf_step_bits(pcf: PCF, n: int) -> float:
    """About how many bits a step near n adds to pₙ."""
    return max(log2_integer(abs(pcf.a(n)) + 2), log2_integer(abs(pcf.b(n)) + 2) / 2)
