"""What a constant is made of: named numbers and values of functions in its expression, algebraic numbers left out."""

from collections.abc import Sequence
from functools import lru_cache

from analysis.constants.algebraic import minimal_polynomial
from analysis.constants.text import canonical_function, canonical_name
from analysis.errors import InputError
from analysis.exact.expressions import fold, parse_expression

_ALGEBRAIC = frozenset({"sqrt", "cbrt", "root", "root_of"})

Parts = tuple[str, frozenset[str]]
"""The text of a part and the atoms in it."""


@lru_cache(maxsize=4_096)
def atoms(expression: str) -> tuple[str, ...]:
    """The atoms of an expression, in alphabetical order; none of one that cannot be read.

    >>> atoms("(pi+catalan*log(2))/sqrt(3)"), atoms("gamma(1/4)^8/pi^4"), atoms("log(1+sqrt(2))"), atoms("sqrt(2)")
    (('catalan', 'log(2)', 'pi'), ('gamma(1/4)', 'pi'), ('log(1+sqrt(2))',), ())
    """
    try:
        _, found = fold(parse_expression(expression), _Parts())
        return tuple(sorted(found - {name for name in found if minimal_polynomial(name) is not None}))
    except (InputError, RecursionError):
        return ()


class _Parts:
    """Folds a tree to its text, as short as it is unambiguous, and its atoms."""

    def integer(self, value: int) -> Parts:
        return str(value), frozenset()

    def name(self, text: str) -> Parts:
        known = canonical_name(text)
        return known, frozenset({known})

    def call(self, function: str, arguments: Sequence[Parts]) -> Parts:
        name = canonical_function(function)
        text = f"{name}({','.join(text for text, _ in arguments)})"
        inner = frozenset[str]().union(*(found for _, found in arguments))
        if name in _ALGEBRAIC:
            return text, inner
        if name == "exp" and not inner:
            return text, frozenset({"e"})
        return text, frozenset({text})

    def add(self, left: Parts, right: Parts) -> Parts:
        joined = right[0] if right[0].startswith("-") else f"+{right[0]}"
        return left[0] + joined, left[1] | right[1]

    def negate(self, value: Parts) -> Parts:
        return f"-{_factor(value[0])}", value[1]

    def multiply(self, left: Parts, right: Parts) -> Parts:
        return f"{_leading(left[0])}*{_factor(right[0])}", left[1] | right[1]

    def divide(self, left: Parts, right: Parts) -> Parts:
        return f"{_leading(left[0])}/{_base(right[0])}", left[1] | right[1]

    def power(self, base: Parts, exponent: Parts) -> Parts:
        (below, found), (above, more) = base, exponent
        if found or not more:
            return f"{_base(below)}^{_base(above)}", found | more
        text = f"{_base(below)}^{_base(above)}"
        return text, frozenset({text})


def _leading(text: str) -> str:
    return f"({text})" if "+" in text or "-" in text[1:] else text


def _factor(text: str) -> str:
    return f"({text})" if "+" in text or "-" in text else text


def _base(text: str) -> str:
    return text if text.isalnum() or (text.endswith(")") and text.split("(", 1)[0].isalpha()) else f"({text})"
