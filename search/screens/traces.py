# mypy: disable-error-code="no-untyped-def"
"""The whole trace of the p-curvature: what full reduction asks of a pair modulo a small prime.

The period map P(n) = M(n+1)…M(n+p) mod p depends on θ = nᵖ − n alone: its determinant is Π (θ − rᵢᵖ + rᵢ) over the
roots of b, times a constant, its trace Aθᵈ + t₍d₋₁₎θᵈ⁻¹ + … + t₀, 2d = deg b, A the coefficient of nᵈ in a.
Some reduction asks for t₀ ≡ 0 (`search.screens.curvature`). Where every period loses pᵈ, n ∈ pℤ sees that all tᵢ ≡ 0,
and b splits mod p: the nilpotent p-curvature of the differential equation of the generating function (Katz). That is d
conditions instead of one, so primes from 5 on tell more than large primes tell by t₀; and reductions of a part of n!
fail it at once. At n = ε it is a trace mod εᵈ, θ = −ε, if p > d.

A prime is evidence where it keeps the singular points apart: it divides neither b's leading coefficient nor, unless A
is 0, A, nor A² + 4B unless that is 0. Two strikes reject, as in `search.screens.curvature`.
"""

from functools import cache
from math import comb

import numpy as np
from numba import njit

from search.screens.crew import Crew
from search.screens.kernels import EXACT_ZERO_PRIME
from search.screens.sides import Pairs, Side

STRIKES_TO_REJECT = 2
LANES = 64  # pairs that go through a kernel side by side
# Not those of the sieve: what it let through by accident meets others here.
TRACE_PRIMES = (23, 29, 31, 37, 41, 43)
SPLITTING_PRIMES = (67, 71, 73, 79, 83, 89, 97, 101)  # above all degrees


@cache
def taylor_weights(p: int, degree: int, order: int) -> np.ndarray:
    """float32 (p, order, degree + 1): weights mod p of coefficients in that of εʲ of a polynomial at n + ε."""
    weights = np.zeros((p, order, degree + 1), dtype=np.float32)
    for n in range(p):
        for j in range(order):
            for k in range(j, degree + 1):
                weights[n, j, k] = comb(k, j) * pow(n, k - j, p) % p
    return weights


def with_full_traces(a: Side, b: Side, pairs: Pairs, crew: Crew) -> np.ndarray:
    """bool (pairs,): which of the pairs TRACE_PRIMES leave as full reductions; also deg b < 2 deg a is none."""
    possible = b.degrees[pairs[1]] >= 2 * a.degrees[pairs[0]]  # ρ ≤ deg b / 2, half the number of roots
    possible[possible] = (
        full_traces(a, b, (pairs[0][possible], pairs[1][possible]), TRACE_PRIMES, crew) < STRIKES_TO_REJECT
    )
    return possible


