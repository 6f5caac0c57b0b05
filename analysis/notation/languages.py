"""Expressions of the store as text for PARI/GP, Sage and Mathematica: one record for each language.

Names and argument orders are those of the three manuals: pari.math.u-bordeaux.fr/dochtml, doc.sagemath.org/html/en/
reference/functions, reference.wolfram.com/language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from analysis.errors import InputError, echo
from analysis.notation.special import orders_of, parse_printed
from analysis.reading.expressions import Call, Integer, Name, Power, Product, Sum, Tree

Writer = Callable[..., str]
_NAMED_SERIES = {"hyp0f1": "pFq_0_1", "hyp1f1": "pFq_1_1", "hyp2f1": "pFq_2_1", "hyp3f2": "pFq_3_2"}
_SUM, _PRODUCT, _POWER, _ATOM = range(4)  # how tightly a text binds


@dataclass(frozen=True)
class Language:
    """How a language spells names, functions (by another name, or by what writes them), calls and lists."""

    names: Mapping[str, str]
    functions: Mapping[str, str | Writer]
    call: str = "{}({})"
    array: str = "[{}]"
    comment: str = "# {}"
    same: frozenset[str] = field(default_factory=frozenset)

    def called(self, function: str, arguments: Sequence[str]) -> str:
        """A call. Raises InputError for a function that the language has not."""
        function = _NAMED_SERIES.get(function, function)
        if (orders := orders_of(function)) is not None:
            p, q = orders
            groups = arguments[:p], arguments[p : p + q]
            arguments = [*(self.array.format(", ".join(group)) for group in groups), arguments[-1]]
            function = "hyper"
        spelt = self.functions.get(function, function if function in self.same else None)
        if spelt is None:
            raise InputError(f"function {echo(function)}", "functions that the language has")
        if isinstance(spelt, str):
            return self.call.format(spelt, ", ".join(arguments))
        try:
            return spelt(*arguments)
        except TypeError:
            raise InputError(
                f"{echo(function)} of {len(arguments)} argument{'s' * (len(arguments) != 1)}", "as many as it takes"
            ) from None


_TRIGONOMETRY = frozenset(
    ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh",
     "atanh", "gamma", "zeta", "polylog", "binomial")
)  # fmt: skip


def _pari_zeta(s: str, a: str = "1") -> str:
    return f"zeta({s})" if a == "1" else f"zetahurwitz({s}, {a})"


def _pari_polygamma(m: str, x: str) -> str:
    return f"((-1)^({m} + 1)*({m})!*zetahurwitz({m} + 1, {x}))"


def _pari_bessel(function: str, order: str, x: str) -> str:
    """PARI refuses negative integer orders: I is that of the absolute value, J but for a sign."""
    plain = order.removeprefix("-")
    if plain == order or not plain.isdigit():
        return f"{function}({order}, {x})"
    spelt = f"{function}({plain}, {x})"
    return f"(-{spelt})" if function == "besselj" and int(plain) % 2 else spelt


def _beta(hurwitz: str, s: str) -> str:
    return f"(({hurwitz}({s}, 1/4) - {hurwitz}({s}, 3/4))/4^({s}))"


def _sage_zeta(s: str, a: str = "1") -> str:
    return f"zeta({s})" if a == "1" else f"hurwitz_zeta({s}, {a})"


LANGUAGES: Mapping[str, Language] = {
    "pari": Language(
        {"pi": "Pi", "E": "exp(1)", "e": "exp(1)", "I": "I", "Catalan": "Catalan", "EulerGamma": "Euler",
         "GoldenRatio": "((1 + sqrt(5))/2)"},
        {"cbrt": "(({})^(1/3))".format, "root": "(({})^(1/({})))".format, "hyper": "hypergeom",
         "besseli": partial(_pari_bessel, "besseli"), "besselj": partial(_pari_bessel, "besselj"),
         "besselk": "besselk", "bessely": "bessely",
         "lowergamma": "incgamc", "uppergamma": "incgam", "erfc": "erfc", "digamma": "psi", "LambertW": "lambertw",
         "erf": "(1 - erfc({}))".format, "erfi": "imag(1 - erfc(I*({})))".format,
         "expint": "(({1})^({0} - 1)*incgam(1 - ({0}), {1}))".format,
         "beta": "(gamma({0})*gamma({1})/gamma({0} + {1}))".format, "factorial": "factorial",
         "cot": "cotan", "coth": "cotanh", "zeta": _pari_zeta, "polygamma": _pari_polygamma,
         "Ei": "(-real(eint1(-({}))))".format, "elliptic_k": "ellK(sqrt({}))".format,
         "elliptic_e": "ellE(sqrt({}))".format, "agm": "agm",
         "tricomi_u": "hyperu", "dirichlet_beta": partial(_beta, "zetahurwitz"),
         "re": "real", "im": "imag", "Si": "(imag(eint1(I*({}))) + Pi/2)".format,
         "Shi": "((eint1({0}) - real(eint1(-({0}))))/2)".format},
        comment="\\\\ {}", same=_TRIGONOMETRY,
    ),
    "sage": Language(
        {"pi": "pi", "E": "e", "e": "e", "I": "I", "Catalan": "catalan", "EulerGamma": "euler_gamma",
         "GoldenRatio": "golden_ratio"},
        {"cbrt": "(({})^(1/3))".format, "root": "(({})^(1/({})))".format, "hyper": "hypergeometric",
         "besseli": "bessel_I", "besselj": "bessel_J", "besselk": "bessel_K", "bessely": "bessel_Y",
         "lowergamma": "gamma_inc_lower", "uppergamma": "gamma_inc", "digamma": "psi", "LambertW": "lambert_w",
         "expint": "exp_integral_e", "polygamma": "psi", "Ei": "exp_integral_ei", "zeta": _sage_zeta,
         "elliptic_k": "elliptic_kc", "elliptic_e": "elliptic_ec",
         "tricomi_u": "hypergeometric_U", "dirichlet_beta": partial(_beta, "hurwitz_zeta"), "Si": "sin_integral",
         "Shi": "sinh_integral", "re": "real_part", "im": "imag_part"},
        same=_TRIGONOMETRY | {"erf", "erfc", "erfi", "cot", "coth", "beta", "factorial"},
    ),
    "mathematica": Language(
        {"pi": "Pi", "E": "E", "e": "E", "I": "I", "Catalan": "Catalan", "EulerGamma": "EulerGamma",
         "GoldenRatio": "GoldenRatio"},
        {**{name: name.capitalize() for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh",
                                                 "cot", "coth", "gamma", "zeta", "beta", "erf", "erfc", "erfi",
                                                 "factorial", "binomial")},
         **{f"a{name}": f"Arc{name.capitalize()}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
         "cbrt": "CubeRoot", "root": "(({})^(1/({})))".format, "hyper": "HypergeometricPFQ", "besseli": "BesselI",
         "besselj": "BesselJ", "besselk": "BesselK", "bessely": "BesselY", "polylog": "PolyLog",
         "lowergamma": "Gamma[{}, 0, {}]".format, "uppergamma": "Gamma", "digamma": "PolyGamma",
         "polygamma": "PolyGamma", "LambertW": "ProductLog", "expint": "ExpIntegralE", "elliptic_k": "EllipticK",
         "elliptic_e": "EllipticE", "lerchphi": "LerchPhi", "Ei": "ExpIntegralEi",
         "tricomi_u": "HypergeometricU", "dirichlet_beta": "DirichletBeta", "Si": "SinIntegral", "Shi": "SinhIntegral",
         "re": "Re", "im": "Im"},
        call="{}[{}]", array="{{{}}}", comment="(* {} *)",
    ),
}  # fmt: skip


def code(text: str, language: str) -> str:
    """An expression of the store in a language of LANGUAGES. Raises InputError for what that language has no name for.

    >>> code("6/zeta(3) - E**2*besseli(0, Rational(1, 2))", "mathematica")
    '6/Zeta[3] - E^2*BesselI[0, 1/2]'
    >>> code("hyper((1, Rational(1, 2)), (2,), -1)/GoldenRatio", "pari")
    'hypergeom([1, 1/2], [2], -1)/((1 + sqrt(5))/2)'
    >>> code("besseli(-3, 2)", "pari"), code("2/besselj(-3, 2)", "pari")
    ('besseli(3, 2)', '2/(-besselj(3, 2))')
    """
    return _text(parse_printed(text), LANGUAGES[language])[0]


def _text(tree: Tree, language: Language) -> tuple[str, int]:
    match tree:
        case Integer(value):
            return str(value), _ATOM
        case Name("n"):
            return "n", _ATOM
        case Name(text) if text in language.names:
            return language.names[text], _ATOM
        case Sum(terms):
            return _sum(terms, language), _SUM
        case Product(((1, Sum(((-1, _),))), *_)):
            return _sum([(1, tree)], language), _SUM
        case Product(factors):
            return _product(factors, language), _PRODUCT
        case Power(base, exponent):
            return f"{_at(base, _ATOM, language)}^{_at(exponent, _ATOM, language)}", _POWER
        case Call("Rational", (top, bottom)):
            above = _text(top, language)[0]  # an integer with its sign
            return f"{above}/{_at(bottom, _ATOM, language)}", _SUM if above.startswith("-") else _PRODUCT
        case Call(function, arguments):
            return language.called(function, [_text(argument, language)[0] for argument in arguments]), _ATOM
    raise InputError(f"name {echo(str(tree))}", ", ".join(language.names))


def _at(tree: Tree, level: int, language: Language) -> str:
    text, binds = _text(tree, language)
    return text if binds >= level else f"({text})"


def _sum(terms: Sequence[tuple[int, Tree]], language: Language) -> str:
    (sign, first), *rest = (_signed(*term) for term in terms)
    head = f"-{_at(first, _PRODUCT, language)}" if sign < 0 else _text(first, language)[0]
    return head + "".join(f" {'-' if sign < 0 else '+'} {_at(term, _PRODUCT, language)}" for sign, term in rest)


def _signed(sign: int, term: Tree) -> tuple[int, Tree]:
    """−2 n² as what 2 n² is taken from."""
    match term:
        case Product(((1, Sum(((-1, first),))), *rest)):
            return -sign, replace(term, factors=((1, first), *rest))
    return sign, term


def _product(factors: Sequence[tuple[int, Tree]], language: Language) -> str:
    parts = (
        f"/{_at(one, _POWER, language)}" if sign < 0 else f"*{_at(one, _PRODUCT, language)}" for sign, one in factors
    )
    text = "".join(parts)
    return text[1:] if text.startswith("*") else f"1{text}"
