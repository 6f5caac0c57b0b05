"""Formulas in LaTeX: a displayed continued fraction, and a booktabs longtable of rows.

The table is a fragment for \\input; its first line names the packages it needs. Values are written anew from their
expressions: LaTeX that a store holds, perhaps from a user's file of constants, is not passed on.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, TextIO

from analysis.exact.polynomials import Polynomial
from analysis.formula import Formula
from analysis.notation import formulas as notation
from analysis.notation.expressions import expression
from analysis.notation.formulas import LEVELS
from analysis.notation.latex import displayed, escape, latex
from results.formats import Row
from results.rows import as_text

SHOWN_DIGITS = 20  # of a limit that has no name
WIDTH = 26  # characters of an unrolled fraction that fit its column; a wider one is given by its polynomials
_COLUMNS = "".join(rf">{{\raggedright\arraybackslash}}p{{{share}\linewidth}}" for share in (0.44, 0.26)) + "rl"


def write_longtable(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """Write rows as one longtable: formulas with their fraction and value, other rows with their own columns."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    formulas = isinstance(first, Formula)
    own = [] if isinstance(first, Formula) else list(first)
    names = ["Continued fraction", "Value", r"$\delta$", "Evidence"] if formulas else [escape(name) for name in own]
    stream.write("% needs \\usepackage[T1]{fontenc} \\usepackage{amsmath, array, booktabs, longtable}\n")
    stream.write(f"\\begin{{longtable}}{{{_COLUMNS if formulas else 'l' * len(names)}}}\n")
    head = f"\\toprule\n{' & '.join(names)} \\\\\n\\midrule\n"
    caption = f"\\caption{{{escape(title)}}}\\\\\n" if title else ""
    stream.write(f"{caption}{head}\\endfirsthead\n{head}\\endhead\n\\bottomrule\n\\endfoot\n")
    for cells in _cells(chain([first], rows), own):
        stream.write(f"{' & '.join(cells)} \\\\\n")
    stream.write("\\end{longtable}\n")


def _cells(rows: Iterable[Row], names: Sequence[str]) -> Iterator[list[str]]:
    for row in rows:
        yield _formula_cells(row) if isinstance(row, Formula) else [_plain(row.get(name)) for name in names]


def _formula_cells(found: Formula) -> list[str]:
    if found.is_signed:
        fraction = displayed(found.signed_tree)
        value = displayed(expression(found.own["lhs"]))
    elif found.a:
        fraction, value = _fraction(found.pcf.a, found.pcf.b), _value(found)
    else:
        fraction, value = escape(_in_words(found)), _value(found)
    delta = found.delta
    return [fraction, value, "" if delta is None else f"${delta:.4f}$", escape(found.evidence or "")]


def _in_words(found: Formula) -> str:
    """A formula that is no fraction; of one that has lost its coefficients only the kind is left."""
    own = found.own
    if "direction" in own:
        start, along = (", ".join(map(str, own[name])) for name in ("start", "direction"))
        return f"{own['field']}, ({start}) + n({along})"
    return "; ".join(own.get("coefficients", ())) or found.kind


def _fraction(a: Polynomial, b: Polynomial) -> str:
    """The fraction unrolled where it fits, else its polynomials, whose line can be broken."""
    if notation.width(a, b, LEVELS) <= WIDTH:
        return displayed(notation.continued_fraction(a, b))
    return f"${latex(notation.pair(a, b))}$"


def _value(found: Formula) -> str:
    if found.tree is not None:
        return displayed(found.tree)
    if found.limit is None:
        return escape(found.status)
    return f"${found.limit}$" if len(found.limit) <= SHOWN_DIGITS else f"${found.limit[:SHOWN_DIGITS]}\\ldots$"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return escape(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else as_text(value))
