"""The exact exponents of a fraction's error as text: for programs (sympy parses it) and for readers.

The numbers are those of `analysis.numbers.asymptotics`, |pₙ/qₙ − L| ~ n!^(−η) e^(−γn) e^(−c√n) n^(−β): η is rational,
e^γ, c and β lie in one real quadratic field.
"""

from collections.abc import Mapping
from math import exp
from typing import Any

from analysis.notation.expressions import expression
from analysis.notation.unicode import unicode
from analysis.numbers.asymptotics import Exponents, Growth

_LARGEST_EXPONENT = 700  # of e, as a double
_SHOWN_DIGITS = 6  # of a number that has no short exact form


def solutions_json(rates: Growth) -> dict[str, dict[str, str]]:
    """n!-exponent, base, √-exponent and power of both solutions, as sympy text.

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.asymptotics import growth
    >>> solutions_json(growth(PCF.parse("2n+1", "n^2")))["dominant"]["base"]
    '1 + sqrt(2)'
    """
    return {"dominant": _solution(rates.dominant), "minimal": _solution(rates.minimal)}


def error_in_words(found: Mapping[str, Any]) -> str | None:
    """How the error falls, for a reader, from the JSON of one formula; None where nothing is known of it.

    >>> from analysis.dynamics.findings import dynamics
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.asymptotics import growth
    >>> for a, b in [("n+3", "-n"), ("2n+1", "n^2"), ("2n+2", "-n^2"), ("2n+1", "-n^2")]:
    ...     error_in_words(dynamics(PCF.parse(a, b), growth(PCF.parse(a, b)), None).as_json())
    'n!^(-1) · n^(-4)'
    '5.82843^(-n)'
    'e^(-4·√n)'
    '1/ln n'

    Of higher orders "error" says more:

    >>> rates = {"eta": 0, "gamma": 0.0, "sqrt": 0.0, "beta": 0.0}
    >>> error_in_words({"dynamics": rates, "error": {"exponential": "(-9/2)*n**(2/3)"}})
    'exp(−9n^(2/3)/2)'
    """
    numbers, exact = found.get("dynamics") or {}, found.get("dynamics_exact") or {}
    if numbers.get("eta") is None:
        return None
    law, factors = found.get("error") or {}, {}
    for name, pattern in (("eta", "n!^({})"), ("gamma", "{}^(-n)"), ("sqrt", "e^({}·√n)"), ("beta", "n^({})")):
        if not numbers[name]:
            continue
        if name == "gamma" and abs(numbers[name]) > _LARGEST_EXPONENT:
            factors[name] = f"e^({_short(-numbers[name])}·n)"
        elif name == "gamma":
            factors[name] = _exponential(_short(exp(numbers[name]), exact.get(name, "")[4:-1]))
        else:
            size = _short(abs(numbers[name]), exact.get(name, "").lstrip("-"))
            factors[name] = pattern.format(f"-{size}" if numbers[name] > 0 else size).removesuffix("^(1)")
    if law.get("exponential", "0") != "0":  # of other powers of n than √n
        factors["sqrt"] = f"exp({unicode(expression(law['exponential']))})"
    if law.get("logarithms"):
        factors["logarithms"] = f"(ln n)^({law['logarithms']})"
    return " · ".join(factors.values()) or "1/ln n"


def denominators_in_words(found: Mapping[str, Any]) -> str | None:
    """How the reduced denominators grow, for a reader, from the JSON of one formula; None where it is not known.

    >>> denominators_in_words({"dynamics": {"eta_reduced": 1, "gamma_reduced": -0.31}})
    'n^n · e^(-0.31·n)'
    """
    numbers = found.get("dynamics") or {}
    eta, gamma = numbers.get("eta_reduced"), numbers.get("gamma_reduced")
    if eta is None or gamma is None:
        return None
    power = "n^n" if eta == 1 else f"n^({_short(eta)}·n)"
    exponential = f"e^({_short(gamma)}·n)"
    return f"{power} · {exponential}" if eta else exponential


def _exponential(base: str) -> str:
    """The error of a base: 5^(-n), or 9^n for 1/9."""
    if "e" in base:
        mantissa, _, exponent = base.partition("e")
        return f"({mantissa}·10^({int(exponent)}))^(-n)"
    return f"{base[2:]}^(n)" if base.startswith("1/") else f"({base})^(-n)" if "/" in base else f"{base}^(-n)"


def _solution(exponents: Exponents) -> dict[str, str]:
    return {
        "factorial": str(exponents.factorial),
        "base": str(exponents.base),
        "sqrt": str(exponents.root),
        "power": str(exponents.power),
    }


def _short(value: float, exact: str = "") -> str:
    """The exact text of a rational number where there is one of few digits, else a decimal."""
    if exact and len(exact) <= _SHOWN_DIGITS and not exact.strip("0123456789/"):
        return exact
    return f"{value:.{_SHOWN_DIGITS}g}"
