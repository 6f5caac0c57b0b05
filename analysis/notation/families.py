"""Families in parameters as trees: a_k(n), b_k(n), the step between neighbours, and V_k with what stands in it.

The texts are those that a store keeps of a family: `a`, `b`, `step`, and in each of its `values` x, u, z, w, h, t and,
where there is a sum, f and h(j):  V = (x t h + u)/(z t h + w)  or  V = (x (t + σ) + u h)/(z (t + σ) + w h).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.notation.expressions import expression, hypergeometric
from analysis.notation.tree import (
    EQUALS,
    MINUS,
    Fence,
    Index,
    Number,
    Power,
    Row,
    Symbol,
    Tree,
    equation,
    row,
    separated,
)
from analysis.reading.names import applied_name, series_name

K, M, V = Symbol("k"), Symbol("m"), Symbol("V")


def named(family: str) -> Tree | None:
    """The tree of a family that is named by its functions; None for another name.

    >>> from analysis.notation.unicode import unicode
    >>> unicode(named("2F1(1/2, 1/2; 1/2; 1/2 - sqrt(2)/4)")), named("k7")
    ('₂F₁(1/2, 1/2; 1/2; 1/2 − √2/4)', None)
    >>> unicode(named("constant(-9/2)"))                              # of constant coefficients, all with the same a²/b
    'a²/b = −9/2'
    """
    head, inside = applied_name(family) or ("", "")
    if head == "constant":
        return equation(expression("a**2/b"), expression(inside))
    if (orders := series_name(head)) is None:
        return None
    arguments = [one.strip() for part in inside.split(";") for one in part.split(",") if one.strip()]
    return hypergeometric(*orders, [*map(expression, arguments)]) if len(arguments) == sum(orders) + 1 else None


def member(described: Mapping[str, Any]) -> tuple[Tree, Tree]:
    """a_k(n) = …, b_k(n) = …, with as many parameters as the family has."""
    place = separated([Symbol(name) for name in described.get("parameters", "k")])
    a, b = (
        equation(row(Index(Symbol(side), place), Fence(Symbol("n"))), expression(str(described[side]))) for side in "ab"
    )
    return a, b


def general_member(described: Mapping[str, Any]) -> list[Tree]:
    """aₙ and bₙ of an exact family in its whole parameters; none where it has no such form.

    >>> from analysis.notation.unicode import unicode
    >>> [unicode(tree) for tree in general_member({"general": {"a": "n + 3 + g", "b": "-n + i"}})]
    ['aₙ = n + 3 + g', 'bₙ = i − n']
    """
    found = described.get("general") or {}
    return [equation(Index(Symbol(side), Symbol("n")), expression(str(found[side]))) for side in "ab" if side in found]


def steps(described: Mapping[str, Any]) -> list[Tree]:
    """V_k as the image of V_{k+1}; in two parameters V_{k, m} as that of both neighbours."""
    if "step_m" not in described:
        return [equation(Index(V, K), _step(described["step"], "V_next"))]
    here = Index(V, separated([K, M]))
    return [equation(here, _step(described[key], name)) for key, name in (("step", "V_next_k"), ("step_m", "V_next_m"))]


def _step(matrix: Sequence[Sequence[str]], there: str) -> Tree:
    (p, q), (r, s) = matrix
    top, bottom = linear((p, there), (q, "")), linear((r, there), (s, ""))
    return expression(top if bottom == "1" else f"({top})/({bottom})")


def values(value: Mapping[str, Any]) -> list[Tree]:
    r"""V_k = …, then t = … and, where there is a sum, σ_k = …

    >>> from analysis.notation.latex import latex
    >>> one = {"index": "k", "from": 0, "x": "0", "u": "1", "z": "1", "w": "0", "h": "1", "t": "zeta(3)"}
    >>> for tree in values(one | {"f": "-1/(j + 1)**3", "h(j)": "1"}):
    ...     print(latex(tree))
    V_{k} = \frac{1}{t + \sigma_{k}}
    t = \zeta(3)
    \sigma_{k} = \sum_{j = 0}^{k - 1}\mathopen{}\left(-\frac{1}{(j + 1)^{3}}\right)
    """
    letter = str(value.get("parameter", "k"))
    closed = value_text(value, "t", f"sigma_{letter}")
    place = Index(V, separated([expression(part) for part in str(value["index"]).split(", ")]))
    trees = [equation(place, expression(closed)), equation(Symbol("t"), expression(str(value["t"])))]
    if "f" in value:
        below = row(Symbol("j"), EQUALS, Number(str(value["from"])))
        sign = Power(Index(Symbol("∑"), below), row(Symbol(letter), MINUS, Number("1")))
        term = expression(_times(str(value["f"]), str(value["h(j)"])))
        trees.append(equation(expression(f"sigma_{letter}"), row(sign, Fence(term) if isinstance(term, Row) else term)))
    return trees


def value_text(value: Mapping[str, Any], t: str, sigma: str) -> str:
    """V as text in k, with these texts for t and σ.

    >>> value_text({"x": "0", "u": "2*k + 1", "z": "1", "w": "1", "h": "factorial(k)"}, "t", "s")
    '(2*k + 1)/(t*factorial(k) + 1)'
    """
    if "f" in value:
        first, second = f"({t} + {sigma})", str(value["h"])
    else:
        first, second = _times(t, value["h"]), ""
    top, bottom = (linear((value[one], first), (value[two], second)) for one, two in ("xu", "zw"))
    return top if bottom == "1" else f"({top})/({bottom})"


def linear(*terms: tuple[str, str]) -> str:
    """Σ coefficient · thing, from texts; an empty thing is 1.

    >>> linear(("k + 1", "V"), ("-1", ""), ("0", "W"))
    '(k + 1)*V - 1'
    """
    pieces: list[str] = []
    for coefficient, thing in terms:
        if coefficient == "0":
            continue
        piece = _times(coefficient, thing or "1")
        if pieces and piece.startswith("-"):
            pieces.append(f" - {piece[1:]}")
        else:
            pieces.append(f" + {piece}" if pieces else piece)
    return "".join(pieces) or "0"


def _times(coefficient: str, thing: str) -> str:
    if thing == "1":
        return coefficient
    if coefficient in ("1", "-1"):
        return thing if coefficient == "1" else f"-{thing}"
    return f"({coefficient})*{thing}" if " " in coefficient else f"{coefficient}*{thing}"
