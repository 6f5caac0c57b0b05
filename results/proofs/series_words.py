"""The end of a chain at a series, in words: the solution, the series, what its sum is, and the value."""

from dataclasses import replace
from fractions import Fraction
from math import gcd

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import polynomial
from analysis.notation.tree import (
    MINUS,
    NEGATIVE,
    PLUS,
    Fence,
    Number,
    Power,
    Quotient,
    Symbol,
    Tree,
    Word,
    equation,
    integer,
    row,
)
from analysis.notation.unicode import unicode
from analysis.proofs.certificate import End
from analysis.proofs.chain import lowest
from analysis.proofs.irrational_sums import Irrational
from analysis.proofs.polynomials import Poly, at_infinity, multiplied
from analysis.proofs.quadratic_sums import Quadratic
from analysis.proofs.reading import Mobius
from analysis.proofs.reading import polynomial as read
from analysis.proofs.series import NAMES, Terms, terms
from results.proofs.acceleration_words import accelerated_words
from results.proofs.combination_words import combination_words
from results.proofs.letters import Stage, image, prose, quotient, rational
from results.reports.document import Line, Math

WIDEST_RATIO = 100  # characters of the quotient of two terms
_S, _J = Symbol("S"), Symbol("j")


def series_words(at: Stage, end: End, mobius: Mobius, symbol: Tree) -> Line:
    """Up to the value, which is `mobius` of the constant that `symbol` spells."""
    found = terms(at.a, at.b, end["solution"], end["start"])
    if not isinstance(found, Terms):
        sums = prose(", $S(n) = ∑ t(k)$; and $|S(n)|$ grows beyond all bounds, so that its coefficients stay: ")
        return (*_second_solution(end), *sums)
    e, f, g, h = found.whole
    start = end["start"]
    convergent = equation(
        Quotient(at.sequence("p"), at.sequence("q")), image(lowest(found.whole), row(_S, Fence(Symbol("n"))))
    )
    words: Line = (
        *_second_solution(end),
        *prose(f". Here $S(n) = ∑ t(k)$ over ${start} < k ≤ n$ and $t({start + 1}) =$ "),
        Math(rational(found.first)),
        ", and the values at the beginning give ",
        Math(convergent),
        *prose(f" for $n ≥ {start}$. The series converges, as "),
        *_convergence(found),
        ". ",
    )
    if NAMES.isdisjoint(end):
        return (*words, "So, S being its sum, ")
    value = image(lowest(multiplied((h, -f, -g, e), mobius)), symbol)
    return (*words, *_sum(end), "Hence ", Math(equation(_S, value)), *_finite(found), ", and ")


def _finite(found: Terms) -> Line:
    """Why the denominator does not vanish."""
    return (
        prose(", and a partial sum with a bound of the rest shows that the denominator is not 0 there")
        if found.whole[2]
        else ()
    )


def _convergence(found: Terms) -> Line:
    degree, limit, fall = at_infinity(*found.ratio)
    if degree < 0 or abs(limit) < 1:
        return (*prose("$t(k+1)/t(k)$ tends to "), Math(rational(Fraction(0) if degree < 0 else limit)))
    more = Math(rational(fall))
    if limit > 0:
        return (*prose("$t(k+1)/t(k) = 1 − c/k + O(1/k^{2})$ with $c =$ "), more)
    return (*prose("$t(k+1)/t(k) = −1 + c/k + O(1/k^{2})$ with $c =$ "), more, ", by Leibniz")


def _second_solution(end: End) -> Line:
    solution = quotient(*(read(text) for text in end["solution"]))
    ratio = quotient(*(read(text) for text in end["term ratio"])) if "term ratio" in end else None
    return (
        *prose(" the recurrence has the solution $h$ with $h(n)/h(n−1) = R(n) =$ "),
        Math(solution),
        *prose(
            ", as $R(n) R(n−1) = a(n) R(n−1) + b(n)$. By Casorati's determinant $h$ times the partial sums $S(n)$ of a"
            " series $∑ t(n)$ with $t(n+1)/t(n) = −b(n+1)/(R(n) R(n+1))$"
        ),
        *((" = ", Math(ratio)) if ratio is not None and len(unicode(ratio)) <= WIDEST_RATIO else ()),
        *prose(" is a second solution, so that every convergent is a quotient of linear functions of $S(n)$"),
    )


