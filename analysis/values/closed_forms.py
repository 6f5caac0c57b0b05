r"""The closed form of every convergent fraction with deg a ≤ 1 and deg b ≤ 2: a quotient of hypergeometric functions.

By Pincherle the value is a(0) − m(0)/m(−1), m the minimal solution of u(n) = a(n) u(n−1) + b(n) u(n−2). With
a = A₁n + A₀, b = B₂(n − r₁)(n − r₂), Δ = A₁² + 4B₂ > 0, D = ∓√Δ of the sign opposite to a(n) for large n,
z = (1 + A₁/D)/2 ≤ 1/2, γ = 2 + (1 − r₁ − r₂) z − A₀/D, α = r₁ + γ − 2, β = r₂ + γ − 2 (Gauss 1813; Perron II, § 24):

    value = A₀ − b(1)/(D (1 − z) (γ − 1)) · ₂F₁(α, β; γ; z)/₂F₁(α, β; γ − 1; z),

and its degenerate relatives, each a limit of it or of the recurrence of the function named (DLMF 13.3, 12.8, 10.29):

    deg b = 1   x = b₁/A₁², γ = 2 + x + A₀/A₁, α = r + γ − 2       A₀ + b(1)/(A₁ (γ−1)) ₁F₁(α; γ; −x)/₁F₁(α; γ−1; −x)
    deg b = 0   y = B/A₁², γ = 2 + A₀/A₁                            A₀ + B/(A₁ (γ−1)) ₀F₁(; γ; y)/₀F₁(; γ−1; y)
    Δ = 0       c = 2A₀/A₁, x = c − 1 + r₁ + r₂ > 0, v = 1 − r₁ + r₂   A₀ + 2 b(1)/A₁ · U(2−r₁, v, x)/U(1−r₁, v, x)
                x = 0                                               −A₁ min(r₁, r₂)/2
    a = C, deg b = 1, b₁ > 0:  y = C²/(2b₁)      C ± √(b₁/2) (1 − r) U(1 − r/2, 1/2, y)/U((1 − r)/2, 1/2, y)
    a = C, b = B               (C ± √Δ)/2, the sign that of C

Where an upper parameter is 0, −1, −2, … the functions are polynomials and the value is an algebraic number.

The lower parameters must not be 0, −1, −2, …, nor Γ of U's parameters have a pole: then the form is that of the tail
PCF(a(n+k), b(n+k)) with the least k that avoids it, and the value its image under an integer Möbius map.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Literal

from flint import arb, ctx, fmpq

from analysis.exact.balls import BITS_PER_DIGIT, log2_size
from analysis.exact.mobius import Mobius
from analysis.exact.printing import ATOM, Piece, image_text, signed_sum
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction, integers
from analysis.exact.surds import SurdSum
from analysis.formula import FormJson
from analysis.formulas.pcf import PCF, Matrix
from analysis.proofs.certificate import Certificate, End
from analysis.proofs.theorems import of_one
from analysis.values.hypergeometric import Hypergeometric, mobius_text
from analysis.values.polynomial_cases import exact_value

MOST_SHIFT = 10_000  # a tail that starts later has a Möbius map too long to be called a closed form
_GUARD_BITS = 64
_LARGEST_PARAMETER = 64  # of a function that is evaluated
_PRECISION_STEPS = 6  # the working precision doubles at most this often when cancellation eats digits

FormKind = Literal["2F1", "1F1", "0F1", "U", "algebraic"]


@dataclass(frozen=True)
class ClosedForm:
    """value = (p v + q)/(r v + s), ((p, q), (r, s)) = `mobius`, v = head + factor · numerator/denominator.

    For "algebraic" there is no quotient: v = head. `parameters` names the numbers of the module's table for the
    formula itself; `shift` is k.
    """

    kind: FormKind
    parameters: tuple[tuple[str, SurdSum], ...]
    shift: int
    mobius: Matrix
    head: SurdSum
    factor: Quadratic | None = None
    numerator: Hypergeometric | None = None
    denominator: Hypergeometric | None = None
    tail: int = 0  # for "algebraic": the k of the quotient, of which both functions are polynomials

    def ball(self) -> arb:
        """An enclosure of the value at the current precision; not finite where the quotient has a pole."""
        value = self.head.ball()
        if self.factor is not None and self.numerator is not None and self.denominator is not None:
            value += SurdSum.of(self.factor).ball() * self.numerator.ball() / self.denominator.ball()
        (p, q), (r, s) = self.mobius
        return ((value * p + q) / (value * r + s)).real

    def value(self, digits: int) -> arb | None:
        """An enclosure with `digits` right significant digits; None when no precision allowed gives them, or where the
        parameters are so large that their functions cost Arb seconds, in which nothing can interrupt it.

        What cannot be told from 0 is given to that many places behind the point.

        >>> form = closed_form(PCF.parse("2n+1", "n^2"))
        >>> form.value(30).str(30, radius=False)
        '1.27323954473516268615107010698'
        """
        if any(abs(value.ball()) > _LARGEST_PARAMETER for _, value in self.parameters):
            return None
        wanted = digits * BITS_PER_DIGIT + 4
        bits = ceil(wanted) + _GUARD_BITS
        ball = arb.nan()
        for _ in range(_PRECISION_STEPS):
            with ctx.workprec(bits):
                ball = self.ball()
                if ball.is_finite() and log2_size(abs(ball.mid())) - log2_size(ball.rad()) > wanted:
                    return ball
            bits *= 2
        return ball if ball.is_finite() and ball.contains(0) and -log2_size(ball.rad()) > wanted else None

    def mapped(self, image: Mobius) -> "ClosedForm":
        """The form of the value's image under a map."""
        (p, q), (r, s) = (image @ Mobius(*self.mobius[0], *self.mobius[1])).as_lists()
        return replace(self, mobius=((p, q), (r, s)))

    def gathered(self) -> "ClosedForm":
        """The same value as an image of the quotient alone, where its head and factor are rational."""
        if self.factor is None or self.factor.y or self.head.surds:
            return self
        head, factor = self.head.rational, fraction(self.factor.x)
        inside = Mobius(*integers((factor, head, 0, 1)))
        (p, q), (r, s) = (Mobius(*self.mobius[0], *self.mobius[1]) @ inside).as_lists()
        return replace(self, mobius=((p, q), (r, s)), head=SurdSum(Fraction(0)), factor=Quadratic.rational(1))

    def sympy(self) -> str:
        """The value as text that sympy parses."""
        if self.kind == "algebraic":
            constant, image = self.algebraic()
            p, q, r, s = image.coefficients
            return str(Fraction(p + q, r + s)) if constant == "1" else image_text((p, q, r, s), Piece(constant, ATOM))
        inner = str(self.head)
        if self.factor is not None and self.numerator is not None and self.denominator is not None:
            bottom = self.denominator.sympy()
            quotient = f"{self.numerator.sympy()}/{f'({bottom})' if '/(' in bottom else bottom}"
            inner = _plus_multiple(self.head, self.factor, quotient)
        (p, q), (r, s) = self.mobius
        return mobius_text(p, q, r, s, inner)

    def as_json(self) -> FormJson:
        """The contract's JSON of a closed form, but for the LaTeX, which is that of the expression.

        >>> closed_form(PCF.parse("n+3", "-n")).as_json()["parameters"]
        {'alpha': '2', 'gamma': '4', 'x': '-1'}
        """
        return {
            "kind": self.kind,
            "parameters": {name: str(value) for name, value in self.parameters},
            "shift": self.shift,
            "expression": self.sympy(),
        }

    def certificate(self, pcf: PCF) -> Certificate:
        """The certificate that `analysis.proofs` checks: value(pcf) = mobius(head + factor · numerator/denominator)."""
        end, mobius = self._quotient_end(), [list(row) for row in self.mobius]
        if self.kind == "algebraic":
            constant, image = self.algebraic()
            end, mobius = {"kind": "algebraic", "shift": self.tail, "constant": constant}, image.as_lists()
        return {
            "version": 2,
            "formula": {"a": str(pcf.a), "b": str(pcf.b)},
            "steps": [],
            "end": end,
            "mobius": mobius,
        }

    def _quotient_end(self) -> End:
        end: End = {
            "kind": "closed form",
            "form": self.kind,
            "parameters": {name: str(value) for name, value in self.parameters},
            "shift": self.shift,
            "head": str(self.head),
        }
        if self.numerator is not None and self.denominator is not None:
            end["numerator"], end["denominator"] = self.numerator.parameters, self.denominator.parameters
        if self.factor is not None:
            end["factor"] = str(self.factor)
        return end

    def algebraic(self) -> tuple[str, Mobius]:
        """An algebraic value as the image of "sqrt(d)", or of "1".

        >>> closed_form(PCF.parse("1", "1")).algebraic()
        ('sqrt(5)', Mobius(p=1, q=1, r=0, s=2))
        """
        (p, q), (r, s) = self.mobius
        x = self.head.rational
        if not self.head.surds:
            return "1", Mobius(*of_one((p * x + q) / (r * x + s)))
        ((d, y),) = self.head.surds
        return f"sqrt({d})", Mobius(p, q, r, s) @ Mobius(*integers((y, x, 0, 1)))