def full_traces(a: Side, b: Side, pairs: Pairs, primes: tuple[int, ...], crew: Crew) -> np.ndarray:
    """uint8 (pairs,): how many of these primes have some tᵢ ≢ 0 for the pair, and are evidence.

    Pairs with odd deg b, deg b < 2 deg a or deg b = 0 are not looked at.
    """
    strikes = np.zeros(len(pairs[0]), dtype=np.uint8)
    for degree in np.unique(b.degrees[pairs[1]]):
        here = np.flatnonzero((b.degrees[pairs[1]] == degree) & (a.degrees[pairs[0]] * 2 <= degree))
        if degree % 2 == 0 and degree and len(here):
            strikes[here] = _of_degree(a, b, (pairs[0][here], pairs[1][here]), int(degree) // 2, primes, crew)
    return strikes


def _of_degree(a: Side, b: Side, pairs: Pairs, d: int, primes: tuple[int, ...], crew: Crew) -> np.ndarray:
    strikes = np.zeros(len(pairs[0]), dtype=np.uint8)
    rows_a, rows_b = _columns(a.rows, d), _columns(b.rows, 2 * d)
    far = (rows_a[:, d] % EXACT_ZERO_PRIME).astype(np.int64), (rows_b[:, 2 * d] % EXACT_ZERO_PRIME).astype(np.int64)
    left = np.arange(len(strikes))
    for p in primes:
        if p <= d or not len(left):
            continue
        residues = [(rows % p).astype(np.float32) for rows in (rows_a, rows_b)]
        weights = taylor_weights(p, 2 * d, d)
        index = pairs[0][left], pairs[1][left]
        struck = strikes[left]
        crew.share(strike_traces, len(left), *residues, *far, *index, p, weights, struck)
        strikes[left] = struck
        left = left[struck < STRIKES_TO_REJECT]
    return strikes


def _columns(rows: np.ndarray, degree: int) -> np.ndarray:
    """The rows with coefficients up to the degree: cut, as higher ones are 0, or filled up."""
    width = rows.shape[1]
    return rows[:, : degree + 1] if width > degree else np.pad(rows, ((0, 0), (0, degree + 1 - width)))


def splits_mod(b: Side, p: int) -> np.ndarray:
    """bool (rows,): whether b mod p has as many roots in 𝔽ₚ as its degree; p larger than that, no leading one ≡ 0."""
    degree = b.rows.shape[1] - 1
    weights = taylor_weights(p, degree, degree)
    sums = b.residues(p).astype(np.float32) @ weights.reshape(p * degree, degree + 1).T
    vanish = (sums % np.float32(p) == 0).reshape(len(b), p, degree)
    return np.logical_and.accumulate(vanish, axis=2).sum(axis=(1, 2)) >= b.degrees  # multiplicities, added up


def rows_that_split(b: Side) -> np.ndarray:
    """Rows of b that split modulo all of SPLITTING_PRIMES that do not divide the leading coefficient, but one.

    >>> rows_that_split(Side(np.array([[-2, 0, 1], [-1, 0, 1], [0, 0, 3]]))).tolist()
    [1, 2]
    """
    left = np.arange(len(b))
    strikes = np.zeros(len(b), dtype=np.uint8)
    for p in SPLITTING_PRIMES:
        here = b.take(left)
        strikes[left] += ~splits_mod(here, p) & (here.shapes(p)[:, 1] != 0)
        left = left[strikes[left] < STRIKES_TO_REJECT]
    return left


@njit(cache=True, nogil=True)
def strike_traces(first, last, a_rows, b_rows, a_far, b_far, a_index, b_index, p, weights, strikes):
    """Add a strike to the listed pairs first ≤ i < last where some tᵢ ≢ 0 mod p, p being evidence.

    a_rows: (rows, d + 1), b_rows: (rows, 2d + 1) coefficients mod p, float32; a_far, b_far: the coefficients of nᵈ and
    n²ᵈ mod EXACT_ZERO_PRIME; weights: from `taylor_weights`.
    """
    d = a_rows.shape[1] - 1
    a, b = np.empty((d + 1, LANES), np.float32), np.empty((2 * d + 1, LANES), np.float32)
    b_taylor = np.empty((p, d, LANES), np.float32)
    trace, state = np.empty((d, LANES), np.float32), np.empty((5, d, LANES), np.float32)
    modulus, inverse = np.float32(p), np.float32(1.0 / p)
    for start in range(first, last, LANES):
        for lane in range(LANES):
            i = min(start + lane, last - 1)
            for k in range(d + 1):
                a[k, lane] = a_rows[a_index[i], k]
            for k in range(2 * d + 1):
                b[k, lane] = b_rows[b_index[i], k]
        for n in range(p):
            for j in range(d):
                _taylor(b, weights[n, j], modulus, inverse, b_taylor[n, j])
        traces_of_lanes(a, b_taylor, p, weights, state, trace)
        for lane in range(min(LANES, last - start)):
            i = start + lane
            a_row, b_row = a_index[i], b_index[i]
            known = is_evidence(a_rows[a_row, d], b_rows[b_row, 2 * d], a_far[a_row], b_far[b_row], p)
            if known and trace[:, lane].any():
                strikes[i] += 1


@njit(cache=True, nogil=True)
def is_evidence(a_top, b_top, a_far, b_far, p):
    """Whether p keeps the singular points apart: A, B mod p and mod EXACT_ZERO_PRIME."""
    if b_top == 0:
        return False
    if a_far == 0:
        return True
    if a_top == 0:
        return False
    return (a_top * a_top + 4 * b_top) % p != 0 or (a_far * a_far + 4 * b_far) % EXACT_ZERO_PRIME == 0


@njit(cache=True, nogil=True)
def traces_of_lanes(a, b_taylor, p, weights, state, trace):
    """Fill trace (d, LANES): coefficients of the trace of M(ε)…M(ε + p − 1) mod εᵈ, mod p.

    a: (d + 1, LANES) coefficients mod p; b_taylor: (p, d, LANES) those of b at n + ε; state: room for five polynomials.
    Exact in single precision.
    """
    d = trace.shape[0]
    modulus, inverse = np.float32(p), np.float32(1.0 / p)
    a_n = state[4]
    state[:4] = 0
    state[0, 0, :] = 1  # the upper row is (state 0, state 1), the lower (state 2, state 3)
    state[3, 0, :] = 1
    for n in range(p):
        b_n = b_taylor[n]
        for j in range(d):
            _taylor(a, weights[n, j], modulus, inverse, a_n[j])
        for row in range(0, 4, 2):
            for j in range(d):
                total = trace[j]
                total[:] = 0
                for i in range(j + 1):
                    _add_products(b_n[i], state[row, j - i], a_n[i], state[row + 1, j - i], total)
                _reduce(total, modulus, inverse)
            state[row] = state[row + 1]
            state[row + 1] = trace
    for j in range(d):
        for lane in range(LANES):
            trace[j, lane] = state[0, j, lane] + state[3, j, lane]
        _reduce(trace[j], modulus, inverse)


@njit(cache=True, nogil=True)
def taylor_of_row(coefficients, weights, modulus, taylor):
    """Fill taylor (p, d, LANES): the polynomial with these coefficients at n + ε, the same in all lanes."""
    for n in range(taylor.shape[0]):
        for j in range(taylor.shape[1]):
            value = np.float32(0)
            for k in range(len(coefficients)):
                value += weights[n, j, k] * coefficients[k]
            taylor[n, j] = value % modulus


@njit(cache=True, nogil=True)
def _taylor(coefficients, weights, modulus, inverse, value):
    """value (LANES,): one Taylor coefficient mod p."""
    value[:] = 0
    for k in range(len(coefficients)):
        weight, column = weights[k], coefficients[k]
        if weight != 0:
            for lane in range(LANES):
                value[lane] += weight * column[lane]
    _reduce(value, modulus, inverse)


@njit(cache=True, nogil=True)
def _add_products(u, x, v, y, total):
    for lane in range(LANES):
        total[lane] += u[lane] * x[lane] + v[lane] * y[lane]


@njit(cache=True, nogil=True)
def _reduce(value, modulus, inverse):
    for lane in range(LANES):
        value[lane] -= modulus * np.floor((value[lane] + np.float32(0.5)) * inverse)
