"""A constant as the quotient of two linear forms in the entries of a trajectory of rank above 2.

The entries u₁, …, u_r of a column converge as a direction (v₁ : … : v_r); with integers c · v = K (d · v) the quotients
(c · u)/(d · u) tend to K. So Aptekarev's approximations of γ are two coordinates of a trajectory of ₃F₁(1). Coordinates
that depend on others are left out first, since both forms vanish on their relations. All relations are seen at finite
precision, with the margin of `relations.lattices`.
"""

from collections.abc import Callable
from math import gcd

from flint import arb, ctx

from analysis.exact.balls import BITS_PER_DIGIT
from analysis.fields.higher_rates import Forms
from analysis.fields.trajectories import Trajectory
from analysis.relations.lattices import rows

LEAST_DIGITS, DIGITS = 40, 120  # to which limits and the constant are compared
_GUARD_BITS = 64


def constant_forms(found: Trajectory, constant: Callable[[int], arb], digits: int = DIGITS) -> Forms | None:
    """(c, d) as far as the limits agree, at most to so many digits; `constant` gives K to a number of digits.

    >>> from fractions import Fraction
    >>> from analysis.fields.built_in_fields import built_in_field
    >>> from analysis.fields.trajectories import trajectory
    >>> found = trajectory(built_in_field("3F1").at(z=1), (0, 0, 1, 1), (-1, -1, 1, 0))
    >>> constant_forms(found, lambda digits: arb.const_euler(), 40)
    ((0, 1, 0), (1, 0, 0))
    """
    limits = found.limits(digits)
    digits = min((agreed for _, agreed in limits), default=0)
    if digits < LEAST_DIGITS:
        return None
    with ctx.workprec(int((digits + 20) * BITS_PER_DIGIT) + _GUARD_BITS):
        small = arb(10) ** -digits
        v = [arb(value, abs(value) * small + small) for value, _ in limits]
        v.insert(found.divisor, arb(1))
        kept = [found.divisor]
        for i in range(len(v)):
            if i != found.divisor and not rows([v[j] for j in (*kept, i)], digits):
                kept.append(i)
        known = constant(digits + 10)
        found_rows = rows([*(v[i] for i in kept), *(known * v[i] for i in kept)], digits)
    if not found_rows:
        return None
    c, d = [0] * len(v), [0] * len(v)
    for place, i in enumerate(kept):
        c[i], d[i] = found_rows[0].coefficients[place], -found_rows[0].coefficients[len(kept) + place]
    if not any(c) or not any(d):
        return None
    common = gcd(*c, *d) * (1 if next(filter(None, d)) > 0 else -1)
    return tuple(x // common for x in c), tuple(x // common for x in d)
