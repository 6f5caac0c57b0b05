"""Convergents far out, rounded: the matrix product of `convergents` as a tree of balls of fixed precision.

Every level of the tree adds but the condition of one product to the error, so n steps lose about log n bits where
rounding after each step would lose a number of bits in proportion to n, and cost n small products, not n log² n.
At the leaves several steps at once are one matrix of polynomials in n, which FLINT evaluates at a fraction of the cost.
"""

from dataclasses import dataclass
from math import ceil

from flint import arb, ctx, fmpz, fmpz_poly

from analysis.effort import check_time
from analysis.exact.balls import log2_integer, log2_size
from analysis.formulas.pcf import PCF

_LEAF = 64  # steps multiplied exactly
_FROM = 1_024  # steps, where it pays to multiply out a block of them as polynomials
_BLOCKS = ((4, 16), (9, 8), (24, 4))  # deg a + deg b up to which blocks have so many steps
_CHECKED = 4_096  # steps between two looks at the clock
_WIDER = (1, 16)  # times the bits to spare, tried one after the other
_MOST_EXACT_BITS = 2**23  # of all digits of pₙ: so many are carried where rounding loses too much
_SPARE_BITS = 32

_Block = tuple[arb, arb, arb, arb, arb]  # the entries row by row, and the determinant


@dataclass(frozen=True)
class RoundedConvergent:
    """pₙ, qₙ and their predecessors as balls, and p q′ − p′ q, which they could not tell.

    >>> at = rounded_convergent(PCF.parse("1", "1"), 1000, 100)
    >>> (at.p / at.q).str(15, radius=False), at.determinant
    ('1.61803398874989', -1.00000000000000)
    """

    n: int
    p: arb
    q: arb
    p_before: arb
    q_before: arb
    determinant: arb

    def carries(self, bits: int) -> bool:
        """Whether p with its predecessor is known to so many bits, and q with its own."""
        return _carries(self.p, self.p_before, bits) and _carries(self.q, self.q_before, bits)

    def image(self, tail: arb) -> arb | None:
        """(p + t p′)/(q + t q′) for all t of a ball, as one ball; None where the denominator may vanish.

        The map is monotone on an interval without a pole: its variation is |pq′ − p′q| |t − s|/|(q + tq′)(q + sq′)|.
        """
        middle, radius = tail.mid(), tail.rad()
        bottom = self.q + middle * self.q_before
        slack = abs(bottom) - radius * abs(self.q_before)
        if not slack > 0:
            return None
        variation = abs(self.determinant) * radius / (abs(bottom) * slack)
        return (self.p + middle * self.p_before) / bottom + arb(0, variation.upper())


def rounded_convergent(pcf: PCF, n: int, bits: int, start: RoundedConvergent | None = None) -> RoundedConvergent:
    """The n-th convergent to `bits` bits where that can be had, from an earlier one where that is given.

    Where the fraction first goes along the other solution, rounding loses as many bits as the convergents had gained.
    """
    first = start or _initial(pcf)
    steps = _Steps.of(pcf, n - first.n)
    spare = _SPARE_BITS + 2 * n.bit_length()
    exact = n * (log2_integer(abs(pcf.a(n)) + 2) + log2_integer(abs(pcf.b(n)) + 2))
    at = first
    for wider in (*_WIDER, *((ceil(exact / spare),) if exact < _MOST_EXACT_BITS else ())):
        with ctx.workprec(bits + wider * spare):
            at = _follow(first, _product(steps, first.n + 1, n + 1), n)
            if at.carries(bits):
                return at
        first = _initial(pcf)  # an earlier one may carry too little
    return at


def _initial(pcf: PCF) -> RoundedConvergent:
    return RoundedConvergent(0, arb(fmpz(pcf.a(0))), arb(1), arb(1), arb(0), arb(-1))


def _carries(first: arb, second: arb, bits: int) -> bool:
    """Whether two numbers are known to so many bits, relative to the larger of them."""
    size = max(log2_size(abs(first.mid())), log2_size(abs(second.mid())))
    return max(log2_size(first.rad()), log2_size(second.rad())) <= size - bits


def _follow(at: RoundedConvergent, block: _Block, n: int) -> RoundedConvergent:
    x, y, z, w, determinant = block
    return RoundedConvergent(
        n,
        at.p_before * y + at.p * w,
        at.q_before * y + at.q * w,
        at.p_before * x + at.p * z,
        at.q_before * x + at.q * z,
        at.determinant * determinant,
    )


@dataclass(frozen=True)
class _Steps:
    """The matrices ((0, b), (1, a)) of single steps, and the product of `size` of them as polynomials in n."""

    a: fmpz_poly
    b: fmpz_poly
    size: int
    block: tuple[fmpz_poly, fmpz_poly, fmpz_poly, fmpz_poly] | None

    @classmethod
    def of(cls, pcf: PCF, count: int) -> "_Steps":
        """For a product of so many steps."""
        a, b, degrees = pcf.a.flint, pcf.b.flint, pcf.a.degree + pcf.b.degree
        size = next((size for most, size in _BLOCKS if degrees <= most), 1) if count >= _FROM else 1
        if size == 1:
            return cls(a, b, 1, None)
        x, y, z, w = fmpz_poly([1]), fmpz_poly([]), fmpz_poly([]), fmpz_poly([1])
        for place in range(size):
            there = fmpz_poly([place, 1])
            a_n, b_n = a(there), b(there)
            x, y, z, w = y, x * b_n + y * a_n, w, z * b_n + w * a_n
        return cls(a, b, size, (x, y, z, w))

    def leaf(self, start: int, stop: int) -> _Block:
        """The product of the steps from `start` to before `stop`, exactly multiplied."""
        x, y, z, w = fmpz(1), fmpz(0), fmpz(0), fmpz(1)
        n = start
        if self.block is not None:
            first, second, third, fourth = self.block
            for n in range(start, stop - self.size + 1, self.size):
                p, q, r, s = first(n), second(n), third(n), fourth(n)
                x, y, z, w = x * p + y * r, x * q + y * s, z * p + w * r, z * q + w * s
            n = start + (stop - start) // self.size * self.size
        for k in range(n, stop):
            a_n, b_n = self.a(k), self.b(k)
            x, y, z, w = y, x * b_n + y * a_n, w, z * b_n + w * a_n
        return arb(x), arb(y), arb(z), arb(w), arb(x * w - y * z)


def _product(steps: _Steps, start: int, stop: int) -> _Block:
    """The entries of M(start) ⋯ M(stop − 1), row by row, and its determinant."""
    if stop - start <= _LEAF:
        return steps.leaf(start, stop)
    if stop - start >= _CHECKED:
        check_time()
    middle = start + ((stop - start) // 2 // _LEAF or 1) * _LEAF
    x1, y1, z1, w1, first = _product(steps, start, middle)
    x2, y2, z2, w2, second = _product(steps, middle, stop)
    return x1 * x2 + y1 * z2, x1 * y2 + y1 * w2, z1 * x2 + w1 * z2, z1 * y2 + w1 * w2, first * second
