"""Classical continued fractions with proved elementary values: where the chains of coboundaries end.

Each theorem is a fraction with rational parameters and its value. Sources: Perron, Die Lehre von den Kettenbrüchen II
(1957); Wall, Analytic Theory of Continued Fractions (1948); Cuyt et al., Handbook of Continued Fractions for Special
Functions (2008), chapters 11 to 18. A value is a Möbius image of one constant, named as the library of constants does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from flint import fmpz_poly

from analysis.constants.spelling import exact_root
from analysis.exact.mobius import IDENTITY, Mobius
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.formulas.pcf import PCF
from analysis.theorems.series import SeriesFraction, cosecant, cotangent, ramanujan
from analysis.theorems.terms import (
    Term,
    arctan_term,
    artanh_term,
    beta_term,
    error_term,
    exponential_text,
    exponentials,
    gamma_ratio_term,
    log_term,
    surd_texts,
    zeta_term,
)
from analysis.theorems.unit import gauss, kummer

MOST_ORDER = 16  # of ζ and β: the fractions have degree 2s


@dataclass(frozen=True)
class Statement:
    """value(pcf) = mobius(constant), by the theorem `name` at `parameters`.

    `aliases` are other constants of which the first is a Möbius image: constant = map(alias), as tanh x of e^(2x).
    """

    name: str
    parameters: tuple[Fraction, ...]
    pcf: PCF
    constant: str
    mobius: Mobius
    aliases: tuple[tuple[str, Mobius], ...] = ()


@lru_cache(maxsize=256)
def statement(name: str, *parameters: Fraction) -> Statement:
    """The theorem at its parameters; raises KeyError for an unknown name, ValueError for parameters it does not cover.

    >>> found = statement("arctangent", Fraction(1))
    >>> found.pcf, found.constant, found.mobius.as_lists()
    (PCF(2n+1, n^2), 'pi', [[0, 4], [1, 0]])
    """
    return THEOREMS[name](*parameters)


def _made(
    name: str,
    parameters: tuple[Fraction, ...],
    a: Sequence[Fraction | int],
    b: Sequence[Fraction | int],
    term: Term,
    matrix: tuple[Fraction | int, ...],
) -> Statement:
    """The statement value(PCF(a, b)) = matrix(scale · constant), coefficients cleared to integers."""
    k = lcm(*(Fraction(c).denominator for c in (*a, *b)))
    pcf = PCF(Polynomial.of([int(c * k) for c in a]), Polynomial.of([int(c * k * k) for c in b]))
    p, q, r, s = (Fraction(entry) for entry in matrix)
    entries = (p * term.scale * k, q * k, r * term.scale, s)
    common = lcm(*(entry.denominator for entry in entries))
    return Statement(
        name, parameters, pcf, term.constant, Mobius(*(int(entry * common) for entry in entries)), term.aliases
    )


def _hyperbolic_tangent(t: Fraction) -> Statement:
    """PCF(2n + 1, t) = t/(√t tanh √t), for t < 0 with √|t| tan √|t| (Lambert 1761)."""
    if t == 0:
        raise ValueError("t ≠ 0")
    root = exact_root(abs(t))
    name = "tanh" if t > 0 else "tan"
    if root is None:
        scale, surd, argument = surd_texts(abs(t))
        term = Term(scale, f"{surd}*{name}({argument})")
    elif t < 0:
        term = Term(root, f"tan({root})")
    else:
        twice = tuple((text, Mobius(1, -1, 1, 1)) for text in exponentials(2 * root))
        term = Term(root, f"tanh({root})", twice)
    return _made("tangent", (t,), (1, 2), (t,), term, (0, abs(t), 1, 0))


def _bessel(order: Fraction, y: Fraction) -> Statement:
    """PCF(n + 1 + ν, y) = √y I_ν(2√y)/I_(ν+1)(2√y), ν > −1, for y < 0 with √|y| and J (Lommel; DLMF 10.33.1)."""
    if y == 0 or order <= -1:
        raise ValueError("y ≠ 0, ν > −1")
    root = Quadratic.sqrt(abs(y))
    name = "bessel_ratio" if y > 0 else "bessel_j_ratio"
    if root.is_rational:
        term = Term(Fraction(str(root)), f"{name}({order},{root * 2})")
    else:
        factor = Fraction(int(root.y.p), int(root.y.q))
        surd = f"sqrt({root.d})"
        argument = surd if 2 * factor == 1 else f"{2 * factor}*{surd}"
        term = Term(factor, f"{surd}*{name}({order},{argument})")
    return _made("Bessel", (order, y), (1 + order, 1), (y,), term, (1, 0, 0, 1))


def _kummer(order: Fraction, x: Fraction) -> Statement:
    """PCF(n + 2ν + 1 − 2x, 2x n + (2ν + 1) x) = (2ν + 1) r/(r + 1), r = I_ν(x)/I_(ν+1)(x), ν > −1, ν ≠ −1/2.

    ₁F₁(a; b; z) and its derivative at a = ν + 1/2, b = 2a, z = 2x are Bessel functions (Kummer's second formula, DLMF
    13.6.9); the fraction is PCF(n + b − z, (n + a) z) = a F/F′ (Handbook, 16.1.17).
    """
    if x == 0 or order <= -1 or 2 * order == -1:
        raise ValueError("x ≠ 0, ν > −1, ν ≠ −1/2")
    twice, sign = 2 * order + 1, 1 if x > 0 else -1
    term = Term(Fraction(1), f"bessel_ratio({order},{abs(x)})")
    return _made("Kummer", (order, x), (twice - 2 * x, 1), (twice * x, 2 * x), term, (twice, 0, 1, sign))


def _exponential(w: Fraction) -> Statement:
    """PCF(n + 1 + w, −w n) = w e^w/(e^w − 1)."""
    if w == 0:
        raise ValueError("w ≠ 0")
    first, *others = exponentials(abs(w))
    aliases = [*((text, IDENTITY) for text in others), (f"tanh({abs(w) / 2})", Mobius(1, 1, -1, 1))]
    term = Term(Fraction(1), first, tuple(aliases))
    matrix = (w, 0, 1, -1) if w > 0 else (0, -w, 1, -1)
    return _made("exponential", (w,), (1 + w, 1), (0, -w), term, matrix)


def _arctangent(t: Fraction) -> Statement:
    """PCF(2n + 1, t n²) = √t/arctan √t, for −1 < t < 0 with √|t|/artanh √|t| (Lambert, Lagrange)."""
    if t == 0 or t <= -1:
        raise ValueError("t > −1, t ≠ 0")
    term = arctan_term(t) if t > 0 else artanh_term(-t)  # √|t| times the function
    return _made("arctangent", (t,), (1, 2), (0, 0, t), term, (0, abs(t), 1, 0))


def _logarithm(z: Fraction) -> Statement:
    """PCF((1 − 2z) n + 1 − z, z (1 − z) n²) = −z/log(1 − z), z ≤ 1/2."""
    _check_argument(z)
    return _made("logarithm", (z,), (1 - z, 1 - 2 * z), (0, 0, z * (1 - z)), log_term(1 - z), (0, -z, 1, 0))


def _half_arctangent(z: Fraction) -> Statement:
    """PCF((1 − 2z) n + (1 − z)/2, z (1 − z) n (n − 1/2)) = √−z/(2 arctan √−z), z ≤ 1/2; ₂F₁(1, 1/2; 3/2; z)."""
    _check_argument(z)
    term = arctan_term(-z) if z < 0 else artanh_term(z)
    b = z * (1 - z)
    return _made("half arctangent", (z,), ((1 - z) / 2, 1 - 2 * z), (0, -b / 2, b), term, (0, abs(z) / 2, 1, 0))


def _exponential_integral(x: Fraction) -> Statement:
    """PCF(2n + 1 + x, −n²) = 1/(e^x E₁(x)) = −1/(e^x Ei(−x)), x > 0."""
    if x <= 0:
        raise ValueError("x > 0")
    constant = "gompertz" if x == 1 else f"{exponential_text(x)}*Ei({-x})"
    sign = 1 if x == 1 else -1
    return _made("exponential integral", (x,), (1 + x, 2), (0, 0, -1), Term(Fraction(1), constant), (0, sign, 1, 0))


def _error_function(x: Fraction) -> Statement:
    """PCF(2n + 1/2 + x, −n(n − 1/2)) = √x/(√π e^x erfc √x), x > 0."""
    if x <= 0:
        raise ValueError("x > 0")
    return _made("error function", (x,), (Fraction(1, 2) + x, 2), (0, Fraction(1, 2), -1), error_term(x), (0, x, 1, 0))


def _error_integral(x: Fraction) -> Statement:
    """PCF(n + 1/2 − x, x n) = x/(√x √π e^x erf √x), x > 0; ₁F₁(1; 3/2; x) (Handbook, 13.1.11)."""
    if x <= 0:
        raise ValueError("x > 0")
    return _made("error integral", (x,), (Fraction(1, 2) - x, 1), (0, x), error_term(x, "erf"), (0, x, 1, 0))


def _conjugate_error_integral(x: Fraction) -> Statement:
    """PCF(n + 3/2 + x, −x (n + 1/2)) = x T/(T − 2x), T = √x √π e^x erf √x, x > 0; ₁F₁(1/2; 3/2; −x) (as for Kummer)."""
    if x <= 0:
        raise ValueError("x > 0")
    a, b = (Fraction(3, 2) + x, 1), (-x / 2, -x)
    return _made("conjugate error integral", (x,), a, b, error_term(x, "erf"), (x, 0, 1, -2 * x))


def _mills(y: Fraction) -> Statement:
    """PCF(2y, 2y n) = 2y/(√y √π e^y erfc √y), y > 0: Laplace's fraction of Mills' ratio, C = B = 2y."""
    if y <= 0:
        raise ValueError("y > 0")
    return _made("Mills ratio", (y,), (2 * y,), (0, 2 * y), error_term(y), (0, 2 * y, 1, 0))


def _brouncker(s: Fraction) -> Statement:
    """PCF(2s, (2n − 1)²) = s + 4 (Γ((s + 3)/4)/Γ((s + 1)/4))², s > 0 (Brouncker; Perron II, § 9)."""
    if s <= 0:
        raise ValueError("s > 0")
    special = _BROUNCKER_SPECIAL.get(s)
    if special is not None:
        scale, constant, inverse = special
        matrix = (s, scale, 1, 0) if inverse else (scale, s, 0, 1)
        return _made("Brouncker", (s,), (2 * s,), (1, -4, 4), Term(Fraction(1), constant), matrix)
    constant = f"(gamma({(s + 3) / 4})/gamma({(s + 1) / 4}))^2"
    return _made("Brouncker", (s,), (2 * s,), (1, -4, 4), Term(Fraction(4), constant), (1, s, 0, 1))


def _bailey(alpha: Fraction, beta: Fraction) -> Statement:
    """PCF(1, (n + α)(n + β)) = (α − β ρ)/(ρ − 1), ρ = g(α)/g(β), g(x) = Γ(x/2 + 1)/Γ((x + 1)/2), α ≠ β, both ≥ 0.

    The value is c F(c)/F(c + 1), F(c) = ₂F₁(a, 2 − a; c; 1/2), c = (α + β)/2 + 1, a = c − α, by the contiguous relation
    in c; F(c) and F(c + 1) are combinations of ₂F₁(a, 1 − a; c; 1/2) and its neighbour in c, which are quotients of Γ
    (Bailey; DLMF 15.4.30). All terms are positive, so the positive solution is the minimal one.
    """
    if alpha < 0 or beta < 0 or alpha == beta:
        raise ValueError("α, β ≥ 0, α ≠ β")
    term = gamma_ratio_term(alpha, beta)
    sum_, product_ = alpha + beta, alpha * beta
    return _made("Bailey", (alpha, beta), (1,), (product_, sum_, 1), term, (-beta, alpha, 1, -1))


def _digamma(x: Fraction) -> Statement:
    """PCF(x, n²) = 2/(ψ((x + 3)/4) − ψ((x + 1)/4)), x > 0 (Stieltjes; Perron II, § 9)."""
    if x <= 0:
        raise ValueError("x > 0")
    constant, matrix = _DIGAMMA_SPECIAL.get(x, (f"digamma({(x + 3) / 4})-digamma({(x + 1) / 4})", (0, 2, 1, 0)))
    return _made("digamma", (x,), (x,), (0, 0, 1), Term(Fraction(1), constant), matrix)


def _zeta(s: Fraction) -> Statement:
    """PCF(n^s + (n+1)^s, −n^(2s)) = 1/ζ(s), s = 2, 3, …: Euler's fraction of Σ 1/(n+1)^s."""
    k = _order(s)
    here, ahead = fmpz_poly([0, 1]) ** k, fmpz_poly([1, 1]) ** k
    return _made("zeta series", (s,), _list(here + ahead), _list(-(here**2)), zeta_term(k), (0, 1, 1, 0))


