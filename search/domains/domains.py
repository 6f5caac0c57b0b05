"""Domains: every pair of two sets of polynomials, or two forms that share parameters; counted, cut into shards.

A shard is what one task screens: a block of the (a × b) grid, or a stretch of pairs. Where the a-side maps to itself
under a ↦ −a only one of each such pair is produced (the fractions have opposite values), and counts for two.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import isqrt
from typing import Any

import numpy as np

from analysis.errors import InputError, echo
from search.domains.forms import Form, parameter_points
from search.domains.polynomial_sets import CoefficientBox, LinearFactors, PolynomialSet
from search.domains.ranges import Range
from search.domains.ranks import IntegerArray

# Pairs in a shard: enough that tables are shared by many, few enough that a shard is a matter of tens of milliseconds
# and of megabytes. A small domain is still cut, so that two workers share it and a stop loses little.
LEAST_GRID_SHARD, LARGEST_GRID_SHARD = 2**17, 2**22
LEAST_LIST_SHARD, LARGEST_LIST_SHARD = 2**12, 2**15  # pairs of a list have tables of their own
LONGEST_SIDE = 2**15  # rows of one side in a grid shard: their tables exist at once
LONGEST_B_SIDE = 2**8  # the same of b beside a whole box: some seconds of the sieve at degree (3, 6)
LEAST_BOX_SHARD, LARGEST_BOX_SHARD = 2**20, 2**25  # pairs if partial reductions are kept: up to hundreds of thousands
LEAST_BOX = 12  # to the power of the number of coefficients: smaller boxes have fewer a than the sieve has residues
LEAST_PARTIAL_BOX = 17  # the same for partial reductions: the fifth prime of the sieve
_SHARDS_WANTED = 64


@dataclass(frozen=True, eq=False)
class Shard:
    """Rows of ascending coefficients of a and of b; all pairs of them (`grid`), or row by row.

    Each pair stands for `weight` formulas of the domain. Rows of zeros are left out.
    """

    a: IntegerArray
    b: IntegerArray
    grid: bool
    weight: int

    @property
    def pair_count(self) -> int:
        return len(self.a) * len(self.b) if self.grid else len(self.a)


@dataclass(frozen=True, eq=False)
class BoxShard:
    """All a of a box, one of each pair ±a if it is symmetric, with some b: too many a to list, enough for a sieve."""

    box: CoefficientBox
    b: IntegerArray
    weight: int

    @property
    def first_a(self) -> int:
        return self.box.size // 2 if self.box.symmetric else 0

    @property
    def pair_count(self) -> int:
        return (self.box.size - self.first_a) * len(self.b)

    def grids(self) -> Iterator[Shard]:
        """The same pairs as grids of at most LARGEST_GRID_SHARD."""
        rows = max(1, min(LONGEST_SIDE, LARGEST_GRID_SHARD // max(len(self.b), 1)))
        some = max(1, min(len(self.b), LARGEST_GRID_SHARD))
        for b_start in range(0, len(self.b), some):
            for start in range(self.first_a, self.box.size, rows):
                a = self.box.rows(start, min(start + rows, self.box.size))
                yield Shard(a, self.b[b_start : b_start + some], grid=True, weight=self.weight)


class Domain(ABC):
    """What the module docstring promises."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Exact number of formulas before symmetry is used (for forms: of parameter points)."""

    @property
    @abstractmethod
    def shard_count(self) -> int:
        """Number of shards."""

    @abstractmethod
    def shard(self, index: int) -> Shard | BoxShard:
        """Shard 0 ≤ index < shard_count. Raises IndexError beyond."""

    @abstractmethod
    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values from which `domain_from_dict` makes the same domain."""

    def _check(self, index: int) -> None:
        if not 0 <= index < self.shard_count:
            raise IndexError(f"shard {index} of a domain of {self.shard_count}")


@dataclass(frozen=True)
class Grid(Domain):
    """All pairs of an a and a b. `shard_pairs`: pairs in a shard; 0 lets the domain choose.

    whole_box: every shard has all a, which form a box; shards for the sieve, which looks at no pair alone.

    >>> domain = coefficient_box(2, 2, Range(-5, 5))
    >>> domain.size, domain.shard_count
    (1768900, 8)
    >>> sum(domain.shard(i).pair_count * domain.shard(i).weight for i in range(domain.shard_count))
    1768900
    """

    a: PolynomialSet
    b: PolynomialSet
    shard_pairs: int = 0
    whole_box: bool = False

    @property
    def size(self) -> int:
        return self.a.size * self.b.size

    @property
    def _first_a(self) -> int:
        return self.a.size // 2 if self.a.symmetric else 0

    @cached_property
    def _blocks(self) -> tuple[int, int]:
        """Numbers of blocks along a and along b."""
        a_length, b_length = self.a.size - self._first_a, self.b.size
        if self.whole_box:
            shortest, longest = 1, LONGEST_B_SIDE
            if self.shard_pairs:
                shortest, longest = LEAST_BOX_SHARD // a_length, self.shard_pairs // a_length
            return 1, -(-b_length // max(1, min(max(b_length // _SHARDS_WANTED, shortest), longest)))
        wanted = self.shard_pairs or min(
            max(a_length * b_length // _SHARDS_WANTED, LEAST_GRID_SHARD), LARGEST_GRID_SHARD
        )
        a_block = max(1, min(a_length, LONGEST_SIDE, max(isqrt(wanted), wanted // b_length)))
        b_block = max(1, min(b_length, LONGEST_SIDE, wanted // a_block))
        return -(-a_length // a_block), -(-b_length // b_block)

    @property
    def shard_count(self) -> int:
        a_blocks, b_blocks = self._blocks
        return a_blocks * b_blocks

    def shard(self, index: int) -> Shard | BoxShard:
        self._check(index)
        a_blocks, b_blocks = self._blocks
        b_index, a_index = divmod(index, a_blocks)
        b_rows = _non_zero(self.b.rows(*(self.b.size * i // b_blocks for i in (b_index, b_index + 1))))
        weight = 2 if self.a.symmetric else 1
        if self.whole_box and isinstance(self.a, CoefficientBox):
            return BoxShard(self.a, b_rows, weight)
        a_length = self.a.size - self._first_a
        a_rows = self.a.rows(*(self._first_a + a_length * i // a_blocks for i in (a_index, a_index + 1)))
        return Shard(_non_zero(a_rows), b_rows, grid=True, weight=weight)

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": "grid",
            "a": self.a.as_dict(),
            "b": self.b.as_dict(),
            "shard_pairs": self.shard_pairs,
            "whole_box": self.whole_box,
        }


@dataclass(frozen=True)
class JointForms(Domain):
    """Two forms whose parameters run together: a and b are taken at the same point.

    >>> lets = {"k": Range(1, 3)}
    >>> domain = JointForms(Form.of("(2k+1)n+k", lets), Form.of("-k^2*n^2", lets))
    >>> domain.size, domain.shard(0).a.tolist(), domain.shard(0).b.tolist()
    (3, [[1, 3], [2, 5], [3, 7]], [[0, 0, -1], [0, 0, -4], [0, 0, -9]])
    """

    a: Form
    b: Form
    shard_pairs: int = 0

    @cached_property
    def _ranges(self) -> tuple[tuple[str, Range], ...]:
        return tuple(sorted({**dict(self.a.ranges), **dict(self.b.ranges)}.items()))

    @property
    def size(self) -> int:
        size = 1
        for _, values in self._ranges:
            size *= values.count
        return size

    @cached_property
    def _symmetric(self) -> bool:
        """Whether negating the point negates a and keeps b."""
        return self.a.parity == 1 and self.b.parity == 0 and all(values.symmetric for _, values in self._ranges)

    @property
    def _first(self) -> int:
        return self.size // 2 + 1 if self._symmetric else 0  # the middle is the point 0, where a vanishes

    @cached_property
    def _shard_pairs(self) -> int:
        return self.shard_pairs or min(max(self.size // _SHARDS_WANTED, LEAST_LIST_SHARD), LARGEST_LIST_SHARD)

    @property
    def shard_count(self) -> int:
        return max(1, -(-(self.size - self._first) // self._shard_pairs))

    def shard(self, index: int) -> Shard:
        self._check(index)
        start = self._first + index * self._shard_pairs
        stop = min(start + self._shard_pairs, self.size)
        points = parameter_points(self._ranges, start, stop)
        a_rows, b_rows = self.a.rows_at(points, stop - start), self.b.rows_at(points, stop - start)
        kept = _not_zero(a_rows) & _not_zero(b_rows)
        return Shard(a_rows[kept], b_rows[kept], grid=False, weight=2 if self._symmetric else 1)

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": "joint_forms",
            "a": self.a.text,
            "b": self.b.text,
            "let": {name: str(values) for name, values in self._ranges},
            "shard_pairs": self.shard_pairs,
        }


def coefficient_box(a_degree: int, b_degree: int, coefficients: Range) -> Grid:
    """deg a ≤ a_degree, deg b ≤ b_degree, all coefficients in one range."""
    return Grid(CoefficientBox(a_degree, coefficients), CoefficientBox(b_degree, coefficients))


def structured(a: Form | PolynomialSet, b: Form | PolynomialSet) -> Domain:
    """The domain of two sides: forms that share a parameter run jointly, all else is a grid.

    >>> lets = {"k": Range(1, 3), "m": Range(1, 3)}
    >>> structured(Form.of("k*n", lets), Form.of("m*n", lets)).size
    9
    >>> structured(Form.of("k*n", lets), Form.of("k*n^2", lets)).size
    3
    """
    if isinstance(a, Form) and isinstance(b, Form) and dict(a.ranges).keys() & dict(b.ranges).keys():
        return JointForms(a, b)
    return Grid(a, b)


def cut_for_sieve(domain: Domain, full: bool = True) -> Domain:
    """The same domain in shards of whole boxes, if its a are a large box (and, for full reductions, deg b = 2 deg a).

    >>> a, b = CoefficientBox(3, Range(-9, 9)), LinearFactors(6, Range(1, 1), Range(1, 2), Range(-3, 3))
    >>> Grid(a, b).shard_count, cut_for_sieve(Grid(a, b)).shard_count
    (128, 65)
    """
    if not isinstance(domain, Grid) or not isinstance(domain.a, CoefficientBox) or domain.shard_pairs:
        return domain
    if not full:
        pays = domain.a.size > LEAST_PARTIAL_BOX ** (domain.a.degree + 1)
        return replace(domain, whole_box=pays, shard_pairs=LARGEST_BOX_SHARD if pays else 0)
    pays = domain.a.size >= LEAST_BOX ** (domain.a.degree + 1) and domain.b.degree == 2 * domain.a.degree
    return replace(domain, whole_box=pays)


def domain_from_dict(description: dict[str, Any]) -> Domain:
    """The domain that `as_dict` described; raises InputError for an unknown kind.

    >>> box = coefficient_box(2, 2, Range(-5, 5))
    >>> domain_from_dict(box.as_dict()) == box
    True
    """
    kind = description.get("kind")
    if kind == "grid":
        a, b = (_set_from_dict(description[side]) for side in ("a", "b"))
        return Grid(a, b, int(description["shard_pairs"]), bool(description["whole_box"]))
    if kind == "joint_forms":
        lets = {name: Range.parse(text) for name, text in description["let"].items()}
        a_form, b_form = (Form.of(description[side], lets) for side in ("a", "b"))
        return JointForms(a_form, b_form, int(description["shard_pairs"]))
    raise InputError(f"domain of kind {echo(kind)}", "grid, joint_forms")


def _set_from_dict(description: dict[str, Any]) -> PolynomialSet:
    kind = description.get("kind")
    if kind == "box":
        return CoefficientBox(
            int(description["degree"]), Range.parse(description["coefficients"]), bool(description["exact_degree"])
        )
    if kind == "form":
        return Form.of(description["text"], {name: Range.parse(text) for name, text in description["let"].items()})
    if kind == "linear_factors":
        ranges = (Range.parse(description[key]) for key in ("constants", "slopes", "offsets"))
        return LinearFactors(int(description["degree"]), *ranges)
    raise InputError(f"polynomial set of kind {echo(kind)}", "box, form, linear_factors")


def _not_zero(rows: IntegerArray) -> np.ndarray:
    return (rows != 0).any(axis=1)


def _non_zero(rows: IntegerArray) -> IntegerArray:
    kept = _not_zero(rows)
    return rows if kept.all() else rows[kept]
