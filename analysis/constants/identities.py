"""An identity: a value as a Möbius image of a constant, and how it is written.

One map has one canonical printed form:

    (p c + q)/s         →  3*pi/4, (1 + sqrt(5))/2, 3 + pi
    (p c + q)/(r c)     →  4/(3*pi), and 1 + 4/pi when r divides p
    (p c + q)/(r c + s) →  (2 + pi)/(-2 + pi), 3*pi/(-8 + 3*pi); a single negative numerator turns the signs of both

The integer comes first, as sympy itself prints; on paper (`analysis.notation`) the positive term does.
"""

from dataclasses import dataclass
from fractions import Fraction

from analysis.constants.algebraic import minimal_polynomial
from analysis.constants.library import Constant
from analysis.exact.json_values import exact
from analysis.exact.mobius import Mobius
from analysis.exact.printing import ATOM, Piece, image_text
from analysis.notation.expressions import image, latex_of
from analysis.notation.latex import latex

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
        p, q, r, s = self.mobius.coefficients
        return Fraction(p + q, r + s) if self.constant == UNITY else None

    def moved(self, mobius: Mobius, digits: int) -> "Identity":
        """The image; where the constant is a square root, without that in a denominator.

        >>> root = Identity(Constant("sqrt(5)", "sqrt(5)", "sqrt(5)", ("quadratic",), ATOM), Mobius(1, 0, 0, 1), 50)
        >>> root.moved(Mobius(0, 2, 1, -1), 50).expression
        '(1 + sqrt(5))/2'
        """
        if (value := self.rational) is not None:
            return rational_identity(mobius(value), digits)
        whole = mobius @ self.mobius
        match minimal_polynomial(self.constant.expression):
            case (c, 0, 1):
                p, q, r, s = whole.coefficients
                whole = Mobius(p * s - q * r, q * s + p * r * c, 0, s * s + r * r * c)
        return Identity(self.constant, whole, digits)

    @property
    def expression(self) -> str:
        """The value as sympy parses it."""
        if (value := self.rational) is not None:
            return str(value)
        return image_text(self.mobius.coefficients, Piece(self.constant.sympy, self.constant.sympy_level))

    @property
    def latex(self) -> str:
        """The value in LaTeX: the image of the constant by its own sign, as it is printed everywhere."""
        if (value := self.rational) is not None:
            return latex_of(str(value))
        return latex(image(self.constant.name, *self.mobius.coefficients))

    def as_json(self, proved: bool = False) -> dict[str, object]:
        """The JSON of the contract; integers from 2^53 on are decimal strings. What is not proved is a conjecture."""
        return {
            "constant": self.constant.name,
            "mobius": exact(self.mobius.as_lists()),
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
