"""Sums c + c₁√d₁ + c₂√d₂ + … as {1: c, d₁: c₁, …}: c rational, not 0; d squarefree, √d = i√|d| for d < 0."""

from collections.abc import Mapping
from fractions import Fraction
from math import gcd

from analysis.proofs.rational import square_part
from analysis.proofs.reading import Rejected

Surds = Mapping[int, Fraction]


def rational(value: Fraction | int) -> Surds:
    """A rational number."""
    return {1: Fraction(value)} if value else {}


def root(value: Fraction) -> Surds:
    """√value.

    >>> root(Fraction(-8, 9))
    {-2: Fraction(2, 3)}
    """
    if not value:
        return {}
    factor, core = square_part(abs(value.numerator) * value.denominator)
    return {core if value > 0 else -core: Fraction(factor, value.denominator)}


def plus(*terms: Surds | Fraction | int) -> Surds:
    """The sum."""
    total: dict[int, Fraction] = {}
    for term in terms:
        for d, c in (rational(term) if isinstance(term, (int, Fraction)) else term).items():
            total[d] = total[d] + c if d in total else c
    return {d: c for d, c in total.items() if c}


def times(left: Surds, right: Surds | Fraction | int) -> Surds:
    """The product.

    >>> times({2: Fraction(1), 1: Fraction(1)}, {2: Fraction(1), -6: Fraction(1)})
    {1: Fraction(2, 1), -3: Fraction(2, 1), 2: Fraction(1, 1), -6: Fraction(1, 1)}
    """
    if isinstance(right, (int, Fraction)):
        return {d: c * right for d, c in left.items()} if right else {}
    if right.keys() == {1}:
        return times(left, right[1])
    if left.keys() == {1}:
        return times(right, left[1])
    return plus(*(_product(d, e, c * f) for d, c in left.items() for e, f in right.items()))


def _product(d: int, e: int, scale: Fraction) -> Surds:
    common = gcd(d, e)
    core = (d // common) * (e // common)
    return {core: -common * scale if d < 0 and e < 0 else common * scale}


def inverse(value: Surds) -> Surds:
    """1/value of a number of ℚ(√d) other than 0."""
    if value.keys() == {1}:
        return {1: 1 / value[1]}
    surds = [d for d in value if d != 1]
    if not value or len(surds) > 1:
        raise Rejected("a quotient by 0, or outside a quadratic field")
    conjugate = {d: c if d == 1 else -c for d, c in value.items()}
    norm = times(value, conjugate)
    if norm.keys() != {1}:
        raise Rejected("a quotient by 0, or roots too large to be told apart")
    return times(conjugate, 1 / norm[1])


def integer(value: Surds) -> int | None:
    """The value where it is an integer."""
    if value.keys() - {1} or value.get(1, Fraction(0)).denominator != 1:
        return None
    return int(value.get(1, 0))


def spelt(value: Surds) -> str:
    """The number as text, as the program prints it.

    >>> spelt(plus(Fraction(-5, 2), root(Fraction(-3, 4)), root(Fraction(8))))
    '-5/2 + sqrt(-3)/2 + 2*sqrt(2)'
    """
    if value.keys() <= {1}:
        return str(value.get(1, 0))
    pieces = [(value[1], str(abs(value[1])))] if 1 in value else []
    for d, c in sorted(value.items()):
        if d != 1:
            top = f"sqrt({d})" if abs(c.numerator) == 1 else f"{abs(c.numerator)}*sqrt({d})"
            pieces.append((c, top if c.denominator == 1 else f"{top}/{c.denominator}"))
    (first, head), *rest = pieces
    return ("-" if first < 0 else "") + head + "".join(f" {'-' if c < 0 else '+'} {text}" for c, text in rest)
