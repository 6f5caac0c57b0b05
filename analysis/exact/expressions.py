"""Arithmetic expressions: text → tree → whatever an algebra makes of it.

User text is parsed by a grammar (lark, LALR) and never evaluated. The tree is small and frozen; polynomials,
templates and constants each fold it with their own `Algebra`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, VisitError

from analysis.errors import InputError, echo
from analysis.exact.typography import plain_text

MAX_TEXT = 200_000  # characters: a degree-64 polynomial with 1,000-digit coefficients has 65,000
MAX_DEPTH = 100  # nested parentheses, signs and powers; folding recurses, so this bounds the stack
MAX_INTEGER_DIGITS = 1_000  # far beyond any formula in the literature, far below what would stall exact arithmetic

T = TypeVar("T")


@dataclass(frozen=True)
class Integer:
    """A non-negative integer literal."""

    value: int
    depth: int = 1


@dataclass(frozen=True)
class Name:
    """A variable, a parameter or the name of a constant."""

    text: str
    depth: int = 1


@dataclass(frozen=True)
class Sum:
    """Signed terms: `terms` holds (+1 or −1, tree)."""

    terms: tuple[tuple[int, "Tree"], ...]
    depth: int


@dataclass(frozen=True)
class Product:
    """Factors with exponent +1 (times) or −1 (divided by), from left to right."""

    factors: tuple[tuple[int, "Tree"], ...]
    depth: int


@dataclass(frozen=True)
class Power:
    """base ^ exponent."""

    base: "Tree"
    exponent: "Tree"
    depth: int


@dataclass(frozen=True)
class Call:
    """A named function of one or more arguments."""

    function: str
    arguments: tuple["Tree", ...]
    depth: int


Tree = Integer | Name | Sum | Product | Power | Call


class Algebra(Protocol[T]):
    """What a tree's nodes mean; `fold` works from the leaves up."""

    def integer(self, value: int) -> T: ...
    def name(self, text: str) -> T: ...
    def call(self, function: str, arguments: Sequence[T]) -> T: ...
    def add(self, left: T, right: T) -> T: ...
    def negate(self, value: T) -> T: ...
    def multiply(self, left: T, right: T) -> T: ...
    def divide(self, left: T, right: T) -> T: ...
    def power(self, base: T, exponent: T) -> T: ...


def parse_expression(text: str) -> Tree:
    """The tree of an arithmetic expression.

    Accepts + − * / ^ ** and parentheses, juxtaposition (`34n^3`, `2n(n+1)`), names and function calls.
    Raises InputError with the position of the first thing that does not fit.

    >>> parse_expression("2n").factors
    ((1, Integer(value=2, depth=1)), (1, Name(text='n', depth=1)))
    >>> parse_expression("2n(")
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: expression '2n(' ends too early; allowed: integers, names, + - * / ^ and parentheses
    """
    if len(text) > MAX_TEXT:
        raise InputError(f"expression {echo(text)}", f"at most {MAX_TEXT:,} characters")
    if not text.strip():
        raise InputError("an empty expression", _ALLOWED)
    try:
        tree = _parser().parse(plain_text(text))
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from None
    except VisitError as error:
        if isinstance(error.orig_exc, InputError):
            raise error.orig_exc from None
        raise
    return cast(Tree, tree)


def fold(tree: Tree, algebra: Algebra[T]) -> T:
    """The value of a tree in an algebra."""
    match tree:
        case Integer(value):
            return algebra.integer(value)
        case Name(text):
            return algebra.name(text)
        case Sum(terms):
            return _fold_sum(terms, algebra)
        case Product(factors):
            return _fold_product(factors, algebra)
        case Power(base, exponent):
            return algebra.power(fold(base, algebra), fold(exponent, algebra))
        case Call(function, arguments):
            return algebra.call(function, [fold(argument, algebra) for argument in arguments])


def _fold_sum(terms: tuple[tuple[int, Tree], ...], algebra: Algebra[T]) -> T:
    total: T | None = None
    for sign, term in terms:
        value = fold(term, algebra)
        signed = algebra.negate(value) if sign < 0 else value
        total = signed if total is None else algebra.add(total, signed)
    assert total is not None
    return total


def _fold_product(factors: tuple[tuple[int, Tree], ...], algebra: Algebra[T]) -> T:
    (_, first), *rest = factors
    result = fold(first, algebra)
    for exponent, factor in rest:
        combine = algebra.multiply if exponent > 0 else algebra.divide
        result = combine(result, fold(factor, algebra))
    return result


_ALLOWED = "integers, names, + - * / ^ and parentheses"


def _syntax_error(text: str, error: UnexpectedInput) -> InputError:
    ends = isinstance(error, UnexpectedEOF) or getattr(getattr(error, "token", None), "type", "") == "$END"
    if ends:
        return InputError(f"expression {echo(text)} ends too early", _ALLOWED)
    found = error.char if isinstance(error, UnexpectedCharacters) else getattr(error, "token", "?")
    place = f"{echo(found)} at character {error.column}"
    return InputError(f"expression {echo(text)} has {place}", _ALLOWED)


@cache
def _parser() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", transformer=_TreeBuilder())


def _checked_depth(*children: Tree) -> int:
    depth = 1 + max(child.depth for child in children)
    if depth > MAX_DEPTH:
        raise InputError("an expression nested too deeply", f"at most {MAX_DEPTH} levels", "expand it first")
    return depth


class _TreeBuilder(Transformer[Token, Any]):
    """Builds the tree while lark reduces, so that no recursion happens before the depth is checked."""

    def integer(self, children: list[Token]) -> Integer:
        (token,) = children
        if len(token) > MAX_INTEGER_DIGITS:
            raise InputError(f"an integer of {len(token):,} digits", f"at most {MAX_INTEGER_DIGITS:,} digits")
        return Integer(int(token))

    def name(self, children: list[Token]) -> Name:
        return Name(str(children[0]))

    def group(self, children: list[Tree]) -> Tree:
        return children[0]

    def positive(self, children: list[Any]) -> Tree:
        return cast(Tree, children[1])

    def negative(self, children: list[Any]) -> Tree:
        return Sum(((-1, children[1]),), _checked_depth(children[1]))

    def call(self, children: list[Any]) -> Call:
        function, *arguments = children
        return Call(str(function), tuple(arguments), _checked_depth(*arguments))

    def power(self, children: list[Tree]) -> Tree:
        if len(children) == 1:
            return children[0]
        base, exponent = children
        return Power(base, exponent, _checked_depth(base, exponent))

    def product(self, children: list[Any]) -> Tree:
        signed = _with_signs(children, {"STAR": 1, "SLASH": -1})
        if len(signed) == 1:
            return signed[0][1]
        return Product(signed, _checked_depth(*(factor for _, factor in signed)))

    def sum(self, children: list[Any]) -> Tree:
        signed = _with_signs(children, {"PLUS": 1, "MINUS": -1})
        if len(signed) == 1:
            return signed[0][1]
        return Sum(signed, _checked_depth(*(term for _, term in signed)))


def _with_signs(children: list[Any], signs: dict[str, int]) -> tuple[tuple[int, Tree], ...]:
    """Pairs each operand with the operator before it; juxtaposed operands have none and count as +1."""
    pairs: list[tuple[int, Tree]] = []
    sign = 1
    for child in children:
        if isinstance(child, Token):
            sign = signs[child.type]
        else:
            pairs.append((sign, child))
            sign = 1
    return tuple(pairs)
