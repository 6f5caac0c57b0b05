"""Recurrences as people write them: `n^2 u(n) = (11n^2-11n+3) u(n-1) + (n-1)^2 u(n-2)`, `u_{n+1} = … for n ≥ 1`.

Any name for the sequence, any letter for n, LaTeX and subscripts, one side or two, quotients as in u(n+1)/u(n) = R(n).
Each u(n+k) becomes a variable of its own; the numerator of the difference of both sides must be linear in these.
"""

import re
from collections import Counter
from dataclasses import dataclass

from flint import fmpz_poly

from analysis.errors import InputError, echo
from analysis.exact.quotients import Quotient
from analysis.exact.rational_functions import RationalFunction, parse_rational_function
from analysis.reading.typography import plain_text

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋ₙₖₘᵢⱼ", "0123456789+-nkmij")
_LOWERED = re.compile("[₀-₉₊₋ₙₖₘᵢⱼ]+")
_BRACES = re.compile(r"_\s*\{([^{}]*)\}")
_RANGE = re.compile(  # n ≥ 1, or n = 1, 2, …
    r"[\s,;(]*(?:for|where|if)?(?:\s+all)?\s*\b[A-Za-z]\s*"
    r"(?:(>=|≥|⩾|>|\\geq?)\s*(-?\d+)|=\s*(-?\d+)\s*,\s*\d+[\s\d,]*(?:…|\.*|\\l?dots))\s*\)?$"
)
_INDEXED = re.compile(r"([A-Za-zα-ω]+)\s*(?:_\s*\(?|[(\[])\s*([A-Za-z])\b")
_LARGEST_SHIFT = 64
_EXPECTED = "an equation such as n^2 u(n) = (2n+1) u(n-1) + u(n-2)"


@dataclass(frozen=True)
class Equation:
    """c₀ … c_r with c₀(n) u(n) + … + c_r(n) u(n−r) = 0, and the least n of that where the text says it."""

    coefficients: list[Quotient]
    first: int | None = None


def read_equation(text: str) -> Equation:
    """The recurrence that an equation states. Raises InputError.

    >>> read_equation("u(n+1) = (2n+1) u(n) + n^2 u(n-1) for n >= 1")
    Equation(coefficients=[1, -2*n + 1, -n**2 + 2*n - 1], first=2)
    >>> read_equation(r"\\alpha_{m+1}/\\alpha_m = \\frac{m}{2}").coefficients
    [2, -n + 1]
    """
    plain, least = _plain(text)
    sides = plain.split("=") if "=" in plain else [plain, "0"]
    index = _index(plain)
    term = re.compile(_TERM.replace("INDEX", index))
    names = sorted({match[1] for match in term.finditer(plain)})
    if len(sides) != 2 or not all(side.strip() for side in sides) or not names:
        raise InputError(f"the equation {echo(text)}", _EXPECTED)
    if len(names) > 1:
        raise InputError(f"the equation {echo(text)} with the sequences {' and '.join(names)}", _EXPECTED)
    shifts = sorted({_shift(match) for match in term.finditer(plain)}, reverse=True)
    if shifts[0] - shifts[-1] > _LARGEST_SHIFT:
        raise InputError(f"terms that are {shifts[0] - shifts[-1]} apart", f"orders up to {_LARGEST_SHIFT}")
    unknowns = {shift: f"U{i}" for i, shift in enumerate(shifts)}
    written = {name: f"{names[0]}({index}{f'{shift:+}' if shift else ''})" for shift, name in unknowns.items()}
    left, right = (
        _side(term.sub(lambda match: f" {unknowns[_shift(match)]} ", side), index, written) for side in sides
    )
    factors, top = _linear(left - right, text), shifts[0]
    found = {shifts[place]: factor.shift(-top) for place, factor in factors.items()}
    coefficients = [found.get(top - k, Quotient.constant(0)) for k in range(top - shifts[-1] + 1)]
    return Equation(coefficients, None if least is None else least + top)


_TERM = (
    r"((?<![A-Za-z])(?!INDEX)[A-Za-zα-ω][A-Za-z]*|(?!INDEX)[A-Za-z])"
    r"\s*(?:_\s*INDEX(?![A-Za-z])|(?:_?\s*\(|\[)\s*INDEX\s*(?:([+\-])\s*(\d+)\s*)?[)\]])"
)


def _plain(text: str) -> tuple[str, int | None]:
    """Without LaTeX, subscripts and the range of n at the end; the least n of that."""
    lowered = _LOWERED.sub(lambda match: f"_({match[0].translate(_SUBSCRIPTS)})", text)
    bare = re.sub(r"\\q?quad|\$|==", lambda sign: "=" if sign[0] == "==" else " ", lowered).strip("., ;\n")
    ranged = _RANGE.search(bare)
    least = None if ranged is None else int(ranged[2] or ranged[3]) + (ranged[1] == ">")
    return plain_text(_BRACES.sub(r"_(\1)", bare[: ranged.start()] if ranged else bare)), least


def _index(plain: str) -> str:
    """The letter that counts: n where it does."""
    letters = Counter(match[2] for match in _INDEXED.finditer(plain) if match[1] != match[2])
    return "n" if "n" in letters or not letters else letters.most_common(1)[0][0]


def _shift(match: re.Match[str]) -> int:
    return int(f"{match[2] or '+'}{match[3] or 0}")


def _side(side: str, index: str, written: dict[str, str]) -> RationalFunction:
    try:
        return parse_rational_function(side, (index, *written))
    except InputError as error:
        told = (re.sub(r"U\d+", lambda match: written[match[0]], part) for part in (error.given, error.allowed))
        raise InputError(*told) from None


def _linear(difference: RationalFunction, text: str) -> dict[int, Quotient]:
    """The factors of the unknowns, by their place: those of the numerator where the denominator has unknowns, too."""
    found: dict[int, dict[int, int]] = {}
    for (power, *unknowns), c in difference.top.to_dict().items():
        if sum(unknowns) == 0:
            raise InputError(f"the equation {echo(text)}, which has a term without the sequence", _EXPECTED)
        if sum(unknowns) > 1:
            raise InputError(f"the equation {echo(text)}, which is not linear in the sequence", _EXPECTED)
        found.setdefault(unknowns.index(1), {})[int(power)] = int(c)
    below = difference.bottom.to_dict()
    alone = all(not any(unknowns) for _, *unknowns in below)
    bottom = _dense({int(power): int(c) for (power, *_), c in below.items()}) if alone else fmpz_poly([1])
    return {place: Quotient.of(_dense(terms), bottom) for place, terms in found.items()}


def _dense(terms: dict[int, int]) -> fmpz_poly:
    return fmpz_poly([terms.get(k, 0) for k in range(max(terms) + 1)])
