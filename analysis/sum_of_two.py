"""The limit of a recurrence of order 4 as the sum of two limits of order 2, and what that proves of it."""

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from flint import fmpq, fmpq_mat

from analysis.constants.identities import Identity
from analysis.constants.library import Library
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.examination import Examination, examine
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.proofs.reading import Malformed, Rejected
from analysis.proofs.sums_of_limits import KIND, verify_limit
from analysis.relations.identities import RelationIdentity
from analysis.transformations.second_order import as_pcf
from analysis.transformations.tensor_factors import gauge_ratio, sum_parts


@dataclass(frozen=True, eq=False)
class Part:
    """A recurrence of order 2 whose limit is one summand, and that limit as `scale` times a constant plus `rest`."""

    recurrence: Recurrence
    examined: Examination
    constant: str
    scale: Fraction
    rest: Fraction

    def moved(self, by: Fraction) -> "Part":
        """The part whose limit is larger by a rational number."""
        p = [u + by * v for u, v in zip(self.recurrence.p, self.recurrence.q, strict=True)]
        moved = self.recurrence.with_start(p, self.recurrence.q).primitive()
        return Part(moved, self.examined, self.constant, self.scale, self.rest + by)

    def as_json(self) -> dict[str, Any]:
        assert self.examined.identity is not None
        image = Mobius(*_linear(self.scale, self.rest))
        identity = Identity(self.examined.identity.constant, image, self.examined.identity.digits)
        return self.recurrence.to_json() | {"identity": identity.as_json(), "evidence": self.examined.evidence}


def sum_of_two(recurrence: Recurrence, *, digits: int, library: Library) -> tuple[Part, Part] | None:
    """The two summands, the rational part in the second; None where there are none, or one of them has no name.

    >>> from analysis.constants.library import built_in_library
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.transformations.closure import sum_of_limits
    >>> halves = [Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n+1", "n+1"), ("2n+1", "n^2"))]
    >>> sum_of_two(sum_of_limits(*halves), digits=20, library=built_in_library()) is None      # 4/π is no multiple of π
    True
    """
    made = sum_parts(recurrence)
    if made is None:
        return None
    parts = [_part(one, digits, library) for one in made]
    first, second = parts
    return None if first is None or second is None else (first.moved(-first.rest), second.moved(first.rest))


def proves(parts: tuple[Part, Part], identity: Identity | None) -> bool:
    """Whether both summands are proved, and their sum is what a relation states."""
    if not isinstance(identity, RelationIdentity) or any(part.examined.evidence != "proved" for part in parts):
        return False
    stated = dict(identity.relation.numerator)
    bottom = dict(identity.relation.denominator)
    if set(bottom) != {"1"} or identity.relation.function is not None:
        return False
    found = {part.constant: part.scale for part in parts} | {"1": parts[0].rest + parts[1].rest}
    names = {*stated, *found}
    return all(Fraction(stated.get(name, 0), bottom["1"]) == found.get(name, 0) for name in names)


def certificate(recurrence: Recurrence, parts: tuple[Part, Part]) -> dict[str, Any] | None:
    """That the limit is the sum, for `discover verify`; None where a part has none, or the checker sees no proof."""
    proofs = [part.examined.as_json().get("certificate") for part in parts]
    shifts = [part.recurrence.first - 1 for part in parts]
    fractions = [part.examined.pcf.shifted(-shift) for part, shift in zip(parts, shifts, strict=True)]
    ratio, made = gauge_ratio(recurrence, fractions), sum_parts(recurrence, (fractions[0], fractions[1]))
    if ratio is None or made is None or None in proofs:
        return None
    start = max(made[0].first - 2, *shifts)
    scale = prod((_fraction(ratio(n)) for n in range(made[0].first - 3, start + 1)), start=Fraction(1))
    rows = [_rows(one.advanced(start + 2), part.examined.pcf, start - shift)
            for one, part, shift in zip(made, parts, shifts, strict=True)]  # fmt: skip
    found = {
        "version": 1,
        "kind": KIND,
        "recurrence": {name: value for name, value in recurrence.to_json().items() if name != "kind"},
        "gauge": [str(Polynomial.from_flint(p)) for p in (ratio.top, ratio.bottom)],
        "start": start,
        "scale": str(scale),
        "parts": [{"certificate": proof, "shift": shift, "top": top, "bottom": bottom}
                  for proof, shift, (top, bottom) in zip(proofs, shifts, rows, strict=True)],
    }  # fmt: skip
    try:
        verify_limit(found)
    except (Malformed, Rejected):
        return None
    return found


def _rows(recurrence: Recurrence, pcf: PCF, n: int) -> list[list[str]]:
    """(γ, δ) with u = γ P + δ Q at n and n + 1, P and Q the convergents of the fraction, for u = p and u = q."""
    pairs = Recurrence.from_pcf(pcf).advanced(n + 2)
    basis = fmpq_mat([[_fmpq(x) for x in row] for row in zip(pairs.p, pairs.q, strict=True)])
    sides = [basis.solve(fmpq_mat([[_fmpq(u)] for u in side])) for side in (recurrence.p, recurrence.q)]
    return [[str(x) for x in side.entries()] for side in sides]


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _part(recurrence: Recurrence, digits: int, library: Library) -> Part | None:
    fraction = as_pcf(recurrence)
    if fraction is None:
        return None
    pcf, mobius = fraction
    examined = examine(pcf, digits=digits, library=library)
    if examined.identity is None or examined.identity.rational is not None:
        return None
    p, q, r, s = (mobius @ examined.identity.mobius).coefficients
    return None if r else Part(recurrence, examined, examined.identity.constant.name, Fraction(p, s), Fraction(q, s))


def _linear(scale: Fraction, rest: Fraction) -> tuple[int, int, int, int]:
    bottom = scale.denominator * rest.denominator
    return int(scale * bottom), int(rest * bottom), 0, bottom
