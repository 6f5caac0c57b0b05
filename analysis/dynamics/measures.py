"""The measures of a formula: one record each, by which examinations, stores, tables, reports, plots and clusters go.

A new measure is one record here, with how it is computed, and a migration that gives the table `formulas` its column.
In the JSON of a formula a measure stands in the table "dynamics", beside it "dynamics_exact" and "dynamics_error"; one
that is `top` stands by itself, with its name before "_exact" and "_error".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from analysis.dynamics.delta import Delta
    from analysis.dynamics.reduced_growth import ReducedGrowth
    from analysis.numbers.asymptotics import Growth

ALTERNATION = "alternation"  # whether the error alternates in sign: a coordinate of clusters beside the measures


class Measured(NamedTuple):
    """A number, its exact form as sympy text where it has one, and the bound of its error (0: exact up to rounding)."""

    value: int | float | None = None
    exact: str | None = None
    error: float | None = None


@dataclass(frozen=True)
class Dynamics:
    """Growth of error and solutions, reduction order, growth of the reduced denominators, δ, and δ found blindly."""

    growth: "Growth | None"
    order: Fraction | None
    reduced: "ReducedGrowth | None" = None
    delta: "Delta | None" = None
    blind: "Delta | None" = None

    def as_json(self) -> dict[str, Any]:
        """The contract's "dynamics", "delta", "delta_exact", and beside them exact texts, errors, the blind δ.

        "dynamics_exact" has beside the measures the exponents of both solutions as sympy text.
        """
        from analysis.dynamics.exponents import solutions_json

        found = measures_json({measure.name: measure.of(self) for measure in MEASURES})
        if self.growth is None:
            return found
        found["dynamics_exact"] |= solutions_json(self.growth)
        return found | {
            "blind_delta": self.blind and self.blind.value,
            "blind_delta_error": self.blind and self.blind.error,
        }


@dataclass(frozen=True)
class Measure:
    """One number that says how a formula converges.

    name: its key in JSON, its column in a store; sign, words: for people, alone and as a sentence would have it; of:
    how it follows from the dynamics of a formula; axis: what a plot writes along it beside the sign (empty: not
    plotted); rational: always exact, kept as text like 3/2; bounded: found with an error; top: by itself in JSON;
    coordinate: whether clusters are told apart by it, which needs a number that a family fixes; period: of that
    coordinate (0: a line); brief: shown where there is little room.
    """

    name: str
    sign: str
    words: str
    of: Callable[[Dynamics], Measured]
    axis: str = ""
    rational: bool = False
    bounded: bool = False
    top: bool = False
    coordinate: bool = True
    period: float = 0.0
    brief: bool = False


def number(value: Fraction | None) -> int | float | None:
    """A rational number as JSON has it: an integer where it is one."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def measures_json(found: Mapping[str, Measured]) -> dict[str, Any]:
    """All measures in the shape of the contract's JSON; those not given are unknown, and
    "dynamics_exact" and "dynamics_error" are left out where they would say nothing.

    >>> measures_json({"delta": Measured(0.5, "1/2", 0.0)})["delta_exact"]
    '1/2'
    """
    of = {name: found.get(name, _UNKNOWN) for name in _NAMES}
    said: dict[str, Any] = {"dynamics": {name: of[name].value for name in _NESTED_NAMES}}
    exact = {measure.name: of[measure.name].exact for measure in NESTED if not measure.rational}
    errors = {measure.name: of[measure.name].error for measure in NESTED if measure.bounded}
    said |= {"dynamics_exact": exact} if any(exact.values()) else {}
    said |= {"dynamics_error": errors} if set(errors.values()) != {None} else {}
    for name in _TOP_NAMES:
        said[name], said[f"{name}_exact"], said[f"{name}_error"] = of[name]
    return said


def measures_of(said: Mapping[str, Any]) -> dict[str, Measured]:
    """What the JSON of a formula says of all measures: the inverse of `measures_json`."""
    values, exact, errors = (said.get(f"dynamics{more}") or {} for more in _MORE)
    found = {name: Measured(values.get(name), exact.get(name), errors.get(name)) for name in _NESTED_NAMES}
    return found | {name: Measured(*(said.get(f"{name}{more}") for more in _MORE)) for name in _TOP_NAMES}


def _of_error(exponent: Callable[["Growth"], tuple[Any, Any]]) -> Callable[[Dynamics], Measured]:
    """An exponent of the error: its number and its exact form."""

    def of(found: Dynamics) -> Measured:
        if found.growth is None:
            return Measured()
        value, exact = exponent(found.growth)
        return Measured(value, str(exact))

    return of


def _eta_reduced(found: Dynamics) -> Measured:
    reduced = found.reduced
    if reduced is None:
        return Measured()
    exact = reduced.eta_exact
    return Measured(reduced.eta if exact is None else number(exact), _text(exact), reduced.eta_error)


def _gamma_reduced(found: Dynamics) -> Measured:
    reduced = found.reduced
    if reduced is None:
        return Measured()
    return Measured(reduced.gamma, _text(reduced.gamma_exact), reduced.gamma_error)


def _delta(found: Dynamics) -> Measured:
    return Measured() if found.delta is None else Measured(found.delta.value, found.delta.exact, found.delta.error)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


MEASURES = (
    Measure("eta", "η", "power of n! in 1/error", _of_error(lambda rates: (number(rates.eta), rates.eta)),
            axis="power of n! in 1/error", brief=True),
    Measure("gamma", "γ", "rate of the error", _of_error(lambda rates: (rates.gamma, rates.gamma_text)),
            axis="rate of the error", brief=True),
    Measure("sqrt", "c", "rate by √n of the error", _of_error(lambda rates: (float(rates.root), rates.root))),
    # Contiguity changes β by whole numbers.
    Measure("beta", "β", "power of n in 1/error", _of_error(lambda rates: (float(rates.power), rates.power)),
            axis="power of n in 1/error", period=1.0, brief=True),
    Measure("reduction_order", "ρ", "reduction order", lambda found: Measured(number(found.order)),
            rational=True, brief=True),
    Measure("eta_reduced", "η′", "power of nⁿ in q̃ₙ", _eta_reduced, bounded=True),
    # Measured at a finite depth where it has no exact form, with an error that varies within a family.
    Measure("gamma_reduced", "γ′", "rate of q̃ₙ", _gamma_reduced, bounded=True, coordinate=False),
    Measure("delta", "δ", "irrationality measure", _delta, axis="irrationality measure", top=True, bounded=True,
            brief=True),
)  # fmt: skip
NESTED = tuple(measure for measure in MEASURES if not measure.top)
TOP = tuple(measure for measure in MEASURES if measure.top)
COORDINATES = tuple(measure for measure in MEASURES if measure.coordinate)
COORDINATE_NAMES = (*(measure.name for measure in COORDINATES), ALTERNATION)
PLOTTED = tuple(measure for measure in MEASURES if measure.axis)
_NAMES, _NESTED_NAMES, _TOP_NAMES = (tuple(measure.name for measure in some) for some in (MEASURES, NESTED, TOP))
_UNKNOWN = Measured()
_MORE = ("", "_exact", "_error")  # after the name of a measure, or of the nested ones
