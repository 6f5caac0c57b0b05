"""The expressions of `theorems.toml`: rational numbers, polynomials in n, comparisons, and texts with holes.

Read by recursive descent, operators by how tightly they bind; nothing is ever evaluated as Python.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor, isqrt
from typing import Any

Values = Mapping[str, Any]  # parameters by name: rational numbers
Formula = Callable[[Values], Any]

TRIAL = 2**16  # square factors of larger primes stay under the root
MOST_POWER = 512
_TOKEN = re.compile(r"\s*(?:(\d+)|([A-Za-z]\w*)|(.))")
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


class NotCovered(ValueError):
    """Parameters for which a theorem says nothing."""


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in n with rational coefficients, the constant first; zeros at the end are allowed."""

    coefficients: tuple[Fraction | int, ...]

    def __add__(self, other: "Polynomial | Fraction") -> "Polynomial":
        left, right = self.coefficients, _lifted(other)
        length = max(len(left), len(right))
        return Polynomial(tuple(_at(left, i) + _at(right, i) for i in range(length)))

    def __mul__(self, other: "Polynomial | Fraction") -> "Polynomial":
        left, right = self.coefficients, _lifted(other)
        total: list[Fraction | int] = [0] * (len(left) + len(right) - 1)
        for i, c in enumerate(left):
            for j, d in enumerate(right, i) if c else ():
                total[j] += c * d
        return Polynomial(tuple(total))

    def __neg__(self) -> "Polynomial":
        return Polynomial(tuple(-c for c in self.coefficients))

    def __sub__(self, other: "Polynomial | Fraction") -> "Polynomial":
        return self + -other

    def __rsub__(self, other: Fraction) -> "Polynomial":
        return -self + other

    __radd__, __rmul__ = __add__, __mul__


def evaluated(text: str, values: Values) -> Any:
    """The rational number, or with n the polynomial, that an expression stands for.

    >>> evaluated("(x + 1)^2/4 - sqrt(x)", {"x": Fraction(9, 4)})
    Fraction(73, 64)
    >>> evaluated("(n + x)^2", {"x": Fraction(1)}).coefficients
    (Fraction(1, 1), Fraction(2, 1), 1)
    """
    value = _compiled(text)(values)
    return value if isinstance(value, Polynomial) else Fraction(value)


def holds(text: str, values: Values) -> bool:
    """Whether a chain of comparisons is true.

    >>> holds("0 < b <= 1", {"b": Fraction(1)}), holds("core(b) != 1", {"b": Fraction(4)})
    (True, False)
    """
    sides, signs = _compared(text)
    left = sides[0](values)
    for sign, side in zip(signs, sides[1:], strict=True):
        right = side(values)
        if not sign(left, right):
            return False
        left = right
    return True


def filled(text: str, values: Values) -> str:
    """The text with its holes filled.

    >>> filled("sqrt({core(t)})*atan({t:surd}) {t:exp}", {"t": Fraction(8, 9)})
    'sqrt(2)*atan(2*sqrt(2)/3) e^(8/9)'
    """
    return re.sub(r"\{([^:}]+):?(\w*)\}", lambda hole: _SPELLED[hole[2]](evaluated(hole[1], values)), text)


def _surd(x: Fraction) -> str:
    y, root = _outer(x), f"sqrt({_core(x)})"
    return (f"{y.numerator}*" if y.numerator != 1 else "") + root + (f"/{y.denominator}" if y.denominator != 1 else "")


def _exponential(x: Fraction) -> str:
    return "e" if x == 1 else f"e^{x}" if x.denominator == 1 else f"e^({x})"


_SPELLED: Mapping[str, Callable[[Fraction], str]] = {
    "": str, "surd": _surd, "exp": _exponential, "base": lambda x: str(x) if x.denominator == 1 else f"({x})",
}  # fmt: skip


@lru_cache(maxsize=1024)
def square_part(number: int) -> tuple[int, int]:
    """(f, d), number = f² d for a positive number, d without square factors of primes below TRIAL.

    >>> square_part(360)
    (6, 10)
    """
    factor, rest, core, prime = 1, number, 1, 2
    while prime < TRIAL and prime**3 <= rest:
        while rest % prime**2 == 0:
            factor, rest = factor * prime, rest // prime**2
        if rest % prime == 0:
            core, rest = core * prime, rest // prime
        prime += 1 if prime == 2 else 2
    root = isqrt(rest)
    return (factor * root, core) if root * root == rest else (factor, core * rest)


def _core(x: Fraction) -> Fraction:
    """d of √x = y √d, x > 0."""
    return Fraction(square_part(_positive(x).numerator * x.denominator)[1])


