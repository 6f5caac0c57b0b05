"""Values of ψ′ and ψ″ that fractions with b = B(n − r)^4 or B(n − r)^6 suggest.

With m = n − r, after scaling to |B| = 1, and up to Möbius maps for the start at an integer r:

    a = s (2m + 1), b = m⁴                                 ψ′((1 + s)/2)                   (Stieltjes 1890)
    a = 2m² + 2m + 1 + x(x + 1), b = −m⁴                   ψ′((1 + x)/2) − ψ′((2 + x)/2)   (Apéry's method for η(2))
    a = 2m³ + 3m² + 3m + 1 + 2x(x + 1)(2m + 1), b = −m⁶    ψ″(1 + x)                       (Stieltjes; Apéry 1979)

Sources: Lorentzen and Waadeland, Continued Fractions with Applications, appendix A.13; Perron II, § 6.
"""

from fractions import Fraction
from math import isqrt

from analysis.formulas.pcf import PCF


def polygamma_texts(pcf: PCF) -> list[str]:
    """The candidates for one fraction, as expressions.

    >>> polygamma_texts(PCF.parse("2n+1", "4n^4")), polygamma_texts(PCF.parse("8n^3+12n^2+24n+10", "-16n^6"))
    (['polygamma(1,3/4)'], ['polygamma(2,1/2)'])
    """
    half = pcf.b.degree // 2
    size = isqrt(abs(pcf.b.leading))
    roots = pcf.b.rational_roots()
    if pcf.b.degree not in (4, 6) or size * size != abs(pcf.b.leading):
        return []
    if len(roots) != pcf.b.degree or len(set(roots)) > 1 or roots[0].denominator > 1:
        return []
    moved = pcf.a.shift(int(roots[0]))
    a = (
        [Fraction(c, size) for c in moved.coefficients]
        if moved.leading > 0
        else [Fraction(-c, size) for c in moved.coefficients]
    )
    if half == 2 and pcf.b.leading > 0 and len(a) == 2 and a[1] == 2 * a[0]:
        return [f"polygamma(1,{_class((1 + a[0]) / 2)})"]
    if half == 2 and pcf.b.leading < 0 and len(a) == 3 and a[1:] == [2, 2]:
        x = _root_of_product(a[0] - 1)
        return [] if x is None else [f"polygamma(1,{(1 + x) / 2})-polygamma(1,{(2 + x) / 2})"]
    if half == 3 and pcf.b.leading < 0 and len(a) == 4 and a[2:] == [3, 2] and a[1] - 3 == 2 * (a[0] - 1):
        x = _root_of_product((a[0] - 1) / 2)
        return [] if x is None else [f"polygamma(2,{_class(1 + x)})"]
    return []


def _root_of_product(value: Fraction) -> Fraction | None:
    """The rational x ≥ −1/2 with x(x + 1) = value."""
    square = 1 + 4 * value
    if square < 0:
        return None
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if top * top != square.numerator or bottom * bottom != square.denominator:
        return None
    return (Fraction(top, bottom) - 1) / 2


def _class(x: Fraction) -> Fraction:
    """The representative of x modulo 1 in (0, 1]: polygamma values there differ by a rational number."""
    return x % 1 or Fraction(1)
