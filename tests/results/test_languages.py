"""Formulas for other systems: PARI computes what our library says, and so do the texts of the others.

Sage and Mathematica are not installed where tests run. Sage's text is Python but for ^, and Python's parser reads it;
sympy reads Mathematica's. Both are then computed by mpmath, function by function as the two manuals define them.
"""

import ast
import io
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import mpmath
import pytest
import sympy
from sympy.core.function import AppliedUndef
from sympy.parsing.mathematica import parse_mathematica

from analysis.constants.library import Constant, built_in_library
from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial
from analysis.formula import Formula
from analysis.notation.languages import LANGUAGES, code
from results.tables import write

cypari = pytest.importorskip("cypari")

LIBRARY = list(built_in_library())
UNUSUAL = (
    "2*besselj(0, 1)/besselk(Rational(1, 3), 2) + LambertW(1)", "polylog(2, Rational(1, 3)) - digamma(Rational(1, 4))",
    "hyper((1, Rational(1, 2)), (2,), -1)**2", "erfc(Rational(1, 2))*uppergamma(Rational(1, 3), 2)", "erfi(1) - Ei(-1)",
    "-(1 - sqrt(5))**3/2**Rational(1, 3)", "zeta(3, Rational(1, 4)) + polygamma(1, Rational(1, 3))",
    "lowergamma(Rational(3, 2), 1)*bessely(1, 2)", "expint(1, 2)**(-2)", "tricomi_u(1, Rational(1, 2), 2)",
    "Si(1)/Shi(2)",
    "dirichlet_beta(3) - elliptic_k(Rational(1, 2))",
    "hyp2f1(1, Rational(1, 2), Rational(5, 3), -1) + elliptic_e(Rational(1, 3))", "atanh(Rational(1, 2))*acosh(3)",
)  # fmt: skip

Function = Callable[..., Any]
m = mpmath
PLAIN: Mapping[str, Function] = {
    name: getattr(m, name)
    for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh",
                 "acosh", "atanh", "gamma", "zeta", "polylog", "binomial", "erf", "erfc", "erfi", "cot", "coth", "beta",
                 "factorial")
}  # fmt: skip


def psi(*arguments: Any) -> Any:
    """psi(x), and psi(m, x), its m-th derivative."""
    return m.psi(*((0, *arguments) if len(arguments) == 1 else arguments))


SAGE: Mapping[str, Any] = {
    **PLAIN, "pi": m.pi, "e": m.e, "catalan": m.catalan, "euler_gamma": m.euler, "golden_ratio": m.phi,
    "hypergeometric": m.hyper, "bessel_I": m.besseli, "bessel_J": m.besselj, "bessel_K": m.besselk,
    "bessel_Y": m.bessely, "gamma_inc_lower": lambda s, x: m.gammainc(s, 0, x),
    "gamma_inc": lambda s, x: m.gammainc(s, x),
    "psi": psi, "lambert_w": m.lambertw, "exp_integral_e": m.expint, "exp_integral_ei": m.ei, "hurwitz_zeta": m.zeta,
    "hypergeometric_U": m.hyperu, "sin_integral": m.si, "sinh_integral": m.shi, "elliptic_kc": m.ellipk,
    "elliptic_ec": m.ellipe,
}  # fmt: skip
MATHEMATICA: Mapping[str, Function] = {
    "HypergeometricPFQ": lambda a, b, x: m.hyper(list(a), list(b), x), "BesselI": m.besseli, "BesselJ": m.besselj,
    "BesselK": m.besselk, "BesselY": m.bessely, "PolyLog": m.polylog, "PolyGamma": psi, "ProductLog": m.lambertw,
    "ExpIntegralE": m.expint, "ExpIntegralEi": m.ei, "CubeRoot": m.cbrt, "Zeta": m.zeta, "Erf": m.erf, "Erfc": m.erfc,
    "Erfi": m.erfi, "Beta": m.beta, "LerchPhi": m.lerchphi, "EllipticK": m.ellipk, "EllipticE": m.ellipe,
    "Gamma": lambda s, *x: m.gammainc(s, *x) if x else m.gamma(s), "HypergeometricU": m.hyperu,
    "SinIntegral": m.si, "SinhIntegral": m.shi, "Factorial": m.factorial,
    "DirichletBeta": lambda s: (m.zeta(s, 0.25) - m.zeta(s, 0.75)) / 4**s, "Binomial": m.binomial,
}  # fmt: skip
_NAMES = {"Catalan": m.catalan, "EulerGamma": m.euler, "GoldenRatio": m.phi, "Pi": m.pi, "E": m.e}
_OPERATORS: Mapping[type, Function] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip


