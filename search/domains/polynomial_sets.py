"""Sets of polynomials that one side (a or b) of a domain runs through.

A set is a frozen description. It knows its exact `size`, whether p ↦ −p maps it to itself (`symmetric`), and can
produce the stretch of its members between two ranks as rows of ascending coefficients: int64, or Python integers where
64 bits could overflow. Ranks are such that negation reverses the order of a symmetric set, so the members in the upper
half of the ranks represent all of them up to sign.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import gcd
from typing import Any

import numpy as np

from analysis.errors import InputError
from analysis.exact.polynomials import MAX_DEGREE
from search.domains.ranges import Range
from search.domains.ranks import (
    MACHINE_BOUND,
    IntegerArray,
    count_multisets,
    mixed_radix_digits,
    multisets_from,
)

MOST_FACTOR_KINDS = 100_000  # the linear factors themselves are listed; more would be no structured family


class PolynomialSet(ABC):
    """What the module docstring promises; `degree` bounds the degree of all members."""

    degree: int

    @property
    @abstractmethod
    def size(self) -> int:
        """Exact number of members (for forms: of parameter points)."""

    @property
    @abstractmethod
    def symmetric(self) -> bool:
        """Whether −p is a member with p."""

    @abstractmethod
    def rows(self, start: int, stop: int) -> IntegerArray:
        """Members of ranks start ≤ r < stop: shape (stop − start, degree + 1), coefficients ascending."""

    @abstractmethod
    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values from which `polynomial_set_from_dict` makes the same set."""


@dataclass(frozen=True)
class CoefficientBox(PolynomialSet):
    """Polynomials of degree ≤ `degree` (or exactly that) with all coefficients in a range, without the zero polynomial.

    >>> CoefficientBox(2, Range(-5, 5)).size, CoefficientBox(2, Range(-5, 5), exact_degree=True).size
    (1330, 1210)
    >>> CoefficientBox(1, Range(-1, 1)).rows(6, 8).tolist()
    [[0, 1], [1, 1]]
    """

    degree: int
    coefficients: Range
    exact_degree: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.degree <= MAX_DEGREE:
            raise InputError(f"degree {self.degree}", f"degrees from 0 to {MAX_DEGREE}")
        if self.coefficients == Range(0, 0):
            raise InputError("coefficients 0:0", "a range with a number other than 0")

    @property
    def _holds_zero(self) -> bool:
        return self.coefficients.low <= 0 <= self.coefficients.high

    @property
    def _leading_radix(self) -> int:
        return self.coefficients.count - (self.exact_degree and self._holds_zero)

    @property
    def size(self) -> int:
        total = self.coefficients.count**self.degree * self._leading_radix
        return total - (self._holds_zero and not self.exact_degree)

    @property
    def symmetric(self) -> bool:
        return self.coefficients.symmetric

    def rows(self, start: int, stop: int) -> IntegerArray:
        if self._holds_zero and not self.exact_degree:
            hole = -self.coefficients.low * sum(self.coefficients.count**i for i in range(self.degree + 1))
            if start >= hole:
                return self._rows_with_zero(start + 1, stop + 1)
            if stop > hole:
                return np.delete(self._rows_with_zero(start, stop + 1), hole - start, axis=0)
        return self._rows_with_zero(start, stop)

    def _rows_with_zero(self, start: int, stop: int) -> IntegerArray:
        low = self.coefficients.low
        radices = [self.coefficients.count] * self.degree + [self._leading_radix]
        columns = mixed_radix_digits(start, stop - start, radices)
        if max(abs(low), self.coefficients.count) >= MACHINE_BOUND:
            columns = [column.astype(object) for column in columns]
        columns = [column + low for column in columns]
        if self.exact_degree and self._holds_zero:
            columns[-1] = columns[-1] + (columns[-1] >= 0)
        return np.stack(columns, axis=1)

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": "box",
            "degree": self.degree,
            "coefficients": str(self.coefficients),
            "exact_degree": self.exact_degree,
        }


