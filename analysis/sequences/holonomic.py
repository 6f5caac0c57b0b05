"""Guessing a recurrence with polynomial coefficients: c₀(n) aₙ + c₁(n) aₙ₋₁ + … + c_r(n) aₙ₋ᵣ = 0 for all n ≥ r.

Every term from the r-th on is one linear equation for the coefficients. A solution is believed only when there are more
equations than unknowns by a margin; the dimensions are tried mod a prime first. Source: Kauers, Guessing Handbook, RISC
report 09-07.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log2

from flint import fmpz_mat, nmod_mat

from analysis.exact.matrices import primitive
from analysis.exact.polynomials import Polynomial
from analysis.sequences.chance import SURE_BITS, data_bits, is_balanced

MAX_ORDER, MAX_DEGREE = 8, 8
SPARE_EQUATIONS = 4  # beyond the unknowns: each would hold by chance only for very special numbers
SCREEN_PRIME = 2**61 - 1


@dataclass(frozen=True)
class PolynomialRecurrence:
    """c₀ … c_r, polynomials in n, without common factor; `spare` counts the equations beyond the unknowns."""

    coefficients: tuple[Polynomial, ...]
    spare: int

    @property
    def order(self) -> int:
        return len(self.coefficients) - 1

    def following(self, terms: Sequence[int], count: int) -> list[int | Fraction]:
        """The next terms; fewer where c₀ vanishes."""
        known: list[int | Fraction] = list(terms)
        for n in range(len(terms), len(terms) + count):
            lead = self.coefficients[0](n)
            if lead == 0:
                break
            total = -sum(c(n) * known[n - k] for k, c in enumerate(self.coefficients) if k)
            value = Fraction(total) / lead
            known.append(int(value) if value.denominator == 1 else value)
        return known[len(terms) :]

    def __str__(self) -> str:
        parts = []
        for k, c in enumerate(self.coefficients):
            if c:
                parts.append(f"({c.compact()}) a(n{f'-{k}' if k else ''})")
        return " + ".join(parts) + " = 0"


def guess_polynomial_recurrence(terms: Sequence[int]) -> PolynomialRecurrence | None:
    """The recurrence with fewest unknown coefficients that all terms obey, with four equations to spare, if any.

    >>> catalan = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862]
    >>> str(guess_polynomial_recurrence(catalan))
    '(n+1) a(n) + (-4n+2) a(n-1) = 0'
    """
    shapes = sorted(
        ((order, degree) for order in range(1, MAX_ORDER + 1) for degree in range(1, MAX_DEGREE + 1)),
        key=lambda shape: ((shape[0] + 1) * (shape[1] + 1), shape[0]),
    )
    for order, degree in shapes:
        unknowns = (order + 1) * (degree + 1)
        spare = len(terms) - order - unknowns
        if spare < SPARE_EQUATIONS:
            continue
        rows = [
            [n**i * int(terms[n - k]) for k in range(order + 1) for i in range(degree + 1)]
            for n in range(order, len(terms))
        ]
        residues = nmod_mat(len(rows), unknowns, [x % SCREEN_PRIME for row in rows for x in row], SCREEN_PRIME)
        if residues.rank() == unknowns:
            continue
        found = _solution(rows, order, degree, terms)
        if found is not None and _is_sure(terms, found):
            return PolynomialRecurrence(found, spare)
    return None


def _is_sure(terms: Sequence[int], coefficients: Sequence[Polynomial]) -> bool:
    """Whether the terms hold more bits than the coefficients and the choice of their number."""
    size = sum(log2(2 * abs(c) + 1) for p in coefficients for c in p.coefficients) + log2(MAX_ORDER * MAX_DEGREE)
    return data_bits(terms, len(coefficients) - 1) >= size + SURE_BITS and not is_balanced(terms)


def _solution(
    rows: Sequence[Sequence[int]], order: int, degree: int, terms: Sequence[int]
) -> tuple[Polynomial, ...] | None:
    space, dimension = fmpz_mat([list(row) for row in rows]).nullspace()
    for column in range(dimension):
        entries = [int(space[i, column]) for i in range(space.nrows())]
        polynomials = [Polynomial.of(entries[k * (degree + 1) : (k + 1) * (degree + 1)]) for k in range(order + 1)]
        if not polynomials[0] or not polynomials[-1]:
            continue
        reduced = tuple(map(Polynomial.from_flint, primitive([c.flint for c in polynomials[::-1]])[::-1]))
        # A common factor, or c₀, that vanishes at some n would excuse the term there.
        if _obeyed(reduced, terms) and all(reduced[0](n) for n in range(order, len(terms))):
            return reduced
    return None


def _obeyed(coefficients: Sequence[Polynomial], terms: Sequence[int]) -> bool:
    order = len(coefficients) - 1
    return all(sum(c(n) * terms[n - k] for k, c in enumerate(coefficients)) == 0 for n in range(order, len(terms)))