@dataclass(frozen=True)
class NoClosedForm:
    """Why there is none."""

    reason: str


_IDENTITY: Matrix = ((1, 0), (0, 1))


@lru_cache(maxsize=64)
def closed_form(pcf: PCF) -> ClosedForm | NoClosedForm:
    """The closed form of a fraction with deg a ≤ 1, deg b ≤ 2, or the reason why it has none.

    Higher degrees are brought down by the canonical form where it can.

    >>> closed_form(PCF.parse("n+3", "-n")).sympy()
    '3 - 1/3*hyper((2,), (4,), 1)/hyper((2,), (3,), 1)'
    >>> closed_form(PCF.parse("n^3", "1")).reason
    'deg a > 1 or deg b > 2'
    """
    if pcf.termination() is not None:
        return NoClosedForm("the fraction ends: its value is rational")
    if pcf.a.degree <= 1 and pcf.b.degree <= 2:
        return _low_degree(pcf)
    low = pcf.canonical()
    if low.pcf.a.degree > 1 or low.pcf.b.degree > 2:
        return NoClosedForm("deg a > 1 or deg b > 2")
    form = _low_degree(low.pcf)
    if isinstance(form, NoClosedForm):
        return form
    top, bottom = low.factor.numerator, low.factor.denominator
    (p, q), (r, s) = form.mobius
    return replace(form, mobius=((top * p, top * q), (bottom * r, bottom * s)))


