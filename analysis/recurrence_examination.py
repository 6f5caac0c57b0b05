"""Everything known about a recurrence: limit, identity, evidence, as values; the contract's JSON where it goes out.

A recurrence of order 2 is a polynomial continued fraction seen through a Möbius map, so all that is known of those is
said of it. Other orders have their formal solutions, a limit by exact products or by the adjoint's series, δ measured,
and an identity over the library or over several constants.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from flint import arb, ctx

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Library
from analysis.dynamics.formal_solutions import FormalSolution, formal_solutions
from analysis.dynamics.measured_delta import MeasuredDelta, error_exponents, measured_delta
from analysis.dynamics.measures import Measured, measures_json, number
from analysis.dynamics.start_growth import start_growth
from analysis.exact.balls import BITS_PER_DIGIT, exact_ball
from analysis.exact.mobius import IDENTITY, Mobius
from analysis.examination import Examination, examine
from analysis.formula import FormJson
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.limits_of_parts import LimitOfParts, limit_of_parts
from analysis.notation.expressions import latex_of
from analysis.numbers.identification import identify
from analysis.numbers.limits import Limit, limit
from analysis.proofs.certificate import Certificate
from analysis.relations.engine import relation
from analysis.relations.identities import relation_identity
from analysis.transformations.second_order import as_pcf
from analysis.unit_starts import combined_identity
from analysis.values.lower_factors import restricted
from analysis.values.recurrence_limits import RecurrenceLimits, residue_limits

_FIRST_DIGITS = 50  # at which identities are sought first
_MOST_DIGITS = 100
_RELATION_DIGITS = (60, 120)  # at which relations over several constants are sought
_TESTED_DIGITS = 124  # to which the limit is computed anew: at once what all tests ask for
_SPARE_DIGITS = 6  # that a Möbius map may cost
_LONGEST_RATIONAL = 200  # digits of numerator and denominator up to which a rational value is spelt out
EVIDENCE = {"exact": "proved", "certified": "certified", "agreed": "numeric", "none": None}  # by the limit's ground
_LONG_START = 64  # bits of a start of which no relation of small integers is the limit
_SHOWN_RESIDUE = 15  # digits of the limits in residue classes


class Examined(Protocol):
    """What is known of a formula, as values; JSON where it goes out."""

    @property
    def limit(self) -> Limit: ...
    @property
    def evidence(self) -> str | None: ...
    @property
    def identity(self) -> Identity | None: ...
    def as_json(self) -> dict[str, Any]: ...


def examine_recurrence(
    recurrence: Recurrence, *, digits: int, library: Library, nameless: set[str] | None = None
) -> Examined:
    """Everything known about a recurrence; `nameless` gets, and is asked for, decimals of limits without a name.

    >>> from analysis.constants.library import built_in_library
    >>> apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    >>> found = examine_recurrence(apery, digits=20, library=built_in_library())
    >>> found.limit.decimal(), found.identity.expression, found.as_json()["solutions"][0]["base"]
    ('1.2020569031595942854', 'zeta(3)', '17 + 12*sqrt(2)')
    """
    fraction = as_pcf(recurrence)
    if fraction is not None:
        return FractionImage(recurrence, *fraction, digits, library)
    lower = restricted(recurrence)
    if lower is not None:
        return RestrictedExamination(recurrence, lower, examine_recurrence(lower, digits=digits, library=library))
    return RecurrenceExamination(recurrence, digits, library, nameless)


def limit_of(recurrence: Recurrence, digits: int) -> Limit:
    """The limit of p/q to `digits` digits: of order 2 that of its continued fraction, seen through the Möbius map.

    >>> limit_of(Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5]), 20).decimal()
    '1.2020569031595942854'
    """
    fraction = as_pcf(recurrence)
    if fraction is None:
        return RecurrenceLimits.of(recurrence).limit(digits)
    pcf, mobius = fraction
    return _image(pcf, mobius, limit(pcf, digits + _SPARE_DIGITS), digits)


def fraction_of(recurrence: Recurrence) -> tuple[PCF, Mobius] | None:
    """The continued fraction that is examined in place of a recurrence, and the map from its value to the limit.

    >>> print(*fraction_of(Recurrence.of(["n", "-2n-1", "-n"], 1, [0, 1], [1, 0])))
    PCF(2n+3, n^2+n) Mobius(p=1, q=0, r=0, s=1)
    """
    lower = restricted(recurrence) if recurrence.order > 2 else None
    return as_pcf(lower or recurrence)


@dataclass(frozen=True, eq=False)
class RestrictedExamination:
    """A recurrence whose start obeys one of lower order, examined in its place."""

    recurrence: Recurrence
    lower: Recurrence
    examined: Examined

    @property
    def limit(self) -> Limit:
        return self.examined.limit

    @property
    def evidence(self) -> str | None:
        return self.examined.evidence

    @property
    def identity(self) -> Identity | None:
        return self.examined.identity

    def as_json(self) -> dict[str, Any]:
        found = self.examined.as_json() | {"restricted": self.lower.to_json()}
        return found | _solutions_json(formal_solutions(self.recurrence.coefficients))


@dataclass(frozen=True, eq=False)
class RecurrenceExamination:
    """A recurrence that is no continued fraction."""

    recurrence: Recurrence
    digits: int
    library: Library
    nameless: set[str] | None = None

    @cached_property
    def limits(self) -> RecurrenceLimits:
        return RecurrenceLimits.of(self.recurrence)

    @cached_property
    def limit(self) -> Limit:
        return self.limits.certified(self.digits)

    def evaluate(self, wanted: int) -> arb:
        """The limit as a ball that holds `wanted` digits; NaN where it cannot be had."""
        return ball_of(self.limit if wanted <= self.limit.digits else self._deeper(max(wanted, _TESTED_DIGITS)), wanted)

    def _deeper(self, digits: int) -> Limit:
        if digits not in self._kept:
            self._kept[digits] = self.limits.limit(digits)
        return self._kept[digits]

    @cached_property
    def _kept(self) -> dict[int, Limit]:
        """Limits to more digits than were asked for, by their digits."""
        return {}

    @cached_property
    def delta(self) -> MeasuredDelta | None:
        return measured_delta(self.recurrence, self.limits.growth)

    @cached_property
    def identity(self) -> Identity | None:
        """A name that is proved by the parts, else the shortest found."""
        known = set[str]() if self.nameless is None or self.limit.digits < _FIRST_DIGITS else self.nameless
        text = self.limit.decimal(_FIRST_DIGITS) or ""
        found = None if text in known else identity_of(self.limit, self.evaluate, self.library)
        if self.parts is not None and self.parts.proof_of(found) is None:
            named = self.parts.identity(self.limit)
            found = named if found is None or self.parts.proof_of(named) is not None else found
        if found is None and text and max(x.bit_length() for x in self.recurrence.start.entries()) > _LONG_START:
            found = self._by_unit_starts()
        if found is None:
            known.add(text)
        return found

    def _by_unit_starts(self) -> Identity | None:
        """With ℓ(i) the limit of the start that is 1 at one place, the whole is Σ p(i) ℓ(i)/Σ q(i) ℓ(i)."""
        r, rows = self.recurrence.order, (self.recurrence.p, self.recurrence.q)
        units = [tuple(Fraction(int(i == k)) for i in range(r)) for k in range(r)]
        for over in range(r):
            others = [k for k in range(r) if k != over]
            starts = (self.recurrence.with_start(units[k], units[over]) for k in others)
            ratios = [RecurrenceExamination(one, self.digits, self.library) for one in starts]
            if all(one.limit.status == "convergent" for one in ratios):
                names = [one.identity or _zero(one.limit) for one in ratios]
                return combined_identity(names, [[row[k] for k in (over, *others)] for row in rows], self.limit)
        return None

    @cached_property
    def parts(self) -> LimitOfParts | None:
        """The fractions of which the limit is made, where it is seen to be."""
        if self.limit.status != "convergent":
            return None
        return limit_of_parts(self.recurrence, digits=self.digits, library=self.library)

    @cached_property
    def certificate(self) -> Certificate | None:
        """That the identity, a relation between the values of the parts, is proved, as they are."""
        return None if self.parts is None else self.parts.proof_of(self.identity)

    @property
    def proved(self) -> bool:
        return self.certificate is not None

    @property
    def evidence(self) -> str | None:
        return "proved" if self.proved else EVIDENCE[self.limit.ground]

    def as_json(self) -> dict[str, Any]:
        found = _limit_json(self.limit, self.digits, self.evidence)
        found |= {"identity": identity_json(self.identity, self.evidence == "proved"), "closed_form": None}
        if self.parts is not None:
            found |= self.parts.as_json()
        if self.certificate is not None:
            found["certificate"] = self.certificate
        found |= self._dynamics() | {"family": None, "cluster": None}
        found |= _solutions_json(list(self.limits.growth.solutions))
        if self.limit.reason:
            found["reason"] = self.limit.reason
        if self.limit.status == "divergent":
            found |= _residues(self.recurrence, self.limits.growth.depth)
        return found

    def _dynamics(self) -> dict[str, Any]:
        growth = self.limits.growth
        if not growth.converges:
            return _delta_json(self.delta)
        rates = error_exponents(growth)
        return _delta_json(self.delta, rates) | {"error": growth.error_law.as_json()}


def _delta_json(measured: MeasuredDelta | None, rates: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The contract's measures by the rates of the error and by δ as it was measured."""
    found = {name: Measured(number(rate) if isinstance(rate, Fraction) else rate)
             for name, rate in (rates or {}).items()}  # fmt: skip
    if measured is not None:
        found["eta_reduced"] = Measured(measured.eta_reduced)
        found["gamma_reduced"] = Measured(measured.gamma_reduced, error=measured.gamma_error)
        found["delta"] = Measured(measured.delta, measured.delta_exact, measured.delta_error)
    ground = None if measured is None or measured.delta is None else "measured"
    if measured is not None and measured.delta_exact is not None:
        ground = "read off"  # rates of error and denominators, the latter's n!-exponent read off exact ones
    return measures_json(found) | {"delta_ground": ground}


