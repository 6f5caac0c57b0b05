"""A recurrence of order 4 as the product of two of order 2, and its limit as a sum of two limits.

Let u(m) = f(m) g(m) with f, g of order 2. The functionals u(n−1), …, u(n−4) are isotropic for the form
K(m, m′) = (f(m)∧f(m′)) (g(m)∧g(m′)), and so is every later one: linear conditions that determine K over ℚ(n), up to a
factor. The cross ratios X, Y of f(n−1), …, f(n−4) and of g(n−1), …, g(n−4) then obey
    X Y = K₁₂K₃₄/(K₁₃K₂₄),   (1−X)(1−Y) = K₁₄K₂₃/(K₁₃K₂₄),
so both are roots of one quadratic; and −X(n+1) = b(n)/(a(n) a(n−1)) is all that an equivalence leaves of a fraction.
Where q = q₁q₂ in these terms and p = p₁q₂ + q₁p₂, the limit is lim p₁/q₁ + lim p₂/q₂.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

from flint import fmpq, fmpq_mat, fmpz_poly

from analysis.exact.matrices import RationalMatrix, kernel
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient, integer_roots
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.closure import product_of_limits

_CONDITIONS = 6  # isotropic functionals beyond the first four: five determine K, one confirms it
_PAIRS = list(combinations(range(4), 2))
Vectors = tuple[list[fmpq], list[fmpq]]

_PARTS = 3  # steps within which two gauges are compared


def tensor_factors(coefficients: Sequence[Polynomial]) -> tuple[PCF, PCF] | None:
    """The two fractions, up to equivalence; None where the recurrence is no such product.

    >>> e, arctan = (Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n+1", "n+1"), ("2n+1", "n^2")))
    >>> tensor_factors(product_of_limits(e, arctan).coefficients)
    (PCF(2n+1, n^2), PCF(n+1, n+1))
    """
    if len(coefficients) != 5:
        return None
    form = _form(coefficients)
    if form is None:
        return None
    k12, k13, k14, k23, k24, k34 = form
    if not (k13 and k24 and k12 and k34):
        return None
    product, other = k12 * k34 / (k13 * k24), k14 * k23 / (k13 * k24)
    total = Quotient.constant(1) + product - other
    root = _square_root(total * total - Quotient.constant(4) * product)
    if root is None:
        return None
    half = Quotient.constant(Fraction(1, 2))
    fractions = [_fraction(x) for x in ((total + root) * half, (total - root) * half)]
    first, second = sorted((one for one in fractions if one is not None), key=lambda pcf: (pcf.a.degree, str(pcf)))
    return first, second


def _form(coefficients: Sequence[Polynomial]) -> list[Quotient] | None:
    """K₁₂, K₁₃, K₁₄, K₂₃, K₂₄, K₃₄ at n."""
    ratios = [-Quotient.polynomial(c) / Quotient.polynomial(coefficients[0]) for c in coefficients[1:]]
    window = [[Quotient.constant(int(i == j)) for j in range(4)] for i in range(4)]  # u(n−1), …, u(n−4)
    rows = []
    for t in range(_CONDITIONS):
        parts = [[ratio.shift(t) * x for x in vector] for ratio, vector in zip(ratios, window, strict=True)]
        ahead = [sum(column[1:], column[0]) for column in zip(*parts, strict=True)]
        rows.append([ahead[i] * ahead[j] for i, j in _PAIRS])
        window = [ahead, *window[:3]]
    found = kernel([RationalMatrix.of([row]).rows[0] for row in rows])
    return [Quotient.polynomial(p) for p in found[0]] if len(found) == 1 else None


def _square_root(value: Quotient) -> Quotient | None:
    roots = [_polynomial_root(p) for p in (value.top, value.bottom)]
    return None if roots[0] is None or roots[1] is None else Quotient.of(roots[0], roots[1])


def _polynomial_root(p: fmpz_poly) -> fmpz_poly | None:
    if not p:
        return p
    try:
        return p.sqrt()
    except (ValueError, ArithmeticError):
        return None


def _fraction(cross_ratio: Quotient) -> PCF | None:
    """The canonical fraction with b(n)/(a(n) a(n−1)) = −X(n+1)."""
    ratio = -cross_ratio.shift(1)
    a, b = ratio.bottom, ratio.top * ratio.bottom(fmpz_poly([-1, 1]))
    start = max([-1, *integer_roots(a), *integer_roots(b)]) + 1  # canonical forms ask for no zeros ahead
    pcf = PCF(*(Polynomial.from_flint(p(fmpz_poly([start, 1]))) for p in (a, b))).canonical().pcf
    return PCF(pcf.a.shift(-start), pcf.b.shift(-start))


def sum_parts(recurrence: Recurrence, factors: tuple[PCF, PCF] | None = None) -> tuple[Recurrence, Recurrence] | None:
    """Two recurrences of order 2 whose limits add up to that of the given one; None where it is no such sum.

    Where the two fractions are given, these are used, else those that are found.

    >>> from analysis.transformations.closure import sum_of_limits
    >>> e, arctan = (Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n+1", "n+1"), ("2n+1", "n^2")))
    >>> [part.order for part in sum_parts(sum_of_limits(e, arctan))]
    [2, 2]
    """
    return _parts(recurrence, factors, _split)


def product_parts(
    recurrence: Recurrence, factors: tuple[PCF, PCF] | None = None
) -> tuple[Recurrence, Recurrence] | None:
    """The same for a product of two limits.

    >>> e, arctan = (Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n+1", "n+1"), ("2n+1", "n^2")))
    >>> [part.order for part in product_parts(product_of_limits(e, arctan))]
    [2, 2]
    """
    return _parts(recurrence, factors, _split_product)


def _parts(
    recurrence: Recurrence,
    factors: tuple[PCF, PCF] | None,
    split: Callable[[fmpq_mat, fmpq_mat], tuple[Vectors, Vectors] | None],
) -> tuple[Recurrence, Recurrence] | None:
    factors = factors or tensor_factors(recurrence.coefficients)
    if factors is None:
        return None
    first = _first_regular(recurrence, factors)
    shifted = recurrence.advanced(first)
    bases = [_basis(pcf, first) for pcf in factors]
    gauge = _gauge(shifted, factors)
    if gauge is None:
        return None
    p, q = (_coordinates(side, bases, gauge) for side in (shifted.p, shifted.q))
    pairs = split(p, q)
    if pairs is None:
        return None
    made = [_part(pcf, first, pair) for pcf, pair in zip(factors, pairs, strict=True)]
    return made[0], made[1]


def _first_regular(recurrence: Recurrence, factors: Sequence[PCF]) -> int:
    """An n from which all b are without zeros, so that the four products of solutions are independent."""
    zeros = [root for pcf in factors for root in pcf.b.integer_roots()]
    zeros += recurrence.coefficients[-1].integer_roots()
    return max([recurrence.first, *(root + 1 + recurrence.order for root in zeros)])


def _basis(pcf: PCF, first: int) -> list[list[fmpq]]:
    """Two solutions at first − 4, …, first: (1, 0, …) and (0, 1, …)."""
    found = []
    for start in ((1, 0), (0, 1)):
        values = [fmpq(x) for x in start]
        for n in range(first - 2, first + _PARTS):
            values.append(pcf.a(n) * values[-1] + pcf.b(n) * values[-2])
        found.append(values)
    return found


def gauge_ratio(recurrence: Recurrence, factors: Sequence[PCF]) -> Quotient | None:
    """h(n)/h(n−1) with u = h f g for all solutions f, g of the two; None where that does not give the recurrence."""
    made = product_of_limits(*(Recurrence.from_pcf(pcf) for pcf in factors))
    if made.order != recurrence.order or not recurrence.coefficients[1]:
        return None
    c, d = ([Quotient.polynomial(x) / Quotient.polynomial(one.coefficients[0]) for x in one.coefficients]
            for one in (recurrence, made))  # fmt: skip
    ratio = c[1] / d[1]  # h(n)/h(n−1), which the other coefficients must confirm
    total = Quotient.constant(1)
    for k in range(1, recurrence.order + 1):
        total = total * ratio.shift(1 - k)
        if c[k] != d[k] * total:
            return None
    return ratio


def _gauge(recurrence: Recurrence, factors: Sequence[PCF]) -> list[fmpq] | None:
    """h at first − 4, …, first − 1, h(first − 4) = 1."""
    ratio = gauge_ratio(recurrence, factors)
    if ratio is None:
        return None
    values = [fmpq(1)]
    for n in range(recurrence.first - 3, recurrence.first):
        values.append(values[-1] * ratio(n))
    return values


def _coordinates(side: Sequence[Fraction], bases: Sequence[list[list[fmpq]]], gauge: Sequence[fmpq]) -> fmpq_mat:
    """The 2 × 2 matrix Z with u/h = Σ Z_ij f_i g_j."""
    rows = [[f[t] * g[t] for f in bases[0] for g in bases[1]] for t in range(4)]
    right = [[fmpq(u.numerator, u.denominator) / h] for u, h in zip(side, gauge, strict=True)]
    z = fmpq_mat(rows).solve(fmpq_mat(right))
    return fmpq_mat([[z[0, 0], z[1, 0]], [z[2, 0], z[3, 0]]])


def _split(p: fmpq_mat, q: fmpq_mat) -> tuple[Vectors, Vectors] | None:
    """((p₁, q₁), (p₂, q₂)) with q = q₁q₂ᵗ, p = p₁q₂ᵗ + q₁p₂ᵗ."""
    found = _rank_one(q)
    if found is None:
        return None
    q1, q2 = found
    i, j = next((i, j) for i in range(2) for j in range(2) if q[i, j])
    # p − x q₂ᵗ − q₁ yᵗ = 0 in the row i fixes y, given x_i = 0; then the other row fixes x, and its rest must vanish
    p2 = [p[i, k] for k in range(2)]
    other = 1 - i
    rest = [p[other, k] - q1[other] * p2[k] for k in range(2)]
    if rest[0] * q2[1] != rest[1] * q2[0]:
        return None
    p1 = [fmpq(0), fmpq(0)]
    p1[other] = rest[j] / q2[j]
    return (p1, q1), (p2, q2)


def _split_product(p: fmpq_mat, q: fmpq_mat) -> tuple[Vectors, Vectors] | None:
    """((p₁, q₁), (p₂, q₂)) with p = p₁p₂ᵗ, q = q₁q₂ᵗ."""
    top, bottom = _rank_one(p), _rank_one(q)
    if top is None or bottom is None:
        return None
    (p1, p2), (q1, q2) = top, bottom
    return (p1, q1), (p2, q2)


def _rank_one(matrix: fmpq_mat) -> Vectors | None:
    """x, y with xyᵗ; None for 0 and for rank 2."""
    if matrix.det() != 0 or not any(matrix.entries()):
        return None
    i, j = next((i, j) for i in range(2) for j in range(2) if matrix[i, j])
    return [matrix[k, j] / matrix[i, j] for k in range(2)], [matrix[i, k] for k in range(2)]


def _part(pcf: PCF, first: int, pair: Vectors) -> Recurrence:
    sides = [[fraction(x) for x in vector] for vector in pair]
    coefficients = (Polynomial((1,)), -pcf.a, -pcf.b)
    return Recurrence(coefficients, first - 2, tuple(sides[0]), tuple(sides[1]))
