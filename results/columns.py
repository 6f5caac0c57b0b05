"""Rows in columns, and facts as lines of key and value, that fit a terminal.

In a pipe nothing is cut or broken, unless the variable COLUMNS asks for a width. On a terminal the widest columns are
cut, with … at their end, until a row fits its line; rows of more columns than a line can hold become facts, one line
each. A terminal that has no signs of mathematics gets them spelt in ASCII (`ascii_only`, or the variable
DISCOVER_ASCII).
"""

import os
import re
import shutil
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import TextIO

from rich.cells import cell_len, set_cell_size

GAP = "  "  # between columns
LEAST = 6  # cells that a column keeps, whatever else wants room
SHORT = 14  # cells to which columns that are cut first are cut, before others are
LABELS = 26  # cells of the longest key that stands beside its value rather than above it

_ASCII: ContextVar[bool] = ContextVar("ascii", default=False)
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿᵏ", "0123456789+-()nk", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙ", "0123456789+-()n", strict=True))
_SPELT = {
    "π": "pi", "ζ": "zeta", "Γ": "Gamma", "γ": "gamma", "φ": "phi", "ϖ": "varpi", "ψ": "psi", "Φ": "Phi", "δ": "delta",
    "η": "eta", "β": "beta", "σ": "sigma", "ρ": "rho", "α": "alpha", "∞": "oo", "−": "-", "·": "*", "×": "x",
    "…": "...", "⋱": "...", "─": "-", "≤": "<=", "≥": ">=", "→": "->", "≈": "~", "∼": "~", "∑": "Sum", "∏": "Product",
    "′": "'", "±": "+-", "Σ": "Sum", "\u0303": "~",
    "⁄": "/", "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]",
    **_LOWERED,
}  # fmt: skip
_SIGNS = frozenset("+−-=~→≤≥<>≈")  # between two things of one formula
_NEGATIVE = re.compile(r"(?<![^\s(\[,;+^])-(?=\.?[0-9])|(?<=[\w)] )-(?= [\w(])")
_RAISED_RUN = re.compile(f"[{''.join(_RAISED)}]+")
_ROOT = re.compile(r"([∛∜√])(\w+)?")
_ROOTS = {"√": "sqrt", "∛": "cbrt", "∜": "root4"}


@contextmanager
def ascii_only() -> Iterator[None]:
    """While it lasts, signs of mathematics are spelt in ASCII, whatever the environment says."""
    before = _ASCII.set(True)
    try:
        yield
    finally:
        _ASCII.reset(before)


def in_ascii(text: str) -> str:
    """A line of mathematics without signs that old terminals lack; names of people and places stay.

    >>> in_ascii("√2·ζ(3)² − ₂F₁(1, 1/2; 3/2; −1) + n¹⁰/√(π + 1)")
    'sqrt(2)*zeta(3)^2 - 2F1(1, 1/2; 3/2; -1) + n^10/sqrt(pi + 1)'
    """
    text = _ROOT.sub(lambda found: _ROOTS[found[1]] + (f"({found[2]})" if found[2] else ""), text)
    text = _RAISED_RUN.sub(lambda found: _power("".join(_RAISED[sign] for sign in found[0])), text)
    return "".join(_SPELT.get(character, character) for character in text)


def with_minus(text: str) -> str:
    """The text with the sign of subtraction before its negative numbers; dates, ranges and exponents keep a hyphen.

    >>> with_minus("-0.4687 at (1, -1) - 2, 1e-09, 2026-11-26, --limit=-1")
    '−0.4687 at (1, −1) − 2, 1e-09, 2026-11-26, --limit=-1'
    """
    return _NEGATIVE.sub("−", text)


def readable(text: str) -> str:
    """The text for this terminal: with signs of mathematics, or in ASCII where that is wanted."""
    return in_ascii(text) if _ASCII.get() or os.environ.get("DISCOVER_ASCII") else with_minus(text)


def terminal_width(stream: TextIO) -> int | None:
    """The columns of the terminal behind a stream; of a pipe or a file those that COLUMNS asks for, else None."""
    asked = os.environ.get("COLUMNS", "")
    wanted = stream.isatty() or (asked.isascii() and asked.isdigit() and int(asked[:9]) > 0)
    return shutil.get_terminal_size().columns if wanted else None


def table_lines(
    names: Sequence[str],
    rows: Iterable[Sequence[str]],
    width: int | None = None,
    *,
    right: Iterable[str] = (),
    whole: Iterable[str] = (),
    first: Iterable[str] = (),
) -> Iterator[str]:
    """A line of names, a rule and a line for each row.

    width: the longest line (None: as long as it takes); right: columns of numbers, which end in one line; whole: those
    that are not to be cut, like numbers; first: those that are cut before others.

    >>> print("\\n".join(table_lines(["n", "of", "it is"], [["1", "7", "one long text"]], 14, right=["n"])))
    n  of  it is
    ─  ──  ───────
    1  7   one lo…
    """
    names = [readable(name) for name in names]
    cells = [[readable(_one_line(cell)) for cell in row] for row in rows]
    numbers = frozenset(map(readable, right))
    natural = [max([cell_len(name), *(cell_len(row[i]) for row in cells)]) for i, name in enumerate(names)]
    kept = numbers | frozenset(map(readable, whole))
    early = frozenset(map(readable, first))
    order = [0 if name in kept else 2 if name in early else 1 for name in names]
    widths = natural if width is None else _fitted(natural, order, width)
    if widths is None:
        for row in cells:
            yield from fact_lines(zip(names, row, strict=True), width)
            yield ""
        return
    sides: list[Callable[[str, int], str]] = [_right if name in numbers else _left for name in names]

    def line(texts: Sequence[str]) -> str:
        parts = (side(text, room) for side, text, room in zip(sides, texts, widths, strict=True))
        return GAP.join(parts).rstrip()

    yield line(names)
    yield readable(GAP.join("─" * room for room in widths))
    yield from map(line, cells)


