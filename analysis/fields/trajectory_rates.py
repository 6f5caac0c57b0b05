"""How the reduced denominators along a trajectory of rank 2 grow, exactly.

The entries p, q of a column of T(1) ⋯ T(n) have the common primes of Π det T(k), which for a field are small: the
fraction of the trajectory, in other coordinates, has those of its apparent singularities as well. So what
`dynamics.reduced_growth` reads off exact common factors at two depths is read off these products.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from flint import fmpz_mat, fmpz_poly

from analysis.dynamics.common_factors import CommonFactor, common_factor
from analysis.dynamics.prime_profile import Shape, fit_profile
from analysis.dynamics.reduced_growth import LARGEST_MODULUS, ReducedGrowth, exact_rate
from analysis.exact.companions import companion
from analysis.exact.matrices import determinant, product
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.fields.trajectories import Trajectory
from analysis.numbers.asymptotics import Exponents, Growth
from analysis.numbers.convergents import Convergent

_DEPTH = 256  # N; common factors are taken at N and 2N
_KEYS_AT_DEPTH = 4  # cases of the profile that _DEPTH serves; for more, N grows
_MOST_DOUBLINGS = 6
_LARGEST_REST = 1 << 58  # what may be left of a common factor: some large primes met by accident
_ROOM = 64  # primes are looked for up to D n + this, D the largest denominator of a root


@dataclass(frozen=True)
class _Denominators:
    """The determinant of a step, the growth of the entries, and the common factors of a column at two depths."""

    steps: Polynomial
    dominant: Exponents
    shape: Shape
    factors: tuple[CommonFactor, CommonFactor]

    @classmethod
    def of(cls, found: Trajectory, rates: Growth) -> "_Denominators | None":
        dominant = _dominant(found, rates)
        if dominant is None:
            return None
        steps = Polynomial.from_flint(determinant(found.steps))
        shape = _shape(steps, dominant, rates)
        if shape.modulus > LARGEST_MODULUS:
            return None
        n = _DEPTH * min(-(-shape.keys // _KEYS_AT_DEPTH), _MOST_DOUBLINGS)
        first = product(found.steps, 1, n + 1)
        second = first * product(found.steps, n + 1, 2 * n + 1)
        reach = max((root.denominator for root in shape.roots), default=1) * 2 * n + _ROOM
        one, two = (_factor(total, at, found.column, reach) for total, at in ((first, n), (second, 2 * n)))
        if one is None or two is None or two.rest > _LARGEST_REST:
            return None
        return cls(steps, dominant, shape, (one, two))


def reduced_growth(found: Trajectory, rates: Growth) -> ReducedGrowth | None:
    """η′ and γ′ of ln q̃ₙ ~ η′ n ln n + γ′ n for the column of a trajectory whose error has the growth `rates`.

    None where they are not known exactly; γ′ is given where η′ = 0.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> from analysis.fields.trajectories import trajectory
    >>> from analysis.numbers.asymptotics import growth
    >>> found = trajectory(built_in_field("zeta(3)"), (1, 1), (1, 1))
    >>> reduced_growth(found, growth(found.pcf)).gamma_exact
    log(17 + 12*sqrt(2)) + 3
    """
    known = _Denominators.of(found, rates)
    if known is None:
        return None
    return _slower(known) if rates.eta else _exponential(known, rates)


def _exponential(known: _Denominators, rates: Growth) -> ReducedGrowth | None:
    """Where the error falls exponentially: the reduction must be full, so that no accident at a prime adds to it."""
    steps, dominant = known.steps, known.dominant
    if 2 * dominant.factorial != steps.degree:
        return None
    spoilers = _spoilers(steps, dominant.base, dominant.base * rates.minimal.base / rates.dominant.base)
    rate = exact_rate(known.shape, known.factors, dominant, dominant.factorial, steps.degree, spoilers)
    return None if rate is None else ReducedGrowth(0.0, 0.0, float(rate), 0.0, Fraction(0), rate)


def _slower(known: _Denominators) -> ReducedGrowth | None:
    """Where it falls like a power of n!: η′ from the reduction order whose rule the primes follow at both depths."""
    one, two = known.factors
    for twice in range(known.steps.degree, -1, -1):
        order = Fraction(twice, 2)
        profile = fit_profile(known.shape.cases(one), known.shape, order)
        if profile is not None and profile.agrees(known.shape.cases(two)):
            eta = known.dominant.factorial - order
            return ReducedGrowth(float(eta), 0.0, None, None, eta) if eta > 0 else None
    return None


def _dominant(found: Trajectory, rates: Growth) -> Exponents | None:
    """The growth of the entries: that of the canonical fraction's denominators times Π c(k), over Π q(k − 1)."""
    (p, q), (r, s) = found.steps
    raw = companion((p, q, r, s) if found.column else (s, r, q, p))
    if raw is None or not found.pcf.a:
        return None
    over = q if found.column else r
    a, over_degree = raw[0], over.degree()
    scale = Fraction(int(a[a.degree()]), found.pcf.a.leading * int(over[over_degree]))
    factorial = rates.dominant.factorial + a.degree() - found.pcf.a.degree - over_degree
    # Π p(k) ~ p₀ⁿ n!^d n^(p₁/p₀)
    power = _second(a) - _second(found.pcf.a.flint) - _second(over) + over_degree
    return replace(
        rates.dominant,
        factorial=factorial,
        base=rates.dominant.base * scale,
        power=rates.dominant.power + power,
    )


def _spoilers(steps: Polynomial, first: Quadratic, second: Quadratic) -> list[int]:
    """Numbers whose primes may have slopes of their own: leading coefficient and characteristic discriminant."""
    discriminant = ((first - second) * (first - second)).x
    return [steps.leading, int(discriminant.p) or 1, int(discriminant.q)]


def _second(p: fmpz_poly) -> Fraction:
    d = p.degree()
    return Fraction(int(p[d - 1]), int(p[d])) if d else Fraction(0)


def _shape(steps: Polynomial, dominant: Exponents, rates: Growth) -> Shape:
    powers = [dominant.power, dominant.power - rates.power]
    rational = [fraction(power.x) for power in powers if power.is_rational]
    return Shape.of(steps.rational_roots(), rational, 2 if rates.dominant.base == -rates.minimal.base else 1)


def _factor(total: fmpz_mat, n: int, column: int, largest_prime: int) -> CommonFactor | None:
    p, q = int(total[0, column]), int(total[1, column])
    return common_factor(Convergent(n, p, q, 1, 0), largest_prime) if q else None
