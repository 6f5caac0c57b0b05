"""The check of a step of kind "field": two fractions along two directions of one conservative field have one limit.

Let F(i, j) and S(i, j), the matrices of one step in i and in j, have entries ≥ 0 for all integers i, j ≥ 0, an entry
> 0 in every row, and F(i, j) S(i+1, j) = λ S(i, j) F(i, j+1) with numbers λ.

Theorem. When the products F(0, 0) F(1, 0) ⋯ and S(0, 0) S(0, 1) ⋯ shrink the cone of vectors ≥ 0 to a line each, it is
one line. Proof. Let C(i, j) be the image of the cone under a path from (0, 0) to (i, j). It does not depend on the
path, as λ > 0; it is not 0, as (1, 1)ᵗ goes to vectors > 0; and C(i+1, j) and C(i, j+1) lie in C(i, j), as F and S
keep the cone. So C(n, n) lies in C(n, 0) and in C(0, n), which shrink to the two lines.

That products shrink the cone follows from Birkhoff (Trans. AMS 85 (1957); Bushell, Arch. Rat. Mech. Anal. 52 (1973)): a
matrix N = [[a, b], [c, d]] > 0 contracts Hilbert's metric by tanh(|ln θ|/4), θ = ad/(bc), which is at most
1 − min(θ, 1/θ)^(1/2). With polynomial entries min(θ, 1/θ) ~ k m^(−e), e = |deg ad − deg bc|, and Σ m^(−e/2) diverges
for e ≤ 2, so the product of the contractions is 0.

A fraction PCF(a, b) goes along such a product N(1) N(2) ⋯ when M(n) U(n+1) ∝ U(n) N(n) for n ≥ s, as for a coboundary.
Its convergents are the columns of H N(s) ⋯ N(n) U(n+1)⁻¹, H = [[1, a(0)], [0, 1]] M(1) ⋯ M(s−1) U(s); where a column of
U⁻¹ is in the cone, up to sign, they go to H ℓ, ℓ the line of N(s) N(s+1) ⋯. Both limits are known so from one ℓ.
"""

from collections.abc import Mapping
from typing import Any

from flint import fmpz_mpoly

from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.exact.rational_functions import parse_rational_function
from analysis.formulas.pcf import PCF

LONGEST_STEP = 10_000
MOST_POLYA = 24  # powers of 1 + i + j that may make the coefficients of an entry ≥ 0 (Pólya)
_AXES = ("i", "j")

Numbers = tuple[int, int, int, int]
Entries = tuple[Polynomial, Polynomial, Polynomial, Polynomial]
Surface = tuple[fmpz_mpoly, fmpz_mpoly, fmpz_mpoly, fmpz_mpoly]


class Fault(Exception):
    """What is wrong with a claimed step."""


def crossing(at: PCF, to: PCF, step: Mapping[str, Any]) -> Numbers:
    """The map, row by row, from the limit of `to` (along i) to that of `at` (along j); raises Fault.

    >>> from analysis.fields.built_in_fields import built_in_field
    >>> from analysis.fields.crossings import cross
    >>> found = cross(built_in_field("log(2)"), (1, 1), (1, 1))
    >>> crossing(found.along, found.row, found.step)
    (-384, 384, 0, -192)
    """
    first, second = _surface(step["first"]), _surface(step["second"])
    for name, entries in (("first", first), ("second", second)):
        if not keeps_the_cone(entries):
            raise Fault(f"the matrix '{name}' is not shown to keep the cone")
    i, j = first[0].context().gens()
    left = _times(first, _moved(second, i + 1, j))
    right = _times(second, _moved(first, i, j + 1))
    if any(left[k] * right[m] != left[m] * right[k] for k in range(4) for m in range(k)):
        raise Fault("the field is not conservative")
    ours, theirs = _on_axis(second, 1), _on_axis(first, 0)
    if not _shrinks(ours) or not _shrinks(theirs):
        raise Fault("the products are not shown to shrink the cone to a line")
    a, b, c, d = _start(to, theirs, step["row"])
    return _multiplied(_start(at, ours, step["trajectory"]), (d, -b, -c, a))


def _surface(texts: list[str]) -> Surface:
    functions = [parse_rational_function(text, _AXES) for text in texts]
    if any(function.bottom != 1 for function in functions):
        raise Fault("the matrices of the field are not polynomials")
    a, b, c, d = (function.top for function in functions)
    return a, b, c, d


