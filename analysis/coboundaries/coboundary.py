"""Coboundary equivalence: a rational matrix U with M₁(n) U(n+1) = g(n) U(n) M₂(n), M = [[0, b(n)], [1, a(n)]].

Along the products M₁(N) ⋯ M₁(n−1) = G U(N) M₂(N) ⋯ M₂(n−1) U(n)⁻¹, so that the limit of the first fraction is the image
of the limit of the second under the Möbius map P₁ U(N) P₂⁻¹, P the products up to N: an exact link between two
formulas. Index shifts are coboundaries themselves (U = M₂(n)), inflation is taken up by g.

How U is found: within a hypergeometric family by `contiguity`, else by a search. The determinant fixes g up to sign: b₁
det U(n+1) = g² det U(n) b₂, so b₁/b₂ is a square times h(n+1)/h(n), which its factors, sorted into classes under n → n
+ 1, show. The poles of U are bounded by Abramov's universal denominator (S. Abramov, ISSAC 1995; Barkatou, AAECC 10
(1999) for systems). The numerators solve a linear system over ℚ, whose degree is bounded by the growth of the
solutions; the least degree that has a solution is found modulo a prime, and that one system is solved exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import ceil, isqrt
from typing import TYPE_CHECKING

from flint import fmpq, fmpz, fmpz_mat, fmpz_poly, nmod_mat

from analysis.coboundaries.singularities import singular_alike
from analysis.exact.companions import PolynomialMatrix
from analysis.exact.matrices import primitive
from analysis.exact.mobius import Mobius
from analysis.exact.rationals import fraction
from analysis.exact.shifts import shift_between, shift_classes
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Exponents, Growth, growth
from analysis.transformations.contiguity import contiguous

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    IntArray = NDArray[np.int64]

PRIME = (1 << 31) - 1  # the modulus of the search for the least degree: products of two residues are 64-bit integers
MOST_DEGREE = 96  # of numerators; systems beyond it take more than seconds
_USUAL_DEGREE = 3  # looked for first: four of five theorems of the fractions of degree 2 are as near
MOST_DISPERSION = 200  # shifts between factors that the denominator follows
_FIRST_POINT = 10**6  # of those at which the equations are looked at, beyond roots
_MORE_POINTS = 6  # than unknowns: by chance a solution at all of them is none with probability 1/PRIME to this power
_DEGREE_SLACK = 4  # beyond the bound by growth: the entries of a fundamental matrix differ by a step of the index


@dataclass(frozen=True)
class Coboundary:
    """M₁(n) U(n+1) = g(n) U(n) M₂(n), U = numerators/denominator and g = g_top/g_bottom, all integer polynomials.

    With `folds` (k, l) other than 1 the matrices are those of k and l steps, M(k(n−1)+1) ⋯ M(kn) of the fraction.
    """

    left: PCF
    right: PCF
    numerators: tuple[fmpz_poly, fmpz_poly, fmpz_poly, fmpz_poly]
    denominator: fmpz_poly
    g_top: fmpz_poly
    g_bottom: fmpz_poly
    folds: tuple[int, int] = (1, 1)

    @cached_property
    def start(self) -> int:
        """The least N ≥ 1 from which on U(n) is finite and invertible and b₁, b₂, g are finite and not 0."""
        x, y, z, w = self.numerators
        critical = (x * w - y * z, self.denominator, self.left.b.flint, self.right.b.flint, self.g_top, self.g_bottom)
        return max([1, *(root + 1 for p in critical for root in integer_roots(p))])

    @cached_property
    def mobius(self) -> Mobius:
        """The map m with limit(left) = m(limit(right)).

        >>> found = coboundary(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "n^2+2n+1"))
        >>> found.mobius
        Mobius(p=1, q=1, r=1, s=0)
        """
        start = self.start
        (p, q), (r, s) = _product_before(self.left, self.folds[0] * (start - 1) + 1)
        x, y, z, w = (int(entry(start)) for entry in self.numerators)
        (e, f), (g, h) = _product_before(self.right, self.folds[1] * (start - 1) + 1)
        a, b, c, d = p * x + q * z, p * y + q * w, r * x + s * z, r * y + s * w
        return Mobius(a * h - b * g, b * e - a * f, c * h - d * g, d * e - c * f)

    def lean(self) -> Coboundary:
        """The same with U a polynomial matrix without common factor, to (−a, b) where a is negative in the end.

        M(n) of (−a, b) is −W M(n) W, W = diag(−1, 1): the denominators have one sign then.
        """
        step, one = fmpz_poly([1, 1]), fmpz_poly([1])
        (x, y, z, w), common = _without_common_factor(self.numerators)
        top = self.g_top * common * self.denominator(step)
        bottom = self.g_bottom * self.denominator * common(step)
        right = self.right
        if right.a.leading < 0:
            x, z, top, right = -x, -z, top * (-1) ** self.folds[1], PCF(-right.a, right.b)
        shared = top.gcd(bottom)
        return Coboundary(self.left, right, (x, y, z, w), one, top // shared, bottom // shared, self.folds)


def coboundary(left: PCF, right: PCF) -> Coboundary | None:
    """The coboundary between two fractions whose limits it ties, None where there is none of degree ≤ MOST_DEGREE.

    >>> coboundary(PCF.parse("2n+1", "n^2"), PCF.parse("n+3", "-n")) is None
    True
    """
    if (entries := contiguous(left, right)) is not None:
        return _scaled(left, right, entries)
    first, second = growth(left), growth(right)
    if not isinstance(first, Growth) or not isinstance(second, Growth) or not singular_alike(left, right):
        return None
    for g_top, g_bottom in _scalars(left, right):
        gain = g_top.degree() - g_bottom.degree()
        twist = Fraction(int(g_top[g_top.degree()]), int(g_bottom[g_bottom.degree()]))
        if not _same_size(first, second, gain, twist):
            continue
        denominator = _universal_denominator(left.b.flint, right.b.flint, g_top, g_bottom)
        bound = _degree_bound(first, second, _second_coefficient(g_top) - _second_coefficient(g_bottom))
        found = _solve(left, right, g_top, g_bottom, denominator, bound)
        if found is not None:
            return found
    return None


def _scaled(left: PCF, right: PCF, entries: PolynomialMatrix) -> Coboundary:
    """U with the g that follows from an entry of M₁(n) U(n+1) = g(n) U(n) M₂(n) that is not 0."""
    x, y, z, w = entries
    ahead = fmpz_poly([1, 1])
    top, bottom = (left.b.flint * z(ahead), y) if y else (x(ahead) + left.a.flint * z(ahead), w)
    common = top.gcd(bottom)
    return Coboundary(left, right, entries, fmpz_poly([1]), top // common, bottom // common)


def integer_roots(p: fmpz_poly) -> list[int]:
    """The integer roots of a polynomial that is not 0."""
    return [-int(f[0]) // int(f[1]) for f, _ in p.factor()[1] if f.degree() == 1 and int(f[0]) % int(f[1]) == 0]


def _product_before(pcf: PCF, start: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """[[1, a(0)], [0, 1]] M(1) ⋯ M(start − 1)."""
    (p, q), (r, s) = (1, pcf.a(0)), (0, 1)
    for n in range(1, start):
        a, b = pcf.a(n), pcf.b(n)
        (p, q), (r, s) = (q, p * b + q * a), (s, r * b + s * a)
    return (p, q), (r, s)


def _scalars(left: PCF, right: PCF) -> Iterator[tuple[fmpz_poly, fmpz_poly]]:
    """The g that the determinants allow, up to h(n+1)/h(n): at most one and its negative."""
    square = Fraction(left.b.leading, right.b.leading)
    root = Fraction(isqrt(abs(square.numerator)), isqrt(square.denominator))
    if square < 0 or root * root != square:
        return
    top, bottom = fmpz_poly([root.numerator]), fmpz_poly([root.denominator])
    for representative, exponent in shift_classes(left.b.flint, right.b.flint):
        if exponent % 2:
            return
        leading = int(representative[representative.degree()]) ** (abs(exponent) // 2)
        power = representative ** (abs(exponent) // 2)
        if exponent > 0:
            top, bottom = top * power, bottom * leading
        else:
            top, bottom = top * leading, bottom * power
    sign = -1 if left.a.leading * right.a.leading < 0 else 1
    yield top * sign, bottom
    if not left.a or not right.a or left.b.degree > 2 * left.a.degree:
        yield top * -sign, bottom


def _same_size(first: Growth, second: Growth, gain: int, twist: Fraction) -> bool:
    """Whether g carries each solution of the right-hand recurrence to the size of one on the left."""
    for ours, theirs in ((first.dominant, second.dominant), (first.minimal, second.minimal)):
        same_base = theirs.base * twist == ours.base
        if ours.factorial != theirs.factorial + gain or not same_base or ours.root != theirs.root:
            return False
    return True


def _power(ours: Exponents, theirs: Exponents) -> fmpq | None:
    if ours.power.d != theirs.power.d:
        return None
    difference = theirs.power - ours.power
    return difference.x if difference.is_rational else None


def _second_coefficient(p: fmpz_poly) -> Fraction:
    """c in p = p₀ n^d (1 + c/n + …): Π p(k) grows like n^c beside p₀ⁿ n!^d."""
    d = p.degree()
    return Fraction(int(p[d - 1]), int(p[d])) if d > 0 else Fraction(0)


def _degree_bound(first: Growth, second: Growth, g_power: Fraction) -> int | None:
    """The largest degree at infinity that an entry of U can have; None when the exponents are incompatible."""
    differences = []
    for ours, theirs in ((first.dominant, second.dominant), (first.minimal, second.minimal)):
        power = _power(ours, theirs)
        if power is None:
            return None
        value = fraction(power) + g_power
        if ours.factorial.denominator % value.denominator:  # for half-integer growth a shift changes powers by halves
            return None
        differences.append(ceil(value))
    size = max(first.dominant.factorial, second.dominant.factorial, Fraction(0))
    return max(differences) + 2 * ceil(size) + _DEGREE_SLACK


def _universal_denominator(b1: fmpz_poly, b2: fmpz_poly, g_top: fmpz_poly, g_bottom: fmpz_poly) -> fmpz_poly:
    """d(n) such that d U is a polynomial matrix for every rational solution U."""
    forward, backward = b1 * g_bottom, b2 * g_top  # U(n+1) = g M₁⁻¹ U M₂ and U(n) = g⁻¹ M₁ U(n+1) M₂⁻¹
    ahead = forward(fmpz_poly([-1, 1]))
    pieces = sorted(_dispersions(ahead, backward), reverse=True)
    denominator = fmpz_poly([1])
    for h in pieces:
        common = ahead.gcd(backward(fmpz_poly([h, 1])))
        if common.degree() < 1:
            continue
        ahead, _ = divmod(ahead, common)
        backward, _ = divmod(backward, common(fmpz_poly([-h, 1])))
        for i in range(h + 1):
            denominator *= common(fmpz_poly([-i, 1]))
    return denominator


def _dispersions(ahead: fmpz_poly, backward: fmpz_poly) -> set[int]:
    """The h ≥ 0 for which ahead(n) and backward(n + h) have a common factor."""
    found = set()
    for ours, _ in ahead.factor()[1]:
        for theirs, _ in backward.factor()[1]:
            h = shift_between(theirs, ours)
            if h is not None and 0 <= h <= MOST_DISPERSION:
                found.add(h)
    return found


def _solve(
    left: PCF, right: PCF, g_top: fmpz_poly, g_bottom: fmpz_poly, d: fmpz_poly, bound: int | None
) -> Coboundary | None:
    if bound is None or bound + d.degree() < 0:
        return None
    most = min(bound + d.degree(), MOST_DEGREE)
    system = _System.build(left, right, g_top, g_bottom, d)
    least = system.least_degree(min(most, _USUAL_DEGREE))
    if least is None and most > _USUAL_DEGREE:
        least = system.least_degree(most)
    if least is None:
        return None
    for degree in sorted({least, most}):
        for x, z in _combined(list(system.solutions(degree))):
            found = _assemble(left, right, g_top, g_bottom, d, x, z)
            if found is not None:
                return found
    return None


def _combined(basis: list[tuple[fmpz_poly, fmpz_poly]]) -> Iterator[tuple[fmpz_poly, fmpz_poly]]:
    """A basis and the sums of two: det U, a quadratic form, is not 0 at one of them unless it is 0 everywhere.

    Where both recurrences have factors of order 1 the solutions of least degree may be singular, but not all are.
    """
    yield from basis
    yield from ((x + y, z + w) for (x, z), (y, w) in combinations(basis, 2))


@dataclass(frozen=True)
class _System:
    """Two linear equations in the numerators X, Z of U's first column over d.

    The second column follows: y = b₁ Z⁺/(g d⁺), w = (X⁺ + a₁ Z⁺)/(g d⁺), a plus for n + 1. `equations` holds for each
    equation the polynomials that multiply X, X⁺, X⁺⁺, Z, Z⁺, Z⁺⁺.
    """

    equations: tuple[tuple[fmpz_poly, ...], tuple[fmpz_poly, ...]]

    @classmethod
    def build(cls, left: PCF, right: PCF, top: fmpz_poly, bottom: fmpz_poly, d: fmpz_poly) -> _System:
        def ahead(p: fmpz_poly, k: int = 1) -> fmpz_poly:
            return p(fmpz_poly([k, 1]))

        a1, b1, a2, b2 = left.a.flint, left.b.flint, right.a.flint, right.b.flint
        zero = fmpz_poly([])
        d0, d1, d2 = d, ahead(d), ahead(d, 2)
        still = top * ahead(top) * d1 * d2
        once = ahead(top) * bottom * d0 * d2
        twice = bottom * ahead(bottom) * d0 * d1
        first = (-still * b2, zero, b1 * twice, zero, -once * a2 * b1, b1 * ahead(a1) * twice)
        second = (
            zero,
            -once * a2,
            a1 * twice,
            -still * b2,
            -once * a2 * a1,
            (ahead(b1) + a1 * ahead(a1)) * twice,
        )
        return cls((tuple(primitive(first)), tuple(primitive(second))))

    def _width(self, degree: int) -> int:
        return max(p.degree() for equation in self.equations for p in equation) + degree + 1

    def least_degree(self, most: int) -> int | None:
        """Of X and Z that solve both equations modulo PRIME at as many points as decide it; None where it is larger.

        With the unknowns by degree, the first column that depends on those before it is that of the highest power.
        """
        import numpy as np  # only where it is needed: a small command would wait for it longer than it works

        points = np.arange(_FIRST_POINT, _FIRST_POINT + min(self._width(most), most + 1 + _MORE_POINTS))
        values = _values_mod([p for equation in self.equations for p in equation], points).reshape(2, 2, 3, -1)
        ahead = points + np.arange(3)[:, None]
        powers, columns = np.ones_like(ahead), []
        for _ in range(most + 1):
            columns.append((values * powers % PRIME).sum(axis=2) % PRIME)  # equation, unknown, point
            powers = powers * ahead % PRIME
        unknowns = 2 * most + 2
        entries = np.array(columns).transpose(1, 3, 0, 2).ravel().tolist()
        reduced, _ = nmod_mat(2 * len(points), unknowns, entries, PRIME).rref()
        return next((i // 2 for i in range(unknowns) if not int(reduced[i, i])), None)

    def solutions(self, degree: int) -> Iterator[tuple[fmpz_poly, fmpz_poly]]:
        width = self._width(degree)
        columns = list(_columns(self.equations, degree, width))
        matrix = fmpz_mat([list(row) for row in zip(*columns, strict=True)])
        kernel, rank = matrix.nullspace()
        for j in range(int(rank)):
            vector = [kernel[i, j] for i in range(2 * degree + 2)]
            yield fmpz_poly(vector[: degree + 1]), fmpz_poly(vector[degree + 1 :])


def _columns(
    equations: tuple[tuple[fmpz_poly, ...], tuple[fmpz_poly, ...]], degree: int, width: int
) -> Iterator[list[fmpz]]:
    """The coefficients that the unknowns n^k in X, then in Z, contribute to both equations."""
    for offset in (0, 3):
        for k in range(degree + 1):
            powers = [fmpz_poly([s, 1]) ** k for s in range(3)]
            column: list[fmpz] = []
            for equation in equations:
                total = fmpz_poly([])
                for power, factor in zip(powers, equation[offset : offset + 3], strict=True):
                    total += power * factor
                column += [total[i] for i in range(width)]
            yield column


def _values_mod(polynomials: list[fmpz_poly], points: IntArray) -> IntArray:
    """The values modulo PRIME of each polynomial at each point, by Horner's scheme."""
    import numpy as np

    places = range(max(map(len, polynomials)) - 1, -1, -1)
    found: IntArray = np.zeros((len(polynomials), len(points)), np.int64)
    for column in np.array([[[int(p[k]) % PRIME] for p in polynomials] for k in places]):
        found = (found * points + column) % PRIME
    return found


def _without_common_factor(entries: PolynomialMatrix) -> tuple[PolynomialMatrix, fmpz_poly]:
    common = fmpz_poly([])
    for entry in entries:
        common = common.gcd(entry)
    x, y, z, w = (entry // common for entry in entries)
    return (x, y, z, w), common


def _assemble(
    left: PCF, right: PCF, top: fmpz_poly, bottom: fmpz_poly, d: fmpz_poly, x: fmpz_poly, z: fmpz_poly
) -> Coboundary | None:
    """U from its first column; None when it is singular."""
    step = fmpz_poly([1, 1])
    x1, z1, d1 = x(step), z(step), d(step)
    common = top * d * d1
    entries = (
        x * top * d1,
        left.b.flint * z1 * bottom * d,
        z * top * d1,
        (x1 + left.a.flint * z1) * bottom * d,
    )
    a, b, c, e, denominator = primitive((*entries, common))
    if (a * e - b * c).degree() < 0:
        return None
    return Coboundary(left, right, (a, b, c, e), denominator, top, bottom)
