"""Roots of polynomials of balls are told apart wherever they lie."""

from flint import acb, ctx

from analysis.dynamics.closed_numbers import BITS
from analysis.dynamics.repeated_roots import repeated_roots


def test_close_roots_far_from_zero_are_told_apart() -> None:
    with ctx.workprec(BITS):
        found = repeated_roots([acb("110.1875"), acb(21), acb(1)])
    assert sorted((float(root.real), m) for root, m in found) == [(-10.75, 1), (-10.25, 1)]
