"""The common valuation of the products along a direction of a hypergeometric field, from the parameters alone.

With the solution Σ c(k) zᵏ, c(k) = Π Γ(k + sⱼ)/Π Γ(k + 1 + tᵢ), the column of T(1) ⋯ T(n) expresses c_n in c_0 modulo
differences. For a prime p and u = n/p let k = pκ + ε, κ in [0, 1): where κ passes a wall −sⱼ the function c_n gains a
factor ε + pm, at a wall −tᵢ it loses one, and its height h_n(κ), the number of these, is its valuation. What lies right
of the walls of the t generates: the generators of height ≤ l, times powers of ε, span in characteristic p a space whose
dimension is the number of walls of t with height ≤ l behind them. So c_0 generates all from the largest such height on,
hmax, and the common valuation of the column is e(u) = min h_n − hmax, or up to 0 where the generators of c_n with less
height are among those of c_0 themselves: where their quotients have no pole.

With m = Σ ξ_s − Σ ξ_t the n!^m cancels and by the prime number theorem Σ e(n/p) ln p = m ln n! + n ∫ (e(u) − m ⌊u⌋)
du/u². Seen to be exact unless parameters are related by accident; used as an estimate, in searches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise, product
from math import floor, gcd, lcm

import numpy as np
from flint import arb

from analysis.fields.operator_fields import OperatorField

_MOST_PIECES = 1_000  # of e(u) for u < 2: directions with more are too long to be looked at
_LARGEST_MODULUS = 60
_TINY = 1e-9  # rounding of positions in units of p
_KEPT = 256  # starts of a search kept


@dataclass(frozen=True, eq=False)
class Walls:
    """The values of the s and then of the t at a start; step j of a direction is signs[j] · its entry axes[j]."""

    values: tuple[Fraction, ...]
    axes: tuple[int | None, ...]
    signs: tuple[int, ...]

    @classmethod
    def of(cls, field: OperatorField, start: Sequence[Fraction | int]) -> "Walls | None":
        """None where both sides differ in degree, for a free argument, and for z = 1, where the rank is less."""
        return _walls(field, tuple(start))

    @property
    def rank(self) -> int:
        return len(self.values) // 2

    def steps(self, direction: Sequence[int]) -> tuple[int, ...]:
        """ξ_s and then ξ_t."""
        return tuple(0 if i is None else sign * direction[i] for i, sign in zip(self.axes, self.signs, strict=True))

    @property
    def pairs(self) -> Iterator[tuple[int, int]]:
        return product(range(self.rank), range(self.rank, 2 * self.rank))

    def has_singular_step(self, direction: Sequence[int]) -> bool:
        """Whether a step from the start on surely has a pole or a singular matrix.

        >>> from analysis.fields.built_in_fields import gauss_field
        >>> found = Walls.of(gauss_field(Fraction(-1)), (1, 1, 2))
        >>> [found.has_singular_step(direction) for direction in ((1, 1, 2), (-1, 0, 0))]
        [False, True]
        """
        steps = self.steps(direction)
        return any(sign * (steps[j] - steps[i]) < 0 for j, i, sign in self._sides)

    @cached_property
    def _sides(self) -> list[tuple[int, int, int]]:
        """s − t where it is an integer: from ≤ 0 to ≥ 1, and back, a step is singular."""
        apart = [(j, i, self.values[j] - self.values[i]) for j, i in self.pairs]
        return [(j, i, 1 if found >= 1 else -1) for j, i, found in apart if found.denominator == 1]

    def order(self, direction: Sequence[int]) -> int:
        """m: the entries of the products grow like n!^m."""
        steps = self.steps(direction)
        return sum(steps[: self.rank]) - sum(steps[self.rank :])

    def common_rate(self, direction: Sequence[int]) -> float | None:
        """∫ (e(u) − m ⌊u⌋) du/u², averaged over the residues of p; None where there are too many pieces."""
        if not self.residues:
            return None
        rates = [residue.rate(np.array(self.steps(direction))) for residue in self.residues]
        return None if None in rates else sum(filter(None, rates)) / len(rates)

    @cached_property
    def residues(self) -> list["Residue"]:
        modulus = lcm(*(value.denominator for value in self.values))
        units = range(1, modulus + 1) if modulus <= _LARGEST_MODULUS else ()
        return [Residue(self, c) for c in units if gcd(c, modulus) == 1]

    @cached_property
    def classes(self) -> np.ndarray:
        """For each class modulo 1 which parameters are in it, as rows of 0 and 1."""
        residues = [value % 1 for value in self.values]
        return np.array([[x == residue for x in residues] for residue in sorted(set(residues))], dtype=np.int64)

    @cached_property
    def tied(self) -> np.ndarray:
        """For each t which parameters are of its class."""
        return (self.classes.T @ self.classes)[self.rank :]

    @cached_property
    def later(self) -> np.ndarray:
        """For each t which of the walls of its class come behind its own: S(k) = 0 cuts after k, T(k) = 0 before."""
        found = [[x <= t if j < self.rank else x < t for j, x in enumerate(self.values)] for t in
                 self.values[self.rank :]]  # fmt: skip
        return np.array(found, dtype=np.int64) * self.tied

    @cached_property
    def sides(self) -> np.ndarray:
        return np.array([1] * self.rank + [-1] * self.rank)


@dataclass(frozen=True, eq=False)
class Residue:
    """The walls for the primes p ≡ c."""

    walls: Walls
    c: int

    @cached_property
    def places(self) -> np.ndarray:
        """Of each parameter modulo p in units of p, in [0, 1)."""
        return np.array([-v.numerator * pow(self.c, -1, d) % d / d if (d := v.denominator) > 1 else 0.0
                         for v in self.walls.values])  # fmt: skip

    def rate(self, steps: np.ndarray) -> float | None:
        """∫ (e(u) − m ⌊u⌋) du/u²: pieces below 1, from 1 on periodic."""
        points = np.array(self._breaks(steps))
        if len(points) > _MOST_PIECES:
            return None
        near, far = points[:-1], points[1:]
        gained = self.valuations(steps, (near + far) / 2) - np.where(near >= 1, steps @ self.walls.sides, 0)
        if gained[0]:  # there is no wall so near
            return None
        weights = [1 / a - 1 / b if 0 < b <= 1 else _digamma(b) - _digamma(a) for a, b in pairwise(points.tolist()[1:])]
        return float(gained[1:] @ np.array(weights))

    def _breaks(self, steps: np.ndarray) -> list[float]:
        """0 … 2 with all u where two walls meet."""
        found = {0.0, 1.0, 2.0}
        for j, i in self.walls.pairs:
            moved, apart = int(steps[j] - steps[i]), float(self.places[j] - self.places[i])
            if moved:
                ends = sorted((apart, apart + 2 * moved))
                found |= {(k - apart) / moved for k in range(floor(ends[0]), floor(ends[1]) + 2)}
        inside = sorted(u for u in found if 0 <= u <= 2)
        return [u for before, u in pairwise([-1.0, *inside]) if u - before > _TINY]

    def valuations(self, steps: np.ndarray, at: np.ndarray) -> np.ndarray:
        """e(u) for some u > 0."""
        rounds = self._behind(steps, at)
        heights = rounds @ self.walls.sides
        found = heights.min(axis=1) - self.largest
        low = np.flatnonzero(found < 0)
        if len(low):
            found[low] = self._raised(rounds[low], heights[low], found[low])
        return found

    def _raised(self, rounds: np.ndarray, heights: np.ndarray, found: np.ndarray) -> np.ndarray:
        """Those below 0 as far up as all generators are among those of c_0."""
        exponents = self._exponents(rounds)
        for value in range(found.min(), 0):
            levels = heights - value - 1
            known = levels >= self.largest
            for level in range(self.least, self.largest):
                here = levels == level
                if here.any():
                    among = [(exponents >= space).all(axis=(2, 3)) for space in self._spaces(exponents.shape[3], level)]
                    known |= here & np.logical_or.reduce(among)
            found = np.where((found == value) & known.all(axis=1), value + 1, found)
        return found

    def _behind(self, steps: np.ndarray, at: np.ndarray) -> np.ndarray:
        """For each u and each t how often each wall was passed, right of that of the t."""
        walls, upper = self.walls, slice(self.walls.rank, None)
        moved = self.places + at[:, None] * steps
        ends = np.array([step == 0 and v.denominator == 1 and v >= 1 for step, v in
                         zip(steps[upper], walls.values[upper], strict=True)])  # fmt: skip
        kappa = np.where(ends, 1.0, -moved[:, upper] % 1.0)
        rounds = np.floor(kappa[:, :, None] + moved[:, None, :] + _TINY).astype(np.int64)
        return rounds - walls.later * (steps[upper][:, None] == steps)

    @cached_property
    def _resting(self) -> np.ndarray:
        """The same of the start, where all walls of one class stay together."""
        kappa = -self.places[self.walls.rank :] % 1.0
        rounds = np.floor(kappa[:, None] + self.places + _TINY).astype(np.int64)
        return (rounds - self.walls.later) @ self.walls.sides

    @cached_property
    def largest(self) -> int:
        """hmax."""
        return int(self._resting.max())

    @cached_property
    def least(self) -> int:
        return int(self._resting.min())

    def _exponents(self, rounds: np.ndarray) -> np.ndarray:
        """Of ε + pm in a function, by the class modulo 1 and m = −R … R, R beyond all that occur."""
        reach = int(np.abs(rounds).max()) + 2
        m, count = np.arange(-reach, reach + 1), rounds[..., None]
        passed = ((m >= 0) & (m < count)).astype(np.int64) - ((m < 0) & (m >= count))
        return np.einsum("cj,j,...jm->...cm", self.walls.classes, self.walls.sides, passed)

    @lru_cache(maxsize=_KEPT)  # noqa: B019  bounded, and residues are few
    def _spaces(self, width: int, level: int) -> list[np.ndarray]:
        """For each run of κ with h_0 ≤ level the least exponents of what it generates."""
        found: list[np.ndarray] = []
        inside, middle = False, width // 2
        for rounds, following in self._arcs():
            if rounds @ self.walls.sides > level:
                inside = False
                continue
            if not inside:
                own = self._exponents(rounds)
                found.append(np.pad(own, ((0, 0), (middle - own.shape[1] // 2,) * 2)))
                inside = True
            if following is not None and following >= self.walls.rank:
                found[-1][self.walls.classes[:, following].argmax(), middle + rounds[following]] -= 1
        return found

    def _arcs(self) -> Iterator[tuple[np.ndarray, int | None]]:
        """How often each wall was passed, for κ from 0 to 1 at the start, and which is passed next."""
        values = self.walls.values
        rounds = np.array([-1 if v.denominator == 1 and v <= 0 else 0 for v in values])
        for j in sorted(range(len(values)), key=self._place_of_wall):
            yield rounds.copy(), j
            rounds[j] += 1
        yield rounds, None

    def _place_of_wall(self, j: int) -> tuple[float, Fraction, int]:
        value, half = self.walls.values[j], Fraction(1, 2)
        place = float(-self.places[j] % 1.0 if value.denominator > 1 else value >= 1)
        return place, -value + (half if j < self.walls.rank else -half), j


@lru_cache(maxsize=_KEPT)
def _walls(field: OperatorField, start: tuple[Fraction | int, ...]) -> Walls | None:
    factors = sorted(field.operator.factors, key=lambda factor: not factor.lower)
    if 2 * sum(factor.lower for factor in factors) != len(factors):
        return None
    if not isinstance(field.argument, Fraction) or field.argument * field.operator.sign == 1:
        return None
    at = {axis: Fraction(value) for axis, value in zip(field.axes, start, strict=True)}
    axes = tuple(None if f.axis is None else field.axes.index(f.axis) for f in factors)
    return Walls(tuple(f.at(at, Fraction(1)) for f in factors), axes, tuple(f.sign for f in factors))


@lru_cache(maxsize=1 << 14)
def _digamma(x: float) -> float:
    return float(arb(x).digamma())
