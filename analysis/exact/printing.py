"""Sums, polynomials in any variable and Möbius images as text, which sympy and our own readers parse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flint import fmpz_mpoly


def signed_sum(terms: Iterable[str], space: str = " ", minus: str = "-") -> str:
    """Terms, of which some begin with a minus sign, as one sum; 0 where there are none.

    >>> signed_sum(["2*x", "-1"]), signed_sum(["-x"]), signed_sum([])
    ('2*x - 1', '-x', '0')
    """
    first, *rest = [*terms] or ["0"]
    signed = ((minus, term[1:]) if term.startswith("-") else ("+", term) for term in rest)
    return first + "".join(f"{space}{sign}{space}{size}" for sign, size in signed)


def monomial(
    coefficient: Fraction | int, powers: Sequence[tuple[str, int]], times: str = "*", power: str = "**"
) -> str:
    """A coefficient and powers of variables as one term.

    >>> monomial(-1, [("n", 2)]), monomial(Fraction(3, 2), [("k", 1), ("m", 0)]), monomial(5, [])
    ('-n**2', '3/2*k', '5')
    """
    factors = [name if exponent == 1 else f"{name}{power}{exponent}" for name, exponent in powers if exponent]
    if not factors:
        return str(coefficient)
    size = "" if abs(coefficient) == 1 else f"{abs(coefficient)}{times}"
    return f"{'-' if coefficient < 0 else ''}{size}{times.join(factors)}"


def power_sum(coefficients: Sequence[Fraction | int], variable: str, *, ascending: bool = False) -> str:
    """c₀ + c₁x + …, the highest power first unless ascending.

    >>> power_sum([1, 0, -2], "x"), power_sum([1, Fraction(-1, 2)], "x", ascending=True)
    ('-2*x**2 + 1', '1 - 1/2*x')
    """
    terms = [monomial(c, [(variable, exponent)]) for exponent, c in enumerate(coefficients) if c]
    return signed_sum(terms if ascending else reversed(terms))


def polynomial_in(polynomial: fmpz_mpoly, names: Sequence[str]) -> str:
    """A polynomial in several variables, which get these names.

    >>> from flint import fmpz_mpoly_ctx
    >>> k, m = fmpz_mpoly_ctx.get(("k", "m"), "lex").gens()
    >>> polynomial_in(k**2 - 2 * k * m + 1, ("j", "m"))
    'j**2 - 2*j*m + 1'
    """
    terms = ((int(c), list(zip(names, map(int, powers), strict=True))) for powers, c in polynomial.terms())
    return signed_sum(monomial(c, powers) for c, powers in terms)


SUM, NEGATED, PRODUCT, POWER, ATOM = 1, 2, 3, 4, 5  # how tightly a text binds


@dataclass(frozen=True)
class Piece:
    """A text, how tightly it binds, and its value when it is rational."""

    text: str
    level: int
    rational: Fraction | None = None

    def at(self, level: int) -> str:
        """The text, in parentheses when it binds less tightly than `level`."""
        return self.text if self.level >= level else f"({self.text})"


def image_text(coefficients: tuple[int, int, int, int], c: Piece) -> str:
    """(p c + q)/(r c + s) in the printed form of `analysis.constants.identities`.

    >>> image_text((0, 4, 3, 0), Piece("pi", ATOM)), image_text((1, 4, 1, 0), Piece("pi", ATOM))
    ('4/(3*pi)', '1 + 4/pi')
    >>> image_text((1, 0, 0, 1), Piece("pi + log(2)", SUM)), image_text((-1, 0, 0, 1), Piece("pi + log(2)", SUM))
    ('pi + log(2)', '-(pi + log(2))')
    """
    if coefficients == (1, 0, 0, 1):
        return c.text
    if _is_integer_plus_fraction(*coefficients):
        p, q, r, _ = coefficients
        rest = Fraction(q, r)
        tail = _quotient(str(abs(rest.numerator)), False, *_multiple(rest.denominator, c))
        return f"{p // r} {'-' if rest < 0 else '+'} {tail}"
    sign, p, q, r, s = _readable_signs(*coefficients)
    if r == 0:
        denominator = str(s), False
    else:
        denominator = _multiple(r, c) if s == 0 else (_linear(r, s, c), True)
    return sign + _quotient(_linear(p, q, c), bool(p and q), *denominator)


def _quotient(numerator: str, numerator_is_sum: bool, denominator: str, denominator_is_compound: bool) -> str:
    if denominator == "1":
        return numerator
    top = f"({numerator})" if numerator_is_sum else numerator
    return f"{top}/({denominator})" if denominator_is_compound else f"{top}/{denominator}"


def _multiple(factor: int, c: Piece) -> tuple[str, bool]:
    """factor·c as a denominator, and whether it needs parentheses."""
    if factor == 1:
        return c.text, c.level < POWER
    return f"{factor}*{c.at(PRODUCT)}", True


def _linear(p: int, q: int, c: Piece) -> str:
    if p == 0:
        return str(q)
    size = c.at(PRODUCT) if abs(p) == 1 else f"{abs(p)}*{c.at(PRODUCT)}"
    if q == 0:
        return f"-{size}" if p < 0 else size
    return f"{q} {'-' if p < 0 else '+'} {size}"


def _is_integer_plus_fraction(p: int, q: int, r: int, s: int) -> bool:
    """Whether the map is a + b/c with an integer a ≠ 0."""
    return r != 0 and s == 0 and p != 0 and p % r == 0


def _readable_signs(p: int, q: int, r: int, s: int) -> tuple[str, int, int, int, int]:
    """("-" or "", p, q, r, s) with no numerator that is all minus: the sign goes before the fraction or below."""
    if p > 0 or q > 0 or r == 0:
        return "", p, q, r, s
    return ("-", -p, -q, r, s) if s >= 0 else ("", -p, -q, -r, -s)
