"""The verifier of certificates: re-checks every step exactly, and shares nothing with what found them.

It reads polynomials, multiplies and compares them, and multiplies 2×2 matrices of integers; a theorem at the end is
looked up in `theorems`. What a step of kind "coboundary" claims,

    M₁(n) U(n+1) = g(n) U(n) M₂(n)  as rational functions, nothing vanishing or infinite from n = start on,

carries the solutions of one recurrence to those of the other. Limits go to limits when in addition the minimal solution
goes to the minimal one, which `minimal_images` decides exactly. Steps of kind "field" are checked by `cone_verifier`.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import Any

from analysis.errors import InputError, echo
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.families.cone_verifier import Fault, crossing
from analysis.families.form_verifier import fault_of_form
from analysis.families.minimal_images import carries_minimal
from analysis.formulas.pcf import PCF
from analysis.theorems.classical import THEOREMS, statement

MOST_FOLD = 16
LONGEST_STEP = 10_000  # start of a coboundary: products of more matrices than this are refused

Matrix = tuple[tuple[int, int], tuple[int, int]]
_STEP = Polynomial((1, 1))


class Rejected(Exception):
    """A certificate that does not prove what it claims; the text says where it fails."""


def verify(certificate: Mapping[str, Any]) -> None:
    """Return when the certificate holds; raise Rejected where a step fails, InputError where it is no certificate.

    >>> from analysis.links.certificates import link
    >>> found = link(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2"))
    >>> verify(found.certificate)
    >>> verify({**found.certificate, "mobius": [[1, 2], [1, 0]]})
    Traceback (most recent call last):
    ...
    analysis.families.verifier.Rejected: the Möbius map is [[1, 1], [1, 0]]
    """
    try:
        if certificate["version"] != 1:
            raise InputError(f"certificate version {echo(certificate['version'])}", "version 1")
        at = _formula(certificate["formula"])
        total: Matrix = ((1, 0), (0, 1))
        for number, step in enumerate(certificate["steps"], start=1):
            to = _formula(step["to"])
            if step["kind"] == "inflation":
                matrix = _inflation(at, to, step, number)
            elif step["kind"] == "coboundary":
                matrix = _coboundary(at, to, step, number)
            elif step["kind"] == "field":
                matrix = _field(at, to, step, number)
            else:
                raise InputError(f"step of kind {echo(step['kind'])}", "inflation, coboundary, field")
            total, at = _times(total, matrix), to
        total = _times(total, _end(at, certificate["end"]))
        claimed = certificate["mobius"]
        (p, q), (r, s) = total
        if not _proportional((p, q, r, s), [int(entry) for row in claimed for entry in row]):
            raise Rejected(f"the Möbius map is {_reduced(total)}")
    except (KeyError, TypeError, ValueError, IndexError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"not a certificate ({type(error).__name__}: {error})", "the JSON of a certificate") from None


def _formula(text: Mapping[str, str]) -> PCF:
    return PCF(parse_polynomial(text["a"]), parse_polynomial(text["b"]))


def _inflation(at: PCF, to: PCF, step: Mapping[str, Any], number: int) -> Matrix:
    """a₁ = c a₂ and b₁ = c c⁻ b₂ for c = top/bottom: the value is multiplied by c(0)."""
    top, bottom = (parse_polynomial(text) for text in step["factor"])
    before = Polynomial((-1, 1))
    same_a = at.a * bottom == to.a * top
    same_b = at.b * bottom * _compose(bottom, before) == to.b * top * _compose(top, before)
    if not (top and bottom and same_a and same_b):
        raise Rejected(f"step {number}: the factor does not carry {at} to {to}")
    if any(root >= 0 for root in (*top.integer_roots(), *bottom.integer_roots())):
        raise Rejected(f"step {number}: the factor vanishes or is infinite at an integer n ≥ 0")
    return (top(0), 0), (0, bottom(0))


def _coboundary(at: PCF, to: PCF, step: Mapping[str, Any], number: int) -> Matrix:
    x, y, z, w = (parse_polynomial(text) for text in step["u"])
    d = parse_polynomial(step["denominator"])
    top, bottom = (parse_polynomial(text) for text in step["g"])
    start = int(step["start"])
    if not 1 <= start <= LONGEST_STEP:
        raise Rejected(f"step {number}: start {start} is not in 1 … {LONGEST_STEP:,}")
    k, fold = (int(one) for one in step.get("folds", (1, 1)))
    if not (1 <= k <= MOST_FOLD and 1 <= fold <= MOST_FOLD):
        raise Rejected(f"step {number}: folds beyond {MOST_FOLD}")
    x1, y1, z1, w1, d1 = (_compose(p, _STEP) for p in (x, y, z, w, d))
    e, f, g, h = _steps(at, k)
    left = (e * x1 + f * z1, e * y1 + f * w1, g * x1 + h * z1, g * y1 + h * w1)
    e, f, g, h = _steps(to, fold)
    right = (x * e + y * g, x * f + y * h, z * e + w * g, z * f + w * h)
    if any(ours * bottom * d != theirs * top * d1 for ours, theirs in zip(left, right, strict=True)):
        raise Rejected(f"step {number}: M₁(n) U(n+1) ≠ g(n) U(n) M₂(n)")
    for p in (at.b, to.b):
        if not p or any(root >= 1 for root in p.integer_roots()):
            raise Rejected(f"step {number}: {at} or {to} terminates")
    critical = (x * w - y * z, d, top, bottom)
    if not all(critical) or start != max([1, *(root + 1 for p in critical for root in p.integer_roots())]):
        raise Rejected(f"step {number}: {start} is not the n from which on nothing vanishes")
    u = ((x(start), y(start)), (z(start), w(start)))
    before, after = _before(at, k * (start - 1) + 1), _before(to, fold * (start - 1) + 1)
    matrix = _times(_times(before, u), _adjugate(after))
    if not carries_minimal(at, to, (x, y, z, w), (k, fold)):
        raise Rejected(f"step {number}: the minimal solution of {at} does not go to that of {to}")
    return matrix


def _field(at: PCF, to: PCF, step: Mapping[str, Any], number: int) -> Matrix:
    try:
        p, q, r, s = crossing(at, to, step)
    except Fault as fault:
        raise Rejected(f"step {number}: {fault}") from None
    return (p, q), (r, s)


def _steps(pcf: PCF, fold: int) -> tuple[Polynomial, Polynomial, Polynomial, Polynomial]:
    """M(fold (n − 1) + 1) ⋯ M(fold n), entries row by row."""
    e, f, g, h = Polynomial((1,)), Polynomial(()), Polynomial(()), Polynomial((1,))
    for j in range(1, fold + 1):
        at = Polynomial((j - fold, fold))
        a, b = _compose(pcf.a, at), _compose(pcf.b, at)
        e, f, g, h = f, e * b + f * a, h, g * b + h * a
    return e, f, g, h


def _end(at: PCF, end: Mapping[str, Any]) -> Matrix:
    if end["kind"] == "formula":
        return (1, 0), (0, 1)
    if end["kind"] == "series":
        return _series(at, end)
    if end["kind"] == "closed form":
        fault = fault_of_form(at, end)
        if fault is not None:
            raise Rejected(fault)
        product: Matrix = ((1, 0), (0, 1))
        for n in range(int(end["shift"])):
            product = _times(product, ((at.a(n), at.b(n + 1)), (1, 0)))
        return product
    if end["kind"] != "theorem" or end["name"] not in THEOREMS:
        raise InputError(f"end {echo(end)}", "a formula, or a theorem of the table")
    theorem = statement(end["name"], *map(Fraction, end["parameters"]))
    if theorem.pcf != at or theorem.constant != end["constant"]:
        raise Rejected(f"the chain ends at {at}, the theorem is about {theorem.pcf} and {theorem.constant}")
    p, q, r, s = theorem.mobius.coefficients
    return (p, q), (r, s)


def _series(at: PCF, end: Mapping[str, Any]) -> Matrix:
    """R(n) R(n−1) = a(n) R(n−1) + b(n), first term t(N+1) and term ratio t(n+1)/t(n) follow; the map from Σ t."""
    top, bottom = (parse_polynomial(text) for text in end["solution"])
    start = int(end["start"])
    back = Polynomial((-1, 1))
    top_before, bottom_before = _compose(top, back), _compose(bottom, back)
    left = top * top_before
    right = at.a * top_before * bottom + at.b * bottom * bottom_before
    if not top or not bottom or left != right:
        raise Rejected("the ratio R does not satisfy R(n) R(n−1) = a(n) R(n−1) + b(n)")
    if not 0 <= start <= LONGEST_STEP or any(r >= start for p in (top, bottom) for r in p.integer_roots()):
        raise Rejected(f"R vanishes or is infinite at an integer n ≥ {start}")
    first = Fraction(end["first"])
    if first * top(start + 1) != -at.b(start + 1) * bottom(start + 1):
        raise Rejected("the first term of the series is another")
    numerator, denominator = (parse_polynomial(text) for text in end["term ratio"])
    ahead = _compose(at.b, _STEP) * bottom * _compose(bottom, _STEP) * -1
    if not denominator or ahead * denominator != top * _compose(top, _STEP) * numerator:
        raise Rejected("the ratio of the terms of the series is another")
    product = _before(at, start + 1)
    (p_before, p), (q_before, q) = product
    x, y = top(start), bottom(start)  # P = p y/x − p_before, all times x
    return (p * y - p_before * x, p * x), (q * y - q_before * x, q * x)


def _before(pcf: PCF, start: int) -> Matrix:
    """[[1, a(0)], [0, 1]] M(1) ⋯ M(start − 1)."""
    product: Matrix = ((1, pcf.a(0)), (0, 1))
    for n in range(1, start):
        product = _times(product, ((0, pcf.b(n)), (1, pcf.a(n))))
    return product


def _times(left: Matrix, right: Matrix) -> Matrix:
    (a, b), (c, d) = left
    (e, f), (g, h) = right
    return (a * e + b * g, a * f + b * h), (c * e + d * g, c * f + d * h)


def _adjugate(matrix: Matrix) -> Matrix:
    (a, b), (c, d) = matrix
    return (d, -b), (-c, a)


def _proportional(ours: Sequence[int], theirs: Sequence[int]) -> bool:
    pairs = [(i, j) for i in range(4) for j in range(i)]
    return any(theirs) and any(ours) and all(ours[i] * theirs[j] == ours[j] * theirs[i] for i, j in pairs)


def _reduced(matrix: Matrix) -> list[list[int]]:
    (p, q), (r, s) = matrix
    divisor = gcd(p, q, r, s) * (-1 if r < 0 or (r == 0 and s < 0) else 1)
    return [[p // divisor, q // divisor], [r // divisor, s // divisor]]


def _compose(p: Polynomial, inner: Polynomial) -> Polynomial:
    """p(inner(n)) by Horner's rule."""
    value = Polynomial(())
    for coefficient in reversed(p.coefficients):
        value = value * inner + Polynomial.of([coefficient])
    return value
