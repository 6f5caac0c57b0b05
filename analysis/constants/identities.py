"""An identity: a value as a Möbius image of a constant, and how it is written.

One map has one canonical printed form:

    (p c + q)/s         →  3*pi/4, (1 + sqrt(5))/2, 3 + pi
    (p c + q)/(r c)     →  4/(3*pi), and 1 + 4/pi when r divides p
    (p c + q)/(r c + s) →  (2 + pi)/(-2 + pi), 3*pi/(-8 + 3*pi); a single negative numerator turns the signs of both

The integer comes first, as sympy itself prints; on paper (`analysis.notation`) the positive term does.
"""

from dataclasses import dataclass
from fractions import Fraction

from analysis.constants.functions import NAMES
from analysis.constants.library import Constant
from analysis.constants.text import ATOM, POWER, PRODUCT, Piece
from analysis.exact.mobius import Mobius
from analysis.notation.expressions import latex_of

EXACT_IN_JSON = 2**53  # larger integers are written as decimal strings, since JSON readers keep doubles

UNITY = Constant("1", "1", "1", ("rational",), ATOM)
"""The constant of rational values."""


@dataclass(frozen=True)
class Identity:
    """value = m(constant), tested to `digits` digits.

    A rational value has the constant UNITY; a quadratic irrational has sqrt(d), d squarefree.
    """

    constant: Constant
    mobius: Mobius
    digits: int

    @property
    def rational(self) -> Fraction | None:
        """The value when it is rational."""
        return self.mobius(Fraction(1)) if self.constant == UNITY else None

    @property
    def expression(self) -> str:
        """The value as sympy parses it."""
        if self.rational is not None:
            return str(self.rational)
        return _sympy_image(self.mobius, Piece(self.constant.sympy, self.constant.sympy_level))

    @property
    def latex(self) -> str:
        """The value in LaTeX."""
        known = self.constant
        named = Piece(known.name, ATOM) if known.name in NAMES else Piece(known.sympy, known.sympy_level)
        return latex_of(str(self.rational) if self.rational is not None else _sympy_image(self.mobius, named))

    def as_json(self, proved: bool = False) -> dict[str, object]:
        """The JSON of the contract; integers from 2^53 on are decimal strings. What is not proved is a conjecture."""
        rows = [[_json_integer(entry) for entry in row] for row in self.mobius.as_lists()]
        return {
            "constant": self.constant.name,
            "mobius": rows,
            "expression": self.expression,
            "latex": self.latex,
            "digits": self.digits,
            "constants": [self.constant.name],
            "status": "proved" if proved else "conjecture",
        }


def rational_identity(value: Fraction, digits: int) -> Identity:
    """The identity of a rational value: [[numerator, 0], [0, denominator]] of the constant 1 (0 is [[1, −1], [0, 1]]).

    >>> rational_identity(Fraction(3, 4), 50).as_json()["mobius"]
    [[3, 0], [0, 4]]
    """
    mobius = Mobius(value.numerator, 0, 0, value.denominator) if value else Mobius(1, -1, 0, 1)
    return Identity(UNITY, mobius, digits)


def _json_integer(value: int) -> int | str:
    return value if abs(value) < EXACT_IN_JSON else str(value)


def _is_integer_plus_fraction(p: int, q: int, r: int, s: int) -> bool:
    """Whether the map is a + b/c with an integer a ≠ 0."""
    return r != 0 and s == 0 and p != 0 and p % r == 0


def _readable_signs(p: int, q: int, r: int, s: int) -> tuple[str, int, int, int, int]:
    """("-" or "", p, q, r, s) with no numerator that is all minus: the sign goes before the fraction or below."""
    if p > 0 or q > 0 or r == 0:
        return "", p, q, r, s
    return ("-", -p, -q, r, s) if s >= 0 else ("", -p, -q, -r, -s)


def _sympy_image(mobius: Mobius, c: Piece) -> str:
    if _is_integer_plus_fraction(*mobius.coefficients):
        rest = Fraction(mobius.q, mobius.r)
        tail = _sympy_quotient(str(abs(rest.numerator)), False, *_sympy_multiple(rest.denominator, c))
        return f"{mobius.p // mobius.r} {'-' if rest < 0 else '+'} {tail}"
    sign, p, q, r, s = _readable_signs(*mobius.coefficients)
    if r == 0:
        denominator = str(s), False
    else:
        denominator = _sympy_multiple(r, c) if s == 0 else (_sympy_linear(r, s, c), True)
    return sign + _sympy_quotient(_sympy_linear(p, q, c), bool(p and q), *denominator)


def _sympy_quotient(numerator: str, numerator_is_sum: bool, denominator: str, denominator_is_compound: bool) -> str:
    if denominator == "1":
        return numerator
    top = f"({numerator})" if numerator_is_sum else numerator
    return f"{top}/({denominator})" if denominator_is_compound else f"{top}/{denominator}"


def _sympy_multiple(factor: int, c: Piece) -> tuple[str, bool]:
    """factor·c as a denominator, and whether it needs parentheses."""
    if factor == 1:
        return c.text, c.level < POWER
    return f"{factor}*{c.at(PRODUCT)}", True


def _sympy_linear(p: int, q: int, c: Piece) -> str:
    if p == 0:
        return str(q)
    size = c.at(PRODUCT) if abs(p) == 1 else f"{abs(p)}*{c.at(PRODUCT)}"
    if q == 0:
        return f"-{size}" if p < 0 else size
    return f"{q} {'-' if p < 0 else '+'} {size}"