def _alternating_zeta(s: Fraction) -> Statement:
    """PCF((n+1)^s − n^s, n^(2s)) = 1/((1 − 2^(1−s)) ζ(s)), s = 2, 3, …: Euler's fraction of Σ (−1)^n/(n+1)^s."""
    k = _order(s)
    here, ahead = fmpz_poly([0, 1]) ** k, fmpz_poly([1, 1]) ** k
    term = zeta_term(k)
    scaled = Term(term.scale * (1 - Fraction(2, 2**k)), term.constant)
    return _made("alternating zeta series", (s,), _list(ahead - here), _list(here**2), scaled, (0, 1, 1, 0))


def _beta(s: Fraction) -> Statement:
    """PCF((2n+1)^s − (2n−1)^s, (2n−1)^(2s)) = 1/β(s) − (−1)^s, s = 2, 3, …: Euler's fraction of Σ (−1)^n/(2n+1)^s."""
    k = _order(s)
    here, ahead = fmpz_poly([-1, 2]) ** k, fmpz_poly([1, 2]) ** k
    return _made("beta series", (s,), _list(ahead - here), _list(here**2), beta_term(k), (-((-1) ** k), 1, 1, 0))


def _ramanujan(s: Fraction, z: Fraction) -> Statement:
    """Euler's fraction of Σ (1/2)ₖ (s)ₖ (1 − s)ₖ/k!³ (A + B k) z^k = C √d/π (Ramanujan; see `series_theorems`)."""
    return _of_series("Ramanujan", (s, z), ramanujan(s, z))


