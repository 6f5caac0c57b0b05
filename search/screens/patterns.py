# mypy: disable-error-code="no-untyped-def"
"""Compiled kernels of the sieve: which residues of a pass for one b and p, as bits, and the walk over a box of a.

For one b and p the a = Anᵈ + c₁nᵈ⁻¹ + … that pass (all tᵢ ≡ 0 mod p, `search.screens.traces`, or t₀ alone) form a
tree by their digits A, c₁, …: a word for each prefix says which next digits go on to some a that passes. Spread to the
range of the next coefficient, one bit for each value, the words of several primes tell at once which values two strike.
"""

import numpy as np
from numba import njit

from search.screens.traces import LANES, taylor_of_row, traces_of_lanes

WORD = 64
FULL = np.uint64(2**64 - 1)
_FIRST_ROOM = 1024  # rows; doubled when full


@njit(cache=True, nogil=True)
def level_starts(p, d):
    """int64 (d + 1,): where the masks of each length of prefix start, and their number.

    The first digit has a value beside 0 … p − 1: p, for an A that makes p no evidence; its masks are full.
    """
    starts = np.zeros(d + 1, np.int64)
    size = p + 1
    for length in range(d):
        starts[length + 1] = starts[length] + size
        size *= p
    return starts


@njit(cache=True, nogil=True)
def fill_masks(first, last, b_rows, p, full, weights, masks):
    """Fill the masks, uint32 (rows, level_starts[d]), of b-rows first ≤ i < last.

    b_rows: (rows, deg b + 1) coefficients mod p, float32. Where p divides b's leading coefficient all masks are full.
    With `full` an a passes if all tᵢ ≡ 0 (deg b = 2d), else if t₀ ≡ 0 and b has a root: the period map is nilpotent.
    """
    d = weights.shape[1]
    starts = level_starts(p, d)
    all_bits = np.uint32((1 << p) - 1)
    a, b_taylor = np.zeros((d + 1, LANES), np.float32), np.empty((p, d, LANES), np.float32)
    trace, state = np.empty((d, LANES), np.float32), np.empty((5, d, LANES), np.float32)
    codes = np.empty(p ** (d + 1), np.int64)
    for row in range(first, last):
        if b_rows[row, -1] == 0:
            masks[row] = all_bits
            continue
        masks[row] = 0
        size = 1
        for length in range(d):
            masks[row, starts[length] + p * size : starts[length] + (p + 1) * size] = all_bits
            size *= p
        possible = _possible_tops(b_rows[row], p, d) if full else _half_of_tops(p)
        count = _traceless(b_rows[row], p, d, possible, codes)
        trace[:] = 0
        if full:
            taylor_of_row(b_rows[row], weights, np.float32(p), b_taylor)
        for start in range(0, count, LANES):
            for lane in range(LANES):
                rest = codes[min(start + lane, count - 1)]
                for k in range(d + 1):
                    a[k, lane] = rest % p
                    rest //= p
            if full:
                traces_of_lanes(a, b_taylor, p, weights, state, trace)
            for lane in range(min(LANES, count - start)):
                if not trace[:, lane].any():
                    _mark(a[:, lane], p, starts, masks[row])


@njit(cache=True, nogil=True)
def _mark(a, p, starts, masks):
    """Let a (coefficients mod p) and −a pass."""
    d = len(a) - 1
    for sign in (1, -1):
        prefix = 0
        for length in range(d):
            prefix = prefix * p + sign * int(a[d - length]) % p
            masks[starts[length] + prefix] |= np.uint32(1) << np.uint32(sign * int(a[d - length - 1]) % p)


