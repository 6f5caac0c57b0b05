"""The value of a polynomial continued fraction to any number of digits, fast or slow, and on what ground.

Every convergent fraction is evaluated the same way: exact convergents to some n₀, then the tail by its asymptotic
series (`tails`). What the convergents give at n₀ (`asymptotics`) the series need not give, so fast fractions use
no series to speak of and slow ones almost only the series. The digits reported are those to which two evaluations
at different n agree; `certification` turns that into a proved enclosure where it can.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log
from typing import Literal

from flint import arb, ctx, fmpq_poly, fmpz

from analysis.exact.balls import BITS_PER_DIGIT, decimal_text, log2_integer, log2_size
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, Oscillation, growth
from analysis.numbers.certification import certified_limit
from analysis.numbers.convergents import Convergent, advance, convergent
from analysis.numbers.signs import SurdPolynomial
from analysis.numbers.tails import TailSeries, tail_series

Status = Literal["convergent", "divergent", "terminating", "undecided"]
Ground = Literal["exact", "certified", "agreed", "none"]

_MARGIN_BITS = 12  # two evaluations agree this much beyond the digits asked for, so that the last digit is right
_GUARD_BITS = 64  # working precision beyond the target: the sum cancels by about a factor n
_SERIES_BITS_PER_STEP = 1.0  # the series could give π/ln 2 = 4.5 bits a step of n at most; at 1 it needs few terms
_LEAST_TAIL_BITS = 40  # beyond 2 log₂ n: the tail's first terms cost nothing, and tell q's growth from minimal
_INFINITY_BITS = 12  # qₙ − r qₙ₋₁ this close to the exactness of r is 0: q is the minimal solution, the limit is ∞
_DISTANT_ROOTS = 2_000.0  # roots of a or b beyond this put the series' own range too far out to start with
_MOST_PRINGSHEIM = 20_000  # convergents tried by the bound on tails alone
_CERTIFICATION_TRIES = 5  # doublings of n until the trap holds; one for nearly all fractions
_MAX_WORK_BITS = 400_000_000  # size of pₙ in bits where an evaluation stops asking for more n (seconds of work)
_STEP_OVERHEAD_BITS = 60  # what a step costs besides: bounds n itself where the numbers stay small
_MAX_EXACT_TERMINATION = 4_000  # a finite fraction that ends later is evaluated as a ball, not as a rational
_ZERO_BITS = 24  # a limit this many bits below the precision wanted is compared absolutely, not relatively


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


def limit(pcf: PCF, digits: int = 50, certify: bool = False) -> Limit:
    """The limit of PCF(a, b) to `digits` significant digits.

    Whether it converges is decided exactly from the coefficients. With `certify` the digits are proved by
    `certification` where that goes through, at a few times the cost. Raises ValueError for digits < 1.

    >>> limit(PCF.parse("2", "n^2"), 30).decimal()       # 2/(4 − π): ordinary convergents give 2 digits at n = 200
    '2.32989618316274384723935363463'
    >>> limit(PCF.parse("1", "-1"), 30).reason
    'complex characteristic roots of equal modulus'
    """
    if digits < 1:
        raise ValueError("at least one digit")
    end = pcf.termination()
    if end is not None:
        return _finite_value(pcf, end, digits)
    rates = growth(pcf)
    if isinstance(rates, Oscillation):
        return Limit("divergent", reason=rates.reason)
    if max(root_size(pcf.a), root_size(pcf.b)) > _DISTANT_ROOTS and (near := _by_pringsheim(pcf, digits)) is not None:
        return near
    proved = _certify(pcf, rates, digits, _first_depth(pcf, rates, _target_bits(digits)), 1) if certify else None
    if proved is not None:
        return proved
    found = _converge(pcf, rates, digits)
    if certify and found.status == "convergent":
        deeper = 2 * _first_depth(pcf, rates, _target_bits(digits))
        return _certify(pcf, rates, found.digits, deeper, _CERTIFICATION_TRIES) or found
    return found


def _by_pringsheim(pcf: PCF, digits: int) -> Limit | None:
    """The limit from convergents alone where |a(n)| ≥ |b(n)| + 1 for all n ≥ 1: then every tail is at most 1.

    Source: the theorem of Śleszyński and Pringsheim (Lorentzen and Waadeland, Continued Fractions).
    """
    a, b = (fmpq_poly(p.flint) for p in (pcf.a, pcf.b))
    signs = [_rational_sign(p) for p in (a, b)]
    if None in signs or _rational_sign(a * signs[0] - b * signs[1] - 1) not in (0, 1):
        return None
    n = _LEAST_TAIL_BITS
    while n <= _MOST_PRINGSHEIM:
        at = convergent(pcf, n)
        with ctx.workprec(ceil(_target_bits(digits)) + _GUARD_BITS):
            q, q_before = abs(arb(fmpz(at.q))), abs(arb(fmpz(at.q_before)))
            if q > q_before:
                spread = abs(arb(fmpz(at.p * at.q_before - at.p_before * at.q))) / (q * (q - q_before))
                ball = arb(fmpz(at.p)) / fmpz(at.q) + arb(0, spread.upper())
                if _digits_enclosed(ball, _target_bits(digits)) >= digits:
                    return Limit("convergent", ball, digits, "certified")
        n *= 2
    return None


def _rational_sign(polynomial: fmpq_poly) -> int | None:
    return SurdPolynomial(polynomial, fmpq_poly([]), 0).sign_from(1)


def _target_bits(digits: int) -> float:
    return digits * BITS_PER_DIGIT + _MARGIN_BITS


def _converge(pcf: PCF, rates: Growth, digits: int) -> Limit:
    target = _target_bits(digits)
    best = Limit("undecided", reason="no two evaluations agree to a digit within the work allowed")
    for value, agreed_bits in _evaluations(pcf, rates, target):
        if value is None:
            return Limit("divergent", reason="the convergents tend to infinity")
        right = int((agreed_bits - 4) / BITS_PER_DIGIT)  # 4 bits: the rounding of the last digit itself
        if right > best.digits:
            best = Limit("convergent", value, min(right, digits), "agreed")
        if right >= digits:
            break
    return best


def _certify(pcf: PCF, rates: Growth, digits: int, n: int, tries: int) -> Limit | None:
    """A proved enclosure that carries all the digits, found between n and 2^tries n; None where there is none."""
    target = _target_bits(digits)
    for _ in range(tries):
        n *= 2  # a larger n needs fewer of the exact coefficients, which grow fast
        needed = max(target - rates.log_error(n) / log(2), _LEAST_TAIL_BITS)
        series = tail_series(pcf, rates.minimal_branch, n, ceil(needed))
        with ctx.workprec(ceil(target) + _GUARD_BITS + 2 * n.bit_length()):
            ball = certified_limit(pcf, rates, series.n, len(series.terms))
            if ball is None:
                continue
            if _digits_enclosed(ball, target) >= digits:
                return Limit("convergent", ball, digits, "certified")
    return None


def _evaluations(pcf: PCF, rates: Growth, target: float) -> Iterator[tuple[arb | None, float]]:
    """Values at growing n with the bits to which two evaluations agree; None for a value at infinity."""
    n = _first_depth(pcf, rates, target)
    step_bits = pcf_step_bits(pcf, n)
    while n * (step_bits + _STEP_OVERHEAD_BITS) < _MAX_WORK_BITS:
        needed = max(target - rates.log_error(n) / log(2), _LEAST_TAIL_BITS + 2 * n.bit_length())
        series = tail_series(pcf, rates.minimal_branch, n, ceil(needed))
        if series.achieved < needed:
            n = ceil(n * min(4.0, max(1.3, 1.2 * needed / max(series.achieved, 1))))
            continue
        yield _two_evaluations(pcf, series, target)
        n = 2 * n


def _two_evaluations(pcf: PCF, series: TailSeries, target: float) -> tuple[arb | None, float]:
    """The value from n₀ and from a larger n, and the bits to which they agree."""
    first = convergent(pcf, series.n)
    second = advance(pcf, first, series.n + series.n // 4 + 7)
    with ctx.workprec(ceil(target) + _GUARD_BITS + 2 * second.n.bit_length()):
        left, right = _combine(first, series), _combine(second, series)
        if left is None or right is None:
            return None, 0.0
        difference = abs(left.mid() - right.mid())
        scale = _scale(right, target)
        agreed = min(scale - log2_size(difference), target)
        return arb(right.mid(), arb(2) ** ceil(scale - agreed)), agreed


def _digits_enclosed(ball: arb, target: float) -> int:
    """How many digits of its midpoint a proved ball carries."""
    return int((_scale(ball, target) - log2_size(ball.rad()) - 2) / BITS_PER_DIGIT)


def _scale(value: arb, target: float) -> float:
    """log₂ of the size that digits are counted from: the value's own, or 1 where it looks like 0."""
    size = log2_size(abs(value.mid()))
    return size if size > _ZERO_BITS - target else 0.0


