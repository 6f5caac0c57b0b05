"""Names of constants as people type them, in the library's own spelling: π, Pi, zeta3, ln 2, G, φ, √2.

One normaliser for every command and for Python. What it does not know stays as it is, and is told to be unknown, with
the nearest names, by whoever evaluates it.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from analysis.constants.functions import ALIASES, FUNCTIONS, NAME_ALIASES, NAMES, RATIOS
from analysis.reading.typography import closed_up, plain_text

CLOSE = 0.7  # share of letters that two names have in common before one is taken for the other

_WORD = re.compile(r"([A-Za-z][A-Za-z_0-9]*)(\s*\()?")
_BESIDE = re.compile(r"(?<=[A-Za-z0-9_)])\s+(?=[A-Za-z(])")
_BETWEEN = re.compile(r"(?<=[A-Za-z])[\s_'’-]+(?=[A-Za-z])")
_WITH_NUMBER = re.compile(r"([a-z]+)_?([0-9]+)")
_SPOKEN = {
    "goldenratio": "golden_ratio", "goldenmean": "golden_ratio", "euler": "euler_gamma", "eulergamma": "euler_gamma",
    "eulermascheroni": "euler_gamma", "eulersconstant": "euler_gamma", "catalansconstant": "catalan",
    "apery": "zeta(3)", "aperysconstant": "zeta(3)", "eulersnumber": "e",
    "gompertzconstant": "gompertz", "gausssconstant": "gauss", "gaussconstant": "gauss",
    "lemniscateconstant": "lemniscate",
}  # fmt: skip
_FUNCTIONS = {name.lower(): name for name in (*ALIASES, *RATIOS, *FUNCTIONS)}
_NAMES = {name.lower(): name for name in NAMES} | {name.lower(): known for name, known in NAME_ALIASES.items()}


@lru_cache(maxsize=4_096)
def normal_spelling(text: str) -> str:
    """A name or an expression in the library's spelling, without spaces and with ^ for powers.

    >>> [normal_spelling(text) for text in ("Pi", "ζ(3)", "zeta3", "ln 2", "G", "φ", "√2", "pi ** 2", "Golden ratio")]
    ['pi', 'zeta(3)', 'zeta(3)', 'log(2)', 'catalan', 'golden_ratio', 'sqrt(2)', 'pi^2', 'golden_ratio']
    """
    spoken = _SPOKEN.get(_BETWEEN.sub("", text.strip()).lower())
    if spoken is not None:
        return spoken
    plain = re.sub(r"([A-Za-z])\s+([0-9]+)\s*$", r"\1\2", plain_text(text).strip())  # ln 2
    spelled = _BESIDE.sub("*", _WORD.sub(_spelled, plain))
    return closed_up(spelled)


def nearest_names(text: str, known: Iterable[str] = ()) -> str:
    """What may have been meant by an unknown name, as a remedy for an error line; empty where nothing is near.

    >>> nearest_names("catalna"), nearest_names("zetta(3)"), nearest_names("qqqq")
    ('did you mean catalan or atan?', 'did you mean zeta?', '')
    """
    names = list(dict.fromkeys([*NAMES, *FUNCTIONS, *RATIOS, *known]))
    lowered = {name.lower(): name for name in reversed(names)}
    word = text.split("(")[0].strip().lower()
    if text.strip() in FUNCTIONS:
        return f"{text.strip()} is a function: give it its argument, as in {text.strip()}(3)"
    close = get_close_matches(text.lower(), lowered, 2, CLOSE) or get_close_matches(word, lowered, 2, CLOSE)
    return f"did you mean {' or '.join(lowered[name] for name in close)}?" if close else ""


def _spelled(word: re.Match[str]) -> str:
    name, opening = word[1], word[2]
    if opening:
        known = _FUNCTIONS.get(name.lower())
        if known is None:
            return f"{_NAMES[name.lower()]}*(" if name.lower() in _NAMES else f"{name}("
        return ALIASES.get(known, known) + "("
    if name in NAMES:
        return name
    if (meant := NAME_ALIASES.get(name) or _NAMES.get(name.lower())) is not None:
        return meant
    numbered = _WITH_NUMBER.fullmatch(name.lower())
    if numbered is not None and (function := _FUNCTIONS.get(numbered[1])) is not None:
        function = ALIASES.get(function, function)
        if function in FUNCTIONS and FUNCTIONS[function].arity == 1:
            return f"{function}({numbered[2]})"
    return name