def _cosecant(x: Fraction) -> Statement:
    """Euler's fraction of Σ (−1)^k (2k + 1)/((k + x)(k + 1 − x)) = π/sin πx (DLMF 4.22.5)."""
    return _of_series("cosecant", (x,), cosecant(x))


def _cotangent(x: Fraction) -> Statement:
    """Euler's fraction of Σ (1/(k + x) − 1/(k + 1 − x)) = π cot πx (DLMF 4.22.3)."""
    return _of_series("cotangent", (x,), cotangent(x))


def _of_series(name: str, parameters: tuple[Fraction, ...], found: SeriesFraction) -> Statement:
    matrix = (0, found.first, -1, 1) if found.inverse else (found.first, 0, 1, -1)
    return _made(name, parameters, found.a, found.b, found.term, matrix)


def _gauss(b: Fraction, c: Fraction, z: Fraction) -> Statement:
    """PCF((1 − 2z) n + c − 1 − bz, z (1 − z) n (n − 1 + b)) = (c − 1)/₂F₁(1, b; c; z) (see `unit_theorems`)."""
    return _made("Gauss", (b, c, z), *gauss(b, c, z))


def _conjugate_gauss(b: Fraction, c: Fraction, z: Fraction) -> Statement:
    """The fraction of ₂F₁(1, b; c; z) with b(n) = z (1 − z)(n − 2 + c)(n − b + c − 1)."""
    return _made("conjugate Gauss", (b, c, z), *gauss(b, c, z, conjugate=True))


