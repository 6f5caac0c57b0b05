"""The rate of the error as a function of the direction, in a field of an operator Π (ϑ + tᵢ) = z Π (ϑ + sⱼ).

Along a direction the parameters grow like n ξ, ξ the entries of the direction. With ϑ = n τ the equation becomes

    Π (τ + ξ_t) = z Π (τ + ξ_s),

and the step multiplies the solution that belongs to the root τ by Π (τ + ξ_s)^ξ_s / Π (τ + ξ_t)^ξ_t, up to a factor
that all have in common: τ is a saddle of the integral of Mellin and Barnes. The error falls like the quotient of the
two largest. So the rate is homogeneous, and analytic between the directions in which two of them have one size: where
these are the two largest there is no limit. Of factors with ξ on both sides a root τ = −ξ is left, where ϑ + t and
ϑ + s stay small; the quotient of their products is that of the other factors, also where one side has more of them.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from operator import mul

from flint import acb, arb, fmpz_poly

from analysis.fields.operator_fields import OperatorField

Sides = tuple[list[int], list[int]]


def rate(field: OperatorField, direction: Sequence[int]) -> arb | None:
    """−(ln |error|)/n along an integer direction, generic starts, as an enclosure; of two equal solutions it is 0.

    None for a free argument, and sides of different degree.

    >>> from analysis.fields.built_in_fields import gauss_field
    >>> rate(gauss_field(Fraction(1, 2)), (1, 1, 2)).str(15, radius=False)
    '3.52549434807817'
    """
    known = _largest_two(field, direction)
    return None if known is None else arb(0) if known[0].overlaps(known[1]) else known[0] - known[1]


def sizes(field: OperatorField, direction: Sequence[int]) -> tuple[float, float] | None:
    """ln |λ| of the two largest solutions, as doubles; None as for `rate`."""
    known = _largest_two(field, direction)
    return None if known is None else (float(known[0].mid()), float(known[1].mid()))


def _largest_two(field: OperatorField, direction: Sequence[int]) -> tuple[arb, arb] | None:
    if not isinstance(field.argument, Fraction):
        return None
    return _largest(*map(tuple, _entries(field, direction)), field.argument * field.operator.sign)


@lru_cache(maxsize=1 << 17)
def _largest(upper: tuple[int, ...], lower: tuple[int, ...], z: Fraction) -> tuple[arb, arb] | None:
    """Of the entries of both sides, ascending: directions that differ by the order of parameters have the same."""
    cancelled = [*(Counter(upper) & Counter(lower)).elements()]
    sides = [*(Counter(upper) - Counter(lower)).elements()], [*(Counter(lower) - Counter(upper)).elements()]
    found = _sizes(sides, cancelled, z)
    if found is None or len(found) < 2 or not all(size.is_finite() for size in found):
        return None
    first, second, *_ = sorted(found, key=lambda size: -float(size.mid()))
    return first, second


def without_limit(field: OperatorField, start: Sequence[Fraction | int], direction: Sequence[int]) -> bool:
    """Whether the two largest solutions have one size along the direction, which no column lacks.

    They may where the operator has factors: where an sⱼ and a tᵢ differ by a whole number, of rank above 2.

    >>> from analysis.fields.built_in_fields import gauss_field
    >>> without_limit(gauss_field(Fraction(1, 2)), (1, 1, 2), (1, 0, 1))
    False
    """
    known = rate(field, direction)
    return known is not None and known.contains(0) and (field.rank == 2 or _irreducible(field, start))


def _irreducible(field: OperatorField, start: Sequence[Fraction | int]) -> bool:
    at = {axis: Fraction(value) for axis, value in zip(field.axes, start, strict=True)}
    upper, lower = (
        [f.at(at, Fraction(1)) for f in field.operator.factors if f.lower is side] for side in (False, True)
    )
    return all((s - t).denominator != 1 for s in lower for t in upper)


def _entries(field: OperatorField, direction: Sequence[int]) -> Sides:
    """ξ_t and ξ_s, ascending."""
    steps = dict(zip(field.axes, direction, strict=True))
    upper, lower = (
        sorted(f.sign * steps[f.axis] if f.axis else 0 for f in field.operator.factors if f.lower is side)
        for side in (False, True)
    )
    return upper, lower


def _sizes(sides: Sides, cancelled: Sequence[int], z: Fraction) -> list[arb] | None:
    """ln |λ| of all solutions; None where the sides differ in degree."""
    if len(sides[0]) != len(sides[1]):
        return None
    left, right = _products(sides, z)
    equation = left - right
    roots = equation.complex_roots() if equation.degree() > 0 else []
    found = [_size(root, sides) for root, count in roots for _ in range(count)]
    return found + [_size_of_cancelled(xi, sides, z) for xi in cancelled]


def _size_of_cancelled(xi: int, sides: Sides, z: Fraction) -> arb:
    """At the root −ξ of both sides: what is left of its factors has the quotient of all others."""
    rest = [x for x in sides[0] if x != xi], [x for x in sides[1] if x != xi]
    left, right = (abs(arb(int(side(-xi)))) for side in _products(rest, z))
    return _size(acb(-xi), rest) + (left / right).log() * xi


def _products(sides: Sides, z: Fraction) -> tuple[fmpz_poly, fmpz_poly]:
    """Π (τ + ξ_t) and z Π (τ + ξ_s), times the denominator of z."""
    left, right = (
        reduce(mul, (fmpz_poly([entry, 1]) for entry in entries), fmpz_poly([factor]))
        for entries, factor in zip(sides, (z.denominator, z.numerator), strict=True)
    )
    return left, right


def _size(root: acb, sides: Sides) -> arb:
    """ln |Π (τ + ξ_s)^ξ_s / Π (τ + ξ_t)^ξ_t|."""
    total = arb(0)
    for entries, sign in zip(sides, (-1, 1), strict=True):
        for entry in entries:
            if entry:
                total += abs(root + entry).log() * (sign * entry)
    return total