def _zero(value: Limit) -> Identity | None:
    is_zero = value.value is not None and value.value.contains(0)
    return rational_identity(Fraction(0), value.digits) if is_zero else None


def identity_of(value: Limit, evaluate: Callable[[int], arb], library: Library) -> Identity | None:
    """A rational number, an image of one constant, else a relation between several."""
    if value.rational is not None:
        size = max(value.rational.numerator.bit_length(), value.rational.denominator.bit_length())
        return rational_identity(value.rational, value.digits) if size < BITS_PER_DIGIT * _LONGEST_RATIONAL else None
    if value.status != "convergent" or value.value is None or value.value.contains(0):
        return None
    found = identify(evaluate, library, digits=_FIRST_DIGITS, max_digits=_MOST_DIGITS)
    if found is not None:
        return found
    several = (relation(evaluate, digits=wanted) for wanted in _RELATION_DIGITS)
    return next((relation_identity(one) for one in several if one is not None), None)


def ball_of(value: Limit, wanted: int) -> arb:
    """A limit with the radius that its digits mean; NaN where it has fewer than `wanted`."""
    if value.value is None or value.digits < wanted:
        return arb.nan()
    with ctx.workprec(int((wanted + _SPARE_DIGITS) * BITS_PER_DIGIT) + 64):
        middle = value.value.mid()
        return arb(middle, abs(middle) * arb(10) ** -wanted)


