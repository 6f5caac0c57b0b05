"""The functions and names an expression of a constant may use, each in ball arithmetic.

Arb (through python-flint) evaluates every one with a rigorous radius; the series and bounds are those of
F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE Trans. Comput. 66
(2017). Exact rationals stay `Fraction` until a function needs a ball, so that `gamma(1/3)` is evaluated at the
rational 1/3 itself.

Beside its ball evaluation each function carries the text that sympy parses and the LaTeX a mathematician
would write, as templates over the texts of its arguments.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from flint import acb, arb, fmpq, fmpz_poly

from analysis.constants.apery_integral import apery_integral
from analysis.constants.unit_argument import unit_3f2
from analysis.errors import InputError
from analysis.exact.balls import exact_ball
from analysis.exact.printing import power_sum

Value: TypeAlias = Fraction | arb

# Argument bounds: inside them every function answers within a second at 1,000 digits (measured); a larger argument
# (gamma(10^9/7), exp(10^12), zeta(10^9)) is no constant anyone looks for, and could stall a campaign.
MAX_ARGUMENT = 10**6
MAX_DENOMINATOR = 10**40
MAX_ORDER = 2_000  # orders of polygamma, polylog, Bessel functions and roots
MAX_POWER = 10**6  # |exponent|
MAX_POWER_BITS = 100_000  # bits of an exact rational power


@dataclass(frozen=True)
class Function:
    """A real function: its ball evaluation, and the template of its sympy text.

    `sympy` holds {0}, {1}, … for the arguments' texts. `exact_orders` counts the leading arguments
    that must be rational; arity None takes any number of arguments.
    """

    arity: int | None
    evaluate: Callable[..., arb]
    sympy: str
    exact_orders: int = 0


def ball(value: Value) -> arb:
    """The value as a ball at the current precision."""
    return exact_ball(value) if isinstance(value, Fraction) else value


def call(name: str, arguments: list[Value]) -> arb:
    """`name(arguments)` as a ball.

    Raises InputError for an unknown function, a wrong number of arguments, or an argument that is too large.
    """
    if name in RATIOS and len(arguments) == 2 and isinstance(arguments[0], Fraction):
        order, x = arguments
        return call(RATIOS[name], [order, x]) / call(RATIOS[name], [order + 1, x])
    function = FUNCTIONS.get(RATIOS.get(name, name))
    if function is None:
        raise InputError(f"unknown function {name!r}", "the functions " + ", ".join(sorted([*FUNCTIONS, *RATIOS])))
    if function.arity is not None and len(arguments) != function.arity:
        raise InputError(f"{len(arguments)} arguments to {name}", f"exactly {function.arity}")
    for position, argument in enumerate(arguments):
        _check_size(name, argument)
        if position < function.exact_orders:
            _check_order(name, argument)
    return function.evaluate(*arguments)


def power(base: Value, exponent: Value) -> Value:
    """base ^ exponent, exact for a rational base with an integer exponent; raises InputError when too large."""
    if not isinstance(exponent, Fraction):
        if not abs(exponent) < MAX_POWER:
            raise InputError("a power with a large exponent", f"exponents below {MAX_POWER:,} in absolute value")
        return ball(base) ** exponent
    if abs(exponent) > MAX_POWER or exponent.denominator > MAX_DENOMINATOR:
        raise InputError(f"exponent {_short(exponent)}", f"exponents below {MAX_POWER:,} in absolute value")
    if not isinstance(base, Fraction):
        return base ** fmpq(exponent.numerator, exponent.denominator)
    if base == 0 and exponent <= 0:
        raise InputError(f"0 to the power {exponent}", "positive powers of zero")
    if exponent.denominator > 1:
        return ball(base) ** fmpq(exponent.numerator, exponent.denominator)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(exponent.numerator)
    if bits > MAX_POWER_BITS:
        raise InputError(f"an exact power of {bits:,} bits", f"at most {MAX_POWER_BITS:,} bits")
    return base**exponent.numerator


def _check_size(name: str, argument: Value) -> None:
    if isinstance(argument, Fraction):
        if name in _LARGE_ARGUMENTS:
            return
        if abs(argument) > MAX_ARGUMENT or argument.denominator > MAX_DENOMINATOR:
            allowed = f"arguments up to {MAX_ARGUMENT:,} in absolute value, denominators of at most 40 digits"
            raise InputError(f"{name} at {_short(argument)}", allowed)
    elif argument.is_finite() and abs(argument) > MAX_ARGUMENT and name not in _LARGE_ARGUMENTS:
        raise InputError(f"{name} at a large argument", f"arguments up to {MAX_ARGUMENT:,} in absolute value")


def _check_order(name: str, argument: Value) -> None:
    if not isinstance(argument, Fraction):
        raise InputError(f"{name} of an order that is not rational", "rational orders")
    if abs(argument) > MAX_ORDER or argument.denominator > MAX_DENOMINATOR:
        raise InputError(f"{name} of order {_short(argument)}", f"orders up to {MAX_ORDER:,} in absolute value")


def _short(value: Fraction) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:18]}…{text[-18:]}"


def _real(value: acb) -> arb:
    """The real part when the imaginary part may be zero, else not-a-number (which no constant accepts)."""
    return value.real if value.imag.contains(0) else arb.nan()


def _integer_order(name: str, order: Value, least: int) -> int:
    if not isinstance(order, Fraction) or order.denominator != 1 or order < least:
        raise InputError(f"{name} of order {order}", f"integer orders from {least}")
    return int(order)


def _method(method: Callable[[arb], arb]) -> Callable[[Value], arb]:
    return lambda x: method(ball(x))


def _gamma(x: Value) -> arb:
    if isinstance(x, Fraction):
        pole = x.denominator == 1 and x <= 0
        return arb.nan() if pole else arb.gamma_fmpq(fmpq(x.numerator, x.denominator))
    return x.gamma()


def _root(x: Value, order: Value) -> arb:
    _check_order("root", order)
    return ball(x).root(_integer_order("root", order, 1))


def _polygamma(order: Value, x: Value) -> arb:
    return _real(acb(ball(x)).polygamma(_integer_order("polygamma", order, 0)))


def _complex_digamma(x: Value, y: Value) -> acb:
    return acb(ball(x), ball(y)).digamma()


def _polylog(order: Value, x: Value) -> arb:
    return _real(acb(ball(x)).polylog(acb(ball(order))))


def _lerch_phi(z: Value, order: Value, x: Value) -> arb:
    return _real(acb(ball(z)).lerch_phi(_integer_order("lerchphi", order, 1), acb(ball(x))))


def _hyp1f1(a: Value, b: Value, z: Value) -> arb:
    return ball(z).hypgeom_1f1(ball(a), ball(b))


def _hyp2f1(a: Value, b: Value, c: Value, z: Value) -> arb:
    ab, abc = (isinstance(x, Fraction) and x.denominator == 1 for x in (a - b, a + b - c))  # balls do not tell
    return _real(acb(ball(z)).hypgeom_2f1(*(acb(ball(parameter)) for parameter in (a, b, c)), ab=ab, abc=abc))


def _hyp3f2(*arguments: Value) -> arb:
    *parameters, z = arguments
    rational = [x for x in parameters if isinstance(x, Fraction)]  # all of them: `exact_orders`
    if z == 1:
        a, b, c, d, e = rational
        return unit_3f2(a, b, c, d, e)
    upper, lower = ([acb(ball(x)) for x in part] for part in (rational[:3], rational[3:]))
    return _real(acb(ball(z)).hypgeom(upper, lower))


def _apery(*arguments: Value) -> arb:
    return apery_integral(*(x for x in arguments if isinstance(x, Fraction)))  # both: `exact_orders`


def _beta(x: Value, y: Value) -> arb:
    total = x + y if isinstance(x, Fraction) and isinstance(y, Fraction) else ball(x) + ball(y)
    return _gamma(x) * _gamma(y) / _gamma(total)


def _dirichlet_beta(order: Value) -> arb:
    s = _integer_order("dirichlet_beta", order, 2)
    quarter = arb(1) / 4
    return (arb(s).zeta(quarter) - arb(s).zeta(3 * quarter)) / arb(4) ** s


def _agm(x: Value, y: Value) -> arb:
    """M(x, y) of two positive numbers; elsewhere it is not real or not continuous."""
    positive = ball(x) > 0 and ball(y) > 0
    return ball(x).agm(ball(y)) if positive else arb.nan()


def _root_of(place: Value, *coefficients: Value) -> arb:
    """Real root number `place`, the least being number 0, of the polynomial with these coefficients, constant first."""
    number = _integer_order("root_of", place, 0)
    if not 2 <= len(coefficients) <= MAX_ORDER:
        raise InputError(f"root_of with {len(coefficients)} coefficients", f"2 to {MAX_ORDER}, constant first")
    polynomial = fmpz_poly([_integer_order("root_of", c, -(10**MAX_ORDER)) for c in coefficients])
    roots = [root.real for root, _ in polynomial.complex_roots() if root.imag == 0] if polynomial.degree() > 0 else []
    if number >= len(roots):
        raise InputError(f"real root number {number} of a polynomial with {len(roots)}", "real roots, numbered from 0")
    return roots[number]


class _PolynomialTemplate(str):
    """A template whose {1} is the polynomial in x with the coefficients that follow the first argument."""

    def format(self, place: str, *coefficients: str) -> str:  # type: ignore[override]
        return super().format(place, power_sum([int(c) for c in coefficients], "x"))


_LARGE_ARGUMENTS = frozenset({"log", "ln", "sqrt", "cbrt", "root", "atan", "arctan"})  # cheap at any size

_APERY = (
    "(gamma(2*{0} + {1})*gamma({0})**3*gamma({1})**2/(gamma(2*{0})*gamma({0} + {1})**4)*hyper((2*{0} + {1} - 1, "
    "{0} + ({1} + 1)/2, {0}, {0}, {0}, {0}, {1}), ({0} + ({1} - 1)/2, {0} + {1}, {0} + {1}, {0} + {1}, {0} + {1}, "
    "2*{0}), 1))"
)
FUNCTIONS: Mapping[str, Function] = {
    "exp": Function(1, _method(arb.exp), "exp({0})"),
    "log": Function(1, _method(arb.log), "log({0})"),
    "sqrt": Function(1, _method(arb.sqrt), "sqrt({0})"),
    "cbrt": Function(1, lambda x: ball(x).root(3), "cbrt({0})"),
    "root": Function(2, _root, "root({0}, {1})"),
    "sin": Function(1, _method(arb.sin), "sin({0})"),
    "cos": Function(1, _method(arb.cos), "cos({0})"),
    "tan": Function(1, _method(arb.tan), "tan({0})"),
    "cot": Function(1, _method(arb.cot), "cot({0})"),
    "sinh": Function(1, _method(arb.sinh), "sinh({0})"),
    "cosh": Function(1, _method(arb.cosh), "cosh({0})"),
    "tanh": Function(1, _method(arb.tanh), "tanh({0})"),
    "coth": Function(1, _method(arb.coth), "coth({0})"),
    "asin": Function(1, _method(arb.asin), "asin({0})"),
    "acos": Function(1, _method(arb.acos), "acos({0})"),
    "atan": Function(1, _method(arb.atan), "atan({0})"),
    "asinh": Function(1, _method(arb.asinh), "asinh({0})"),
    "acosh": Function(1, _method(arb.acosh), "acosh({0})"),
    "atanh": Function(1, _method(arb.atanh), "atanh({0})"),
    "zeta": Function(1, lambda s: ball(s).zeta(), "zeta({0})"),
    "gamma": Function(1, _gamma, "gamma({0})"),
    "digamma": Function(1, _method(arb.digamma), "digamma({0})"),
    "re_digamma": Function(2, lambda x, y: _complex_digamma(x, y).real, "re(digamma({0} + I*({1})))"),
    "im_digamma": Function(2, lambda x, y: _complex_digamma(x, y).imag, "im(digamma({0} + I*({1})))"),
    "polygamma": Function(2, _polygamma, "polygamma({0}, {1})", exact_orders=1),
    "besseli": Function(2, lambda v, x: ball(x).bessel_i(ball(v)), "besseli({0}, {1})", exact_orders=1),
    "besselj": Function(2, lambda v, x: ball(x).bessel_j(ball(v)), "besselj({0}, {1})", exact_orders=1),
    "besselk": Function(2, lambda v, x: ball(x).bessel_k(ball(v)), "besselk({0}, {1})", exact_orders=1),
    "Ei": Function(1, _method(arb.ei), "Ei({0})"),
    "expint": Function(2, lambda s, x: ball(x).expint(ball(s)), "expint({0}, {1})", exact_orders=1),
    "erf": Function(1, _method(arb.erf), "erf({0})"),
    "erfc": Function(1, _method(arb.erfc), "erfc({0})"),
    "erfi": Function(1, _method(arb.erfi), "erfi({0})"),
    "Si": Function(1, _method(arb.si), "Si({0})"),
    "Shi": Function(1, _method(arb.shi), "Shi({0})"),
    "lowergamma": Function(2, lambda s, x: ball(x).gamma_lower(ball(s)), "lowergamma({0}, {1})", exact_orders=1),
    "uppergamma": Function(2, lambda s, x: ball(x).gamma_upper(ball(s)), "uppergamma({0}, {1})", exact_orders=1),
    "lerchphi": Function(3, _lerch_phi, "lerchphi({0}, {1}, {2})"),
    "hyp0f1": Function(2, lambda c, z: ball(z).hypgeom_0f1(ball(c)), "hyper((), ({0},), {1})", exact_orders=1),
    "hyp1f1": Function(3, _hyp1f1, "hyper(({0},), ({1},), {2})", exact_orders=2),
    "hyp2f1": Function(4, _hyp2f1, "hyper(({0}, {1}), ({2},), {3})", exact_orders=3),
    "hyp3f2": Function(6, _hyp3f2, "hyper(({0}, {1}, {2}), ({3}, {4}), {5})", exact_orders=5),
    "apery": Function(2, _apery, _APERY, exact_orders=2),
    "polylog": Function(2, _polylog, "polylog({0}, {1})", exact_orders=1),
    "beta": Function(2, _beta, "beta({0}, {1})"),
    "dirichlet_beta": Function(
        1, _dirichlet_beta, "((zeta({0}, Rational(1, 4)) - zeta({0}, Rational(3, 4)))/4**{0})", exact_orders=1
    ),
    "agm": Function(2, _agm, "(pi*({0} + {1})/(4*elliptic_k((({0} - ({1}))/({0} + {1}))**2)))"),
    "elliptic_k": Function(1, lambda m: _real(acb.elliptic_k(acb(ball(m)))), "elliptic_k({0})"),
    "elliptic_e": Function(1, lambda m: _real(acb.elliptic_e(acb(ball(m)))), "elliptic_e({0})"),
    "LambertW": Function(1, _method(arb.lambertw), "LambertW({0})"),
    "root_of": Function(None, _root_of, _PolynomialTemplate("CRootOf({1}, {0})")),
}

RATIOS: Mapping[str, str] = {"bessel_ratio": "besseli", "bessel_j_ratio": "besselj"}
"""Functions of (ν, x) that stand for f_ν(x)/f_{ν+1}(x)."""

ALIASES: Mapping[str, str] = {
    "ln": "log",
    "arctan": "atan",
    "arcsin": "asin",
    "arccos": "acos",
    "arctanh": "atanh",
    "arcsinh": "asinh",
    "psi": "digamma",
    "bessel_i": "besseli",
    "bessel_j": "besselj",
    "bessel_k": "besselk",
    "ei": "Ei",
    "expintegralei": "Ei",
    "elliptick": "elliptic_k",
    "elliptice": "elliptic_e",
    "productlog": "LambertW",
    "lambert_w": "LambertW",
    "lower_gamma": "lowergamma",
    "upper_gamma": "uppergamma",
}


@dataclass(frozen=True)
class NamedConstant:
    """A constant with a name of its own: its ball and its sympy text."""

    evaluate: Callable[[], arb]
    sympy: str


def _gompertz() -> arb:
    return -arb(1).exp() * arb(-1).ei()


def _gauss() -> arb:
    return 1 / arb(2).sqrt().agm(arb(1))


def _golden_ratio() -> arb:
    return (1 + arb(5).sqrt()) / 2


NAMES: Mapping[str, NamedConstant] = {
    "pi": NamedConstant(arb.pi, "pi"),
    "e": NamedConstant(lambda: arb(1).exp(), "E"),
    "catalan": NamedConstant(arb.const_catalan, "Catalan"),
    "euler_gamma": NamedConstant(arb.const_euler, "EulerGamma"),
    "golden_ratio": NamedConstant(_golden_ratio, "GoldenRatio"),
    "gompertz": NamedConstant(_gompertz, "(-E*Ei(-1))"),
    "gauss": NamedConstant(_gauss, "(gamma(Rational(1, 4))**2/(2*sqrt(2)*pi**Rational(3, 2)))"),
    "lemniscate": NamedConstant(lambda: arb.pi() * _gauss(), "(gamma(Rational(1, 4))**2/(2*sqrt(2)*sqrt(pi)))"),
}

NAME_ALIASES: Mapping[str, str] = {
    "E": "e",
    "Pi": "pi",
    "PI": "pi",
    "Catalan": "catalan",
    "EulerGamma": "euler_gamma",
    "GoldenRatio": "golden_ratio",
    "phi": "golden_ratio",
    "G": "catalan",
    "gamma": "euler_gamma",
}
