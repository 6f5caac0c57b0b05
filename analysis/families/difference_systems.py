"""Hypergeometric solutions of y(k+1) = T(k) y(k), T a 2 × 2 matrix of polynomials in k.

A solution is h(k) (x(k), z(k)) with polynomials x, z and a hypergeometric term h, h(k+1)/h(k) a rational function. One
coordinate satisfies a recurrence of order 2, whose hypergeometric solutions over ℚ `values.hypergeometric_solutions`
gives; p-curvatures tell many systems that have none (Cluzeau and van Hoeij, Appl. Algebra Engrg. Comm. Comput. 17
(2006)).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd, lcm

from flint import fmpq_poly, nmod_poly

from analysis.exact.polynomials import Polynomial
from analysis.exact.two_by_two import multiplied
from analysis.values.hypergeometric_solutions import hypergeometric_ratios

PRIMES = (11, 13, 17)  # whose p-curvatures are looked at first

System = tuple[fmpq_poly, fmpq_poly, fmpq_poly, fmpq_poly]
_AHEAD, _TWO_BACK = fmpq_poly([1, 1]), fmpq_poly([-2, 1])


@dataclass(frozen=True)
class Ratio:
    """h(k+1)/h(k) = top/bottom in lowest terms, bottom monic; of the constant term 1 both are 1."""

    top: fmpq_poly
    bottom: fmpq_poly

    @classmethod
    def of(cls, top: fmpq_poly, bottom: fmpq_poly) -> "Ratio":
        """The quotient in lowest terms.

        >>> Ratio.of(fmpq_poly([0, 2, 2]), fmpq_poly([0, 4]))
        Ratio(top=1/2*x + 1/2, bottom=1)
        """
        common = top.gcd(bottom)
        top, bottom = top // common, bottom // common
        lead = bottom[bottom.degree()]
        return cls(top / lead, bottom / lead)

    def over(self, other: "Ratio") -> "Ratio":
        """The ratio of the quotient of both terms."""
        return Ratio.of(self.top * other.bottom, self.bottom * other.top)


@dataclass(frozen=True)
class Solution:
    """y(k) = h(k) (x(k), z(k)), x and z without a common factor; `ratio` is that of h."""

    ratio: Ratio
    x: fmpq_poly
    z: fmpq_poly

    def solves(self, system: System) -> bool:
        """Whether T(k) y(k) = y(k+1), an identity of polynomials."""
        p, q, r, s = system
        first = (p * self.x + q * self.z) * self.ratio.bottom == self.ratio.top * self.x(_AHEAD)
        return first and (r * self.x + s * self.z) * self.ratio.bottom == self.ratio.top * self.z(_AHEAD)


def hypergeometric_solutions(system: System) -> list[Solution]:
    """At most two independent hypergeometric solutions of y(k+1) = T(k) y(k), simplest first; T must be invertible.

    >>> k, one, zero = fmpq_poly([0, 1]), fmpq_poly([1]), fmpq_poly([0])
    >>> [(found.ratio.top, found.x, found.z) for found in hypergeometric_solutions((k + 1, one, zero, one))]
    [(x + 1, 1, 0)]
    >>> hypergeometric_solutions((k, one, one, zero))
    []
    """
    p, q, r, s = system
    if not may_be_solved(system):
        return []
    if not q and not r:
        one, zero = fmpq_poly([1]), fmpq_poly([0])
        return [Solution(Ratio.of(p, one), one, zero), Solution(Ratio.of(s, one), zero, one)]
    turned = not q
    if turned:
        p, q, r, s = s, r, q, p
    found: list[Solution] = []
    for ratio in _ratios(q, -(p(_AHEAD) * q + q(_AHEAD) * s), q(_AHEAD) * (p * s - q * r)):
        one = _completed(ratio, p, q)
        if turned:
            one = Solution(one.ratio, one.z, one.x)
        if one.solves(system) and all(one.x * other.z != one.z * other.x for other in found):
            found.append(one)
    return sorted(found, key=_size)[:2]


def may_be_solved(system: System) -> bool:
    """False where there is no hypergeometric solution, by the p-curvature: T(k+p−1) ⋯ T(k) modulo a prime p.

    A solution h(k) y(k), y without content, is modulo p an eigenvector y(k) of that product, with an eigenvalue in
    𝔽ₚ(k), so that the discriminant of its characteristic polynomial is a square.

    >>> k, one, zero = fmpq_poly([0, 1]), fmpq_poly([1]), fmpq_poly([0])
    >>> may_be_solved((k, one, one, zero)), may_be_solved((k + 1, one, zero, one))
    (False, True)
    """
    return all(_splits(system, p) for p in PRIMES)


def may_alternate(system: System) -> bool:
    """False where T(k+1) T(k) has no hypergeometric solution that T has not: such a pair of lines is swapped by T.

    So it is by the p-curvature for odd p, which then has trace 0.
    """
    curvatures = (_curvature(system, p) for p in PRIMES)
    return all(found is None or found[0] + found[3] == 0 for found in curvatures)


def _splits(system: System, p: int) -> bool:
    """Whether the p-curvature may have an eigenvalue in 𝔽ₚ(k)."""
    found = _curvature(system, p)
    if found is None:
        return True
    a, b, c, d = found
    return _is_square((a - d) * (a - d) + 4 * b * c)


def _curvature(system: System, p: int) -> tuple[nmod_poly, nmod_poly, nmod_poly, nmod_poly] | None:
    """T(k+p−1) ⋯ T(k) modulo p; None where p divides det T or a denominator."""
    if any(int(entry.denom()) % p == 0 for entry in system):
        return None
    one, zero = nmod_poly([1], p), nmod_poly([0], p)
    a, b, c, d = (nmod_poly([int(x.p) * pow(int(x.q), -1, p) for x in entry.coeffs()], p) for entry in system)
    if a * d == b * c:
        return None
    product = one, zero, zero, one
    for j in range(p):
        ahead = nmod_poly([j, 1], p)
        product = multiplied((a(ahead), b(ahead), c(ahead), d(ahead)), product)
    return product


def _is_square(polynomial: nmod_poly) -> bool:
    lead, factors = polynomial.factor() if polynomial else (0, [])
    p = int(polynomial.modulus())
    return all(power % 2 == 0 for _, power in factors) and pow(int(lead), (p - 1) // 2, p) != p - 1


def _completed(ratio: Ratio, p: fmpq_poly, q: fmpq_poly) -> Solution:
    """The solution whose first coordinate u has this ratio; the second is (u(k+1) − p u(k))/q."""
    x, z = q * ratio.bottom, ratio.top - p * ratio.bottom
    x, z = primitive((x, z))
    return Solution(Ratio.of(ratio.top * x, ratio.bottom * x(_AHEAD)), x, z)


def primitive(polynomials: Sequence[fmpq_poly]) -> list[fmpq_poly]:
    """Integer polynomials in the same proportion, without a common factor; the first that is not 0 leads with a plus.

    >>> primitive((fmpq_poly([0, 1], 2), fmpq_poly([0, 0, -2])))
    [1, (-4)*x]
    """
    common = fmpq_poly([0])
    for polynomial in polynomials:
        common = common.gcd(polynomial)
    rest = [polynomial // common for polynomial in polynomials]
    denominator = lcm(*(int(polynomial.denom()) for polynomial in rest))
    whole = [polynomial * denominator for polynomial in rest]
    content = gcd(*(int(c.p) for polynomial in whole for c in polynomial.coeffs()))
    first = next(polynomial for polynomial in whole if polynomial)
    return [polynomial / (content if first[first.degree()] > 0 else -content) for polynomial in whole]


def _size(one: Solution) -> tuple[int, int, str]:
    degrees = one.ratio.top.degree() + one.ratio.bottom.degree()
    return max(one.x.degree(), one.z.degree()), degrees, str(one)


def _ratios(a2: fmpq_poly, a1: fmpq_poly, a0: fmpq_poly) -> Iterator[Ratio]:
    """The ratios u(k+1)/u(k) of the hypergeometric solutions of a₂ u(k+2) + a₁ u(k+1) + a₀ u(k) = 0."""
    coefficients = [Polynomial.from_flint(c(_TWO_BACK).numer()) for c in primitive((a2, a1, a0))]
    for ratio in hypergeometric_ratios(coefficients, several=True):
        ahead = ratio.shift(1)
        yield Ratio.of(fmpq_poly(ahead.top), fmpq_poly(ahead.bottom))
