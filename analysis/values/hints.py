"""Constants that the coefficients of a low-degree fraction suggest, to be tried where the library has no match.

Fractions with deg a ≤ 1, deg b ≤ 2 have hypergeometric values (Gauss; Cuyt et al., Handbook of Continued Fractions,
ch. 15–17). Their argument comes from the leading coefficients A, B and Δ = A² + 4B, and for integer and half-integer
parameters the value is a Möbius image of an elementary function of it. A hint is only a candidate: the relation is
found and tested like any other.
"""

from fractions import Fraction
from functools import lru_cache
from math import isqrt

from analysis.constants.library import Constant, constant
from analysis.constants.spelling import error_function, exact_root, gauss_series, surd, times, unit_class
from analysis.errors import InputError
from analysis.formulas.pcf import PCF
from analysis.values.gamma_hints import gamma_texts

_LARGEST = 10**6  # coefficients beyond this suggest no constant anyone looks for
_MOST_POWERS = 4  # distinct fractional exponents tried in one formula


@lru_cache(maxsize=1024)
def hinted_constants(pcf: PCF) -> tuple[Constant, ...]:
    """The candidates, most likely first; for higher degrees those of `gamma_hints`.

    >>> [c.name for c in hinted_constants(PCF.parse("n+3", "-n"))][:1]
    ['e']
    >>> [c.name for c in hinted_constants(PCF.parse("3n+1", "2"))][:1]
    ['sqrt(2)*bessel_ratio(-2/3,2*sqrt(2)/3)']
    """
    deg_a, deg_b = pcf.a.degree, pcf.b.degree
    if deg_a < 0 or max(map(abs, pcf.a.coefficients + pcf.b.coefficients)) > _LARGEST:
        return ()
    texts: list[str] = []
    if deg_a > 1 or deg_b > 2:
        texts = gamma_texts(pcf)
    elif deg_a == 1:
        texts = [_bessel, _exponential, _gauss][deg_b](pcf)
    elif deg_b:
        texts = [_mills, _gamma_quotients][deg_b - 1](pcf)
    found: dict[str, Constant] = {}
    for text in texts:
        try:
            known = constant(text)
        except InputError:  # outside the library's bounds, or rational
            continue
        found.setdefault(known.name, known)
    return tuple(found.values())


def _bessel(pcf: PCF) -> list[str]:
    """a = An + C, b = B: the value is √B I_ν(x)/I_{ν+1}(x), x = 2√B/A, ν = C/A − 1 (J for B < 0)."""
    a0, a1 = pcf.a.coefficients
    b = pcf.b.leading
    order = Fraction(a0, a1) - 1
    root, argument = surd(abs(b)), surd(abs(b), Fraction(2, abs(a1)))
    texts = []
    if order.denominator == 2:
        half = f"{'tanh' if b > 0 else 'tan'}({argument})"
        texts.append(f"{root}*{half}" if root != "1" else half)
    name = "bessel_ratio" if b > 0 else "bessel_j_ratio"
    ratio = f"{name}({order},{argument})"
    texts.append(f"{root}*{ratio}" if not _is_square(abs(b)) else ratio)
    return texts


def _exponential(pcf: PCF) -> list[str]:
    """deg b = 1: ₁F₁(α; γ; −x), x = B/A², r the root of b, γ = 2 + x + C/A, α = r + γ − 2.

    For an integer α the other functions are ₁F₁(1; s + 1; −x), s = γ mod 1, for an integer r those of +x (Kummer):
    exponentials, error functions, incomplete Γ; for an integer γ − 2α Bessel functions of x/2.
    """
    x = Fraction(pcf.b.leading, pcf.a.leading**2)
    root = Fraction(-pcf.b.coefficients[0], pcf.b.leading)
    gamma = x + Fraction(pcf.a.coefficients[0], pcf.a.leading)
    alpha = root + gamma
    texts = [f"exp({abs(x)})"]
    arguments = ([x] if root.denominator == 1 else []) + ([-x] if alpha.denominator == 1 else [])
    texts += [_lower_gamma(unit_class(gamma), argument) for argument in arguments]
    if (gamma - 2 * alpha).denominator == 1 and alpha.denominator > 1:
        texts.append(f"bessel_ratio({unit_class(alpha) - Fraction(1, 2)},{abs(x) / 2})")
    return texts