@njit(cache=True, nogil=True)
def _traceless(b_row, p, d, possible, codes):
    """Fill codes with the a, up to sign, that may pass: nilpotent period map, and `possible` first two coefficients.

    A code has the coefficients for digits to base p, that of nᵈ highest.
    """
    b_values = np.empty(p, np.float32)
    for n in range(p):
        value = 0
        for k in range(len(b_row) - 1, -1, -1):
            value = (value * n + int(b_row[k])) % p
        b_values[n] = value
    root = np.argmin(b_values)
    if b_values[root] != 0:
        return 0
    lanes, below = p * p, p ** (d - 1)
    low = np.empty((p, lanes), np.float32)  # c n + c′ of all pairs of last digits
    for n in range(p):
        for lane in range(lanes):
            low[n, lane] = (lane // p * n + lane % p) % p
    y = np.empty(lanes, np.float32)
    count = 0
    for high in range(p ** (d - 1)):
        if d > 2 and not possible[high * lanes // below]:
            continue
        _nilpotency(high, b_values, root, low, p, d, y)
        for lane in range(lanes):
            code = high * lanes + lane
            if y[lane] == 0 and possible[code // below]:
                codes[count] = code
                count += 1
    return count


@njit(cache=True, nogil=True)
def _half_of_tops(p):
    """bool (p²,): as `_possible_tops`, with no condition but one of each two opposite A."""
    return np.arange(p * p) < (p // 2 + 1) * p


@njit(cache=True, nogil=True)
def _possible_tops(b_row, p, d):
    """bool (p²,): whether exponents are in 𝔽ₚ where A²+4B is no square mod p; False for one of each two opposite A.

    The index is Ap + A′, A and A′ the coefficients of nᵈ and nᵈ⁻¹; the condition is that of `_rational_exponents`.
    """
    b_top, b_second = int(b_row[2 * d]), int(b_row[2 * d - 1])
    square = np.zeros(p, np.bool_)
    for n in range(p):
        square[n * n % p] = True
    possible = np.zeros(p * p, np.bool_)
    for top in range(p // 2 + 1):
        for second in range(p):
            fits = (2 * b_top * second - top * (d * b_top + b_second)) % p == 0
            possible[top * p + second] = fits or square[(top * top + 4 * b_top) % p]
    return possible


@njit(cache=True, nogil=True)
def _nilpotency(high, b_values, root, low, p, d, y):
    """y (p²,): trace mod p of the period map for all pairs of last digits below the digits `high`; b(root) = 0.

    M(root) has the single row (1, a): the trace is the last entry of that row times the rest.
    """
    x = np.ones(len(y), np.float32)
    modulus, inverse, half = np.float32(p), np.float32(1.0 / p), np.float32(0.5)
    for step in range(p):
        n = (root + step) % p
        rest, power, above = high, n * n % p, 0
        for _ in range(d - 1):
            above += rest % p * power
            power = power * n % p
            rest //= p
        shift, b_n, column = np.float32(above % p), b_values[n], low[n]
        if step == 0:
            for lane in range(len(y)):
                total = column[lane] + shift
                y[lane] = total - modulus * np.floor((total + half) * inverse)
            continue
        for lane in range(len(y)):
            total = b_n * x[lane] + (column[lane] + shift) * y[lane]
            x[lane] = y[lane]
            y[lane] = total - modulus * np.floor((total + half) * inverse)


@njit(cache=True, nogil=True)
def spread_masks(p, low, words, spread):
    """Fill spread (2ᵖ, words): for each set of residues the bits of the values low, low + 1, … that lie in it."""
    for word in range(words):
        spread[0, word] = np.uint64(0)
        for residue in range(p):
            bits = np.uint64(0)
            for bit in range(WORD):
                if (low + word * WORD + bit) % p == residue:
                    bits |= np.uint64(1) << np.uint64(bit)
            for mask in range(1 << residue):
                spread[mask + (1 << residue), word] = spread[mask, word] | bits


@njit(cache=True, nogil=True)
def walk(first, last, b_tops, tree, low, high, full, top_zero, half):
    """The pairs (b-row, a) with fewer than two strikes, b-rows first ≤ i < last: int64 (pairs, d + 2), b-row first.

    The a have the coefficients low … high, that of nᵈ (next in a row, then the lower ones) not 0 unless top_zero, and
    are not 0; with `half` their first non-zero coefficient is positive. b_tops: coefficients of n²ᵈ, and of n²ᵈ⁻¹;
    with `full` exponents are rational.
    tree: primes; masks of all, and where they begin (primes, b-rows, levels); spreads of all, and where they begin.
    """
    primes, masks, mask_starts, spreads, spread_starts = tree
    count_primes, d = len(primes), mask_starts.shape[2]
    words = (high - low) // WORD + 1
    found, room = np.empty((_FIRST_ROOM, d + 2), np.int64), _FIRST_ROOM
    count = 0
    prefixes = np.zeros((d + 1, count_primes), np.int64)
    alive = np.zeros((d + 1, words), np.uint64)
    values = np.zeros(d + 1, np.int64)
    for row in range(first, last):
        for top in range(max(low, 0) if half else low, high + 1):
            if top == 0 and not top_zero:
                continue
            discriminant = top * top + 4 * b_tops[row, 0]
            for j in range(count_primes):
                p = primes[j]
                misled = top != 0 and (top % p == 0 or (discriminant != 0 and discriminant % p == 0))
                prefixes[1, j] = p if misled else top % p
            values[0] = top
            length, fresh = 1, True
            while length > 0:
                here = alive[length]
                if fresh:
                    _intersect(prefixes[length], masks, mask_starts[:, row, length - 1], spreads, spread_starts, here)
                    _within(low, high, half, values[:length].any(), length == d, here)
                    if full and length == 1:
                        _rational_exponents(top, discriminant, b_tops[row], d, low, here)
                position = _lowest(here)
                if position < 0:
                    length, fresh = length - 1, False
                    continue
                here[position // WORD] &= here[position // WORD] - np.uint64(1)
                values[length] = low + position
                if length < d:
                    for j in range(count_primes):
                        p = primes[j]
                        prefixes[length + 1, j] = prefixes[length, j] * p + values[length] % p
                    length, fresh = length + 1, True
                    continue
                fresh = False
                if count == room:
                    grown = np.empty((2 * room, d + 2), np.int64)
                    grown[:room] = found
                    found, room = grown, 2 * room
                found[count, 0] = row
                found[count, 1:] = values
                count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _intersect(prefixes, masks, mask_starts, spreads, spread_starts, alive):
    """The values that fewer than two primes strike."""
    for word in range(len(alive)):
        once, twice = np.uint64(0), np.uint64(0)
        for j in range(len(prefixes)):
            mask = np.int64(masks[mask_starts[j] + prefixes[j]])
            struck = ~spreads[spread_starts[j] + mask * len(alive) + word]
            twice |= once & struck
            once |= struck
        alive[word] = ~twice


@njit(cache=True, nogil=True)
def _within(low, high, half, settled, at_end, alive):
    """Take out values beyond `high`; unless settled by a coefficient before, those below 0 with half, and 0 at_end."""
    for word in range(len(alive)):
        start = low + word * WORD
        if start + WORD - 1 > high:
            alive[word] &= FULL >> np.uint64(start + WORD - 1 - high)
        if half and not settled and start < 0:
            alive[word] &= FULL << np.uint64(-start) if start > -WORD else np.uint64(0)
        if at_end and not settled and start <= 0 < start + WORD:
            alive[word] &= ~(np.uint64(1) << np.uint64(-start))


@njit(cache=True, nogil=True)
def _rational_exponents(top, discriminant, b_top, d, low, alive):
    """Where A² + 4B is no square, leave only the coefficient of nᵈ⁻¹ with rational exponents, if there is one.

    The solutions grow like n!ᵈ λⁿ n^β, β = (dB + B' + A'λ)/(λ(2λ − A)), and β must be rational (Katz): for λ ∉ ℚ this
    is 2BA' = A(dB + B').
    """
    if discriminant >= 0:
        root = np.int64(np.sqrt(np.float64(discriminant)))
        for near in range(root - 1, root + 2):
            if near * near == discriminant:
                return
    wanted, left = top * (d * b_top[0] + b_top[1]), 2 * b_top[0]
    value = wanted // left
    place = value - low
    kept = np.uint64(0)
    if value * left == wanted and 0 <= place < WORD * len(alive):
        kept = alive[place // WORD] & (np.uint64(1) << np.uint64(place % WORD))
    alive[:] = 0
    if kept:
        alive[place // WORD] = kept


@njit(cache=True, nogil=True)
def _lowest(alive):
    """The position of the lowest bit, −1 where there is none."""
    for word in range(len(alive)):
        bits = alive[word]
        if bits != 0:
            place = 0
            step = WORD // 2
            while step:
                if bits & ((np.uint64(1) << np.uint64(step)) - np.uint64(1)) == 0:
                    bits >>= np.uint64(step)
                    place += step
                step //= 2
            return word * WORD + place
    return -1
