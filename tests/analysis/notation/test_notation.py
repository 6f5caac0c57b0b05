"""Formulas on paper: the same tree as LaTeX and as MathML, with signs, parentheses and escapes right."""

import random
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.constants.library import built_in_library
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.notation import formulas as notation
from analysis.notation.expressions import expression
from analysis.notation.latex import escape, latex
from analysis.notation.mathml import mathml
from analysis.notation.tree import Matrix, Number, Word

polynomials = st.lists(st.integers(-(10**12), 10**12), max_size=6).map(Polynomial.of)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1/2", r"-\frac{1}{2}"),
        ("3 - 4/(3*pi)", r"3 - \frac{4}{3 \pi}"),
        ("-(1-x)", "x - 1"),
        ("1-(x-1)", "1 - (x - 1)"),
        ("1-(-x)", "x + 1"),
        ("2*(-x)", "-2 x"),
        ("(-1 + 3*E**Rational(1, 2))/4", r"\frac{3 \sqrt{e} - 1}{4}"),
        ("exp(-1/2)", "e^{-1/2}"),
        ("gamma(1/3)^3/pi^2", r"\frac{\Gamma\mathopen{}\left(\frac{1}{3}\right)^{3}}{\pi^{2}}"),
        ("1/(besseli(0, 1)/besseli(1, 1))", r"\frac{I_{1}(1)}{I_{0}(1)}"),
        ("1/((1+x)/(y+2))", r"\frac{y + 2}{x + 1}"),
        ("3/((1+x)/(y+2))", r"\frac{3(y + 2)}{x + 1}"),
        ("4/(sqrt(2)*(1+pi))", r"\frac{2 \sqrt{2}}{\pi + 1}"),
        ("bessel_ratio(-1/4,1/2)", latex(expression("besseli(-1/4, 1/2)/besseli(3/4, 1/2)"))),
        (
            "0 + 2/5*hyper((1/4,), (9/4,), -1/4)",
            r"\frac{2\, {}_{1} F_{1}\mathopen{}\left(\frac{1}{4};\, \frac{9}{4};\, -\frac{1}{4}\right)}{5}",
        ),
        ("hyper((), (3,), 5)", r"{}_{0} F_{1}(3;\, 5)"),
        (
            "meijerg([[0], []], [[0, 1/2], []], 9/2)/(gamma(1)*gamma(3/2))",
            r"U\mathopen{}\left(1,\, \frac{1}{2},\, \frac{9}{2}\right)",
        ),
        ("hyper((1", None),
        ("bessel_ratio(-1,2)", r"\frac{I_{-1}(2)}{I_{0}(2)}"),
        ("((k)*V + (-1))/((1)*V + (2))", r"\frac{k V - 1}{V + 2}"),
        ("2*3^2", r"2 \cdot 3^{2}"),
        ("x0*n", "x_{0} n"),
    ],
)
def test_expressions_are_written_as_one_writes_them(text: str, expected: str | None) -> None:
    assert latex(expression(text)) == (expected or rf"\operatorname{{\text{{{escape(text)}}}}}")


def test_every_constant_of_the_library_is_understood() -> None:
    for constant in built_in_library():
        for text in (constant.name, constant.sympy):
            assert not isinstance(expression(text), Word), text


@given(text=st.text(max_size=60))
def test_any_text_becomes_well_formed_mathml(text: str) -> None:
    printable = "".join(c for c in text if c.isprintable())
    ElementTree.fromstring(mathml(expression(printable)).replace("&#x27;", "'"))


@given(text=st.text(max_size=60))
def test_any_text_leaves_latex_balanced(text: str) -> None:
    written = latex(expression(text)).replace(r"\{", "").replace(r"\}", "")
    assert written.count("{") == written.count("}")
    assert "$" not in written.replace(r"\$", "")


@pytest.mark.parametrize(
    "text", [r"\input{/etc/passwd}", "x}$ \\write18{ls}", "a]b*", "<script>", "5 % off", "日本", "α"]
)
def test_escaped_text_is_text(text: str) -> None:
    written = escape(text)
    assert written.isascii()
    assert not any(command in written for command in (r"\input", r"\write", "<"))


@given(polynomial=polynomials)
def test_a_polynomial_is_read_from_its_own_text_as_from_any_other(polynomial: Polynomial) -> None:
    assert parse_polynomial(str(polynomial)) == polynomial == parse_polynomial(f"({polynomial})")


@given(polynomial=polynomials)
def test_the_latex_of_a_polynomial_says_its_terms_in_falling_order(polynomial: Polynomial) -> None:
    written = latex(notation.polynomial(polynomial)).replace(r"\allowbreak ", "")
    terms = re.findall(r"([+-]?) ?(\d*) ?(?:(n)(?:\^\{(\d+)\})?)?", written)
    read = [
        (int((sign or "") + (size or "1")), int(power or 1) if n else 0) for sign, size, n, power in terms if size or n
    ]
    assert [power for _, power in read] == sorted((power for _, power in read), reverse=True)
    assert (
        Polynomial.of([sum(c for c, power in read if power == k) for k in range(polynomial.degree + 1)]) == polynomial
    )


def test_long_numbers_may_be_broken_at_the_end_of_a_line() -> None:
    digits = "".join(random.Random(1).choices("0123456789", k=40))
    assert latex(Number(digits)).replace(r"\allowbreak ", "") == digits != latex(Number(digits))


def test_a_fraction_ends_where_a_numerator_is_zero() -> None:
    tree = notation.continued_fraction(parse_polynomial("1"), parse_polynomial("n-2"), general=False)
    assert latex(tree) == r"1 - \cfrac{1}{1}"


def test_a_matrix_is_written_in_both_ways() -> None:
    matrix = Matrix(((Number("0"), Number("1")), (Number("2"), Number("3"))))
    assert latex(matrix) == r"\begin{pmatrix}0 & 1 \\ 2 & 3\end{pmatrix}"
    assert mathml(matrix).count("<mtd>") == 4
