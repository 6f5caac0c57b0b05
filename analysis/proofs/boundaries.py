"""Hypergeometric summands on a line k = slope·n + constant + ε, as ε → 0, and for k → ∞: what a boundary contributes.

A factorial of L < 0 is (L + βε)! = (−1)^m/(m! β ε) (1 + O(ε)), m = −L − 1; polynomials start with some power of ε. So
a summand on a line is a power of ε times a hypergeometric term in n, from the n on from which all signs are settled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, gcd, lcm, prod

from analysis.proofs.bivariate import (
    Bi,
    Line,
    add,
    at_class,
    at_line,
    at_n,
    constant,
    linear,
    multiply,
    over_k,
    over_n,
    product,
    scale,
    settled,
    shift,
    to_poly,
)
from analysis.proofs.polynomials import value as value_at
from analysis.proofs.reading import Malformed, Poly, Rejected, spelt

LATEST = 1_000  # the n from which on all signs must be settled


@dataclass(frozen=True)
class Atom:
    """(u; v)_L^e with L = αn + βk + γ."""

    u: int
    v: int
    alpha: int
    beta: int
    gamma: int
    e: int

    def __post_init__(self) -> None:
        if not (1 <= self.u <= self.v and gcd(self.u, self.v) == 1 and self.e and (self.alpha or self.beta)):
            raise Malformed(f"the factor {self} of the summand")

    def factors(self, start: int, stop: int) -> Iterator[Bi]:
        """(u; v)_{L+stop}/(u; v)_{L+start}."""
        for t in range(start, stop):
            yield linear(self.v * self.alpha, self.v * self.beta, self.u + self.v * (self.gamma + t))

    def on_line(self, line: Line) -> Line:
        """L on a line, as a form in n."""
        slope, rest = line
        return self.alpha + self.beta * slope, self.beta * rest + self.gamma

    def in_class(self, step: int, residue: int) -> "Atom":
        """At n = step·m + residue, in m."""
        return replace(self, alpha=self.alpha * step, gamma=self.gamma + self.alpha * residue)


@dataclass(frozen=True)
class Summand:
    """x^n y^k top/∏bottom ∏ atoms."""

    atoms: tuple[Atom, ...]
    x: Fraction
    y: Fraction
    top: Bi
    bottom: tuple[Bi, ...]

    def value(self, n: int, k: int) -> Fraction:
        """F(n, k) with 1/m! = 0 for m < 0, at a place where no numerator is infinite."""
        result = Fraction(value_at(at_n(self.top, n), k)) * self.x**n * self.y**k
        lengths = [(atom, atom.alpha * n + atom.beta * k + atom.gamma) for atom in self.atoms]
        if any(atom.e < 0 and atom.v == 1 and length < 0 for atom, length in lengths):
            return Fraction(0)
        for atom, length in lengths:
            result *= rising(atom.u, atom.v, length) ** atom.e
        for q in self.bottom:
            result /= value_at(at_n(q, n), k)
        return result


@dataclass(frozen=True)
class NTerm:
    """base^n top(n)/bottom(n) ∏ (u; v)_{A n}^e, `rising` holding (u, v, A, e)."""

    rising: tuple[tuple[int, int, int, int], ...]
    base: Fraction
    top: Poly
    bottom: Poly

    def value(self, n: int) -> Fraction:
        result = Fraction(value_at(self.top, n), value_at(self.bottom, n)) * self.base**n
        for u, v, slope, e in self.rising:
            result *= rising(u, v, slope * n) ** e
        return result

    @property
    def power(self) -> Fraction:
        """x with the term = x^n top/bottom ∏ (u/v)_{A n}^e, Pochhammer symbols."""
        return self.base * prod((Fraction(v) ** (slope * e) for _, v, slope, e in self.rising), start=Fraction(1))

    def ratio(self) -> tuple[Poly, Poly]:
        """The quotient of the terms at n + 1 and n."""
        tops = [constant(self.base.numerator), shift(over_n(self.top), 1, 0), over_n(self.bottom)]
        bottoms = [constant(self.base.denominator), over_n(self.top), shift(over_n(self.bottom), 1, 0)]
        for u, v, slope, e in self.rising:
            factors = [linear(v * slope, 0, u + v * t) for t in range(min(slope, 0), max(slope, 0))] * abs(e)
            (tops if (slope > 0) == (e > 0) else bottoms).extend(factors)
        return to_poly(product(tops)), to_poly(product(bottoms))

    def as_json(self) -> dict[str, object]:
        lists = [list(one) for one in self.rising]
        return {"rising": lists, "base": str(self.base), "top": spelt(self.top), "bottom": spelt(self.bottom)}


def rising(u: int, v: int, length: int) -> Fraction:
    """(u; v)_length; raises ZeroDivisionError at a pole."""
    value = Fraction(1)
    for t in range(min(length, 0), max(length, 0)):
        value *= u + v * t
    return value if length >= 0 else 1 / value


def from_where(p: Poly) -> int:
    """The n from which on p is seen to have no zero."""
    try:
        return settled(p, LATEST)
    except ValueError as error:
        raise Rejected(str(error)) from None


def in_class(f: Summand, step: int, residue: int) -> Summand:
    """F(step·m + residue, k), a summand in m and k."""
    constant_factor = f.x**residue
    top = scale(at_class(f.top, step, residue), constant_factor.numerator)
    bottom = (*(at_class(q, step, residue) for q in f.bottom), constant(constant_factor.denominator))
    atoms = tuple(atom.in_class(step, residue) for atom in f.atoms)
    return Summand(atoms, f.x**step, f.y, top, bottom)


def limit(f: Summand, line: Line, above: Bi, below: Bi) -> tuple[int, list[NTerm]]:
    """lim F(n, k) above/below as k → line: (n from which on it is so, [] for 0 or the term)."""
    slope, rest = line
    start, order = 0, 0
    factors: list[tuple[int, int, int, int, int]] = []
    number = f.y**rest
    base = f.x * f.y**slope
    for atom in f.atoms:
        a, b = atom.on_line(line)
        start = max(start, _sign_from(a, b))
        if atom.v > 1 or a > 0 or (a == 0 and b >= 0):
            factors.append((atom.u, atom.v, a, b, atom.e))
        elif atom.beta == 0:
            raise Rejected("a factorial of a negative multiple of n")
        else:  # (L + βε)! = (−1)^m/(m! β ε) (1 + …) with m = −L − 1
            order -= atom.e
            factors.append((1, 1, -a, -b - 1, -atom.e))
            number *= Fraction(_parity(b + 1), atom.beta) ** atom.e
            base *= _parity(a * atom.e)
    tops = [f.top, above]
    bottoms = [*f.bottom, below]
    top, bottom = constant(number.numerator), constant(number.denominator)
    for p in tops:
        power, lead = _lowest(p, line)
        order, top = order + power, multiply(top, lead)
    for p in bottoms:
        power, lead = _lowest(p, line)
        order, bottom = order - power, multiply(bottom, lead)
    if not top or order > 0:
        return max(start, from_where(to_poly(bottom))), []
    if order < 0:
        raise Rejected("the boundary does not vanish: it is infinite at an end of the range")
    return max(start, from_where(to_poly(bottom))), [_normal(factors, base, top, bottom)]


def _parity(x: int) -> int:
    return -1 if x % 2 else 1


def _sign_from(a: int, b: int) -> int:
    """The n ≥ 0 from which on the sign of a n + b (0 counting as positive) stays."""
    if a == 0:
        return 0
    return max(0, -(b // a) if a > 0 else b // -a + 1)


def _lowest(p: Bi, line: Line) -> tuple[int, Bi]:
    """The least power of ε in p(n, line + ε), and its coefficient."""
    if not p:
        return 0, {}
    moved = at_line(p, line, 1)
    least = min(j for _, j in moved)
    return least, {(i, 0): c for (i, j), c in moved.items() if j == least}


def _normal(atoms: Sequence[tuple[int, int, int, int, int]], base: Fraction, top: Bi, bottom: Bi) -> NTerm:
    """∏ (u; v)_{An+B}^e base^n top/bottom with all B brought to 0."""
    exponents: dict[tuple[int, int, int], int] = {}
    for u, v, a, b, e in atoms:
        factors = product(linear(v * a, 0, u + v * t) for t in range(min(b, 0), max(b, 0)))
        powered = product([factors] * abs(e))
        if (b > 0) == (e > 0):
            top = multiply(top, powered)
        else:
            bottom = multiply(bottom, powered)
        if a:
            exponents[u, v, a] = exponents.get((u, v, a), 0) + e
    kept = tuple((*key, e) for key, e in sorted(exponents.items()) if e)
    return NTerm(kept, base, *_lowest_terms(to_poly(top), to_poly(bottom)))


def collected(terms: Sequence[NTerm]) -> tuple[NTerm, ...]:
    """Terms that differ by a rational function only, added; those that cancel, dropped."""
    sums: dict[tuple[object, ...], NTerm] = {}
    for term in terms:
        key = (term.rising, term.base)
        known = sums.get(key)
        if known is not None:
            p, q, r, s = (over_n(x) for x in (known.top, known.bottom, term.top, term.bottom))
            top = to_poly(add(multiply(p, s), multiply(r, q)))
            term = NTerm(term.rising, term.base, *_lowest_terms(top, to_poly(multiply(q, s))))
        sums[key] = term
    return tuple(term for _, term in sorted(sums.items(), key=lambda one: repr(one[0])) if term.top)


def _lowest_terms(top: Poly, bottom: Poly) -> tuple[Poly, Poly]:
    """top/bottom without common factor, integers without common divisor, bottom with positive lead."""
    if not top:
        return (), (1,)
    common = _gcd(top, bottom)
    rows = [*_quotient(top, common), *_quotient(bottom, common)]
    multiple = lcm(*(c.denominator for c in rows))
    whole = [int(c * multiple) for c in rows]
    size = len(top) - len(common) + 1
    divisor = gcd(*whole) * (1 if whole[-1] > 0 else -1)
    return tuple(c // divisor for c in whole[:size]), tuple(c // divisor for c in whole[size:])


def _gcd(p: Sequence[Fraction | int], q: Sequence[Fraction | int]) -> Sequence[Fraction | int]:
    while q:
        p, q = q, _remainder(p, q)
    return p


def _divmod(p: Sequence[Fraction | int], q: Sequence[Fraction | int]) -> tuple[list[Fraction], list[Fraction]]:
    rest = [Fraction(c) for c in p]
    quotient = [Fraction(0)] * max(len(p) - len(q) + 1, 0)
    for place in range(len(p) - len(q), -1, -1):
        quotient[place] = rest[place + len(q) - 1] / q[-1]
        for j, c in enumerate(q):
            rest[place + j] -= quotient[place] * c
    while rest and rest[-1] == 0:
        rest.pop()
    return quotient, rest


def _remainder(p: Sequence[Fraction | int], q: Sequence[Fraction | int]) -> list[Fraction]:
    return _divmod(p, q)[1]


def _quotient(p: Sequence[Fraction | int], q: Sequence[Fraction | int]) -> tuple[Fraction, ...]:
    return tuple(_divmod(p, q)[0])


def vanishes_at_infinity(f: Summand, certificate: tuple[Bi, Bi], order: int) -> int:
    """The n from which on Σ F(n−i, k) converges and R F → 0 as k → ∞.

    F(n, k+1)/F(n, k) = ρ k^δ (1 + s/k + …): δ < 0 or |ρ| < 1 will do; else F ~ C k^s.
    """
    delta, ratio = growth(f)
    start = max([0, *(from_where(over_k(p)[-1]) + order for p in f.bottom)])
    start = max(start, order, from_where(over_k(certificate[1])[-1]))
    if delta < 0 or (delta == 0 and abs(ratio) < 1):
        return start
    if delta > 0 or abs(ratio) > 1:
        raise Rejected("the summand does not tend to 0 as k → ∞")
    slope, rest = _exponent(f)
    gain = len(over_k(certificate[0])) - len(over_k(certificate[1]))
    least = Fraction(1) if ratio == 1 else Fraction(0)
    return max(start, _below(slope, rest, -least) + order, _below(slope, rest + gain, Fraction(0)))


def summable_from(f: Summand) -> int:
    """The n from which on Σ |F(n, k)| over k converges."""
    delta, ratio = growth(f)
    if delta < 0 or (delta == 0 and abs(ratio) < 1):
        return 0
    if delta > 0 or abs(ratio) > 1:
        raise Rejected("the summand does not tend to 0 as k → ∞")
    return _below(*_exponent(f), Fraction(-1))


def growth(f: Summand) -> tuple[int, Fraction]:
    """(δ, ρ) with F(n, k+1)/F(n, k) = ρ k^δ (1 + …)."""
    ratio = f.y
    for atom in f.atoms:
        ratio *= Fraction(atom.v * atom.beta or 1) ** (atom.e * atom.beta)
    return sum(atom.e * atom.beta for atom in f.atoms), ratio


def _exponent(f: Summand) -> tuple[Fraction, Fraction]:
    """s = slope n + rest with |F| ~ C k^s, for δ = 0 and |ρ| = 1."""
    slope = Fraction(0)
    rest = Fraction(len(over_k(f.top)) - 1 - sum(len(over_k(q)) - 1 for q in f.bottom))
    for atom in f.atoms:
        b = abs(atom.beta)
        steps = range(b) if atom.beta > 0 else range(-b, 0)
        sign = 1 if atom.beta > 0 else -1
        for t in steps:
            slope += sign * atom.e * Fraction(atom.alpha, atom.beta)
            rest += sign * atom.e * Fraction(atom.u + atom.v * (atom.gamma + t), atom.v * atom.beta)
    return slope, rest


def _below(slope: Fraction, rest: Fraction, bound: Fraction) -> int:
    """The n from which on slope n + rest < bound."""
    if slope > 0 or (slope == 0 and rest >= bound):
        raise Rejected("the boundary does not vanish as k → ∞, or the sum does not converge")
    return max(0, floor((rest - bound) / -slope) + 1) if slope else 0
