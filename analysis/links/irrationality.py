"""What a trajectory with δ > 0 proves irrational, and on what grounds.

|L − p/q| ~ 1/q^(1+δ) with δ > 0 for infinitely many fractions makes L irrational (van der Poorten, A proof that
Euler missed, 1979), of exponent at most 1 + 1/δ, as ln q grows evenly. L is the limit of this fraction, whatever the
field was made for: a named constant is irrational only where L is proved to be a Möbius image of it. The rate of the
error is a theorem; that of the reduced denominators is one too where `denominators` knows it, else a rule of common
factors that is read off exact numbers: then the statement is conditional on it.
"""

from collections.abc import Callable
from math import ceil

from analysis.constants.identities import Identity
from analysis.fields.fans import Measured
from analysis.links.denominators import proved_denominators

UNCONDITIONAL = "proved: the recurrence, the error"
BOUNDED = "proved: the denominators, "
READ_OFF = "read at two depths: the common factors of the denominators"


def irrationality(
    found: Measured, identity: Identity | None, proved: bool, spell: Callable[[str], str] = str
) -> str | None:
    """The statement; None where δ is not known exactly to be positive, or the limit agrees with a rational number.

    `identity` names the limit of the trajectory's own fraction, `proved` says whether that is proved, `spell` how
    mathematics is written.

    >>> from analysis.constants.library import constant
    >>> from analysis.exact.mobius import Mobius
    >>> from analysis.fields.built_in_fields import built_in_field
    >>> from analysis.fields.fans import measured
    >>> found = measured(built_in_field("log(2)"), (1, 1), (1, 1))
    >>> named = Identity(constant("log(2)"), Mobius(0, 6, 12, -8), 50)
    >>> print(irrationality(found, named, proved=True))
    log(2) is irrational: p(n)/q(n) from u(n) = (6n+15) u(n−1) + (-n^2-4n-4) u(n−2)
    error ~ (17 + 12*sqrt(2))^-n, reduced denominators ~ exp(n*(log(3 + 2*sqrt(2)) + 1))
    δ = log(17 + 12*sqrt(2))/(log(3 + 2*sqrt(2)) + 1) - 1 > 0: irrationality exponent at most 1 + 1/δ = 4.6222
    proved: the recurrence, the error, that the limit is an image of log(2)
    proved: the denominators, at most lcm(1..n), by Legendre's polynomials: PCF(6n+3, -n^2)
    >>> irrationality(measured(built_in_field("log(2)"), (1, 1), (2, 1)), named, proved=False).splitlines()[0][:50]
    'the limit is irrational, given the denominators: p'
    """
    if found.exact is None or found.delta is None or found.delta <= 0 or found.growth is None:
        return None
    if identity is not None and identity.rational is not None:
        return None
    subject = spell(identity.constant.name) if proved and identity is not None else "the limit"
    image = f", that the limit is an image of {subject}" if proved and identity is not None else ""
    a, b = (spell(side.compact()) for side in (found.trajectory.pcf.a, found.trajectory.pcf.b))
    step = _signed_sum((_times(a, "u(n−1)"), _times(b, "u(n−2)")))
    error = spell(f"({found.growth.base})^-n") if found.growth.eta == 0 else f"n!^-{found.growth.eta}"
    ground = proved_denominators(found.trajectory.pcf, found.delta, spell)
    given, denominators = (", given the denominators", READ_OFF) if ground is None else ("", f"{BOUNDED}{ground}")
    return (
        f"{subject} is irrational{given}: p(n)/q(n) from u(n) = {step}\n"
        f"error ~ {error}, reduced denominators ~ {spell(str(found.reduced))}\n"
        f"δ = {spell(str(found.exact))} > 0: irrationality exponent at most 1 + 1/δ = {_upwards(1 + 1 / found.delta)}\n"
        f"{UNCONDITIONAL}{image}\n{denominators}"
    )


def _upwards(x: float) -> str:
    """In few digits, not less than x.

    >>> _upwards(2.0), _upwards(13.417820)
    ('2', '13.4179')
    """
    return f"{ceil(x * 10_000 - 1e-6) / 10_000:.6g}" if x < 1_000 else str(ceil(x))


def _times(factor: str, what: str) -> str:
    """A polynomial times something: in parentheses where it is a sum."""
    if factor in ("1", "-1", "−1"):
        return factor.removesuffix("1") + what
    return f"{factor} {what}" if not set(factor[1:]) & set("+-−") else f"({factor}) {what}"


def _signed_sum(terms: tuple[str, str]) -> str:
    first, second = terms
    return f"{first} − {second[1:]}" if second[0] in "-−" else f"{first} + {second}"
