"""One solution of a homogeneous linear system over ℚ(n), by evaluation and interpolation modulo a large prime.

At each point the reduced echelon form gives the solution whose last free entry is 1; each entry is a rational function
of n, found from its values by the Euclidean algorithm (Cauchy interpolation), with points to spare, and its
coefficients by rational reconstruction. The result is checked exactly; a prime that is too small is followed by a
larger one. Source: von zur Gathen and Gerhard, Modern Computer Algebra, 5.7 and 5.8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import isqrt, lcm

from flint import fmpz, fmpz_mod_ctx, fmpz_mod_mat, fmpz_mod_poly, fmpz_mod_poly_ctx, fmpz_poly

from analysis.exact.rationals import reconstructed

PRIMES = (2**127 - 1, 2**521 - 1, 2**2203 - 1)  # of Mersenne; the first will nearly always do
MOST_POINTS = 512
FIRST_POINT = 1_000  # beyond the integers at which coefficients of sums tend to vanish
SPARE = 3  # values that must be met by chance if an interpolated function were false


@dataclass(frozen=True)
class System:
    """Columns, each the list of its entries, polynomials in n; shorter columns end in zeros.

    Sought are solutions in which not only the first `silent` entries differ from 0.
    """

    columns: tuple[tuple[fmpz_poly, ...], ...]
    silent: int = 0

    @property
    def height(self) -> int:
        return max(len(column) for column in self.columns)


def solvable(system: System) -> bool:
    """Whether there is a solution at a typical point; false answers have chance 2^−100."""
    return _solution_at(system, 1_234_567, PRIMES[0]) is not None


def solve(system: System) -> list[fmpz_poly] | None:
    """One solution without common denominators; None where interpolation gives up.

    >>> one, n = fmpz_poly([1]), fmpz_poly([0, 1])
    >>> [str(p) for p in solve(System(((n,), (-n * n - one,))))]
    ['x^2 + 1', 'x']
    """
    for prime in PRIMES:
        found = _interpolated(system, prime)
        if found is not None and _holds(system, found):
            return found
    return None


def _holds(system: System, vector: Sequence[fmpz_poly]) -> bool:
    totals = [fmpz_poly([]) for _ in range(system.height)]
    for column, factor in zip(system.columns, vector, strict=True):
        for i, entry in enumerate(column):
            totals[i] += entry * factor
    return all(total.degree() < 0 for total in totals)


def _solution_at(system: System, n: int, prime: int) -> tuple[int, list[int]] | None:
    """(the free column that is 1, the solution) at n; None where there is only 0."""
    height = system.height
    rows = [[0] * len(system.columns) for _ in range(height)]
    for j, column in enumerate(system.columns):
        for i, entry in enumerate(column):
            rows[i][j] = int(entry(n)) % prime
    matrix, rank = fmpz_mod_mat(rows, _field(prime)).rref()
    if rank == len(system.columns):
        return None
    pivots: list[int] = []
    for i in range(rank):
        start = pivots[-1] + 1 if pivots else 0
        pivots.append(next(j for j in range(start, len(system.columns)) if int(matrix[i, j])))
    free = max(set(range(len(system.columns))) - set(pivots))
    if free < system.silent:
        return None
    vector = [0] * len(system.columns)
    vector[free] = 1
    for i, j in enumerate(pivots):
        vector[j] = -int(matrix[i, free]) % prime
    return free, vector


def _interpolated(system: System, prime: int) -> list[fmpz_poly] | None:
    points: list[int] = []
    values: list[list[int]] = []
    wanted, frees = 16, []
    while wanted <= MOST_POINTS:
        for n in range(FIRST_POINT + len(points), FIRST_POINT + wanted):
            found = _solution_at(system, n, prime)
            if found is None:
                return None
            points.append(n)
            frees.append(found[0])
            values.append(found[1])
        if len(set(frees)) > 1:
            return None
        result = _rational_vector(points, values, prime)
        if result is not None:
            return result
        wanted *= 2
    return None


def _rational_vector(points: Sequence[int], values: Sequence[Sequence[int]], prime: int) -> list[fmpz_poly] | None:
    """The entries, cleared of denominators; None where the points are too few or the prime too small.

    The denominators found so far are multiplied into the entries to come, which are then polynomials as a rule.
    """
    ring = _polynomials(prime)
    lagrange = _Lagrange.of(points, prime)
    below = ring([1])
    tops: list[tuple[fmpz_mod_poly, fmpz_mod_poly]] = []
    for entry in reversed(list(zip(*values, strict=True))):
        scaled = [v * int(below(n)) % prime for v, n in zip(entry, points, strict=True)]
        found = _cauchy(lagrange.through(scaled), lagrange.modulus, len(points))
        if found is None:
            return None
        below *= found[1]
        tops.append((found[0], below))
    return _lifted([top * divmod(below, own)[0] for top, own in reversed(tops)], prime)


@dataclass(frozen=True)
class _Lagrange:
    """Interpolation at fixed points: ∏(x − nᵢ) and the basis (∏_{j≠i}(x − nⱼ))/(∏_{j≠i}(nᵢ − nⱼ))."""

    modulus: fmpz_mod_poly
    basis: tuple[fmpz_mod_poly, ...]

    @classmethod
    def of(cls, points: Sequence[int], prime: int) -> "_Lagrange":
        ring = _polynomials(prime)
        modulus = ring([1])
        for n in points:
            modulus *= ring([-n, 1])
        others = [divmod(modulus, ring([-n, 1]))[0] for n in points]
        return cls(modulus, tuple(p * pow(int(p(n)), -1, prime) for p, n in zip(others, points, strict=True)))

    def through(self, values: Sequence[int]) -> fmpz_mod_poly:
        total = self.modulus * 0
        for value, p in zip(values, self.basis, strict=True):
            if value:
                total += p * value
        return total


def _cauchy(p: fmpz_mod_poly, modulus: fmpz_mod_poly, count: int) -> tuple[fmpz_mod_poly, fmpz_mod_poly] | None:
    """top/bottom ≡ p with SPARE degrees less than the points could carry, bottom monic."""
    zero, one = modulus * 0, modulus * 0 + 1
    older, old = modulus, p
    factor_older, factor = zero, one
    while old.degree() >= 0 and old.degree() > (count - SPARE) // 2:
        quotient, rest = divmod(older, old)
        older, old = old, rest
        factor_older, factor = factor, factor_older - quotient * factor
    if max(old.degree(), 0) + factor.degree() >= count - SPARE:
        return None
    common = old.gcd(factor)
    old, factor = divmod(old, common)[0], divmod(factor, common)[0]
    inverse = pow(int(factor[factor.degree()]), -1, int(p.modulus()))
    return old * inverse, factor * inverse


def _lifted(entries: Sequence[fmpz_mod_poly], prime: int) -> list[fmpz_poly] | None:
    """Integer polynomials that are proportional to the entries, without common factor."""
    bound = isqrt(prime // 2)
    lifted = [[reconstructed(int(c), prime) for c in p.coeffs()] for p in entries]
    if any(c.denominator > bound for row in lifted for c in row):
        return None
    scale = lcm(*(c.denominator for row in lifted for c in row))
    whole = [fmpz_poly([int(c * scale) for c in row]) for row in lifted]
    common = fmpz_poly([])
    for polynomial in whole:
        common = common.gcd(polynomial)
    return [polynomial // common for polynomial in whole]


@cache
def _field(prime: int) -> fmpz_mod_ctx:
    return fmpz_mod_ctx(fmpz(prime))


@cache
def _polynomials(prime: int) -> fmpz_mod_poly_ctx:
    return fmpz_mod_poly_ctx(_field(prime))
