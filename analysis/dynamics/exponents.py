"""The exact exponents of a fraction's error as text: for programs (sympy parses it) and for readers.

The numbers are those of `analysis.numbers.asymptotics`, |pₙ/qₙ − L| ~ n!^(−η) e^(−γn) e^(−c√n) n^(−β): η is rational,
e^γ, c and β lie in one real quadratic field.
"""

from fractions import Fraction

from analysis.numbers.asymptotics import Exponents, Growth
from analysis.numbers.quadratic import Quadratic

_SHOWN_DIGITS = 6  # of a number that has no short exact form


def log_text(argument: Quadratic) -> str:
    """ln of a positive number as text that sympy parses; "0" for 1.

    >>> log_text(Quadratic.sqrt(2) + 1), log_text(Quadratic.rational(1))
    ('log(1 + sqrt(2))', '0')
    """
    return "0" if argument == Quadratic.rational(1) else f"log({argument})"


def exact_exponents(rates: Growth) -> dict[str, str | dict[str, str]]:
    """η, γ, c and β of the error, and n!-exponent, base, √-exponent and power of both solutions, as sympy text.

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.asymptotics import growth
    >>> found = exact_exponents(growth(PCF.parse("2n+1", "n^2")))
    >>> found["gamma"], found["dominant"]["base"]
    ('log(3 + 2*sqrt(2))', '1 + sqrt(2)')
    """
    return {
        "eta": str(rates.eta),
        "gamma": log_text(rates.base),
        "sqrt": str(rates.root),
        "beta": str(rates.power),
        "dominant": _solution(rates.dominant),
        "minimal": _solution(rates.minimal),
    }


def error_in_words(rates: Growth) -> str:
    """How the error falls, for a reader.

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.asymptotics import growth
    >>> for a, b in [("n+3", "-n"), ("2n+1", "n^2"), ("2n+2", "-n^2"), ("2n+1", "-n^2")]:
    ...     error_in_words(growth(PCF.parse(a, b)))
    'error ~ n!^(-1) · n^(-4)'
    'error ~ 5.82843^(-n)'
    'error ~ exp(-4·√n)'
    'error ~ 1/ln n'
    """
    if rates.logarithmic:
        return "error ~ 1/ln n"
    one, zero = Quadratic.rational(1), Quadratic.rational(0)
    factors = []
    if rates.eta:
        factors.append(f"n!^({-rates.eta})")
    if rates.base != one:
        factors.append(f"{_short(rates.base)}^(-n)")
    if rates.root != zero:
        factors.append(f"exp(-{_short(rates.root)}·√n)")
    if rates.power != zero:
        factors.append(f"n^({_short(-rates.power)})")
    return "error ~ " + " · ".join(factors)


def _solution(exponents: Exponents) -> dict[str, str]:
    return {
        "factorial": str(exponents.factorial),
        "base": str(exponents.base),
        "sqrt": str(exponents.root),
        "power": str(exponents.power),
    }


def _short(value: Quadratic) -> str:
    """A rational of few digits exactly, anything else as a decimal."""
    if value.is_rational:
        exact = str(Fraction(int(value.x.p), int(value.x.q)))
        if len(exact) <= _SHOWN_DIGITS + 1:
            return exact
    return f"{float(value):.{_SHOWN_DIGITS}g}"
