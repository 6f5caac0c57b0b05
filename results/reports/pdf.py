"""A report through pdflatex and BibTeX, and what their log says of it."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import InputError
from results.saving import check_output

PROGRAMS = ("pdflatex", "bibtex")
RUNS = 3  # after BibTeX twice: once for the references, once for the widths of long tables
_WRITTEN = (".aux", ".bbl", ".blg", ".log", ".out", ".pdf", ".toc")  # by these programs, through links if they are some
SECONDS = 600  # for one run: thousands of pages take a minute
WIDE_POINTS = 10.0  # a line that sticks out further than this is seen as a mistake


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished PDF; wide: by how many points lines are too wide; undefined: references without a target."""

    path: Path
    pages: int
    wide: tuple[float, ...]
    undefined: tuple[str, ...]


def compile_pdf(source: Path) -> Compiled:
    """Compile a .tex file beside its .bib file; the PDF and the log stay beside it.

    Raises InputError when LaTeX is not installed or refuses the document.
    """
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        raise InputError(
            f"a PDF without {' and '.join(missing)}",
            "a LaTeX installation with its recommended packages",
            "install TeX Live, or leave --pdf out and compile the .tex elsewhere",
        )
    # -no-shell-escape and openin/openout_any=p: a document can neither run a program nor read or write elsewhere.
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", source.name]
    for ending in _WRITTEN:
        check_output(source.with_suffix(ending))
    has_references = r"\bibliography{" in source.read_text(encoding="utf-8")
    _run(latex, source)
    if has_references:
        _run(["bibtex", source.stem], source)
    for _ in range(RUNS - 1):
        _run(latex, source)
    return read_log(source)


def read_log(source: Path) -> Compiled:
    """What the log beside a .tex file says of its last run."""
    text = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace").replace("\n", " ")
    pages = re.search(r"Output written on .*?\((\d+) pages?", text)
    return Compiled(
        path=source.with_suffix(".pdf"),
        pages=int(pages[1]) if pages else 0,
        wide=tuple(float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide", text)),
        undefined=tuple(re.findall(r"(?:Reference|Citation) [`']([^']+)' on page \d+ undefined", text)),
    )


def _run(command: list[str], source: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=source.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "openin_any": "p", "openout_any": "p"},
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{command[0]} took more than {SECONDS} s", "a shorter report", "choose constants, or lower --limit"
        ) from None
    if done.returncode != 0:
        output = done.stdout.decode("utf-8", errors="replace")
        error = re.search(r"^! (.+)$", output, re.MULTILINE)
        said = error[1] if error else f"exit code {done.returncode}"
        raise InputError(
            f"{command[0]} refuses {source.name}: {said}",
            "a LaTeX installation with its recommended packages",
            f"see {source.with_suffix('.log')}",
        )
