"""Fractions of ₂F₁(1, b; c; z) and ₁F₁(1; c; x): incomplete beta and gamma functions, where an upper parameter is 1.

With S = ₂F₁(1, b; c; z), z(1 − z) S' = c − 1 − (c − 1 − bz) S, and ₂F₁(1, b; c + 1; z) = c(1 − (1 − z) S)/(z(c − b)).
So the quotient of contiguous functions to which Gauss's fraction converges (`closed_forms`) is a Möbius image of S: at
roots 0 and 1 − b of b(n), and (`conjugate`) at the roots 2 − c and b − c + 1, where α = 1. Those of ₁F₁ are limits,
bz → x. Sources: Gauss (1813); Cuyt et al., Handbook of Continued Fractions (2008), 15.3 and 16.1; DLMF 8.17, 8.5.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from analysis.constants.spelling import exact_root, surd, unit_class
from analysis.exact.mobius import Mobius
from analysis.formulas.pcf import PCF
from analysis.theorems.terms import Term

_HALF, _THIRD = Fraction(1, 2), Fraction(1, 3)

# (b, c, z) of ₂F₁(1, b; c; z) as images of Γ-values. ₂F₁(a, a + 1/2; 3/2 − 2a; −1/3) = (8/9)^(−2a) Γ(4/3) Γ(3/2 − 2a)/
# (Γ(3/2) Γ(4/3 − 2a)) (DLMF 15.4.31) is (4/3)^(1/3) ₂F₁(1, 1/2; 7/6; −1/3) at a = 1/6 and (4/3)^(5/3) ₂F₁(2, 3/2; 11/6;
# −1/3), contiguous to the third, at a = −1/6 (Euler); Γ(1/6) = 2^(−1/3) 3^(1/2) π^(−1/2) Γ(1/3)². Those at 1/4 are the
# images of those at −1/3 under Pfaff's transformation and b + 1 → b.
_SPECIAL = {
    (_HALF, Fraction(7, 6), -_THIRD): ("sqrt(3)*gamma(1/3)^3/pi", Mobius(1, 0, 0, 12)),
    (2 * _THIRD, Fraction(7, 6), Fraction(1, 4)): ("sqrt(3)*gamma(1/3)^3/pi", Mobius(1, 0, 0, 9)),
    (_HALF, Fraction(11, 6), -_THIRD): ("gamma(1/3)^3/pi^2", Mobius(-15, 40, 6, 0)),
    (_THIRD, Fraction(11, 6), Fraction(1, 4)): ("gamma(1/3)^3/pi^2", Mobius(30, -40, 9, 0)),
}

Parts = tuple[Sequence[Fraction | int], Sequence[Fraction | int], Term, tuple[Fraction | int, ...]]
"""a and b, ascending, the term T and the matrix of the map from T to the value."""


def gauss(b: Fraction, c: Fraction, z: Fraction, conjugate: bool = False) -> Parts:
    """PCF((1 − 2z) n + c − 1 − bz, z(1 − z) n (n − 1 + b)) = (c − 1)/S, or the like for c + 1.

    Conjugate: PCF((1 − 2z) n + c − 1 − (2c − b − 2)z, z(1 − z)(n − 2 + c)(n − b + c − 1)) = (b + 1 − c)z + (c − 1)/S.
    Raises ValueError unless 0 < b ≤ 1 < c ≤ 2 and 0 ≠ z ≤ 1/2.
    """
    if not (0 < b <= 1 < c <= 2 and 0 != z <= _HALF):
        raise ValueError("0 < b ≤ 1 < c ≤ 2, 0 ≠ z ≤ 1/2")
    special = _SPECIAL.get((b, c, z))
    term = Term(Fraction(1), f"hyp2f1(1,{b},{c},{z})", () if special is None else (special,))
    scale = z * (1 - z)
    if conjugate:
        low, high = c - 2, c - b - 1
        a = (c - 1 - (2 * c - b - 2) * z, 1 - 2 * z)
        return a, (scale * low * high, scale * (low + high), scale), term, ((b + 1 - c) * z, c - 1, 1, 0)
    if 2 * z == 1 and 2 * (c - 1) <= b:  # a constant a must be positive
        return (c - b * z,), (0, scale * (b - 1), scale), term, (0, z * (c - b), z - 1, 1)
    return (c - 1 - b * z, 1 - 2 * z), (0, scale * (b - 1), scale), term, (0, c - 1, 1, 0)


def kummer(s: Fraction, x: Fraction, conjugate: bool = False) -> Parts:
    """PCF(n + s − x, x n) = s/S, S = ₁F₁(1; s + 1; x); conjugate: PCF(n + s + x, −x (n + s − 1)) = x + s/S.

    Raises ValueError unless 0 < s < 1 and x ≠ 0, and for s = 1/2, x > 0, which other theorems are about.
    """
    if not (0 < s < 1 and x) or (s == _HALF and x > 0):
        raise ValueError("0 < s < 1, x ≠ 0, s ≠ 1/2 for x > 0")
    term = _incomplete_gamma(s, x)
    if conjugate:
        return (s + x, 1), (-x * (s - 1), -x), term, (x, s, 1, 0)
    return (s - x, 1), (0, x), term, (0, s, 1, 0)


def _incomplete_gamma(s: Fraction, x: Fraction) -> Term:
    """₁F₁(1; s + 1; x) = s e^x γ(s, x)/x^s, spelt as `numbers.hints` does."""
    if x > 0:
        return Term(s, f"exp({x})*lowergamma({s},{x})" + (f"/({x})^({s})" if x != 1 else ""))
    if s != _HALF:
        return Term(Fraction(1), f"hyp1f1(1,{s + 1},{x})")
    size = -x
    root = surd(size)
    return Term(1 / (2 * size), (f"{root}*" if size != 1 else "") + f"sqrt(pi)*exp({x})*erfi({root})")


def unit_parameters(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """The theorems, with parameters, of the family of a canonical fraction with deg a ≤ 1, deg b = 1 or 2.

    >>> list(unit_parameters(PCF.parse("n+1", "2n^2")))
    [('Gauss', (Fraction(1, 1), Fraction(5, 3), Fraction(1, 3)))]
    """
    roots = pcf.b.rational_roots()
    a0, a1, *_ = (*map(Fraction, pcf.a.coefficients), Fraction(0), Fraction(0))
    if pcf.b.degree == 1 and a1:
        x, (root,) = pcf.b.leading / a1**2, roots
        lower = x + a0 / a1
        if root.denominator == 1:
            yield "incomplete gamma", (lower % 1, x)
        if (root + lower).denominator == 1:
            yield "conjugate incomplete gamma", (lower % 1, -x)
    delta = a1 * a1 + 4 * pcf.b.leading
    if pcf.b.degree == 2 and len(roots) == 2 and (size := exact_root(delta)):
        z = (1 - abs(a1) / size) / 2
        lower = (1 - roots[0] - roots[1]) * z + (a0 if pcf.a.leading > 0 else -a0) / size
        for root, other in dict.fromkeys(((roots[0], roots[1]), (roots[1], roots[0]))):
            if root.denominator == 1:
                yield "Gauss", (unit_class(-other), unit_class(lower) + 1, z)
            if (root + lower).denominator == 1:
                yield "conjugate Gauss", (unit_class(other + lower), unit_class(lower) + 1, z)
