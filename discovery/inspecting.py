"""One formula of any kind examined, as commands and notebooks show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.effort import DEFAULT_SECONDS, OutOfTimeError, within
from analysis.formula import NO_NAME

if TYPE_CHECKING:
    from analysis.constants.library import Library


def inspect_fraction(
    a: str, b: str, digits: int, library: Library, seconds: float = DEFAULT_SECONDS, known: Sequence[str] = ()
) -> dict[str, Any]:
    """The JSON of one fraction; where rational coefficients were cleared, "given" speaks of the fraction as given.

    known: files of known formulas beside those of the project, for the key "known".
    """
    from discovery.given_fractions import GivenFraction
    from results.known import built_in_known, known_formulas

    if "/" in a + b or "," in a + b:
        from analysis.formulas.reading import is_interlaced

        if is_interlaced(a, b):  # terms such as 1/(2n-1): a product of step matrices
            return inspect_object({"kind": "pcf", "a": a, "b": b}, digits, library, seconds)
    given = GivenFraction.parse(a, b)
    from analysis.examination import examine

    found = examine(given.pcf, digits=digits, library=library, seconds=seconds)
    lists = known_formulas(known) if known else built_in_known()
    return found.as_json() | {"known": lists.told(found.formula())} | given.about(found)


def inspect_object(
    data: Mapping[str, Any], digits: int, library: Library, seconds: float = DEFAULT_SECONDS
) -> dict[str, Any]:
    """The JSON of the formula that an object describes, foreign keys in front. Raises InputError."""
    from analysis.formulas.pcf import Equivalent
    from analysis.formulas.reading import read_formula
    from analysis.product_examination import examine_formula

    formula = read_formula(data)
    if isinstance(formula, Equivalent):
        return {**data, "kind": "pcf", **inspect_fraction(str(data["a"]), str(data["b"]), digits, library, seconds)}
    try:
        found = within(seconds, lambda: examine_formula(formula, digits=digits, library=library))
    except OutOfTimeError:
        told = {"status": "undecided", "limit": None, "digits": 0, "evidence": None, "identity": None}
        return {**data, **told, "reason": f"out of time after {seconds:g} seconds", "out_of_time": True}
    nameless = found["status"] == "convergent" and found.get("identity") is None
    return {**data, **({"reason": NO_NAME} if nameless else {}), **found}
