"""Rows of a store as frozen records: each column stands once, with its type and what reads it (`results.typed_rows`).

A record is what passes from the store to reports, commands and the Python face; JSON is made of it at the edge.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Self, TypeVar, get_type_hints

from analysis.formula import EVIDENCE
from results.typed_rows import (
    LONGEST_TEXT,
    Reader,
    anything,
    flag,
    integer,
    json_of,
    list_of,
    number,
    one_of,
    optional,
    polynomial,
    sound,
    text,
    typed,
    values_of,
)

Text = Annotated[str, text()]
MaybeText = Annotated[str | None, optional(text())]
Count = Annotated[int, integer(0)]
MaybeNumber = Annotated[float | None, optional(number)]
MaybePolynomial = Annotated[str | None, optional(polynomial)]
Evidence = Annotated[str | None, optional(one_of(*EVIDENCE))]
Coordinates = Annotated[list[Any] | None, optional(json_of(list_of(anything)))]
_Exponents = Annotated[dict[str, float | None], json_of(values_of(optional(number)))]


class Record:
    """Base of the records: frozen dataclasses whose annotations say how each column is read."""

    __slots__ = ()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The record of a row. Raises DamagedRowError for a value that a column may not have.

        >>> Link.of({"id": 3, "first": 1, "second": 2})
        Link(first=1, second=2)
        """
        readers = _readers(cls)  # type: ignore[arg-type]
        found = typed(row, readers)
        return cls(**{name: found[name] for name in readers})

    def as_json(self) -> dict[str, Any]:
        """The columns by their names."""
        return {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]


@cache
def _readers(record: type[Record]) -> Mapping[str, Reader]:
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(record, include_extras=True).items()}


Made = TypeVar("Made", bound=Record)


def records(rows: Iterable[Mapping[str, Any]], record: type[Made], table: str) -> list[Made]:
    """The records of rows; damaged ones are told of as rows of that table, and left out."""
    return list(sound(rows, record.of, table))


@dataclass(frozen=True, slots=True)
class Family(Record):
    """An infinite family with how many formulas the store has of it, and the largest δ of these."""

    id: Text
    kind: Text
    constant: MaybeText
    field: MaybeText
    evidence: Evidence
    expression: MaybeText
    latex: Annotated[str | None, optional(text(LONGEST_TEXT))]
    description: Annotated[dict[str, Any] | None, optional(json_of(values_of(anything)))]
    formulas: Count
    best_delta: MaybeNumber

    @property
    def described(self) -> dict[str, Any]:
        """The description, empty where there is none."""
        return self.description or {}


@dataclass(frozen=True, slots=True)
class Cluster(Record):
    """A cluster by its number: centre and spread by metric, a and b of its typical formula, its constant."""

    cluster: Annotated[int, integer()]
    size: Count
    centre: _Exponents
    spread: _Exponents
    a: MaybePolynomial
    b: MaybePolynomial
    constant: MaybeText


@dataclass(frozen=True, slots=True)
class Field(Record):
    """A conservative matrix field; size: how many formulas of the store lie in it."""

    name: Text
    rank: Count
    axes: Annotated[list[str], json_of(list_of(text(), 1))]
    matrices: Annotated[dict[str, list[list[str]]], json_of(values_of(list_of(list_of(text(), 1), 1)))]
    constant: MaybeText
    source: MaybeText
    verified: Annotated[bool, flag]
    size: Count


@dataclass(frozen=True, slots=True)
class FieldCounts(Record):
    """A field by its name: formulas and families in it, their best δ."""

    field: Text
    constant: MaybeText
    formulas: Count
    families: Count
    best_delta: MaybeNumber


@dataclass(frozen=True, slots=True)
class Place(Record):
    """A field by its name, and where a formula starts in it."""

    field: Text
    start: Annotated[list[Any], json_of(list_of(anything))]


@dataclass(frozen=True, slots=True)
class Member(Record):
    """A formula as a trajectory of a field."""

    a: Annotated[str, polynomial]
    b: Annotated[str, polynomial]
    delta: MaybeNumber
    start: Coordinates
    direction: Coordinates


@dataclass(frozen=True, slots=True)
class Link(Record):
    """Two formulas, by their ids, whose values are tied."""

    first: Annotated[int, integer()]
    second: Annotated[int, integer()]


@dataclass(frozen=True, slots=True)
class Tie(Link):
    """Two formulas with the certificate of the coboundary between them."""

    certificate: Annotated[Any, json_of(anything)]
