"""The limit of a recurrence of order 4 as the sum or product of two limits of order 2, and what that proves of it."""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, prod
from typing import Any

from flint import fmpq_mat

from analysis.constants.identities import Identity
from analysis.constants.library import Constant, Library, constant
from analysis.constants.normal_form import same_number
from analysis.errors import InputError
from analysis.exact.mobius import IDENTITY, Mobius
from analysis.exact.polynomials import Polynomial
from analysis.exact.printing import SUM as SUM_LEVEL
from analysis.exact.printing import Piece, image_text
from analysis.exact.rationals import flint, fraction
from analysis.examination import Examination, examine
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.numbers.limits import Limit
from analysis.numbers.relations import is_image
from analysis.proofs.certificate import Certificate
from analysis.proofs.certificate import Part as ProvedPart
from analysis.proofs.reading import Malformed, Rejected
from analysis.proofs.sums_of_limits import PRODUCT, SUM, verify_limit
from analysis.transformations.second_order import as_pcf
from analysis.transformations.tensor_factors import gauge_ratio, product_parts, sum_parts


@dataclass(frozen=True, eq=False)
class Part:
    """A recurrence of order 2 whose limit is one summand: `scale` times an image of a constant, plus `rest`."""

    recurrence: Recurrence
    examined: Examination
    base: Mobius
    scale: Fraction
    rest: Fraction

    def moved(self, by: Fraction) -> "Part":
        """The part whose limit is larger by a rational number."""
        p = [u + by * v for u, v in zip(self.recurrence.p, self.recurrence.q, strict=True)]
        moved = self.recurrence.with_start(p, self.recurrence.q).primitive()
        return Part(moved, self.examined, self.base, self.scale, self.rest + by)

    def times(self, factor: Fraction) -> "Part":
        """The part whose limit is this multiple."""
        moved = self.recurrence.with_start([factor * u for u in self.recurrence.p], self.recurrence.q).primitive()
        return Part(moved, self.examined, self.base, self.scale * factor, self.rest * factor)

    @property
    def identity(self) -> Identity:
        assert self.examined.identity is not None
        image = Mobius(*_linear(self.scale, self.rest)) @ self.base
        return Identity(self.examined.identity.constant, image, self.examined.identity.digits)

    def as_json(self) -> dict[str, Any]:
        return self.recurrence.to_json() | {"identity": self.identity.as_json(), "evidence": self.examined.evidence}


@dataclass(frozen=True, eq=False)
class Split:
    """`how` the limit is made of those of two parts, by the kind of the certificate: a sum or a product."""

    how: str
    parts: tuple[Part, Part]

    def as_json(self) -> dict[str, Any]:
        return {"parts": [part.as_json() for part in self.parts], "limit_of_parts": self.how.removesuffix(" of limits")}

    @property
    def constant(self) -> Constant | None:
        """The sum or product of the parts as one constant; None where its value cannot be had."""
        texts = (image_text(one.mobius.coefficients, Piece(one.constant.name, SUM_LEVEL)) for one in self._identities)
        try:
            return constant((" + " if self.how == SUM else "*").join(f"({text})" for text in texts))
        except InputError:
            return None

    @property
    def _identities(self) -> tuple[Identity, Identity]:
        return self.parts[0].identity, self.parts[1].identity

    def certificate(self, recurrence: Recurrence, identity: Identity | None) -> Certificate | None:
        """For `discover verify`; None where a part has none, or it does not prove the identity."""
        found = _certificate(recurrence, self)
        try:
            value = None if found is None else verify_limit(found).value
        except (Malformed, Rejected):
            return None
        same = value is not None and identity is not None and same_number(value, identity.expression)
        return found if same else None


def identity_of_parts(split: Split, value: Limit) -> Identity | None:
    """The name that the parts give to the limit, tested by its digits."""
    whole = split.constant
    if whole is None or value.value is None or not is_image(IDENTITY, whole.value(value.digits), value.value):
        return None
    return Identity(whole, IDENTITY, value.digits)


