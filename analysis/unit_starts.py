"""The name of a limit for a start of long numbers, from those of the starts that are 1 at one place and 0 elsewhere.

Limits are linear in the start: with ℓ(i) the limit of p/q for p = 1 at the place i and a fixed q the limit of any start
is Σ p(i) ℓ(i)/Σ q(i) ℓ(i). The ℓ(i) have small names: quotients of linear combinations of constants.
"""

from collections.abc import Sequence
from fractions import Fraction

from analysis.constants.identities import Identity
from analysis.limits_of_parts import quotient_identity
from analysis.numbers.limits import Limit
from analysis.relations.identities import RelationIdentity

_Linear = dict[str, Fraction]
"""A combination of constants by their names, "1" for the number."""


def combined_identity(
    ratios: Sequence[Identity | None], rows: Sequence[Sequence[Fraction]], value: Limit
) -> Identity | None:
    """The name of (a₀ + Σ aᵢ xᵢ)/(b₀ + Σ bᵢ xᵢ), rows a and b, tested by the value; None where that is not seen.

    >>> from flint import arb, ctx
    >>> from analysis.constants.library import constant
    >>> from analysis.exact.mobius import Mobius
    >>> pi = Identity(constant("pi"), Mobius(1, 0, 1, 1), 50)                                            # π/(π + 1)
    >>> with ctx.workdps(60):
    ...     value = Limit("convergent", (2 * arb.pi() + 1) / (3 * arb.pi() + 1), 50, "certified")
    >>> combined_identity([pi], [[Fraction(1), Fraction(1)], [Fraction(1), Fraction(2)]], value).expression
    '(1 + 2*pi)/(1 + 3*pi)'
    """
    pairs = [_quotient(one) for one in ratios]
    below: _Linear = next((pair[1] for pair in pairs if pair is not None and set(pair[1]) != {"1"}), {"1": Fraction(1)})
    tops = [None if pair is None else _over(*pair, below) for pair in pairs]
    forms = [below, *(top for top in tops if top is not None)]
    if len(forms) <= len(pairs):
        return None
    names = sorted({name for form in forms for name in form} - {"1"})
    top, bottom = (_combination(row, forms, names) for row in rows)
    return quotient_identity(top, bottom, [(1, (1, 0, 0, 1), name) for name in names], value)


def _quotient(identity: Identity | None) -> tuple[_Linear, _Linear] | None:
    if identity is None:
        return None
    if isinstance(identity, RelationIdentity):
        found = identity.relation
        sides = [{name: Fraction(c) for name, c in terms} for terms in (found.numerator, found.denominator)]
        return (sides[0], sides[1]) if found.function is None and found.numerator and found.denominator else None
    p, q, r, s = map(Fraction, identity.mobius.coefficients)
    if identity.rational is not None:
        return {"1": p + q}, {"1": r + s}
    name = identity.constant.name
    return {name: p, "1": q}, {name: r, "1": s}


def _over(top: _Linear, bottom: _Linear, below: _Linear) -> _Linear | None:
    """The numerator over another denominator, where that is a multiple of its own, or the value is rational."""
    sides = [{name: c for name, c in form.items() if c} for form in (top, bottom, below)]
    top, bottom, below = sides
    if set(bottom) == {"1"} and set(top) <= {"1"}:
        value = top.get("1", Fraction(0)) / bottom["1"]
        return {name: value * c for name, c in below.items()}
    factors = {below.get(name, Fraction(0)) / c for name, c in bottom.items()}
    if len(factors) != 1 or set(bottom) != set(below):
        return None
    (factor,) = factors
    return {name: factor * c for name, c in top.items()}


def _combination(
    row: Sequence[Fraction], forms: Sequence[_Linear], names: Sequence[str]
) -> dict[tuple[int, ...], Fraction]:
    """Σ row[i] forms[i] by its monomials."""
    found = {}
    for name in ("1", *names):
        c = sum((x * form.get(name, Fraction(0)) for x, form in zip(row, forms, strict=True)), Fraction(0))
        if c:
            found[tuple(int(name == one) for one in names)] = c
    return found
