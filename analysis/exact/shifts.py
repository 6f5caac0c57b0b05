"""Polynomials that are shifts n → n + k of each other, k an integer: the classes that sums and gauges go by."""

from fractions import Fraction

from flint import fmpz_poly


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
