"""The files of a report in a folder: LaTeX, BibTeX and plots, the page, and the PDF where asked for."""

from dataclasses import dataclass
from pathlib import Path

from analysis.errors import InputError, echo
from results.reports.document import Document
from results.reports.html_writer import html_document
from results.reports.latex_writer import REFERENCES, figures, latex_document, references_file
from results.reports.pdf import Compiled, compile_pdf

NAME = "report"  # of the files, without their endings


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a report; `compiled` only where a PDF was asked for."""

    page: Path
    source: Path
    compiled: Compiled | None


def write_report(document: Document, folder: str | Path, *, pdf: bool = False) -> Written:
    """Write report.html, report.tex with its .bib file and plots, and report.pdf into a folder, made if need be.

    Raises InputError where the folder is a file, and for a PDF without LaTeX.
    """
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise InputError(f"--output {echo(folder)} is a file", "a folder", "name a new or an existing folder")
    place.mkdir(parents=True, exist_ok=True)
    page, source = place / f"{NAME}.html", place / f"{NAME}.tex"
    page.write_text(html_document(document), encoding="utf-8")
    source.write_text(latex_document(document), encoding="utf-8")
    (place / f"{REFERENCES}.bib").write_text(references_file(document), encoding="utf-8")
    for section in document.sections:
        for figure in figures(section):
            figure.picture.save(place / f"{figure.picture.name}.pdf")
    return Written(page, source, compile_pdf(source) if pdf else None)
