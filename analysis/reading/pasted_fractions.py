"""A continued fraction that is pasted as one text, as papers and this program write it."""

import re

from analysis.reading.typography import plain_text

_LABEL = re.compile(r"\s*[ab]\s*(?:\(\s*n\s*\)|_\(?n\)?|ₙ)\s*=\s*")
_POLYNOMIAL = re.compile(r"[-+*/^().\d\snkx]+", re.ASCII)


def pasted_sides(text: str) -> tuple[str, ...]:
    """a and b of PCF(a, b), of a | b, of a(n) = …, b(n) = … and of a pair of polynomials in n; other texts as they are.

    >>> pasted_sides("PCF(2n+1, −n^4)"), pasted_sides("1 | 1/(2n-1)"), pasted_sides("2n+1")
    (('2n+1', '-n^4'), ('1', '1/(2n-1)'), ('2n+1',))
    >>> pasted_sides("a(n) = 2n + 1, b(n) = −n⁴"), pasted_sides("{4, n^2}"), pasted_sides("pi,e")
    (('2n + 1', '-n^4'), ('4', 'n^2'), ('pi,e',))
    """
    whole = plain_text(text).strip()
    named = whole[:3].casefold() == "pcf"
    inside = _without_ends(whole[3:].strip() if named else whole)
    parts = [_LABEL.sub("", part).strip() for part in re.split(r"[|;,]", inside)]
    sure = named or "|" in inside or (set(inside) & set("nkx") and all(map(_POLYNOMIAL.fullmatch, parts)))
    if len(parts) == 2 and all(parts) and sure:
        return tuple(parts)
    return (_LABEL.sub("", text),)


def _without_ends(text: str) -> str:
    """Without parentheses or brackets around all of it."""
    if (text[:1], text[-1:]) not in (("(", ")"), ("[", "]")):
        return text
    inside = text[1:-1]
    depths = [inside[:end].count(text[0]) - inside[:end].count(text[-1]) for end in range(len(inside) + 1)]
    return inside if min(depths) == 0 else text
