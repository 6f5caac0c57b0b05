"""Small services around FLINT's balls: the size of a number and its decimal text."""

from math import ceil, log2

from flint import arb, ctx, fmpz

BITS_PER_DIGIT = log2(10)
_GUARD_BITS = 64  # working precision beyond the digits shown


def log2_size(value: arb) -> float:
    """log₂ of a non-negative ball's midpoint, −∞ for 0, for numbers of any size."""
    mantissa, exponent = value.mid().man_exp()
    return log2_integer(abs(int(mantissa))) + int(exponent) if mantissa else float("-inf")


def log2_integer(number: int) -> float:
    """log₂ of a positive integer of any size."""
    shift = max(number.bit_length() - 64, 0)
    return log2(number >> shift) + shift


def decimal_text(value: arb, digits: int) -> str:
    """A decimal string with exactly `digits` significant digits, positional where that is short.

    >>> decimal_text(arb(1) / 4, 5)
    '0.25000'
    """
    with ctx.workprec(ceil(digits * BITS_PER_DIGIT) + _GUARD_BITS):
        middle = value.mid()
        if middle == 0:
            return "0"
        exponent = int((abs(middle).log() / arb(10).log()).floor().mid().str(20, radius=False).split(".")[0])
        scaled = int((abs(middle) * arb(10) ** (digits - 1 - exponent) + arb(1) / 2).floor().unique_fmpz())
        if scaled >= 10**digits:
            scaled, exponent = scaled // 10, exponent + 1
    text, sign = str(fmpz(scaled)), "-" if middle < 0 else ""
    if -7 < exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{text}"
    if 0 <= exponent < digits:
        whole, part = text[: exponent + 1], text[exponent + 1 :]
        return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
    fraction = f".{text[1:]}" if digits > 1 else ""
    return f"{sign}{text[0]}{fraction}e{exponent:+03d}"
