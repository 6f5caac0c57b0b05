"""Bounds of all solutions of a recurrence where no exponential separates the largest of them: powers of n, proved.

Let (λ−ρ)^m ψ(λ) be the characteristic polynomial of d₀(n) t(n) + … + d_s(n) t(n−s) = 0, ρ = ±1, E the shift. The
coordinates fⱼ = nʲ (E−ρ)ʲ ψ(E) t, j < m, and n^(m−1) (E−ρ)^m Eⁱ t of a window t(n), …, t(n+s−1) go, at a regular
singularity, by a matrix diag(ρ, …, ρ, companion of ψ) + O(1/n). In coordinates v in which it is nearly diagonal the
sum of the absolute values in each row is at most 1 − ε/n from N on: an inequality of polynomials, tested by signs of
their coefficients at n + N. So |v(k)| ≤ |v(n)| (k/n)^(−ε), in the maximum norm, for k ≥ n ≥ N.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from itertools import product

import numpy as np
from flint import arb, fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from analysis.exact.matrices import RationalMatrix
from analysis.exact.quotients import Quotient
from analysis.exact.rationals import fraction
from analysis.numbers.signs import sign_from

_SCALES = (1, 8, 64)  # of the last coordinates beside the fⱼ
_GRAIN = 1 << 12  # coordinates are rounded to fractions over this
_NARROW = (1 / 32, 1 / 2)  # sizes of what is left beside the diagonal: coordinates are the more apart the less is left
_MOST_START = 1 << 12  # N beyond which no bound is sought
_SMALL = 1e-3  # a double eigenvalue comes with about half the digits, a triple one with a third


@dataclass(frozen=True, eq=False)
class Window:
    """basis · (t(n), …, t(n+s−1)), times n^powers, is what is bounded; `unit` of them belong to λ = `root`."""

    basis: fmpq_mat
    powers: tuple[int, ...]
    unit: int
    root: int

    @classmethod
    def of(cls, d: Sequence[fmpz_poly]) -> "Window":
        """For Σ dᵢ(n) t(n−i) = 0, d₀ of the largest degree."""
        s, degree = len(d) - 1, d[0].degree()
        whole = fmpq_poly([fmpq(int(c[degree])) for c in reversed(d)])
        choices = [(*_without_root(whole, root), root) for root in (1, -1)]
        psi, m, root = max(choices, key=lambda choice: choice[1])
        away = fmpq_poly([-root, 1])
        rows = [away**j * psi for j in range(m)] + [away**m * fmpq_poly([0, 1]) ** i for i in range(s - m)]
        basis = fmpq_mat([[p[j] for j in range(s)] for p in rows])
        return cls(basis, (*range(m), *[max(m - 1, 0)] * (s - m)), m, root)


def _without_root(p: fmpq_poly, root: int) -> tuple[fmpq_poly, int]:
    """The monic rest, and how often the root was taken out."""
    m = 0
    while p.degree() > 0 and p(root) == 0:
        p, m = p // fmpq_poly([-root, 1]), m + 1
    return p / p[p.degree()], m


@dataclass(frozen=True, eq=False)
class PowerBound:
    """|v(n+1)| ≤ (1 − ε/n) |v(n)| for n ≥ start, v(n) the mixing of the window's coordinates."""

    window: Window
    mixing: fmpq_mat
    epsilon: Fraction
    start: int

    @cached_property
    def back(self) -> fmpq_mat:
        """The inverse of the mixing."""
        return self.mixing.inv()

    def term(self) -> arb:
        """C with |t(n)| ≤ C |v(n)|."""
        row, s = self.window.basis.inv(), self.window.basis.nrows()
        return sum((abs(arb(row[0, i] * self.back[i, j])) for i in range(s) for j in range(s)), arb(0))

    def size(self, values: Sequence[fmpq], n: int) -> arb:
        """|v(n)| for t(n), …, t(n+s−1)."""
        y = self.window.basis * fmpq_mat([[x] for x in values])
        scaled = fmpq_mat([[y[i, 0] * fmpq(n) ** power] for i, power in enumerate(self.window.powers)])
        return reduce(arb.max, (abs(arb(x)) for x in (self.mixing * scaled).entries()))


def power_bound(d: Sequence[fmpz_poly], window: Window, least: int) -> PowerBound | None:
    """With ε > least ≥ 0; None where solutions are too large, the singularity irregular, or no coordinates are found.

    >>> basel = [fmpz_poly([0, 0, 1]), fmpz_poly([-1, 2, -1])]                                          # t = 1/n²
    >>> power_bound(basel, Window.of(basel), 1).epsilon
    Fraction(3, 2)
    """
    step = _moved(d, window)
    limit = _limit(step, window)
    if limit is None:
        return None
    for narrow, scale in product(_NARROW, _SCALES):
        mixing = _mixing(*limit, scale, narrow)
        found = None if mixing is None else _with_rate(_between(mixing, step, mixing.inv()), least)
        if mixing is not None and found is not None:
            return PowerBound(window, mixing, *found)
    return None


def _moved(d: Sequence[fmpz_poly], window: Window) -> RationalMatrix:
    """The step of the coordinates."""
    s, basis, powers = len(d) - 1, window.basis, window.powers
    n, ahead = Quotient.polynomial(fmpz_poly([0, 1])), Quotient.polynomial(fmpz_poly([1, 1]))
    lead = Quotient.polynomial(d[0](fmpz_poly([s, 1])))
    last = [-Quotient.polynomial(d[s - j](fmpz_poly([s, 1]))) / lead for j in range(s)]
    zero, one = Quotient.constant(0), Quotient.constant(1)
    companion = [[one if j == i + 1 else zero for j in range(s)] for i in range(s - 1)] + [last]
    left = [[Quotient.constant(fraction(basis[i, j])) * _power(ahead, powers[i]) for j in range(s)] for i in range(s)]
    inverse = basis.inv()
    right = [[Quotient.constant(fraction(inverse[i, j])) / _power(n, powers[j]) for j in range(s)] for i in range(s)]
    return RationalMatrix.of(left) @ RationalMatrix.of(companion) @ RationalMatrix.of(right)


