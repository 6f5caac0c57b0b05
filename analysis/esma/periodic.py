"""Periodic fractions, whose values are quadratic irrationals: there agreement of digits becomes a proof.

With a tail t of terms t₀ … t_{m−1} under signs s₁ … s_m, both repeated, t = t₀ + s₁/(t₁ + … + s_m/t): one Möbius map
fixes t, so t is one of the two roots of an integer quadratic equation. A number of the same field whose image is a root
of it too, and which the convergents approach to 1,000 digits, is the value: the other root is farther away (Lagrange
1770; Perron, Die Lehre von den Kettenbrüchen I, § 19).
"""

from math import lcm

from flint import ctx

from analysis.constants.algebraic import WORKING_BITS
from analysis.constants.library import Constant
from analysis.esma.approval import Approved
from analysis.esma.left_hand_sides import Coefficients, LeftHandSide
from analysis.exact.mobius import IDENTITY, Mobius
from analysis.exact.quadratic import Quadratic


def quadratic_value(constant: Constant, polynomial: Coefficients | None) -> Quadratic | None:
    """The constant as x + y√d; None where its minimal polynomial, if it has one, is not quadratic.

    >>> from analysis.constants.library import constant
    >>> quadratic_value(constant("golden_ratio"), (-1, -1, 1)), quadratic_value(constant("pi"), None)
    (1/2 + sqrt(5)/2, None)
    """
    if polynomial is None or len(polynomial) != 3:
        return None
    zero, one, two = polynomial
    root = Quadratic.sqrt(one * one - 4 * two * zero)
    with ctx.workprec(WORKING_BITS):
        upper = bool(constant.value(30) * 2 * two + one > 0)
    return (root - one if upper else -root - one) / (2 * two)


def is_exact(approved: Approved, value: LeftHandSide, constant: Quadratic) -> bool:
    """Whether an approved fraction is periodic and its value is exactly `value`, a rational function of the constant.

    >>> from analysis.formulas.c_finite import CFinite
    >>> found = Approved((1,), CFinite.of([1, -1], 2, [1, 2]), 1000, 0.77)
    >>> is_exact(found, LeftHandSide((0, 1), (1,)), Quadratic.sqrt(2))
    True
    """
    pattern, signs = approved.tail
    interlaced = pattern.interlaced()
    if interlaced is None or any(polynomial.degree > 0 for polynomial in interlaced):
        return False
    step = IDENTITY
    for n in range(lcm(len(interlaced), len(signs))):
        step = step @ Mobius(int(interlaced[n % len(interlaced)](0)), signs[n % len(signs)], 1, 0)
    y = _polynomial(value.numerator, constant) / _polynomial(value.denominator, constant)
    back = approved.before.inverse()
    tail = (y * back.p + back.q) / (y * back.r + back.s)
    return tail * tail * step.r + tail * (step.s - step.p) == Quadratic.rational(step.q)


def _polynomial(coefficients: Coefficients, x: Quadratic) -> Quadratic:
    total = Quadratic.rational(0)
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total