def of_sage(text: str) -> Any:
    """The value of a text of Sage, in which ^ is a power and a quotient of integers is exact."""

    def value(node: ast.AST) -> Any:
        match node:
            case ast.Constant(int(number)):
                return m.mpf(number)
            case ast.Name(name):
                return +SAGE[name]
            case ast.UnaryOp(ast.USub(), operand):
                return -value(operand)
            case ast.BinOp(left, sign, right):
                return _OPERATORS[type(sign)](value(left), value(right))
            case ast.List(items):
                return [value(item) for item in items]
            case ast.Call(ast.Name(name), arguments, []):
                return SAGE[name](*map(value, arguments))
        raise AssertionError(ast.dump(node))

    return value(ast.parse(text.replace("^", "**"), mode="eval").body)


def of_mathematica(text: str) -> Any:
    """The value of a text of Mathematica."""

    def value(found: Any) -> Any:
        if isinstance(found, tuple | sympy.Tuple):
            return [value(item) for item in found]
        if isinstance(found, AppliedUndef):
            return MATHEMATICA[found.func.__name__](*map(value, found.args))
        if isinstance(found, sympy.Symbol):
            return +_NAMES[found.name]
        if not found.args or not found.has(AppliedUndef, sympy.Symbol):
            return m.mpmathify(sympy.N(found, 40))
        inner = [value(argument) for argument in found.args]
        if isinstance(found, sympy.Add | sympy.Mul):
            return reduce(operator.add if isinstance(found, sympy.Add) else operator.mul, inner)
        return operator.pow(*inner) if isinstance(found, sympy.Pow) else PLAIN[type(found).__name__](*inner)

    return value(parse_mathematica(text))


def of_pari(text: str) -> Any:
    return m.mpmathify(str(cypari.pari(text)).replace(" E", "e"))


READERS: Mapping[str, Function] = {"sage": of_sage, "mathematica": of_mathematica, "pari": of_pari}


@pytest.mark.parametrize("language", READERS)
def test_each_language_gives_the_value_of_every_constant_of_the_library(language: str) -> None:
    wrong = [one.name for one in LIBRARY if not _agrees(one, language)]
    assert wrong == []


def _agrees(one: Constant, language: str) -> bool:
    with m.workdps(30):
        found = READERS[language](code(one.sympy, language))
        return bool(abs(found - m.mpf(one.value(30).str(30, radius=False))) < 1e-12 * (1 + abs(found)))


@pytest.mark.parametrize("text", UNUSUAL)
def test_the_three_languages_agree_on_what_is_unusual(text: str) -> None:
    with m.workdps(30):
        values = [m.mpmathify(reader(code(text, language))) for language, reader in READERS.items()]
        assert max(abs(value - values[0]) for value in values) < 1e-12


def test_every_constant_has_a_text_in_every_language() -> None:
    for language in LANGUAGES:
        for constant in LIBRARY:
            text = code(constant.sympy, language)
            assert "**" not in text and "Rational" not in text


@pytest.mark.parametrize("language", READERS)
def test_a_formula_is_a_list_of_two_polynomials_and_a_value(language: str, formula) -> None:
    stream = io.StringIO()
    write([Formula.from_json(formula(a="3*n + 1", b="-2*n**2 + n"))], language, stream)
    (line,) = stream.getvalue().splitlines()
    opening, closing = LANGUAGES[language].array.format("\0").split("\0")
    text, _, comment = line.partition(f"{closing}  ")
    a, b, value = text.removeprefix(opening).split(", ")
    assert comment == LANGUAGES[language].comment.format("numeric")
    assert [parse_polynomial(side)(2) for side in (a, b)] == [7, -6]
    assert float(READERS[language](value)) == pytest.approx(1.2732395447351628)


def test_rows_that_are_no_formulas_are_refused() -> None:
    with pytest.raises(InputError, match="csv"):
        write([{"x": 1}], "sage", io.StringIO())
