"""The two screens over one shard: which formulas lose a part of n! to common factors, and how much.

Screen 1 (`search.screens.curvature`) rejects what loses nothing; screen 2 (`search.screens.slopes`) finds the
reduction order ρ of the rest. A pair rejected by screen 1 has slope 0 at two primes, so ρ = 0; where screen 2 finds
that at primes of its own, the pair had passed by accident.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import numpy as np

from analysis.errors import InputError, echo
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from search.domains import BoxShard, Domain, Shard
from search.screens import KEEP
from search.screens.boxes import Listed, sieved
from search.screens.crew import Crew
from search.screens.curvature import curvature_of_pairs, curvature_screen
from search.screens.paths import vanishing_ways
from search.screens.sides import Pairs, Side
from search.screens.slopes import UNDECIDED, slope_screen

AnyShard = TypeVar("AnyShard", bound=Shard | BoxShard)


@dataclass(frozen=True, eq=False)
class Survivors:
    """What a shard sends on: rows of coefficients, with 2ρ (or UNDECIDED) and whether ρ = d.

    a: (count, deg + 1) ascending, int64 or Python integers, b likewise; twice_order: int16; reduced: bool. Each row
    stands for `weight` formulas of the domain; `examined` counts all of the shard's, with weight.
    """

    a: np.ndarray
    b: np.ndarray
    twice_order: np.ndarray
    reduced: np.ndarray
    weight: int
    examined: int

    def __len__(self) -> int:
        return len(self.a)

    @property
    def orders(self) -> list[Fraction | None]:
        """ρ of each row."""
        return [None if twice == UNDECIDED else Fraction(int(twice), 2) for twice in self.twice_order]

    def pcf(self, row: int) -> PCF:
        """The formula of a row, as in the domain."""
        return PCF(Polynomial.of(self.a[row].tolist()), Polynomial.of(self.b[row].tolist()))


def screen_shard(domain: Domain, index: int, keep: str = "screened", threads: int | None = None) -> Survivors:
    """Screen one shard. keep: "screened" — what has ρ > 0, and all with deg a, deg b ≤ 1; "fr" — full factorial
    reduction only; "endless" — the same without fractions that end; "all" — everything. threads: None takes every
    processor this process may use.

    Raises InputError for an unknown `keep`.

    >>> from search.domains import Range, coefficient_box
    >>> found = screen_shard(coefficient_box(1, 2, Range(-2, 2)), 0, keep="fr")
    >>> found.examined, len(found) * found.weight, found.orders[-1]
    (2976, 204, Fraction(1, 1))
    """
    if keep not in KEEP:
        raise InputError(f"keep {echo(keep)}", ", ".join(KEEP))
    shard = domain.shard(index)
    examined = shard.pair_count * shard.weight
    if keep == "endless":
        shard, keep = without_ends(shard), "fr"
    found = screen_box(shard, keep, threads) if isinstance(shard, BoxShard) else screen(shard, keep, threads)
    return replace(found, examined=examined)


def without_ends(shard: AnyShard) -> AnyShard:
    """The shard without the b that vanish at a positive integer: there the fraction ends, and its value is rational."""
    ends = [max(Polynomial.of(row).integer_roots(), default=0) > 0 for row in shard.b.tolist()]
    going_on = np.flatnonzero(~np.array(ends, dtype=bool))
    if isinstance(shard, BoxShard):
        return replace(shard, b=shard.b[going_on])
    return replace(shard, a=shard.a if shard.grid else shard.a[going_on], b=shard.b[going_on])


def screen_box(shard: BoxShard, keep: str, threads: int | None) -> Survivors:
    """As `screen_shard`, for a whole box of a: by the sieve where that pays, else grid after grid."""
    with Crew(threads) as crew:
        parts = shard.grids() if keep == "all" else sieved(shard, crew, full=keep == "fr")
        found = [
            screen(part, keep, threads) if isinstance(part, Shard) else _listed(part, keep, shard.weight, crew)
            for part in parts
        ]
    examined = shard.pair_count * shard.weight
    width = shard.box.degree + 1
    a = np.concatenate([np.empty((0, width), np.int64), *(_widened(one.a, width) for one in found)])
    b = np.concatenate([shard.b[:0], *(one.b for one in found)])
    order = np.lexsort((*a.T, *b.T))
    twice_order, reduced = (
        np.concatenate([np.empty(0, kind), *(getattr(one, name) for one in found)])
        for name, kind in (("twice_order", np.int16), ("reduced", bool))
    )
    return Survivors(a[order], b[order], twice_order[order], reduced[order], shard.weight, examined)


def _widened(rows: np.ndarray, width: int) -> np.ndarray:
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])))


def screen(shard: Shard, keep: str = "screened", threads: int | None = None) -> Survivors:
    """As `screen_shard`, for a shard at hand."""
    a, b = Side(shard.a), Side(shard.b)
    with Crew(threads) as crew:
        passed = curvature_screen(shard, a, b, crew, only_full=keep == "fr")
        slopes = slope_screen(a, b, passed, crew, only_full=keep == "fr")
    passed, slopes = (passed[0][slopes != 0], passed[1][slopes != 0]), slopes[slopes != 0]
    pairs, place = _with_others(shard, a, b, passed, keep)
    twice_order = np.zeros(len(pairs[0]), dtype=np.int16)
    twice_order[place] = slopes
    return _survivors(Listed(a, b, pairs), twice_order, keep, shard.weight, shard.pair_count)


def _listed(found: Listed, keep: str, weight: int, crew: Crew) -> Survivors:
    """What the screens keep of these pairs, none of which has deg a, deg b ≤ 1."""
    a, b, pairs, only_full = found.a, found.b, found.pairs, keep == "fr"
    if only_full:
        pairs = curvature_of_pairs(a, b, pairs, crew, only_full)
    else:
        shown = vanishing_ways(a, b, pairs)
        others = curvature_of_pairs(a, b, (pairs[0][~shown], pairs[1][~shown]), crew, only_full)
        pairs = np.concatenate([pairs[0][shown], others[0]]), np.concatenate([pairs[1][shown], others[1]])
    slopes = slope_screen(a, b, pairs, crew, only_full)
    left = slopes != 0
    return _survivors(Listed(a, b, (pairs[0][left], pairs[1][left])), slopes[left], keep, weight, len(found.pairs[0]))


def _survivors(found: Listed, twice_order: np.ndarray, keep: str, weight: int, pair_count: int) -> Survivors:
    """The rows of pairs of known order, of the full reductions only where `keep` says so."""
    rows_a, rows_b = found.pairs
    reduced = twice_order == np.maximum(2 * found.a.degrees[rows_a], found.b.degrees[rows_b])
    kept = reduced if keep == "fr" else np.ones(len(reduced), dtype=bool)
    return Survivors(
        found.a.rows[rows_a[kept]], found.b.rows[rows_b[kept]], twice_order[kept], reduced[kept],
        weight, pair_count * weight,
    )  # fmt: skip


def _with_others(shard: Shard, a: Side, b: Side, passed: Pairs, keep: str) -> tuple[Pairs, np.ndarray]:
    """The pairs to keep beside those that passed, all in the order of the shard, and the places of these among them."""
    least = {"screened": 1, "fr": 0, "all": max(a.rows.shape[1], b.rows.shape[1])}[keep]
    low_a, low_b = a.degrees <= least, b.degrees <= least
    if shard.grid:
        others = np.add.outer(np.flatnonzero(low_b) * len(a), np.flatnonzero(low_a)).ravel()
    else:
        others = np.flatnonzero(low_a & low_b) * (len(a) + 1)
    codes = passed[1] * len(a) + passed[0]
    everyone = others if keep == "all" else np.union1d(codes, others).astype(np.int64)
    rows_b, rows_a = np.divmod(everyone, max(len(a), 1))
    return (rows_a, rows_b), np.searchsorted(everyone, codes)
