"""Bounds of the reduced denominators that are proved: of a few fractions, and of all that are equivalent to them.

A coboundary makes the convergents of one fraction out of two neighbours of the other with polynomials in n, so that the
rate of the denominators carries over. The fractions are

- ((2n + 1)u, w n²): pₙ and qₙ are (n + 1)! times θ^(n+1) Pₙ₊₁(u/θ) and θⁿ Wₙ(u/θ), θ² = −w, Wₙ = Σ Pₖ₋₁ Pₙ₊₁₋ₖ/k over
  1 ≤ k ≤ n + 1 ([DLMF] 14.7.4). θⁿ Pₙ(u/θ) = Σ C(n,k)² ((u+θ)/2)ᵏ ((u−θ)/2)ⁿ⁻ᵏ is an integer where 4 divides u² + w,
  after multiplication with 2ⁿ in any case, and up to powers of 2 Σ ± C(n,k) C(2n−2k,n) u^(n−2k) wᵏ, a multiple of
  g^(n/2), g the common divisor of u and w: so the denominators are at most those over g^(n/2), times lcm(1 … n + 1);
- Apéry's for ζ(2) and ζ(3), with lcm(1 … n)² and ³;
- (An + C, B): integers by their own recurrence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from math import gcd, log

from flint import arb

from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import exact_root, fraction
from analysis.formulas.pcf import PCF
from analysis.links.base_equations import base_equations
from analysis.links.certificates import folded_link, link
from analysis.numbers.asymptotics import Growth, growth

_APERY = (
    (PCF.parse("11n^2+11n+3", "n^4"), 2),
    (PCF.parse("34n^3+51n^2+27n+5", "-n^6"), 3),
)
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Bound:
    """The denominators of `pcf` are at most n!^η′ e^(n rate), where η′ = 0 or the rate does not matter.

    ground: why, given how mathematics is written.
    """

    pcf: PCF
    factorial: Fraction
    rate: float
    ground: Callable[[Callable[[str], str]], str]
    steps: int = 1  # of `pcf`, of which the other fraction makes one

    @property
    def delta(self) -> float | None:
        """The least that δ can be."""
        rates = growth(self.pcf)
        if not isinstance(rates, Growth):
            return None
        if self.factorial:
            return float(rates.eta / self.factorial) - 1
        return rates.gamma / self.rate - 1 if self.rate > 0 else None


def proved_denominators(pcf: PCF, delta: float, spell: Callable[[str], str] = str) -> str | None:
    """What bounds the denominators of a fraction, where that proves this δ; None where no bound is known to.

    spell: how mathematics is written.

    >>> proved_denominators(PCF.parse("6n+15", "-n^2-4n-4"), 0.27)
    "at most lcm(1..n), by Legendre's polynomials: PCF(6n+3, -n^2)"
    >>> proved_denominators(PCF.parse("8n^2+48n+72", "4n^2+20n+21"), 1)
    'integers by the recurrence: PCF(4n+14, 1)'
    """
    canonical = pcf.canonical().pcf
    for bound in _bounds(canonical):
        reached = bound.delta
        if reached is None or reached < delta - _ROUNDING:
            continue
        alike = link(canonical, bound.pcf) if bound.steps == 1 else folded_link(canonical, bound.pcf, (1, bound.steps))
        if alike is not None:
            sides = (spell(side.compact()) for side in (bound.pcf.a, bound.pcf.b))
            return f"{bound.ground(spell)}: PCF({', '.join(sides)})"
    return None


def _bounds(pcf: PCF) -> Iterator[Bound]:
    quotient = _quotient(pcf)
    for (known, power), steps in product(_APERY, (1, 2)):
        once = _quotient(known)
        if once is not None and quotient == (once if steps == 1 else once * once):
            yield Bound(known, Fraction(0), _rate(known) + power, partial(_apery, power), steps)
    for base in (pcf, *base_equations(pcf)):
        if base.a.degree == 1 and base.b.degree == 0:
            yield Bound(base, Fraction(1), 0.0, lambda _: "integers by the recurrence")
    yield from _legendre(pcf)


def _apery(power: int, spell: Callable[[str], str]) -> str:
    exponent = spell(f"n^{power}").removeprefix("n")
    return f"lcm(1..n){exponent}: Apéry (1979), Beukers (1979)"


def _rate(pcf: PCF) -> float:
    """Of qₙ without its factorials."""
    rates = growth(pcf)
    assert isinstance(rates, Growth)
    return float(abs(arb(rates.dominant.base.ball())).log())


def _legendre(pcf: PCF) -> Iterator[Bound]:
    """((2n + 1)u, w n²), of which one or two steps have the same quotient of characteristic roots r as one of this.

    −4u²/w is r + 1/r + 2; for the root of r it is 2 plus or minus the root of that.
    """
    quotient = _quotient(pcf)
    if quotient is None:
        return
    trace = quotient + Quadratic.rational(1) / quotient + 2
    if not trace.is_rational or not trace.x:
        return
    once = fraction(trace.x)
    root = exact_root(once) if once > 0 else None
    for value, steps in ((once, 1), *(((2 + root, 2), (2 - root, 2)) if root else ())):
        u, w = value.numerator, -4 * value.numerator * value.denominator
        base = PCF(Polynomial((u, 2 * u)), Polynomial((0, 0, w))).canonical().pcf
        u, w = base.a(0), base.b.leading
        twos, common = 1 if (u * u + w) % 4 == 0 else 2, gcd(u, w)
        rate = _rate(base) + 1 + log(twos) - log(common) / 2
        yield Bound(base, Fraction(0), rate, partial(_by_legendre, twos, common), steps)


def _by_legendre(twos: int, common: int, spell: Callable[[str], str]) -> str:
    before = "" if twos == 1 else spell("2^n") + " "
    below = "" if common == 1 else "/" + spell(f"{common}^(n/2)")
    return f"at most {before}lcm(1..n){below}, by Legendre's polynomials"


def _quotient(pcf: PCF) -> Quadratic | None:
    """Of the characteristic roots, the larger over the smaller; None where factorials decide."""
    rates = growth(pcf)
    return None if not isinstance(rates, Growth) or rates.eta else rates.dominant.base / rates.minimal.base
