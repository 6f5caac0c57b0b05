"""Certificates: a proved link as JSON, from a formula through exact steps to a formula or a theorem.

    {"version": 2, "formula": {"a", "b"},
     "steps": [{"kind": "inflation", "factor": [top, bottom], "to": {"a", "b"}},
               {"kind": "coboundary", "u": [four polynomials], "start", "folds": [k, l], "to": {…},
                "bounds": {"from", "lower": [top, bottom], "upper": [top, bottom], "ahead"}},
               {"kind": "field", "first": [four entries], "second": […], "trajectory": {"u", "start"},
                "row": {"u", "start"}, "to": {…}}],
     "end": {"kind": "formula"} or {"kind": "theorem", "name", "parameters", "constant"}, …
     "mobius": [[p, q], [r, s]]}

Polynomials are text in n. `mobius` is the map from the end's value (for a theorem: from its constant) to the value of
the formula. `analysis.proofs` checks every step, and says what each means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain, product, repeat
from math import gcd
from typing import TYPE_CHECKING

from flint import fmpz_poly

from analysis.coboundaries.coboundary import Coboundary, coboundary
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.formulas.deflation import deflating_factor
from analysis.formulas.pcf import PCF
from analysis.links.bounds import bounds
from analysis.numbers.convergents import convergent
from analysis.proofs.certificate import Certificate, End, Step
from analysis.proofs.certificate import Fraction as Formula
from analysis.proofs.chain import proved_end, verify
from analysis.proofs.reading import Malformed, Rejected
from analysis.theorems.candidates import candidates, contracted_candidates, unit_argument_candidates
from analysis.theorems.classical import Statement
from analysis.values.closed_forms import ClosedForm
from analysis.values.family_keys import FamilyKey, family_key
from analysis.values.series_forms import rational_certificate

if TYPE_CHECKING:
    from analysis.fields.crossings import Crossing

VERSION = 2
MOST_TERMS = 4_000  # of a fraction that ends: later ends have no exact value
MOST_CONTRACTED = 12  # degree of b up to which contractions of the theorems are tried


@dataclass(frozen=True)
class Link:
    """value(formula) = mobius(value at the end), with its certificate."""

    mobius: Mobius
    certificate: Certificate


def link(left: PCF, right: PCF, folds: int = 1) -> Link | None:
    """The proved Möbius link between the limits of two fractions; None where they are not coboundary equivalent.

    With `folds` > 1 contractions of both by up to so many steps are tried as well.

    >>> found = link(PCF.parse("3n+3", "-2n^2-n"), PCF.parse("3n+5", "-2n^2-3n"))
    >>> found.mobius.as_lists()
    [[3, 0], [2, -3]]
    """
    found = _link(left, right, folds)
    if found is None or not found.certificate["steps"]:  # a formula is itself without a proof
        return found
    return found if accepted(found.certificate) else None


def _link(left: PCF, right: PCF, folds: int) -> Link | None:
    steps, ending = _Steps.canonical(left), _Steps.canonical(right)
    if not steps.reach(ending.at, folds):
        return None
    steps.inflate_to(ending)
    return Link(steps.mobius, steps.certificate())


def folded_link(left: PCF, right: PCF, folds: tuple[int, int]) -> Link | None:
    """The proved link between so many steps of one canonical fraction and so many of another."""
    steps = _Steps(left)
    found = Link(steps.mobius, steps.certificate()) if steps.fold(right, folds) else None
    return found if found is not None and (left == right or accepted(found.certificate)) else None


def chain_to(left: PCF, right: PCF, folds: tuple[int, int]) -> Link | None:
    """The chain to a fraction, so many steps of the canonical forms of both being alike; None where there is none."""
    steps, ending = _Steps.canonical(left), _Steps.canonical(right)
    if steps.at != ending.at and not steps.fold(ending.at, folds):
        return None
    steps.inflate_to(ending)
    return Link(steps.mobius, steps.certificate())


def theorem_link(pcf: PCF, key: FamilyKey | None = None) -> tuple[Link, Statement] | None:
    """The proved elementary value of a fraction: mobius(constant of the theorem); None where no theorem applies.

    `key` is the formula's family where that is known.

    >>> found, theorem = theorem_link(PCF.parse("3n+5", "-2n^2-3n"))
    >>> found.mobius.as_lists(), theorem.constant
    ([[0, 6], [3, -8]], 'pi')
    """
    key = key or family_key(pcf)
    direct = _direct(pcf, key)
    if direct is not None or key is not None:
        return direct
    return field_link(pcf) or _at_one(pcf)


def _at_one(pcf: PCF) -> tuple[Link, Statement] | None:
    """By a theorem about a quotient of series at 1."""
    return _joined(pcf, zip(unit_argument_candidates(pcf.canonical().pcf), repeat(1)))


def field_link(pcf: PCF) -> tuple[Link, Statement] | None:
    """The proved value of a fraction that is a trajectory of a field, by a row of it that a theorem is about.

    >>> field_link(PCF.parse("4n+5", "-2n^2-3n"))[1].constant
    'lemniscate'
    """
    found, theorem = _over_a_field(pcf) or (None, None)
    return (found, theorem) if found is not None and theorem is not None else None


def rational_link(pcf: PCF) -> Link | None:
    """The proved rational value of a trajectory of a field whose minimal solutions are rational numbers.

    >>> rational_link(PCF.parse("295n^3-1509n^2+2489n-1320", "-2(n-1)(2n-5)(5n-9)(5n-19)(6n-7)(6n-5)")) is None
    True
    """
    found, theorem = _over_a_field(pcf) or (None, None)
    return found if theorem is None else None


def _direct(pcf: PCF, key: FamilyKey | None) -> tuple[Link, Statement] | None:
    """By coboundaries alone."""
    canonical = pcf.canonical().pcf
    contracted = contracted_candidates() if key is None and canonical.b.degree <= MOST_CONTRACTED else []
    return _joined(pcf, chain(zip(_of_family(canonical, key), repeat(1)), zip(contracted, repeat(3))))


def has_candidates(pcf: PCF, key: FamilyKey | None) -> bool:
    """Whether a theorem may be about the family of a fraction."""
    return any(True for _ in _of_family(pcf.canonical().pcf, key))


def _of_family(canonical: PCF, key: FamilyKey | None) -> Iterator[Statement]:
    if key is not None:
        return candidates(canonical, lambda stated: family_key(stated) == key)
    from analysis.values.classical_sums import classical_sums  # of higher degrees

    return chain(candidates(canonical, lambda stated: True), classical_sums(canonical))


def _joined(pcf: PCF, theorems: Iterable[tuple[Statement, int]]) -> tuple[Link, Statement] | None:
    """By a coboundary to the first of the theorems that has one, between so many steps of both."""
    for theorem, folds in theorems:
        found = _link(pcf, theorem.pcf, folds)
        if found is not None:
            return ended(found, theorem), theorem
    return None


def ended(found: Link, theorem: Statement) -> Link:
    """A link to a theorem's fraction, continued to the constant that the theorem is about."""
    mobius = found.mobius @ theorem.mobius
    end: End = {
        "kind": "theorem",
        "name": theorem.name,
        "parameters": [str(parameter) for parameter in theorem.parameters],
        "constant": theorem.constant,
    }
    return Link(mobius, {**found.certificate, "end": end, "mobius": mobius.as_lists()})


