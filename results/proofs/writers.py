r"""A proof in words for a terminal of 80 columns, and as a file for a stock pdflatex."""

import re
from collections.abc import Sequence

from analysis.notation.latex import escape, latex
from analysis.notation.unicode import unicode
from analysis.proofs.certificate import Certificate
from results.columns import wrapped
from results.proofs.words import Block
from results.reports.document import Cite, Code, Display, Line, Math, Paragraph, Piece
from results.reports.latex_writer import PREAMBLE

WIDTH = 80
TITLE = "The value of a continued fraction"
TITLES = {"telescoping": "The recurrence of a sum"}  # by the kind of a certificate
OTHER = "The limit of a recurrence"
_TIED = re.compile(r" (?=\\ensuremath)|(?<=\}) (?=\d)|(?<=Step) ")  # no line ends within n ≥ 1


def terminal(blocks: Sequence[Block]) -> str:
    """Paragraphs wrapped at 80 columns, displays indented."""
    parts = []
    for block in blocks:
        if isinstance(block, Display):
            parts.append(_wrapped(unicode(block.tree), "    "))
        else:
            parts.append(_wrapped(plain(block.line), ""))
    return "\n\n".join(parts) + "\n"


def title(certificate: Certificate) -> str:
    """What stands above the proof of a certificate."""
    return TITLES.get(certificate.get("kind", ""), OTHER if "kind" in certificate else TITLE)


def latex_file(blocks: Sequence[Block], heading: str = TITLE) -> str:
    """The whole .tex file."""
    lines = [
        PREAMBLE.read_text(encoding="utf-8").rstrip(),
        r"\begin{document}\newgeometry{margin=20mm}",
        rf"\section*{{{heading}}}",
        r"\setlength{\parindent}{0pt}\setlength{\parskip}{.5ex plus .3ex}\sloppy",
        r"\relpenalty=100\binoppenalty=200",
    ]
    for block in blocks:
        lines += [_latex(block), ""]
    return "\n".join([*lines, r"\end{document}", ""])


def _latex(block: Block) -> str:
    if isinstance(block, Display):
        return rf"\fitdisplay{{{latex(block.tree)}}}"
    assert isinstance(block, Paragraph)
    return "".join(map(_piece, block.line))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Math):
        return f"${latex(piece.tree)}$"
    assert not isinstance(piece, Cite)
    text = piece.text if isinstance(piece, Code) else piece
    ends = [" " if text[place : place + 1].isspace() else "" for place in (0, len(text) - 1)]  # escape strips them
    return ends[0] + _TIED.sub("~", escape(text)) + ends[1]


def plain(line: Line) -> str:
    """A line of text."""
    return "".join(map(_plain, line))


def _plain(piece: Piece) -> str:
    if isinstance(piece, Math):
        return unicode(piece.tree)
    assert not isinstance(piece, Cite)
    return piece.text if isinstance(piece, Code) else piece


def _wrapped(text: str, indent: str) -> str:
    return "\n".join(indent + line for line in wrapped(text, WIDTH - len(indent)))
