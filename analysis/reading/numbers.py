"""Numbers that others wrote, read with a bound on their digits: no text of ten characters becomes a gigabyte.

Python's own readers take 1e999999999 for a fraction of a billion digits, and a text of a million digits for minutes.
Here the digits of the number in full, its exponent included, are counted before it is made.
"""

import re
from fractions import Fraction

from analysis.errors import InputError, echo

MOST_DIGITS = 1_000  # of an integer, or of the numerator and denominator of a rational, written in full
_INTEGER = re.compile(r"[+-]?[0-9]+")
_RATIO = re.compile(r"([+-]?[0-9]+)\s*/\s*([0-9]+)")
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
_LONGEST_EXPONENT = 9  # characters, zeros in front included: more is no exponent that anybody means


def read_integer(text: str, given: str = "", most_digits: int = MOST_DIGITS) -> int:
    """The integer that a text stands for. Raises InputError for any other text, and for more than `most_digits`.

    given: what the text is, as in "--campaign", for the message.

    >>> read_integer(" -12 ")
    -12
    >>> read_integer("7" * 2000, "--let x")
    Traceback (most recent call last):
    analysis.errors.InputError: --let x: a number of 2,000 digits; allowed: at most 1,000 digits
    """
    text = _plain(text)
    _check_digits(len(text.lstrip("+-")), given, most_digits)
    if not _INTEGER.fullmatch(text):
        raise InputError(_named(given, echo(text)), "integers such as 2 or -1")
    return int(text)


def is_integer(text: str) -> bool:
    """Whether a text stands for an integer."""
    return _INTEGER.fullmatch(_plain(text)) is not None


def read_rational(text: str, given: str = "", most_digits: int = MOST_DIGITS) -> Fraction:
    """The rational number that a text such as 3, -1/2, 0.25 or 2e-3 stands for.

    Raises InputError for any other text, and for numerators and denominators of more than `most_digits`.

    >>> read_rational("-1/2"), read_rational("2.5e-1")
    (Fraction(-1, 2), Fraction(1, 4))
    >>> read_rational("1e999999999")
    Traceback (most recent call last):
    analysis.errors.InputError: a number of more than 999,999,999 digits; allowed: at most 1,000 digits
    """
    text = _plain(text)
    if len(text) > 2 * most_digits + 20:
        _check_digits(len(text), given, most_digits)
    if (ratio := _RATIO.fullmatch(text)) is not None:
        top, bottom = (read_integer(part, given, most_digits) for part in ratio.groups())
        if bottom:
            return Fraction(top, bottom)
    elif (decimal := _DECIMAL.fullmatch(text)) is not None and (decimal[2] or decimal[3]):
        return _decimal(decimal, given, most_digits)
    raise InputError(_named(given, echo(text)), "rational numbers such as 2, -1/2 or 0.25")


def _decimal(match: re.Match[str], given: str, most_digits: int) -> Fraction:
    sign, whole, part, exponent = match[1], match[2], match[3] or "", match[4] or "0"
    if len(exponent) > _LONGEST_EXPONENT + 1:
        raise InputError(_named(given, "a number with an endless exponent"), f"at most {most_digits:,} digits")
    power = int(exponent) - len(part)
    digits = len(whole + part)
    _check_digits(digits + max(power, 0), given, most_digits, rough=power > 0)
    _check_digits(max(digits, -power), given, most_digits, rough=power < 0)
    value = int(sign + whole + part)
    return Fraction(value * 10**power) if power >= 0 else Fraction(value, 10**-power)


def _check_digits(digits: int, given: str, most: int, rough: bool = False) -> None:
    if digits > most:
        shown = f"a number of more than {digits - 1:,} digits" if rough else f"a number of {digits:,} digits"
        raise InputError(_named(given, shown), f"at most {most:,} digits")


def _plain(text: str) -> str:
    return text.strip().replace("−", "-")


def _named(given: str, found: str) -> str:
    return f"{given}: {found}" if given else found
