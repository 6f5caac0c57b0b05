"""Rational functions in several named variables over ℚ, exact, on FLINT's sparse polynomials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import fmpz_mpoly, fmpz_mpoly_ctx, fmpz_poly

from analysis.errors import InputError, echo
from analysis.exact.printing import polynomial_in
from analysis.reading.expressions import Algebra, fold, parse_expression

MOST_POWER = 64  # the degree that formulas have at most
MOST_TERMS = 20_000  # of a polynomial read from text


@dataclass(frozen=True, eq=False)
class RationalFunction:
    """top/bottom in lowest terms; operands share their variables.

    >>> x_over_y = parse_rational_function("x/y", ("x", "y"))
    >>> print(x_over_y + 1, "|", x_over_y.substitute({"y": x_over_y}))
    (x + y)/(y) | y
    """

    top: fmpz_mpoly
    bottom: fmpz_mpoly

    @classmethod
    def of(cls, top: fmpz_mpoly, bottom: fmpz_mpoly) -> "RationalFunction":
        """The quotient in lowest terms; raises ZeroDivisionError for bottom = 0."""
        if bottom.is_zero():
            raise ZeroDivisionError("a rational function with denominator 0")
        common = top.gcd(bottom)
        top, bottom = top // common, bottom // common
        return cls(-top, -bottom) if int(bottom.leading_coefficient()) < 0 else cls(top, bottom)

    @classmethod
    def constant(cls, value: Fraction | int, variables: Sequence[str]) -> "RationalFunction":
        fraction = Fraction(value)
        context = fmpz_mpoly_ctx.get(tuple(variables), "lex")
        return cls(context.constant(fraction.numerator), context.constant(fraction.denominator))

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(self.top.context().names())

    @cached_property
    def is_polynomial(self) -> bool:
        return bool(self.bottom.is_constant())

    def __bool__(self) -> bool:
        return not self.top.is_zero()

    def __eq__(self, other: object) -> bool:
        # Both are in lowest terms; as text they compare across sets of variables too.
        return isinstance(other, RationalFunction) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __neg__(self) -> "RationalFunction":
        return RationalFunction(-self.top, self.bottom)

    def __add__(self, other: "RationalFunction | int") -> "RationalFunction":
        other = self._lift(other)
        return RationalFunction.of(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: "RationalFunction | int") -> "RationalFunction":
        return self + -self._lift(other)

    def __mul__(self, other: "RationalFunction | int") -> "RationalFunction":
        other = self._lift(other)
        return RationalFunction.of(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: "RationalFunction | int") -> "RationalFunction":
        other = self._lift(other)
        return RationalFunction.of(self.top * other.bottom, self.bottom * other.top)

    def substitute(self, values: Mapping[str, "RationalFunction | Fraction | int"]) -> "RationalFunction":
        """The function with variables replaced by functions of the same variables; ZeroDivisionError at a pole.

        >>> parse_rational_function("x/(y + 1)", ("x", "y")).substitute({"x": Fraction(1, 2), "y": 0})
        (1)/(2)
        """
        lifted = {name: self._lift(value) for name, value in values.items() if name in self.variables}
        if all(value.bottom == 1 for value in lifted.values()):
            generators = dict(zip(self.variables, self.top.context().gens(), strict=True))
            images = [lifted[name].top if name in lifted else generator for name, generator in generators.items()]
            return RationalFunction.of(self.top.compose(*images), self.bottom.compose(*images))
        return self._compose(self.top, lifted) / self._compose(self.bottom, lifted)

    def _compose(self, p: fmpz_mpoly, values: Mapping[str, "RationalFunction"]) -> "RationalFunction":
        total = RationalFunction.constant(0, self.variables)
        for exponents, coefficient in p.to_dict().items():
            term = RationalFunction.constant(int(coefficient), self.variables)
            for name, exponent in zip(self.variables, exponents, strict=True):
                base = values[name] if name in values else variable(name, self.variables)
                for _ in range(int(exponent)):
                    term = term * base
            total = total + term
        return total

    def in_one_variable(self, name: str) -> tuple[fmpz_poly, fmpz_poly]:
        """(top, bottom) as polynomials in the one variable that is left; raises ValueError when others are."""
        index = self.variables.index(name)

        def univariate(p: fmpz_mpoly) -> fmpz_poly:
            coefficients: dict[int, int] = {}
            for exponents, coefficient in p.to_dict().items():
                if any(e for i, e in enumerate(exponents) if i != index):
                    raise ValueError(f"{p} depends on more than {name}")
                coefficients[int(exponents[index])] = int(coefficient)
            return fmpz_poly([coefficients.get(k, 0) for k in range(max(coefficients, default=-1) + 1)])

        return univariate(self.top), univariate(self.bottom)

    def in_variables(self, names: Sequence[str]) -> "RationalFunction":
        """The same as a function of these variables: more, or those that it depends on.

        >>> parse_rational_function("x/2", ("x", "y")).in_variables(("z", "x"))
        (x)/(2)
        """
        none = RationalFunction.constant(0, names)
        images = [(variable(name, names) if name in names else none).top for name in self.variables]
        context = none.top.context()
        return RationalFunction.of(self.top.compose(*images, ctx=context), self.bottom.compose(*images, ctx=context))

    def _lift(self, value: "RationalFunction | Fraction | int") -> "RationalFunction":
        if isinstance(value, RationalFunction):
            return value
        return RationalFunction.constant(value, self.variables)

    def text(self) -> str:
        """The text that sympy parses."""
        top, bottom = (polynomial_in(part, self.variables) for part in (self.top, self.bottom))
        return top if bottom == "1" else f"({top})/({bottom})"

    def __str__(self) -> str:
        if self.bottom == 1:
            return str(self.top)
        return f"({self.top})/({self.bottom})"

    __repr__ = __str__


def variable(name: str, variables: Sequence[str]) -> RationalFunction:
    """One of the variables as a function."""
    context = fmpz_mpoly_ctx.get(tuple(variables), "lex")
    return RationalFunction(context.gens()[tuple(variables).index(name)], context.constant(1))


def parse_rational_function(text: str, variables: Sequence[str]) -> RationalFunction:
    """The function that a text stands for.

    >>> parse_rational_function("z/2", ("x",))
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: 'z/2' has the name 'z'; allowed: x
    """
    return fold(parse_expression(text), _FunctionAlgebra(text, tuple(variables)))


class _FunctionAlgebra(Algebra[RationalFunction]):
    """Folds a tree to a rational function; degrees are bounded before they are computed."""

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self._text, self._variables = text, variables

    def integer(self, value: int) -> RationalFunction:
        return RationalFunction.constant(value, self._variables)

    def name(self, text: str) -> RationalFunction:
        if text not in self._variables:
            raise InputError(f"{echo(self._text)} has the name {echo(text)}", ", ".join(self._variables))
        return variable(text, self._variables)

    def call(self, function: str, arguments: Sequence[RationalFunction]) -> RationalFunction:
        raise InputError(f"{echo(self._text)} has the function {echo(function)}", "+ - * / ^ of integers and names")

    def add(self, left: RationalFunction, right: RationalFunction) -> RationalFunction:
        return left + right

    def negate(self, value: RationalFunction) -> RationalFunction:
        return -value

    def multiply(self, left: RationalFunction, right: RationalFunction) -> RationalFunction:
        self._check(_size(left) * _size(right), _degree(left) + _degree(right))
        return left * right

    def divide(self, left: RationalFunction, right: RationalFunction) -> RationalFunction:
        if not right:
            raise InputError(f"{echo(self._text)} has a division by zero", "rational functions")
        (a, b), (c, d) = ((len(value.top), len(value.bottom)) for value in (left, right))
        self._check(max(a * d, b * c), _degree(left) + _degree(right))
        return left / right

    def power(self, base: RationalFunction, exponent: RationalFunction) -> RationalFunction:
        count = int(exponent.top.coeffs()[0]) if exponent and exponent.top.is_constant() else 0 if not exponent else -1
        if count < 0 or exponent.bottom != 1:
            raise InputError(f"{echo(self._text)} has an exponent that is no natural number", "exponents 0, 1, 2, …")
        self._check(0, count * max(_degree(base), 1))
        value = self.integer(1)
        for _ in range(count):
            value = self.multiply(value, base)
        return value

    def _check(self, terms: int, degree: int) -> None:
        if terms > MOST_TERMS or degree > MOST_POWER:
            raise InputError(f"{echo(self._text)} is too large", f"degrees up to {MOST_POWER}")


def _size(value: RationalFunction) -> int:
    return max(len(value.top.to_dict()), len(value.bottom.to_dict()))


def _degree(value: RationalFunction) -> int:
    return max(int(p.total_degree()) if not p.is_zero() else 0 for p in (value.top, value.bottom))
