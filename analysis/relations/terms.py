"""What a relation is made of: integer combinations, quotients and products of constants, as normal forms.

The normal form writes them, so that one relation has one text.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd

from analysis.constants.normal_form import ONE, Base, Form, Forms, normal_form, rational_form

Terms = tuple[tuple[str, int], ...]
"""Integer multiples of constants by name, "1" for the rational part."""


def primitive(numerator: Terms, denominator: Terms) -> tuple[Terms, Terms]:
    """Both sides without zeros and common factors; the first term of the denominator is positive, but for numerators
    that would have no positive term.

    >>> primitive((("1", 2), ("pi", 0)), (("pi", -4), ("e", 2)))
    ((('1', 1),), (('pi', -2), ('e', 1)))
    >>> primitive((("pi*log(2)", 2),), (("pi", 3), ("pi^2", 1)))
    ((('log(2)', 2),), (('1', 3), ('pi', 1)))
    """
    numerator, denominator = _without_common_factor(numerator, denominator)
    top, bottom = (tuple((name, k) for name, k in side if k) for side in (numerator, denominator))
    divisor = gcd(*(k for _, k in top + bottom))
    first = bottom[0][1] if len(bottom) == 1 or 0 < sum(k > 0 for _, k in top) < len(top) else top[0][1]
    divisor = -divisor if first < 0 else divisor
    return tuple((name, k // divisor) for name, k in top), tuple((name, k // divisor) for name, k in bottom)


def _without_common_factor(*sides: Terms) -> tuple[Terms, Terms]:
    """Both sides without a power of a constant that is a factor of all terms."""
    products = [_powers(name) for side in sides for name, k in side if k]
    least = {base: min(one.get(base, Fraction(0)) for one in products) for base in products[0]} if products else {}
    shared = [(base, power) for base, power in least.items() if power > 0]
    if not shared:
        return sides[0], sides[1]
    factor = product((Form.single(base), power) for base, power in shared)
    first, second = (
        tuple((Forms().divide(normal_form(name), factor).text, k) for name, k in side if k) for side in sides
    )
    return first, second


def _powers(name: str) -> dict[Base, Fraction]:
    """The factors with rational exponents; a sum has none."""
    _, powers = normal_form(name).as_product()
    return {base: e.rational for base, e in powers if not isinstance(base, Form) and e.rational is not None}


def combination(terms: Terms) -> Form:
    """Σ cᵢKᵢ.

    >>> combination((("1", -9), ("pi", 1), ("2^(1/3)", -2))).text
    'pi-2*2^(1/3)-9'
    """
    return reduce(Forms().add, (normal_form(name).scaled(Fraction(k)) for name, k in terms), Form(()))


def quotient(numerator: Terms, denominator: Terms) -> Form:
    """(Σ cᵢKᵢ)/(Σ dᵢKᵢ).

    >>> quotient((("1", 2),), (("1", -9), ("zeta(3)", 6), ("zeta(5)", 2))).text
    '2/(6*zeta(3)+2*zeta(5)-9)'
    """
    return Forms().divide(combination(numerator), combination(denominator))


def product(factors: Iterable[tuple[Form, Fraction]]) -> Form:
    """Π Kᵢ^(rational).

    >>> product((normal_form(name), Fraction(k)) for name, k in [("gamma(1/4)", 8), ("pi", -4), ("2", "-5/2")]).text
    'sqrt(2)*gamma(1/4)^8/(8*pi^4)'
    """
    return reduce(Forms().multiply, (Forms().power(base, rational_form(k)) for base, k in factors), ONE)


def names_of(sides: Sequence[Terms]) -> tuple[str, ...]:
    """The constants that occur, 1 left out, in the order of the bases."""
    return tuple(dict.fromkeys(name for side in sides for name, _ in side if name != "1"))
