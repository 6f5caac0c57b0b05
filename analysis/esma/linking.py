"""The PCF that an approved interlaced fraction contracts to, as a formula of its own.

Its value is a Möbius image of the left-hand side, exactly; where that is one of the constant, the PCF has an identity.
The limit is computed from the PCF alone and must agree with that image, so a wrong link cannot pass.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any

from flint import arb

from analysis.constants.algebraic import minimal_polynomial
from analysis.constants.identities import Identity
from analysis.constants.library import Constant, constant
from analysis.dynamics.delta import Delta
from analysis.dynamics.measures import Dynamics
from analysis.dynamics.reduced_growth import ReducedGrowth
from analysis.dynamics.reduction import reduction_order
from analysis.errors import InputError
from analysis.esma.approval import Approved
from analysis.esma.left_hand_sides import LeftHandSide, Powers
from analysis.esma.periodic import quadratic_value
from analysis.exact.mobius import Mobius
from analysis.formulas.c_finite import CFinite
from analysis.formulas.pcf import PCF
from analysis.formulas.signed import Signs
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.limits import limit
from analysis.transformations.contraction import interlaced_pcf

LINK_DIGITS = 100  # of the limit that is compared
# Degrees beyond which a contraction is no formula that anyone reads, and beyond what formulas may have.
MAX_LINKED_DEGREE = 24
EARLIER_STARTS = 8


@dataclass(frozen=True)
class Link:
    """value(pcf) = mobius(left-hand side); the PCF is canonical."""

    pcf: PCF
    mobius: Mobius


def link(approved: Approved) -> Link | None:
    """The canonical PCF of an approved fraction; None where its terms are no interlaced polynomials, or too many.

    >>> from analysis.formulas.c_finite import CFinite
    >>> found = Approved((1,), CFinite.of([1, -2, 1], 2, [2, 6]), 1000, 4.98)
    >>> link(found)
    Link(pcf=PCF(4n+2, 1), mobius=Mobius(p=1, q=0, r=0, s=1))
    """
    pattern, signs = approved.tail
    of_tail = _link_of_tail(pattern, signs)
    return None if of_tail is None else Link(of_tail.pcf, of_tail.mobius @ approved.before.inverse())


@lru_cache(maxsize=1_024)
def _link_of_tail(pattern: CFinite, signs: Signs) -> Link | None:
    """The same of a fraction without prefix; many values share a tail."""
    interlaced = pattern.interlaced()
    if interlaced is None:
        return None
    try:
        made = interlaced_pcf((), interlaced, signs)
    except InputError:
        return None
    if max(made.pcf.a.degree, made.pcf.b.degree // 2) > 4 * MAX_LINKED_DEGREE:
        return None
    canonical = _canonical(Link(made.pcf, made.mobius))
    if max(canonical.pcf.a.degree, canonical.pcf.b.degree) > MAX_LINKED_DEGREE:
        return None
    earliest = _earliest(canonical)
    return canonical if earliest is canonical else _canonical(earliest)


def _canonical(found: Link) -> Link:
    equivalent = found.pcf.canonical()
    factor = Fraction(equivalent.factor)
    return Link(equivalent.pcf, Mobius(factor.denominator, 0, 0, factor.numerator) @ found.mobius)


def _earliest(found: Link) -> Link:
    """The PCF begun at the place where its coefficients are smallest: a contraction begins a few terms late."""
    best, current = found, found
    for _ in range(EARLIER_STARTS):
        pcf = current.pcf
        numerator = pcf.b(0)
        if numerator == 0:  # the fraction cannot be continued backwards
            break
        current = Link(pcf.shifted(-1), Mobius(pcf.a(-1), numerator, 1, 0) @ current.mobius)
        if _size(current.pcf) < _size(best.pcf):
            best = current
    return best


def _size(pcf: PCF) -> int:
    return sum(map(abs, (*pcf.a.coefficients, *pcf.b.coefficients)))


def linked_row(found: Link, value: LeftHandSide, powers: Powers) -> dict[str, Any] | None:
    """The contract's JSON of the PCF, with evidence "linked"; None where its limit is not the value it should have."""
    number = limit(found.pcf, LINK_DIGITS)
    if number.status != "convergent" or number.value is None or number.digits < LINK_DIGITS:
        return None
    image = found.mobius(_ball(value, powers))
    if not image.overlaps(number.value):
        return None
    identity = _identity(found.mobius, value, powers.constant)
    return {
        "kind": "pcf",
        "a": str(found.pcf.a),
        "b": str(found.pcf.b),
        "status": number.status,
        "limit": number.decimal(),
        "digits": number.digits,
        "evidence": "linked" if identity else "numeric",
        "identity": None if identity is None else identity.as_json(),
        **_dynamics(found.pcf),
    }


def _dynamics(pcf: PCF) -> dict[str, Any]:
    """The exponents that the coefficients give at once, and δ where factorials alone decide it."""
    rates, order = growth(pcf), reduction_order(pcf)
    if not isinstance(rates, Growth):
        return {}
    if order is None:
        return Dynamics(rates, None).as_json()
    eta = rates.dominant.factorial - order
    delta = Delta(float(rates.eta / eta - 1), 0.0, str(rates.eta / eta - 1)) if eta else None
    return Dynamics(rates, order, ReducedGrowth(float(eta), 0.0, None, None, eta), delta).as_json()


def _ball(value: LeftHandSide, powers: Powers) -> arb:
    interval = value.enclosure(powers)(int(2 * LINK_DIGITS / 0.301))
    if interval is None:
        return arb.nan()
    low = arb(int(interval.n)) / int(interval.d)
    return low.union(arb(int(interval.n + interval.e)) / int(interval.d))


def _identity(mobius: Mobius, value: LeftHandSide, c: Constant) -> Identity | None:
    """The value as a Möbius image of the constant, or of √d for a quadratic one; None beyond degree 1."""
    if len(value.numerator) > 2 or len(value.denominator) > 2:
        return None
    (q, p), (s, r) = ((*coefficients, 0)[:2] for coefficients in (value.numerator, value.denominator))
    whole = mobius @ Mobius(p, q, r, s)
    polynomial = minimal_polynomial(c.expression)
    root = quadratic_value(c, polynomial)
    if root is not None:
        k = lcm(int(root.x.q), int(root.y.q))
        of_root = Mobius(int(root.y.p) * k // int(root.y.q), int(root.x.p) * k // int(root.x.q), 0, k)
        return Identity(constant(f"sqrt({root.d})"), whole @ of_root, LINK_DIGITS)
    return Identity(c, whole, LINK_DIGITS) if polynomial is None else None
