"""All dynamics of one convergent fraction, and their JSON: exponents, reduced growth, δ, each with its error."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.dynamics.delta import Delta, blind_measure, irrationality_measure
from analysis.dynamics.exponents import exact_exponents
from analysis.dynamics.reduced_growth import ReducedGrowth, depths, reduced_growth
from analysis.dynamics.reduction import reduction_order
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

_MOST_APART = 2  # δ and blind δ may differ by so many times the error of the latter


@dataclass(frozen=True)
class Dynamics:
    """Growth of error and solutions, reduction order, growth of the reduced denominators, δ, and δ found blindly."""

    growth: Growth
    order: Fraction | None
    reduced: ReducedGrowth | None
    delta: Delta | None
    blind: Delta | None

    def as_json(self) -> dict[str, Any]:
        """The contract's "dynamics", "delta", "delta_exact", and beside them exact texts, errors, the blind δ.

        "dynamics_exact" has the keys of "dynamics" as sympy text (null where only a number is known) and those of both
        solutions; "dynamics_error" bounds the error of what is measured (0: exact up to rounding).
        """
        reduced, rates = self.reduced, self.growth
        exact: dict[str, Any] = dict(exact_exponents(rates))
        exact["eta_reduced"] = _text(reduced and reduced.eta_exact)
        exact["gamma_reduced"] = _text(reduced and reduced.gamma_exact)
        return {
            "dynamics": {
                "eta": number(rates.eta),
                "gamma": rates.gamma,
                "sqrt": float(rates.root),
                "beta": float(rates.power),
                "reduction_order": number(self.order),
                "eta_reduced": None if reduced is None else _eta_reduced(reduced),
                "gamma_reduced": None if reduced is None else reduced.gamma,
            },
            "dynamics_exact": exact,
            "dynamics_error": {
                "eta_reduced": None if reduced is None else reduced.eta_error,
                "gamma_reduced": None if reduced is None else reduced.gamma_error,
            },
            "delta": self.delta and self.delta.value,
            "delta_exact": self.delta and self.delta.exact,
            "delta_error": self.delta and self.delta.error,
            "blind_delta": self.blind and self.blind.value,
            "blind_delta_error": self.blind and self.blind.error,
        }


def dynamics(pcf: PCF, rates: Growth, order: Fraction | None) -> Dynamics:
    """All dynamics of a fraction that does not terminate, from its growth and its reduction order (None: unknown).

    Where the convergents themselves contradict δ, what they say blindly stands in its place.

    >>> from analysis.numbers.asymptotics import growth
    >>> apery = PCF.parse("34n^3+51n^2+27n+5", "-n^6")
    >>> found = dynamics(apery, growth(apery), Fraction(3))
    >>> found.delta.exact, round(found.delta.value, 4)
    ('log(577 + 408*sqrt(2))/(log(17 + 12*sqrt(2)) + 3) - 1', 0.0805)
    """
    # The canonical formula has the same reduced denominators, up to a constant, and less to reduce.
    canonical = pcf.canonical().pcf
    lean, lean_order = (rates, order) if canonical == pcf else (growth(canonical), reduction_order(canonical))
    at = depths(canonical, lean, lean_order) if lean_order is not None and isinstance(lean, Growth) else None
    if at is None or lean_order is None or not isinstance(lean, Growth):
        return Dynamics(rates, order, None, None, None)
    reduced = reduced_growth(at, lean, lean_order)
    if reduced is None:
        return Dynamics(rates, order, None, None, None)
    delta, blind = irrationality_measure(lean, reduced), blind_measure(at, slow=reduced.eta > 0)
    if delta is not None and blind is not None and abs(delta.value - blind.value) > _MOST_APART * blind.error:
        delta = blind
    return Dynamics(rates, order, reduced, delta, blind)


def number(value: Fraction | None) -> int | float | None:
    """A rational number as JSON has it: an integer where it is one."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _eta_reduced(reduced: ReducedGrowth) -> int | float | None:
    return reduced.eta if reduced.eta_exact is None else number(reduced.eta_exact)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
