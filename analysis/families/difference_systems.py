"""Hypergeometric solutions of y(k+1) = T(k) y(k), T a 2 × 2 matrix of polynomials in k.

A solution is h(k) (x(k), z(k)) with polynomials x, z and a hypergeometric term h, h(k+1)/h(k) a rational function. One
coordinate satisfies a recurrence of order 2, whose hypergeometric solutions Petkovšek's algorithm gives: the ratio has
the form ζ A(k) C(k+1)/(B(k) C(k)) with monic divisors A of the trailing and B of the shifted leading coefficient
(Petkovšek, J. Symb. Comput. 14 (1992); Petkovšek, Wilf and Zeilberger, A = B, ch. 8). Ratios over ℚ are sought. Of the
divisors with equally many factors in each class under k → k + 1 one suffices, and p-curvatures tell many systems that
have no solution (Cluzeau and van Hoeij, Appl. Algebra Engrg. Comm. Comput. 17 (2006)).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, product
from math import gcd, lcm
from operator import mul

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_mat, fmpz_poly, nmod_poly

from analysis.exact.shifts import shift_between
from analysis.exact.two_by_two import multiplied

MOST_CHOICES = 4_096  # of A and B looked at; systems of families in a parameter have some dozens
MOST_DEGREE = 40  # of C
PRIMES = (11, 13, 17)  # whose p-curvatures are looked at first

System = tuple[fmpq_poly, fmpq_poly, fmpq_poly, fmpq_poly]
_AHEAD, _BACK, _K, _ONE = fmpq_poly([1, 1]), fmpq_poly([-1, 1]), fmpq_poly([0, 1]), fmpq_poly([1])
_Placed = tuple[int, fmpq_poly]  # a factor with its shift against the first of its class


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

    >>> primitive((fmpq_poly([0, fmpq(1, 2)]), fmpq_poly([0, 0, -2])))
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
    for chosen in islice(product(*map(_choices, _shift_classes(a0, a2(_BACK)))), MOST_CHOICES):
        a, b = (reduce(mul, (side[i] for side in chosen), _ONE) for i in (0, 1))
        p2, p0 = a2 // b(_AHEAD) * a(_AHEAD), a0 // a * b
        top = max(p2.degree(), a1.degree(), p0.degree())
        for zeta in _rational_roots(fmpq_poly([p0[top], a1[top], p2[top]])):
            for c in _polynomial_solutions(p2 * zeta * zeta, a1 * zeta, p0) if zeta else ():
                yield Ratio.of(a * c(_AHEAD) * zeta, b * c)


def _shift_classes(above: fmpq_poly, below: fmpq_poly) -> list[tuple[list[_Placed], list[_Placed]]]:
    """The factors of both, sorted into classes under k → k + 1, each with its shift and as often as it occurs."""
    classes: list[tuple[fmpz_poly, tuple[list[_Placed], list[_Placed]]]] = []
    for side, polynomial in enumerate((above, below)):
        for factor, power in polynomial.numer().factor()[1]:
            monic = fmpq_poly(factor) / fmpq(factor[factor.degree()])
            shifts = ((shift_between(known, factor), both) for known, both in classes)
            shift, both = next(((s, both) for s, both in shifts if s is not None), (0, ([], [])))
            if not both[0] and not both[1]:
                classes.append((factor, both))
            both[side].extend([(shift, monic)] * int(power))
    return [both for _, both in classes]


def _choices(placed: tuple[list[_Placed], list[_Placed]]) -> list[tuple[fmpq_poly, fmpq_poly]]:
    """The factors of A and of B from one class: for each surplus of one the choice that covers all others.

    f(k + s) in A may be replaced by f(k), and f(k) in B by f(k + s), with a polynomial more in C; so A has the least
    shifts, B the greatest, and a pair f(k)/f(k + s) more where s > 0.
    """
    above, below = sorted(placed[0], key=_by_shift), sorted(placed[1], key=_by_shift, reverse=True)
    found = []
    for surplus in range(-len(below), len(above) + 1):
        i, j = max(surplus, 0), max(-surplus, 0)
        while i < len(above) and j < len(below) and above[i][0] < below[j][0]:
            i, j = i + 1, j + 1
        a, b = (reduce(mul, (factor for _, factor in side), _ONE) for side in (above[:i], below[:j]))
        found.append((a, b))
    return found


def _by_shift(one: _Placed) -> int:
    return one[0]


def _polynomial_solutions(q2: fmpq_poly, q1: fmpq_poly, q0: fmpq_poly) -> list[fmpq_poly]:
    """A basis of the polynomials C with q₂ C(k+2) + q₁ C(k+1) + q₀ C(k) = 0."""
    degree = _largest_degree((q2 + q1 + q0, q2 * 2 + q1, q2))
    if degree is None:
        return []
    columns = [q2 * (_K + 2) ** j + q1 * _AHEAD**j + q0 * _K**j for j in range(degree + 1)]
    height = max(column.degree() for column in columns) + 1
    if not height:
        return [_K**j for j in range(degree + 1)]
    matrix, _ = fmpq_mat([[column[i] for column in columns] for i in range(height)]).numer_denom()
    kernel, nullity = fmpz_mat(matrix).nullspace()
    return [fmpq_poly([fmpq(kernel[i, j]) for i in range(degree + 1)]) for j in range(int(nullity))]


def _largest_degree(differences: Sequence[fmpq_poly]) -> int | None:
    """The largest degree that a polynomial C with Σ rⱼ Δʲ C = 0 can have; None when there is none up to MOST_DEGREE."""
    gain = max(r.degree() - j for j, r in enumerate(differences) if r)
    indicial, falling = fmpq_poly([0]), fmpq_poly([1])
    for j, r in enumerate(differences):
        if gain + j >= 0:
            indicial += falling * r[gain + j]
        falling *= _K - j
    found = [int(root.p) for root in _rational_roots(indicial) if root.q == 1 and 0 <= root <= MOST_DEGREE]
    return max(found, default=None)


def _rational_roots(polynomial: fmpq_poly) -> list[fmpq]:
    if polynomial.degree() < 1:
        return []
    return [fmpq(-f[0], f[1]) for f, _ in polynomial.numer().factor()[1] if f.degree() == 1]
