"""The steps of a certificate with what the theories ask of them."""

from dataclasses import dataclass

from analysis.proofs.certificate import Certificate
from analysis.proofs.polynomials import value
from analysis.proofs.reading import Mobius, Poly, polynomial
from analysis.proofs.steps import formula
from results.rocq.fields import Crossing, crossing
from results.rocq.steps import Coboundary, Fraction_, coboundary, looked_at


@dataclass(frozen=True)
class Inflation:
    """(a₁, b₁) = (c a₂, c c⁻ b₂), c = top/bottom."""

    ours: Fraction_
    theirs: Fraction_
    top: Poly
    bottom: Poly

    @property
    def looked_at(self) -> int:
        return max(looked_at(p, 0) for p in (self.top, self.bottom))

    @property
    def mobius(self) -> Mobius:
        return value(self.top, 0), 0, 0, value(self.bottom, 0)


Step = Inflation | Coboundary | Crossing


def steps_of(certificate: Certificate) -> list[Step]:
    """The steps of a certificate that the checker accepts. Raises NotExported."""
    at = formula(certificate["formula"])
    found: list[Step] = []
    for step in certificate["steps"]:
        to = formula(step["to"])
        if step["kind"] == "inflation":
            top, bottom = (polynomial(one) for one in step["factor"])
            found.append(Inflation(at, to, top, bottom))
        else:
            found.append((coboundary if step["kind"] == "coboundary" else crossing)(at, to, step))
        at = to
    return found
