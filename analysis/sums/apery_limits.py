"""Apéry limits: lim pₙ/qₙ for the sum q and the solution p of the same second-order recurrence with p = 0, 1 at first.

c₀(n)u(n) + c₁(n)u(n−1) + c₂(n)u(n−2) = 0 is the recurrence w(n) = −c₁(n) w(n−1) − c₀(n−1)c₂(n) w(n−2) of a continued
fraction for w(n) = c₀(n)⋯c₀(N) u(n): the limit is a Möbius image of its value. Source: Apéry, Astérisque 61 (1979);
Almkvist, van Straten and Zudilin, Proc. Edinburgh Math. Soc. 54 (2011), "Apéry limits".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from flint import arb, ctx

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Library
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.examination import examine
from analysis.formulas.pcf import PCF

_GUARD_BITS = 64


@dataclass(frozen=True)
class AperyLimit:
    """p(from) = 0, p(from + 1) = 1; `value` is lim p/q, with `digits` right ones, and `fraction` the PCF behind it."""

    start: int
    fraction: PCF
    value: arb
    digits: int
    identity: Identity | None
    evidence: str | None

    def decimal(self) -> str:
        return str(self.value.str(self.digits, radius=False))

    def as_json(self) -> dict[str, Any]:
        return {
            "p": {"from": self.start, "values": [0, 1]},
            "limit": self.decimal(),
            "digits": self.digits,
            "identity": None if self.identity is None else self.identity.as_json(self.evidence == "proved"),
            "evidence": self.evidence,
            "fraction": {"a": str(self.fraction.a), "b": str(self.fraction.b)},
        }


def apery_limit(
    coefficients: Sequence[Polynomial], first: int, values: Sequence[Fraction], digits: int, library: Library
) -> AperyLimit | None:
    """The limit for q(first − 2), q(first − 1) = `values`; None where there is none, or it is infinite.

    >>> from analysis.constants.library import built_in_library
    >>> from analysis.sums.sums import summed
    >>> apery = summed("binomial(n,k)^2*binomial(n+k,k)^2")
    >>> found = apery_limit(apery.coefficients, 2, [Fraction(1), Fraction(5)], 30, built_in_library())
    >>> found.identity.expression, found.evidence
    ('zeta(3)/6', 'proved')
    """
    if len(coefficients) != 3:
        return None
    fraction, mobius = _fraction(coefficients, first, values)
    if mobius is None:
        return None
    found = examine(fraction, digits=digits, library=library)
    if found.limit.status == "terminating" and found.limit.rational is not None:
        return None
    if found.limit.value is None or found.limit.digits < 2:
        return None
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + _GUARD_BITS):
        value = mobius(found.limit.value)
        if not value.is_finite():
            return None
        right = min(digits, int(value.rel_accuracy_bits() / BITS_PER_DIGIT))
    return AperyLimit(first - 2, fraction, value, right, _image(found.identity, mobius), found.evidence)


def _image(identity: Identity | None, mobius: Mobius) -> Identity | None:
    """The identity of an image."""
    if identity is None:
        return None
    if identity.constant.name == "1":
        x = identity.mobius(Fraction(1))
        return rational_identity(mobius(x), identity.digits)
    return Identity(identity.constant, mobius @ identity.mobius, identity.digits)


def _fraction(coefficients: Sequence[Polynomial], first: int, values: Sequence[Fraction]) -> tuple[PCF, Mobius | None]:
    """The continued fraction in canonical form, and the map from its value to lim p/q."""
    c0, c1, c2 = coefficients
    p, q = [Fraction(0), Fraction(1)], list(values)
    while c0(first - 1) == 0:
        for u in (p, q):
            u[:] = [u[1], -(c1(first) * u[1] + c2(first) * u[0]) / c0(first)]
        first += 1
    raw = PCF(-c1.shift(first - 1), -(c2.shift(first - 1) * c0.shift(first - 2)))
    target = raw.canonical()
    a0, lead = raw.a(0), c0(first - 1)
    rows = [(u[0], lead * u[1] - a0 * u[0]) for u in (p, q)]
    (x, y), (z, w) = [(r[0] * target.factor, r[1]) for r in rows]
    scale = lcm(*(entry.denominator for entry in (x, y, z, w)))
    if x * w == y * z:
        return target.pcf, None
    return target.pcf, Mobius(*(int(entry * scale) for entry in (x, y, z, w)))
