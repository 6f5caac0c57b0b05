"""The constants that classical theorems are about, scaled and spelt as the library of constants has them."""

from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from flint import fmpq, fmpz

from analysis.constants.spelling import exact_root
from analysis.exact.mobius import Mobius
from analysis.exact.quadratic import Quadratic


@dataclass(frozen=True)
class Term:
    """scale · constant, the constant as text, and its aliases."""

    scale: Fraction
    constant: str
    aliases: tuple[tuple[str, Mobius], ...] = ()


def zeta_term(k: int) -> Term:
    """ζ(k), an even one by π^k (Euler)."""
    if k % 2:
        return Term(Fraction(1), f"zeta({k})")
    bernoulli = fmpq.bernoulli(k)  # ζ(k) = |B_k| (2π)^k/(2 k!)
    scale = Fraction(abs(int(bernoulli.p)) * 2**k, int(bernoulli.q) * 2 * factorial(k))
    return Term(scale, f"pi^{k}")


def beta_term(k: int) -> Term:
    """β(k) = Σ (−1)^n/(2n+1)^k, an odd one by π^k."""
    if k % 2 == 0:
        return Term(Fraction(1), "catalan" if k == 2 else f"dirichlet_beta({k})")
    scale = Fraction(abs(int(fmpz.euler_number(k - 1))), 2 ** (k + 1) * factorial(k - 1))  # β(k) = |E_(k−1)| π^k/…
    return Term(scale, f"pi^{k}")


# Units of ℚ(√d) by the names they have in the library of constants.
_UNITS = {
    2: (("1+sqrt(2)", Quadratic.sqrt(2) + 1),),
    3: (("2+sqrt(3)", Quadratic.sqrt(3) + 2),),
    5: (("golden_ratio", (Quadratic.sqrt(5) + 1) * Fraction(1, 2)),),
    6: (("5+2*sqrt(6)", Quadratic.sqrt(24) + 5),),
    13: (("(3+sqrt(13))/2", (Quadratic.sqrt(13) + 3) * Fraction(1, 2)),),
}
_MOST_UNIT_POWER = 16  # e^(16 · log of the least unit) is beyond every argument with a small denominator
_ERROR_SPECIAL = {  # spelt as the library does; {} stands for erf or erfc
    Fraction(1, 2): (Fraction(1), "sqrt(pi*e/2)*{}(1/sqrt(2))"),
    Fraction(2): (Fraction(1), "sqrt(2*pi)*e^2*{}(sqrt(2))"),
    Fraction(9, 2): (Fraction(3, 2), "sqrt(2*pi)*e^(9/2)*{}(3/sqrt(2))"),
}
_GAMMA_SPECIAL = {
    (Fraction(1, 2), Fraction(0)): Term(Fraction(1, 2), "lemniscate"),
    (Fraction(1, 2), Fraction(1)): Term(Fraction(1), "gauss"),
}


def surd_texts(value: Fraction) -> tuple[Fraction, str, str]:
    """(y, √d, √value) with √value = y √d, the roots as texts like those of the library."""
    root = Quadratic.sqrt(value)
    y, surd = Fraction(int(root.y.p), int(root.y.q)), f"sqrt({root.d})"
    if y * root.d == 1:
        return y, surd, f"1/{surd}"
    top = surd if y.numerator == 1 else f"{y.numerator}*{surd}"
    return y, surd, top if y.denominator == 1 else f"{top}/{y.denominator}"


def arctan_term(t: Fraction) -> Term:
    """√t arctan √t."""
    if t in (1, 3, Fraction(1, 3)):
        return {
            Fraction(1): Term(Fraction(1, 4), "pi"),
            Fraction(3): Term(Fraction(1, 3), "pi*sqrt(3)"),
            Fraction(1, 3): Term(Fraction(1, 18), "pi*sqrt(3)"),
        }[t]
    root = exact_root(t)
    if root is not None:
        return Term(root, f"atan({root})")
    scale, surd, argument = surd_texts(t)
    return Term(scale, f"{surd}*atan({argument})")


def artanh_term(t: Fraction) -> Term:
    """√t artanh √t, 0 < t < 1."""
    root = exact_root(t)
    if root is not None:
        term = log_term((1 + root) / (1 - root))
        return Term(term.scale * root / 2, term.constant)
    surd = Quadratic.sqrt(t)  # y√d, and the argument of the logarithm is (1 + y√d)/(1 − y√d)
    y, d = Fraction(int(surd.y.p), int(surd.y.q)), surd.d
    argument = (surd + 1) / (surd * -1 + 1)
    for text, unit in _UNITS.get(d, ()):
        power = unit
        for k in range(1, _MOST_UNIT_POWER):
            if power == argument:
                return Term(y * k / 2, f"sqrt({d})*log({text})")
            power = power * unit
    return Term(y / 2, f"sqrt({d})*log({argument})")


def log_term(value: Fraction) -> Term:
    """log(value) by the least root of value or of 1/value that is rational."""
    sign = 1 if value > 1 else -1
    value = value if value > 1 else 1 / value
    power = 1
    for k in range(value.numerator.bit_length(), 1, -1):
        top, bottom = _integer_root(value.numerator, k), _integer_root(value.denominator, k)
        if top is not None and bottom is not None:
            value, power = Fraction(top, bottom), k
            break
    return Term(Fraction(sign * power), f"log({value})")


def _integer_root(number: int, k: int) -> int | None:
    guess = round(number ** (1 / k))
    return next((g for g in (guess - 1, guess, guess + 1) if g > 0 and g**k == number), None)


def error_term(x: Fraction, function: str = "erfc") -> Term:
    """√x √π e^x erfc √x, or the same with erf."""
    if x in _ERROR_SPECIAL:
        scale, constant = _ERROR_SPECIAL[x]
        return Term(scale, constant.format(function))
    root = exact_root(x)
    if root is not None:
        return Term(root, f"sqrt(pi)*{exponential_text(x)}*{function}({root})")
    return Term(Fraction(1), f"sqrt({x})*sqrt(pi)*{exponential_text(x)}*{function}(sqrt({x}))")


def gamma_ratio_term(alpha: Fraction, beta: Fraction) -> Term:
    """g(α)/g(β), g(x) = Γ(x/2 + 1)/Γ((x + 1)/2)."""
    if (alpha, beta) in _GAMMA_SPECIAL:
        return _GAMMA_SPECIAL[alpha, beta]
    top = f"gamma({alpha / 2 + 1})*gamma({(beta + 1) / 2})"
    return Term(Fraction(1), f"{top}/(gamma({(alpha + 1) / 2})*gamma({beta / 2 + 1}))")


def exponentials(x: Fraction) -> list[str]:
    """The spellings of e^x."""
    return [*(["sqrt(e)"] if x == Fraction(1, 2) else []), exponential_text(x), f"exp({x})"]


def exponential_text(x: Fraction) -> str:
    """e^x."""
    return "e" if x == 1 else f"e^{x}" if x.denominator == 1 else f"e^({x})"
