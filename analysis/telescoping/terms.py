"""Hypergeometric terms in n and k: products of factorials of integer-linear arguments, powers and a rational function.

The atom is the rising product (u; v)_L = ∏_{t=0}^{L−1} (u + v t) with 0 < u ≤ v coprime and L = αn + βk + γ, continued
to L < 0 by (u; v)_L (u + v(L−1)) = … as usual: (1; 1)_L = L!, and Γ(L + u/v)/Γ(u/v) = v^(−L) (u; v)_L. A term is

    F(n, k) = x^n y^k P(n, k)/Q(n, k) ∏ (u; v)_L^e.

Source: Petkovšek, Wilf and Zeilberger, A = B, chapters 3 to 6.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

RING = fmpz_mpoly_ctx.get(("n", "k"), Ordering.lex)
N, K = RING.gens()
ONE = RING.constant(1)


@dataclass(frozen=True, order=True)
class Linear:
    """n·`n` + k·`k` + `constant` with integer coefficients."""

    n: int = 0
    k: int = 0
    constant: int = 0

    def __call__(self, n: int, k: int) -> int:
        return self.n * n + self.k * k + self.constant

    def shift(self, n: int = 0, k: int = 0) -> "Linear":
        """The form at (n + shift, k + shift)."""
        return Linear(self.n, self.k, self(n, k))

    def __add__(self, other: "Linear") -> "Linear":
        return Linear(self.n + other.n, self.k + other.k, self.constant + other.constant)

    def __neg__(self) -> "Linear":
        return Linear(-self.n, -self.k, -self.constant)

    @property
    def fixed(self) -> bool:
        return self.n == self.k == 0

    @property
    def polynomial(self) -> fmpz_mpoly:
        return self.n * N + self.k * K + self.constant


@dataclass(frozen=True, order=True)
class Rising:
    """(u; v)_L; u = v = 1 is the factorial of L."""

    u: int
    v: int
    length: Linear

    def factor(self, t: int) -> fmpz_mpoly:
        """The factor u + v (L + t)."""
        return self.v * (self.length.polynomial + t) + self.u

    def between(self, start: int, stop: int) -> Iterator[fmpz_mpoly]:
        """(u; v)_{L+stop} / (u; v)_{L+start}, factor by factor, for start ≤ stop.

        >>> [str(f) for f in Rising(1, 1, Linear(1, 1, 0)).between(-1, 1)]
        ['n + k', 'n + k + 1']
        """
        return (self.factor(t) for t in range(start, stop))

    def value(self, n: int, k: int) -> Fraction | None:
        """The value; None at a pole.

        >>> Rising(1, 1, Linear(1, -1, 0)).value(5, 2), Rising(1, 2, Linear(0, 1, 0)).value(0, -2)
        (Fraction(6, 1), Fraction(1, 3))
        """
        length = self.length(n, k)
        product = Fraction(1)
        for t in range(min(length, 0), max(length, 0)):
            product *= self.u + self.v * t
        if length >= 0:
            return product
        return 1 / product if product else None


@dataclass(frozen=True)
class HypergeometricTerm:
    """x^n y^k P/Q ∏ (u; v)_L^e; `rising` holds ((u; v)_L, e), sorted, e ≠ 0; `base_n` is x, `base_k` y.

    `gammas` holds (a, e) for constant factors Γ(a)^e, 0 < a < 1, which are to cancel before there is a value.

    >>> binomial = HypergeometricTerm.of({Rising(1, 1, Linear(1)): 1, Rising(1, 1, Linear(0, 1)): -1,
    ...                                   Rising(1, 1, Linear(1, -1)): -1})
    >>> [binomial.value(4, k) for k in (-1, 0, 2, 5)]
    [Fraction(0, 1), Fraction(1, 1), Fraction(6, 1), Fraction(0, 1)]
    """

    rising: tuple[tuple[Rising, int], ...] = ()
    base_n: Fraction = Fraction(1)
    base_k: Fraction = Fraction(1)
    top: fmpz_mpoly = field(default_factory=lambda: ONE)
    bottom: fmpz_mpoly = field(default_factory=lambda: ONE)
    gammas: tuple[tuple[Fraction, int], ...] = ()

    @classmethod
    def of(cls, rising: dict[Rising, int]) -> "HypergeometricTerm":
        """The product of the atoms; those without n and k become numbers."""
        top = bottom = 1
        kept = []
        for atom, exponent in sorted(rising.items()):
            if exponent and atom.length.fixed:
                value = atom.value(0, 0)
                if value is None or not value:
                    raise ZeroDivisionError("a factorial of a negative integer")
                value **= exponent
                top, bottom = top * value.numerator, bottom * value.denominator
            elif exponent:
                kept.append((atom, exponent))
        return cls(tuple(kept), top=RING.constant(top), bottom=RING.constant(bottom))

    @classmethod
    def rational(cls, top: fmpz_mpoly, bottom: fmpz_mpoly = ONE) -> "HypergeometricTerm":
        return cls(top=top, bottom=bottom)._reduced()

    def __mul__(self, other: "HypergeometricTerm") -> "HypergeometricTerm":
        return HypergeometricTerm(
            _multiplied(self.rising, other.rising),
            self.base_n * other.base_n,
            self.base_k * other.base_k,
            self.top * other.top,
            self.bottom * other.bottom,
            _multiplied(self.gammas, other.gammas),
        )._reduced()

    def plus(self, other: "HypergeometricTerm") -> "HypergeometricTerm | None":
        """The sum, if the terms differ by a rational function; both are polynomials times what is written out.

        >>> upper, lower = (rising(Fraction(1), Linear(1, 0, c)) for c in (0, -1))
        >>> str(upper.plus(lower).top), upper.plus(lower).rising
        ('n + 1', ((Rising(u=1, v=1, length=Linear(n=1, k=0, constant=-1)), 1),))
        """
        if not self.top or not other.top:
            return self if self.top else other
        common = _common_atoms(self.rising, other.rising)
        constants = [(one.base_n, one.base_k, one.gammas) for one in (self, other)]
        if common is None or constants[0] != constants[1]:
            return None
        atoms, left, right = common
        top = left * self.top * other.bottom + right * other.top * self.bottom
        return replace(self, rising=atoms, top=top, bottom=self.bottom * other.bottom)._reduced()

    def __pow__(self, exponent: int) -> "HypergeometricTerm":
        top, bottom = (self.top, self.bottom) if exponent >= 0 else (self.bottom, self.top)
        size = abs(exponent)
        return HypergeometricTerm(
            tuple((atom, e * exponent) for atom, e in self.rising if exponent),
            self.base_n**exponent,
            self.base_k**exponent,
            top**size,
            bottom**size,
            tuple((a, e * exponent) for a, e in self.gammas if exponent),
        )

    @property
    def is_rational(self) -> bool:
        return not (self.rising or self.gammas) and self.base_n == self.base_k == 1

    def value(self, n: int, k: int) -> Fraction:
        """F(n, k), where 1/m! = 0 for m < 0; raises ZeroDivisionError at a pole."""
        product = Fraction(int(self.top(n, k)), int(self.bottom(n, k)))
        poles = [atom.value(n, k) for atom, _ in self.rising]
        if any(value is None and e < 0 for value, (_, e) in zip(poles, self.rising, strict=True)):
            return Fraction(0)
        for value, (_, e) in zip(poles, self.rising, strict=True):
            if value is None:
                raise ZeroDivisionError("a factorial of a negative integer")
            product *= value**e
        return product * self.base_n**n * self.base_k**k

    def _reduced(self) -> "HypergeometricTerm":
        common = self.top.gcd(self.bottom)
        if self.bottom.leading_coefficient() < 0:
            common = -common
        if common == 1:
            return self
        return replace(self, top=divmod(self.top, common)[0], bottom=divmod(self.bottom, common)[0])


_Base = TypeVar("_Base", Rising, Fraction)


def _multiplied(left: Sequence[tuple[_Base, int]], right: Sequence[tuple[_Base, int]]) -> tuple[tuple[_Base, int], ...]:
    exponents = Counter(dict(left))
    for base, exponent in right:
        exponents[base] += exponent
    return tuple(sorted((base, e) for base, e in exponents.items() if e))


_Atoms = tuple[tuple[Rising, int], ...]


def _common_atoms(left: _Atoms, right: _Atoms) -> tuple[_Atoms, fmpz_mpoly, fmpz_mpoly] | None:
    """A product of atoms, and the polynomials by which it is multiplied in either; None if there are none.

    Above, the shorter of (u; v)_L and (u; v)_{L+c} is common to both, below the longer one.
    """
    common: Counter[Rising] = Counter()
    ratios = [ONE, ONE]
    lists = [_one_by_one(left), _one_by_one(right)]
    if lists[0].keys() != lists[1].keys():
        return None
    for kind, first in lists[0].items():
        second = lists[1][kind]
        if len(first) != len(second):
            return None
        for pair in zip(sorted(first), sorted(second), strict=True):
            sign = kind[-1]
            chosen = min(pair) if sign > 0 else max(pair)
            common[chosen] += sign
            for place, atom in enumerate(pair):
                ends = sorted((0, atom.length.constant - chosen.length.constant))
                for factor in chosen.between(*ends):
                    ratios[place] *= factor
    return tuple(sorted((atom, e) for atom, e in common.items() if e)), *ratios


def _one_by_one(atoms: _Atoms) -> dict[tuple[int, int, int, int, int], list[Rising]]:
    """By all but the constants of their lengths, and the sign of their exponents."""
    found: dict[tuple[int, int, int, int, int], list[Rising]] = {}
    for atom, e in atoms:
        key = (atom.u, atom.v, atom.length.n, atom.length.k, 1 if e > 0 else -1)
        found.setdefault(key, []).extend([atom] * abs(e))
    return found


def power(base: Fraction, exponent: Linear) -> HypergeometricTerm:
    """base^exponent.

    >>> power(Fraction(-3), Linear(1, -3, 0)).value(2, 1)
    Fraction(-1, 3)
    """
    constant = base**exponent.constant
    return HypergeometricTerm(
        base_n=base**exponent.n,
        base_k=base**exponent.k,
        top=RING.constant(constant.numerator),
        bottom=RING.constant(constant.denominator),
    )


def rising(a: Fraction, length: Linear) -> HypergeometricTerm:
    """The Pochhammer symbol a (a+1) ⋯ (a+L−1) for a that is no integer ≤ 0.

    >>> rising(Fraction(5, 2), Linear(0, 1, 0)).value(0, 2), rising(Fraction(3), Linear(0, 1, 0)).value(0, 2)
    (Fraction(35, 4), Fraction(12, 1))
    """
    whole = -(-a.numerator // a.denominator) - 1
    part = a - whole  # in (0, 1]
    u, v = part.numerator, part.denominator
    start = Rising(u, v, Linear(constant=whole))
    moved = length + Linear(constant=whole)
    scaled = HypergeometricTerm.of({Rising(u, v, moved): 1}) * HypergeometricTerm.of({start: 1}) ** -1
    return scaled * power(Fraction(v), -length)
