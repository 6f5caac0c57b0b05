"""The exact family of a fraction with a closed form: its hypergeometric parameters up to contiguity.

Two such fractions are tied by a chain of contiguous relations, hence by a rational matrix U with
M₁(n) U(n+1) = g(n) U(n) M₂(n), when they have the same argument and parameters that differ by integers; an integer
upper parameter of ₂F₁ or ₁F₁ must not cross from ≤ 0 to ≥ 1, where the contiguous relation loses rank. The index n runs
in γ (in a for U), so Euler's and Pfaff's transformations, which keep the function, act on the parameters alone: they
are used up by the choice z ≤ 1/2 of `closed_forms`, which also picks one of z and 1 − z.

The key names a representative: {α, β} with fractional parts, 0 and 1 for the two sides of the integers, γ in (0, 1].
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any

from analysis.exact.surds import SurdSum
from analysis.formulas.pcf import PCF
from analysis.values.closed_forms import (
    GaussParameters,
    NoClosedForm,
    closed_form,
    gauss_parameters,
    roots_of_b,
)


@dataclass(frozen=True)
class FamilyKey:
    """`kind` and the parameters that all members share; `text` is the id by which a store knows the family.

    >>> family_key(PCF.parse("6n+3", "-n^2")) == family_key(PCF.parse("6n+9", "-n^2-2n-1"))
    True
    >>> family_key(PCF.parse("2n+1", "n^2")).text
    '2F1(1/2, 1/2; 1/2; 1/2 - sqrt(2)/4)'
    """

    kind: str
    upper: tuple[str, ...]
    lower: tuple[str, ...]
    argument: str

    @property
    def text(self) -> str:
        groups = [", ".join(self.upper), ", ".join(self.lower), self.argument]
        return f"{self.kind}({'; '.join(group for group in groups if group)})"

    def as_json(self) -> dict[str, Any]:
        """The description that a store keeps."""
        return {
            "kind": self.kind,
            "upper": list(self.upper),
            "lower": list(self.lower),
            "argument": self.argument,
        }


def family_key(pcf: PCF) -> FamilyKey | None:
    """The family of a formula; None where it has no closed form."""
    return _key(pcf.canonical().pcf)


def rough_key(pcf: PCF) -> tuple[int, ...]:
    """What most formulas of a family share, at hardly any cost: work in its order meets families together.

    >>> rough_key(PCF.parse("3n+5", "-2n-1")) == rough_key(PCF.parse("3n+8", "-2n-3"))
    True
    """
    sides = [side.coefficients[::-1] for side in (pcf.a, pcf.b)]
    lead_a, lead_b = (side[0] if side else 0 for side in sides)
    ratio = _lowest(lead_b, lead_a**2 or 1)
    (p, q), (r, s) = (_lowest(side[1], side[0], whole=False) if len(side) > 1 else (0, 1) for side in sides)
    return pcf.a.degree, pcf.b.degree, *ratio, p, q, r, s  # and the roots of both sides modulo 1


def _lowest(top: int, bottom: int, whole: bool = True) -> tuple[int, int]:
    """A fraction in lowest terms, or its class modulo 1, as integers, which are sorted sooner."""
    if bottom < 0:
        top, bottom = -top, -bottom
    top = top if whole else top % bottom
    common = gcd(top, bottom)
    return top // common, bottom // common


@lru_cache(maxsize=4096)
def _key(canonical: PCF) -> FamilyKey | None:
    found = closed_form(canonical)
    if isinstance(found, NoClosedForm):
        return None
    named = dict(found.parameters)
    if "alpha" in named and "beta" in named:
        return _gauss_key(gauss_parameters(canonical))
    if "alpha" in named:
        return FamilyKey("1F1", (_one_sided(named["alpha"]),), (_lower(named["gamma"]),), str(-named["x"]))
    if "gamma" in named:
        return FamilyKey("0F1", (), (_lower(named["gamma"]),), str(named["y"]))
    if "x" in named:
        return _tricomi_key(canonical, named["x"])
    if "r" in named:
        return FamilyKey("D", (str(named["r"].fractional()),), (), str(named["y"]))
    square = Fraction(canonical.a.leading**2, canonical.b.leading)
    return FamilyKey("constant", (), (), str(square))


def _gauss_key(at: GaussParameters) -> FamilyKey:
    alpha, beta = sorted((_one_sided(at.alpha), _one_sided(at.beta)))
    return FamilyKey("2F1", (alpha, beta), (_lower(SurdSum.of(at.gamma)),), str(at.z))


def _tricomi_key(pcf: PCF, x: SurdSum) -> FamilyKey:
    """{r₁, r₂} modulo the integers; for x = 0 both solutions are Γ-functions and the smaller root leads."""
    r1, r2 = (SurdSum.of(root) for root in roots_of_b(pcf))
    classes = [str(r1.fractional()), str(r2.fractional())]
    if x.rational:
        return FamilyKey("U", tuple(sorted(classes)), (), str(x))
    return FamilyKey("Gamma" if r1 != r2 else "Gamma, logarithmic", tuple(classes), (), "")


def _one_sided(parameter: SurdSum) -> str:
    if parameter.is_integer:
        return "1" if parameter.rational >= 1 else "0"
    return str(parameter.fractional())


def _lower(parameter: SurdSum) -> str:
    return "1" if parameter.is_integer else str(parameter.fractional())
