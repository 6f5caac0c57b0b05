"""All of an exact family at once: a(n), b(n) with one, two or three whole parameters, from one member.

The moves are those of `contiguity`. With D rational the parameters are i, j, g (by which r₁, r₂, γ move); else the
moves of both roots sum to an even number 2m, and l is half their difference. Every member that does not end, and has no
integer upper parameter on the other side of 0, is a Möbius image of the first with rational coefficients.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from analysis.exact.printing import monomial, signed_sum
from analysis.formulas.pcf import PCF


@dataclass(frozen=True)
class Lattice:
    """a and b as text in n and `parameters`, which sympy and templates parse; parameters 0 give the first member."""

    a: str
    b: str
    parameters: tuple[str, ...]


def lattice(pcf: PCF) -> Lattice | None:
    """The family of a formula with deg a ≤ 1, deg b ≤ 2; None for others and where only shifts of n are left.

    >>> lattice(PCF.parse("n+3", "-n"))
    Lattice(a='n + 3 + g', b='-n + i', parameters=('i', 'g'))
    >>> lattice(PCF.parse("3n+2", "-2n^2"))
    Lattice(a='3*n + 2 + g - i - j', b='-2*n**2 + 2*n*i + 2*n*j - 2*i*j', parameters=('i', 'j', 'g'))
    """
    if pcf.a.degree > 1 or pcf.b.degree > 2 or not pcf.a:
        return None
    a0, a1 = (*pcf.a.coefficients, 0)[:2]
    b0, b1, b2 = (*pcf.b.coefficients, 0, 0)[:3]
    base = [(a1, "n"), (a0, "")]
    if pcf.b.degree <= 1:
        if not a1:
            return None
        moved = [(-b1, "i")] if b1 else []
        names = ("i", "g") if b1 else ("g",)
        return Lattice(_text([*base, (a1, "g")]), _text([(b1, "n"), (b0, ""), *moved]), names)
    square, roots = a1 * a1 + 4 * b2, pcf.b.rational_roots()
    if square <= 0 or len(roots) != 2:
        return None
    first, second = (int(Fraction(root) * b2) for root in roots)
    b = [(b2, "n**2"), (b1, "n"), (b0, "")]
    if isqrt(square) ** 2 == square:
        d = -isqrt(square) if pcf.a.leading > 0 else isqrt(square)
        half = (d + a1) // 2
        b += [(-b2, "n*i"), (-b2, "n*j"), (second, "i"), (first, "j"), (b2, "i*j")]
        return Lattice(_text([*base, (-d, "g"), (-half, "i"), (-half, "j")]), _text(b), ("i", "j", "g"))
    b += [(-2 * b2, "n*m"), (first + second, "m"), (second - first, "l"), (b2, "m**2"), (-b2, "l**2")]
    return Lattice(_text([*base, (-a1, "m")]), _text(b), ("l", "m"))


def _text(terms: list[tuple[int, str]]) -> str:
    """Σ coefficient · monomial."""
    return signed_sum(monomial(c, [(power, 1)] if power else []) for c, power in terms if c)
