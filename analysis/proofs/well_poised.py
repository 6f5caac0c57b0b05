"""Dougall's sum of the very well-poised ₅F₄ at 1, and its limit at −1, where Γ-values become powers of π.

    Σ (a + 2k)/a (a)ₖ (b)ₖ (c)ₖ (d)ₖ/(k! (1+a−b)ₖ (1+a−c)ₖ (1+a−d)ₖ)
        = Γ(1+a−b) Γ(1+a−c) Γ(1+a−d) Γ(1+a−b−c−d)/(Γ(1+a) Γ(1+a−b−c) Γ(1+a−b−d) Γ(1+a−c−d)),  1 + a > b + c + d,

    Σ (−1)^k (a + 2k)/a (a)ₖ (b)ₖ (c)ₖ/(k! (1+a−b)ₖ (1+a−c)ₖ) = Γ(1+a−b) Γ(1+a−c)/(Γ(1+a) Γ(1+a−b−c)),
        2 + a > 2b + 2c.

Sources: Dougall, Proc. Edinburgh Math. Soc. 25 (1907); Bailey, Generalized Hypergeometric Series, 4.4; DLMF 16.4.9.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from analysis.proofs.polynomials import times
from analysis.proofs.rational import square_part
from analysis.proofs.reading import Poly, Rejected

LARGEST = 64  # of parameters and their denominators

_SINES = {Fraction(1, 3): Fraction(3, 4), Fraction(1, 4): Fraction(1, 2), Fraction(1, 6): Fraction(1, 4)}
"""sin² πx."""


def well_poised(parameters: list[Fraction], ratio: tuple[Poly, Poly]) -> tuple[str, Fraction, bool]:
    """(C, u, whether inverted): Σ f(k)/f(0) = u C or u/C, f(k+1)/f(k) = `ratio`, for the parameters a, b, c (, d).

    >>> half, one = Fraction(1, 2), (1, 1)                  # Σ (−1)^k (4k + 1) (1/2)_k³/k!³ = 2/π, Bauer
    >>> cube = (1, 6, 12, 8)
    >>> below = (8, 24, 24, 8)
    >>> well_poised([half] * 3, (times(cube, (-5, -4)), times(below, (1, 4))))
    ('pi', Fraction(2, 1), True)
    """
    a, *others = parameters
    if any(abs(x) > LARGEST or x.denominator > LARGEST for x in parameters):
        raise Rejected("parameters too large for Dougall's theorem")
    _check_ratio(a, others, ratio)
    excess = 1 + a - sum(others)
    if excess <= (0 if len(others) == 3 else a / 2):
        raise Rejected("Dougall's theorem does not cover a sum that diverges")
    whole = Counter[Fraction](1 + a - x for x in others)
    whole[1 + a] -= 1
    for x, y in combinations(others, 2):
        whole[1 + a - x - y] -= 1
    if len(others) == 3:
        whole[excess] += 1
    return _named(*_gamma_quotient(whole))


def _check_ratio(a: Fraction, others: Iterable[Fraction], ratio: tuple[Poly, Poly]) -> None:
    """Whether `ratio` is that of the theorem's terms; all of them are to be finite, and a > 0."""
    lower = [Fraction(1), *(1 + a - x for x in others)]
    if a <= 0 or any(x.denominator == 1 and x <= 0 for x in lower):
        raise Rejected("a term of Dougall's sum is not finite")
    top, bottom = _linear(a / 2 + 1), _linear(a / 2)
    for x in (a, *others):
        top = times(top, _linear(x))
    for x in lower:
        bottom = times(bottom, _linear(x))
    scale = Fraction(1 if len(lower) == 4 else -1)
    for x in (a / 2, *lower):
        scale *= x.denominator
    for x in (a / 2 + 1, a, *others):
        scale /= x.denominator
    left = times(times(top, ratio[1]), (scale.numerator,))
    if not ratio[1] or left != times(times(bottom, ratio[0]), (scale.denominator,)):
        raise Rejected("the terms are not those of Dougall's theorem")


def _linear(x: Fraction) -> Poly:
    return x.numerator, x.denominator


def _gamma_quotient(whole: Counter[Fraction]) -> tuple[Fraction, int, Fraction]:
    """(u, j, d) with ∏ Γ(x)^e = u √d π^(j/2); raises Rejected where it is no such number."""
    factor, halves, under = Fraction(1), 0, Fraction(1)
    classes = Counter[Fraction]()
    for x, e in whole.items():
        if not e:
            continue
        if x.denominator == 1 and x <= 0:
            raise Rejected("a value of Γ is infinite")
        rest = x % 1 or Fraction(1)
        for i in range(abs(int(x - rest))):
            factor *= (min(x, rest) + i) ** (e if x > rest else -e)
        classes[rest] += e
    for x, e in classes.items():
        if x == Fraction(1, 2):
            halves += e
        elif x < Fraction(1, 2) and classes[1 - x] == e and (x in _SINES or not e):
            halves, under = halves + 2 * e, under / _SINES.get(x, Fraction(1)) ** e
        elif (x < 1 and classes[1 - x] != e) or x < Fraction(1, 2):
            raise Rejected("a quotient of values of Γ has no name")
    return factor, halves, under


def _named(factor: Fraction, halves: int, under: Fraction) -> tuple[str, Fraction, bool]:
    """u √d π^(j/2) as a multiple of a constant, or of the inverse of one."""
    if halves % 2:
        raise Rejected("the root of π has no name")
    root, d = square_part(under.numerator * under.denominator)
    factor *= Fraction(root, under.denominator)
    power = abs(halves // 2)
    name = "" if not power else "pi" if power == 1 else f"pi^{power}"
    if halves < 0 and d > 1:  # √d/π = d/(π √d)
        factor *= d
    if d > 1:
        name = f"{name}*sqrt({d})" if name else f"sqrt({d})"
    return name or "1", factor, halves < 0
