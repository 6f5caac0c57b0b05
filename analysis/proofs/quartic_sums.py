"""Sums over quartic poles, named: Σ z^j N/(w² + p w + q), w = (j + s)², over j ≥ 0.

N = c₀ + c₁ w, for z = −1 and s = 1/2 times j + 1/2. With −w = d, d̄ the zeros of the quadratic this is a combination of
the sums over (j + s)² + d and (j + s)² + d̄ (`quadratic_sums`); D = p² − 4q, α = c₀/(2q), β = pα − c₁.

D > 0: d = (p ± √D)/2 are real, and the sum is, with C, E, T, G of x = π√d and the letters of d < 0 as there,

    s = 1, z = 1: −α + Σ (α ∓ β/√D) C/2,  z = −1: α − Σ (α ∓ β/√D) E/2;  s = 1/2, z = 1: Σ (α ∓ β/√D) T/2,
    z = −1: Σ (c₁/2 ∓ (c₀ − c₁p/2)/√D) π/(2 cosh x).

D < 0: 2√d = U + iV, U² = 2√q + p, V² = 2√q − p, and with κ = α + βp/|D|, λ = 2β/|D|, x = πU, y = πV

    s = 1, z = 1: −α + π/2 · ((κ − λ√q) U sinh x + (κ + λ√q) V sin y)/(cosh x − cos y),
    z = −1: the negative of that with 2 sinh(x/2) cos(y/2) and 2 cosh(x/2) sin(y/2) for sinh x and sin y;
    s = 1/2, z = 1: π/2 · ((κ − λ√q) U sinh x − (κ + λ√q) V sin y)/(cosh x + cos y),
    z = −1: π (c₁ cosh(x/2) cos(y/2) + (2c₀ − pc₁)/√|D| · sinh(x/2) sin(y/2))/(cosh x + cos y).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from analysis.proofs.polynomials import Poly, times, trimmed
from analysis.proofs.quadratic_sums import HALF, LARGEST, outer_and_core, square_root
from analysis.proofs.reading import fraction, items

_LETTERS: Mapping[tuple[Fraction, Fraction], tuple[str, str]] = {  # by s and z, of d < 0 and d > 0, without π
    (Fraction(1), Fraction(1)): ("{0}*cot({0}*pi)", "{0}*coth({0}*pi)"),
    (Fraction(1), Fraction(-1)): ("{0}/sin({0}*pi)", "{0}/sinh({0}*pi)"),
    (HALF, Fraction(1)): ("{0}*tan({0}*pi)", "{0}*tanh({0}*pi)"),
    (HALF, Fraction(-1)): ("1/cos({0}*pi)", "1/cosh({0}*pi)"),
}

Term = tuple[Fraction, str]
"""(c, C): c times the constant C."""


@dataclass(frozen=True)
class Quartic:
    """(c₀ + c₁w)/(w² + pw + q), w = (j + s)², for z = −1 and s = 1/2 times j + 1/2."""

    c0: Fraction
    c1: Fraction
    s: Fraction
    p: Fraction
    q: Fraction

    @classmethod
    def read(cls, row: object) -> "Quartic":
        return cls(*map(fraction, items(row, 5, 5)))

    def spelt(self) -> list[str]:
        """As certificates write it."""
        return [str(x) for x in (self.c0, self.c1, self.s, self.p, self.q)]

    @property
    def discriminant(self) -> Fraction:
        return self.p**2 - 4 * self.q

    @property
    def known(self) -> bool:
        """Whether its sum has a name: the quartic is none of w − c and no product of quadratics in j."""
        sizes = (abs(x.numerator) + x.denominator for x in (self.c0, self.c1, self.p, self.q))
        if (
            self.s not in (1, HALF)
            or max(sizes) > LARGEST
            or not any((self.c0, self.c1))
            or square_root(self.discriminant) is not None
        ):
            return False
        r = square_root(self.q)
        return r is None or (square_root(2 * r - self.p) is None and square_root(-2 * r - self.p) is None)

    def quotient(self, z: Fraction) -> tuple[Poly, Poly]:
        """Numerator and denominator, polynomials in j."""
        scale = lcm(*(x.denominator for x in (self.c0, self.c1, self.p, self.q)))
        w, odd = (int(4 * self.s**2), int(8 * self.s), 4), z == -1 and self.s == HALF  # 4w
        top = _in_powers(w, [self.c0 * scale * 4, self.c1 * scale])
        bottom = _in_powers(w, [self.q * scale * 16, self.p * scale * 4, Fraction(scale)])
        return times(trimmed(top), (2, 4) if odd else (4,)), bottom

    def terms(self, z: Fraction) -> tuple[list[Term], Fraction]:
        """The sum as multiples of constants, and a rational number.

        >>> quartic = Quartic.read(["1", "0", "1", "0", "4"])                                   # Σ 1/(j⁴ + 4) from 1 on
        >>> quartic.terms(Fraction(1))[1]
        Fraction(-1, 8)
        """
        found = self._complex(z) if self.discriminant < 0 else self._real(z)
        alpha = self.c0 / (2 * self.q)
        return [(c, name) for c, name in found if c], -alpha * z if self.s == 1 else Fraction(0)

    def _real(self, z: Fraction) -> Iterator[Term]:
        alpha, root = self.c0 / (2 * self.q), self.discriminant
        even, skew = alpha, self.p * alpha - self.c1
        if self.s == HALF and z == -1:
            even, skew = self.c1 / 2, self.c0 - self.c1 * self.p / 2
        outer, core = outer_and_core(root)
        for sign in (1, -1):
            x, positive = _nested(self.p, self.q, sign)
            name = "pi*" + _LETTERS[self.s, z][positive].format(x)
            size = HALF * (z if self.s == 1 else 1 if positive else -z)
            yield size * even, name
            yield -sign * size * skew * outer / root, f"sqrt({core})*{name}"

    def _complex(self, z: Fraction) -> Iterator[Term]:
        size = -self.discriminant
        (a, u), (b, v) = _half_root(self.p, self.q), _half_root(-self.p, self.q)
        x, y = product(a, f"{u}*pi"), product(b, f"{v}*pi")
        below = f"(cosh({x}){'-' if self.s == 1 else '+'}cos({y}))"
        if self.s == HALF and z == -1:
            yield self.c1, f"pi*cosh({x}/2)*cos({y}/2)/{below}"
            outer, core = outer_and_core(size)
            yield (2 * self.c0 - self.p * self.c1) * outer / size, f"sqrt({core})*pi*sinh({x}/2)*sin({y}/2)/{below}"
            return
        alpha = self.c0 / (2 * self.q)
        beta = self.p * alpha - self.c1
        kappa, slope = alpha + beta * self.p / size, 2 * beta / size
        above = (f"sinh({x})", f"sin({y})") if z == 1 else (f"sinh({x}/2)*cos({y}/2)", f"cosh({x}/2)*sin({y}/2)")
        outer, core = outer_and_core(self.q)
        whole = HALF if z == 1 else -1
        for turn, c, text, function in ((-1, a, u, above[0]), (1, b if self.s == 1 else -b, v, above[1])):
            name = f"pi*{text}*{function}/{below}"
            yield whole * c * (kappa + turn * slope * outer * (core == 1)), name
            yield whole * c * turn * slope * outer * (core != 1), f"sqrt({core})*{name}"


def _in_powers(w: Poly, coefficients: Iterable[Fraction]) -> Poly:
    """Σ c wⁱ with integer coefficients."""
    total: Poly = ()
    for c in reversed([int(c) for c in coefficients]):
        total = times(total, w) or (0,)
        total = (total[0] + c, *total[1:])
    return total


def _half_root(p: Fraction, q: Fraction) -> tuple[Fraction, str]:
    """√(2√q + p) as a rational multiple of a root; q > 0, 4q > p²."""
    y, d = outer_and_core(q)
    if d == 1:
        outer, core = outer_and_core(2 * y + p)
        return outer, f"sqrt({core})"
    return Fraction(1), f"sqrt({product(2 * y, f'sqrt({d})')}{_signed(p)})"


def _nested(p: Fraction, q: Fraction, sign: int) -> tuple[str, bool]:
    """√|d|, d = (p + sign √(p² − 4q))/2, and whether d > 0; for q = r² it is (√(|p| + 2r) ± √(|p| − 2r))/2."""
    y, core = outer_and_core(p**2 - 4 * q)
    positive = p > 0 if q > 0 else sign > 0
    p, mark = (p if positive else -p), "+" if (sign > 0) == positive else "-"
    r = square_root(q)
    if r is None:
        return f"sqrt(({p or ''}{mark if p else ''}{product(y, f'sqrt({core})')})/2)", positive
    return f"(sqrt({p + 2 * r}){mark}sqrt({p - 2 * r}))/2", positive


def product(c: Fraction, text: str) -> str:
    """c times what a text says."""
    return text if c == 1 else f"{c}*{text}"


def _signed(p: Fraction) -> str:
    return "" if not p else f"+{p}" if p > 0 else str(p)