def _incomplete_gamma(s: Fraction, x: Fraction) -> Statement:
    """PCF(n + s − x, x n) = s/₁F₁(1; s + 1; x) = x^s e^(−x)/γ(s, x)."""
    return _made("incomplete gamma", (s, x), *kummer(s, x))


def _conjugate_incomplete_gamma(s: Fraction, x: Fraction) -> Statement:
    """PCF(n + s + x, −x (n + s − 1)) = x + s/₁F₁(1; s + 1; x)."""
    return _made("conjugate incomplete gamma", (s, x), *kummer(s, x, conjugate=True))


def _order(s: Fraction) -> int:
    if s.denominator != 1 or not 2 <= s <= MOST_ORDER:
        raise ValueError(f"s = 2, 3, …, {MOST_ORDER}")
    return int(s)


def _list(p: fmpz_poly) -> list[int]:
    return [int(c) for c in p.coeffs()]


# Brouncker's 4 (Γ((s + 3)/4)/Γ((s + 1)/4))² as scale · constant, or (third entry) as scale/constant.
_BROUNCKER_SPECIAL = {
    Fraction(1): (Fraction(4), "pi", True),
    Fraction(2): (Fraction(1, 8), "gamma(1/4)^4/pi^2", False),
    Fraction(3): (Fraction(1), "pi", False),
}
# ψ(1) − ψ(1/2) = 2 log 2, ψ(5/4) − ψ(3/4) = 4 − π, ψ(3/2) − ψ(1) = 2 − 2 log 2: the matrix gives the value itself.
_DIGAMMA_SPECIAL = {
    Fraction(1): ("log(2)", (0, 1, 1, 0)),
    Fraction(2): ("pi", (0, 2, -1, 4)),
    Fraction(3): ("log(2)", (0, 1, -1, 1)),
}

THEOREMS: Mapping[str, Callable[..., Statement]] = {
    "tangent": _hyperbolic_tangent,
    "Bessel": _bessel,
    "Kummer": _kummer,
    "exponential": _exponential,
    "arctangent": _arctangent,
    "logarithm": _logarithm,
    "half arctangent": _half_arctangent,
    "exponential integral": _exponential_integral,
    "error function": _error_function,
    "error integral": _error_integral,
    "conjugate error integral": _conjugate_error_integral,
    "Mills ratio": _mills,
    "Brouncker": _brouncker,
    "Bailey": _bailey,
    "digamma": _digamma,
    "zeta series": _zeta,
    "alternating zeta series": _alternating_zeta,
    "beta series": _beta,
    "Gauss": _gauss,
    "conjugate Gauss": _conjugate_gauss,
    "incomplete gamma": _incomplete_gamma,
    "conjugate incomplete gamma": _conjugate_incomplete_gamma,
    "Ramanujan": _ramanujan,
    "cosecant": _cosecant,
    "cotangent": _cotangent,
}


def _check_argument(z: Fraction) -> None:
    if z == 0 or z > Fraction(1, 2):
        raise ValueError("z ≤ 1/2, z ≠ 0")
