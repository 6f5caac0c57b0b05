"""Decimals as people write and paste them: value, how far it may be off, and how many significant digits it carries.

Trailing zeros are digits, leading zeros are none. 1.2345(6) is 1.2345 ± 0.0006, as in tables of measured constants, and
may be written so, or as the interval [1.2339, 1.2351]; digits may stand in groups (1.234 567, 1_234), and … or ... at
the end says that the number goes on. FLINT's [3.14 +/- 2e-3], PARI's 3.14 E0 and Mathematica's 3.14`3. are read, too.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from analysis.errors import InputError, echo

LAST_PLACE_ERROR = 2  # units in a decimal's last place: it may be cut off, rounded, or a double printed in full
MAX_DECIMAL = 10_000  # characters of a decimal
MAX_EXPONENT = 1_000  # of a decimal in scientific notation
PIECE = 4_000  # digits converted at once: Python refuses more than 4,300

_GROUPS = re.compile(r"(?<=\d)[ _\u00a0\u2009\u202f](?=\d)")
_MARKS = re.compile(r"(?<=[\d.])(?:`[\d.]*|\s(?=[eE][+-]?\d))")  # a precision, and the space before an exponent
_ELLIPSIS = re.compile(r"\s*(?:…|⋯|\.\.\.)$")
_DECIMAL = re.compile(
    r"[+-]?(?P<whole>\d*)(?:\.(?P<part>\d*))?(?:\s?\((?P<error>\d{1,9})\))?(?:[eE](?P<exponent>[+-]?\d+))?", re.ASCII
)
_UNCERTAIN = re.compile(r"\[?(?P<value>.+?)\s*(?:±|\+/-|\+-|\\pm)\s*(?P<error>[^-−].*?)\]?")
_INTERVAL = re.compile(r"\[(?P<least>[^,;]+)[,;](?P<most>[^,;]+)\]")
_ALLOWED = "decimal numbers such as 3.1415926535, 1.5e-3, 1.2345(6), 1.2345 ± 0.0006, [1.2339, 1.2351], 3.141 592 …"


@dataclass(frozen=True)
class Decimal:
    """`text` as given, the value with the bound of its error, and the significant digits that it carries."""

    text: str
    value: Fraction
    error: Fraction
    digits: int


def read_decimal(text: str) -> Decimal:
    """The number of a decimal text.

    Raises InputError when it is none, has more than MAX_DECIMAL characters or an exponent beyond MAX_EXPONENT.

    >>> found = read_decimal("-0.001 250")
    >>> found.value, found.error, found.digits
    (Fraction(-1, 800), Fraction(1, 500000), 4)
    >>> read_decimal("1.2345(6)").digits, read_decimal("3.14159…").digits
    (4, 6)
    >>> read_decimal("[3.1415926 +/- 6e-5]").digits, read_decimal("3.14159`6. E0").digits
    (5, 6)
    >>> read_decimal("1.2345 ± 0.0006").digits, read_decimal("[3.14, 3.15]").value
    (4, Fraction(629, 200))
    """
    stripped = text.strip()
    if len(stripped) > MAX_DECIMAL:
        raise InputError(f"a decimal of {len(stripped):,} characters", f"at most {MAX_DECIMAL:,} characters")
    if (pair := _UNCERTAIN.fullmatch(stripped)) is not None:
        value, beside = _plain(pair["value"], text), _plain(pair["error"], text).value
        uncertain = max(beside, value.error / LAST_PLACE_ERROR)
        return _within(stripped, value.value, uncertain, LAST_PLACE_ERROR * uncertain)
    if (ends := _INTERVAL.fullmatch(stripped)) is not None:
        least, most = (_plain(ends[name].strip(), text).value for name in ("least", "most"))
        if least >= most:
            raise InputError(f"interval {echo(text)}", "two ends, the smaller one first")
        half = (most - least) / 2
        return _within(stripped, least + half, half, half)
    return _plain(stripped, text)


def _within(text: str, value: Fraction, uncertain: Fraction, error: Fraction) -> Decimal:
    """A number that carries the digits above its uncertainty."""
    digits = 1 + floor(_log10(abs(value))) - _log10(uncertain) if value else 0
    return Decimal(text, value, error, max(0, floor(digits)))


def _log10(positive: Fraction) -> float:
    return log10(positive.numerator) - log10(positive.denominator)


def _plain(stripped: str, text: str) -> Decimal:
    match = _DECIMAL.fullmatch(_GROUPS.sub("", _ELLIPSIS.sub("", _MARKS.sub("", stripped))).replace("−", "-"))
    whole, part = (match["whole"] or "", match["part"] or "") if match else ("", "")
    if match is None or not whole + part:
        raise InputError(f"value {echo(text)}", _ALLOWED)
    unit = Fraction(10) ** (_exponent(match["exponent"] or "0", text) - len(part))
    value = _integer(whole + part) * unit * (-1 if match[0].startswith("-") else 1)
    uncertain = max(1, int(match["error"] or 1))  # units; one is what every last digit is
    digits = max(0, floor(len((whole + part).lstrip("0")) - log10(uncertain)))
    return Decimal(stripped, value, LAST_PLACE_ERROR * uncertain * unit, digits)


def _exponent(digits: str, text: str) -> int:
    if len(digits) > len(str(MAX_EXPONENT)) + 1 or abs(int(digits)) > MAX_EXPONENT:
        raise InputError(f"value {echo(text)}", f"exponents up to {MAX_EXPONENT}")
    return int(digits)


def _integer(digits: str) -> int:
    """int(digits), in pieces."""
    value = 0
    for start in range(0, len(digits), PIECE):
        piece = digits[start : start + PIECE]
        value = value * 10 ** len(piece) + int(piece)
    return value
