r"""A document as LaTeX for a stock pdflatex, with its references as BibTeX and its plots as PDF files."""

from collections.abc import Iterator
from pathlib import Path

from analysis.notation.latex import escape, latex
from analysis.notation.slashes import slashed
from analysis.notation.tree import EQUALS, MINUS, PLUS, Operator, Quotient, Row, Tree, row
from results.columns import in_ascii
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
from results.reports.references import bibliography

PREAMBLE = Path(__file__).with_name("preamble.tex")
REFERENCES = "references"  # the .bib file, without its ending
CHUNK = 8  # characters of code between two places where a line may break

FITTED, TALL = r"\fitted", r"\tall"  # of the preamble: as wide as its column; with room above and below

_HEADINGS = ("section", "subsection", "subsubsection")


def latex_document(document: Document) -> str:
    """The whole .tex file; plots are expected beside it, under the names of their pictures."""
    return "\n".join(_lines(document)) + "\n"


def references_file(document: Document) -> str:
    """The .bib file of the works that the document cites."""
    return bibliography(document.references)


def figures(section: Section) -> Iterator[Figure]:
    """The figures that go on paper."""
    if not section.screen_only:
        yield from (block for block in section.blocks if isinstance(block, Figure))
        for below in section.sections:
            yield from figures(below)


def _lines(document: Document) -> Iterator[str]:
    yield PREAMBLE.read_text(encoding="utf-8").rstrip()
    yield rf"\title{{{escape(document.title)}\\[.5ex]\large {escape(document.subtitle)}}}"
    yield r"\author{}"
    title, subject = (escape(in_ascii(text)) for text in (document.title, document.subtitle))
    yield rf"\hypersetup{{pdftitle={{{title}}}, pdfsubject={{{subject}}}}}"
    yield rf"\date{{{escape(document.date)}}}"
    yield r"\begin{document}"
    yield r"\maketitle"
    yield rf"\begin{{abstract}}\noindent {_line(document.abstract)}\end{{abstract}}"
    yield r"{\lineskiplimit=2pt\lineskip=3pt\tableofcontents}"  # fractions in titles do not touch
    for section in document.sections:
        yield from _section(section, 0)
    if document.references:
        yield r"\bibliographystyle{plain}"
        yield rf"\bibliography{{{REFERENCES}}}"
    yield r"\end{document}"


def _section(section: Section, level: int) -> Iterator[str]:
    if section.screen_only:
        return
    title = rf"\texorpdfstring{{{_line(section.title)}}}{{{escape(_plain(section.plain))}}}"
    if section.blocks and isinstance(section.blocks[0], Table):
        yield r"\needroom"
    yield rf"\{_HEADINGS[min(level, len(_HEADINGS) - 1)]}{{{title}}}\label{{{section.anchor}}}"
    for block in section.blocks:
        yield from _block(block)
    for below in section.sections:
        yield from _section(below, level + 1)


def _plain(title: str) -> str:
    """A title for the bookmarks, which take ASCII only without further ado."""
    return in_ascii(title).encode("ascii", "ignore").decode() or "formulas"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(line):
            yield _line(line)
            yield ""
        case Facts(items):
            yield r"\begin{description}"
            yield from (rf"\item[{escape(label)}] {_line(line)}" for label, line in items)
            yield r"\end{description}"
        case Display(tree):
            yield _display(tree)
        case Statement():
            yield from _statement(block)
        case Table():
            yield from _table(block)
        case Figure(_, picture, caption, _):
            yield r"\begin{center}"
            yield rf"\includegraphics[width=\linewidth]{{{picture.name}.pdf}}\\[.5ex]"
            yield rf"\small {_line(caption)}"
            yield r"\end{center}"


def _statement(block: Statement) -> Iterator[str]:
    yield rf"\statement{{{escape(block.kind)}}}{{{block.number}}}{{{escape(block.support)}}}{{{block.anchor}}}"
    if block.fraction is None:
        yield r"\par\noindent The continued fraction of the polynomials below equals"
        yield _display(block.value)
    else:
        yield _display(row(block.fraction, EQUALS, block.value))
    yield rf"{{\raggedright\noindent {_line(block.definition)}\par}}"
    if block.facts:
        yield rf"{{\small\noindent {_line(block.facts)}\par}}"


def _display(tree: Tree) -> str:
    return rf"\fitdisplay{{{latex(tree)}}}"


def _table(table: Table) -> Iterator[str]:
    printed = table.rows if table.printed is None else table.rows[: table.printed]
    if printed:
        width = len(table.columns)
        yield r"{\small\setlength{\tabcolsep}{4pt}\setlength{\extrarowheight}{1pt}"
        yield rf"\begin{{longtable}}{{{''.join(map(_column, table.columns))}}}"
        yield rf"\multicolumn{{{width}}}{{l}}{{{_line(table.caption)}}}\\[.5ex]"
        heading = " & ".join(_line(column.heading) for column in table.columns)
        yield rf"\toprule {heading} \\ \midrule \endfirsthead"
        yield rf"\toprule {heading} \\ \midrule \endhead"
        yield r"\bottomrule \endfoot"
        for cells in printed:
            texts = [_cell(cell, column) for cell, column in zip(cells, table.columns, strict=True)]
            yield " & ".join(texts) + r" \\"
        yield r"\end{longtable}}"
    if table.rest:
        yield rf"{{\small\noindent {_line(table.rest)}\par}}"
    yield ""


def _column(column: Column) -> str:
    if column.share:
        return f"L{{{column.share / 100:.2f}}}"
    return "r" if column.numeric else "l"


def _cell(cell: Cell, column: Column) -> str:
    """An entry; a fraction, which no line can break, is made to fit its column."""
    if column.share and len(cell.line) == 1 and isinstance(cell.line[0], Math) and _unbreakable(cell.line[0].tree):
        written = latex(cell.line[0].tree)
        return rf"{TALL if r'frac' in written else FITTED}{{\displaystyle {written}}}"
    return _line(cell.line)


def _unbreakable(tree: Tree) -> bool:
    """Whether no line can break in a formula, or only beside a fraction: TeX breaks after + and − alone."""
    items = tree.items if isinstance(tree, Row) else (tree,)
    breaks = any(isinstance(item, Operator) and item in (PLUS, MINUS) for item in items)
    return not breaks or any(isinstance(item, Quotient) for item in items)


def _line(line: Line) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    match piece:
        case Math(tree):
            return f"${latex(slashed(tree))}$"
        case Code(text):
            return rf"\breakable{{{_breakable(text)}}}"
        case Cite(key):
            return rf"\cite{{{key}}}"
        case _:
            leading = " " if piece[:1].isspace() else ""
            trailing = " " if piece[-1:].isspace() and piece.strip() else ""
            return f"{leading}{escape(piece)}{trailing}"


def _breakable(text: str) -> str:
    """Code with places where a line may break: after what is no letter or digit, and every CHUNK characters."""
    pieces: list[str] = []
    since = 0
    for character in text:
        pieces.append(r"\ " if character.isspace() else escape(character))
        since += 1
        if not character.isalnum() or since >= CHUNK:
            pieces.append(r"\allowbreak{}")
            since = 0
    return "".join(pieces)
