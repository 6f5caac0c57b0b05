"""One formula for a reader at a terminal: what it is equal to, how surely, and how fast it converges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

LABEL_WIDTH = 24
SHOWN_DYNAMICS = (
    ("eta", "η, of n! in the error"),
    ("gamma", "γ, of eⁿ in the error"),
    ("sqrt", "c, of e^√n in the error"),
    ("beta", "β, of n in the error"),
    ("reduction_order", "reduction order"),
    ("eta_reduced", "η′, of n! in q̃ₙ"),
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
    yield "a(n)", found["a"]
    yield "b(n)", found["b"]
    if "factor" in found:
        yield "coefficients", f"cleared: the formula as given is {found['factor']} times this one"
    yield "status", found["status"]
    if found.get("reason"):
        yield "because", found["reason"]
    if found.get("convergence"):
        yield "convergence", found["convergence"]
    if found.get("limit") is not None:
        yield "limit", f"{found['limit']}"
        yield "right digits", f"{found['digits']} ({found['evidence']})"
    if identity := found.get("identity"):
        yield "equals", f"{identity['expression']}   (tested to {identity['digits']} digits)"
    if closed := found.get("closed_form"):
        yield "closed form", f"{closed['expression']}   ({closed['kind']})"
    if found.get("delta") is not None:
        exact = found.get("delta_exact")
        yield "δ", f"{found['delta']:g}" + (f" = {exact}" if exact and exact != f"{found['delta']:g}" else "")
    dynamics = found.get("dynamics") or {}
    for key, label in SHOWN_DYNAMICS:
        if dynamics.get(key) is not None:
            yield label, f"{dynamics[key]:.16g}"
    for key in ("family", "cluster"):
        if found.get(key) is not None:
            yield key, str(found[key])
