"""From a trajectory of a field to one of its rows: coordinates in which the field keeps the cone of vectors ≥ 0.

The limits of a conservative field agree where its matrices keep a cone; the theorem and its proof are in
`proofs.field`. For a field of conjugate polynomials, f f̄(x, y) = b(x) + c(y), the coordinates are the fraction's own,
(u(x−1), u(x)), or with y* a zero of c and ρ(x) = −f̄(x, y*) or f(x, y*)

    (u(x) − ρ(x) u(x−1), u(x)),

as row y* has a solution of ratio ρ: in Apéry's field of ζ(3) it is x³. For ₂F₁ see `euler_integrals`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from flint import fmpz_mpoly, fmpz_mpoly_ctx, fmpz_poly

from analysis.coboundaries.coboundary import integer_roots
from analysis.exact.companions import PolynomialMatrix, companion
from analysis.exact.polynomials import MAX_DEGREE, Polynomial
from analysis.exact.rational_functions import RationalFunction, variable
from analysis.exact.two_by_two import multiplied
from analysis.fields.matrix_fields import MatrixField
from analysis.formulas.deflation import deflating_factor
from analysis.formulas.pcf import PCF
from analysis.proofs.certificate import Step
from analysis.proofs.field import crossing, keeps_the_cone
from analysis.proofs.reading import Poly, Rejected, spelt

_ROW = (1, 0)
_MOST_MOVED = 2  # steps along the trajectory before the field keeps the cone
_LATEST_START = 6  # of U, which is regular and of one sign from a small n on where it is at all
PLANE = fmpz_mpoly_ctx.get(("i", "j"), "lex")

Surface = tuple[fmpz_mpoly, fmpz_mpoly, fmpz_mpoly, fmpz_mpoly]


@dataclass(frozen=True)
class Crossing:
    """The fractions of a trajectory and of a row, both canonical, and the map from the limit of the row to the other.

    `step` is the step of a certificate that proves it.
    """

    along: PCF
    row: PCF
    mobius: tuple[int, int, int, int]
    step: Step


def cross(field: MatrixField, start: Sequence[Fraction | int], direction: Sequence[int]) -> Crossing | None:
    """The crossing from a trajectory of a field of conjugate polynomials to a row; None where none is found.

    The direction has no negative entries; the row, along the first axis, is that of a point of the trajectory near the
    start.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> found = cross(built_in_field("zeta(2)"), (1, 1), (1, 1))
    >>> found.row
    PCF(6n+15, n^4+8n^3+24n^2+32n+16)
    """
    for steps in _of_conjugates(field):
        for moved in range(_MOST_MOVED + 1):
            base = [Fraction(s) + moved * d for s, d in zip(start, direction, strict=True)]
            found = crossing_of(*(_along(steps, base, direction, path) for path in (_ROW, direction)))
            if found is not None:
                return found
    return None


def _of_conjugates(field: MatrixField) -> Iterator[tuple[Surface, ...]]:
    """The fraction's own coordinates, then those with a ρ."""
    x, y = field.axes
    matrices = [field.matrices[axis] for axis in field.axes]
    steps = [tuple(entry for row in matrix for entry in row) for matrix in matrices]
    yield _polynomials(steps[0]), _polynomials(steps[1])
    f_bar, b, _, f = steps[1]
    c = (f_bar * f - b).substitute({x: 0})
    for root in sorted(set(Polynomial.from_flint(c.in_one_variable(y)[0]).rational_roots()), reverse=True):
        for rho in (-f_bar.substitute({y: root}), f.substitute({y: root})):
            yield _tilted(steps[0], rho, x), _tilted(steps[1], rho, None)


def _tilted(step: Sequence[RationalFunction], rho: RationalFunction, axis: str | None) -> Surface:
    """adj(W) M W⁺ for W = [[−ρ, 0], [1, 1]], of which the determinant is −ρ."""
    ahead = rho if axis is None else rho.substitute({axis: variable(axis, rho.variables) + 1})
    p, q, r, s = step
    p, q, r, s = q - ahead * p, q, s - ahead * r, s  # times W⁺ = [[−ρ⁺, 0], [1, 1]]
    return _polynomials((p, q, -p - rho * r, -q - rho * s))


