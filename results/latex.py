"""Formulas in LaTeX: a displayed continued fraction, and a booktabs longtable of rows.

The table is a fragment for \\input; its first line names the packages it needs (booktabs, longtable, amsmath).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TextIO

from analysis.formulas.polynomials import parse_polynomial
from results.notation import formulas as notation
from results.notation.formulas import LEVELS
from results.notation.latex import escape, latex

SHOWN_DIGITS = 20  # of a limit that has no name

Row = Mapping[str, Any]


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


def longtable(rows: Iterable[Row], stream: TextIO, title: str | None = None) -> None:
    """Write rows as one longtable: formulas with their fraction and value, other rows with their own columns."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    formulas = first.get("kind") in ("pcf", "esma")
    names = ["Continued fraction", "Value", r"$\delta$", "Evidence"] if formulas else [escape(name) for name in first]
    stream.write("% needs \\usepackage{amsmath, booktabs, longtable}\n")
    stream.write(f"\\begin{{longtable}}{{{'l' * len(names)}}}\n")
    if title:
        stream.write(f"\\caption{{{escape(title)}}}\\\\\n")
    stream.write(f"\\toprule\n{' & '.join(names)} \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n")
    for cells in _cells(chain([first], rows), list(first), formulas):
        stream.write(f"{' & '.join(cells)} \\\\\n")
    stream.write("\\end{longtable}\n")


def _cells(rows: Iterable[Row], names: Sequence[str], formulas: bool) -> Iterator[list[str]]:
    for row in rows:
        yield _formula_cells(row) if formulas else [_plain(row.get(name)) for name in names]


def _formula_cells(row: Row) -> list[str]:
    if row["kind"] == "esma":
        fraction = signed_fraction(row["terms"], row["signs"])
        value = _math(row["latex"]) if row.get("latex") else escape(row["lhs"])
    else:
        fraction, value = continued_fraction(row["a"], row["b"]), _value(row)
    delta = row.get("delta")
    return [_math(fraction), value, "" if delta is None else f"${delta:.4f}$", escape(row.get("evidence") or "")]


def _value(row: Row) -> str:
    for named in (row["identity"], row["closed_form"]):
        if named and named.get("latex"):
            return _math(named["latex"])
    if row["limit"] is None:
        return escape(row["status"])
    limit = str(row["limit"])
    return f"${limit}$" if len(limit) <= SHOWN_DIGITS else f"${limit[:SHOWN_DIGITS]}\\ldots$"


def _math(latex: str) -> str:
    return rf"$\displaystyle {latex}$"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return escape(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value)