def _between(left: fmpq_mat, step: RationalMatrix, right: fmpq_mat) -> RationalMatrix:
    s = left.nrows()
    sides = [
        RationalMatrix.of([[Quotient.constant(fraction(m[i, j])) for j in range(s)] for i in range(s)])
        for m in (left, right)
    ]
    return sides[0] @ step @ sides[1]


def _power(base: Quotient, k: int) -> Quotient:
    return reduce(lambda left, right: left * right, [base] * k, Quotient.constant(1))


def _limit(step: RationalMatrix, window: Window) -> tuple[np.ndarray, np.ndarray] | None:
    """lim n (ρF − 1) for the block F of the fⱼ, and the limit of the other; None where the rest is not O(1/n)."""
    s, m, bottom = len(step.rows), window.unit, step.denominator
    degree, nothing = bottom.degree(), fmpz_poly([])
    near, far = np.zeros((s, s)), np.zeros((s, s))
    for i in range(s):
        for j in range(s):
            entry = step.rows[i][j] - (bottom * window.root if i == j < m else nothing)
            if entry.degree() > degree or (entry.degree() == degree and not (i >= m and j >= m)):
                return None
            shares = (float(Fraction(int(entry[k]), int(bottom[degree]))) if k >= 0 else 0.0
                      for k in (degree, degree - 1))  # fmt: skip
            near[i, j], far[i, j] = shares
    return window.root * far[:m, :m], near[m:, m:]


def _mixing(unit: np.ndarray, rest: np.ndarray, scale: int, narrow: float) -> fmpq_mat | None:
    """Coordinates in which both blocks are nearly diagonal, the last ones scaled; None for complex eigenvalues."""
    m, s = len(unit), len(unit) + len(rest)
    whole = np.zeros((s, s))
    for block, at, size in ((unit, 0, 1), (rest, m, scale)):
        turn = _triangulating(block)
        if turn is None:
            return None
        above = np.abs(np.triu(turn @ block @ turn.T, 1)).max(initial=1.0)
        grow = np.diag([(above / narrow) ** k for k in range(len(block))])
        whole[at : at + len(block), at : at + len(block)] = size * grow @ turn
    made = fmpq_mat([[fmpq(round(float(x) * _GRAIN), _GRAIN) for x in row] for row in whole])
    return made if made.det() else None


def _triangulating(block: np.ndarray) -> np.ndarray | None:
    """An orthogonal Q with Q · block · Qᵗ about upper triangular; None for complex eigenvalues."""
    if len(block) < 2:
        return np.eye(len(block))
    values = np.linalg.eigvals(block)
    if np.abs(values.imag).max() > _SMALL * (1 + np.abs(values).max()):
        return None
    vector = np.linalg.svd(block - values[0].real * np.eye(len(block)))[2][-1]
    first = np.linalg.qr(np.column_stack([vector, np.eye(len(block))]))[0].T
    inner = _triangulating((first @ block @ first.T)[1:, 1:])
    if inner is None:
        return None
    whole = np.eye(len(block))
    whole[1:, 1:] = inner
    return whole @ first


def _with_rate(step: RationalMatrix, least: int) -> tuple[Fraction, int] | None:
    """ε in the middle between `least` and what it is at infinity, and the least power of two as N.

    Where all solutions are exponentially small any ε will do.
    """
    start = 2
    while start <= _MOST_START:
        rows = _sizes(step, start)
        most = min((rate for row in rows or () if (rate := _rate(row, step, start)) is not None), default=None)
        if rows is not None:
            if most is not None and most <= least:
                return None
            epsilon = Fraction(least + 1) if most is None else (least + most) / 2
            if all(_holds(row, step, epsilon, start) for row in rows):
                return epsilon, start
        start *= 2
    return None


def _sizes(step: RationalMatrix, start: int) -> list[fmpz_poly] | None:
    """Bounds of Σ |entries| of each row times |denominator| for n ≥ start; None where the latter's sign is not seen."""
    if sign_from(step.denominator, start) is None:
        return None
    return [sum((_absolute(entry, start) for entry in row), fmpz_poly([])) for row in step.rows]


def _absolute(p: fmpz_poly, start: int) -> fmpz_poly:
    """At least |p(n)| for n ≥ start, and ±p where its coefficients at n + start are of one sign."""
    return fmpz_poly([abs(c) for c in p(fmpz_poly([start, 1])).coeffs()])(fmpz_poly([-start, 1]))


def _rate(size: fmpz_poly, step: RationalMatrix, start: int) -> Fraction | None:
    """lim n (1 − size/|denominator|); None where it is infinite."""
    below = step.denominator * (sign_from(step.denominator, start) or 1)
    gap = (below - size) * fmpz_poly([0, 1])
    degree = below.degree()
    if gap.degree() > degree:
        return None
    return Fraction(int(gap[degree]), int(below[degree]))


def _holds(size: fmpz_poly, step: RationalMatrix, epsilon: Fraction, start: int) -> bool:
    """Whether size ≤ (1 − ε/n) |denominator| for all n ≥ start."""
    below = step.denominator * (sign_from(step.denominator, start) or 1)
    u, v = epsilon.numerator, epsilon.denominator
    return sign_from(below * fmpz_poly([-u, v]) - size * fmpz_poly([0, v]), start) in (0, 1)
