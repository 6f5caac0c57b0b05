"""The classical theorems by the constant that they are about: where a named limit may be proved, whatever its degree.

`theorems.candidates` reads a theorem's parameters off the coefficients of a formula of low degree. Here they come from
the other side: the constant is known from the digits, and each theorem about it, with the few parameters that classical
constants have, is joined to the formula by a coboundary between contractions of both, or it is not.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from math import gcd

from analysis.coboundaries.contractions import may_be_equivalent
from analysis.formulas.pcf import PCF
from analysis.links.certificates import Link, ended, link
from analysis.theorems.classical import Statement, statement

MOST_STEPS = 8  # of a contraction on either side; degrees grow with them
_HEIGHT = 6  # of the parameters t, w, z, x: what the library of constants has is below
_FRACTIONS = sorted({Fraction(p, q) for p in range(1, _HEIGHT + 1) for q in range(1, _HEIGHT + 1)})
_SIGNED = [sign * value for value in _FRACTIONS for sign in (1, -1)]
_ARGUMENTS = list(dict.fromkeys((*_SIGNED, *(value * abs(value) for value in _SIGNED))))
_BELOW_ONE = sorted({Fraction(p, q) for q in (1, 2, 3, 4, 5, 6) for p in range(q)})
_OF_ONE_POSITIVE_ARGUMENT = (
    "exponential integral",
    "error function",
    "error integral",
    "conjugate error integral",
    "Mills ratio",
    "Brouncker",
    "digamma",
)
_STEPS = range(1, MOST_STEPS + 1)
_FOLDS = [(ours, theirs) for ours, theirs in product(_STEPS, _STEPS) if gcd(ours, theirs) == 1]
_ORDERS = sorted({Fraction(p, q) for q in (1, 2, 3, 4) for p in range(-q + 1, q + 1)})  # −1 < ν ≤ 1


def theorem_about(pcf: PCF, constant: str) -> tuple[Link, Statement] | None:
    """The proved link of a fraction to a theorem about `constant`, a name of the library; None where there is none.

    Two steps of Lambert's fraction of e, with other first terms:

    >>> found, theorem = theorem_about(PCF.parse("8n^2-4", "4n^2-4n-3"), "e")
    >>> theorem.name, found.mobius.as_lists()
    ('tangent', [[-1, 3], [1, -1]])
    """
    canonical = pcf.canonical().pcf
    if canonical.termination() is not None:
        return None
    for theorem in statements_about(constant):
        if theorem.pcf.termination() is not None:
            continue
        if any(may_be_equivalent(canonical, theorem.pcf, folds) for folds in _FOLDS):
            found = link(pcf, theorem.pcf, MOST_STEPS)
            if found is not None:
                return ended(found, theorem), theorem
    return None


def statements_about(constant: str) -> tuple[Statement, ...]:
    """The theorems at small parameters whose constant, or an alias of it, has this name.

    >>> list(dict.fromkeys(found.name for found in statements_about("pi")))
    ['arctangent', 'half arctangent', 'Brouncker', 'digamma', 'Bailey']
    """
    return _index("bessel" in constant).get(constant, ())


@cache
def _index(of_bessel: bool) -> dict[str, tuple[Statement, ...]]:
    """Two tables, as that of Bessel's theorem has two parameters and takes ten times as long to make as the other."""
    found: dict[str, list[Statement]] = {}
    for name, parameters in _bessel_grid() if of_bessel else _grid():
        try:
            made = statement(name, *parameters)
        except ValueError:  # not covered by the theorem
            continue
        for constant in (made.constant, *(alias for alias, _ in made.aliases)):
            found.setdefault(constant, []).append(made)
    return {constant: tuple(dict.fromkeys(theorems)) for constant, theorems in found.items()}


def _grid() -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    for t in _ARGUMENTS:
        yield "arctangent", (t,)
        yield "tangent", (t,)
        yield "half arctangent", (t,)
        yield "half arctangent", (-t,)
    for value in _SIGNED:
        yield "exponential", (value,)
        yield "logarithm", (value,)
        yield "logarithm", (1 - value,)
    for value in _FRACTIONS:
        for name in _OF_ONE_POSITIVE_ARGUMENT:
            yield name, (value,)
    for pair in product(_BELOW_ONE, _BELOW_ONE):
        yield "Bailey", pair
        yield "Bailey", (pair[0], pair[1] + 1)
    for order in range(2, 9):
        for name in ("zeta series", "alternating zeta series", "beta series"):
            yield name, (Fraction(order),)


def _bessel_grid() -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    for pair in product(_ORDERS, _ARGUMENTS):
        yield "Bessel", pair
        yield "Kummer", pair
