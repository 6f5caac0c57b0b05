"""The classical theorems of `theorems.toml`: each at its parameters a fraction, its value, and the names of the value.

Finder and checker read the same file, with the standard library alone.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from math import gcd, lcm
from pathlib import Path
from typing import Any

from analysis.proofs.gammas import gamma_quotient
from analysis.proofs.rational import NotCovered, Polynomial, Values, evaluated, filled, holds

MOST_DIGITS = 120  # of a parameter's numerator and denominator
_TABLE = re.compile(r'^\[\[(?P<kind>theorem|number)\]\]\nname = "(?P<name>[^"]*)"', re.MULTILINE)

Map = tuple[int, int, int, int]
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Theorem:
    """PCF(a, b) converges to the image of each of `names`, (constant, map) pairs: the first is the usual one."""

    name: str
    parameters: tuple[Fraction, ...]
    a: tuple[int, ...]
    b: tuple[int, ...]
    names: tuple[tuple[str, Map], ...]


@lru_cache(maxsize=4096)
def theorem(name: str, parameters: tuple[Fraction, ...]) -> Theorem:
    """The theorem at its parameters; raises KeyError for an unknown name, NotCovered where it says nothing.

    >>> found = theorem("arctangent", (Fraction(1),))
    >>> found.a, found.b, found.names[0]
    ((1, 2), (0, 0, 1), ('pi', (0, 4, 1, 0)))
    """
    a, b, (p, q, r, s) = fraction(name, parameters)
    named = ((constant, _times((p, q, r, s), entries)) for constant, entries in _named(name, parameters))
    return Theorem(name, parameters, a, b, tuple((constant, _map(constant, entries)) for constant, entries in named))


@lru_cache(maxsize=4096)
def fraction(name: str, parameters: tuple[Fraction, ...]) -> tuple[tuple[int, ...], tuple[int, ...], Map]:
    """(a, b) of the theorem at its parameters, and the map from its number to the value; raises as `theorem` does."""
    record, values = _stated(name, parameters)
    a, b = (_coefficients(evaluated(record[side], values)) for side in "ab")
    k = lcm(*(c.denominator for c in (*a, *b)))
    p, q, r, s = (evaluated(entry, values) for entry in record["map"])
    return tuple(int(c * k) for c in a), tuple(int(c * k * k) for c in b), _whole((k * p, k * q, r, s))


def constants(name: str, parameters: tuple[Fraction, ...]) -> tuple[str, ...]:
    """The names of the number that the theorem is about; raises as `theorem` does.

    >>> constants("tangent", (Fraction(1),))
    ('tanh(1)', 'e^2', 'exp(2)')
    """
    return tuple(constant for constant, _ in _named(name, parameters))


@lru_cache(maxsize=4096)
def usual_name(name: str, parameters: tuple[Fraction, ...]) -> str:
    """The first of `constants`.

    >>> usual_name("tangent", (Fraction(1),))
    'tanh(1)'
    """
    return next(_named(name, parameters))[0]


class Records(Mapping[str, Record]):
    """The tables of one kind by name, each read when it is asked for: a proof needs one or two of a hundred."""

    def __init__(self, kind: str) -> None:
        self._texts = _file()[kind]
        self._read: dict[str, Record] = {}

    def __getitem__(self, name: str) -> Record:
        if name not in self._read:
            ((found,),) = tomllib.loads(self._texts[name]).values()
            self._read[name] = found
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def theorems() -> Records:
    """The records of the theorems by name."""
    return Records("theorem")


@cache
def numbers() -> Records:
    """The records of the numbers that the theorems are about."""
    return Records("number")


def number_of(name: str) -> Record:
    """The record of the number that a theorem is about."""
    return numbers()[theorems()[name]["number"][0]]


@cache
def _file() -> dict[str, dict[str, str]]:
    """The texts of the tables by kind and name: each begins with both."""
    found: dict[str, dict[str, str]] = {"theorem": {}, "number": {}}
    text = Path(__file__).with_name("theorems.toml").read_text("utf-8")
    starts = list(_TABLE.finditer(text))
    for start, end in zip(starts, [*(after.start() for after in starts[1:]), len(text)], strict=True):
        found[start["kind"]][start["name"]] = text[start.start() : end]
    return found


@lru_cache(maxsize=4096)
def _stated(name: str, parameters: tuple[Fraction, ...]) -> tuple[Record, Values]:
    """The record with the entries of its case, and the values of all that is named in it."""
    record = theorems()[name]
    values = _values(record, parameters)
    if "rows" in record:
        row = next((row for row in record["rows"] if [*map(Fraction, row[: len(parameters)])] == [*parameters]), None)
        if row is None:
            raise NotCovered(f"{', '.join(record['parameters'])} of a row of the table")
        values = dict(zip(record["columns"], map(Fraction, row), strict=True))
    _require(record.get("where", ()), values)
    case = next((case for case in record.get("case", [{"where": ()}]) if _all_hold(case["where"], values)), None)
    if case is None:
        raise NotCovered(" or ".join(", ".join(case["where"]) for case in record["case"]))
    return {**record, **case}, values


def _values(record: Record, parameters: Sequence[Fraction]) -> dict[str, Fraction]:
    names = record["parameters"]
    if len(names) != len(parameters):
        raise NotCovered(f"{len(parameters)} parameters, {', '.join(names)} are needed")
    if any(abs(x.numerator) >= 10**MOST_DIGITS or x.denominator >= 10**MOST_DIGITS for x in parameters):
        raise NotCovered(f"a parameter of more than {MOST_DIGITS} digits")
    values = dict(zip(names, parameters, strict=True))
    return values | {name: evaluated(text, values) for name, text in record.get("let", {}).items()}


def _require(conditions: Sequence[str], values: Values) -> None:
    for condition in conditions:
        if not holds(condition, values):
            raise NotCovered(condition)


def _all_hold(conditions: Sequence[str], values: Values) -> bool:
    return all(holds(condition, values) for condition in conditions)


def _named(name: str, parameters: tuple[Fraction, ...]) -> Iterator[tuple[str, Map]]:
    """The names of the number, each with the map from the constant to it."""
    record, values = _stated(name, parameters)
    about, *arguments = record["number"]
    found = _applying(
        numbers()[about]["names"],
        _values(numbers()[about], tuple(evaluated(argument, values) for argument in arguments)),
    )
    first = next(found, None)
    if first is None:
        raise NotCovered(f"{numbers()[about]['meaning']} has no name")
    yield first
    yield from found


def _applying(names: Sequence[Record], values: Values) -> Iterator[tuple[str, Map]]:
    for name in names:
        if _all_hold(name["where"], values):
            constant, entries = spelt(name, values)
            yield constant, _whole(entries)


def spelt(name: Record, values: Values) -> tuple[str, Sequence[Fraction]]:
    """The constant of a name, and the map from it to the number: of a quotient of values of Γ, as `gammas` has it."""
    if "gammas" in name:
        return gamma_quotient(*([evaluated(x, values) for x in side] for side in name["gammas"]))
    entries = name.get("map", (name.get("scale", "1"), "0", "0", "1"))
    return filled(name["constant"], values), [evaluated(entry, values) for entry in entries]


def _coefficients(value: Any) -> tuple[Fraction, ...]:
    found = value.coefficients if isinstance(value, Polynomial) else (value,)
    length = max((i + 1 for i, c in enumerate(found) if c), default=0)
    return tuple(map(Fraction, found[:length]))


def _whole(entries: Sequence[Fraction]) -> Map:
    """The same map by integers."""
    common = lcm(*(entry.denominator for entry in entries))
    p, q, r, s = (entry.numerator * (common // entry.denominator) for entry in entries)
    return p, q, r, s


def _times(left: Map, right: Map) -> Map:
    (a, b, c, d), (e, f, g, h) = left, right
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h


def of_one(x: Fraction) -> Map:
    """The map from 1 to x that stands for a rational value.

    >>> of_one(Fraction(-2, 3)), of_one(Fraction(0))
    ((-2, 0, 0, 3), (1, -1, 0, 1))
    """
    return (x.numerator, 0, 0, x.denominator) if x else (1, -1, 0, 1)


def _map(constant: str, entries: Map) -> Map:
    """The same map without a common divisor, the first of r, s that is not 0 positive."""
    p, q, r, s = entries
    if constant == "1":
        return of_one(Fraction(p + q, r + s))
    divisor = gcd(p, q, r, s) * (-1 if (r or s) < 0 else 1)
    return p // divisor, q // divisor, r // divisor, s // divisor