def _polynomials(entries: Sequence[RationalFunction]) -> Surface:
    common = entries[0].bottom
    for entry in entries:
        common = common * (entry.bottom // common.gcd(entry.bottom))
    return lean([entry.top * (common // entry.bottom) for entry in entries])


def lean(entries: Sequence[fmpz_mpoly]) -> Surface:
    """Without common factors, the sum of the coefficients positive."""
    common = entries[0]
    for entry in entries:
        common = common.gcd(entry)
    if sum(int(c) for entry in entries for c in (entry // common).coeffs()) < 0:
        common = -common
    p, q, r, s = (entry // common for entry in entries)
    return p, q, r, s


def crossing_of(first: Surface, second: Surface) -> Crossing | None:
    """The crossing where these steps, along the row i and along the trajectory j, keep the cone; else None."""
    first, second = lean(first), lean(second)
    ours, theirs = (list(map(_coefficients, entries)) for entries in (first, second))
    if not keeps_the_cone(ours) or not keeps_the_cone(theirs):
        return None
    along, row = _identified(_axis(second, 1)), _identified(_axis(first, 0))
    if along is None or row is None:
        return None
    step: Step = {
        "kind": "field",
        "first": [list(map(spelt, entry)) for entry in ours],
        "second": [list(map(spelt, entry)) for entry in theirs],
        "trajectory": {"u": list(map(_text, along[1])), "start": _start(along[1])},
        "row": {"u": list(map(_text, row[1])), "start": _start(row[1])},
        "to": {"a": str(row[0].a), "b": str(row[0].b)},
    }
    try:
        found = crossing(along[0].a.coefficients, along[0].b.coefficients, step)
        return Crossing(along[0], row[0], found[0], step)
    except Rejected:
        return None


def _start(u: PolynomialMatrix) -> int:
    """From where on U is regular and a column of its inverse has one sign."""
    x, y, z, w = u
    start = max([1, *(root + 1 for root in integer_roots(x * w - y * z))])
    while start < _LATEST_START:
        ahead = fmpz_poly([start, 1])
        if any(len({int(c) > 0 for p in column for c in p(ahead).coeffs() if c}) < 2 for column in ((w, -z), (-y, x))):
            break
        start += 1
    return start


def _coefficients(entry: fmpz_mpoly) -> tuple[Poly, ...]:
    """Of i⁰, i¹, …: polynomials in j."""
    found: dict[int, dict[int, int]] = {}
    for (i, j), coefficient in entry.to_dict().items():
        found.setdefault(int(i), {})[int(j)] = int(coefficient)
    rows = [found.get(i, {}) for i in range(max(found, default=-1) + 1)]
    return tuple(tuple(row.get(j, 0) for j in range(max(row, default=-1) + 1)) for row in rows)


def _text(p: fmpz_poly) -> str:
    return str(Polynomial.from_flint(p))


def _along(
    steps: tuple[Surface, ...], base: Sequence[Fraction], direction: Sequence[int], path: Sequence[int]
) -> Surface:
    """The product of the steps of a path from base + i · row + j · direction, times a number."""
    i, j = PLANE.gens()
    scale = lcm(*(point.denominator for point in base))
    at = [int(point * scale) + scale * (i * u + j * v) for point, u, v in zip(base, _ROW, direction, strict=True)]
    one, zero = PLANE.constant(1), PLANE.constant(0)
    result: Surface = (one, zero, zero, one)
    for axis, count in enumerate(path):
        for _ in range(count):
            result = multiplied(result, _at(steps[axis], at, scale))
            at[axis] = at[axis] + scale
    return lean(result)


def _at(step: Surface, point: Sequence[fmpz_mpoly], scale: int) -> Surface:
    """The matrix at point/scale, times a number."""
    most = max(int(entry.total_degree()) for entry in step if not entry.is_zero())
    values = []
    for entry in step:
        total = PLANE.constant(0)
        for exponents, coefficient in entry.to_dict().items():
            powers = [int(e) for e in exponents[: len(point)]]
            term = PLANE.constant(int(coefficient) * scale ** (most - sum(powers)))
            for coordinate, power in zip(point, powers, strict=True):
                term *= coordinate**power
            total += term
        values.append(total)
    p, q, r, s = values
    return p, q, r, s


def _axis(entries: Surface, axis: int) -> PolynomialMatrix:
    """The matrices along one axis as polynomials in n = 1, 2, …"""
    found = []
    for entry in entries:
        line = {int(e[axis]): int(c) for e, c in entry.to_dict().items() if not e[1 - axis]}
        found.append(fmpz_poly([line.get(k, 0) for k in range(max(line, default=-1) + 1)])(fmpz_poly([-1, 1])))
    p, q, r, s = found
    return p, q, r, s


def _identified(
    steps: PolynomialMatrix,
) -> tuple[PCF, PolynomialMatrix] | None:
    """The canonical fraction of a product of matrices, and U with M(n) U(n+1) ∝ U(n) N(n): see `companions`."""
    found = companion(steps)
    if found is None:
        return None
    a, b = (Polynomial.from_flint(p) for p in found)
    whole = PCF(a, b).canonical().pcf
    if not a or max(whole.a.degree, whole.b.degree) > MAX_DEGREE:
        return None
    top, bottom = deflating_factor(a, b)
    k = Fraction(a.leading * bottom.leading, whole.a.leading * top.leading)  # c = k top/bottom, a = c a'
    back = fmpz_poly([-1, 1])
    above, below = top.flint(back) * k.numerator, bottom.flint(back) * k.denominator
    _, q, _, s = steps
    scale = q(back) * below
    # the adjugate of V diag(c⁻, 1), times the denominator of c⁻
    return whole, (s * scale, -q * scale, -above, above * 0)
