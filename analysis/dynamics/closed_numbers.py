"""Algebraic numbers as exponents show them: a ball of many digits and the exact text that stands for it.

A root of a polynomial of degree 1 or 2 is written with a square root, a real one of higher degree as sympy's CRootOf.
Real and imaginary parts of other numbers are recognised as rational or quadratic, from far more digits than such a text
costs; what is neither is written as a decimal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import acb, arb, ctx, fmpq, fmpz_poly

from analysis.constants.identities import rational_identity
from analysis.exact.balls import decimal_text
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.numbers.recognition import recognise_quadratic, recognise_rational

BITS = 600  # of the balls: exponents of 100 digits would still be told apart
_CARRIED_BITS = 320  # what recognition may use of a ball, so that its text is tested by digits it did not see
_SHOWN = 30  # digits of a number without an exact text


def is_zero(value: acb, scale: float | arb = 1.0) -> bool:
    """Whether a computed number is 0 for all its digits tell: below half the working precision."""
    return bool(abs(value).upper() < arb(scale) * arb(2) ** -(ctx.prec // 2))


@dataclass(frozen=True, eq=False)
class ClosedNumber:
    """A number as a ball; `root_text` and `modulus_root` are exact texts of it and its modulus from a polynomial."""

    ball: acb
    root_text: str | None = None
    modulus_root: str | None = None

    @classmethod
    def roots(cls, factor: fmpz_poly) -> Iterator["ClosedNumber"]:
        """All roots of an irreducible polynomial over ℤ.

        >>> with ctx.workprec(BITS):
        ...     golden, cube = (list(ClosedNumber.roots(fmpz_poly(p))) for p in ([-1, -1, 1], [-2, 0, 0, 1]))
        >>> [root.text for root in golden], cube[0].text
        (['1/2 + sqrt(5)/2', '1/2 - sqrt(5)/2'], 'CRootOf(n**3 - 2, 0)')
        """
        roots = sorted((root for root, _ in factor.complex_roots()), key=lambda z: float(z.real.mid()), reverse=True)
        real = sum(1 for root in roots if root.imag == 0)
        beside = None
        if factor.degree() == 3 and real == 1:  # |z|² = |product of all roots|/|the real one|
            constant = Fraction(abs(int(factor[0])), abs(int(factor[3])))
            beside = f"sqrt({constant}/Abs(CRootOf({Polynomial.from_flint(factor)}, 0)))"
        for root in roots:
            if factor.degree() > 2 and root.imag == 0:
                real -= 1
                yield cls(root, f"CRootOf({Polynomial.from_flint(factor)}, {real})")
            else:
                yield cls(root, None, beside)

    @cached_property
    def text(self) -> str:
        """Sympy text."""
        if self.root_text is not None:
            return self.root_text
        with ctx.workprec(BITS):
            re, im = _part_text(self.ball.real), _part_text(self.ball.imag)
        if im == "0":
            return re
        imaginary = {"1": "I", "-1": "-I"}.get(im, f"({im})*I")
        return imaginary if re == "0" else f"{re} + {imaginary}"

    @cached_property
    def modulus_text(self) -> str:
        if self.modulus_root is not None:
            return self.modulus_root
        if self.root_text is not None:
            return f"Abs({self.text})"
        with ctx.workprec(BITS):
            return _part_text(abs(self.ball))

    @cached_property
    def modulus(self) -> Quadratic | None:
        """The modulus where it is rational or quadratic, as far as its digits tell."""
        if self.root_text is not None or self.modulus_root is not None:
            return None
        with ctx.workprec(BITS):
            return _quadratic(abs(self.ball))

    @cached_property
    def rational(self) -> Fraction | None:
        """The number where it is rational, as far as its digits tell."""
        if not self.is_real:
            return None
        with ctx.workprec(BITS):
            return Fraction(0) if is_zero(self.ball) else recognise_rational(_seen(self.ball.real))

    @property
    def real(self) -> float:
        return float(self.ball.real.mid())

    @property
    def complex(self) -> complex:
        return complex(self.ball.mid())

    @property
    def log_modulus(self) -> float:
        return float(abs(self.ball).log().mid())

    @property
    def is_real(self) -> bool:
        with ctx.workprec(BITS):
            return is_zero(acb(self.ball.imag))

    @property
    def is_positive(self) -> bool:
        return self.is_real and self.real > 0


def _seen(value: arb) -> arb:
    """The number with the digits by which a text is found."""
    return arb(value.mid(), abs(value.mid()).mid() * arb(2) ** -_CARRIED_BITS)


def _part_text(value: arb) -> str:
    """The text of a real number."""
    found = _quadratic(value)
    if found is None:
        return decimal_text(value, _SHOWN)
    return rational_identity(fraction(found.x), 1).expression if found.is_rational else str(found)


def _quadratic(value: arb) -> Quadratic | None:
    """A real number that is rational or quadratic, as far as its digits tell."""
    if is_zero(acb(value)):
        return Quadratic.rational(0)
    with ctx.workprec(_CARRIED_BITS + 64):
        seen = _seen(value)
        rational = recognise_rational(seen)
        if rational is not None:
            return Quadratic.rational(Fraction(rational))
        quadratic = recognise_quadratic(seen)
        if quadratic is None:
            return None
        p, q, _, s = quadratic.mobius.coefficients
        return Quadratic(fmpq(q, s), fmpq(p, s), quadratic.radicand)
