"""All formal solutions n!^μ λⁿ exp(Σ c n^s) n^β (log n)^k of l₀(n) u(n) + … + l_r(n) u(n+r) = 0, largest first.

The Newton polygon of the points (i, deg l_i) gives the μ; the polynomial of the leading coefficients on an edge the λ
(Birkhoff; Adams). What is left is u with u(n+1)/u(n) → 1: in powers of Δ = τ − 1 a second polygon gives the c n^s with
s < 1, one after the other, and an indicial polynomial β; a root met k + 1 times there brings log n up to the power k.
The polygons and the λ are exact; c and β are balls of 600 bits in which a number of ℚ or of a quadratic field is
recognised where there is one. Source: Wimp and Zeilberger, J. Math. Anal. Appl. 111 (1985); van Hoeij, J. Pure Appl.
Algebra 139 (1999).
"""

from cmath import exp
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from math import comb, lcm, lgamma, log

from flint import acb, acb_poly, acb_series, arb, ctx, fmpz_poly

from analysis.dynamics.closed_numbers import BITS, ClosedNumber, is_zero
from analysis.dynamics.repeated_roots import repeated_roots
from analysis.exact.newton_polygon import edges
from analysis.exact.polynomials import Polynomial

_BITS_PER_HEIGHT = 8  # with so many bits for one of the coefficients what is 0 is seen
_LEAST_N = 16  # from here on ln ln n grows as it should


@dataclass(frozen=True, eq=False)
class FormalSolution:
    """n!^factorial · base^n · exp(Σ c n^s over (s, c)) · n^power · (log n)^logarithms."""

    factorial: Fraction
    base: ClosedNumber
    exponential: tuple[tuple[Fraction, ClosedNumber], ...]
    power: ClosedNumber
    logarithms: int = 0

    def log_size(self, n: int) -> float:
        """ln of its absolute value at n, without its constant factor."""
        root = sum(c.real * n ** float(s) for s, c in self.exponential)
        logs = self.logarithms * log(log(max(n, _LEAST_N)))
        base = float(self.factorial) * lgamma(n + 1) + self.base.log_modulus * n
        return base + root + self.power.real * log(n) + logs

    def ratio(self, n: int) -> complex:
        """u(n)/u(n − 1) to the order 1/n."""
        exponent = sum(c.complex * float(s) * n ** (float(s) - 1) for s, c in self.exponential)
        logs = self.logarithms / log(max(n, _LEAST_N))
        leading = self.base.complex * float(n) ** float(self.factorial)
        return complex(leading * exp(exponent) * (1 + (self.power.complex + logs) / n))

    def over(self, other: "FormalSolution") -> "FormalSolution":
        """The law of the quotient of two solutions; of exponents that are not real the real parts."""
        with ctx.workprec(BITS):
            mine, its = (dict(one.exponential) for one in (self, other))
            parts = {s: acb((mine[s].ball if s in mine else 0) - (its[s].ball if s in its else 0)).real
                     for s in sorted({*mine, *its}, reverse=True)}  # fmt: skip
            return FormalSolution(
                self.factorial - other.factorial,
                ClosedNumber(acb(abs(self.base.ball) / abs(other.base.ball))),
                tuple((s, ClosedNumber(acb(c))) for s, c in parts.items() if not is_zero(acb(c))),
                ClosedNumber(acb((self.power.ball - other.power.ball).real)),
                self.logarithms - other.logarithms,
            )

    def as_json(self) -> dict[str, object]:
        """The contract's JSON: sympy text, exact where it can be; "modulus" of a base that is not positive."""
        terms = [f"({c.text})*n**({s})" for s, c in self.exponential]
        found: dict[str, object] = {
            "factorial": str(self.factorial),
            "base": self.base.text,
            "exponential": " + ".join(terms) or "0",
            "power": self.power.text,
            "logarithms": self.logarithms,
        }
        if not self.base.is_positive:
            found["modulus"] = self.base.modulus_text
        return found


@dataclass(frozen=True)
class _Start:
    """What is known of a solution so far, and of how many solutions that share it."""

    factorial: Fraction
    base: ClosedNumber
    exponential: tuple[tuple[Fraction, acb], ...]
    slope: Fraction  # of the last exponential part, s = 1 − slope
    count: int


