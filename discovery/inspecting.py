"""One formula of any kind examined, as commands and notebooks show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.constants.library import Library


def inspect_fraction(a: str, b: str, digits: int, library: Library) -> dict[str, Any]:
    """The JSON of one fraction; where rational coefficients were cleared, "given" speaks of the fraction as given."""
    from discovery.given_fractions import GivenFraction

    given = GivenFraction.parse(a, b)
    from analysis.examination import examine

    found = examine(given.pcf, digits=digits, library=library)
    return found.as_json() | given.about(found)


def inspect_object(data: Mapping[str, Any], digits: int, library: Library) -> dict[str, Any]:
    """The JSON of the formula that an object describes, foreign keys in front. Raises InputError."""
    from analysis.formulas.pcf import Equivalent
    from analysis.formulas.reading import read_formula
    from analysis.product_examination import examine_formula

    formula = read_formula(data)
    if isinstance(formula, Equivalent):
        return {**data, "kind": "pcf", **inspect_fraction(data["a"], data["b"], digits, library)}
    return {**data, **examine_formula(formula, digits=digits, library=library)}
