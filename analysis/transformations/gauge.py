"""Gauge equivalence of two recurrences of one order: M(n) U(n+1) = g(n) U(n) N(n) with a rational matrix U.

Then s(n) U(n) is a state of the second, up to Π g, for every state s(n) of the first: the coboundary of continued
fractions for any order. Determinants tell g: in each chain of factors π(n+i) of det M/det N the exponents must add up
to a multiple of the order, and g has π at one place of the chain. U is found by linear algebra at
bounded degree, first without poles, then with those that the determinants suggest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice, product
from typing import Any

from flint import fmpq, fmpz_mat, fmpz_poly

from analysis.exact.matrices import RationalMatrix
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.exact.shifts import shift_between
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.closure import step

MOST_DEGREE = 6  # of U
_MOST_GAUGES = 60  # places of g's factors that are tried


@dataclass(frozen=True, eq=False)
class Gauge:
    """g and U with M(n) U(n+1) = g(n) U(n) N(n)."""

    g: Quotient
    matrix: RationalMatrix

    def to_json(self) -> dict[str, Any]:
        return {"g": str(self.g), "matrix": [[str(entry) for entry in row] for row in self.matrix.entries()]}


def gauge_between(first: Recurrence, second: Recurrence) -> Gauge | None:
    """A gauge that takes solutions of the first to solutions of the second; None where none is found.

    >>> fibonacci = Recurrence.of(["1", "-1", "-1"], 2, [1, 1], [0, 1])
    >>> gauge_between(fibonacci, fibonacci.gauged(Quotient.parse("n"))).g
    n
    """
    if first.order != second.order:
        return None
    one, other = step(first), step(second)
    ratio = one.determinant() / other.determinant()
    for poles in (fmpz_poly([1]), _poles(one, other)):
        moved = Quotient.of(poles(fmpz_poly([1, 1])), poles)
        for g in islice(_candidates(ratio, first.order), _MOST_GAUGES):
            found = _matrix(one, other, g * moved, MOST_DEGREE + poles.degree())
            if found is not None:
                return Gauge(g, RationalMatrix.reduced(found.rows, poles))
    return None


def _poles(one: RationalMatrix, other: RationalMatrix) -> fmpz_poly:
    """A denominator that U may have: the factors of both determinants and of their neighbours in a chain.

    Their powers are those of det U, which det U(n+1)/det U(n) tells: the largest sum of exponents up to a place.
    """
    found = fmpz_poly([1])
    for base, chain in _chains(one.determinant() / other.determinant()):
        power = max(map(abs, accumulate(chain[i] for i in sorted(chain))))
        for i in range(min(chain) - 1, max(chain) + 1):
            found = found * base.shift(i).flint ** power
    return found


def _candidates(ratio: Quotient, order: int) -> Iterator[Quotient]:
    """The g that determinants allow, each factor at each place of its chain."""
    chains = _chains(ratio)
    if any(sum(chain.values()) % order for _, chain in chains):
        return
    leading = fmpq(ratio.top[ratio.top.degree()], ratio.bottom[ratio.bottom.degree()])
    constants = _roots(leading, order)
    places = [range(min(chain) - 1, max(chain) + 2) if sum(chain.values()) else (0,) for _, chain in chains]
    for constant, where in product(constants, product(*places)):
        g = Quotient.of(fmpz_poly([constant.p]), fmpz_poly([constant.q]))
        for (base, chain), place in zip(chains, where, strict=True):
            power, factor = sum(chain.values()) // order, Quotient.polynomial(base.shift(place))
            monic = factor / Quotient.constant(base.leading)
            for _ in range(abs(power)):
                g = g * monic if power > 0 else g / monic
        yield g


def _chains(ratio: Quotient) -> list[tuple[Polynomial, dict[int, int]]]:
    """(base, {i: exponent of base(n + i)}) of the irreducible factors of a rational function."""
    chains: list[tuple[Polynomial, dict[int, int]]] = []
    for p, sign in ((ratio.top, 1), (ratio.bottom, -1)):
        for factor, multiplicity in p.factor()[1]:
            piece = Polynomial.from_flint(factor)
            piece = -piece if piece.leading < 0 else piece
            for base, chain in chains:
                place = shift_between(base.flint, piece.flint)
                if place is not None:
                    chain[place] = chain.get(place, 0) + sign * int(multiplicity)
                    break
            else:
                chains.append((piece, {0: sign * int(multiplicity)}))
    return chains


def _roots(value: fmpq, order: int) -> list[fmpq]:
    """The rational order-th roots."""
    if value < 0 and order % 2 == 0:
        return []
    top, bottom = (abs(int(x)) for x in (value.p, value.q))
    roots = [round(x ** (1 / order)) for x in (top, bottom)]
    if roots[0] ** order != top or roots[1] ** order != bottom:
        return []
    root = fmpq(roots[0], roots[1])
    return [root, -root] if order % 2 == 0 else [root if value > 0 else -root]


def _matrix(one: RationalMatrix, other: RationalMatrix, g: Quotient, degree: int) -> RationalMatrix | None:
    """U of this degree, invertible, by linear algebra over ℚ."""
    size = len(one.rows)
    left = [[entry * other.denominator * g.bottom for entry in row] for row in one.rows]
    right = [[entry * one.denominator * g.top for entry in row] for row in other.rows]
    columns = []
    for i, j, k in product(range(size), range(size), range(degree + 1)):
        here, ahead = fmpz_poly([0, 1]) ** k, fmpz_poly([1, 1]) ** k
        image = [[fmpz_poly([])] * size for _ in range(size)]
        for a in range(size):
            image[a][j] = image[a][j] + left[a][i] * ahead
        for b in range(size):
            image[i][b] = image[i][b] - right[j][b] * here
        columns.append([entry for row in image for entry in row])
    height = max(entry.degree() for column in columns for entry in column) + 1
    rows = [[column[e][h] for column in columns] for e in range(size * size) for h in range(height)]
    space, dimension = fmpz_mat(rows).nullspace()
    for v in range(dimension):
        values = [int(space[c, v]) for c in range(len(columns))]
        found = _assembled(values, size, degree)
        if found.determinant():
            return found
    return None


def _assembled(values: list[int], size: int, degree: int) -> RationalMatrix:
    block = degree + 1
    entries = [fmpz_poly(values[k * block : (k + 1) * block]) for k in range(size * size)]
    rows = [entries[i * size : (i + 1) * size] for i in range(size)]
    return RationalMatrix.reduced(rows, fmpz_poly([1]))