def accepted(certificate: Certificate) -> bool:
    """Whether the checker accepts a certificate.

    >>> found = link(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2"))
    >>> accepted(found.certificate), accepted({**found.certificate, "mobius": [[1, 2], [1, 0]]})
    (True, False)
    """
    try:
        verify(certificate)
    except (Rejected, Malformed):
        return False
    return True


def reworded(certificate: Certificate, end: End, mobius: Mobius) -> Certificate | None:
    """An accepted certificate with another end, which says the same of the last fraction; None where it does not."""
    last = certificate["steps"][-1]["to"] if certificate["steps"] else certificate["formula"]
    try:
        before, after = (Mobius(*proved_end({"formula": last, "end": one})[0]) for one in (certificate["end"], end))
    except (Rejected, Malformed):
        return None
    (p, q), (r, s) = ([int(entry) for entry in line] for line in certificate["mobius"])
    if Mobius(p, q, r, s) @ before.inverse() @ after != mobius:
        return None
    return {**certificate, "end": end, "mobius": mobius.as_lists()}


def joined(first: Certificate, second: Certificate | None) -> Certificate | None:
    """The chain from one formula to another, and on to the end of that one's own certificate; None without that."""
    if second is None or second["formula"] != (first["steps"][-1]["to"] if first["steps"] else first["formula"]):
        return None
    maps = [[int(n) for line in one["mobius"] for n in line] for one in (first, second)]
    (e, f, g, h), (p, q, r, s) = maps
    mobius = [[e * p + f * r, e * q + f * s], [g * p + h * r, g * q + h * s]]
    return {**second, "formula": first["formula"], "steps": first["steps"] + second["steps"], "mobius": mobius}


