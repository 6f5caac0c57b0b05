"""Decimals as people write and paste them: value, how far it may be off, and how many significant digits it carries.

Trailing zeros are digits, leading zeros are none. 1.2345(6) is 1.2345 ± 0.0006, as in tables of measured constants;
digits may stand in groups (1.234 567, 1_234), and … or ... at the end says that the number goes on.
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
_ELLIPSIS = re.compile(r"\s*(?:…|⋯|\.\.\.)$")
_DECIMAL = re.compile(
    r"[+-]?(?P<whole>\d*)(?:\.(?P<part>\d*))?(?:\s?\((?P<error>\d{1,9})\))?(?:[eE](?P<exponent>[+-]?\d+))?", re.ASCII
)
_ALLOWED = "decimal numbers such as 3.1415926535, 1.5e-3, 1.2345(6), 3.141 592 …"


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
    """
    stripped = text.strip()
    if len(stripped) > MAX_DECIMAL:
        raise InputError(f"a decimal of {len(stripped):,} characters", f"at most {MAX_DECIMAL:,} characters")
    match = _DECIMAL.fullmatch(_GROUPS.sub("", _ELLIPSIS.sub("", stripped)).replace("−", "-"))
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
