"""Fractions within a line of text: 4/π rather than 4 over π, with the parentheses that the bar made needless."""

from analysis.notation.tree import (
    Fence,
    Index,
    Operator,
    Power,
    Quotient,
    Root,
    Row,
    Symbol,
    Tree,
    Word,
)

_NUMBERS = "πeφϖγGinkmxy"  # letters that are numbers: what follows in parentheses is a factor


def slashed(tree: Tree) -> Tree:
    """The same with all its fractions on the line.

    >>> from analysis.notation.expressions import expression
    >>> from analysis.notation.latex import latex
    >>> print(latex(slashed(expression("(1 + E)/gamma(Rational(1, 3))**2"))))
    (e + 1)/\\Gamma(1/3)^{2}
    >>> print(latex(slashed(expression("1/factorial(n)"))))
    1/n !
    """
    match tree:
        case Quotient(top, bottom):
            return Row((_held(top, product=True), Operator("/"), _held(bottom)))
        case Row(items):
            around = zip((None, *items), items, (*items[1:], None), strict=False)
            return Row(tuple(_factor(*three) for three in around))
        case Power(base, exponent):
            return Power(_held(base) if isinstance(base, Quotient) else slashed(base), slashed(exponent))
        case Index(base, index):
            return Index(slashed(base), slashed(index))
        case Root(body, degree):
            return Root(slashed(body), degree)
        case Fence(body):
            return Fence(slashed(body))
    return tree


def _held(tree: Tree, *, product: bool = False) -> Tree:
    return Fence(slashed(tree)) if compound(tree, product=product) else slashed(tree)


def _factor(before: Tree | None, item: Tree, after: Tree | None) -> Tree:
    """In parentheses where a fraction stands beside a factor."""
    alone = all(side is None or isinstance(side, Operator) for side in (before, after))
    return slashed(item) if alone or not isinstance(item, Quotient) else Fence(slashed(item))


def compound(tree: Tree, *, product: bool = False) -> bool:
    """Whether a fraction bar or a root over it held it together; product: what multiplies needs nothing."""
    if isinstance(tree, Row) and not (_is_call(tree) or _is_factorial(tree)):
        return not (product and all(not isinstance(item, Operator) or item.text == "·" for item in tree.items))
    return isinstance(tree, Quotient)


def _is_call(tree: Row) -> bool:
    """f(x), or ₚF_q(x): a head and its arguments."""
    *head, last = tree.items
    if len(head) == 2 and isinstance(head[0], Index) and head[0].base == Row(()):
        head = head[1:]
    return isinstance(_base(last), Fence) and len(head) == 1 and _is_function(head[0])


def _is_factorial(tree: Row) -> bool:
    """n! or n!²."""
    return len(tree.items) == 2 and _base(tree.items[1]) == Symbol("!")


def _base(tree: Tree) -> Tree:
    return tree.base if isinstance(tree, Power) else tree


def _is_function(tree: Tree) -> bool:
    """A name before its arguments, also raised as in sin², not a factor before a sum."""
    match tree:
        case Symbol(text):
            return text not in _NUMBERS
        case Power(base, exponent):
            return isinstance(base, Word) or isinstance(exponent, Fence)
    return isinstance(tree, Word | Index)
