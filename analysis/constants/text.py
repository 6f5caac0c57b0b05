"""The expression of a constant as sympy text: a fold of its tree.

Rational numbers are kept exact while folding, so that `gamma(1/3)` becomes
`gamma(Rational(1, 3))`, which means the same number to sympy's parser and to a Python prompt.
"""

from collections.abc import Sequence
from fractions import Fraction

from analysis.constants.functions import ALIASES, FUNCTIONS, NAME_ALIASES, NAMES, RATIOS
from analysis.constants.typed_names import nearest_names
from analysis.errors import InputError
from analysis.exact.printing import ATOM, NEGATED, POWER, PRODUCT, SUM, Piece, signed_sum
from analysis.reading.expressions import Tree, fold


class _Sympy:
    """Folds a tree into pieces, keeping rational subexpressions exact."""

    def integer(self, value: int) -> Piece:
        return _rational(Fraction(value))

    def name(self, text: str) -> Piece:
        return Piece(NAMES[canonical_name(text)].sympy, ATOM)

    def call(self, function: str, arguments: Sequence[Piece]) -> Piece:
        function = canonical_function(function)
        if function in RATIOS:
            order, x = arguments
            above = self.add(order, self.integer(1))
            return self.divide(self.call(RATIOS[function], (order, x)), self.call(RATIOS[function], (above, x)))
        return Piece(FUNCTIONS[function].sympy.format(*(piece.text for piece in arguments)), ATOM)

    def add(self, left: Piece, right: Piece) -> Piece:
        if left.rational is not None and right.rational is not None:
            return _rational(left.rational + right.rational)
        return Piece(signed_sum((left.text, right.text)), SUM)

    def negate(self, value: Piece) -> Piece:
        return Piece(f"-{value.at(PRODUCT)}", NEGATED) if value.rational is None else _rational(-value.rational)

    def multiply(self, left: Piece, right: Piece) -> Piece:
        if left.rational is not None and right.rational is not None:
            return _rational(left.rational * right.rational)
        return Piece(f"{left.at(NEGATED)}*{right.at(PRODUCT)}", _level_of_product(left))

    def divide(self, left: Piece, right: Piece) -> Piece:
        if left.rational is not None and right.rational:
            return _rational(left.rational / right.rational)
        return Piece(f"{left.at(NEGATED)}/{right.at(POWER)}", _level_of_product(left))

    def power(self, base: Piece, exponent: Piece) -> Piece:
        return Piece(f"{base.at(ATOM)}**{exponent.at(ATOM)}", POWER)


def _rational(value: Fraction) -> Piece:
    if value.denominator == 1:
        return Piece(str(value), ATOM if value >= 0 else NEGATED, value)
    return Piece(f"Rational({value.numerator}, {value.denominator})", ATOM, value)


def _level_of_product(left: Piece) -> int:
    return NEGATED if left.level <= NEGATED and left.text.startswith("-") else PRODUCT


def sympy_text(tree: Tree) -> Piece:
    """The expression as sympy parses it.

    >>> from analysis.reading.expressions import parse_expression
    >>> sympy_text(parse_expression("e*gamma(1/3)^3/pi")).text
    'E*gamma(Rational(1, 3))**3/pi'
    """
    return fold(tree, _Sympy())


def canonical_name(name: str) -> str:
    """The library's own spelling of a named constant; raises InputError for a name that is none."""
    name = NAME_ALIASES.get(name, name)
    if name not in NAMES:
        allowed = f"the names {', '.join(NAMES)}, or an expression in functions"
        raise InputError(f"unknown constant {name!r}", allowed, nearest_names(name))
    return name


def canonical_function(name: str) -> str:
    """The library's own spelling of a function."""
    return ALIASES.get(name, name)
