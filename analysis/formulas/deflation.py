"""Which c(n) can be divided out of (a, b) by an equivalence: the exact search behind the canonical form.

An equivalence by a rational function c without zeros or poles at n ≥ 0 turns (α, β) into (c(n) α(n),
c(n) c(n−1) β(n)). Group the irreducible factors of a and b into chains π(n+i), i ∈ ℤ, with multiplicities
A_i in a and B_i in b. Dividing by c = Π π(n+i)^{x_i} is possible exactly when
    x_i ≤ A_i   and   x_i + x_{i+1} ≤ B_i   for all i,
and lowers deg a by Σ x_i deg π. Going up the chain and taking each x_i as large as the bounds allow maximises the
sum (one unit more of x_i costs at most one of the rest) and leaves, among all forms of least degree, the one whose A_i
are lexicographically least: a rule that does not depend on the member of the class one starts from.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from math import gcd, isqrt

from flint import fmpz

from analysis.exact.polynomials import ONE, Polynomial
from analysis.exact.shifts import shift_between

# Contents of formulas are products of small primes; what trial division leaves is only tested for being a square.
_TRIAL_BOUND = 1_000


@dataclass
class _Chain:
    """The factors base(n + i) of a and b, by i."""

    base: Polynomial
    in_a: dict[int, int] = field(default_factory=dict)
    in_b: dict[int, int] = field(default_factory=dict)


@lru_cache(maxsize=256)
def deflating_factor(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    """(top, bottom) with c = top/bottom the polynomial part that an equivalence divides out of (a, b).

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> top, bottom = deflating_factor(P("(n+1)(2n+1)"), P("n(n+1)n^2"))
    >>> str(top), str(bottom)
    ('n + 1', '1')
    """
    top = bottom = ONE
    if a.degree < 1 or b.degree < 1 or (a.degree == b.degree == 1 and not _are_shifts(a, b)):
        return top, bottom
    for chain in _chains(a, b):
        for i, x in _exponents(chain).items():
            power = chain.base.shift(i)
            for _ in range(abs(x)):
                if x > 0:
                    top = top * power
                else:
                    bottom = bottom * power
    return top, bottom


def _are_shifts(a: Polynomial, b: Polynomial) -> bool:
    """Whether the roots of two linear polynomials differ by an integer."""
    (a0, a1), (b0, b1) = a.coefficients, b.coefficients
    return (a0 * b1 - b0 * a1) % (a1 * b1) == 0


def square_scaling(a_content: int, b_content: int) -> int:
    """The largest k with k | a_content and k² | b_content (a_content = 0 stands for a = 0).

    Prime factors over 1,000 are found where they are the whole of what is left, alone or squared.

    >>> square_scaling(12, 72), square_scaling(0, 50)
    (6, 5)
    """
    common = gcd(a_content, b_content)
    k = 1
    if common == 1:
        return k
    rest_a, rest_b = a_content, b_content
    for prime, _ in fmpz(common).factor(trial_limit=_TRIAL_BOUND):
        p = int(prime)
        while rest_a % p == 0 and rest_b % (p * p) == 0:
            rest_a, rest_b, k = rest_a // p, rest_b // (p * p), k * p
    root = isqrt(gcd(rest_a, rest_b))
    if root > 1 and rest_a % root == 0 and rest_b % (root * root) == 0:
        k *= root
    return k


def _chains(a: Polynomial, b: Polynomial) -> list[_Chain]:
    chains: list[_Chain] = []
    for polynomial, side in ((a, "in_a"), (b, "in_b")):
        for factor, multiplicity in polynomial.flint.factor()[1]:
            piece = Polynomial.from_flint(factor)
            if piece.leading < 0:
                piece = -piece
            for chain in chains:
                step = shift_between(chain.base.flint, piece.flint)
                if step is not None:
                    getattr(chain, side)[step] = int(multiplicity)
                    break
            else:
                chain = _Chain(piece)
                getattr(chain, side)[0] = int(multiplicity)
                chains.append(chain)
    return chains


def _exponents(chain: _Chain) -> dict[int, int]:
    """The x_i of the module docstring, non-zero ones only, found going up the chain."""
    exponents: dict[int, int] = {}
    if not chain.in_a:
        return exponents
    for i in sorted({i + step for i in chain.in_a for step in (0, 1)}):
        if _vanishes_on_naturals(chain.base, i):
            continue
        before = exponents.get(i - 1, 0)
        x = min(chain.in_a.get(i, 0), chain.in_b.get(i - 1, 0) - before)
        if x:
            exponents[i] = x
    return exponents


def _vanishes_on_naturals(base: Polynomial, i: int) -> bool:
    """Whether base(n + i) has a root at an integer n ≥ 0, where c must stay finite and non-zero."""
    if base.degree != 1:
        return False
    constant, slope = base.coefficients
    root, rest = divmod(-constant, slope)
    return rest == 0 and root >= i