def keeps_the_cone(entries: Surface) -> bool:
    """Whether all entries are ≥ 0 at all i, j ≥ 0, with one > 0 in each row: seen from the signs of coefficients."""
    i, j = entries[0].context().gens()
    positive = []
    for entry in entries:
        for _ in range(MOST_POLYA):
            if all(int(coefficient) >= 0 for coefficient in entry.coeffs()):
                break
            entry = entry * (1 + i + j)
        else:
            return False
        positive.append((0, 0) in entry.to_dict())
    return (positive[0] or positive[1]) and (positive[2] or positive[3])


def _moved(entries: Surface, i: fmpz_mpoly, j: fmpz_mpoly) -> Surface:
    a, b, c, d = (entry.compose(i, j) for entry in entries)
    return a, b, c, d


def _on_axis(entries: Surface, axis: int) -> Entries:
    """N(n), n = 1, 2, …: the matrices along one axis, the other coordinate 0."""
    found = []
    for entry in entries:
        total = Polynomial(())
        for exponents, coefficient in entry.to_dict().items():
            if not exponents[1 - axis]:
                total += Polynomial.of([0] * int(exponents[axis]) + [int(coefficient)])
        found.append(total.shift(-1))
    a, b, c, d = found
    return a, b, c, d


def _shrinks(entries: Entries) -> bool:
    """Birkhoff's criterion for single matrices or for pairs of them."""
    ahead = tuple(entry.shift(1) for entry in entries)
    for a, b, c, d in (entries, _times(entries, ahead)):
        if a and b and c and d and abs(a.degree + d.degree - b.degree - c.degree) <= 2:
            return True
    return False


def _start(pcf: PCF, steps: Entries, claim: Mapping[str, Any]) -> Numbers:
    """The matrix that takes the line of N(1) N(2) ⋯ to the limit of the fraction."""
    x, y, z, w = (parse_polynomial(text) for text in claim["u"])
    u = x, y, z, w
    start = int(claim["start"])
    if not 1 <= start <= LONGEST_STEP:
        raise Fault(f"start {start} is not in 1 … {LONGEST_STEP:,}")
    ahead = tuple(entry.shift(1) for entry in u)
    left = _times((Polynomial(()), pcf.b, Polynomial((1,)), pcf.a), ahead)
    right = _times(u, steps)
    if any(left[k] * right[m] != left[m] * right[k] for k in range(4) for m in range(k)):
        raise Fault("a fraction is not the one of its direction")
    if not pcf.b or any(root >= 1 for root in pcf.b.integer_roots()):
        raise Fault("a fraction terminates")
    if not _regular(u, start) or (start > 1 and _regular(u, start - 1)):
        raise Fault(f"{start} is not the n from which on U is regular and a column of its inverse in the cone")
    matrix: Numbers = (1, pcf.a(0), 0, 1)
    before: Numbers = (1, 0, 0, 1)
    for n in range(1, start):
        matrix = _multiplied(matrix, (0, pcf.b(n), 1, pcf.a(n)))
        a, b, c, d = (entry(n) for entry in steps)
        before = _multiplied(before, (a, b, c, d))
    a, b, c, d = before
    if a * d == b * c:
        raise Fault("a matrix of the field is singular")
    matrix = _multiplied(matrix, (x(start), y(start), z(start), w(start)))
    return _multiplied(matrix, (d, -b, -c, a))


def _regular(u: Entries, start: int) -> bool:
    """Whether U(n) is invertible, and a column of its inverse seen to be in the cone up to sign, from n = start on."""
    x, y, z, w = u
    determinant = x * w - y * z
    if not determinant or any(root >= start for root in determinant.integer_roots()):
        return False
    return _in_cone((w, -z), start) or _in_cone((-y, x), start)


def _in_cone(column: tuple[Polynomial, Polynomial], start: int) -> bool:
    signs = {c > 0 for entry in column for c in entry.shift(start).coefficients if c}
    return len(signs) == 1


def _times(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, Any, Any, Any]:
    a, b, c, d = left
    e, f, g, h = right
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h


def _multiplied(left: Numbers, right: Numbers) -> Numbers:
    a, b, c, d = left
    e, f, g, h = right
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h
