"""One formula for a reader at a terminal: what it is equal to, how surely, and how fast it converges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from analysis.dynamics.exponents import denominators_in_words, error_in_words

LABEL_WIDTH = 24
_STARTS = {"a": "a(n)", "b": "b(n)", "first": "first n"}
SHOWN_DYNAMICS = (
    ("eta", "η, of n! in the error"),
    ("gamma", "γ, of eⁿ in the error"),
    ("sqrt", "c, of e^√n in the error"),
    ("beta", "β, of n in the error"),
    ("reduction_order", "reduction order"),
    ("eta_reduced", "η′, of nⁿ in q̃ₙ"),
    ("gamma_reduced", "γ′, of eⁿ in q̃ₙ"),
)


def show_formula(found: Mapping[str, Any]) -> None:
    """Print the contract's JSON of one formula as labelled lines."""
    for label, text in formula_lines(found):
        click.echo(f"{label:<{LABEL_WIDTH}} {text}")


def formula_lines(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(label, text) of everything that is known.

    >>> list(formula_lines({"a": "1", "b": "-1", "status": "divergent"}))
    [('a(n)', '1'), ('b(n)', '-1'), ('status', 'divergent')]
    """
    own = found.get("given") or found
    yield from _given(own)
    if own is not found:
        yield (
            "integer coefficients",
            f"a = {found['a']}, b = {found['b']}: its value times {found['factor']} is that of the above",
        )
    yield "status", found["status"]
    if found.get("reason"):
        yield "because", found["reason"]
    if found.get("convergence"):
        yield "convergence", found["convergence"]
    if found.get("limit") is not None:
        yield "limit", f"{own['limit']}"
        ground = f" ({found['digits_ground']})" if found.get("digits_ground") else ""
        yield "right digits", f"{found['digits']}{ground}"
    if identity := own.get("identity"):
        tested = f"{identity['digits']} digits agree"
        yield "equals", f"{identity['expression']}   ({'proved' if _is_proved(found) else f'conjecture, {tested}'})"
    if closed := found.get("closed_form"):
        of = "" if own is found else ", of the integer one"
        yield f"closed form{of}", f"{closed['expression']}   ({closed['kind']})"
    if (error := error_in_words(found)) is not None:
        yield "error", f"~ {error}"
    if (denominators := denominators_in_words(found)) is not None:
        yield "reduced denominators", f"~ {denominators}"
    if found.get("delta") is not None:
        yield "δ", _with_exact(found["delta"], found.get("delta_exact"), found.get("delta_error"))
    if found.get("blind_delta") is not None:
        yield "δ, blind estimate", _with_exact(found["blind_delta"], None, found.get("blind_delta_error"))
    dynamics, exact = found.get("dynamics") or {}, found.get("dynamics_exact") or {}
    errors = found.get("dynamics_error") or {}
    for key, label in SHOWN_DYNAMICS:
        if dynamics.get(key) is not None:
            yield label, _with_exact(dynamics[key], exact.get(key), errors.get(key))
    yield from _beyond(found)
    if found.get("known"):
        yield "in the lists", str(found["known"])
    for key in ("family", "cluster"):
        if found.get(key) is not None:
            yield key, str(found[key])
    if certificate := found.get("certificate"):
        yield "proof", _proof(certificate)


def _given(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The formula itself, by kind."""
    for key, label in _STARTS.items():
        if key in found:
            yield label, str(found[key])
    for k, coefficient in enumerate(found.get("coefficients", ())):
        yield f"coefficient of u(n{f'-{k}' if k else ''})", coefficient
    for row in found.get("matrix", ()):
        yield "matrix row", ", ".join(row)
    for key in ("p", "q", "u"):
        if key in found:
            yield f"{key} starts", ", ".join(map(str, found[key]))


def _beyond(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What only recurrences and products have."""
    for one in found.get("solutions", ()):
        logs = f" · (log n)^{one['logarithms']}" if one["logarithms"] else ""
        root = "" if one["exponential"] == "0" else f" · exp({one['exponential']})"
        yield "formal solution", f"n!^({one['factorial']}) · ({one['base']})^n{root} · n^({one['power']}){logs}"
    for i, row in enumerate(found.get("limits", ())):
        for j, entry in enumerate(row):
            named = f" = {entry['identity']['expression']}" if entry.get("identity") else ""
            yield f"entry [{i}, {j}] over {found['over']}", f"{entry['limit']}{named}"


def _is_proved(found: Mapping[str, Any]) -> bool:
    return (found.get("identity") or {}).get("status") == "proved"


_ENDS = {
    "closed form": "the closed form",
    "series": "the series",
    "algebraic": "the algebraic value",
    "finite": "the last convergent",
    "formula": "another formula",
}


def _proof(certificate: Mapping[str, Any]) -> str:
    """What a certificate proves, in a few words.

    >>> _proof({"steps": [{}], "end": {"kind": "theorem", "name": "logarithm", "parameters": ["-1"]}})
    '1 step to the theorem "logarithm" at -1; --format json has the certificate for `discover verify`'
    """
    steps, end = len(certificate["steps"]), certificate["end"]
    chain = f"{steps} step{'' if steps == 1 else 's'} to " if steps else ""
    at = ", ".join(end.get("parameters", ()))
    what = f'the theorem "{end["name"]}" at {at}' if end["kind"] == "theorem" else _ENDS.get(end["kind"], "its end")
    return f"{chain}{what}; --format json has the certificate for `discover verify`"


def _with_exact(value: float, exact: str | None, error: float | None) -> str:
    """A number with its closed form, or with the bound of its error.

    >>> _with_exact(0.5, "1/2", 0.0), _with_exact(2.2279, None, 0.031)
    ('0.5 = 1/2', '2.228 ± 0.031')
    """
    if exact is not None or not error:
        text = f"{value:.10g}"
        return text if exact in (None, text) else f"{text} = {exact}"
    return f"{value:.4g} ± {error:.2g}"
