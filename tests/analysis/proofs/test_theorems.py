"""Every record of the file of theorems, evaluated by other means: mpmath, convergents, and Python's own grammar."""

import ast
import re
import tomllib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.proofs import rational
from analysis.proofs.rational import NotCovered, evaluated, holds, square_part
from analysis.proofs.theorems import numbers, spelt, theorem, theorems

DIGITS = 100  # of the arithmetic


@cache
def unit_3f2(*parameters: Any) -> Any:
    """₃F₂(a, b, c; d, e; 1): the first terms, and for the others R(k) = k t(k) Σ rⱼ k^(−j), R(k) − R(k+1) = t(k)."""
    a, b, c, d, e = parameters
    return unit_sum(lambda k: (a + k) * (b + k) * (c + k) / ((1 + k) * (d + k) * (e + k)))


def apery(x: Any, y: Any) -> Any:
    """Γ(2x+y) Γ(x)³ Γ(y)²/(Γ(2x) Γ(x+y)⁴) Σ (1 + 2k/a) (a)ₖ (x)ₖ⁴ (y)ₖ/(k! (x+y)ₖ⁴ (2x)ₖ), a = 2x + y − 1."""
    a, g = 2 * x + y - 1, mpmath.gamma
    ratio = lambda k: (a + 2 * k + 2) / (a + 2 * k) * (a + k) / (1 + k) * ((x + k) / (x + y + k)) ** 4  # noqa: E731
    found = unit_sum(lambda k: ratio(k) * (y + k) / (2 * x + k))
    return found * g(a + 1) * g(x) ** 3 * g(y) ** 2 / (g(2 * x) * g(x + y) ** 4)


def unit_sum(ratio: Callable[[Any], Any]) -> Any:
    term, total = mpmath.mpf(1), mpmath.mpf(0)
    for k in range(FIRST):
        term, total = term * ratio(k), total + term
    rows = [
        [mpmath.mpf(k) ** (1 - j) - ratio(k) * mpmath.mpf(k + 1) ** (1 - j) for j in range(ORDERS)]
        for k in range(FIRST, FIRST + ORDERS)
    ]
    found = mpmath.lu_solve(mpmath.matrix(rows), mpmath.matrix([1] * ORDERS))
    return total + term * sum(r * mpmath.mpf(FIRST) ** (1 - j) for j, r in enumerate(found))


FIRST, ORDERS = 150, 32
FUNCTIONS = {
    "sqrt": mpmath.sqrt, "exp": mpmath.exp, "log": mpmath.log, "atan": mpmath.atan, "tan": mpmath.tan,
    "asin": mpmath.asin, "asinh": mpmath.asinh, "polylog": mpmath.polylog,
    "coth": mpmath.coth, "floor": mpmath.floor, "atanh": mpmath.atanh,
    "cosh": mpmath.cosh, "cos": mpmath.cos, "sinh": mpmath.sinh, "besselj": mpmath.besselj, "hyp0f1": mpmath.hyp0f1,
    "elliptic_k": mpmath.ellipk, "elliptic_e": mpmath.ellipe,
    "tanh": mpmath.tanh, "sin": mpmath.sin, "cot": mpmath.cot, "gamma": mpmath.gamma, "digamma": mpmath.digamma,
    "polygamma": mpmath.polygamma,
    "zeta": mpmath.zeta, "erf": mpmath.erf, "erfc": mpmath.erfc, "erfi": mpmath.erfi, "Ei": mpmath.ei,
    "expint": mpmath.expint, "besseli": mpmath.besseli, "hyp1f1": mpmath.hyp1f1, "hyp2f1": mpmath.hyp2f1,
    "hyp3f2": lambda *parameters: unit_3f2(*parameters[:5]), "apery": apery,
    "besselk": mpmath.besselk, "uppergamma": mpmath.gammainc, "lowergamma": lambda s, x: mpmath.gammainc(s, 0, x),
    "bessel_ratio": lambda v, x: mpmath.besseli(v, x) / mpmath.besseli(v + 1, x),
    "bessel_j_ratio": lambda v, x: mpmath.besselj(v, x) / mpmath.besselj(v + 1, x),
    "dirichlet_beta": lambda s: (mpmath.zeta(s, 0.25) - mpmath.zeta(s, 0.75)) / mpmath.mpf(4) ** s,
}  # fmt: skip
CONSTANTS = {
    "pi": lambda: mpmath.pi, "e": lambda: mpmath.e, "catalan": lambda: mpmath.catalan,
    "golden_ratio": lambda: mpmath.phi, "euler_gamma": lambda: mpmath.euler,
    "gompertz": lambda: mpmath.quad(lambda t: mpmath.exp(-t) / (1 + t), [0, 1, 10, mpmath.inf]),
    "lemniscate": lambda: mpmath.pi / mpmath.agm(1, mpmath.sqrt(2)),
    "gauss": lambda: 1 / mpmath.agm(1, mpmath.sqrt(2)),
}  # fmt: skip
OPERATIONS = {
    ast.Add: lambda x, y: x + y, ast.Sub: lambda x, y: x - y, ast.Mult: lambda x, y: x * y,
    ast.Div: lambda x, y: x / y, ast.Pow: lambda x, y: mpmath.power(x, y),
}  # fmt: skip


