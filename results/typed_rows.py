"""Rows of a store, read with distrust: others may have made the file, and SQLite keeps any value in any column.

Each kind of row is a table of columns and what reads them. A value of another type, JSON that is none, a text that is
no polynomial: the row is damaged, is told of by its id, and the others go on.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

from analysis.errors import InputError, echo
from analysis.exact.polynomials import MAX_DEGREE
from analysis.reading.numbers import read_rational
from results import damage

TOLD = 10  # damaged rows that are told of one by one; of more, how many
LONGEST_TEXT = 2**20  # characters of any text in a row
LONGEST_NAME = 10_000  # of a name, an expression or a polynomial
LONGEST_NUMBER = 10_000  # digits of a number within JSON
MOST_DIGITS = 1_000_000  # of a limit
MOST_RATIONAL = 100  # digits of a rational number, which becomes a float

Reader = Callable[[Any], Any]
Made = TypeVar("Made")

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,9})?|-?[0-9]+/[0-9]+")
_INTEGER = re.compile(r"-?[0-9]{1,10000}")
_TERM = r"(?:[0-9]+(?:\*n(?:\*\*[0-9]{1,2})?)?|n(?:\*\*[0-9]{1,2})?)"
_POLYNOMIAL = re.compile(rf"-?{_TERM}(?: [+-] {_TERM})*")
_LONG_NUMBER = re.compile(rf"[0-9]{{{LONGEST_NUMBER + 1}}}")


class DamagedRowError(ValueError):
    """What is wrong with a row, in a few words."""


def sound(rows: Iterable[Mapping[str, Any]], make: Callable[[Mapping[str, Any]], Made], table: str) -> Iterator[Made]:
    """What `make` makes of each row; rows of which it says that they are damaged are told of and left out.

    >>> list(sound([{"id": 1, "n": 2}, {"id": 2, "n": "x"}], lambda row: typed(row, {"n": integer()})["n"], "formulas"))
    [2]
    """
    damaged = 0
    for row in rows:
        try:
            made = make(row)
        except DamagedRowError as error:
            damaged += 1
            if damaged <= TOLD:
                damage.tell(f"row {_name(row)} of {table} is damaged: {error}")
            continue
        yield made
    if damaged > TOLD:
        damage.tell(f"{damaged - TOLD:,} more rows of {table} are damaged")


def typed(row: Mapping[str, Any], columns: Mapping[str, Reader]) -> dict[str, Any]:
    """The row with these columns read. Raises DamagedRowError that names the first one that cannot be."""
    found = dict(row)
    for name, read in columns.items():
        try:
            found[name] = read(row[name])
        except DamagedRowError as error:
            raise DamagedRowError(f"{name} is {error}") from None
    return found


def optional(read: Reader) -> Reader:
    """What `read` reads, or NULL."""
    return lambda value: None if value is None else read(value)


def text(longest: int = LONGEST_NAME) -> Reader:
    """A text of bounded length."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise DamagedRowError(_told(value))
        if len(value) > longest:
            raise DamagedRowError(f"a text of {len(value):,} characters")
        return value

    return read


def moment(value: Any) -> str:
    """A date and a time with its zone, as ISO 8601 writes them.

    >>> moment("2026-11-25T22:04:40+00:00")
    '2026-11-25T22:04:40+00:00'
    """
    written = text()(value)
    try:
        zone = datetime.fromisoformat(written).tzinfo
    except ValueError:
        zone = None
    if zone is None:
        raise DamagedRowError(_told(value))
    return written


def one_of(*names: str) -> Reader:
    """One of these texts."""

    def read(value: Any) -> str:
        if value not in names:
            raise DamagedRowError(_told(value))
        return str(value)

    return read


