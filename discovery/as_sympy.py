"""An expression of the store as an object of sympy, built from our own parse of it: nothing is evaluated as code."""

from __future__ import annotations

from typing import Any

from analysis.errors import InputError, echo
from analysis.notation.special import orders_of, parse_printed
from analysis.reading.expressions import Call, Integer, Name, Power, Product, Sum, Tree

_NAMES = ("pi", "E", "I", "Catalan", "GoldenRatio", "EulerGamma", "oo")
_FUNCTIONS = frozenset(
    ("sqrt", "cbrt", "root", "exp", "log", "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "coth", "asin", "acos",
     "atan", "asinh", "acosh", "atanh", "gamma", "zeta", "polygamma", "digamma", "polylog", "besseli", "besselj",
     "bessely", "besselk", "erf", "erfc", "erfi", "Ei", "expint", "lowergamma", "uppergamma", "beta", "factorial",
     "LambertW", "lerchphi", "elliptic_k", "elliptic_e", "Rational", "Abs", "airyai", "airybi", "binomial", "Si", "Ci",
     "re", "im")
)  # fmt: skip


def as_sympy(text: str) -> Any:
    """The expression. Raises InputError for what sympy has no name for.

    >>> as_sympy("6/zeta(3) + hyper((1, Rational(1, 2)), (2,), -1)")
    hyper((1/2, 1), (2,), -1) + 6/zeta(3)
    """
    return _built(parse_printed(text))


def _built(tree: Tree) -> Any:
    import sympy

    match tree:
        case Integer(value):
            return sympy.Integer(value)
        case Name(text) if text in _NAMES:
            return getattr(sympy, text)
        case Sum(terms):
            return sympy.Add(*(sign * _built(term) for sign, term in terms))
        case Product(factors):
            return sympy.Mul(*(_built(factor) ** exponent for exponent, factor in factors))
        case Power(base, exponent):
            return _built(base) ** _built(exponent)
        case Call(function, arguments):
            return _called(function, [_built(argument) for argument in arguments])
    raise InputError(f"expression {echo(str(tree))} for sympy", "constants and functions that sympy has")


def _called(function: str, arguments: list[Any]) -> Any:
    import sympy

    if (orders := orders_of(function)) is not None:
        p, q = orders
        return sympy.hyper(arguments[:p], arguments[p : p + q], arguments[-1])
    if function not in _FUNCTIONS:
        raise InputError(f"function {echo(function)} for sympy", ", ".join(sorted(_FUNCTIONS)))
    return getattr(sympy, function)(*arguments)
