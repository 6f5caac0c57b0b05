"""The coefficient with which a solution follows one formal solution, from the adjoint recurrence.

With v a solution of the adjoint Σ c_k(n+k) v(n+k) = 0 the sum

    B(n) = Σ_j u(j) Σ_k c_k(j+k) v(j+k),   n − r < j ≤ n,  j + k > n,

is the same for all n (Lagrange's identity). Taken with the formal solution v that is dual to the dominant one, it is
the constant in front of the dominant solution in u, so that lim p/q = B(p)/B(q): however slowly p/q converges, some
terms of v's series at one n give many digits. For order 2 this is the tail of the continued fraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flint import acb, arb, ctx, fmpz_mat

from analysis.dynamics.closed_numbers import BITS, is_zero
from analysis.dynamics.formal_solutions import FormalSolution, forward_solutions, ramification
from analysis.exact.balls import exact_ball
from analysis.formulas.recurrence import Recurrence
from analysis.values.formal_series import series_terms


@dataclass(frozen=True, eq=False)
class DualSeries:
    """v = n!^μ λⁿ exp(…) n^β Σ terms[k] (unit n^(−1/m))^k with the exponents of `solution`; unit = 2^unit_bits."""

    recurrence: Recurrence
    solution: FormalSolution
    ramification: int
    unit_bits: int
    terms: tuple[acb, ...]

    def at(self, n: int, i: int) -> tuple[acb, float]:
        """(v(n+i)/v's leading part at n, −log₂ of the first term left out beside the sum)."""
        one, m = self.solution, self.ramification
        x = arb(2) ** self.unit_bits * arb(n + i) ** (arb(-1) / m)
        total, power, smallest = acb(0), arb(1), float("inf")
        for term in self.terms:
            piece = term * power
            size = float(abs(piece).mid().log()) if piece.mid() != 0 else None
            if size is not None:
                if size > smallest + 20:
                    break
                smallest = min(smallest, size)
            total += piece.mid()
            power = (power * x).mid()
        grown = one.base.ball**i
        for j in range(1, i + 1):
            grown *= arb(n + j) ** exact_ball(one.factorial)
        for s, c in one.exponential:
            grown *= (c.ball * (arb(n + i) ** exact_ball(s) - arb(n) ** exact_ball(s))).exp()
        grown *= (acb(n + i) / n) ** one.power.ball
        return (total * grown).mid(), -smallest / 0.6931471805599453


def dual_series(
    recurrence: Recurrence, solutions: Sequence[FormalSolution], place: int, bits: int, count: int, n: int
) -> DualSeries | None:
    """The adjoint solution dual to `solutions[place]`, all being listed from the largest: `count` terms, for n on.

    All numbers are scaled at n, so that those which do not count there are seen to be small, and are cut off. None
    where the series has logarithms, or another one runs into it.
    """
    forward = [c.flint for c in recurrence.adjoint()]
    adjoint = forward_solutions(forward, max(2 * bits, BITS))
    with ctx.workprec(BITS):
        one = _dual(solutions, place, adjoint)
    if one is None or one.logarithms:
        return None
    with ctx.workprec(bits):
        unit_bits = (n.bit_length() - 1) // ramification(one)
        terms = series_terms(forward, one, count, unit_bits)
    return None if len(terms) < count else DualSeries(recurrence, one, ramification(one), unit_bits, terms)


def _dual(solutions: Sequence[FormalSolution], place: int, adjoint: Sequence[FormalSolution]) -> FormalSolution | None:
    """Of those that are inverse up to a power of n and logarithms the larger is dual to the smaller: beside 8ⁿ log n
    and 8ⁿ the solution (−8)ⁿ has nothing to say."""
    duals = [v for v in adjoint if _cancel(solutions[place], v)]
    alike = [i for i, u in enumerate(solutions) if duals and _cancel(u, duals[0])]
    return duals[-1 - alike.index(place)] if place in alike and len(alike) == len(duals) else None


def _cancel(u: FormalSolution, v: FormalSolution) -> bool:
    """Whether their product is a power of n times logarithms."""
    exponents = [dict(one.exponential) for one in (u, v)]
    sums = (
        sum((acb(found[s].ball) for found in exponents if s in found), acb(0))
        for s in {s for e in exponents for s in e}
    )
    return u.factorial == -v.factorial and is_zero(acb(u.base.ball) * v.base.ball - 1) and all(map(is_zero, sums))


def leading_parts(dual: DualSeries, n: int, state: fmpz_mat) -> tuple[acb, acb, float]:
    """(B(p), B(q), bits that the series gives) from the rows u(n−r+1) … u(n) of p and q."""
    r, c = dual.recurrence.order, dual.recurrence.coefficients
    ahead = [dual.at(n, i) for i in range(1, r + 1)]
    weights = []
    for j in range(n - r + 1, n + 1):
        sums = (c[k](j + k) * ahead[j + k - n - 1][0] for k in range(n + 1 - j, r + 1))
        weights.append(sum(sums, acb(0)).mid())
    p, q = (sum((state[row, j] * w for j, w in enumerate(weights)), acb(0)).mid() for row in (0, 1))
    return p, q, min(bits for _, bits in ahead)
