"""The members of an exact family around one of them: its hypergeometric parameters moved by whole numbers.

With a = A₁n + A₀ and b = B₂(n − r₁)(n − r₂), D² = A₁² + 4B₂, the parameters of `analysis.values.closed_forms` are
z = (1 + A₁/D)/2, γ = 2 + (1 − r₁ − r₂) z − A₀/D, α = r₁ + γ − 2, β = r₂ + γ − 2. Moving r₁, r₂ and γ by i, j and g
keeps the family, and asks for A₀ + ΔA₀, ΔA₀ = −g D − (i + j)(D + A₁)/2: any g where D is rational, else g = −(i + j)/2.
Where deg b = 1, r moves by i and A₀ by g A₁; where b is constant, A₀ alone moves.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF


def contiguous(pcf: PCF, reach: int) -> Iterator[PCF]:
    """Canonical members of the family of a formula with deg a ≤ 1, deg b ≤ 2, |i| + |j| + |g| ≤ reach, nearest first.

    The formula itself comes first; those that terminate or have a = 0 are left out. A formula whose argument leaves
    nothing but shifts of n gives its tails, also those before it. Raises InputError for higher degrees.

    >>> list(contiguous(PCF.parse("n+3", "-n"), 1))
    [PCF(n+3, -n), PCF(n+4, -n), PCF(n+2, -n), PCF(n+3, -n-1)]
    """
    if pcf.a.degree > 1 or pcf.b.degree > 2:
        raise InputError(str(pcf), "deg a ≤ 1 and deg b ≤ 2")
    seen: set[PCF] = set()
    for size in range(reach + 1):
        for steps in _shell(size):
            moved = moved_by(pcf, *steps)
            if moved is None or not moved.a or moved.termination() is not None:
                continue
            found = moved.canonical().pcf
            if found not in seen:
                seen.add(found)
                yield found


def _shell(size: int) -> Iterator[tuple[int, int, int]]:
    """(i, j, g) whose sizes sum to `size`, small moves of the roots first."""
    for roots in range(size + 1):
        for i in sorted(range(-roots, roots + 1), key=lambda step: (abs(step), step > 0)):
            for j in sorted({roots - abs(i), abs(i) - roots}):
                for g in sorted({roots - size, size - roots}, reverse=True):
                    yield i, j, g


def moved_by(pcf: PCF, i: int, j: int, g: int) -> PCF | None:
    """The fraction whose r₁, r₂, γ are moved by i, j, g; None where it has no integer coefficients.

    >>> moved_by(PCF.parse("2", "n^2"), 0, -2, 1)
    PCF(2, n^2+2n)
    """
    a0, a1 = (*pcf.a.coefficients, 0, 0)[:2]
    if pcf.b.degree <= 1:
        if j or (i and pcf.b.degree == 0):
            return None
        return PCF(Polynomial.of([a0 + g * a1, a1]), pcf.b.shift(-i))
    discriminant = a1 * a1 + 4 * pcf.b.leading
    if discriminant <= 0:
        return pcf.shifted(-i) if i == j and not g else None
    d = _root(discriminant)
    if d is None:
        if g or (i + j) % 2:
            return None
        change = Fraction(-(i + j) * a1, 2)
    else:
        d = -d if pcf.a.leading > 0 else d
        change = -g * d - Fraction((i + j) * (d + a1), 2)
    b = _roots_moved(pcf.b, i, j)
    if b is None or change.denominator != 1:
        return None
    return PCF(Polynomial.of([a0 + change.numerator, a1]), b)


def _roots_moved(b: Polynomial, i: int, j: int) -> Polynomial | None:
    """B₂(n − r₁ − i)(n − r₂ − j) where that is an integer polynomial."""
    if i == j:
        return b.shift(-i)
    roots = b.rational_roots()
    if len(roots) != 2:
        return None
    first, second = roots[0] + i, roots[1] + j
    coefficients = [first * second * b.leading, -(first + second) * b.leading, Fraction(b.leading)]
    if any(c.denominator != 1 for c in coefficients):
        return None
    return Polynomial.of([c.numerator for c in coefficients])


def _root(square: int) -> int | None:
    root = isqrt(square)
    return root if root * root == square else None
