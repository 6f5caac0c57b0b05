"""The part of a rational function whose sums telescope, as its poles that are not rational cancel under shifts.

N/(L E), E made of irreducible factors f of degree 2 or more, is A/L + Σ B/f^m. A piece h(k + i), h = B/f^m brought to
one f of its class under shifts, differs by a telescoping term from h:  z^k h(k + i) = z^(k−i) h(k) + Δ(z^k G(k)),
G(k) = Σ z^(l−i) h(k + l) over 0 ≤ l < i. Where the h of each class add up to 0, Σ z^k N/(L E) is a rational number and
Σ z^k A/L. Source: Abramov, Rational component of the solutions of a first-order linear recurrence, 1975.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_poly, fmpz_poly

from analysis.exact.polynomials import Polynomial
from analysis.exact.shifts import shift_between
from analysis.values.term_factors import MOST_SHIFT

Quotient = tuple[fmpq_poly, fmpq_poly]
_ZERO: Quotient = (fmpq_poly([]), fmpq_poly([1]))


def telescoping_part(
    above: fmpq_poly, below: fmpq_poly, others: Sequence[fmpq_poly], z: Fraction
) -> tuple[fmpq_poly, tuple[Polynomial, Polynomial] | None] | None:
    """(A, g) with above/(below · Π others) = A/below + z g(k + 1) − g(k); None where the poles of others do not cancel.

    g is None without `others`.

    >>> k = fmpq_poly([0, 1])
    >>> telescoping_part(2 * k + 1, k + 5, [k * k + 1, k * k + 2 * k + 2], Fraction(1)) is None
    True
    >>> found = telescoping_part(2 * k + 1, fmpq_poly([1]), [k * k + 1, k * k + 2 * k + 2], Fraction(1))
    >>> found[0], [str(p) for p in found[1]]
    (0, ['-1', 'n**2 + 1'])
    """
    if not others:
        return above, None
    whole = fmpq_poly([1])
    for f in others:
        whole *= f
    inside = _over(above, below, whole)
    left = divmod(above - inside * below, whole)[0]
    total, argument = _ZERO, fmpq(z.numerator, z.denominator)
    classes: list[tuple[fmpz_poly, Quotient]] = []
    for f, many in whole.numer().factor()[1]:
        block = fmpq_poly(f) ** many
        piece = _over(inside, divmod(whole, block)[0], block), block
        shifts = ((j, shift_between(g, f)) for j, (g, _) in enumerate(classes))
        at, i = next(((j, i) for j, i in shifts if i is not None and abs(i) <= MOST_SHIFT), (None, 0))
        piece = _moved(piece, -i)
        if at is None:
            classes.append((f, piece))
        else:
            base, gathered = classes[at]
            classes[at] = base, _sum(gathered, _scaled(piece, argument**-i))
        for step in range(min(i, 0), max(i, 0)):
            total = _sum(total, _scaled(_moved(piece, step), argument ** (step - i) * (1 if i > 0 else -1)))
    if any(numerator for _, (numerator, _) in classes):
        return None
    return left, _integers(total)


def _over(above: fmpq_poly, below: fmpq_poly, modulus: fmpq_poly) -> fmpq_poly:
    """above/below modulo a polynomial that has no factor in common with below."""
    _, inverse, _ = below.xgcd(modulus)
    return divmod(above * inverse, modulus)[1]


def _scaled(h: Quotient, factor: fmpq) -> Quotient:
    return h[0] * factor, h[1]


def _moved(h: Quotient, step: int) -> Quotient:
    along = fmpq_poly([step, 1])
    return h[0](along), h[1](along)


def _sum(left: Quotient, right: Quotient) -> Quotient:
    top, bottom = left[0] * right[1] + right[0] * left[1], left[1] * right[1]
    common = top.gcd(bottom)
    return divmod(top, common)[0], divmod(bottom, common)[0]


def _integers(h: Quotient) -> tuple[Polynomial, Polynomial]:
    scale = int(h[0].denom()) * int(h[1].denom())
    return (
        Polynomial.of([int((c * scale).p) for c in h[0].coeffs()]),
        Polynomial.of([int((c * scale).p) for c in h[1].coeffs()]),
    )
