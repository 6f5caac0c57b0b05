"""What a store holds as people read it on a terminal: mathematics in Unicode, numbers rounded, no raw JSON.

The machine formats keep sympy's spelling; here one line of a formula is printed by `analysis.notation`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from analysis.dynamics.measures import TOP
from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial
from analysis.formula import Formula
from analysis.notation.expressions import expression
from analysis.notation.families import named as family
from analysis.notation.formulas import N, continued_fraction, polynomial, recurrence, signed_fraction
from analysis.notation.tree import Fence, Number, Power, Symbol, Tree, Word, integer, replaced, row
from analysis.notation.unicode import unicode
from analysis.reading.names import applied_name, series_name
from results.columns import with_minus
from results.formats import Row
from results.rows import as_text

SHOWN_DIGITS = 24  # of a limit in a table; JSON and CSV have them all
SHOWN_TERMS = 8  # of a signed fraction in a table
KEPT = 20_000  # texts that are kept, as tables repeat them


@lru_cache(maxsize=KEPT)
def shown(text: str) -> str:
    """An expression of the store in Unicode.

    >>> shown("6/zeta(3)"), shown("-besselj(0, 2)/besselj(1, 2)"), shown("Rational(1, 2)**(Rational(1, 3))")
    ('6/ζ(3)', '−J₀(2)/J₁(2)', '(1/2)^(1/3)')
    """
    return unicode(expression(text))


@lru_cache(maxsize=KEPT)
def shown_polynomial(text: str) -> str:
    """A polynomial of the store in Unicode; what is none stays as it is.

    >>> shown_polynomial("34*n**3 + 51*n**2 - 27*n + 5")
    '34n³ + 51n² − 27n + 5'
    """
    try:
        return unicode(polynomial(parse_polynomial(text)))
    except InputError:
        return shown(text)


def shown_recurrence(coefficients: Sequence[str], letter: str = "u", *, upwards: bool = False) -> str:
    """The recurrence with these coefficients of u(n), u(n − 1), …, or of u(n), u(n + 1), …

    >>> shown_recurrence(["n**2", "-11*n**2 + 11*n - 3", "-n"])
    'n² uₙ − (11n² − 11n + 3) uₙ₋₁ − n uₙ₋₂ = 0'
    """
    return unicode(recurrence([parse_polynomial(str(text)) for text in coefficients], letter, upwards=upwards))


def shown_growth(solution: Mapping[str, Any]) -> str:
    """How one solution of a recurrence grows, from the contract's JSON.

    >>> shown_growth({"factorial": "0", "base": "sqrt(2) + 1", "exponential": "0", "power": "-3/2", "logarithms": 1})
    '(√2 + 1)ⁿ n^(−3/2) log(n)'
    >>> shown_growth({"factorial": "1", "base": "-2.1234567890", "exponential": "0", "power": "-1", "logarithms": 0})
    'n! (−2.12346)ⁿ n⁻¹'
    """
    factorial, base, exponential, power = (
        _briefly(solution[name]) for name in ("factorial", "base", "exponential", "power")
    )
    one, none = Number("1"), Number("0")
    factors = [row(N, _raised(Symbol("!"), factorial))] if factorial != none else []
    factors += [Power(base if isinstance(base, Number) else Fence(base), N)] if base != one else []
    factors += [row(Word("exp"), Fence(exponential))] if exponential != none else []
    factors += [_raised(N, power)] if power != none else []
    if logarithms := solution["logarithms"]:
        factors.append(row(Word("log"), _raised(Fence(N), integer(logarithms))))
    return " ".join(map(unicode, factors)) or "1"


def _raised(base: Tree, exponent: Tree) -> Tree:
    return base if exponent == Number("1") else Power(base, exponent)


def _briefly(number: str) -> Tree:
    """With roots of polynomials and long decimals as six digits.

    >>> [unicode(_briefly(text)) for text in ("CRootOf(n**3 - 2, 0)", "-0.41964337760708 + (-0.60629072920719)*I")]
    ['1.25992', '−0.419643 − 0.606291i']
    """
    return replaced(expression(number), _six_digits)


def _six_digits(tree: Tree) -> Tree:
    return (
        Number(f"{float(tree.text):.6g}") if isinstance(tree, Number) and len(tree.text.partition(".")[2]) > 5 else tree
    )


def shown_family(name: str) -> str:
    """The name of a family in Unicode.

    >>> shown_family("1F1(1/2; 1; -2)"), shown_family("k7")
    ('₁F₁(1/2; 1; −2)', 'k7')
    """
    tree = family(name)
    return name if tree is None else unicode(tree)


def shown_field(name: str) -> str:
    """The name of a field of a store in Unicode.

    >>> shown_field("zeta(3)"), shown_field("family n - 2 + k; -2*n - 1")
    ('zeta(3)', 'family n − 2 + k; −2n − 1')
    """
    lead, _, pair = name.partition("family ")
    return name if lead or not pair else f"family {'; '.join(map(shown_polynomial, pair.split('; ')))}"


def field_title(name: str) -> str:
    """The name of a field in a sentence.

    >>> field_title("2F1(1/2 - sqrt(2)/4)"), field_title("zeta(3)")
    ('₂F₁ at 1/2 − √2/4', 'ζ(3)')
    """
    kind, argument = applied_name(name) or (name, "")
    if series_name(kind) is None:
        return shown_field(name) if name.startswith("family ") else shown(name)
    series = kind.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return f"{series} at {shown(argument)}" if argument else series


def shown_fraction(row: Mapping[str, Any], width: int) -> str:
    """The continued fraction of a formula's JSON on one line, as many levels of it as fit, else its first step.

    >>> shown_fraction({"a": "2*n + 1", "b": "n**2"}, 60)
    '1 + 1/(3 + 4/(5 + 9/(7 + ⋱ + n²/(2n + 1 + ⋱))))'
    """
    for levels in (3, 2, 1):
        text = unicode(_unrolled(row, levels))
        if len(text) <= width:
            break
    return text


def _unrolled(row: Mapping[str, Any], levels: int) -> Any:
    if "terms" in row:
        return signed_fraction([int(term) for term in row["terms"]], row["signs"], levels)
    return continued_fraction(parse_polynomial(row["a"]), parse_polynomial(row["b"]), levels)


def shown_pair(a: str, b: str) -> str:
    """The two polynomials of a fraction on one line.

    >>> shown_pair("2*n + 1", "n**2")
    'a(n) = 2n + 1, b(n) = n²'
    """
    return f"a(n) = {shown_polynomial(a)}, b(n) = {shown_polynomial(b)}"


def shown_signs(signs: Sequence[int]) -> str:
    """One period of signs.

    >>> shown_signs([1, -1])
    '+−'
    """
    return "".join("+" if sign > 0 else "−" for sign in signs)


def columns(row: Row) -> dict[str, Any]:
    """The columns of a row for people: a formula has its own, other rows theirs with mathematics in Unicode."""
    if not isinstance(row, Formula):
        return {name: _value(name, value) for name, value in row.items()}
    own = row.own
    if row.is_signed:
        return {
            "value": shown(own["lhs"]),
            "signs": shown_signs(own["signs"]),
            "terms": ", ".join(str(term) for term in own["terms"][:SHOWN_TERMS]),
            "interlaced": ", ".join(shown_polynomial(text) for text in own["interlaced"] or ()),
            "digits": row.digits,
            "digits/term": own["digits_per_term"],
            "simple": own["simple_digits_per_term"],
        }
    return _given(row) | {
        "equals": None if row.tree is None else unicode(row.tree),
        "limit": short_limit(row.limit or row.status),
        "digits": row.digits,
        "evidence": row.evidence,
        **{measure.sign: row.measure(measure.name).value for measure in TOP},
    }


def _given(row: Formula) -> dict[str, Any]:
    """The formula itself: two polynomials, a field with a point and a step, or the coefficients of u(n), u(n−1), …"""
    own = row.own
    if "direction" in own:
        let = ", ".join(f"{name} = {value}" for name, value in own["let"].items())
        start, along = ", ".join(own["start"]), ", ".join(map(str, own["direction"]))
        return {"field": f"{own['field']} {let}".strip(), "start": start, "direction": along}
    if "matrix" in own:
        return {"matrix": "; ".join(", ".join(map(shown_polynomial, entries)) for entries in own["matrix"])}
    if row.a and row.b:
        return {"a(n)": shown_polynomial(row.a), "b(n)": shown_polynomial(row.b)}
    if "coefficients" not in own:
        return {"kind": row.kind} | {name: _value(name, value) for name, value in own.items()}
    return {"recurrence": shown_recurrence(own["coefficients"])}


def short_limit(limit: str) -> str:
    """A decimal with its first digits."""
    return with_minus(limit if len(limit) <= SHOWN_DIGITS else f"{limit[:SHOWN_DIGITS]}…")


_PRINTERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("a", "b", "a(n)", "b(n)"), shown_polynomial),
    **dict.fromkeys(("family", "first_family", "second_family"), shown_family),
    "field": shown_field,
    **dict.fromkeys(
        ("expression", "equals", "closed_form", "value", "constant", "first", "second", "typical_constant"), shown
    ),
}


def _value(name: str, value: Any) -> Any:
    """A value of a column of that name: what is not text or a number becomes text."""
    if isinstance(value, str) and value and len(value) < KEPT:
        return _PRINTERS[name](value) if name in _PRINTERS else value
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {as_cell(part)}" for key, part in value.items())
    if isinstance(value, list | tuple) and all(not isinstance(part, Mapping | list | tuple) for part in value):
        return ", ".join(map(as_cell, value))
    return value


def as_cell(value: Any) -> str:
    """A value as the text of a cell.

    >>> [as_cell(value) for value in (None, -0.12345678, 12.0, "x", 1234567, 1e-9)]
    ['', '−0.1235', '12', 'x', '1234567', '1e-09']
    """
    if value is None:
        return ""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e6:
            return with_minus(str(int(value)))
        return with_minus(f"{value:.4f}" if 1e-3 <= abs(value) < 1e6 else f"{value:.4g}")
    if isinstance(value, int | str):
        return with_minus(as_text(value))
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else as_text(value)