def _low_degree(pcf: PCF) -> ClosedForm | NoClosedForm:
    a, b = pcf.a, pcf.b
    if not a:
        return NoClosedForm("a = 0: the convergents are 0 and infinity in turn")
    discriminant = b_coefficient(pcf, 2) * 4 + a_coefficient(pcf, 1) ** 2
    if a.degree == 0:
        if b.degree == 0:
            return _constant_coefficients(pcf)
        if b.leading < 0:
            return NoClosedForm("diverges: complex characteristic roots of equal modulus")
        return _mills(pcf) if b.degree == 1 else _gauss(pcf)
    if b.degree == 0:
        return _bessel(pcf)
    if b.degree == 1:
        return _kummer(pcf)
    if discriminant < 0:
        return NoClosedForm("diverges: complex characteristic roots of equal modulus")
    return _tricomi(pcf) if discriminant == 0 else _gauss(pcf)


def _algebraic_if_polynomial(form: ClosedForm) -> ClosedForm | NoClosedForm:
    """The same value as a number of ℚ(√d) where both functions of the quotient are polynomials."""
    if form.numerator is None or form.denominator is None or form.factor is None:
        return form
    top, bottom = exact_value(form.numerator), exact_value(form.denominator)
    if top is None or bottom is None:
        return form
    (p, q), (r, s) = form.mobius
    head = form.head.rational
    value, pole = form.factor * top + bottom * head, bottom  # their quotient is v
    upper, lower = value * p + pole * q, value * r + pole * s
    if lower.sign() == 0:
        return NoClosedForm("the convergents tend to infinity")
    return ClosedForm("algebraic", form.parameters, 0, _IDENTITY, SurdSum.of(upper / lower), tail=form.shift)


def a_coefficient(pcf: PCF, k: int) -> int:
    """The coefficient of n^k in a."""
    return pcf.a.coefficients[k] if k <= pcf.a.degree else 0


def b_coefficient(pcf: PCF, k: int) -> int:
    """The coefficient of n^k in b."""
    return pcf.b.coefficients[k] if k <= pcf.b.degree else 0


