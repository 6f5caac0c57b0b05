"""One line of Unicode: what a terminal shows is what one would write by hand."""

import pytest

from analysis.exact.polynomials import parse_polynomial
from analysis.notation.expressions import expression
from analysis.notation.formulas import polynomial
from analysis.notation.unicode import unicode


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("4/pi", "4/π"),
        ("-1 + sqrt(E)", "√e − 1"),
        ("besseli(0, 1)/besseli(1, 1)", "I₀(1)/I₁(1)"),
        ("bessel_ratio(1/2, 3)", "I₁⁄₂(3)/I₃⁄₂(3)"),
        ("(2 + pi)/(-2 + pi)", "(π + 2)/(π − 2)"),
        ("4/(3*pi)", "4/(3π)"),
        ("gamma(Rational(1, 4))**4/pi**2", "Γ(1/4)⁴/π²"),
        ("sqrt(2)*log(1+sqrt(2))", "√2 log(√2 + 1)"),
        ("pi*sqrt(3)/9", "√3 π/9"),
        ("-(tan(1) + 1)", "−tan(1) − 1"),
        ("-(E - 3)", "3 − e"),
        ("pi - (E - 3)", "π − (e − 3)"),
        ("2*I/(sqrt(2)*pi)", "√2 i/π"),
        ("3/(pi*sqrt(2))", "3/(√2 π)"),
        ("E**Rational(2, 3)", "e^(2/3)"),
        ("6/zeta(3)", "6/ζ(3)"),
        ("hyper((1, 1/2), (3/2,), -1)", "₂F₁(1, 1/2; 3/2; −1)"),
        ("root(7, 5)", "⁵√7"),
        ("1/(1/pi + 1)", "1/(1/π + 1)"),
        ("2/(3/pi)", "2π/3"),
        ("sqrt(2)*sqrt(pi)/2", "√(π/2)"),
        ("2/(sqrt(2)*sqrt(pi))", "√(2/π)"),
        ("gamma(1/4)**2/(sqrt(2)*sqrt(pi))", "Γ(1/4)²/√(2π)"),
        ("sqrt(pi*E/2)*erfc(1/sqrt(2))*3", "3√(π e/2) erfc(1/√2)"),
        ("sqrt(-2)*sqrt(pi)", "√π √(−2)"),
        ("sqrt(2)*pi/2", "√2 π/2"),
        ("gamma(1/2)*gamma(11/8)/(gamma(1)*gamma(7/8))", "√π Γ(11/8)/Γ(7/8)"),
        ("gamma(5/2)/gamma(Rational(3, 2))", "3/2"),
        ("gamma(1/2)^2 + gamma(1/2)^3 + gamma(7)", "π + π^(3/2) + Γ(7)"),
        ("zeta(3)/zeta(2)", "6ζ(3)/π²"),
        ("zeta(2)*zeta(4)/pi", "π⁵/540"),
        ("6*log(2)*zeta(2) - 3*zeta(3)", "π² log(2) − 3ζ(3)"),
        ("zeta(3) + zeta(2)/2", "ζ(3) + ζ(2)/2"),
    ],
)
def test_expressions_on_one_line(text: str, line: str) -> None:
    assert unicode(expression(text)) == line


@pytest.mark.parametrize(
    ("text", "line"), [("34n^3+51n^2+27n+5", "34n³ + 51n² + 27n + 5"), ("-n^6", "−n⁶"), ("n^12-1", "n¹² − 1")]
)
def test_polynomials_on_one_line(text: str, line: str) -> None:
    assert unicode(polynomial(parse_polynomial(text))) == line
