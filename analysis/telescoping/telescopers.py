"""Creative telescoping: c₀(n) F(n, k) + … + c_J(n) F(n−J, k) = G(n, k+1) − G(n, k) with G = R F, J least.

Zeilberger's algorithm. All F(n−i, k) are polynomials f_i times one term T(n, k), whose ratio in k is brought to
Gosper's form T(k+1)/T(k) = C(k+1)/C(k) · q(k)/r(k+1) with gcd(q(k), r(k+h)) = 1 for h ≥ 1; then

    q(k) x(k+1) − r(k) x(k) = C(k) Σ c_i f_i(k),   R = r x/(C f₀),

is linear in the c_i and the coefficients of the polynomial x, whose degree is bounded. The system over ℚ(n) is solved
at points n modulo a large prime and interpolated (`rational_systems`); the solution is checked exactly. J = 0 is
Gosper's algorithm. Source: Petkovšek, Wilf and Zeilberger, A = B, chapters 5 and 6.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

from flint import fmpz_mpoly, fmpz_poly

from analysis.exact.shifts import gosper_form
from analysis.telescoping.rational_systems import System, solvable, solve
from analysis.telescoping.terms import ONE, RING, HypergeometricTerm, K, N, Rising

MOST_ORDER = 6
MOST_UNKNOWNS = 120  # beyond it a system takes minutes
MOST_FACTORS = 90  # linear factors between F(n, k) and F(n−J, k), likewise


@dataclass(frozen=True)
class Telescoper:
    """Σ coefficients[i](n) F(n−i, k) = G(n, k+1) − G(n, k), G = top/bottom F; no common factor."""

    coefficients: tuple[fmpz_poly, ...]
    top: fmpz_mpoly
    bottom: fmpz_mpoly

    @property
    def order(self) -> int:
        return len(self.coefficients) - 1


def telescoper(f: HypergeometricTerm, most_order: int = MOST_ORDER) -> Telescoper | None:
    """The telescoper of least order; None where there is none of order ≤ `most_order` within the bounds.

    >>> from analysis.sums.summands import parse_summand
    >>> franel = telescoper(parse_summand("binomial(n,k)^2"))
    >>> [str(c) for c in franel.coefficients], str(franel.top), str(franel.bottom)
    (['x', '(-4)*x + 2'], '-3*n*k^2 + 2*k^3', 'n^2')
    """
    for order in range(most_order + 1):
        if sum(abs(e * atom.length.n) for atom, e in f.rising) * order > MOST_FACTORS:
            return None
        equation = _Equation.of(f, order)
        degree = equation.degree()
        if degree + order > MOST_UNKNOWNS:
            return None
        system = equation.system(degree)
        found = equation.solved(system) if solvable(system) else None
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class _Equation:
    """q(k) x(k+1) − r(k) x(k) = Σ c_i right[i](k), and R = r x/below."""

    q: fmpz_mpoly
    r: fmpz_mpoly
    right: tuple[fmpz_mpoly, ...]
    below: fmpz_mpoly

    @classmethod
    def of(cls, f: HypergeometricTerm, order: int) -> "_Equation":
        common = _common(f, order)
        tops, bottoms = _ratio(f, common, order)
        q, after, c = _gosper_form(tops, bottoms)
        scaled = [_scaled(f, common, order, i) for i in range(order + 1)]
        r = _shifted(after, -1)
        return cls(q, r, tuple(c * one for one in scaled), c * scaled[0])

    def degree(self) -> int:
        """The degree of x that suffices, at least −1, that of 0."""
        right = max(_degree(p) for p in self.right)
        q, r = _over_k(self.q), _over_k(self.r)
        size = max(len(q), len(r)) - 1
        if len(q) != len(r) or q[-1] != r[-1]:
            found = right - size
        else:
            found = right - size + 1
            next_q, next_r = (p[-2] if size else fmpz_poly([]) for p in (q, r))
            quotient, rest = divmod(next_r - next_q, q[-1])
            if rest.degree() < 0 and quotient.degree() <= 0 and quotient[0] >= 0:
                found = max(found, int(quotient[0]))
        return max(found, -1)

    def system(self, degree: int) -> System:
        """The unknowns are the coefficients of x, then c_J, …, c₀."""
        unknowns = [self.q * (K + 1) ** m - self.r * K**m for m in range(degree + 1)]
        columns = [*unknowns, *(-one for one in reversed(self.right))]
        return System(tuple(tuple(_over_k(column)) for column in columns), len(unknowns))

    def solved(self, system: System) -> Telescoper | None:
        """The telescoper in lowest terms."""
        found = solve(system)
        if found is None:
            return None
        split = len(found) - len(self.right)
        coefficients = found[split:][::-1]
        x = sum((_in_n(c) * K**m for m, c in enumerate(found[:split])), RING.constant(0))
        common = fmpz_poly([])
        for c in coefficients:
            common = common.gcd(c)
        if coefficients[0] and (int(coefficients[0][coefficients[0].degree()]) < 0):
            common = -common
        top, bottom = _lowest(self.r * x, self.below * _in_n(common))
        return Telescoper(tuple(c // common for c in coefficients), top, bottom)


def _common(f: HypergeometricTerm, order: int) -> list[int]:
    """For each atom, the shift of its length that divides it at all n, …, n − order."""
    offsets = [[-atom.length.n * i for i in range(order + 1)] for atom, _ in f.rising]
    return [min(some) if e > 0 else max(some) for some, (_, e) in zip(offsets, f.rising, strict=True)]


def _denominator(f: HypergeometricTerm, order: int) -> fmpz_mpoly:
    least = ONE
    for i in range(order + 1):
        q = f.bottom.compose(N - i, K, ctx=RING)
        least = divmod(least * q, least.gcd(q))[0]
    return least


def _scaled(f: HypergeometricTerm, common: Sequence[int], order: int, i: int) -> fmpz_mpoly:
    """f_i: F(n−i, k) over the common term."""
    total = f.top.compose(N - i, K, ctx=RING)
    total *= divmod(_denominator(f, order), f.bottom.compose(N - i, K, ctx=RING))[0]
    total *= f.base_n.numerator ** (order - i) * f.base_n.denominator**i
    for (atom, e), offset in zip(f.rising, common, strict=True):
        here = -atom.length.n * i
        start, stop = (offset, here) if e > 0 else (here, offset)
        total *= prod(atom.between(start, stop), start=ONE) ** abs(e)
    return total


def _ratio(f: HypergeometricTerm, common: Sequence[int], order: int) -> tuple[list[fmpz_mpoly], list[fmpz_mpoly]]:
    """T(k+1)/T(k), numerator and denominator as lists of factors."""
    least = _denominator(f, order)
    tops = [RING.constant(f.base_k.numerator), least]
    bottoms = [RING.constant(f.base_k.denominator), _shifted(least, 1)]
    for (atom, e), offset in zip(f.rising, common, strict=True):
        slope = atom.length.k
        moved = Rising(atom.u, atom.v, atom.length.shift())
        factors = list(moved.between(offset + min(slope, 0), offset + max(slope, 0))) * abs(e)
        (tops if (slope > 0) == (e > 0) else bottoms).extend(factors)
    return tops, bottoms


def _gosper_form(
    tops: Iterable[fmpz_mpoly], bottoms: Iterable[fmpz_mpoly]
) -> tuple[fmpz_mpoly, fmpz_mpoly, fmpz_mpoly]:
    """(q, s, C) with tops/bottoms = C(k+1)/C(k) · q(k)/s(k) and gcd(q(k), s(k+h)) = 1 for h ≥ 0."""
    (q, above), (s, below) = _factored(tops), _factored(bottoms)
    common = gosper_form(above, below, _dispersion, _shifted)
    return prod(above, start=q), prod(below, start=s), prod(common, start=ONE)


def _factored(factors: Iterable[fmpz_mpoly]) -> tuple[fmpz_mpoly, list[fmpz_mpoly]]:
    """A unit and irreducible factors with positive leads."""
    unit = ONE
    found: list[fmpz_mpoly] = []
    for one in factors:
        content, parts = one.factor()
        unit *= int(content)
        for p, e in parts:
            positive = p.leading_coefficient() > 0
            unit *= 1 if positive else (-1) ** int(e)
            found += [p if positive else -p] * int(e)
    return unit, found


def _dispersion(f: fmpz_mpoly, g: fmpz_mpoly) -> int | None:
    """h ≥ 0 with f(k) = g(k + h), if there is one."""
    over_f, over_g = _over_k(f), _over_k(g)
    degree = len(over_f) - 1
    if len(over_g) - 1 != degree or over_f[-1] != over_g[-1] or not degree:
        return None
    difference = over_f[-2] - over_g[-2]
    h, rest = divmod(difference, over_f[-1] * degree)
    if rest.degree() >= 0 or h.degree() > 0 or h[0] < 0:
        return None
    return int(h[0]) if _shifted(g, int(h[0])) == f else None


def _shifted(p: fmpz_mpoly, h: int) -> fmpz_mpoly:
    return p.compose(N, K + h, ctx=RING)


def _degree(p: fmpz_mpoly) -> int:
    return int(p.degrees()[1])


def _over_k(p: fmpz_mpoly) -> list[fmpz_poly]:
    """The coefficients of 1, k, k², …, polynomials in n."""
    rows: list[dict[int, int]] = [{} for _ in range(_degree(p) + 1)]
    for (i, j), c in p.to_dict().items():
        rows[j][i] = int(c)
    return [fmpz_poly([row.get(i, 0) for i in range(max(row, default=-1) + 1)]) for row in rows]


def _in_n(p: fmpz_poly) -> fmpz_mpoly:
    return RING.from_dict({(i, 0): int(c) for i, c in enumerate(p.coeffs()) if c})


def _lowest(top: fmpz_mpoly, bottom: fmpz_mpoly) -> tuple[fmpz_mpoly, fmpz_mpoly]:
    common = top.gcd(bottom)
    if bottom.leading_coefficient() < 0:
        common = -common
    return divmod(top, common)[0], divmod(bottom, common)[0]


def coefficients_in_k(p: fmpz_mpoly) -> Iterator[fmpz_poly]:
    """The coefficients of 1, k, k², … of a polynomial that is not 0."""
    yield from _over_k(p)
