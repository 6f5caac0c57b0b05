"""All dynamics of one convergent fraction: exponents, reduced growth, δ, each with its error."""

from fractions import Fraction

from analysis.dynamics.delta import blind_measure, irrationality_measure
from analysis.dynamics.measures import Dynamics
from analysis.dynamics.reduced_growth import depths, reduced_growth
from analysis.dynamics.reduction import reduction_order
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

_MOST_APART = 2  # δ and blind δ may differ by so many times the error of the latter


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
        return Dynamics(rates, order)
    reduced = reduced_growth(at, lean, lean_order)
    if reduced is None:
        return Dynamics(rates, order)
    delta, blind = irrationality_measure(lean, reduced), blind_measure(at, slow=reduced.eta > 0)
    if delta is not None and blind is not None and abs(delta.value - blind.value) > _MOST_APART * blind.error:
        delta = blind
    return Dynamics(rates, order, reduced, delta, blind)
