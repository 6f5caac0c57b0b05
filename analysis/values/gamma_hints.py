"""Quotients of Γ and values of its logarithmic derivatives that fractions with symmetric b suggest.

With m = n − r, r an integer, after scaling, and up to Möbius maps (rational factors of Γ, whose arguments count mod 1):

    a = 2s, b = (2m − 1)² − l²
        Γ((s+1+l)/4) Γ((s+1−l)/4)/(Γ((s+3+l)/4) Γ((s+3−l)/4))
    a = s (2m + 1), b = (m² − l²)(m² − k²)
        Γ((s+1+l+k)/2) Γ((s+1−l−k)/2)/(Γ((s+1+l−k)/2) Γ((s+1−l+k)/2))
    a = (2m + 1)(s² − l² − k² − j² + 2m² + 2m + 1), b = −4(m² − l²)(m² − k²)(m² − j²)
        the product of Γ((s+1±l±k±j)/2) with an even number of minus signs over that with an odd number

Where l, k, j are 0 the quotient is 1, and its derivatives take its place: ψ and ψ′, for all three ψ″ (Stieltjes,
Apéry). Sources: Ramanujan's notebooks, part II (Berndt), chapter 12, entries 25, 33, 35. Also Σ (−1)ᵏ/(k + x)²:

    a = 2m² + 2m + 1 + x(x + 1), b = −m⁴
        ψ′((1 + x)/2) − ψ′((2 + x)/2)
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from analysis.constants.spelling import gamma_quotient, unit_class
from analysis.exact.printing import signed_sum
from analysis.exact.rationals import exact_root
from analysis.formulas.pcf import PCF


def gamma_texts(pcf: PCF) -> list[str]:
    """The candidates for one fraction, as expressions.

    >>> gamma_texts(PCF.parse("2n+1", "4n^4")), gamma_texts(PCF.parse("8n^3+12n^2+24n+10", "-16n^6"))
    (['polygamma(1,3/4)'], ['polygamma(2,1/2)'])
    >>> gamma_texts(PCF.parse("8", "4(2n-1)^2-1"))
    ['gamma(5/8)*gamma(7/8)/(gamma(1/8)*gamma(3/8))']
    """
    roots, lead = pcf.b.rational_roots(), pcf.b.leading
    size, degree = exact_root(abs(lead)), pcf.b.degree
    if degree not in (2, 4, 6) or len(roots) < degree or size is None or pcf.a.degree < 0:
        return []
    center = sum(roots, Fraction(0)) / degree
    offsets = sorted(root - center for root in roots)
    if offsets != sorted(-offset for offset in offsets):
        return []
    if degree == 2:
        if (2 * center) % 2 != 1 or lead < 0 or pcf.a.degree > 0:
            return []
        return [_quotient_of_four(abs(pcf.a.leading) / size, 2 * offsets[-1])]
    if center.denominator > 1:
        return []
    sign = 1 if pcf.a.leading > 0 else -1
    a = [sign * c / size for c in pcf.a.shift(int(center)).coefficients]
    shifts = offsets[degree // 2 :]
    if degree == 4 and lead > 0 and len(a) == 2 and a[1] == 2 * a[0]:
        return [_quotient(a[0], shifts)]
    if degree == 4 and lead < 0 and not any(shifts) and len(a) == 3 and a[1:] == [2, 2]:
        twice = exact_root(4 * a[0] - 3)  # 2x + 1
        return [] if twice is None else [f"polygamma(1,{(1 + twice) / 4})-polygamma(1,{(3 + twice) / 4})"]
    if degree == 6 and lead < 0 and len(a) == 4 and a[2:] == [3, 2] and a[1] == 2 * a[0] + 1:
        s = exact_root(2 * a[0] - 1 + sum((shift * shift for shift in shifts), Fraction(0)))
        return [] if s is None else [_quotient(s, shifts)]
    return []


def _quotient_of_four(s: Fraction, shift: Fraction) -> str:
    low, high = ([(s + base + sign * shift) / 4 for sign in (1, -1)] for base in (1, 3))
    return gamma_quotient(low, high)


def _quotient(s: Fraction, shifts: Sequence[Fraction]) -> str:
    """Π Γ((s + 1 ± …)/2)^(product of the signs) over the shifts other than 0; a derivative for each that is 0."""
    moved = [shift for shift in shifts if shift]
    order = len(shifts) - len(moved)
    sides: dict[int, list[Fraction]] = {1: [], -1: []}
    for signs in product((1, -1), repeat=len(moved)):
        value = (s + 1 + sum(sign * shift for sign, shift in zip(signs, moved, strict=True))) / 2
        sides[(-1) ** signs.count(-1)].append(value)
    if order == 0:
        return gamma_quotient(sides[1], sides[-1])
    name = "digamma(" if order == 1 else f"polygamma({order - 1},"
    if order == len(shifts):
        return f"{name}{unit_class(sides[1][0])})"
    return signed_sum(
        (f"{mark}{name}{value})" for side, mark in ((1, ""), (-1, "-")) for value in sides[side]), space=""
    )
