"""A recurrence of order 4 as the product of two of order 2, and its limit as a sum of two limits.

Let u(m) = f(m) g(m) with f, g of order 2. The functionals u(n−1), …, u(n−4) are isotropic for the form
K(m, m′) = (f(m)∧f(m′)) (g(m)∧g(m′)), and so is every later one: linear conditions that determine K over ℚ(n), up to a
factor. The cross ratios X, Y of f(n−1), …, f(n−4) and of g(n−1), …, g(n−4) then obey
    X Y = K₁₂K₃₄/(K₁₃K₂₄),   (1−X)(1−Y) = K₁₄K₂₃/(K₁₃K₂₄),
so both are roots of one quadratic; and −X(n+1) = b(n)/(a(n) a(n−1)) is all that an equivalence leaves of a fraction.
Where q = q₁q₂ in these terms and p = p₁q₂ + q₁p₂, the limit is lim p₁/q₁ + lim p₂/q₂.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from flint import fmpq, fmpq_mat, fmpz_poly

from analysis.exact.matrices import RationalMatrix, kernel
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient, integer_roots
from analysis.formulas.pcf import PCF

_CONDITIONS = 6  # isotropic functionals beyond the first four: five determine K, one confirms it
_PAIRS = list(combinations(range(4), 2))
Vectors = tuple[list[fmpq], list[fmpq]]

_PARTS = 3  # steps within which two gauges are compared


def tensor_factors(coefficients: Sequence[Polynomial]) -> tuple[PCF, PCF] | None:
    """The two fractions, up to equivalence; None where the recurrence is no such product.

    >>> from analysis.formulas.recurrence import Recurrence
    >>> from analysis.transformations.closure import product_of_limits
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


def without_gauge(coefficients: Sequence[Polynomial]) -> PCF | None:
    """The fraction to which a recurrence of order 2 is equivalent; None where its second coefficient is 0.

    >>> from analysis.formulas.recurrence import Recurrence
    >>> without_gauge(Recurrence.of(["n", "-6n+3", "n-1"], 2, [0, 2], [1, 3]).coefficients)
    PCF(6n-3, -n^2+2n-1)
    """
    lead, a, b = (Quotient.polynomial(c) for c in coefficients)
    return _fraction((b * lead.shift(-1) / (a * a.shift(-1))).shift(-1)) if a else None


def square_root(coefficients: Sequence[Polynomial]) -> PCF | None:
    """The fraction whose solutions have, times a factor, the squares that solve a recurrence of order 3.

    With f(n) = f(n−1) + βf(n−2) the squares obey u(n) = (1+β)u(n−1) + β(1+β)u(n−2) − ββ(n−1)²u(n−3); what a factor
    leaves of its coefficients is X = β/(1+β(n−1)), and Z = −β(n−1)/(1+β): so β = X(1−Z)/(1+XZ).

    >>> from analysis.formulas.recurrence import Recurrence
    >>> square_root(Recurrence.of(["1", "-2", "-2", "1"], 3, [0, 1, 1], [1, 1, 4]).coefficients)            # Fibonacci
    PCF(1, 1)
    """
    lead, *rest = (Quotient.polynomial(c) for c in coefficients)
    e1, e2, e3 = (-c / lead for c in rest)
    if not (e1 and e2 and e3):
        return None
    x = e2 / (e1 * e1.shift(-1))
    z = e3 / (e1 * e1.shift(-1) * e1.shift(-2)) / (x * x.shift(-1))
    one = Quotient.constant(1)
    below = one + x * z
    beta = x * (one - z) / below if below else Quotient.constant(0)
    return _fraction(-beta.shift(-1)) if beta else None


def split(how: str, p: fmpq_mat, q: fmpq_mat) -> tuple[Vectors, Vectors] | None:
    """((p₁, q₁), (p₂, q₂)) with q = q₁q₂ᵗ and, for a sum, p = p₁q₂ᵗ + q₁p₂ᵗ, for a product p = p₁p₂ᵗ."""
    return {"sum": _split, "product": _split_product}[how](p, q)


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
