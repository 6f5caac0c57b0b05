"""Which constants a number is compared with, and in what order."""

from functools import lru_cache

from analysis.constants.library import Constant, Library
from analysis.numbers.recognition import recognise_quadratic, recognise_rational

ALGEBRAIC_DIGITS = 60  # digits at which a constant is recognised as rational or quadratic, and then not tried

Placed = tuple[int, Constant]  # a constant and how many are tried up to it


@lru_cache(maxsize=8)
def irrational_constants(library: Library) -> tuple[Placed, ...]:
    """The constants worth trying: not rational and not quadratic, which are recognised without them."""
    kept = []
    for place, known in enumerate(library, start=1):
        value = known.value(ALGEBRAIC_DIGITS)
        if recognise_rational(value) is None and recognise_quadratic(value) is None:
            kept.append((place, known))
    return tuple(kept)
