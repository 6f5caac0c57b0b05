"""Sums and products of trees as a mathematician writes them.

Numbers come first, then roots, in lowest terms and with no root of a number below that a number above takes away; roots
are one root: √(π/2) for √2 √π/2. ζ(2), ζ(4), … beside another constant are powers of π: 6ζ(3)/π² for ζ(3)/ζ(2).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from analysis.notation.tree import (
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Fence,
    Number,
    Operator,
    Power,
    Quotient,
    Root,
    Row,
    Symbol,
    Tree,
    row,
)  # fmt: skip

SUM, PRODUCT, APPLIED, ATOM = 1, 2, 3, 4  # how tightly a tree binds
_PI = Symbol("π")
_POSITIVE = "πeφϖG"
_EVEN = {"2": 6, "4": 90, "6": 945, "8": 9450, "10": 93555}  # πˢ/ζ(s) where people know it

Sides = tuple[int, list["Piece"], int, list["Piece"]]  # the number and the factors above, and those below


@dataclass(frozen=True, slots=True)
class Piece:
    """A tree and how tightly it binds."""

    tree: Tree
    level: int
    negative: bool = False  # begins with a minus sign, which `tree` does not hold
    terms: tuple[tuple[int, "Piece"], ...] = ()  # of a sum, with their signs

    @property
    def factors(self) -> tuple[Tree, ...]:
        """What it is the product of; itself where it is none."""
        return self.tree.items if isinstance(self.tree, Row) and self.level == PRODUCT else (self.tree,)

    def whole(self) -> Tree:
        if self.negative and self.terms:
            return sum_of([(-sign, term) for sign, term in self.terms]).whole()
        return row(NEGATIVE, unsigned(self)) if self.negative else self.tree

    def at(self, level: int) -> Tree:
        """In parentheses when it binds less tightly than `level`."""
        return self.tree if self.level >= level and not self.negative else Fence(self.whole())


def sum_of(terms: Sequence[tuple[int, Piece]]) -> Piece:
    """Terms with their signs; the first positive one comes first, a number after what is no fraction."""
    terms = [term for term in terms if term[1].tree != Number("0")] or terms[:1]
    signed = [(sign * (-1 if piece.negative else 1), piece) for sign, piece in terms]
    positive = [i for i, (sign, _) in enumerate(signed) if sign > 0]
    leading = [i for i in positive if not isinstance(signed[i][1].tree, Number | Quotient)]
    first = next(iter(leading if isinstance(signed[0][1].tree, Number) and leading else positive), 0)
    signed.insert(0, signed.pop(first))
    (sign, piece), *rest = signed
    if not rest:
        return Piece(piece.tree, piece.level, sign < 0, piece.terms)
    trees: list[Tree] = [*([NEGATIVE] if sign < 0 else []), unsigned(piece)]
    for sign, piece in rest:
        trees += [MINUS if sign < 0 else PLUS, unsigned(piece) if sign < 0 else piece.tree]
    return Piece(row(*trees), SUM, terms=tuple(terms))


def unsigned(piece: Piece) -> Tree:
    """Without its sign, in parentheses where it is a sum."""
    return piece.tree if piece.level > SUM else Fence(piece.tree)


def number(value: int) -> Piece:
    """An integer from 0 on."""
    return Piece(Number(str(value)), ATOM)


def product_of(factors: Sequence[tuple[int, Piece]]) -> Piece:
    """The product of factors with their exponents, 1 or −1."""
    negative = sum(piece.negative for _, piece in factors) % 2 == 1
    above: list[Piece] = []
    below: list[Piece] = []
    for exponent, piece in factors:
        over, under = (above, below) if exponent > 0 else (below, above)
        if isinstance(piece.tree, Quotient):  # a (b/c) = a b/c, and a/(b/c) = a c/b
            over.append(part(piece.tree.top))
            under.append(part(piece.tree.bottom))
        else:
            over.append(piece)
    above, below = _reduced(above, below)
    top = _side_by_side(above)
    if not below:
        factors_left = [piece for piece in above if piece.tree != Number("1")]
        return Piece(top, factors_left[0].level if len(factors_left) == 1 else PRODUCT, negative)
    return Piece(Quotient(top, _side_by_side(below)), PRODUCT, negative)


def _reduced(above: list[Piece], below: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Both sides of a fraction with their integers multiplied and in lowest terms: 2·2√2/4 is √2, and 2/√2."""
    (top, over), (bottom, under) = coefficient(above), coefficient(below)
    if len(over) + len(under) > 1:
        top, over, bottom, under = _circular(top, over, bottom, under)
    divisor = gcd(top, bottom) or 1
    top, over, bottom, under = _rooted(top // divisor, over, bottom // divisor, under)
    first = [number(top)] if top != 1 or not over else []
    return first + over, ([number(bottom)] if bottom != 1 else []) + under


def _circular(top: int, over: list[Piece], bottom: int, under: list[Piece]) -> Sides:
    """ζ(2), ζ(4), … as multiples of powers of π, which are one power then."""
    value, exponent = Fraction(top, bottom), 0
    sides: list[list[Piece]] = []
    for sign, pieces in ((1, over), (-1, under)):
        zetas = {i: found for i, piece in enumerate(pieces) if (found := _even_zeta(piece.tree))}
        for order, power in zetas.values():
            value *= Fraction(_EVEN[order]) ** (-sign * power)
            exponent += sign * int(order) * power
        sides.append([piece for i, piece in enumerate(pieces) if i not in zetas])
    if not exponent:
        return top, over, bottom, under
    for i, sign in enumerate((1, -1)):
        powers, sides[i] = _taken(sides[i], lambda factor: _power_of_pi(factor) > 0)
        exponent += sign * sum(map(_power_of_pi, powers))
    if exponent:
        raised = _PI if abs(exponent) == 1 else Power(_PI, Number(str(abs(exponent))))
        sides[exponent < 0].insert(0, Piece(raised, PRODUCT))
    return value.numerator, sides[0], value.denominator, sides[1]


def _even_zeta(tree: Tree) -> tuple[str, int] | None:
    """s, m of ζ(s)ᵐ with s even."""
    match tree:
        case Row((Symbol("ζ"), Fence(Number(s)))) if s in _EVEN:
            return s, 1
        case Row((Symbol("ζ"), Power(Fence(Number(s)), Number(m)))) if s in _EVEN and m.isdigit():
            return s, int(m)
    return None


def _power_of_pi(tree: Tree) -> int:
    match tree:
        case Symbol("π"):
            return 1
        case Power(Symbol("π"), Number(m)) if m.isdigit():
            return int(m)
    return 0


def _rooted(top: int, over: list[Piece], bottom: int, under: list[Piece]) -> Sides:
    """With one root of the numbers and constants under roots, which is above where that leaves no number below."""
    (up, over), (down, under) = _taken(over, _is_positive_root), _taken(under, _is_positive_root)
    (m, above), (n, below) = _radicands(up, down)
    if n > 1 and top % n == 0 and not above:  # 2/√2 = √2; but 2√(π/2), as beside 3√(π/2)
        top, m, n = top // n, m * n, 1
    if above or below:
        if bottom > 1 and m % bottom == 0:  # √2/2 = 1/√2
            m, n, bottom = m // bottom, n * bottom, 1
        inner = product_of([(1, number(m)), (-1, number(n)), *((1, x) for x in above), *((-1, x) for x in below)])
        if not above and m == 1:
            under = [Piece(Root(inner.tree.bottom), ATOM), *under] if isinstance(inner.tree, Quotient) else under
        else:
            over = [Piece(Root(inner.tree), ATOM), *over]
    else:
        over = ([Piece(Root(Number(str(m))), ATOM)] if m > 1 else []) + over
        under = ([Piece(Root(Number(str(n))), ATOM)] if n > 1 else []) + under
    return top, over, bottom, under


def _radicands(up: Sequence[Tree], down: Sequence[Tree]) -> tuple[tuple[int, list[Piece]], tuple[int, list[Piece]]]:
    """What stands under roots above and below, as a number and letters, in lowest terms."""
    above: list[Piece] = []
    below: list[Piece] = []
    for sides, roots in (((above, below), up), ((below, above), down)):
        for root in roots:
            for side, factors in zip(sides, _halves(root), strict=True):
                side += [Piece(factor, ATOM) for factor in factors]
    (m, letters), (n, others) = coefficient(above), coefficient(below)
    for piece in [piece for piece in letters if piece in others]:
        letters.remove(piece)
        others.remove(piece)
    divisor = gcd(m, n)
    return (m // divisor, letters), (n // divisor, others)


def _halves(tree: Tree) -> list[tuple[Tree, ...]]:
    """The factors above and below under a square root; none for anything else."""
    if not isinstance(tree, Root) or tree.degree is not None:
        return []
    halves = (tree.body.top, tree.body.bottom) if isinstance(tree.body, Quotient) else (tree.body, Number("1"))
    return [half.items if isinstance(half, Row) else (half,) for half in halves]


def _is_positive_root(tree: Tree) -> bool:
    """A square root of numbers and constants above 0."""
    factors = [factor for half in _halves(tree) for factor in half]
    return bool(factors) and all(
        isinstance(x, Number | Symbol) and (x.text.isdigit() or x.text in _POSITIVE) for x in factors
    )


def _taken(pieces: list[Piece], wanted: Callable[[Tree], bool]) -> tuple[list[Tree], list[Piece]]:
    """The factors asked for, and the pieces that the others make."""
    taken: list[Tree] = []
    left: list[Piece] = []
    for piece in pieces:
        factors = [factor for factor in piece.factors if factor != TIMES]
        rest = [factor for factor in factors if not wanted(factor)]
        taken += [factor for factor in factors if wanted(factor)]
        if len(rest) == len(factors):
            left.append(piece)
        elif rest:
            left.append(_factors_of([Piece(one, PRODUCT) for one in rest]))
    return taken, left


def _factors_of(factors: Sequence[Piece]) -> Piece:
    tree = _side_by_side(factors)
    return Piece(tree.body, SUM) if isinstance(tree, Fence) else Piece(tree, PRODUCT)


def coefficient(pieces: list[Piece]) -> tuple[int, list[Piece]]:
    """The product of the integers among factors, also of those that begin one, and the other factors."""
    product, others = 1, []
    for piece in pieces:
        head, *rest = piece.factors
        if isinstance(head, Number) and head.text.isdigit() and not (rest and rest[0] == TIMES):
            product *= int(head.text)
            others += [Piece(row(*rest), PRODUCT)] if rest else []
        else:
            others.append(piece)
    return product, others


def part(tree: Tree) -> Piece:
    """The top or bottom of a fraction as a factor."""
    is_sum = isinstance(tree, Row) and any(isinstance(item, Operator) and item != TIMES for item in tree.items)
    return Piece(tree, SUM if is_sum else PRODUCT)


def _side_by_side(pieces: Sequence[Piece]) -> Tree:
    pieces = [piece for piece in pieces if piece.tree != Number("1")] or pieces[:1]
    pieces = sorted(pieces, key=_place)
    if len(pieces) == 1:
        return pieces[0].tree
    trees: list[Tree] = []
    for piece in pieces:
        shown = piece.tree if piece.level >= PRODUCT else Fence(piece.tree)
        if trees and _begins_with_digit(shown):
            trees.append(TIMES)
        trees.append(shown)
    return row(*trees)


def _place(piece: Piece) -> int:
    """Of a factor: numbers come first, then roots of numbers and constants."""
    return 0 if isinstance(piece.tree, Number) else 1 if _is_positive_root(piece.tree) else 2


def _begins_with_digit(tree: Tree) -> bool:
    first = tree.items[0] if hasattr(tree, "items") else tree
    if isinstance(first, Power):
        first = first.base
    return isinstance(first, Number | Quotient)
