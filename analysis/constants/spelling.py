"""Short texts of constants that hints are made of: surds, multiples, Gauss series, quotients of Γ."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from analysis.exact.rationals import exact_root


def surd(square: Fraction | int, factor: Fraction | int = 1) -> str:
    """factor·√square as text.

    >>> surd(8, Fraction(1, 3)), surd(Fraction(1, 4), 6), surd(2)
    ('1/3*sqrt(8)', '3', 'sqrt(2)')
    """
    root = exact_root(square)
    if root is not None:
        return str(factor * root)
    return f"sqrt({square})" if factor == 1 else f"{factor}*sqrt({square})"


def times(square: Fraction | int, text: str, factor: Fraction | int = 1) -> str:
    """factor·√square·text, without what is rational: images under Möbius maps need none.

    >>> times(2, "tan(1)"), times(Fraction(9, 4), "tan(1)")
    ('sqrt(2)*tan(1)', 'tan(1)')
    """
    return text if exact_root(square) is not None else f"{surd(square, factor)}*{text}"


def gauss_series(a: Fraction | int, b: Fraction | int, c: Fraction | int, z: Fraction | int) -> str:
    """₂F₁(a, b; c; z) as text; with a = 1, 0 < b < c it has one spelling: of Pfaff's two that of smaller argument.

    ₂F₁(1, b; c; z) = ₂F₁(1, c − b; c; z/(z − 1))/(1 − z), DLMF 15.8.1.

    >>> gauss_series(1, Fraction(1, 3), Fraction(4, 3), Fraction(-1, 2))
    'hyp2f1(1,1,4/3,1/3)'
    >>> gauss_series(1, 1, Fraction(4, 3), Fraction(1, 3))
    'hyp2f1(1,1,4/3,1/3)'
    """
    if b == 1:
        a, b = b, a
    z = Fraction(z)
    other = z / (z - 1) if a == 1 and z != 1 else z
    if abs(other) < abs(z) and 0 < b < c:
        b, z = c - b, other
    return f"hyp2f1({a},{b},{c},{z})"


def unit_class(x: Fraction) -> Fraction:
    """The representative of x mod 1 in (0, 1]: Γ there differs by a rational factor, polygamma by a rational number.

    >>> unit_class(Fraction(-1, 3)), unit_class(Fraction(2))
    (Fraction(2, 3), Fraction(1, 1))
    """
    return x % 1 or Fraction(1)


def gamma_quotient(above: Iterable[Fraction], below: Iterable[Fraction]) -> str:
    """Π Γ(above)/Π Γ(below) for the arguments modulo 1, integers left out.

    >>> gamma_quotient([Fraction(4, 3), Fraction(1, 2)], [Fraction(2), Fraction(1, 6), Fraction(1, 2)])
    'gamma(1/3)/(gamma(1/6))'
    """
    left, right = (Counter(unit_class(x) for x in side if x.denominator > 1) for side in (above, below))
    top, bottom = ("*".join(f"gamma({x})" for x in sorted(side.elements())) for side in (left - right, right - left))
    return (top or "1") + (f"/({bottom})" if bottom else "")
