"""Everything known about one continued fraction, in the shape that commands print and the store keeps.

One call brings the parts together: the limit and its ground, the identity of the value, the reduction order, how
the convergents converge (`dynamics.findings`), and closed form and family with what they prove (`families.placement`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Library
from analysis.dynamics.findings import Dynamics, dynamics, number
from analysis.dynamics.reduction import growth_order, reduction_order
from analysis.formulas.pcf import PCF
from analysis.links.placement import Placement, placement, placement_about
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.identification import identify
from analysis.numbers.limits import Limit, limit
from analysis.relations.engine import relation
from analysis.relations.identities import relation_identity
from analysis.values.hints import hinted_constants
from analysis.values.series_combinations import combined_constant
from analysis.values.series_constants import series_constants
from analysis.values.series_forms import SeriesForm, series_form
from analysis.values.structure import structural_identity

_FIRST_DIGITS = 50  # digits at which relations are sought first, in a single examination
_MOST_DIGITS = 400  # digits at which a relation is sought last: identities of degree-11 formulas need about 60
_RELATION_DIGITS = 80  # digits with which relations over several constants are sought
_COMBINED_DIGITS = 120  # digits at which combinations of several functions are sought
_LONGEST_RATIONAL = 200  # digits of numerator and denominator up to which a finite fraction's value is spelt out


@dataclass(frozen=True)
class Examination:
    """The findings about one PCF; `as_json` is the contract's JSON of one formula."""

    pcf: PCF
    limit: Limit
    identity: Identity | None
    reduction_order: Fraction | None
    dynamics: Dynamics | None
    placement: Placement | None = None

    @property
    def evidence(self) -> str | None:
        """What the value rests on: "proved" for a finite fraction, for a value that a closed form or a chain to a
        theorem gives, "certified" for an enclosure, else "numeric"."""
        placed, named = self.placement, self.identity
        if placed is not None and (named is None or placed.identity(named.digits, like=named) is not None):
            return "proved"
        return {"exact": "proved", "certified": "certified", "agreed": "numeric", "none": None}[self.limit.ground]

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON of one formula.

        >>> from analysis.constants.library import built_in_library
        >>> found = examine(PCF.parse("2n+1", "n^2"), digits=20, library=built_in_library()).as_json()
        >>> found["limit"], found["identity"]["expression"], found["dynamics"]["reduction_order"]
        ('1.2732395447351626862', '4/pi', 1)
        """
        found: dict[str, Any] = {
            "a": str(self.pcf.a),
            "b": str(self.pcf.b),
            "status": self.limit.status,
            "limit": self.limit.decimal(),
            "digits": self.limit.digits,
            "evidence": self.evidence,
            "identity": None if self.identity is None else self.identity.as_json(),
            "closed_form": None if self.placement is None else self.placement.form_json(),
            **self._dynamics(),
            "family": None if self.placement is None or self.placement.key is None else self.placement.key.text,
            "cluster": None,
        }
        if self.placement is not None and self.placement.certificate is not None:
            found["certificate"] = dict(self.placement.certificate)
        if self.limit.reason:
            found["reason"] = self.limit.reason
        if self.dynamics is not None and self.dynamics.growth.logarithmic:
            found["convergence"] = "logarithmic: the error falls like 1/ln n"
        return found

    def _dynamics(self) -> dict[str, Any]:
        if self.dynamics is not None:
            return self.dynamics.as_json()
        unknown = dict.fromkeys(("eta", "gamma", "sqrt", "beta", "eta_reduced", "gamma_reduced"))
        return {
            "dynamics": {**unknown, "reduction_order": number(self.reduction_order)},
            "delta": None,
            "delta_exact": None,
        }


def examine(
    pcf: PCF, *, digits: int, library: Library, thorough: bool = True, known_order: Fraction | None = None
) -> Examination:
    """Examine one formula, its limit to `digits` digits.

    A thorough examination seeks relations with more and more digits; otherwise one round at half the digits asked
    for is made, behind a fast screen, which suits thousands of formulas with small coefficients. `known_order` is a
    reduction order that is known already. Relations are always tested with the limit computed anew to twice the
    digits that they were found with.
    """
    value = limit(pcf, digits, certify=True)
    placed = placement(pcf) if value.status == "convergent" else None
    if placed is not None:
        value = placed.certified(value)
    order = known_order if known_order is not None else reduction_order(pcf)
    rates = growth(pcf) if value.status in ("convergent", "undecided") else None
    measured = dynamics(pcf, rates, order) if isinstance(rates, Growth) else None
    identity = _identity(pcf, value, digits, library, thorough, placed)
    unnamed = placed is None or isinstance(placed.form, SeriesForm)
    if identity is None and (thorough or (unnamed and order == growth_order(pcf))):
        identity = _related(pcf, value, digits, thorough)
    if identity is not None and value.rational is None:
        placed = placement_about(pcf, placed, identity.constant.name)
    elif placed is not None:
        identity = identity or placed.identity(value.digits)
    return Examination(pcf, value, identity, order, measured, placed)


def _identity(
    pcf: PCF, value: Limit, digits: int, library: Library, thorough: bool, placed: Placement | None
) -> Identity | None:
    if value.rational is not None:
        size = max(value.rational.numerator.bit_length(), value.rational.denominator.bit_length())
        return rational_identity(value.rational, value.digits) if size < 3.32 * _LONGEST_RATIONAL else None
    if value.status != "convergent" or value.value is None:
        return None

    evaluate = _evaluation(pcf, value)
    first = _FIRST_DIGITS if thorough else max(digits // 2, 20)
    # Where a theorem names the constant already, only the library may have a simpler name for it.
    named = placed is not None and placed.names_simply
    series = None if named else _series(pcf, placed)
    hints = () if named else (*hinted_constants(pcf), *(series_constants(series) if series is not None else ()))
    found = identify(
        evaluate,
        library,
        digits=first,
        max_digits=_MOST_DIGITS if thorough else None,
        hints=hints,
        screened=not thorough,
    )
    if found is not None or series is None or not thorough:
        return found
    combined = combined_constant(series, evaluate(_COMBINED_DIGITS))
    return None if combined is None else identify(evaluate, Library((combined,)), digits=_COMBINED_DIGITS)


def _related(pcf: PCF, value: Limit, digits: int, thorough: bool) -> Identity | None:
    """What the structure suggests, else a relation over several constants; half a second where there is none."""
    if value.status != "convergent" or value.rational is not None:
        return None
    evaluate, used = _evaluation(pcf, value), _RELATION_DIGITS if thorough else max(digits // 2, 20)
    named = structural_identity(pcf, evaluate, used)
    found = relation(evaluate, digits=used) if named is None else None
    return named if found is None else relation_identity(found)


def _evaluation(pcf: PCF, value: Limit) -> Callable[[int], arb]:
    def evaluate(wanted: int) -> arb:
        known = value if wanted <= value.digits else limit(pcf, wanted)
        return arb.nan() if known.value is None or known.digits < wanted else known.value

    return evaluate


def _series(pcf: PCF, placed: Placement | None) -> SeriesForm | None:
    """The series that a fraction is an image of; None where it has no hypergeometric solution."""
    if placed is None:
        return None
    form = placed.form if isinstance(placed.form, SeriesForm) else series_form(pcf)
    return form if isinstance(form, SeriesForm) else None
