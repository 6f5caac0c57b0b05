"""δ of a direction of a hypergeometric field from the parameters alone, no matrix made.

The rate of the error is exact (`saddles`), the common factor of the large primes that of `walls`. A prime that divides
a denominator of differences of parameters, z or 1 − z has a slope of its own, a minimum of linear functions of the
direction: those of the solutions where these are known apart, or else at most their mean, that of the determinant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import inf, lcm, log

import numpy as np
from flint import fmpz, nmod_poly
from gmpy2 import remove

from analysis.fields.operator_fields import OperatorField
from analysis.fields.saddles import sizes
from analysis.fields.walls import Walls

_TINY = 1e-9  # rates below it are 0


def parameter_delta(field: OperatorField, start: Sequence[Fraction | int], direction: Sequence[int]) -> float | None:
    """δ of the limits of a direction, seldom less than it is; None where the parameters alone do not tell.

    >>> from analysis.fields.built_in_fields import gauss_field
    >>> round(parameter_delta(gauss_field(Fraction(-1)), (1, 1, 2), (1, 1, 2)), 4)
    0.2761
    """
    return delta_of_walls(field, Walls.of(field, start), direction)


def delta_of_walls(field: OperatorField, walls: Walls | None, direction: Sequence[int]) -> float | None:
    """The same where the walls of the start are known."""
    known = None if walls is None or walls.has_singular_step(direction) else sizes(field, direction)
    common = None if known is None or walls is None else walls.common_rate(direction)
    if walls is None or known is None or common is None:
        return None
    steps = np.array(walls.steps(direction))
    assert isinstance(field.argument, Fraction)
    special = sum(
        slope * float((forms @ steps).min()) for slope, forms in _forms(walls, field.argument * field.operator.sign)
    )
    below = known[0] - common - special
    return (known[0] - known[1]) / below - 1 if below > _TINY else inf


@lru_cache(maxsize=256)
def _forms(walls: Walls, z: Fraction) -> list[tuple[float, np.ndarray]]:
    """ln p and the linear functions whose least is slope − m/(p − 1), for each special p."""
    below = lcm(*((walls.values[j] - walls.values[i]).denominator for j, i in walls.pairs))
    primes = {int(p) for n in (z.numerator, z.denominator, (1 - z).numerator, below) for p, _ in fmpz(abs(n)).factor()}
    return [(log(p), _SpecialPrime(walls, z, p).forms) for p in sorted(primes)]


@dataclass(frozen=True)
class _SpecialPrime:
    walls: Walls
    z: Fraction
    p: int

    @property
    def forms(self) -> np.ndarray:
        known = self._of_z() if self.far == 0 else self._of_classes()
        return np.array([self._mean()] if known is None else known)

    @cached_property
    def far(self) -> int:
        """v where parameters differ by p^−v at most."""
        return max(0, *(-_valuation(x - y, self.p) for x in self.walls.values for y in self.walls.values))

    @property
    def order(self) -> np.ndarray:
        """m."""
        return self.walls.sides

    def _of_z(self) -> list[np.ndarray]:
        """By the solutions at infinity, 0 or 1, whichever z is near to: z^−s, z^−t, powers of z − 1."""
        at_zero, size = _valuation(self.z, self.p), 2 * self.walls.rank
        if at_zero:
            near = range(self.walls.rank, size) if at_zero > 0 else range(self.walls.rank)
            return [-at_zero * np.eye(size)[j] for j in near]
        return [np.zeros(size), -_valuation(1 - self.z, self.p) * self.order]

    def _mean(self) -> np.ndarray:
        """That of the determinant, Π (t − s) · (1 − z)^−m z^−Σt, for each of its r factors."""
        r, p = self.walls.rank, self.p
        total = -_valuation(1 - self.z, p) * self.order.astype(float)
        total[r:] -= _valuation(self.z, p)
        for j, i in self.walls.pairs:
            power = -_valuation(self.walls.values[j] - self.walls.values[i], p)
            if power > 0:
                total[[j, i]] -= np.array([1, -1]) * (power + 1 / (p - 1))
        return total / r

    def _of_classes(self) -> list[np.ndarray] | None:
        """By classes of parameters that differ by p-adic integers, others by p^−v; None where that does not tell.

        Near a class of a of the s and b of the t the equation is that of these alone at an argument of valuation
        v(z) + v (a − b): where that is positive b solutions belong to the t, where it is negative a solutions to the s.
        The solutions that are near no class see all parameters at a distance of p^−v.
        """
        powers = {_valuation(x - y, self.p) for x in self.walls.values for y in self.walls.values}
        if any(-self.far < power < 0 for power in powers) or _valuation(1 - self.z, self.p) > 0:
            return None
        found: list[np.ndarray] = []
        for near in self._classes():
            of_class = self._near(near)
            if of_class is None:
                return None
            found += of_class
        rest = self.walls.rank - len(found)
        if rest < 0 or (rest and (_valuation(self.z, self.p) or not self._stay_apart())):
            return None
        found += [-self.far * self.order] * rest
        return [form - self.order / (self.p - 1) for form in found]

    def _classes(self) -> Iterator[list[int]]:
        left = list(range(2 * self.walls.rank))
        while left:
            first = self.walls.values[left[0]]
            yield [j for j in left if _valuation(self.walls.values[j] - first, self.p) >= 0]
            left = [j for j in left if _valuation(self.walls.values[j] - first, self.p) < 0]

    def _near(self, near: Sequence[int]) -> list[np.ndarray] | None:
        """Slopes of the solutions near a class."""
        r, of_z, p = self.walls.rank, _valuation(self.z, self.p), self.p
        lower, upper = ([j for j in near if (j < r) is side] for side in (True, False))
        excess = len(lower) - len(upper)
        scale = of_z + self.far * excess
        inside = np.zeros(2 * r)
        inside[list(near)] = self.order[list(near)]
        if not scale and not excess:
            return [inside / (p - 1) - self.far * (self.order - inside)] * len(lower)
        if abs(scale) * (p - 1) <= -excess * (1 if scale > 0 else -1):
            return None  # the series at the parameters does not converge
        found = []
        for own in np.eye(2 * r)[upper if scale > 0 else lower]:
            moved = inside - excess * own  # of the differences from this parameter, those of the class
            found.append(moved / (p - 1) - self.far * (self.order - moved) - of_z * own)
        if (scale > 0) == (excess > 0) and of_z and excess:  # the others at a distance between
            distance = -scale / excess
            if -self.far < distance < 0:
                found += [inside * distance - self.far * (self.order - inside)] * abs(excess)
        return found

    def _stay_apart(self) -> bool:
        """Whether no root of Π (θ + t) = z Π (θ + s) at a distance of p^−v is near a class it does not belong to."""
        p, r = self.p, self.walls.rank
        digits = [_residue(value * p**self.far, p) for value in self.walls.values]
        sides = [nmod_poly([1], p), nmod_poly([1], p)]
        for j, digit in enumerate(digits):
            sides[j < r] *= nmod_poly([digit, 1], p)
        equation = sides[0] - sides[1] * _residue(self.z, p)
        common = {digit: min(digits[:r].count(digit), digits[r:].count(digit)) for digit in digits}
        return all((equation // nmod_poly([x, 1], p) ** count)(-x) for x, count in common.items())


def _valuation(x: Fraction, p: int) -> int:
    """Of 0 it is 0, as of units: parameters that are equal are in one class."""
    return int(remove(x.numerator, p)[1]) - int(remove(x.denominator, p)[1]) if x else 0


def _residue(x: Fraction, p: int) -> int:
    return x.numerator * pow(x.denominator, -1, p) % p
