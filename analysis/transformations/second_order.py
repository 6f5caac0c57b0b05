"""A recurrence of order 2 as a polynomial continued fraction: the same convergents, up to a Möbius map of the start.

With v(n) = c₀(first) ⋯ c₀(n) u(n) the recurrence is v(n) = −c₁(n) v(n−1) − c₂(n) c₀(n−1) v(n−2), that of a fraction
with tail t = L − a(0), and p/q → (p₀ + p₋₁ t)/(q₀ + q₋₁ t). Where c₀ is a number that fraction is taken as it is, so
that convergents given as a recurrence have the answer of their fraction; otherwise its canonical form.
"""

from fractions import Fraction
from functools import lru_cache

from analysis.exact.mobius import Mobius
from analysis.exact.rationals import integers
from analysis.formulas.pcf import PCF, Equivalent
from analysis.formulas.recurrence import Recurrence


@lru_cache(maxsize=256)  # limits to more and more digits ask again
def as_pcf(recurrence: Recurrence) -> tuple[PCF, Mobius] | None:
    """(fraction, m) with lim p/q = m(its value); None for another order, or where p and q are proportional.

    >>> as_pcf(Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5]))
    (PCF(34n^3+51n^2+27n+5, -n^6), Mobius(p=0, q=6, r=1, s=0))
    """
    if recurrence.order != 2:
        return None
    if recurrence.coefficients[0](recurrence.first - 1) == 0:
        recurrence = recurrence.advanced(recurrence.first + 1)
    first = recurrence.first
    c0, c1, c2 = (c.shift(first - 1) for c in recurrence.coefficients)
    pcf = PCF(-c1, -(c2 * c0.shift(-1)))
    (p_before, p), (q_before, q) = ((u / c0(0), v) for u, v in (recurrence.p, recurrence.q))
    a0 = pcf.a(0)
    rows = (p_before, p - p_before * a0, q_before, q - q_before * a0)
    if rows[0] * rows[3] == rows[1] * rows[2]:
        return None
    canonical = Equivalent(pcf, Fraction(1)) if recurrence.coefficients[0].degree == 0 else pcf.canonical()
    scaled = (rows[0] * canonical.factor, rows[1], rows[2] * canonical.factor, rows[3])
    return canonical.pcf, Mobius(*integers(scaled))
