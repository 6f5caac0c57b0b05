"""Fields from one differential operator: L(ϑ) = Π (ϑ + tᵢ) − z Π (ϑ + sⱼ), ϑ = z d/dz, at any z but 0.

If L F = 0 then (ϑ + s) F solves the equation with s + 1 for s, and (ϑ + t) F the one with t − 1 for t. On the row
(F, ϑF, …, ϑ^(r−1) F), r = deg L, multiplying by ϑ + x is the matrix x + C, C the companion matrix of L; the step that
takes x back is the inverse of it at the point where it leads, by Horner's scheme: L(ϑ) = (ϑ + x) Q(ϑ) + L(−x), so
(ϑ + x)⁻¹ = −Q/L(−x). ₚF_q has tᵢ = bᵢ − 1 and one 0, sⱼ = aⱼ (DLMF 16.8.3); Meijer's G has tᵢ = −bᵢ and
sⱼ = 1 − aⱼ (16.21).

Steps along x and y commute exactly if (x + C)(C_x − C) = (y + C)(C_y − C), C_x the companion matrix one step along x.
Only last columns are not 0, so it says that (ϑ + x) L_x over the leading coefficient of L_x leaves the same remainder
by L as (ϑ + y) L_y over that of L_y. It does: (ϑ + x) L_x = (ϑ + x) L − z Π (ϑ + sⱼ) for x among the sⱼ, with x − 1
for x on the right for one among the tᵢ; the leading coefficients are 1 − z, −z, 1, or for z = 1 and as many factors on
both sides Σ tᵢ − Σ sⱼ − 1. What is compared are polynomials (`excess`), however many axes there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from analysis.exact.printing import monomial, signed_sum

Ring = TypeVar("Ring", bound=Any)  # fmpz_mpoly, fmpq_poly, fmpq: a FLINT ring


@dataclass(frozen=True)
class Factor:
    """ϑ + x with x = sign · axis + offset, one of the Π (ϑ + sⱼ) where `lower` is set; without an axis x = offset.

    What multiplies is scale · (ϑ + x), or 1 + ϑ/x where the scale is 0.
    """

    axis: str | None
    sign: int = 1
    offset: int = 0
    lower: bool = False
    scale: int = 0

    def at(self, point: Mapping[str, Ring], one: Ring) -> Ring:
        """The value of x."""
        return one * self.offset if self.axis is None else point[self.axis] * self.sign + self.offset

    @property
    def root_text(self) -> str:
        """x as text."""
        return signed_sum([monomial(self.sign, [(str(self.axis), 1)]), *([str(self.offset)] if self.offset else [])])

    @property
    def text(self) -> str:
        """θ + x as text."""
        return "θ" if self.axis is None else f"({signed_sum(['θ', self.root_text])})"

    @property
    def step_text(self) -> str:
        """The step by +1 along the axis as an operator."""
        if self.multiplies(1):
            if self.scale:
                return f"{'-' if self.scale < 0 else ''}{self.text}"
            return f"1 + θ/{self.axis}" if self.root_text == self.axis else f"1 + θ/({self.root_text})"
        before = Factor(self.axis, self.sign, self.offset + self.sign, self.lower, self.scale)
        if self.scale:
            return f"{'-' if self.scale < 0 else ''}{before.text}^-1 at {self.axis} + 1"
        return f"(1 + θ/{before.root_text})^-1 at {self.axis} + 1"

    def multiplies(self, step: int) -> bool:
        """Whether a step along the axis is the multiplication by ϑ + x, not the inverse of one."""
        return (self.sign * step > 0) == self.lower


@dataclass(frozen=True)
class Step:
    """row · matrix = times(row) · top/bottom."""

    times: Callable[[Sequence[Any]], list[Any]]
    top: Any
    bottom: Any


@dataclass(frozen=True)
class Operator:
    """The factors of both sides; with `sign` −1 the equation is Π (ϑ + tᵢ) + z Π (ϑ + sⱼ)."""

    factors: tuple[Factor, ...]
    sign: int = 1

    @property
    def axes(self) -> tuple[str, ...]:
        return tuple(factor.axis for factor in self.factors if factor.axis is not None)

    def factor(self, axis: str) -> Factor:
        return next(factor for factor in self.factors if factor.axis == axis)

    def coefficients(self, point: Mapping[str, Ring], argument: tuple[Ring, Ring]) -> list[Ring]:
        """Of q L, z = p/q, from the constant one to the leading one, which is not 0.

        >>> from flint import fmpz
        >>> euler = Operator((Factor(None), Factor("c", offset=-1), Factor("a", lower=True), Factor("b", lower=True)))
        >>> euler.coefficients({"a": fmpz(1), "b": fmpz(2), "c": fmpz(5)}, (fmpz(1), fmpz(2)))
        [-2, 5, 1]
        """
        p, q = argument[0] * self.sign, argument[1]
        upper, lower = (
            _product([f.at(point, q * 0 + 1) for f in self.factors if f.lower is side], q * 0 + 1)
            for side in (False, True)
        )
        size = max(len(upper), len(lower))
        zero = q * 0
        upper, lower = (side + [zero] * (size - len(side)) for side in (upper, lower))
        found = [q * t - p * s for t, s in zip(upper, lower, strict=True)]
        while found and found[-1] == 0:
            found.pop()
        return found

    def step(self, point: Mapping[str, Ring], axis: str, step: int, argument: tuple[Ring, Ring], rank: int) -> "Step":
        """The step ±1 along an axis from a point; raises ZeroDivisionError where it has no matrix of that rank."""
        factor, one = self.factor(axis), argument[1] * 0 + 1
        if factor.multiplies(step):
            x, by = factor.at(point, one), _of_degree(rank, self.coefficients(point, argument))
            return _regular(
                Step(_multiplication(x, by), one * (factor.scale or 1), by[-1] * (1 if factor.scale else x))
            )
        ahead = {**point, axis: point[axis] + step}
        x = factor.at(ahead, one)
        quotient, rest = _horner(_of_degree(rank, self.coefficients(ahead, argument)), x)
        return _regular(Step(_division(x, quotient, rest), one * factor.scale if factor.scale else x, rest))

    def excess(self, point: Mapping[str, Ring], axis: str, argument: tuple[Ring, Ring]) -> tuple[list[Ring], Ring]:
        """(ϑ + x) L_x − (ϑ + x′) L, x′ = x for a lower factor, else x − 1, and the leading coefficient of L_x."""
        factor, one = self.factor(axis), argument[1] * 0 + 1
        step = factor.sign if factor.lower else -factor.sign
        here, ahead = (self.coefficients({**point, axis: point[axis] + by}, argument) for by in (0, step))
        x = factor.at(point, one)
        left, right = _times_root(ahead, x), _times_root(here, x if factor.lower else x - 1)
        size = max(len(left), len(right))
        left, right = ([*side, *[one * 0] * (size - len(side))] for side in (left, right))
        return [c - d for c, d in zip(left, right, strict=True)], ahead[-1]

    def commutes(self, point: Mapping[str, Ring], axes: tuple[str, str], argument: tuple[Ring, Ring]) -> bool:
        """Whether the steps along two axes commute, see above; where all values are symbolic this is a proof."""
        first, second = (self.excess(point, axis, argument) for axis in axes)
        return first == second


def _of_degree(rank: int, coefficients: list[Ring]) -> list[Ring]:
    """At z = 1 the leading coefficient depends on the point."""
    if len(coefficients) != rank + 1:
        raise ZeroDivisionError("a point where the rank is less")
    return coefficients


def _regular(step: Step) -> Step:
    if step.top == 0 or step.bottom == 0:
        raise ZeroDivisionError("a step with a pole or a singular matrix")
    return step


def _product(roots: Sequence[Ring], one: Ring) -> list[Ring]:
    """Π (ϑ + x), constant coefficient first."""
    found = [one]
    for x in roots:
        found = _times_root(found, x)
    return found


def _times_root(coefficients: Sequence[Ring], x: Ring) -> list[Ring]:
    """(ϑ + x) times a polynomial in ϑ."""
    return [
        coefficients[0] * x,
        *(c * x + below for below, c in pairwise(coefficients)),
        coefficients[-1],
    ]


def _horner(coefficients: Sequence[Ring], x: Ring) -> tuple[list[Ring], Ring]:
    """(Q, L(−x)) with L = (ϑ + x) Q + L(−x)."""
    found = [coefficients[-1]]
    for c in reversed(coefficients[:-1]):
        found.append(c - found[-1] * x)
    return found[-2::-1], found[-1]


def _multiplication(x: Ring, by: Sequence[Ring]) -> Callable[[Sequence[Ring]], list[Ring]]:
    lead, rank = by[-1], len(by) - 1

    def times(row: Sequence[Ring]) -> list[Ring]:
        scaled = [entry * lead for entry in row]
        last = scaled[-1] * x
        for c, entry in zip(by, row, strict=False):
            last = last - entry * c
        return [*(scaled[j] * x + scaled[j + 1] for j in range(rank - 1)), last]

    return times


def _division(x: Ring, quotient: Sequence[Ring], rest: Ring) -> Callable[[Sequence[Ring]], list[Ring]]:
    """Column 0 is −Q, column j + 1 is rest · e_j − x · column j."""

    def times(row: Sequence[Ring]) -> list[Ring]:
        found = [-sum((entry * c for entry, c in zip(row[1:], quotient[1:], strict=True)), row[0] * quotient[0])]
        for entry in row[:-1]:
            found.append(entry * rest - found[-1] * x)
        return found

    return times
