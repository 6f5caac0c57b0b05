"""δ over a fan of directions of a field, and what the best direction proves.

The rate of the error is exact (`asymptotics`); that of the reduced denominators is exact where `dynamics` knows it,
else measured between two depths. Every direction has the same limit, so one direction with δ > 0 proves it irrational.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lgamma
from typing import Any

from analysis.dynamics.findings import dynamics
from analysis.dynamics.reduction import reduction_order
from analysis.errors import InputError
from analysis.families.matrix_fields import MatrixField, directions
from analysis.families.trajectories import Trajectory, trajectory
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.balls import log2_integer
from analysis.numbers.convergents import advance, convergent

MOST_REACH = 12  # entries of a direction; degrees grow with them, and a fan of 12 has 92 directions in two axes
_DEPTHS = (150, 450)  # between them ln q̃ grows by hundreds, of which lcm(1..n) fluctuates by a few units
_LN_2 = 0.6931471805599453


@dataclass(frozen=True)
class Measured:
    """A trajectory with its δ: `exact` is text where it is known exactly, `growth` and `reduced` what it rests on."""

    trajectory: Trajectory
    delta: float | None
    exact: str | None
    growth: Growth | None
    reduced_rate: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "start": [str(entry) for entry in self.trajectory.start],
            "direction": list(self.trajectory.direction),
            "a": str(self.trajectory.pcf.a),
            "b": str(self.trajectory.pcf.b),
            "mobius": self.trajectory.mobius.as_lists(),
            "delta": self.delta,
            "delta_exact": self.exact,
        }

    def statement(self, constant: str) -> str | None:
        """The theorem that δ > 0 proves, with its ingredients; None where δ is not known exactly to be positive.

        >>> from analysis.families.built_in_fields import built_in_field
        >>> print(measured(built_in_field("log(2)"), (1, 1), (1, 1)).statement("log(2)"))
        log(2) is irrational: p(n)/q(n) from u(n) = (6n+15) u(n-1) + (-n^2-4n-4) u(n-2)
        error ~ (17 + 12*sqrt(2))^-n, reduced denominators ~ exp(n*(log(3 + 2*sqrt(2)) + 1))
        δ = log(17 + 12*sqrt(2))/(log(3 + 2*sqrt(2)) + 1) - 1 > 0
        """
        if self.exact is None or self.delta is None or self.delta <= 0 or self.growth is None:
            return None
        a, b = self.trajectory.pcf.a.compact(), self.trajectory.pcf.b.compact()
        error = f"({self.growth.base})^-n" if self.growth.eta == 0 else f"n!^-{self.growth.eta}"
        return (
            f"{constant} is irrational: p(n)/q(n) from u(n) = ({a}) u(n-1) + ({b}) u(n-2)\n"
            f"error ~ {error}, reduced denominators ~ exp(n*({self.reduced_rate}))\n"
            f"δ = {self.exact} > 0"
        )


def fan(field: MatrixField, start: Sequence[Fraction | int], reach: int) -> Iterator[Measured]:
    """Every primitive direction with entries 0 … reach that gives a convergent fraction, with its δ.

    Raises InputError for a reach outside 1 … MOST_REACH.
    """
    if not 1 <= reach <= MOST_REACH:
        raise InputError(f"a fan of {reach}", f"1 to {MOST_REACH}")
    for direction in directions(len(field.axes), reach):
        try:
            found = measured(field, start, direction)
        except InputError:  # triangular or of too high a degree: no fraction to measure
            continue
        if found.growth is not None:
            yield found


def measured(field: MatrixField, start: Sequence[Fraction | int], direction: Sequence[int]) -> Measured:
    """The trajectory with its δ; delta None where the fraction does not converge."""
    found = trajectory(field, start, direction)
    rates = growth(found.pcf)
    if not isinstance(rates, Growth):
        return Measured(found, None, None, None, None)
    known = dynamics(found.pcf, rates, reduction_order(found.pcf))
    if known.delta is not None:
        rate = known.reduced.gamma_exact if known.reduced is not None else None
        return Measured(found, known.delta.value, known.delta.exact, rates, None if rate is None else str(rate))
    return Measured(found, approximate_delta(found), None, rates, None)


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
    span = _DEPTHS[1] - _DEPTHS[0]
    factorials = lgamma(_DEPTHS[1] + 1) - lgamma(_DEPTHS[0] + 1)
    error = float(rates.eta) * factorials + rates.gamma * span
    return error / (sizes[1] - sizes[0]) - 1 if sizes[1] > sizes[0] else None
