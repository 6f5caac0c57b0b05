"""A report of a store as files: what the command line and notebooks call."""

from __future__ import annotations

import platform
import sqlite3
from dataclasses import replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from discovery.version import __version__

if TYPE_CHECKING:
    from results.reports.writing import Written

PACKAGES = ("python-flint", "numba", "ray", "matplotlib")  # whose versions a result may depend on


def report(
    store: str | Path,
    output: str | Path,
    *,
    pdf: bool = False,
    title: str | None = None,
    constants: tuple[str, ...] = (),
    full: bool = False,
    displayed: int | None = None,
    tabled: int | None = None,
) -> Written:
    """Write the report of a store into a folder: report.html, report.tex, references.bib, plots and report.pdf.

    full: all formulas, else a paper of some 25 pages; displayed, tabled: how many formulas of each constant are
    displayed, and listed below on paper (None: 3 and 12 in full, 1 and 4 else). Raises InputError
    for a store that cannot be read, a folder that cannot be made, and a PDF without LaTeX.
    """
    from results.reports.conjectures import SHORT, Detail
    from results.reports.report import TITLE
    from results.reports.report import report as document_of
    from results.reports.writing import write_report
    from results.saving import output_folder
    from results.store import Store
    from results.typed_names import stored_names

    chosen = Detail() if full else SHORT
    with Store.read(store) as opened:
        names = stored_names(opened, constants)
        output_folder(output)  # before the work
        document = document_of(
            opened,
            title=title or TITLE,
            constants=names,
            detail=replace(
                chosen,
                displayed=chosen.displayed if displayed is None else displayed,
                tabled=chosen.tabled if tabled is None else tabled,
            ),
            date=_today(),
            versions=versions(),
        )
    return write_report(document, output, pdf=pdf)


def versions() -> dict[str, str]:
    """The programs that take part, by name."""
    found = {"conjecture-discovery": __version__, "Python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found | {"SQLite": sqlite3.sqlite_version}


def _today() -> str:
    today = date.today()
    return f"{today.day} {today:%B %Y}"
