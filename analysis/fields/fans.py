"""δ over a fan of directions of a field, and what the best direction proves.

For rank 2 the rate of the error is exact (`asymptotics`), and so is that of the reduced denominators where
`trajectory_rates` or `dynamics` knows it, else it is measured between two depths. For higher rank both are exact where
`higher_rates` knows them, else the denominators are measured. What a δ > 0 proves is told by `links.irrationality`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product as product_of
from math import lgamma, log
from typing import Any

from flint import arb, ctx

from analysis.dynamics.delta import irrationality_measure
from analysis.dynamics.findings import dynamics
from analysis.dynamics.reduced_growth import ReducedGrowth
from analysis.dynamics.reduction import reduction_order
from analysis.errors import InputError
from analysis.exact.balls import BITS_PER_DIGIT, log2_integer
from analysis.exact.matrices import product
from analysis.fields.higher_rates import Forms, coordinates, higher_rate, quotient
from analysis.fields.matrix_fields import MatrixField, directions
from analysis.fields.trajectories import Trajectory, trajectory
from analysis.fields.trajectory_rates import reduced_growth
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.convergents import advance, convergent
from analysis.numbers.recognition import recognise_rational

MOST_REACH = 12  # entries of a direction; degrees grow with them, and a fan of 12 has 92 directions in two axes
DIGITS = 30  # of limits of a trajectory of higher rank
_DEPTHS = (150, 450)  # between them ln q̃ grows by hundreds, of which lcm(1..n) fluctuates by a few units
_LN_2 = 0.6931471805599453


@dataclass(frozen=True)
class Measured:
    """A trajectory with its δ: `exact` is text where it is known exactly, `growth` and `reduced` what it rests on."""

    trajectory: Trajectory
    delta: float | None
    exact: str | None
    growth: Growth | None
    reduced: str | None

    def as_json(self) -> dict[str, Any]:
        """Start, direction and δ; the fraction with its map, or else the recurrence and the limits as decimals."""
        found = self.trajectory
        shown: dict[str, Any] = {"start": [str(entry) for entry in found.start], "direction": list(found.direction)}
        if found.fraction is not None:
            shown |= {"a": str(found.pcf.a), "b": str(found.pcf.b), "mobius": found.mobius.as_lists()}
        else:
            limits = [value.str(digits, radius=False) for value, digits in found.limits(DIGITS)]
            shown |= {"recurrence": [str(c) for c in found.recurrence], "limits": limits}
            if found.error is not None:
                shown["error"] = {"eta": str(found.error[0]), "base": found.error[1]}
        return {**shown, "delta": self.delta, "delta_exact": self.exact, "delta_ground": self.ground}

    @property
    def ground(self) -> str | None:
        """What δ rests on: "read off" by a rule of common factors seen at two depths, or "measured" between them."""
        if self.delta is None:
            return None
        return "read off" if self.exact else "measured"


def fan(field: MatrixField, start: Sequence[Fraction | int], reach: int) -> Iterator[Measured]:
    """Every primitive direction with entries 0 … reach that gives a convergent fraction, with its δ.

    Raises InputError for a reach outside 1 … MOST_REACH.
    """
    _check_reach(reach)
    yield from _known(field, start, directions(len(field.axes), reach))


def plane(
    field: MatrixField, start: Sequence[Fraction | int], base: Sequence[int], axes: tuple[int, int], reach: int
) -> Iterator[Measured]:
    """The same for the directions with entries −reach … reach along two axes, those of `base` along others.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> found = plane(built_in_field("2F1").at(z=Fraction(1, 2)), (1, 1, 2), (0, 0, 2), (0, 1), 1)
    >>> max(found, key=lambda one: one.delta).trajectory.direction
    (1, 1, 2)
    """
    _check_reach(reach)
    pairs = product_of(range(-reach, reach + 1), repeat=2)
    moved = ({**dict(enumerate(base)), **dict(zip(axes, pair, strict=True))} for pair in pairs)
    yield from _known(field, start, [tuple(one[i] for i in range(len(base))) for one in moved])


def _check_reach(reach: int) -> None:
    if not 1 <= reach <= MOST_REACH:
        raise InputError(f"a fan of {reach}", f"1 to {MOST_REACH}")


def _known(field: MatrixField, start: Sequence[Fraction | int], tried: Sequence[tuple[int, ...]]) -> Iterator[Measured]:
    for direction in tried:
        try:
            found = measured(field, start, direction)
        except InputError:  # 0, triangular or of too high a degree: no fraction to measure
            continue
        if found.delta is not None or found.growth is not None:
            yield found


def measured(field: MatrixField, start: Sequence[Fraction | int], direction: Sequence[int]) -> Measured:
    """The trajectory with its δ; delta None where it does not converge. Raises InputError as `trajectory` does.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> measured(built_in_field("zeta(3)"), (1, 1), (1, 2)).exact
    'log(15127/2 + 6765*sqrt(5)/2)/(log(123/2 + 55*sqrt(5)/2) + 6) - 1'
    """
    found = trajectory(field, start, direction)
    if found.fraction is None:
        return _measured_limits(found)
    rates = growth(found.pcf)
    if not isinstance(rates, Growth):
        return Measured(found, None, None, None, None)
    reduced = reduced_growth(found, rates) if found.rank == 2 else None
    delta = None if reduced is None else irrationality_measure(rates, reduced)
    if reduced is not None and delta is not None:
        return Measured(found, delta.value, delta.exact, rates, _size(reduced))
    known = dynamics(found.pcf, rates, reduction_order(found.pcf))
    if known.delta is not None:
        return Measured(found, known.delta.value, known.delta.exact, rates, _size(known.reduced))
    return Measured(found, approximate_delta(found), None, rates, None)


def _size(reduced: ReducedGrowth | None) -> str | None:
    """The growth of the reduced denominators up to smaller factors, as text."""
    if reduced is None:
        return None
    if reduced.eta_exact:
        return "n!" if reduced.eta_exact == 1 else f"n!^{reduced.eta_exact}"
    return None if reduced.gamma_exact is None else f"exp(n*({reduced.gamma_exact}))"


def _measured_limits(found: Trajectory) -> Measured:
    """Of a trajectory of higher rank without a fraction, where a limit is seen that is not rational."""
    entries = zip(coordinates(found.rank, found.divisor), found.limits(DIGITS), strict=False)
    pairs = [pair for pair, (value, digits) in entries if not _is_rational(value, digits)]
    return of_forms(found, pairs) if pairs else Measured(found, None, None, None, None)


def _is_rational(value: arb, digits: int) -> bool:
    """Whether a value of so many digits is seen to be a rational number, of which δ says nothing."""
    with ctx.workprec(int(2 * digits * BITS_PER_DIGIT)):
        return recognise_rational(arb(value.mid(), (abs(value) + 1) * arb(10) ** -digits)) is not None


def of_forms(found: Trajectory, forms: Sequence[Forms]) -> Measured:
    """The largest δ of quotients of two linear forms in the entries of a trajectory of higher rank that has limits.

    An error that falls slower than any power of e^(−n) has δ = −1, as denominators grow at least like eⁿ.
    """
    if found.error is None:
        return Measured(found, -1.0, None, None, None)
    known = higher_rate(found.steps, found.column, [c.flint for c in found.recurrence], forms)
    if known is not None:
        return Measured(found, known.delta, known.exact, None, known.size)
    first = product(found.steps, 1, _DEPTHS[0] + 1)
    second = first * product(found.steps, _DEPTHS[0] + 1, _DEPTHS[1] + 1)
    error = _error_gained(float(found.error[0]), log(found.error[1]))
    sizes = [[log_reduced(quotient(total, pair, found.column)) for total in (first, second)] for pair in forms]
    return Measured(
        found, max((error / (two - one) - 1 for one, two in sizes if two > one), default=None), None, None, None
    )


def log_reduced(pair: tuple[int, int]) -> float:
    """ln of the denominator of a quotient, 0 for one that is infinite.

    >>> round(log_reduced((2, 6)), 4)
    1.0986
    """
    return log2_integer(Fraction(*pair).denominator) * _LN_2 if pair[1] else 0.0


def approximate_delta(found: Trajectory) -> float | None:
    """The rate of the error, exact, over that of the reduced denominators between two depths, less 1.

    None where the fraction does not converge.
    """
    rates = growth(found.pcf)
    if not isinstance(rates, Growth):
        return None
    first = convergent(found.pcf, _DEPTHS[0])
    second = advance(found.pcf, first, _DEPTHS[1])
    sizes = []
    for at in (first, second):
        if at.q == 0:
            return None
        sizes.append(log2_integer(Fraction(at.p, at.q).denominator) * _LN_2)
    error = _error_gained(float(rates.eta), rates.gamma)
    return error / (sizes[1] - sizes[0]) - 1 if sizes[1] > sizes[0] else None


def _error_gained(eta: float, gamma: float) -> float:
    """−ln of the error at the second depth over that at the first."""
    return eta * (lgamma(_DEPTHS[1] + 1) - lgamma(_DEPTHS[0] + 1)) + gamma * (_DEPTHS[1] - _DEPTHS[0])