def split_in_two(recurrence: Recurrence, *, digits: int, library: Library) -> Split | None:
    """The two parts, the rational summand or factor in the second; None where one of them has no name.

    >>> from analysis.constants.library import built_in_library
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.transformations.closure import sum_of_limits
    >>> halves = [Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n+1", "n+1"), ("2n+1", "n^2"))]
    >>> split_in_two(sum_of_limits(*halves), digits=20, library=built_in_library()).constant.name
    '4/pi+e-1'
    """
    for how, parts_of in _PARTS_OF.items():
        first, second = (_part(one, digits, library) for one in parts_of(recurrence) or (None, None))
        if first is not None and second is not None:
            if how == SUM:
                return Split(how, (first.moved(-first.rest), second.moved(first.rest)))
            return Split(how, (first.times(1 / first.scale), second.times(first.scale)))
    return None


_PARTS_OF = {SUM: sum_parts, PRODUCT: product_parts}


def _certificate(recurrence: Recurrence, split: Split) -> Certificate | None:
    proofs = [proof for part in split.parts if (proof := part.examined.formula().certificate) is not None]
    shifts = [part.recurrence.first - 1 for part in split.parts]
    fractions = [part.examined.pcf.shifted(-shift) for part, shift in zip(split.parts, shifts, strict=True)]
    ratio = gauge_ratio(recurrence, fractions)
    made = _PARTS_OF[split.how](recurrence, (fractions[0], fractions[1]))
    if ratio is None or made is None or len(proofs) < len(split.parts):
        return None
    start = max(made[0].first - 2, *shifts)
    scale = prod((fraction(ratio(n)) for n in range(made[0].first - 1, start + 1)), start=Fraction(1))
    rows = [_rows(one.advanced(start + 2), part.examined.pcf, start - shift)
            for one, part, shift in zip(made, split.parts, shifts, strict=True)]  # fmt: skip
    parts: list[ProvedPart] = [
        {"certificate": proof, "shift": shift, "top": top, "bottom": bottom}
        for proof, shift, (top, bottom) in zip(proofs, shifts, rows, strict=True)
    ]
    return {
        "version": 1,
        "kind": split.how,
        "recurrence": {name: value for name, value in recurrence.to_json().items() if name != "kind"},
        "gauge": [str(Polynomial.from_flint(p)) for p in (ratio.top, ratio.bottom)],
        "start": start,
        "scale": str(scale),
        "parts": parts,
    }


def _rows(recurrence: Recurrence, pcf: PCF, n: int) -> list[list[str]]:
    """(γ, δ) with u = γ P + δ Q at n and n + 1, P and Q the convergents of the fraction, for u = p and u = q."""
    pairs = Recurrence.from_pcf(pcf).advanced(n + 2)
    basis = fmpq_mat([[flint(x) for x in row] for row in zip(pairs.p, pairs.q, strict=True)])
    sides = [basis.solve(fmpq_mat([[flint(u)] for u in side])) for side in (recurrence.p, recurrence.q)]
    return [[str(x) for x in side.entries()] for side in sides]


def _part(recurrence: Recurrence | None, digits: int, library: Library) -> Part | None:
    fraction = None if recurrence is None else as_pcf(recurrence)
    if fraction is None or recurrence is None:
        return None
    pcf, mobius = fraction
    examined = examine(pcf, digits=digits, library=library)
    if examined.identity is None or examined.identity.rational is not None:
        return None
    image = examined.identity.moved(mobius, examined.identity.digits)
    p, q, r, s = image.mobius.coefficients
    if not r:
        return Part(recurrence, examined, IDENTITY, Fraction(p, s), Fraction(q, s))
    common = gcd(r, s)  # (p C + q)/(r C + s) by 1/(r C + s)
    base = Mobius(0, 1, r // common, s // common)
    return Part(recurrence, examined, base, (q - Fraction(p * s, r)) / common, Fraction(p, r))


def _linear(scale: Fraction, rest: Fraction) -> tuple[int, int, int, int]:
    bottom = scale.denominator * rest.denominator
    return int(scale * bottom), int(rest * bottom), 0, bottom
