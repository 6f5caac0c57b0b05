"""A document as one HTML page: no network, MathML, plots inside; readable without JavaScript.

Every text goes through `_text`; formulas and plots write their own markup. The page forbids by its own policy whatever
is not in it. Of a long table the first rows are markup; all rows stand beside it, compressed, and become markup when
they are looked at.
"""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template

from analysis.notation.mathml import mathml
from analysis.notation.slashes import slashed
from analysis.notation.tree import EQUALS, row
from results.reports.document import (
    Block,
    Cell,
    Cite,
    Code,
    Column,
    Display,
    Document,
    Facts,
    Figure,
    Line,
    Math,
    Paragraph,
    Piece,
    Section,
    Statement,
    Table,
)
from results.reports.references import LITERATURE

TALL = 30  # rows beyond which a table scrolls within itself
FIRST_ROWS = 20  # of a long table, as markup
PACKED = 9  # zlib's best: the page is read more often than written

_FOLDER = Path(__file__).parent


def html_document(document: Document) -> str:
    """The whole page."""
    numbers = {key: number for number, key in enumerate(document.references, start=1)}
    writer = _Writer(numbers)
    body = "\n".join(piece for section in document.sections for piece in writer.section(section, 2))
    return Template(page_file("page.html")).substitute(
        title=_text(document.title),
        subtitle=_text(document.subtitle),
        date=_text(document.date),
        abstract=writer.line(document.abstract),
        contents=writer.contents(document.sections),
        body=body + writer.references(),
        style=page_file("page.css"),
        script=page_file("page.js"),
    )


def section_markup(section: Section) -> str:
    """A section that cites nothing, by itself."""
    return "\n".join(_Writer({}).section(section, 2))


def heading_markup(columns: Iterable[Column]) -> str:
    """The cells that head a table."""
    return _Writer({}).heads(columns)


def row_markup(cells: Iterable[Cell], columns: Iterable[Column]) -> str:
    """One row of a table."""
    return _Writer({}).row(cells, map(_class, columns))


