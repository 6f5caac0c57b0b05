"""Strict readers: what is not exactly of the shape that a certificate has is malformed, never guessed at."""

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

MOST_CHARACTERS = 10_000_000  # of a certificate
MOST_DIGITS = 4_000  # of an integer; Python reads no more from text either
MOST_DEGREE = 256
PLAIN = 2**53  # the largest integers that all readers of JSON keep
_LONG = re.compile(rf"-?[1-9][0-9]{{15,{MOST_DIGITS - 1}}}")
_FRACTION = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:/([1-9][0-9]*))?")
_TERM = re.compile(r" ?([+-]?) ?(?:([1-9][0-9]*)(\*n)?|(n))(?:(?<=n)\*\*([1-9][0-9]{0,3}))?", re.ASCII)

Poly = tuple[int, ...]  # coefficients, the constant first, no zero at the end: () is 0
Mobius = tuple[int, int, int, int]  # (p, q, r, s) sends c to (p c + q)/(r c + s)


class Malformed(Exception):
    """No certificate: the text says what was found and what is allowed."""


class Rejected(Exception):
    """A certificate that does not prove what it claims; the text says where it fails."""


def loads(text: str) -> Any:
    """The JSON of a text without duplicate keys, NaN, infinities and integers of more than MOST_DIGITS digits.

    >>> loads('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ...
    analysis.proofs.reading.Malformed: the key "a" twice
    """
    if len(text) > MOST_CHARACTERS:
        raise Malformed(f"a certificate of {len(text):,} characters, more than {MOST_CHARACTERS:,}")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_int=_json_integer, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {error}") from None


def members(value: object, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, object]:
    """An object that has all the keys required, and none beside them and the optional ones."""
    if not isinstance(value, dict):
        raise Malformed(f"{shown(value)} where an object with {', '.join(required)} belongs")
    for key in required:
        if key not in value:
            raise Malformed(f'no "{key}" in {shown(value)}')
    for key in value:
        if key not in required and key not in optional:
            raise Malformed(f"the unknown key {shown(key)}")
    return value


def items(value: object, least: int, most: int) -> list[object]:
    """A list with so many entries."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise Malformed(f"{shown(value)} where a list of {least} to {most} entries belongs")
    return value


def integer(value: object, least: int | None = None, most: int | None = None) -> int:
    """An integer of JSON: no truth value, no float; text only beyond 2⁵³, where the store writes text.

    >>> integer(True)
    Traceback (most recent call last):
    ...
    analysis.proofs.reading.Malformed: True where an integer belongs
    """
    if isinstance(value, str) and _LONG.fullmatch(value) and abs(int(value)) > PLAIN:
        value = int(value)
    if type(value) is not int or abs(value) >= _LIMIT:
        raise Malformed(f"{shown(value)} where an integer belongs")
    if (least is not None and value < least) or (most is not None and value > most):
        raise Malformed(f"{shown(value)} where an integer from {least} to {most} belongs")
    return value


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise Malformed(f"{shown(value)} where a text belongs")
    return value


def fraction(value: object) -> Fraction:
    """A rational number in lowest terms, as text.

    >>> fraction("-1/2")
    Fraction(-1, 2)
    """
    found = _FRACTION.fullmatch(value) if isinstance(value, str) and len(value) <= MOST_DIGITS else None
    number = None if found is None else Fraction(int(found[1]), int(found[2] or 1))
    if number is None or str(number) != value:
        raise Malformed(f"{shown(value)} where a rational number in lowest terms belongs")
    return number


def polynomial(value: object) -> Poly:
    """A polynomial in n, spelt exactly as the program prints it.

    >>> polynomial("2*n**2 - n + 3")
    (3, -1, 2)
    """
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        raise Malformed(f"{shown(value)} where a polynomial in n belongs")
    return _polynomial(value)


@lru_cache(maxsize=1024)
def _polynomial(value: str) -> Poly:
    terms: dict[int, int] = {}
    at = 0
    while at < len(value) and (found := _TERM.match(value, at)) and found.end() > at:
        sign, number, times_n, alone, power = found.groups()
        degree = int(power or 1) if times_n or alone else 0
        if len(number or "") > MOST_DIGITS or degree > MOST_DEGREE:
            break
        terms[degree] = int(sign + (number or "1"))
        at = found.end()
    made = tuple(terms.get(k, 0) for k in range(max(terms, default=-1) + 1))
    if spelt(made) != value:
        raise Malformed(f"{shown(value)} where a polynomial in n belongs, as the program prints it")
    return made


def spelt(p: Poly) -> str:
    """The polynomial as text.

    >>> spelt((3, -1, 2)), spelt(())
    ('2*n**2 - n + 3', '0')
    """
    parts: list[str] = []
    for degree in range(len(p) - 1, -1, -1):
        if p[degree]:
            power = "" if degree == 0 else "n" if degree == 1 else f"n**{degree}"
            size = abs(p[degree])
            body = power if size == 1 and power else f"{size}*{power}" if power else str(size)
            sign = ("-" if p[degree] < 0 else "") if not parts else (" - " if p[degree] < 0 else " + ")
            parts.append(sign + body)
    return "".join(parts) or "0"


def shown(value: object) -> str:
    """A value for a line of text: short, and without control characters."""
    try:
        whole = f'"{value}"' if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):  # integers of too many digits inside, or lists in lists in lists …
        return "a value too long to show"
    line = "".join(c if c.isprintable() else "?" for c in whole[:200])
    return line if len(line) <= 80 else f"{line[:60]}…"


_LIMIT = 10**MOST_DIGITS


def _once(pairs: list[tuple[str, Any]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Malformed(f"the key {shown(next(key for key in keys if keys.count(key) > 1))} twice")
    return found


def _json_integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Malformed(f"an integer of {len(digits):,} digits")
    return int(digits)


def _no_number(name: str) -> None:
    raise Malformed(f"{name} is no number")
