"""Which constants a number is compared with, and in what order: the library's, then products and quotients."""

from functools import lru_cache
from itertools import combinations

from analysis.constants.library import Constant, Library, constant
from analysis.numbers.recognition import recognise_quadratic, recognise_rational

PAIRED = 12  # constants at the head of the library whose products and quotients are tried
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


@lru_cache(maxsize=8)
def pair_constants(library: Library) -> tuple[Placed, ...]:
    """Products and quotients of the library's first constants, in places after the whole library."""
    head = [known for _, known in irrational_constants(library)[:PAIRED]]
    products = [f"({a.expression})*({b.expression})" for a, b in combinations(head, 2)]
    quotients = [f"({a.expression})/({b.expression})" for a, b in combinations(head, 2)]
    return tuple(enumerate(map(constant, products + quotients), start=len(library) + 1))
