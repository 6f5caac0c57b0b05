"""The part of a rational function whose sums telescope, as its poles that are not rational cancel under shifts.

N/(L E), E made of irreducible factors f of degree 2 or more, is A/L + Σ B/f^m. A piece h(k + i), h = B/f^m brought to
one f of its class under shifts, differs by a telescoping term from h:  z^k h(k + i) = z^(k−i) h(k) + Δ(z^k G(k)),
G(k) = Σ z^(l−i) h(k + l) over 0 ≤ l < i. Where the h of each class add up to 0, Σ z^k N/(L E) is a rational number and
Σ z^k A/L. Source: Abramov, Rational component of the solutions of a first-order linear recurrence, 1975.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq_poly, fmpz_poly

from analysis.exact.quotients import Quotient
from analysis.exact.shifts import shift_between
from analysis.values.term_factors import MOST_SHIFT


def telescoping_part(
    above: fmpq_poly, below: fmpq_poly, others: Sequence[fmpq_poly], z: Fraction
) -> tuple[fmpq_poly, Quotient | None] | None:
    """(A, g) with above/(below · Π others) = A/below + z g(k + 1) − g(k); None where the poles of others do not cancel.

    g is None without `others`.

    >>> k = fmpq_poly([0, 1])
    >>> telescoping_part(2 * k + 1, k + 5, [k * k + 1, k * k + 2 * k + 2], Fraction(1)) is None
    True
    >>> found = telescoping_part(2 * k + 1, fmpq_poly([1]), [k * k + 1, k * k + 2 * k + 2], Fraction(1))
    >>> found
    (0, (-1)/(n**2 + 1))
    """
    if not others:
        return above, None
    whole = fmpq_poly([1])
    for f in others:
        whole *= f
    inside = _over(above, below, whole)
    left = divmod(above - inside * below, whole)[0]
    total = Quotient.constant(0)
    classes: list[tuple[fmpz_poly, Quotient]] = []
    for f, many in whole.numer().factor()[1]:
        block = fmpq_poly(f) ** many
        piece = Quotient.over(_over(inside, divmod(whole, block)[0], block), block)
        shifts = ((j, shift_between(g, f)) for j, (g, _) in enumerate(classes))
        at, i = next(((j, i) for j, i in shifts if i is not None and abs(i) <= MOST_SHIFT), (None, 0))
        piece = piece.shift(-i)
        if at is None:
            classes.append((f, piece))
        else:
            base, gathered = classes[at]
            classes[at] = base, gathered + piece * Quotient.constant(z**-i)
        for step in range(min(i, 0), max(i, 0)):
            total += piece.shift(step) * Quotient.constant(z ** (step - i) * (1 if i > 0 else -1))
    return None if any(gathered for _, gathered in classes) else (left, total)


def _over(above: fmpq_poly, below: fmpq_poly, modulus: fmpq_poly) -> fmpq_poly:
    """above/below modulo a polynomial that has no factor in common with below."""
    _, inverse, _ = below.xgcd(modulus)
    return divmod(above * inverse, modulus)[1]
