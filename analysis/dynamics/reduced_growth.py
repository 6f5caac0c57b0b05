"""How the reduced denominators grow: q̃ₙ = |qₙ|/gcd(pₙ, qₙ) with ln q̃ₙ ~ η′ n ln n + γ′ n.

η′ = d − ρ, d the n!-exponent of qₙ and ρ the mean slope of the primes: exact, no gcd needed. Where ρ is as large as
can be, half the degree of b, γ′ is the rate of qₙ itself, less η′ for Stirling's −n, corrected at every prime: at large
ones by their profile (`prime_profile`), at each small one by the difference between its share in n!^ρ and in the gcd.
Both are read off exact gcds and must hold at twice the depth. Otherwise γ′ is measured between two
depths and carries its error.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, log, prod, sqrt

from flint import arb
from gmpy2 import gcd, mpz

from analysis.dynamics.common_factors import CommonFactor, cancelled, common_factor, valuation_of_factorial
from analysis.dynamics.logarithms import LogSum
from analysis.dynamics.prime_profile import Shape, confirmed_profile, largest_small_prime
from analysis.dynamics.reduction import growth_order
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Exponents, Growth
from analysis.numbers.convergents import Convergent, advance, convergent
from analysis.numbers.limits import pcf_step_bits

DEPTH = 512  # N; exact convergents are taken at N/2, N and 2N
_KEYS_AT_DEPTH = 8  # cases of the profile that DEPTH serves; for more, N grows, so that several primes meet each
_MOST_DOUBLINGS = 6  # N is at most so many times DEPTH
_LEAST_DEPTH = 64  # below this nothing is said
_MOST_BITS = 4_000_000  # size of q at 2N: the gcd then takes some tens of milliseconds
LARGEST_MODULUS = 60  # of the residues that a profile may depend on: beyond, no depth has primes enough
_LARGEST_REACH = 12  # primes up to so many times n are looked for, as roots of this denominator meet them
_ROOM = 64  # primes are looked for up to D n + this, as roots shift the last step a little
_LARGEST_REST = 40.0  # ln of what may be left of a gcd: some large primes met by accident
_REST_A_STEP = 1.0  # the same for each step, where irrational roots mod p may come together far beyond n: O(n) in all
PRIME_NOISE = 0.94  # |ψ(x) − x| < 0.94 √x for 11 < x < 10¹⁹ (Büthe, Math. Comp. 87 (2018))
_ROUNDING = 4e-15  # of an exact value as a double, relative
_SLACK = 3  # a valuation may differ from its slope by deg b logₚ n plus this
_CLEARLY_WORSE = 1  # powers of p by which the second best slope must miss, or there is no verdict
_MOST_MIXED = 0.1  # share of primes that may lie above the slope by accident before slopes are taken to be mixed
_LEAST_MIXED_PRIME = 11  # smaller primes have accidents too often to be counted


@dataclass(frozen=True)
class ReducedGrowth:
    """η′ and γ′ with errors; `eta_exact` and `gamma_exact` where they are known exactly (then the error is 0)."""

    eta: float
    eta_error: float
    gamma: float | None
    gamma_error: float | None
    eta_exact: Fraction | None = None
    gamma_exact: LogSum | None = None


@dataclass(frozen=True)
class Depths:
    """Exact convergents at N/2, N and 2N, what their common factors may depend on, and these."""

    pcf: PCF
    shape: Shape
    convergents: tuple[Convergent, Convergent, Convergent]

    @cached_property
    def factors(self) -> tuple[CommonFactor, CommonFactor, CommonFactor]:
        largest = self.reach * self.convergents[-1].n + _ROOM
        half, one, two = (common_factor(at, largest) for at in self.convergents)
        return half, one, two

    @cached_property
    def products(self) -> tuple[tuple[mpz, ...], ...]:
        """The matrices whose columns are two convergents, the one at each depth the second, without what divides them.

        All that a rational change of coordinates needs to know.
        """
        matrices = (tuple(map(mpz, product_of(at))) for at in self.convergents)
        return tuple(tuple(entry // common for entry in one) for one in matrices for common in (gcd(*one),))

    def log_reduced(self, place: int) -> float:
        """ln q̃ at one of the depths."""
        if place not in self._logs:
            self._logs[place] = cancelled(self.convergents[place])[1]
        return self._logs[place]

    @cached_property
    def _logs(self) -> dict[int, float]:
        factors = self.factors if "factors" in self.__dict__ else ()
        return {place: factor.log_reduced for place, factor in enumerate(factors)}

    @property
    def reach(self) -> int:
        """Primes up to about this times n occur in the common factor."""
        return min(max((root.denominator for root in self.shape.roots), default=1), _LARGEST_REACH)


def depths(pcf: PCF, rates: Growth, order: Fraction) -> Depths | None:
    """Convergents at N/2, N and 2N; None where the numbers are too large or a denominator is 0.

    N grows beyond DEPTH only where the order is that of a full reduction, whose profile may have many cases.
    """
    shape = _shape(pcf, rates)
    wanted = DEPTH
    if order == growth_order(pcf) and shape.modulus <= LARGEST_MODULUS:
        wanted *= min(-(-shape.keys // _KEYS_AT_DEPTH), _MOST_DOUBLINGS)
    n = int(min(wanted, _MOST_BITS / (2 * pcf_step_bits(pcf, 2 * DEPTH))))
    if n < _LEAST_DEPTH or pcf.termination() is not None:
        return None
    first = convergent(pcf, n // 2)
    second = advance(pcf, first, n)
    third = advance(pcf, second, 2 * n)
    return Depths(pcf, shape, (first, second, third)) if first.q and second.q and third.q else None


def product_of(at: Convergent) -> tuple[int, int, int, int]:
    """The matrix with the convergent in its second column, the one before it in the first."""
    return at.p_before, at.p, at.q_before, at.q


def reduced_growth(at: Depths, rates: Growth, order: Fraction) -> ReducedGrowth | None:
    """η′ and γ′ of a fraction whose growth and reduction order ρ (of almost all primes, or the least) are known.

    None where pₙ and qₙ have many common primes far beyond n, of which the slopes say nothing.

    >>> from analysis.numbers.asymptotics import growth
    >>> apery = PCF.parse("34n^3+51n^2+27n+5", "-n^6")
    >>> reduced_growth(depths(apery, growth(apery), Fraction(3)), growth(apery), Fraction(3)).gamma_exact
    log(17 + 12*sqrt(2)) + 3
    """
    most = _LARGEST_REST if is_full(at.pcf, order) else _REST_A_STEP * at.convergents[2].n
    if float(arb(int(at.factors[2].rest)).log()) > most:
        return None
    eta, error = rates.dominant.factorial - order, 0.0
    exact = _exact_rate(at, rates, order) if is_full(at.pcf, order) and eta >= 0 else None
    if exact is not None:
        return ReducedGrowth(float(eta), 0.0, float(exact), _ROUNDING * abs(float(exact)), eta, exact)
    if order == growth_order(at.pcf) == rates.dominant.factorial:
        return _measured(at, rates, 0.0, 0.0, Fraction(0))
    exact_eta: Fraction | None = eta
    value = float(eta)
    if _slopes_are_mixed(at.factors[2], order):
        from analysis.dynamics.mean_slopes import mean_slope  # of few fractions

        mean = mean_slope(at.pcf)
        if mean is not None:
            value, error = float(rates.dominant.factorial) - mean.value, mean.error
            exact_eta = None if mean.exact is None else rates.dominant.factorial - mean.exact
    return _measured(at, rates, value, error, exact_eta)


def is_full(pcf: PCF, order: Fraction) -> bool:
    """Whether a reduction is as large as can be, the only one whose rate can be exact.

    A determinant has slope deg b: primes of slope deg b/2 gain no more by accident; of less, infinitely many may.
    """
    return 2 * order == pcf.b.degree


def measured_again(at: Depths, rates: Growth, known: ReducedGrowth) -> ReducedGrowth:
    """η′ as it is known of the family, with γ′ measured at this fraction."""
    return _measured(at, rates, known.eta, known.eta_error, known.eta_exact)


def _measured(at: Depths, rates: Growth, eta: float, eta_error: float, eta_exact: Fraction | None) -> ReducedGrowth:
    """γ′ from the differences between depths, after the known n ln n, √n and ln n terms are taken off.

    The error is the step from one pair of depths to the next, and what the distribution of primes may still do.
    """
    root, power = float(rates.dominant.root), float(rates.dominant.power)
    half, one, two = (convergent.n for convergent in at.convergents)
    sizes = []
    for place, n in enumerate((half, one, two)):
        known = eta * n * log(n) + root * sqrt(n) + (power + eta / 2) * log(n)
        sizes.append(at.log_reduced(place) - known)
    early, late = (sizes[1] - sizes[0]) / (one - half), (sizes[2] - sizes[1]) / (two - one)
    noise = PRIME_NOISE * (sqrt(one) + sqrt(two)) / (two - one) * (at.pcf.b.degree / 2)
    error = 2 * abs(late - early) + noise + eta_error * log(4 * two)
    return ReducedGrowth(eta, eta_error, late, error, eta_exact)


def _exact_rate(at: Depths, rates: Growth, order: Fraction) -> LogSum | None:
    """γ′ as a sum of logarithms and a rational number, read off at N/2 and N and confirmed at 2N."""
    a, b = at.pcf.a, at.pcf.b
    spoilers = [a.leading or 1, b.leading]
    if b.degree == 2 * a.degree:
        spoilers.append(a.leading**2 + 4 * b.leading or 1)
    return exact_rate(at.shape, at.factors, rates.dominant, order, b.degree, spoilers)


def exact_rate(
    shape: Shape, factors: Sequence[CommonFactor], dominant: Exponents, order: Fraction, degree: int,
    spoilers: Sequence[int],
) -> LogSum | None:  # fmt: skip
    """γ′ where the common factors at two or more depths follow one rule, confirmed at the last, and eat n!^order.

    `dominant` is the growth of qₙ, `degree` that of the determinant of a step; primes that divide one of the spoilers
    and break the rule are looked at one by one, as small primes are. None where there is no such rule.
    """
    *earlier, one, two = factors
    if shape.modulus > LARGEST_MODULUS:
        return None
    found = confirmed_profile(shape, order, shape.cases(*earlier, one), shape.cases(two))
    if found is None:
        return None
    profile, large = found
    corrections = defaultdict(Fraction, large.primes)
    small, spoiler = largest_small_prime(shape.roots, two.n), prod(spoilers) * shape.modulus
    for p in two.valuations:
        if p > small and (
            spoiler % p or all(profile.expected(p, at.n) == at.valuations.get(p, 0) for at in (one, two))
        ):
            continue
        slope = _slope(one, two, p, order, degree)
        if slope is None:
            return None
        corrections[p] += order / (p - 1) - slope
    left = dominant.factorial - order  # ln n! = n ln n − n + …
    rate = LogSum.of(dominant.base, large.rational - left, corrections, large.cotangents)
    return rate if _rate_fits(float(rate), two, dominant, left, degree) else None


def _shape(pcf: PCF, rates: Growth) -> Shape:
    """What valuations may depend on: roots of b, denominators of exponents of n, bases that differ in sign alone."""
    powers = [exponents.power for exponents in (rates.dominant, rates.minimal)]
    rational = [fraction(power.x) for power in powers if power.is_rational]
    opposite = rates.dominant.base == -rates.minimal.base
    return Shape.of(pcf.b.rational_roots(), rational, 2 if opposite else 1)


def _slope(one: CommonFactor, two: CommonFactor, p: int, order: Fraction, degree: int) -> Fraction | None:
    """s with v_p(gcd) ~ s n, the simplest number i + k/(p − 1) that the gain between both depths allows, or None.

    The gain is i n + k v_p(n!) up to logₚ n: k = ρ and i = 0 is the rule; k is mostly 0 where p divides a leading
    coefficient or the discriminant.
    """
    steps = two.n - one.n
    gained = two.valuations[p] - one.valuations[p]
    factorial = valuation_of_factorial(two.n, p) - valuation_of_factorial(one.n, p)
    allowed = degree * (log(two.n) / log(p)) + _SLACK
    unit = lcm(2, order.denominator)  # of the k, in which they are integers
    usual, halves = (int(unit * order), 0), range(0, unit * degree + 1, unit // 2)
    for denominator, shares in ((1, usual), (2, usual), (4, usual), (2, halves)):
        if steps < 2 * allowed * denominator:
            break
        fitting: dict[Fraction, float] = {}
        for k in shares:
            rest = (unit * gained - k * factorial) * denominator
            i = round(rest / (unit * steps))
            if (error := abs(rest - unit * i * steps) / (unit * denominator)) <= allowed:
                slope = Fraction(i, denominator) + Fraction(k, unit * (p - 1))
                fitting[slope] = min(error, fitting.get(slope, allowed))
        ranked = sorted(fitting.items(), key=lambda item: item[1])
        if ranked:
            clear = len(ranked) == 1 or ranked[1][1] - ranked[0][1] >= _CLEARLY_WORSE
            return ranked[0][0] if clear else None
    return None


def _rate_fits(rate: float, two: CommonFactor, dominant: Exponents, eta: Fraction, degree: int) -> bool:
    """Whether q̃ at the deepest convergent has the size that the rate says, up to what primes and powers of n may do."""
    n = two.n
    known = rate * n + float(dominant.root) * sqrt(n) + float(dominant.power) * log(n) + float(eta) * n * log(n)
    allowed = degree * PRIME_NOISE * sqrt(n) + (degree + 2) * log(n) * _SLACK
    return abs(two.log_reduced - known) <= allowed + _LARGEST_REST


def _slopes_are_mixed(two: CommonFactor, order: Fraction) -> bool:
    """Whether a share of the primes too large for accidents has a slope above ρ."""
    primes: Mapping[int, int] = two.valuations
    met = [p for p in primes if _LEAST_MIXED_PRIME <= p <= two.n // 3]
    top, bottom = order.numerator, order.denominator
    above = sum(bottom * primes[p] - top * (two.n // p) >= bottom * max(1, (two.n // p - 2) // 2) for p in met)
    return above > _MOST_MIXED * len(met)
