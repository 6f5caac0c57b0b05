"""The theorem of Gauss and its relatives: the value of every convergent fraction with deg a ≤ 1, deg b ≤ 2.

With a = A₁n + A₀, b = B(n − r₁)(n − r₂), Δ = A₁² + 4B > 0, D = ∓√Δ of the sign opposite to a(n) for large n,
z = (1 + A₁/D)/2, γ = 2 + (1 − r₁ − r₂) z − A₀/D, α = r₁ + γ − 2, β = r₂ + γ − 2, PCF(a(n+k), b(n+k)) converges to

    a(k) − b(k+1)/(D (1 − z)(γ + k − 1)) ₂F₁(α, β; γ + k; z)/₂F₁(α, β; γ + k − 1; z)

for every k ≥ 0 at which γ + k − 1 is not 0, −1, −2, …; to ∞ where the divisor is 0. For the contiguous relation in γ
is the recurrence of the tails, and ₂F₁ → 1 as γ → ∞, so the tails grow like those of the minimal solution (Pincherle).
For A₁ = 0, z = 1/2 the two solutions differ by the power n^(|A₀|/√B), so A₀ ≠ 0 is needed. Likewise,
with γ′ = γ + k − 1 and ρ = 1 − r + k,

    deg b = 1, A₁ ≠ 0  x = b₁/A₁², γ = 2 + x + A₀/A₁, α = r + γ − 2:
                                                         a(k) + b(k+1)/(A₁γ′) ₁F₁(α; γ′+1; −x)/₁F₁(α; γ′; −x)
    deg b = 0, A₁ ≠ 0  y = b/A₁², γ = 2 + A₀/A₁:         a(k) + b/(A₁γ′) ₀F₁(; γ′+1; y)/₀F₁(; γ′; y)
    Δ = 0, A₁ ≠ 0      x = 2A₀/A₁ − 1 + r₁ + r₂ > 0, v = 1 − r₁ + r₂:
                                                         a(k) + 2b(k+1)/A₁ U(2−r₁+k, v, x)/U(1−r₁+k, v, x)
    A₁ = 0, deg b = 1  b₁ > 0, y = A₀²/(2b₁), A₀ ≠ 0:    A₀ ± √(b₁/2) ρ U((ρ+1)/2, ½, y)/U(ρ/2, ½, y), ± of A₀

U being minimal as its first parameter grows. The value is algebraic where the functions are polynomials (α or β = 0,
−1, …); for Δ = x = 0 with real r₁ ≤ r₂ it is −A₁ r₁/2, the solution having the ratio A₁/2 (n + 1 − r₂); for constants
(A₀ ± √Δ)/2, Δ ≥ 0. Sources: Gauss (1813); Perron II, § 24; DLMF 13.3.7, 15.5(ii), 15.7.6, 18.9.13.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from analysis.proofs import polynomials as integral
from analysis.proofs.polynomials import along, before, negative, not_negative, positive, value
from analysis.proofs.reading import Mobius, Poly, Rejected
from analysis.proofs.surds import Surds, integer, inverse, plus, rational, root, spelt, times

LONGEST = 2_000  # terms of a polynomial function


@dataclass(frozen=True)
class Form:
    """The k-th tail: head + factor · quotient of two functions, given by their upper and lower parameters."""

    kind: str
    parameters: dict[str, Surds]
    head: Surds
    factor: Surds
    functions: tuple[tuple[list[Surds], list[Surds]], tuple[list[Surds], list[Surds]]]
    at: Surds

    def text(self) -> str:
        """The value as the program prints it."""
        top, bottom = (_function(self.kind, *function, self.at) for function in self.functions)
        quotient = f"{top}/({bottom})" if "/(" in bottom else f"{top}/{bottom}"
        factor = spelt(self.factor)
        if " " in factor:
            return f"{spelt(self.head)} + ({factor})*{quotient}"
        sign, size = ("-", factor[1:]) if factor[0] == "-" else ("+", factor)
        return f"{spelt(self.head)} {sign} {quotient if size == '1' else f'{size}*{quotient}'}"


def _function(kind: str, upper: list[Surds], lower: list[Surds], at: Surds) -> str:
    a = [spelt(p) for p in upper]
    if kind == "U":
        first, second = (spelt(plus(times(p, -1), 1)) for p in (upper[0], lower[0]))
        integral = f"meijerg([[{first}], []], [[0, {second}], []], {spelt(at)})"
        return f"{integral}/(gamma({a[0]})*gamma({spelt(plus(upper[0], times(lower[0], -1), 1))}))"
    return f"hyper(({', '.join(a)}{',' * (len(a) == 1)}), ({spelt(lower[0])},), {spelt(at)})"


def form_of(a: Poly, b: Poly, k: int) -> Form:
    """The closed form of the k-th tail; Rejected where the theorem says nothing."""
    a0, a1 = _low(a, b)
    b0, b1, b2 = (*b, 0, 0)[:3]
    if b2 and a1 * a1 + 4 * b2 == 0:
        return _tricomi(a0, a1, b, k)
    if b2:
        return _gauss(a0, a1, b, k)
    if a1:
        return _confluent(a0, a1, b0, b1, k)
    return _mills(a0, b0, b1, k)


def algebraic_value(a: Poly, b: Poly, k: int) -> Surds:
    """The value of a fraction with constant coefficients, or with polynomials for the functions of its k-th tail."""
    a0, a1 = _low(a, b)
    b0, b1, b2 = (*b, 0, 0)[:3]
    delta = a1 * a1 + 4 * b2
    if not (a1 or b1 or b2):
        return times(plus(a0, times(_real_root(a0 * a0 + 4 * b0), 1 if a0 > 0 else -1)), Fraction(1, 2))
    if b2 and a1 and delta == 0 and 2 * a0 * b2 - a1 * b2 - a1 * b1 == 0:
        half = _real_root(Fraction(b1 * b1 - 4 * b0 * b2, 4 * b2 * b2))
        return times(plus(Fraction(-b1, 2 * b2), times(half, -1)), Fraction(-a1, 2))
    form = form_of(a, b, k)
    top, bottom = (_sum(*function, form.at) for function in form.functions)
    p, q, r, s = shift_matrix(a, b, k)
    tail = plus(times(form.head, bottom), times(form.factor, top))  # over bottom
    return times(plus(times(tail, p), times(bottom, q)), inverse(plus(times(tail, r), times(bottom, s))))


def limit_is_finite(a: Poly, b: Poly) -> bool:
    """Whether the limit of a fraction with a closed form is seen to be finite within LONGEST steps.

    With a > 0 and 4b(n) ≥ −a(n) a(n−1) for n ≥ N the tails aₙ + tₙ are at least a(n)/2. So q(n)/q(n−1) > a(n)/2 at one
    n ≥ N says that q is not the minimal solution.
    """
    a = a if a[-1] > 0 else negative(a)
    bound = integral.plus(integral.times(a, along(a, 1, -1)), tuple(4 * c for c in b))
    before, now = 0, 1
    for n in range(1, LONGEST):
        before, now = now, value(a, n) * now + value(b, n) * before
        if before * (2 * now - value(a, n) * before) > 0 and positive(a, n) and not_negative(bound, n):
            return True
    return False


def shift_matrix(a: Poly, b: Poly, k: int) -> Mobius:
    """PCF(a, b) as an image of PCF(a(n+k), b(n+k))."""
    if not k:
        return 1, 0, 0, 1
    p, q, r, s = before(a, b, k)
    return q, value(b, k) * p, s, value(b, k) * r


def _sum(upper: list[Surds], lower: list[Surds], at: Surds) -> Surds:
    """A hypergeometric series that ends."""
    ends = [-n for n in map(integer, upper) if n is not None and -LONGEST <= n <= 0]
    if not ends:
        raise Rejected("the functions of the closed form are no short polynomials")
    total = term = rational(1)
    for k in range(min(ends)):
        for p in upper:
            term = times(term, plus(p, k))
        term = times(times(term, at), times(inverse(plus(lower[0], k)), Fraction(1, k + 1)))
        total = plus(total, term)
    return total


def _low(a: Poly, b: Poly) -> tuple[int, int]:
    if not a or not b or len(a) > 2 or len(b) > 3:
        raise Rejected("no closed form is known for such degrees")
    b0, b1, b2 = (*b, 0, 0)[:3]
    side = isqrt(max(b1 * b1 - 4 * b0 * b2, 0))
    ends = [(s - b1, 2 * b2) for s in (side, -side)] if b2 else [(-b0, b1)] if b1 else []
    if any(x % y == 0 and x // y > 0 and b0 + x // y * (b1 + x // y * b2) == 0 for x, y in ends):
        raise Rejected("the fraction ends")
    return a[0], a[1] if len(a) == 2 else 0


def _real_root(value: Fraction | int) -> Surds:
    if value < 0:
        raise Rejected("the convergents have no limit")
    return root(Fraction(value))


def _gauss(a0: int, a1: int, b: Poly, k: int) -> Form:
    delta = a1 * a1 + 4 * b[2]
    if delta < 0:
        raise Rejected("the convergents have no limit")
    d = times(root(Fraction(delta)), -1 if (a1 or a0) > 0 else 1)
    z = times(plus(times(d, Fraction(a1, delta)), 1), Fraction(1, 2))
    trace, half = _roots(b)
    gamma = plus(2, times(z, 1 - trace), times(d, Fraction(-a0, delta)))
    middle = plus(gamma, trace / 2 - 2)
    alpha, beta = plus(middle, times(half, -1)), plus(middle, half)
    below = _regular(gamma, k)
    factor = times(inverse(times(times(d, plus(1, times(z, -1))), below)), -value(b, k + 1))
    functions = ([alpha, beta], [plus(below, 1)]), ([alpha, beta], [below])
    named = {"alpha": alpha, "beta": beta, "gamma": gamma, "z": z}
    return Form("2F1", named, rational(a1 * k + a0), factor, functions, z)


def _confluent(a0: int, a1: int, b0: int, b1: int, k: int) -> Form:
    x = Fraction(b1 or b0, a1 * a1)
    gamma = 2 + Fraction(a0, a1) + (x if b1 else 0)
    upper = [rational(gamma - 2 - Fraction(b0, b1))] if b1 else []
    below = _regular(rational(gamma), k)
    factor = times(inverse(below), Fraction(b0 + b1 * (k + 1), a1))
    functions = (upper, [plus(below, 1)]), (upper, [below])
    if b1:
        named = {"alpha": upper[0], "gamma": rational(gamma), "x": rational(x)}
        return Form("1F1", named, rational(a1 * k + a0), factor, functions, rational(-x))
    named = {"gamma": rational(gamma), "y": rational(x)}
    return Form("0F1", named, rational(a1 * k + a0), factor, functions, rational(x))


def _tricomi(a0: int, a1: int, b: Poly, k: int) -> Form:
    trace, half = _roots(b)
    x = Fraction(2 * a0, a1) - 1 + trace
    if x <= 0:
        raise Rejected("the convergents have no limit, or it is algebraic")
    first, second = plus(trace / 2, times(half, -1)), plus(trace / 2, half)
    upper, lower = plus(1 + k, times(first, -1)), plus(1, second, times(first, -1))
    named = {"r1": first, "r2": second, "x": rational(x)}
    factor = rational(Fraction(2 * value(b, k + 1), a1))
    functions = ([plus(upper, 1)], [lower]), ([upper], [lower])
    return Form("U", named, rational(a1 * k + a0), factor, functions, rational(x))


def _mills(a0: int, b0: int, b1: int, k: int) -> Form:
    if b1 <= 0:
        raise Rejected("the convergents have no limit, or it is algebraic")
    r, y = Fraction(-b0, b1), rational(Fraction(a0 * a0, 2 * b1))
    rest, half = 1 - r + k, rational(Fraction(1, 2))
    factor = times(root(Fraction(b1, 2)), rest if a0 > 0 else -rest)
    functions = ([rational((rest + 1) / 2)], [half]), ([rational(rest / 2)], [half])
    return Form("U", {"r": rational(r), "y": y}, rational(a0), factor, functions, y)


def _roots(b: Poly) -> tuple[Fraction, Surds]:
    """r₁ + r₂ and (r₂ − r₁)/2, the roots ascending where they are real."""
    trace = Fraction(-b[1], b[2])
    return trace, root(trace * trace / 4 - Fraction(b[0], b[2]))


def _regular(gamma: Surds, k: int) -> Surds:
    below = plus(gamma, k - 1)
    if (whole := integer(below)) is not None and whole <= 0:
        raise Rejected("a lower parameter is 0, -1, -2, …")
    return below
