"""Trees as MathML Core, which browsers show without any script. Text is escaped here and nowhere else."""

from html import escape
from itertools import pairwise

from analysis.notation.tree import (
    Fence,
    Index,
    Matrix,
    Number,
    Operator,
    Power,
    Quotient,
    Root,
    Row,
    Symbol,
    Tree,
    Word,
)

_SIGNS = frozenset("…⋱!")  # symbols that are signs and no letters

# First and last in a row of their own they are prefix and postfix, which have no space around them.
_OPEN, _CLOSE = (f"<mo>{sign}</mo>" for sign in "()")
_SMALL_OPEN, _SMALL_CLOSE = (f'<mo stretchy="false">{sign}</mo>' for sign in "()")
_THIN_SPACE = '<mspace width="0.17em"/>'  # between a factor and the name of a function, as LaTeX sets it


def mathml(tree: Tree, *, display: bool = False) -> str:
    """The <math> element of a tree, on a line of its own with `display`.

    >>> mathml(Quotient(Number("4"), Symbol("π")))
    '<math><mfrac><mn>4</mn><mi>π</mi></mfrac></math>'
    """
    opening = '<math display="block">' if display else "<math>"
    return f"{opening}{_inner(tree)}</math>"


def _inner(tree: Tree) -> str:
    match tree:
        case Number(text):
            return f"<mn>{escape(text)}</mn>"
        case Symbol(text):
            tag = "mo" if text in _SIGNS else "mi"
            return f"<{tag}>{escape(text)}</{tag}>"
        case Word(text):
            upright = ' mathvariant="normal"' if len(text) == 1 else ""
            return f"<mi{upright}>{escape(text)}</mi>"
        case Operator(text, prefix):
            return f'<mo form="prefix">{escape(text)}</mo>' if prefix else f"<mo>{escape(text)}</mo>"
        case Row(items):
            return "".join(_spaced(before, item) for before, item in pairwise((None, *items)) if item is not None)
        case Quotient(top, bottom, continued):
            fraction = f"<mfrac>{_one(top)}{_one(bottom)}</mfrac>"
            return f'<mstyle displaystyle="true">{fraction}</mstyle>' if continued else fraction
        case Power(Index(Symbol("∑"), below), above):
            return f"<munderover><mo>∑</mo>{_one(below)}{_one(above)}</munderover>"
        case Power(base, exponent):
            return f"<msup>{_one(base)}{_one(exponent)}</msup>"
        case Index(base, index):
            return f"<msub>{_one(base)}{_one(index)}</msub>"
        case Root(body, degree):
            return f"<msqrt>{_inner(body)}</msqrt>" if degree is None else f"<mroot>{_one(body)}{_one(degree)}</mroot>"
        case Fence(body):
            inside = _inner(body)
            grows = "<mfrac>" in inside or "<msqrt>" in inside or "<mtable>" in inside
            opening, closing = (_OPEN, _CLOSE) if grows else (_SMALL_OPEN, _SMALL_CLOSE)
            return f"<mrow>{opening}{inside}{closing}</mrow>"
        case Matrix(rows):
            return f"<mrow>{_OPEN}<mtable>{''.join(map(_matrix_row, rows))}</mtable>{_CLOSE}</mrow>"


def _spaced(before: Tree | None, item: Tree) -> str:
    apart = isinstance(item, Word) and before is not None and not isinstance(before, Operator)
    return (_THIN_SPACE if apart else "") + _inner(item)


def _one(tree: Tree) -> str:
    """The tree as exactly one element."""
    return f"<mrow>{_inner(tree)}</mrow>" if isinstance(tree, Row) else _inner(tree)


def _matrix_row(entries: tuple[Tree, ...]) -> str:
    return f"<mtr>{''.join(f'<mtd>{_inner(entry)}</mtd>' for entry in entries)}</mtr>"
