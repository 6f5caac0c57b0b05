"""The files of a report in a folder: LaTeX, BibTeX and plots, the page, and the PDF where asked for."""

from dataclasses import dataclass
from pathlib import Path

from results.reports.document import Document
from results.reports.html_writer import html_document
from results.reports.latex_writer import REFERENCES, figures, latex_document, references_file
from results.reports.pdf import Compiled, compile_pdf
from results.saving import output_folder, write_text

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
    place = output_folder(folder)
    page, source = place / f"{NAME}.html", place / f"{NAME}.tex"
    write_text(page, html_document(document))
    write_text(source, latex_document(document))
    write_text(place / f"{REFERENCES}.bib", references_file(document))
    for section in document.sections:
        for figure in figures(section):
            figure.picture.save(place / f"{figure.picture.name}.pdf")
    return Written(page, source, compile_pdf(source) if pdf else None)
