"""The exact exponents of a fraction's error for programs (text that sympy parses) and for readers (trees).

The numbers are those of `analysis.numbers.asymptotics`, |pₙ/qₙ − L| ~ n!^(−η) e^(−γn) e^(−c√n) n^(−β): η is rational,
e^γ, c and β lie in one real quadratic field.
"""

from collections.abc import Mapping, Sequence
from math import exp
from typing import Any

from analysis.notation.expressions import expression
from analysis.notation.formulas import N
from analysis.notation.tree import (
    NEGATIVE,
    TIMES,
    Fence,
    Number,
    Power,
    Quotient,
    Root,
    Symbol,
    Tree,
    Word,
    integer,
    row,
)
from analysis.numbers.asymptotics import Exponents, Growth
from analysis.reading.expressions import Call, Integer, Product, parse_expression

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


def error_law(found: Mapping[str, Any]) -> Tree | None:
    """How the error falls, from the JSON of one formula; None where nothing is known of it.

    >>> from analysis.dynamics.findings import dynamics
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.notation.unicode import unicode
    >>> from analysis.numbers.asymptotics import growth
    >>> for a, b in [("n+3", "-n"), ("2n+1", "n^2"), ("2n+2", "-n^2"), ("2n+1", "-n^2")]:
    ...     unicode(error_law(dynamics(PCF.parse(a, b), growth(PCF.parse(a, b)), None).as_json()))
    'n!⁻¹·n⁻⁴'
    '5.82843⁻ⁿ'
    'e^(−4√n)'
    '1/ln(n)'

    Of higher orders "error" says more:

    >>> rates = {"eta": 0, "gamma": 0.0, "sqrt": 0.0, "beta": 0.0}
    >>> unicode(error_law({"dynamics": rates, "error": {"exponential": "(-9/2)*n**(2/3)"}}))
    'exp(−9n^(2/3)/2)'
    """
    numbers, exact = found.get("dynamics") or {}, found.get("dynamics_exact") or {}
    if numbers.get("eta") is None:
        return None
    law = found.get("error") or {}
    eta, root, beta = (_exponent(-numbers[name], exact.get(name)) for name in ("eta", "sqrt", "beta"))
    factors = [row(N, Power(Symbol("!"), eta))] if numbers["eta"] else []
    factors += [_falling(numbers["gamma"], exact.get("gamma"))] if numbers["gamma"] else []
    if law.get("exponential", "0") != "0":  # of other powers of n than √n
        factors.append(row(Word("exp"), Fence(expression(law["exponential"]))))
    elif numbers["sqrt"]:
        factors.append(Power(Symbol("e"), row(*([NEGATIVE] if root == integer(-1) else [root]), Root(N))))
    factors += [N if beta == Number("1") else Power(N, beta)] if numbers["beta"] else []
    if law.get("logarithms"):
        factors.append(Power(Fence(_LOGARITHM), integer(law["logarithms"])))
    return _times(factors) if factors else Quotient(Number("1"), _LOGARITHM)


def denominator_law(found: Mapping[str, Any]) -> Tree | None:
    """How the reduced denominators grow, from the JSON of one formula; None where it is not known.

    >>> from analysis.notation.unicode import unicode
    >>> unicode(denominator_law({"dynamics": {"eta_reduced": 1, "gamma_reduced": -0.31}}))
    'nⁿ·e^(−0.31n)'
    """
    numbers = found.get("dynamics") or {}
    eta, gamma = numbers.get("eta_reduced"), numbers.get("gamma_reduced")
    if eta is None or gamma is None:
        return None
    power = Power(N, N if eta == 1 else row(_decimal(eta), N))
    return _times(([power] if eta else []) + [Power(Symbol("e"), row(_decimal(gamma), N))])


_LOGARITHM = row(Word("ln"), Fence(N))


def _times(factors: Sequence[Tree]) -> Tree:
    return row(*[part for factor in factors for part in (TIMES, factor)][1:])


def _falling(gamma: float, exact: str | None) -> Tree:
    """The error e^(−γn) by its base: 5⁻ⁿ, or 9ⁿ for 1/9."""
    if abs(gamma) > _LARGEST_EXPONENT:
        return Power(Symbol("e"), row(_decimal(-gamma), N))
    base, down = _briefly(exp(gamma), _base(exact)), row(NEGATIVE, N)
    if isinstance(base, Quotient):
        return Power(base.bottom, N) if base.top == Number("1") else Power(Fence(base), down)
    return Power(base if isinstance(base, Number) else Fence(base), down)


def _base(exact: str | None) -> str | None:
    """b of γ = log(b)."""
    match parse_expression(exact) if exact else None:
        case Call("log", (Integer(value),)):
            return str(value)
        case Call("log", (Product(((1, Integer(top)), (-1, Integer(bottom)))),)):
            return f"{top}/{bottom}"
    return None


def _exponent(value: float, exact: str | None) -> Tree:
    """−x for the x of which the exact text is known, from the double −x."""
    size = _briefly(abs(value), (exact or "").removeprefix("-"))
    return row(NEGATIVE, size) if value < 0 else size


def _briefly(value: float, exact: str | None) -> Tree:
    """The rational number where one of few digits is known, else a decimal."""
    rational = None if not exact or len(exact) > _SHOWN_DIGITS else expression(exact)
    return rational if isinstance(rational, Number | Quotient) else _decimal(value)


def _decimal(value: float) -> Tree:
    mantissa, _, power = f"{abs(value):.{_SHOWN_DIGITS}g}".partition("e")
    size = row(Number(mantissa), TIMES, Power(Number("10"), integer(int(power)))) if power else Number(mantissa)
    return row(NEGATIVE, size) if value < 0 else size


def _solution(exponents: Exponents) -> dict[str, str]:
    return {
        "factorial": str(exponents.factorial),
        "base": str(exponents.base),
        "sqrt": str(exponents.root),
        "power": str(exponents.power),
    }