def identity_json(identity: Identity | None, proved: bool = False) -> dict[str, Any] | None:
    """The contract's "identity", with "constants" and "status"."""
    return None if identity is None else dict.fromkeys(("constants", "status")) | identity.as_json(proved)


def _limit_json(value: Limit, digits: int, evidence: str | None) -> dict[str, Any]:
    return {
        "status": value.status,
        "limit": value.decimal(digits),
        "digits": min(value.digits, digits),
        "evidence": evidence,
        "digits_ground": {"exact": "proved", "none": None}.get(value.ground, value.ground),
    }


def _solutions_json(solutions: list[FormalSolution]) -> dict[str, Any]:
    return {"order": len(solutions), "solutions": [one.as_json() for one in solutions]}


def _residues(recurrence: Recurrence, depth: int) -> dict[str, Any]:
    """ "residue_limits" where n modulo something decides."""
    found = residue_limits(recurrence, depth)
    if found is None:
        return {}
    texts = [arb(value).mid().str(_SHOWN_RESIDUE, radius=False) for value in found]
    return {
        "residue_limits": texts,
        "reason": f"the limit depends on n modulo {len(texts)}: {', '.join(texts)}",
    }


@dataclass(frozen=True, eq=False)
class FractionImage:
    """A recurrence of order 2: a continued fraction, its value and identity taken through a Möbius map."""

    recurrence: Recurrence
    pcf: PCF
    mobius: Mobius
    digits: int
    library: Library

    @cached_property
    def examined(self) -> Examination:
        """The fraction itself."""
        return examine(self.pcf, digits=self.digits + _SPARE_DIGITS, library=self.library)

    @property
    def evidence(self) -> str | None:
        return self.examined.evidence

    @cached_property
    def limit(self) -> Limit:
        named = self.examined.identity
        rational = named.rational if named is not None and self.evidence == "proved" else None
        return _image(self.pcf, self.mobius, self.examined.limit, self.digits, rational)

    @cached_property
    def identity(self) -> Identity | None:
        if self.limit.ground == "exact":
            return identity_of(self.limit, lambda _: arb.nan(), self.library)
        return None if self.limit.value is None else _image_identity(self.examined.identity, self.mobius, self.digits)

    @property
    def closed_form(self) -> FormJson | None:
        """The contract's JSON of the image of the fraction's closed form; that of integrals goes by their name."""
        placed, integrals, named = self.examined.placement, self.examined.integrals, self.identity
        form = None if placed is None else placed.form_json(self.mobius)
        if placed is None and integrals is not None and named is not None:
            form = {**integrals, "expression": named.expression, "latex": named.latex}
        return form and {**form, "latex": form.get("latex") or latex_of(form["expression"])}

    def as_json(self) -> dict[str, Any]:
        found = self.examined.as_json()
        said = {name: value for name, value in found.items() if name not in _OF_THE_FRACTION}
        said |= _limit_json(self.limit, self.digits, self.evidence)
        said["identity"] = identity_json(self.identity, self.evidence == "proved")
        said["closed_form"] = None if self.limit.value is None else self.closed_form
        fraction = {name: found[name] for name in ("a", "b", "closed_form", "certificate") if name in found}
        said["pcf"] = fraction | {"mobius": self.mobius.as_lists()}
        said |= _solutions_json(formal_solutions(self.recurrence.coefficients))
        if self.limit.reason:
            said["reason"] = self.limit.reason
        if self.limit.status == "divergent":
            said |= _residues(self.recurrence, RecurrenceLimits.of(self.recurrence).growth.depth)
        elif said["delta"] is None and self.recurrence.coefficients[0].degree > 0:
            said |= self._measured()
        return said

    def _measured(self) -> dict[str, Any]:
        """δ by the recurrence itself, whose q may be smaller than the fraction's by values of an irreducible factor."""
        found = measured_delta(self.recurrence, start_growth(self.recurrence))
        if found is None or found.delta is None:
            return {}
        return {name: value for name, value in _delta_json(found).items() if name.startswith("delta")}


