"""What may reach a terminal: text without control characters, wherever it comes from.

A name in a store or a file, or an argument, may hold escape sequences that move the cursor, change what was printed,
or turn the direction of text. At the edge each such character becomes an escape that is seen, as JSON writes it too, so
the values of JSON stay what they were.
"""

import io
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO

# Quick to pass: ASCII, Latin, Greek, Cyrillic, signs of mathematics, Chinese; the others are looked at one by one.
_SUSPECT = re.compile(r"[^\n\t -~\u00a1-\u00ac\u00ae-\u034f\u0370-\u04ff\u2010-\u2027\u2030-\u205e\u2070-\u2fff]")
_UNSEEN = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
)  # controls, marks of direction, halves of characters, no characters


def printable(text: str) -> str:
    r"""The text with every character that a terminal would obey, or not show, as a visible escape.

    >>> print(printable("\x1b[31mred\x9b2J \u202etxt π"))
    \u001b[31mred\u009b2J \u202etxt π
    """
    return _SUSPECT.sub(_escaped, text) if _SUSPECT.search(text) else text


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if unicodedata.category(character) not in _UNSEEN:
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


class PrintableStream(io.TextIOBase):
    """Another text stream, on which everything that is written is made printable."""

    def __init__(self, under: TextIO) -> None:
        self.under = under

    def write(self, text: str) -> int:
        self.under.write(printable(text))
        return len(text)

    def flush(self) -> None:
        self.under.flush()

    def isatty(self) -> bool:
        return self.under.isatty()

    def fileno(self) -> int:
        return self.under.fileno()

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self.under, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return getattr(self.under, "errors", None)

    def close(self) -> None:
        """The stream below stays open: it is not ours."""

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # by which others would write what they like
            raise AttributeError(name)
        return getattr(self.under, name)


@contextmanager
def printable_streams() -> Iterator[None]:
    """Stdout and stderr that let through only what is printable, in UTF-8 where they were made for ASCII."""
    for stream in (sys.stdout, sys.stderr):
        if (getattr(stream, "encoding", "") or "").lower() in ("ascii", "ansi_x3.4-1968", "us-ascii"):
            with suppress(AttributeError):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    with redirect_stdout(PrintableStream(sys.stdout)), redirect_stderr(PrintableStream(sys.stderr)):
        yield