def _outer(x: Fraction) -> Fraction:
    """y of √x = y √d."""
    return Fraction(square_part(_positive(x).numerator * x.denominator)[0], x.denominator)


def _sqrt(x: Fraction) -> Fraction:
    root = Fraction(isqrt(_positive(x).numerator), isqrt(x.denominator))
    if root * root != x:
        raise NotCovered(f"the root of {x} is irrational")
    return root


def _positive(x: Fraction) -> Fraction:
    if x <= 0:
        raise NotCovered(f"{x} where a positive number belongs")
    return x


@lru_cache(maxsize=1024)
def _exponent(x: Fraction) -> Fraction:
    """The greatest k such that x > 1 is the k-th power of a rational number, for x < 1 that of 1/x with the sign −."""
    if x < 1:
        return -_exponent(1 / _positive(x))
    return Fraction(next((k for k in range(x.numerator.bit_length(), 0, -1) if _rooted(x, k) ** k == x), 0))


def _base(x: Fraction) -> Fraction:
    return _rooted(max(x, 1 / _positive(x)), abs(int(_exponent(x))))


def _rooted(x: Fraction, k: int) -> Fraction:
    return Fraction(_integer_root(x.numerator, k), _integer_root(x.denominator, k))


def _integer_root(number: int, k: int) -> int:
    """⌊number^(1/k)⌋ by Newton's method from above."""
    root = 1 << -(-number.bit_length() // k)
    while (lower := ((k - 1) * root + number // root ** (k - 1)) // k) < root:
        root = lower
    return root


_FUNCTIONS: Mapping[str, Callable[[Fraction], Fraction]] = {
    "abs": abs, "floor": lambda x: Fraction(floor(x)), "sqrt": _sqrt, "core": _core, "outer": _outer,
    "base": _base, "exponent": _exponent,
}  # fmt: skip


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Formula:
    tokens = ["".join(parts) for parts in reversed(_TOKEN.findall(text.strip()))]
    formula = _read(tokens, 0)
    if tokens:
        raise SyntaxError(f"{tokens[-1]!r} in {text!r}")
    return formula


def _read(tokens: list[str], level: int) -> Formula:
    """What operators that bind tighter than `level` hold together, from the end of the reversed tokens."""
    left = _operand(tokens)
    while tokens and (binding := _BINDING.get(tokens[-1], 0)) > level:
        operation = _SIGNS[tokens.pop()]
        left = _joined(operation, left, _read(tokens, binding - (operation is _power)))
    return left


def _operand(tokens: list[str]) -> Formula:
    token = tokens.pop() if tokens else ""
    if token.isdecimal():
        number = int(token)
        return lambda values: number
    if token == "-":
        inner = _read(tokens, _BINDING["*"])
        return lambda values: -inner(values)
    if token.isidentifier() and tokens and tokens[-1] == "(":
        function, argument = _FUNCTIONS[token], _operand(tokens)
        return lambda values: function(argument(values))
    if token == "n":
        return lambda values: _N
    if token.isidentifier():
        return lambda values: values[token]
    if token != "(":
        raise SyntaxError(f"{token!r} in an expression")
    inner = _read(tokens, 0)
    if not tokens or tokens.pop() != ")":
        raise SyntaxError("a parenthesis that is not closed")
    return inner


def _joined(operation: Callable[[Any, Any], Any], left: Formula, right: Formula) -> Formula:
    return lambda values: operation(left(values), right(values))


@lru_cache(maxsize=4096)
def _compared(text: str) -> tuple[list[Formula], list[Callable[[Any, Any], bool]]]:
    parts = re.split(r"(<=|>=|!=|<|>|=)", text)
    return [_compiled(side) for side in parts[::2]], [_ORDER[sign] for sign in parts[1::2]]


def _power(base: Any, exponent: Fraction) -> Any:
    if exponent.denominator != 1 or abs(exponent) > MOST_POWER:
        raise NotCovered(f"the exponent {exponent}")
    if not isinstance(base, Polynomial):
        return Fraction(base) ** int(exponent)
    result: Any = 1
    for _ in range(int(exponent)):
        result = result * base
    return result


_N = Polynomial((0, 1))
_SIGNS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": lambda x, y: x * Fraction(1, y), "^": _power,
}  # fmt: skip


def _lifted(value: Polynomial | Fraction) -> tuple[Fraction | int, ...]:
    return value.coefficients if isinstance(value, Polynomial) else (value,)


def _at(coefficients: tuple[Fraction | int, ...], i: int) -> Fraction | int:
    return coefficients[i] if i < len(coefficients) else 0
