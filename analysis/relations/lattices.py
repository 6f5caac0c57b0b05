"""The one lattice engine: small integer vectors (k₁, …, k_d) with Σ kᵢvᵢ = 0 that leave the margin.

For a value x and a basis K the vectors v are, from cheap to dear, (K, x), (K·x, 1) and (K, x·K): x as a linear
combination, as the reciprocal of one, as the quotient of two. One LLL reduction each (Lenstra, Lenstra, Lovász 1982,
in FLINT); see math of `analysis.numbers.relations`. Rows are accepted by `margin` and when the residual ball holds 0.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul

from flint import arb, fmpz

from analysis.numbers.relations import reduced_rows
from analysis.relations.margin import MARGIN, cost
from analysis.relations.terms import Terms, primitive

_DIGITS_PER_BIT = 0.30102  # a little below log₁₀ 2
_CLEAR_DIGITS = 1.0  # by which relations are shorter than other vectors; the rest of the margin is left to test them
MOST_DIMENSIONS = 48  # of a lattice: a third of a second at 100 digits


@dataclass(frozen=True)
class Row:
    """Coefficients of a relation that leaves the margin, and what it costs in digits."""

    coefficients: tuple[int, ...]
    cost: float


@dataclass(frozen=True)
class Quotient:
    """x = numerator/denominator, integer combinations of named constants."""

    numerator: Terms
    denominator: Terms
    cost: float


def rows(values: Sequence[arb], digits: float, trials: int = 1) -> list[Row]:
    """The relations among these numbers that their digits can afford, cheapest first."""
    found: list[Row] = []
    spared = max(0, int((MARGIN - _CLEAR_DIGITS * len(values)) / _DIGITS_PER_BIT))
    longest = (digits - MARGIN) / _DIGITS_PER_BIT + len(values)
    for row in reduced_rows(values, spared_bits=spared, longest=longest):  # longer ones cost too much in any way
        if _vanishes(row, values):
            coefficients = tuple(map(int, row))
            price = cost(coefficients, trials)
            if digits - price >= MARGIN:
                found.append(Row(coefficients, price))
    return sorted(found, key=lambda row: row.cost)


def _vanishes(coefficients: Sequence[fmpz | int], values: Sequence[arb]) -> bool:
    return sum(map(mul, coefficients, values), arb(0)).contains(0)


def quotients(
    names: Sequence[str], basis: Sequence[arb], x: arb, digits: float, trials: int = 1, linear: bool = False
) -> Iterator[Quotient]:
    """The ways in which x is a quotient of combinations of the basis; reciprocals and quotients need 1 as its first.

    linear: only rational combinations.
    """
    for row in rows([*basis, x], digits, trials):
        *above, below = row.coefficients
        if below and any(above):
            yield _quotient(zip(names, above, strict=True), [("1", -below)], row.cost)
    if linear or len(names) < 2 or names[0] != "1":
        return
    multiples = [x * value for value in basis]
    for row in rows([basis[0], *multiples], digits, trials):
        one, *multiplied = row.coefficients
        if one and any(multiplied):
            yield _quotient([("1", -one)], zip(names, multiplied, strict=True), row.cost)
    if not 2 <= len(names) <= MOST_DIMENSIONS // 2:
        return
    for row in rows([*basis, *multiples], digits, trials):
        over, under = row.coefficients[: len(names)], row.coefficients[len(names) :]
        if any(over) and any(under) and not _proportional(over, under):
            numerator = zip(names, (-k for k in over), strict=True)
            yield _quotient(numerator, zip(names, under, strict=True), row.cost)


def _quotient(numerator: Iterable[tuple[str, int]], denominator: Iterable[tuple[str, int]], cost: float) -> Quotient:
    return Quotient(*primitive(tuple(numerator), tuple(denominator)), cost)


def _proportional(left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether the quotient would be a rational number."""
    pivot = next(i for i, k in enumerate(right) if k)
    return all(k * right[pivot] == right[i] * left[pivot] for i, k in enumerate(left))