def form_certificate(pcf: PCF, form: ClosedForm) -> Certificate:
    """The certificate of a closed form, by way of the canonical fraction where the degrees are higher."""
    steps = _Steps(pcf)
    if pcf.a.degree > 1 or pcf.b.degree > 2:
        steps.deflate()
    own = form.certificate(steps.at)
    return {**steps.certificate(), "end": own["end"], "mobius": own["mobius"]}


def finite_certificate(pcf: PCF, last: int) -> Certificate | None:
    """The certificate of a fraction that ends as b(last) = 0; None where its value is infinite or it ends very late."""
    at = convergent(pcf, last - 1) if last <= MOST_TERMS else None
    if at is None or not at.q:
        return None
    certificate = _Steps(pcf).certificate()
    return {**certificate, "end": {"kind": "finite", "at": last}, "mobius": [[at.p, 0], [0, at.q]]}


@lru_cache(maxsize=16)
def _over_a_field(pcf: PCF) -> tuple[Link, Statement | None] | None:
    """By a trajectory of a field, whose limit is that of a row, and a theorem about the row or its rational value."""
    for steps in crossed(pcf):
        rest, theorem = _direct(steps.at, family_key(steps.at)) or _at_one(steps.at) or (None, None)
        end = rational_certificate(steps.at) if rest is None else rest.certificate
        whole = joined(steps.certificate(), end)
        if whole is not None:
            (p, q), (r, s) = whole["mobius"]
            return Link(Mobius(p, q, r, s), whole), theorem
    return None


def crossed(pcf: PCF) -> Iterator[_Steps]:
    """Chains from a fraction to rows of fields in which it is a trajectory.

    >>> next(crossed(PCF.parse("34n^3+51n^2+27n+5", "-n^6"))).at
    PCF(2n^3+15n^2+47n+55, -n^6-12n^5-60n^4-160n^3-240n^2-192n-64)
    """
    from analysis.fields.confluent_integrals import ConfluentTrajectory, confluent_trajectories
    from analysis.fields.euler_integrals import (
        EulerTrajectory,
        euler_trajectories,
    )  # fields take 50 ms, which few formulas need
    from analysis.fields.known_trajectories import known_crossing, trajectories_like

    for known in trajectories_like(pcf):
        if known.pcf.b.degree <= 3 * pcf.b.degree and link(pcf, known.pcf, folds=2) is not None:
            steps, crossing = _Steps.canonical(pcf), known_crossing(known)
            if steps.reach(known.pcf if crossing is None else crossing.along, 2):
                if crossing is not None:
                    steps.cross(crossing)
                yield steps
    canonical = pcf.canonical().pcf
    sought: Iterable[EulerTrajectory | ConfluentTrajectory] = chain(
        euler_trajectories(canonical), confluent_trajectories(canonical)
    )
    for integrals in sought:
        if integrals.is_row and (row := integrals.fraction) is not None:
            steps = _Steps.canonical(pcf)
            if steps.fold(row, integrals.folds):
                yield steps
        for crossing in integrals.crossings():
            steps = _Steps.canonical(pcf)
            if not steps.fold(crossing.along, integrals.folds):
                break
            steps.cross(crossing)
            yield steps