def formal_solutions(coefficients: Sequence[Polynomial]) -> list[FormalSolution]:
    """For c₀(n) u(n) + … + c_r(n) u(n−r) = 0, from the largest to the smallest.

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> apery = formal_solutions([P("n^3"), P("-(34n^3-51n^2+27n-5)"), P("(n-1)^3")])
    >>> [(str(s.factorial), s.base.text, s.power.text) for s in apery]
    [('0', '17 + 12*sqrt(2)', '-3/2'), ('0', '17 - 12*sqrt(2)', '-3/2')]
    >>> formal_solutions([P("1"), P("-2"), P("1")])[0].power.text                            # u(n) = n
    '1'
    """
    return forward_solutions(forward_polynomials(coefficients))


def forward_solutions(forward: Sequence[fmpz_poly], bits: int = BITS) -> list[FormalSolution]:
    """For Σ l_i(n) u(n+i) = 0, from the largest to the smallest."""
    height = max(abs(int(c)).bit_length() for p in forward for c in p.coeffs())
    with ctx.workprec(max(bits, _BITS_PER_HEIGHT * height)):
        found = [one for start in _starts(forward) for one in _completed(forward, start)]
    return sorted(found, key=cmp_to_key(_by_size), reverse=True)


def forward_polynomials(coefficients: Sequence[Polynomial]) -> list[fmpz_poly]:
    """l₀ … l_r of Σ l_i(n) u(n+i) = 0."""
    r = len(coefficients) - 1
    return [c.shift(r).flint for c in reversed(coefficients)]


def _starts(forward: Sequence[fmpz_poly]) -> Iterator[_Start]:
    """The μ and λ."""
    for factorial, leading in edges(forward):
        for factor, multiplicity in leading.factor()[1]:
            for base in ClosedNumber.roots(factor):
                yield _Start(factorial, base, (), Fraction(0), int(multiplicity))


def _completed(forward: Sequence[fmpz_poly], start: _Start) -> Iterator[FormalSolution]:
    """The solutions that begin so: split by their next exponential part, or ended by the indicial polynomial."""
    m = ramification(start)
    terms = m * (len(forward) - 1) + 1
    series = twisted(forward, start.factorial, start.base.ball, start.exponential, acb(0), m, terms)
    scale = max((abs(c).upper() for row in series for c in row if c != 0), default=arb(1))
    points = [(j, *_leading(_difference(series, j), scale)) for j in range(start.count + 1)]
    known = [(j, v, lead) for j, v, lead in points if v is not None]
    right = start.count
    while right > 0:
        v_right = next(v for j, v, _ in known if j == right)
        slopes = {j: Fraction(v - v_right, (right - j) * m) for j, v, _ in known if j < right}
        slope = min(slopes.values(), default=Fraction(1))
        if slope >= 1:
            yield from _regular(start, known, right, m)
            return
        left = min(j for j, s in slopes.items() if s == slope)
        level = v_right + slope * m * right
        lead = {j: c for j, v, c in known if v + slope * m * j == level}
        for root, multiplicity in repeated_roots([lead.get(j, acb(0)) for j in range(left, right + 1)]):
            part = (1 - slope, root / ball(1 - slope))
            yield from _completed(
                forward, _Start(start.factorial, start.base, (*start.exponential, part), slope, multiplicity)
            )
        right = left


def _regular(start: _Start, known: Sequence[tuple[int, int, acb]], right: int, m: int) -> Iterator[FormalSolution]:
    """The n^β (log n)^k: Σ lead(d_j) β(β−1)…(β−j+1) = 0 over the j ≤ right whose terms are largest."""
    level = min(v + m * j for j, v, _ in known if j <= right)
    indicial = acb_poly([])
    for j, v, lead in known:
        if j <= right and v + m * j == level:
            falling = acb_poly([lead])
            for k in range(j):
                falling *= acb_poly([-k, 1])
            indicial += falling
    parts = tuple((s, ClosedNumber(c)) for s, c in start.exponential)
    for power, multiplicity in repeated_roots(indicial.coeffs()):
        for logarithms in range(multiplicity):
            yield FormalSolution(start.factorial, start.base, parts, ClosedNumber(power), logarithms)


