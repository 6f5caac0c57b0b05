"""Sums over quadratic poles, named: Σ z^j/((j + s)² + d)^m over j ≥ 0, and Σ (−1)^j (j + 1/2)/((j + 1/2)² + d)^m.

With x = π√d and the letters C = x coth x, E = x/sinh x, T = x tanh x, G = x/cosh x (Euler's partial fractions, DLMF
4.36.3–4.36.5, 4.22.3–4.22.5) the sums of m = 1 are

    s = 1, z = 1: (C − 1)/(2d),  z = −1: (1 − E)/(2d);  s = 1/2, z = 1: T/(2d),  z = −1: G/(2√d),

and m + 1 follows from m as −(d/dd)/m. The derivation δ = d·d/dd maps polynomials in the letters to such ones:
δC = (C − E²)/2, δE = E (1 − C)/2, δT = (T + G²)/2, δG = G (1 − T)/2. For d < 0 all is so with y = π√−d: C = y cot y,
E = y/sin y, T = −y tan y, G² = −y²/cos² y, G/√d = π/cos y.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm

from analysis.proofs.polynomials import Poly, times
from analysis.proofs.rational import filled, square_part
from analysis.proofs.reading import fraction, integer, items

MOST_ORDER = 8
LARGEST = 10**12  # numerators and denominators of s and d
HALF = Fraction(1, 2)

Letters = Mapping[tuple[int, int], Fraction]
"""{(i, j): c}: Σ c C^i E^j, or Σ c T^i G^j."""


_FIRST: Mapping[tuple[Fraction, Fraction], Letters] = {  # by s and z, of m = 1, as `_by_letters`
    (Fraction(1), Fraction(1)): {(1, 0): HALF, (0, 0): -HALF},
    (Fraction(1), Fraction(-1)): {(0, 0): HALF, (0, 1): -HALF},
    (HALF, Fraction(1)): {(1, 0): HALF},
    (HALF, Fraction(-1)): {(0, 1): HALF},
}


@dataclass(frozen=True)
class Quadratic:
    """c N(j)/((j + s)² + d)^m, where N is 1, or j + 1/2 for z = −1 and s = 1/2."""

    c: Fraction
    s: Fraction
    d: Fraction
    m: int

    @classmethod
    def read(cls, row: object) -> "Quadratic":
        c, s, d, m = items(row, 4, 4)
        return cls(fraction(c), fraction(s), fraction(d), integer(m, 1, MOST_ORDER))

    def spelt(self) -> list[str | int]:
        """As certificates write it."""
        return [str(self.c), str(self.s), str(self.d), self.m]

    @property
    def known(self) -> bool:
        """Whether its sum has a name: no pole is rational."""
        square = self.d > 0 or square_root(-self.d) is None
        small = max(abs(self.d.numerator), self.d.denominator) <= LARGEST
        return self.s in (1, HALF) and bool(self.d) and small and square and 1 <= self.m <= MOST_ORDER

    @property
    def square(self) -> Poly:
        """A multiple of (j + s)² + d with integer coefficients."""
        constant, slope = self.s**2 + self.d, 2 * self.s
        scale = lcm(constant.denominator, slope.denominator)
        return int(constant * scale), int(slope * scale), scale

    def quotient(self, z: Fraction) -> tuple[Poly, Poly]:
        """Numerator and denominator, polynomials in j."""
        top: Poly = (1, 2) if self.odd(z) else (1,)
        bottom: Poly = (self.c.denominator * (2 if self.odd(z) else 1),)
        for _ in range(self.m):
            top, bottom = times(top, self.square[2:]), times(bottom, self.square)
        return times(top, (self.c.numerator,)), bottom

    def odd(self, z: Fraction) -> bool:
        return z == -1 and self.s == HALF


def square_root(x: Fraction) -> Fraction | None:
    """Of a rational number, where it is rational.

    >>> square_root(Fraction(4, 9)), square_root(Fraction(1, 2))
    (Fraction(2, 3), None)
    """
    if x < 0:
        return None
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    return root if root**2 == x else None


def outer_and_core(x: Fraction) -> tuple[Fraction, int]:
    """y and d of √x = y √d, x > 0.

    >>> outer_and_core(Fraction(3, 4))
    (Fraction(1, 2), 3)
    """
    y, d = square_part(x.numerator * x.denominator)
    return Fraction(y, x.denominator), d


def quadratic_multiples(sums: Iterable[Quadratic], z: Fraction) -> tuple[list[tuple[Fraction, str]], Fraction]:
    """Their sum as multiples of constants, and a rational number.

    >>> quadratic_multiples([Quadratic(Fraction(1), Fraction(1), Fraction(1), 2)], Fraction(1))
    ([(Fraction(1, 4), 'pi*coth(pi)'), (Fraction(1, 4), 'pi^2/sinh(pi)^2')], Fraction(-1, 2))
    """
    gathered: defaultdict[str, Fraction] = defaultdict(Fraction)
    for one, base in _together(sums, z):
        for (i, j), c in _by_letters(one.s, base, one.m).items():
            factor, name = _monomial(one.s, one.d, i, j)
            gathered[name] += one.c * c * factor / one.d**one.m * (one.d if one.odd(base) else 1)
    rest = gathered.pop("1", Fraction(0))
    return [(c, name) for name, c in gathered.items() if c], rest


def _together(sums: Iterable[Quadratic], z: Fraction) -> Iterator[tuple[Quadratic, Fraction]]:
    """With their z. Over (j + 1)² + d and (j + 1/2)² + d with equal or opposite c they are one over (j + 1)² + 4d."""
    found: defaultdict[tuple[Fraction, int], dict[Fraction, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in sums:
        found[one.d, one.m][one.s] += one.c
    for (d, m), by_start in sorted(found.items()):
        whole, half = by_start.get(Fraction(1), Fraction(0)), by_start.get(HALF, Fraction(0))
        if z == 1 and whole and abs(whole) == abs(half):
            yield Quadratic(4**m * half, Fraction(1), 4 * d, m), Fraction(1 if whole == half else -1)
            continue
        for s, c in sorted(by_start.items()):
            if c:
                yield Quadratic(c, s, d, m), z


def _by_letters(s: Fraction, z: Fraction, m: int) -> Letters:
    """P with the sum P/d^m, or P/d^(m − 1/2) where it is odd in G."""
    odd = z == -1 and s == HALF
    found = _FIRST[s, z]
    for order in range(1, m):
        total: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
        for place, c in found.items():
            total[place] += c * (order - (HALF if odd else 0))
        for place, c in _derived(found, -1 if s == 1 else 1).items():
            total[place] -= c
        found = {place: c / order for place, c in total.items() if c}
    return found


def _derived(p: Letters, sign: int) -> Letters:
    """δ of a polynomial in C and E (sign −1), or in T and G."""
    total: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for (i, j), c in p.items():
        total[i, j] += c * Fraction(i + j, 2)
        total[i - 1, j + 2] += c * Fraction(sign * i, 2)
        total[i + 1, j] -= c * Fraction(j, 2)
    return {place: c for place, c in total.items() if c}


def _monomial(s: Fraction, d: Fraction, i: int, j: int) -> tuple[Fraction, str]:
    """C^i E^j, or T^i G^j, of which one G stands for G/√d if j is odd, as a multiple of a constant."""
    if i == j == 0:
        return Fraction(1), "1"
    turned = s == HALF and d < 0
    roots = i + j - (j % 2 if s == HALF else 0)  # the exponent of √|d|
    factor = abs(d) ** (roots // 2) * ((-1) ** (i + j // 2) if turned else 1)
    outer, core = outer_and_core(abs(d))
    angle = "pi" if abs(d) == 1 else f"{outer if core == 1 else filled('{d:surd}', {'d': abs(d)})}*pi"
    surd = [f"sqrt({core})"] if roots % 2 and core != 1 else []
    names = (("coth", "sinh") if d > 0 else ("cot", "sin")) if s == 1 else ("tanh", "cosh") if d > 0 else ("tan", "cos")
    text = "*".join([*surd, f"pi{_power(i + j)}"] + ([f"{names[0]}({angle}){_power(i)}"] if i else []))
    return factor * (outer if roots % 2 else 1), text + (f"/{names[1]}({angle}){_power(j)}" if j else "")


def _power(exponent: int) -> str:
    return f"^{exponent}" if exponent != 1 else ""