def _coboundaries(left: PCF, right: PCF, most: int) -> Iterator[Coboundary | None]:
    yield coboundary(left, right)
    if most == 1:
        return
    from analysis.coboundaries.contractions import folded_coboundary, may_be_equivalent

    for k, fold in product(range(1, most + 1), repeat=2):
        if gcd(k, fold) == 1 and k * fold > 1 and may_be_equivalent(left, right, (k, fold)):
            yield folded_coboundary(left, right, (k, fold))


class _Steps:
    """A chain under way: where it stands, and the map from the value there to the value of the first formula."""

    def __init__(self, origin: PCF) -> None:
        self.origin = self.at = origin
        self.mobius = Mobius(1, 0, 0, 1)
        self._steps: list[Step] = []
        self._factor: tuple[fmpz_poly, fmpz_poly] | None = None

    @classmethod
    def canonical(cls, origin: PCF) -> _Steps:
        """The chain to the canonical form."""
        steps = cls(origin)
        steps.deflate()
        return steps

    def deflate(self) -> None:
        """Go to the canonical form."""
        target = self.at.canonical()
        if target.pcf == self.at:
            return
        top, bottom = deflating_factor(self.at.a, self.at.b)
        self._factor = _scaled_factor(top.flint, bottom.flint, target.factor)
        self._move(self._factor, target.factor, target.pcf)

    def reach(self, target: PCF, folds: int) -> bool:
        """Go to a canonical fraction by a coboundary; False when there is none."""
        return self.at == target or any(self.follow(found) for found in _coboundaries(self.at, target, folds))

    def fold(self, target: PCF, folds: tuple[int, int]) -> bool:
        """The same where it is known how many steps of one are how many of the other."""
        if folds == (1, 1):
            return self.at == target or self.follow(coboundary(self.at, target))
        from analysis.coboundaries.contractions import folded_coboundary

        return self.follow(folded_coboundary(self.at, target, folds))

    def cross(self, found: Crossing) -> None:
        """Go from a trajectory of a field to a row."""
        self.mobius = self.mobius @ Mobius(*found.mobius)
        self.at = found.row
        self._steps.append(found.step)

    def follow(self, found: Coboundary | None) -> bool:
        """Go along a coboundary; False when there is none, or none that is seen to let nothing cancel.

        The limit of a fraction that ends is no property of its recurrence.
        """
        if found is None or found.left.termination() is not None or found.right.termination() is not None:
            return False
        lean = found.lean()
        within = bounds(lean)
        if within is None:
            return False
        self.mobius = self.mobius @ lean.mobius
        self.at = lean.right
        self._steps.append(
            {
                "kind": "coboundary",
                "u": [_text(p) for p in lean.numerators],
                "start": lean.start,
                "folds": list(lean.folds),
                "bounds": within,
                "to": _formula(lean.right),
            }
        )
        if found.right != lean.right:
            self._move((fmpz_poly([-1]), fmpz_poly([1])), Fraction(-1), found.right)
        return True

    def inflate_to(self, ending: _Steps) -> None:
        """Undo the deflation of another chain, to stand at its origin."""
        if ending._factor is not None:
            top, bottom = ending._factor
            value = Fraction(ending.mobius.s, ending.mobius.p)
            self._move((bottom, top), value, ending.origin)

    def certificate(self) -> Certificate:
        return {
            "version": VERSION,
            "formula": _formula(self.origin),
            "steps": self._steps,
            "end": {"kind": "formula"},
            "mobius": self.mobius.as_lists(),
        }

    def _move(self, factor: tuple[fmpz_poly, fmpz_poly], value: Fraction, to: PCF) -> None:
        self.mobius = self.mobius @ Mobius(value.numerator, 0, 0, value.denominator)
        self.at = to
        self._steps.append({"kind": "inflation", "factor": [_text(p) for p in factor], "to": _formula(to)})


def _scaled_factor(top: fmpz_poly, bottom: fmpz_poly, value: Fraction) -> tuple[fmpz_poly, fmpz_poly]:
    """c = k top/bottom with c(0) = value."""
    k = value * int(bottom(0)) / int(top(0))
    return top * k.numerator, bottom * k.denominator


def _formula(pcf: PCF) -> Formula:
    return {"a": str(pcf.a), "b": str(pcf.b)}


def _text(p: fmpz_poly) -> str:
    return str(Polynomial.from_flint(p))