def _sum(end: End) -> Line:
    """What becomes of S(n), by the partial fractions of the terms where these are given."""
    if "accelerated" in end:
        return accelerated_words(end)
    if "combination" in end:
        return combination_words(end)
    above, below = (read(text) for text in end["term ratio"])
    z, j = Fraction(above[-1], below[-1]), Symbol("j")
    others = Irrational.read(end, z)
    terms = [part for c, x, m in end.get("parts", []) for part in _part(Fraction(c), Fraction(x), m)]
    terms += [part for one in others.quadratics for part in _quadratic(one, z)]
    terms += [part for quotients in replace(others, quadratics=()).quotients(z) for part in _over(*quotients)]
    if "telescoped" in end:
        top, bottom = (polynomial(Polynomial(read(text)), j) for text in end["telescoped"])
        g = Quotient(top, bottom)
        scale = "" if z == 1 else "z "
        telescoping = (*prose(f" and ${scale}g(j+1) − g(j)$, which adds up to $−g(0)$, $g(j) =$ "), Math(g))
    else:
        telescoping = ()
    sizes = "" if z == 1 else f"$z^{{j}}$, $z = {z}$, times "
    first = row(NEGATIVE, *terms[1:]) if terms and terms[0] == MINUS else row(*terms[1:]) if terms else Number("0")
    start = prose(f"By partial fractions $t({end['start'] + 1} + j)$ is {sizes}the sum of ")
    sources = ["5.4, 25.11 and 25.12"] if end.get("parts") or not others else []
    if others.digammas:
        sources.append("5.7.6 for values of ψ")
    if others.quadratics or others.quartics:
        sources.append("4.36.3 to 4.36.5 (4.22.3 to 4.22.5 for trigonometric functions), and their derivatives")
    return (*start, Math(first), *telescoping, f", so that the sum is known by [DLMF] {' and '.join(sources)}. ")


def _quadratic(one: Quadratic, z: Fraction) -> list[Tree]:
    """The sign of a part over a quadratic pole, and its size, as (2j + 1)/(j² + j + 1)²."""
    square = polynomial(Polynomial(one.square), Symbol("j"))
    size = abs(one.c) * Fraction(one.square[2]) ** one.m / (2 if one.odd(z) else 1)
    above = [Fence(polynomial(Polynomial((1, 2)), Symbol("j")))] if one.odd(z) else []
    top = row(*([integer(size.numerator)] if size.numerator != 1 or not above else []), *above)
    below = Power(Fence(square), integer(one.m)) if one.m > 1 else square
    bottom = below if size.denominator == 1 else row(integer(size.denominator), Fence(square) if one.m == 1 else below)
    return [MINUS if one.c < 0 else PLUS, Quotient(top, bottom)]


def _over(top: Poly, bottom: Poly) -> list[Tree]:
    """The sign of a quotient of polynomials in j, and its size."""
    common = gcd(*top, *bottom) * (1 if top[-1] > 0 else -1)
    above, below = (tuple(c // k for c in p) for p, k in ((top, common), (bottom, abs(common))))
    size = Quotient(polynomial(Polynomial(above), _J), polynomial(Polynomial(below), _J))
    return [PLUS if common > 0 else MINUS, size]


def _part(c: Fraction, x: Fraction, m: int) -> list[Tree]:
    """The sign of c/(j + x)^m, and its size."""
    size = abs(c) * Fraction(x.denominator) ** m
    factor = polynomial(Polynomial((x.numerator, x.denominator)), Symbol("j"))
    if m <= 0:
        return [MINUS if c < 0 else PLUS, Word(f"{size}·"), Power(Fence(factor), integer(-m))]
    power = Power(Fence(factor), integer(m)) if m > 1 else factor
    bottom = power if size.denominator == 1 else row(integer(size.denominator), Fence(factor) if m == 1 else power)
    return [MINUS if c < 0 else PLUS, Quotient(integer(size.numerator), bottom)]
