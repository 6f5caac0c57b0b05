"""A formula as a tree of what is seen: symbols, rows, fractions, powers. LaTeX, MathML and Unicode print it.

Only trees made here reach a page, so no text of a user is ever taken for LaTeX or HTML: a name that is not known is a
`Word`, and both printers escape it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """Digits, with a point perhaps; a sign is an `Operator`."""

    text: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """One letter in italics, or a sign like … that stands for itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """Upright text: the name of a function or of something that has no sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A sign between two things (+, −, =, ·, ≈, comma), or before one when `prefix` is set."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side."""

    items: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class Quotient:
    """A fraction; a continued one keeps the size of its parts."""

    top: "Tree"
    bottom: "Tree"
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Power:
    """base with something raised."""

    base: "Tree"
    exponent: "Tree"


@dataclass(frozen=True, slots=True)
class Index:
    """base with something lowered."""

    base: "Tree"
    index: "Tree"


@dataclass(frozen=True, slots=True)
class Root:
    """The square root, or the root of a written degree."""

    body: "Tree"
    degree: "Tree | None" = None


@dataclass(frozen=True, slots=True)
class Fence:
    """Something in parentheses that grow with it."""

    body: "Tree"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of entries in parentheses."""

    rows: "tuple[tuple[Tree, ...], ...]"


Tree = Number | Symbol | Word | Operator | Row | Quotient | Power | Index | Root | Fence | Matrix

PLUS, MINUS, EQUALS, TIMES, COMMA = (Operator(sign) for sign in "+−=·,")
NEGATIVE = Operator("−", prefix=True)
DOTS, DIAGONAL_DOTS = Symbol("…"), Symbol("⋱")


def row(*items: Tree) -> Tree:
    """Things side by side; rows inside are opened, and a row of one thing is that thing.

    >>> row(Symbol("x"), row(PLUS, Number("1"))) == Row((Symbol("x"), PLUS, Number("1")))
    True
    """
    flat: list[Tree] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Row) else (item,))
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def integer(value: int) -> Tree:
    """An integer, its minus sign a prefix."""
    return row(NEGATIVE, Number(str(-value))) if value < 0 else Number(str(value))


def separated(items: Sequence[Tree]) -> Tree:
    """Things with commas between them."""
    parts = [part for item in items for part in (COMMA, item)][1:]
    return row(*parts)


def equation(left: Tree, right: Tree) -> Tree:
    """left = right."""
    return row(left, EQUALS, right)


def combination(p: int, x: Tree, q: int) -> Tree:
    """p x + q, x a tree that binds like a product.

    >>> combination(-1, Symbol("x"), 2) == Row((NEGATIVE, Symbol("x"), PLUS, Number("2")))
    True
    """
    size = x if abs(p) == 1 else row(Number(str(abs(p))), x)
    parts: list[Tree] = [] if p == 0 else [NEGATIVE, size] if p < 0 else [size]
    if q or not parts:
        parts += [integer(q)] if not parts else [MINUS if q < 0 else PLUS, Number(str(abs(q)))]
    return row(*parts)


def replaced(tree: Tree, leaf: Callable[[Tree], Tree]) -> Tree:
    """The tree with other things in place of its numbers, signs and words."""
    match tree:
        case Row(items):
            return Row(tuple(replaced(item, leaf) for item in items))
        case Matrix(rows):
            return Matrix(tuple(tuple(replaced(item, leaf) for item in line) for line in rows))
        case Quotient(top, bottom, continued):
            return Quotient(replaced(top, leaf), replaced(bottom, leaf), continued)
        case Power(base, exponent):
            return Power(replaced(base, leaf), replaced(exponent, leaf))
        case Index(base, index):
            return Index(replaced(base, leaf), replaced(index, leaf))
        case Root(body, degree):
            return Root(replaced(body, leaf), degree)
        case Fence(body):
            return Fence(replaced(body, leaf))
    return leaf(tree)