def _lower_gamma(s: Fraction, x: Fraction) -> str:
    """₁F₁(1; s + 1; x) up to rational factors, 0 < s ≤ 1, for s = 1 what takes its place beside exponentials."""
    size = abs(x)
    if s == 1:
        return f"exp({-x})*Ei({x})"
    if s == Fraction(1, 2):
        return error_function("erf", size) if x > 0 else error_function("erfi", size, "-")
    if x > 0:
        return f"exp({x})*lowergamma({s},{x})" + (f"/({x})^({s})" if x != 1 else "")
    return f"hyp1f1(1,{s + 1},{x})"


def _mills(pcf: PCF) -> list[str]:
    """a = C, b = B(n − r): parabolic cylinder functions at C/√B, D of order −1, … for an integer r.

    These are error functions, and for a half-integer r Bessel functions of order 1/4 and 3/4 (DLMF 12.7).
    """
    a, b = pcf.a.leading, pcf.b.leading
    if b < 0:
        return []
    square, root = Fraction(a * a, 2 * b), Fraction(-pcf.b.coefficients[0], b)
    if root.denominator == 2:
        return [f"besselk(1/4,{square / 2})/besselk(3/4,{square / 2})"]
    return [error_function("erfc", square)]


def _gamma_quotients(pcf: PCF) -> list[str]:
    """a = C, b = B(n − r₁)(n − r₂), s = |C|/√B: quotients of Γ for odd r₁ + r₂ (`gamma_hints`).

    For integers r₁, r₂ of even sum ψ((s+3)/4) − ψ((s+1)/4) (Ramanujan, Notebooks II, ch. 12, entry 29, n = 0). With one
    integer an incomplete beta function.
    """
    b, roots = pcf.b.leading, pcf.b.rational_roots()
    if b <= 0 or not _is_square(b) or not roots:
        return []
    s = Fraction(abs(pcf.a.leading), isqrt(b))
    first, second = roots[0], roots[-1]
    total = first + second
    texts = gamma_texts(pcf)
    if first.denominator == second.denominator == 1 and total % 2 == 0:
        texts.append(f"digamma({(s + 3) / 4})-digamma({(s + 1) / 4})")
    if first.denominator == 1 or second.denominator == 1:
        free = second if first.denominator == 1 else first
        texts.append(_incomplete_beta(-free, (1 - total + s) / 2, Fraction(1, 2)))
    return texts


def _incomplete_beta(b: Fraction, c: Fraction, z: Fraction) -> str:
    """₂F₁(1, b; c; z) for some b and c of the given classes modulo 1: the others are its images (DLMF 15.5, 8.17)."""
    b, c = unit_class(b), unit_class(c) + 1
    other = z / (z - 1)
    return gauss_series(1, b, c, z) if abs(z) <= abs(other) else gauss_series(1, unit_class(c - b), c, other)


def _gauss(pcf: PCF) -> list[str]:
    """deg b = 2: logarithms, arcus tangents and powers of the argument; for Δ = 0 exponential integrals."""
    a, b = Fraction(abs(pcf.a.leading)), Fraction(pcf.b.leading)
    discriminant = a * a + 4 * b
    if discriminant < 0:
        return []
    if discriminant == 0:
        return _confluent(pcf)
    delta, root = surd(discriminant), surd(abs(b))
    texts = _cotangents(pcf)
    quotient = f"({delta}+{a})/({delta}-{a})" if b > 0 else f"({a}+{delta})/({a}-{delta})"
    texts.append(times(discriminant, f"log({quotient})"))
    if b > 0:
        texts.append(times(abs(b), f"atan({surd(b, 2 / a)})"))
    else:
        texts.append(times(abs(b), f"log(({a}+2*{root})/({a}-2*{root}))"))
        texts.append(times(discriminant, f"atan({surd(-b * discriminant, 2 / a / a)})"))
    texts += _powers(pcf, quotient)
    roots = pcf.b.rational_roots()
    if discriminant.denominator == 1 and _is_square(int(discriminant)) and any(r.denominator == 1 for r in roots):
        first, second = roots[0], roots[-1]
        side = Fraction(pcf.a.coefficients[0] * (1 if pcf.a.leading > 0 else -1), isqrt(int(discriminant)))
        z = (1 - a / isqrt(int(discriminant))) / 2
        free = second if first.denominator == 1 else first
        texts.append(_incomplete_beta(-free, (1 - first - second) * z + side, z))
    return texts


