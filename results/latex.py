"""Formulas in LaTeX: a displayed continued fraction, and a booktabs longtable of rows.

The table is a fragment for \\input; its first line names the packages it needs. Values are written anew from their
expressions: LaTeX that a store holds, perhaps from a user's file of constants, is not passed on.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, TextIO

from analysis.exact.polynomials import parse_polynomial
from analysis.notation import formulas as notation
from analysis.notation.expressions import expression
from analysis.notation.formulas import LEVELS
from analysis.notation.latex import escape, latex
from results.formats import Row
from results.rows import as_text, is_formula

SHOWN_DIGITS = 20  # of a limit that has no name
WIDTH = 26  # characters of an unrolled fraction that fit its column; a wider one is given by its polynomials
_COLUMNS = "".join(rf">{{\raggedright\arraybackslash}}p{{{share}\linewidth}}" for share in (0.44, 0.26)) + "rl"


def continued_fraction(a: str, b: str, levels: int = LEVELS) -> str:
    r"""The fraction of a PCF, in LaTeX for math mode: its first levels, dots, and the general step.

    >>> print(continued_fraction("2*n + 1", "n**2", levels=1))
    1 + \cfrac{1}{3 + \ddots + \cfrac{n^{2}}{2 n + 1 + \ddots}}
    """
    return latex(notation.continued_fraction(parse_polynomial(a), parse_polynomial(b), levels))


def signed_fraction(terms: Sequence[Any], signs: Sequence[int], levels: int = LEVELS) -> str:
    r"""A signed continued fraction a₀ + s₁/(a₁ + s₂/(…)), in LaTeX for math mode; `signs` is one period.

    >>> print(signed_fraction([1, 2, 3], [-1, 1], levels=2))
    1 - \cfrac{1}{2 + \cfrac{1}{3 + \ddots}}
    """
    integers = [int(term) for term in terms]
    return latex(notation.signed_fraction(integers, [int(sign) for sign in signs], levels))


def write_longtable(rows: Iterable[Row], stream: TextIO, title: str | None, width: int | None) -> None:
    """Write rows as one longtable: formulas with their fraction and value, other rows with their own columns."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    formulas = is_formula(first)
    names = ["Continued fraction", "Value", r"$\delta$", "Evidence"] if formulas else [escape(name) for name in first]
    stream.write("% needs \\usepackage[T1]{fontenc} \\usepackage{amsmath, array, booktabs, longtable}\n")
    stream.write(f"\\begin{{longtable}}{{{_COLUMNS if formulas else 'l' * len(names)}}}\n")
    head = f"\\toprule\n{' & '.join(names)} \\\\\n\\midrule\n"
    caption = f"\\caption{{{escape(title)}}}\\\\\n" if title else ""
    stream.write(f"{caption}{head}\\endfirsthead\n{head}\\endhead\n\\bottomrule\n\\endfoot\n")
    for cells in _cells(chain([first], rows), list(first), formulas):
        stream.write(f"{' & '.join(cells)} \\\\\n")
    stream.write("\\end{longtable}\n")


def _cells(rows: Iterable[Row], names: Sequence[str], formulas: bool) -> Iterator[list[str]]:
    for row in rows:
        yield _formula_cells(row) if formulas else [_plain(row.get(name)) for name in names]


def _formula_cells(row: Row) -> list[str]:
    if row["kind"] == "esma":
        fraction, value = _math(signed_fraction(row["terms"], row["signs"])), _math(latex(expression(row["lhs"])))
    elif "a" in row:
        fraction, value = _fraction(row["a"], row["b"]), _value(row)
    else:
        fraction, value = escape(_in_words(row)), _value(row)
    delta = row.get("delta")
    return [fraction, value, "" if delta is None else f"${delta:.4f}$", escape(row.get("evidence") or "")]


def _in_words(row: Row) -> str:
    """A formula that is no fraction; of one that has lost its coefficients only the kind is left."""
    if {"field", "start", "direction"} <= row.keys():
        start, along = (", ".join(map(str, row[name])) for name in ("start", "direction"))
        return f"{row['field']}, ({start}) + n({along})"
    return "; ".join(row.get("coefficients", ())) or str(row["kind"])


def _fraction(a: str, b: str) -> str:
    """The fraction unrolled where it fits, else its polynomials, whose line can be broken."""
    polynomials = parse_polynomial(a), parse_polynomial(b)
    if notation.width(*polynomials, LEVELS) <= WIDTH:
        return _math(latex(notation.continued_fraction(*polynomials)))
    return f"${latex(notation.pair(*polynomials))}$"


def _value(row: Row) -> str:
    for named in (row["identity"], row["closed_form"]):
        if named and named.get("expression"):
            return _math(latex(expression(named["expression"])))
    if row["limit"] is None:
        return escape(row["status"])
    limit = str(row["limit"])
    return f"${limit}$" if len(limit) <= SHOWN_DIGITS else f"${limit[:SHOWN_DIGITS]}\\ldots$"


def _math(latex: str) -> str:
    return rf"$\displaystyle {latex}$"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return escape(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else as_text(value))
