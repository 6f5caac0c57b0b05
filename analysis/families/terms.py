"""Hypergeometric terms written out: from the ratio h(k+1)/h(k) to a rational factor, a power and rising factorials.

Factors of the ratio that differ by a whole shift telescope: f(k)/f(k+m) is the ratio of 1/(f(k) ⋯ f(k+m−1)). In what is
left no two factors do (the normal form of Petkovšek, Wilf and Zeilberger, A = B, ch. 5), so the term is a rational
function exactly when nothing is left.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_poly, fmpz_poly

from analysis.coboundaries.coboundary import integer_roots
from analysis.exact.polynomials import Polynomial
from analysis.exact.rationals import fraction
from analysis.exact.shifts import irreducible, shift_between
from analysis.families.difference_systems import Ratio

ONE = Ratio(fmpq_poly([1]), fmpq_poly([1]))


def telescoped(ratio: Ratio) -> tuple[fmpq_poly, fmpq_poly, Ratio]:
    """Polynomials T, B and a ratio r without factors a whole shift apart: ratio = (T/B)(k+1)/(T/B)(k) · r(k).

    >>> k = fmpq_poly([0, 1])
    >>> telescoped(Ratio.of(k * 2 + 5, k * 2 + 1))
    (4*x^2 + 8*x + 3, 1, Ratio(top=1, bottom=1))
    """
    above, below = irreducible(ratio.top.numer()), irreducible(ratio.bottom.numer())
    top, bottom = fmpz_poly([1]), fmpz_poly([1])
    for f in list(above):
        shifts = [(g, shift) for g in below if (shift := shift_between(f, g)) is not None]
        if not shifts:
            continue
        g, shift = min(shifts, key=lambda pair: abs(pair[1]))
        above.remove(f)
        below.remove(g)
        for j in range(min(shift, 0), max(shift, 0)):
            moved = f(fmpz_poly([j, 1]))
            top, bottom = (top * moved, bottom) if shift < 0 else (top, bottom * moved)
    lead = ratio.top[ratio.top.degree()]
    return fmpq_poly(top), fmpq_poly(bottom), Ratio.of(_monic(above) * lead, _monic(below))


def term_text(ratio: Ratio, start: int = 0, k: str = "k") -> str:
    """The term that is 1 at `start` as text that sympy parses; rf(x, m) is the rising factorial x(x+1)⋯(x+m−1).

    Factors over ℚ of higher degree are left as Product(f(j), (j, start, k − 1)).

    >>> k = fmpq_poly([0, 1])
    >>> term_text(Ratio.of(k * 2 + 3, k + 1)), term_text(Ratio.of(k * 2 + 3, k + 1), 2)
    ('2**k*rf(Rational(3, 2), k)/factorial(k)', '2**(k - 2)*rf(Rational(7, 2), k - 2)/rf(3, k - 2)')
    """
    steps = f"{k} - {start}" if start else k
    lead = ratio.top.leading_coefficient()
    above, below = (_written(side, start, steps, k) for side in (ratio.top, ratio.bottom))
    if lead != 1:
        base = _number(fraction(lead))
        above.insert(0, f"{base}**{steps}" if not start else f"{base}**({steps})")
    top, bottom = "*".join(above) or "1", "*".join(below)
    if not bottom:
        return top
    return f"{top}/({bottom})" if len(below) > 1 else f"{top}/{bottom}"


def polynomial_text(polynomial: fmpq_poly, k: str = "k") -> str:
    """A polynomial with rational coefficients in factors, as text that sympy parses.

    >>> polynomial_text(fmpq_poly([fmpq(1, 2), 1])), polynomial_text(fmpq_poly([-3, 1]), "j")
    ('(2*k + 1)/2', 'j - 3')
    >>> polynomial_text(fmpq_poly([-2, 0, 2])), polynomial_text(fmpq_poly([0, 0, -1, -1]))
    ('2*(k + 1)*(k - 1)', '-k**2*(k + 1)')
    """
    content, factors = polynomial.numer().factor()
    shown = [(Polynomial.from_flint(factor).text(k), int(m)) for factor, m in factors]
    if len(shown) < 2 and all(m == 1 for _, m in shown):
        whole = Polynomial.from_flint(polynomial.numer()).text(k)
    else:
        pieces = [_power(text, m) for text, m in sorted(shown, key=lambda one: (len(one[0]), one[0]))]
        sign = {1: "", -1: "-"}.get(int(content), f"{content}*")
        whole = sign + "*".join(pieces)
    denominator = int(polynomial.denom())
    if denominator == 1:
        return whole
    return f"({whole})/{denominator}" if " " in whole else f"{whole}/{denominator}"


def _power(text: str, m: int) -> str:
    base = text if text.isalnum() else f"({text})"
    return base if m == 1 else f"{base}**{m}"


def first_regular(*polynomials: fmpq_poly) -> int:
    """The least k ≥ 0 from which on no polynomial vanishes at a whole number."""
    roots = [root for polynomial in polynomials for root in integer_roots(polynomial.numer())]
    return max([0, *(root + 1 for root in roots)])


def _monic(factors: Sequence[fmpz_poly]) -> fmpq_poly:
    product = fmpq_poly([1])
    for factor in factors:
        product *= fmpq_poly(factor) / fmpq(factor[factor.degree()])
    return product


def _written(side: fmpq_poly, start: int, steps: str, k: str) -> list[str]:
    """The factors of Π side(j), j from start to k − 1, without the leading coefficient's power."""
    found: dict[str, int] = {}
    for factor in irreducible(side.numer()):
        if factor.degree() == 1:
            x = Fraction(int(factor[0]), int(factor[1])) + start
            text = f"factorial({k})" if x == 1 and not start else f"rf({_plain(x)}, {steps})"
        else:
            text = f"Product({polynomial_text(_monic([factor]), 'j')}, (j, {start}, {k} - 1))"
        found[text] = found.get(text, 0) + 1
    return [text if count == 1 else f"{text}**{count}" for text, count in sorted(found.items())]


def _plain(x: Fraction) -> str:
    return str(x) if x.denominator == 1 else f"Rational({x.numerator}, {x.denominator})"


def _number(x: Fraction) -> str:
    return f"({x})" if x < 0 and x.denominator == 1 else _plain(x)