def _cotangents(pcf: PCF) -> list[str]:
    """a = A(2n + 1), b = C − T n²: √C coth(√(C/T) artanh(√T/A)), with arcus tangents for T < 0 and cot for C < 0.

    For C = 1 and T = k² it is (r + 1)/(r − 1), r = ((A + k)/(A − k))^(1/k) (Laguerre; Perron, Kettenbrüche II, § 24).
    """
    a0, a1 = pcf.a.coefficients
    c, b1, b2 = pcf.b.coefficients
    t, power = -b2, exact_root(Fraction(abs(c), abs(b2)))
    if a1 != 2 * a0 or b1 or not c or (t > 0 and t >= a0 * a0):
        return []
    inner = surd(Fraction(abs(t), a0 * a0))
    if power is not None and t > 0 and c > 0:
        return [times(c, f"((1+{inner})/(1-{inner}))^({power})")]
    angle = f"{surd(Fraction(abs(c), abs(t)))}*{'atanh' if t > 0 else 'atan'}({inner})"
    return [times(abs(c), f"{'coth' if c > 0 else 'cot'}({angle.removeprefix('1*')})")]


def _powers(pcf: PCF, quotient: str) -> list[str]:
    """quotient^e for the fractional exponents e that the roots of b and the constant terms allow."""
    exponents: list[Fraction] = []
    roots = pcf.b.rational_roots()
    a0, a1 = (Fraction(c) for c in pcf.a.coefficients)
    discriminant = a1 * a1 + 4 * pcf.b.leading
    if len(roots) == 2:
        exponents += [roots[0], roots[1], roots[0] - roots[1], roots[0] + roots[1]]
        exponents += [a0 / a1]
        if discriminant.denominator == 1 and _is_square(int(discriminant)):
            exponents.append((2 * a0 - a1 * (2 - sum(roots))) / (2 * isqrt(int(discriminant))))
    fractional = {abs(e) % 1 for e in exponents} - {Fraction(0)}
    return [f"({quotient})^({e})" for e in sorted(fractional, key=lambda e: (e.denominator, e))[:_MOST_POWERS]]


def _confluent(pcf: PCF) -> list[str]:
    """Δ = 0: after scaling a = 2n + c, b = −(n − r₁)(n − r₂): U(1 − r₁, 1 − r₁ + r₂, x), x = c − 1 + r₁ + r₂.

    For an integer root an incomplete Γ of the other one, for an integer r₁ + r₂ modified Bessel functions of x/2.
    """
    a0, a1 = (Fraction(c) for c in pcf.a.coefficients)
    b1 = Fraction(pcf.b.coefficients[1], pcf.b.leading)
    x = 2 * a0 / a1 - 1 - b1
    if x <= 0:
        return []
    texts = [f"exp({x})*Ei(-{x})", error_function("erfc", x), f"exp({x})"]
    roots = pcf.b.rational_roots()
    if not roots:
        return texts
    first, second = roots[0], roots[-1]
    if first.denominator == 1 or second.denominator == 1:
        s = unit_class(second if first.denominator == 1 else first)
        texts.append(f"exp({x})*uppergamma({s},{x})" + (f"/({x})^({s})" if x != 1 else ""))
    elif (first + second).denominator == 1:
        order = Fraction(1, 2) - unit_class(first)
        texts.append(f"besselk({order},{x / 2})/besselk({order + 1},{x / 2})")
    return texts


def _is_square(number: int) -> bool:
    return isqrt(number) ** 2 == number
