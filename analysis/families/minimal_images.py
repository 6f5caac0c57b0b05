"""Whether a coboundary carries the minimal solution of one recurrence to that of the other: an exact criterion.

With M₁(n) U(n+1) = g(n) U(n) M₂(n) the row r(n) = (u(N−1), u(N)), N = n − 1 (k(n − 1) for products of k steps), of a
solution goes to r(n) U(n)/Π g, the row of a solution of the other recurrence.

- Where the error of the first fraction falls faster than every power of n, minimal goes to minimal: U is rational and
  invertible, so some column of the dominant r U is at least n^(−K) u(N), and the images' ratio tends to 0 with that of
  the solutions, which it does for no other combination (Pincherle).
- Where it falls like a power of n, or like 1/ln n, the minimal solution has a ratio series ρ without logarithms, in
  powers of 1/n, over ℚ or ℚ(√d) (`ratio_series`). Its image has the ratio (U₁₂ + ρ U₂₂)/(U₁₁ + ρ U₂₁), a formal ratio
  series of the other recurrence. Of these there are two, the minimal and the dominant one (only the minimal one where
  the other has a logarithm); the first terms, which tell them apart, are compared as exact numbers.
"""

from collections.abc import Sequence
from fractions import Fraction

from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.ratio_series import exact_series

_MOST_TERMS = 600  # of a ratio series: leading terms cancel at most as often as degrees of U allow
_ZERO = Quadratic.rational(0)


def carries_minimal(left: PCF, right: PCF, u: Sequence[Polynomial], folds: tuple[int, int] = (1, 1)) -> bool:
    """Whether u, a coboundary row by row up to scalars, carries the minimal solution of `left` to that of `right`.

    False too where one of the fractions has no minimal solution, so no limit.

    >>> u = [Polynomial.of(p) for p in ((0,), (1, 2, 1), (1,), (3, 2))]  # M(n) of the second: an index shift
    >>> carries_minimal(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2"), u)
    True
    """
    ours, theirs = growth(left), growth(right)
    if not isinstance(ours, Growth) or not isinstance(theirs, Growth):
        return False
    if ours.eta or ours.base != Quadratic.rational(1) or ours.root.sign():
        return True
    try:
        return _same_series(left, ours, theirs, u, folds)
    except ValueError:  # numbers of different fields
        return False


def _same_series(left: PCF, ours: Growth, theirs: Growth, u: Sequence[Polynomial], folds: tuple[int, int]) -> bool:
    branch, wanted = ours.minimal_branch, theirs.minimal_branch
    if branch.ramification != 1 or wanted.ramification != 1:
        return False
    k, fold = folds
    x, y, z, w = (_in_steps(p, k) for p in u)
    ratio = Fraction(fold, k)
    power = int(wanted.order)
    terms = [t * (ratio ** (power - i)) for i, t in enumerate(wanted.terms)]  # in powers of N = k(n − 1)
    count = len(terms) + max(p.degree for p in u) + 1
    while count <= _MOST_TERMS:
        rho = exact_series(left, branch, count)
        first = _combined(x, z, rho, int(branch.order), count)
        second = _combined(y, w, rho, int(branch.order), count)
        lead = next((i for i, c in enumerate(first[1]) if c != _ZERO), None)
        if lead is not None and lead + len(terms) <= count:
            return _begins(first, second, lead, terms, power)
        count *= 2
    return False


def _in_steps(p: Polynomial, k: int) -> list[Fraction]:
    """p(N/k + 1) as descending coefficients in N."""
    moved = p.shift(1).coefficients
    return [Fraction(c, k**i) for i, c in enumerate(moved)][::-1]


def _combined(
    p: list[Fraction], q: list[Fraction], rho: list[Quadratic], order: int, count: int
) -> tuple[int, list[Quadratic]]:
    """p + q ρ as (leading exponent, `count` descending coefficients)."""
    top = max(len(p) - 1, len(q) - 1 + order)
    total = [_ZERO] * count
    for i, c in enumerate(p):
        if (place := top - (len(p) - 1) + i) < count:
            total[place] = total[place] + c
    for i, c in enumerate(q):
        start = top - (len(q) - 1 + order) + i
        for j in range(count - start):
            total[start + j] = total[start + j] + rho[j] * c
    return top, total


def _begins(
    first: tuple[int, list[Quadratic]], second: tuple[int, list[Quadratic]], lead: int, terms: list[Quadratic],
    power: int,
) -> bool:  # fmt: skip
    """Whether second/first = Σ terms[i] N^(power − i) + …, with first[lead] the leading term of the first."""
    leading = first[0] - lead + power
    for exponent in range(max(second[0], leading), leading - len(terms), -1):
        place = second[0] - exponent
        found = second[1][place] if 0 <= place < len(second[1]) else _ZERO
        if place >= len(second[1]):
            return False
        wanted = _ZERO
        for i, term in enumerate(terms):
            j = first[0] - (exponent - power + i)
            if lead <= j < len(first[1]):
                wanted = wanted + term * first[1][j]
        if found != wanted:
            return False
    return True
