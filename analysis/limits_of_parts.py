"""The limit of a recurrence that is made of fractions (`solution_terms`): its name by theirs, and its certificate.

p/q tends to A(x, y, …)/B(x, y, …), x, y, … the values of the fractions of the term that outruns the others. Where that
is a sum or a product of images of two of them, these are the parts that are shown.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import gcd
from typing import Any

from flint import ctx, fmpq, fmpq_mat

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Library, constant
from analysis.constants.same_number import same_number
from analysis.errors import InputError
from analysis.exact.balls import log2_integer
from analysis.exact.mobius import IDENTITY, Mobius
from analysis.exact.polynomials import Polynomial
from analysis.exact.rationals import flint, fraction, integers
from analysis.examination import Examination, examine
from analysis.formulas.recurrence import Recurrence
from analysis.links.bounds import cones
from analysis.numbers.limits import Limit
from analysis.numbers.relations import is_image
from analysis.proofs.certificate import Certificate, LimitPart, LimitTerm
from analysis.proofs.combined_limits import KIND, verify_limit
from analysis.proofs.cone import Cone
from analysis.proofs.named_quotients import Form, Value, is_number, named_quotient, put_in, quotient_text
from analysis.proofs.reading import Malformed, Rejected, spelt
from analysis.transformations.tensor_factors import split
from analysis.values.solution_terms import Combined, Part, combined_terms

_FAR = (200, 400)  # between which terms are compared
_WINDOW = 4  # the largest of so many terms: some may vanish
_WIDTHS = (4, 8, 16, 40)  # bits to which a value is bounded, as many as the denominator needs
_LETTERS = "xyzw"
_MOST_BOUNDS = 8


@dataclass(frozen=True, eq=False)
class LimitOfParts:
    """`terms` make the solutions from n = start on, the first of them the largest; `examined` its fractions."""

    recurrence: Recurrence
    start: int
    terms: list[Combined]
    examined: list[Examination]

    @property
    def lead(self) -> Combined:
        return self.terms[0]

    @cached_property
    def values(self) -> list[Value] | None:
        """The fractions' values; None where one has no name."""
        values: list[Value] = []
        for part, one in zip(self.lead.term.parts, self.examined, strict=True):
            if one.identity is None:
                return None
            values.append((part.degree, one.identity.mobius.coefficients, one.identity.constant.name))
        return values

    def identity(self, value: Limit) -> Identity | None:
        """The name that the parts give to the limit, tested by its digits."""
        return None if self.values is None else quotient_identity(self.lead.top, self.lead.bottom, self.values, value)

    @cached_property
    def certificate(self) -> tuple[Certificate, str] | None:
        """For `discover verify`, and the limit that it proves, as text; None where there is none."""
        try:
            return _certificate(self)
        except Malformed:
            return None

    def proof_of(self, identity: Identity | None) -> Certificate | None:
        """The certificate where it proves this identity."""
        if identity is None or self.certificate is None:
            return None
        certificate, value = self.certificate
        return certificate if same_number(value, identity.expression) else None

    def as_json(self) -> dict[str, Any]:
        """ "parts", recurrences with their identities, and how the limit is made of theirs."""
        if not self.lead.term.parts:
            return {}
        how, images = self._split or (self._formula, [_to_constant(one).inverse() for one in self.examined])
        parts = [_part_json(part, one, image)
                 for part, one, image in zip(self.lead.term.parts, self.examined, images, strict=True)]  # fmt: skip
        return {"parts": parts, "limit_of_parts": how}

    @property
    def _formula(self) -> str:
        parts = zip(self.lead.term.parts, self.examined, _LETTERS, strict=False)
        letters = [(part.degree, _to_constant(one).coefficients, letter) for part, one, letter in parts]
        return quotient_text(self.lead.top, self.lead.bottom, letters)

    @cached_property
    def _split(self) -> tuple[str, list[Mobius]] | None:
        """As a sum or product of one image of each of two values."""
        if [part.degree for part in self.lead.term.parts] != [1, 1]:
            return None
        sides = [fmpq_mat([[flint(form.get((i, j), Fraction(0))) for j in (1, 0)] for i in (1, 0)])
                 for form in (self.lead.top, self.lead.bottom)]  # fmt: skip
        for how in ("sum", "product"):
            found = split(how, *sides)
            if found is not None and all(p[0] * q[1] != p[1] * q[0] for p, q in found):
                return how, _balanced(
                    how, [Mobius(*integers(map(fraction, (*p, *q)))) for p, q in found], self.examined
                )
        return None


def quotient_identity(top: Form, bottom: Form, values: list[Value], value: Limit) -> Identity | None:
    """The name of top/bottom at values with names, where the digits of the limit say that it is this."""
    if value.value is None or not put_in(bottom, values):
        return None
    mobius, name = named_quotient(top, bottom, values)
    p, q, r, s = mobius
    if name == "1":
        return rational_identity(Fraction(p + q, r + s), value.digits)
    try:
        whole = constant(name)
    except InputError:
        return None
    found = Identity(whole, Mobius(p, q, r, s), value.digits)
    return found if is_image(found.mobius, whole.value(value.digits), value.value) else None