def roots_of_b(pcf: PCF) -> tuple[Quadratic, Quadratic]:
    """r₁, r₂ for deg b = 2, real ones ascending, in ℚ(√ρ), ρ the discriminant of b."""
    constant, linear, square = pcf.b.coefficients
    middle = Fraction(-linear, 2 * square)
    half = Quadratic.sqrt(middle * middle - Fraction(constant, square))
    return half * -1 + middle, half + middle


@dataclass(frozen=True)
class GaussParameters:
    """z, γ, D in ℚ(√Δ) and α, β of the module's formula."""

    z: Quadratic
    gamma: Quadratic
    d: Quadratic
    alpha: SurdSum
    beta: SurdSum


@lru_cache(maxsize=64)
def gauss_parameters(pcf: PCF) -> GaussParameters:
    """The parameters for deg b = 2, Δ > 0."""
    a0, a1 = a_coefficient(pcf, 0), a_coefficient(pcf, 1)
    root = Quadratic.sqrt(a1 * a1 + 4 * pcf.b.leading)
    d = root * (-1 if pcf.a.leading > 0 else 1)
    z = (Quadratic.rational(a1) / d + 1) * Fraction(1, 2)
    r1, r2 = roots_of_b(pcf)
    trace = Fraction(-pcf.b.coefficients[1], pcf.b.leading)
    gamma = z * (1 - trace) - Quadratic.rational(a0) / d + 2
    return GaussParameters(z, gamma, d, SurdSum.of(r1, gamma, -2), SurdSum.of(r2, gamma, -2))


def _gauss(pcf: PCF) -> ClosedForm | NoClosedForm:
    at = gauss_parameters(pcf)
    k = _shift_to_regular(SurdSum.of(at.gamma))
    if k is None:
        return NoClosedForm(f"γ = {at.gamma} lies beyond the tails that are tried")
    gamma = at.gamma + k
    factor = Quadratic.rational(-pcf.b(k + 1)) / (at.d * (at.z * -1 + 1) * (gamma - 1))
    upper, z = (at.alpha, at.beta), SurdSum.of(at.z)
    form = ClosedForm(
        "2F1",
        (("alpha", at.alpha), ("beta", at.beta), ("gamma", SurdSum.of(at.gamma)), ("z", z)),
        k,
        pcf.shift_matrix(k),
        SurdSum.of(pcf.a(k)),
        factor,
        Hypergeometric("2F1", upper, (SurdSum.of(gamma),), z),
        Hypergeometric("2F1", upper, (SurdSum.of(gamma, -1),), z),
    )
    return _algebraic_if_polynomial(form)


def _kummer(pcf: PCF) -> ClosedForm | NoClosedForm:
    a0, a1 = pcf.a.coefficients
    b0, b1 = pcf.b.coefficients
    x, r = Fraction(b1, a1 * a1), Fraction(-b0, b1)
    gamma = 2 + x + Fraction(a0, a1)
    alpha = SurdSum(r + gamma - 2)
    return _confluent(pcf, "1F1", gamma, (alpha,), -x, (("alpha", alpha), ("gamma", SurdSum(gamma)), ("x", SurdSum(x))))


def _bessel(pcf: PCF) -> ClosedForm | NoClosedForm:
    a0, a1 = pcf.a.coefficients
    gamma, y = 2 + Fraction(a0, a1), Fraction(pcf.b.leading, a1 * a1)
    return _confluent(pcf, "0F1", gamma, (), y, (("gamma", SurdSum(gamma)), ("y", SurdSum(y))))


def _confluent(
    pcf: PCF,
    kind: Literal["1F1", "0F1"],
    gamma: Fraction,
    upper: tuple[SurdSum, ...],
    argument: Fraction,
    parameters: tuple[tuple[str, SurdSum], ...],
) -> ClosedForm | NoClosedForm:
    k = _shift_to_regular(SurdSum(gamma))
    if k is None:
        return NoClosedForm(f"γ = {gamma} lies beyond the tails that are tried")
    gamma += k
    form = ClosedForm(
        kind,
        parameters,
        k,
        pcf.shift_matrix(k),
        SurdSum.of(pcf.a(k)),
        Quadratic.rational(Fraction(pcf.b(k + 1)) / (pcf.a.leading * (gamma - 1))),
        Hypergeometric(kind, upper, (SurdSum(gamma),), SurdSum(argument)),
        Hypergeometric(kind, upper, (SurdSum(gamma - 1),), SurdSum(argument)),
    )
    return _algebraic_if_polynomial(form)


