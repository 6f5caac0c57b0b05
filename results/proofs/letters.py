"""The letters of a proof in words: the fractions of a chain told apart by a number, Möbius images, quotients."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import ClassVar

from analysis.constants.library import constant
from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.notation import expressions as notation
from analysis.notation.formulas import polynomial
from analysis.notation.tree import (
    COMMA,
    Fence,
    Index,
    Number,
    Operator,
    Power,
    Quotient,
    Symbol,
    Tree,
    Word,
    equation,
    integer,
    row,
)
from analysis.proofs.certificate import End
from analysis.proofs.reading import Mobius, Poly
from analysis.proofs.theorems import theorems
from results.reports.document import Display, Line, Math, Paragraph

N, X = Symbol("n"), Symbol("x")


@dataclass(frozen=True)
class Stage:
    """A fraction of the chain: its polynomials and its number, by which its letters are told apart."""

    a: Poly
    b: Poly
    number: int

    first: ClassVar[Tree] = Index(Symbol("L"), Number("0"))  # the value of the fraction that is claimed

    def letter(self, name: str, index: Tree = N) -> Tree:
        """a(n), b(n) with the number of the fraction."""
        return row(Index(Symbol(name), integer(self.number)), Fence(index))

    def sequence(self, name: str, index: Tree = N) -> Tree:
        """pₙ, qₙ: of the first fraction without a number, of others with one above."""
        lowered = Index(Symbol(name), index)
        return Power(lowered, Fence(integer(self.number))) if self.number else lowered

    @property
    def value(self) -> Tree:
        return Index(Symbol("L"), integer(self.number))

    @property
    def defined(self) -> Tree:
        return row(equation(self.letter("a"), poly(self.a)), COMMA, equation(self.letter("b"), poly(self.b)))


_TOKENS = re.compile(r"\|[^|]*\||[a-zA-Z]{2,}|\d+|[(){}]|\S")
_SIGNED = "+-−=≥≤<>↦/;,·"


def prose(text: str) -> Line:
    """Words with mathematics between dollar signs, in which x^{n} is a power and (…) is grouped.

    >>> from analysis.notation.unicode import unicode
    >>> words, formula, end = prose("so $h(n)/h(n−1) = R(n)^{−2}$ holds")
    >>> unicode(formula.tree)
    'h(n)/h(n − 1) = R(n)⁻²'
    """
    parts = text.split("$")
    return tuple(Math(_read(iter(_TOKENS.findall(part)))) if i % 2 else part for i, part in enumerate(parts) if part)


def theorem_words(end: End) -> Line:
    """The theorem at the end of a chain, with its parameters and its source."""
    theorem = theorems()[end["name"]]
    named = zip(theorem["parameters"], end["parameters"], strict=True)
    where = [part for name, text in named for part in (", ", Math(equation(*map(notation.expression, (name, text)))))]
    at = (" at ", *where[1:]) if where else ()
    return (f"the theorem '{end['name']}'", *at, " (", *sourced(theorem.get("source", "")), ")")


def sourced(text: str) -> Line:
    """A source, in which 2F1 is set as ₂F₁."""
    parts = re.split(r"(\dF\d)", text)
    return tuple(Math(_hypergeometric(*part)) if i % 2 else part for i, part in enumerate(parts) if part)


def _hypergeometric(p: str, letter: str, q: str) -> Tree:
    return row(Index(row(), Number(p)), Index(Symbol(letter), Number(q)))


def _read(tokens: Iterator[str], end: str = "") -> Tree:
    found: list[Tree] = []
    for token in tokens:
        if token == end:
            break
        if token == "^":
            next(tokens)
            found[-1] = Power(found[-1], _read(tokens, "}"))
        elif token == "_":
            next(tokens)
            found[-1] = Index(found[-1], _read(tokens, "}"))
        elif token == "(":
            found.append(Fence(_read(tokens, ")")))
        elif token in _SIGNED:
            found.append(Operator("−" if token == "-" else token, prefix=not found or isinstance(found[-1], Operator)))
        elif token.isdigit():
            found.append(Number(token))
        else:
            found.append(Word(token) if token.isalpha() and len(token) > 1 else Symbol(token))
    return row(*found)


def image(mobius: Mobius, x: Tree) -> Tree:
    """(p x + q)/(r x + s)."""
    if x == Number("1"):
        p, q, r, s = mobius
        return rational(Fraction(p + q, r + s))
    return notation.image(x, *mobius)


def rational(value: Fraction) -> Tree:
    """A rational number, its sign before the fraction."""
    if value.denominator == 1:
        return integer(value.numerator)
    size = Quotient(Number(str(abs(value.numerator))), Number(str(value.denominator)))
    return row(Operator("−", prefix=True), size) if value < 0 else size


def poly(p: Poly) -> Tree:
    """A polynomial in n."""
    return polynomial(Polynomial(p))


def quotient(top: Poly, bottom: Poly) -> Tree:
    """A rational function of n."""
    return poly(top) if bottom == (1,) else Quotient(poly(top), poly(bottom))


def spelt_constant(text: str) -> Tree:
    """The constant that a statement spells."""
    if text == "1":
        return Number("1")
    try:
        return notation.expression(constant(text).expression)
    except InputError:
        try:
            return notation.expression(text)
        except InputError:
            return Word(text)


def linear_recurrence(
    letter: str, coefficients: Sequence[Poly], right: Tree, end: str = ","
) -> Iterator[Display | Paragraph]:
    """c₀(n) u(n) + c₁(n) u(n−1) + … = the right side, and below it the coefficients, a line for each."""
    places = [N if not k else row(N, Operator("−"), integer(k)) for k in range(len(coefficients))]
    named = [row(Index(Symbol("c"), integer(k)), Fence(N)) for k in range(len(coefficients))]
    terms = [row(c, Symbol(letter), Fence(at)) for c, at in zip(named, places, strict=True)]
    yield Display(equation(reduce(lambda left, term: row(left, Operator("+"), term), terms), right))
    for place, (name, c) in enumerate(zip(named, coefficients, strict=True), start=1):
        yield Paragraph((Math(equation(name, poly(c))), end if place == len(coefficients) else ","))
