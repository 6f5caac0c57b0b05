"""₃F₂(a, b, c; d, e; 1), s = d + e − a − b − c > 0, in ball arithmetic.

Its series falls like k^(−s−1) only. With N added to d and e the terms up to k = N fall like those of 1/C(2k, k)²; from
there contiguity leads back. F = Σ t(k) and G = Σ k t(k) at e + 1 give those at e, as t(k) there is t(k)(1 + k/e):

    F + G/e,   G + H/e,   H = Σ k² t(k) = −((ab + ac + bc − (d−1)(e−1)) G + abc F)/(a + b + c − d − e + 2)  (at e + 1),

the last from Σ ((a+k)(b+k)(c+k) − k(k+d−1)(k+e−1)) t(k) = 0, which telescopes. F is the minimal solution on the way
up, so the way down is stable. From K on the k t(k) fall like 1/k² at least, if K ≥ 3A + 2 and d + e ≥ 2(3A + 2),
A = max(|a|, |b|, |c|): (1 + A/k)³(1 + 1/k)² ≤ 1 + 2(3A + 2)/k ≤ (1 + d/k)(1 + e/k). Their sum is at most
(1 + K) K t(K).
"""

from fractions import Fraction

from flint import arb, ctx

from analysis.exact.balls import exact_ball

_GUARD = 64
_BITS_PER_STEP = 3  # 1/C(2k, k)² falls like 16^(−k), and a step back may double the radius


def unit_3f2(a: Fraction, b: Fraction, c: Fraction, d: Fraction, e: Fraction) -> arb:
    """The ball at the current precision; not-a-number where the series diverges or has a pole.

    >>> unit_3f2(*map(Fraction, ("1/2", "1/2", "1/2", "1", "1"))).str(15, radius=False)
    '1.39320392968568'
    """
    if d + e <= a + b + c or any(x <= 0 and x.denominator == 1 for x in (d, e)):
        return arb.nan()
    largest = int(max(map(abs, (a, b, c)))) + 1
    steps = ctx.prec // _BITS_PER_STEP + 3 * largest + 2 + int(max(-d, -e, Fraction(0))) + _GUARD
    with ctx.workprec(2 * ctx.prec + _GUARD):
        total, weighted = _far_sums((a, b, c), (d + steps, e + steps), steps)
        for step in reversed(range(steps)):
            for lower, other in ((e + step, d + step + 1), (d + step, e + step)):
                x, (above, squares) = (
                    exact_ball(lower),
                    (weighted, _squares((a, b, c), other, lower + 1, total, weighted)),
                )
                total, weighted = total + above / x, weighted + squares / x
    return +total


def _far_sums(upper: tuple[Fraction, ...], lower: tuple[Fraction, ...], length: int) -> tuple[arb, arb]:
    """F and G of the series, its first terms and a bound of the others."""
    tops, bottoms = [exact_ball(x) for x in upper], [exact_ball(x) for x in (*lower, Fraction(1))]
    term, total, weighted = arb(1), arb(0), arb(0)
    for k in range(length):
        total, weighted = total + term, weighted + k * term
        for x, y in zip(tops, bottoms, strict=True):
            term = term * (x + k) / (y + k)
    rest = arb(0, (abs(term) * length * (length + 1)).upper())
    return total + rest, weighted + rest


def _squares(upper: tuple[Fraction, ...], d: Fraction, e: Fraction, total: arb, weighted: arb) -> arb:
    a, b, c = upper
    below = exact_ball(d + e - 2 - a - b - c)
    return (exact_ball(a * b + a * c + b * c - (d - 1) * (e - 1)) * weighted + exact_ball(a * b * c) * total) / below
