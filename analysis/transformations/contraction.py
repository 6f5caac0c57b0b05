"""Contraction and extension: fewer convergents, or more.

Contraction keeps every m-th convergent, from one of the first m on; the even and the odd part are m = 2. Extension
inserts convergents of one's own; contraction takes them out again. On polynomial elements contraction stays polynomial:
with the step matrices of a period multiplied to [[x, z], [w, t]](j), the convergents at 0, m, 2m, … obey

    u_{j+2} = (t_{j+1} + z_{j+1} x_j/z_j) u_{j+1} − z_{j+1} det_j/z_j u_j,

which an equivalence by z clears of denominators. Source: Perron, Die Lehre von den Kettenbrüchen II, § 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.errors import InputError
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import ONE, Polynomial
from analysis.formulas.c_finite import RationalPolynomial
from analysis.formulas.pcf import PCF
from analysis.formulas.signed import Signs
from analysis.transformations.continued_fraction import ContinuedFraction

MAX_FOLD = 64  # steps multiplied to one: degrees add up

Step = tuple[Polynomial, Polynomial]
"""(b, a) of one step, as polynomials in the number of the period."""


@dataclass(frozen=True)
class Contracted:
    """A PCF with value(pcf) = mobius(value of the fraction it was made from)."""

    pcf: PCF
    mobius: Mobius


def extension(fraction: ContinuedFraction, inserted: Mapping[int, Fraction]) -> ContinuedFraction:
    """The fraction with one more convergent right before each of the numbers in `inserted` (1 … N), of the given value.

    Raises InputError where an inserted value equals a neighbour.

    >>> longer = extension(ContinuedFraction.of([1, 2, 2], [1, 1]), {1: Fraction(2)})
    >>> [str(value) for value in longer.values()]
    ['1', '2', '3/2', '7/5']
    """
    pairs: list[tuple[Fraction, Fraction]] = []
    for n, pair in enumerate(fraction.convergents()):
        if n in inserted:
            value = Fraction(inserted[n])
            pairs.append((Fraction(value.numerator), Fraction(value.denominator)))
        pairs.append(pair)
    if len(pairs) != len(fraction.a) + len(inserted) or 0 in inserted:
        raise InputError("a convergent to insert outside the fraction", f"places 1 to {len(fraction.b)}")
    return ContinuedFraction.from_convergents(pairs)


def contracted_pcf(pcf: PCF, fold: int, start: int = 0) -> Contracted:
    """The PCF whose convergents are every `fold`-th of the given one's, counted from 2 fold + start on.

    The first two of them give the Möbius map that ties the values. Raises InputError where a selected convergent
    meets its neighbour, or the fraction ends before the third.

    >>> contracted_pcf(PCF.parse("1", "1"), 2)
    Contracted(pcf=PCF(3, -1), mobius=Mobius(p=1, q=-1, r=2, s=-3))
    """
    if not (1 <= fold <= MAX_FOLD and 0 <= start < fold):
        raise InputError(f"fold {fold} from convergent {start}", f"fold 1 to {MAX_FOLD}, start below it")
    end, last = pcf.termination(), start + 2 * fold
    if end is not None and end <= last:  # no map leads back from the tail
        raise InputError(f"a fraction that ends, b({end}) = 0", f"b without zeros at n = 1, …, {last}")
    (p, q), (r, s) = pcf.shift_matrix(start)
    tail = pcf.shifted(start)
    steps = [(_every(tail.b, fold, i), _every(tail.a, fold, i)) for i in range(1, fold + 1)]
    found = contract_steps(tail.a(0), steps)
    return Contracted(found.pcf, found.mobius @ Mobius(p, q, r, s).inverse())


def interlaced_pcf(prefix: Sequence[int], interlaced: Sequence[RationalPolynomial], signs: Signs) -> Contracted:
    """The PCF of an interlaced signed fraction: a_{k+mj+r} = P_r(j) after a prefix of k terms.

    >>> one, evens = RationalPolynomial.of([1]), RationalPolynomial.of([2, 2])
    >>> interlaced_pcf([2], [one, evens, one], (1,)).pcf.canonical().pcf
    PCF(4n+10, 1)
    """
    period = _common_period(len(interlaced), len(signs))
    if period > MAX_FOLD:
        raise InputError(f"a common period of {period} terms", f"at most {MAX_FOLD}")
    blocks = period // len(interlaced)
    spread = [
        RationalPolynomial(
            _every(interlaced[r % len(interlaced)].numerator, blocks, r // len(interlaced)),
            interlaced[r % len(interlaced)].denominator,
        )
        for r in range(period)
    ]
    steps = []
    for i in range(1, period + 1):
        here = spread[i % period]
        sign = signs[(len(prefix) + i - 1) % len(signs)]
        a = here.numerator if i < period else here.numerator.shift(1)
        steps.append((ONE * (sign * here.denominator * spread[i - 1].denominator), a))
    found = contract_steps(spread[0].numerator(0), steps)
    # y = a₀ + s₁/(a₁ + … s_k/(tail/d)), with d the denominator cleared from the first polynomial.
    whole = Mobius(1, 0, 0, 1)
    for n, term in enumerate(prefix):
        whole = whole @ Mobius(term, signs[n % len(signs)], 1, 0)
    whole = whole @ Mobius(1, 0, 0, spread[0].denominator)
    return Contracted(found.pcf, found.mobius @ whole.inverse())


def contract_steps(first: int, steps: Sequence[Step]) -> Contracted:
    """The PCF of a₀ + b₁/(a₁ + …) with a₀ = `first` and the steps of period j, j = 0, 1, …, repeated.

    steps: (b_{mj+i}, a_{mj+i}) for i = 1 … m as polynomials in j.
    """
    x, z, w, t = ONE, Polynomial(()), Polynomial(()), ONE
    determinant = ONE
    for b, a in steps:
        x, z, w, t = z, x * b + z * a, t, w * b + t * a
        determinant = determinant * -b
    if not z or any(root >= 0 for root in z.integer_roots()):
        raise InputError("convergents that meet their neighbours", "a fold whose convergents differ", "start elsewhere")
    pcf = PCF(z * t.shift(1) + z.shift(1) * x, -(z.shift(-1) * z.shift(1) * determinant))
    # value(pcf) = A(0) − z₀ (p₂ − y q₂)/(p₁ − y q₁), p₁, q₁ and p₂, q₂ the first two convergents kept after a₀.
    (p1, q1), (p2, q2) = _first_two(first, steps)
    top, z0 = pcf.a(0), z(0)
    return Contracted(pcf, Mobius(-top * q1 + z0 * q2, top * p1 - z0 * p2, -q1, p1))


def _first_two(first: int, steps: Sequence[Step]) -> list[tuple[int, int]]:
    p, q, p_before, q_before = first, 1, 1, 0
    pairs = []
    for j in range(2):
        for b, a in steps:
            p, p_before = a(j) * p + b(j) * p_before, p
            q, q_before = a(j) * q + b(j) * q_before, q
        pairs.append((p, q))
    return pairs


def _every(polynomial: Polynomial, fold: int, offset: int) -> Polynomial:
    """j ↦ polynomial(fold j + offset)."""
    return Polynomial.of([c * fold**k for k, c in enumerate(polynomial.shift(offset).coefficients)])


def _common_period(one: int, other: int) -> int:
    period = one
    while period % other:
        period += one
    return period
