"""Small services around FLINT's balls: of rational numbers, their size, the nearest double, decimal text."""

from collections.abc import Callable
from fractions import Fraction
from math import floor, log2

from flint import arb, ctx, fmpz

from analysis.exact.rationals import flint

BITS_PER_DIGIT = log2(10)
_DOUBLE_BITS = 53
_MOST_DOUBLINGS = 12  # of the precision at which a double is sought


def accurate_float(evaluate: Callable[[], arb]) -> float:
    """The double next to the real number that `evaluate` encloses; the precision is raised until it is known.

    What no precision tells from 0 is 0.

    >>> accurate_float(lambda: (1 + arb(10) ** -40).log())
    1e-40
    """
    bits = 2 * _DOUBLE_BITS
    for _ in range(_MOST_DOUBLINGS):
        with ctx.workprec(bits):
            ball = evaluate()
            if ball.rel_accuracy_bits() > _DOUBLE_BITS:
                return float(ball.mid())
        bits *= 2
    return float(ball.mid()) if ball.is_finite() and not ball.contains(0) else 0.0


def exact_ball(value: Fraction) -> arb:
    """The ball of a rational number at the current precision.

    >>> exact_ball(Fraction(3, 4))
    0.750000000000000
    """
    return arb(flint(value))


def log2_size(value: arb) -> float:
    """log₂ of a non-negative ball's midpoint, −∞ for 0, for numbers of any size."""
    mantissa, exponent = value.mid().man_exp()
    return log2_integer(abs(int(mantissa))) + int(exponent) if mantissa else float("-inf")


def log2_integer(number: int | fmpz) -> float:
    """log₂ of a positive integer of any size."""
    shift = max(number.bit_length() - 64, 0)
    return log2(int(number >> shift)) + shift


def decimal_text(value: arb, digits: int) -> str:
    """A decimal string with exactly `digits` significant digits, positional where that is short.

    >>> decimal_text(arb(1) / 4, 5)
    '0.25000'
    """
    mantissa, binary = (int(part) for part in value.mid().man_exp())
    if not mantissa:
        return "0"
    exponent = floor((log2_integer(abs(mantissa)) + binary) / BITS_PER_DIGIT)
    exponent += len(str(_scaled(abs(mantissa), binary, digits - 1 - exponent) // 2)) - digits  # where log₂ is off
    scaled = (_scaled(abs(mantissa), binary, digits - 1 - exponent) + 1) // 2
    if scaled >= 10**digits:
        scaled, exponent = scaled // 10, exponent + 1
    text, sign = str(scaled), "-" if mantissa < 0 else ""
    if -7 < exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{text}"
    if 0 <= exponent < digits:
        whole, part = text[: exponent + 1], text[exponent + 1 :]
        return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
    fraction = f".{text[1:]}" if digits > 1 else ""
    return f"{sign}{text[0]}{fraction}e{exponent:+03d}"


def _scaled(mantissa: int, binary: int, decimal: int) -> int:
    """⌊2 · mantissa · 2^binary · 10^decimal⌋."""
    top = mantissa * 10**decimal if decimal > 0 else mantissa
    bottom = 10**-decimal if decimal < 0 else 1
    shift = binary + 1
    return (top << shift) // bottom if shift >= 0 else (top // bottom) >> -shift