def integer(low: int = -(2**63), high: int = 2**63) -> Reader:
    """An integer from low to high."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or not low <= value <= high:
            raise DamagedRowError(_told(value))
        return value

    return read


def matching(pattern: re.Pattern[str], longest: int = LONGEST_NAME) -> Reader:
    """A text that a pattern matches from end to end."""
    check = text(longest)

    def read(value: Any) -> str:
        if not pattern.fullmatch(check(value)):
            raise DamagedRowError(_told(value))
        return str(value)

    return read


def number(value: Any) -> int | float:
    """An integer or a finite float."""
    if not isinstance(value, int | float) or (isinstance(value, float) and not math.isfinite(value)):
        raise DamagedRowError(_told(value))
    return value


def flag(value: Any) -> bool:
    """0 or 1."""
    return bool(integer(0, 1)(value))


def large_integer(value: Any) -> int:
    """An integer as SQL or JSON has it, or as a decimal text where it passes 2⁵³."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(matching(_INTEGER)(value))


def rational(value: Any) -> Fraction:
    """A rational number as text."""
    try:
        return read_rational(text()(value), most_digits=MOST_RATIONAL)
    except InputError:
        raise DamagedRowError(_told(value)) from None


def polynomial(value: Any) -> str:
    """The text of a polynomial as stores keep it.

    >>> polynomial("-2*n**2 + 3*n - 1")
    '-2*n**2 + 3*n - 1'
    """
    found = str(matching(_POLYNOMIAL)(value))
    if any(int(power) > MAX_DEGREE for power in re.findall(r"\*\*([0-9]+)", found)):
        raise DamagedRowError(f"of a degree above {MAX_DEGREE}")
    return found


decimal = matching(_DECIMAL, LONGEST_TEXT)


def json_of(check: Reader) -> Reader:
    """JSON text whose value `check` accepts."""

    def read(value: Any) -> Any:
        source = text(LONGEST_TEXT)(value)
        if _LONG_NUMBER.search(source):
            raise DamagedRowError("JSON with a number of too many digits")
        try:
            found = json.loads(source, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise DamagedRowError(f"no JSON: {echo(value)}") from None
        return check(found)

    return read


def list_of(check: Reader, at_least: int = 0, at_most: int = 10**6) -> Reader:
    """A list whose entries `check` accepts."""

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list) or not at_least <= len(value) <= at_most:
            raise DamagedRowError(_told(value))
        return [check(entry) for entry in value]

    return read


def mapping_of(**known: Reader) -> Reader:
    """A JSON object whose values under these names, where it has them, are as told; others are kept as they are."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise DamagedRowError(_told(value))
        return value | {name: _within(name, known[name], value[name]) for name in known.keys() & value.keys()}

    return read


def needing(check: Reader, *names: str) -> Reader:
    """A JSON object that `check` accepts and that has these names."""

    def read(value: Any) -> dict[str, Any]:
        found: dict[str, Any] = check(value)
        if missing := [name for name in names if name not in found]:
            raise DamagedRowError(f"without {missing[0]}")
        return found

    return read


def values_of(check: Reader) -> Reader:
    """A JSON object all of whose values `check` accepts."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise DamagedRowError(_told(value))
        return {name: _within(name, check, entry) for name, entry in value.items()}

    return read


def anything(value: Any) -> Any:
    """Any value of JSON."""
    return value


def _within(name: str, check: Reader, value: Any) -> Any:
    try:
        return check(value)
    except DamagedRowError as error:
        raise DamagedRowError(f"with {echo(name)} {error}") from None


def _told(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, bytes):
        return f"a blob of {len(value):,} bytes"
    return echo(value)


def _no_number(name: str) -> float:
    raise ValueError(name)


def _name(row: Mapping[str, Any]) -> str:
    """What tells a row from others: its id, or its name, shortened."""
    for key in ("id", "name", "cluster", "run", "shard", "constant", "field"):
        if row.get(key) is not None:
            value = row[key]
            return str(value) if isinstance(value, int) else echo(value if isinstance(value, str) else _told(value))
    return "without id"
