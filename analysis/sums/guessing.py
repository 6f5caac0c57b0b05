"""Guessing a sum S(n) = cⁿ Σ_k x^k ∏ binomials from its first terms: products of blocks, the fewest first.

All products of up to five blocks are summed modulo a prime, with x from a short list; c is what the second term asks
for. What agrees with the first terms is compared with all of them exactly, and its recurrence proved (`sums.summed`).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement
from math import factorial

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.formulas.pcf import PCF
from analysis.sums.summands import parse_summand
from analysis.sums.sums import Sum, summed

PRIME = 2**31 - 1
TERMS = 12  # that are made of a fraction
FEWEST = 6  # terms: blocks, x and c together have some 20 bits of choice
SCREENED = 4  # terms by which candidates are sieved
LARGEST_BASE = 1_000  # of the numerator of c
MOST_RARE = {1: 1, 2: 2, 3: 3, 4: 2, 5: 0}  # rare blocks in products of so many
SCALES = (1, 2, 3, 4, 8, 9, 16, 27, 32, 64)  # c for which cⁿ may clear the denominators of a solution
COMMON = ("binomial(n,k)", "binomial(n+k,k)", "binomial(2k,k)", "binomial(2n-2k,n-k)")
RARE = (
    "binomial(n,2k)",
    "binomial(n+k,2k)",
    "binomial(n,3k)",
    "binomial(3k,k)",
    "binomial(4k,2k)",
    "binomial(2k,n)",
    "binomial(n-k,k)",
    "binomial(2n-k,n)",
    "binomial(2n,k)",
    "binomial(2n,n+k)",
    "binomial(2n,n)",
    "binomial(3k,n)",
    "binomial(n+2k,3k)",
)
RATIOS = (1, -1, 2, -2, 3, -3, 4, -4, 8, -8, 16, -16, 27, -27, 64, -64)  # x, and their inverses

Grid = NDArray[np.int64]


def guess_sum(terms: Sequence[int]) -> Sum | None:
    """The first sum whose values from n = 0 on are these integers, its recurrence proved, or None.

    Raises InputError for too few terms.

    >>> guess_sum([1, 5, 73, 1445, 33001, 819005]).text
    'binomial(n,k)^2*binomial(n+k,k)^2'
    """
    if len(terms) < FEWEST:
        raise InputError(f"{len(terms)} terms", f"at least {FEWEST}, from n = 0 on")
    if not terms[0] or not any(terms[1:]):
        raise InputError("terms whose first is 0", "terms from n = 0 on, the first not 0")
    if terms[0] not in (1, -1):
        return None
    for text in _candidates([term * terms[0] for term in terms[:SCREENED]]):
        made = _confirmed(text if terms[0] == 1 else f"-{text}", terms)
        if made is not None:
            return made
    return None


def terms_of_fraction(pcf: PCF) -> list[int] | None:
    """cⁿ p(n−1)/n!^d, d = deg a, with the least c for which these are integers: a solution of the scaled recurrence.

    >>> terms_of_fraction(PCF.parse("34n^3+51n^2+27n+5", "-n^6"))[:4]
    [1, 5, 73, 1445]
    """
    before, here = Fraction(1), Fraction(pcf.a(0))
    solution = [before, here]
    for n in range(2, TERMS):
        before, here = here, pcf.a(n - 1) * here + pcf.b(n - 1) * before
        solution.append(here / factorial(n) ** pcf.a.degree)
    for c in SCALES:
        scaled = [c**n * u for n, u in enumerate(solution)]
        if all(u.denominator == 1 for u in scaled):
            return [int(u) for u in scaled]
    return None


def _confirmed(text: str, terms: Sequence[int]) -> Sum | None:
    term = parse_summand(text)
    try:
        if any(sum(term.value(n, k) for k in range(n + 1)) != one for n, one in enumerate(terms)):
            return None
        made = summed(text)
    except (InputError, ZeroDivisionError):
        return None
    if made.proved.start or any(made.proved.sum(n) != one for n, one in enumerate(terms)):
        return None
    return made


def _candidates(terms: Sequence[int]) -> Iterator[str]:
    """Texts of sums that agree modulo the prime."""
    target = np.array([term % PRIME for term in terms], dtype=np.int64)
    size = len(terms)
    powers = _ratio_powers(size)
    for blocks in _products():
        grid = _block(blocks[0], size)
        for block in blocks[1:]:
            grid = grid * _block(block, size) % PRIME
        sums = _sums(grid, powers)
        for place in np.flatnonzero((sums[0] == target[0]) & (sums[1] != 0)):
            base = _base(int(sums[1, place]), terms[1])
            if base and all(_agrees(base, n, int(sums[n, place]), int(target[n])) for n in range(2, size)):
                yield _text(blocks, _ratios()[place], base)


def _sums(grid: Grid, powers: Grid) -> Grid:
    """Σ_k grid[n, k] x^k modulo the prime, for each x."""
    total = np.zeros((grid.shape[0], powers.shape[1]), dtype=np.int64)
    for k in range(grid.shape[1]):
        total = (total + grid[:, k : k + 1] * powers[k : k + 1]) % PRIME
    return total


def _base(value: int, term: int) -> Fraction | None:
    """The small c with c·value ≡ term."""
    if not term:
        return None
    residue = term * pow(value, -1, PRIME) % PRIME
    for bottom in range(1, 65):
        top = residue * bottom % PRIME
        top = top - PRIME if top > PRIME // 2 else top
        if abs(top) <= LARGEST_BASE:
            return Fraction(top, bottom)
    return None


def _agrees(base: Fraction, n: int, value: int, target: int) -> bool:
    return (pow(base.numerator, n, PRIME) * value - pow(base.denominator, n, PRIME) * target) % PRIME == 0


@cache
def _ratios() -> tuple[Fraction, ...]:
    found = [Fraction(x) for x in RATIOS]
    return tuple(found + [1 / x for x in found if abs(x) != 1])


def _ratio_powers(size: int) -> Grid:
    rows = [
        [pow(x.numerator, k, PRIME) * pow(x.denominator, -k, PRIME) % PRIME for x in _ratios()] for k in range(size)
    ]
    return np.array(rows, dtype=np.int64)


def _products() -> Iterator[tuple[str, ...]]:
    """Products of blocks, by their number; many only of the common ones."""
    for count, rare in MOST_RARE.items():
        for blocks in combinations_with_replacement(COMMON + RARE if rare else COMMON, count):
            if sum(block in RARE for block in blocks) <= rare:
                yield blocks


@cache
def _block(text: str, size: int) -> Grid:
    """The values at n, k < size modulo the prime; 0 beyond k = n."""
    term = parse_summand(text)
    grid = np.zeros((size, size), dtype=np.int64)
    for n in range(size):
        for k in range(n + 1):
            with suppress(ZeroDivisionError):  # binomial(n-k, k) beyond n/2
                grid[n, k] = term.value(n, k).numerator % PRIME
    return grid


def _text(blocks: Sequence[str], ratio: Fraction, base: Fraction) -> str:
    """The summand, x^k cⁿ with c^(n−k) where that is shorter."""
    parts = []
    if ratio != 1 and base != 1 and (ratio * base).denominator == 1 and (ratio * base).numerator in (1, -1):
        parts = [f"{_number(base)}^(n-k)"] + (["(-1)^k"] if ratio * base == -1 else [])
    else:
        parts += [f"{_number(base)}^n"] if base != 1 else []
        parts += [f"{_number(ratio)}^k"] if ratio != 1 else []
    for block in dict.fromkeys(blocks):
        count = blocks.count(block)
        parts.append(block if count == 1 else f"{block}^{count}")
    return "*".join(parts)


def _number(x: Fraction) -> str:
    return str(x) if x.denominator == 1 and x > 0 else f"({x})"
