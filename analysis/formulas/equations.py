"""Recurrences as people write them: `n^2 u(n) = (11n^2-11n+3) u(n-1) + (n-1)^2 u(n-2)`, `u(n+1) = …`, any letter for u.

Each u(n+k) becomes a variable of its own; both sides are then rational functions, and their difference must be linear.
"""

import re

from flint import fmpz_mpoly, fmpz_poly

from analysis.errors import InputError, echo
from analysis.exact.quotients import Quotient
from analysis.exact.rational_functions import RationalFunction, parse_rational_function

_TERM = re.compile(r"([A-Za-mo-z])\s*[(\[_]\s*\{?\s*n\s*(?:([+\-−–])\s*(\d+)\s*)?\}?\s*[)\]]?")
_LARGEST_SHIFT = 64
_EXPECTED = "an equation such as n^2 u(n) = (2n+1) u(n-1) + u(n-2)"


def equation_coefficients(text: str) -> list[Quotient]:
    """c₀ … c_r of the recurrence c₀(n) u(n) + … + c_r(n) u(n−r) = 0 that an equation states. Raises InputError.

    >>> equation_coefficients("u(n+1) = (2n+1) u(n) + n^2 u(n-1)")
    [1, -2*n + 1, -n**2 + 2*n - 1]
    >>> equation_coefficients("k*a[k] == a[k-1]")
    [n, -1]
    """
    text = _in_n(text.replace("==", "="))
    sides = text.split("=")
    if len(sides) != 2:
        raise InputError(f"the equation {echo(text)}", _EXPECTED)
    letters = {match[1] for match in _TERM.finditer(text)}
    if len(letters) != 1:
        raise InputError(f"the equation {echo(text)} with {len(letters)} letters for the sequence", _EXPECTED)
    shifts = sorted({_shift(match) for match in _TERM.finditer(text)}, reverse=True)
    if shifts[0] - shifts[-1] > _LARGEST_SHIFT:
        raise InputError(f"u(n{shifts[0]:+}) beside u(n{shifts[-1]:+})", f"orders up to {_LARGEST_SHIFT}")
    names = {shift: f"U{i}" for i, shift in enumerate(shifts)}
    variables = ("n", *names.values())
    left, right = (
        parse_rational_function(_TERM.sub(lambda match: f" {names[_shift(match)]} ", side), variables) for side in sides
    )
    difference = left - right
    found = {shift: _coefficient(difference, name, text) for shift, name in names.items()}
    top = shifts[0]
    return [found.get(top - k, Quotient.constant(0)).shift(-top) for k in range(top - shifts[-1] + 1)]


def _in_n(text: str) -> str:
    """With the index written as n where it is the one letter beside that of the sequence."""
    letters = set(re.findall(r"[A-Za-z]", text))
    if len(letters) == 2 and "n" not in letters:
        renamed = [text.replace(letter, "n") for letter in letters]
        return next((one for one in renamed if _TERM.search(one)), text)
    return text


def _shift(match: re.Match[str]) -> int:
    size = int(match[3] or 0)
    return size if match[2] == "+" else -size


def _coefficient(difference: RationalFunction, name: str, text: str) -> Quotient:
    """The factor of one variable in a linear form without constant term."""
    unknown = {other: 0 for other in difference.variables if other != "n"}
    one = difference.substitute({**unknown, name: 1})
    linear = difference.substitute({**unknown, name: 2}) == one + one
    if not linear or difference.substitute(unknown) or not _additive(difference, name):
        raise InputError(f"the equation {echo(text)}, which is not linear in the sequence", _EXPECTED)
    return Quotient.of(_dense(one.top), _dense(one.bottom))


def _additive(difference: RationalFunction, name: str) -> bool:
    """Whether no term has two of the unknowns, and no denominator any."""
    names = difference.variables
    tops = difference.top.to_dict()
    alone = all(sum(e for other, e in zip(names, key, strict=True) if other != "n") == 1 for key in tops)
    bottoms = difference.bottom.to_dict()
    below = all(not e for key in bottoms for other, e in zip(names, key, strict=True) if other != "n")
    return alone and below and name in names


def _dense(p: fmpz_mpoly) -> fmpz_poly:
    terms = {int(key[0]): int(c) for key, c in p.to_dict().items()}
    return fmpz_poly([terms.get(k, 0) for k in range(max(terms, default=0) + 1)])