def twisted(
    forward: Sequence[fmpz_poly], factorial: Fraction, base: acb, exponential: Sequence[tuple[Fraction, acb]],
    power: acb, m: int, count: int,
) -> list[list[acb]]:  # fmt: skip
    """`count` coefficients, in x = n^(−1/m), of the operator that u has when n!^μ λⁿ exp(…) n^β u solves the given one.

    All series are divided by the same power of n, so that the largest begins with x⁰.
    """
    top = max(p.degree() + factorial * i for i, p in enumerate(forward) if p)
    found = []
    for i, p in enumerate(forward):
        values = [acb(0)] * count
        for e, c in enumerate(p.coeffs()):
            at = int((top - e - factorial * i) * m)
            if c and at < count:
                values[at] = acb(c) * base**i
        found.append(_times(values, growth_series(factorial, exponential, power, i, m, count), count))
    return found


def ramification(one: FormalSolution | _Start) -> int:
    """m such that all exponents are multiples of 1/m."""
    return lcm(one.factorial.denominator, *(s.denominator for s, _ in one.exponential))


def growth_series(
    factorial: Fraction, exponential: Sequence[tuple[Fraction, acb]], power: acb, i: int, m: int, count: int
) -> acb_series:
    """Π (1 + j/n)^μ (j ≤ i) · exp(Σ c ((n+i)^s − n^s)) · (1 + i/n)^β as a series in x."""
    logarithm = [acb(0)] * count
    weights = [ball(factorial)] * i
    for j, weight in [*enumerate(weights, start=1), (i, power)]:
        for k in range(1, (count - 1) // m + 1):
            logarithm[m * k] -= weight * acb(-j) ** k / k
    for s, c in exponential:
        binomial = acb(1)
        for k in range(1, (count - 1) // m + 2):
            binomial *= ball(s - k + 1) * i / k
            at = int((k - s) * m)
            if at < count:
                logarithm[at] += c * binomial
    with series_length(count):
        return acb_series(logarithm, prec=count).exp()


@contextmanager
def series_length(count: int) -> Iterator[None]:
    """FLINT cuts every series at ctx.cap terms."""
    before, ctx.cap = ctx.cap, count
    try:
        yield
    finally:
        ctx.cap = before


def _times(values: list[acb], factor: acb_series, count: int) -> list[acb]:
    product = (acb_poly(values) * acb_poly(factor.coeffs())).coeffs()[:count]
    return product + [acb(0)] * (count - len(product))


def ball(value: Fraction) -> acb:
    """An exact fraction as a ball."""
    return acb(value.numerator) / value.denominator


def _difference(series: Sequence[Sequence[acb]], j: int) -> list[acb]:
    """The coefficient of Δ^j: Σ_i binomial(i, j) t_i."""
    columns = zip(*series, strict=True)
    return [sum((comb(i, j) * c for i, c in enumerate(column) if i >= j), acb(0)) for column in columns]


def _leading(series: Sequence[acb], scale: arb) -> tuple[int | None, acb]:
    """(exponent, coefficient) of the first term that is not 0, beside numbers as large as `scale`."""
    return next(((k, c) for k, c in enumerate(series) if not is_zero(c, scale)), (None, acb(0)))


def _by_size(first: FormalSolution, second: FormalSolution) -> int:
    """1, 0, −1: whether the first grows faster, alike or slower, in modulus."""
    if first.factorial != second.factorial:
        return 1 if first.factorial > second.factorial else -1
    roots = [{s: c.ball.real for s, c in one.exponential} for one in (first, second)]
    pairs = [(abs(first.base.ball), abs(second.base.ball))]
    pairs += [(roots[0].get(s, arb(0)), roots[1].get(s, arb(0))) for s in sorted({*roots[0], *roots[1]}, reverse=True)]
    pairs.append((first.power.ball.real, second.power.ball.real))
    for one, other in pairs:
        if not is_zero(acb(one - other)):
            return 1 if one > other else -1
    return (first.logarithms > second.logarithms) - (first.logarithms < second.logarithms)


def compared(first: FormalSolution, second: FormalSolution) -> int:
    """1, 0, −1: whether the modulus of the first grows faster, alike or slower."""
    with ctx.workprec(BITS):
        return _by_size(first, second)


def same_size(first: FormalSolution, second: FormalSolution) -> bool:
    """Whether the moduli of two solutions grow alike."""
    return compared(first, second) == 0
