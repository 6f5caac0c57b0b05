"""The letters of a proof in words: the fractions of a chain told apart by a number, Möbius images, quotients."""

from dataclasses import dataclass
from fractions import Fraction

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import polynomial
from analysis.notation.tree import (
    COMMA,
    Fence,
    Index,
    Number,
    Operator,
    Power,
    Quotient,
    Row,
    Symbol,
    Tree,
    combination,
    equation,
    integer,
    row,
)
from analysis.proofs.reading import Mobius, Poly

N, X = Symbol("n"), Symbol("x")


@dataclass(frozen=True)
class Stage:
    """A fraction of the chain: its polynomials and its number, by which its letters are told apart."""

    a: Poly
    b: Poly
    number: int

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


def image(mobius: Mobius, x: Tree) -> Tree:
    """(p x + q)/(r x + s)."""
    p, q, r, s = mobius
    if x == Number("1"):
        top, bottom = p + q, r + s
        return rational(Fraction(top, bottom))
    bound = (
        Fence(x) if isinstance(x, Row) and any(isinstance(one, Operator) and one.text in "+−" for one in x.items) else x
    )
    if (p < 0 and q == 0) or (p == 0 and q < 0):
        return row(Operator("−", prefix=True), image((-p, -q, r, s), x))
    above = combination(p, bound, q)
    if r == 0 and s == 1:
        return x if p == 1 and q == 0 else above
    return Quotient(above, combination(r, bound, s))


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
