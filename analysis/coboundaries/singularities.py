"""Finite singularities of a recurrence: what coboundaries and inflation leave unchanged at the roots of b modulo 1.

Near n = c + ε + i, i an integer, the product of the steps past all roots of b in the class of c has a determinant of
order D in ε and entries of least order m. A rational matrix U moves neither end, a factor g changes D by twice as much
as m, so D − 2m stays: 0 where the singularity is apparent. Source: Cha, van Hoeij and Levy, Solving recurrence
relations using local invariants, ISSAC 2010 (valuation growths, section 4).
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from flint import fmpq, fmpq_poly

from analysis.formulas.pcf import PCF

Class = TypeVar("Class", bound=Hashable)

UNKNOWN = -1
_LONGEST = 64  # steps from the first root of a class to its last


@lru_cache(maxsize=1024)
def singularities(pcf: PCF) -> Mapping[Fraction, int]:
    """D − 2m by classes c of rational roots, 0 ≤ c < 1, where it is not 0; UNKNOWN where roots lie far apart.

    >>> singularities(PCF.parse("34n^3+51n^2+27n+5", "-n^6")), singularities(PCF.parse("2n+1", "(2n-1)^2"))
    ({Fraction(0, 1): 6}, {Fraction(1, 2): 2})
    """
    classes: dict[Fraction, list[Fraction]] = {}
    for factor, many in pcf.b.flint.factor()[1]:
        if factor.degree() == 1:
            root = Fraction(-int(factor[0]), int(factor[1]))
            classes.setdefault(root % 1, []).extend([root] * many)
    found = {c: _difference(pcf, roots) for c, roots in sorted(classes.items())}
    return {c: size for c, size in found.items() if size}


def singular_alike(left: PCF, right: PCF, folds: tuple[int, int] = (1, 1)) -> bool:
    """Whether so many steps of both have the same singularities, as every coboundary needs.

    >>> singular_alike(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2"))
    True
    >>> singular_alike(PCF.parse("7n^2+7n+2", "8n^4"), PCF.parse("7n+2", "8n^2"))
    False
    """
    ours, theirs = (in_steps(singularities(pcf), fold) for pcf, fold in zip((left, right), folds, strict=True))
    sizes = ((ours.get(c, 0), theirs.get(c, 0)) for c in ours.keys() | theirs.keys())
    return all(first == second or UNKNOWN in (first, second) for first, second in sizes)


def in_steps(found: Mapping[Fraction, int], fold: int) -> dict[Fraction, int]:
    """The same for the matrices of so many steps, M(k(n−1)+1) ⋯ M(kn)."""
    return {(c - i) / fold % 1: size for c, size in found.items() for i in range(fold)} if fold > 1 else dict(found)


@lru_cache(maxsize=4096)
def factors(line: int, steps: int, scale: int, unit: int) -> tuple[int, ...]:
    """The r modulo 1, times `unit`, of the n − r in the determinant of so many steps along line/scale + steps n.

    >>> factors(1, 2, 2, 4)  # 2n + 1/2 is 0 at −1/4, the step before that at 1/4
    (3, 1)
    """
    sign = 1 if steps < 0 else -1
    return tuple(sign * (line + i * scale) * (unit // (scale * abs(steps))) % unit for i in range(abs(steps)))


def up_to_pairs(found: Counter[Class], wanted: Mapping[Class, int]) -> bool:
    """Whether so many factors in each class are the singularities wanted, but for pairs that may cancel.

    >>> up_to_pairs(Counter("aabbb"), {"b": 1}), up_to_pairs(Counter("ab"), {"b": 1})
    (True, False)
    """
    met = (size == UNKNOWN or (found[c] >= size and (found[c] - size) % 2 == 0) for c, size in wanted.items())
    return all(met) and not any(count % 2 for c, count in found.items() if c not in wanted)


def _difference(pcf: PCF, roots: list[Fraction]) -> int:
    order, first, steps = len(roots), min(roots), int(max(roots) - min(roots)) + 1
    if steps > _LONGEST:
        return UNKNOWN
    one, zero = fmpq_poly([1]), fmpq_poly([])
    rows = [(one, zero), (zero, one)]
    a, b = fmpq_poly(pcf.a.flint), fmpq_poly(pcf.b.flint)
    for i in range(steps):
        at = fmpq_poly([fmpq(first.numerator, first.denominator) + i, 1])
        x, y = a(at), b(at)
        rows = [(v, _cut(u * y + v * x, order)) for u, v in rows]
    least = min((_order(entry, order) for row in rows for entry in row), default=0)
    return order - 2 * min(least, order // 2)


def _cut(p: fmpq_poly, order: int) -> fmpq_poly:
    return fmpq_poly(p.coeffs()[: order + 1])


def _order(p: fmpq_poly, most: int) -> int:
    return next((i for i, c in enumerate(p.coeffs()) if c), most + 1)
