"""Trees as one line of text for terminals: 4/π, √e − 1, I₀(1)/I₁(1), n², ₂F₁(1, 1/2; 3/2; −1).

Digits are raised and lowered where Unicode has signs for that; what it has no signs for is written with ^ and _.
"""

from analysis.notation.slashes import compound
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

_RAISED = dict(zip("0123456789+−-()nk", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿᵏ", strict=True))
_LOWERED = dict(zip("0123456789+−-()n/", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₙ⁄", strict=True))
_DEGREES = {"2": "√", "3": "∛", "4": "∜"}
_TIGHT = {",": ", ", ";": "; ", "/": "/", "·": "·"}


def unicode(tree: Tree) -> str:
    """The line of a tree.

    >>> from analysis.notation.expressions import expression
    >>> [unicode(expression(text)) for text in ("4/pi", "(-1 + E**Rational(1, 2))/3", "zeta(3)**2", "2*n**10 - n")]
    ['4/π', '(√e − 1)/3', 'ζ(3)²', '2n¹⁰ − n']
    >>> unicode(expression("1/(pi**2*(4 + E))")), unicode(expression("1/zeta(3)"))
    ('1/(π²(e + 4))', '1/ζ(3)')
    >>> unicode(expression("besseli(Rational(-1, 4), 2)"))
    'I₋₁⁄₄(2)'
    """
    match tree:
        case Number(text) | Symbol(text) | Word(text):
            return text
        case Operator(text, prefix):
            return text if prefix else _TIGHT.get(text, f" {text} ")
        case Row(items):
            return _row(items)
        case Quotient(top, bottom):
            return f"{_grouped(top, product=True)}/{_grouped(bottom)}"
        case Power(base, exponent):
            return _base(base) + _small(exponent, _RAISED, "^")
        case Index(base, index):
            return _base(base) + _small(index, _LOWERED, "_")
        case Root(body, degree):
            shown = "2" if degree is None else unicode(degree)
            head = _DEGREES.get(shown) or f"{''.join(_RAISED.get(c, c) for c in shown)}√"
            return head + _grouped(body)
        case Fence(body):
            return f"({unicode(body)})"
        case Matrix(rows):
            return "[" + "; ".join(", ".join(map(unicode, line)) for line in rows) + "]"


def _row(items: tuple[Tree, ...]) -> str:
    text = ""
    for before, item, after in zip((None, *items), items, (*items[1:], None), strict=False):
        if text and _parted(before, item):
            text += " "
        alone = all(side is None or isinstance(side, Operator) for side in (before, after))
        text += unicode(item) if alone or not isinstance(item, Quotient) else f"({unicode(item)})"
    return text


def _parted(before: Tree | None, item: Tree) -> bool:
    """Whether two factors side by side need a space to be read as two: words, and roots after letters."""
    if isinstance(before, Operator) or isinstance(item, Operator | Fence) or before is None:
        return False
    if isinstance(item, Power) and isinstance(item.base, Fence):
        return False
    if (isinstance(item, Symbol) and item.text in "!…⋱") or (isinstance(item, Power) and item.base == Symbol("!")):
        return False
    if isinstance(before, Index) and before.base == Row(()):  # the 2 of ₂F₁ belongs to what follows
        return False
    if isinstance(item, Index) and item.base == Row(()):
        return True  # 6 ₂F₁ is not 6₂ F₁
    return not (isinstance(before, Number) and isinstance(item, Symbol | Power | Root | Index))


def _small(tree: Tree, signs: dict[str, str], mark: str) -> str:
    text = unicode(tree).replace(" ", "")
    if text and all(character in signs for character in text):
        return "".join(signs[character] for character in text)
    return f"{mark}{text}" if len(text) == 1 or isinstance(tree, Word) else f"{mark}({unicode(tree)})"


def _base(tree: Tree) -> str:
    single = isinstance(tree, Number | Symbol | Word | Fence | Index) or tree == Row(())
    return unicode(tree) if single else f"({unicode(tree)})"


def _grouped(tree: Tree, *, product: bool = False) -> str:
    """In parentheses where a fraction bar, or the root over it, held it together."""
    return f"({unicode(tree)})" if compound(tree, product=product) else unicode(tree)
