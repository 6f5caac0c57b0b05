"""The classical theorems by the constant that they are about: where a named limit may be proved, whatever its degree.

`theorems.candidates` reads a theorem's parameters off the coefficients of a formula of low degree. Here they come from
the other side: the constant is known from the digits, and each theorem about it, with the few parameters that classical
constants have, is joined to the formula by a coboundary between contractions of both, or it is not.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cache, lru_cache
from itertools import chain, product
from math import gcd
from string import Formatter

from analysis.coboundaries.contractions import may_be_equivalent
from analysis.constants.normal_form import Form, normal_form
from analysis.errors import InputError
from analysis.formulas.pcf import PCF
from analysis.links.certificates import Link, ended, link
from analysis.proofs.theorems import constants, number_of
from analysis.reading.expressions import parse_expression, words
from analysis.theorems.classical import Statement, statement

Parameters = tuple[Fraction, ...]
Stated = tuple[str, Parameters]

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
    """The theorems at small parameters whose constant, or an alias of it, is the one of this name.

    >>> list(dict.fromkeys(found.name for found in statements_about("pi")))
    ['arctangent', 'half arctangent', 'Brouncker', 'digamma', 'Bailey']
    """
    found = (_stated(name, constant) for name in _grids() if _may_be_about(name, constant))
    return _statements(tuple(chain.from_iterable(found)))


def _stated(name: str, constant: str) -> list[Stated]:
    """The parameters of a theorem at which it is about a constant, in its own spelling or else in another."""
    return _index(name).get(constant) or _by_form(name).get(normal_form(constant), [])


def _may_be_about(name: str, constant: str) -> bool:
    """Whether a name of the theorem's number has the words of the constant, up to those that numbers in it bring."""
    return _words(constant) in _words_of_names(name)


@cache
def _words_of_names(theorem: str) -> frozenset[frozenset[str] | None]:
    """The words of each name of a theorem's number, with 1 in the holes."""
    templates = (Formatter().parse(text.get("constant", "")) for text in number_of(theorem)["names"])
    filled = ("".join(said + "1" * (hole is not None) for said, hole, *_ in template) for template in templates)
    return frozenset(map(_words, filled))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str] | None:
    """The names and functions in a constant; None for what is no expression."""
    try:
        return words(parse_expression(text)) - {"sqrt", "e"}
    except InputError:
        return None


@lru_cache(maxsize=256)
def _statements(stated: tuple[Stated, ...]) -> tuple[Statement, ...]:
    return tuple(_made(stated))


def _made(stated: tuple[Stated, ...]) -> Iterator[Statement]:
    for name, parameters in stated:
        with suppress(ValueError):  # the name is that of a number which the theorem does not reach
            yield statement(name, *parameters)


@cache
def _by_form(name: str) -> dict[Form, list[Stated]]:
    found: dict[Form, list[Stated]] = {}
    for constant, stated in _index(name).items():
        found.setdefault(normal_form(constant), []).extend(stated)
    return found


@cache
def _index(name: str) -> dict[str, list[Stated]]:
    """A theorem at small parameters, by the names of the constant there."""
    found: dict[str, list[Stated]] = {}
    for parameters in dict.fromkeys(_grids()[name]):
        with suppress(ValueError):  # not covered by the theorem
            for constant in constants(name, parameters):
                found.setdefault(constant, []).append((name, parameters))
    return found


@cache
def _grids() -> dict[str, tuple[Parameters, ...]]:
    """The parameters of each theorem that are tried."""
    arguments, fractions, signed, orders = map(_alone, (_ARGUMENTS, _FRACTIONS, _SIGNED, map(Fraction, range(2, 9))))
    pairs = tuple(product(_ORDERS, _ARGUMENTS))
    return {
        "arctangent": arguments,
        "tangent": arguments,
        "half arctangent": (*arguments, *_alone(-t for t in _ARGUMENTS)),
        "exponential": signed,
        "logarithm": (*signed, *_alone(1 - value for value in _SIGNED)),
        **dict.fromkeys(_OF_ONE_POSITIVE_ARGUMENT, fractions),
        "Bailey": tuple((s, t + more) for s, t, more in product(_BELOW_ONE, _BELOW_ONE, (0, 1))),
        **dict.fromkeys(("zeta series", "alternating zeta series", "beta series"), orders),
        **dict.fromkeys(("Bessel", "Kummer"), pairs),
    }


def _alone(values: Iterable[Fraction]) -> tuple[Parameters, ...]:
    return tuple((value,) for value in values)
