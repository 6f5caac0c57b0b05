"""Continued fractions and polynomials as trees: the fraction unrolled, and the pair aₙ, bₙ."""

from collections.abc import Sequence

from analysis.exact.polynomials import Polynomial
from analysis.notation.tree import (
    COMMA,
    DIAGONAL_DOTS,
    EQUALS,
    MINUS,
    NEGATIVE,
    PLUS,
    Fence,
    Index,
    Number,
    Operator,
    Power,
    Quotient,
    Symbol,
    Tree,
    integer,
    row,
)

LEVELS = 3  # fractions written out before the dots: enough to see the pattern, few enough for a column of a page
N = Symbol("n")
_A0, _B1, _A1 = (Index(Symbol(letter), Number(digit)) for letter, digit in ("a0", "b1", "a1"))
GENERAL = row(_A0, PLUS, Quotient(_B1, row(_A1, PLUS, DIAGONAL_DOTS), continued=True))  # a₀ + b₁/(a₁ + …)


def polynomial(value: Polynomial, variable: Tree = N, *, ascending: bool = False) -> Tree:
    """A polynomial, highest power first unless ascending.

    >>> from analysis.exact.polynomials import parse_polynomial
    >>> from analysis.notation.latex import latex
    >>> print(latex(polynomial(parse_polynomial("1-2n^2"))))
    -2 n^{2} + 1
    """
    terms: list[Tree] = []
    for exponent in range(value.degree + 1) if ascending else range(value.degree, -1, -1):
        coefficient = value.coefficients[exponent]
        if coefficient:
            if terms:
                terms.append(MINUS if coefficient < 0 else PLUS)
            elif coefficient < 0:
                terms.append(NEGATIVE)
            terms += _monomial(abs(coefficient), exponent, variable)
    return row(*terms) if terms else Number("0")


def _monomial(size: int, exponent: int, variable: Tree) -> list[Tree]:
    if exponent == 0:
        return [Number(str(size))]
    power = variable if exponent == 1 else Power(variable, Number(str(exponent)))
    return [power] if size == 1 else [Number(str(size)), power]


def pair(a: Polynomial, b: Polynomial) -> Tree:
    """aₙ = …, bₙ = …"""
    return pair_of(polynomial(a), polynomial(b))


def pair_of(a: Tree, b: Tree) -> Tree:
    """The same of sides that may be anything."""
    return row(Index(Symbol("a"), N), EQUALS, a, COMMA, Index(Symbol("b"), N), EQUALS, b)


def recurrence(coefficients: Sequence[Polynomial], letter: str = "u", *, upwards: bool = False) -> Tree:
    """c₀(n) uₙ + … + c_r(n) uₙ₋ᵣ = 0, or, upwards, with uₙ₊₁, uₙ₊₂, …

    >>> from analysis.notation.latex import latex
    >>> print(latex(recurrence([Polynomial((0, 1)), Polynomial((-1, -2)), Polynomial((1,))])))
    n u_{n} - (2 n + 1) u_{n - 1} + u_{n - 2} = 0
    """
    terms: list[tuple[bool, Tree]] = []
    for k, c in enumerate(coefficients):
        if c:
            negative = c.leading < 0
            u = Index(Symbol(letter), row(N, PLUS if upwards else MINUS, Number(str(k))) if k else N)
            terms.append((negative, row(*_factor(-c if negative else c), u)))
    return row(signed_sum(terms), EQUALS, Number("0"))


def signed_sum(terms: Sequence[tuple[bool, Tree]]) -> Tree:
    """Terms, each with whether a minus stands before it; 0 where there are none."""
    parts: list[Tree] = []
    for negative, term in terms:
        sign = (MINUS if negative else PLUS) if parts else NEGATIVE
        parts += [sign, term] if parts or negative else [term]
    return row(*parts) if parts else Number("0")


def _factor(c: Polynomial) -> list[Tree]:
    """A polynomial before what it multiplies: 1 is left out, a sum in parentheses."""
    if c.coefficients == (1,):
        return []
    return [polynomial(c)] if sum(map(bool, c.coefficients)) == 1 else [Fence(polynomial(c))]


def continued_fraction(a: Polynomial, b: Polynomial, levels: int = LEVELS, *, general: bool = True) -> Tree:
    """a(0) + b(1)/(a(1) + …) unrolled `levels` times; the general step follows the dots when asked for.

    At a numerator 0 the fraction ends.
    """
    end: Tree = DIAGONAL_DOTS
    if general:
        minus = b.leading < 0 and sum(map(bool, b.coefficients)) == 1  # of one term
        step = Quotient(polynomial(-b if minus else b), row(polynomial(a), PLUS, DIAGONAL_DOTS), continued=True)
        end = row(DIAGONAL_DOTS, MINUS if minus else PLUS, step)
    return _nested(a(0), [(b(k), a(k)) for k in range(1, levels + 1)], end)


def signed_fraction(terms: Sequence[int], signs: Sequence[int], levels: int = LEVELS) -> Tree:
    """A signed continued fraction a₀ + s₁/(a₁ + s₂/(…)) unrolled; `signs` is one period."""
    steps = [(signs[k % len(signs)], term) for k, term in enumerate(terms[1 : levels + 1])]
    return _nested(terms[0], steps, DIAGONAL_DOTS)


def width(a: Polynomial, b: Polynomial, levels: int) -> int:
    """Characters in the widest line of the unrolled fraction, about: each level stands inside the one before.

    >>> from analysis.exact.polynomials import parse_polynomial
    >>> width(parse_polynomial("2n+1"), parse_polynomial("n^2"), 3)
    19
    """
    partials = sum(len(str(a(k))) + 3 for k in range(levels))
    return partials + max(len(str(a(levels))) + 3, len(str(b(levels))) if levels else 0) + 3


def _nested(first: int, steps: Sequence[tuple[int, int]], end: Tree) -> Tree:
    """first ± numerator/(partial ± …), closed by `end`, or where a numerator is 0."""
    if not steps:
        return row(*_lead(first, PLUS), end)
    (numerator, partial), *rest = steps
    if numerator == 0:
        return integer(first)
    below = Quotient(Number(str(abs(numerator))), _nested(partial, rest, end), continued=True)
    if first == 0 and numerator > 0:
        return below
    return row(*_lead(first, PLUS if numerator > 0 else MINUS, NEGATIVE), below)


def _lead(first: int, sign: Tree, alone: Operator | None = None) -> list[Tree]:
    """What stands before the next fraction: a 0 is left out."""
    if first:
        return [integer(first), sign]
    return [alone] if alone is not None else []
