"""Whether two expressions are one rational function of the same numbers: products of sums are multiplied out.

Each is a fraction of two sums of products of powers; two are equal where the crosswise products are one normal form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import factorial

from flint import fmpq

from analysis.constants.normal_form import ONE, Form, Forms
from analysis.constants.text import canonical_function, sympy_text
from analysis.exact.rationals import fraction
from analysis.reading.expressions import Tree, fold, parse_expression

MOST_POWER = 16  # of a sum that is multiplied out
MOST_TERMS = 400
_EVEN = range(0, 100, 2)  # k at which ζ is written by π


def same_number(first: str, second: str) -> bool:
    """Whether both, in our spelling or sympy's, are seen to be one number; ζ at even integers is powers of π.

    >>> same_number("zeta(2) + zeta(3)", "(pi^2 + 6*zeta(3))/6"), same_number("zeta(2)", "zeta(3)")
    (True, False)
    >>> same_number("(1+e)*pi^2/(6*(e-1))", "(pi^2*e+pi^2)/(6*e-6)"), same_number("(e^2-1)/(e-1)", "1+exp(1)")
    (True, True)
    >>> same_number("gompertz/atan(1/2)", "-E*Ei(-1)/atan(Rational(1, 2))")
    True
    """
    (a, b), (c, d) = ((one.top, one.bottom) for one in (fold(_tree(text), _Fractions()) for text in (first, second)))
    return bool(b.terms and d.terms) and _times(a, d) == _times(c, b)


def _tree(text: str) -> Tree:
    """As sympy spells it, where names such as gompertz are written out."""
    tree = parse_expression(text)
    try:
        return parse_expression(sympy_text(tree).text)
    except KeyError:  # a function that only sympy has: it is spelt so
        return tree


@dataclass(frozen=True)
class _Fraction:
    top: Form
    bottom: Form = ONE

    @property
    def form(self) -> Form:
        return Forms().divide(self.top, self.bottom)


class _Fractions:
    """Folds a tree to a fraction of sums."""

    def integer(self, value: int) -> _Fraction:
        return _Fraction(Forms().integer(value))

    def name(self, text: str) -> _Fraction:
        return _Fraction(Forms().name(text))

    def call(self, function: str, arguments: Sequence[_Fraction]) -> _Fraction:
        """ζ(k) = |B_k| (2π)^k/(2 k!) for even k."""
        if function == "Rational":
            return self.divide(*arguments)
        k = arguments[0].form.rational if canonical_function(function) == "zeta" and len(arguments) == 1 else None
        if k is None or k not in _EVEN:
            return _Fraction(Forms().call(function, [one.form for one in arguments]))
        factor = abs(fraction(fmpq.bernoulli(int(k)))) * 2 ** int(k) / (2 * factorial(int(k))) if k else Fraction(-1, 2)
        return _Fraction(Forms().power(Forms().name("pi"), Forms().integer(int(k))).scaled(factor))

    def add(self, left: _Fraction, right: _Fraction) -> _Fraction:
        if left.bottom == right.bottom:
            return _Fraction(Forms().add(left.top, right.top), left.bottom)
        tops = _times(left.top, right.bottom), _times(right.top, left.bottom)
        return _Fraction(Forms().add(*tops), _times(left.bottom, right.bottom))

    def negate(self, value: _Fraction) -> _Fraction:
        return _Fraction(Forms().negate(value.top), value.bottom)

    def multiply(self, left: _Fraction, right: _Fraction) -> _Fraction:
        return _Fraction(_times(left.top, right.top), _times(left.bottom, right.bottom))

    def divide(self, left: _Fraction, right: _Fraction) -> _Fraction:
        return self.multiply(left, _Fraction(right.bottom, right.top))

    def power(self, base: _Fraction, exponent: _Fraction) -> _Fraction:
        k = exponent.form.rational
        if k is None or k.denominator > 1 or abs(k) > MOST_POWER:
            return _Fraction(Forms().power(base.form, exponent.form))
        raised = [reduce(_times, [side] * abs(int(k)), ONE) for side in (base.top, base.bottom)]
        return _Fraction(*(raised if k >= 0 else raised[::-1]))


def _times(left: Form, right: Form) -> Form:
    """The product, multiplied out."""
    if len(left.terms) * len(right.terms) > MOST_TERMS:
        return Forms().multiply(left, right)
    products = (Forms().multiply(Form((x,)), Form((y,))) for x in left.terms for y in right.terms)
    return Form.of(term for one in products for term in one.terms)