class _Writer:
    """Writes the parts of one document; `numbers`: of the works cited."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers

    def section(self, section: Section, level: int) -> Iterator[str]:
        heading = f"h{min(level, 6)}"
        yield f'<section aria-labelledby="{_text(section.anchor)}">'
        yield f'<{heading} id="{_text(section.anchor)}">{self.line(section.title)}</{heading}>'
        for block in section.blocks:
            yield from self._block(block)
        for below in section.sections:
            yield from self.section(below, level + 1)
        yield "</section>"

    def contents(self, sections: Iterable[Section]) -> str:
        items = "".join(
            f'<li><a href="#{_text(one.anchor)}">{self.line(one.title)}</a>'
            f"{self.contents(one.sections) if one.sections else ''}</li>"
            for one in sections
        )
        return f"<ul>{items}</ul>"

    def references(self) -> str:
        if not self._numbers:
            return ""
        items = "".join(
            f'<li id="reference-{_text(key)}">{_text(LITERATURE[key].text())}</li>' for key in self._numbers
        )
        return (
            '\n<section class="references" aria-labelledby="references"><h2 id="references">References</h2>'
            f"<ol>{items}</ol></section>"
        )

    def line(self, line: Line) -> str:
        """Running text, its fractions on the line; no line ends between a parenthesis and the formula in it."""
        text = ""
        for one in line:
            shown = mathml(slashed(one.tree)) if isinstance(one, Math) else self._piece(one)
            held = isinstance(one, Math) and text.endswith("(")
            text = f'{text[:-1]}<span class="held">({shown}</span>' if held else text + shown
        return text

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph(line):
                yield f"<p>{self.line(line)}</p>"
            case Facts(items):
                yield "<dl>" + "".join(f"<dt>{_text(k)}</dt><dd>{self.line(v)}</dd>" for k, v in items) + "</dl>"
            case Display(tree):
                yield f'<div class="scroll">{mathml(tree, display=True)}</div>'
            case Statement():
                yield from self._statement(block)
            case Table():
                yield from self._table(block)
            case Figure(anchor, picture, caption, alternative):
                yield f'<figure id="{_text(anchor)}"><div role="img" aria-label="{_text(alternative)}">'
                yield f"{picture.svg()}</div>"
                yield f"<figcaption>{self.line(caption)}</figcaption></figure>"

    def _statement(self, block: Statement) -> Iterator[str]:
        whole = block.value if block.fraction is None else row(block.fraction, EQUALS, block.value)
        yield f'<article class="statement" id="{_text(block.anchor)}">'
        yield f"<h4>{_text(block.kind)} {block.number} {_evidence(block)}</h4>"
        yield mathml(whole, display=True)
        yield f"<p>{self.line(block.definition)}</p>"
        if block.facts:
            yield f'<p class="facts">{self.line(block.facts)}</p>'
        yield "</article>"

    def _table(self, table: Table) -> Iterator[str]:
        search = ""
        if table.searchable:
            search = f' data-search data-choices="{" ".join(map(str, table.choices))}"'
        # A region that scrolls must be reachable with the keyboard.
        long = len(table.rows) > TALL
        tall = " tall" if long else ""
        yield f'<div class="scroll{tall}" tabindex="0" role="region" aria-labelledby="{_text(table.anchor)}-caption">'
        yield f'<table id="{_text(table.anchor)}"{search}>'
        yield f'<caption id="{_text(table.anchor)}-caption">{self.line(table.caption)}</caption>'
        yield f"<thead><tr>{self.heads(table.columns)}</tr></thead><tbody>"
        classes = [_class(column) for column in table.columns]
        for cells in table.rows[:FIRST_ROWS] if long else table.rows:
            yield self.row(cells, classes)
        yield "</tbody></table></div>"
        if long:
            yield f'<p class="more">The first {FIRST_ROWS} of {len(table.rows):,} rows; the others need JavaScript.</p>'
            yield f'<script type="text/plain" data-rows="{_text(table.anchor)}">{self._packed(table)}</script>'
        if table.total is not None and table.total > len(table.rows):
            more = table.total - len(table.rows)
            find = f' data-find="{_text(table.find)}"' if table.find else ""
            yield f'<p class="count">{more:,} more stand among <a href="#all"{find}>all formulas</a>.</p>'

    def heads(self, columns: Iterable[Column]) -> str:
        return "".join(f'<th scope="col"{_class(column)}>{self.line(column.heading)}</th>' for column in columns)

    def row(self, cells: Iterable[Cell], classes: Iterable[str]) -> str:
        return "<tr>" + "".join(map(self._cell, cells, classes)) + "</tr>"

    def _packed(self, table: Table) -> str:
        """All rows, each a list of [markup, key, names …], as JSON that is deflated, in base 64."""
        rows = [[[self._entry(cell), cell.key, *cell.names] for cell in cells] for cells in table.rows]
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(zlib.compress(text.encode(), PACKED)).decode()

    def _cell(self, cell: Cell, class_: str) -> str:
        key = "" if cell.key is None else f' data-key="{cell.key:.12g}"'
        return f"<td{class_}{key}>{self._entry(cell)}</td>"

    def _entry(self, cell: Cell) -> str:
        return "".join(map(self._piece, cell.line))

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Math(tree):
                return mathml(tree)
            case Code(text):
                return f"<code>{_text(text)}</code>"
            case Cite(key):
                return f'<a href="#reference-{_text(key)}">[{self._numbers[key]}]</a>'
            case _:
                return _text(piece)


def _text(text: str) -> str:
    """Text as HTML; characters that XML forbids are shown as the sign for what cannot be shown."""
    return escape("".join(c if c >= " " or c in "\t\n" else "\ufffd" for c in text))


def _evidence(block: Statement) -> str:
    return f'<span class="evidence {_text(block.evidence)}">{_text(block.support)}</span>'


def _class(column: Column) -> str:
    names = [name for name, has in (("number", column.numeric), ("minor", column.minor)) if has]
    return f' class="{" ".join(names)}"' if names else ""


def page_file(name: str) -> str:
    """The text of a file beside this one: style, script, frame of a page."""
    return (_FOLDER / name).read_text(encoding="utf-8").rstrip()
