"""Ends of proofs: what the last fraction of a chain converges to, by a classical theorem or a closed form."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm

from analysis.proofs.forms import algebraic_value, form_of, limit_is_finite, shift_matrix
from analysis.proofs.rational import NotCovered
from analysis.proofs.reading import Malformed, Mobius, Poly, Rejected, fraction, integer, items, members, shown, text
from analysis.proofs.surds import spelt
from analysis.proofs.theorems import of_one, theorem, theorems

LARGEST_SHIFT = 10_000
MOST_PARAMETERS = 8

End = Callable[[Poly, Poly, Mapping[str, object]], tuple[Mobius, str]]
"""(a, b, claim) → (map, name): PCF(a, b) converges to the image of the constant of this name."""


def classical(a: Poly, b: Poly, claim: Mapping[str, object]) -> tuple[Mobius, str]:
    """A theorem of `theorems.toml`; the constant may be any of the names of the number that it is about.

    >>> end = {"kind": "theorem", "name": "arctangent", "parameters": ["1"], "constant": "pi"}
    >>> classical((1, 2), (0, 0, 1), end)
    ((0, 4, 1, 0), 'pi')
    """
    members(claim, ("kind", "name", "parameters", "constant"))
    name, constant = text(claim["name"]), text(claim["constant"])
    if name not in theorems():
        raise Malformed(f"the theorem {shown(name)} is not known")
    parameters = tuple(fraction(entry) for entry in items(claim["parameters"], 0, MOST_PARAMETERS))
    try:
        found = theorem(name, parameters)
    except NotCovered as condition:
        raise Rejected(f"the theorem {name} does not hold: {condition}") from None
    if (found.a, found.b) != (a, b):
        raise Rejected(f"the theorem {name} is about another fraction")
    for known, m in found.names:
        if known == constant:
            return m, constant
    raise Rejected(f"the theorem {name} is about {', '.join(known for known, _ in found.names)}")


def closed_form(a: Poly, b: Poly, claim: Mapping[str, object]) -> tuple[Mobius, str]:
    """A quotient of hypergeometric functions (`forms`): all that is claimed of it follows from a, b and the shift."""
    keys = ("parameters", "head", "factor", "numerator", "denominator")
    members(claim, ("kind", "form", "shift", *keys))
    shift = integer(claim["shift"], 0, LARGEST_SHIFT)
    form = form_of(a, b, shift)
    numerator, denominator = (
        {name: [spelt(p) for p in side] for name, side in zip(("upper", "lower"), function, strict=True)}
        for function in form.functions
    )
    parameters = {name: spelt(value) for name, value in form.parameters.items()}
    follows = (parameters, spelt(form.head), spelt(form.factor), numerator, denominator)
    for key, value in zip(("form", *keys), (form.kind, *follows), strict=True):
        if claim[key] != value:
            raise Rejected(f"{key} of the closed form does not follow from the fraction")
    if not limit_is_finite(a, b):
        raise Rejected("the convergents may tend to infinity")
    return shift_matrix(a, b, shift), form.text()


def algebraic(a: Poly, b: Poly, claim: Mapping[str, object]) -> tuple[Mobius, str]:
    """A closed form whose functions are polynomials, or a fraction with constant coefficients.

    >>> algebraic((1,), (1,), {"kind": "algebraic", "shift": 0, "constant": "sqrt(5)"})
    ((1, 1, 0, 2), 'sqrt(5)')
    """
    members(claim, ("kind", "shift", "constant"))
    found = dict(algebraic_value(a, b, integer(claim["shift"], 0, LARGEST_SHIFT)))
    x = found.pop(1, Fraction(0))
    d, y = found.popitem() if found else (1, Fraction(0))
    constant = f"sqrt({d})" if y else "1"
    if text(claim["constant"]) != constant:
        raise Rejected(f"the value is a number of the field of {constant}")
    k = lcm(x.denominator, y.denominator)
    return (int(y * k), int(x * k), 0, k) if y else of_one(x), constant


ENDS: Mapping[str, End] = {"theorem": classical, "closed form": closed_form, "algebraic": algebraic}
