"""Rows of a store as frozen records: each column stands once, with its type and what reads it (`results.typed_rows`).

A record is what passes from the store to reports, commands and the Python face; JSON is made of it at the edge.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Self, TypeVar, get_type_hints

from analysis.formula import EVIDENCE
from results import typed_rows as read

Text = Annotated[str, read.text()]
MaybeText = Annotated[str | None, read.optional(read.text())]
Count = Annotated[int, read.integer(0)]
MaybeNumber = Annotated[float | None, read.optional(read.number)]
MaybePolynomial = Annotated[str | None, read.optional(read.polynomial)]
Evidence = Annotated[str | None, read.optional(read.one_of(*EVIDENCE))]
Coordinates = Annotated[list[Any] | None, read.optional(read.json_of(read.list_of(read.anything)))]
_Exponents = Annotated[dict[str, float | None], read.json_of(read.values_of(read.optional(read.number)))]

_Row = read.list_of(read.text(), 1)
_Matrices = Annotated[dict[str, list[list[str]]], read.json_of(read.values_of(read.list_of(_Row, 1)))]


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
        found = read.typed(row, readers)
        return cls(**{name: found[name] for name in readers})

    def as_json(self) -> dict[str, Any]:
        """The columns by their names."""
        return {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]


@cache
def _readers(record: type[Record]) -> Mapping[str, read.Reader]:
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(record, include_extras=True).items()}


Made = TypeVar("Made", bound=Record)


def records(rows: Iterable[Mapping[str, Any]], record: type[Made], table: str) -> list[Made]:
    """The records of rows; damaged ones are told of as rows of that table, and left out."""
    return list(read.sound(rows, record.of, table))


@dataclass(frozen=True, slots=True)
class Family(Record):
    """An infinite family with how many formulas the store has of it, and the largest δ of these."""

    id: Text
    kind: Text
    constant: MaybeText
    field: MaybeText
    evidence: Evidence
    expression: MaybeText
    latex: Annotated[str | None, read.optional(read.text(read.LONGEST_TEXT))]
    description: Annotated[dict[str, Any] | None, read.optional(read.json_of(read.values_of(read.anything)))]
    formulas: Count
    best_delta: MaybeNumber

    @property
    def described(self) -> dict[str, Any]:
        """The description, empty where there is none."""
        return self.description or {}


@dataclass(frozen=True, slots=True)
class Cluster(Record):
    """A cluster by its number: centre and spread by metric, a and b of its typical formula, its constant."""

    cluster: Annotated[int, read.integer()]
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
    axes: Annotated[list[str], read.json_of(_Row)]
    matrices: Annotated[
        dict[str, list[list[str]]], read.json_of(read.values_of(read.list_of(read.list_of(read.text(), 1), 1)))
    ]
    constant: MaybeText
    source: MaybeText
    verified: Annotated[bool, read.flag]
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
    start: Annotated[list[Any], read.json_of(read.list_of(read.anything))]


@dataclass(frozen=True, slots=True)
class Member(Record):
    """A formula as a trajectory of a field."""

    a: Annotated[str, read.polynomial]
    b: Annotated[str, read.polynomial]
    delta: MaybeNumber
    start: Coordinates
    direction: Coordinates


@dataclass(frozen=True, slots=True)
class Link(Record):
    """Two formulas, by their ids, whose values are tied."""

    first: Annotated[int, read.integer()]
    second: Annotated[int, read.integer()]


@dataclass(frozen=True, slots=True)
class Tie(Link):
    """Two formulas with the certificate of the coboundary between them."""

    certificate: Annotated[Any, read.json_of(read.anything)]
