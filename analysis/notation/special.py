"""Sympy's spellings of hypergeometric functions, rewritten as plain calls that the expression grammar reads.

hyper((a, b), (c,), z)                                            →  pFq_2_1(a, b, c, z)
meijerg([[1 - a], []], [[0, 1 - b], []], z)/(gamma(a)*gamma(d))   →  tricomi_u(a, b, z), DLMF 13.16.11
"""

from collections.abc import Callable
from fractions import Fraction

_OPENING, _CLOSING = "([", ")]"


def plain_calls(text: str) -> str:
    """The text with both functions rewritten; what does not have their form stays as it is.

    >>> plain_calls("1 + hyper((1/4,), (), sqrt(2))")
    '1 + pFq_1_0(1/4, sqrt(2))'
    >>> plain_calls("meijerg([[-1/2], []], [[0, 1/2], []], 9/2)/(gamma(3/2)*gamma(2))")
    'tricomi_u(3/2, 1/2, 9/2)'
    """
    return _each(_each(text, "hyper(", _hypergeometric), "meijerg(", _tricomi)


def orders_of(function: str) -> tuple[int, int] | None:
    """p and q of the function's name pFq_p_q; None for another."""
    head, *orders = function.split("_")
    return (int(orders[0]), int(orders[1])) if head == "pFq" and len(orders) == 2 else None


def _each(text: str, head: str, rewrite: Callable[[list[str], str], tuple[str, str] | None]) -> str:
    """Every call that begins with `head` rewritten, from its arguments and the text after it, to a text and a rest."""
    before, found, after = text.partition(head)
    if not found:
        return text
    arguments, rest = _arguments(after)
    rewritten = rewrite(arguments, rest)
    if rewritten is None:
        return before + head + _each(after, head, rewrite)
    return before + rewritten[0] + _each(rewritten[1], head, rewrite)


def _hypergeometric(arguments: list[str], rest: str) -> tuple[str, str] | None:
    if len(arguments) != 3 or not all(a.startswith("(") and a.endswith(")") for a in arguments[:2]):
        return None
    upper, lower = (_arguments(a[1:])[0] for a in arguments[:2])
    return f"pFq_{len(upper)}_{len(lower)}({', '.join([*upper, *lower, arguments[2]])})", rest


def _tricomi(arguments: list[str], rest: str) -> tuple[str, str] | None:
    if len(arguments) != 3 or not rest.startswith("/(gamma("):
        return None
    first, after = _arguments(rest.removeprefix("/(gamma("))
    if not after.startswith("*gamma("):
        return None
    second, end = _arguments(after.removeprefix("*gamma("))
    lower = _arguments(arguments[1].removeprefix("[["))[0]
    if len(first) != 1 or len(second) != 1 or len(lower) != 2 or lower[0] != "0" or not end.startswith(")"):
        return None
    return f"tricomi_u({first[0]}, {_one_less(lower[1])}, {arguments[2]})", end[1:]


def _one_less(text: str) -> str:
    """1 − x, added up where x is rational."""
    try:
        return str(1 - Fraction(text))
    except ValueError:
        return f"1 - ({text})"


def _arguments(text: str) -> tuple[list[str], str]:
    """The arguments up to the bracket that closes the call, and the text after it; a trailing comma adds none."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if depth == 0 and character in "," + _CLOSING:
            found.append(text[start:place].strip())
            start = place + 1
            if character != ",":
                return [argument for argument in found if argument], text[start:]
        depth += (character in _OPENING) - (character in _CLOSING)
    return [], ""
