"""Everything known about one continued fraction, in the shape that commands print and the store keeps.

Naming, explaining and proving may each fail, or run out of time, without costing what the others found
(`analysis.effort`); the answer then says what was skipped. What seldom has anything to say is imported when asked.

One call brings the parts together: the limit and its ground, the identity of the value, the reduction order, how
the convergents converge (`dynamics.findings`), and closed form and family with what they prove (`links.placement`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from flint import arb

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Constant, Library, constant
from analysis.dynamics.exponents import solutions_json
from analysis.dynamics.findings import dynamics
from analysis.dynamics.measures import MEASURES, Dynamics
from analysis.dynamics.reduction import growth_order, reduction_order
from analysis.effort import Stages, time_limit
from analysis.errors import InputError
from analysis.exact.memory import Memory
from analysis.exact.mobius import Mobius
from analysis.formula import FormJson, Formula, Named
from analysis.formulas.pcf import PCF
from analysis.links.placement import Placement, placement, placement_about, proved_value
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.limits import CHEAP, Limit, limit
from analysis.numbers.relations import is_image
from analysis.theorems.classical import Statement
from analysis.values.family_keys import FamilyKey
from analysis.values.series_forms import SeriesForm, series_form

if TYPE_CHECKING:
    from analysis.numbers.identification import Evaluate

_FIRST_DIGITS = 50  # digits at which relations are sought first, in a single examination
_MOST_DIGITS = 400  # digits at which a relation is sought last: identities of degree-11 formulas need about 60
_RELATION_DIGITS = 80  # digits with which relations over several constants are sought
_COMBINED_DIGITS = 120  # digits at which combinations of several functions are sought
# By family, library and digits: a member whose limit was seen to be no image of a constant.
_NAMELESS = Memory[PCF](4096)
_LONGEST_RATIONAL = 200  # digits of numerator and denominator up to which a finite fraction's value is spelt out

# What the printed digits rest on, whatever names the value.
DIGITS_GROUND = {"exact": "proved", "certified": "certified", "agreed": "agreed", "none": None}


@dataclass(frozen=True)
class Examination:
    """The findings about one PCF; `as_json` is the contract's JSON of one formula."""

    pcf: PCF
    limit: Limit
    identity: Identity | None
    reduction_order: Fraction | None
    dynamics: Dynamics | None
    placement: Placement | None = None
    skipped: str = ""
    out_of_time: bool = False
    integrals: FormJson | None = None

    @property
    def evidence(self) -> str | None:
        """What the value rests on: "proved" where the checker accepts its certificate, "certified" for an enclosure,
        else "numeric"."""
        placed, named = self.placement, self.identity
        if placed is not None and placed.proves(named):
            return "proved"
        return {"exact": "certified", "certified": "certified", "agreed": "numeric", "none": None}[self.limit.ground]

    def formula(self) -> Formula:
        """The formula with all that was found."""
        placed, named, rates = self.placement, self.identity, self.dynamics or Dynamics(None, self.reduction_order)
        evidence = self.evidence
        proved = evidence == "proved"
        certificate = None if placed is None else placed.certificate_of(named)
        reason = "; ".join(filter(None, (self.limit.reason, self.skipped)))
        ground = DIGITS_GROUND[self.limit.ground]
        slow = rates.growth is not None and rates.growth.logarithmic
        more = {
            "certificate": certificate,
            "reason": reason or None,
            "out_of_time": self.out_of_time or None,
            "convergence": "logarithmic: the error falls like 1/ln n" if slow else None,
            "blind_delta": rates.blind and rates.blind.value,
            "blind_delta_error": rates.blind and rates.blind.error,
        }
        return Formula(
            kind="pcf",
            own={"a": str(self.pcf.a), "b": str(self.pcf.b)},
            status=self.limit.status,
            limit=self.limit.decimal(),
            digits=self.limit.digits,
            digits_ground="proved" if proved and named and named.rational is not None else ground,
            evidence=evidence,
            identity=None if named is None else Named.from_json(named.as_json(proved)),
            closed_form=self.integrals if placed is None else placed.form_json(),
            measures={measure.name: measure.of(rates) for measure in MEASURES},
            solutions={} if rates.growth is None else solutions_json(rates.growth),
            family=None if placed is None or placed.key is None else placed.key.text,
            more={name: value for name, value in more.items() if value is not None},
        )

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON of one formula.

        >>> from analysis.constants.library import built_in_library
        >>> found = examine(PCF.parse("2n+1", "n^2"), digits=20, library=built_in_library()).as_json()
        >>> found["limit"], found["identity"]["expression"], found["dynamics"]["reduction_order"]
        ('1.2732395447351626862', '4/pi', 1)
        """
        return self.formula().as_json()


def examine(
    pcf: PCF,
    *,
    digits: int,
    library: Library,
    thorough: bool = True,
    known_order: Fraction | None = None,
    seconds: float | None = None,
) -> Examination:
    """Examine one formula, its limit to `digits` digits, in so many seconds (None: however long it takes).

    A thorough examination seeks relations with more and more digits; otherwise one round at half the digits asked
    for is made, behind a fast screen, which suits thousands of formulas with small coefficients. `known_order` is a
    reduction order that is known already. Relations are always tested with the limit computed anew to twice the
    digits that they were found with.
    """
    with time_limit(seconds):
        return _examine(pcf, digits, library, thorough, known_order, Stages())


def _examine(
    pcf: PCF, digits: int, library: Library, thorough: bool, known_order: Fraction | None, stages: Stages
) -> Examination:
    attempt = stages.attempt
    found = attempt("the closed form's value", partial(proved_value, pcf, digits), None)
    value = found or attempt("the limit", lambda: limit(pcf, digits, certify=True), Limit("undecided"))
    convergent = value.status == "convergent"
    finite = value.status == "terminating"
    placed = attempt("the closed form", lambda: placement(pcf), None) if convergent or finite else None
    if placed is not None:
        value = attempt("the closed form's enclosure", partial(placed.certified, value), value)
    order = known_order if known_order is not None else attempt("the reduction", lambda: reduction_order(pcf), None)
    rates = attempt("the rates", lambda: growth(pcf), None) if convergent or value.status == "undecided" else None
    measured = None
    if isinstance(rates, Growth):
        family = None if placed is None else placed.key
        measured = attempt("the dynamics", partial(dynamics, pcf, rates, order, family), None)
    naming = _Naming(pcf, value, digits, library, thorough, placed, stages)
    identity = attempt("a name", naming.identity, None)
    unnamed = placed is None or isinstance(placed.form, SeriesForm)
    proved = None
    if identity is None and placed is not None:
        proved = attempt("the proved name", partial(placed.identity, value.digits), None)
    if identity is None and proved is None and (thorough or (unnamed and order == growth_order(pcf))):
        identity = attempt("a relation", naming.relation, None)
    proves_already = placed is not None and identity is not None and placed.proves(identity)
    if identity is not None and value.rational is None and not proves_already:
        placed = attempt("a proof", partial(placement_about, pcf, placed, identity.constant.name), placed)
        if placed is not None and placed.names_simply and not placed.proves(identity):
            identity = placed.identity(value.digits)  # another name, but a proved one
    integrals = None
    if placed is None and identity is not None:
        from analysis.values.structure import integral_form

        integrals = attempt("the integrals", partial(integral_form, pcf, identity), None)
    said, late = stages.reason, bool(stages.late)
    return Examination(pcf, value, identity or proved, order, measured, placed, said, late, integrals)


@dataclass(frozen=True)
class _Naming:
    """The search for the identity of a limit."""

    pcf: PCF
    value: Limit
    digits: int
    library: Library
    thorough: bool
    placed: Placement | None
    stages: Stages

    def identity(self) -> Identity | None:
        value = self.value
        if value.rational is not None:
            size = max(value.rational.numerator.bit_length(), value.rational.denominator.bit_length())
            return rational_identity(value.rational, value.digits) if size < 3.32 * _LONGEST_RATIONAL else None
        if value.status != "convergent" or value.value is None:
            return None
        if self.placed is not None and self.placed.theorem is not None and self.placed.names_simply:
            return self._of_theorem(self.placed) or self.placed.identity(value.digits)
        if self.placed is None or self._family is None:
            return self._sought()
        if (algebraic := self.placed.algebraic_identity(value.digits)) is not None:
            return algebraic
        searched = self._family, self.library, self._first_digits
        if searched in _NAMELESS:
            return None
        found = self._of_theorem(self.placed) or self._sought(deep=True)
        if found is None and not self.stages.late and value.digits >= self.digits:
            _NAMELESS.keep(searched, self.pcf)
        return found

    @property
    def _family(self) -> FamilyKey | None:
        """The family, of which all limits or none are images of a constant, if one search is to answer for it."""
        return None if self.thorough or self.placed is None else self.placed.key

    def _sought(self, deep: bool = False) -> Identity | None:
        series = self.stages.attempt("the series", partial(_series, self.pcf, self.placed), None)
        digits = self._first_digits
        found = _in_library(
            self.evaluate, self.library, digits, self.thorough, self._hints(series),
            hints_alone=self._of_no_constant, deep=deep,
        )  # fmt: skip
        if found is not None or series is None or not self.thorough:
            return found
        from analysis.numbers.identification import identify
        from analysis.values.series_combinations import combined_constant

        combined = combined_constant(series, self.evaluate(_COMBINED_DIGITS))
        if combined is None:
            return None
        return identify(self.evaluate, Library((combined,)), digits=_COMBINED_DIGITS)

    @property
    def _of_no_constant(self) -> bool:
        """Whether the value is an image of a number that, seen once for all its images, is one of no known constant."""
        theorem = None if self.thorough or self.placed is None else self.placed.theorem
        if theorem is None or theorem.constant == "1":
            return False
        with suppress(InputError):
            return _library_name(theorem.constant, self.library, self._first_digits, self.thorough) is None
        return False

    @property
    def _first_digits(self) -> int:
        return _FIRST_DIGITS if self.thorough else max(self.digits // 2, 20)

    def _of_theorem(self, placed: Placement) -> Identity | None:
        """By the name of the constant that a theorem names: the library's, where that has one, or one suggested."""
        if placed.theorem is None or placed.link is None or self.value.value is None:
            return None
        at = self.library, self._first_digits, self.thorough
        found = _library_name(placed.theorem.constant, *at)
        if found is None and not placed.names_simply:
            found = _suggested_name(placed.theorem, *at)
        if found is None:
            return None
        mobius = placed.link.mobius @ found.mobius
        image = is_image(mobius, found.constant.value(self.value.digits), self.value.value)
        return Identity(found.constant, mobius, found.digits) if image else None

    def relation(self) -> Identity | None:
        """What the structure suggests, else a relation over several constants; half a second where there is none."""
        if self.value.status != "convergent" or self.value.rational is not None:
            return None
        from analysis.relations.engine import relation
        from analysis.relations.identities import relation_identity
        from analysis.values.structure import structural_identity

        used = _RELATION_DIGITS if self.thorough else max(self.digits // 2, 20)
        proved = self.placed is not None and self.placed.certificate is not None  # its form is better than a conjecture
        structure = partial(structural_identity, self.pcf, self.evaluate, used)
        named = None if proved else self.stages.attempt("the structure", structure, None)
        found = relation(self.evaluate, digits=used) if named is None else None
        return named if found is None else relation_identity(found)

    def evaluate(self, wanted: int) -> arb:
        """The limit to so many digits, not finite where these are not cheap."""
        known = self.value
        if wanted > known.digits:
            known = proved_value(self.pcf, wanted) or limit(self.pcf, wanted, effort=CHEAP)
        return arb.nan() if known.value is None or known.digits < wanted else known.value

    def _hints(self, series: SeriesForm | None) -> tuple[Constant, ...]:
        from analysis.values.hints import hinted_constants

        none: tuple[Constant, ...] = ()
        known = none
        if series is not None:
            from analysis.values.series_constants import series_constants

            known = self.stages.attempt("hints of the series", partial(series_constants, series), none)
        return self.stages.attempt("hints", partial(hinted_constants, self.pcf, gauss=not known), none) + known


@lru_cache(maxsize=4096)
def _library_name(text: str, library: Library, digits: int, thorough: bool) -> Identity | None:
    """The image of a constant of the library, neither rational nor quadratic, that a theorem's constant is."""
    for known in library:
        if known.name == text:
            return Identity(known, Mobius(1, 0, 0, 1), 2 * digits)
    found = None if text == "1" else _in_library(constant(text).value, library, digits, thorough)
    # 500 tanh(500) has the first 400 digits of 500
    return None if found is None or _is_rational_or_quadratic(found) else found


@lru_cache(maxsize=4096)
def _suggested_name(theorem: Statement, library: Library, digits: int, thorough: bool) -> Identity | None:
    """The image of a constant that its fraction suggests which a theorem's constant is, where that is no series'."""
    from analysis.values.hints import hinted_constants

    if isinstance(series_form(theorem.pcf), SeriesForm):
        return None
    hints = hinted_constants(theorem.pcf)
    found = _in_library(constant(theorem.constant).value, library, digits, thorough, hints, hints_alone=True, deep=True)
    return None if found is None or _is_rational_or_quadratic(found) else found


def _in_library(
    evaluate: Evaluate, library: Library, digits: int, thorough: bool, hints: Sequence[Constant] = (), *,
    hints_alone: bool = False, deep: bool = False,
) -> Identity | None:  # fmt: skip
    from analysis.numbers.identification import identify

    most, quick = _MOST_DIGITS if thorough else None, not thorough
    return identify(
        evaluate, library, digits=digits, max_digits=most, hints=hints, screened=quick, hints_alone=hints_alone,
        deep=deep,
    )  # fmt: skip


def _is_rational_or_quadratic(found: Identity) -> bool:
    from analysis.constants.algebraic import minimal_polynomial

    return len(minimal_polynomial(found.constant.expression) or ()) in (2, 3)


def _series(pcf: PCF, placed: Placement | None) -> SeriesForm | None:
    """The series that a fraction is an image of; None where it has no hypergeometric solution."""
    if placed is None:
        return None
    form = placed.form if isinstance(placed.form, SeriesForm) else series_form(pcf)
    return form if isinstance(form, SeriesForm) else None
