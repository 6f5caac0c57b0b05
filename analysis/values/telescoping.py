"""The part of a rational function whose sums telescope, as its poles that are not rational cancel under shifts.

N/(L E), E made of irreducible factors f of degree 2 or more, is A/L + Σ B/f^m. A piece h(k + i), h = B/f^m brought to
one f of its class under shifts, differs by a telescoping term from h:  z^k h(k + i) = z^(k−i) h(k) + Δ(z^k G(k)),
G(k) = Σ z^(l−i) h(k + l) over 0 ≤ l < i. Where the h of each class add up to 0, Σ z^k N/(L E) is a rational number and
Σ z^k A/L; where they do not, their sums remain, the mean of the zeros of f in [−1, 0). Source: Abramov, Rational
component of the solutions of a first-order linear recurrence, 1975.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from flint import fmpq_poly, fmpz_poly

from analysis.exact.quotients import Quotient
from analysis.exact.shifts import shift_between
from analysis.values.term_factors import MOST_SHIFT


@dataclass(frozen=True)
class Split:
    """above/(below Π others) = left/below + z g(k + 1) − g(k) + Σ `classes`; g is None without `others`."""

    left: fmpq_poly
    telescoped: Quotient | None
    classes: tuple[tuple[fmpz_poly, Quotient], ...] = ()


def telescoping_part(above: fmpq_poly, below: fmpq_poly, others: Sequence[fmpq_poly], z: Fraction) -> Split:
    """What of above/(below · Π others) telescopes; `classes` holds (f, B/f^m), B/f^m not 0.

    >>> k = fmpq_poly([0, 1])
    >>> telescoping_part(k, fmpq_poly([1]), [k * k + 1], Fraction(1)).classes
    ((x^2 + 2*x + 2, (n + 1)/(n**2 + 2*n + 2)),)
    >>> found = telescoping_part(2 * k + 1, fmpq_poly([1]), [k * k + 1, k * k + 2 * k + 2], Fraction(1))
    >>> found.telescoped, found.classes
    ((-1)/(n**2 + 1), ())
    """
    if not others:
        return Split(above, None)
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
        at, i = next(((j, i) for j, i in shifts if i is not None and abs(i) <= MOST_SHIFT), (len(classes), _steps(f)))
        piece = piece.shift(-i)
        if at == len(classes):
            classes.append((f(fmpz_poly([-i, 1])), Quotient.constant(0)))
        base, gathered = classes[at]
        classes[at] = base, gathered + piece * Quotient.constant(z**-i)
        for step in range(min(i, 0), max(i, 0)):
            total += piece.shift(step) * Quotient.constant(z ** (step - i) * (1 if i > 0 else -1))
    return Split(left, total, tuple((f, gathered) for f, gathered in classes if gathered))


def _steps(f: fmpz_poly) -> int:
    """i with f(k) = g(k + i), −s in [−1, 0) the mean of the zeros of g; 0 where it is large."""
    i = ceil(Fraction(int(f[f.degree() - 1]), f.degree() * int(f[f.degree()]))) - 1
    return i if abs(i) <= MOST_SHIFT else 0


def _over(above: fmpq_poly, below: fmpq_poly, modulus: fmpq_poly) -> fmpq_poly:
    """above/below modulo a polynomial that has no factor in common with below."""
    _, inverse, _ = below.xgcd(modulus)
    return divmod(above * inverse, modulus)[1]
