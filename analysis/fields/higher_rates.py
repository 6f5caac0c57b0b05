"""δ of the limits of a trajectory of rank above 2, exact where it can be.

The entries u₁, …, u_r of a column of T(1) ⋯ T(n) satisfy one recurrence, whose formal solutions give their growth and,
as the quotient of the two largest, the error of uᵢ/u_r: algebraic numbers. The common factor of uᵢ and u_r is read off
exact values at two depths by the same rule of primes as for fractions (`dynamics.reduced_growth`), with the roots of
det T for those of b. It must eat n! as far as det T has it to give, deg det T = r ρ, so that no accident adds to it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import mul

from flint import arb, ctx, fmpz_mat, fmpz_poly

from analysis.dynamics.closed_numbers import BITS
from analysis.dynamics.common_factors import CommonFactor, common_factor
from analysis.dynamics.formal_solutions import FormalSolution, forward_solutions, same_size
from analysis.dynamics.logarithms import LogSum
from analysis.dynamics.prime_profile import Shape
from analysis.dynamics.reduced_growth import LARGEST_MODULUS, exact_rate
from analysis.exact.matrices import determinant, product
from analysis.exact.polynomials import Polynomial
from analysis.exact.printing import signed_sum
from analysis.exact.quadratic import Quadratic
from analysis.exact.step_products import StepMatrix, divisor
from analysis.numbers.asymptotics import Exponents
from analysis.numbers.convergents import Convergent
from analysis.numbers.recognition import recognise_rational

_DEPTH = 256  # N; common factors are taken at N and 2N
_KEYS_AT_DEPTH = 4  # cases of the profile that _DEPTH serves
_MOST_DOUBLINGS = 4
_LARGEST_REST = 1 << 58  # what may be left of a common factor: some large primes met by accident
_ROOM = 64  # primes are looked for up to D n + this
_ONE = Quadratic.rational(1)

Forms = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class HigherRate:
    """The growth of a reduced denominator, base^n · e^(rest n), and δ with its text."""

    size: str
    delta: float
    exact: str


def higher_rate(
    steps: StepMatrix, column: int, recurrence: list[fmpz_poly], forms: Sequence[Forms] = ()
) -> HigherRate | None:
    """The largest δ of the limits of a column whose entries have that recurrence; None where it is not known exactly.

    Of the entries over one of them, or of these quotients of linear forms in them.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> from analysis.fields.trajectories import trajectory
    >>> found = trajectory(built_in_field("3F2").at(z=Fraction(1, 2)), (1, 1, 1, 2, 2), (0, 0, 0, 1, 1))
    >>> higher_rate(found.steps, found.column, [c.flint for c in found.recurrence]).exact
    '(log(3 + 2*sqrt(2)))/(log(3 + 2*sqrt(2)) + 2) - 1'
    """
    large, small, *_ = forward_solutions(recurrence)
    if same_size(large, small) or large.factorial != small.factorial or large.exponential:
        return None
    steps_determinant = Polynomial.from_flint(determinant(steps))
    if steps_determinant.degree != len(steps) * large.factorial:
        return None
    pairs = forms or coordinates(len(steps), divisor(steps, column))
    rates = [_rest_of_rate(steps, pair, column, large, steps_determinant, recurrence) for pair in pairs]
    known = [rate for rate in rates if rate is not None]
    if len(known) < len(rates):
        return None
    return max((_delta(large, small, rate) for rate in known), key=lambda one: one.delta)


def _delta(large: FormalSolution, small: FormalSolution, rest: LogSum) -> HigherRate:
    with ctx.workprec(BITS):
        above = abs(large.base.ball).log() - abs(small.base.ball).log()
        below = abs(large.base.ball).log() + rest.ball()
        delta = float((above / below - 1).mid())
    size = _size(large, rest)
    if delta == -1:  # equal bases: the error falls like a power of n
        return HigherRate(f"exp(n*({size}))", delta, "-1")
    return HigherRate(f"exp(n*({size}))", delta, f"({_error(large, small)})/({size}) - 1")


def _size(large: FormalSolution, rest: LogSum) -> str:
    """ln of the base of the reduced denominators, as one logarithm where that can be."""
    base = large.base.modulus
    with suppress(ValueError):  # numbers of different fields
        if base is not None:
            return str(LogSum.of(base * rest.argument, rest.rational, dict(rest.primes), dict(rest.cotangents)))
    return signed_sum(filter(None, [_log(large), str(rest)] if rest.terms else [_log(large)]))


def _error(large: FormalSolution, small: FormalSolution) -> str:
    """−ln of what the error is multiplied by in a step, as one logarithm where that can be."""
    above, below = large.base.modulus, small.base.modulus
    with suppress(ValueError):
        if above is not None and below is not None:
            return (above / below).log_text()
    return f"{_log(large)} - {_log(small)}" if _log(small) else _log(large)


def _log(solution: FormalSolution) -> str:
    """ln of the modulus of the base as text, empty for 0."""
    modulus = solution.base.text if solution.base.is_positive else solution.base.modulus_text
    return "" if modulus == "1" else f"log({modulus})"


def _rest_of_rate(
    steps: StepMatrix, forms: Forms, column: int, large: FormalSolution, steps_determinant: Polynomial,
    recurrence: list[fmpz_poly],
) -> LogSum | None:  # fmt: skip
    """γ′ less the logarithm of the base, for the limit of a quotient of forms."""
    power = _rational(large.power.ball.real)
    shape = Shape.of(steps_determinant.rational_roots(), [] if power is None else [power])
    if shape.modulus > LARGEST_MODULUS:
        return None
    n = _DEPTH * min(-(-shape.keys // _KEYS_AT_DEPTH), _MOST_DOUBLINGS)
    first = product(steps, 1, n + 1)
    second = first * product(steps, n + 1, 2 * n + 1)
    reach = max((root.denominator for root in shape.roots), default=1) * 2 * n + _ROOM
    found = [_factor(quotient(total, forms, column), at, reach, large) for total, at in ((first, n), (second, 2 * n))]
    factors = [one for one in found if one is not None]
    if len(factors) < len(found) or factors[-1].rest > _LARGEST_REST:
        return None
    dominant = Exponents(large.factorial, _ONE, Quadratic.rational(0), Quadratic.rational(power or 0))
    leading = [int(c[c.degree()]) for c in (recurrence[0], recurrence[-1])]
    spoilers = [steps_determinant.leading, *leading, _discriminant(recurrence)]
    return exact_rate(shape, factors, dominant, large.factorial, steps_determinant.degree, spoilers)


def coordinates(rank: int, below: int) -> list[Forms]:
    """Each other entry of a column over that one."""
    units = [tuple(int(i == j) for j in range(rank)) for i in range(rank)]
    return [(unit, units[below]) for unit in units if unit != units[below]]


def quotient(total: fmpz_mat, forms: Forms, column: int) -> tuple[int, int]:
    """Both forms in the entries of a column."""
    entries = [int(total[i, column]) for i in range(total.nrows())]
    top, bottom = (sum(map(mul, form, entries)) for form in forms)
    return top, bottom


def _factor(pair: tuple[int, int], n: int, largest_prime: int, large: FormalSolution) -> CommonFactor | None:
    """The common factor of two numbers, and what is left of the second after base^n."""
    p, q = pair
    if not q:
        return None
    found = common_factor(Convergent(n, p, q, 1, 0), largest_prime)
    return replace(found, log_reduced=found.log_reduced - n * large.base.log_modulus)


def _discriminant(recurrence: list[fmpz_poly]) -> int:
    """Of the characteristic polynomial, 1 where that is 0."""
    top = max(c.degree() for c in recurrence)
    return int(fmpz_poly([int(c[top]) for c in recurrence]).discriminant()) or 1


def _rational(value: arb) -> Fraction | None:
    with ctx.workprec(BITS):
        found = recognise_rational(arb(value.mid(), arb(2) ** -(BITS // 2)))
    return None if found is None else Fraction(found)
