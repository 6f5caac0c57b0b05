"""Sums as text: terms joined with their signs, polynomials in any variable; what sympy and our own readers parse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
