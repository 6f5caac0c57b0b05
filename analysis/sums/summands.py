"""Summands as people type them: binomial(n,k)^2*binomial(n+k,k)*(-1)^k/(2k+1), to hypergeometric terms.

binomial(u, v) = (−1)^v binomial(v − u − 1, v) where u is negative for all n, k ≥ 0, so that all factorials stand where
they are finite. Γ(L + a) is Γ(a) times a Pochhammer symbol, and the Γ(a) have to cancel: values are rational.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from flint import fmpz_mpoly

from analysis.errors import InputError, echo
from analysis.reading.expressions import Algebra, Tree, fold, parse_expression
from analysis.reading.typography import with_binomials
from analysis.telescoping.terms import RING, HypergeometricTerm, K, Linear, N, power, rising

ALLOWED = "products of binomial, factorial, pochhammer, powers and rational functions of n and k"
LARGEST_SLOPE = 12  # coefficient of n or k in an argument: binomial(12n, k)
LARGEST_EXPONENT = 64
LARGEST_SHIFT = 200  # constant in an argument: each unit is one more linear factor


def parse_summand(text: str) -> HypergeometricTerm:
    """The hypergeometric term that a text stands for.

    >>> apery = parse_summand("binomial(n,k)^2*binomial(n+k,k)^2")
    >>> [sum(apery.value(n, k) for k in range(n + 1)).numerator for n in range(4)]
    [1, 5, 73, 1445]
    """
    return summand(parse_expression(with_binomials(text)), text)


def summand(node: Tree, text: str) -> HypergeometricTerm:
    """The same of a text that is read."""
    try:
        term = fold(node, _SummandAlgebra(text))
    except ZeroDivisionError:
        raise InputError(f"summand {echo(text)} has a pole for all n and k", ALLOWED) from None
    if not term.top:
        raise InputError(f"summand {echo(text)} is 0", "a summand that is not 0")
    if term.gammas:
        factor = "*".join(f"gamma({a})^{e}" if e != 1 else f"gamma({a})" for a, e in term.gammas)
        raise InputError(f"summand {echo(text)} is a multiple of {factor}", "rational values", f"divide by {factor}")
    return term


class _SummandAlgebra(Algebra[HypergeometricTerm]):
    def __init__(self, text: str) -> None:
        self._text = text

    def _refuse(self, what: str, allowed: str = ALLOWED, remedy: str = "") -> InputError:
        return InputError(f"summand {echo(self._text)} has {what}", allowed, remedy)

    def integer(self, value: int) -> HypergeometricTerm:
        return HypergeometricTerm.rational(RING.constant(value))

    def name(self, text: str) -> HypergeometricTerm:
        if text not in ("n", "k"):
            raise self._refuse(f"the name {echo(text)}", "the names n and k", "k runs, n is the argument of the sum")
        return HypergeometricTerm.rational(N if text == "n" else K)

    def add(self, left: HypergeometricTerm, right: HypergeometricTerm) -> HypergeometricTerm:
        total = left.plus(right)
        if total is None:
            raise self._refuse(
                "a sum of terms that are no rational multiples of each other", remedy="sum each by itself"
            )
        return total

    def negate(self, value: HypergeometricTerm) -> HypergeometricTerm:
        return value * HypergeometricTerm.rational(RING.constant(-1))

    def multiply(self, left: HypergeometricTerm, right: HypergeometricTerm) -> HypergeometricTerm:
        return self._bounded(left * right)

    def divide(self, left: HypergeometricTerm, right: HypergeometricTerm) -> HypergeometricTerm:
        if not right.top:
            raise self._refuse("a division by zero")
        return self._bounded(left * right**-1)

    def power(self, base: HypergeometricTerm, exponent: HypergeometricTerm) -> HypergeometricTerm:
        linear = self._linear(exponent, "an exponent")
        if linear.fixed:
            if abs(linear.constant) > LARGEST_EXPONENT:
                raise self._refuse(f"the exponent {linear.constant}", f"exponents up to {LARGEST_EXPONENT}")
            if not base.top and linear.constant <= 0:
                raise self._refuse("a power of zero", "exponents 1, 2, …")
            return self._bounded(base**linear.constant)
        number = self._number(base)
        if not number:
            raise self._refuse("a power of zero with n or k in its exponent")
        return power(number, linear)

    def call(self, function: str, arguments: Sequence[HypergeometricTerm]) -> HypergeometricTerm:
        known = _FUNCTIONS.get(function)
        if known is None:
            raise self._refuse(f"the function {echo(function)}", ", ".join(sorted(_FUNCTIONS)))
        count, build = known
        if count and len(arguments) != count:
            raise self._refuse(
                f"{function} of {len(arguments)} argument{'s' * (len(arguments) != 1)}", f"{function} of {count}"
            )
        return build(self, *arguments)

    def binomial(self, top: HypergeometricTerm, bottom: HypergeometricTerm) -> HypergeometricTerm:
        u, shift = self._shifted(top, "the first argument of binomial")
        v = self._linear(bottom, "the second argument of binomial")
        below = shift == 0 and u.n <= 0 and u.k <= 0 and (not u.fixed or u.constant < 0)
        if below:
            return power(Fraction(-1), v) * _quotient(Fraction(1), v + -u + Linear(constant=-1), v)
        return _quotient(shift + 1, u, v)

    def factorial(self, argument: HypergeometricTerm) -> HypergeometricTerm:
        return rising(Fraction(1), self._linear(argument, "the argument of factorial"))

    def double_factorial(self, argument: HypergeometricTerm) -> HypergeometricTerm:
        """(2m)!! = 2^m m! and (2m−1)!! = 1·3⋯(2m−1)."""
        length = self._linear(argument, "the argument of !!")
        odd = length.constant % 2
        half = Linear(length.n // 2, length.k // 2, (length.constant + odd) // 2)
        if length.n % 2 or length.k % 2:
            raise self._refuse("a double factorial of what is even and odd in turn", "(2n)!!, (2k-1)!!, …")
        return power(Fraction(2), half) * rising(Fraction(1, 1 + odd), half)

    def multinomial(self, *parts: HypergeometricTerm) -> HypergeometricTerm:
        lengths = [self._linear(part, "an argument of multinomial") for part in parts]
        total = rising(Fraction(1), sum(lengths, Linear()))
        return prod((rising(Fraction(1), length) ** -1 for length in lengths), start=total)

    def gamma(self, argument: HypergeometricTerm) -> HypergeometricTerm:
        length, part = self._shifted(argument, "the argument of gamma")
        if not part:
            return rising(Fraction(1), length + Linear(constant=-1))
        return rising(part, length) * HypergeometricTerm(gammas=((part, 1),))

    def pochhammer(self, start: HypergeometricTerm, length: HypergeometricTerm) -> HypergeometricTerm:
        steps = self._linear(length, "the second argument of pochhammer")
        slope, shift = self._shifted(start, "the first argument of pochhammer")
        if slope.fixed:
            a = shift + slope.constant
            if a.denominator == 1 and a <= 0:
                upper = Linear(constant=-int(a))
                return (
                    power(Fraction(-1), steps) * rising(Fraction(1), upper) * rising(Fraction(1), upper + -steps) ** -1
                )
            return rising(a, steps)
        if shift == 0 and slope.n <= 0 and slope.k <= 0:
            return (
                power(Fraction(-1), steps) * rising(Fraction(1), -slope) * rising(Fraction(1), -(slope + steps)) ** -1
            )
        whole = Linear(constant=-1) if shift == 0 else Linear()
        base = shift or Fraction(1)
        return rising(base, slope + steps + whole) * rising(base, slope + whole) ** -1

    def _shifted(self, value: HypergeometricTerm, what: str) -> tuple[Linear, Fraction]:
        """An argument as an integer-linear form and a constant in [0, 1)."""
        constant = (
            Fraction(int(value.top(0, 0)), int(value.bottom(0, 0))) if value.bottom.is_constant() else Fraction(0)
        )
        part = constant - constant.numerator // constant.denominator
        less = HypergeometricTerm.rational(RING.constant(-part.numerator), RING.constant(part.denominator))
        return self._linear(self.add(value, less) if value.top and part else value, what), part

    def _linear(self, value: HypergeometricTerm, what: str, remedy: str = "") -> Linear:
        if not value.is_rational or value.bottom != 1 or value.top.total_degree() > 1:
            raise self._refuse(f"{what} that is not linear in n and k over the integers", remedy=remedy)
        linear = Linear(*(int(c) for c in _coefficients(value.top)))
        if max(abs(linear.n), abs(linear.k)) > LARGEST_SLOPE or abs(linear.constant) > LARGEST_SHIFT:
            raise self._refuse(
                what + " that is too large", f"multiples up to {LARGEST_SLOPE}, shifts to {LARGEST_SHIFT}"
            )
        return linear

    def _number(self, value: HypergeometricTerm) -> Fraction:
        if not (value.is_rational and value.top.is_constant() and value.bottom.is_constant()):
            raise self._refuse("a power of n or k with n or k in its exponent", "powers of numbers, as in (-1)^k")
        return Fraction(int(value.top(0, 0)), int(value.bottom(0, 0)))

    def _bounded(self, value: HypergeometricTerm) -> HypergeometricTerm:
        degree = max(value.top.total_degree(), value.bottom.total_degree())
        if degree > LARGEST_EXPONENT or sum(abs(e) for _, e in value.rising) > LARGEST_EXPONENT:
            raise self._refuse(
                "too many factors", f"at most {LARGEST_EXPONENT} factorials, degrees to {LARGEST_EXPONENT}"
            )
        return value


def _quotient(a: Fraction, u: Linear, v: Linear) -> HypergeometricTerm:
    """Γ(u + a)/(Γ(v + 1) Γ(u − v + a)) for 0 < a ≤ 2, which is binomial(u + a − 1, v)."""
    return rising(a, u) * rising(Fraction(1), v) ** -1 * rising(a, u + -v) ** -1


def _coefficients(p: fmpz_mpoly) -> tuple[int, int, int]:
    terms = p.to_dict()
    return terms.get((1, 0), 0), terms.get((0, 1), 0), terms.get((0, 0), 0)


_ANY = 0  # number of arguments
_Builder = Callable[..., HypergeometricTerm]
_FUNCTIONS: dict[str, tuple[int, _Builder]] = {
    "binomial": (2, _SummandAlgebra.binomial),
    "binom": (2, _SummandAlgebra.binomial),
    "factorial": (1, _SummandAlgebra.factorial),
    "factorial2": (1, _SummandAlgebra.double_factorial),
    "gamma": (1, _SummandAlgebra.gamma),
    "multinomial": (_ANY, _SummandAlgebra.multinomial),
    "poch": (2, _SummandAlgebra.pochhammer),
    "pochhammer": (2, _SummandAlgebra.pochhammer),
    "rf": (2, _SummandAlgebra.pochhammer),
    "rising": (2, _SummandAlgebra.pochhammer),
}