def _combine(at: Convergent, series: TailSeries) -> arb | None:
    """(pₙ − r pₙ₋₁)/(qₙ − r qₙ₋₁); None when the denominator cannot be told from 0."""
    r = series.ratio(at.n)
    q = arb(fmpz(at.q))
    bottom = q - r * fmpz(at.q_before)
    if log2_size(bottom) < log2_size(q) - series.achieved + _INFINITY_BITS:
        return None
    return (arb(fmpz(at.p)) - r * fmpz(at.p_before)) / bottom


def _first_depth(pcf: PCF, rates: Growth, target: float) -> int:
    """The least n at which convergents and a short series should reach the target, and the series makes sense."""
    floor = ceil(3 * max(root_size(pcf.a), root_size(pcf.b))) + 12
    high = 16
    while rates.log_error(high) / log(2) + _SERIES_BITS_PER_STEP * high < target:
        high *= 2
    low = high // 2
    while high - low > max(1, low // 16):
        middle = (low + high) // 2
        reached = rates.log_error(middle) / log(2) + _SERIES_BITS_PER_STEP * middle >= target
        low, high = (low, middle) if reached else (middle, high)
    return max(high, floor)


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


def root_size(polynomial: Polynomial) -> float:
    """Fujiwara's bound without its factor 2: the largest |c_{d−k}/c_d|^(1/k), 0 for a constant."""
    lead = abs(polynomial.leading)
    size = 0.0
    for k, coefficient in enumerate(reversed(polynomial.coefficients)):
        if k and coefficient:
            size = max(size, 2.0 ** ((log2_integer(abs(coefficient)) - log2_integer(lead)) / k))
    return size


def pcf_step_bits(pcf: PCF, n: int) -> float:
    """About how many bits a step near n adds to pₙ."""
    return max(log2_integer(abs(pcf.a(n)) + 2), log2_integer(abs(pcf.b(n)) + 2) / 2)
