"""What a report says, before anyone decides how it looks: sections of plain values, printed by the two writers.

A line is a tuple of pieces: a `str` is plain text whoever wrote it, and the writers escape it; `Math` is a formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analysis.notation.tree import Tree

if TYPE_CHECKING:
    from results.plots.picture import Picture  # with matplotlib, which proofs in words do not need


@dataclass(frozen=True, slots=True)
class Math:
    """A formula within a line."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Code:
    """Text as a computer reads it: a command, a decimal."""

    text: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A reference, by its key in `results.reports.references`."""

    key: str


Piece = str | Math | Code | Cite
Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, as label and text."""

    items: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on a line of its own."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Statement:
    """One conjecture, or one formula that is proved.

    kind: "Conjecture" or "Formula"; fraction: unrolled, None where it would not fit a page; definition: aₙ, bₙ or the
    rule of the terms; facts: what supports it, in one paragraph.
    """

    anchor: str
    kind: str
    number: int
    evidence: str
    fraction: Tree | None
    value: Tree
    definition: Line
    facts: Line

    @property
    def support(self) -> str:
        """The evidence as it stands beside the number: what is certified is the limit, not the identity."""
        return self.evidence if self.evidence in ("numeric", "proved") else f"limit {self.evidence}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; share: of the page's width, in percent, 0 for as wide as its text.

    minor: left out on a narrow screen.
    """

    heading: Line
    share: int = 0
    numeric: bool = False
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry; key: what it is sorted by where its text is not (a number, or None for nothing).

    names: what a reader may type to find it, beside the text that is shown; the first stands in a list of choices.
    """

    line: Line = ()
    key: float | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may be longer than a page.

    printed: rows that go on paper, None for all (a page on the screen has all of them); rest: what to say of those that
    do not; total: how many there are, where the table of all formulas has the others, found by `find`; searchable: on
    the screen with fields that filter it, by text and by the columns numbered in `choices`.
    """

    anchor: str
    caption: Line
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    printed: int | None = None
    rest: Line = ()
    total: int | None = None
    searchable: bool = False
    choices: tuple[int, ...] = ()
    find: str = ""

    def filled(self) -> "Table":
        """Without the columns in which nothing stands."""
        kept = [i for i in range(len(self.columns)) if any(any(row[i].line) for row in self.rows)]
        columns = tuple(self.columns[i] for i in kept)
        rows = [tuple(row[i] for i in kept) for row in self.rows]
        choices = tuple(kept.index(i) for i in self.choices if i in kept)
        return replace(self, columns=columns, rows=rows, choices=choices)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture; alternative: what it shows, for those who cannot see it."""

    anchor: str
    picture: "Picture"
    caption: Line
    alternative: str


Block = Paragraph | Facts | Display | Statement | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it; `plain`: the title without formulas, for a table of contents."""

    anchor: str
    title: Line
    plain: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()
    screen_only: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; references: keys in the order of their first citation."""

    title: str
    subtitle: str
    date: str
    abstract: Line
    sections: tuple[Section, ...]
    references: tuple[str, ...] = field(default=())
