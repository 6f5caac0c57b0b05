"""Polynomials in n as they are written out, `34*n**3 - n + 5`: the way through a tree takes 40 times as long."""

import re

# One term, such as ` + 51*n**2`.
_TERM = re.compile(r" ?([+-]?) ?(?:(\d{1,99})(?:\*(?=n))?)?(?:(n)(?:\*\*(\d\d?))?)?")


def written_powers(text: str) -> dict[int, int] | None:
    """The coefficients by exponents; None for other spellings. Of terms with one exponent the last counts.

    >>> written_powers("34*n**3 - n + 5"), written_powers("n(n+1)")
    ({3: 34, 1: -1, 0: 5}, None)
    """
    found: dict[int, int] = {}
    place = 0
    while place < len(text):
        term = _TERM.match(text, place)
        if term is None or not (term[2] or term[3]) or (place and not term[1]):
            return None
        exponent = int(term[4] or 1) if term[3] else 0
        size = int(term[2] or 1)
        found[exponent] = -size if term[1] == "-" else size
        place = term.end()
    return found
