"""Colours and markers that everyone tells apart, also in grey: Okabe and Ito's palette with a marker for each colour.

Source: M. Okabe, K. Ito, "Color universal design", 2008.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from results.people import shown

# Without black and yellow, which vanish on a dark and on a light page.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
MARKERS = ("o", "s", "^", "D", "v", "P")
OTHERS = "#888888"
OTHERS_NAME = "others"
LONGEST_LABEL = 40  # characters of a name in a legend


def groups(names: Iterable[str | None], most: int = len(COLOURS)) -> list[str]:
    """The most frequent names, which get a colour of their own; ties by name.

    >>> groups(["pi", "e", "pi", None], most=1)
    ['pi']
    """
    counts = Counter(name for name in names if name is not None)
    return [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]]


def label(name: str) -> str:
    """An expression as mathematics, short enough for a legend.

    >>> label("1/(besseli(0, 4)/besseli(1, 4))"), len(label("x" * 100))
    ('I₁(4)/I₀(4)', 40)
    """
    name = shown(name)
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"


def look(name: str | None, shown: Sequence[str]) -> tuple[str, str, str]:
    """Label, colour and marker of a name: its own, or those of the others."""
    if name is not None and name in shown:
        place = shown.index(name)
        return name, COLOURS[place], MARKERS[place]
    return OTHERS_NAME, OTHERS, "."
