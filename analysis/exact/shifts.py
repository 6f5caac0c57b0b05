"""Polynomials that are shifts n → n + k of each other, k an integer: the classes that sums and gauges go by."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from flint import fmpz_poly

P = TypeVar("P")


def shift_between(first: fmpz_poly, second: fmpz_poly) -> int | None:
    """The integer k with first(n + k) = second(n), None where there is none.

    >>> shift_between(fmpz_poly([-1, 2]), fmpz_poly([3, 2]))
    2
    """
    degree = first.degree()
    if degree != second.degree() or first[degree] != second[degree]:
        return None
    step = Fraction(int(second[degree - 1] - first[degree - 1]), degree * int(first[degree]))
    if step.denominator != 1:
        return None
    return step.numerator if first(fmpz_poly([step.numerator, 1])) == second else None


def shift_classes(left: fmpz_poly, right: fmpz_poly) -> list[tuple[fmpz_poly, int]]:
    """(an irreducible factor, its exponent in left/right summed over all its shifts), also where that is 0.

    >>> n, one = fmpz_poly([0, 1]), fmpz_poly([1])
    >>> shift_classes(n * (n + 2) * (2 * n + 1), one)
    [(2*x + 1, 1), (x + 2, 2)]
    """
    classes: list[tuple[fmpz_poly, int]] = []
    for polynomial, sign in ((left, 1), (right, -1)):
        for factor, multiplicity in polynomial.factor()[1]:
            for index, (known, exponent) in enumerate(classes):
                if shift_between(known, factor) is not None:
                    classes[index] = known, exponent + sign * int(multiplicity)
                    break
            else:
                classes.append((factor, sign * int(multiplicity)))
    return classes


def irreducible(polynomial: fmpz_poly) -> list[fmpz_poly]:
    """The irreducible factors, each as often as it divides."""
    return [factor for factor, multiplicity in polynomial.factor()[1] for _ in range(int(multiplicity))]


def gosper_form(
    above: list[P], below: list[P], dispersion: Callable[[P, P], int | None], ahead: Callable[[P, int], P]
) -> list[P]:
    """The factors of C in Π above/Π below = C(k+1)/C(k) · q/s, where no factor of q is one of s shifted by h ≥ 0.

    Those of q and s stay in the lists. dispersion: h with f(k) = g(k + h), None where there is none; ahead: g(k + j).
    Source: Petkovšek, Wilf and Zeilberger, A = B, 5.3.

    >>> k = fmpz_poly([0, 1])
    >>> above, below = [k + 2, k], [k, 2 * k + 1]
    >>> gosper_form(above, below, lambda f, g: shift_between(g, f), lambda g, j: g(k + j)), above, below
    ([x, x + 1], [x], [2*x + 1])
    """
    common: list[P] = []
    for f in list(above):
        for g in below:
            h = dispersion(f, g)
            if h is not None and h >= 0:
                above.remove(f)
                below.remove(g)
                common += [ahead(g, j) for j in range(h)]
                break
    return common