def limit_of_parts(recurrence: Recurrence, *, digits: int, library: Library) -> LimitOfParts | None:
    """How the limit is made of those of fractions; None where that is not seen.

    >>> from analysis.constants.library import built_in_library
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.transformations.closure import sum_of_limits
    >>> halves = [Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n+1", "n+1"), ("2n+1", "n^2"))]
    >>> found = limit_of_parts(sum_of_limits(*halves), digits=20, library=built_in_library())
    >>> [part["identity"]["expression"] for part in found.as_json()["parts"]]
    ['4/pi', '-1 + E']
    """
    made = combined_terms(recurrence)
    if made is None:
        return None
    start, terms = made
    ordered = sorted(terms, key=lambda one: _growth(one, start), reverse=True) if len(terms) > 1 else terms
    examined = [examine(part.pcf, digits=digits, library=library) for part in ordered[0].term.parts]
    return LimitOfParts(recurrence, start, ordered, examined)


def _to_constant(examined: Examination) -> Mobius:
    """The map from a constant to the value of a fraction; none where it has no name."""
    named = examined.identity
    return IDENTITY if named is None or named.rational is not None else named.mobius


def _growth(one: Combined, start: int) -> float:
    """By how much h Π Q^d grows, as a logarithm to base 2."""
    rows = one.term.solutions(start, _FAR[1] + _WINDOW)
    near, far = (max(_size(row[0]) for row in rows[n : n + _WINDOW]) for n in _FAR)
    return far - near if near > float("-inf") else near


def _size(x: fmpq) -> float:
    return log2_integer(abs(x.p)) - log2_integer(x.q) if x else float("-inf")


def _balanced(how: str, images: list[Mobius], examined: list[Examination]) -> list[Mobius]:
    """The rational summand, or factor, goes from the first to the second."""
    first, second = images
    p, q, r, s = (first @ _to_constant(examined[0])).coefficients
    if how == "sum":
        rest = Fraction(p, r) if r else Fraction(q, s)
        return [_plus(-rest) @ first, _plus(rest) @ second]
    factor = Fraction(gcd(p, q), gcd(r, s))
    return [_by(1 / factor) @ first, _by(factor) @ second]


def _plus(x: Fraction) -> Mobius:
    return Mobius(x.denominator, x.numerator, 0, x.denominator)


def _by(x: Fraction) -> Mobius:
    return Mobius(x.numerator, 0, 0, x.denominator)


def _part_json(part: Part, examined: Examination, mobius: Mobius) -> dict[str, Any]:
    """A recurrence of order 2 whose limit is this image of the fraction."""
    fraction = Recurrence.from_pcf(part.pcf).shifted(-part.shift)
    p, q, r, s = mobius.coefficients
    sides = [[x * u + y * v for u, v in zip(fraction.p, fraction.q, strict=True)] for x, y in ((p, q), (r, s))]
    named = examined.identity
    shown = None if named is None else named.moved(mobius, named.digits).as_json(examined.evidence == "proved")
    return fraction.with_start(*sides).primitive().to_json() | {"identity": shown, "evidence": examined.evidence}


def _certificate(found: LimitOfParts) -> tuple[Certificate, str] | None:
    """The first of the certificates with bounds from coarse to fine that holds, and what it proves."""
    proofs = [proof for one in found.examined if (proof := one.formula().certificate) is not None]
    if len(proofs) < len(found.examined) or found.values is None:
        return None
    several = len(found.terms) > 1
    width = not is_number(put_in(found.lead.bottom, found.values))
    parts = [part for one in found.terms for part in one.term.parts]
    cones_ = [list(islice(cones(part.pcf), _MOST_BOUNDS)) if several or width else [] for part in parts]
    tries = max(map(len, cones_), default=0)
    for i in range(max(tries, 1)):
        chosen = [one[min(i, len(one) - 1)] if one else None for one in cones_]
        for bits in _WIDTHS if width else (0,):
            made = _written(found, proofs, chosen, bits)
            try:
                return made, verify_limit(made).value
            except Rejected:
                continue
    return None


def _written(found: LimitOfParts, proofs: list[Certificate], chosen: list[Cone | None], bits: int) -> Certificate:
    bounds = iter(chosen)
    terms: list[LimitTerm] = []
    for i, one in enumerate(found.terms):
        parts = [_part_claim(part, next(bounds)) for part in one.term.parts]
        for part, proof, examined in zip(parts, proofs, found.examined, strict=False) if not i else ():
            part.pop("fraction")
            part["certificate"] = proof
            if bits:
                part["between"] = _around(examined.limit, bits)
        top, bottom = ([[str(c), *powers] for powers, c in form.items()] for form in (one.top, one.bottom))
        gauge = [str(Polynomial.from_flint(p)) for p in (one.term.ratio.top, one.term.ratio.bottom)]
        terms.append({"gauge": gauge, "scale": "1", "top": top, "bottom": bottom, "parts": parts})
    recurrence = {name: value for name, value in found.recurrence.to_json().items() if name != "kind"}
    return {"version": 2, "kind": KIND, "recurrence": recurrence, "start": found.start, "terms": terms}


def _part_claim(part: Part, cone: Cone | None) -> LimitPart:
    a, b = str(part.pcf.a), str(part.pcf.b)
    claim: LimitPart = {"degree": part.degree, "shift": part.shift, "fraction": {"a": a, "b": b}}
    if cone is not None:
        claim["bounds"] = {"from": cone.start, "lower": [*map(spelt, cone.lower)], "upper": [*map(spelt, cone.upper)]}
    return claim


def _around(value: Limit, bits: int) -> list[str]:
    """Two numbers with so many binary places around a value."""
    assert value.value is not None
    with ctx.workprec(bits + 200):
        below = int((value.value.mid() * 2**bits).floor().unique_fmpz())
    return [str(Fraction(below, 2**bits)), str(Fraction(below + 1, 2**bits))]