def fact_lines(facts: Iterable[tuple[str, str]], width: int | None = None) -> Iterator[str]:
    """Lines of key and value, the values in one column; a long one goes on below its first line.

    >>> print("\\n".join(fact_lines([("name", "a long story"), ("n", "1")], 14)))
    name  a long
          story
    n     1
    """
    pairs = [(readable(label), readable(text)) for label, text in facts]
    room = max((cell_len(label) for label, _ in pairs if cell_len(label) <= LABELS), default=0)
    for label, text in pairs:
        lead = f"{label}{' ' * (room - cell_len(label))}  " if room else label
        if width is None:
            yield (lead + text).rstrip()
            continue
        inside = " " * (room + 2 if room else 0)
        if cell_len(lead) > len(inside):
            yield from textwrap.wrap(label, width) if text else [label]
            lead = inside
        for part in wrapped(text, max(width - len(inside), LEAST)) or [""]:
            yield (lead + part).rstrip()
            lead = inside


def matrix_lines(name: str, rows: Sequence[Sequence[str]], width: int | None = None) -> Iterator[str]:
    """A matrix in brackets, its columns in line; where that is too wide its entries as facts, one below the other.

    >>> print("\\n".join(matrix_lines("M", [["0", "−x⁶"], ["1", "x"]])))
    M = ⎡ 0  −x⁶ ⎤
        ⎣ 1  x   ⎦
    """
    cells = [[readable(cell) for cell in row] for row in rows]
    rooms = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    last = len(cells) - 1
    lead = f"{readable(name)} = "
    if width is not None and len(lead) + 4 + sum(rooms) + len(GAP) * (len(rooms) - 1) > width:
        entries = [(f"{name}[{i}, {j}]", cell) for i, row in enumerate(rows, 1) for j, cell in enumerate(row, 1)]
        yield from fact_lines(entries, width)
        return
    for i, row in enumerate(cells):
        left, right = "[]" if not last else "⎡⎤" if i == 0 else "⎣⎦" if i == last else "⎢⎥"
        inside = GAP.join(map(_left, row, rooms))
        yield f"{lead if i == 0 else ' ' * len(lead)}{readable(left)} {inside} {readable(right)}"


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines, broken between words, or between digits and signs where one word is longer than a line.

    What stands in parentheses or around a sign of mathematics stays together where that takes half a line at most.

    >>> wrapped("the fraction with a(n) = 3n + 6", 26)
    ['the fraction with', 'a(n) = 3n + 6']
    """
    words: list[str] = []
    for word in _together(text.split(" "), width // 2):
        words += _BREAKS.split(word) if len(word) > width else [word]
        words.append(" ")
    lines = [""]
    for word in words[:-1]:
        if len(lines[-1]) + len(word.rstrip()) > width and lines[-1].strip():
            lines.append("")
        if word == " " and not lines[-1]:
            continue
        while len(word) > width:
            lines[-1], word = word[:width], word[width:]
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines if line.strip()]


def _together(words: Sequence[str], most: int, signs: frozenset[str] = _SIGNS) -> Iterator[str]:
    """The words in runs that stay in one line: within parentheses, and around signs, unless that takes too much."""
    runs, depth = [[words[0]]], 0
    for before, word in pairwise(words):
        depth += sum(map(before.count, "([")) - sum(map(before.count, ")]"))
        if depth > 0 or before in signs or word in signs:
            runs[-1].append(word)
        else:
            runs.append([word])
    for run in runs:
        if len(together := " ".join(run)) <= most:
            yield together
        elif signs:
            yield from _together(run, most, frozenset())
        else:
            yield from run


_BREAKS = re.compile(r"(?<=[-+*/,;·−)])")


def cut(text: str, room: int) -> str:
    """The text in at most so many cells, … at its end where something is missing."""
    return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + readable("…")[:1]


def _left(text: str, room: int) -> str:
    text = cut(text, room)
    return text + " " * (room - cell_len(text))


def _right(text: str, room: int) -> str:
    text = cut(text, room)
    return " " * (room - cell_len(text)) + text


def _fitted(natural: Sequence[int], order: Sequence[int], width: int) -> list[int] | None:
    """Widths of columns that fit together; None where none do.

    order: 0 for a column that keeps its width, 2 for one that is cut to SHORT before those of order 1 are. The widest
    of those that are cut all get the same.
    """
    room = width - len(GAP) * (len(natural) - 1)
    short = [min(size, SHORT) if rank == 2 else size for size, rank in zip(natural, order, strict=True)]
    for sizes, least_rank in ((natural, 2), (short, 1)):
        for most in range(max(natural, default=0), LEAST - 1, -1):
            cut_now = [rank >= least_rank for rank in order]
            widths = [min(size, most) if may else size for size, may in zip(sizes, cut_now, strict=True)]
            if sum(widths) <= room and (least_rank == 1 or most >= SHORT):
                return _filled(widths, natural, room)
    return None


def _filled(widths: list[int], natural: Sequence[int], room: int) -> list[int]:
    """The widths with what is left of the room given to columns that were cut."""
    for i, size in enumerate(natural):
        more = min(size - widths[i], room - sum(widths))
        widths[i] += max(more, 0)
    return widths


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _power(exponent: str) -> str:
    return f"^{exponent}" if len(exponent) == 1 or exponent.isdigit() else f"^({exponent})"