_OF_THE_FRACTION = frozenset({"kind", "a", "b", "certificate", "closed_form", "limit", "digits"})


def _image(pcf: PCF, mobius: Mobius, value: Limit, digits: int, named: Fraction | None = None) -> Limit:
    """The limit under the map, to `digits` digits where that takes more of the fraction's; `named`: proved to be it."""
    rational = named if value.rational is None else value.rational
    if rational is not None:
        if not mobius.r * rational + mobius.s:
            return Limit("divergent", reason="the quotients tend to infinity")
        image = mobius(rational)
        return Limit(value.status, arb(0) if not image else _ball_to(image, digits), digits, "exact", image)
    if value.value is None:
        return value
    mapped = _mapped(mobius, value)
    if mapped.digits < digits:
        wanted = digits + _SPARE_DIGITS + digits - mapped.digits
        mapped = _mapped(mobius, limit(pcf, wanted, certify=value.ground == "certified"))
    return (
        mapped
        if mapped.value is None
        else Limit(mapped.status, mapped.value, min(mapped.digits, digits), mapped.ground)
    )


def _ball_to(value: Fraction, digits: int) -> arb:
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + 64):
        return exact_ball(value)


def _mapped(mobius: Mobius, value: Limit) -> Limit:
    with ctx.workprec(int((value.digits + _SPARE_DIGITS) * BITS_PER_DIGIT) + 128):
        image = mobius(ball_of(value, value.digits))
        if not image.is_finite():
            return Limit("divergent", reason="the quotients tend to infinity")
        if image.contains(0):
            return Limit("convergent", arb(0), value.digits, value.ground)
        right = int(float((abs(image.mid()) / image.rad()).log()) / 2.302585092994046)
        return Limit("convergent", image.mid(), right, value.ground)


def _image_identity(identity: Identity | None, mobius: Mobius, digits: int) -> Identity | None:
    if identity is None or mobius == IDENTITY:
        return identity
    if identity.rational is not None:
        at_pole = not mobius.r * identity.rational + mobius.s
        return None if at_pole else identity.moved(mobius, digits)
    return identity.moved(mobius, identity.digits)
