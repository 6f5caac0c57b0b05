"""Trees of texts as sympy prints them, its hypergeometric functions as plain calls.

hyper((a, b), (c,), z)                                            →  pFq_2_1(a, b, c, z)
meijerg([[1 - a], []], [[0, 1 - b], []], z)/(gamma(a)*gamma(d))   →  tricomi_u(a, b, z), DLMF 13.16.11
"""

from fractions import Fraction
from itertools import pairwise

from analysis.errors import InputError
from analysis.reading.expressions import Call, Integer, Listed, Power, Product, Sum, Tree, parse_expression


def parse_printed(text: str, decimals: bool = False) -> Tree:
    """The tree of a text with both functions as plain calls. Raises InputError.

    >>> parse_printed("hyper((n,), (), x)") == parse_printed("pFq_1_0(n, x)")
    True
    >>> given = "meijerg([[-1/2], []], [[0, 1/2], []], 9/2)/(gamma(3/2)*gamma(2))"
    >>> parse_printed(given) == parse_printed("tricomi_u(3/2, 1/2, 9/2)")
    True
    """
    return _plain(parse_expression(text, decimals, lists=True))


def orders_of(function: str) -> tuple[int, int] | None:
    """p and q of the function's name pFq_p_q; None for another."""
    head, *orders = function.split("_")
    return (int(orders[0]), int(orders[1])) if head == "pFq" and len(orders) == 2 else None


def _plain(tree: Tree) -> Tree:
    match tree:
        case Sum(terms, depth):
            return Sum(tuple((sign, _plain(term)) for sign, term in terms), depth)
        case Product(factors, depth):
            made = tuple((exponent, _plain(factor)) for exponent, factor in _with_tricomi(factors))
            return made[0][1] if len(made) == 1 else Product(made, depth)
        case Power(base, exponent, depth):
            return Power(_plain(base), _plain(exponent), depth)
        case Call("hyper", (Listed(upper), Listed(lower), z), depth):
            return Call(f"pFq_{len(upper)}_{len(lower)}", tuple(map(_plain, (*upper, *lower, z))), depth - 1)
        case Call(function, arguments, depth):
            return Call(function, tuple(map(_plain, arguments)), depth)
        case Listed():
            raise InputError("a list as a number", "lists as arguments of hyper")
    return tree


def _with_tricomi(factors: tuple[tuple[int, Tree], ...]) -> tuple[tuple[int, Tree], ...]:
    for i, pair in enumerate(pairwise(factors)):
        match pair:
            case (
                (1, Call("meijerg", (Listed((_, Listed(()))), Listed((Listed((Integer(0), b)), Listed(()))), z))),
                (-1, Product(((1, Call("gamma", (a,))), (1, Call("gamma", _))))),
            ):
                made = Call("tricomi_u", (a, _one_less(b), z), 1 + max(a.depth, b.depth, z.depth))
                return (*factors[:i], (1, made), *_with_tricomi(factors[i + 2 :]))
    return factors


def _one_less(tree: Tree) -> Tree:
    """1 − x, added up where x is rational."""
    value = _rational(tree)
    if value is None:
        return Sum(((1, Integer(1)), (-1, tree)), 1 + tree.depth)
    return parse_expression(str(1 - value))


def _rational(tree: Tree) -> Fraction | None:
    match tree:
        case Integer(value):
            return Fraction(value)
        case Sum(((-1, size),)):
            inner = _rational(size)
            return None if inner is None else -inner
        case Product(((1, top), (-1, Integer(bottom)))) if bottom:
            over = _rational(top)
            return None if over is None else over / bottom
    return None
