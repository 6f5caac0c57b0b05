"""A continued fraction that is pasted as one text, as papers and this program write it."""

from analysis.reading.typography import plain_text


def pasted_fraction(text: str) -> tuple[str, str] | None:
    """a and b of PCF(a, b), PCF[a, b] or a | b; None for other texts.

    >>> pasted_fraction("PCF(2n+1, −n^4)"), pasted_fraction("1 | 1/(2n-1)"), pasted_fraction("2n+1")
    (('2n+1', '-n^4'), ('1', '1/(2n-1)'), None)
    """
    whole = plain_text(text).strip()
    inside = whole[3:].strip()
    if whole[:3].casefold() == "pcf" and (inside[:1], inside[-1:]) in (("(", ")"), ("[", "]")):
        parts = inside[1:-1].split(",")
    else:
        parts = whole.split("|")
    match [part.strip() for part in parts]:
        case [a, b] if a and b:
            return a, b
        case _:
            return None
