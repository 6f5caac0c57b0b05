"""Integer relations by lattice reduction, and Möbius relations between two numbers.

The integers (k₁, …, k_d) with Σ kᵢ vᵢ = 0 are short vectors of the lattice [I | round(2^w v)]; one LLL reduction
(Lenstra, Lenstra, Lovász 1982; FLINT) finds them when the values carry enough digits. The column of the largest |vᵢ| is
left out, which makes the lattice a triangle: its kᵢ is small where the others are. A Möbius relation
x = (p c + q)/(r c + s) is a relation of (1, c, x, c x).

A relation whose coefficients cost about as many digits as the value carries could be bought by chance: `margin` is the
guard against that.
"""

from collections.abc import Iterator, Sequence
from math import inf

from flint import arb, ctx, fmpz, fmpz_mat

from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.numbers.margin import MARGIN, affordable

FIRST_BITS = 133  # 40 digits show most relations, and the reduction is several times faster than at 80
SPARE_BITS = 32  # working precision beyond the value's own, against rounding in residuals
_DELTA, _ETA = 0.9, 0.6  # of Lovász's condition and of size reduction: a relation stands out by far more
EXACT_BITS = 4_000  # what an exact ball counts for: more digits than a relation is ever sought with
# Work, as the sum of the cubes of the sizes of lattices, after which a process loads the machine's reduction: below,
# starting it costs more than it saves.
LOAD_AFTER = 800_000

_met = [0]
_bit_length = fmpz.bit_length


def digits_carried(x: arb) -> float:
    """Significant decimal digits that a ball carries, at least 0; leading zeros do not count.

    A ball around zero counts its zeros after the point, an exact ball EXACT_BITS bits, what is not finite none.
    """
    if not x.is_finite():
        return 0.0
    return max(0.0, (_bits_after_point(x.rad()) if x.contains(0) else _relative_bits(x)) / BITS_PER_DIGIT)


def integer_relation(values: Sequence[arb], most_bits: int = EXACT_BITS) -> list[tuple[int, ...]]:
    """The reduced basis of the lattice of small Σ kᵢ vᵢ, shortest first: candidates for an integer relation.

    Rows are coefficient tuples. The precision is that of the least accurate value, or `most_bits` bits after the
    point. No row is promised to be a relation: its residual must be tested, and that it is `affordable`.
    """
    return [tuple(map(int, row)) for row in reduced_rows(values, most_bits)]


def reduced_rows(
    values: Sequence[arb], most_bits: int = EXACT_BITS, spared_bits: int = 0, longest: float = inf
) -> Sequence[Sequence[fmpz | int]]:
    """The same without rows of more than `longest` bits, which are most; the last `spared_bits` are not used."""
    bits = min(most_bits, _bits_after_point(max(value.rad() for value in values)) - 1 - spared_bits)
    weights = [_scaled(value, bits) for value in values] if bits > 0 else []
    if not any(weights):
        return []
    _met[0] += len(weights) ** 3
    found = None
    if longest < inf and _met[0] > LOAD_AFTER:
        from analysis.numbers.machine_lattices import short_vectors

        found = short_vectors(list(map(int, weights)), longest)
    return list(_exactly_reduced(weights, longest)) if found is None else found


def _exactly_reduced(weights: list[fmpz], longest: float) -> Iterator[list[fmpz]]:
    """LLL in integers of any size; `weights` is used up."""
    size, pivot = len(weights), max(weights, key=abs)
    place = weights.index(pivot)
    weights[place] = weights[0]
    lattice, residuals = fmpz_mat(size, size), fmpz_mat(size, 1)
    lattice[0, 0], residuals[0, 0] = pivot, 1
    for i in range(1, size):
        lattice[i, 0], lattice[i, i], residuals[i, 0] = weights[i], 1, -weights[i]
    reduced = lattice.lll(delta=_DELTA, eta=_ETA)
    entries = reduced.entries()
    for i, multiple in enumerate((reduced * residuals).entries()):
        row = entries[i * size : (i + 1) * size]
        row[0] = row[place]
        row[place] = multiple // pivot
        if sum(map(_bit_length, row)) <= longest:
            yield row


def find_mobius(c: arb, x: arb, trial_cost: float = 0.0, spend: float | None = None) -> Mobius | None:
    """The Möbius map m with m(c) = x to all digits of the two balls, or None when there is none that is affordable.

    `spend` is how many digits it may rest on, where that differs from those that the balls carry. A relation of c
    alone, or of x alone (then c or x is rational), is no Möbius relation and is refused.

    >>> with ctx.workdps(40):
    ...     find_mobius(arb.pi(), 4 / (arb.pi() - 3))
    Mobius(p=0, q=4, r=1, s=-3)
    """
    digits = min(digits_carried(x), digits_carried(c))
    spend = digits if spend is None else spend
    if spend < MARGIN + trial_cost:
        return None
    bits, longest = int(digits * BITS_PER_DIGIT), max(0.0, spend - MARGIN - trial_cost) * BITS_PER_DIGIT + 4
    with ctx.workprec(bits + magnitude_bits(x) + magnitude_bits(c) + SPARE_BITS):
        values = [arb(1), c, x, c * x]
        for most_bits in [FIRST_BITS, EXACT_BITS] if bits > 1.5 * FIRST_BITS else [EXACT_BITS]:
            for row in reduced_rows(values, most_bits, longest=longest):
                q, p, minus_s, minus_r = map(int, row)
                if p * minus_s == q * minus_r or not affordable((p, q, minus_r, minus_s), spend, trial_cost):
                    continue
                mobius = Mobius(p, q, -minus_r, -minus_s)
                if is_image(mobius, c, x):
                    return mobius
    return None


def is_image(mobius: Mobius, c: arb, x: arb) -> bool:
    """Whether m(c) = x as far as the two balls tell: the residual p c + q − x (r c + s) may be zero."""
    residual = mobius.p * c + mobius.q - x * (mobius.r * c + mobius.s)
    return bool(residual.contains(0))


def scaled(x: arb, bits: int) -> int:
    """⌊2^bits · midpoint⌋."""
    return int(_scaled(x, bits))


def _scaled(x: arb, bits: int) -> fmpz:
    mantissa, exponent = x.mid().man_exp()
    shift = int(exponent) + bits
    return mantissa << shift if shift >= 0 else mantissa >> -shift


def magnitude_bits(x: arb) -> int:
    """Bits of the integer part of |x|, 0 for |x| < 1."""
    mantissa, exponent = x.mid().man_exp()
    return max(0, int(mantissa).bit_length() + int(exponent))


def _bits_after_point(radius: arb) -> int:
    mantissa, exponent = radius.man_exp()
    return -(mantissa.bit_length() + int(exponent)) if mantissa else EXACT_BITS


def _relative_bits(x: arb) -> int:
    return min(int(x.rel_accuracy_bits()), EXACT_BITS)