def _tricomi(pcf: PCF) -> ClosedForm | NoClosedForm:
    a0, a1 = pcf.a.coefficients
    r1, r2 = roots_of_b(pcf)
    trace = Fraction(-pcf.b.coefficients[1], pcf.b.leading)
    x = Fraction(2 * a0, a1) - 1 + trace
    if x < 0:
        return NoClosedForm("diverges: a double characteristic root that splits into complex ones")
    parameters = (("r1", SurdSum.of(r1)), ("r2", SurdSum.of(r2)), ("x", SurdSum(x)))
    if x == 0:
        if (r2 - r1).d < 0:
            return NoClosedForm("diverges: complex exponents")
        head = SurdSum.of(r1 * Fraction(-a1, 2))
        return ClosedForm("algebraic", parameters, 0, _IDENTITY, head)
    k = _shift_past_poles(max(_real_part(r1), _real_part(r2)))
    if k is None:
        return NoClosedForm("the roots of b lie beyond the tails that are tried")
    first, second = SurdSum.of(-r1, 1 + k), (SurdSum.of(-r1, r2, 1),)
    at = SurdSum(x)
    return ClosedForm(
        "U",
        parameters,
        k,
        pcf.shift_matrix(k),
        SurdSum.of(pcf.a(k)),
        Quadratic.rational(Fraction(2 * pcf.b(k + 1), a1)),
        Hypergeometric("U", (first + 1,), second, at),
        Hypergeometric("U", (first,), second, at),
    )


def _mills(pcf: PCF) -> ClosedForm | NoClosedForm:
    c = pcf.a.leading
    b0, b1 = pcf.b.coefficients
    r, y = Fraction(-b0, b1), Fraction(c * c, 2 * b1)
    k = _shift_past_poles(r)
    if k is None:
        return NoClosedForm("the root of b lies beyond the tails that are tried")
    half, at = SurdSum(Fraction(1, 2)), SurdSum(y)
    rest = 1 - (r - k)
    sign = 1 if c > 0 else -1
    return ClosedForm(
        "U",
        (("r", SurdSum(r)), ("y", at)),
        k,
        pcf.shift_matrix(k),
        SurdSum.of(c),
        Quadratic.sqrt(Fraction(b1, 2)) * (sign * rest),
        Hypergeometric("U", (SurdSum((rest + 1) / 2),), (half,), at),
        Hypergeometric("U", (SurdSum(rest / 2),), (half,), at),
    )


def _constant_coefficients(pcf: PCF) -> ClosedForm | NoClosedForm:
    c, b = pcf.a.leading, pcf.b.leading
    discriminant = c * c + 4 * b
    if discriminant < 0:
        return NoClosedForm("diverges: complex characteristic roots of equal modulus")
    root = Quadratic.sqrt(discriminant) * (1 if c > 0 else -1)
    value = SurdSum.of((root + c) * Fraction(1, 2))
    parameters = (("C", SurdSum.of(c)), ("B", SurdSum.of(b)))
    return ClosedForm("algebraic", parameters, 0, _IDENTITY, value)


def _shift_to_regular(gamma: SurdSum) -> int | None:
    """The least k ≥ 0 for which γ + k − 1 and γ + k are not 0, −1, −2, …"""
    k = max(0, 2 - int(gamma.rational)) if gamma.is_integer else 0
    return k if k <= MOST_SHIFT else None


def _shift_past_poles(root: Fraction) -> int | None:
    """The least k ≥ 0 for which Γ(1 − root + k) has no pole there or further on."""
    k = max(0, ceil(root)) if root.denominator == 1 or root >= 1 else 0
    return k if k <= MOST_SHIFT else None


def _real_part(value: Quadratic) -> Fraction:
    real = value.x if value.d < 0 else fmpq(ceil(float(value)))
    return fraction(real)


def _plus_multiple(head: SurdSum, factor: Quadratic, quotient: str) -> str:
    terms = [] if head == SurdSum(Fraction(0)) else [str(head)]
    size = f"({factor})" if factor.x and factor.y else str(factor)
    return signed_sum([*terms, {"1": quotient, "-1": f"-{quotient}"}.get(size, f"{size}*{quotient}")])
