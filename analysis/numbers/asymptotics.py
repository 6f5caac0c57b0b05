"""How the solutions of uₙ = a(n) uₙ₋₁ + b(n) uₙ₋₂ grow, exactly, and so whether and how fast PCF(a, b) converges.

Each of the two formal solutions (Birkhoff and Trjitzinsky, Acta Math. 60 (1933)) is n!^D ρⁿ exp(c√n) n^β (1 + …)
with D rational and ρ, c, β in one field ℚ(√d). The fraction converges exactly when one solution is minimal
(Pincherle; see Gil, Segura and Temme, Numerical Methods for Special Functions, ch. 4), and then the error of the
convergents is a constant times minimal/dominant, so its exponents are differences of exponents: exact numbers
from the coefficients, no fit.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lgamma, log, sqrt
from typing import TypeVar

from flint import fmpq

from analysis.exact.balls import accurate_float
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.numbers.ratio_series import Branch, Exact, RatioSeries, exact_series

_ZERO = Quadratic.rational(0)
Number = TypeVar("Number", Quadratic, fmpq)


@dataclass(frozen=True)
class Exponents:
    """u(n) ~ n!^factorial · base^n · exp(root √n) · n^power, up to a constant factor."""

    factorial: Fraction
    base: Quadratic
    root: Quadratic
    power: Quadratic


@dataclass(frozen=True)
class Growth:
    """|pₙ/qₙ − L| ~ n!^(−eta) · base^(−n) · exp(−root √n) · n^(−power), base = e^gamma ≥ 1.

    `logarithmic` marks the one case where all exponents vanish and the error falls like 1/ln n.
    `dominant` and `minimal` are the two solutions' own exponents.
    """

    dominant: Exponents
    minimal: Exponents
    minimal_branch: Branch
    dominant_branch: Branch
    logarithmic: bool = False

    @cached_property
    def eta(self) -> Fraction:
        return self.dominant.factorial - self.minimal.factorial

    @property
    def base(self) -> Quadratic:
        return self._rate[0]

    @property
    def gamma(self) -> float:
        return self._rate[1]

    @property
    def gamma_text(self) -> str:
        """γ exactly, as text that sympy parses."""
        return self._rate[2]

    @cached_property
    def _rate(self) -> tuple[Quadratic, float, str]:
        return _rate(self.dominant.base, self.minimal.base)

    @cached_property
    def root(self) -> Quadratic:
        return self.dominant.root - self.minimal.root

    @cached_property
    def power(self) -> Quadratic:
        return self.dominant.power - self.minimal.power

    def log_error(self, n: int) -> float:
        """−ln of the error at n without its constant factor (natural logarithm)."""
        eta, gamma, root, power = self._as_floats
        return eta * lgamma(n + 1) + gamma * n + root * sqrt(n) + power * log(n)

    @cached_property
    def _as_floats(self) -> tuple[float, float, float, float]:
        return float(self.eta), self.gamma, float(self.root), float(self.power)


@lru_cache(maxsize=1024)
def _rate(dominant: Quadratic, minimal: Quadratic) -> tuple[Quadratic, float, str]:
    """The base of the error, its logarithm, and that as text."""
    ratio = dominant / minimal
    base = ratio if ratio.sign() > 0 else -ratio
    return base, accurate_float(lambda: base.ball().log()), base.log_text()


@dataclass(frozen=True)
class Oscillation:
    """Two solutions of equal size: the convergents have no limit in ℝ, for the reason given."""

    reason: str


@lru_cache(maxsize=4096)
def growth(pcf: PCF) -> Growth | Oscillation:
    """The growth of both solutions and of the error; every case of deg a, deg b, any degree.

    The fraction is taken as if it did not terminate.

    >>> apery = growth(PCF.parse("34n^3+51n^2+27n+5", "-n^6"))
    >>> apery.eta, apery.base, apery.power
    (Fraction(0, 1), 577 + 408*sqrt(2), 0)
    >>> growth(PCF.parse("2n+1", "n^2")).base
    3 + 2*sqrt(2)
    >>> growth(PCF.parse("1", "-1")).reason
    'complex characteristic roots of equal modulus'
    """
    found = _branches(pcf)
    if isinstance(found, Oscillation):
        return found
    first, second = ((_exponents(pcf, branch), branch) for branch in found)
    order = _compare(first[0], second[0])
    if order == 0 and found[0].lag != found[0].ramification:
        return Oscillation("two solutions of equal size: the convergents approach two values in turn")
    (dominant, above), (minimal, below) = (first, second) if order >= 0 else (second, first)
    return Growth(dominant, minimal, below, above, logarithmic=order == 0)


def _compare(first: Exponents, second: Exponents) -> int:
    """The sign of (first − second) as growth."""
    if first.factorial != second.factorial:
        return 1 if first.factorial > second.factorial else -1
    for difference in (
        first.base * first.base - second.base * second.base,
        first.root - second.root,
        first.power - second.power,
    ):
        if sign := difference.sign():
            return sign
    return 0


def _exponents(pcf: PCF, branch: Branch) -> Exponents:
    if branch.ramification == 1:
        lead = branch.terms[0]
        second = branch.terms[1] if len(branch.terms) > 1 else _second_term(pcf, branch.order, lead)
        return Exponents(branch.order, lead, _ZERO, second / lead)
    lead, *rest = exact_series(pcf, branch, 3)
    half, one = (coefficient / lead for coefficient in rest)
    return Exponents(branch.order, lead, half * 2, one - half * half * Fraction(1, 2))


def _second_term(pcf: PCF, order: Fraction, lead: Quadratic) -> Quadratic:
    """s₁ of a ratio s₀ n^D + s₁ n^(D−1) + … whose s₀ is a simple root."""
    if lead.is_rational:  # several times as fast
        return Quadratic(_below(pcf, order, lead.x, fmpq(1)))
    return _below(pcf, order, lead, Quadratic.rational(1))


def _below(pcf: PCF, order: Fraction, lead: Number, one: Number) -> Number:
    """From r(n) (r(n+1) − a(n+1)) = b(n+1) one step down.

    The bracket begins with n^E, E = max(D, deg a), or cancels there: then it is b(n+1)/r(n).
    """
    zero = one - one
    a, a_next, b, b_next = (one * c for c in (*_two_leading(pcf.a), *_two_leading(pcf.b)))
    d, alpha, beta = int(order), max(pcf.a.degree, 0), pcf.b.degree
    if d == alpha and beta < 2 * alpha:
        return a_next + (b / lead if beta == 2 * alpha - 1 else zero)
    top = max(d, alpha)
    ours, theirs = (lead if d == top else zero), (a if alpha == top else zero)
    below = zero  # of the bracket at n^(top − 1), without s₁
    below += lead * d if d == top else (lead if d == top - 1 else zero)
    below -= a_next + a * alpha if alpha == top else (a if alpha == top - 1 else zero)
    pivot = ours - theirs + (lead if d == top else zero)
    return (b_next + b * beta - lead * below) / pivot


def _two_leading(polynomial: Polynomial) -> tuple[int, int]:
    lead, second, *_ = (*polynomial.coefficients[::-1], 0, 0)
    return lead, second


def _branches(pcf: PCF) -> tuple[Branch, Branch] | Oscillation:
    """The starts of the two solutions, from the Newton polygon of the Riccati equation."""
    found = _by_leading_terms(pcf.a.degree, pcf.a.leading, pcf.b.degree, pcf.b.leading)
    return _double_root_branches(pcf, found) if isinstance(found, Quadratic) else found


@lru_cache(maxsize=1024)
def _by_leading_terms(
    deg_a: int, lead_a: int, deg_b: int, lead_b: int
) -> tuple[Branch, Branch] | Oscillation | Quadratic:
    """The same; the root where it is double."""
    if deg_b > 2 * deg_a or not lead_a:
        if lead_b < 0:
            return Oscillation("complex characteristic roots of equal modulus")
        root, order = Quadratic.sqrt(lead_b), Fraction(deg_b, 2)
        return Branch(order, order.denominator, (root,)), Branch(order, order.denominator, (-root,))
    if deg_b < 2 * deg_a:
        dominant = Branch(Fraction(deg_a), 1, (Quadratic.rational(lead_a),))
        minimal = Branch(Fraction(deg_b - deg_a), 1, (Quadratic.rational(Fraction(-lead_b, lead_a)),))
        return dominant, minimal
    discriminant = lead_a * lead_a + 4 * lead_b
    if discriminant < 0:
        return Oscillation("complex characteristic roots of equal modulus")
    half = Quadratic.rational(Fraction(lead_a, 2))
    if discriminant > 0:
        step = Quadratic.sqrt(discriminant) * Fraction(1, 2)
        return Branch(Fraction(deg_a), 1, (half + step,)), Branch(Fraction(deg_a), 1, (half - step,))
    return half


def _double_root_branches(pcf: PCF, root: Quadratic) -> tuple[Branch, Branch] | Oscillation:
    """Double characteristic root: s_{1/2}² = −(residual at n⁻¹), or, where that is 0, a quadratic for s_1."""
    order = Fraction(pcf.a.degree)
    square = -_residual(pcf, Branch(order, 1, (root,)), 1)
    if square.sign() < 0:
        return Oscillation("a double characteristic root that splits into complex ones")
    if square.sign() > 0:
        half = Quadratic.sqrt(fraction(square.x))
        return Branch(order, 2, (root, half), lag=1), Branch(order, 2, (root, -half), lag=1)
    at_zero, at_plus, at_minus = (
        _residual(pcf, Branch(order, 1, (root, Quadratic.rational(s))), 2) for s in (0, 1, -1)
    )
    linear = (at_plus - at_minus) * Fraction(1, 2)
    discriminant = linear * linear - at_zero * 4
    if discriminant.sign() < 0:
        return Oscillation("complex exponents: the convergents turn without end")
    step = Quadratic.sqrt(fraction(discriminant.x)) * Fraction(1, 2)
    middle = linear * Fraction(-1, 2)
    return Branch(order, 1, (root, middle + step), lag=1), Branch(order, 1, (root, middle - step), lag=1)


def _residual(pcf: PCF, branch: Branch, index: int) -> Quadratic:
    return RatioSeries(pcf, branch, Exact()).residual(index)