def value_of(text: str, values: Mapping[str, Fraction]) -> Any:
    """The number that the text of a constant, or of a definition, stands for."""

    def value(node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=int(number)):
                return mpmath.mpf(number)
            case ast.Name(id=name):
                return mpmath.fraction(*values[name].as_integer_ratio())() if name in values else +CONSTANTS[name]()
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -value(inner)
            case ast.BinOp(left=left, op=operation, right=right):
                return OPERATIONS[type(operation)](value(left), value(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return FUNCTIONS[name](*map(value, arguments))
        raise AssertionError(ast.dump(node))

    return value(ast.parse(text.replace("^", "**"), mode="eval").body)


LENGTH, MEANS, SERIES = 1000, 60, 40  # convergents; how often neighbours are averaged; convergents of series


def limit_of(a: tuple[int, ...], b: tuple[int, ...]) -> Any:
    """The limit of the convergents p/q.

    Slow ones: for b > 0 one of two solutions of the recurrence alternates, which means of neighbours kill in p and in q
    (both divided by a smooth factor of their growth); for b < 0 the error is a series in 1/n (Richardson).
    """
    p, q, growth = [mpmath.mpf(1), mpmath.mpf(a[0])], [mpmath.mpf(0), mpmath.mpf(1)], mpmath.mpf(1)
    above, below = [], []
    for n in range(1, LENGTH):
        x, y = mpmath.polyval(a[::-1], n), mpmath.polyval(b[::-1], n)
        p, q = [p[1], x * p[1] + y * p[0]], [q[1], x * q[1] + y * q[0]]
        growth *= (abs(x) + mpmath.sqrt(abs(x * x + 4 * y))) / 2
        above.append(p[1] / growth)
        below.append(q[1] / growth)
    last, before = above[-1] / below[-1], above[LENGTH // 2] / below[LENGTH // 2]
    if abs(last - before) < mpmath.mpf(10) ** -20 * (1 + abs(last)):
        return last
    if b[-1] < 0:
        return mpmath.richardson([x / y for x, y in zip(above[:SERIES], below[:SERIES], strict=True)])[0]
    for _ in range(MEANS):
        above, below = ([x + y for x, y in pairwise(one)] for one in (above[-2 * MEANS :], below[-2 * MEANS :]))
    return above[-1] / below[-1]


def image(m: tuple[int, int, int, int], x: Any) -> Any:
    p, q, r, s = m
    return (p * x + q) / (r * x + s)


def fractions(texts: list[str]) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, texts))


def tried(record: Mapping[str, Any]) -> list[tuple[Fraction, ...]]:
    width = len(record["parameters"])
    return (
        [fractions(row) for row in record["try"]] if "try" in record else [fractions(r[:width]) for r in record["rows"]]
    )


FRACTIONAL = {  # the error falls like a fractional power of n, or with logarithms: others take the tail
    "Beta derivative",
    "Beta by reflection",
    "Gauss's sum",
    "gamma product",
    "logarithm of the sine",  # test_series_theorems
    "3F2 in a lower parameter",  # test_unit_theorems
}
STATED = [
    (name, parameters) for name, record in theorems().items() if name not in FRACTIONAL for parameters in tried(record)
]


@pytest.mark.parametrize(
    ("name", "parameters"), STATED, ids=lambda part: str(part) if isinstance(part, str) else ",".join(map(str, part))
)
def test_both_sides_of_every_theorem_agree(name: str, parameters: tuple[Fraction, ...]) -> None:
    found = theorem(name, parameters)
    with mpmath.workdps(DIGITS):
        limit = limit_of(found.a, found.b)
        for constant, m in found.names:
            assert abs(image(m, value_of(constant, {})) - limit) < mpmath.mpf(10) ** -10 * (1 + abs(limit)), constant


def determined(record: Mapping[str, Any], name: Mapping[str, Any]) -> dict[str, Fraction]:
    """The arguments that a name's own conditions fix: "t = 1/3"."""
    equal = (re.fullmatch(r"(\w+) = (-?\d+(?:/\d+)?)", condition) for condition in name["where"])
    return {found[1]: Fraction(found[2]) for found in equal if found}


def choices(number: str) -> list[tuple[Fraction, ...]]:
    """Arguments at which the names of a number are tried: those that its theorems are tried at, and special ones."""
    record = numbers()[number]
    width = len(record["parameters"])
    found = [tuple(fixed.values()) for name in record["names"] if len(fixed := determined(record, name)) == width]
    return list(dict.fromkeys([*found, *(fractions(row) for row in record["try"])]))


@pytest.mark.parametrize("number", numbers())
def test_every_name_of_every_number_is_right(number: str) -> None:
    record, met = numbers()[number], set()
    with mpmath.workdps(DIGITS):
        for arguments in choices(number):
            values = dict(zip(record["parameters"], arguments, strict=True))
            meaning = value_of(record["meaning"], values)
            values |= {short: evaluated(text, values) for short, text in record.get("let", {}).items()}
            for name in record["names"]:
                if all(holds(condition, values) for condition in name["where"]):
                    met.add(str(name))
                    constant, entries = spelt(name, values)
                    m = tuple(mpmath.mpf(x.numerator) / x.denominator for x in entries)
                    again = image(m, value_of(constant, {}))
                    assert abs(again - meaning) < mpmath.mpf(10) ** -40 * (1 + abs(meaning)), (name, arguments)
    assert len(met) == len(record["names"])


REFUSED = {
    "binomial": ["0,1/2", "1,1/2", "1/3,1", "1/2,1/2", "1/4,4/5"], "hyperbolic binomial": ["0,1", "1,0", "-1,1"],
    "circular binomial": ["0,1/2", "1/2,1", "1/2,0"],
    "Bessel of negative integer order": ["0,1", "1/2,1", "1,0"],
    "tangent": ["0"], "Bessel": ["-1,1", "0,0"], "Kummer": ["-1,1", "-1/2,1", "0,0"], "exponential": ["0"],
    "error integral": ["0", "-1"], "conjugate error integral": ["0", "-1"],
    "incomplete gamma": ["0,1", "1,1", "1/3,0", "1/2,1"],
    "conjugate incomplete gamma": ["0,1", "1,1", "1/3,0", "1/2,1"],
    "arctangent": ["0", "-1", "-2"], "logarithm": ["0", "2/3", "1", "2"], "half arctangent": ["0", "2/3", "1", "2"],
    "Gauss": ["0,2,-1", "1,1,-1", "3/2,2,-1", "1,5/2,-1", "1,2,0", "1,2,2/3"],
    "conjugate Gauss": ["0,2,-1", "1,1,-1", "3/2,2,-1", "1,5/2,-1", "1,2,0", "1,2,2/3"],
    "exponential integral": ["0", "-1"], "error function": ["0", "-1"], "Mills ratio": ["0", "-1"],
    "Brouncker": ["0", "-1"], "Bailey": ["-1/2,0", "0,-1/2", "1,1"], "digamma": ["0", "-1"],
    "trigamma": ["0", "-1"], "alternating squares": ["-1/2"], "cubes": ["-1/2"],
    "Beta derivative": ["0", "1", "-1/2"], "Beta by reflection": ["0", "1", "2"],
    "gamma product": ["0,1/2,1/4", "1/2,0,1/4", "1/2,1/2,1", "1/2,1/3,1/2", "1/2,1/2,-1/4"],
    "Gauss's sum": ["0,1/2,1", "1/2,0,1", "1/2,1/2,1", "1/2,-1/2,1"],
    "arcsine integral": ["0", "1/2", "2", "-2"],
    "zeta series": ["1", "0", "5/2", "17"], "alternating zeta series": ["1", "5/2", "17"],
    "beta series": ["1", "5/2", "17"], "cosecant": ["0", "1", "1/5", "2/3"], "cotangent": ["0", "1/2", "1/5", "2/3"],
    "upper incomplete gamma": ["0,1", "1,1", "1/2,1", "1/3,0", "1/3,-1"],
    "Macdonald": ["1/2,1", "-1/2,1", "0,0", "0,-1"],
    "parabolic cylinder": ["0", "-1"], "Ramanujan": ["1/2,1", "1/2,1/3", "1/4,1/64"],
    "binomial logarithm": ["0", "2", "-3/2"],
    "arcsine square": ["0", "2", "-3/2"], "arcsine": ["0", "2", "-2"], "Zagier": ["7", "11"],
    "elliptic integral of the second kind": ["0", "1", "-2"],
    "elliptic integral": ["0", "1", "-2"], "Bessel series": ["0,1", "-1/2,1", "1,0"],
    "2F1 series": ["0,1,1,1/2", "1,1,1,1", "1,1,1,0", "1/2,1/2,1,-2", "2,2,3,-1", "1,1,1,-1"],
    "1F1 series": ["1,1,-3", "0,1,1", "1,1,0"],
    "squares of K": ["1/2"],
    "3F2 series": ["1,1,1,1,2", "0,1,1,2,2"], "series of the exponential integral": ["0", "-5"],
    "quadratic poles": ["0,1", "1/3,1", "2,1", "1,0", "1,-1", "1,-1/4", "1/2,-1/4", "1/2,-1"],
    "alternating quadratic poles": ["0", "-1", "-1/4", "-2"],
    "rows of zeta(2)": ["0,1", "1/2,0"], "rows of zeta(3)": ["0,1", "1/2,1/3"],
    "integrals of Apéry": ["0", "-1/2"], "integrals of Franel": ["0", "-1/2"], "Bessel moments": ["1/2"],
    "3F2 in a lower parameter": ["1/2,1/2,1/2,1/2,1", "1,1/2,1/2,1,1", "0,1,1,1,2", "2,2,2,1,4"],
    "moments of 2F1": ["1/4,1/4,1/2,1", "0,1,1,4", "1,1,1,5/2"],
    "product of Bessel functions": ["1/2,1", "3,1", "0,0"],
    "well-poised 5F4": ["0,1/4,1/4,1/4", "1,1,1/2,1/2", "1,0,1/2,1/3"],
    "well-poised 4F3": ["0,1/4,1/4", "1,1,1", "1,3/4,3/4", "1,0,1/2"],
    "Clausen": ["0,1/2,1/2", "1/2,1/2,0", "1/2,1/2,1", "1/2,1/2,-2"],
    "Kummer sum": ["-1/2,3/2", "0,1", "1,3", "1/2,1/2"],
}  # fmt: skip


@pytest.mark.parametrize("name", theorems())
def test_parameters_outside_the_conditions_are_refused(name: str) -> None:
    width = len(theorems()[name]["parameters"])
    large = [",".join([f"{10**120}"] * width)] if width else []
    for text in [*(REFUSED[name] if width else ()), ",".join(["1"] * (width + 1)), *large]:
        with pytest.raises(NotCovered):
            theorem(name, fractions(text.split(",")))


@pytest.mark.parametrize(
    ("text", "value"),
    [("2^3^2", 512), ("-2^2", -4), ("2 - 3 - 4", -5), ("2/3/4", "1/6"), ("2*-3", -6), ("-(1 - 2)*3", 3),
     ("2^-2*3", "3/4"), ("1 - 2^2/4", 0), ("abs(-1/2)^2", "1/4"), ("-sqrt(4)^2", -4)],
)  # fmt: skip
def test_operators_bind_as_in_mathematics(text: str, value: int | str) -> None:
    assert evaluated(text, {}) == Fraction(value)


@pytest.mark.parametrize("text", ["1 +", "(1", "2 3", "", "x(", "f(1)", "1 % 2", "x.real"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises((SyntaxError, KeyError)):
        evaluated(text, {"x": Fraction(1)})


@given(st.integers(1, 10**9), st.integers(1, 10**5))
def test_square_factors_are_drawn_out_of_roots(number: int, factor: int) -> None:
    outer, core = square_part(number * factor * factor)
    assert outer * outer * core == number * factor * factor
    assert all(core % (p * p) for p in range(2, 1000))


@given(st.fractions(min_value=0, max_denominator=50), st.integers(1, 9))
def test_a_power_has_its_base_and_exponent(x: Fraction, k: int) -> None:
    values = {"x": (x + 2) ** k}
    base, exponent = evaluated("base(x)", values), evaluated("exponent(x)", values)
    assert base**exponent == values["x"] and exponent % k == 0
    assert evaluated("base(1/x)", values) == base and evaluated("exponent(1/x)", values) == -exponent


def test_records_have_the_keys_that_the_head_of_the_file_names_and_a_source() -> None:
    stated = {
        "name",
        "parameters",
        "where",
        "a",
        "b",
        "number",
        "map",
        "case",
        "columns",
        "rows",
        "try",
        "source",
        "let",
    }
    whole = tomllib.loads(Path(rational.__file__).with_name("theorems.toml").read_text("utf-8"))
    assert [*theorems().values()] == whole["theorem"] and [*numbers().values()] == whole["number"]
    for record in theorems().values():
        assert record.keys() <= stated and record["source"] and (record.keys() & {"try", "rows"})
    for record in numbers().values():
        assert record.keys() - {"let"} == {"name", "parameters", "meaning", "try", "names"}
        assert all(name.keys() <= {"where", "constant", "scale", "map", "gammas", "rule"} for name in record["names"])
