"""Exact terms of random recurrences at n = 2,000 against the formal solutions, with the tolerance that these state.

What is compared is ln |u(n)| between N and 2N, of a pair of conjugate solutions ln of the amplitude of u, with the
first terms of the solution's own series. The tolerance is the first term left out, and the size of the next solution.
"""

from cmath import exp as cexp
from cmath import log as clog
from fractions import Fraction
from math import exp, inf, log
from random import Random

import pytest
from flint import ctx, fmpz, fmpz_mat, fmpz_poly

from analysis.dynamics.closed_numbers import BITS
from analysis.dynamics.formal_solutions import FormalSolution, forward_polynomials, ramification, same_size
from analysis.dynamics.start_growth import StartGrowth, start_growth
from analysis.exact.balls import log2_integer
from analysis.exact.polynomials import Polynomial
from analysis.formulas.recurrence import Recurrence
from analysis.values.formal_series import series_terms

N = 1_000  # and twice as much; deeper where the largest solution is only larger from later on
TERMS = 16
CONSTANTS = 200  # by which the next solution's factor may exceed that of the largest
ROUNDING = 1e-3
TURNING = 2.5  # of a term where more than one pair of solutions is of one size
SETTLED = 0.1  # beyond this the series does not tell yet


def random_recurrence(random: Random) -> Recurrence:
    """c₀ = n + 1; the others of degree up to 2, which gives all kinds of polygons."""
    order = random.randint(2, 5)
    rest = [Polynomial.of([random.randint(-4, 4) for _ in range(random.randint(1, 3))]) for _ in range(order - 1)]
    last = Polynomial.of([random.randint(-4, 4), random.randint(1, 4)])
    return Recurrence((Polynomial.of([1, 1]), *rest, last), 2, *[random_start(random, order)] * 2)


def repeated_roots(random: Random) -> Recurrence:
    """All coefficients of one degree; the characteristic polynomial has a real or complex root more than once."""
    order = random.randint(2, 5)
    factors = [fmpz_poly([random.choice([-3, -2, -1, 1, 2, 3]), 1]) for _ in range(order)]
    characteristic = factors[0] ** random.randint(2, order)
    if order >= 4 and random.random() < 0.25:
        characteristic = fmpz_poly([random.randint(1, 4), random.randint(-2, 2), 1]) ** 2
    while characteristic.degree() < order:
        characteristic *= factors.pop()
    degree = random.randint(1, 3)
    lower = [[random.randint(-3, 3) for _ in range(degree)] for _ in range(order)]
    rest = [Polynomial.of([*low, int(characteristic[order - k])]) for k, low in enumerate(lower, start=1)]
    lead = Polynomial.of([1, *[0] * (degree - 1), 1])
    return Recurrence((lead, *rest), order, *[random_start(random, order)] * 2)


def random_start(random: Random, order: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(random.randint(1, 9)) for _ in range(order))


@pytest.mark.parametrize("make", [random_recurrence, repeated_roots])
@pytest.mark.parametrize("seed", range(0, 200, 16))  # all 200 hold; these take a second
def test_exact_terms_grow_as_a_formal_solution_does(make, seed: int) -> None:  # type: ignore[no-untyped-def]
    recurrence = make(Random(seed))
    growth = start_growth(recurrence)
    if growth.q is None:
        return
    near = max(N, growth.depth // 2)
    state = recurrence.states(near)
    found = size_of(recurrence, growth, 2 * near, recurrence.states(2 * near, state, near))
    found -= size_of(recurrence, growth, near, state)
    law, tolerance = expected(recurrence, growth, near - 1, 2 * near - 1)
    if tolerance < inf:
        assert found == pytest.approx(law, abs=tolerance)


def expected(recurrence: Recurrence, growth: StartGrowth, near: int, far: int) -> tuple[float, float]:
    """ln of the quotient of the largest solution between two n, and what that leaves open."""
    one = growth.solutions[growth.q]
    tails = [tail(recurrence, one, n) for n in (near, far)]
    if max(left_out for _, left_out in tails) > SETTLED:
        return 0.0, inf
    smaller = [other for other in growth.solutions[growth.q :] if not same_size(one, other)]
    others = sum(exp(other.log_size(near) - one.log_size(near)) for other in smaller)
    law = one.log_size(far) - one.log_size(near) + (tails[1][0] - tails[0][0]).real
    turning = 0.0 if len(group(growth)) == 1 or is_pair(growth) else TURNING
    return law, tails[0][1] + tails[1][1] + CONSTANTS * others + turning + ROUNDING


def tail(recurrence: Recurrence, one: FormalSolution, n: int) -> tuple[complex, float]:
    """(ln (1 + w₁ n^(−1/m) + …), the first terms left out)."""
    if one.logarithms:
        return 0j, 1 / log(n)
    m = ramification(one)
    with ctx.workprec(BITS):
        terms = series_terms(forward_polynomials(recurrence.coefficients), one, TERMS)
    values = [complex(term) * n ** (-k / m) for k, term in enumerate(terms)]
    sizes = [max(map(abs, values[k : k + m])) for k in range(1, max(len(values) - m, 1) + 1)]
    end = 1 + sizes.index(min(sizes))
    return clog(sum(values[:end])), sizes[end - 1]


def group(growth: StartGrowth) -> list[FormalSolution]:
    one = growth.solutions[growth.q]
    return [other for other in growth.solutions if same_size(one, other)]


def is_pair(growth: StartGrowth) -> bool:
    """Whether the largest solutions are two conjugate ones."""
    alike = group(growth)
    turning = not alike[0].base.is_real or any(not c.is_real for _, c in alike[0].exponential)
    return len(alike) == 2 and turning


def size_of(recurrence: Recurrence, growth: StartGrowth, n: int, state: fmpz_mat) -> float:
    """ln |u(n−1)|; of a pair ln of the amplitude, of larger groups ln of the largest value."""
    scale = sum(log(abs(recurrence.coefficients[0](k))) for k in range(recurrence.first, n))
    values = [state[1, recurrence.order - 1 - i] for i in range(recurrence.order)]
    if is_pair(growth):
        return log_amplitude(recurrence, growth.solutions[growth.q], n, values[0], values[1]) - scale
    largest = abs(values[0]) if len(group(growth)) == 1 else max(map(abs, values))
    return log2_integer(largest) * log(2) - scale


def log_amplitude(recurrence: Recurrence, one: FormalSolution, n: int, last: fmpz, before: fmpz) -> float:
    """ln |z| with u(n−1) = 2 Re z, u(n−2) = 2 Re(z/ρ), ρ the solution's quotient."""
    exponent = sum(c.complex * ((n - 1) ** float(s) - (n - 2) ** float(s)) for s, c in one.exponential)
    exponent += tail(recurrence, one, n - 1)[0] - tail(recurrence, one, n - 2)[0]
    power = ((n - 1) / (n - 2)) ** one.power.complex
    inverse = 1 / (one.base.complex * (n - 1) ** float(one.factorial) * cexp(exponent) * power)
    shift = max(abs(last).bit_length(), abs(before).bit_length()) - 900
    real, other = (float(int(value >> max(shift, 0))) / 2 for value in (last, before))
    return log(abs(complex(real, (real * inverse.real - other) / inverse.imag))) + max(shift, 0) * log(2)
