"""The roots of a polynomial given by balls, with their multiplicities.

Euclid's algorithm on p and p′, where a coefficient that all its digits call 0 is 0, takes the square-free factors apart
(Yun); each of those has simple roots, which are isolated.
"""

from collections.abc import Sequence

from flint import acb, acb_poly, arb

from analysis.dynamics.closed_numbers import is_zero

_NEWTON_STEPS = 8  # from some 5 isolating bits to more than 600


def repeated_roots(coefficients: Sequence[acb]) -> list[tuple[acb, int]]:
    """(root, multiplicity) of Σ coefficients[k] x^k.

    >>> from analysis.dynamics.closed_numbers import BITS
    >>> from flint import ctx
    >>> with ctx.workprec(BITS):
    ...     found = repeated_roots([acb(c) for c in (2, -5, 4, -1)])
    >>> [(round(float(root.real.mid())), m) for root, m in found]
    [(2, 1), (1, 2)]
    """
    p = _monic(acb_poly(list(coefficients)))
    common = _gcd(p, p.derivative())
    rest, found, multiplicity = _quotient(p, common), [], 1
    while rest.degree() >= 1:
        shared = _gcd(rest, common)
        simple = _quotient(rest, shared)
        found += [(root, multiplicity) for root in _simple_roots(simple)]
        rest, common = shared, _quotient(common, shared)
        multiplicity += 1
    return found


def _simple_roots(p: acb_poly) -> list[acb]:
    """Balls of almost the full precision: FLINT isolates them around their mean, as it gives up on close ones far off.

    Newton's steps refine them; a root lies within d |p/p′| of any point (Laguerre).
    """
    d = p.degree()
    if d < 1:
        return []
    slope, found, mean = p.derivative(), [], (-p[d - 1] / (d * p[d])).mid()
    for root in p(acb_poly([mean, 1])).roots():
        z = root.mid() + mean
        for _ in range(_NEWTON_STEPS):
            z = (z - p(z) / slope(z)).mid()
        away = d * abs(p(z) / slope(z))
        found.append(z + acb(arb(0, away.upper()), arb(0, 0 if z.imag == 0 else away.upper())))
    return found


def _gcd(p: acb_poly, q: acb_poly) -> acb_poly:
    q = _monic(q)
    while q.degree() >= 0:
        p, q = q, _monic(_trimmed(_divided(p, q)[1], p))
    return p


def _monic(p: acb_poly) -> acb_poly:
    p = _trimmed(p.coeffs(), p)
    return acb_poly([c / p[p.degree()] for c in p.coeffs()]) if p.degree() >= 0 else p


def _divided(p: acb_poly, q: acb_poly) -> tuple[list[acb], list[acb]]:
    """(quotient, remainder) by a monic divisor."""
    rest, d = list(p.coeffs()), q.degree()
    quotient: list[acb] = []
    while len(rest) > d:
        factor = rest.pop()
        quotient.append(factor)
        for k in range(d):
            rest[len(rest) - d + k] -= factor * q[k]
    return quotient[::-1], rest


def _quotient(p: acb_poly, q: acb_poly) -> acb_poly:
    return acb_poly(_divided(p, q)[0])


def _trimmed(values: Sequence[acb], beside: acb_poly) -> acb_poly:
    """Without coefficients that are 0 for all their digits tell, beside the largest of another polynomial."""
    scale = max((abs(c).upper() for c in beside.coeffs() if c != 0), default=arb(1))
    kept = [acb(0) if is_zero(c, scale) else c for c in values]
    while kept and kept[-1] == 0:
        kept.pop()
    return acb_poly(kept)
