"""The coboundary between contiguous fractions, deg a ≤ 1 and deg b = 1 or 2, by rule: nothing is solved or fitted.

Let a = A₁n + A₀, b = B₂(n − r₁)(n − r₂), D² = A₁² + 4B₂ (D = −A₁ where deg b = 1). M(n) X(n+1) = X(n) M′(n) holds for

    A₀ → A₀ − D                       X = [[x, D b], [D, x⁺ + D a]],  x = −(A₁ + D)(D n + A₀ − D)/2 − b(1) + b(0)
    r → r + 1, A₀ → A₀ − (D + A₁)/2   X = [[v ρ − a⁻, s ρ], [1, v ρ]]/ρ,  ρ = n − 1 − r,  s = b/(n − r),  v = (A₁ − D)/2
    n → n + 1                         X = M

(⁺ and ⁻ for n ± 1), as multiplying out shows; the adjoint leads back. The parameters may be polynomials in k and m: one
product of such matrices is the step of a family for all of them. An irrational D is a symbol with known square: X and
its conjugate are both solutions, so their sum is one, which is rational.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import permutations
from math import gcd, isqrt, lcm

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz_mpoly, fmpz_mpoly_ctx

from analysis.exact.two_by_two import multiplied

LONGEST = 24  # moves in one step
SHIFT, GAMMA = -1, -2  # what moves; else the place of a root

_CONTEXT = fmpq_mpoly_ctx.get(("n", "k", "m", "D"), "lex")
_WHOLE = fmpz_mpoly_ctx.get(("n", "k", "m"), "lex")
_N, _K, _M, _D = _CONTEXT.gens()
_ZERO, _ONE = _CONTEXT.constant(0), _CONTEXT.constant(1)

Matrix = tuple[fmpq_mpoly, fmpq_mpoly, fmpq_mpoly, fmpq_mpoly]


def contiguous_matrix(a: fmpz_mpoly, b: fmpz_mpoly, axis: str) -> tuple[list[fmpz_mpoly], fmpz_mpoly] | None:
    """X (its entries) and d with M(n) X(n+1) d(n) = X(n) d(n+1) M′(n), M′ with one more in place of k or m.

    Polynomials in n, k and m without common factors; None where no moves lead from one to the other.

    >>> n, k, m = _WHOLE.gens()
    >>> contiguous_matrix(n + k + 2, -n, "k")
    ([1, n, -1, -n - k - 1], 1)
    """
    here = _State.of(_rational(a), _rational(b))
    counts = None if here is None else here.moves_along(axis)
    if here is None or counts is None:
        return None
    for order in permutations(counts.items()):  # where an upper parameter goes through 0 the product is singular
        product, denominator = here.followed(order)
        entries = _rational_part(product)
        if entries is not None:
            return _lean(entries, denominator)
    return None


@dataclass(frozen=True)
class _State:
    """a, b as lead · Π(n − root) or, with surds, as `quadratic`, and D with its square (0 where D is no symbol)."""

    a: fmpq_mpoly
    lead: fmpq
    roots: tuple[fmpq_mpoly, ...]
    quadratic: fmpq_mpoly | None
    slope: fmpq
    d: fmpq_mpoly
    square: fmpq

    @classmethod
    def of(cls, a: fmpq_mpoly, b: fmpq_mpoly) -> "_State | None":
        a1, lead = (_leading(side, degree) for side, degree in ((a, 1), (b, b.degrees()[0])))
        if a.degrees()[0] > 1 or b.degrees()[0] not in (1, 2) or a1 is None or lead is None:
            return None
        found = [(factor, power) for factor, power in b.factor()[1] if factor.degrees()[0]]
        roots = [root for factor, power in found for root in [_root(factor)] * power if root is not None]
        whole = len(roots) == b.degrees()[0]
        if b.degrees()[0] == 1:
            return cls(a, lead, tuple(roots), None, a1, -a1 * _ONE, fmpq(0)) if whole and a1 else None
        square = a1 * a1 + 4 * lead
        if square < 0:
            return None
        root = _exact_root(square)
        if root is not None and (a1 or _at(a, 0).to_dict().get((0, 0, 0, 0), 0)) > 0:
            root = -root  # against the sign of a: the parameters of `closed_forms`, which cross 0 least
        d, symbol = (_D, square) if root is None else (root * _ONE, fmpq(0))
        return cls(a, lead, tuple(roots) if whole else (), None if whole else b, a1, d, symbol)

    @property
    def b(self) -> fmpq_mpoly:
        if self.quadratic is not None:
            return self.quadratic
        return reduce(lambda product, root: product * (_N - root), self.roots, _ONE * self.lead)

    def moves_along(self, axis: str) -> dict[int, int] | None:
        """How often to move each root, or n, and A₀, for one more in place of k or m; None where that is not enough."""
        if self.quadratic is None:
            steps = {place: _whole(_ahead(root, axis) - root) for place, root in enumerate(self.roots)}
            change = (self.d + self.slope) * -sum(step or 0 for step in steps.values()) / 2
        else:
            steps = {SHIFT: _shift(self.quadratic, _ahead(self.quadratic, axis))}
            change = _ONE * self.slope * (steps[SHIFT] or 0)
        steps[GAMMA] = _multiple(self.a - _ahead(self.a, axis) + change, self.d)
        counts = {place: step for place, step in steps.items() if step is not None}
        return counts if len(counts) == len(steps) and sum(map(abs, counts.values())) <= LONGEST else None

    def followed(self, counts: Sequence[tuple[int, int]]) -> tuple[Matrix, fmpq_mpoly]:
        """The product along these moves, over its denominator."""
        here, product, denominator = self, (_ONE, _ZERO, _ZERO, _ONE), _ONE
        for place, count in counts:
            for _ in range(abs(count)):
                matrix, below, here = here.moved(place, 1 if count > 0 else -1)
                product = here.reduced(multiplied(product, matrix))
                denominator *= below
        return product, denominator

    def moved(self, place: int, sign: int) -> tuple[Matrix, fmpq_mpoly, "_State"]:
        """X, its denominator, and the fraction that it leads to."""
        after = self._after(place, sign)
        if sign > 0:
            matrix, below = self._matrix(place)
            return matrix, below, after
        p, q, r, s = after._matrix(place)[0]
        return (s, -q, -r, p), after.b if place == SHIFT else _ONE, after

    def _after(self, place: int, sign: int) -> "_State":
        if place == GAMMA:
            return replace(self, a=self.a - self.d * sign)
        if place == SHIFT:
            quadratic = None if self.quadratic is None else self.quadratic.compose(_N + sign, _K, _M, _D)
            return replace(self, a=self.a.compose(_N + sign, _K, _M, _D), quadratic=quadratic)
        roots = tuple(root + sign * (one == place) for one, root in enumerate(self.roots))
        return replace(self, a=self.a - (self.d + self.slope) * sign / 2, roots=roots)

    def _matrix(self, place: int) -> tuple[Matrix, fmpq_mpoly]:
        if place == SHIFT:
            return (_ZERO, self.b, _ONE, self.a), _ONE
        if place == GAMMA:
            a0 = self.a - self.slope * _N
            growth = _at(self.b, 1) - _at(self.b, 0)
            x = -(self.d + self.slope) * (self.d * _N + a0 - self.d) / 2 - growth
            return (x, self.d * self.b, self.d, x.compose(_N + 1, _K, _M, _D) + self.d * self.a), _ONE
        rest = [root for one, root in enumerate(self.roots) if one != place]
        rho = _N - 1 - self.roots[place]
        s = reduce(lambda product, root: product * (_N - root), rest, _ONE * self.lead)
        v = (self.slope - self.d) / 2
        return (v * rho - self.a.compose(_N - 1, _K, _M, _D), s * rho, _ONE, v * rho), rho

    def reduced(self, matrix: Matrix) -> Matrix:
        """With D² replaced by its value."""
        if not self.square:
            return matrix
        p, q, r, s = (_reduced(entry, self.square) for entry in matrix)
        return p, q, r, s


def _lean(matrix: Sequence[fmpq_mpoly], denominator: fmpq_mpoly) -> tuple[list[fmpz_mpoly], fmpz_mpoly]:
    """X and d without a common factor, nor one in k and m alone; their first coefficients are positive."""
    common = reduce(lambda one, other: one.gcd(other), matrix)
    shared = common.gcd(denominator)
    top, bottom = (side / _content(side) for side in (common / shared, denominator / shared))
    return _integral([entry / common * top for entry in matrix]), _integral([bottom])[0]


def _integral(entries: Sequence[fmpq_mpoly]) -> list[fmpz_mpoly]:
    """In proportion, with integer coefficients without a common divisor; the first of all is positive."""
    terms = [entry.to_dict() for entry in entries]
    denominator = lcm(*(int(c.q) for term in terms for c in term.values()))
    content = gcd(*(int(c.p) * (denominator // int(c.q)) for term in terms for c in term.values()))
    first = next(term[min(term)] for term in terms if term)
    scale = fmpq(denominator, content if first > 0 else -content)
    return [_WHOLE.from_dict({powers[:3]: int((c * scale).p) for powers, c in term.items()}) for term in terms]


def _content(polynomial: fmpq_mpoly) -> fmpq_mpoly:
    """The common factor of its coefficients as a polynomial in n."""
    by_n: dict[int, dict[tuple[int, ...], fmpq]] = defaultdict(dict)
    for (power, *rest), c in polynomial.to_dict().items():
        by_n[int(power)][0, *rest] = c
    return reduce(lambda one, other: one.gcd(other), map(_CONTEXT.from_dict, by_n.values()))


def _rational_part(matrix: Matrix) -> list[fmpq_mpoly] | None:
    """The coefficients of 1, or those of D; None where neither is invertible: a parameter crossed 0."""
    for power in (0, 1):
        part = [_coefficient(entry, power) for entry in matrix]
        if part[0] * part[3] != part[1] * part[2]:
            return part
    return None


def _coefficient(entry: fmpq_mpoly, power: int) -> fmpq_mpoly:
    return _CONTEXT.from_dict({(*rest, 0): c for (*rest, d), c in entry.to_dict().items() if d == power})


def _reduced(entry: fmpq_mpoly, square: fmpq) -> fmpq_mpoly:
    terms: dict[tuple[int, ...], fmpq] = defaultdict(fmpq)
    for (*rest, power), c in entry.to_dict().items():
        terms[*rest, power % 2] += c * square ** (int(power) // 2)
    return _CONTEXT.from_dict(terms)


def _rational(polynomial: fmpz_mpoly) -> fmpq_mpoly:
    return _CONTEXT.from_dict({(*powers, 0): int(c) for powers, c in polynomial.to_dict().items()})


def _leading(polynomial: fmpq_mpoly, degree: int) -> fmpq | None:
    """The coefficient of n^degree; None where it has k or m in it."""
    terms = {powers[1:]: c for powers, c in polynomial.to_dict().items() if powers[0] == degree}
    return terms.get((0, 0, 0), fmpq(0)) if set(terms) <= {(0, 0, 0)} else None


def _root(factor: fmpq_mpoly) -> fmpq_mpoly | None:
    """The root of a linear factor in n with a constant leading coefficient."""
    lead = _leading(factor, 1)
    return _N - factor / lead if factor.degrees()[0] == 1 and lead else None


def _shift(here: fmpq_mpoly, there: fmpq_mpoly) -> int | None:
    """The whole t with here(n + t) = there(n), for quadratic polynomials in n."""
    lead = _leading(here, 2)
    t = None if lead is None else _whole((_at(there, 1) - _at(there, 0) - _at(here, 1) + _at(here, 0)) / (2 * lead))
    return t if t is not None and here.compose(_N + t, _K, _M, _D) == there else None


def _multiple(change: fmpq_mpoly, d: fmpq_mpoly) -> int | None:
    """The whole g with change = g D."""
    if d.is_zero():
        return 0 if change.is_zero() else None
    quotient, rest = divmod(change, d)
    return _whole(quotient) if rest.is_zero() else None


def _whole(polynomial: fmpq_mpoly) -> int | None:
    if not polynomial.is_constant():
        return None
    value = polynomial.leading_coefficient() if not polynomial.is_zero() else fmpq(0)
    return int(value.p) if value.q == 1 else None


def _at(polynomial: fmpq_mpoly, n: int) -> fmpq_mpoly:
    return polynomial.compose(_CONTEXT.constant(n), _K, _M, _D)


def _ahead(polynomial: fmpq_mpoly, axis: str) -> fmpq_mpoly:
    k, m = _K + int(axis == "k"), _M + int(axis == "m")
    return polynomial.compose(_N, k, m, _D)


def _exact_root(square: fmpq) -> fmpq | None:
    top, bottom = isqrt(int(square.p)), isqrt(int(square.q))
    return fmpq(top, bottom) if fmpq(top, bottom) ** 2 == square else None
