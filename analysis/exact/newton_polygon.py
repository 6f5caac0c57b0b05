"""The Newton polygon of a recurrence Σ l_i(n) u(n+i) = 0: how its solutions grow, n!^σ λⁿ.

The upper hull of the points (i, deg l_i) has an edge of slope −σ for solutions with n!^σ, and their λ are the roots of
the polynomial of the leading coefficients on the edge. Source: Perron; Adams, Trans. AMS 30 (1928).
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from flint import fmpz_poly


def edges(forward: Sequence[fmpz_poly]) -> Iterator[tuple[Fraction, fmpz_poly]]:
    """σ and the polynomial of the λ for each edge, from the fastest growth to the slowest.

    >>> n, one = fmpz_poly([0, 1]), fmpz_poly([1])
    >>> list(edges([-n**2, -2 * n - 1, one]))                                      # u(n+2) = (2n + 1) u(n+1) + n² u(n)
    [(Fraction(1, 1), x^2 + (-2)*x + (-1))]
    """
    i = len(forward) - 1
    while i > 0:
        slopes = {j: Fraction(c.degree() - forward[i].degree(), i - j) for j, c in enumerate(forward[:i]) if c}
        if not slopes:
            return
        steepest = max(slopes.values())
        j = min(k for k, slope in slopes.items() if slope == steepest)
        level = forward[i].degree() + steepest * i
        on_edge = [int(c[c.degree()]) if c and c.degree() + steepest * k == level else 0
                   for k, c in enumerate(forward[: i + 1])][j:]  # fmt: skip
        yield steepest, fmpz_poly(on_edge)
        i = j