@dataclass(frozen=True)
class LinearFactors(PolynomialSet):
    """c · Π (uᵢ n + vᵢ) with `degree` factors, u ≥ 1 and v in ranges and coprime, c ≠ 0 in a range: each product once.

    >>> LinearFactors(6, constants=Range(-5, 5), slopes=Range(1, 2), offsets=Range(-3, 3)).size
    80080
    >>> LinearFactors(2, Range(1, 1), Range(1, 1), Range(0, 1)).rows(0, 3).tolist()
    [[0, 0, 1], [0, 1, 1], [1, 2, 1]]
    """

    degree: int
    constants: Range
    slopes: Range
    offsets: Range

    def __post_init__(self) -> None:
        if not 1 <= self.degree <= MAX_DEGREE:
            raise InputError(f"{self.degree} linear factors", f"from 1 to {MAX_DEGREE}")
        if self.slopes.low < 1:
            raise InputError(f"slopes {self.slopes}", "slopes from 1 on", "put the sign into the constants")
        if self.constants == Range(0, 0):
            raise InputError("constants 0:0", "a range with a number other than 0")
        if self.slopes.count * self.offsets.count > MOST_FACTOR_KINDS:
            raise InputError(
                f"slopes {self.slopes} with offsets {self.offsets}", f"at most {MOST_FACTOR_KINDS:,} factors"
            )
        if not self._factors:
            raise InputError(f"slopes {self.slopes} with offsets {self.offsets}", "at least one coprime pair")

    @cached_property
    def _factors(self) -> list[tuple[int, int]]:
        slopes = range(self.slopes.low, self.slopes.high + 1)
        offsets = range(self.offsets.low, self.offsets.high + 1)
        return [(v, u) for u in slopes for v in offsets if gcd(u, v) == 1]

    @property
    def _products(self) -> int:
        return count_multisets(len(self._factors), self.degree)

    @property
    def _constant_count(self) -> int:
        return self.constants.count - (self.constants.low <= 0 <= self.constants.high)

    def _constant(self, rank: int) -> int:
        value = self.constants.low + rank
        return value + 1 if self.constants.low <= 0 <= value else value

    @property
    def size(self) -> int:
        return self._constant_count * self._products

    @property
    def symmetric(self) -> bool:
        return self.constants.symmetric

    def rows(self, start: int, stop: int) -> IntegerArray:
        constants: list[int] = []
        chosen: list[tuple[int, ...]] = []
        rank = start
        while rank < stop:
            which, first = divmod(rank, self._products)
            count = min(stop - rank, self._products - first)
            if self.symmetric and which < self._constant_count // 2:  # mirrored, so that negation reverses ranks
                last = self._products - 1 - first
                run = list(islice(multisets_from(last - count + 1, len(self._factors), self.degree), count))[::-1]
            else:
                run = list(islice(multisets_from(first, len(self._factors), self.degree), count))
            chosen += run
            constants += [self._constant(which)] * count
            rank += count
        widest = max(abs(v) + u for v, u in self._factors)
        machine = self.constants.height * widest**self.degree < MACHINE_BOUND
        dtype = np.int64 if machine else object
        factors = np.array(self._factors, dtype=dtype)
        members = np.array(chosen, dtype=np.int64).reshape(stop - start, self.degree)
        rows = np.zeros((stop - start, self.degree + 1), dtype=dtype)
        rows[:, 0] = np.array(constants, dtype=dtype)
        for place in range(self.degree):
            v, u = factors[members[:, place]].T
            grown = rows * v[:, None]
            grown[:, 1:] += rows[:, :-1] * u[:, None]
            rows = grown
        return rows

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": "linear_factors",
            "degree": self.degree,
            "constants": str(self.constants),
            "slopes": str(self.slopes),
            "offsets": str(self.offsets),
        }
