"""One formula for a reader at a terminal: what it is equal to, how surely, and how fast it converges.

The first line is the equation itself, and says whether it is proved.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Any

import click

from analysis.dynamics.exponents import denominator_law, error_law
from analysis.dynamics.measures import NESTED, TOP, Measure, Measured, measures_of
from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial, parse_rational_polynomial
from analysis.formula import NO_NAME, Named
from analysis.formulas.pcf import PCF
from analysis.notation.unicode import unicode
from analysis.proofs.certificate import Certificate
from results.columns import fact_lines, readable, terminal_width, wrapped
from results.people import shown, shown_family, shown_fraction, shown_growth, shown_polynomial, shown_recurrence

PAGE_WIDTH = 80  # of the first line in a pipe
SHOWN_DIGITS = 30  # of a limit in the first line
SHOWN_CONVERGENTS, LONG_CONVERGENTS = 5, 72  # how many, and characters of all of them
STEP = "    "  # before the value where it has a line of its own
LATEST_END = 10_000  # terms among which the end of a fraction is looked for
_STARTS = {"a": "a(n)", "b": "b(n)", "first": "first n"}
_LIMITS = {
    "recurrence": "lim pₙ/qₙ",
    "series": "Σ uₙ",
    "product": "lim of the first row over the second",
}  # what the first line is about
_UNLIKELY = 1e-12  # an exponent below this is a zero


def show_formula(found: Mapping[str, Any]) -> None:
    """Print the contract's JSON of one formula: the equation, and labelled lines."""
    width = terminal_width(sys.stdout)
    for line in equation_lines(found, width or PAGE_WIDTH):
        click.echo(readable(line))
    for line in fact_lines(formula_lines(found), width):
        click.echo(line)


