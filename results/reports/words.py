"""Convergence, domains and durations in words, from what the store holds."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.notation.tree import (
    NEGATIVE,
    Number,
    Power,
    Root,
    Symbol,
    Tree,
    integer,
    row,
)
from results.people import shown
from results.reports.document import Line, Math

_N = Symbol("n")
SMALL = 1e-9  # exponents below this are rounding


def error_law(dynamics: Mapping[str, Any]) -> Tree | None:
    """n!^(−η) e^(−γn) e^(−c√n) n^(−β), of which the error is a constant multiple; None where nothing is known."""
    eta, gamma, root, beta = (dynamics.get(name) for name in ("eta", "gamma", "sqrt", "beta"))
    if eta is None or gamma is None:
        return None
    factors: list[Tree] = []
    if abs(eta) > SMALL:
        factors.append(Power(row(_N, Symbol("!")), _negated(eta)))
    if abs(gamma) > SMALL:
        factors.append(Power(Symbol("e"), row(*_times(-gamma), _N)))
    if root and abs(root) > SMALL:
        factors.append(Power(Symbol("e"), row(*_times(-root), Root(_N))))
    if beta and abs(beta) > SMALL:
        factors.append(_N if abs(beta + 1) < SMALL else Power(_N, _negated(beta)))
    return row(*factors) if factors else None


def convergence(dynamics: Mapping[str, Any], spoken: str | None = None) -> Line:
    """How fast a formula converges, as a sentence; `spoken`: what the store says where the law has no exponents.

    >>> convergence({"eta": 0, "gamma": 1.7627471740390859, "sqrt": 0, "beta": 0})[0]
    '0.77 digits a term: the error falls like '
    >>> convergence({})
    ()
    """
    law = error_law(dynamics)
    eta, gamma, root = (dynamics.get(name) or 0 for name in ("eta", "gamma", "sqrt"))
    if law is None:
        return (spoken,) if spoken else ()
    if eta > SMALL:
        speed = "faster than geometrically"
    elif eta < -SMALL:
        return ()
    elif gamma > SMALL:
        speed = f"{gamma / math.log(10):.2f} digits a term"
    elif root > SMALL:
        speed = "faster than every power of n, slower than geometrically"
    else:
        speed = "slowly, like a power of n"
    return (f"{speed}: the error falls like ", Math(law))


def domain(description: Mapping[str, Any]) -> Iterator[str]:
    """What a campaign searched, one phrase for each setting.

    >>> list(domain({"domain": {"a_degree": 2, "b_degree": 2, "coefficients": "-5:5"}, "keep": "fr"}))
    ['deg a ≤ 2', 'deg b ≤ 2', 'coefficients −5 … 5', 'kept by the screens: fr']
    """
    settings = dict(description.get("domain") or {})
    sign = "=" if settings.pop("exact_degree", False) else "≤"
    for side in "ab":
        if (degree := settings.pop(f"{side}_degree", None)) is not None:
            yield f"deg {side} {sign} {degree}"
    for key in ("coefficients", "a_coefficients", "b_coefficients"):
        if key in settings:
            of = "" if key == "coefficients" else f" of {key[0]}"
            yield f"coefficients{of} {_range(settings.pop(key))}"
    for side in "ab":
        if (form := settings.pop(f"{side}_form", None)) is not None:
            yield f"{side}(n) = {form}"
    for name, bounds in (settings.pop("let", None) or {}).items():
        yield f"{name} = {_range(bounds)}"
    for key, value in settings.items():
        yield f"{key.replace('_', ' ')} {value}"
    if keep := description.get("keep"):
        yield f"kept by the screens: {keep}"
    for key, value in description.items():
        if key not in ("domain", "keep", "constants", "own_constants") and value not in (None, [], ""):
            yield f"{key.replace('_', ' ')} {value}"


def duration(seconds: float) -> str:
    """A time for people.

    >>> duration(0.25), duration(75), duration(7300)
    ('0.2 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def decimal(value: float) -> Tree:
    """A float with four significant decimals, an integer as such."""
    if abs(value) < 1e15 and abs(value - round(value)) < 1e-12:
        return integer(round(value))
    text = f"{abs(value):.4f}".rstrip("0").rstrip(".") if abs(value) >= 1e-3 else f"{abs(value):.2e}"
    return row(NEGATIVE, Number(text)) if value < 0 else Number(text)


def _negated(value: float) -> Tree:
    return decimal(-value)


def _times(value: float) -> list[Tree]:
    """A factor before a symbol: nothing for 1, a minus for −1."""
    if abs(value) == 1:
        return [NEGATIVE] if value < 0 else []
    return [decimal(value)]


def _range(text: object) -> str:
    return " … ".join(map(shown, str(text).split(":")))
