"""A(x, y) = Γ(2x + y) Γ(x)³ Γ(y)²/(Γ(2x) Γ(x + y)⁴) W(2x + y − 1; x, x, x, x, y), x, y > 0, in ball arithmetic.

W(a; b, …) = Σ (1 + 2k/a) (a)ₖ (b)ₖ ⋯/(k! (1 + a − b)ₖ ⋯) is very well-poised, at 1. A is symmetric, A(1, 1) = 2 ζ(3),
and A(n, n) are Beukers' integrals: the minimal solution of Apéry's field of ζ(3). With N = Γ(x) Γ(y) A and
f = x³ + 2x²y + 2xy² + y³, g = y³ − 2xy² + 2x²y − x³, f g = y⁶ − x⁶:

    y³ N(x, y) = f N(x, y+1) − x³ N(x+1, y+1),   y³ N(x+1, y) = x³ N(x, y+1) + g N(x+1, y+1),
    (x − 1)³ N(x−1, y) = (2x − 1)(x² − x + 2y² − 2y + 1) N(x, y) − x³ N(x+1, y).

The series falls like k^(−2y−1) only; far up on the diagonal its terms fall as fast as their number grows, and from
there these lead back. N is minimal on the way up, so the way down is stable. The rest after t(K) is at most K t(K)
where (k + 1)² t(k + 1) ≤ k² t(k) from K on, which the coefficients of a polynomial show.
"""

from fractions import Fraction
from math import prod

from flint import arb, ctx, fmpq_poly

from analysis.exact.balls import exact_ball
from analysis.exact.rationals import flint

_GUARD = 64
_BITS_PER_STEP = 3  # A(n, n) falls like (17 + 12√2)^(−n), its series from there on more slowly


def apery_integral(x: Fraction, y: Fraction) -> arb:
    """The ball at the current precision; not-a-number unless x, y > 0.

    >>> (apery_integral(Fraction(1), Fraction(1)) / arb(3).zeta()).str(15, radius=False)
    '2.00000000000000'
    """
    if x <= 0 or y <= 0:
        return arb.nan()
    steps = ctx.prec // _BITS_PER_STEP + _GUARD
    with ctx.workprec(2 * ctx.prec + _GUARD):
        at, up = x + steps, y + steps
        low, high = _far(at, up), _far(at + 1, up)
        for _ in range(steps):
            up -= 1
            f, g = (
                exact_ball(at**3 + 2 * at**2 * up + 2 * at * up**2 + up**3),
                exact_ball((up - at) * (up**2 - up * at + at**2)),
            )
            cube, scale = exact_ball(at**3), exact_ball(up**3)
            low, high = (f * low - cube * high) / scale, (cube * low + g * high) / scale
            centre = (2 * at - 1) * (at**2 - at + 2 * up**2 - 2 * up + 1)
            low, high = (exact_ball(centre) * low - cube * high) / exact_ball((at - 1) ** 3), low
            at -= 1
        found = low / (exact_ball(x).gamma() * exact_ball(y).gamma())
    return +found


def _far(x: Fraction, y: Fraction) -> arb:
    """N by its series."""
    a, shapes = 2 * x + y - 1, ((x, x + y),) * 4 + ((y, 2 * x), (2 * x + y - 1, Fraction(1)))
    length = _falls_from(a, shapes)
    term, total = arb(1), arb(0)
    for k in range(length):
        total += term * (1 + 2 * k / exact_ball(a))
        for upper, lower in shapes:
            term *= exact_ball((upper + k) / (lower + k))
    total += arb(0, (term * (1 + 2 * length / exact_ball(a)) * (length + 1)).upper())
    gammas = exact_ball(x).gamma() ** 4 * exact_ball(y).gamma() ** 3 * exact_ball(a + 1).gamma()
    return total * gammas / (exact_ball(2 * x).gamma() * exact_ball(x + y).gamma() ** 4)


def _falls_from(a: Fraction, shapes: tuple[tuple[Fraction, Fraction], ...]) -> int:
    """A K from which on (k + 1)² t(k + 1) ≤ k² t(k), at least as large as the parameters."""
    k = fmpq_poly([0, 1])
    above = prod((k + flint(upper) for upper, _ in shapes), start=(k + 1) ** 2 * (k + flint(a / 2 + 1)))
    below = prod((k + flint(lower) for _, lower in shapes), start=k**2 * (k + flint(a / 2)))
    start = 2 * int(a) + 2
    while any(c < 0 for c in (below - above)(fmpq_poly([start, 1])).coeffs()):
        start *= 2
    return start