def equation_lines(found: Mapping[str, Any], width: int) -> list[str]:
    """The equation, on one line where it fits.

    >>> value = {"constant": "pi", "mobius": [[0, 4], [1, 0]], "expression": "4/pi", "digits": 50, "status": "proved"}
    >>> equation_lines({"a": "2*n + 1", "b": "n**2", "status": "convergent", "identity": value}, 60)
    ['1 + 1/(3 + 4/(5 + ⋱ + n²/(2n + 1 + ⋱))) = 4/π   (proved)']
    """
    own = found.get("given") or found
    value = _value(found, own)
    room = width - len(value) - 1
    left = _left_side(own, max(room, width // 2))
    if not value:
        return [f"{left} {_no_value(found)}"] if len(left) < width // 2 else [left, STEP + _no_value(found)]
    if len(left) <= room and "," not in left:
        return [f"{left} {value}"]
    return [*wrapped(left, width), *(STEP + line for line in wrapped(value, width - len(STEP)))]


def _left_side(own: Mapping[str, Any], width: int) -> str:
    if "a" not in own:
        return _LIMITS.get(str(own.get("kind")), "limit")
    if not all(isinstance(own[key], str) for key in "ab"):  # interlaced
        return "a(0) + b(1)/(a(1) + ⋱)"
    try:
        (a, a_by), (b, b_by) = (parse_rational_polynomial(own[key]) for key in "ab")
    except InputError:
        return "value"
    if a_by != 1 or b_by != 1:
        return f"a(0) + b(1)/(a(1) + ⋱), a(n) = {shown_polynomial(own['a'])}, b(n) = {shown_polynomial(own['b'])}"
    return shown_fraction({"a": str(a), "b": str(b)}, width)


def _value(found: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """= value, with how surely; nothing where there is no value."""
    if identity := own.get("identity"):
        return f"= {unicode(Named.from_json(identity).tree)}   ({_surely(found, identity)})"
    if closed := found.get("closed_form") if own is found else None:
        return f"= {shown(closed['expression'])}   ({'proved' if found.get('evidence') == 'proved' else 'closed form'})"
    if (limit := own.get("limit")) is None:
        return ""
    return f"≈ {limit[:SHOWN_DIGITS]}{'…' if len(limit) > SHOWN_DIGITS else ''}   (no name found)"


def _surely(found: Mapping[str, Any], identity: Mapping[str, Any]) -> str:
    return "proved" if _is_proved(found) else f"conjecture, {identity['digits']} digits agree"


def _no_value(found: Mapping[str, Any]) -> str:
    words = {"divergent": "does not converge", "undecided": "may converge or not: undecided"}
    return words.get(found["status"], f"is {found['status']}")


def formula_lines(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(label, text) of everything that is known.

    >>> list(formula_lines({"a": "1", "b": "-1", "status": "divergent"}))
    [('a(n)', '1'), ('b(n)', '−1'), ('status', 'divergent')]
    """
    own = found.get("given") or found
    yield from given_lines(own)
    if own is not found:
        yield (
            "integer coefficients",
            f"a = {shown_polynomial(found['a'])}, b = {shown_polynomial(found['b'])}:"
            f" its value times {found['factor']} is that of the above",
        )
    yield "status", found["status"] + _where_it_ends(found)
    if found.get("reason") not in (None, NO_NAME):  # the equation has said the latter
        yield "because", found["reason"]
    if found.get("convergence"):
        yield "convergence", found["convergence"]
    if found.get("limit") is not None:
        yield "limit", f"{own['limit']}"
        ground = f" ({found['digits_ground']})" if found.get("digits_ground") else ""
        yield "right digits", f"{found['digits']}{ground}"
        if found["status"] == "convergent":
            yield from _convergents(own)
    if closed := found.get("closed_form"):
        of = "" if own is found else ", of the integer one"
        yield f"closed form{of}", shown(closed["expression"])
    yield from _measures(found)
    yield from _beyond(found)
    if found.get("known"):
        yield "in the lists", str(found["known"])
    if found.get("family"):
        yield "family", shown_family(str(found["family"]))
    if found.get("cluster") is not None:
        yield "cluster", str(found["cluster"])
    if certificate := found.get("certificate"):
        yield "proof", f"{_proof(certificate)}{_where_it_is_written(found)}"


def _convergents(own: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The first convergents of a fraction whose coefficients are integers."""
    try:
        pcf = PCF.parse(str(own["a"]), str(own["b"]))
    except (InputError, KeyError):
        return
    texts = [shown(str(one)) for one in pcf.convergents(SHOWN_CONVERGENTS)]
    if len(text := ", ".join(texts)) <= LONG_CONVERGENTS:
        yield "convergents", f"{text}, …"


def _where_it_ends(found: Mapping[str, Any]) -> str:
    """The numerator at which a fraction ends."""
    if found["status"] != "terminating" or not isinstance(found.get("b"), str):
        return ""
    b = parse_polynomial(found["b"])
    place = next((k for k in range(1, LATEST_END) if b(k) == 0), None)
    return f": b({place}) = 0" if place else ""


def _measures(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """How fast it converges, in words; exponents that are zero are left out."""
    if (error := error_law(found)) is not None:
        yield "error", f"~ {unicode(error)}{_digits_a_term(found)}"
    if (denominators := denominator_law(found)) is not None:
        yield "reduced denominators q̃ₙ", f"~ {unicode(denominators)}"
    known = measures_of(found)
    for measure in TOP:
        yield from _measure(measure, known[measure.name])
    if found.get("blind_delta") is not None:
        yield "δ, blind estimate", _with_exact(found["blind_delta"], None, found.get("blind_delta_error"))
    for measure in NESTED:
        yield from _measure(measure, known[measure.name])


def _measure(measure: Measure, known: Measured) -> Iterator[tuple[str, str]]:
    value, exact, error = known
    if value is not None and (measure.top or abs(value) > _UNLIKELY):
        yield f"{measure.words} {measure.sign}", _with_exact(value, exact, error)


def _digits_a_term(found: Mapping[str, Any]) -> str:
    """What an error that falls geometrically means."""
    numbers = found["dynamics"]
    gain = (numbers["gamma"] or 0) / math.log(10)
    return f", {gain:.3g} digits a term" if abs(numbers["eta"]) < _UNLIKELY and gain > _UNLIKELY else ""


def given_lines(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The formula itself, by kind.

    >>> list(given_lines({"kind": "recurrence", "coefficients": ["n", "-1"], "first": 1}))
    [('first n', '1'), ('recurrence', 'n uₙ − uₙ₋₁ = 0')]
    """
    for key, label in _STARTS.items():
        if key in found:
            entries = found[key] if isinstance(found[key], list) else [found[key]]
            yield label, ", ".join(shown_polynomial(str(entry)) for entry in entries)
    if coefficients := found.get("coefficients"):
        yield "recurrence", shown_recurrence(coefficients)
    for row in found.get("matrix", ()):
        yield "matrix row", ", ".join(map(shown_polynomial, map(str, row)))
    for key in ("p", "q", "u"):
        if key in found:
            yield f"{key} starts", ", ".join(map(str, found[key]))
    for key in ("ratio", "constant"):
        if found.get(key) not in (None, "0"):
            yield key, shown(str(found[key]))


def _beyond(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What only recurrences and products have."""
    for one in found.get("solutions", ()):
        yield "formal solution", shown_growth(one)
    for i, row in enumerate(found.get("limits", ())):
        for j, entry in enumerate(row):
            named = f" = {shown(entry['identity']['expression'])}" if entry.get("identity") else ""
            yield f"entry [{i}, {j}] over {found['over']}", f"{entry['limit']}{named}"


def _is_proved(found: Mapping[str, Any]) -> bool:
    return (found.get("identity") or {}).get("status") == "proved"


_ENDS = {
    "closed form": "the closed form",
    "series": "the series",
    "algebraic": "the algebraic value",
    "finite": "the last convergent",
    "minimal sum": "a minimal solution that is a sum",
    "formula": "another formula",
}


def _proof(certificate: Certificate) -> str:
    """What a certificate proves, in a few words.

    >>> _proof({"steps": [{}], "end": {"kind": "theorem", "name": "logarithm", "parameters": ["-1"]}})
    '1 step to the theorem "logarithm" at -1'
    """
    if "terms" in certificate:
        count = len(certificate["terms"][0]["parts"])
        made = ("a hypergeometric solution, the largest", "one limit that is proved")
        return f"made of {made[count] if count < len(made) else f'{count} limits, each proved'}"
    steps, end = len(certificate["steps"]), certificate["end"]
    chain = f"{steps} step{'' if steps == 1 else 's'} to " if steps else ""
    at = ", ".join(end.get("parameters", ()))
    what = (
        f'the theorem "{end["name"]}"{" at " if at else ""}{at}'
        if end["kind"] == "theorem"
        else _ENDS.get(end["kind"], "its end")
    )
    return f"{chain}{what}"


def _where_it_is_written(found: Mapping[str, Any]) -> str:
    """The command that shows the proof of a fraction; of other formulas where its certificate is."""
    if "terms" in found["certificate"] or not isinstance(found.get("a"), str):
        return "; --format json has the certificate for `discover verify`"
    a, b = (quote(parse_polynomial(found[side]).compact()) for side in "ab")
    return f": discover link {a} {b}"


def _with_exact(value: float, exact: str | None, error: float | None) -> str:
    """A number with its closed form, or with the bound of its error.

    >>> _with_exact(0.5, "1/2", 0.0), _with_exact(2.2279, None, 0.031)
    ('0.5 = 1/2', '2.228 ± 0.031')
    """
    if exact is not None or not error:
        text = f"{value:.10g}"
        return text if exact in (None, text) else f"{text} = {shown(exact)}"
    return f"{value:.4g} ± {error:.2g}"
