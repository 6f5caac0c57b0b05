"""Coboundaries between contractions: k steps of one fraction against l steps of another.

The matrix P(n) = M(k(n−1)+1) ⋯ M(kn) of k steps is brought to the companion form of a fraction (`trajectories`) and
that to its canonical form; a coboundary between two such fractions, taken back through both changes of coordinates, is
one between the products themselves.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from operator import mul

from flint import fmpz_poly

from analysis.coboundaries.coboundary import Coboundary, coboundary
from analysis.coboundaries.singularities import singular_alike
from analysis.exact.companions import PolynomialMatrix, companion, in_lowest_terms
from analysis.exact.polynomials import MAX_DEGREE, Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.two_by_two import multiplied
from analysis.formulas.deflation import deflating_factor
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

MOST_SLOW_STEPS = 3  # of a contraction where rates do not tell contractions apart: each trial costs a tenth of a second


def folded_coboundary(left: PCF, right: PCF, folds: tuple[int, int]) -> Coboundary | None:
    """The coboundary between folds[0] steps of `left` and folds[1] steps of `right`, None where none is found.

    >>> two_steps = PCF.parse("n^2+3n+3", "-(n+1)^2")
    >>> folded_coboundary(PCF.parse("1", "n"), PCF.parse("1", "n"), (1, 2)) is None
    True
    """
    if left.termination() is not None or right.termination() is not None or not singular_alike(left, right, folds):
        return None
    ours, theirs = _Folded.of(left, folds[0]), _Folded.of(right, folds[1])
    if ours is None or theirs is None:
        return None
    found = coboundary(ours.canonical, theirs.canonical)
    if found is None:
        return None
    a, b, c, d = theirs.coordinates
    product = multiplied(multiplied(ours.coordinates, found.numerators), (d, -b, -c, a))
    numerators, denominator = in_lowest_terms(product, found.denominator * (a * d - b * c))
    step = fmpz_poly([1, 1])
    ahead = tuple(p(step) for p in numerators)
    upper = multiplied(ours.steps, (ahead[0], ahead[1], ahead[2], ahead[3]))
    lower = multiplied(numerators, theirs.steps)
    for top, bottom in zip(upper, lower, strict=True):
        if bottom:
            g_top, g_bottom = top * denominator, bottom * denominator(step)
            common = g_top.gcd(g_bottom)
            return Coboundary(left, right, numerators, denominator, g_top // common, g_bottom // common, folds)
    return None


def may_be_equivalent(left: PCF, right: PCF, folds: tuple[int, int]) -> bool:
    """Whether the errors of so many steps fall alike, up to an integer power of n: what every coboundary needs.

    An error of n!^(−η) B^(−n) e^(c√n) after n steps is one of l n instead after l n of them: up to a power of n it is
    n!^(−l η) (l^(l η) B^l)^(−n) e^(c √l √n).
    """
    first, second = growth(left), growth(right)
    if not isinstance(first, Growth) or not isinstance(second, Growth):
        return False
    twice_order = 2 * first.eta * folds[0]
    if twice_order != 2 * second.eta * folds[1]:
        return False
    power = first.power - second.power
    if not power.is_rational or (2 * power.x).q != 1:
        return False
    slow = first.eta == 0 and first.base == Quadratic.rational(1) and first.root.sign() == 0
    if slow and max(folds) > MOST_SLOW_STEPS:
        return False
    bases = [rates.base for rates, fold in zip((first, second), folds, strict=True) for _ in range(fold)]
    ours, theirs = bases[: folds[0]], bases[folds[0] :]
    # Squared, as 2 η is an integer and η need not be.
    left_scale, right_scale = (Quadratic.rational(Fraction(fold) ** int(twice_order)) for fold in folds)
    try:
        if first.root * first.root * folds[0] != second.root * second.root * folds[1]:
            return False
        if reduce(mul, ours + ours, left_scale) != reduce(mul, theirs + theirs, right_scale):
            return False
    except ValueError:  # numbers of different fields
        return False
    return singular_alike(left, right, folds)


@dataclass(frozen=True)
class _Folded:
    """The matrix of several steps, and W with P(n) W(n+1) ∝ W(n) M(n), M that of `canonical`."""

    steps: PolynomialMatrix
    canonical: PCF
    coordinates: PolynomialMatrix

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, pcf: PCF, fold: int) -> "_Folded | None":
        zero, one = fmpz_poly([]), fmpz_poly([1])
        steps: PolynomialMatrix = (one, zero, zero, one)
        for j in range(1, fold + 1):
            at = fmpz_poly([j - fold, fold])
            steps = multiplied(steps, (zero, pcf.b.flint(at), one, pcf.a.flint(at)))
        found = companion(steps)
        if found is None:
            return None
        a, b = (Polynomial.from_flint(p) for p in found)
        if max(a.degree, b.degree) > 2 * MAX_DEGREE:
            return None
        top, bottom = (p.flint for p in deflating_factor(a, b))
        back = fmpz_poly([-1, 1])
        factor = PCF(a, b).canonical().factor * int(bottom(0)) / int(top(0)) if top(0) and bottom(0) else None
        if factor is None:
            return None
        _, q, _, s = steps
        q_before = q(back)
        # V diag(c⁻, 1), c = factor · top/bottom, times the denominator of c⁻
        c_top, c_bottom = top(back) * factor.numerator, bottom(back) * factor.denominator
        coordinates = (zero, q * q_before * c_bottom, c_top, s * q_before * c_bottom)
        return cls(steps, PCF(a, b).canonical().pcf, coordinates)
