"""Arithmetic expressions: text → tree → whatever an algebra makes of it.

User text is read by recursive descent and never evaluated. The tree is small and frozen; polynomials, templates and
constants each fold it with their own `Algebra`. The grammar, as mathematicians type (34n^3 + 2n(n+1), (2n-1)**2):

    sum      product {("+" | "-") product}
    product  factor {("*" | "/") factor | power that does not begin with a digit}
    factor   {"+" | "-"} power
    power    atom ["!" | "!!"] [("^" | "**") factor]
    atom     integer | name | "(" sum ")" | function "(" sum {"," sum} ")"

Where lists are asked for, an argument may be one, as sympy prints them: [a, b], (a, b), (a,), ().

A name of two or more letters right before "(" is a function; one letter with digits (n, x0) before "(" multiplies.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from analysis.errors import InputError, echo
from analysis.reading.typography import plain_text

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
class Decimal:
    """A decimal as it is written, which is printed and never reckoned with."""

    text: str
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


@dataclass(frozen=True)
class Listed:
    """A list as the argument of a function."""

    items: tuple["Tree", ...]
    depth: int


Tree = Integer | Decimal | Name | Sum | Product | Power | Call | Listed


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


def parse_expression(text: str, decimals: bool = False, *, lists: bool = False) -> Tree:
    """The tree of an arithmetic expression, which may have decimals, and lists, only where these are asked for.

    Accepts + − * / ^ ** and parentheses, juxtaposition (`34n^3`, `2n(n+1)`), names and function calls.
    Raises InputError with the position of the first thing that does not fit.

    >>> parse_expression("2n").factors
    ((1, Integer(value=2, depth=1)), (1, Name(text='n', depth=1)))
    >>> parse_expression("n!").function
    'factorial'
    >>> parse_expression("2n(")
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: expression '2n(' ends too early; allowed: integers, names, + - * / ^ and parentheses
    """
    if len(text) > MAX_TEXT:
        raise InputError(f"expression {echo(text)}", f"at most {MAX_TEXT:,} characters")
    if not text.strip():
        raise InputError("an empty expression", _ALLOWED)
    return _Reader(text, _TOKEN_OR_DECIMAL if decimals else _TOKEN, lists).tree()


def fold(tree: Tree, algebra: Algebra[T]) -> T:
    """The value of a tree in an algebra."""
    match tree:
        case Integer(value):
            return algebra.integer(value)
        case Decimal(text):
            raise InputError(f"the decimal {echo(text)}", "integers and fractions")
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
        case Listed():
            raise InputError("a list", "numbers")


def words(tree: Tree) -> frozenset[str]:
    """The names and functions in a tree.

    >>> sorted(words(parse_expression("2*pi^2*log(x + 1)")))
    ['log', 'pi', 'x']
    """
    match tree:
        case Integer() | Decimal():
            return frozenset()
        case Name(text):
            return frozenset({text})
        case Sum(parts) | Product(parts):
            return frozenset[str]().union(*(words(part) for _, part in parts))
        case Power(base, exponent):
            return words(base) | words(exponent)
        case Call(function, arguments):
            return frozenset({function}).union(*map(words, arguments))
        case Listed(items):
            return frozenset[str]().union(*map(words, items))


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
_TOKEN = re.compile(
    r"\s*(?:(?P<integer>[0-9]+)|(?P<function>[A-Za-z_][A-Za-z_][A-Za-z_0-9]*(?=\s*\())|(?P<name>[A-Za-z][A-Za-z_0-9]*)"
    r"|(?P<power>\*\*|\^)|(?P<open>\()|(?P<other>\S))"
)
_TOKEN_OR_DECIMAL = re.compile(rf"\s*(?P<decimal>[0-9]+\.[0-9]+(?:e-?[0-9]+)?)|{_TOKEN.pattern}")
_SUM_SIGNS = {"+": 1, "-": -1}
_PRODUCT_SIGNS = {"*": 1, "/": -1}
_JUXTAPOSED = ("name", "function", "open")
_CLOSING = (")", "]")
_END: tuple[str | None, str] = (None, "")


class _Reader:
    """One text, and how far it is read."""

    def __init__(self, text: str, token: re.Pattern[str], lists: bool) -> None:
        self._text, self._lists = text, lists
        self._tokens = list(token.finditer(plain_text(text)))
        self._nested = self._place = 0
        self._ahead = iter([(match.lastgroup, match[match.lastgroup or 0]) for match in self._tokens])
        self._kind, self._next = next(self._ahead, _END)  # of the next token

    def tree(self) -> Tree:
        found = self._sum()
        if self._kind is not None:
            raise self._refusal()
        return found

    def _advance(self) -> str:
        """The next token, gone past."""
        passed = self._next
        self._place += 1
        self._kind, self._next = next(self._ahead, _END)
        return passed

    def _refusal(self) -> InputError:
        if self._kind is None:
            return InputError(f"expression {echo(self._text)} ends too early", _ALLOWED)
        match = self._tokens[self._place]
        start = match.end() - len(self._next)
        place = f"{echo(self._next)} at character {start - match.string.rfind(chr(10), 0, start)}"
        return InputError(f"expression {echo(self._text)} has {place}", _ALLOWED)

    def _nest(self, deeper: int) -> None:
        self._nested += deeper
        _check_depth(self._nested)

    def _sum(self) -> Tree:
        terms = [(1, self._product())]
        while self._next in _SUM_SIGNS:
            terms.append((_SUM_SIGNS[self._advance()], self._product()))
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms), _depth(*(term for _, term in terms)))

    def _product(self) -> Tree:
        factors = [(1, self._factor())]
        while True:
            if self._next in _PRODUCT_SIGNS:
                factors.append((_PRODUCT_SIGNS[self._advance()], self._factor()))
            elif self._kind in _JUXTAPOSED:
                factors.append((1, self._power()))
            else:
                break
        return factors[0][1] if len(factors) == 1 else Product(tuple(factors), _depth(*(one for _, one in factors)))

    def _factor(self) -> Tree:
        minus = 0
        while self._next in _SUM_SIGNS:
            minus += self._advance() == "-"
        tree = self._power()
        for _ in range(minus):
            tree = Sum(((-1, tree),), _depth(tree))
        return tree

    def _power(self) -> Tree:
        base = self._with_signs(self._atom())
        if self._kind != "power":
            return base
        self._advance()
        self._nest(1)
        exponent = self._factor()
        self._nest(-1)
        return Power(base, exponent, _depth(base, exponent))

    def _with_signs(self, base: Tree) -> Tree:
        """x! and x!!."""
        if self._next != "!":
            return base
        self._advance()
        function = "factorial"
        if self._next == "!":
            self._advance()
            function = "factorial2"
        return Call(function, (base,), _depth(base))

    def _atom(self) -> Tree:
        match self._kind:
            case "integer":
                return _integer(self._advance())
            case "decimal":
                return Decimal(self._advance())
            case "name":
                return Name(self._advance())
            case "open":
                (tree,) = self._in_parentheses(most=1)
                return tree
            case "function":
                function, arguments = self._advance(), self._arguments()
                if not arguments:
                    raise InputError(f"function {echo(function)} without arguments", "one or more, separated by commas")
                return Call(function, tuple(arguments), _depth(*arguments))
        raise self._refusal()

    def _arguments(self) -> list[Tree]:
        if not self._lists:
            return self._in_parentheses()
        self._advance()
        self._nest(1)
        found = []
        while self._next not in _CLOSING:
            found.append(self._list() if self._begins_list() else self._sum())
            if self._next != ",":
                break
            self._advance()
        self._nest(-1)
        if self._next not in _CLOSING:
            raise self._refusal()
        self._advance()
        return found

    def _list(self) -> Listed:
        items = self._arguments()
        return Listed(tuple(items), 1 + max((item.depth for item in items), default=0))

    def _begins_list(self) -> bool:
        """Whether a bracket, or a parenthesis with a comma of its own or nothing in it, comes next."""
        if self._next != "(":
            return self._next == "["
        depth = 0
        for place in range(self._place, len(self._tokens)):
            text = self._tokens[place][self._tokens[place].lastgroup or 0]
            depth += (text in "([") - (text in _CLOSING)
            if depth == 0:
                return place == self._place + 1
            if depth == 1 and text == ",":
                return True
        return False

    def _in_parentheses(self, most: int = MAX_TEXT) -> list[Tree]:
        self._advance()
        self._nest(1)
        found = [self._sum()]
        while self._next == "," and len(found) < most:
            self._advance()
            found.append(self._sum())
        self._nest(-1)
        if self._next != ")":
            raise self._refusal()
        self._advance()
        return found


def _integer(digits: str) -> Integer:
    if len(digits) > MAX_INTEGER_DIGITS:
        raise InputError(f"an integer of {len(digits):,} digits", f"at most {MAX_INTEGER_DIGITS:,} digits")
    return Integer(int(digits))


def _depth(*children: Tree) -> int:
    depth = 1 + max((child.depth for child in children), default=0)
    _check_depth(depth)
    return depth


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise InputError("an expression nested too deeply", f"at most {MAX_DEPTH} levels", "expand it first")
