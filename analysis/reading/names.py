"""Names of fields and families as people and stores spell them: 3F2, G(2,1;2,3), 2F1(1/2), U(1/2 - sqrt(2)/4)."""

import re

_COPIED = str.maketrans("₀₁₂₃₄₅₆₇₈₉−", "0123456789-")
_SERIES = re.compile(r"(\d{1,3})F(\d{1,3})", re.IGNORECASE | re.ASCII)
_MEIJER = re.compile(r"G\((\d{1,3}),(\d{1,3});(\d{1,3}),(\d{1,3})\)", re.IGNORECASE | re.ASCII)
_APPLIED = re.compile(r"(\d{1,3}F\d{1,3}|U|D|constant)\((.*)\)", re.IGNORECASE | re.ASCII)


def family_name(text: str) -> str:
    """The name of a family as stores spell it, from one that is copied from a table.

    >>> family_name("₁F₁(1/2; 1; −2)")
    '1F1(1/2; 1; -2)'
    """
    return text.strip().translate(_COPIED)


def series_name(name: str) -> tuple[int, int] | None:
    """p and q of pFq; None for another name.

    >>> series_name("3F2"), series_name("zeta(3)")
    ((3, 2), None)
    """
    found = _SERIES.fullmatch(name.strip())
    return found and (int(found[1]), int(found[2]))


def meijer_name(name: str) -> tuple[int, int, int, int] | None:
    """m, n, p and q of G(m,n;p,q); None for another name."""
    found = _MEIJER.fullmatch(name.strip())
    return found and (int(found[1]), int(found[2]), int(found[3]), int(found[4]))


def applied_name(name: str) -> tuple[str, str] | None:
    """The head of a series, of U, D or of a constant family, and what stands in its parentheses; None for another name.

    >>> applied_name("2F1(1/2 - sqrt(2)/4)"), applied_name("zeta(3)"), applied_name("2F1")
    (('2F1', '1/2 - sqrt(2)/4'), None, None)
    """
    found = _APPLIED.fullmatch(name)
    return found and (found[1], found[2])
