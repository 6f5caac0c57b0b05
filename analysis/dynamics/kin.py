"""Convergents of a fraction from those of another member of its family, at hardly any cost.

With M₁(n) U(n+1) = g(n) U(n) M₂(n) (`transformations.contiguity`) the products P(n) = [[1, a(0)], [0, 1]] M(1) ⋯ M(n),
whose columns are the convergents n − 1 and n, have P₁(n) ∝ T P₂(n) adj U(n+1), T = P₁(N−1) U(N) adj P₂(N−1), where U
is invertible from N on. q̃ and δ do not see a common factor of p and q, so that ∝ is enough, and what divides all of
P₂(n) is taken out once.
"""

from collections.abc import Sequence
from dataclasses import replace

from flint import fmpz_poly
from gmpy2 import mpz

from analysis.dynamics.reduced_growth import Depths, product_of
from analysis.exact.companions import PolynomialMatrix
from analysis.exact.two_by_two import multiplied
from analysis.formulas.pcf import PCF
from analysis.numbers.convergents import Convergent, convergent
from analysis.transformations.contiguity import contiguous

_STARTS = (1, 2, 4, 8, 16, 32, 64)  # N that are tried


def depths_of_kin(kin: Depths, pcf: PCF) -> Depths | None:
    """The depths of a fraction that does not end from those of another of its family; None where the tie is not seen.

    Its convergents are p and q up to a common factor, without those before.

    >>> from analysis.dynamics.reduced_growth import depths
    >>> from analysis.numbers.asymptotics import growth
    >>> first, second = PCF.parse("3n+3", "-2n^2-n"), PCF.parse("3n+5", "-2n^2-3n")
    >>> at, own = (depths(pcf, growth(pcf), 1) for pcf in (first, second))
    >>> depths_of_kin(at, second).log_reduced(2) == own.log_reduced(2)
    True
    """
    entries = contiguous(pcf, kin.pcf)
    start = None if entries is None else _start(entries)
    if entries is None or start is None or start > kin.convergents[0].n:
        return None
    x, y, _, _ = entries
    e, f, g, h = map(mpz, _moved(pcf, kin.pcf, entries, start))
    found = []
    for at, (p_before, p, q_before, q) in zip(kin.convergents, kin.products, strict=True):
        before, now = -int(y(at.n + 1)), int(x(at.n + 1))
        above, below = p_before * before + p * now, q_before * before + q * now
        found.append(Convergent(at.n, int(e * above + f * below), int(g * above + h * below), 0, 0))
    first, second, third = found
    return replace(kin, pcf=pcf, convergents=(first, second, third)) if first.q and second.q and third.q else None


def _moved(left: PCF, right: PCF, entries: PolynomialMatrix, start: int) -> Sequence[int]:
    """T."""
    (p, q, r, s), ours = (product_of(convergent(pcf, start - 1)) for pcf in (right, left))
    x, y, z, w = (int(entry(start)) for entry in entries)
    return multiplied(multiplied(ours, (x, y, z, w)), (s, -q, -r, p))


def _start(entries: PolynomialMatrix) -> int | None:
    """N such that det U has no zero from N on, as its coefficients in n − N are of one sign."""
    x, y, z, w = entries
    determinant = x * w - y * z
    for start in _STARTS:
        signs = {int(c) > 0 for c in determinant(fmpz_poly([start, 1])).coeffs() if c}
        if len(signs) == 1 and determinant(start):
            return start
    return None
