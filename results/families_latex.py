"""Families in LaTeX, written anew from their texts: members, steps and values of those in parameters, general members.

Each family is a line of text and a display; the first line names the package that is needed.
"""

from collections.abc import Iterable
from typing import TextIO

from analysis.notation import families as notation
from analysis.notation.expressions import expression
from analysis.notation.latex import escape, latex
from analysis.notation.tree import Tree, separated
from results.records import Family


def write_families(rows: Iterable[Family], stream: TextIO) -> int:
    """Write families as `results.clusters.stored_families` gives them; how many there were.

    >>> import sys
    >>> described = {"a": "n + k", "b": "n", "step": [["k", "0"], ["1", "1"]]}
    >>> one = Family("x", "polynomial", "e", None, "proved", None, None, described, 2, None)
    >>> write_families([one], sys.stdout)
    % needs \\usepackage{amsmath}
    <BLANKLINE>
    Family for $e$, 2 formulas, proved:
    \\begin{gather*}
    a_{k}(n) = n + k,\\, b_{k}(n) = n \\\\
    V_{k} = \\frac{k V_{k + 1}}{V_{k + 1} + 1}
    \\end{gather*}
    1
    """
    count = 0
    for one in rows:
        if not count:
            stream.write("% needs \\usepackage{amsmath}\n")
        count += 1
        known = f" for ${latex(expression(one.constant))}$" if one.constant else f" {escape(one.id)}"
        stream.write(f"\nFamily{known}, {one.formulas:,} formulas, {escape(one.evidence or 'numeric')}:\n")
        lines = [latex(tree) for tree in _trees(one)] or [rf"\text{{{escape(one.id)}}}"]
        stream.write("\\begin{gather*}\n" + " \\\\\n".join(lines) + "\n\\end{gather*}\n")
    return count


def _trees(one: Family) -> list[Tree]:
    described = one.described
    if described.keys() >= {"a", "b", "step"}:
        trees = [separated(notation.member(described)), *notation.steps(described)]
        for value in described.get("values", ()):
            closed, *where = notation.values(value)
            trees += [closed, separated(where)]
        return trees
    general = notation.general_member(described)
    return [separated(general)] if general else []
